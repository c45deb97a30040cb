//! The text that a refused signature should have covered, as a header for development (variable `demo_mode`).
//!
//! It is made of the request alone, so it tells a caller nothing that he did not send; neither a key nor a hash of one
//! is part of it.

/// The header's name.
pub const EXPECTED_HEADER: &str = "x-sign-expected-canonical";

/// The longest value, in bytes: far beyond what a person compares, far below what servers take for a header.
const LIMIT_BYTES: usize = 8_192;

/// The header's value: everything but visible ASCII percent-encoded, `%` too. `None` if it would be too long.
pub fn expected_header(canonical: &str) -> Option<String> {
    const DIGITS: &[u8; 16] = b"0123456789ABCDEF";
    let mut value = String::new();
    for byte in canonical.bytes() {
        if byte.is_ascii_graphic() && byte != b'%' {
            value.push(char::from(byte));
        } else {
            value.push('%');
            value.push(char::from(DIGITS[usize::from(byte >> 4)]));
            value.push(char::from(DIGITS[usize::from(byte & 0xF)]));
        }
        if value.len() > LIMIT_BYTES {
            return None;
        }
    }
    Some(value)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn visible_ascii_stands_for_itself() {
        assert_eq!(expected_header("a=1&b=/x?~\"").as_deref(), Some("a=1&b=/x?~\""));
        assert_eq!(expected_header("张 %\n\u{7f}").as_deref(), Some("%E5%BC%A0%20%25%0A%7F"));
        assert_eq!(expected_header("").as_deref(), Some(""));
    }

    #[test]
    fn a_value_beyond_the_limit_is_none() {
        assert!(expected_header(&"a".repeat(LIMIT_BYTES)).is_some());
        assert_eq!(expected_header(&"a".repeat(LIMIT_BYTES + 1)), None);
        assert_eq!(expected_header(&"张".repeat(LIMIT_BYTES / 9 + 1)), None);
    }
}
