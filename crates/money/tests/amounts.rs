//! Amounts of cashier and payee: `cashier.md` 1.3, 6 and 12, `payee.md` 5 and 11.

use feiqian_money::AmountError::{Digits, Grammar, NotPositive, TooLarge};
use feiqian_money::Currency::{Btc, Cny, Jpy, Usd, Usdt, Vnd};
use feiqian_money::{Currency, Money, cashier, payee};

fn minor<E>(parsed: Result<Money, E>) -> Result<i64, E> {
    parsed.map(Money::minor)
}

#[test]
fn currencies() {
    let table = [
        ("CNY", Cny, 2, 0),
        ("USD", Usd, 2, 4),
        ("VND", Vnd, 0, 3),
        ("JPY", Jpy, 0, 5),
        ("USDT", Usdt, 6, 2),
        ("BTC", Btc, 8, 1),
    ];
    assert_eq!(Currency::ALL.len(), table.len());
    for (code, currency, exponent, cashier_type) in table {
        assert_eq!(Currency::parse(code), Some(currency));
        assert_eq!(currency.code(), code);
        assert_eq!(currency.exponent(), exponent);
        assert_eq!(currency.cashier_type(), cashier_type);
    }
    for unknown in ["", "cny", "EUR", "USDTX", " CNY"] {
        assert_eq!(Currency::parse(unknown), None, "{unknown}");
    }
    assert_eq!([Usd, Cny, Jpy].map(|known| payee::currency(known.code())), [Some(Usd), Some(Cny), Some(Jpy)]);
    assert_eq!([Vnd, Usdt, Btc].map(|other| payee::currency(other.code())), [None; 3]);
}

#[test]
fn cashier_amounts() {
    for (text, currency, expected) in [
        ("300.00", Cny, Ok(30_000)),
        ("300", Cny, Ok(30_000)),
        ("300.5", Cny, Ok(30_050)),
        ("0.01", Cny, Ok(1)),
        ("1000", Vnd, Ok(1_000)),
        ("0.000001", Usdt, Ok(1)),
        ("21000000.00000001", Btc, Err(TooLarge)),
        ("0.00000001", Btc, Ok(1)),
        ("1.001", Cny, Err(Digits)),
        ("1.000", Cny, Err(Digits)),
        ("1000.0", Vnd, Err(Digits)),
        ("0.0000001", Usdt, Err(Digits)),
        ("10000000000000.00", Cny, Ok(1_000_000_000_000_000)),
        ("10000000000000.01", Cny, Err(TooLarge)),
        ("1000000000000000", Jpy, Ok(1_000_000_000_000_000)),
        ("1000000000000001", Jpy, Err(TooLarge)),
        ("999999999999999999999999999999", Cny, Err(TooLarge)),
        ("99999999999999999999999999.999", Cny, Err(Digits)),
        ("0", Cny, Err(NotPositive)),
        ("0.00", Cny, Err(NotPositive)),
        ("-0", Cny, Err(NotPositive)),
        ("-5", Cny, Err(NotPositive)),
        ("-999999999999999999999999999999", Cny, Err(NotPositive)),
    ] {
        assert_eq!(minor(cashier::parse(text, currency)), expected, "{text} {}", currency.code());
    }
    for text in [
        "", "abc", "1e3", "+5", ".5", "5.", "007", "00", "1,000", "-", "--1", "1.2.3", "1.-2", " 1", "1 ",
        "１", "0x1",
    ] {
        assert_eq!(cashier::parse(text, Cny), Err(Grammar), "{text}");
        assert_eq!(cashier::parse_or_zero(text, Cny), Err(Grammar), "{text}");
        assert_eq!(cashier::parse_upstream(text, Cny), Err(Grammar), "{text}");
    }
}

#[test]
fn cashier_limits_may_be_zero() {
    for (text, expected) in [
        ("0", Ok(0)),
        ("0.00", Ok(0)),
        ("-0.0", Ok(0)),
        ("10000.00", Ok(1_000_000)),
        ("-0.01", Err(NotPositive)),
        ("0.000", Err(Digits)),
    ] {
        assert_eq!(minor(cashier::parse_or_zero(text, Cny)), expected, "{text}");
    }
}

#[test]
fn upstream_amounts_may_have_surplus_zeros() {
    for (text, currency, expected) in [
        ("50", Cny, Ok(5_000)),
        ("50.00000", Cny, Ok(5_000)),
        ("50.10000", Cny, Ok(5_010)),
        ("50.001", Cny, Err(Digits)),
        ("1000.00", Vnd, Ok(1_000)),
        ("1000.10", Vnd, Err(Digits)),
        ("0.0", Cny, Ok(0)),
        ("-1", Cny, Err(NotPositive)),
        ("10000000000000.010", Cny, Err(TooLarge)),
    ] {
        assert_eq!(minor(cashier::parse_upstream(text, currency)), expected, "{text}");
    }
}

#[test]
fn payee_amounts() {
    for (text, currency, expected) in [
        ("200.00", Usd, Ok(20_000)),
        ("200.0", Usd, Ok(20_000)),
        ("200", Usd, Ok(20_000)),
        ("0.01", Usd, Ok(1)),
        ("200", Jpy, Ok(200)),
        ("100.0", Jpy, Err(Digits)),
        ("0", Usd, Err(NotPositive)),
        ("0.00", Usd, Err(NotPositive)),
        ("90000000000.00", Usd, Ok(9_000_000_000_000)),
        ("90000000000.01", Usd, Err(TooLarge)),
        ("999999999999", Usd, Err(TooLarge)),
        ("999999999999", Jpy, Ok(999_999_999_999)),
        ("1000000000000", Jpy, Err(Grammar)),
        ("1.001", Usd, Err(Grammar)),
    ] {
        assert_eq!(minor(payee::parse(text, currency)), expected, "{text} {}", currency.code());
    }
    for text in ["", "-1", "-0", "1e2", "$5", "01.00", "1,000", "1.", ".5", "+1", " 1", "１"] {
        assert_eq!(payee::parse(text, Usd), Err(Grammar), "{text}");
    }
}

#[test]
fn amounts_are_printed_with_exactly_the_currencys_digits() {
    for (minor, currency, text) in [
        (30_000, Cny, "300.00"),
        (1, Cny, "0.01"),
        (10, Cny, "0.10"),
        (0, Cny, "0.00"),
        (-50, Cny, "-0.50"),
        (123_450, Cny, "1234.50"),
        (1_000, Vnd, "1000"),
        (0, Jpy, "0"),
        (1, Usdt, "0.000001"),
        (1_000_000, Usdt, "1.000000"),
        (1, Btc, "0.00000001"),
        (i64::MAX, Btc, "92233720368.54775807"),
        (i64::MIN, Cny, "-92233720368547758.08"),
    ] {
        let money = Money::new(minor, currency);
        assert_eq!(money.to_text(), text);
        assert_eq!(money.to_string(), text);
        assert_eq!((money.minor(), money.currency()), (minor, currency));
    }
    assert_eq!(format!("{:>8}", Money::new(1, Cny)), "    0.01");
}

#[test]
fn sums_are_checked() {
    let cny = |minor| Money::new(minor, Cny);
    assert_eq!(cny(1).checked_add(cny(2)), Some(cny(3)));
    assert_eq!(cny(1).checked_sub(cny(2)), Some(cny(-1)));
    assert_eq!(cny(i64::MAX).checked_add(cny(1)), None);
    assert_eq!(cny(i64::MIN).checked_sub(cny(1)), None);
    assert_eq!(cny(1).checked_add(Money::new(1, Usd)), None);
    assert_eq!(cny(1).checked_sub(Money::new(1, Usd)), None);
}
