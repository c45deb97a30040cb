//! What a call costs the database: at most three statements, one to authenticate, one for the record that outlives it
//! (reads are answered by the same), one for the command.

mod common;
use common::*;
use feiqian_platform::http::Request;
use feiqian_platform::native::assert_steady;

/// Sends and counts; the answer begins with `expected`.
fn cost(bench: &Bench, request: Request, expected: &str) -> u64 {
    let before = bench.platform.statements();
    let shown = format!("{request:?}");
    let (status, body) = bench.send(request);
    assert!(status == 200 && body.contains(expected), "{shown}\n{body}");
    bench.platform.statements() - before
}

#[test]
fn reads_cost_two_and_commands_three() {
    let bench = Bench::new();
    let customer = bench.payee("a");
    let account = bench.us_account(&customer, "u");
    let success = "000100";
    let me = common(&[("customerNo", &customer)]);
    let paid = bench.post(PAY, &payout(&customer, &account, "i"));
    for (path, pairs, expected) in [
        (RETRIEVE, me.clone(), success),
        (LIST, me.clone(), success),
        (LIST, with(&me, &[("accountTag", "u")]), success),
        (LIST, with(&me, &[("accountTag", "v")]), "000021"),
        (INQUIRY, common(&[("transactionNo", &member(&paid, "transactionNo"))]), success),
        (INQUIRY, common(&[("invoiceId", "nobody's")]), "000021"),
        (BALANCE, common(&[]), success),
        (CONFIGURATIONS, common(&[]), success),
        // Refused before the command.
        (PAY, with(&payout(&customer, &account, "j"), &[("amount", "x")]), "000023"),
        (CREATE, with(&us_account(&customer, "v"), &[("accountCountry", "FR")]), "000023"),
        (REGISTER, with(&registration("b"), &[("zip", "")]), "000020"),
        (DELETE, with(&me, &[("accountToken", "2010999999999999999999")]), "000021"),
    ] {
        assert_eq!(cost(&bench, json(path, &signed(&pairs)), expected), 2, "{path} {pairs:?}");
    }
    for (path, pairs, expected) in [
        (REGISTER, registration("c"), success),
        (REGISTER, with(&registration("d"), &[("email", "c@example.test")]), "000022"),
        (UPDATE, with(&me, &[("city", "上海")]), success),
        (UPDATE, with(&me, &[("firstName", "x")]), "000040"),
        (CREATE, us_account(&customer, "v"), success),
        // The account that is there already.
        (ALIAS, with(&us_account(&customer, "u"), &[("timestamp", "2026-01-02T03:04:06Z")]), success),
        (CREATE, with(&us_account(&customer, "u"), &[("bankAccountId", "987654321")]), "000022"),
        (PAY, payout(&customer, &account, "k"), success),
        (PAY, with(&payout(&customer, &account, "l"), &[("amount", "10000.00")]), "000040"),
        (DELETE, with(&me, &[("accountToken", &account)]), "000040"),
        // Repeated with another timestamp: a payout comes along with its record and sees for itself.
        (PAY, with(&payout(&customer, &account, "i"), &[("timestamp", "2026-01-02T03:04:06Z")]), success),
        (PAY, with(&payout(&customer, &account, "i"), &[("amount", "1.00")]), "Duplicate request error"),
    ] {
        let request = json(path, &signed(&pairs));
        assert_eq!(cost(&bench, request.clone(), expected), 3, "{path} {pairs:?}");
        // The very same request again: a stored reply ends it, a refused one is tried again.
        let again = if expected == success && path != PAY { 2 } else { 3 };
        assert_eq!(cost(&bench, request, expected), again, "{path} {pairs:?} again");
    }
    bench.check_invariants();
}

#[test]
fn whoever_is_not_authentic_costs_one_and_a_bad_body_none() {
    let bench = Bench::new();
    let unsigned = with(&signed(&common(&[])), &[("verifySign", "0123456789abcdef0123456789abcdef")]);
    assert_eq!(cost(&bench, json(BALANCE, &unsigned), "000000"), 1);
    let stranger = with(&common(&[]), &[("merchantNo", "999999")]);
    assert_eq!(cost(&bench, json(BALANCE, &signed(&stranger)), "000000"), 1);
    let late = with(&common(&[]), &[("timestamp", "2025-01-02T03:04:05Z")]);
    assert_eq!(cost(&bench, json(BALANCE, &signed(&late)), "000023"), 1);
    assert_eq!(cost(&bench, raw(BALANCE, "application/json", "{"), "000023"), 0);
}

#[test]
fn a_nonce_is_one_record_more() {
    let bench = Bench::new();
    let request = header_signed(BALANCE, &signed(&common(&[])), "nonce-0123456789abcdef");
    assert_eq!(cost(&bench, request, "000100"), 3);
}

#[test]
fn the_thousandth_request_costs_as_much_as_the_first() {
    let bench = Bench::new();
    let customer = bench.payee("a");
    let account = bench.us_account(&customer, "u");
    let send = |path: &str, pairs: &Pairs| {
        let (status, body) = bench.send(json(path, &signed(pairs)));
        assert!(status == 200 && body.contains("000100"), "{path} {body}");
    };
    let pay = |number: usize| {
        let cents = [("amount", "0.01")];
        send(PAY, &with(&payout(&customer, &account, &format!("i-{number}")), &cents));
    };
    assert_steady(&bench.platform, PAY, pay);
    let register = |number: usize| send(REGISTER, &registration(&format!("b-{number}")));
    assert_steady(&bench.platform, REGISTER, register);
    let inquire = |number: usize| send(INQUIRY, &common(&[("invoiceId", &format!("i-{number}"))]));
    assert_steady(&bench.platform, INQUIRY, inquire);
}
