//! Numbers and fees: `wallet.md` 2.5 and 2.6, `payee.md` 6.7.

use feiqian_money::wallet::NumericError::{Numeric, Scale};
use feiqian_money::wallet::{CENTS, MILLIONTHS, Written, floor, numeric};
use feiqian_money::{Currency, Money, fee, minimal, print};

#[test]
fn json_numbers() {
    for (text, expected) in [
        ("1", Ok(100)),
        ("1.00", Ok(100)),
        ("1.5", Ok(150)),
        ("1.000000", Ok(100)),
        ("0.01", Ok(1)),
        ("1e2", Ok(10_000)),
        ("1E+2", Ok(10_000)),
        ("150e-2", Ok(150)),
        ("1.5e1", Ok(1_500)),
        ("100000e-7", Ok(1)),
        ("1e-2", Ok(1)),
        ("1e-3", Err(Scale)),
        ("1.001", Err(Scale)),
        ("0.009", Err(Scale)),
        ("1e-20", Err(Scale)),
        ("0e-20", Ok(0)),
        ("0e20", Ok(0)),
        ("-0", Ok(0)),
        ("-0.50", Ok(-50)),
        ("-1.001", Err(Scale)),
        ("1e20", Ok(i64::MAX)),
        ("-1e20", Ok(i64::MIN)),
        ("1e0020", Ok(i64::MAX)),
        ("1e21", Err(Numeric)),
        ("1e-21", Err(Numeric)),
        ("0e21", Err(Numeric)),
        ("1e99999999999999999999", Err(Numeric)),
        ("1e-2147483648", Err(Numeric)),
        ("1e2147483648", Err(Numeric)),
        ("999999999999999999999999", Ok(i64::MAX)),
        ("9999999999999999999999e20", Err(Numeric)),
        ("999999999999999999999e20", Ok(i64::MAX)),
        ("-99999999999999999999e20", Ok(i64::MIN)),
        ("0.0000000000000000000001", Err(Scale)),
        ("0.1000000000000000000000", Ok(10)),
        ("1.0000000000000000000000", Ok(100)),
        ("1.00000000000000000000000", Err(Numeric)),
        ("92233720368547758.07", Ok(i64::MAX)),
        ("92233720368547758.06", Ok(i64::MAX - 1)),
        ("-92233720368547758.08", Ok(i64::MIN)),
    ] {
        assert_eq!(numeric(text, Written::Number, CENTS), expected, "{text}");
    }
    for text in [
        "", "-", "01", "1.", ".5", "+1", "1e", "1e+", "1e1.0", "1e+-1", "1e1e1", "NaN", "Infinity", "１",
        "1 ",
    ] {
        assert_eq!(numeric(text, Written::Number, CENTS), Err(Numeric), "{text}");
    }
}

#[test]
fn strings() {
    for (text, expected) in [
        ("1.00", Ok(100)),
        ("007", Ok(700)),
        ("-1", Ok(-100)),
        ("999999999999", Ok(99_999_999_999_900)),
        ("99999999999.100000000000", Ok(9_999_999_999_910)),
        ("1.001", Err(Scale)),
        ("0.001000000000", Err(Scale)),
        ("1000000000000", Err(Numeric)),
        ("0.0000000000001", Err(Numeric)),
        ("-99999999999.000000000000", Err(Numeric)),
        ("1e2", Err(Numeric)),
        ("", Err(Numeric)),
        (" 1", Err(Numeric)),
        ("1.", Err(Numeric)),
        (".5", Err(Numeric)),
        ("+1", Err(Numeric)),
        ("--1", Err(Numeric)),
    ] {
        assert_eq!(numeric(text, Written::String, CENTS), expected, "{text}");
    }
}

#[test]
fn rates() {
    for (text, expected) in [
        ("0", Ok(0)),
        ("1", Ok(1_000_000)),
        ("0.006", Ok(6_000)),
        ("0.000001", Ok(1)),
        ("0.0000001", Err(Scale)),
        ("1e-6", Ok(1)),
    ] {
        assert_eq!(numeric(text, Written::Number, MILLIONTHS), expected, "{text}");
    }
    assert_eq!(numeric("1e20", Written::Number, u8::MAX), Ok(i64::MAX));
}

#[test]
fn minimal_notation() {
    for (units, exponent, text) in [
        (99, CENTS, "0.99"),
        (9_950, CENTS, "99.5"),
        (10_000, CENTS, "100"),
        (0, CENTS, "0"),
        (-50, CENTS, "-0.5"),
        (-10_000, CENTS, "-100"),
        (0, MILLIONTHS, "0"),
        (6_000, MILLIONTHS, "0.006"),
        (10_000, MILLIONTHS, "0.01"),
        (1_000_000, MILLIONTHS, "1"),
        (100, 0, "100"),
    ] {
        assert_eq!(minimal(units, exponent), text);
    }
    assert_eq!(print(-50, CENTS), "-0.50");
    assert_eq!(print(123_450, CENTS), "1234.50");
}

#[test]
fn wallet_fee_vectors() {
    for (apply, rate, fee, actual) in [
        ("1.00", "0.01", "0.01", "0.99"),
        ("7.00", "0.01", "0.07", "6.93"),
        ("14.00", "0.01", "0.14", "13.86"),
        ("28.00", "0.01", "0.28", "27.72"),
        ("55.00", "0.01", "0.55", "54.45"),
        ("0.10", "0.1", "0.01", "0.09"),
        ("0.20", "0.1", "0.02", "0.18"),
        ("0.40", "0.1", "0.04", "0.36"),
        ("11.00", "0.05", "0.55", "10.45"),
        ("99.99", "0.006", "0.60", "99.39"),
        ("5000.00", "0", "0.00", "5000.00"),
        ("0.01", "0.01", "0.01", "0.00"),
        ("2.18", "1", "2.18", "0.00"),
    ] {
        let apply_money = Money::new(numeric(apply, Written::String, CENTS).unwrap(), Currency::Cny);
        let rate_millionths = numeric(rate, Written::String, MILLIONTHS).unwrap();
        let charged = fee::rounded_up(apply_money, rate_millionths).unwrap();
        assert_eq!(charged.to_text(), fee, "{apply} × {rate}");
        assert_eq!(apply_money.checked_sub(charged).unwrap().to_text(), actual, "{apply} × {rate}");
    }
}

#[test]
fn payee_fees_round_half_up() {
    let usd = |minor| Money::new(minor, Currency::Usd);
    for (amount, fixed, ppm, fee) in [
        // The worked example: 200.00 at 10.00 + 2 %.
        (20_000, 1_000, 20_000, 1_400),
        (1, 0, 499_999, 0),
        (1, 0, 500_000, 1),
        (3, 0, 500_000, 2),
        (25, 0, 20_000, 1),
        (24, 0, 20_000, 0),
        (0, 5, 20_000, 5),
        (9_000_000_000_000, 1_000_000_000, 1_000_000, 9_001_000_000_000),
        (1, 0, 0, 0),
    ] {
        assert_eq!(fee::half_up(usd(amount), fixed, ppm), Some(usd(fee)), "{amount} {fixed} {ppm}");
    }
    let jpy = Money::new(200, Currency::Jpy);
    assert_eq!(fee::half_up(jpy, 100, 10_000), Some(Money::new(102, Currency::Jpy)));
}

#[test]
fn fees_that_make_no_sense_are_none() {
    let cny = |minor| Money::new(minor, Currency::Cny);
    assert_eq!(fee::rounded_up(cny(-1), 1), None);
    assert_eq!(fee::rounded_up(cny(1), -1), None);
    assert_eq!(fee::rounded_up(cny(i64::MAX), i64::MAX), None);
    assert_eq!(fee::half_up(cny(1), -1, 1), None);
    assert_eq!(fee::half_up(cny(1), i64::MAX, 1_000_000), None);
    assert_eq!(fee::rounded_up(cny(i64::MAX), 1_000_000), Some(cny(i64::MAX)));
}

#[test]
fn a_number_that_is_too_fine_is_rounded_down() {
    for (text, cents) in [
        ("0.001", 0),
        ("1.239", 123),
        ("-0.001", -1),
        ("-1.239", -124),
        ("1e-20", 0),
        ("-1e-20", -1),
        ("5", 500),
    ] {
        assert_eq!(floor(text, Written::Number, 2), Ok(cents), "{text}");
    }
    assert_eq!(floor("x", Written::Number, 2), Err(Numeric));
}
