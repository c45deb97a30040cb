//! Sixty-four calls at once on one database file: one effect, and the answer that belongs to it.

mod common;
use common::*;
use feiqian_platform::Platform;
use feiqian_platform::http::Request;
use tempfile::TempDir;

const CALLERS: usize = 64;

fn on_file() -> (TempDir, Bench) {
    let directory = tempfile::tempdir().unwrap();
    let bench = Bench::on(Platform::on_file(directory.path().join("test.db")));
    (directory, bench)
}

/// The answers to as many requests at once, sorted.
fn at_once(bench: &Bench, request: impl Fn(usize) -> Request + Sync) -> Vec<String> {
    let mut answers: Vec<String> = std::thread::scope(|scope| {
        let callers: Vec<_> = (0..CALLERS)
            .map(|at| {
                let request = &request;
                scope.spawn(move || bench.send(request(at)).1)
            })
            .collect();
        callers.into_iter().map(|caller| caller.join().unwrap()).collect()
    });
    answers.sort();
    answers
}

/// The time that caller `at` signs: another signature for the same wish.
fn second(at: usize) -> String {
    format!("2026-01-02T03:0{}:{:02}Z", 4 + at / 60, at % 60)
}

#[test]
fn an_email_address_is_registered_once() {
    let (_directory, bench) = on_file();
    let answers = at_once(&bench, |at| {
        let changes = [("governmentId", &*format!("ID-{at:04}")), ("timestamp", &second(at))];
        json(REGISTER, &signed(&with(&registration("same"), &changes)))
    });
    let taken = r#"{"ret_code":"000022","ret_msg":"parameters do not match : email"}"#;
    assert_eq!(answers.iter().filter(|answer| *answer == taken).count(), CALLERS - 1, "{answers:?}");
    assert_eq!(answers.iter().filter(|answer| answer.contains("000100")).count(), 1, "{answers:?}");
    assert_eq!(bench.integer("SELECT count(*) FROM payee"), 1);
    bench.check_invariants();
}

#[test]
fn an_account_tag_is_created_once() {
    let (_directory, bench) = on_file();
    let customer = bench.payee("a");
    // The same details: everybody gets the account.
    let answers = at_once(&bench, |at| {
        json(CREATE, &signed(&with(&cn_account(&customer, "same"), &[("timestamp", &second(at))])))
    });
    let mut tokens: Vec<String> = answers.iter().map(|answer| member(answer, "accountToken")).collect();
    tokens.dedup();
    assert_eq!(tokens.len(), 1, "{answers:?}");
    // Other details each: one gets it.
    let answers = at_once(&bench, |at| {
        let changes = [("bankAccountId", &*format!("62270007347307{at:04}")), ("timestamp", &second(at))];
        json(ALIAS, &signed(&with(&cn_account(&customer, "other"), &changes)))
    });
    let taken = r#"{"ret_code":"000022","ret_msg":"parameters do not match : accountTag"}"#;
    assert_eq!(answers.iter().filter(|answer| *answer == taken).count(), CALLERS - 1, "{answers:?}");
    assert_eq!(bench.integer("SELECT count(*) FROM payee_account"), 2);
    bench.check_invariants();
}

#[test]
fn the_very_same_request_at_once_is_one_effect_and_one_reply() {
    let (_directory, bench) = on_file();
    let customer = bench.payee("a");
    let account = bench.us_account(&customer, "u");
    let doomed = bench.account(&customer, "doomed");
    let me = common(&[("customerNo", &customer)]);
    for (path, pairs) in [
        (REGISTER, registration("same")),
        (UPDATE, with(&me, &[("city", "上海")])),
        (CREATE, cn_account(&customer, "same")),
        (DELETE, with(&me, &[("accountToken", &doomed)])),
        (PAY, payout(&customer, &account, "same")),
    ] {
        let request = json(path, &signed(&pairs));
        let mut answers = at_once(&bench, |_| request.clone());
        answers.dedup();
        assert_eq!(answers.len(), 1, "{path} {answers:?}");
        assert!(answers[0].contains("000100"), "{path} {answers:?}");
        // With a key, each under its own signature.
        let (path, pairs) = match path {
            REGISTER => (path, registration("keyed")),
            CREATE => (path, cn_account(&customer, "keyed")),
            PAY => (path, payout(&customer, &account, "keyed")),
            _ => continue,
        };
        let mut answers = at_once(&bench, |at| {
            keyed(json(path, &signed(&with(&pairs, &[("timestamp", &second(at))]))), path)
        });
        answers.dedup();
        assert_eq!(answers.len(), 1, "{path} {answers:?}");
        assert!(answers[0].contains("000100"), "{path} {answers:?}");
    }
    assert_eq!(bench.integer("SELECT count(*) FROM payee"), 3);
    assert_eq!(bench.integer("SELECT count(*) FROM payee_account"), 4);
    assert_eq!(bench.integer("SELECT count(*) FROM payee_payout"), 2);
    bench.check_invariants();
}

#[test]
fn a_tag_between_deletion_and_creation() {
    let (_directory, bench) = on_file();
    let customer = bench.payee("a");
    // Half of them create the account, half delete what there is: whatever the order, an answer of the list.
    for round in 0..4 {
        let tag = format!("contested {round}");
        let account = bench.account(&customer, &tag);
        let answers = at_once(&bench, |at| {
            let second = second(at);
            if at % 2 == 0 {
                json(CREATE, &signed(&with(&cn_account(&customer, &tag), &[("timestamp", &second)])))
            } else {
                let delete = common(&[("customerNo", &customer), ("accountToken", &account)]);
                json(DELETE, &signed(&with(&delete, &[("timestamp", &second)])))
            }
        });
        for answer in &answers {
            let known = answer.contains("000100") || answer.contains("no related information : accountToken");
            assert!(known, "{answer}");
        }
        assert_eq!(answers.iter().filter(|answer| answer.contains("deleted")).count(), 1, "{answers:?}");
    }
    bench.check_invariants();
}
