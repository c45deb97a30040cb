//! Amounts on their way into a statement.
//!
//! How many minor units a text means depends on the currency, which the statement alone knows (it is the channel's or
//! the order's). So the statement gets all readings and picks one: `json_extract(?5, '$.' || currency)`.

use feiqian_money::{AmountError, Currency, cashier};

/// An amount in minor units of each currency, as a JSON object by currency code: -1 where the text has more digits than
/// the currency (422 `validation.numeric`), -2 where it is beyond 10^15 (`validation.max.numeric`). The text has passed
/// phase 1: a positive amount in the wire's grammar.
pub fn amounts(text: &str) -> String {
    let readings = Currency::ALL.map(|currency| {
        let minor = match cashier::parse_or_zero(text, currency) {
            Ok(amount) => amount.minor(),
            Err(AmountError::TooLarge) => -2,
            Err(AmountError::Digits | AmountError::Grammar | AmountError::NotPositive) => -1,
        };
        format!("\"{}\":{minor}", currency.code())
    });
    format!("{{{}}}", readings.join(","))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_amount_is_read_for_every_currency() {
        for (text, readings) in [
            ("300.00", r#"{"CNY":30000,"USD":30000,"VND":-1,"JPY":-1,"USDT":300000000,"BTC":30000000000}"#),
            ("1", r#"{"CNY":100,"USD":100,"VND":1,"JPY":1,"USDT":1000000,"BTC":100000000}"#),
            ("0.00000001", r#"{"CNY":-1,"USD":-1,"VND":-1,"JPY":-1,"USDT":-1,"BTC":1}"#),
            (
                "10000000000000",
                r#"{"CNY":1000000000000000,"USD":1000000000000000,"VND":10000000000000,"JPY":10000000000000,"USDT":-2,"BTC":-2}"#,
            ),
            ("10000000000000.01", r#"{"CNY":-2,"USD":-2,"VND":-1,"JPY":-1,"USDT":-2,"BTC":-2}"#),
        ] {
            assert_eq!(amounts(text), readings, "{text}");
        }
    }
}
