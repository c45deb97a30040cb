//! `POST /internal/dispatch` (`outbox.md` 2): one call sends what is due. Called by a scheduler, and by the other
//! components after an answer that left something to tell.

pub mod body;
pub mod sessions;

use feiqian_delivery::dispatch;
use feiqian_delivery::kick::{MIN_TOKEN_CHARS, PREFER};
use feiqian_delivery::report::Report;
use feiqian_platform::http::{Body, Method, Request, Response, StatusCode, header};
use feiqian_platform::{DatabaseError, Platform};
use feiqian_signing::digest;

feiqian_platform::component!("notify", crate::handle);

const PATH: &str = "/internal/dispatch";
const ROUTE: &str = "POST /internal/dispatch";

/// Answers a request to this component.
pub async fn handle(platform: &Platform, request: Request) -> Response {
    let mut response = match attempt(platform, &request).await {
        Ok(Some(report)) => {
            let mut response = answer(StatusCode::OK, &told(&report));
            response.silent = report == Report::default();
            response
        }
        Ok(None) => answer(StatusCode::ACCEPTED, "{}"),
        Err(refusal) => refusal.into_response(platform, &request.id),
    };
    if request.path == PATH {
        response.route = ROUTE;
    }
    response
}

/// Why a call does nothing.
enum Refusal {
    /// The path, the method, or a dispatcher that is switched off.
    NotFound,
    Unauthorized,
    /// A body in a content coding.
    UnsupportedMediaType,
    /// A body that did not arrive in time.
    RequestTimeout,
    InvalidBody,
    /// A fault of ours: logged, not told.
    Fault(String),
    /// The database stayed locked.
    Busy,
}

/// `None`: the caller does not wait, and the delivery goes on after the answer.
async fn attempt(platform: &Platform, request: &Request) -> Result<Option<Report>, Refusal> {
    if request.path != PATH || request.method != Method::POST {
        return Err(Refusal::NotFound);
    }
    let token = platform.variable("dispatch_token").await;
    let token = token.map_err(|error| Refusal::Fault(error.to_string()))?;
    if token.is_empty() {
        return Err(Refusal::NotFound);
    }
    if token.chars().count() < MIN_TOKEN_CHARS {
        return Err(Refusal::Fault("variable dispatch_token: shorter than 32 characters".into()));
    }
    if !is_bearer(request, &token) {
        return Err(Refusal::Unauthorized);
    }
    if request.is_encoded() {
        return Err(Refusal::UnsupportedMediaType);
    }
    if request.body == Body::TimedOut {
        return Err(Refusal::RequestTimeout);
    }
    let wanted = body::read(&request.body).ok_or(Refusal::InvalidBody)?;
    if wanted.topics.is_none() && wanted.event_ids.is_none() {
        // Sessions take no part in anything that moves money: whether they are swept is no reason to stop.
        if let Err(fault) = sessions::sweep(platform).await {
            platform.log_fault(&request.id, &fault);
        }
    }
    if request.header(PREFER.0).is_some_and(|preference| preference == PREFER.1) {
        let request_id = request.id.clone();
        platform.spawn(async move |platform: &Platform| {
            if let Err(error) = dispatch::dispatch(platform, &request_id, &wanted).await {
                platform.log_fault(&request_id, &error.to_string());
            }
        });
        return Ok(None);
    }
    let report = dispatch::dispatch(platform, &request.id, &wanted).await;
    report.map(Some).map_err(|error| match error {
        DatabaseError::Busy => Refusal::Busy,
        error => Refusal::Fault(error.to_string()),
    })
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

fn told(report: &Report) -> String {
    let Report { claimed, done, retry, dead, remaining } = report;
    format!(r#"{{"claimed":{claimed},"done":{done},"retry":{retry},"dead":{dead},"remaining":{remaining}}}"#)
}

fn answer(status: StatusCode, body: &str) -> Response {
    let mut response = Response::new(status, body)
        .with(header::CONTENT_TYPE, "application/json; charset=utf-8")
        .with(header::CACHE_CONTROL, "no-store");
    response.code = status.as_str().to_owned().into();
    response
}

impl Refusal {
    fn into_response(self, platform: &Platform, request_id: &str) -> Response {
        match self {
            Refusal::NotFound => answer(StatusCode::NOT_FOUND, r#"{"error":"not_found"}"#),
            Refusal::Unauthorized => answer(StatusCode::UNAUTHORIZED, r#"{"error":"unauthorized"}"#)
                .with(header::WWW_AUTHENTICATE, "Bearer"),
            Refusal::UnsupportedMediaType => {
                answer(StatusCode::UNSUPPORTED_MEDIA_TYPE, r#"{"error":"unsupported_media_type"}"#)
            }
            Refusal::RequestTimeout => answer(StatusCode::REQUEST_TIMEOUT, r#"{"error":"request_timeout"}"#),
            Refusal::InvalidBody => answer(StatusCode::UNPROCESSABLE_ENTITY, r#"{"error":"invalid_body"}"#),
            Refusal::Busy => answer(StatusCode::SERVICE_UNAVAILABLE, r#"{"error":"service_busy"}"#)
                .with(header::RETRY_AFTER, "1"),
            Refusal::Fault(fault) => {
                platform.log_fault(request_id, &fault);
                answer(StatusCode::INTERNAL_SERVER_ERROR, r#"{"error":"internal_error"}"#)
            }
        }
    }
}
