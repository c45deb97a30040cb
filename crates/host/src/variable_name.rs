//! What a variable may be called.

/// Checks a variable's name: lower-case letters, digits and single underscores between them, a letter first.
///
/// # Errors
/// The rule that the name breaks.
pub fn check_name(name: &str) -> Result<(), &'static str> {
    let bytes = name.as_bytes();
    let (Some(first), Some(last)) = (bytes.first(), bytes.last()) else {
        return Err("a variable's name must not be empty");
    };
    if !bytes.iter().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || *byte == b'_') {
        return Err("a variable's name has lower-case letters, digits and underscores only");
    }
    if !first.is_ascii_lowercase() {
        return Err("a variable's name starts with a lower-case letter");
    }
    if *last == b'_' || name.contains("__") {
        return Err("a variable's name has underscores one at a time, and not at its end");
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names() {
        for good in ["a", "a1", "a_b", "abc_1_d"] {
            assert_eq!(check_name(good), Ok(()), "{good}");
        }
        for bad in ["", "A", "1a", "_a", "a_", "a__b", "a-b", "ä"] {
            assert!(check_name(bad).is_err(), "{bad}");
        }
    }
}
