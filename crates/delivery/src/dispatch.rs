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
    let due = tidy(platform, request_id, wanted).await?;
    let counts_waiting = wanted.is_full() && due.payouts;
    let call = Dispatch { platform, request_id, wanted, counts_waiting, vault: vault(platform).await };
    let mut report = call.notices().await?;
    if wanted.has(PAYOUT_TOPICS[0]) {
        call.wallet_payouts(&mut report).await?;
    }
    if wanted.has(PAYOUT_TOPICS[1]) {
        call.payee_payouts(&mut report).await?;
    }
    Ok(report)
}

/// Maintenance and the audit chain. Only a database that is not free ends the call.
async fn tidy(platform: &Platform, request_id: &str, wanted: &Wanted) -> Result<Due, DatabaseError> {
    let due = match maintenance::run(platform, request_id).await {
        Err(DatabaseError::Busy) => return Err(DatabaseError::Busy),
        Err(error) => {
            platform.log_fault(request_id, &format!("maintenance: {error}"));
            return Ok(Due::default());
        }
        Ok(due) => due,
    };
    // A first delivery is in a hurry: what it has just written is chained by the next full call.
    if !due.chain || !wanted.is_full() {
        return Ok(due);
    }
    match chain::seal(platform).await {
        Err(DatabaseError::Busy) => Err(DatabaseError::Busy),
        Err(error) => {
            platform.log_fault(request_id, &format!("audit chain: {error}"));
            Ok(due)
        }
        Ok(()) => Ok(due),
    }
}

impl Wanted {
    /// Whether everything that is due is asked for.
    fn is_full(&self) -> bool {
        self.topics.is_none() && self.event_ids.is_none()
    }

    /// Whether payouts of a topic are asked for.
    fn has(&self, topic: &str) -> bool {
        match (&self.event_ids, &self.topics) {
            (Some(_), _) => false,
            (None, Some(topics)) => topics.iter().any(|wanted| wanted == topic),
            (None, None) => true,
        }
    }

    /// The notices that are asked for, if any.
    fn notices(&self) -> Option<Selection> {
        match (&self.event_ids, &self.topics) {
            (Some(events), _) => Some(Selection::Events(events.clone())),
            (None, None) => Some(Selection::Due(None)),
            (None, Some(topics)) => {
                let told = topics.iter().filter(|topic| TOPICS.contains(&topic.as_str()));
                let told: Vec<String> = told.cloned().collect();
                (!told.is_empty()).then_some(Selection::Due(Some(told)))
            }
        }
    }
}

/// A call under way.
struct Dispatch<'d> {
    platform: &'d Platform,
    request_id: &'d str,
    wanted: &'d Wanted,
    /// Whether payouts that wait for a provider are counted: not in a first delivery, and only if there are any.
    counts_waiting: bool,
    vault: Result<Vault, String>,
}

impl Dispatch<'_> {
    fn log(&self, fault: &str) {
        self.platform.log_fault(self.request_id, fault);
    }

    async fn notices(&self) -> Result<Report, DatabaseError> {
        let Some(selection) = self.wanted.notices() else { return Ok(Report::default()) };
        match Settings::read(self.platform, self.vault.as_ref().ok()).await {
            Ok(settings) => {
                let limit = self.wanted.limit;
                let (platform, request_id) = (self.platform, self.request_id);
                // What operators have asked for is sent at once; a full call sends what was missed.
                if self.wanted.is_full()
                    && let Some(resends) = notice::resends(platform, limit).await?
                {
                    notice::deliver(platform, request_id, &settings, &resends, limit).await?;
                }
                notice::deliver(platform, request_id, &settings, &selection, limit).await
            }
            Err(fault) => {
                self.log(&fault);
                Ok(Report::default())
            }
        }
    }

    async fn wallet_payouts(&self, report: &mut Report) -> Result<(), DatabaseError> {
        let provider = match Provider::of_wallet(self.platform).await {
            Ok(Some(provider)) => provider,
            Ok(None) if self.counts_waiting => {
                report.without_provider +=
                    without_provider::of_wallet(self.platform, self.request_id).await?;
                return Ok(());
            }
            Ok(None) => return Ok(()),
            Err(fault) => {
                self.log(&fault);
                return Ok(());
            }
        };
        let wallets = wallet::Wanted { limit: self.wanted.limit, ids: None };
        match wallet::run(self.platform, self.request_id, &provider, &wallets).await {
            Ok(paid) => {
                let outcomes = paid.records.iter().filter_map(|record| match record.outcome {
                    Some(wallet::Attempt::Made(outcome)) => Some(outcome),
                    _ => None,
                });
                report.count(outcomes, paid.remaining);
            }
            Err(wallet::RunError::Database(error)) => return Err(error),
            Err(wallet::RunError::Variable(fault)) => self.log(&fault),
        }
        Ok(())
    }

    async fn payee_payouts(&self, report: &mut Report) -> Result<(), DatabaseError> {
        match (Provider::of_payees(self.platform).await, &self.vault) {
            (Ok(Some(provider)), Ok(vault)) => {
                let limit = self.wanted.limit;
                let paid =
                    payout::payee::run(self.platform, self.request_id, &provider, vault, limit).await?;
                report.count(paid.outcomes.into_iter(), paid.remaining);
            }
            (Ok(None), _) if self.counts_waiting => {
                report.without_provider +=
                    without_provider::of_payees(self.platform, self.request_id).await?;
            }
            (Ok(None), _) => {}
            (Err(fault), _) => self.log(&fault),
            (Ok(Some(_)), Err(fault)) => self.log(fault),
        }
        Ok(())
    }
}

async fn vault(platform: &Platform) -> Result<Vault, String> {
    let pii_key = variables::text(platform, "pii_key").await?;
    let index_key = variables::text(platform, "pii_index_key").await?;
    Vault::new(&pii_key, &index_key).map_err(|error| error.to_string())
}
