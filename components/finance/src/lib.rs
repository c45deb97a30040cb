//! The money of the operators' desk (docs/admin.md): what `/admin/api/v1/…` has beside the component `admin`. Who may call what,
//! and which file answers, is the table in [`routes`]; one file a kind of thing, one a kind of action.

#[macro_use]
mod sql;
mod amount;
mod body;
mod command;
mod csv;
mod daily_statement;
pub mod deposits;
mod file;
pub mod filters;
pub mod ledger_accounts;
pub mod ledger_entries;
mod listing;
mod make_up;
pub mod matching;
mod members;
mod money_file;
mod notice_actions;
pub mod notices;
mod orders;
pub mod overview;
pub mod page;
mod payout_actions;
pub mod payouts;
mod provider_file;
mod provisioned;
mod query;
mod reconciliations;
mod records;
pub mod refused_payments;
mod refused_resolution;
pub mod reports;
pub mod routes;
mod statement_format;
mod statement_formats;
mod sums;
mod table;
mod test_notices;
pub mod timeline;
mod trial_balance;
pub mod wallet_applications;
mod wallet_decision;
mod withdrawal_decision;
pub mod withdrawals;

pub use command::VERDICTS;
use feiqian_operator::call::{Known, Reply, Routed};
use feiqian_operator::problem::Problem;
use feiqian_operator::serve::serve;
use feiqian_platform::Platform;
use feiqian_platform::http::{Request, Response};
use routes::{Act, ROUTES};

feiqian_platform::component!("finance", crate::handle, feiqian_operator::call::BODY_LIMIT_BYTES);

/// Answers a request to this component.
pub async fn handle(platform: &Platform, request: Request) -> Response {
    serve(platform, request, &ROUTES, open, dispatch).await
}

/// Nothing here is open to anybody.
async fn open(_: &Routed<'_>, _: Act) -> Result<Reply, Problem> {
    Err(Problem::Unauthorized)
}

async fn dispatch(known: &Known<'_>, act: Act) -> Result<Reply, Problem> {
    match act {
        Act::List(list) => list.page(known).await,
        Act::Overview => overview::overview(known).await,
        Act::OverviewDaily => overview::daily(known).await,
        Act::GetDeposit => deposits::one(known).await,
        Act::MakeUp => make_up::make_up(known).await,
        Act::GetWithdrawal => withdrawals::one(known).await,
        Act::DecideWithdrawal => withdrawal_decision::decide(known).await,
        Act::GetApplication => wallet_applications::one(known).await,
        Act::DecideApplication => wallet_decision::decide(known).await,
        Act::GetPayout => payouts::one(known).await,
        Act::SettlePayout => payout_actions::settle(known).await,
        Act::RetryPayout => payout_actions::retry(known).await,
        Act::ResendNotices => notice_actions::resend_all(known).await,
        Act::GetNotice => notices::one(known).await,
        Act::ResendNotice => notice_actions::resend(known).await,
        Act::AbandonNotice => notice_actions::abandon(known).await,
        Act::CreateTestNotice => test_notices::create(known).await,
        Act::GetRefusedPayment => refused_payments::one(known).await,
        Act::ResolveRefusedPayment => refused_resolution::resolve(known).await,
        Act::LedgerAccounts => ledger_accounts::list(known).await,
        Act::LedgerEntries => ledger_entries::list(known).await,
        Act::TrialBalance => trial_balance::get(known).await,
        Act::DailyStatement => daily_statement::get(known).await,
        Act::ListStatementFormats => statement_formats::list(known).await,
        Act::GetStatementFormat => statement_formats::get(known).await,
        Act::PutStatementFormat => statement_formats::put(known).await,
        Act::ListReconciliations => reconciliations::list(known).await,
        Act::Reconcile => reconciliations::create(known).await,
        Act::GetReconciliation => reconciliations::get(known).await,
        Act::ListReconciliationItems => reconciliations::items(known).await,
        Act::ResolveReconciliationItem => reconciliations::resolve(known).await,
        Act::Report(report) => reports::file(known, report).await,
    }
}
