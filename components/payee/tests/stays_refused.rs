//! A payment without a timestamp that the database refuses stays refused: the statement that refuses it writes that down.

mod common;
use common::*;
use feiqian_platform::Platform;
use std::collections::BTreeSet;

const TOP_UP: &str =
    "INSERT INTO payee_posting (merchant_no, currency, reference, kind, from_kind, to_kind, amount, created_at)
     VALUES ('900001', 'USD', 'more', 'TOPUP', 'FUNDING', 'AVAILABLE', 10000000, 1)";

/// A payment without a timestamp that the balance does not cover.
fn dear(bench: &Bench) -> Pairs {
    let customer = bench.payee("a");
    let account = bench.us_account(&customer, "u");
    with(&payout(&customer, &account, "i"), &[("amount", "10000.00"), ("timestamp", "")])
}

#[test]
fn whoever_dies_after_the_statement_leaves_the_payment_refused() {
    let bench = Bench::new();
    let dear = dear(&bench);
    // Authentication, record, payment: then the process is gone, and nobody is told.
    bench.platform.set_statements_left(Some(3));
    assert_eq!(bench.send(json(PAY, &signed(&dear))).0, 500);
    bench.platform.set_statements_left(None);
    bench.sql(TOP_UP);
    for _ in 0..2 {
        bench.refuse(PAY, &dear, "000040", "Account balance is not sufficient");
    }
    assert_eq!(bench.integer("SELECT count(*) FROM payee_payout"), 0);
    bench.check_invariants();
}

#[test]
fn whoever_dies_before_the_statement_leaves_it_open() {
    let bench = Bench::new();
    let dear = dear(&bench);
    bench.platform.set_statements_left(Some(2));
    assert_eq!(bench.send(json(PAY, &signed(&dear))).0, 500);
    bench.platform.set_statements_left(None);
    bench.sql(TOP_UP);
    assert!(bench.post(PAY, &dear).contains("000100"));
    bench.check_invariants();
}

#[test]
fn equal_calls_in_flight_get_one_answer_while_the_balance_changes() {
    for round in 0..8 {
        let directory = tempfile::tempdir().unwrap();
        let bench = Bench::on(Platform::on_file(directory.path().join("test.db")));
        let dear = dear(&bench);
        let answers: BTreeSet<String> = std::thread::scope(|scope| {
            let (bench, dear) = (&bench, &dear);
            let callers: Vec<_> =
                (0..16).map(|_| scope.spawn(move || bench.send(json(PAY, &signed(dear))).1)).collect();
            std::thread::sleep(std::time::Duration::from_millis(round));
            // A batch does not wait for the lock as a command does.
            while bench.platform.run_batch(TOP_UP).is_err() {
                std::thread::yield_now();
            }
            callers.into_iter().map(|caller| caller.join().unwrap()).collect()
        });
        assert_eq!(answers.len(), 1, "{answers:?}");
        let answer = answers.first().unwrap();
        let payouts = bench.integer("SELECT count(*) FROM payee_payout");
        assert_eq!(payouts, i64::from(answer.contains("000100")), "{answer}");
        assert_eq!(bench.post(PAY, &dear), *answer, "and so it stays");
        bench.check_invariants();
    }
}

/// The state before, the state that would allow it, changes of the request, the refusal.
type Case<'c> = (&'c str, &'c str, &'c [(&'c str, &'c str)], &'c str);

#[test]
fn every_refusal_reads_the_same_with_and_without_a_timestamp() {
    let bench = Bench::new();
    let customer = bench.payee("a");
    let account = bench.us_account(&customer, "u");
    let other = bench.account(&customer, "t");
    assert!(bench.post(PAY, &payout(&customer, &account, "taken")).contains("000100"));
    let base = payout(&customer, &account, "i");
    let as_they_are = "SELECT 1";
    let cases: &[Case] = &[
        (as_they_are, as_they_are, &[("invoiceId", "taken"), ("amount", "2.00")], "Duplicate request error"),
        (
            "UPDATE payee_merchant SET payout_right = 0",
            "UPDATE payee_merchant SET payout_right = 1",
            &[],
            "Access Denied",
        ),
        (
            as_they_are,
            as_they_are,
            &[("customerNo", "2000999999999999999999")],
            "no related information : customerNo",
        ),
        (
            as_they_are,
            as_they_are,
            &[("accountToken", "2010999999999999999999")],
            "no related information : accountToken",
        ),
        (
            "INSERT INTO payee_merchant (merchant_no, name, created_at) VALUES ('900003', 'x', 1);
             UPDATE payee_fee SET merchant_no = '900003' WHERE merchant_no = '900001' AND currency = 'JPY'",
            "UPDATE payee_fee SET merchant_no = '900001' WHERE merchant_no = '900003'",
            &[("currency", "JPY"), ("amount", "10")],
            "no related information : currency",
        ),
        (as_they_are, as_they_are, &[("accountToken", &other)], "parameters do not match : currency"),
        (
            "UPDATE payee_merchant SET allow_cross_currency = 1",
            "UPDATE payee_merchant SET allow_cross_currency = 0",
            &[("accountToken", &other), ("processingChannel", "STANDARD_ACH")],
            "parameters do not match : processingChannel",
        ),
        (
            "UPDATE payee_rule SET enabled = 0",
            "UPDATE payee_rule SET enabled = 1",
            &[],
            "supplier system error",
        ),
        (as_they_are, as_they_are, &[("amount", "10000.00")], "Account balance is not sufficient"),
    ];
    for (at, (before, after, changes, message)) in cases.iter().enumerate() {
        bench.sql(before);
        let call = |invoice: &str, timestamp: &str| {
            let named = with(&base, &[("invoiceId", invoice), ("timestamp", timestamp)]);
            bench.post(PAY, &with(&named, changes))
        };
        let (kept, tried) = (call(&format!("k{at}"), ""), call(&format!("t{at}"), "2026-01-02T03:04:05Z"));
        assert!(kept.contains(message), "{message}: {kept}");
        assert_eq!(kept, tried, "{message}");
        bench.sql(after);
        assert_eq!(call(&format!("k{at}"), ""), kept, "{message} for good");
    }
    let recorded =
        "SELECT count(*) FROM payee_request WHERE refusal <> '' AND expires_at = 9223372036854775807";
    assert_eq!(bench.integer(recorded), cases.len() as i64);
    assert_eq!(bench.integer("SELECT count(*) FROM payee_request WHERE refusal = ''"), 0);
    bench.check_invariants();
}

#[test]
fn a_payout_that_no_call_has_asked_for_meets_the_same_rules() {
    let bench = Bench::new();
    let customer = bench.payee("a");
    let account = bench.us_account(&customer, "u");
    let insert = |merchant: &str, amount: i64, fee: &str| {
        bench.platform.run_batch(&format!(
            "INSERT INTO payee_payout (transaction_no, merchant_no, store_no, customer_no, account_token, invoice_id, verify_sign,
                 body_hash, currency, amount, fee, status, provider, reply, created_at, updated_at)
             SELECT '123456789012345678', '{merchant}', '800001', '{customer}', '{account}', 'i', 'x', zeroblob(32), 'USD', {amount},
                    {fee}, 'pending', 'x', '{{}}', 1, 1 FROM payee_fee f WHERE merchant_no = '900001' AND currency = 'USD'"
        ))
    };
    let fee = |amount: i64| format!("f.fee_fixed + ({amount} * f.fee_rate_ppm + 500000) / 1000000");
    let refused = |result: Result<(), feiqian_platform::DatabaseError>| result.unwrap_err().to_string();
    assert!(refused(insert("900001", 1_000_000, &fee(1_000_000))).contains("balance_short"));
    assert!(refused(insert("900001", 100, "1234")).contains("payout_shape"));
    assert!(refused(insert("900002", 100, &fee(100))).contains("customerNo_unknown"));
    assert_eq!(insert("900001", 100, &fee(100)), Ok(()));
}
