//! Amounts and rates of the wallet (`wallet.md` 2.5, 2.6), read from the source text of a JSON value.

use crate::decimal::{Decimal, is_digits};
use std::cmp::Ordering;

/// Fraction digits of an amount: cents.
pub const CENTS: u8 = 2;
/// Fraction digits of a rate: millionths.
pub const MILLIONTHS: u8 = 6;

/// Most characters of a number's text.
const MAX_CHARS: usize = 24;
/// Largest exponent of a JSON number, up or down.
const MAX_EXPONENT: u32 = 20;

/// Where the text stood.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Written {
    /// A JSON number; the text is its literal, which may have an exponent.
    Number,
    /// A JSON string; the text is its value, `-?[0-9]{1,12}(\.[0-9]{1,12})?`.
    String,
}

/// Which rule the text fails.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NumericError {
    /// Rule `numeric`: not a number of either form, longer than 24 characters, or an exponent beyond ±20.
    Numeric,
    /// Rule `scale`: not an exact multiple of 10^−`scale`.
    Scale,
}

/// The value in units of 10^−`scale`, exactly: cents for `scale` 2, millionths for 6.
///
/// A value beyond 64 bits becomes `i64::MAX` or `i64::MIN`, which every `min` and `max` rule refuses.
pub fn numeric(text: &str, written: Written, scale: u8) -> Result<i64, NumericError> {
    match units(text, written, scale)? {
        (units, true) => Ok(units),
        (_, false) => Err(NumericError::Scale),
    }
}

/// The value in units of 10^−`scale`, rounded down: what rules `min` and `max` look at when rule `scale` has failed.
pub fn floor(text: &str, written: Written, scale: u8) -> Result<i64, NumericError> {
    units(text, written, scale).map(|(units, _)| units)
}

/// The units rounded down, and whether that is exact.
fn units(text: &str, written: Written, scale: u8) -> Result<(i64, bool), NumericError> {
    if text.len() > MAX_CHARS {
        return Err(NumericError::Numeric);
    }
    let number = match written {
        Written::String => string(text).map(|decimal| (decimal, 0)),
        Written::Number => number(text),
    };
    let (decimal, exponent) = number.ok_or(NumericError::Numeric)?;

    // The value is `digits` × 10^`shift` units; at most 24 digits.
    let fraction = decimal.fraction_digits();
    let digits = decimal
        .whole
        .bytes()
        .chain(fraction.bytes())
        .fold(0_i128, |value, digit| value * 10 + i128::from(digit - b'0'));
    let digits = if decimal.negative { -digits } else { digits };
    let places = i32::try_from(fraction.len()).unwrap_or(i32::MAX);
    let shift = exponent + i32::from(scale) - places;
    let power = 10_i128.checked_pow(shift.unsigned_abs());
    let beyond = if decimal.negative { i128::MIN } else { i128::MAX };
    let (units, exact) = match (shift.cmp(&0), power) {
        _ if digits == 0 => (0, true),
        (Ordering::Equal, _) => (digits, true),
        (Ordering::Greater, power) => {
            (power.and_then(|power| digits.checked_mul(power)).unwrap_or(beyond), true)
        }
        (Ordering::Less, Some(power)) => (digits.div_euclid(power), digits.rem_euclid(power) == 0),
        // A power beyond 128 bits is larger than any 24 digits, which are then no multiple of it.
        (Ordering::Less, None) => (if decimal.negative { -1 } else { 0 }, false),
    };
    let saturated = if decimal.negative { i64::MIN } else { i64::MAX };
    Ok((i64::try_from(units).unwrap_or(saturated), exact))
}

/// `-?[0-9]{1,12}(\.[0-9]{1,12})?`
fn string(text: &str) -> Option<Decimal<'_>> {
    Decimal::split(text).filter(|decimal| decimal.whole.len() <= 12 && decimal.fraction_digits().len() <= 12)
}

/// A JSON number, `-?(0|[1-9][0-9]*)(\.[0-9]+)?([eE][+-]?[0-9]+)?`, as mantissa and exponent.
fn number(text: &str) -> Option<(Decimal<'_>, i32)> {
    let (mantissa, exponent) = match text.split_once(['e', 'E']) {
        Some((mantissa, exponent)) => (mantissa, to_exponent(exponent)?),
        None => (text, 0),
    };
    let decimal = Decimal::split(mantissa).filter(|decimal| !decimal.has_leading_zero())?;
    Some((decimal, exponent))
}

fn to_exponent(text: &str) -> Option<i32> {
    if !is_digits(text.strip_prefix(['+', '-']).unwrap_or(text)) {
        return None;
    }
    text.parse().ok().filter(|exponent: &i32| exponent.unsigned_abs() <= MAX_EXPONENT)
}
