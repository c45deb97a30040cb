//! Settling a send: one inserted attempt, refused unless the caller still holds the row.

use super::Settings;
use super::claim::{Lease, Notice};
use super::schedule::Topic;
use super::send::Sent;
use feiqian_platform::{DatabaseError, Platform, parameters, statement};

parameters! {
    struct Attempt<'a> {
        event_id: &'a str,
        manual: bool,
        lease_by: &'a str,
        started_at: i64,
        duration_ms: i64,
        outcome: &'a str,
        next_at: Option<i64>,
        result: &'a str,
        answer: &'a str,
    }
}

const SETTLE: &str = statement!(
    Attempt,
    "INSERT INTO outbox_attempts
       (event_id, attempt, manual, lease_by, started_at, duration_ms, outcome, next_at, result, answer)
  SELECT :event_id, coalesce(max(attempt), 0) + 1, :manual, :lease_by, :started_at, :duration_ms, :outcome, :next_at, :result, :answer FROM outbox_attempts WHERE event_id = :event_id"
);

/// What became of a row.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Settled {
    Done,
    Retry,
    Dead,
}

/// Settles a send. `None` if the settlement was lost: the row is sent again once its lease has run out.
pub(super) async fn settle(
    platform: &Platform,
    request_id: &str,
    lease: &Lease,
    notice: &Notice,
    sent: &Sent,
    settings: &Settings<'_>,
) -> Option<Settled> {
    let ended_ms = sent.started_ms + sent.duration_ms;
    // Only a failure that was scheduled has a place in the schedule.
    let delay_ms = sent.topic.and_then(|topic| topic.delay_ms(notice.attempts + 1));
    let (settled, outcome, next_at) = match delay_ms {
        _ if sent.is_acknowledged => (Settled::Done, "done", None),
        _ if notice.is_manual => (Settled::Retry, "retry", None),
        Some(_) if sent.is_gone => (Settled::Dead, "dead", None),
        Some(delay_ms) => {
            let jitter_ms = jitter(platform, delay_ms * settings.jitter_percent / 100);
            let wait_ms = (delay_ms + jitter_ms).max(asked_ms(platform, sent, settings));
            (Settled::Retry, "retry", Some(ended_ms + wait_ms))
        }
        None => (Settled::Dead, "dead", None),
    };
    let attempt = Attempt {
        event_id: &notice.event_id,
        manual: notice.is_manual,
        lease_by: lease.by(),
        started_at: sent.started_ms,
        duration_ms: sent.duration_ms,
        outcome,
        next_at,
        result: &sent.result,
        answer: &sent.answer,
    };
    match platform.command(SETTLE, &attempt.values()).await {
        Ok(_) => Some(settled),
        Err(error) => {
            let lost = error.raised(&crate::VERDICTS).is_some();
            let why = if lost { "lease_lost".to_owned() } else { DatabaseError::to_string(&error) };
            platform.log_fault(request_id, &format!("event {} was not settled: {why}", notice.event_id));
            None
        }
    }
}

/// How long the receiver's own `Retry-After` puts the next attempt off, 0 if there is none: longer than the schedule, but
/// never than its longest delay.
fn asked_ms(platform: &Platform, sent: &Sent, settings: &Settings<'_>) -> i64 {
    let longest_ms = sent.topic.map_or(0, Topic::longest_delay_ms);
    let asked_ms = sent.retry_after_ms.unwrap_or_default().min(longest_ms);
    (asked_ms + jitter(platform, asked_ms * settings.jitter_percent / 100)).min(longest_ms)
}

/// A random part of `at_most_ms`: receivers' retries do not march in step.
fn jitter(platform: &Platform, at_most_ms: i64) -> i64 {
    if at_most_ms <= 0 {
        return 0;
    }
    i64::from(u32::from_le_bytes(platform.random())) % (at_most_ms + 1)
}
