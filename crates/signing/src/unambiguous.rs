//! Which names and values may stand in a signed text.
//!
//! The contracts join pairs as `name=value` with `&` and escape nothing, so without a rule one text stands for several
//! sets of pairs, and a signature says what its owner did not say: `a=1&b=2` is `{a: 1, b: 2}`, `{a: "1&b=2"}` and
//! `{"a=1&b": 2}`. The rule:
//!
//! * a name holds neither `=` nor `&`;
//! * in a value, no `&` is followed by a `=` before the next `&`. `AT&T`, `a=b`, `a=b&c` and `&&` are values; `a&b=c` is none.
//!
//! # Why it is enough
//!
//! Cut the text of a set that keeps the rule at every `&`. The first segment of a pair holds a `=`, the one after the
//! name: the name holds no `&`, so it stands in one segment with it. Every further segment of the pair is a piece of its
//! value that follows an `&`, and by the rule holds no `=`. So exactly the segments with a `=` begin a pair, the others
//! continue the one before; and a pair's name ends at its first `=`, because a name holds none. The text splits back into
//! exactly one set, which [`split`] finds: two sets that keep the rule never share a text.
//!
//! The same holds with an `&` after every pair (`verifySign`), after that last `&` is taken off.
//!
//! What is appended to the text before it is hashed (a key, `&key=` and a key, the digest of a token) is the same for
//! every text that the key signs: equal results mean equal texts.
//!
//! # What is not joined
//!
//! HMACs over lines ([`crate::payout`], [`crate::payee::HeaderSignature`]) and over `t.body` (webhooks) cover fixed parts
//! or a digest of the body and cannot be split in two ways. A hub's `keycode` can; see [`crate::cashier::keycode`].

use std::error::Error;
use std::fmt;

/// The parameter that every signed form carries on its way out (callback, IPN) and no request may carry: a message of
/// the bundle's own is never a request.
pub const NOTIFY_TYPE: &str = "notify_type";

/// Whether a signed text may hold this parameter name.
pub fn is_name(name: &str) -> bool {
    !name.bytes().any(|byte| matches!(byte, b'=' | b'&'))
}

/// Whether a signed text may hold this value.
pub fn is_value(value: &str) -> bool {
    // Almost every value has no `&` at all, which is found fastest.
    match value.split_once('&') {
        None => true,
        Some((_, after)) => !after.contains('='),
    }
}

/// Whether a signed text may hold this pair.
pub fn is_pair(name: &str, value: &str) -> bool {
    is_name(name) && is_value(value)
}

/// A pair that no signed text may hold, so that nothing was signed. The value is not kept: it may be personal.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Ambiguous {
    /// The name of the pair.
    pub name: Box<str>,
}

impl fmt::Display for Ambiguous {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "the signed text would be ambiguous: {:?}", self.name)
    }
}

impl Error for Ambiguous {}

/// Fails with the first pair that breaks the rule.
pub fn check<'a>(pairs: impl IntoIterator<Item = (&'a str, &'a str)>) -> Result<(), Ambiguous> {
    match pairs.into_iter().find(|(name, value)| !is_pair(name, value)) {
        None => Ok(()),
        Some((name, _)) => Err(Ambiguous { name: name.into() }),
    }
}

/// The pairs of a joined text, without a final `&`, in its order: the only set that keeps the rule and has this text.
/// `None` if no set has, because the text does not begin with a pair.
///
/// ```
/// use feiqian_signing::unambiguous::split;
///
/// assert_eq!(split("a=x&y&b=1=2"), Some(vec![("a", "x&y"), ("b", "1=2")]));
/// assert_eq!(split("a&b=1"), None);
/// ```
pub fn split(text: &str) -> Option<Vec<(&str, &str)>> {
    if text.is_empty() {
        return Some(Vec::new());
    }
    let mut pairs = Vec::new();
    let mut rest = text;
    loop {
        let (name, after) = rest.split_once('=').filter(|(name, _)| is_name(name))?;
        // The value ends before the `&` of the first segment that holds a `=`.
        let end = after
            .match_indices('&')
            .map(|(at, _)| at)
            .find(|&at| after[at + 1..].split('&').next().is_some_and(|segment| segment.contains('=')));
        match end {
            Some(at) => {
                pairs.push((name, &after[..at]));
                rest = &after[at + 1..];
            }
            None => {
                pairs.push((name, after));
                return Some(pairs);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_holds_no_separator() {
        for name in ["", "a", "product_id", "张", "a[]", "a b", "a%26b", "\u{feff}a"] {
            assert!(is_name(name), "{name}");
        }
        for name in ["=", "&", "a=", "&a", "a=b", "a&b", "sign_type=MD5&timestamp"] {
            assert!(!is_name(name), "{name}");
        }
    }

    #[test]
    fn a_value_holds_no_second_pair() {
        for value in [
            "",
            "AT&T",
            "&",
            "&&",
            "a&",
            "=",
            "a=b",
            "==",
            "a=b&c",
            "a=b=c&d&e",
            "a%3D&b",
            "https://a.b/?c=d",
        ] {
            assert!(is_value(value), "{value}");
            assert_eq!(split(&format!("n={value}")), Some(vec![("n", value)]), "{value}");
        }
        for value in
            ["&=", "a&b=c", "&b=", "a&&b=c", "a&b&c=d", "a=b&c=d", "ok&product_billno=P&product_id=1", "&=&"]
        {
            assert!(!is_value(value), "{value}");
            assert_ne!(split(&format!("n={value}")), Some(vec![("n", value)]), "{value}");
        }
    }

    #[test]
    fn a_text_that_no_set_has_does_not_split() {
        assert_eq!(split(""), Some(vec![]));
        assert_eq!(split("="), Some(vec![("", "")]));
        for text in ["a", "&", "&a=1", "a&b=1"] {
            assert_eq!(split(text), None, "{text}");
        }
    }

    #[test]
    fn the_refused_pair_is_named_and_its_value_is_not() {
        assert_eq!(check([("a", "AT&T"), ("b", "1")]), Ok(()));
        let refusal = check([("a", "1"), ("b", "secret&c=2")]).unwrap_err();
        assert_eq!(&*refusal.name, "b");
        assert_eq!(refusal.to_string(), "the signed text would be ambiguous: \"b\"");
    }
}
