//! The signature of Standard Webhooks: `v1,<base64 of HMAC-SHA256 over "id.timestamp.body">`, one a key.
//!
//! What is sent with it: `webhook-id` (the event's id), `webhook-timestamp` (unix seconds of the send) and
//! `webhook-signature`. A receiver takes the key in the form of [`secret`].

use crate::digest;
use base64ct::{Base64, Encoding};

/// Header of a send: the event's id, the same in every repetition.
pub const ID_HEADER: &str = "webhook-id";

/// Header of a send: its time in unix seconds.
pub const TIMESTAMP_HEADER: &str = "webhook-timestamp";

/// Header of a send: the signatures, separated by blanks.
pub const SIGNATURE_HEADER: &str = "webhook-signature";

/// How far a receiver lets the timestamp be from its clock, in seconds: what the public libraries do.
pub const TOLERANCE_SECONDS: u64 = 300;

/// What a secret begins with.
const PREFIX: &str = "whsec_";

/// A header longer than this many signatures is not read further.
const MAX_SIGNATURES: usize = 16;

/// The value of `webhook-signature`: one signature a key, in the order of the keys.
///
/// The id must not contain a full stop, or two messages would share a text; callers pass ids of their own making.
pub fn signature(id: &str, timestamp_s: i64, body: &[u8], keys: &[&[u8]]) -> String {
    let mut header = String::new();
    for key in keys {
        if !header.is_empty() {
            header.push(' ');
        }
        header.push_str("v1,");
        header.push_str(&Base64::encode_string(&mac(id, timestamp_s, body, key)));
    }
    header
}

/// The three headers of a send: name, and text signed by every one of the `keys`.
pub fn headers(id: &str, timestamp_s: i64, body: &[u8], keys: &[&[u8]]) -> [(&'static str, String); 3] {
    [
        (ID_HEADER, id.to_owned()),
        (TIMESTAMP_HEADER, timestamp_s.to_string()),
        (SIGNATURE_HEADER, signature(id, timestamp_s, body, keys)),
    ]
}

/// The key as the public libraries take it: `whsec_` and the base64 of its bytes.
pub fn secret(key: &[u8]) -> String {
    [PREFIX, &Base64::encode_string(key)].concat()
}

/// The key of a [`secret`], the prefix of which may be left out; `None` if it is none.
pub fn key(secret: &str) -> Option<Vec<u8>> {
    Base64::decode_vec(secret.strip_prefix(PREFIX).unwrap_or(secret)).ok()
}

/// Whether one of the `signatures` of the header is that of one of the `keys`, and the timestamp at most `tolerance_s`
/// from `now_s`. Every pair is compared in constant time; a signature of another version than `v1` is passed over.
pub fn verify(
    id: &str,
    timestamp_s: i64,
    body: &[u8],
    signatures: &str,
    keys: &[&[u8]],
    now_s: i64,
    tolerance_s: u64,
) -> bool {
    if timestamp_s.abs_diff(now_s) > tolerance_s {
        return false;
    }
    let given = signatures.split(' ').take(MAX_SIGNATURES).filter_map(|one| one.strip_prefix("v1,"));
    let given: Vec<Vec<u8>> = given.filter_map(|text| Base64::decode_vec(text).ok()).collect();
    keys.iter().fold(false, |found, key| {
        let expected = mac(id, timestamp_s, body, key);
        given.iter().fold(found, |found, given| found | digest::equal(&expected, given))
    })
}

fn mac(id: &str, timestamp_s: i64, body: &[u8], key: &[u8]) -> [u8; 32] {
    let timestamp = timestamp_s.to_string();
    digest::hmac_sha256(key, &[id.as_bytes(), b".", timestamp.as_bytes(), b".", body])
}
