//! The signature base (RFC 9421 2.5) and its signature (3.3.3).

use super::fields::{Covered, Input};
use super::message::{Message, NoValue};
use crate::digest;

/// The text that a signature covers: a line for each component, and last the parameters.
///
/// # Errors
/// The first component without a value, and why.
pub fn base<'i>(message: &Message<'_>, input: &'i Input) -> Result<String, (&'i Covered, NoValue)> {
    let mut base = String::new();
    for covered in &input.components {
        let value = message.value(covered).map_err(|why| (covered, why))?;
        for piece in [&covered.text, ": ", &value, "\n"] {
            base.push_str(piece);
        }
    }
    base.push_str("\"@signature-params\": ");
    base.push_str(&input.text);
    Ok(base)
}

/// The `hmac-sha256` signature of a base.
pub fn signature(base: &str, key: &[u8]) -> [u8; 32] {
    digest::hmac_sha256(key, &[base.as_bytes()])
}

/// Whether `signature` is that of the base under one of the keys. All of them are tried, each compared in constant time.
pub fn verify(base: &str, signature: &[u8], keys: &[&str]) -> bool {
    keys.iter()
        .fold(false, |found, key| found | digest::equal(&self::signature(base, key.as_bytes()), signature))
}
