//! The payees' payouts (`payee.md` 7 and 8, `outbox.md` 3).

use super::Outcome;
use super::answer::{Members, cut};
use super::job::{Job, Kind};
use super::provider::{Heard, Provider};
use crate::run::Run;
use feiqian_platform::http::StatusCode;
use feiqian_platform::{DatabaseError, Platform, Value, row};
use feiqian_vault::{Place, Vault};
use serde::Serialize;

row! {
    /// What is ordered, and where the sealed number stands.
    struct Ordered by ordered_columns {
        merchant_no: String = "p.merchant_no",
        amount: i64 = "p.amount",
        currency: String = "p.currency",
        account_token: String = "p.account_token",
        account_type: String = "a.account_type",
        country: String = "a.country",
        sealed: Vec<u8> = "a.number_enc",
        key_id: String = "a.number_key_id",
        bank_code: Option<String> = "a.bank_code",
        branch_id: Option<String> = "a.branch_id",
        purpose: Option<String> = "a.purpose",
        /// The company of a business, otherwise the person, family name first where that is the custom.
        holder: Option<String> = "CASE WHEN c.profile_type = 'BUSINESS' THEN c.company
            WHEN a.country IN ('CN', 'JP') THEN c.last_name || c.first_name
            ELSE c.first_name || ' ' || c.last_name END",
        channel: Option<String> = "p.processing_channel",
        note: Option<String> = "p.note",
        created_at_ms: i64 = "p.created_at",
    }
}

/// `?1` transactionNo.
const ORDERED: &str = concat!(
    "SELECT ",
    ordered_columns!(),
    " FROM payee_payout p JOIN payee_account a ON a.account_token = p.account_token
  JOIN payee c ON c.customer_no = p.customer_no
 WHERE p.transaction_no = ?1"
);

/// The provider has taken the order: the amount is in flight. `?1` transactionNo, `?2` provider's number or NULL, `?3` now.
const ACCEPTED: &str = "UPDATE payee_payout
     SET submitted_at = ?3, provider_ref = coalesce(?2, provider_ref), updated_at = ?3
   WHERE transaction_no = ?1 AND submitted_at IS NULL AND status IN ('pending', 'onhold', 'unclaimed')";

/// A new status. What came back before it was paid is a failure, unless it waited to be claimed.
///
/// `?1` transactionNo, `?2` provider's number or NULL, `?3` now, `?4` status, `?5` reason or NULL.
const MOVE: &str = "UPDATE payee_payout
     SET status = CASE WHEN ?4 = 'returned' AND status <> 'unclaimed' THEN 'failed' ELSE ?4 END,
         provider_ref = coalesce(?2, provider_ref), fail_reason = coalesce(?5, fail_reason),
         submitted_at = CASE WHEN ?4 IN ('success', 'unclaimed') THEN coalesce(submitted_at, ?3) ELSE submitted_at END,
         payment_at = CASE WHEN ?4 = 'success' THEN ?3 ELSE payment_at END, updated_at = ?3
   WHERE transaction_no = ?1 AND status <> ?4 AND status IN ('pending', 'onhold', 'unclaimed')";

const STATUS: &str = "SELECT status FROM payee_payout WHERE transaction_no = ?1";

/// What a run did.
#[derive(Debug, Default)]
pub struct Report {
    /// How each attempt ended.
    pub outcomes: Vec<Outcome>,
    /// How many jobs are left that are due.
    pub remaining: i64,
}

/// Makes an attempt at each job that is due, `limit` at the most.
///
/// # Errors
/// That of the database. What was done before it stays done.
pub async fn run(
    platform: &Platform,
    request_id: &str,
    provider: &Provider,
    vault: &Vault,
    limit: usize,
) -> Result<Report, DatabaseError> {
    let run = Run::begin(platform);
    let runner = Runner { platform, request_id, provider, vault };
    let mut report = Report::default();
    while report.outcomes.len() < limit && run.goes_on(platform) {
        let Some(job) = Job::take(platform, Kind::Payee, provider.lease_ms(), None).await? else {
            break;
        };
        report.outcomes.push(runner.attempt(&job).await?);
    }
    report.remaining = Job::count_due(platform, Kind::Payee).await?;
    Ok(report)
}

struct Runner<'r> {
    platform: &'r Platform,
    request_id: &'r str,
    provider: &'r Provider,
    vault: &'r Vault,
}

/// What the provider is told; the amount in minor units.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Body<'o> {
    reference: &'o str,
    amount: i64,
    currency: &'o str,
    country: &'o str,
    account_type: &'o str,
    account: Account,
    channel: Option<String>,
    note: Option<String>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Account {
    number: String,
    bank_code: Option<String>,
    branch_id: Option<String>,
    purpose: Option<String>,
    holder: Option<String>,
}

/// An order, and what its answers must repeat.
struct Order {
    body: String,
    amount: i64,
    currency: String,
    created_at_ms: i64,
}

impl Runner<'_> {
    /// One attempt at a job, and its conclusion.
    async fn attempt(&self, job: &Job) -> Result<Outcome, DatabaseError> {
        let Some(order) = self.order(job).await? else {
            self.fault(job, "the account's number cannot be opened");
            job.give_back(self.platform, Outcome::Unknown).await?;
            return Ok(Outcome::Unknown);
        };
        let heard = self.call(job, &order).await;
        let outcome = match conclusion(&heard, &job.reference, &order) {
            Ok(said) => self.conclude(job, &said).await?,
            Err(outcome) => outcome,
        };
        if outcome == Outcome::Conflict {
            self.fault(job, "the provider contradicts the order or itself");
        }
        let status: String =
            self.platform.query_row(STATUS, &[job.reference.as_str().into()]).await?.take()?;
        let outcome = match status.as_str() {
            "pending" | "onhold" | "unclaimed" => {
                job.give_back(self.platform, outcome).await?;
                outcome
            }
            "failed" | "blocked" | "returned" => Outcome::Failed,
            _ => Outcome::Paid,
        };
        Ok(outcome)
    }

    /// The order; `None` if the account's number cannot be opened.
    async fn order(&self, job: &Job) -> Result<Option<Order>, DatabaseError> {
        let mut row = self.platform.query_row(ORDERED, &[job.reference.as_str().into()]).await?;
        let ordered = Ordered::read(&mut row)?;
        let place = Place::number(&ordered.merchant_no, &ordered.account_token);
        let Ok(number) = self.vault.open(place, &ordered.key_id, &ordered.sealed) else {
            return Ok(None);
        };
        let Ordered { amount, currency, country, account_type, created_at_ms, .. } = ordered;
        let Ordered { bank_code, branch_id, purpose, holder, channel, note, .. } = ordered;
        let body = serde_json::to_string(&Body {
            reference: &job.reference,
            amount,
            currency: &currency,
            country: &country,
            account_type: &account_type,
            account: Account { number, bank_code, branch_id, purpose, holder },
            channel,
            note,
        });
        // A struct of texts and a number always has a JSON form.
        let body = body.unwrap_or_default();
        Ok(Some(Order { body, amount, currency, created_at_ms }))
    }

    /// The calls of an attempt: the order, after a question where one is asked.
    async fn call(&self, job: &Job, order: &Order) -> Heard {
        if job.asks_first(order.created_at_ms) {
            let path = ["/payouts/", &job.reference].concat();
            let heard = self.provider.get(self.platform, &path).await;
            if !matches!(heard, Heard::Signed(StatusCode::NOT_FOUND, _)) {
                return heard;
            }
        }
        self.provider.post(self.platform, "/payouts", &job.id(), order.body.clone()).await
    }

    /// Stores what the provider has said.
    async fn conclude(&self, job: &Job, said: &Said) -> Result<Outcome, DatabaseError> {
        let (status, outcome) = match said.status {
            Status::Processing => return Ok(Outcome::Processing),
            Status::Accepted => (None, Outcome::Processing),
            Status::Paid => (Some("success"), Outcome::Paid),
            Status::Failed => (Some("failed"), Outcome::Failed),
            Status::Held => (Some("onhold"), Outcome::Processing),
            Status::Unclaimed => (Some("unclaimed"), Outcome::Processing),
            Status::Blocked => (Some("blocked"), Outcome::Failed),
            Status::Returned => (Some("returned"), Outcome::Failed),
        };
        let filled = |text: &str| Some(text.to_owned()).filter(|text| !text.is_empty());
        let mut values: Vec<Value> = vec![
            job.reference.as_str().into(),
            filled(&said.provider_ref).into(),
            self.platform.now_ms().into(),
        ];
        let statement = match status {
            None => ACCEPTED,
            Some(status) => {
                values.extend([status.into(), filled(&said.reason).into()]);
                MOVE
            }
        };
        match self.platform.command(statement, &values).await {
            Ok(_) => Ok(outcome),
            // A move that a payout cannot make, such as from unclaimed to on hold.
            Err(error) if error.raised(&["illegal_move"]).is_some() => Ok(Outcome::Conflict),
            Err(error) => {
                // The money stays reserved; the next attempt asks again.
                self.fault(job, &error.to_string());
                Ok(Outcome::Unknown)
            }
        }
    }

    fn fault(&self, job: &Job, fault: &str) {
        self.platform.log_fault(self.request_id, &format!("payout {}: {fault}", job.reference));
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Status {
    Accepted,
    Processing,
    Paid,
    Failed,
    Held,
    Unclaimed,
    Blocked,
    Returned,
}

/// A readable answer about the order.
struct Said {
    status: Status,
    provider_ref: String,
    reason: String,
}

/// What an answer says; how the attempt ended if it says nothing of the order.
fn conclusion(heard: &Heard, reference: &str, order: &Order) -> Result<Said, Outcome> {
    let body = match heard {
        Heard::Signed(StatusCode::OK, body) => body,
        Heard::Signed(StatusCode::CONFLICT, _) => return Err(Outcome::Conflict),
        _ => return Err(Outcome::Unknown),
    };
    let answer = Members::read(body).ok_or(Outcome::Unknown)?;
    let text = |name| answer.text(name).ok_or(Outcome::Unknown);
    let status = match text("status")?.as_str() {
        "accepted" => Status::Accepted,
        "processing" => Status::Processing,
        "paid" => Status::Paid,
        "failed" => Status::Failed,
        "held" => Status::Held,
        "unclaimed" => Status::Unclaimed,
        "blocked" => Status::Blocked,
        "returned" => Status::Returned,
        _ => return Err(Outcome::Unknown),
    };
    let is_same = text("reference")? == reference
        && text("currency")? == order.currency
        && answer.is_number("amount", order.amount);
    if !is_same {
        return Err(Outcome::Conflict);
    }
    let optional = |name| answer.optional(name).ok_or(Outcome::Unknown);
    Ok(Said {
        status,
        provider_ref: cut(&optional("provider_ref")?, 64),
        reason: cut(&optional("reason")?, 255),
    })
}
