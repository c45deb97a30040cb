//! `verifySign` (`payee.md` 3.1): lower-case hex MD5 over `name=value&` of every parameter, then the hex MD5 of the token.

use super::Params;
use crate::digest;
use crate::unambiguous::{self, Ambiguous};
use md5::{Digest, Md5};

/// Whether empty values are signed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Empty {
    /// Left out: the rule.
    Dropped,
    /// Signed as `name=&`: accepted too from merchants whose `accept_empty_in_sign` is 1.
    Kept,
}

/// Stands for the token digest of an unknown merchant, so that its refusal costs the same hashing.
const DUMMY_TOKEN_MD5: &str = "00000000000000000000000000000000";

/// Lower-case hex MD5 of an API token: the part of it that signs.
pub fn token_md5(token: &str) -> String {
    digest::md5_hex(&[token.as_bytes()])
}

/// The text to which the token digest is appended. Logs must not contain it.
pub fn sign_text(params: &Params, empty: Empty) -> String {
    let mut text = String::new();
    feed(params.with_empty(), empty, &mut |piece| text.push_str(piece));
    text
}

/// The `verifySign` of `params`.
pub fn sign(params: &Params, empty: Empty, token_md5: &str) -> String {
    hex::encode(digest_sorted(params.with_empty(), empty, token_md5))
}

/// The `verifySign` of pairs that are to be sent, such as an IPN (`payee.md` 8); empty values are dropped.
///
/// # Errors
/// The first pair that would make the text stand for another set too. Nothing is signed then.
pub fn sign_pairs(pairs: &[(&str, &str)], token_md5: &str) -> Result<String, Ambiguous> {
    Ok(hex::encode(digest_pairs(pairs, token_md5)?))
}

/// Whether `given` is the `verifySign` of received pairs, such as an IPN's, with one of the token digests: the other side of
/// [`sign_pairs`]. `verifySign` may be among the pairs. All digests are tried, each compared in constant time.
///
/// # Errors
/// The first pair that makes the text stand for another set too. Whatever the signature, it says nothing then.
pub fn verify_pairs(pairs: &[(&str, &str)], token_md5s: &[&str], given: &str) -> Result<bool, Ambiguous> {
    token_md5s.iter().try_fold(false, |found, token_md5| {
        Ok(found | digest::equal_hex(&digest_pairs(pairs, token_md5)?, given))
    })
}

fn digest_pairs(pairs: &[(&str, &str)], token_md5: &str) -> Result<[u8; 16], Ambiguous> {
    unambiguous::check(pairs.iter().copied())?;
    let mut sorted = pairs.to_vec();
    sorted.sort_unstable();
    Ok(digest_sorted(sorted.into_iter(), Empty::Dropped, token_md5))
}

/// Whether `verifySign` is the signature of `params` with one of the token digests.
///
/// It is 32 hex digits in either letter case, compared as bytes. Every comparison is made, in constant time, whatever the
/// earlier ones said. Without any token the same hashing is done with a dummy one and the answer is no.
///
/// Whoever keeps a signature to recognise it by keeps it in lower case: both cases are one signature.
pub fn verify(params: &Params, token_md5s: &[&str], accept_empty: bool) -> bool {
    let given = params.get("verifySign").unwrap_or_default();
    let known = !token_md5s.is_empty();
    let tokens = if known { token_md5s } else { &[DUMMY_TOKEN_MD5] };
    let mut equal = false;
    for token_md5 in tokens {
        equal |= digest::equal_hex(&digest_sorted(params.with_empty(), Empty::Dropped, token_md5), given);
        if accept_empty {
            equal |= digest::equal_hex(&digest_sorted(params.with_empty(), Empty::Kept, token_md5), given);
        }
    }
    equal & known
}

fn digest_sorted<'a>(
    pairs: impl Iterator<Item = (&'a str, &'a str)>,
    empty: Empty,
    token_md5: &str,
) -> [u8; 16] {
    let mut md5 = Md5::new();
    feed(pairs, empty, &mut |piece| md5.update(piece));
    md5.update(token_md5);
    md5.finalize().into()
}

/// Gives the pieces of `name=value&name=value&` to `sink` one after the other.
fn feed<'a>(pairs: impl Iterator<Item = (&'a str, &'a str)>, empty: Empty, sink: &mut dyn FnMut(&str)) {
    for (name, value) in pairs {
        if name != "verifySign" && (empty == Empty::Kept || !value.is_empty()) {
            for piece in [name, "=", value, "&"] {
                sink(piece);
            }
        }
    }
}
