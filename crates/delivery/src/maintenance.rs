//! What is tidied at every call of the dispatcher (`outbox.md` 2): records that have expired, and orders whose upstream
//! never answered or that nobody paid.

use feiqian_platform::{DatabaseError, Platform, variables};

/// At most this many rows of a kind a call. `+ 0` in the statements: see `notice::due`.
const BATCH: i64 = 500;

/// How long an order may wait for its upstream's answer (`cashier.md` 6), and how long a login window is.
const MINUTE_MS: i64 = 60_000;

/// Tables of rows that end, their column of the end, and how much longer than that a row is kept, in milliseconds.
const ENDING: [(&str, i64); 8] = [
    ("nonces WHERE expires_at", 0),
    ("login_windows WHERE ip NOT GLOB '@*' AND window_start", MINUTE_MS),
    ("pay_quotes WHERE expires_at", 0),
    ("idempotency_keys WHERE expires_at", 0),
    ("payee_request WHERE expires_at", 0),
    ("payee_nonce WHERE expires_at", 0),
    // Of an account: its attempts slow it down for ten minutes after the last one.
    ("login_windows WHERE window_start", 10 * MINUTE_MS),
    ("rate_windows WHERE window_start", 2 * MINUTE_MS),
];

/// What a call leaves to others.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Due {
    /// There are audit rows to chain.
    pub chain: bool,
    /// There are payouts that wait for their order or for the next call of their provider.
    pub payouts: bool,
}

/// Payments that were refused for good more than 400 days ago, but only those of before every token that the merchant has
/// now: their signature verifies no longer, so that none is accepted for having been forgotten. `?1` now.
macro_rules! forgettable {
    () => {
        "FROM payee_merchant m JOIN payee_request r ON r.merchant_no = m.merchant_no AND r.refusal <> ''
          AND r.created_at < min(?1 - 34560000000, coalesce((SELECT min(t.created_at) FROM payee_token t
                                  WHERE t.merchant_no = m.merchant_no AND t.active = 1), ?1))"
    };
}

/// Whether there is anything to do, by the indexes: most calls find nothing. First those of [`ENDING`], in its order. `?1` now, `?2` a minute ago, `?3` the time
/// before which an unpaid order has expired.
const ANYTHING: &str = concat!(
    "SELECT
    EXISTS (SELECT 1 FROM nonces WHERE expires_at <= ?1), EXISTS (SELECT 1 FROM login_windows WHERE window_start <= ?2 AND ip NOT GLOB '@*'),
    EXISTS (SELECT 1 FROM pay_quotes WHERE expires_at <= ?1),
    EXISTS (SELECT 1 FROM idempotency_keys WHERE expires_at <= ?1),
    EXISTS (SELECT 1 FROM payee_request WHERE expires_at <= ?1),
    EXISTS (SELECT 1 FROM payee_nonce WHERE expires_at <= ?1),
    EXISTS (SELECT 1 FROM login_windows WHERE window_start <= ?1 - 600000),
    EXISTS (SELECT 1 FROM rate_windows WHERE window_start <= ?1 - 120000),
    EXISTS (SELECT 1 FROM deposit_records WHERE upstream_state = 'pending' AND created_at <= ?2),
    (SELECT coalesce(max(id), 0) FROM audit_log)
      > (SELECT coalesce(max(audit_id), 0) FROM audit_chain WHERE source = 1)
    OR (SELECT coalesce(max(id), 0) FROM receipt_bank_audit)
      > (SELECT coalesce(max(audit_id), 0) FROM audit_chain WHERE source = 2),
    EXISTS (SELECT 1 FROM deposit_records WHERE status = 0 AND upstream_state = 'none' AND receipt_account <> ''
              AND created_at <= ?3),
    EXISTS (SELECT 1 ",
    forgettable!(),
    "),
    EXISTS (SELECT 1 FROM payout_jobs WHERE state = 'open' AND next_attempt_at <= ?1)
    OR EXISTS (SELECT 1 FROM user_wallet_cash WHERE cash_status = 2)"
);

/// Deletes them. `?2` how many.
const FORGET: &str =
    concat!("DELETE FROM payee_request WHERE rowid IN (SELECT r.rowid ", forgettable!(), " LIMIT ?2 + 0)");

/// Closes orders as `/pay` itself closes one that it meets too late: one that has left state 0 meanwhile keeps its state
/// and its last change. `?1` a minute ago, `?2` trace, `?3` now, `?4` how many.
const CLOSE: &str = "UPDATE deposit_records
       SET upstream_state = 'failed', response_code = 500, response_json = '[]',
           change_action    = CASE status WHEN 0 THEN 'expire' ELSE change_action    END,
           change_actor     = CASE status WHEN 0 THEN 'system' ELSE change_actor     END,
           change_user_type = CASE status WHEN 0 THEN 'S'      ELSE change_user_type END,
           change_remarks   = CASE status WHEN 0 THEN ''       ELSE change_remarks   END,
           change_ip        = CASE status WHEN 0 THEN ''       ELSE change_ip        END,
           change_trace     = CASE status WHEN 0 THEN ?2       ELSE change_trace     END,
           status           = CASE status WHEN 0 THEN -1       ELSE status           END,
           updated_at = ?3
     WHERE id IN (SELECT id FROM deposit_records WHERE upstream_state = 'pending' AND created_at <= ?1
                   ORDER BY created_at LIMIT ?4 + 0)";

/// Closes orders to a receiving account of the merchant's own that nobody has paid; the triggers audit it, tell the
/// product and give the account's share of its day back. What `/pay` has answered stays as it was. `?1` the time before
/// which they have expired, `?2` trace, `?3` now, `?4` how many.
const EXPIRE: &str = "UPDATE deposit_records
       SET status = -1, change_action = 'expire', change_actor = 'system', change_user_type = 'S', change_remarks = '',
           change_ip = '', change_trace = ?2, change_session_account = '', change_session_role = '',
           change_client_ip = '', updated_at = ?3
     WHERE id IN (SELECT id FROM deposit_records
                   WHERE status = 0 AND upstream_state = 'none' AND receipt_account <> '' AND created_at <= ?1
                   ORDER BY created_at LIMIT ?4 + 0)";

/// How long such an order waits to be paid (`local_order_ttl_seconds`); `None` is for ever.
async fn local_order_ttl_ms(platform: &Platform) -> Result<Option<i64>, String> {
    let seconds = variables::number(platform, "local_order_ttl_seconds", 0, 31_536_000).await?;
    Ok((seconds > 0).then_some(seconds * 1_000))
}

/// Does what is due, bounded. `trace` is the id of the request.
///
/// # Errors
/// That of the database. What was done before it stays done.
pub async fn run(platform: &Platform, trace: &str) -> Result<Due, DatabaseError> {
    let now_ms = platform.now_ms();
    let minute_ago = now_ms - MINUTE_MS;
    let ttl_ms = local_order_ttl_ms(platform).await.unwrap_or_else(|fault| {
        // No order is closed by mistake; the rest does not wait for it.
        platform.log_fault(trace, &fault);
        None
    });
    // No order is that old.
    let unpaid_since = ttl_ms.map_or(i64::MIN, |ttl_ms| now_ms - ttl_ms);
    let values = [now_ms.into(), minute_ago.into(), unpaid_since.into()];
    let mut due = platform.query_row(ANYTHING, &values).await?;
    for (rows, kept_ms) in ENDING {
        if due.take()? {
            let (table, _) = rows.split_once(' ').unwrap_or((rows, ""));
            let delete =
                format!("DELETE FROM {table} WHERE rowid IN (SELECT rowid FROM {rows} <= ?1 LIMIT ?2 + 0)");
            platform.command(&delete, &[(now_ms - kept_ms).into(), BATCH.into()]).await?;
        }
    }
    if due.take()? {
        let values = [minute_ago.into(), trace.into(), now_ms.into(), BATCH.into()];
        platform.command(CLOSE, &values).await?;
    }
    let chain = due.take()?;
    if due.take()? {
        let values = [unpaid_since.into(), trace.into(), now_ms.into(), BATCH.into()];
        platform.command(EXPIRE, &values).await?;
    }
    if due.take()? {
        platform.command(FORGET, &[now_ms.into(), BATCH.into()]).await?;
    }
    Ok(Due { chain, payouts: due.take()? })
}
