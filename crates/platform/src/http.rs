//! Requests and responses as the handlers see them: whole and bounded.

use crate::Stream;
pub use ::http::{HeaderMap, HeaderName, HeaderValue, Method, StatusCode, Uri, header};
use std::borrow::Cow;

/// The longest request body any contract of the bundle accepts, in bytes; a component may have another limit (see
/// [`crate::component!`]). The platform reads one byte more, to
/// tell a body of this length from a longer one, and never holds more than that.
pub const BODY_LIMIT_BYTES: usize = 65_536;

/// The headers of a request. On Spin they stay with the host until one is asked for: copying all of them costs more
/// than a short handler.
#[cfg(not(target_arch = "wasm32"))]
pub type RequestHeaders = HeaderMap;
#[cfg(target_arch = "wasm32")]
pub use crate::spin::RequestHeaders;

/// An HTTP request. Its body has been read, but for the one case of [`Request::read_unannounced`].
#[derive(Debug)]
#[cfg_attr(not(target_arch = "wasm32"), derive(Clone))]
pub struct Request {
    /// The method; see [`Method`] for those that no contract has.
    pub method: Method,
    /// The path as received: not decoded, without the query string.
    pub path: String,
    /// What stands after the first `?`, as received; empty if there is none.
    pub query: String,
    /// Whether there is a `?` with nothing after it: a signature tells it from no `?` at all.
    pub has_empty_query: bool,
    /// The headers, read when they are asked for.
    pub headers: RequestHeaders,
    /// The body, or why there is none.
    pub body: Body,
    /// The client's `x-request-id` if it is acceptable, otherwise a random one. See [`crate::request_id()`].
    pub id: String,
    #[cfg(target_arch = "wasm32")]
    pub(crate) origin: Option<Origin>,
    #[cfg(target_arch = "wasm32")]
    pub(crate) unannounced: Option<crate::spin::UnannouncedBody>,
}

/// Where a request was sent, as the server saw it: not through the eyes of a proxy in front, and not from a header
/// `spin-*`, which a client may forge.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Origin {
    /// `http` or `https`.
    pub scheme: String,
    /// Host, and port if the client named one, as sent.
    pub authority: String,
}

/// The header of RFC 9421 that makes a request tell its [`Origin`].
pub const SIGNATURE_INPUT: HeaderName = HeaderName::from_static("signature-input");

/// A request body.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Body {
    /// The whole body, at most as long as the component's limit, by custom [`BODY_LIMIT_BYTES`].
    Whole(Vec<u8>),
    /// Longer than that; the rest was not read.
    TooLarge,
    /// The connection broke before the body was complete.
    Incomplete,
    /// The body was not there within `body_timeout_ms`.
    TimedOut,
}

impl Request {
    /// The text of a header that is given at most once; of several equal names the **last** value, because
    /// Spin appends its own `spin-*` headers to whatever the client forged under the same name.
    pub fn header(&self, name: &str) -> Option<String> {
        self.header_lines(name).pop()
    }

    /// The texts of all headers of a name, in order; one that is no UTF-8 is left out.
    #[cfg(not(target_arch = "wasm32"))]
    pub fn header_lines(&self, name: &str) -> Vec<String> {
        let values = self.headers.get_all(name).iter();
        values.filter_map(|value| String::from_utf8(value.as_bytes().to_vec()).ok()).collect()
    }

    /// The texts of all headers of a name, in order; one that is no UTF-8 is left out.
    #[cfg(target_arch = "wasm32")]
    pub fn header_lines(&self, name: &str) -> Vec<String> {
        self.headers.lines(name)
    }

    /// Whether a header says that the body is encoded (`gzip`), which nothing here decodes: 415 in every contract. `identity`
    /// in any letter case says nothing, and neither does an empty header.
    pub fn is_encoded(&self) -> bool {
        let lines = self.header_lines(header::CONTENT_ENCODING.as_str());
        let mut codings = lines.iter().flat_map(|line| line.split(',')).map(str::trim);
        codings.any(|coding| !coding.is_empty() && !coding.eq_ignore_ascii_case("identity"))
    }

    /// The bytes of all headers of a name, in order.
    #[cfg(not(target_arch = "wasm32"))]
    pub fn header_values(&self, name: &str) -> Vec<Vec<u8>> {
        self.headers.get_all(name).iter().map(|value| value.as_bytes().to_vec()).collect()
    }

    /// The bytes of all headers of a name, in order.
    #[cfg(target_arch = "wasm32")]
    pub fn header_values(&self, name: &str) -> Vec<Vec<u8>> {
        self.headers.values(name)
    }

    /// Where the request was sent; `None` if it has no header [`SIGNATURE_INPUT`], for nobody else needs it.
    #[cfg(target_arch = "wasm32")]
    pub fn origin(&self) -> Option<Origin> {
        self.origin.clone()
    }

    /// Where the request was sent; `None` if it has no header [`SIGNATURE_INPUT`], for nobody else needs it.
    #[cfg(not(target_arch = "wasm32"))]
    pub fn origin(&self) -> Option<Origin> {
        let authority = self.header(header::HOST.as_str()).unwrap_or_default();
        self.headers.contains_key(SIGNATURE_INPUT).then(|| Origin { scheme: "http".to_owned(), authority })
    }

    /// Reads the body of a GET or HEAD that came without `content-length`, into [`Request::body`], and tells whether
    /// there was one.
    ///
    /// Hardly any such request has a body, and looking for one costs a twentieth of a short request. So it is looked
    /// for only when the request cannot be answered well without it.
    #[cfg(target_arch = "wasm32")]
    pub async fn read_unannounced(&mut self) -> bool {
        match self.unannounced.take() {
            Some(unannounced) => self.body = unannounced.read().await,
            None => return false,
        }
        self.body != Body::Whole(Vec::new())
    }

    /// A test gives a body or none.
    #[cfg(not(target_arch = "wasm32"))]
    pub async fn read_unannounced(&mut self) -> bool {
        false
    }
}

/// Requests as a test makes them.
#[cfg(not(target_arch = "wasm32"))]
impl Request {
    /// A request without headers and body. `target` is a path, with a query if it has a `?`.
    pub fn new(method: Method, target: &str) -> Self {
        let (path, query) = target.split_once('?').unwrap_or((target, ""));
        Request {
            method,
            path: path.to_owned(),
            query: query.to_owned(),
            has_empty_query: target.ends_with('?') && query.is_empty(),
            headers: HeaderMap::new(),
            body: Body::Whole(Vec::new()),
            id: "test".to_owned(),
        }
    }

    /// Adds a header, after any of the same name.
    ///
    /// # Panics
    /// If the value is none.
    #[must_use]
    pub fn with(mut self, name: HeaderName, value: &str) -> Self {
        self.headers.append(name, HeaderValue::from_str(value).expect("a header value"));
        self
    }

    /// Sets the body and the header `content-type`.
    #[must_use]
    pub fn with_body(mut self, content_type: &str, body: impl Into<Vec<u8>>) -> Self {
        self.body = Body::Whole(body.into());
        self.with(header::CONTENT_TYPE, content_type)
    }
}

/// An HTTP response with a complete body, or one that is made while it is sent.
#[derive(Debug)]
pub struct Response {
    /// The status.
    pub status: StatusCode,
    /// The headers; the platform adds `x-request-id`.
    pub headers: HeaderMap,
    /// The body.
    pub body: Vec<u8>,
    /// What follows the body, made while it is sent.
    pub stream: Option<Stream>,
    /// The contract's own code (`422`, `000023`, `validation_error`), for the log line only.
    pub code: Cow<'static, str>,
    /// The endpoint as the documentation names it (`POST /create_customer`), for the log line only.
    pub route: &'static str,
    /// The fields that the answer refuses, by [`Response::refusing`], for the log line only.
    pub fields: Vec<&'static str>,
    /// Whether there is no log line at all: a call made every second that found nothing to do.
    pub silent: bool,
}

impl Response {
    /// A response without headers and log fields.
    pub fn new(status: StatusCode, body: impl Into<Vec<u8>>) -> Self {
        Response {
            status,
            headers: HeaderMap::new(),
            body: body.into(),
            stream: None,
            code: Cow::Borrowed(""),
            route: "",
            fields: Vec::new(),
            silent: false,
        }
    }

    /// Adds a header whose value is known to be legal.
    #[must_use]
    pub fn with(mut self, name: HeaderName, value: &'static str) -> Self {
        self.headers.insert(name, HeaderValue::from_static(value));
        self
    }

    /// Adds a header whose value was composed; a value with an illegal byte is left out, because a response
    /// without it is better than none.
    #[must_use]
    pub fn with_text(mut self, name: HeaderName, value: &str) -> Self {
        if let Ok(value) = HeaderValue::from_str(value) {
            self.headers.insert(name, value);
        }
        self
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_last_of_several_header_values_counts() {
        let client = HeaderName::from_static("spin-client-addr");
        let request =
            Request::new(Method::GET, "/").with(client.clone(), "6.6.6.6:1").with(client, "127.0.0.1:2");
        assert_eq!(request.header("Spin-Client-Addr").as_deref(), Some("127.0.0.1:2"));
        assert_eq!(request.header("x-request-id"), None);
    }

    #[test]
    fn a_content_encoding_other_than_identity_is_an_encoded_body() {
        let request = Request::new(Method::POST, "/");
        assert!(!request.is_encoded());
        for none in ["", " ", "identity", "Identity", "IDENTITY , identity", ","] {
            assert!(!request.clone().with(header::CONTENT_ENCODING, none).is_encoded(), "{none:?}");
        }
        for coding in ["gzip", "GZIP", "br", "identity, gzip", "x", "identity;q=1"] {
            assert!(request.clone().with(header::CONTENT_ENCODING, coding).is_encoded(), "{coding:?}");
        }
        let twice = request.with(header::CONTENT_ENCODING, "gzip").with(header::CONTENT_ENCODING, "identity");
        assert!(twice.is_encoded());
    }

    #[test]
    fn a_request_with_a_signature_tells_where_it_was_sent() {
        let request = Request::new(Method::GET, "/a?").with(header::HOST, "127.0.0.1:3000");
        assert!(request.has_empty_query && !Request::new(Method::GET, "/a??").has_empty_query);
        assert_eq!(request.origin(), None);
        let signed = request.with(SIGNATURE_INPUT, "sig1=()").with(SIGNATURE_INPUT, "x");
        let origin = Origin { scheme: "http".into(), authority: "127.0.0.1:3000".into() };
        assert_eq!(signed.origin(), Some(origin));
        assert_eq!(signed.header_values("signature-input"), [b"sig1=()".to_vec(), b"x".to_vec()]);
    }

    #[test]
    fn an_illegal_header_value_is_left_out() {
        let response = Response::new(StatusCode::OK, "").with_text(header::ETAG, "a\nb");
        assert!(response.headers.is_empty());
    }
}
