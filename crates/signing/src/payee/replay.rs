//! Hashes by which a repeated request is recognised (`payee.md` 3.4).

use super::Params;
use sha2::{Digest, Sha256};

/// SHA-256 over `<len>:<name><len>:<value>` of all parameters that are not empty, except `verifySign`.
///
/// The lengths make it unambiguous by itself. The signed text is so too, for every body that is carried out
/// ([`super::ambiguous`]), but MD5 is not: two bodies may be made to share a `verifySign`.
pub fn parameter_hash(params: &Params) -> [u8; 32] {
    hash(params, &["verifySign"])
}

/// The parameter hash without `timestamp`: what a repetition with a new timestamp shares with the first request.
pub fn body_hash(params: &Params) -> [u8; 32] {
    hash(params, &["verifySign", "timestamp"])
}

/// Whether an idempotency key has the form `^[!-~]{1,128}$`.
pub fn is_idempotency_key(text: &str) -> bool {
    (1..=128).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_graphic())
}

fn hash(params: &Params, without: &[&str]) -> [u8; 32] {
    let mut sha256 = Sha256::new();
    for (name, value) in params.iter().filter(|(name, _)| !without.contains(name)) {
        for text in [name, value] {
            sha256.update(text.len().to_string());
            sha256.update(":");
            sha256.update(text);
        }
    }
    sha256.finalize().into()
}
