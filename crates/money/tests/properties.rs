//! What holds for every amount, with rust_decimal as the second opinion.

use feiqian_money::wallet::{CENTS, MILLIONTHS, NumericError, Written, numeric};
use feiqian_money::{AmountError, Currency, Money, cashier, fee, minimal, payee, print};
use proptest::prelude::*;
use rust_decimal::{Decimal, RoundingStrategy};

fn currency() -> impl Strategy<Value = Currency> {
    prop::sample::select(&Currency::ALL[..])
}

/// Texts that are amounts, nearly amounts, or neither.
fn text() -> impl Strategy<Value = String> {
    prop_oneof![
        "-?(0|[1-9][0-9]{0,17})(\\.[0-9]{1,9})?",
        "-?[0-9]{0,20}\\.?[0-9]{0,10}",
        "-?[0-9]{1,6}(\\.[0-9]{1,6})?[eE][+-]?[0-9]{1,3}",
        "[-+.,eE0-9 ]{0,8}",
        "\\PC{0,8}",
    ]
}

fn in_units(value: Decimal, exponent: u8) -> Option<i64> {
    let mut units = value;
    for _ in 0..exponent {
        units = units.checked_mul(Decimal::TEN)?;
    }
    if units.is_integer() { units.try_into().ok() } else { None }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2048))]

    #[test]
    fn print_then_parse(minor in 1..=cashier::MAX_MINOR, currency in currency()) {
        let money = Money::new(minor, currency);
        let text = money.to_text();
        prop_assert_eq!(cashier::parse(&text, currency), Ok(money));
        prop_assert_eq!(cashier::parse_upstream(&text, currency), Ok(money));
        prop_assert_eq!(text.split_once('.').map_or(0, |(_, fraction)| fraction.len()), usize::from(currency.exponent()));
        let decimal: Decimal = text.parse().unwrap();
        prop_assert_eq!(in_units(decimal, currency.exponent()), Some(minor));
    }

    #[test]
    fn payee_print_then_parse(minor in 1..=payee::MAX_MINOR, code in prop::sample::select(&["USD", "CNY", "JPY"][..])) {
        let currency = payee::currency(code).unwrap();
        let money = Money::new(minor, currency);
        let fits = currency != Currency::Jpy || minor < 1_000_000_000_000;
        prop_assert_eq!(payee::parse(&money.to_text(), currency), if fits { Ok(money) } else { Err(AmountError::Grammar) });
    }

    #[test]
    fn any_number_prints_exactly(units in any::<i64>(), exponent in 0_u8..20) {
        let value = Decimal::from_i128_with_scale(units.into(), exponent.into());
        prop_assert_eq!(print(units, exponent), value.to_string());
        let minimal = minimal(units, exponent);
        prop_assert_eq!(&minimal, &value.normalize().to_string());
        prop_assert!(serde_like_json_number(&minimal));
    }

    #[test]
    fn cashier_agrees_with_decimals(text in text(), currency in currency()) {
        let parsed = cashier::parse_or_zero(&text, currency);
        let strict = cashier::parse(&text, currency);
        let upstream = cashier::parse_upstream(&text, currency);
        if let Ok(money) = parsed {
            let decimal: Decimal = text.parse().unwrap();
            prop_assert_eq!(in_units(decimal, currency.exponent()), Some(money.minor()));
            prop_assert!((0..=cashier::MAX_MINOR).contains(&money.minor()));
            prop_assert_eq!(upstream, parsed);
            prop_assert_eq!(strict, if money.minor() > 0 { parsed } else { Err(AmountError::NotPositive) });
        } else {
            prop_assert_eq!(strict, parsed);
            if parsed != Err(AmountError::Digits) {
                prop_assert_eq!(upstream, parsed);
            }
        }
    }

    #[test]
    fn payee_accepts_less_than_the_cashier(text in text(), currency in currency()) {
        if let Ok(money) = payee::parse(&text, currency) {
            prop_assert_eq!(cashier::parse(&text, currency), Ok(money));
            prop_assert!((1..=payee::MAX_MINOR).contains(&money.minor()));
        }
    }

    #[test]
    fn wallet_numbers_agree_with_decimals(text in text(), scale in prop::sample::select(&[CENTS, MILLIONTHS][..])) {
        let written = numeric(&text, Written::Number, scale);
        let string = numeric(&text, Written::String, scale);
        if let Ok(units) = string && !text.trim_start_matches('-').starts_with('0') {
            prop_assert_eq!(written, Ok(units));
        }
        // rust_decimal has 28 digits; within them it must agree.
        let decimal = if text.contains(['e', 'E']) { Decimal::from_scientific(&text) } else { text.parse() };
        match (written, decimal) {
            (Ok(units @ (i64::MIN | i64::MAX)), Ok(decimal)) => {
                let limit = Decimal::from(units);
                let scaled = decimal.checked_mul(Decimal::from(10_i64.pow(scale.into())));
                prop_assert!(scaled.is_none_or(|scaled| scaled.abs() >= limit.abs()));
            }
            (Ok(units), Ok(decimal)) => prop_assert_eq!(in_units(decimal, scale), Some(units)),
            (Err(NumericError::Scale), Ok(decimal)) => {
                let places = decimal.normalize().scale();
                prop_assert!(places > scale.into() || decimal.is_zero());
            }
            _ => {}
        }
    }

    #[test]
    fn minimal_rates_and_amounts_are_read_back(units in 0..100_000_000_000_i64, scale in prop::sample::select(&[CENTS, MILLIONTHS][..])) {
        prop_assert_eq!(numeric(&minimal(units, scale), Written::Number, scale), Ok(units));
        prop_assert_eq!(numeric(&print(units, scale), Written::String, scale), Ok(units));
    }

    #[test]
    fn fees_agree_with_decimals(minor in 0..=cashier::MAX_MINOR, ppm in 0..=1_000_000_i64, fixed in 0..=1_000_000_000_i64) {
        let amount = Money::new(minor, Currency::Cny);
        let share = Decimal::from(minor) * Decimal::new(ppm, 6);
        let rounded = |strategy| i64::try_from(share.round_dp_with_strategy(0, strategy)).unwrap();
        let up = fee::rounded_up(amount, ppm).unwrap().minor();
        prop_assert_eq!(up, rounded(RoundingStrategy::AwayFromZero));
        prop_assert!(up <= minor);
        prop_assert_eq!(
            fee::half_up(amount, fixed, ppm).unwrap().minor(),
            fixed + rounded(RoundingStrategy::MidpointAwayFromZero)
        );
    }

    #[test]
    fn sums_are_inverse(a in any::<i64>(), b in any::<i64>(), currency in currency()) {
        let (a, b) = (Money::new(a, currency), Money::new(b, currency));
        if let Some(sum) = a.checked_add(b) {
            prop_assert_eq!(sum.checked_sub(b), Some(a));
        }
    }
}

/// `-?(0|[1-9][0-9]*)(\.[0-9]*[1-9])?`
fn serde_like_json_number(text: &str) -> bool {
    let digits = text.strip_prefix('-').unwrap_or(text);
    let (whole, fraction) = digits.split_once('.').unwrap_or((digits, "1"));
    (whole == "0" || !whole.starts_with('0'))
        && !whole.is_empty()
        && !fraction.ends_with('0')
        && !fraction.is_empty()
        && (whole.bytes().chain(fraction.bytes())).all(|byte| byte.is_ascii_digit())
}
