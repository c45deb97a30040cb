//! `POST /internal/dispatch` (`outbox.md` 2): one call sends what is due. Called by a scheduler, and by the other
//! components after an answer that left something to tell.

pub mod body;
pub mod sessions;

use feiqian_delivery::dispatch;
use feiqian_delivery::kick::PREFER;
use feiqian_delivery::operator::{self, Denied, answer};
use feiqian_delivery::report::Report;
use feiqian_platform::http::{Method, Request, Response, StatusCode};
use feiqian_platform::{BodyFault, Call, DatabaseError, Platform};

feiqian_platform::component!("notify", crate::handle);

const PATH: &str = "/internal/dispatch";
/// The endpoint by method and path.
pub const ROUTE: &str = "POST /internal/dispatch";

/// Answers a request to this component.
pub async fn handle(platform: &Platform, request: Request) -> Response {
    let mut response = match attempt(Call { platform, request: &request }).await {
        Ok(Some(done)) => {
            let mut response = answer(StatusCode::OK, &told(&done));
            response.silent = done.report == Report::default();
            response
        }
        Ok(None) => answer(StatusCode::ACCEPTED, "{}"),
        Err(failure) => failure.into_response(platform, &request.id),
    };
    if request.path == PATH {
        response.route = ROUTE;
    }
    response
}

/// What a call has done.
struct Done {
    report: Report,
    /// How long the database's log of writes is now; `None` if the call has not looked, or there is none.
    wal_pages: Option<u64>,
}

/// Why a call does nothing.
enum Failure {
    /// The path or the method.
    NotFound,
    Denied(Denied),
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
async fn attempt(call: Call<'_>) -> Result<Option<Done>, Failure> {
    let Call { platform, request } = call;
    if request.path != PATH || request.method != Method::POST {
        return Err(Failure::NotFound);
    }
    operator::admit(platform, request).await.map_err(Failure::Denied)?;
    let body = call.body().map_err(|fault| match fault {
        BodyFault::Encoded => Failure::UnsupportedMediaType,
        BodyFault::TimedOut => Failure::RequestTimeout,
        BodyFault::TooLarge | BodyFault::Incomplete => Failure::InvalidBody,
    })?;
    let wanted = body::read(body).ok_or(Failure::InvalidBody)?;
    let is_full = wanted.topics.is_none() && wanted.event_ids.is_none();
    if is_full {
        // Sessions take no part in anything that moves money: whether they are swept is no reason to stop.
        if let Err(fault) = sessions::sweep(platform).await {
            call.log_fault(&fault);
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
    let report = report.map_err(|error| match error {
        DatabaseError::Busy => Failure::Busy,
        error => Failure::Fault(error.to_string()),
    })?;
    let wal_pages = if is_full { checkpoint(platform, &request.id).await } else { None };
    Ok(Some(Done { report, wal_pages }))
}

/// Keeps the database's log of writes short; a fault of it is none of the call's.
async fn checkpoint(platform: &Platform, request_id: &str) -> Option<u64> {
    let outcome = platform.checkpoint().await;
    outcome.unwrap_or_else(|error| {
        platform.log_fault(request_id, &format!("checkpoint: {error}"));
        None
    })
}

fn told(done: &Done) -> String {
    let Done { report, wal_pages } = done;
    let Report { claimed, done, retry, dead, remaining, without_provider } = report;
    let without_provider = match without_provider {
        0 => String::new(),
        waiting => format!(r#","without_provider":{waiting}"#),
    };
    let wal_pages = wal_pages.map_or_else(String::new, |pages| format!(r#","wal_pages":{pages}"#));
    format!(
        r#"{{"claimed":{claimed},"done":{done},"retry":{retry},"dead":{dead},"remaining":{remaining}{without_provider}{wal_pages}}}"#
    )
}

impl Failure {
    fn into_response(self, platform: &Platform, request_id: &str) -> Response {
        match self {
            Failure::NotFound => operator::refused(StatusCode::NOT_FOUND, operator::NOT_FOUND),
            Failure::Denied(denied) => denied.into_response(platform, request_id),
            Failure::UnsupportedMediaType => {
                operator::refused(StatusCode::UNSUPPORTED_MEDIA_TYPE, operator::UNSUPPORTED_MEDIA_TYPE)
            }
            Failure::RequestTimeout => {
                operator::refused(StatusCode::REQUEST_TIMEOUT, operator::REQUEST_TIMEOUT)
            }
            Failure::InvalidBody => {
                operator::refused(StatusCode::UNPROCESSABLE_ENTITY, operator::INVALID_BODY)
            }
            Failure::Busy => operator::busy(),
            Failure::Fault(said) => operator::fault(platform, request_id, &said),
        }
    }
}
