//! What the operator calls, below `/internal/`: who is let in, and in what form one is answered.

use crate::kick::MIN_TOKEN_CHARS;
use feiqian_platform::Platform;
use feiqian_platform::http::{Request, Response, StatusCode, header};
use feiqian_signing::digest;

/// What the member `error` of an answer may say.
pub const ERRORS: [&str; 10] = [
    UNAUTHORIZED,
    NOT_FOUND,
    REQUEST_TIMEOUT,
    NEWER_SCHEMA,
    FOREIGN_DATABASE,
    UNSUPPORTED_MEDIA_TYPE,
    INVALID_BODY,
    INTERNAL_ERROR,
    SERVICE_BUSY,
    NOT_READY,
];

/// No token, or a wrong one.
pub const UNAUTHORIZED: &str = "unauthorized";
/// No such path, or no token is configured.
pub const NOT_FOUND: &str = "not_found";
/// The body did not arrive in time.
pub const REQUEST_TIMEOUT: &str = "request_timeout";
/// The database is a later version's.
pub const NEWER_SCHEMA: &str = "newer_schema";
/// The database is none of this bundle's.
pub const FOREIGN_DATABASE: &str = "foreign_database";
/// A body in a content coding.
pub const UNSUPPORTED_MEDIA_TYPE: &str = "unsupported_media_type";
/// A body that is not what it should be.
pub const INVALID_BODY: &str = "invalid_body";
/// A fault of ours.
pub const INTERNAL_ERROR: &str = "internal_error";
/// The database was locked.
pub const SERVICE_BUSY: &str = "service_busy";
/// Something is missing.
pub const NOT_READY: &str = "not_ready";

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

/// A refusal by one of [`ERRORS`].
pub fn refused(status: StatusCode, error: &'static str) -> Response {
    answer(status, &["{\"error\":\"", error, "\"}"].concat())
}

/// The answer 503 to a call that found the database locked.
pub fn busy() -> Response {
    refused(StatusCode::SERVICE_UNAVAILABLE, SERVICE_BUSY).with(header::RETRY_AFTER, "1")
}

/// The answer 500 to a call that met a fault, which is logged.
pub fn fault(platform: &Platform, request_id: &str, fault: &str) -> Response {
    platform.log_fault(request_id, fault);
    refused(StatusCode::INTERNAL_SERVER_ERROR, INTERNAL_ERROR)
}

impl Denied {
    /// The answer to such a call.
    pub fn into_response(self, platform: &Platform, request_id: &str) -> Response {
        match self {
            Denied::NotFound => refused(StatusCode::NOT_FOUND, NOT_FOUND),
            Denied::Unauthorized => {
                refused(StatusCode::UNAUTHORIZED, UNAUTHORIZED).with(header::WWW_AUTHENTICATE, "Bearer")
            }
            Denied::Fault(said) => fault(platform, request_id, &said),
        }
    }
}
