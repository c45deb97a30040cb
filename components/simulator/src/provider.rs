//! What the two payout providers have in common (wallet.md §5.1): callers sign their requests, answers are signed.
//!
//! Signed is every answer to a rightly signed request, and the 401 too; not signed are the faults that a case forces
//! (504, 503), because a gateway in front of a provider makes them, and the 404 of a path that is no call.

use crate::answer::{error, json};
use feiqian_platform::Platform;
use feiqian_platform::http::{HeaderName, Request, Response};
use feiqian_signing::payout::{
    NONCE_HEADER, SIGNATURE_HEADER, TIMESTAMP_HEADER, answer_signature, is_request_signature,
};
use feiqian_signing::{digest, rules};
use serde_json::{Value as Json, json};

/// How far a caller's clock may be from the provider's.
const CLOCK_TOLERANCE_S: u64 = 300;

/// The caller cannot have this key.
const WRONG_KEY: &[u8] = b"the key of somebody else";

/// A caller, and what signs the answers to it.
pub struct Caller<'k> {
    key: &'k [u8],
    nonce: String,
}

impl<'k> Caller<'k> {
    /// Whoever sent a request to the provider whose key is `key`.
    pub fn of(request: &Request, key: &'k str) -> Self {
        Caller { key: key.as_bytes(), nonce: request.header(NONCE_HEADER).unwrap_or_default() }
    }

    /// Whether the request is signed rightly and lately, with a nonce of the agreed form. Without a key nobody is let
    /// in.
    pub fn may(&self, platform: &Platform, request: &Request, body: &[u8]) -> bool {
        let [timestamp, signature] =
            [TIMESTAMP_HEADER, SIGNATURE_HEADER].map(|name| request.header(name).unwrap_or_default());
        let method = request.method.as_str();
        let path = request.path.as_str();
        let signed = is_request_signature(self.key, method, path, &timestamp, &self.nonce, body, &signature);
        let now_s = platform.now_ms().div_euclid(1_000);
        let fresh = rules::parse_id(&timestamp).is_some_and(|at| at.abs_diff(now_s) <= CLOCK_TOLERANCE_S);
        signed && fresh && is_nonce(&self.nonce) && !self.key.is_empty()
    }

    /// The same caller, answered with wrong signatures.
    pub fn misled(self) -> Self {
        Caller { key: WRONG_KEY, ..self }
    }

    /// Digest of a text under the provider's key, 64 hex digits.
    pub fn digest(&self, text: &str) -> String {
        digest::hmac_sha256_hex(self.key, &[text.as_bytes()])
    }

    /// A signed answer.
    pub fn answer(&self, status: u16, body: &Json) -> Response {
        let response = json(status, body);
        let signature = answer_signature(self.key, status, &self.nonce, &response.body);
        response.with_text(HeaderName::from_static(SIGNATURE_HEADER), &signature)
    }

    /// A signed `{"error":…}`.
    pub fn refuse(&self, status: u16, error: &str) -> Response {
        self.answer(status, &json!({ "error": error }))
    }
}

/// The answer of a gateway that waited in vain for the provider.
pub fn timed_out() -> Response {
    error(504, "timeout")
}

/// The answer of a gateway that reaches no provider.
pub fn unavailable() -> Response {
    error(503, "unavailable")
}

/// Whether a text is a number that a caller gives to a transfer.
pub fn is_reference(text: &str) -> bool {
    (1..=64).contains(&text.len()) && text.bytes().all(|b| b.is_ascii_alphanumeric() || b"-_".contains(&b))
}

/// A member's whole number above zero: an amount in minor units.
pub fn amount(order: &Json, name: &str) -> Option<i64> {
    order[name].as_i64().filter(|amount| *amount > 0)
}

/// A member's text of 1 to `max_chars` characters.
pub fn text<'o>(order: &'o Json, name: &str, max_chars: usize) -> Option<&'o str> {
    order[name].as_str().filter(|text| (1..=max_chars).contains(&text.chars().count()))
}

fn is_nonce(text: &str) -> bool {
    text.len() == 32 && text.bytes().all(|b| b.is_ascii_hexdigit())
}
