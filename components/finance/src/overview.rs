//! `GET /overview`: today's money by part and currency, what waits for a person, and what is late. `GET /overview/daily`: the money of
//! the last days. Read by indexes and bounded, however long the tables are.

use crate::filters::Filters;
use crate::payouts::payout_status;
use feiqian_cashier::time::day_start_ms;
use feiqian_money::Currency;
use feiqian_operator::at;
use feiqian_operator::call::{Known, Reply};
use feiqian_operator::problem::Problem;
use feiqian_operator::time;
use feiqian_platform::Platform;
use serde_json::{Value, json};
use std::ops::Range;

/// How many rows of a part are added up, and how far is counted what waits.
const ADDED: i64 = 200_000;
const COUNTED: i64 = 10_000;

/// A part with its sums by currency and status: how many, and the amounts in two halves, which cannot overflow. `$rows` has
/// `currency`, `status`, `amount`.
macro_rules! sums {
    ($part:literal, $rows:expr) => {
        (
            $part,
            concat!(
                "SELECT currency, status, count(*), sum(amount / 1000000), sum(amount % 1000000) FROM (",
                $rows,
                " LIMIT ?2 + 0) GROUP BY currency, status"
            ),
        )
    };
}

/// `?1` since when, `?2` how many rows, `?3` before when.
const MADE: [(&str, &str); 4] = [
    sums!(
        "deposits",
        concat!(
            "SELECT currency, ",
            crate::deposits::deposit_status!("status"),
            " AS status, amount FROM deposit_records
              WHERE upstream_state IN ('none', 'pending', 'ok', 'failed') AND created_at >= ?1 AND created_at < ?3"
        )
    ),
    sums!(
        "withdrawals",
        concat!(
            "SELECT currency, ",
            crate::withdrawals::withdrawal_status!("status"),
            " AS status, amount FROM withdraw_records WHERE created_at >= ?1 AND created_at < ?3"
        )
    ),
    sums!(
        "wallet_applications",
        concat!(
            "SELECT 'CNY' AS currency, ",
            crate::wallet_applications::application_status!("cash_status"),
            " AS status, cash_apply_amount AS amount FROM user_wallet_cash WHERE created_at >= ?1 AND created_at < ?3"
        )
    ),
    sums!(
        "payouts",
        concat!(
            "SELECT coalesce(p.currency, 'CNY') AS currency, ",
            payout_status!(),
            " AS status, coalesce(p.amount, a.cash_actual_amount) AS amount FROM payout_jobs j
               LEFT JOIN user_wallet_cash a ON j.kind = 'wallet' AND a.cash_sn = j.ref
               LEFT JOIN payee_payout p ON j.kind = 'payee' AND p.transaction_no = j.ref
              WHERE j.created_at >= ?1 AND j.created_at < ?3"
        )
    ),
];

macro_rules! withdrawals {
    ($name:literal, $status:literal) => {
        concat!(
            "'",
            $name,
            "', (SELECT count(*) FROM (SELECT 1 FROM merchants m CROSS JOIN withdraw_records w
                 WHERE w.merchant_id = m.id AND w.status = ",
            $status,
            " LIMIT ?1 + 0)), "
        )
    };
}

/// `?1` how far is counted.
const WAITING: &str = concat!(
    "SELECT json_object(",
    withdrawals!("withdrawals_to_approve", "0"),
    withdrawals!("withdrawals_to_pay", "1"),
    "'wallet_applications', (SELECT count(*) FROM (SELECT 1 FROM user_wallet_cash WHERE cash_status = 1 LIMIT ?1 + 0)),
     'top_ups', (SELECT count(*) FROM (SELECT 1 FROM admin_top_ups WHERE status = 'asked' LIMIT ?1 + 0)),
     'payees', (SELECT count(*) FROM (SELECT 1 FROM payee WHERE status = 'Pending' LIMIT ?1 + 0)),
     'payouts_in_conflict', (SELECT count(*) FROM (SELECT 1 FROM payout_jobs WHERE state = 'open' AND last_outcome = 'conflict'
                               LIMIT ?1 + 0)),
     'dead_notices', (SELECT count(*) FROM (SELECT 1 FROM outbox o WHERE state = 'dead' AND topic <> 'cashier.test'
                         AND NOT EXISTS (SELECT 1 FROM outbox_abandoned b WHERE b.event_id = o.event_id) LIMIT ?1 + 0)),
     'refused_payments', (SELECT count(*) FROM (SELECT 1 FROM merchants m CROSS JOIN refused_payments r
                            WHERE r.merchant_id = m.id AND r.resolved_at IS NULL LIMIT ?1 + 0)),
     'unmatched_items', (SELECT count(*) FROM (SELECT 1 FROM reconciliation_items
                           WHERE outcome <> 'matched' AND resolved_at IS NULL LIMIT ?1 + 0)))"
);

/// What is oldest, each `null` if there is none. `?1` now, `?2` a day ago.
const LATE: &str = concat!(
    "SELECT json_object(
     'notice', json((SELECT json_object('event_id', event_id, 'topic', topic, 'due_at', ",
    at!("next_at"),
    ") FROM outbox WHERE state = 'queued' AND next_at <= ?1 ORDER BY next_at LIMIT 1)),
     'payout', json((SELECT json_object('id', kind || '-' || ref, 'outcome', last_outcome, 'created_at', ",
    at!("created_at"),
    ") FROM payout_jobs WHERE state = 'open' ORDER BY created_at LIMIT 1)),
     'deposit', json((SELECT json_object('order_sn', order_sn, 'created_at', ",
    at!("created_at"),
    ") FROM deposit_records WHERE status = 0 AND upstream_state = 'none' AND receipt_account <> '' AND created_at <= ?2
        ORDER BY created_at LIMIT 1)),
     'withdrawal', json((SELECT json_object('order_sn', billno, 'created_at', ",
    at!("created_at"),
    ") FROM withdraw_records WHERE id = (SELECT min(first) FROM (
         SELECT (SELECT min(w.id) FROM withdraw_records w WHERE w.merchant_id = m.id AND w.status = s.value) AS first
           FROM merchants m CROSS JOIN json_each('[0,1]') s)) AND created_at <= ?2)),
     'wallet_application', json((SELECT json_object('id', id, 'created_at', ",
    at!("created_at"),
    ") FROM user_wallet_cash WHERE cash_status = 1 AND created_at <= ?2 ORDER BY created_at LIMIT 1)))"
);

/// A day: of the calendar in UTC, and what an order may wait until it is late.
const DAY_MS: i64 = 86_400_000;

/// The statements, for the test of their plans.
pub fn statements() -> Vec<String> {
    MADE.into_iter().map(|(_, sql)| sql).chain([WAITING, LATE]).map(str::to_owned).collect()
}

pub async fn overview(known: &Known<'_>) -> Result<Reply, Problem> {
    let platform = known.call.platform;
    let now_ms = platform.now_ms();
    let mut filters = Filters::of(&known.call, &["from"]);
    let from_ms = filters.time("from").unwrap_or_else(|| day_start_ms(now_ms));
    filters.finish()?;
    let mut today = serde_json::Map::new();
    let mut is_complete = true;
    for (part, sql) in MADE {
        let (sums, counted) = sums(platform, sql, from_ms..i64::MAX, ADDED).await?;
        is_complete &= counted < ADDED;
        today.insert(part.to_owned(), sums);
    }
    let waiting: String = platform.query_row(WAITING, &[COUNTED.into()]).await?.take()?;
    let late: String = platform.query_row(LATE, &[now_ms.into(), (now_ms - DAY_MS).into()]).await?.take()?;
    let (from, now) = (time::text(from_ms), time::text(now_ms));
    let today = Value::from(today);
    Ok(Reply::ok(format!(
        r#"{{"from":"{from}","at":"{now}","is_complete":{is_complete},"today":{today},"waiting":{waiting},"late":{late}}}"#
    )))
}

/// The days of the series without `days`, and at most: a month.
const DAYS: i64 = 7;
const MAX_DAYS: i64 = 31;

pub async fn daily(known: &Known<'_>) -> Result<Reply, Problem> {
    let platform = known.call.platform;
    let now_ms = platform.now_ms();
    let mut filters = Filters::of(&known.call, &["days"]);
    let count = filters.number("days").unwrap_or(DAYS);
    if !(1..=MAX_DAYS).contains(&count) {
        filters.fail("days", "integer", "A whole number from 1 to 31.");
    }
    filters.finish()?;
    let days = series(platform, now_ms, count, ADDED).await?;
    Ok(Reply::ok(json!({ "at": time::text(now_ms), "days": days }).to_string()))
}

/// So many days up to now, of which at most so many rows of a part are added up.
///
/// # Errors
/// What the database says.
pub async fn series(platform: &Platform, now_ms: i64, count: i64, limit: i64) -> Result<Value, Problem> {
    let today_ms = day_start_ms(now_ms);
    // The newest first, so that what is left out beyond the limit is oldest.
    let begins: Vec<i64> = (0..count).map(|ago| today_ms - ago * DAY_MS).collect();
    let mut days: Vec<_> = begins.iter().map(|from_ms| of_day(*from_ms)).collect();
    for (part, sql) in MADE {
        let mut left = limit;
        for (from_ms, day) in begins.iter().zip(&mut days) {
            let (sums, counted) = match left {
                0 => (json!([]), 0),
                left => sums(platform, sql, *from_ms..from_ms + DAY_MS, left).await?,
            };
            left -= counted;
            day.insert(part.to_owned(), sums);
            if left == 0 {
                day.insert("is_complete".to_owned(), false.into());
            }
        }
    }
    days.reverse();
    Ok(Value::from_iter(days))
}

/// A day of the series before anything is added up.
fn of_day(from_ms: i64) -> serde_json::Map<String, Value> {
    let mut day = time::text(from_ms);
    day.truncate("2026-01-02".len());
    [("day".to_owned(), day.into()), ("is_complete".to_owned(), true.into())].into_iter().collect()
}

/// The sums of a part of what was made between two times, at most so many rows, and how many rows they are of.
async fn sums(
    platform: &Platform,
    sql: &str,
    times: Range<i64>,
    limit: i64,
) -> Result<(Value, i64), Problem> {
    let mut sums = Vec::new();
    let mut counted = 0;
    for mut row in platform.query(sql, &[times.start.into(), limit.into(), times.end.into()]).await? {
        let (currency, status): (String, String) = (row.take()?, row.take()?);
        let (count, millions, rest): (i64, i64, i64) = (row.take()?, row.take()?, row.take()?);
        let minor = i128::from(millions) * 1_000_000 + i128::from(rest);
        let amount = Currency::parse(&currency).map(|currency| decimal(minor, currency));
        sums.push(json!({ "currency": currency, "status": status, "count": count, "amount": amount }));
        counted += count;
    }
    Ok((Value::from(sums), counted))
}

/// Minor units that no order has, but that orders may add up to.
fn decimal(minor: i128, currency: Currency) -> String {
    let digits = usize::from(currency.exponent());
    let text = format!("{minor:0>width$}", width = digits + 1);
    let (whole, rest) = text.split_at(text.len() - digits);
    if rest.is_empty() { whole.to_owned() } else { format!("{whole}.{rest}") }
}

#[cfg(test)]
mod tests {
    use super::decimal;
    use feiqian_money::Currency;

    #[test]
    fn sums_beyond_64_bits_are_decimal_texts() {
        for (minor, currency, text) in [
            (0, Currency::Cny, "0.00"),
            (5, Currency::Usd, "0.05"),
            (123, Currency::Jpy, "123"),
            (1, Currency::Btc, "0.00000001"),
            (20_000_000_000_000_000_000, Currency::Usdt, "20000000000000.000000"),
        ] {
            assert_eq!(decimal(minor, currency), text);
        }
    }
}
