//! The payees' payout provider: every case of a number, conflicts, refusals, and counting side by side.

mod common;

use common::Signed::{Not, Rightly};
use common::{Answer, Call, PAYEE_KEY, Signed, WALLET_KEY, platform, prepared, row};
use feiqian_platform::Platform;
use serde_json::{Value as Json, json};

const REFERENCE: &str = "201911220000000077";
const POST: &str = "/sim/payee/payouts";

fn order(number: &str) -> Json {
    json!({
        "reference": REFERENCE, "amount": 2_000, "currency": "USD", "country": "US", "accountType": "BANK_ACCOUNT",
        "account": {
            "number": number, "bankCode": "021000021", "branchId": null, "purpose": "CHECKING", "holder": "Jo Doe",
        },
        "channel": null, "note": "rent",
    })
}

fn send(platform: &Platform, order: impl ToString) -> Answer {
    Call::post(PAYEE_KEY, POST, order).send(platform)
}

fn get(platform: &Platform) -> Answer {
    Call::get(PAYEE_KEY, &format!("{POST}/{REFERENCE}")).send(platform)
}

#[test]
fn a_payout_is_accepted_then_paid() {
    let platform = platform();
    assert_eq!(get(&platform).brief(), (404, Rightly, "payout_not_found"));
    let payout = |status: &str| {
        json!({
            "reference": REFERENCE, "amount": 2_000, "currency": "USD", "status": status,
            "provider_ref": format!("SIM{REFERENCE}"), "reason": null,
        })
    };
    for status in ["accepted", "accepted"] {
        let answer = send(&platform, order("6222029876543210"));
        assert_eq!((answer.status, answer.signed, answer.body), (200, Rightly, payout(status)));
    }
    for answer in [get(&platform), get(&platform), send(&platform, order("6222029876543210"))] {
        assert_eq!((answer.status, answer.signed, answer.body), (200, Rightly, payout("paid")));
    }
    let mut stored = row(
        &platform,
        "SELECT count(*), max(posts), max(queries), max(json_array(reference, account, digits)) FROM simulator_payouts",
    );
    assert_eq!((stored.take(), stored.take(), stored.take()), (Ok(1), Ok(3), Ok(2)));
    let texts: String = stored.take().unwrap();
    assert!(!texts.contains("6222") && !texts.contains("3210"), "no account number is stored: {texts}");
}

#[test]
fn the_last_two_digits_select_what_happens() {
    type Brief<'w> = (u16, Signed, &'w str);
    const fn ok(status: &str) -> Brief<'_> {
        (200, Rightly, status)
    }
    const TIMEOUT: Brief = (504, Not, "timeout");
    const UNKNOWN: Brief = (404, Rightly, "payout_not_found");
    let (accepted, paid, held, failed) = (ok("accepted"), ok("paid"), ok("held"), ok("failed"));
    let (returned, unclaimed, blocked) = (ok("returned"), ok("unclaimed"), ok("blocked"));
    let cases: [(&str, &[(&str, Brief)]); 12] = [
        ("6222029876543201", &[("POST", failed), ("GET", failed), ("POST", failed)]),
        (
            "6222029876543202",
            &[
                ("POST", held),
                ("GET", held),
                ("GET", held),
                ("POST", held),
                ("GET", paid),
                ("POST", paid),
                ("GET", paid),
            ],
        ),
        ("6222029876543203", &[("POST", TIMEOUT), ("GET", paid), ("POST", TIMEOUT), ("GET", paid)]),
        (
            "6222029876543204",
            &[
                ("POST", TIMEOUT),
                ("GET", UNKNOWN),
                ("GET", UNKNOWN),
                ("POST", accepted),
                ("GET", paid),
                ("POST", paid),
            ],
        ),
        ("6222029876543205", &[("POST", accepted), ("GET", returned), ("POST", returned), ("GET", returned)]),
        (
            "6222029876543206",
            &[
                ("POST", accepted),
                ("GET", unclaimed),
                ("POST", unclaimed),
                ("GET", returned),
                ("GET", returned),
            ],
        ),
        ("6222029876543207", &[("POST", blocked), ("GET", blocked)]),
        ("6222029876543200", &[("POST", accepted), ("GET", paid)]),
        ("6222029876540111", &[("POST", accepted), ("GET", paid)]),
        ("payee07@example.com", &[("POST", blocked)]),
        ("7", &[("POST", accepted), ("GET", paid)]),
        ("payee@example.com", &[("POST", accepted), ("GET", paid)]),
    ];
    for (number, calls) in cases {
        let platform = platform();
        for (step, (method, expected)) in calls.iter().enumerate() {
            let answer = if *method == "POST" { send(&platform, order(number)) } else { get(&platform) };
            assert_eq!(answer.brief(), *expected, "{number}, step {step}");
            let bad = ["failed", "held", "returned", "blocked"].contains(&expected.2);
            assert_eq!(answer.body["reason"].is_string(), bad, "{number}, step {step}");
            if expected.0 == 200 {
                assert_eq!(answer.body["provider_ref"], format!("SIM{REFERENCE}"), "{number}, step {step}");
            }
        }
    }
}

#[test]
fn an_order_of_something_else_is_a_conflict() {
    let changed = |change: fn(&mut Json)| {
        let mut order = order("6222029876543204");
        change(&mut order);
        order
    };
    let others: [fn(&mut Json); 9] = [
        |order| order["amount"] = 2_001.into(),
        |order| order["currency"] = "EUR".into(),
        |order| order["country"] = "CA".into(),
        |order| order["accountType"] = "VISA".into(),
        |order| order["account"]["number"] = "6222029876543304".into(),
        |order| order["account"]["bankCode"] = "021000022".into(),
        |order| order["account"]["branchId"] = "1".into(),
        |order| order["account"]["purpose"] = Json::Null,
        |order| order["account"]["holder"] = "Jo Roe".into(),
    ];
    let platform = platform();
    let first = order("6222029876543204");
    assert_eq!(send(&platform, &first).brief(), (504, Not, "timeout"));
    for other in others {
        let other = changed(other);
        assert_eq!(send(&platform, &other).brief(), (409, Rightly, "reference_conflict"), "{other}");
    }
    assert_eq!(get(&platform).brief(), (404, Rightly, "payout_not_found"), "conflicts count for nothing");
    let described = changed(|order| {
        order["note"] = "deposit".into();
        order["channel"] = "SAME_DAY_ACH".into();
    });
    assert_eq!(send(&platform, described).brief(), (200, Rightly, "accepted"));
}

#[test]
fn callers_have_a_key_of_their_own() {
    let platform = platform();
    for call in [
        Call::post(WALLET_KEY, POST, order("6222029876543210")),
        Call { timestamp: (common::NOW_S - 301).to_string(), ..Call::post(PAYEE_KEY, POST, order("1")) },
        Call { timestamp: (common::NOW_S + 301).to_string(), ..Call::get(PAYEE_KEY, &format!("{POST}/1")) },
        Call { nonce: "1", ..Call::get(PAYEE_KEY, &format!("{POST}/1")) },
    ] {
        let answer = call.send(&platform);
        assert_eq!((answer.status, &answer.body), (401, &json!({ "error": "unauthorized" })), "{call:?}");
    }
    let stored: i64 = row(&platform, "SELECT count(*) FROM simulator_payouts").take().unwrap();
    assert_eq!(stored, 0, "a refused request changes nothing");
    for call in [
        Call::get(PAYEE_KEY, POST),
        Call::post(PAYEE_KEY, "/sim/payee/payouts/1", "{}"),
        Call::post(PAYEE_KEY, "/sim/payee/transfers", "{}"),
    ] {
        assert_eq!(call.send(&platform).brief(), (404, Not, "not_found"), "{call:?}");
    }
}

#[test]
fn a_malformed_order_is_refused() {
    let platform = platform();
    let mut bodies: Vec<String> = ["", "{", "[]", "null", "7", "{}"].map(str::to_owned).into();
    for (name, values) in [
        ("reference", vec![json!(null), json!(7), json!(""), json!("a b"), json!("1".repeat(65))]),
        ("amount", vec![json!(null), json!("20.00"), json!(0), json!(-5), json!(20.5), json!(u64::MAX)]),
        ("currency", vec![json!(null), json!(""), json!("U".repeat(11))]),
        ("country", vec![json!(1)]),
        ("accountType", vec![json!(null), json!(""), json!([])]),
        ("account", vec![json!(null), json!("6222"), json!([]), json!({}), json!({ "number": 6222 })]),
        ("channel", vec![json!(1)]),
        ("note", vec![json!({})]),
    ] {
        for value in values {
            let mut order = order("6222029876543210");
            order[name] = value;
            bodies.push(order.to_string());
        }
    }
    for (name, value) in [
        ("number", json!("")),
        ("number", json!("1".repeat(256))),
        ("bankCode", json!(1)),
        ("holder", json!([])),
    ] {
        let mut order = order("6222029876543210");
        order["account"][name] = value;
        bodies.push(order.to_string());
    }
    for body in bodies {
        assert_eq!(send(&platform, &body).brief(), (422, Rightly, "invalid_body"), "{body}");
    }
    let mut sparse = order("6222029876543210");
    for name in ["country", "channel", "note"] {
        sparse.as_object_mut().unwrap().remove(name);
    }
    sparse["account"] = json!({ "number": "6222029876543210" });
    assert_eq!(send(&platform, sparse).brief(), (200, Rightly, "accepted"));
}

#[test]
fn posts_and_queries_side_by_side_all_count() {
    let directory = tempfile::tempdir().unwrap();
    let platform = prepared(Platform::on_file(directory.path().join("test.db")));
    let lost: usize = std::thread::scope(|scope| {
        let posts: Vec<_> = (0..8).map(|_| scope.spawn(|| send(&platform, order("04")).status)).collect();
        posts.into_iter().map(|post| usize::from(post.join().unwrap() == 504)).sum()
    });
    assert_eq!(lost, 1, "only the first is lost");
    std::thread::scope(|scope| {
        (0..8).for_each(|_| drop(scope.spawn(|| get(&platform))));
    });
    let mut stored = row(&platform, "SELECT posts, queries FROM simulator_payouts");
    assert_eq!((stored.take(), stored.take()), (Ok(8), Ok(8)));
}
