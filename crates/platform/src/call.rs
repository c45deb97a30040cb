//! A request that is being served, with the outside world at hand: what every contract's handlers begin with.

use crate::Platform;
use crate::http::{Body, Request};

/// A request (method, path, query, headers, body, trace), and the platform that serves it (clock, database, variables).
/// What a contract knows beside it stands in a type of the contract that holds one.
#[derive(Debug, Clone, Copy)]
pub struct Call<'c> {
    /// The platform that serves the call.
    pub platform: &'c Platform,
    /// The request as it arrived.
    pub request: &'c Request,
}

/// Why a call has no body that could be read. Each contract has its own answers to it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum BodyFault {
    /// In a content coding, which nothing here decodes.
    Encoded,
    /// [`Body::TooLarge`]
    TooLarge,
    /// [`Body::Incomplete`]
    Incomplete,
    /// [`Body::TimedOut`]
    TimedOut,
}

impl<'c> Call<'c> {
    /// The bytes of the body.
    ///
    /// # Errors
    /// Why there are none.
    pub fn body(&self) -> Result<&'c [u8], BodyFault> {
        if self.request.is_encoded() {
            return Err(BodyFault::Encoded);
        }
        match &self.request.body {
            Body::Whole(body) => Ok(body),
            Body::TooLarge => Err(BodyFault::TooLarge),
            Body::Incomplete => Err(BodyFault::Incomplete),
            Body::TimedOut => Err(BodyFault::TimedOut),
        }
    }

    /// The text of a header, empty without one; see [`Request::header`].
    pub fn header(&self, name: &str) -> String {
        self.request.header(name).unwrap_or_default()
    }

    /// The trace that the call belongs to.
    pub fn traceparent(&self) -> Option<&'c str> {
        self.request.traceparent.as_deref()
    }

    /// Logs a fault under the request's id.
    pub fn log_fault(&self, fault: &str) {
        self.platform.log_fault(&self.request.id, fault);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::http::{Method, header};

    #[test]
    fn a_body_is_there_whole_and_not_encoded_or_not_at_all() {
        let platform = Platform::in_memory();
        let mut request = Request::new(Method::POST, "/").with_body("text/plain", "a");
        assert_eq!(Call { platform: &platform, request: &request }.body(), Ok(&b"a"[..]));
        for (body, fault) in [
            (Body::TooLarge, BodyFault::TooLarge),
            (Body::Incomplete, BodyFault::Incomplete),
            (Body::TimedOut, BodyFault::TimedOut),
        ] {
            request.body = body;
            assert_eq!(Call { platform: &platform, request: &request }.body(), Err(fault));
        }
        let request = request.with(header::CONTENT_ENCODING, "gzip");
        assert_eq!(Call { platform: &platform, request: &request }.body(), Err(BodyFault::Encoded));
    }
}
