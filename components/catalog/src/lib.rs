//! Reference data (cashier.md §8.6–8.9): banks and divisions. One file per endpoint.
//!
//! The route `/...` ends here too: a path that nobody owns gets the cashier's JSON 404.

pub mod bank_list;
pub mod cities_country;
pub mod province_cities;
pub mod province_list;

use feiqian_cashier::{Route, serve};
use feiqian_platform::Platform;
use feiqian_platform::http::{Request, Response};

feiqian_platform::component!("catalog", crate::handle);

/// The endpoints.
pub static ROUTES: [Route<()>; 4] = [
    Route::new(&bank_list::ENDPOINT, |call, ()| Box::pin(bank_list::bank_list(call))),
    Route::new(&province_list::ENDPOINT, |call, ()| Box::pin(province_list::province_list(call))),
    Route::new(&province_cities::ENDPOINT, |call, ()| Box::pin(province_cities::province_cities(call))),
    Route::new(&cities_country::ENDPOINT, |call, ()| Box::pin(cities_country::cities_country(call))),
];

/// Answers a request to this component.
pub async fn handle(platform: &Platform, request: Request) -> Response {
    serve(platform, request, &ROUTES).await
}
