//! Amounts of every interface: no panic, and what is accepted prints and reads back as itself.
//!
//! Input: a byte that chooses currency and scale, then the text.
#![no_main]

use feiqian_money::wallet::{Written, numeric};
use feiqian_money::{AmountError, Currency, Money, cashier, fee, minimal, payee, print};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|data: &[u8]| {
    let Some((&choice, text)) = data.split_first() else { return };
    let text = String::from_utf8_lossy(text);
    let currency = Currency::ALL[usize::from(choice) % Currency::ALL.len()];

    type Parse = fn(&str, Currency) -> Result<Money, AmountError>;
    let mut parsers: Vec<Parse> = vec![cashier::parse, cashier::parse_or_zero, cashier::parse_upstream];
    if payee::currency(currency.code()).is_some() {
        parsers.push(payee::parse);
    }
    for parse in parsers {
        if let Ok(money) = parse(&text, currency) {
            assert!((0..=cashier::MAX_MINOR).contains(&money.minor()));
            assert_eq!(parse(&money.to_text(), currency), Ok(money));
            let charged = fee::rounded_up(money, i64::from(choice) * 3_921).unwrap();
            assert!(charged.minor() <= money.minor());
            let _ = fee::half_up(money, money.minor(), i64::MAX);
        }
    }

    let scale = choice % 9;
    for written in [Written::Number, Written::String] {
        if let Ok(units) = numeric(&text, written, scale)
            && units != i64::MAX
            && units != i64::MIN
        {
            let minimal = minimal(units, scale);
            if minimal.len() <= 24 {
                assert_eq!(numeric(&minimal, Written::Number, scale), Ok(units));
            }
            assert_eq!(print(units, scale).parse::<f64>(), minimal.parse::<f64>());
        }
    }
});
