//! The wallet's payouts (`wallet.md` 5.2).

use super::Outcome;
use super::answer::{Members, cut};
use super::job::{Job, Kind};
use super::provider::{Heard, Provider};
use crate::instant;
use crate::run::Run;
use feiqian_platform::http::StatusCode;
use feiqian_platform::{DatabaseError, Platform, Row, Value};
use serde::Serialize;

const AWAITING: i64 = 4;
const PAID: i64 = 5;
const FAILED: i64 = 6;

/// Moves the oldest approved record, or the one named, into payment; its trigger writes the job.
/// `?1` record or NULL, `?2` receiver of the notice, `?3` now.
const ENQUEUE: &str = "UPDATE user_wallet_cash
       SET cash_status = 4, operator_id = 0, notice_url = ?2, updated_at = ?3
     WHERE id = (SELECT id FROM user_wallet_cash WHERE cash_status = 2 AND (?1 IS NULL OR id = ?1)
                  ORDER BY created_at, id LIMIT 1)
       AND cash_status = 2 AND (SELECT payout_enabled FROM wallet_settings)
    RETURNING id";

/// `?1` cash_sn.
const ORDERED: &str =
    "SELECT id, cash_actual_amount, openid, created_at FROM user_wallet_cash WHERE cash_sn = ?1";

const IS_ENABLED: &str = "SELECT payout_enabled FROM wallet_settings";

/// `?1` cash_sn, `?2` provider's number, `?3` its time, `?4` receiver of the notice, `?5` now.
const CONCLUDE_PAID: &str = "UPDATE user_wallet_cash
       SET cash_status = 5, trade_no = ?2, trade_time = ?3, operator_id = 0, notice_url = ?4, updated_at = ?5
     WHERE cash_sn = ?1 AND cash_status = 4 RETURNING cash_status";

/// `?1` cash_sn, `?2` code, `?3` message or NULL, `?4` receiver of the notice, `?5` now.
const CONCLUDE_FAILED: &str = "UPDATE user_wallet_cash
       SET cash_status = 6, refunds_status = 1, error_code = ?2, error_message = ?3, operator_id = 0, notice_url = ?4,
           updated_at = ?5
     WHERE cash_sn = ?1 AND cash_status = 4 RETURNING cash_status";

const STATUS: &str = "SELECT cash_status FROM user_wallet_cash WHERE cash_sn = ?1";

/// A record that is named. `?1` record, `?2` now.
const NAMED: &str = "SELECT c.cash_sn, c.cash_status, coalesce(j.lease_until > ?2, 0)
    FROM user_wallet_cash c LEFT JOIN payout_jobs j ON j.kind = 'wallet' AND j.ref = c.cash_sn
   WHERE c.id = ?1";

/// What a run is asked for.
pub struct Wanted<'w> {
    /// At most as many records enter payment, and at most as many attempts are made.
    pub limit: usize,
    /// These records only, whenever they are due; none: those that are due.
    pub ids: Option<&'w [i64]>,
}

/// What became of a record.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Record {
    /// The record's id.
    pub id: i64,
    /// `None`: there was nothing to do, or no time to do it.
    pub outcome: Option<Attempt>,
    /// The state it is in now; `None` if there is no such record.
    pub cash_status: Option<i64>,
}

/// What an attempt came to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Attempt {
    /// The provider was asked, or nothing had to be asked.
    Made(Outcome),
    /// Another run holds the record.
    Busy,
}

/// What a run did.
#[derive(Debug, Default)]
pub struct Report {
    /// How many records entered payment.
    pub enqueued: u64,
    /// What became of each record.
    pub records: Vec<Record>,
    /// How many jobs are left that are due.
    pub remaining: i64,
}

/// What the provider is told; the amount in cents, after the fee.
#[derive(Serialize)]
struct Order<'o> {
    cash_sn: &'o str,
    amount: i64,
    openid: &'o str,
    desc: &'static str,
}

/// A run of the wallet's payouts.
struct Runner<'r> {
    platform: &'r Platform,
    request_id: &'r str,
    provider: &'r Provider,
    notice_url: String,
}

/// Moves approved records into payment, then makes an attempt at each job that is due.
///
/// # Errors
/// That of the database, or of a variable, as text for the log. What was done before it stays done.
pub async fn run(
    platform: &Platform,
    request_id: &str,
    provider: &Provider,
    wanted: &Wanted<'_>,
) -> Result<Report, RunError> {
    let run = Run::begin(platform);
    let notice_url = feiqian_platform::variables::text(platform, "wallet_webhook_url").await?;
    let runner = Runner { platform, request_id, provider, notice_url };
    let mut report = Report::default();
    match wanted.ids {
        None => {
            for _ in 0..wanted.limit {
                if !run.goes_on(platform) || !runner.enqueue(None).await? {
                    break;
                }
                report.enqueued += 1;
            }
            for _ in 0..wanted.limit {
                if !run.goes_on(platform) {
                    break;
                }
                let Some(job) = runner.take(None).await? else {
                    break;
                };
                let record = runner.attempt(&job).await?;
                report.records.push(record);
            }
        }
        Some(ids) => {
            for id in ids.iter().take(wanted.limit) {
                if run.goes_on(platform) && runner.enqueue(Some(*id)).await? {
                    report.enqueued += 1;
                }
            }
            for (index, id) in ids.iter().enumerate() {
                let within = index < wanted.limit && run.goes_on(platform);
                let record = runner.named(*id, within).await?;
                report.records.push(record);
            }
        }
    }
    report.remaining = Job::count_due(platform, Kind::Wallet).await?;
    Ok(report)
}

/// Why a run stopped.
#[derive(Debug)]
pub enum RunError {
    /// The database refused.
    Database(DatabaseError),
    /// A variable is missing or unusable; the text names it.
    Variable(String),
}

impl From<DatabaseError> for RunError {
    fn from(error: DatabaseError) -> Self {
        RunError::Database(error)
    }
}

impl From<String> for RunError {
    fn from(error: String) -> Self {
        RunError::Variable(error)
    }
}

impl std::fmt::Display for RunError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            RunError::Database(error) => error.fmt(f),
            RunError::Variable(error) => f.write_str(error),
        }
    }
}

impl Runner<'_> {
    async fn enqueue(&self, id: Option<i64>) -> Result<bool, DatabaseError> {
        let values = [id.into(), self.notice_url.as_str().into(), self.platform.now_ms().into()];
        Ok(!self.platform.command(ENQUEUE, &values).await?.is_empty())
    }

    async fn take(&self, cash_sn: Option<&str>) -> Result<Option<Job>, DatabaseError> {
        Job::take(self.platform, Kind::Wallet, self.provider.lease_ms(), cash_sn).await
    }

    /// A record that was asked for by its id.
    async fn named(&self, id: i64, within: bool) -> Result<Record, DatabaseError> {
        let Some((cash_sn, cash_status, _)) = self.look(id).await? else {
            return Ok(Record { id, outcome: None, cash_status: None });
        };
        if !within || cash_status != AWAITING {
            return Ok(Record { id, outcome: None, cash_status: Some(cash_status) });
        }
        if let Some(job) = self.take(Some(&cash_sn)).await? {
            return self.attempt(&job).await;
        }
        // Looked at again: another run may have taken or concluded it since.
        let found = self.look(id).await?;
        let is_held = found.as_ref().is_some_and(|(_, _, is_held)| *is_held);
        let outcome = is_held.then_some(Attempt::Busy);
        Ok(Record { id, outcome, cash_status: found.map(|(_, cash_status, _)| cash_status) })
    }

    /// Number and state of a record, and whether a run holds its job.
    async fn look(&self, id: i64) -> Result<Option<(String, i64, bool)>, DatabaseError> {
        let values = [id.into(), self.platform.now_ms().into()];
        let Some(mut row) = self.platform.query(NAMED, &values).await?.pop() else {
            return Ok(None);
        };
        Ok(Some((row.take()?, row.take()?, row.take()?)))
    }

    /// One attempt at a job, and its conclusion.
    async fn attempt(&self, job: &Job) -> Result<Record, DatabaseError> {
        let mut row = self.platform.query_row(ORDERED, &[job.reference.as_str().into()]).await?;
        let (id, amount, openid): (i64, i64, String) = (row.take()?, row.take()?, row.take()?);
        let asks_first = job.asks_first(row.take()?);
        let heard = self.call(job, amount, &openid, asks_first).await?;
        let (outcome, concluded) = match conclusion(&heard, &job.reference, amount) {
            Conclusion::Paid { trade_no, trade_time_ms } => {
                let time_ms = trade_time_ms.unwrap_or_else(|| self.platform.now_ms());
                (Outcome::Paid, self.conclude(CONCLUDE_PAID, job, trade_no.into(), time_ms.into()).await)
            }
            Conclusion::Failed { code, message } => {
                let message = Some(message).filter(|message| !message.is_empty());
                (Outcome::Failed, self.conclude(CONCLUDE_FAILED, job, code.into(), message.into()).await)
            }
            Conclusion::Open(outcome) => (outcome, Ok(None)),
        };
        if outcome == Outcome::Conflict {
            self.fault(job, "the provider has another order under this number");
        }
        let outcome = match concluded {
            Ok(Some(_)) => outcome,
            Ok(None) if !outcome.is_definite() => outcome,
            // Another call concluded it meanwhile: as what, is read below.
            Ok(None) => Outcome::Conflict,
            Err(error) => {
                // The money stays frozen; the next attempt asks again.
                self.fault(job, &error.to_string());
                Outcome::Unknown
            }
        };
        let status: i64 = self.platform.query_row(STATUS, &[job.reference.as_str().into()]).await?.take()?;
        let outcome = match status {
            PAID => Outcome::Paid,
            FAILED => Outcome::Failed,
            _ => {
                job.give_back(self.platform, outcome).await?;
                outcome
            }
        };
        Ok(Record { id, outcome: Some(Attempt::Made(outcome)), cash_status: Some(status) })
    }

    /// The calls of an attempt: the order, after a question where one is asked.
    async fn call(
        &self,
        job: &Job,
        amount: i64,
        openid: &str,
        asks_first: bool,
    ) -> Result<Heard, DatabaseError> {
        let order = Order { cash_sn: &job.reference, amount, openid, desc: "提现" };
        if asks_first {
            let path = ["/transfers/", &job.reference].concat();
            let heard = self.provider.get(self.platform, &path).await;
            let is_unknown_there = matches!(heard, Heard::Signed(StatusCode::NOT_FOUND, _));
            // Payouts may have been suspended while the provider was asked.
            if !is_unknown_there || !self.platform.query_row(IS_ENABLED, &[]).await?.take::<bool>()? {
                return Ok(heard);
            }
        }
        // A struct of texts and a number always has a JSON form.
        let order = serde_json::to_string(&order).unwrap_or_default();
        Ok(self.provider.post(self.platform, "/transfers", &job.id(), order).await)
    }

    async fn conclude(
        &self,
        statement: &str,
        job: &Job,
        first: Value,
        second: Value,
    ) -> Result<Option<Row>, DatabaseError> {
        let values = [
            job.reference.as_str().into(),
            first,
            second,
            self.notice_url.as_str().into(),
            self.platform.now_ms().into(),
        ];
        Ok(self.platform.command(statement, &values).await?.pop())
    }

    fn fault(&self, job: &Job, fault: &str) {
        self.platform.log_fault(self.request_id, &format!("payout {}: {fault}", job.reference));
    }
}

/// What an answer says of an order.
#[derive(Debug, PartialEq, Eq)]
enum Conclusion {
    Paid { trade_no: String, trade_time_ms: Option<i64> },
    Failed { code: String, message: String },
    Open(Outcome),
}

fn conclusion(heard: &Heard, cash_sn: &str, amount: i64) -> Conclusion {
    let body = match heard {
        Heard::Signed(StatusCode::OK, body) => body,
        Heard::Signed(StatusCode::CONFLICT, _) => return Conclusion::Open(Outcome::Conflict),
        _ => return Conclusion::Open(Outcome::Unknown),
    };
    read(body, cash_sn, amount).unwrap_or(Conclusion::Open(Outcome::Unknown))
}

/// A transfer; `None` if it is malformed.
fn read(body: &str, cash_sn: &str, amount: i64) -> Option<Conclusion> {
    let transfer = Members::read(body)?;
    let status = transfer.text("status")?;
    if transfer.text("cash_sn")? != cash_sn || !transfer.is_number("amount", amount) {
        return Some(Conclusion::Open(Outcome::Conflict));
    }
    match status.as_str() {
        "paid" => {
            let trade_no = transfer.text("trade_no")?;
            let is_number = cut(&trade_no, 64) == trade_no && !trade_no.is_empty();
            let trade_time_ms = match transfer.optional("trade_time")?.as_str() {
                "" => None,
                text => Some(instant::parse(text)?),
            };
            is_number.then_some(Conclusion::Paid { trade_no, trade_time_ms })
        }
        "failed" => {
            let code = match cut(&transfer.optional("error_code")?, 64) {
                empty if empty.is_empty() => "UNKNOWN".to_owned(),
                code => code,
            };
            Some(Conclusion::Failed { code, message: cut(&transfer.optional("error_message")?, 255) })
        }
        "processing" => Some(Conclusion::Open(Outcome::Processing)),
        _ => None,
    }
}
