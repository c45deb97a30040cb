//! The back office of a merchant (cashier.md §9.1 to §9.7). One file per endpoint.

mod account;
pub mod approve;
pub mod create_bank_account;
pub mod customer;
pub mod delete_bank_account;
pub mod deposit_record;
mod filter;
mod page;
mod settings;
pub mod token;
pub mod withdraw_record;

use feiqian_cashier::{Endpoint, serve_with};
use feiqian_platform::Platform;
use feiqian_platform::http::{Method, Request, Response};
use settings::Settings;

feiqian_platform::component!("merchant", crate::handle);

#[derive(Debug, Clone, Copy)]
enum Route {
    Token,
    LogOut,
    Customer,
    CreateBankAccount,
    DeleteBankAccount,
    DepositRecord,
    WithdrawRecord,
    Approve,
}

const fn endpoint(method: Method, path: &'static str, name: &'static str, id: Route) -> Endpoint<Route> {
    Endpoint { method, path, name, id }
}

static ENDPOINTS: [Endpoint<Route>; 8] = [
    endpoint(Method::POST, "/token", "POST /token", Route::Token),
    endpoint(Method::DELETE, "/token", "DELETE /token", Route::LogOut),
    endpoint(Method::GET, "/customer", "GET /customer", Route::Customer),
    endpoint(Method::POST, "/create_bank_account", "POST /create_bank_account", Route::CreateBankAccount),
    endpoint(Method::DELETE, "/delete_bank_account", "DELETE /delete_bank_account", Route::DeleteBankAccount),
    endpoint(Method::GET, "/deposit_record", "GET /deposit_record", Route::DepositRecord),
    endpoint(Method::GET, "/withdraw_record", "GET /withdraw_record", Route::WithdrawRecord),
    endpoint(Method::PUT, "/approve", "PUT /approve", Route::Approve),
];

/// Answers a request to this component.
pub async fn handle(platform: &Platform, request: Request) -> Response {
    serve_with(platform, request, &ENDPOINTS, Settings::read, async |route, settings, call| match route {
        Route::Token => token::token(call, &settings).await,
        Route::LogOut => token::log_out(call).await,
        Route::Customer => customer::customer(call).await,
        Route::CreateBankAccount => create_bank_account::create_bank_account(call, &settings).await,
        Route::DeleteBankAccount => delete_bank_account::delete_bank_account(call, &settings).await,
        Route::DepositRecord => deposit_record::deposit_record(call).await,
        Route::WithdrawRecord => withdraw_record::withdraw_record(call).await,
        Route::Approve => approve::approve(call, &settings).await,
    })
    .await
}
