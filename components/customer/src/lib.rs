//! Customers and their cards (cashier.md §8.1, §8.10, §8.11). One file per endpoint.

pub mod bind_bank;
pub mod card;
pub mod create_customer;
pub mod get_bank;

use feiqian_cashier::{Endpoint, serve};
use feiqian_platform::Platform;
use feiqian_platform::http::{Method, Request, Response};

feiqian_platform::component!("customer", crate::handle);

#[derive(Debug, Clone, Copy)]
enum Route {
    CreateCustomer,
    BindBank,
    GetBank,
}

static ENDPOINTS: [Endpoint<Route>; 3] = [
    Endpoint {
        method: Method::POST,
        path: "/create_customer",
        name: "POST /create_customer",
        id: Route::CreateCustomer,
    },
    Endpoint {
        method: Method::POST,
        path: "/customer_bank",
        name: "POST /customer_bank",
        id: Route::BindBank,
    },
    Endpoint { method: Method::GET, path: "/customer_bank", name: "GET /customer_bank", id: Route::GetBank },
];

/// Answers a request to this component.
pub async fn handle(platform: &Platform, request: Request) -> Response {
    serve(platform, request, &ENDPOINTS, async |route, call| match route {
        Route::CreateCustomer => create_customer::create_customer(call).await,
        Route::BindBank => bind_bank::bind_bank(call).await,
        Route::GetBank => get_bank::get_bank(call).await,
    })
    .await
}
