//! The additional signature in the headers (`payee.md` 3.5), which covers path and raw body.

use crate::digest;

const SCHEME: &str = "HMAC-SHA256 ";

/// Stands for the token of an unknown merchant.
const DUMMY_TOKEN: &str = "no-such-merchant";

/// What `X-Signature` covers.
#[derive(Clone, Copy, Debug)]
pub struct HeaderSignature<'a> {
    /// Path as received, without the query string.
    pub path: &'a str,
    /// The body's raw bytes.
    pub body: &'a [u8],
    /// `X-Timestamp`
    pub timestamp: &'a str,
    /// `X-Nonce`
    pub nonce: &'a str,
}

impl HeaderSignature<'_> {
    /// The text that is signed: five lines joined by LF.
    pub fn canonical(&self) -> String {
        ["POST", self.path, &digest::sha256_hex(self.body), self.timestamp, self.nonce].join("\n")
    }

    /// The value of `X-Signature`, `HMAC-SHA256 <64 hex>`, with the API token itself as key.
    pub fn sign(&self, token: &str) -> String {
        sign(&self.canonical(), token)
    }

    /// Whether `header` is the value of `X-Signature` with one of the tokens, its digits in either letter case. Every
    /// comparison is made, in constant time; without any token the same hashing is done with a dummy one and the answer
    /// is no.
    pub fn verify(&self, header: &str, tokens: &[&str]) -> bool {
        let known = !tokens.is_empty();
        let canonical = self.canonical();
        let digits = header.strip_prefix(SCHEME).unwrap_or_default();
        let mut equal = false;
        for token in if known { tokens } else { &[DUMMY_TOKEN] } {
            equal |=
                digest::equal_hex(&digest::hmac_sha256(token.as_bytes(), &[canonical.as_bytes()]), digits);
        }
        equal & known
    }
}

/// Whether an `X-Nonce` has the form `^[A-Za-z0-9_-]{16,64}$`.
pub fn is_nonce(text: &str) -> bool {
    (16..=64).contains(&text.len())
        && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-'))
}

fn sign(canonical: &str, token: &str) -> String {
    [SCHEME, &digest::hmac_sha256_hex(token.as_bytes(), &[canonical.as_bytes()])].concat()
}
