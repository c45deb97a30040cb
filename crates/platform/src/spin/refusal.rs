//! What a failure of Spin's outbound HTTP says about the request.

use crate::outbound::OutboundError;

#[cfg(target_arch = "wasm32")]
use super::wasip3::http::types::ErrorCode;
// The codes as the tests have them: the judgement needs no host.
#[cfg(not(target_arch = "wasm32"))]
use wasip3::http::types::ErrorCode;

/// Which failures prove that the other side has not seen the request. Every code is named, so that a new one has to be
/// judged. A certificate is refused by this side and during the handshake. An alert or a protocol error of TLS may come
/// after the request: under TLS 1.3 the other side judges the client when the client has begun to send.
pub(crate) fn judged(error: ErrorCode) -> OutboundError {
    match error {
        ErrorCode::HttpRequestDenied | ErrorCode::DestinationIpProhibited => OutboundError::Denied,
        ErrorCode::HttpRequestUriInvalid | ErrorCode::HttpRequestUriTooLong => OutboundError::InvalidUrl,
        ErrorCode::DnsTimeout | ErrorCode::DnsError(_) | ErrorCode::DestinationNotFound => {
            OutboundError::NotConnected("no such host")
        }
        ErrorCode::DestinationUnavailable | ErrorCode::DestinationIpUnroutable => {
            OutboundError::NotConnected("unreachable")
        }
        ErrorCode::ConnectionRefused => OutboundError::NotConnected("refused"),
        ErrorCode::ConnectionTimeout => OutboundError::NotConnected("no connection in time"),
        ErrorCode::TlsCertificateError => OutboundError::NotConnected("TLS certificate"),
        ErrorCode::TlsProtocolError | ErrorCode::TlsAlertReceived(_) => OutboundError::Broken("TLS"),
        ErrorCode::ConnectionReadTimeout
        | ErrorCode::ConnectionWriteTimeout
        | ErrorCode::HttpResponseTimeout => OutboundError::TimedOut,
        ErrorCode::ConnectionTerminated => OutboundError::Broken("connection closed"),
        ErrorCode::HttpResponseIncomplete => OutboundError::Broken("incomplete answer"),
        ErrorCode::ConnectionLimitReached
        | ErrorCode::HttpRequestLengthRequired
        | ErrorCode::HttpRequestBodySize(_)
        | ErrorCode::HttpRequestMethodInvalid
        | ErrorCode::HttpRequestHeaderSectionSize(_)
        | ErrorCode::HttpRequestHeaderSize(_)
        | ErrorCode::HttpRequestTrailerSectionSize(_)
        | ErrorCode::HttpRequestTrailerSize(_)
        | ErrorCode::HttpResponseHeaderSectionSize(_)
        | ErrorCode::HttpResponseHeaderSize(_)
        | ErrorCode::HttpResponseBodySize(_)
        | ErrorCode::HttpResponseTrailerSectionSize(_)
        | ErrorCode::HttpResponseTrailerSize(_)
        | ErrorCode::HttpResponseTransferCoding(_)
        | ErrorCode::HttpResponseContentCoding(_)
        | ErrorCode::HttpUpgradeFailed
        | ErrorCode::HttpProtocolError
        | ErrorCode::LoopDetected
        | ErrorCode::ConfigurationError
        | ErrorCode::InternalError(_) => OutboundError::Broken("HTTP"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use wasip3::http::types::{DnsErrorPayload, FieldSizePayload, TlsAlertReceivedPayload};

    fn size() -> FieldSizePayload {
        FieldSizePayload { field_name: None, field_size: None }
    }

    fn alert(id: u8) -> ErrorCode {
        ErrorCode::TlsAlertReceived(TlsAlertReceivedPayload { alert_id: Some(id), alert_message: None })
    }

    #[test]
    fn nothing_was_sent_only_where_the_code_proves_it() {
        let dns = DnsErrorPayload { rcode: None, info_code: None };
        let nothing = [
            (ErrorCode::DnsTimeout, "not connected: no such host"),
            (ErrorCode::DnsError(dns), "not connected: no such host"),
            (ErrorCode::DestinationNotFound, "not connected: no such host"),
            (ErrorCode::DestinationUnavailable, "not connected: unreachable"),
            (ErrorCode::DestinationIpProhibited, "the host is not allowed"),
            (ErrorCode::DestinationIpUnroutable, "not connected: unreachable"),
            (ErrorCode::ConnectionRefused, "not connected: refused"),
            (ErrorCode::ConnectionTimeout, "not connected: no connection in time"),
            (ErrorCode::TlsCertificateError, "not connected: TLS certificate"),
            (ErrorCode::HttpRequestDenied, "the host is not allowed"),
            (ErrorCode::HttpRequestUriInvalid, "the URL is not valid"),
            (ErrorCode::HttpRequestUriTooLong, "the URL is not valid"),
        ];
        let unknown = [
            (ErrorCode::ConnectionTerminated, "broken: connection closed"),
            (ErrorCode::ConnectionReadTimeout, "timeout"),
            (ErrorCode::ConnectionWriteTimeout, "timeout"),
            (ErrorCode::ConnectionLimitReached, "broken: HTTP"),
            (ErrorCode::TlsProtocolError, "broken: TLS"),
            // Handshake failure, bad certificate, certificate required: by the other side, which may have read on.
            (alert(40), "broken: TLS"),
            (alert(42), "broken: TLS"),
            (alert(116), "broken: TLS"),
            (ErrorCode::HttpRequestLengthRequired, "broken: HTTP"),
            (ErrorCode::HttpRequestBodySize(None), "broken: HTTP"),
            (ErrorCode::HttpRequestMethodInvalid, "broken: HTTP"),
            (ErrorCode::HttpRequestHeaderSectionSize(None), "broken: HTTP"),
            (ErrorCode::HttpRequestHeaderSize(None), "broken: HTTP"),
            (ErrorCode::HttpRequestTrailerSectionSize(None), "broken: HTTP"),
            (ErrorCode::HttpRequestTrailerSize(size()), "broken: HTTP"),
            (ErrorCode::HttpResponseIncomplete, "broken: incomplete answer"),
            (ErrorCode::HttpResponseHeaderSectionSize(None), "broken: HTTP"),
            (ErrorCode::HttpResponseHeaderSize(size()), "broken: HTTP"),
            (ErrorCode::HttpResponseBodySize(None), "broken: HTTP"),
            (ErrorCode::HttpResponseTrailerSectionSize(None), "broken: HTTP"),
            (ErrorCode::HttpResponseTrailerSize(size()), "broken: HTTP"),
            (ErrorCode::HttpResponseTransferCoding(None), "broken: HTTP"),
            (ErrorCode::HttpResponseContentCoding(None), "broken: HTTP"),
            (ErrorCode::HttpResponseTimeout, "timeout"),
            (ErrorCode::HttpUpgradeFailed, "broken: HTTP"),
            (ErrorCode::HttpProtocolError, "broken: HTTP"),
            (ErrorCode::LoopDetected, "broken: HTTP"),
            (ErrorCode::ConfigurationError, "broken: HTTP"),
            (ErrorCode::InternalError(None), "broken: HTTP"),
        ];
        for (code, text) in nothing {
            let error = judged(code);
            assert!(error.nothing_was_sent(), "{error}");
            assert_eq!(error.to_string(), text);
        }
        for (code, text) in unknown {
            let error = judged(code);
            assert!(!error.nothing_was_sent(), "{error}");
            assert_eq!(error.to_string(), text);
        }
    }
}
