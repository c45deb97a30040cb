//! Refusals as problem details (RFC 9457).

use feiqian_platform::DatabaseError;
use feiqian_platform::http::{Response, StatusCode, header};
use serde_json::json;
use std::borrow::Cow;

/// Why a request is refused.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Problem {
    BadRequest(&'static str),
    /// Nobody is signed in, or the token is none.
    Unauthorized,
    /// Name, password or code; it is not told which.
    SignInRefused,
    /// The role or the token's scope does not allow it.
    Forbidden,
    /// The header `X-CSRF-Token` is missing or wrong.
    Csrf,
    NotFound,
    MethodNotAllowed(String),
    Timeout,
    /// A rule about other rows, or a state: its code and what it says.
    Conflict(&'static str, &'static str),
    /// `If-Match` or `If-None-Match` does not hold.
    PreconditionFailed,
    /// A change without `If-Match`.
    PreconditionRequired,
    TooLarge,
    UnsupportedMediaType,
    Invalid(Vec<Flaw>),
    TooManyRequests {
        retry_after_s: i64,
    },
    /// What the log is told; the client is not.
    Fault(String),
    Busy,
}

/// One thing that is wrong with a body.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Flaw {
    /// A JSON pointer into the body.
    pub pointer: String,
    pub code: &'static str,
    pub detail: Cow<'static, str>,
}

impl Flaw {
    pub fn new(pointer: impl Into<String>, code: &'static str, detail: impl Into<Cow<'static, str>>) -> Self {
        Flaw { pointer: pointer.into(), code, detail: detail.into() }
    }
}

impl From<DatabaseError> for Problem {
    fn from(error: DatabaseError) -> Self {
        match error {
            DatabaseError::Busy => Problem::Busy,
            error => Problem::Fault(error.to_string()),
        }
    }
}

impl Problem {
    /// Status, the last word of the type, title and detail.
    fn text(&self) -> (u16, &str, &'static str, &str) {
        match self {
            Problem::BadRequest(detail) => (400, "bad_request", "Bad request", detail),
            Problem::Unauthorized => {
                (401, "unauthorized", "Not signed in", "Sign in, or send a valid token.")
            }
            Problem::SignInRefused => {
                (401, "sign_in_refused", "Sign-in refused", "Name, password or code is wrong.")
            }
            Problem::Forbidden => {
                (403, "forbidden", "Forbidden", "The role or the token does not allow this.")
            }
            Problem::Csrf => {
                (403, "csrf", "Forbidden", "X-CSRF-Token is missing or is not that of the session.")
            }
            Problem::NotFound => (404, "not_found", "Not found", "There is no such thing."),
            Problem::MethodNotAllowed(_) => {
                (405, "method_not_allowed", "Method not allowed", "See the header Allow.")
            }
            Problem::Timeout => {
                (408, "request_timeout", "Request timeout", "The body did not arrive in time.")
            }
            Problem::Conflict(code, detail) => (409, code, "Conflict", detail),
            Problem::PreconditionFailed => {
                (412, "precondition_failed", "Precondition failed", "It is not as it was; read it again.")
            }
            Problem::TooLarge => {
                (413, "payload_too_large", "Payload too large", "The body has more than 1 MiB.")
            }
            Problem::UnsupportedMediaType => (
                415,
                "unsupported_media_type",
                "Unsupported media type",
                "Send application/json, not encoded.",
            ),
            Problem::Invalid(_) => {
                (422, "invalid", "Invalid", "The errors name what is wrong with the body.")
            }
            Problem::PreconditionRequired => (
                428,
                "precondition_required",
                "Precondition required",
                "A change names the ETag in If-Match.",
            ),
            Problem::TooManyRequests { .. } => {
                (429, "too_many_requests", "Too many requests", "Try again after Retry-After seconds.")
            }
            Problem::Fault(_) => {
                (500, "fault", "Internal error", "The log names the fault by the request's id.")
            }
            Problem::Busy => (503, "busy", "Service busy", "The database was not free; repeat the request."),
        }
    }

    /// The answer. A fault has to be logged by the caller.
    pub fn respond(&self) -> Response {
        let (status, code, title, detail) = self.text();
        let mut body = json!({
            "type": format!("urn:feiqian:problem:{code}"),
            "title": title,
            "status": status,
            "detail": detail,
        });
        if let Problem::Invalid(flaws) = self {
            let flaws = flaws.iter().map(
                |flaw| json!({ "pointer": flaw.pointer, "code": flaw.code, "detail": flaw.detail.as_ref() }),
            );
            body["errors"] = flaws.collect::<Vec<_>>().into();
        }
        let status = StatusCode::from_u16(status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
        let mut response = Response::new(status, body.to_string())
            .with(header::CONTENT_TYPE, "application/problem+json; charset=utf-8");
        response.code = code.to_owned().into();
        match self {
            Problem::Unauthorized => response.with(header::WWW_AUTHENTICATE, "Bearer"),
            Problem::MethodNotAllowed(allow) => response.with_text(header::ALLOW, allow),
            Problem::TooManyRequests { retry_after_s } => {
                response.with_text(header::RETRY_AFTER, &retry_after_s.to_string())
            }
            Problem::Busy => response.with(header::RETRY_AFTER, "1"),
            _ => response,
        }
    }
}
