//! Answers in the simulator's own plain form.

use feiqian_platform::http::{Response, StatusCode, header};

/// JSON with a status.
pub fn json(status: u16, body: impl ToString) -> Response {
    let status = StatusCode::from_u16(status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    let mut response =
        Response::new(status, body.to_string()).with(header::CONTENT_TYPE, "application/json; charset=utf-8");
    response.code = status.as_u16().to_string().into();
    response.with(header::CACHE_CONTROL, "no-store")
}

/// `{"error":…}` with a status.
pub fn error(status: u16, error: &str) -> Response {
    json(status, serde_json::json!({ "error": error }))
}
