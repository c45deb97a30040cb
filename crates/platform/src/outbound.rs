//! Requests to other servers: whole, bounded in time and size, never following a redirect.

use ::http::{HeaderMap, Method, StatusCode};
use std::fmt;

/// A request to another server.
#[derive(Debug, Clone)]
pub struct OutboundRequest {
    pub method: Method,
    /// An absolute http or https URL. The deployment's `allowed_outbound_hosts` have the last word.
    pub url: String,
    pub headers: HeaderMap,
    pub body: Vec<u8>,
    /// For the whole exchange, from connecting to the last byte of the answer.
    pub timeout_ms: u64,
    /// The longest answer that is read, in bytes.
    pub answer_limit_bytes: usize,
}

/// Another server's answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OutboundAnswer {
    pub status: StatusCode,
    /// Names in lower case and texts, in order; one that is no UTF-8 is left out. Pairs rather than a map, whose parser
    /// of header names would weigh 13 KB in every component that sends.
    pub headers: Vec<(String, String)>,
    pub body: Vec<u8>,
}

/// Why there is no answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum OutboundError {
    /// The host is not among `allowed_outbound_hosts`, or its address is blocked. Nothing was sent.
    Denied,
    /// The URL cannot be requested. Nothing was sent.
    InvalidUrl,
    /// No connection came about. Nothing was sent.
    NotConnected(String),
    /// No complete answer within the time; the request may have been carried out.
    TimedOut,
    /// The answer is longer than the limit; the request may have been carried out.
    AnswerTooLarge,
    /// The exchange broke; the request may have been carried out.
    Broken(String),
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
            OutboundError::AnswerTooLarge => f.write_str("the answer is too large"),
            OutboundError::Broken(reason) => write!(f, "broken: {reason}"),
        }
    }
}

impl std::error::Error for OutboundError {}
