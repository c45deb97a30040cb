//! One index key follows another (docs/keys.md): who and what is there is found whatever key it was indexed
//! under, by every instance, in every step of the change.

mod common;
use common::*;
use feiqian_vault::demo;

const NEW: &str = "1111111111111111111111111111111111111111111111111111111111111111";

/// What instances have in turn. Two that follow one another may serve side by side.
fn steps() -> [String; 4] {
    let old = demo::PII_INDEX_KEY;
    [old.to_owned(), format!("{old},{NEW}"), format!("{NEW},{old}"), NEW.to_owned()]
}

fn has(bench: &Bench, index_keys: &str) {
    bench.platform.set_variable("pii_index_key", index_keys);
}

/// The registration of the same government id under another e-mail address.
fn again(name: &str, other: &str) -> Pairs {
    with(&registration(name), &[("email", &format!("{other}@example.test"))])
}

#[test]
fn a_payee_and_an_account_are_found_by_both_instances_of_two_steps() {
    let steps = steps();
    // Without the steps between them, old and new do not know one another: the checks below can fail.
    for (writer, reader, found) in
        [(0, 1, true), (1, 0, true), (1, 2, true), (2, 1, true), (2, 3, true), (0, 3, false), (3, 0, false)]
    {
        let what = format!("written in step {writer}, looked for in step {reader}");
        let bench = Bench::new();
        has(&bench, &steps[writer]);
        let customer = bench.payee("ada");
        let token = bench.us_account(&customer, "01");
        has(&bench, &steps[reader]);
        let duplicate = bench.post(REGISTER, &again("ada", "other"));
        assert_eq!(duplicate.contains("000022"), found, "{what}: {duplicate}");
        // Another request for the same account: the address is none of its details.
        let same = with(&us_account(&customer, "01"), &[("clientIp", "203.0.113.9")]);
        let same = bench.post(CREATE, &same);
        assert_eq!(same.contains(&token), found, "{what}: {same}");
        let other = with(&us_account(&customer, "01"), &[("bankAccountId", "123456788")]);
        assert!(bench.post(CREATE, &other).contains("000022"), "{what}");
        // The same id is no change, which the state Activated would refuse; another one is.
        let update = |id: &str| {
            let changes =
                [("customerNo", customer.as_str()), ("governmentId", id), ("governmentIdType", "ID_CARD")];
            bench.post(UPDATE, &common(&changes))
        };
        assert_eq!(update("ID-ada-4493").contains("000100"), found, "{what}");
        assert!(update("ID-other-4493").contains("000040"), "{what}");
        bench.check_invariants();
    }
}

#[test]
fn an_update_takes_no_id_that_another_payee_has_under_either_key() {
    let steps = steps();
    for (writer, reader) in [(0, 1), (1, 2), (2, 1), (2, 3)] {
        let bench = Bench::new();
        bench.platform.set_variable("payee_auto_activate", "false");
        has(&bench, &steps[writer]);
        bench.payee("ada");
        let other = bench.payee("bob");
        has(&bench, &steps[reader]);
        let update = |id: &str| {
            let changes =
                [("customerNo", other.as_str()), ("governmentId", id), ("governmentIdType", "ID_CARD")];
            bench.post(UPDATE, &common(&changes))
        };
        let taken = update("ID-ada-4493");
        assert!(taken.contains("000022"), "step {writer}, step {reader}: {taken}");
        assert!(update("ID-free-4493").contains("000100"));
        // And what it has now is found by who is a step behind.
        has(&bench, &steps[writer]);
        let duplicate = bench.post(REGISTER, &again("free", "third"));
        let knows = writer != 0 || !steps[reader].starts_with(NEW);
        assert_eq!(duplicate.contains("000022"), knows, "step {writer}, step {reader}: {duplicate}");
        bench.check_invariants();
    }
}
