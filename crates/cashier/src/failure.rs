//! Every answer that is not a success, and its form on the wire (cashier.md §1.4).

use crate::codes::{self, Code};
use crate::field_names::RECEIVING_ACCOUNT;
use crate::reply::IDEMPOTENT_REPLAY;
use crate::settings::StatusMode;
use feiqian_platform::http::{HeaderName, Response, StatusCode, header};
use feiqian_platform::key_value::KeyValueError;
use feiqian_platform::{DatabaseError, Platform};
use feiqian_rate::Refused;
use feiqian_signing::expected::EXPECTED_HEADER;
use feiqian_signing::{FieldErrors, Malformed};

const EXPECTED: HeaderName = HeaderName::from_static(EXPECTED_HEADER);

/// Why a request is refused.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Failure {
    /// Unparsable JSON, form or UTF-8.
    BadRequest,
    /// Unknown path.
    NotFound,
    /// Known path, wrong method; the methods that it has, as in the header `Allow`.
    MethodNotAllowed(String),
    /// A body in a content coding.
    UnsupportedMediaType,
    /// A body longer than [`feiqian_platform::http::BODY_LIMIT_BYTES`].
    PayloadTooLarge,
    /// A body that did not arrive in time.
    RequestTimeout,
    /// Authentication, tenant or role refused, whatever the reason.
    Forbidden,
    /// The same for a product's signature.
    WrongSignature {
        /// With the variable `demo_mode`, the header that shows the text it should have covered.
        expected: Option<String>,
    },
    /// Fields that break a rule.
    Invalid(FieldErrors),
    /// No receiving account takes the order: to the product the same as an unknown bank, to the operator not.
    NoReceivingAccount,
    /// A state machine refuses.
    Unprocessable,
    /// An idempotency key that came with other parameters.
    Conflict,
    /// An idempotency key whose first request has no answer yet.
    InProgress,
    /// Too many logins, or requests of one caller.
    TooManyRequests {
        /// The seconds until the next one may be tried.
        retry_after_s: i64,
    },
    /// The upstream refused.
    Upstream {
        /// In its own words, if it had any.
        message: Option<String>,
        /// It did so when the idempotency key was first used.
        replay: bool,
    },
    /// The database was not free within the limit.
    Busy,
    /// The way to a database or key-value store on another machine broke, and nobody knows whether the command is done. It can
    /// be repeated: what was done is found again. The text goes to the log.
    Unreached(String),
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

impl From<KeyValueError> for Failure {
    fn from(error: KeyValueError) -> Self {
        // Sessions are in there and nothing else: whatever a request does is not begun yet.
        Failure::Unreached(error.to_string())
    }
}

impl From<Refused> for Failure {
    fn from(refused: Refused) -> Self {
        match refused {
            Refused::TooMany { retry_after_s } => Failure::TooManyRequests { retry_after_s },
            Refused::Fault(fault) => Failure::Fault(fault),
        }
    }
}

impl From<DatabaseError> for Failure {
    fn from(error: DatabaseError) -> Self {
        match error {
            DatabaseError::Busy => Failure::Busy,
            error if error.is_of_the_way() => Failure::Unreached(error.to_string()),
            error => Failure::Fault(error.to_string()),
        }
    }
}

impl Failure {
    /// The same for a request that has no idempotency key: it must not be repeated while its outcome is open.
    pub fn without_key(self) -> Self {
        match self {
            Failure::Unreached(fault) => Failure::Fault(fault),
            failure => failure,
        }
    }

    /// What it is in the documents.
    pub fn code(&self) -> Code {
        match self {
            Failure::BadRequest => codes::BAD_REQUEST,
            Failure::Forbidden | Failure::WrongSignature { .. } => codes::FORBIDDEN,
            Failure::NotFound => codes::NOT_FOUND,
            Failure::MethodNotAllowed(_) => codes::METHOD_NOT_ALLOWED,
            Failure::RequestTimeout => codes::REQUEST_TIMEOUT,
            Failure::UnsupportedMediaType => codes::UNSUPPORTED_MEDIA_TYPE,
            Failure::PayloadTooLarge => codes::PAYLOAD_TOO_LARGE,
            Failure::Invalid(_) | Failure::NoReceivingAccount => codes::INVALID,
            Failure::Unprocessable => codes::UNPROCESSABLE,
            Failure::Conflict | Failure::InProgress => codes::CONFLICT,
            Failure::TooManyRequests { .. } => codes::TOO_MANY_REQUESTS,
            Failure::Upstream { .. } => codes::UPSTREAM,
            Failure::Busy | Failure::Unreached(_) => codes::BUSY,
            Failure::Fault(_) => codes::FAULT,
        }
    }

    /// The answer. A fault is logged under `request_id`, and of refused fields the names that are `known`.
    pub fn into_response(
        self,
        mode: StatusMode,
        platform: &Platform,
        request_id: &str,
        known: &[&'static str],
    ) -> Response {
        if let Failure::Fault(fault) | Failure::Unreached(fault) = &self {
            platform.log_fault(request_id, fault);
        }
        let Code { code, message } = self.code();
        let message = match &self {
            Failure::Invalid(errors) => serde_json::to_string(errors).unwrap_or_default(),
            Failure::NoReceivingAccount => r#"{"bankcode":["validation.exists"]}"#.to_owned(),
            Failure::Upstream { message: Some(message), .. } => {
                serde_json::to_string(message).unwrap_or_default()
            }
            Failure::Upstream { message: None, .. } => text(codes::FAULT.message),
            _ => text(message),
        };
        // Only the contract's own refusals follow the mode; transport errors and faults are always real.
        let contractual = !matches!(
            self,
            Failure::BadRequest
                | Failure::NotFound
                | Failure::MethodNotAllowed(_)
                | Failure::UnsupportedMediaType
                | Failure::RequestTimeout
                | Failure::PayloadTooLarge
                | Failure::Busy
                | Failure::Unreached(_)
                | Failure::Fault(_)
        );
        let status = match mode {
            StatusMode::Body if contractual => StatusCode::OK,
            _ => StatusCode::from_u16(code).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR),
        };
        let body = format!(r#"{{"code":{code},"message":{message},"data":[]}}"#);
        let mut response = Response::new(status, body)
            .with(header::CONTENT_TYPE, "application/json; charset=utf-8")
            .with(header::CACHE_CONTROL, "no-store");
        response.code = code.to_string().into();
        match self {
            Failure::Invalid(errors) => response.refusing(errors.iter().map(|(name, _)| name), known),
            Failure::NoReceivingAccount => response.refusing([RECEIVING_ACCOUNT].into_iter(), known),
            Failure::MethodNotAllowed(methods) => response.with_text(header::ALLOW, &methods),
            Failure::InProgress | Failure::Busy | Failure::Unreached(_) => {
                response.with(header::RETRY_AFTER, "1")
            }
            Failure::TooManyRequests { retry_after_s } => {
                response.with_text(header::RETRY_AFTER, &retry_after_s.to_string())
            }
            Failure::WrongSignature { expected: Some(expected) } => response.with_text(EXPECTED, &expected),
            Failure::Upstream { replay: true, .. } => response.with(IDEMPOTENT_REPLAY, "1"),
            _ => response,
        }
    }
}

/// A message of ours as JSON; none of them needs escaping.
fn text(message: &str) -> String {
    format!("\"{message}\"")
}
