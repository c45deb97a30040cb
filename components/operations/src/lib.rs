//! What keeps the bundle running, below `/internal/`: the schema, and whether everything is there. One file per endpoint.

pub mod migrate;
pub mod ready;
mod session;

use feiqian_delivery::operator::answer;
use feiqian_platform::Platform;
use feiqian_platform::http::{Method, Request, Response, StatusCode};

feiqian_platform::component!("operations", crate::handle);

/// Answers a request to this component.
pub async fn handle(platform: &Platform, request: Request) -> Response {
    match (&request.method, request.path.as_str()) {
        (&Method::POST, "/internal/migrate") => migrate::handle(platform, &request).await,
        (&Method::GET, "/internal/ready") => ready::handle(platform, &request).await,
        _ => answer(StatusCode::NOT_FOUND, r#"{"error":"not_found"}"#),
    }
}
