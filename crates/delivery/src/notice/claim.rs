//! Claiming rows by a lease.

use super::due::{COUNT, chosen, is_due, names};
use feiqian_keys::key_slots;
use feiqian_platform::{DatabaseError, Platform, Row, Value, row};

/// How long a row is held: longer than a run and the sends it has begun.
const LEASE_MS: i64 = 120_000;

/// At most so many rows are counted as remaining.
const COUNTED: i64 = 10_000;

row! {
    /// A row that this call holds. The signer is read with the claim, so that a send costs no statement of its own.
    #[derive(Debug)]
    pub(super) struct Notice by notice_columns {
        pub(super) seq: i64 = "seq",
        pub(super) event_id: String = "event_id",
        pub(super) topic: String = "topic",
        /// Product id, merchant number or user id.
        pub(super) tenant: String = "tenant",
        pub(super) target: String = "target",
        /// JSON of the fields.
        pub(super) payload: String = "payload",
        /// Scheduled sends that were settled before.
        pub(super) attempts: i64 = "attempts",
        /// Sent because it was named: not counted, no schedule moves. The claim sets it.
        pub(super) is_manual: bool = "0",
        /// What signs the message: whether it wants more than MD5 (nonces, or a stronger scheme) and the product's key
        /// slots, or the merchant's API tokens that count now, sealed, the newest first. `?1` is now.
        pub(super) signer: Option<String> = concat!(
            "CASE substr(topic, 1, instr(topic, '.') - 1)
           WHEN 'cashier' THEN (SELECT (require_nonce = 1 OR minimum_scheme <> 'md5') || ':' || ",
            key_slots!(),
            " FROM products WHERE id = CAST(tenant AS INTEGER))
           WHEN 'ipn' THEN (SELECT group_concat(token) FROM (
              SELECT token_id || ':' || token_key_id || ':' || hex(token_enc) AS token FROM payee_token
               WHERE merchant_no = tenant AND active = 1
                 AND (not_before IS NULL OR not_before <= ?1) AND (not_after IS NULL OR ?1 < not_after)
               ORDER BY token_id DESC)) END"
        ),
        /// Whose the target is, and its scheme and host.
        pub(super) receiver: String = "receiver",
        /// How often in a row the receiver had failed.
        pub(super) failures: i64 =
            "coalesce((SELECT r.failures FROM outbox_receivers r WHERE r.receiver = outbox.receiver), 0)",
        /// The trace that it belongs to.
        pub(super) traceparent: Option<String> = "traceparent",
    }
}

/// `?3` end of the lease, `?4` claimer, `?5` how many, `?6` receivers that are asked no more, as a JSON array.
const CLAIM_DUE: &str = concat!(
    "UPDATE outbox SET lease_until = ?3, lease_by = ?4 WHERE seq IN (",
    chosen!(),
    ") RETURNING ",
    notice_columns!()
);

/// The callback address that a row's product has now; NULL for a row that no product is told.
macro_rules! address_now {
    () => {
        "(SELECT CASE outbox.topic WHEN 'cashier.deposit' THEN p.deposit_callback
                                   WHEN 'cashier.withdraw' THEN p.withdraw_callback END
            FROM products p WHERE p.id = CAST(outbox.tenant AS INTEGER))"
    };
}

/// Rows by their events, whatever their state. One that was skipped, because its product had no address, is queued for the
/// address that the product has been given since. `?1` now, `?2` events as a JSON array, `?3` to `?5` as above.
const CLAIM_EVENTS: &str = concat!(
    "UPDATE outbox SET lease_until = ?3, lease_by = ?4,
       target = CASE state WHEN 'skipped' THEN ",
    address_now!(),
    " ELSE target END,
       next_at = CASE state WHEN 'skipped' THEN ?1 ELSE next_at END,
       state = CASE state WHEN 'skipped' THEN 'queued' ELSE state END
     WHERE seq IN (
       SELECT seq FROM outbox WHERE event_id IN (SELECT value FROM json_each(?2))
          AND (state <> 'skipped' OR ",
    address_now!(),
    " <> '') AND (lease_until IS NULL OR lease_until <= ?1) ORDER BY seq LIMIT ?5 + 0) RETURNING ",
    notice_columns!()
);

/// Events that nobody can be told of. `?1` events as a JSON array.
const SKIPPED: &str = "SELECT event_id, topic FROM outbox
   WHERE event_id IN (SELECT value FROM json_each(?1)) AND state = 'skipped' ORDER BY seq";

/// `?1` claimer, `?2` rows as a JSON array.
const GIVE_BACK: &str = "UPDATE outbox SET lease_until = NULL, lease_by = NULL
   WHERE lease_by = ?1 AND seq IN (SELECT value FROM json_each(?2))";

/// Which rows a call sends.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Selection {
    /// Those that are due, of all topics or of some.
    Due(Option<Vec<String>>),
    /// Those named, once, whatever their state.
    Events(Vec<String>),
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

    /// Claims at most `limit` rows, none of them for a receiver of `shut` unless it is named.
    pub(super) async fn claim(
        &self,
        platform: &Platform,
        selection: &Selection,
        limit: usize,
        shut: &[&str],
    ) -> Result<Vec<Notice>, DatabaseError> {
        let now_ms = platform.now_ms();
        let (statement, chosen) = match selection {
            Selection::Due(topics) => (CLAIM_DUE, topics.as_deref().map(list)),
            Selection::Events(events) => (CLAIM_EVENTS, Some(list(events))),
        };
        let mut values: Vec<Value> = vec![
            now_ms.into(),
            chosen.into(),
            (now_ms + LEASE_MS).into(),
            self.by.as_str().into(),
            i64::try_from(limit).unwrap_or(i64::MAX).into(),
        ];
        let is_manual = matches!(selection, Selection::Events(_));
        if !is_manual {
            values.push(list(shut).into());
        }
        let rows = platform.command(statement, &values).await?;
        rows.into_iter().map(|mut row| Ok(Notice { is_manual, ..Notice::read(&mut row)? })).collect()
    }

    /// Gives rows back that were not sent.
    pub(super) async fn give_back(&self, platform: &Platform, rows: &[i64]) -> Result<(), DatabaseError> {
        let values: [Value; 2] = [self.by.as_str().into(), list(rows).into()];
        platform.command(GIVE_BACK, &values).await.map(drop)
    }
}

/// Says for each of these events that is skipped why it is not sent: a line for the log.
pub(super) async fn unsendable(platform: &Platform, events: &[String]) -> Result<Vec<String>, DatabaseError> {
    let rows = platform.query(SKIPPED, &[list(events).into()]).await?;
    let line = |mut row: Row| {
        let (event, topic): (String, String) = (row.take()?, row.take()?);
        let missing = match topic.as_str() {
            "cashier.deposit" => "products.deposit_callback is empty",
            "cashier.withdraw" => "products.withdraw_callback is empty",
            "wallet.notice" => "wallet_webhook_url was empty",
            _ => "the request had no ipnUrl",
        };
        Ok(format!("event {event} of {topic} is not sent: {missing}"))
    };
    rows.into_iter().map(line).collect()
}

/// How many rows are due that nobody holds.
pub(super) async fn count_due(platform: &Platform, selection: &Selection) -> Result<i64, DatabaseError> {
    let topics = match selection {
        Selection::Due(Some(topics)) => Some(list(topics)),
        _ => None,
    };
    platform.query_row(COUNT, &[platform.now_ms().into(), topics.into(), COUNTED.into()]).await?.take()
}

/// A JSON array.
fn list<T: serde::Serialize>(items: &[T]) -> String {
    // A list of texts or numbers always has a JSON form.
    serde_json::to_string(items).unwrap_or_default()
}
