//! What the operator calls, below `/internal/`: who is let in, and in what form one is answered.

use crate::kick::MIN_TOKEN_CHARS;
use feiqian_platform::Platform;
use feiqian_platform::http::{Request, Response, StatusCode, header};
use feiqian_signing::digest;

/// Why a call does nothing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Denied {
    /// No token is configured: the route does not exist.
    NotFound,
    /// The call bears no token, or a wrong one.
    Unauthorized,
    /// A fault of ours: to be logged, not told.
    Fault(String),
}

/// Lets a call in that bears the `dispatch_token`.
///
/// # Errors
/// Why it is not let in.
pub async fn admit(platform: &Platform, request: &Request) -> Result<(), Denied> {
    let token = platform.variable("dispatch_token").await;
    let token = token.map_err(|error| Denied::Fault(error.to_string()))?;
    if token.is_empty() {
        return Err(Denied::NotFound);
    }
    if token.chars().count() < MIN_TOKEN_CHARS {
        return Err(Denied::Fault("variable dispatch_token: shorter than 32 characters".into()));
    }
    if is_bearer(request, &token) { Ok(()) } else { Err(Denied::Unauthorized) }
}

/// Whether the one `Authorization` header bears the token.
fn is_bearer(request: &Request, token: &str) -> bool {
    let lines = request.header_lines(header::AUTHORIZATION.as_str());
    let [line] = lines.as_slice() else {
        return false;
    };
    line.split_once(' ').is_some_and(|(scheme, given)| {
        scheme.eq_ignore_ascii_case("bearer") && digest::equal(given.as_bytes(), token.as_bytes())
    })
}

/// An answer in JSON.
pub fn answer(status: StatusCode, body: &str) -> Response {
    let mut response = Response::new(status, body)
        .with(header::CONTENT_TYPE, "application/json; charset=utf-8")
        .with(header::CACHE_CONTROL, "no-store");
    response.code = status.as_str().to_owned().into();
    response
}

/// The answer 503 to a call that found the database locked.
pub fn busy() -> Response {
    answer(StatusCode::SERVICE_UNAVAILABLE, r#"{"error":"service_busy"}"#).with(header::RETRY_AFTER, "1")
}

/// The answer 500 to a call that met a fault, which is logged.
pub fn fault(platform: &Platform, request_id: &str, fault: &str) -> Response {
    platform.log_fault(request_id, fault);
    answer(StatusCode::INTERNAL_SERVER_ERROR, r#"{"error":"internal_error"}"#)
}

impl Denied {
    /// The answer to such a call.
    pub fn into_response(self, platform: &Platform, request_id: &str) -> Response {
        match self {
            Denied::NotFound => answer(StatusCode::NOT_FOUND, r#"{"error":"not_found"}"#),
            Denied::Unauthorized => answer(StatusCode::UNAUTHORIZED, r#"{"error":"unauthorized"}"#)
                .with(header::WWW_AUTHENTICATE, "Bearer"),
            Denied::Fault(said) => fault(platform, request_id, &said),
        }
    }
}
