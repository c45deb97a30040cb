//! Customers and their cards (cashier.md §8.1, §8.10, §8.11). One file per endpoint.

// Its columns are a macro that the endpoints use.
#[macro_use]
pub mod card;
pub mod bind_bank;
pub mod create_customer;
pub mod get_bank;

use feiqian_cashier::{Route, serve};
use feiqian_platform::Platform;
use feiqian_platform::http::{Request, Response};

feiqian_platform::component!("customer", crate::handle);

/// The endpoints.
pub static ROUTES: [Route<()>; 3] = [
    Route::new(&create_customer::ENDPOINT, |call, ()| Box::pin(create_customer::create_customer(call))),
    Route::new(&bind_bank::ENDPOINT, |call, ()| Box::pin(bind_bank::bind_bank(call))),
    Route::new(&get_bank::ENDPOINT, |call, ()| Box::pin(get_bank::get_bank(call))),
];

/// Answers a request to this component.
pub async fn handle(platform: &Platform, request: Request) -> Response {
    serve(platform, request, &ROUTES).await
}
