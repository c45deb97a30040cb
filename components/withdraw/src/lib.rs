//! Withdrawals (cashier.md §8.3, §8.12, §8.14). One file per endpoint.

pub mod do_withdraw;
pub mod withdraw;
pub mod withdraw_channel;

use feiqian_cashier::{ClientAddress, Endpoint, serve_with};
use feiqian_platform::Platform;
use feiqian_platform::http::{Method, Request, Response};

feiqian_platform::component!("withdraw", crate::handle);

#[derive(Debug, Clone, Copy)]
enum Route {
    WithdrawChannel,
    DoWithdraw,
    Withdraw,
}

static ENDPOINTS: [Endpoint<Route>; 3] = [
    Endpoint {
        method: Method::GET,
        path: "/withdraw_channel",
        name: "GET /withdraw_channel",
        id: Route::WithdrawChannel,
    },
    Endpoint { method: Method::POST, path: "/do_withdraw", name: "POST /do_withdraw", id: Route::DoWithdraw },
    Endpoint { method: Method::GET, path: "/withdraw", name: "GET /withdraw", id: Route::Withdraw },
];

/// Answers a request to this component.
pub async fn handle(platform: &Platform, request: Request) -> Response {
    serve_with(platform, request, &ENDPOINTS, ClientAddress::read, async |route, address, call| match route {
        Route::WithdrawChannel => withdraw_channel::withdraw_channel(call).await,
        Route::DoWithdraw => do_withdraw::do_withdraw(call, &address).await,
        Route::Withdraw => withdraw::withdraw(call).await,
    })
    .await
}
