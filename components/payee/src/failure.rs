//! Every way a call can end but with a new success, and its form on the wire (payee.md §2, §4).

use crate::codes::{self, Code};
use feiqian_platform::http::{HeaderName, Response, StatusCode, header};
use feiqian_platform::{DatabaseError, Platform};
use feiqian_rate::Refused;
use feiqian_signing::expected::EXPECTED_HEADER;
use std::borrow::Cow;

const EXPECTED: HeaderName = HeaderName::from_static(EXPECTED_HEADER);

/// Why a call ends early.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Failure {
    NoSuchPath,
    NoSuchVersion,
    MethodNotAllowed,
    UnsupportedMediaType,
    BodyTooLarge,
    /// A body that did not arrive in time.
    BodyTooSlow,
    /// `000000` `data error : verifySign`: whatever is wrong with who calls. With the variable `demo_mode`, the header
    /// that shows the text that should have been signed.
    Unsigned(Option<String>),
    /// A business answer: `ret_code` and `ret_msg`.
    Refused(Cow<'static, str>, Cow<'static, str>),
    /// The stored reply of the first call that this one repeats.
    Replay(String),
    /// The same call is being answered at this moment: its reply is there now.
    Repeated,
    /// Too many calls of the merchant; the seconds until there is room.
    TooManyRequests {
        retry_after_s: i64,
    },
    /// The database was not free within the limit: nothing is done.
    Busy,
    /// The connection to the database broke: nobody knows whether the statement was carried out.
    Open(String),
    /// A fault of ours. The text goes to the log, not to the client.
    Fault(String),
}

impl Failure {
    fn refused(code: Code, name: &str) -> Self {
        Failure::Refused(code.code.into(), code.message.replace("<name>", name).into())
    }

    /// What a verdict of the database means.
    pub fn of_verdict(verdict: &str) -> Option<Self> {
        let (_, code, name) = VERDICTS.into_iter().find(|(known, ..)| *known == verdict)?;
        Some(Failure::refused(code, name))
    }

    /// `000020` `parameter null error : <name>`
    pub fn absent(name: &str) -> Self {
        Failure::refused(codes::ABSENT, name)
    }

    /// `000021` `no related information : <name>`
    pub fn unknown(name: &str) -> Self {
        Failure::refused(codes::UNKNOWN, name)
    }

    /// `000022` `parameters do not match : <name>`
    pub fn mismatch(name: &str) -> Self {
        Failure::refused(codes::MISMATCH, name)
    }

    /// `000022` `Duplicate request error`
    pub fn duplicate() -> Self {
        Failure::refused(codes::DUPLICATE, "")
    }

    /// `000023` `data error : <name>`
    pub fn malformed(name: &str) -> Self {
        Failure::refused(codes::MALFORMED, name)
    }

    /// `000030` `Access Denied`
    pub fn denied() -> Self {
        Failure::refused(codes::DENIED, "")
    }
}

/// What triggers raise, by its code and the name in its message (sql/400_payee_schema.sql).
pub const VERDICTS: [(&str, Code, &str); 22] = [
    ("customerNo_unknown", codes::UNKNOWN, "customerNo"),
    ("accountToken_unknown", codes::UNKNOWN, "accountToken"),
    ("currency_unknown", codes::UNKNOWN, "currency"),
    ("email_mismatch", codes::MISMATCH, "email"),
    ("governmentId_mismatch", codes::MISMATCH, "governmentId"),
    ("accountTag_mismatch", codes::MISMATCH, "accountTag"),
    ("profileType_mismatch", codes::MISMATCH, "profileType"),
    ("currency_mismatch", codes::MISMATCH, "currency"),
    ("processingChannel_mismatch", codes::MISMATCH, "processingChannel"),
    ("state_malformed", codes::MALFORMED, "state"),
    ("request_duplicate", codes::DUPLICATE, ""),
    ("access_denied", codes::DENIED, ""),
    ("payee_unverified", codes::UNVERIFIED, ""),
    ("payee_activated", codes::ACTIVATED, ""),
    ("payee_declined", codes::DECLINED, ""),
    ("payee_deactivated", codes::DEACTIVATED, ""),
    ("account_pending", codes::ACCOUNT_PENDING, ""),
    ("account_invalid", codes::ACCOUNT_INVALID, ""),
    ("account_limit", codes::ACCOUNT_LIMIT, ""),
    ("open_payouts", codes::OPEN_PAYOUTS, ""),
    ("balance_short", codes::BALANCE, ""),
    ("supplier_missing", codes::SUPPLIER, ""),
];

/// What they raise if the call has its reply already.
pub const ANSWERED: &str = "already_answered";

impl From<Refused> for Failure {
    fn from(refused: Refused) -> Self {
        match refused {
            Refused::TooMany { retry_after_s } => Failure::TooManyRequests { retry_after_s },
            Refused::Fault(fault) => Failure::Fault(fault),
        }
    }
}

impl From<DatabaseError> for Failure {
    /// What a trigger raised is the answer (payee.md §9); any other error is a fault.
    fn from(error: DatabaseError) -> Self {
        if error.raised(&[ANSWERED]).is_some() {
            return Failure::Repeated;
        }
        let verdict = error.raised(&VERDICTS.map(|(verdict, ..)| verdict)).and_then(Failure::of_verdict);
        match verdict {
            Some(failure) => failure,
            None if error == DatabaseError::Busy => Failure::Busy,
            None if error.outcome_is_open() => Failure::Open(error.to_string()),
            None => Failure::Fault(error.to_string()),
        }
    }
}

/// The answer of a call. Of refused fields the names that are `known` get into the log; only a refusal asks for them.
pub fn response(
    outcome: Result<String, Failure>,
    platform: &Platform,
    request_id: &str,
    known: fn() -> Vec<&'static str>,
) -> Response {
    let (status, code) = match outcome {
        Ok(reply) | Err(Failure::Replay(reply)) => return answer(StatusCode::OK, "000100".into(), reply),
        Err(Failure::Refused(code, message)) => return refused(code, &message, &known()),
        Err(Failure::Unsigned(expected)) => {
            let response = failed(StatusCode::OK, codes::UNSIGNED);
            return match expected {
                Some(expected) => response.with_text(EXPECTED, &expected),
                None => response,
            };
        }
        Err(Failure::NoSuchPath) => (StatusCode::NOT_FOUND, codes::PATH),
        Err(Failure::NoSuchVersion) => (StatusCode::NOT_FOUND, codes::VERSION),
        Err(Failure::MethodNotAllowed) => {
            let response = failed(StatusCode::METHOD_NOT_ALLOWED, codes::METHOD);
            return response.with(header::ALLOW, "POST");
        }
        Err(Failure::UnsupportedMediaType) => (StatusCode::UNSUPPORTED_MEDIA_TYPE, codes::CONTENT_TYPE),
        Err(Failure::BodyTooLarge) => (StatusCode::PAYLOAD_TOO_LARGE, codes::BODY),
        Err(Failure::BodyTooSlow) => (StatusCode::REQUEST_TIMEOUT, codes::BODY),
        Err(Failure::TooManyRequests { retry_after_s }) => {
            let response = failed(StatusCode::TOO_MANY_REQUESTS, codes::TOO_MANY);
            return response.with_text(header::RETRY_AFTER, &retry_after_s.to_string());
        }
        Err(Failure::Busy) => {
            return failed(StatusCode::SERVICE_UNAVAILABLE, codes::BUSY).with(header::RETRY_AFTER, "1");
        }
        Err(Failure::Repeated) => {
            platform.log_fault(request_id, "a repeated call has no reply");
            (StatusCode::INTERNAL_SERVER_ERROR, codes::FAULT)
        }
        Err(Failure::Open(fault) | Failure::Fault(fault)) => {
            platform.log_fault(request_id, &fault);
            (StatusCode::INTERNAL_SERVER_ERROR, codes::FAULT)
        }
    };
    failed(status, code)
}

fn failed(status: StatusCode, code: Code) -> Response {
    answer(status, code.code.into(), error_body(code.code, code.message))
}

/// A business answer. The log line gets the name of the field that the message ends in.
fn refused(code: Cow<'static, str>, message: &str, known: &[&'static str]) -> Response {
    let names_field = matches!(&*code, "000020" | "000021" | "000022" | "000023");
    let field = message.split_once(" : ").map(|(_, name)| name).filter(|_| names_field);
    let body = error_body(&code, message);
    answer(StatusCode::OK, code, body).refusing(field.into_iter(), known)
}

/// None of our codes and messages needs escaping: the names in them are parameter names.
fn error_body(code: &str, message: &str) -> String {
    format!(r#"{{"ret_code":"{code}","ret_msg":"{message}"}}"#)
}

fn answer(status: StatusCode, code: Cow<'static, str>, body: String) -> Response {
    let mut response = Response::new(status, body)
        .with(header::CONTENT_TYPE, "application/json; charset=utf-8")
        .with(header::CACHE_CONTROL, "no-store");
    response.code = code;
    response
}
