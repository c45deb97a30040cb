//! `POST /api/wallet/cash/review` (wallet.md §4.4): staff approve, reject or mark as paid.

use crate::Answer;
use crate::body::Fields;
use crate::call::{Authorized, Done};
use crate::endpoint::{Access, Endpoint, Rule, may, must};
use crate::failure::{
    CASH_MCH_INVALID, Failure, OPERATE_FORBIDDEN, PERMISSION_DENIED, Problem, VALIDATION_ERROR,
};
use crate::ids::{self, MAX_IDS};
use crate::provider::provider;
use crate::query::{NONE, Query};
use crate::token::CASH_REVIEW;
use feiqian_delivery::kick;
use feiqian_platform::{DatabaseError, parameters, statement};
use std::borrow::Cow;

pub static ENDPOINT: Endpoint = Endpoint {
    name: "POST /api/wallet/cash/review",
    aliases: &[],
    access: Access { ability: Some(CASH_REVIEW), query: &NONE, is_idempotent: false },
    fields: &[
        must("ids", &[Rule::Ids(MAX_IDS)]),
        must("cash_status", &[Rule::Integer]),
        may("remark", &[Rule::MaxChars(255)]),
    ],
    errors: &[PERMISSION_DENIED, VALIDATION_ERROR, OPERATE_FORBIDDEN, CASH_MCH_INVALID],
};

const PENDING: i64 = 1;
const APPROVED: i64 = 2;
const REJECTED: i64 = 3;
const PAID: i64 = 5;

parameters! {
    struct Review<'r> {
        id: i64,
        target: i64,
        /// Kept if there is none.
        remark: Option<&'r str>,
        reviewer: i64,
        notice_url: &'r str,
        now: i64,
        traceparent: Option<&'r str>,
    }
}

/// One of two reviewers finds status 1.
const REVIEW: &str = statement!(
    Review,
    "
    UPDATE user_wallet_cash SET cash_status = :target, refunds_status = :target = 3, remark = coalesce(:remark, remark), operator_id = :reviewer,
           notice_url = :notice_url, reviewed_at = :now, updated_at = :now, traceparent = coalesce(:traceparent, traceparent)
     WHERE id = :id AND cash_status = 1
     RETURNING cash_status"
);

/// What a review whose outcome is open has written; the parameters are those of [`REVIEW`].
const FIND: &str = statement!(
    of Review,
    "
    SELECT id FROM user_wallet_cash
     WHERE id = :id AND cash_status = :target AND operator_id = :reviewer AND updated_at = :now
        AND traceparent IS coalesce(:traceparent, traceparent)"
);

const STATUS: &str = "SELECT cash_status FROM user_wallet_cash WHERE id = ?1";

pub async fn review(call: Authorized<'_>) -> Result<Answer, Failure> {
    Query::read(&call.request.query, &NONE)?;
    let mut fields = Fields::flat(call.body()?, ENDPOINT.fields)?;
    let ids = fields.list("ids").unwrap_or_default();
    let ids = ids::read(&mut fields, &ids);
    let target = fields.whole("cash_status");
    let remark = remark(&mut fields);
    fields.finish()?;
    let target = target.filter(|target| [APPROVED, REJECTED, PAID].contains(target));
    let target = target.ok_or_else(|| Problem::at(OPERATE_FORBIDDEN, "/cash_status"))?;
    if target == APPROVED && !(call.settings.payout_enabled && provider(call.platform).await?.is_some()) {
        return Err(Problem::at(CASH_MCH_INVALID, "/cash_status").into());
    }
    let notice_url = call.platform.variable("wallet_webhook_url").await;
    let notice_url = notice_url.map_err(|error| Failure::Fault(error.to_string()))?;

    let (result, records) = move_all(&call, &ids, target, remark.as_deref(), &notice_url).await;
    if target != APPROVED {
        kick::after_answer(call.platform, &["wallet.notice"]).await;
    }
    Ok(Answer::json(format!(
        r#"{{"type":"cash-review","data":{{"result":{{{result}}},"records":[{records}]}}}}"#
    )))
}

/// The remark that was sent: `null` empties it.
fn remark<'a>(fields: &mut Fields<'a>) -> Option<Cow<'a, str>> {
    let sent = fields.object.sent("remark")?;
    if sent.raw() == "null" {
        return Some("".into());
    }
    let remark = fields.string("remark", Some(sent))?;
    fields.check("remark", &remark);
    Some(remark)
}

/// Moves the records one after the other; the members of `result` and `records`.
async fn move_all(
    call: &Authorized<'_>,
    ids: &[i64],
    target: i64,
    remark: Option<&str>,
    notice_url: &str,
) -> (String, String) {
    let (mut result, mut records) = (String::new(), String::new());
    for &id in ids {
        let review = Review {
            id,
            target,
            remark,
            reviewer: call.caller.user_id,
            notice_url,
            now: call.platform.now_ms(),
            traceparent: call.request.traceparent.as_deref(),
        };
        let outcome = call.command(REVIEW, FIND, &review.values()).await;
        let (code, status) = conclude(call, id, target, outcome).await;
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
    (result, records)
}

/// What the triggers raise.
pub const VERDICTS: [&str; 3] = ["cash_type_error", "cash_status_error", "reviewer_is_applicant"];

/// The code of a failure, and the record's status after the attempt.
async fn conclude(
    call: &Authorized<'_>,
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
            match error.raised(&VERDICTS) {
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
        Ok(rows) => rows.into_iter().next().map(|mut row| row.take::<i64>()).transpose(),
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
