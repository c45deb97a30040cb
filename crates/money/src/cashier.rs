//! Amounts of the cashier (`cashier.md` 1.3): `-?(0|[1-9][0-9]*)(\.[0-9]+)?`.
//!
//! Grammar and sign are checked in phase 1, before the currency is known; what is left for phase 2 are
//! [`AmountError::Digits`] (`validation.numeric`) and [`AmountError::TooLarge`] (`validation.max.numeric`). These
//! functions check everything again, so that no caller depends on an earlier check.

use crate::decimal::Decimal;
use crate::{AmountError, Currency, Money};

/// Largest amount, in minor units.
pub const MAX_MINOR: i64 = 1_000_000_000_000_000;

/// A positive amount with at most as many fraction digits as the currency has.
pub fn parse(text: &str, currency: Currency) -> Result<Money, AmountError> {
    let amount = parse_or_zero(text, currency)?;
    if amount.minor() == 0 { Err(AmountError::NotPositive) } else { Ok(amount) }
}

/// An amount or zero, which then means no limit (`limit_amount`, `cashier.md` 9.3).
pub fn parse_or_zero(text: &str, currency: Currency) -> Result<Money, AmountError> {
    let decimal = split(text)?;
    if decimal.fraction_digits().len() > usize::from(currency.exponent()) {
        return Err(AmountError::Digits);
    }
    to_money(decimal, currency)
}

/// An amount or zero from an upstream, whose surplus fraction digits must be zero (`cashier.md` 6).
pub fn parse_upstream(text: &str, currency: Currency) -> Result<Money, AmountError> {
    let decimal = split(text)?;
    let surplus = decimal.fraction_digits().get(usize::from(currency.exponent())..).unwrap_or_default();
    if surplus.bytes().any(|digit| digit != b'0') {
        return Err(AmountError::Digits);
    }
    to_money(decimal, currency)
}

fn split(text: &str) -> Result<Decimal<'_>, AmountError> {
    Decimal::split(text).filter(|decimal| !decimal.has_leading_zero()).ok_or(AmountError::Grammar)
}

fn to_money(decimal: Decimal, currency: Currency) -> Result<Money, AmountError> {
    if decimal.negative && !decimal.is_zero() {
        return Err(AmountError::NotPositive);
    }
    let minor = decimal.magnitude(currency.exponent(), MAX_MINOR).ok_or(AmountError::TooLarge)?;
    Ok(Money::new(minor, currency))
}
