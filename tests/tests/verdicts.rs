//! The verdicts of the database (docs/decisions/verdicts.md): what a trigger raises has an answer, and whatever has an answer is
//! raised.

use feiqian_deposit::{insert, pay, put_pay};
use feiqian_merchant::approve;
use feiqian_tests::bundle::repository;
use feiqian_withdraw::do_withdraw;
use regex::Regex;
use std::collections::BTreeSet;

/// Raised if the bundle, or who works by SQL, does what never may be: a fault, which no answer names.
const FAULTS: [&str; 11] = [
    "append_only",
    "fixed_column",
    "foreign_row",
    "illegal_move",
    "ledger_error",
    "payout_shape",
    "payout_verdict",
    "token_limit",
    "wallet_without_adjustment",
    "wallet_without_ledger",
    "wrong_resource",
];

/// What an order's `change_action` is if nothing is refused.
const ACTIONS: [&str; 4] = ["approve", "callback", "create", "make_up"];

type Words = BTreeSet<String>;

fn words<'w>(all: impl IntoIterator<Item = &'w str>) -> Words {
    all.into_iter().map(str::to_owned).collect()
}

/// Whatever stands between the quotes of an expression in a text.
fn found(text: &str, expression: &str) -> Words {
    words(Regex::new(expression).unwrap().captures_iter(text).map(|found| found.get(1).unwrap().as_str()))
}

fn raised(text: &str) -> Words {
    found(text, r"RAISE\(ABORT, '([^']*)'\)")
}

fn schema() -> String {
    let folder = std::fs::read_dir(repository().join("sql")).unwrap();
    let files = folder.map(|entry| entry.unwrap().path());
    files.filter(|path| path.is_file()).map(|path| std::fs::read_to_string(path).unwrap()).collect()
}

/// What the cashier's components, those of the desk and the rest have answers for.
fn answered() -> Words {
    let mut all = [&pay::VERDICTS[..], &put_pay::verdicts(), &approve::VERDICTS].concat();
    all.push(do_withdraw::NO_LIMITS);
    all.extend(do_withdraw::REFUSALS.map(|(verdict, ..)| verdict));
    all.extend(feiqian_wallet::verdicts());
    all.push(feiqian_payee::ANSWERED);
    all.extend(feiqian_payee::VERDICTS.map(|(verdict, ..)| verdict));
    all.extend(feiqian_admin::VERDICTS);
    all.extend(feiqian_finance::VERDICTS);
    all.push(feiqian_operator::command::MOVED);
    all.extend(feiqian_delivery::VERDICTS);
    words(all)
}

#[test]
fn what_is_raised_is_answered_and_what_is_answered_is_raised() {
    let raised = raised(&schema());
    let known: Words = answered().union(&words(FAULTS)).cloned().collect();
    assert_eq!(raised, known);
    let form = Regex::new("^[A-Za-z0-9]+(_[A-Za-z0-9]+)+$").unwrap();
    for word in &raised {
        assert!(form.is_match(word), "{word}: a connection that meets it would be taken for broken");
    }
}

#[test]
fn a_statement_decides_by_the_words_that_its_trigger_raises() {
    let schema = schema();
    for (trigger, statements) in [
        ("deposit_records_bi", &[insert::HUB_ORDER, insert::LOCAL_ORDER, put_pay::MAKE_UP][..]),
        ("deposit_records_bu", &[put_pay::PAID, approve::MOVE_DEPOSIT]),
        ("withdraw_records_bi", &[do_withdraw::WITHDRAW]),
        ("withdraw_records_bu", &[approve::MOVE_WITHDRAWAL]),
    ] {
        let (_, body) = schema.split_once(&format!("TRIGGER IF NOT EXISTS {trigger} ")).unwrap();
        let (body, _) = body.split_once("\nEND;").unwrap();
        let raised: Words = raised(body).difference(&words(FAULTS)).cloned().collect();
        let decided = found(&statements.concat(), r"(?:THEN|ELSE)\s+'([A-Za-z]+_[a-z_]+)'");
        let decided: Words = decided.difference(&words(ACTIONS)).cloned().collect();
        assert_eq!(raised, decided, "{trigger}");
    }
}

#[test]
fn a_payments_verdict_is_raised_as_it_is_written() {
    let schema = schema();
    let (_, body) = schema.split_once("TRIGGER IF NOT EXISTS payee_verdict_ii ").unwrap();
    let (list, rest) = body.split_once("\nEND;").unwrap();
    let (_, body) = rest.split_once("TRIGGER IF NOT EXISTS payee_payout_bi ").unwrap();
    let (body, _) = body.split_once("\nEND;").unwrap();
    let written = found(body, r"'([A-Za-z]+_[a-z]+)'");
    let raised: Words = raised(list).difference(&words(["payout_verdict"])).cloned().collect();
    assert_eq!(raised, written);
}
