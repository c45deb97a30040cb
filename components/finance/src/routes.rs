//! The table of routes: what routing, the OpenAPI document and the test of every route with every role are made of.

use crate::page::MoneyList;
use crate::reports::Report;
use crate::{deposits, notices, payouts, refused_payments, wallet_applications, withdrawals};
use feiqian_operator::role::Scope;
use feiqian_operator::route;
pub use feiqian_operator::routes::Access;

/// What a route does.
#[derive(Debug, Clone, Copy)]
pub enum Act {
    List(&'static MoneyList),
    Overview,
    OverviewDaily,
    GetDeposit,
    MakeUp,
    GetWithdrawal,
    DecideWithdrawal,
    GetApplication,
    DecideApplication,
    GetPayout,
    SettlePayout,
    RetryPayout,
    ResendNotices,
    GetNotice,
    ResendNotice,
    AbandonNotice,
    CreateTestNotice,
    GetRefusedPayment,
    ResolveRefusedPayment,
    LedgerAccounts,
    LedgerEntries,
    TrialBalance,
    DailyStatement,
    ListStatementFormats,
    GetStatementFormat,
    PutStatementFormat,
    ListReconciliations,
    Reconcile,
    GetReconciliation,
    ListReconciliationItems,
    ResolveReconciliationItem,
    Report(Report),
}

pub type Route = feiqian_operator::routes::Route<Act>;

const READ: Access = Access::Needs(Scope::MoneyRead);
const ACT: Access = Access::Needs(Scope::MoneyAct);
const DECIDE: Access = Access::Needs(Scope::MoneyDecide);
const REPORTS: Access = Access::Needs(Scope::ReportsRead);
const RECONCILE: Access = Access::Needs(Scope::ReconciliationWrite);
const AUDIT: Access = Access::Needs(Scope::AuditRead);
const OPERATORS: Access = Access::Needs(Scope::OperatorsRead);

pub static ROUTES: [Route; 60] = [
    route!(GET "/overview", READ, Act::Overview),
    route!(GET "/overview/daily", READ, Act::OverviewDaily),
    route!(GET "/deposits", READ, Act::List(&deposits::LIST)),
    route!(GET "/deposits/{order_sn}", READ, Act::GetDeposit),
    route!(POST "/deposits/{order_sn}/make-up", DECIDE, Act::MakeUp),
    route!(GET "/withdrawals", READ, Act::List(&withdrawals::LIST)),
    route!(GET "/withdrawals/{order_sn}", READ, Act::GetWithdrawal),
    route!(POST "/withdrawals/{order_sn}/decision", DECIDE, Act::DecideWithdrawal),
    route!(GET "/wallet-applications", READ, Act::List(&wallet_applications::LIST)),
    route!(GET "/wallet-applications/{id}", READ, Act::GetApplication),
    route!(POST "/wallet-applications/{id}/decision", DECIDE, Act::DecideApplication),
    route!(GET "/payouts", READ, Act::List(&payouts::LIST)),
    route!(GET "/payouts/{id}", READ, Act::GetPayout),
    route!(POST "/payouts/{id}/settlement", DECIDE, Act::SettlePayout),
    route!(POST "/payouts/{id}/retry", ACT, Act::RetryPayout),
    route!(GET "/notices", READ, Act::List(&notices::LIST)),
    route!(POST "/notices/resend", ACT, Act::ResendNotices),
    route!(GET "/notices/{event_id}", READ, Act::GetNotice),
    route!(POST "/notices/{event_id}/resend", ACT, Act::ResendNotice),
    route!(POST "/notices/{event_id}/abandonment", ACT, Act::AbandonNotice),
    route!(POST "/test-notices", ACT, Act::CreateTestNotice),
    route!(GET "/refused-payments", READ, Act::List(&refused_payments::LIST)),
    route!(GET "/refused-payments/{id}", READ, Act::GetRefusedPayment),
    route!(POST "/refused-payments/{id}/resolution", DECIDE, Act::ResolveRefusedPayment),
    route!(GET "/ledger/accounts", REPORTS, Act::LedgerAccounts),
    route!(GET "/ledger/entries", REPORTS, Act::LedgerEntries),
    route!(GET "/ledger/trial-balance", REPORTS, Act::TrialBalance),
    route!(GET "/statements/daily", REPORTS, Act::DailyStatement),
    route!(GET "/statement-formats", REPORTS, Act::ListStatementFormats),
    route!(GET "/statement-formats/{provider}", REPORTS, Act::GetStatementFormat),
    route!(PUT "/statement-formats/{provider}", RECONCILE, Act::PutStatementFormat),
    route!(GET "/reconciliations", REPORTS, Act::ListReconciliations),
    route!(POST "/reconciliations", RECONCILE, Act::Reconcile),
    route!(GET "/reconciliations/{id}", REPORTS, Act::GetReconciliation),
    route!(GET "/reconciliations/{id}/items", REPORTS, Act::ListReconciliationItems),
    route!(POST "/reconciliations/{id}/items/{item}/resolution", RECONCILE, Act::ResolveReconciliationItem),
    route!(GET "/reports/deposits.csv", REPORTS, Act::Report(Report::Money(&deposits::LIST))),
    route!(GET "/reports/withdrawals.csv", REPORTS, Act::Report(Report::Money(&withdrawals::LIST))),
    route!(GET "/reports/wallet-applications.csv", REPORTS, Act::Report(Report::Money(&wallet_applications::LIST))),
    route!(GET "/reports/payouts.csv", REPORTS, Act::Report(Report::Money(&payouts::LIST))),
    route!(GET "/reports/notices.csv", REPORTS, Act::Report(Report::Money(&notices::LIST))),
    route!(GET "/reports/refused-payments.csv", REPORTS, Act::Report(Report::Money(&refused_payments::LIST))),
    route!(GET "/reports/ledger-accounts.csv", REPORTS, Act::Report(Report::LedgerAccounts)),
    route!(GET "/reports/ledger-entries.csv", REPORTS, Act::Report(Report::LedgerEntries)),
    route!(GET "/reports/reconciliations.csv", REPORTS, Act::Report(Report::Reconciliations)),
    route!(GET "/reports/products.csv", REPORTS, Act::Report(Report::Of("products"))),
    route!(GET "/reports/merchants.csv", REPORTS, Act::Report(Report::Of("merchants"))),
    route!(GET "/reports/merchant-users.csv", REPORTS, Act::Report(Report::Of("merchant-users"))),
    route!(GET "/reports/hubs.csv", REPORTS, Act::Report(Report::Of("hubs"))),
    route!(GET "/reports/deposit-channels.csv", REPORTS, Act::Report(Report::Of("deposit-channels"))),
    route!(GET "/reports/withdraw-channels.csv", REPORTS, Act::Report(Report::Of("withdraw-channels"))),
    route!(GET "/reports/receiving-accounts.csv", REPORTS, Act::Report(Report::Of("receiving-accounts"))),
    route!(GET "/reports/banks.csv", REPORTS, Act::Report(Report::Of("banks"))),
    route!(GET "/reports/payee-merchants.csv", REPORTS, Act::Report(Report::Of("payee-merchants"))),
    route!(GET "/reports/payee-stores.csv", REPORTS, Act::Report(Report::Of("payee-stores"))),
    route!(GET "/reports/payee-fees.csv", REPORTS, Act::Report(Report::Of("payee-fees"))),
    route!(GET "/reports/top-ups.csv", REPORTS, Act::Report(Report::Of("top-ups"))),
    route!(GET "/reports/operators.csv", OPERATORS, Act::Report(Report::Of("operators"))),
    route!(GET "/reports/audit.csv", AUDIT, Act::Report(Report::Of("audit"))),
    route!(GET "/reports/reconciliations/{id}/items.csv", REPORTS, Act::Report(Report::ReconciliationItems)),
];

#[cfg(test)]
mod tests {
    use super::*;
    use feiqian_operator::routes::{Found, Method, find};

    #[test]
    fn every_route_is_found_by_its_own_path_and_stands_once() {
        for route in &ROUTES {
            let path = route.path.replace(['{', '}'], "");
            let Found::Route(found, _) = find(&ROUTES, &route.method, &path) else {
                panic!("{}", route.name)
            };
            assert_eq!(found.name, route.name);
        }
        assert!(matches!(find(&ROUTES, &Method::GET, "/admin/api/v1/products"), Found::Nothing));
    }
}
