//! Digests as lower-case hex, and comparison that does not tell by its duration where two values differ. A digest that
//! was received may be written in either letter case.

use hmac::{Hmac, KeyInit, Mac};
use md5::{Digest, Md5};
use sha2::Sha256;
use subtle::ConstantTimeEq;

/// Lower-case hex MD5 (32 digits) of the parts one after the other.
pub fn md5_hex(parts: &[&[u8]]) -> String {
    let mut md5 = Md5::new();
    for part in parts {
        md5.update(part);
    }
    hex::encode(md5.finalize())
}

/// SHA-256 of `bytes`.
pub fn sha256(bytes: &[u8]) -> [u8; 32] {
    Sha256::digest(bytes).into()
}

/// Lower-case hex SHA-256 (64 digits) of `bytes`.
pub fn sha256_hex(bytes: &[u8]) -> String {
    hex::encode(sha256(bytes))
}

/// HMAC-SHA256 of the parts one after the other.
pub fn hmac_sha256(key: &[u8], parts: &[&[u8]]) -> [u8; 32] {
    let mut mac = hmac_with(key);
    for part in parts {
        mac.update(part);
    }
    mac.finalize().into_bytes().into()
}

/// Lower-case hex HMAC-SHA256 (64 digits) of the parts one after the other.
pub fn hmac_sha256_hex(key: &[u8], parts: &[&[u8]]) -> String {
    hex::encode(hmac_sha256(key, parts))
}

/// Lower-case hex HMAC-SHA256 over `lines` joined by LF, without a final LF: the payout provider's signature
/// (`wallet.md` 5.1) and the payee header signature (`payee.md` 3.5).
///
/// No line may contain an LF, or two different messages would share a signature; callers pass methods, paths, digits
/// and digests.
pub fn hmac_lines_hex(key: &[u8], lines: &[&str]) -> String {
    hex::encode(hmac_lines(key, lines))
}

/// The same as bytes, to hold a received signature against.
pub fn hmac_lines(key: &[u8], lines: &[&str]) -> [u8; 32] {
    let mut mac = hmac_with(key);
    for (index, line) in lines.iter().enumerate() {
        if index > 0 {
            mac.update(b"\n");
        }
        mac.update(line.as_bytes());
    }
    mac.finalize().into_bytes().into()
}

/// Value of the header `X-Feiqian-Signature`: `t=<unix seconds>,v1=<HMAC-SHA256 hex of "t.body">` (`outbox.md` 3).
pub fn webhook_signature(key: &[u8], unix_seconds: i64, body: &[u8]) -> String {
    let time = unix_seconds.to_string();
    let signature = hmac_sha256_hex(key, &[time.as_bytes(), b".", body]);
    ["t=", &time, ",v1=", &signature].concat()
}

/// Whether two values are equal, in a time that depends on their lengths only.
///
/// Values of different length differ at once: the length of a digest is no secret.
pub fn equal(left: &[u8], right: &[u8]) -> bool {
    left.ct_eq(right).into()
}

/// Whether `digits` are the hex digits of `digest`, in either letter case and no other length: compared as bytes, in a
/// time that depends on what was given only.
pub fn equal_hex(digest: &[u8], digits: &str) -> bool {
    // Decoding takes as long as the given text makes it take, which tells nothing of the digest.
    digits.len() == 2 * digest.len() && hex::decode(digits).is_ok_and(|given| equal(digest, &given))
}

pub(crate) fn hmac_with(key: &[u8]) -> Hmac<Sha256> {
    // HMAC hashes a long key and pads a short one, so every length is accepted.
    Hmac::new_from_slice(key).expect("HMAC takes keys of any length")
}
