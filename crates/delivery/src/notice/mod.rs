//! Notices: rows of the outbox, sent at least once until they are acknowledged or given up (`outbox.md`).
//!
//! A claim is a lease on a row; an inserted attempt is its settlement. A row whose acknowledgement was lost is sent again
//! under the same `X-Event-Id`.

mod claim;
mod due;
mod message;
mod schedule;
mod send;
mod settle;
mod share;

use crate::report::Report;
use crate::run::Run;
use feiqian_keys::{Keys, key_variable};
use feiqian_platform::variables;
use feiqian_platform::{DatabaseError, Platform};
use feiqian_vault::Vault;
use futures_util::StreamExt;
use futures_util::stream::FuturesUnordered;
use share::{Heard, Shares};

pub use claim::Selection;
pub use schedule::{TOPICS, Topic};

/// The variables that a delivery of notices needs.
pub struct Settings<'v> {
    /// Opens the payees' API tokens. Without it their IPNs are failed attempts.
    vault: Option<&'v Vault>,
    allow_insecure_ipn: bool,
    webhook_keys: Keys,
    /// Retries are put off by up to this many hundredths of their delay.
    jitter_percent: i64,
}

impl<'v> Settings<'v> {
    /// Reads and checks the variables.
    ///
    /// # Errors
    /// What is wrong, naming the variable and never its value.
    pub async fn read(platform: &Platform, vault: Option<&'v Vault>) -> Result<Self, String> {
        Ok(Settings {
            vault,
            allow_insecure_ipn: variables::flag(platform, "allow_insecure_ipn").await?,
            webhook_keys: key_variable!("wallet_webhook_key").read(platform).await?.keys,
            jitter_percent: variables::number(platform, "dispatch_jitter_percent", 0, 100).await?,
        })
    }
}

/// What operators have asked to be sent again within the last day, the oldest first. `?1` a day ago, `?2` how many.
const RESENDS: &str =
    "SELECT event_id FROM outbox_resends WHERE asked_at > ?1 ORDER BY asked_at, event_id LIMIT ?2 + 0";

/// A day.
const DAY_MS: i64 = 86_400_000;

/// The events that operators have asked to be sent once more and that have not been tried since, `limit` at the most.
///
/// # Errors
/// That of the database.
pub async fn resends(platform: &Platform, limit: usize) -> Result<Option<Selection>, DatabaseError> {
    let limit = i64::try_from(limit).unwrap_or(i64::MAX);
    let rows = platform.query(RESENDS, &[(platform.now_ms() - DAY_MS).into(), limit.into()]).await?;
    let events = rows.into_iter().map(|mut row| row.take()).collect::<Result<Vec<String>, _>>()?;
    Ok((!events.is_empty()).then_some(Selection::Events(events)))
}

/// Sends what `selection` selects, `limit` rows at the most.
///
/// # Errors
/// That of the database. What was sent before it stays sent; what was claimed becomes due again.
pub async fn deliver(
    platform: &Platform,
    request_id: &str,
    settings: &Settings<'_>,
    selection: &Selection,
    limit: usize,
) -> Result<Report, DatabaseError> {
    let run = Run::begin(platform);
    let lease = claim::Lease::new(platform);
    let mut report = Report::default();
    let mut shares = Shares::default();
    loop {
        let wanted = limit - usize::try_from(report.claimed).unwrap_or(limit).min(limit);
        let claimed = if wanted > 0 && run.goes_on(platform) {
            lease.claim(platform, selection, wanted, &shares.shut()).await?
        } else {
            Vec::new()
        };
        if claimed.is_empty() {
            break;
        }
        shares.add(claimed);
        let (mut left, mut unasked) = (Vec::new(), Vec::new());
        let mut in_flight = FuturesUnordered::new();
        loop {
            while run.goes_on(platform) {
                let Some(notice) = shares.next() else {
                    break;
                };
                let lease = &lease;
                in_flight.push(async move {
                    // A send begins when it is first looked at, which may be after others have ended.
                    if !run.goes_on(platform) {
                        return (notice, None);
                    }
                    let sent = send::send(platform, settings, &notice).await;
                    let settled = settle::settle(platform, request_id, lease, &notice, &sent, settings).await;
                    (notice, Some((sent, settled)))
                });
            }
            let Some((notice, ended)) = in_flight.next().await else {
                break;
            };
            let Some((sent, settled)) = ended else {
                shares.ended(&notice, 0, Heard::Nothing);
                left.push(notice.seq);
                continue;
            };
            report.claimed += 1;
            match settled {
                Some(settle::Settled::Done) => report.done += 1,
                Some(settle::Settled::Retry) => report.retry += 1,
                Some(settle::Settled::Dead) => report.dead += 1,
                None => {}
            }
            unasked.extend(shares.ended(&notice, sent.duration_ms, sent.heard()));
        }
        left.extend(shares.left());
        // Only now: a failure here must not cut off sends that are under way.
        if !unasked.is_empty() {
            lease.give_back(platform, &unasked).await?;
        }
        if !left.is_empty() {
            lease.give_back(platform, &left).await?;
            break;
        }
        if matches!(selection, Selection::Events(_)) {
            break;
        }
    }
    if let Selection::Events(events) = selection {
        for line in claim::unsendable(platform, events).await? {
            platform.log_fault(request_id, &line);
        }
    }
    report.remaining = claim::count_due(platform, selection).await?;
    Ok(report)
}
