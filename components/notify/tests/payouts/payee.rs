//! The payees' payouts.

use super::bench::*;
use crate::common::*;
use feiqian_platform::http::Method;
use feiqian_platform::outbound::{OutboundError, OutboundRequest};

fn check(world: &World) {
    world.check_invariants(&["payee", "outbox"]);
    world.check_secrets();
}

/// Available, reserved, in flight, fees and settled, against the 10000.00 USD of the beginning.
fn books(world: &World) -> String {
    world.text(
        "SELECT group_concat(balance, ' ') FROM (SELECT balance FROM payee_ledger WHERE merchant_no = '900001'
           AND currency = 'USD' AND kind <> 'FUNDING'
         ORDER BY instr('AVAILABLE RESERVED IN_FLIGHT FEES SETTLED', kind))",
    )
}

const BEGINNING: &str = "1000000 0 0 0 0";
const RESERVED: &str = "998490 1510 0 0 0";
const SENT: &str = "998490 1010 500 0 0";
const SETTLED: &str = "998490 0 0 1010 500";

#[test]
fn every_suffix_ends_as_the_specification_says() {
    type Steps = &'static [(&'static str, &'static str)];
    let cases: [(&str, Steps, &str); 10] = [
        ("01", &[("POST - failed", BEGINNING)], "failed"),
        (
            "02",
            &[
                ("POST processing onhold", RESERVED),
                ("GET processing onhold", RESERVED),
                ("GET processing onhold", RESERVED),
                ("GET processing success", SETTLED),
            ],
            "onhold success",
        ),
        ("03", &[("POST unknown pending", RESERVED), ("GET unknown success", SETTLED)], "success"),
        (
            "04",
            &[
                ("POST unknown pending", RESERVED),
                ("GET+POST processing pending", SENT),
                ("GET processing success", SETTLED),
            ],
            "success",
        ),
        ("05", &[("POST processing pending", SENT), ("GET processing failed", BEGINNING)], "failed"),
        (
            "06",
            &[
                ("POST processing pending", SENT),
                ("GET processing unclaimed", SENT),
                ("GET processing returned", BEGINNING),
            ],
            "unclaimed returned",
        ),
        ("07", &[("POST - blocked", BEGINNING)], "blocked"),
        ("00", &[("POST processing pending", SENT), ("GET processing success", SETTLED)], "success"),
        ("08", &[("POST processing pending", SENT), ("GET processing success", SETTLED)], "success"),
        ("99", &[("POST processing pending", SENT), ("GET processing success", SETTLED)], "success"),
    ];
    for (digits, steps, told) in cases {
        let world = world();
        let reference = ordered(&world, digits);
        assert_eq!(books(&world), RESERVED);
        for (index, (expected, expected_books)) in steps.iter().enumerate() {
            let found = attempt(&world, PAYEE, &reference);
            // A job that is over keeps the outcome before its last.
            assert_eq!(found.replace('!', ""), *expected, "{digits}, attempt {}", index + 1);
            assert_eq!(books(&world), *expected_books, "{digits}, attempt {}", index + 1);
            assert_eq!(world.dispatch(PAYEE), [0; 5], "{digits}: not before its time");
            if index + 1 < steps.len() {
                assert_eq!(until_due(&world, &reference), 30 << index, "{digits}");
            }
        }
        assert!(outcome(&world, &reference).ends_with('!'), "{digits}");
        let statuses = world.texts("SELECT status FROM outbox WHERE topic = 'ipn.payout' ORDER BY seq");
        assert_eq!(statuses.join(" "), told, "{digits}");
        check(&world);
        world.answers(200, "success");
        let count = statuses.len() as i64;
        assert_eq!(world.dispatch(""), [count, count, 0, 0, 0]);
        check(&world);
    }
}

#[test]
fn an_order_says_what_the_provider_needs_and_the_number_only_there() {
    let world = world();
    let reference = ordered(&world, "03");
    world.dispatch(PAYEE);
    world.after(30_000);
    world.dispatch(PAYEE);
    let sent = world.sent();
    let [post, get] = sent.as_slice() else { panic!("{sent:?}") };
    assert_eq!((&post.method, post.url.clone()), (&Method::POST, format!("{PAYEE_URL}/payouts")));
    assert_eq!((&get.method, get.url.clone()), (&Method::GET, format!("{PAYEE_URL}/payouts/{reference}")));
    assert_eq!(
        String::from_utf8(post.body.clone()).unwrap(),
        format!(
            r#"{{"reference":"{reference}","amount":500,"currency":"USD","country":"US","accountType":"BANK_ACCOUNT","account":{{"number":"{CARD}03","bankCode":null,"branchId":"011000015","purpose":"CHECKING","holder":"Ann Lee"}},"channel":null,"note":"für Ann"}}"#
        )
    );
    check_standard(post, &format!("payee-{reference}"), "1767323045", &[PAYEE_KEY]);
    let kept = "SELECT provider_ref || ' ' || (payment_at = updated_at) FROM payee_payout";
    assert_eq!(world.text(kept), format!("SIM{reference} 1"));
    check(&world);
}

type Odd = fn(&OutboundRequest, &str) -> Heard;

fn said(request: &OutboundRequest, reference: &str, changes: &[(&str, &str)]) -> Heard {
    let mut body = format!(
        r#"{{"reference":"{reference}","amount":500,"currency":"USD","status":"paid","provider_ref":"P","reason":null}}"#
    );
    for (from, to) in changes {
        assert!(body.contains(from), "{from}");
        body = body.replace(from, to);
    }
    Ok(signed(request, PAYEE_KEY, 200, &body))
}

#[test]
fn nothing_is_concluded_from_an_answer_that_cannot_be_relied_on() {
    let odd: &[(&str, &str, Odd)] = &[
        ("timeout", "unknown", |_, _| Err(OutboundError::TimedOut)),
        ("refused", "unknown", |_, _| Err(OutboundError::NotConnected("refused"))),
        ("unsigned", "unknown", |r, n| {
            said(r, n, &[]).map(|mut answer| {
                answer.headers.clear();
                answer
            })
        }),
        ("the wallet's key", "unknown", |r, _| Ok(signed(r, WALLET_KEY, 200, "{}"))),
        ("oversized", "unknown", |r, n| Err(OutboundError::AnswerTooLarge(Box::new(said(r, n, &[])?)))),
        ("409", "conflict", |r, _| Ok(signed(r, PAYEE_KEY, 409, r#"{"error":"reference_conflict"}"#))),
        ("404 to the order", "unknown", |r, _| {
            Ok(signed(r, PAYEE_KEY, 404, r#"{"error":"payout_not_found"}"#))
        }),
        ("500", "unknown", |r, _| Ok(signed(r, PAYEE_KEY, 500, "{}"))),
        ("other reference", "conflict", |r, n| said(r, n, &[(n, "400000000000000999")])),
        ("other amount", "conflict", |r, n| said(r, n, &[("500", "501")])),
        ("with the fee", "conflict", |r, n| said(r, n, &[("500", "1510")])),
        ("other currency", "conflict", |r, n| said(r, n, &[("USD", "CNY")])),
        ("failed, other amount", "conflict", |r, n| said(r, n, &[("500", "5"), ("paid", "failed")])),
        ("no currency", "unknown", |r, n| said(r, n, &[("\"currency\":\"USD\",", "")])),
        ("other status", "unknown", |r, n| said(r, n, &[("paid", "success")])),
        ("null status", "unknown", |r, n| said(r, n, &[("\"paid\"", "null")])),
        ("twice", "unknown", |r, n| said(r, n, &[("\"status\"", "\"status\":\"failed\",\"status\"")])),
        ("provider_ref a number", "unknown", |r, n| said(r, n, &[("\"P\"", "1")])),
        ("reason an object", "unknown", |r, n| said(r, n, &[("\"reason\":null", "\"reason\":{}")])),
        ("no JSON", "unknown", |r, _| Ok(signed(r, PAYEE_KEY, 200, "paid"))),
    ];
    for (name, expected, odd) in odd {
        let world = world();
        let reference = ordered(&world, "00");
        let (about, odd) = (reference.clone(), *odd);
        world.outside(move |request| odd(request, &about));
        assert_eq!(attempt(&world, PAYEE, &reference), format!("POST {expected} pending"), "{name}");
        world.after(30_000);
        let second = if *name == "404 to the order" { "GET+POST" } else { "GET" };
        assert_eq!(attempt(&world, PAYEE, &reference), format!("{second} {expected} pending"), "{name}");
        assert_eq!(books(&world), RESERVED, "{name}");
        let faults = world.platform.faults().iter().filter(|fault| fault.contains(&reference)).count();
        assert_eq!(faults, if *expected == "conflict" { 2 } else { 0 }, "{name}");
        check(&world);
    }
}

/// One attempt after the other, each answered with a status.
fn after(statuses: &[&'static str]) -> (World, String) {
    let world = world();
    let reference = ordered(&world, "00");
    for &status in statuses {
        let about = reference.clone();
        world.outside(move |request| said(request, &about, &[("paid", status)]));
        world.dispatch(PAYEE);
        if !outcome(&world, &reference).ends_with('!') {
            until_due(&world, &reference);
        }
    }
    (world, reference)
}

#[test]
fn statuses_follow_one_another_as_the_transitions_allow() {
    for (statuses, expected, expected_books) in [
        (&["accepted", "accepted", "processing"][..], "processing pending", SENT),
        (&["processing"], "processing pending", RESERVED),
        (&["held", "accepted", "paid"], "success", SETTLED),
        (&["held", "failed"], "failed", BEGINNING),
        (&["held", "returned"], "failed", BEGINNING),
        (&["accepted", "held", "blocked"], "blocked", BEGINNING),
        (&["returned"], "failed", BEGINNING),
        (&["unclaimed", "paid"], "success", SETTLED),
        (&["unclaimed", "unclaimed", "processing"], "processing unclaimed", SENT),
        // What the transitions do not allow is for a person to look at.
        (&["unclaimed", "held"], "conflict unclaimed", SENT),
        (&["unclaimed", "failed"], "conflict unclaimed", SENT),
        (&["unclaimed", "blocked"], "conflict unclaimed", SENT),
        (&["held", "unclaimed"], "conflict onhold", RESERVED),
    ] {
        let (world, reference) = after(statuses);
        let found = format!("{} {}", outcome(&world, &reference), state(&world, &reference));
        assert!(found.ends_with(expected), "{statuses:?}: {found}");
        assert_eq!(books(&world), expected_books, "{statuses:?}");
        check(&world);
    }
}

#[test]
fn reasons_and_numbers_of_the_provider_are_kept_and_cut() {
    let world = world();
    let reference = ordered(&world, "00");
    let about = reference.clone();
    world.outside(move |request| {
        let (number, reason) =
            (format!("\"{}\"", "n".repeat(70)), format!("\"{}\\u0000\"", "说".repeat(300)));
        said(
            request,
            &about,
            &[("paid", "failed"), ("\"P\"", &number), ("\"reason\":null", &format!("\"reason\":{reason}"))],
        )
    });
    world.dispatch(PAYEE);
    let lengths = "SELECT length(provider_ref) * 1000 + length(fail_reason) FROM payee_payout";
    assert_eq!(world.integer(lengths), 64_255);
    check(&world);
}

#[test]
fn an_account_that_cannot_be_opened_waits_and_stops_nobody() {
    let world = world();
    let sealed = ordered(&world, "00");
    world.sql("UPDATE payee_account SET number_key_id = 'lost' WHERE account_token LIKE '2010%1' AND merchant_no = '900001'");
    let good = ordered(&world, "01");
    assert_eq!(world.dispatch(PAYEE), [2, 1, 1, 0, 0]);
    assert_eq!((state(&world, &sealed), state(&world, &good)), ("pending".into(), "failed".into()));
    assert!(world.sent().iter().all(|sent| is_about(sent, &good)), "nothing is ordered without a number");
    world.sql("UPDATE payee_account SET number_key_id = 'dev1' WHERE number_key_id = 'lost'");
    world.after(30_000);
    assert_eq!(attempt(&world, PAYEE, &sealed), "GET+POST processing pending");
    // Without its keys the whole part waits, and says so.
    world.platform.set_variable("pii_key", "");
    world.after(60_000);
    assert_eq!(world.dispatch(PAYEE), [0; 5]);
    assert!(!world.platform.faults().is_empty());
    check(&world);
}

#[test]
fn suspended_wallet_payouts_do_not_suspend_those_of_payees() {
    let world = world();
    world.sql("UPDATE wallet_settings SET payout_enabled = 0, updated_at = 2");
    let reference = ordered(&world, "04");
    for expected in ["POST unknown pending", "GET+POST processing pending", "GET processing! success"] {
        assert_eq!(attempt(&world, PAYEE, &reference), expected);
        world.after(3_600_000);
    }
}

#[test]
fn payouts_without_a_provider_are_counted_and_logged() {
    let world = World::new();
    let said = |body: &str| world.answer(call().with_body("application/json", body)).1;
    assert!(said("").get("without_provider").is_none());
    let references = [ordered(&world, "01"), ordered(&world, "01")];
    let report = said("");
    assert_eq!((&report["without_provider"], &report["remaining"]), (&2.into(), &0.into()));
    assert_eq!(world.platform.faults(), ["2 payouts wait for a provider: payee_payout_url is empty"]);
    assert!(said(PAYEE).get("without_provider").is_none());
    with_providers(&world);
    let report = said("");
    assert_eq!((&report["done"], report.get("without_provider")), (&2.into(), None));
    assert!(references.iter().all(|reference| state(&world, reference) == "failed"));
    assert_eq!(world.platform.faults().len(), 1);
    world.sql(
        "INSERT INTO payout_jobs (kind, ref, state, next_attempt_at, created_at, updated_at)
         WITH RECURSIVE n (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM n WHERE n < 1001)
         SELECT 'payee', 'pile' || n, 'open', 0, 0, 0 FROM n",
    );
    world.platform.set_variable("payee_payout_url", "");
    world.platform.set_variable("payee_payout_key", "");
    assert_eq!(said("")["without_provider"], 1_000);
    assert!(world.platform.faults().pop().unwrap().starts_with("1000 or more payouts wait"));
}

#[test]
fn whichever_statement_fails_each_order_is_paid_once() {
    for statements in 0..40 {
        let world = world();
        let suffixes = ["00", "01", "02", "03", "04", "05", "06", "07"];
        let orders = suffixes.map(|digits| ordered(&world, digits));
        world.platform.set_statements_left(Some(statements));
        world.answer(call().with_body("application/json", PAYEE));
        world.platform.set_statements_left(None);
        for _ in 0..6 {
            world.after(3_600_000);
            world.dispatch(PAYEE);
        }
        let states = orders.each_ref().map(|reference| state(&world, reference));
        let expected =
            ["success", "failed", "success", "success", "success", "failed", "returned", "blocked"];
        // A return that is heard of before the payout is known to be unclaimed is a failure.
        assert!(
            states == expected || states[..6] == expected[..6] && states[6] == "failed",
            "{statements} {states:?}"
        );
        let sent = world.sent();
        for (digits, reference) in suffixes.iter().zip(&orders) {
            let posts =
                sent.iter().filter(|sent| sent.method == Method::POST && is_about(sent, reference)).count();
            assert_eq!(posts, if *digits == "04" { 2 } else { 1 }, "{digits} {statements}");
        }
        check(&world);
    }
}
