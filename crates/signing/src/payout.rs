//! The signatures between the bundle and a payout provider (`wallet.md` 5.1), in both directions.
//!
//! Both are lower-case hex HMAC-SHA256 over lines joined by LF; received ones may be in either letter case. The lines come from headers, from a URL and from
//! digits, so none of them contains an LF.

use crate::digest::{equal_hex, hmac_lines, hmac_lines_hex, sha256_hex};

/// Header of a request: Unix seconds in decimal.
pub const TIMESTAMP_HEADER: &str = "x-payout-timestamp";

/// Header of a request: 32 random hex digits. The signature of the answer covers it.
pub const NONCE_HEADER: &str = "x-payout-nonce";

/// Header of a request and of its answer: 64 lower-case hex digits.
pub const SIGNATURE_HEADER: &str = "x-payout-signature";

/// The signature of a request. `path` is the path component of the URL, `timestamp` the header's text; `body` is
/// empty for a GET.
pub fn request_signature(
    key: &[u8],
    method: &str,
    path: &str,
    timestamp: &str,
    nonce: &str,
    body: &[u8],
) -> String {
    hmac_lines_hex(key, &[method, path, timestamp, nonce, &sha256_hex(body)])
}

/// Whether `signature` is that of such a request.
pub fn is_request_signature(
    key: &[u8],
    method: &str,
    path: &str,
    timestamp: &str,
    nonce: &str,
    body: &[u8],
    signature: &str,
) -> bool {
    equal_hex(&hmac_lines(key, &[method, path, timestamp, nonce, &sha256_hex(body)]), signature)
}

/// The signature of an answer with HTTP status `status` to the request that carried `nonce`.
pub fn answer_signature(key: &[u8], status: u16, nonce: &str, body: &[u8]) -> String {
    hmac_lines_hex(key, &[&status.to_string(), nonce, &sha256_hex(body)])
}

/// Whether `signature` is that of such an answer.
pub fn is_answer_signature(key: &[u8], status: u16, nonce: &str, body: &[u8], signature: &str) -> bool {
    equal_hex(&hmac_lines(key, &[&status.to_string(), nonce, &sha256_hex(body)]), signature)
}
