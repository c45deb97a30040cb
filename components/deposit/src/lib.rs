//! Deposits (cashier.md §8.2, §8.4, §8.5, §8.13, §9.8). One file per endpoint; `POST /pay` and `PUT /pay` share a path and
//! authenticate differently, a product by its signature, a merchant by its token.

// Its columns are macros that the endpoints use.
#[macro_use]
pub mod context;
pub mod answer;
pub mod deposit_channel;
pub mod insert;
pub mod limits;
pub mod order;
pub mod pay;
pub mod paylimit;
pub mod provider;
pub mod put_pay;
pub mod quote;
pub mod refused_payment;
pub mod settle;
pub mod variables;

use feiqian_cashier::{Route, serve_with};
use feiqian_platform::Platform;
use feiqian_platform::http::{Request, Response};
use variables::Variables;

feiqian_platform::component!("deposit", crate::handle);

/// The endpoints.
pub static ROUTES: [Route<Variables>; 5] = [
    Route::new(&deposit_channel::ENDPOINT, |call, _| Box::pin(deposit_channel::deposit_channel(call))),
    Route::new(&paylimit::ENDPOINT, |call, variables| Box::pin(paylimit::paylimit(call, variables))),
    Route::new(&pay::ENDPOINT, |call, variables| Box::pin(pay::pay(call, variables))),
    Route::new(&put_pay::ENDPOINT, |call, variables| Box::pin(put_pay::put_pay(call, variables))),
    Route::new(&order::ENDPOINT, |call, _| Box::pin(order::order(call))),
];

/// Answers a request to this component.
pub async fn handle(platform: &Platform, request: Request) -> Response {
    serve_with(platform, request, &ROUTES, Variables::read).await
}
