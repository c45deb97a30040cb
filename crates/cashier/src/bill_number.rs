//! Bill numbers (cashier.md §5): merchant code, time, user, kind, product, four random characters.

use crate::time::Utc;

/// Characters of the random suffix.
const ALPHABET: &[u8; 36] = b"0123456789abcdefghijklmnopqrstuvwxyz";

/// How much of the user's name a number shows.
const USER_CHARS: usize = 14;

/// Which kind of order a number names.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Order {
    /// A deposit order.
    Deposit,
    /// A withdrawal.
    Withdrawal,
}

/// A new number. `random` decides the suffix; numbers of one second and user collide now and then, and the unique
/// index says so: draw again.
pub fn bill_number(
    merchant_code: &str,
    now_ms: i64,
    product_user_id: &str,
    order: Order,
    product_id: i64,
    random: [u8; 8],
) -> String {
    let user = product_user_id.chars().filter(char::is_ascii_alphanumeric).take(USER_CHARS);
    let letter = match order {
        Order::Deposit => 'D',
        Order::Withdrawal => 'W',
    };
    let mut number = String::from(merchant_code);
    number.push_str(&Utc::of_ms(now_ms).compact());
    number.extend(user);
    number.push(letter);
    number.push_str(&product_id.to_string());
    let mut rest = u64::from_le_bytes(random);
    for _ in 0..4 {
        number.push(char::from(ALPHABET[(rest % 36) as usize]));
        rest /= 36;
    }
    number
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_is_made_of_its_parts() {
        let at = 1_767_323_045_000;
        let number =
            |user: &str, order, random: u64| bill_number("M001", at, user, order, 1, random.to_le_bytes());
        assert_eq!(number("1000001", Order::Deposit, 0), "M0012601020304051000001D10000");
        assert_eq!(
            number("1000001", Order::Withdrawal, 36 * 36 * 36 * 36 - 1),
            "M0012601020304051000001W1zzzz"
        );
        assert_eq!(number("1000001", Order::Deposit, 36 * 36 * 36 * 36), "M0012601020304051000001D10000");
        assert_eq!(number("1000001", Order::Deposit, 10 + 36 * 11), "M0012601020304051000001D1ab00");
        assert_eq!(number("a-b_c d/e中f", Order::Deposit, 0), "M001260102030405abcdefD10000");
        assert_eq!(number("中文", Order::Deposit, 0), "M001260102030405D10000");
        assert_eq!(number(&"x".repeat(64), Order::Deposit, 0), "M001260102030405xxxxxxxxxxxxxxD10000");
    }

    #[test]
    fn the_longest_number_and_its_make_up_fit_the_column() {
        let longest = bill_number(
            &"M".repeat(20),
            1_767_323_045_000,
            &"x".repeat(64),
            Order::Deposit,
            9_999_999_999,
            [255; 8],
        );
        assert_eq!(longest.len() + "_1".len(), 63);
    }
}
