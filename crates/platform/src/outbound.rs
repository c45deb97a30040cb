//! Requests to other servers: whole, bounded in time and size, never following a redirect.

use ::http::{Method, StatusCode};
use std::fmt;

/// A request to another server.
#[derive(Debug, Clone)]
pub struct OutboundRequest {
    /// The method.
    pub method: Method,
    /// An absolute http or https URL, see [`Target`]. The deployment's `allowed_outbound_hosts` have the last word.
    pub url: String,
    /// Names in lower case. Pairs rather than a map, whose parser of header names would weigh 13 KB in every component
    /// that sends.
    pub headers: Vec<(&'static str, String)>,
    /// The body; empty for none.
    pub body: Vec<u8>,
    /// For the whole exchange, from connecting to the last byte of the answer.
    pub timeout_ms: u64,
    /// The longest answer that is read, in bytes.
    pub answer_limit_bytes: usize,
}

/// Another server's answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OutboundAnswer {
    /// The status.
    pub status: StatusCode,
    /// Names in lower case and texts, in order; one that is no UTF-8 is left out.
    pub headers: Vec<(String, String)>,
    /// The body, within the request's limit.
    pub body: Vec<u8>,
}

impl OutboundAnswer {
    /// The text of a header that is given once; `None` if it is absent or repeated.
    pub fn header(&self, name: &str) -> Option<&str> {
        let mut found = self.headers.iter().filter(|(given, _)| given == name);
        let (_, text) = found.next()?;
        found.next().is_none().then_some(text)
    }
}

/// The parts of a URL that can be requested: absolute, http or https, a host, neither user name nor fragment, nothing
/// but visible ASCII.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Target<'u> {
    /// Whether TLS is used.
    pub is_https: bool,
    /// Host, and port if there is one.
    pub authority: &'u str,
    /// What follows the authority: empty, or a path, or a query without one.
    pub rest: &'u str,
}

impl<'u> Target<'u> {
    /// Reads a URL; `None` if it cannot be requested. Whether host and port are such is for the host to say.
    pub fn of(url: &'u str) -> Option<Self> {
        let (scheme, rest) = url.split_once("://")?;
        let is_https = scheme.eq_ignore_ascii_case("https");
        let is_web = is_https || scheme.eq_ignore_ascii_case("http");
        let (authority, rest) = rest.split_at(rest.find(['/', '?', '#']).unwrap_or(rest.len()));
        let has_host = !authority.is_empty() && !authority.starts_with(':');
        let is_plain = url.bytes().all(|byte| byte.is_ascii_graphic() && byte != b'#' && byte != b'\\');
        (is_web && has_host && is_plain && !authority.contains('@')).then_some(Target {
            is_https,
            authority,
            rest,
        })
    }

    /// The path, as it is requested.
    pub fn path(&self) -> &'u str {
        match self.rest.split('?').next() {
            None | Some("") => "/",
            Some(path) => path,
        }
    }
}

/// Why there is no answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum OutboundError {
    /// The host is not among `allowed_outbound_hosts`, or its address is blocked. Nothing was sent.
    Denied,
    /// The URL cannot be requested. Nothing was sent.
    InvalidUrl,
    /// No connection came about. Nothing was sent.
    NotConnected(&'static str),
    /// No complete answer within the time; the request may have been carried out.
    TimedOut,
    /// The answer is longer than the limit, and this is what was read of it; the request may have been carried out.
    AnswerTooLarge(Box<OutboundAnswer>),
    /// The exchange broke; the request may have been carried out.
    Broken(&'static str),
}

impl OutboundError {
    /// Whether the other side cannot have seen the request, so that sending it again is safe.
    pub fn nothing_was_sent(&self) -> bool {
        matches!(self, OutboundError::Denied | OutboundError::InvalidUrl | OutboundError::NotConnected(_))
    }
}

impl fmt::Display for OutboundError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            OutboundError::Denied => f.write_str("the host is not allowed"),
            OutboundError::InvalidUrl => f.write_str("the URL is not valid"),
            OutboundError::NotConnected(reason) => write!(f, "not connected: {reason}"),
            OutboundError::TimedOut => f.write_str("timeout"),
            OutboundError::AnswerTooLarge(_) => f.write_str("the answer is too large"),
            OutboundError::Broken(reason) => write!(f, "broken: {reason}"),
        }
    }
}

impl std::error::Error for OutboundError {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_url_that_can_be_requested_has_three_parts() {
        for (url, is_https, authority, rest, path) in [
            ("http://a.example", false, "a.example", "", "/"),
            ("https://a.example:8443/b/c?d=e", true, "a.example:8443", "/b/c?d=e", "/b/c"),
            ("HTTPS://[::1]/", true, "[::1]", "/", "/"),
            ("http://a?b", false, "a", "?b", "/"),
        ] {
            let target = Target::of(url).unwrap();
            assert_eq!(target, Target { is_https, authority, rest }, "{url}");
            assert_eq!(target.path(), path, "{url}");
        }
    }

    #[test]
    fn everything_else_is_no_target() {
        for url in [
            "",
            "a.example",
            "//a.example/",
            "ftp://a.example/",
            "http:///path",
            "http://:80/",
            "http://user@a.example/",
            "http://user:password@a.example/",
            "http://a.example/#b",
            "http://a.example/ b",
            "http://a.example/\n",
            "http://a.example\\@b.example/",
            "http://例.example/",
            " http://a.example/",
        ] {
            assert_eq!(Target::of(url), None, "{url}");
        }
    }

    #[test]
    fn a_header_given_twice_is_not_read() {
        let pair = |name: &str, text: &str| (name.to_owned(), text.to_owned());
        let headers = vec![pair("a", "1"), pair("b", "2"), pair("a", "3")];
        let answer = OutboundAnswer { status: StatusCode::OK, headers, body: Vec::new() };
        assert_eq!([answer.header("a"), answer.header("b"), answer.header("c")], [None, Some("2"), None]);
    }
}
