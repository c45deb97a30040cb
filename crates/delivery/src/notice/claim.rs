//! Claiming rows by a lease.

use feiqian_platform::{DatabaseError, Platform, Row, Value};

/// How long a row is held: longer than a run and the sends it has begun.
const LEASE_MS: i64 = 120_000;

/// At most so many rows are counted as remaining.
const COUNTED: i64 = 100_000;

/// What signs a row's message: whether it wants more than MD5 (nonces, or a stronger scheme) and the product's key, or
/// the merchant's newest API token, sealed.
/// Read with the claim, so that a send costs no statement of its own.
macro_rules! notice_columns {
    () => {
        "seq, event_id, topic, tenant, target, payload, attempts,
         CASE substr(topic, 1, instr(topic, '.') - 1)
           WHEN 'cashier' THEN (SELECT (require_nonce = 1 OR minimum_scheme <> 'md5') || ':' || key
                                  FROM products WHERE id = CAST(tenant AS INTEGER))
           WHEN 'ipn' THEN (SELECT token_id || ':' || token_key_id || ':' || hex(token_enc) FROM payee_token
                             WHERE merchant_no = tenant AND active = 1 ORDER BY token_id DESC LIMIT 1) END"
    };
}

/// Rows that are due: no earlier row of the same subject waits. `?1` now, `?2` topics as a JSON array or NULL.
macro_rules! due {
    () => {
        "FROM outbox o
          WHERE o.state = 'queued' AND o.next_at <= ?1 AND (o.lease_until IS NULL OR o.lease_until <= ?1)
            AND (?2 IS NULL OR o.topic IN (SELECT value FROM json_each(?2)))
            AND NOT EXISTS (SELECT 1 FROM outbox e
                             WHERE e.ref = o.ref AND e.seq < o.seq AND e.state = 'queued'
                               AND substr(e.topic, 1, instr(e.topic, '.')) = substr(o.topic, 1, instr(o.topic, '.')))"
    };
}

/// `?3` end of the lease, `?4` claimer, `?5` how many.
const CLAIM_DUE: &str = concat!(
    "UPDATE outbox SET lease_until = ?3, lease_by = ?4 WHERE seq IN (SELECT o.seq ",
    due!(),
    " ORDER BY o.next_at, o.seq LIMIT ?5) RETURNING ",
    notice_columns!()
);

/// Rows by their events, whatever their state. `?1` now, `?2` events as a JSON array, `?3` to `?5` as above.
const CLAIM_EVENTS: &str = concat!(
    "UPDATE outbox SET lease_until = ?3, lease_by = ?4 WHERE seq IN (
       SELECT seq FROM outbox WHERE event_id IN (SELECT value FROM json_each(?2)) AND state <> 'skipped'
          AND (lease_until IS NULL OR lease_until <= ?1) ORDER BY seq LIMIT ?5) RETURNING ",
    notice_columns!()
);

/// `?1` claimer, `?2` rows as a JSON array.
const GIVE_BACK: &str = "UPDATE outbox SET lease_until = NULL, lease_by = NULL
   WHERE lease_by = ?1 AND seq IN (SELECT value FROM json_each(?2))";

/// `?3` how far to count.
const COUNT: &str = concat!("SELECT count(*) FROM (SELECT 1 ", due!(), " LIMIT ?3)");

/// Which rows a call sends.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Selection {
    /// Those that are due, of all topics or of some.
    Due(Option<Vec<String>>),
    /// Those named, once, whatever their state.
    Events(Vec<String>),
}

/// A row that this call holds.
#[derive(Debug)]
pub(super) struct Notice {
    pub(super) seq: i64,
    pub(super) event_id: String,
    pub(super) topic: String,
    /// Product id, merchant number or user id.
    pub(super) tenant: String,
    pub(super) target: String,
    /// JSON of the fields.
    pub(super) payload: String,
    /// Scheduled sends that were settled before.
    pub(super) attempts: i64,
    /// Sent because it was named: not counted, no schedule moves.
    pub(super) is_manual: bool,
    /// See [`notice_columns`].
    pub(super) signer: Option<String>,
}

/// The claims of one call.
pub(super) struct Lease {
    by: String,
}

impl Lease {
    pub(super) fn new(platform: &Platform) -> Self {
        Lease { by: hex::encode(platform.random::<16>()) }
    }

    /// The id of the call, as its rows bear it.
    pub(super) fn by(&self) -> &str {
        &self.by
    }

    /// Claims at most `limit` rows, in the order of their events.
    pub(super) async fn claim(
        &self,
        platform: &Platform,
        selection: &Selection,
        limit: usize,
    ) -> Result<Vec<Notice>, DatabaseError> {
        let now_ms = platform.now_ms();
        let (statement, chosen) = match selection {
            Selection::Due(topics) => (CLAIM_DUE, topics.as_deref().map(list)),
            Selection::Events(events) => (CLAIM_EVENTS, Some(list(events))),
        };
        let values = [
            now_ms.into(),
            chosen.into(),
            (now_ms + LEASE_MS).into(),
            self.by.as_str().into(),
            i64::try_from(limit).unwrap_or(i64::MAX).into(),
        ];
        let is_manual = matches!(selection, Selection::Events(_));
        let rows = platform.command(statement, &values).await?;
        let notices = rows.into_iter().map(|row| notice(row, is_manual));
        let mut notices = notices.collect::<Result<Vec<_>, _>>()?;
        notices.sort_unstable_by_key(|notice| notice.seq);
        Ok(notices)
    }

    /// Gives rows back that were not sent.
    pub(super) async fn give_back(&self, platform: &Platform, rows: &[i64]) -> Result<(), DatabaseError> {
        let values: [Value; 2] = [self.by.as_str().into(), list(rows).into()];
        platform.command(GIVE_BACK, &values).await.map(drop)
    }
}

/// How many rows are due that nobody holds.
pub(super) async fn count_due(platform: &Platform, selection: &Selection) -> Result<i64, DatabaseError> {
    let topics = match selection {
        Selection::Due(Some(topics)) => Some(list(topics)),
        _ => None,
    };
    platform.query_row(COUNT, &[platform.now_ms().into(), topics.into(), COUNTED.into()]).await?.take(0)
}

/// A JSON array.
fn list<T: serde::Serialize>(items: &[T]) -> String {
    // A list of texts or numbers always has a JSON form.
    serde_json::to_string(items).unwrap_or_default()
}

fn notice(mut row: Row, is_manual: bool) -> Result<Notice, DatabaseError> {
    Ok(Notice {
        seq: row.take(0)?,
        event_id: row.take(1)?,
        topic: row.take(2)?,
        tenant: row.take(3)?,
        target: row.take(4)?,
        payload: row.take(5)?,
        attempts: row.take(6)?,
        is_manual,
        signer: row.take(7)?,
    })
}
