//! The table of routes: what routing, the OpenAPI document and the test of every route with every role are made of.

use feiqian_operator::role::Scope;
use feiqian_operator::route;
pub use feiqian_operator::routes::Access;

/// What a route does.
#[derive(Debug, Clone, Copy)]
pub enum Act {
    Overview,
    ListDeposits,
    GetDeposit,
    MakeUp,
    ListWithdrawals,
    GetWithdrawal,
    DecideWithdrawal,
    ListApplications,
    GetApplication,
    DecideApplication,
    ListPayouts,
    GetPayout,
    SettlePayout,
    RetryPayout,
    ListNotices,
    ResendNotices,
    GetNotice,
    ResendNotice,
    AbandonNotice,
    CreateTestNotice,
    ListRefusedPayments,
    GetRefusedPayment,
    ResolveRefusedPayment,
}

pub type Route = feiqian_operator::routes::Route<Act>;

const READ: Access = Access::Needs(Scope::MoneyRead);
const ACT: Access = Access::Needs(Scope::MoneyAct);
const DECIDE: Access = Access::Needs(Scope::MoneyDecide);

pub static ROUTES: [Route; 23] = [
    route!(GET "/overview", READ, Act::Overview),
    route!(GET "/deposits", READ, Act::ListDeposits),
    route!(GET "/deposits/{order_sn}", READ, Act::GetDeposit),
    route!(POST "/deposits/{order_sn}/make-up", DECIDE, Act::MakeUp),
    route!(GET "/withdrawals", READ, Act::ListWithdrawals),
    route!(GET "/withdrawals/{order_sn}", READ, Act::GetWithdrawal),
    route!(POST "/withdrawals/{order_sn}/decision", DECIDE, Act::DecideWithdrawal),
    route!(GET "/wallet-applications", READ, Act::ListApplications),
    route!(GET "/wallet-applications/{id}", READ, Act::GetApplication),
    route!(POST "/wallet-applications/{id}/decision", DECIDE, Act::DecideApplication),
    route!(GET "/payouts", READ, Act::ListPayouts),
    route!(GET "/payouts/{id}", READ, Act::GetPayout),
    route!(POST "/payouts/{id}/settlement", DECIDE, Act::SettlePayout),
    route!(POST "/payouts/{id}/retry", ACT, Act::RetryPayout),
    route!(GET "/notices", READ, Act::ListNotices),
    route!(POST "/notices/resend", ACT, Act::ResendNotices),
    route!(GET "/notices/{event_id}", READ, Act::GetNotice),
    route!(POST "/notices/{event_id}/resend", ACT, Act::ResendNotice),
    route!(POST "/notices/{event_id}/abandonment", ACT, Act::AbandonNotice),
    route!(POST "/test-notices", ACT, Act::CreateTestNotice),
    route!(GET "/refused-payments", READ, Act::ListRefusedPayments),
    route!(GET "/refused-payments/{id}", READ, Act::GetRefusedPayment),
    route!(POST "/refused-payments/{id}/resolution", DECIDE, Act::ResolveRefusedPayment),
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
