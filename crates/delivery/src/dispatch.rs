//! One call of the dispatcher: maintenance, then notices, then payouts.

use crate::chain;
use crate::maintenance::{self, Due};
use crate::notice::{self, Selection, Settings, TOPICS};
use crate::payout::{self, provider::Provider, wallet, without_provider};
use crate::report::Report;
use feiqian_platform::variables;
use feiqian_platform::{DatabaseError, Platform};
use feiqian_vault::Vault;

/// The topics that stand for payout jobs; no row of the outbox has them.
pub const PAYOUT_TOPICS: [&str; 2] = ["wallet.payout", "payee.payout"];

/// What a call is asked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Wanted {
    /// At most as many rows, and as many jobs of each kind.
    pub limit: usize,
    /// Some of [`TOPICS`] and [`PAYOUT_TOPICS`], or all.
    pub topics: Option<Vec<String>>,
    /// These rows once, whatever their state, and nothing else.
    pub event_ids: Option<Vec<String>>,
}

/// Serves a call. A part that its variables do not allow is left out and logged: the others must not wait for it.
///
/// # Errors
/// That of the database, which is the same for all parts.
pub async fn dispatch(
    platform: &Platform,
    request_id: &str,
    wanted: &Wanted,
) -> Result<Report, DatabaseError> {
    let log = |fault: &str| platform.log_fault(request_id, fault);
    let is_full = wanted.topics.is_none() && wanted.event_ids.is_none();
    let due = upkeep(platform, request_id, is_full).await?;
    let counts_waiting = is_full && due.payouts;
    let vault = vault(platform).await;
    let mut report = Report::default();
    let is_wanted = |topic: &str| match (&wanted.event_ids, &wanted.topics) {
        (Some(_), _) => false,
        (None, Some(topics)) => topics.iter().any(|wanted| wanted == topic),
        (None, None) => true,
    };

    let selection = match (&wanted.event_ids, &wanted.topics) {
        (Some(events), _) => Some(Selection::Events(events.clone())),
        (None, None) => Some(Selection::Due(None)),
        (None, Some(topics)) => {
            let told = topics.iter().filter(|topic| TOPICS.contains(&topic.as_str()));
            let told: Vec<String> = told.cloned().collect();
            if told.is_empty() { None } else { Some(Selection::Due(Some(told))) }
        }
    };
    if let Some(selection) = selection {
        match Settings::read(platform, vault.as_ref().ok()).await {
            Ok(settings) => {
                let notices = notice::deliver(platform, request_id, &settings, &selection, wanted.limit);
                report = notices.await?;
            }
            Err(fault) => log(&fault),
        }
    }
    if is_wanted(PAYOUT_TOPICS[0]) {
        match Provider::of_wallet(platform).await {
            Ok(Some(provider)) => {
                let wallets = wallet::Wanted { limit: wanted.limit, ids: None };
                match wallet::run(platform, request_id, &provider, &wallets).await {
                    Ok(paid) => {
                        let outcomes = paid.records.iter().filter_map(|record| match record.outcome {
                            Some(wallet::Attempt::Made(outcome)) => Some(outcome),
                            _ => None,
                        });
                        report.count(outcomes, paid.remaining);
                    }
                    Err(wallet::RunError::Database(error)) => return Err(error),
                    Err(wallet::RunError::Variable(fault)) => log(&fault),
                }
            }
            Ok(None) if counts_waiting => {
                report.without_provider += without_provider::of_wallet(platform, request_id).await?;
            }
            Ok(None) => {}
            Err(fault) => log(&fault),
        }
    }
    if is_wanted(PAYOUT_TOPICS[1]) {
        match Provider::of_payees(platform).await {
            Ok(Some(provider)) => match &vault {
                Ok(vault) => {
                    let paid =
                        payout::payee::run(platform, request_id, &provider, vault, wanted.limit).await?;
                    report.count(paid.outcomes.into_iter(), paid.remaining);
                }
                Err(fault) => log(fault),
            },
            Ok(None) if counts_waiting => {
                report.without_provider += without_provider::of_payees(platform, request_id).await?;
            }
            Ok(None) => {}
            Err(fault) => log(&fault),
        }
    }
    Ok(report)
}

/// Maintenance, and the audit chain in a full call: a first delivery is in a hurry, and what it has just written is
/// chained by the next full call. A fault is logged; a database that is busy is so for all parts.
async fn upkeep(platform: &Platform, request_id: &str, is_full: bool) -> Result<Due, DatabaseError> {
    let logged = |part: &str, error: DatabaseError| match error {
        DatabaseError::Busy => Err(error),
        error => {
            platform.log_fault(request_id, &format!("{part}: {error}"));
            Ok(())
        }
    };
    let due = match maintenance::run(platform, request_id).await {
        Ok(due) => due,
        Err(error) => return logged("maintenance", error).map(|()| Due::default()),
    };
    if due.chain && is_full {
        chain::seal(platform).await.or_else(|error| logged("audit chain", error))?;
    }
    Ok(due)
}

async fn vault(platform: &Platform) -> Result<Vault, String> {
    let pii_key = variables::text(platform, "pii_key").await?;
    let index_key = variables::text(platform, "pii_index_key").await?;
    Vault::new(&pii_key, &index_key).map_err(|error| error.to_string())
}
