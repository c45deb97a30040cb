//! The money of the operators' desk (docs/admin.md): what `/admin/api/v1/…` has beside the component `admin`. Who may call what,
//! and which file answers, is the table in [`routes`]; one file a kind of thing.

mod amount;
mod csv;
mod daily_statement;
mod query;
pub mod ledger_accounts;
pub mod ledger_entries;
mod listing;
mod reports;
pub mod routes;
mod sums;
mod table;
mod trial_balance;

use feiqian_operator::call::{Call, Known, Reply};
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
async fn open(_: &Call<'_>, _: Act) -> Result<Reply, Problem> {
    Err(Problem::Unauthorized)
}

async fn dispatch(known: &Known<'_>, act: Act) -> Result<Reply, Problem> {
    match act {
        Act::LedgerAccounts => ledger_accounts::list(known).await,
        Act::LedgerEntries => ledger_entries::list(known).await,
        Act::TrialBalance => trial_balance::get(known).await,
        Act::DailyStatement => daily_statement::get(known).await,
        Act::Report(report) => reports::file(known, report),
    }
}
