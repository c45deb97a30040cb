//! What keeps the bundle running, below `/internal/`: the schema, whether everything is there, and how it stands. One file per
//! endpoint.

pub mod metrics;
pub mod migrate;
pub mod ready;
mod session;

use feiqian_delivery::operator;
use feiqian_platform::Platform;
use feiqian_platform::http::{Request, Response, StatusCode};

feiqian_platform::component!("operations", crate::handle);

/// The endpoints by method and path.
pub const ROUTES: [&str; 3] = [METRICS, MIGRATE, READY];
const METRICS: &str = "GET /internal/metrics";
const MIGRATE: &str = "POST /internal/migrate";
const READY: &str = "GET /internal/ready";

/// Answers a request to this component.
pub async fn handle(platform: &Platform, request: Request) -> Response {
    let call = [request.method.as_str(), " ", &request.path].concat();
    let (route, mut response) = match call.as_str() {
        MIGRATE => (MIGRATE, migrate::handle(platform, &request).await),
        METRICS => (METRICS, metrics::handle(platform, &request).await),
        READY => (READY, ready::handle(platform, &request).await),
        _ => return operator::refused(StatusCode::NOT_FOUND, operator::NOT_FOUND),
    };
    response.route = route;
    response
}
