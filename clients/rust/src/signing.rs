//! The signatures of requests: `sign` of products, `verifySign` of payees. The hashes are those of `feiqian-signing`.

use feiqian_signing::digest::{hmac_sha256_hex, md5_hex};
use feiqian_signing::payee::token_md5;

/// Whether a signed text may hold this parameter name.
pub fn is_name(name: &str) -> bool {
    !name.contains(['=', '&'])
}

/// Whether a signed text may hold this value: no `&` that is followed by a `=` before the next `&`.
pub fn is_value(value: &str) -> bool {
    value.split('&').skip(1).all(|segment| !segment.contains('='))
}

/// The first name whose pair would make a signed text stand for other pairs too.
pub fn first_ambiguous<'p>(pairs: impl IntoIterator<Item = (&'p str, &'p str)>) -> Option<&'p str> {
    pairs.into_iter().find(|(name, value)| !is_name(name) || !is_value(value)).map(|(name, _)| name)
}

fn sorted<'p>(pairs: &[(&'p str, &'p str)], without: &str) -> Vec<(&'p str, &'p str)> {
    let mut sorted: Vec<_> = pairs.iter().copied().filter(|(name, _)| *name != without).collect();
    sorted.sort_unstable();
    sorted
}

/// The text that a product signs: all parameters but `sign`, sorted by name, `name=value` joined with `&`.
pub fn product_text(pairs: &[(&str, &str)]) -> String {
    let pairs: Vec<String> =
        sorted(pairs, "sign").iter().map(|(name, value)| [name, "=", value].concat()).collect();
    pairs.join("&")
}

/// `sign` by MD5: 32 hex digits.
pub fn product_md5(text: &str, key: &str) -> String {
    md5_hex(&[text.as_bytes(), key.as_bytes()])
}

/// `sign` by HMAC-SHA256: 64 hex digits.
pub fn product_hmac(text: &str, key: &str) -> String {
    hmac_sha256_hex(key.as_bytes(), &[text.as_bytes()])
}

/// The text that a merchant signs: parameters that are not empty, sorted by name, `name=value&` each.
pub fn payee_text(pairs: &[(&str, &str)]) -> String {
    let pairs = sorted(pairs, "verifySign").into_iter().filter(|(_, value)| !value.is_empty());
    pairs.map(|(name, value)| [name, "=", value, "&"].concat()).collect()
}

/// `verifySign`: 32 hex digits.
pub fn verify_sign(text: &str, token: &str) -> String {
    md5_hex(&[text.as_bytes(), token_md5(token).as_bytes()])
}
