//! From a `wasi:http` request to a [`Request`].

use super::within::within;
use super::{random, settings};
use crate::http::{Body, Method, Origin, Request, SIGNATURE_INPUT};
use crate::{request_id, traceparent};
use spin_sdk::wasip3::http::types;
use spin_sdk::wasip3::wit_bindgen::StreamResult;
use spin_sdk::wasip3::wit_future;
use std::future::{Future, poll_fn};
use std::pin::pin;
use std::task::Poll;

/// How long a body may take where `body_timeout_ms` says nothing usable, and the longest time it may say.
const BODY_TIMEOUT_MS: u64 = 10_000;
const LONGEST_BODY_TIMEOUT_MS: u64 = 600_000;

/// The headers of a request, with the host until one is asked for.
#[derive(Debug)]
pub struct RequestHeaders(types::Headers);

impl RequestHeaders {
    /// The texts of all headers of a name, in order; one that is no UTF-8 is left out.
    pub fn lines(&self, name: &str) -> Vec<String> {
        self.0.get(name).into_iter().filter_map(|value| String::from_utf8(value).ok()).collect()
    }

    /// The bytes of all headers of a name, in order.
    pub(crate) fn values(&self, name: &str) -> Vec<Vec<u8>> {
        self.0.get(name)
    }
}

/// A body that no header announces, most often none at all.
#[derive(Debug)]
pub struct UnannouncedBody {
    request: types::Request,
    now_ms: i64,
    limit: usize,
}

impl UnannouncedBody {
    pub(crate) async fn read(self) -> Body {
        body(self.request, self.now_ms, self.limit).await
    }
}

/// Receives the head and, unless it is [`UnannouncedBody`], the body up to `limit` bytes.
pub(super) async fn receive(
    request: types::Request,
    now_ms: i64,
    limit: usize,
) -> Result<Request, types::ErrorCode> {
    let method = method(request.get_method());
    let target = request.get_path_with_query().unwrap_or_default();
    let (path, query) = target.split_once('?').unwrap_or((&target, ""));
    let (path, query) = (path.to_owned(), query.to_owned());
    let has_empty_query = query.is_empty() && target.ends_with('?');
    let headers = RequestHeaders(request.get_headers());
    let id = request_id(headers.lines("x-request-id").pop().as_deref(), random::bytes);
    let traceparent = traceparent::read(headers.lines("traceparent"));
    // A chunked body shows in no header here: hosts keep `transfer-encoding` to themselves.
    let announced = !matches!(method, Method::GET | Method::HEAD) || headers.0.has("content-length");
    // Asked of the host while it has the request; nobody but a signature needs it.
    let origin = headers.0.has(SIGNATURE_INPUT.as_str()).then(|| origin(&request));
    let (body, unannounced) = match announced {
        true => (body(request, now_ms, limit).await, None),
        false => (Body::Whole(Vec::new()), Some(UnannouncedBody { request, now_ms, limit })),
    };
    Ok(Request { method, path, query, has_empty_query, headers, body, id, traceparent, origin, unannounced })
}

fn origin(request: &types::Request) -> Origin {
    let scheme = match request.get_scheme() {
        Some(types::Scheme::Https) => "https",
        _ => "http",
    };
    Origin { scheme: scheme.to_owned(), authority: request.get_authority().unwrap_or_default() }
}

/// The body, unless it takes longer than `body_timeout_ms`. The clock starts only if it is not there at once.
async fn body(request: types::Request, now_ms: i64, limit: usize) -> Body {
    let mut whole = pin!(read(request, limit));
    if let Poll::Ready(body) = poll_fn(|context| Poll::Ready(whole.as_mut().poll(context))).await {
        return body;
    }
    let timeout_ms = settings::variable("body_timeout_ms", now_ms).await.ok().and_then(|ms| ms.parse().ok());
    let timeout_ms = timeout_ms.filter(|ms| *ms <= LONGEST_BODY_TIMEOUT_MS).unwrap_or(BODY_TIMEOUT_MS);
    if timeout_ms == 0 {
        return whole.await;
    }
    within(timeout_ms * 1_000_000, whole).await.unwrap_or(Body::TimedOut)
}

async fn read(request: types::Request, limit: usize) -> Body {
    let (consumed, consumed_reader) = wit_future::new(|| Ok(()));
    let (mut stream, trailers) = types::Request::consume_body(request, consumed_reader);
    let mut bytes = Vec::new();
    loop {
        let free = limit + 1 - bytes.len();
        let chunk = Vec::with_capacity(free.min(16 * 1024));
        let (status, chunk) = stream.read(chunk).await;
        bytes.extend_from_slice(&chunk);
        if bytes.len() > limit {
            return Body::TooLarge;
        }
        match status {
            StreamResult::Complete(_) => {}
            StreamResult::Dropped | StreamResult::Cancelled => break,
        }
    }
    drop(stream);
    drop(consumed);
    if bytes.is_empty() {
        // Nothing was to come: no need to wait for how it ended.
        return Body::Whole(bytes);
    }
    match trailers.await {
        Ok(_) => Body::Whole(bytes),
        Err(_) => Body::Incomplete,
    }
}

fn method(method: types::Method) -> Method {
    match method {
        types::Method::Get => Method::GET,
        types::Method::Head => Method::HEAD,
        types::Method::Post => Method::POST,
        types::Method::Put => Method::PUT,
        types::Method::Delete => Method::DELETE,
        types::Method::Options => Method::OPTIONS,
        types::Method::Trace => Method::TRACE,
        types::Method::Patch => Method::PATCH,
        // No contract knows a method of another name, and none uses CONNECT: both are wrong everywhere. To read the
        // name would bring its parser into every component.
        types::Method::Connect | types::Method::Other(_) => Method::CONNECT,
    }
}
