//! `x-request-id`: the client's own if it is harmless, else a random one.

use std::fmt::Write;

/// The longest request id taken over from a client.
const MAX_LENGTH: usize = 64;

/// The id of a request: `given` if it matches `[A-Za-z0-9._-]{1,64}`, otherwise 32 random hexadecimal digits
/// (cashier.md §1.4, wallet.md §2.1). `random` is called only when it is needed.
pub fn request_id(given: Option<&str>, random: impl FnOnce() -> [u8; 16]) -> String {
    match given {
        Some(id) if acceptable(id) => id.to_owned(),
        _ => random().iter().fold(String::with_capacity(32), |mut id, byte| {
            let _ = write!(id, "{byte:02x}");
            id
        }),
    }
}

fn acceptable(id: &str) -> bool {
    (1..=MAX_LENGTH).contains(&id.len())
        && id.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'.' | b'_' | b'-'))
}

#[cfg(test)]
mod tests {
    use super::request_id;

    #[test]
    fn a_harmless_id_is_kept_and_any_other_replaced() {
        let random = || [0xab; 16];
        assert_eq!(request_id(Some("Order-7_a.b"), random), "Order-7_a.b");
        let longest = "x".repeat(64);
        assert_eq!(request_id(Some(&longest), random), longest);
        for refused in [None, Some(""), Some("a b"), Some("ä"), Some(&*"x".repeat(65))] {
            assert_eq!(request_id(refused, random), "ab".repeat(16), "{refused:?}");
        }
    }
}
