//! Every answer that is not a success, and its form on the wire (cashier.md §1.4).

use crate::settings::StatusMode;
use feiqian_platform::http::{HeaderValue, Response, StatusCode, header};
use feiqian_platform::{DatabaseError, Platform};
use feiqian_signing::{FieldErrors, Malformed};

/// Why a request is refused.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Failure {
    /// Unparsable JSON, form or UTF-8.
    BadRequest,
    /// Unknown path.
    NotFound,
    /// Known path, wrong method; the methods that it has, as in the header `Allow`.
    MethodNotAllowed(String),
    /// A body longer than [`feiqian_platform::http::BODY_LIMIT_BYTES`].
    PayloadTooLarge,
    /// Authentication refused, whatever the reason.
    Forbidden,
    /// Fields that break a rule.
    Invalid(FieldErrors),
    /// A fault of ours. The text goes to the log, not to the client.
    Fault(String),
}

impl From<Malformed> for Failure {
    fn from(_: Malformed) -> Self {
        Failure::BadRequest
    }
}

impl From<FieldErrors> for Failure {
    fn from(errors: FieldErrors) -> Self {
        Failure::Invalid(errors)
    }
}

impl From<DatabaseError> for Failure {
    fn from(error: DatabaseError) -> Self {
        Failure::Fault(error.to_string())
    }
}

impl Failure {
    /// The answer. A fault is logged under `request_id`.
    pub fn into_response(self, mode: StatusMode, platform: &Platform, request_id: &str) -> Response {
        if let Failure::Fault(fault) = &self {
            platform.log_fault(request_id, fault);
        }
        let (code, message) = match &self {
            Failure::BadRequest => (400, text("bad request")),
            Failure::Forbidden => (403, text("forbidden")),
            Failure::NotFound => (404, text("not found")),
            Failure::MethodNotAllowed(_) => (405, text("method not allowed")),
            Failure::PayloadTooLarge => (413, text("payload too large")),
            Failure::Invalid(errors) => (422, serde_json::to_string(errors).unwrap_or_default()),
            Failure::Fault(_) => (500, text("system exception")),
        };
        // Only the contract's own refusals follow the mode; transport errors and faults are always real.
        let contractual = matches!(self, Failure::Forbidden | Failure::Invalid(_));
        let status = match mode {
            StatusMode::Body if contractual => StatusCode::OK,
            _ => StatusCode::from_u16(code).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR),
        };
        let body = format!(r#"{{"code":{code},"message":{message},"data":[]}}"#);
        let mut response = Response::new(status, body)
            .with(header::CONTENT_TYPE, "application/json; charset=utf-8")
            .with(header::CACHE_CONTROL, "no-store");
        response.code = code.to_string().into();
        if let Failure::MethodNotAllowed(methods) = &self
            && let Ok(methods) = HeaderValue::from_str(methods)
        {
            response.headers.insert(header::ALLOW, methods);
        }
        response
    }
}

/// A message as JSON; none of them needs escaping.
fn text(message: &str) -> String {
    format!("\"{message}\"")
}
