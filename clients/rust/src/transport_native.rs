//! Sending from a native program, blocking.

use crate::call::{Answer, LONGEST_ANSWER};
use crate::kinds::Kind;
use crate::request::Outgoing;
use std::future::Future;
use std::io::{ErrorKind, Read};
use std::pin::pin;
use std::sync::LazyLock;
use std::task::{Context, Poll, Waker};
use std::time::Duration;
use ureq::Agent;
use ureq::http::Request;

static AGENT: LazyLock<Agent> =
    LazyLock::new(|| Agent::config_builder().http_status_as_error(false).max_redirects(0).build().into());

/// The result of a future that never waits: every await of this transport blocks.
pub(crate) fn finished<T>(future: impl Future<Output = T>) -> T {
    let mut future = pin!(future);
    loop {
        if let Poll::Ready(result) = future.as_mut().poll(&mut Context::from_waker(Waker::noop())) {
            return result;
        }
        std::thread::yield_now();
    }
}

pub(crate) async fn sleep(duration: Duration) {
    std::thread::sleep(duration);
}

pub(crate) fn random<const N: usize>() -> [u8; N] {
    let mut bytes = [0; N];
    // Without randomness nothing may be signed.
    getrandom::fill(&mut bytes).expect("the system's randomness");
    bytes
}

/// One attempt. What went wrong is told by a kind alone: an error of the HTTP client may hold the request.
pub(crate) async fn exchange(request: Outgoing, timeout: Duration) -> Result<Answer, Kind> {
    let mut head = Request::builder().method(request.method).uri(request.url.to_string());
    for (name, value) in &request.headers {
        head = head.header(*name, value);
    }
    let sent = match request.body {
        Some(body) => head.body(body).map(|request| AGENT.run(with_limit(request, timeout))),
        None => head.body(()).map(|request| AGENT.run(with_limit(request, timeout))),
    };
    let response =
        sent.map_err(|_| Kind::InvalidArgument)?.map_err(|error| kind(&error, Kind::ConnectionFailed))?;
    let (parts, body) = response.into_parts();
    let mut bytes = Vec::new();
    let read = body.into_reader().take(LONGEST_ANSWER as u64 + 1).read_to_end(&mut bytes);
    if let Err(error) = read {
        let is_late = error.kind() == ErrorKind::TimedOut
            || error.get_ref().and_then(|inner| inner.downcast_ref()).is_some_and(is_timeout);
        return Err(if is_late { Kind::TimedOut } else { Kind::AnswerTruncated });
    }
    if bytes.len() > LONGEST_ANSWER {
        return Err(Kind::AnswerTruncated);
    }
    let headers = parts
        .headers
        .iter()
        .filter_map(|(name, value)| Some((name.as_str().to_owned(), value.to_str().ok()?.to_owned())));
    Ok(Answer { status: parts.status.as_u16(), headers: headers.collect(), body: bytes })
}

fn with_limit<B: ureq::AsSendBody>(request: Request<B>, timeout: Duration) -> Request<B> {
    AGENT.configure_request(request).timeout_global(Some(timeout)).build()
}

fn is_timeout(error: &ureq::Error) -> bool {
    matches!(error, ureq::Error::Timeout(_))
}

fn kind(error: &ureq::Error, otherwise: Kind) -> Kind {
    match error {
        ureq::Error::Timeout(_) => Kind::TimedOut,
        ureq::Error::Io(error) if error.kind() == ErrorKind::TimedOut => Kind::TimedOut,
        _ => otherwise,
    }
}
