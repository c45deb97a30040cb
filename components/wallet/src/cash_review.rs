//! `POST /api/wallet/cash/review` (wallet.md §4.4): staff approve, reject or mark as paid.

use crate::Answer;
use crate::body::{Fields, integer};
use crate::call::{Call, Done};
use crate::failure::{
    CASH_MCH_INVALID, Failure, INTEGER, MAX_ITEMS, MIN, MIN_ITEMS, OPERATE_FORBIDDEN, Problem,
};
use crate::payouts_run::provider;
use crate::query::{NONE, Query};
use feiqian_delivery::kick;
use feiqian_platform::{DatabaseError, Value};
use feiqian_signing::json;

const MAX_IDS: usize = 100;
const MAX_REMARK_CHARS: usize = 255;

const PENDING: i64 = 1;
const APPROVED: i64 = 2;
const REJECTED: i64 = 3;
const PAID: i64 = 5;

/// `?1` record, `?2` target, `?3` remark or NULL to keep it, `?4` reviewer, `?5` receiver of the notice, `?6` now.
/// One of two reviewers finds status 1.
const REVIEW: &str = "
    UPDATE user_wallet_cash SET cash_status = ?2, refunds_status = ?2 = 3, remark = coalesce(?3, remark), operator_id = ?4,
           notice_url = ?5, reviewed_at = ?6, updated_at = ?6
     WHERE id = ?1 AND cash_status = 1
     RETURNING cash_status";

/// What a review whose outcome is open has written; the parameters are those of [`REVIEW`].
const FIND: &str = "
    SELECT id FROM user_wallet_cash
     WHERE id = ?1 AND cash_status = ?2 AND operator_id = ?4 AND updated_at = ?6";

const STATUS: &str = "SELECT cash_status FROM user_wallet_cash WHERE id = ?1";

pub async fn review(call: Call<'_>) -> Result<Answer, Failure> {
    Query::read(&call.request.query, &NONE)?;
    let mut fields = Fields::flat(call.body()?)?;
    let ids = fields.required("ids");
    let ids = fields.array("ids", ids).unwrap_or_default();
    let ids = read_ids(&mut fields, &ids);
    let target = fields.required("cash_status");
    let target = fields.integer("cash_status", target);
    let remark = fields.object.sent("remark");
    let is_cleared = remark.is_some_and(|remark| remark.raw() == "null");
    let remark = fields.text("remark", remark.filter(|_| !is_cleared), MAX_REMARK_CHARS);
    let remark = if is_cleared { Some("".into()) } else { remark };
    fields.finish()?;
    let target = target.filter(|target| [APPROVED, REJECTED, PAID].contains(target));
    let target = target.ok_or_else(|| Problem::at(OPERATE_FORBIDDEN, "/cash_status"))?;
    if target == APPROVED && !(call.settings.payout_enabled && provider(call.platform).await?.is_some()) {
        return Err(Problem::at(CASH_MCH_INVALID, "/cash_status").into());
    }
    let notice_url = call.platform.variable("wallet_webhook_url").await;
    let notice_url = notice_url.map_err(|error| Failure::Fault(error.to_string()))?;

    let (mut result, mut records) = (String::new(), String::new());
    for id in ids {
        let parameters: [Value; 6] = [
            id.into(),
            target.into(),
            remark.as_deref().into(),
            call.caller.user_id.into(),
            notice_url.as_str().into(),
            call.platform.now_ms().into(),
        ];
        let outcome = call.command(REVIEW, FIND, &parameters).await;
        let (code, status) = conclude(&call, id, target, outcome).await;
        let word = if code.is_none() { "success" } else { "failure" };
        if !result.is_empty() {
            result.push(',');
            records.push(',');
        }
        result.push_str(&format!(r#""{id}":"{word}""#));
        let code = code.map_or_else(|| "null".to_owned(), |code| format!("\"{code}\""));
        let status = status.map_or_else(|| "null".to_owned(), |status| status.to_string());
        records.push_str(&format!(r#"{{"id":{id},"result":"{word}","cash_status":{status},"code":{code}}}"#));
    }
    if target != APPROVED {
        kick::after_answer(call.platform, &["wallet.notice"]).await;
    }
    Ok(Answer::json(format!(
        r#"{{"type":"cash-review","data":{{"result":{{{result}}},"records":[{records}]}}}}"#
    )))
}

/// The ids in their order, each once.
pub(crate) fn read_ids(fields: &mut Fields<'_>, items: &[json::Value]) -> Vec<i64> {
    let was_array = fields.object.present("ids").is_some_and(|ids| ids.kind() == json::Kind::Array);
    if was_array && items.is_empty() {
        fields.fail(MIN_ITEMS, "ids", Some("1".into()));
    }
    if items.len() > MAX_IDS {
        fields.fail(MAX_ITEMS, "ids", Some(MAX_IDS.to_string()));
        // Nobody reads thousands of errors.
        return Vec::new();
    }
    let mut ids = Vec::new();
    for (index, item) in items.iter().enumerate() {
        let pointer = format!("/ids/{index}");
        match integer(*item) {
            None => fields.problems.push(Problem::rule(INTEGER, "ids", pointer, None)),
            Some(id) if id < 1 => fields.problems.push(Problem::rule(MIN, "ids", pointer, Some("1".into()))),
            Some(id) if !ids.contains(&id) => ids.push(id),
            Some(_) => {}
        }
    }
    ids
}

/// The code of a failure, and the record's status after the attempt.
async fn conclude(
    call: &Call<'_>,
    id: i64,
    target: i64,
    outcome: Result<Result<Done, DatabaseError>, Failure>,
) -> (Option<&'static str>, Option<i64>) {
    let mut was_found = true;
    let code = match outcome {
        Ok(Ok(Done::Row(_) | Done::Before(_))) => return (None, Some(target)),
        Ok(Ok(Done::Nothing)) => {
            was_found = false;
            "cash_status_error"
        }
        Ok(Err(error)) => {
            match error.raised(&["cash_type_error", "cash_status_error", "reviewer_is_applicant"]) {
                // Nobody reviews an application of his own.
                Some("reviewer_is_applicant") => "permission_denied",
                Some(code) => code,
                None => {
                    call.platform.log_fault(&call.request.id, &error.to_string());
                    "internal_error"
                }
            }
        }
        Err(failure) => {
            call.platform.log_fault(&call.request.id, &format!("review of {id}: {failure:?}"));
            "internal_error"
        }
    };
    let status = match call.platform.query(STATUS, &[id.into()]).await {
        Ok(rows) => rows.into_iter().next().map(|mut row| row.take::<i64>(0)).transpose(),
        Err(error) => Err(error),
    };
    match status {
        Ok(None) => (Some("model_not_found"), None),
        // It was not there yet when it was to be reviewed.
        Ok(Some(PENDING)) if !was_found => (Some("model_not_found"), None),
        Ok(status) => (Some(code), status),
        Err(error) => {
            call.platform.log_fault(&call.request.id, &error.to_string());
            (Some("internal_error"), None)
        }
    }
}
