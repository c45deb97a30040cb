//! Names and passwords.

/// Whether a text is an operator's name: 1 to 64 of `a-z`, `0-9`, `.`, `_`, `-`.
pub fn is_name(text: &str) -> bool {
    let is_part = |b: u8| b.is_ascii_lowercase() || b.is_ascii_digit() || b"._-".contains(&b);
    (1..=64).contains(&text.len()) && text.bytes().all(is_part)
}

/// Whether a text may be a password: 12 to 128 characters, none of them a control character, not blank.
pub fn is_password(text: &str) -> bool {
    (12..=128).contains(&text.chars().count())
        && !text.chars().any(char::is_control)
        && !text.trim().is_empty()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_and_passwords_have_bounds() {
        for (name, is) in [
            ("amy", true),
            ("a.b-c_9", true),
            (&"x".repeat(64), true),
            ("", false),
            (&"x".repeat(65), false),
            ("Amy", false),
            ("a b", false),
            ("é", false),
        ] {
            assert_eq!(is_name(name), is, "{name}");
        }
        for (password, is) in [
            ("twelve chars", true),
            ("密码密码密码密码密码密码", true),
            ("eleven char", false),
            ("            ", false),
            ("tab\tin the middle", false),
            (&"x".repeat(129), false),
        ] {
            assert_eq!(is_password(password), is, "{password}");
        }
    }
}
