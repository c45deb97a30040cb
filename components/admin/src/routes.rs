//! The table of routes: what routing, the OpenAPI document and the test of every route with every role are made of.

use crate::key_rotation::Owner;
use crate::resource::Resource;
use crate::role::Scope;
use crate::{
    banks, deposit_channels, hubs, merchant_users, merchants, operators, payee_accounts, payee_fees,
    payee_merchants, payee_stores, payees, products, reasons, receiving_accounts, top_ups, wallet_settings,
    wallet_users, withdraw_channels,
};
use feiqian_operator::route;
pub use feiqian_operator::routes::Access;

/// What a route does.
#[derive(Debug, Clone, Copy)]
pub enum Act {
    Bootstrap,
    SignIn,
    WhoAmI,
    SignOut,
    ChangePassword,
    List(&'static Resource),
    Get(&'static Resource),
    Put(&'static Resource),
    Patch(&'static Resource),
    ResetCode,
    ListTokens,
    CreateToken,
    RevokeToken,
    ListAudit,
    RotateKey(Owner),
    CreateAccount,
    GetAccount,
    PatchAccount,
    ListPayeeTokens,
    CreatePayeeToken,
    RetirePayeeToken,
    ListBalances,
    DecideTopUp,
    Export,
    Import,
}

pub type Route = feiqian_operator::routes::Route<Act>;

const READ: Access = Access::Needs(Scope::ProvisioningRead);
const WRITE: Access = Access::Needs(Scope::ProvisioningWrite);
const FINANCE_READ: Access = Access::Needs(Scope::FinanceRead);
const TOP_UPS_ASK: Access = Access::Needs(Scope::TopUpsAsk);
const FINANCE_WRITE: Access = Access::Needs(Scope::FinanceWrite);
const OPERATORS_READ: Access = Access::Needs(Scope::OperatorsRead);
const OPERATORS_WRITE: Access = Access::Needs(Scope::OperatorsWrite);
const TOKENS_READ: Access = Access::Needs(Scope::TokensRead);
const TOKENS_WRITE: Access = Access::Needs(Scope::TokensWrite);
const AUDIT_READ: Access = Access::Needs(Scope::AuditRead);

pub static ROUTES: [Route; 87] = [
    route!(POST "/bootstrap", Access::Open, Act::Bootstrap),
    route!(POST "/session", Access::Open, Act::SignIn),
    route!(GET "/session", Access::Session, Act::WhoAmI),
    route!(DELETE "/session", Access::Session, Act::SignOut),
    route!(PUT "/session/password", Access::Session, Act::ChangePassword),
    route!(GET "/operators", OPERATORS_READ, Act::List(&operators::OPERATORS)),
    route!(GET "/operators/{name}", OPERATORS_READ, Act::Get(&operators::OPERATORS)),
    route!(PUT "/operators/{name}", OPERATORS_WRITE, Act::Put(&operators::OPERATORS)),
    route!(PATCH "/operators/{name}", OPERATORS_WRITE, Act::Patch(&operators::OPERATORS)),
    route!(POST "/operators/{name}/code-secret", OPERATORS_WRITE, Act::ResetCode),
    route!(GET "/tokens", TOKENS_READ, Act::ListTokens),
    route!(POST "/tokens", TOKENS_WRITE, Act::CreateToken),
    route!(DELETE "/tokens/{id}", TOKENS_WRITE, Act::RevokeToken),
    route!(GET "/audit", AUDIT_READ, Act::ListAudit),
    route!(GET "/products", READ, Act::List(&products::PRODUCTS)),
    route!(GET "/products/{id}", READ, Act::Get(&products::PRODUCTS)),
    route!(PUT "/products/{id}", WRITE, Act::Put(&products::PRODUCTS)),
    route!(PATCH "/products/{id}", WRITE, Act::Patch(&products::PRODUCTS)),
    route!(POST "/products/{id}/key-rotation", WRITE, Act::RotateKey(Owner::Product)),
    route!(GET "/merchants", READ, Act::List(&merchants::MERCHANTS)),
    route!(GET "/merchants/{code}", READ, Act::Get(&merchants::MERCHANTS)),
    route!(PUT "/merchants/{code}", WRITE, Act::Put(&merchants::MERCHANTS)),
    route!(PATCH "/merchants/{code}", WRITE, Act::Patch(&merchants::MERCHANTS)),
    route!(GET "/merchants/{merchant}/users", READ, Act::List(&merchant_users::MERCHANT_USERS)),
    route!(GET "/merchants/{merchant}/users/{account}", READ, Act::Get(&merchant_users::MERCHANT_USERS)),
    route!(PUT "/merchants/{merchant}/users/{account}", WRITE, Act::Put(&merchant_users::MERCHANT_USERS)),
    route!(PATCH "/merchants/{merchant}/users/{account}", WRITE, Act::Patch(&merchant_users::MERCHANT_USERS)),
    route!(GET "/hubs", READ, Act::List(&hubs::HUBS)),
    route!(GET "/hubs/{merchant}", READ, Act::Get(&hubs::HUBS)),
    route!(PUT "/hubs/{merchant}", WRITE, Act::Put(&hubs::HUBS)),
    route!(PATCH "/hubs/{merchant}", WRITE, Act::Patch(&hubs::HUBS)),
    route!(POST "/hubs/{merchant}/key-rotation", WRITE, Act::RotateKey(Owner::Hub)),
    route!(GET "/products/{product_id}/deposit-channels", READ, Act::List(&deposit_channels::DEPOSIT_CHANNELS)),
    route!(GET "/products/{product_id}/deposit-channels/{code}", READ, Act::Get(&deposit_channels::DEPOSIT_CHANNELS)),
    route!(PUT "/products/{product_id}/deposit-channels/{code}", WRITE, Act::Put(&deposit_channels::DEPOSIT_CHANNELS)),
    route!(PATCH "/products/{product_id}/deposit-channels/{code}", WRITE, Act::Patch(&deposit_channels::DEPOSIT_CHANNELS)),
    route!(GET "/products/{product_id}/withdraw-channels", READ, Act::List(&withdraw_channels::WITHDRAW_CHANNELS)),
    route!(GET "/products/{product_id}/withdraw-channels/{code}", READ, Act::Get(&withdraw_channels::WITHDRAW_CHANNELS)),
    route!(PUT "/products/{product_id}/withdraw-channels/{code}", WRITE, Act::Put(&withdraw_channels::WITHDRAW_CHANNELS)),
    route!(PATCH "/products/{product_id}/withdraw-channels/{code}", WRITE, Act::Patch(&withdraw_channels::WITHDRAW_CHANNELS)),
    route!(GET "/merchants/{merchant}/receiving-accounts", READ, Act::List(&receiving_accounts::RECEIVING_ACCOUNTS)),
    route!(POST "/merchants/{merchant}/receiving-accounts", WRITE, Act::CreateAccount),
    route!(GET "/merchants/{merchant}/receiving-accounts/{id}", READ, Act::GetAccount),
    route!(PATCH "/merchants/{merchant}/receiving-accounts/{id}", WRITE, Act::PatchAccount),
    route!(GET "/banks", READ, Act::List(&banks::BANKS)),
    route!(GET "/banks/{type}/{code}", READ, Act::Get(&banks::BANKS)),
    route!(PUT "/banks/{type}/{code}", WRITE, Act::Put(&banks::BANKS)),
    route!(PATCH "/banks/{type}/{code}", WRITE, Act::Patch(&banks::BANKS)),
    route!(GET "/payee-merchants", READ, Act::List(&payee_merchants::PAYEE_MERCHANTS)),
    route!(GET "/payee-merchants/{merchant_no}", READ, Act::Get(&payee_merchants::PAYEE_MERCHANTS)),
    route!(PUT "/payee-merchants/{merchant_no}", WRITE, Act::Put(&payee_merchants::PAYEE_MERCHANTS)),
    route!(PATCH "/payee-merchants/{merchant_no}", WRITE, Act::Patch(&payee_merchants::PAYEE_MERCHANTS)),
    route!(GET "/payee-merchants/{merchant_no}/stores", READ, Act::List(&payee_stores::PAYEE_STORES)),
    route!(GET "/payee-merchants/{merchant_no}/stores/{store_no}", READ, Act::Get(&payee_stores::PAYEE_STORES)),
    route!(PUT "/payee-merchants/{merchant_no}/stores/{store_no}", WRITE, Act::Put(&payee_stores::PAYEE_STORES)),
    route!(PATCH "/payee-merchants/{merchant_no}/stores/{store_no}", WRITE, Act::Patch(&payee_stores::PAYEE_STORES)),
    route!(GET "/payee-merchants/{merchant_no}/fees", READ, Act::List(&payee_fees::PAYEE_FEES)),
    route!(GET "/payee-merchants/{merchant_no}/fees/{currency}", READ, Act::Get(&payee_fees::PAYEE_FEES)),
    route!(PUT "/payee-merchants/{merchant_no}/fees/{currency}", FINANCE_WRITE, Act::Put(&payee_fees::PAYEE_FEES)),
    route!(PATCH "/payee-merchants/{merchant_no}/fees/{currency}", FINANCE_WRITE, Act::Patch(&payee_fees::PAYEE_FEES)),
    route!(GET "/payee-merchants/{merchant_no}/tokens", READ, Act::ListPayeeTokens),
    route!(POST "/payee-merchants/{merchant_no}/tokens", WRITE, Act::CreatePayeeToken),
    route!(DELETE "/payee-merchants/{merchant_no}/tokens/{id}", WRITE, Act::RetirePayeeToken),
    route!(GET "/payee-merchants/{merchant_no}/balances", FINANCE_READ, Act::ListBalances),
    route!(GET "/payee-merchants/{merchant_no}/top-ups", FINANCE_READ, Act::List(&top_ups::TOP_UPS)),
    route!(GET "/payee-merchants/{merchant_no}/top-ups/{reference}", FINANCE_READ, Act::Get(&top_ups::TOP_UPS)),
    route!(PUT "/payee-merchants/{merchant_no}/top-ups/{reference}", TOP_UPS_ASK, Act::Put(&top_ups::TOP_UPS)),
    route!(POST "/payee-merchants/{merchant_no}/top-ups/{reference}/decision", FINANCE_WRITE, Act::DecideTopUp),
    route!(GET "/wallet-users", READ, Act::List(&wallet_users::WALLET_USERS)),
    route!(GET "/wallet-users/{id}", READ, Act::Get(&wallet_users::WALLET_USERS)),
    route!(PUT "/wallet-users/{id}", WRITE, Act::Put(&wallet_users::WALLET_USERS)),
    route!(PATCH "/wallet-users/{id}", WRITE, Act::Patch(&wallet_users::WALLET_USERS)),
    route!(GET "/wallet-settings", READ, Act::Get(&wallet_settings::WALLET_SETTINGS)),
    route!(PUT "/wallet-settings", FINANCE_WRITE, Act::Put(&wallet_settings::WALLET_SETTINGS)),
    route!(PATCH "/wallet-settings", FINANCE_WRITE, Act::Patch(&wallet_settings::WALLET_SETTINGS)),
    route!(GET "/reasons", READ, Act::List(&reasons::REASONS)),
    route!(GET "/reasons/{kind}/{code}", READ, Act::Get(&reasons::REASONS)),
    route!(PUT "/reasons/{kind}/{code}", FINANCE_WRITE, Act::Put(&reasons::REASONS)),
    route!(PATCH "/reasons/{kind}/{code}", FINANCE_WRITE, Act::Patch(&reasons::REASONS)),
    route!(GET "/payees", READ, Act::List(&payees::PAYEES)),
    route!(GET "/payees/{customer_no}", READ, Act::Get(&payees::PAYEES)),
    route!(PATCH "/payees/{customer_no}", WRITE, Act::Patch(&payees::PAYEES)),
    route!(GET "/payees/{customer_no}/accounts", READ, Act::List(&payee_accounts::PAYEE_ACCOUNTS)),
    route!(GET "/payee-accounts/{account_token}", READ, Act::Get(&payee_accounts::PAYEE_ACCOUNTS)),
    route!(PATCH "/payee-accounts/{account_token}", WRITE, Act::Patch(&payee_accounts::PAYEE_ACCOUNTS)),
    route!(GET "/configuration", READ, Act::Export),
    route!(PUT "/configuration", WRITE, Act::Import),
];

/// Finds the route of a request.
#[cfg(test)]
fn find(method: &feiqian_platform::http::Method, path: &str) -> feiqian_operator::routes::Found<Act> {
    feiqian_operator::routes::find(&ROUTES, method, path)
}

#[cfg(test)]
mod tests {
    use super::*;
    use feiqian_operator::routes::Found;
    use feiqian_platform::http::Method;

    #[test]
    fn a_path_leads_to_one_route_or_to_its_other_methods() {
        let Found::Route(route, parameters) =
            find(&Method::GET, "/admin/api/v1/merchants/M001/users/%E5%AE%A2")
        else {
            panic!("a route");
        };
        assert_eq!(route.name, "GET /admin/api/v1/merchants/{merchant}/users/{account}");
        assert_eq!(parameters, [("merchant", "M001".to_owned()), ("account", "客".to_owned())]);
        let Found::OtherMethods(allow) = find(&Method::DELETE, "/admin/api/v1/products/1") else {
            panic!("other methods");
        };
        assert_eq!(allow, "GET, PUT, PATCH");
        for path in
            ["/admin", "/admin/api/v1", "/admin/api/v1/", "/admin/api/v1/products/", "/admin/api/v1/x", ""]
        {
            assert!(matches!(find(&Method::GET, path), Found::Nothing), "{path}");
        }
    }

    #[test]
    fn every_route_is_found_by_its_own_path_and_stands_once() {
        for route in &ROUTES {
            let path = route.path.replace(['{', '}'], "");
            let Found::Route(found, _) = find(&route.method, &path) else { panic!("{}", route.name) };
            assert_eq!(found.name, route.name);
            assert_eq!(ROUTES.iter().filter(|other| other.name == route.name).count(), 1);
        }
    }
}
