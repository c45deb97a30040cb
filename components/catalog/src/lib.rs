//! Reference data (cashier.md §8.6–8.9): banks and divisions. One file per endpoint.
//!
//! The route `/...` ends here too: a path that nobody owns gets the cashier's JSON 404.

pub mod bank_list;
pub mod cities_country;
pub mod province_cities;
pub mod province_list;

use feiqian_cashier::{Endpoint, serve};
use feiqian_platform::Platform;
use feiqian_platform::http::{Method, Request, Response};

feiqian_platform::component!("catalog", crate::handle);

#[derive(Debug, Clone, Copy)]
enum Route {
    BankList,
    ProvinceList,
    ProvinceCities,
    CitiesCountry,
}

static ENDPOINTS: [Endpoint<Route>; 4] = [
    Endpoint { method: Method::GET, path: "/bank_list", name: "GET /bank_list", id: Route::BankList },
    Endpoint {
        method: Method::GET,
        path: "/province_list",
        name: "GET /province_list",
        id: Route::ProvinceList,
    },
    Endpoint {
        method: Method::GET,
        path: "/province_cities",
        name: "GET /province_cities",
        id: Route::ProvinceCities,
    },
    Endpoint {
        method: Method::GET,
        path: "/cities_country",
        name: "GET /cities_country",
        id: Route::CitiesCountry,
    },
];

/// Answers a request to this component.
pub async fn handle(platform: &Platform, request: Request) -> Response {
    serve(platform, request, &ENDPOINTS, async |route, call| match route {
        Route::BankList => bank_list::bank_list(call).await,
        Route::ProvinceList => province_list::province_list(call).await,
        Route::ProvinceCities => province_cities::province_cities(call).await,
        Route::CitiesCountry => cities_country::cities_country(call).await,
    })
    .await
}
