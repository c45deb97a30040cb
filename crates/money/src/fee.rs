//! Fees: a share of an amount in millionths, rounded to whole minor units.
//!
//! Rounding differs by interface and is part of the contract; both are exact in 128-bit integers.

use crate::Money;

const MILLION: i128 = 1_000_000;

/// The wallet's fee: the share rounded up (`wallet.md` 2.6). `None` if an argument is negative or the fee does not fit.
///
/// ```
/// use feiqian_money::{Currency, Money, fee};
/// let fee = fee::rounded_up(Money::new(9999, Currency::Cny), 6_000);
/// assert_eq!(fee, Some(Money::new(60, Currency::Cny))); // 99.99 × 0.006 = 0.59994
/// ```
pub fn rounded_up(amount: Money, rate_millionths: i64) -> Option<Money> {
    share(amount, rate_millionths, MILLION - 1, 0)
}

/// The payee interface's fee: a fixed part and the share rounded half up (`payee.md` 6.7). `None` if an argument is
/// negative or the fee does not fit.
pub fn half_up(amount: Money, fixed_minor: i64, rate_ppm: i64) -> Option<Money> {
    share(amount, rate_ppm, MILLION / 2, fixed_minor)
}

fn share(amount: Money, rate_millionths: i64, rounding: i128, fixed_minor: i64) -> Option<Money> {
    if amount.minor() < 0 || rate_millionths < 0 || fixed_minor < 0 {
        return None;
    }
    let product = i128::from(amount.minor()) * i128::from(rate_millionths);
    let minor = i128::from(fixed_minor) + (product + rounding) / MILLION;
    i64::try_from(minor).ok().map(|minor| Money::new(minor, amount.currency()))
}
