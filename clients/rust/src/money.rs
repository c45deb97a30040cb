//! Amounts by the decimals of their currencies.

use crate::error::Error;
use crate::kinds::Kind;
use rust_decimal::Decimal;

/// The largest amount that the bundle takes, in minor units.
const LARGEST: i64 = 1_000_000_000_000_000;

/// How many decimals a currency has.
///
/// # Errors
/// [`Kind::InvalidArgument`] if it is unknown.
pub fn digits(currency: &str) -> Result<u32, Error> {
    match currency {
        "CNY" | "USD" => Ok(2),
        "VND" | "JPY" => Ok(0),
        "USDT" => Ok(6),
        "BTC" => Ok(8),
        _ => Err(Error::because(Kind::InvalidArgument, "unknown currency")),
    }
}

/// The amount of a decimal text, with exactly the currency's decimals: no exponent, no blank, at most as many decimals as
/// the currency has.
///
/// # Errors
/// [`Kind::InvalidArgument`] if it is none.
pub fn parse(text: &str, currency: &str) -> Result<Decimal, Error> {
    let digits = digits(currency)?;
    let no_amount = || Error::because(Kind::InvalidArgument, "no amount in the currency");
    let unsigned = text.strip_prefix('-').unwrap_or(text);
    let (whole, fraction) = match unsigned.split_once('.') {
        Some((whole, fraction)) if !fraction.is_empty() => (whole, fraction),
        Some(_) => return Err(no_amount()),
        None => (unsigned, ""),
    };
    let is_number = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    let is_whole = is_number(whole) && (whole == "0" || !whole.is_empty() && !whole.starts_with('0'));
    if !is_whole || !is_number(fraction) || fraction.len() > digits as usize {
        return Err(no_amount());
    }
    let mut amount = Decimal::from_str_exact(text).map_err(|_| no_amount())?;
    amount.rescale(digits);
    if amount.abs() > Decimal::new(LARGEST, digits) {
        return Err(Error::because(Kind::InvalidArgument, "an amount beyond 10^15 minor units"));
    }
    Ok(amount)
}
