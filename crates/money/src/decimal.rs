//! Decimal text to minor units and back, shared by the interfaces.

/// A decimal number by its parts, as written.
#[derive(Clone, Copy)]
pub(crate) struct Decimal<'a> {
    pub negative: bool,
    /// Digits before the point.
    pub whole: &'a str,
    /// Digits after the point, `None` without a point.
    pub fraction: Option<&'a str>,
}

impl<'a> Decimal<'a> {
    /// Splits `-?[0-9]+(\.[0-9]+)?`; `None` for anything else.
    pub fn split(text: &'a str) -> Option<Self> {
        let (negative, digits) = match text.strip_prefix('-') {
            Some(digits) => (true, digits),
            None => (false, text),
        };
        let (whole, fraction) = match digits.split_once('.') {
            Some((whole, fraction)) => (whole, Some(fraction)),
            None => (digits, None),
        };
        (is_digits(whole) && fraction.is_none_or(is_digits)).then_some(Decimal { negative, whole, fraction })
    }

    /// Whether the integer part has a leading zero that no number needs.
    pub fn has_leading_zero(&self) -> bool {
        self.whole.len() > 1 && self.whole.starts_with('0')
    }

    /// Digits after the point, surplus zeros included.
    pub fn fraction_digits(&self) -> &'a str {
        self.fraction.unwrap_or_default()
    }

    /// Whether the number is zero, however it is written.
    pub fn is_zero(&self) -> bool {
        [self.whole, self.fraction_digits()].iter().all(|digits| digits.bytes().all(|digit| digit == b'0'))
    }

    /// The absolute value in units of 10^−`exponent`, cut there; `None` if it is above `max`.
    pub fn magnitude(&self, exponent: u8, max: i64) -> Option<i64> {
        let places = usize::from(exponent);
        let kept = self.fraction_digits().bytes().chain(std::iter::repeat(b'0')).take(places);
        let mut value: i64 = 0;
        for digit in self.whole.bytes().chain(kept) {
            value = value.checked_mul(10)?.checked_add(i64::from(digit - b'0'))?;
            if value > max {
                return None;
            }
        }
        Some(value)
    }
}

pub(crate) fn is_digits(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit())
}

/// `units` of 10^−`exponent` with exactly `exponent` fraction digits: `print(-50, 2)` is `-0.50`.
pub fn print(units: i64, exponent: u8) -> String {
    let exponent = usize::from(exponent);
    let digits = units.unsigned_abs().to_string();
    let mut text = String::with_capacity(digits.len() + exponent + 3);
    if units < 0 {
        text.push('-');
    }
    if exponent == 0 {
        text.push_str(&digits);
        return text;
    }
    let whole = digits.len().saturating_sub(exponent);
    text.push_str(if whole == 0 { "0" } else { &digits[..whole] });
    text.push('.');
    for _ in digits.len()..exponent {
        text.push('0');
    }
    text.push_str(&digits[whole..]);
    text
}

/// `units` of 10^−`exponent` without needless digits: `minimal(9950, 2)` is `99.5`, `minimal(10000, 2)` is `100`.
///
/// A valid JSON number: the wallet's `cash_actual_amount`, and its rates in millionths (`wallet.md` 2.6).
pub fn minimal(units: i64, exponent: u8) -> String {
    let mut text = print(units, exponent);
    if exponent > 0 {
        text.truncate(text.trim_end_matches('0').trim_end_matches('.').len());
    }
    text
}
