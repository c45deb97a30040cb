//! Amounts as texts.

use feiqian_money::{Currency, Money};

/// Minor units of a currency as a decimal text.
pub fn text(minor: i64, currency: &str) -> String {
    Money::new(minor, Currency::parse(currency).unwrap_or(Currency::Cny)).to_text()
}
