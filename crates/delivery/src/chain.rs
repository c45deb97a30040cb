//! Chains the audit rows that have been written since the last full call (`crates/signing/src/chain.rs`).
//!
//! A statement cannot hash, so between an audit row and its link lies up to one call of the dispatcher: until then the row
//! is protected by the triggers of its table alone. A call chains at most [`BATCH`] rows of each table, oldest first.

use feiqian_platform::{DatabaseError, Platform, Value};
use feiqian_signing::chain::{GENESIS, SOURCES, Source, link};
use std::collections::BTreeMap;
use std::fmt::Write;

/// At most this many rows of a table a call.
pub const BATCH: i64 = 500;

/// All links, or none: the trigger lets nothing follow a head that another dispatcher has moved. `?1` links, `?2` now.
const APPEND: &str = "INSERT INTO audit_chain (merchant_id, seq, source, audit_id, prev_hash, hash, sealed_at)
    SELECT value ->> '$[0]', value ->> '$[1]', value ->> '$[2]', value ->> '$[3]', value ->> '$[4]', value ->> '$[5]', ?2
      FROM json_each(?1) ORDER BY key RETURNING 1";

/// The rows that are not chained, with their text and their merchant's head. `?1` how many of each table.
fn unchained() -> String {
    let of = |source: &Source| {
        format!(
            "SELECT * FROM (SELECT {number}, id, a.merchant_id, {text},
                (SELECT seq FROM audit_chain c WHERE c.merchant_id = a.merchant_id ORDER BY seq DESC LIMIT 1),
                (SELECT hash FROM audit_chain c WHERE c.merchant_id = a.merchant_id ORDER BY seq DESC LIMIT 1)
               FROM {table} a
              WHERE id > coalesce((SELECT max(audit_id) FROM audit_chain WHERE source = {number}), 0)
              ORDER BY id LIMIT ?1 + 0)",
            number = source.number,
            text = source.text(),
            table = source.table
        )
    };
    SOURCES.iter().map(of).collect::<Vec<_>>().join(" UNION ALL ")
}

/// Chains what is due. Of two calls at once one does it, and the other does nothing.
///
/// # Errors
/// That of the database.
pub async fn seal(platform: &Platform) -> Result<(), DatabaseError> {
    // Of each merchant: the links it has, and the hash of the last.
    let mut heads: BTreeMap<i64, (i64, String)> = BTreeMap::new();
    let mut links = String::new();
    for mut row in platform.query(&unchained(), &[Value::from(BATCH)]).await? {
        let (source, audit_id, merchant_id): (i64, i64, i64) = (row.take()?, row.take()?, row.take()?);
        let text: String = row.take()?;
        let (seq, hash): (Option<i64>, Option<String>) = (row.take()?, row.take()?);
        let head = heads
            .entry(merchant_id)
            .or_insert_with(|| (seq.unwrap_or(0), hash.unwrap_or_else(|| GENESIS.to_owned())));
        let next = (head.0 + 1, link(&head.1, &text));
        let comma = if links.is_empty() { "[" } else { "," };
        // Numbers and hex digits: nothing to escape.
        let _ = write!(
            links,
            r#"{comma}[{merchant_id},{},{source},{audit_id},"{}","{}"]"#,
            next.0, head.1, next.1
        );
        *head = next;
    }
    if links.is_empty() {
        return Ok(());
    }
    links.push(']');
    match platform.command(APPEND, &[links.into(), platform.now_ms().into()]).await {
        Ok(_) | Err(DatabaseError::Unique(_)) => Ok(()),
        Err(error) if error.raised(&crate::VERDICTS).is_some() => Ok(()),
        Err(error) => Err(error),
    }
}
