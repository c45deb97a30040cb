//! A new API token for a payees' merchant, sealed, beside the one that counts.

use super::Rotation;
use crate::operator::{now_ms, random};
use anyhow::{Result, ensure};
use feiqian_vault::{Keyring, Place};
use rusqlite::{Connection, TransactionBehavior, params};

/// Adds the token, and gives those that count an end. What is over is no longer active: two active ones are the most.
pub(super) fn add(
    connection: &mut Connection,
    merchant: &str,
    rotation: Rotation,
    token: &str,
    keyring: &Keyring,
) -> Result<()> {
    let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
    let now_ms = now_ms()?;
    let begin_ms = now_ms + i64::from(rotation.begins_in) * 1_000;
    let end_ms = begin_ms + i64::from(rotation.overlap) * 1_000;
    let known = "SELECT EXISTS (SELECT 1 FROM payee_merchant WHERE merchant_no = ?1)";
    let is_known: bool = transaction.query_row(known, [merchant], |row| row.get(0))?;
    ensure!(is_known, "there is no merchant {merchant}");
    transaction.execute(
        "UPDATE payee_token SET active = 0, retired_at = ?2 WHERE merchant_no = ?1 AND active = 1 AND not_after <= ?2",
        params![merchant, now_ms],
    )?;
    if rotation.replace {
        // Of two the older one; or the one that has not begun.
        transaction.execute(
            "UPDATE payee_token SET active = 0, retired_at = ?2
              WHERE token_id = (SELECT token_id FROM payee_token WHERE merchant_no = ?1 AND active = 1
                                 ORDER BY coalesce(not_before, 0) > ?2 DESC, token_id LIMIT 1)
                AND (SELECT count(*) FROM payee_token WHERE merchant_no = ?1 AND active = 1) > 1",
            params![merchant, now_ms],
        )?;
    }
    let active = "SELECT count(*) FROM payee_token WHERE merchant_no = ?1 AND active = 1";
    let active: i64 = transaction.query_row(active, [merchant], |row| row.get(0))?;
    ensure!(active < 2, "two tokens are active: --replace lets go of one at once");
    let id: i64 =
        transaction
            .query_row("SELECT coalesce(max(token_id), 0) + 1 FROM payee_token", [], |row| row.get(0))?;
    let row_key = id.to_string();
    let sealed = keyring.seal(Place::token(merchant, &row_key), random()?, token);
    transaction.execute(
        "UPDATE payee_token SET not_after = max(min(coalesce(not_after, ?2), ?2), coalesce(not_before, ?2 - 1) + 1)
          WHERE merchant_no = ?1 AND active = 1",
        params![merchant, end_ms],
    )?;
    transaction.execute(
        "INSERT INTO payee_token (token_id, merchant_no, token_enc, token_key_id, created_at, not_before)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
        params![
            id,
            merchant,
            sealed.map_err(|error| anyhow::anyhow!("{error}"))?,
            keyring.key_id(),
            now_ms,
            begin_ms
        ],
    )?;
    transaction.commit()?;
    let before = if active == 0 { String::new() } else { format!(", the one before until {end_ms}") };
    eprintln!("token {id} counts from {begin_ms} on{before} (unix milliseconds)");
    Ok(())
}
