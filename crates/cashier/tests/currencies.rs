//! `currencies` is what `crates/money` says, and what cannot read that table says the same.

mod common;

use feiqian_cashier::{amount_by, wire_amount};
use feiqian_money::{Currency, Money, payee};
use feiqian_platform::Value;
use feiqian_platform::native::block_on;

const AMOUNTS: [i64; 11] =
    [0, 1, 9, 10, 99, 100, 12_345, 999_999, 1_000_000, 100_000_001, 1_000_000_000_000_000];

#[test]
fn amounts_and_types_are_those_of_the_money_crate() {
    const ROW: &str = concat!(
        "SELECT ",
        wire_amount!("?1", "?2"),
        ", ",
        amount_by!("?1", "y"),
        ", channel_type, exponent, unit FROM currencies y WHERE code = ?2"
    );
    let platform = common::platform();
    for currency in Currency::ALL {
        for minor in AMOUNTS {
            let parameters = [Value::from(minor), currency.code().into()];
            let mut row = block_on(platform.query_row(ROW, &parameters)).unwrap();
            let text = Money::new(minor, currency).to_text();
            assert_eq!([row.take::<String>().unwrap(), row.take().unwrap()], [text.clone(), text]);
            assert_eq!(row.take::<i64>().unwrap(), i64::from(currency.cashier_type()));
            assert_eq!(row.take::<i64>().unwrap(), i64::from(currency.exponent()));
            assert_eq!(row.take::<i64>().unwrap(), 10_i64.pow(currency.exponent().into()));
        }
    }
    let codes = common::texts(&platform, "SELECT code FROM currencies ORDER BY code");
    assert_eq!(codes, sorted(&Currency::CODES));
    let types = common::integers(&platform, "SELECT channel_type FROM currencies ORDER BY 1");
    assert_eq!(types, [0, 1, 2, 3, 4, 5]);
}

#[test]
fn payees_have_those_that_the_payee_api_takes() {
    let rows = "SELECT p.currency FROM payee_currency p JOIN currencies y ON (y.code, y.exponent) = (p.currency, p.exponent)
                 ORDER BY 1";
    let taken: Vec<&str> =
        Currency::CODES.into_iter().filter(|code| payee::currency(code).is_some()).collect();
    assert_eq!(common::texts(&common::platform(), rows), sorted(&taken));
}

#[test]
fn every_check_of_a_currency_lists_them_all() {
    let tables = common::texts(
        &common::platform(),
        "SELECT sql FROM sqlite_master WHERE type = 'table' AND sql LIKE '%CHECK (currency IN (%'",
    );
    for table in &tables {
        let list =
            table.split_once("CHECK (currency IN (").and_then(|(_, list)| list.split_once("))")).unwrap().0;
        let listed: Vec<&str> = list.split(", ").map(|code| code.trim_matches('\'')).collect();
        assert_eq!(sorted(&listed), sorted(&Currency::CODES), "{table}");
    }
    assert_eq!(tables.len(), 3);
}

fn sorted(codes: &[&str]) -> Vec<String> {
    let mut codes: Vec<String> = codes.iter().copied().map(str::to_owned).collect();
    codes.sort();
    codes
}
