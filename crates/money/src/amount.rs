//! An amount of money.

use crate::currency::Currency;
use crate::decimal;
use std::fmt;

/// An amount of money: minor units of a currency.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Money {
    minor: i64,
    currency: Currency,
}

impl Money {
    /// `minor` units of `currency`, as SQL holds them.
    pub const fn new(minor: i64, currency: Currency) -> Self {
        Money { minor, currency }
    }

    /// Number of minor units.
    pub const fn minor(self) -> i64 {
        self.minor
    }

    /// Its currency.
    pub const fn currency(self) -> Currency {
        self.currency
    }

    /// The sum; `None` if the currencies differ or it does not fit.
    pub fn checked_add(self, other: Money) -> Option<Money> {
        self.same_currency(other)?.minor.checked_add(other.minor).map(|minor| Money { minor, ..self })
    }

    /// The difference; `None` if the currencies differ or it does not fit.
    pub fn checked_sub(self, other: Money) -> Option<Money> {
        self.same_currency(other)?.minor.checked_sub(other.minor).map(|minor| Money { minor, ..self })
    }

    fn same_currency(self, other: Money) -> Option<Money> {
        (self.currency == other.currency).then_some(self)
    }

    /// The amount on the wire: exactly as many fraction digits as the currency has (`300.00`, VND `1000`).
    pub fn to_text(self) -> String {
        decimal::print(self.minor, self.currency.exponent())
    }
}

impl fmt::Display for Money {
    fn fmt(&self, out: &mut fmt::Formatter) -> fmt::Result {
        out.pad(&self.to_text())
    }
}

/// Why a text is no acceptable amount. The first that applies, in this order.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AmountError {
    /// Not a decimal number as the interface writes them.
    Grammar,
    /// More fraction digits than the currency has.
    Digits,
    /// Zero where it must be positive, or negative.
    NotPositive,
    /// More minor units than the interface accepts.
    TooLarge,
}
