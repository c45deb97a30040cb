//! Amounts of the payee interface (`payee.md` 5): `^(0|[1-9][0-9]{0,11})(\.[0-9]{1,2})?$`, positive, no point for
//! currencies without minor units. Every error is answered with `000023` `data error : amount`.

use crate::decimal::Decimal;
use crate::{AmountError, Currency, Money};

/// Largest amount, in minor units.
pub const MAX_MINOR: i64 = 9_000_000_000_000;

/// Most digits before the point.
const MAX_WHOLE_DIGITS: usize = 12;

/// A currency of this interface: USD, CNY or JPY.
pub fn currency(code: &str) -> Option<Currency> {
    Currency::parse(code).filter(|currency| matches!(currency, Currency::Usd | Currency::Cny | Currency::Jpy))
}

/// A positive amount in a currency of this interface.
pub fn parse(text: &str, currency: Currency) -> Result<Money, AmountError> {
    let decimal = Decimal::split(text)
        .filter(|decimal| !decimal.negative && !decimal.has_leading_zero())
        .filter(|decimal| decimal.whole.len() <= MAX_WHOLE_DIGITS && decimal.fraction_digits().len() <= 2)
        .ok_or(AmountError::Grammar)?;
    if decimal.fraction_digits().len() > usize::from(currency.exponent()) {
        return Err(AmountError::Digits);
    }
    match decimal.magnitude(currency.exponent(), MAX_MINOR) {
        Some(0) => Err(AmountError::NotPositive),
        Some(minor) => Ok(Money::new(minor, currency)),
        None => Err(AmountError::TooLarge),
    }
}
