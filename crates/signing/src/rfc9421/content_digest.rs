//! `Content-Digest` (RFC 9530).

use super::fields::byte_sequences;
use crate::digest;
use crate::key::Key;
use base64ct::{Base64, Encoding};
use sha2::{Digest, Sha512};

/// Whether every digest of the field is that of the body, of the algorithms that are known: `sha-256` and `sha-512`.
///
/// # Errors
/// [`Key::String`] if the field is malformed, [`Key::In`] if it has none of them.
pub fn matches(field: &str, body: &[u8]) -> Result<bool, Key> {
    let digests = byte_sequences(field).map_err(|_| Key::String)?;
    let mut known = digests.iter().filter_map(|(algorithm, given)| match algorithm.as_str() {
        "sha-256" => Some(digest::equal(&digest::sha256(body), given)),
        "sha-512" => Some(digest::equal(&Sha512::digest(body), given)),
        _ => None,
    });
    let first = known.next().ok_or(Key::In)?;
    Ok(known.fold(first, |all, this| all & this))
}

/// The field of a body, by `sha-256`.
pub fn of(body: &[u8]) -> String {
    ["sha-256=:", &Base64::encode_string(&digest::sha256(body)), ":"].concat()
}
