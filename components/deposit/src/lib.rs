//! Deposits (cashier.md §8.2, §8.4, §8.5, §8.13, §9.8). One file per endpoint; `POST /pay` and `PUT /pay` share a path and
//! authenticate differently, a product by its signature, a merchant by its token.

pub mod answer;
pub mod context;
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

use feiqian_cashier::{Endpoint, serve_with};
use feiqian_platform::Platform;
use feiqian_platform::http::{Method, Request, Response};
use variables::Variables;

feiqian_platform::component!("deposit", crate::handle);

#[derive(Debug, Clone, Copy)]
enum Route {
    DepositChannel,
    PayLimit,
    Pay,
    PutPay,
    Order,
}

static ENDPOINTS: [Endpoint<Route>; 5] = [
    Endpoint {
        method: Method::GET,
        path: "/deposit_channel",
        name: "GET /deposit_channel",
        id: Route::DepositChannel,
    },
    Endpoint { method: Method::POST, path: "/paylimit", name: "POST /paylimit", id: Route::PayLimit },
    Endpoint { method: Method::POST, path: "/pay", name: "POST /pay", id: Route::Pay },
    Endpoint { method: Method::PUT, path: "/pay", name: "PUT /pay", id: Route::PutPay },
    Endpoint { method: Method::GET, path: "/order", name: "GET /order", id: Route::Order },
];

/// Answers a request to this component.
pub async fn handle(platform: &Platform, request: Request) -> Response {
    serve_with(platform, request, &ENDPOINTS, Variables::read, async |route, variables, call| match route {
        Route::DepositChannel => deposit_channel::deposit_channel(call).await,
        Route::PayLimit => paylimit::paylimit(call, &variables).await,
        Route::Pay => pay::pay(call, &variables).await,
        Route::PutPay => put_pay::put_pay(call, &variables).await,
        Route::Order => order::order(call).await,
    })
    .await
}
