//! The table of routes: what routing, the OpenAPI document and the test of every route with every role are made of.

use crate::reports::Report;
use feiqian_operator::role::Scope;
use feiqian_operator::route;
pub use feiqian_operator::routes::Access;

/// What a route does.
#[derive(Debug, Clone, Copy)]
pub enum Act {
    LedgerAccounts,
    LedgerEntries,
    TrialBalance,
    DailyStatement,
    Report(Report),
}

pub type Route = feiqian_operator::routes::Route<Act>;

const REPORTS: Access = Access::Needs(Scope::ReportsRead);

pub static ROUTES: [Route; 6] = [
    route!(GET "/ledger/accounts", REPORTS, Act::LedgerAccounts),
    route!(GET "/ledger/entries", REPORTS, Act::LedgerEntries),
    route!(GET "/ledger/trial-balance", REPORTS, Act::TrialBalance),
    route!(GET "/statements/daily", REPORTS, Act::DailyStatement),
    route!(GET "/reports/ledger-accounts.csv", REPORTS, Act::Report(Report::LedgerAccounts)),
    route!(GET "/reports/ledger-entries.csv", REPORTS, Act::Report(Report::LedgerEntries)),
];
