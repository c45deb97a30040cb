//! The back office of a merchant (cashier.md §9.1 to §9.7). One file per endpoint.

mod account;
pub mod approve;
pub mod create_bank_account;
pub mod customer;
pub mod delete_bank_account;
pub mod deposit_record;
mod filter;
pub mod log_out;
mod page;
pub mod settings;
pub mod token;
pub mod withdraw_record;

use feiqian_cashier::{Route, serve_with};
use feiqian_platform::Platform;
use feiqian_platform::http::{Request, Response};
use settings::Settings;

feiqian_platform::component!("merchant", crate::handle);

/// The endpoints.
pub static ROUTES: [Route<Settings>; 8] = [
    Route::new(&token::ENDPOINT, |call, settings| Box::pin(token::token(call, settings))),
    Route::new(&log_out::ENDPOINT, |call, _| Box::pin(log_out::log_out(call))),
    Route::new(&customer::ENDPOINT, |call, _| Box::pin(customer::customer(call))),
    Route::new(&create_bank_account::ENDPOINT, |call, settings| {
        Box::pin(create_bank_account::create_bank_account(call, settings))
    }),
    Route::new(&delete_bank_account::ENDPOINT, |call, settings| {
        Box::pin(delete_bank_account::delete_bank_account(call, settings))
    }),
    Route::new(&deposit_record::ENDPOINT, |call, _| Box::pin(deposit_record::deposit_record(call))),
    Route::new(&withdraw_record::ENDPOINT, |call, _| Box::pin(withdraw_record::withdraw_record(call))),
    Route::new(&approve::ENDPOINT, |call, settings| Box::pin(approve::approve(call, settings))),
];

/// Answers a request to this component.
pub async fn handle(platform: &Platform, request: Request) -> Response {
    serve_with(platform, request, &ROUTES, Settings::read).await
}
