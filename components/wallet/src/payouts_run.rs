//! `POST /api/wallet/payouts/run` (wallet.md §4.9): moves approved withdrawals into payment and asks the provider.

use crate::Answer;
use crate::body::Fields;
use crate::call::Authorized;
use crate::endpoint::{Access, Endpoint, Rule, may};
use crate::failure::{CASH_MCH_INVALID, Failure, PERMISSION_DENIED, VALIDATION_ERROR};
use crate::ids::{self, MAX_IDS};
use crate::provider::provider;
use crate::query::{NONE, Query};
use crate::token::PAYOUT_RUN;
use feiqian_delivery::kick;
use feiqian_delivery::payout::wallet::{self, Attempt, Record, RunError, Wanted};
use feiqian_platform::DatabaseError;
use feiqian_platform::http::Body;
use feiqian_signing::json::Kind;

pub static ENDPOINT: Endpoint = Endpoint {
    name: "POST /api/wallet/payouts/run",
    aliases: &[],
    access: Access { ability: Some(PAYOUT_RUN), query: &NONE, is_idempotent: false },
    fields: &[
        may("limit", &[Rule::NotNull, Rule::Within(1, 100)]),
        may("ids", &[Rule::NotNull, Rule::Ids(MAX_IDS)]),
    ],
    errors: &[PERMISSION_DENIED, VALIDATION_ERROR, CASH_MCH_INVALID],
};

const DEFAULT_LIMIT: usize = 20;

pub async fn run(call: Authorized<'_>) -> Result<Answer, Failure> {
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
fn wanted(call: &Authorized<'_>) -> Result<(usize, Option<Vec<i64>>), Failure> {
    if matches!(&call.request.body, Body::Whole(bytes) if bytes.is_empty()) {
        return Ok((DEFAULT_LIMIT, None));
    }
    let mut fields = Fields::flat(call.body()?, ENDPOINT.fields)?;
    let limit = fields.whole("limit");
    // Once sent, what is no list is a list of none, which is refused.
    let ids = match fields.object.sent("ids").filter(|ids| ids.kind() != Kind::Null) {
        None => None,
        Some(_) => {
            let items = fields.list("ids").unwrap_or_default();
            Some(ids::read(&mut fields, &items))
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
