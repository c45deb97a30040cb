//! Withdrawals (cashier.md §8.3, §8.12, §8.14). One file per endpoint.

pub mod do_withdraw;
pub mod withdraw;
pub mod withdraw_channel;

use feiqian_cashier::{ClientAddress, Route, serve_with};
use feiqian_platform::Platform;
use feiqian_platform::http::{Request, Response};

feiqian_platform::component!("withdraw", crate::handle);

/// The endpoints.
pub static ROUTES: [Route<ClientAddress>; 3] = [
    Route::new(&withdraw_channel::ENDPOINT, |call, _| Box::pin(withdraw_channel::withdraw_channel(call))),
    Route::new(&do_withdraw::ENDPOINT, |call, address| Box::pin(do_withdraw::do_withdraw(call, address))),
    Route::new(&withdraw::ENDPOINT, |call, _| Box::pin(withdraw::withdraw(call))),
];

/// Answers a request to this component.
pub async fn handle(platform: &Platform, request: Request) -> Response {
    serve_with(platform, request, &ROUTES, ClientAddress::read).await
}
