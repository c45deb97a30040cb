//! Notices: rows of the outbox, sent at least once until they are acknowledged or given up (`outbox.md`).
//!
//! A claim is a lease on a row; an inserted attempt is its settlement. A row whose acknowledgement was lost is sent again
//! under the same `X-Event-Id`.

mod claim;
mod message;
mod schedule;
mod send;
mod settle;

use crate::run::Run;
use crate::variables;
use feiqian_platform::{DatabaseError, Platform};
use feiqian_vault::Vault;
use futures_util::StreamExt;
use futures_util::stream::FuturesUnordered;

pub use claim::Selection;
pub use schedule::{TOPICS, Topic};

/// How many rows are being sent at a time.
const IN_FLIGHT: usize = 8;

/// The variables that a delivery of notices needs.
pub struct Settings {
    /// Opens the payees' API tokens. Without it their IPNs are failed attempts.
    vault: Option<Vault>,
    allow_insecure_ipn: bool,
    webhook_key: String,
    /// Retries are put off by up to this many hundredths of their delay.
    jitter_percent: i64,
}

impl Settings {
    /// Reads and checks the variables.
    ///
    /// # Errors
    /// What is wrong, naming the variable and never its value.
    pub async fn read(platform: &Platform, vault: Option<Vault>) -> Result<Self, String> {
        Ok(Settings {
            vault,
            allow_insecure_ipn: variables::flag(platform, "allow_insecure_ipn").await?,
            webhook_key: variables::text(platform, "wallet_webhook_key").await?,
            jitter_percent: variables::number(platform, "dispatch_jitter_percent", 0, 100).await?,
        })
    }
}

/// How many rows a call had, and what became of them.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Report {
    pub claimed: i64,
    pub done: i64,
    pub retry: i64,
    pub dead: i64,
    /// Rows that are due and that nobody holds.
    pub remaining: i64,
}

/// Sends what `selection` selects, `limit` rows at the most.
///
/// # Errors
/// That of the database. What was sent before it stays sent; what was claimed becomes due again.
pub async fn deliver(
    platform: &Platform,
    request_id: &str,
    settings: &Settings,
    selection: &Selection,
    limit: usize,
) -> Result<Report, DatabaseError> {
    let run = Run::begin(platform);
    let lease = claim::Lease::new(platform);
    let mut report = Report::default();
    loop {
        let wanted = limit - usize::try_from(report.claimed).unwrap_or(limit).min(limit);
        let claimed = if wanted > 0 && run.goes_on(platform) {
            lease.claim(platform, selection, wanted).await?
        } else {
            Vec::new()
        };
        if claimed.is_empty() {
            break;
        }
        let mut waiting = claimed.into_iter();
        let mut in_flight = FuturesUnordered::new();
        loop {
            while in_flight.len() < IN_FLIGHT && run.goes_on(platform) {
                let Some(notice) = waiting.next() else {
                    break;
                };
                report.claimed += 1;
                let lease = &lease;
                in_flight.push(async move {
                    let sent = send::send(platform, settings, &notice).await;
                    settle::settle(platform, request_id, lease, &notice, &sent, settings).await
                });
            }
            match in_flight.next().await {
                Some(Some(settle::Settled::Done)) => report.done += 1,
                Some(Some(settle::Settled::Retry)) => report.retry += 1,
                Some(Some(settle::Settled::Dead)) => report.dead += 1,
                Some(None) => {}
                None => break,
            }
        }
        let left: Vec<i64> = waiting.map(|notice| notice.seq).collect();
        if !left.is_empty() {
            lease.give_back(platform, &left).await?;
            break;
        }
        if matches!(selection, Selection::Events(_)) {
            break;
        }
    }
    report.remaining = claim::count_due(platform, selection).await?;
    Ok(report)
}
