//! Jobs: taken just before their call, one at a time, under a lease; given back with a time for the next attempt.

use super::Outcome;
use feiqian_platform::{DatabaseError, Platform};

/// Open jobs that nobody holds: an expired lease is that of a call that died. A wallet's order that was never posted waits
/// while payouts are suspended. `?1` kind, `?2` now.
macro_rules! free {
    () => {
        "j.kind = ?1 AND j.state = 'open' AND j.lease_until <= ?2
         AND (j.kind <> 'wallet' OR j.attempts > 0 OR (SELECT payout_enabled FROM wallet_settings))"
    };
}

/// Takes one job.
///
/// `?1` kind, `?2` now, `?3` end of the lease, `?4` the one reference that is wanted, whenever it is due, or NULL.
const TAKE: &str = concat!(
    "UPDATE payout_jobs SET attempts = attempts + 1, lease_until = ?3, updated_at = ?2
   WHERE kind = ?1 AND ref = (
     SELECT j.ref FROM payout_jobs j
      WHERE ",
    free!(),
    " AND (j.ref = ?4 OR ?4 IS NULL AND j.next_attempt_at <= ?2)
      ORDER BY j.next_attempt_at, j.created_at, j.ref LIMIT 1)
  RETURNING ref, attempts"
);

/// Gives a job back. The number of attempts tells whether it is still the caller's.
/// `?1` kind, `?2` reference, `?3` attempts, `?4` outcome, `?5` next attempt, `?6` now.
const GIVE_BACK: &str = "UPDATE payout_jobs
     SET lease_until = 0, last_outcome = ?4, next_attempt_at = ?5, updated_at = ?6
   WHERE kind = ?1 AND ref = ?2 AND state = 'open' AND attempts = ?3";

/// How many jobs a call could take.
const DUE: &str = concat!("SELECT count(*) FROM payout_jobs j WHERE j.next_attempt_at <= ?2 AND ", free!());

/// Which table a job's record is in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    Wallet,
    Payee,
}

impl Kind {
    const fn as_str(self) -> &'static str {
        match self {
            Kind::Wallet => "wallet",
            Kind::Payee => "payee",
        }
    }
}

/// A job that this call holds.
#[derive(Debug)]
pub(super) struct Job {
    kind: Kind,
    /// cash_sn or transactionNo.
    pub(super) reference: String,
    /// This attempt's number, from 1.
    attempt: i64,
    /// Unix ms.
    taken_at_ms: i64,
}

/// How old an order is, in milliseconds, from which on even its first attempt asks first.
///
/// A database that was restored from a backup has orders as new that were posted after it: whoever is slow to restore, or
/// to post, asks. The provider's own idempotency on the reference covers what is younger.
const ASK_AFTER_MS: i64 = 600_000;

impl Job {
    /// Takes the job that is due first, or the one of `reference`. `None` if there is none to be had.
    pub(super) async fn take(
        platform: &Platform,
        kind: Kind,
        lease_ms: i64,
        reference: Option<&str>,
    ) -> Result<Option<Self>, DatabaseError> {
        let now_ms = platform.now_ms();
        let values = [kind.as_str().into(), now_ms.into(), (now_ms + lease_ms).into(), reference.into()];
        let Some(mut row) = platform.command(TAKE, &values).await?.pop() else {
            return Ok(None);
        };
        Ok(Some(Job { kind, reference: row.take()?, attempt: row.take()?, taken_at_ms: now_ms }))
    }

    /// The job's id for its provider, `wallet-` or `payee-` and the reference: one provider may serve both kinds.
    pub(super) fn id(&self) -> String {
        [self.kind.as_str(), "-", &self.reference].concat()
    }

    /// Whether the provider is asked whether it knows the order, before it is posted. `created_at_ms`: when the record was
    /// made that is to be paid.
    pub(super) fn asks_first(&self, created_at_ms: i64) -> bool {
        self.attempt > 1 || self.taken_at_ms - created_at_ms >= ASK_AFTER_MS
    }

    /// Gives the job back for a later attempt.
    pub(super) async fn give_back(&self, platform: &Platform, outcome: Outcome) -> Result<(), DatabaseError> {
        let now_ms = platform.now_ms();
        let values = [
            self.kind.as_str().into(),
            self.reference.as_str().into(),
            self.attempt.into(),
            outcome.as_str().into(),
            (now_ms + retry_delay_ms(self.attempt)).into(),
            now_ms.into(),
        ];
        platform.command(GIVE_BACK, &values).await.map(drop)
    }

    /// How many jobs of a kind are due and nobody's.
    pub(super) async fn count_due(platform: &Platform, kind: Kind) -> Result<i64, DatabaseError> {
        platform.query_row(DUE, &[kind.as_str().into(), platform.now_ms().into()]).await?.take()
    }
}

/// min(3600, 30 × 2^(attempt − 1)) seconds.
fn retry_delay_ms(attempt: i64) -> i64 {
    // Seven doublings are more than an hour already.
    let doublings = (attempt - 1).clamp(0, 7);
    (30 << doublings).min(3_600) * 1_000
}

#[cfg(test)]
mod tests {
    use super::{ASK_AFTER_MS, Job, Kind, retry_delay_ms};

    #[test]
    fn an_old_order_and_a_repeated_one_are_asked_after_first() {
        let job =
            |attempt, taken_at_ms| Job { kind: Kind::Payee, reference: String::new(), attempt, taken_at_ms };
        assert!(!job(1, 1_000).asks_first(1_000));
        assert!(!job(1, 1_000 + ASK_AFTER_MS - 1).asks_first(1_000));
        assert!(job(1, 1_000 + ASK_AFTER_MS).asks_first(1_000));
        assert!(job(2, 1_000).asks_first(1_000));
    }

    #[test]
    fn attempts_double_their_distance_up_to_an_hour() {
        let delays: Vec<i64> = (1..=10).map(|attempt| retry_delay_ms(attempt) / 1_000).collect();
        assert_eq!(delays, [30, 60, 120, 240, 480, 960, 1_920, 3_600, 3_600, 3_600]);
        assert_eq!(retry_delay_ms(i64::MAX), 3_600_000);
    }
}
