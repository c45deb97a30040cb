//! Whether two requests under one idempotency key are the same (cashier.md §5).

use feiqian_signing::digest;

/// The fingerprint of an endpoint's own parameters, in the order of its table. Texts cannot run into each other:
/// each is written as a JSON string.
pub fn fingerprint(parameters: &[&str]) -> String {
    digest::sha256_hex(serde_json::to_string(parameters).unwrap_or_default().as_bytes())
}

/// A valid amount without the zeros it does not need: the same value gives the same text.
pub fn amount_by_value(text: &str) -> &str {
    match text.split_once('.') {
        Some(_) => text.trim_end_matches('0').trim_end_matches('.'),
        None => text,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn amounts_count_by_value() {
        for (text, value) in [
            ("300", "300"),
            ("300.0", "300"),
            ("300.00", "300"),
            ("0.10", "0.1"),
            ("1000", "1000"),
            ("10.05", "10.05"),
        ] {
            assert_eq!(amount_by_value(text), value);
        }
    }

    #[test]
    fn texts_do_not_run_into_each_other() {
        assert_eq!(fingerprint(&["a", "b"]), fingerprint(&["a", "b"]));
        for other in [["ab", ""], ["", "ab"], ["b", "a"], ["a\",\"b", ""]] {
            assert_ne!(fingerprint(&["a", "b"]), fingerprint(&other), "{other:?}");
        }
    }
}
