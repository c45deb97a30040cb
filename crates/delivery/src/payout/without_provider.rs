//! Payouts that wait because no provider is configured: they are counted and logged, for nobody else tells the operator.

use feiqian_platform::{DatabaseError, Platform};

/// The most that is counted: a pile of any size costs a call no more.
pub const MAX_COUNTED: i64 = 1_000;

/// Approved withdrawals that would enter payment, and orders that would be sent. `?1` now, `?2` the most that is counted.
const OF_WALLET: &str = "SELECT count(*) FROM (
    SELECT 1 FROM user_wallet_cash WHERE cash_status = 2 AND (SELECT payout_enabled FROM wallet_settings)
     UNION ALL
    SELECT 1 FROM payout_jobs WHERE kind = 'wallet' AND state = 'open' AND next_attempt_at <= ?1
       AND (attempts > 0 OR (SELECT payout_enabled FROM wallet_settings))
     LIMIT ?2)";

/// `?1` now, `?2` the most that is counted.
const OF_PAYEES: &str = "SELECT count(*) FROM (
    SELECT 1 FROM payout_jobs WHERE kind = 'payee' AND state = 'open' AND next_attempt_at <= ?1 LIMIT ?2)";

/// How many payouts of the wallet wait; they are logged under `request_id`.
///
/// # Errors
/// That of the database.
pub async fn of_wallet(platform: &Platform, request_id: &str) -> Result<i64, DatabaseError> {
    count(platform, request_id, OF_WALLET, "wallet_payout_url").await
}

/// How many payouts to payees wait; they are logged under `request_id`.
///
/// # Errors
/// That of the database.
pub async fn of_payees(platform: &Platform, request_id: &str) -> Result<i64, DatabaseError> {
    count(platform, request_id, OF_PAYEES, "payee_payout_url").await
}

async fn count(
    platform: &Platform,
    request_id: &str,
    statement: &str,
    variable: &str,
) -> Result<i64, DatabaseError> {
    let values = [platform.now_ms().into(), MAX_COUNTED.into()];
    let waiting: i64 = platform.query_row(statement, &values).await?.take()?;
    if waiting > 0 {
        let more = if waiting == MAX_COUNTED { " or more" } else { "" };
        let fault = format!("{waiting}{more} payouts wait for a provider: {variable} is empty");
        platform.log_fault(request_id, &fault);
    }
    Ok(waiting)
}
