//! `GET /payee-merchants/{merchant_no}/balances`: the books of a merchant of the payee API.

use crate::call::{Known, Reply};
use crate::payee_merchants::PAYEE_MERCHANTS;
use crate::problem::Problem;
use crate::provision::read;

/// One object a currency, with an amount of each book.
const BOOKS: &str = "SELECT coalesce('[' || group_concat(book, ',') || ']', '[]') FROM (
    SELECT json_object('currency', currency,
             'available', max(text) FILTER (WHERE kind = 'AVAILABLE'), 'reserved', max(text) FILTER (WHERE kind = 'RESERVED'),
             'in_flight', max(text) FILTER (WHERE kind = 'IN_FLIGHT'), 'settled', max(text) FILTER (WHERE kind = 'SETTLED'),
             'fees', max(text) FILTER (WHERE kind = 'FEES')) AS book
      FROM (SELECT l.currency, l.kind, printf(y.format, l.balance / y.unit, l.balance % y.unit) AS text
              FROM payee_ledger l JOIN currencies y ON y.code = l.currency
             WHERE l.merchant_no = ?1 AND l.kind <> 'FUNDING')
     GROUP BY currency ORDER BY currency)";

pub async fn list(known: &Known<'_>) -> Result<Reply, Problem> {
    let platform = known.call.platform;
    let merchant = known.call.path.first().map(|(_, number)| number.as_str()).unwrap_or_default();
    read(platform, &PAYEE_MERCHANTS, merchant).await?.ok_or(Problem::NotFound)?;
    let items: String = platform.query_row(BOOKS, &[merchant.into()]).await?.take()?;
    Ok(Reply::ok(format!(r#"{{"items":{items}}}"#)))
}
