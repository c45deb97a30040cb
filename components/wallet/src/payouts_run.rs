//! `POST /api/wallet/payouts/run` (wallet.md §4.9): moves approved withdrawals into payment and asks the provider.

use crate::Answer;
use crate::body::Fields;
use crate::call::Call;
use crate::cash_review::read_ids;
use crate::failure::{CASH_MCH_INVALID, Failure, MAX, MIN};
use crate::query::{NONE, Query};
use feiqian_delivery::kick;
use feiqian_delivery::payout::provider::Provider;
use feiqian_delivery::payout::wallet::{self, Attempt, Record, RunError, Wanted};
use feiqian_platform::http::Body;
use feiqian_platform::{DatabaseError, Platform};

const DEFAULT_LIMIT: usize = 20;
const MAX_LIMIT: usize = 100;

/// The provider that pays; `None` if there is none.
///
/// # Errors
/// [`Failure::Fault`] if its variables are unusable.
pub async fn provider(platform: &Platform) -> Result<Option<Provider>, Failure> {
    Provider::of_wallet(platform).await.map_err(Failure::Fault)
}

pub async fn run(call: Call<'_>) -> Result<Answer, Failure> {
    Query::read(&call.request.query, &NONE)?;
    let (limit, ids) = wanted(&call)?;
    let provider = provider(call.platform).await?.ok_or(CASH_MCH_INVALID)?;
    let wanted = Wanted { limit, ids: ids.as_deref() };
    let report = wallet::run(call.platform, &call.request.id, &provider, &wanted).await;
    let report = report.map_err(|error| match error {
        RunError::Database(DatabaseError::Busy) => Failure::Busy,
        error => Failure::Fault(error.to_string()),
    })?;
    kick::after_answer(call.platform, &["wallet.notice"]).await;
    let records: Vec<String> = report.records.iter().map(told).collect();
    Ok(Answer::json(format!(
        r#"{{"type":"wallet-payout-run","data":{{"enqueued":{},"records":[{}]}}}}"#,
        report.enqueued,
        records.join(",")
    )))
}

/// The limit, and the ids if some were named. Without a body no media type is needed.
fn wanted(call: &Call<'_>) -> Result<(usize, Option<Vec<i64>>), Failure> {
    if matches!(&call.request.body, Body::Whole(bytes) if bytes.is_empty()) {
        return Ok((DEFAULT_LIMIT, None));
    }
    let mut fields = Fields::flat(call.body()?)?;
    let limit = fields.if_not_null("limit");
    let limit = fields.integer("limit", limit);
    let most = i64::try_from(MAX_LIMIT).unwrap_or(i64::MAX);
    match limit {
        Some(limit) if limit < 1 => fields.fail(MIN, "limit", Some("1".into())),
        Some(limit) if limit > most => fields.fail(MAX, "limit", Some(most.to_string())),
        _ => {}
    }
    let ids = match fields.if_not_null("ids") {
        None => None,
        ids => {
            let items = fields.array("ids", ids).unwrap_or_default();
            Some(read_ids(&mut fields, &items))
        }
    };
    fields.finish()?;
    let limit = limit.and_then(|limit| usize::try_from(limit).ok()).unwrap_or(DEFAULT_LIMIT);
    Ok((limit, ids))
}

fn told(record: &Record) -> String {
    let outcome = match record.outcome {
        Some(Attempt::Made(outcome)) => outcome.as_str(),
        Some(Attempt::Busy) => "busy",
        None => "skipped",
    };
    let status = record.cash_status.map_or_else(|| "null".to_owned(), |status| status.to_string());
    format!(r#"{{"id":{},"outcome":"{outcome}","cash_status":{status}}}"#, record.id)
}
