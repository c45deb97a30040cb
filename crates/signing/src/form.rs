//! Percent-encoded pairs: query strings and `application/x-www-form-urlencoded` bodies.

use std::borrow::Cow;

/// The pairs of `text` in their order, still encoded: split at `&`, then at the first `=`.
///
/// Empty segments (`a=1&&b=2`) are no pairs; a segment without `=` is a name with an empty value.
pub fn pairs(text: &[u8]) -> impl Iterator<Item = (&[u8], &[u8])> {
    text.split(|&byte| byte == b'&').filter(|segment| !segment.is_empty()).map(|segment| {
        match segment.iter().position(|&byte| byte == b'=') {
            Some(at) => (&segment[..at], &segment[at + 1..]),
            None => (segment, &[][..]),
        }
    })
}

/// What is wrong with an encoded name or value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DecodeError {
    /// `%` without two hex digits after it.
    Escape,
    /// The decoded bytes are not UTF-8.
    Utf8,
}

/// Decodes one name or value: `+` is a blank, `%XX` a byte, everything else itself; the result must be UTF-8.
pub fn decode(encoded: &[u8]) -> Result<Cow<'_, str>, DecodeError> {
    if !encoded.iter().any(|&byte| byte == b'%' || byte == b'+') {
        return str::from_utf8(encoded).map(Cow::Borrowed).map_err(|_| DecodeError::Utf8);
    }
    let mut bytes = Vec::with_capacity(encoded.len());
    let mut rest = encoded.iter();
    while let Some(&byte) = rest.next() {
        bytes.push(match byte {
            b'+' => b' ',
            b'%' => match (rest.next().and_then(hex_digit), rest.next().and_then(hex_digit)) {
                (Some(high), Some(low)) => high << 4 | low,
                _ => return Err(DecodeError::Escape),
            },
            other => other,
        });
    }
    String::from_utf8(bytes).map(Cow::Owned).map_err(|_| DecodeError::Utf8)
}

fn hex_digit(byte: &u8) -> Option<u8> {
    match byte {
        b'0'..=b'9' => Some(byte - b'0'),
        b'a'..=b'f' => Some(byte - b'a' + 10),
        b'A'..=b'F' => Some(byte - b'A' + 10),
        _ => None,
    }
}

/// Appends `text` percent-encoded as a form value: blank becomes `+`, letters, digits and `*-._` stay, every other
/// byte becomes `%XX`.
pub fn encode_into(out: &mut String, text: &str) {
    const DIGITS: &[u8; 16] = b"0123456789ABCDEF";
    for byte in text.bytes() {
        match byte {
            b'0'..=b'9' | b'A'..=b'Z' | b'a'..=b'z' | b'*' | b'-' | b'.' | b'_' => out.push(char::from(byte)),
            b' ' => out.push('+'),
            _ => {
                out.push('%');
                out.push(char::from(DIGITS[usize::from(byte >> 4)]));
                out.push(char::from(DIGITS[usize::from(byte & 15)]));
            }
        }
    }
}

/// The form body of `pairs`, in their order.
pub fn encode<N: AsRef<str>, V: AsRef<str>>(pairs: impl IntoIterator<Item = (N, V)>) -> String {
    let mut out = String::new();
    for (name, value) in pairs {
        if !out.is_empty() {
            out.push('&');
        }
        encode_into(&mut out, name.as_ref());
        out.push('=');
        encode_into(&mut out, value.as_ref());
    }
    out
}
