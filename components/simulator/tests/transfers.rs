//! The wallet's payout provider: every case of an openid, conflicts, refusals, and counting side by side.

mod common;

use common::Signed::{Not, Rightly, Wrongly};
use common::{Answer, Call, NOW_S, Signed, WALLET_KEY, platform, prepared, row};
use feiqian_platform::Platform;
use feiqian_platform::http::Method;
use feiqian_platform::native::block_on;
use feiqian_simulator::handle;
use serde_json::{Value as Json, json};

const SN: &str = "201911220000000041";
const POST: &str = "/sim/payout/transfers";

fn order(amount: i64, openid: &str) -> Json {
    json!({ "cash_sn": SN, "amount": amount, "openid": openid, "desc": "提现" })
}

fn post(platform: &Platform, openid: &str) -> Answer {
    Call::post(WALLET_KEY, POST, order(1250, openid)).send(platform)
}

fn get(platform: &Platform) -> Answer {
    Call::get(WALLET_KEY, &format!("{POST}/{SN}")).send(platform)
}

#[test]
fn a_transfer_is_paid_once() {
    let platform = platform();
    assert_eq!(get(&platform).brief(), (404, Rightly, "transfer_not_found"));
    let paid = json!({
        "cash_sn": SN, "amount": 1250, "status": "paid", "trade_no": format!("SIM{SN}"),
        "trade_time": "2019-11-22T00:00:00Z", "error_code": null, "error_message": null,
    });
    let first = post(&platform, "o6_bmjrPTlm6");
    assert_eq!((first.status, first.signed, first.body), (200, Rightly, paid.clone()));
    platform.set_now_ms((NOW_S + 60) * 1_000);
    for answer in [post(&platform, "o6_bmjrPTlm6"), get(&platform)] {
        assert_eq!((answer.status, answer.signed, answer.body), (200, Rightly, paid.clone()));
    }
    let mut stored = row(&platform, "SELECT count(*), max(posts), max(queries) FROM sim_transfers");
    assert_eq!((stored.take(), stored.take(), stored.take()), (Ok(1), Ok(2), Ok(1)));
}

#[test]
fn the_openid_selects_what_happens() {
    type Brief<'w> = (u16, Signed, &'w str);
    const UNKNOWN: Brief = (404, Rightly, "transfer_not_found");
    const PAID: Brief = (200, Rightly, "paid");
    const FAILED: Brief = (200, Rightly, "failed");
    const PENDING: Brief = (200, Rightly, "processing");
    const TIMEOUT: Brief = (504, Not, "timeout");
    const DOWN: Brief = (503, Not, "unavailable");
    const FORGED: Brief = (200, Wrongly, "paid");
    let cases: [(&str, &[(&str, Brief)]); 8] = [
        ("sim-ok", &[("POST", PAID), ("GET", PAID), ("POST", PAID)]),
        ("anybody", &[("POST", PAID), ("GET", PAID)]),
        ("sim-fail-NAME_MISMATCH", &[("POST", FAILED), ("GET", FAILED), ("POST", FAILED)]),
        ("sim-timeout", &[("POST", TIMEOUT), ("GET", PAID), ("POST", TIMEOUT), ("GET", PAID)]),
        ("sim-lost", &[("POST", TIMEOUT), ("GET", UNKNOWN), ("GET", UNKNOWN), ("POST", PAID), ("GET", PAID)]),
        (
            "sim-pending",
            &[
                ("POST", PENDING),
                ("GET", PENDING),
                ("GET", PENDING),
                ("POST", PENDING),
                ("GET", PAID),
                ("POST", PAID),
            ],
        ),
        ("sim-down", &[("GET", UNKNOWN), ("POST", DOWN), ("GET", DOWN), ("POST", DOWN), ("GET", DOWN)]),
        ("sim-badsig", &[("POST", FORGED), ("GET", FORGED), ("POST", FORGED)]),
    ];
    for (openid, calls) in cases {
        let platform = platform();
        for (step, (method, expected)) in calls.iter().enumerate() {
            let answer = if *method == "POST" { post(&platform, openid) } else { get(&platform) };
            assert_eq!(answer.brief(), *expected, "{openid}, step {step}");
            let body = &answer.body;
            let ours = expected.2 == "paid";
            assert_eq!(body["trade_no"].is_string(), ours, "{openid}, step {step}: {body}");
            assert_eq!(body["trade_time"].is_string(), ours, "{openid}, step {step}: {body}");
            assert_eq!(
                body["error_code"].is_string(),
                expected.2 == "failed",
                "{openid}, step {step}: {body}"
            );
        }
        let stored: i64 = row(&platform, "SELECT count(*) FROM sim_transfers").take().unwrap();
        assert_eq!(stored, i64::from(openid != "sim-down"), "{openid}");
    }
    let failed = post(&platform(), "sim-fail-NAME_MISMATCH-7");
    assert_eq!(failed.body["error_code"], "NAME_MISMATCH");
    assert!(failed.body["error_message"].is_string());
}

#[test]
fn another_amount_or_openid_is_a_conflict() {
    for (openid, signed) in
        [("sim-ok", Rightly), ("sim-lost", Rightly), ("sim-timeout", Rightly), ("sim-badsig", Wrongly)]
    {
        let platform = platform();
        post(&platform, openid);
        for other in [order(1251, openid), order(1250, "sim-ok-2")] {
            let answer = Call::post(WALLET_KEY, POST, other).send(&platform);
            assert_eq!(answer.brief(), (409, signed, "cash_sn_conflict"), "{openid}");
        }
        let mut stored = row(&platform, "SELECT amount, openid, posts FROM sim_transfers");
        assert_eq!((stored.take(), stored.take(), stored.take()), (Ok(1250), Ok(openid.to_owned()), Ok(1)));
    }
    let platform = platform();
    post(&platform, "sim-ok");
    let mut described = order(1250, "sim-ok");
    described["desc"] = "another".into();
    assert_eq!(Call::post(WALLET_KEY, POST, described).send(&platform).brief(), (200, Rightly, "paid"));
}

#[test]
fn callers_are_checked() {
    let platform = platform();
    let good = Call::post(WALLET_KEY, POST, order(1250, "sim-ok"));
    let by_another_key = Call { key: common::PAYEE_KEY, ..good.clone() };
    let answer = good.answered(block_on(handle(&platform, good.request(&by_another_key.signature()))));
    assert_eq!(answer.brief(), (401, Rightly, "unauthorized"));
    // Signed for one request, sent with another.
    for other in [
        Call { method: Method::PUT, ..good.clone() },
        Call { path: format!("{POST}/{SN}"), ..good.clone() },
        Call { timestamp: (NOW_S + 1).to_string(), ..good.clone() },
        Call { nonce: "ff112233445566778899aabbccddeeff", ..good.clone() },
        Call { body: order(1251, "sim-ok").to_string().into_bytes(), ..good.clone() },
    ] {
        let answer = other.answered(block_on(handle(&platform, other.request(&good.signature()))));
        assert_eq!(answer.brief(), (401, Rightly, "unauthorized"), "{other:?}");
    }
    for signature in ["", "0", &good.signature()[1..]] {
        let answer = good.answered(block_on(handle(&platform, good.request(signature))));
        assert_eq!(answer.brief(), (401, Rightly, "unauthorized"), "{signature}");
    }
    let upper = good.signature().to_uppercase();
    let elsewhere = self::platform();
    assert_eq!(good.answered(block_on(handle(&elsewhere, good.request(&upper)))).brief().0, 200);
    // Signed rightly, but not to be let in.
    for refused in [
        Call { nonce: "", ..good.clone() },
        Call { nonce: "00112233445566778899aabbccddeef", ..good.clone() },
        Call { nonce: "g0112233445566778899aabbccddeeff", ..good.clone() },
        Call { timestamp: String::new(), ..good.clone() },
        Call { timestamp: format!("+{NOW_S}"), ..good.clone() },
        Call { timestamp: format!("{NOW_S}.0"), ..good.clone() },
        Call { timestamp: "9999999999999999999999".into(), ..good.clone() },
        Call { timestamp: (NOW_S - 301).to_string(), ..good.clone() },
        Call { timestamp: (NOW_S + 301).to_string(), ..good.clone() },
    ] {
        assert_eq!(refused.send(&platform).brief(), (401, Rightly, "unauthorized"), "{refused:?}");
    }
    let stored: i64 = row(&platform, "SELECT count(*) FROM sim_transfers").take().unwrap();
    assert_eq!(stored, 0, "a refused request changes nothing");
    for seconds in [-300, 300] {
        let call = Call { timestamp: (NOW_S + seconds).to_string(), ..good.clone() };
        assert_eq!(call.send(&platform).brief(), (200, Rightly, "paid"), "{seconds}");
    }
    platform.set_variable("wallet_payout_key", "");
    let without_key = Call { key: "", ..good };
    assert_eq!(without_key.send(&platform).status, 401, "without a key nobody is let in");
}

#[test]
fn a_malformed_order_is_refused() {
    let platform = platform();
    let with = |name: &str, value: Json| {
        let mut order = order(1250, "sim-ok");
        order[name] = value;
        order.to_string()
    };
    let mut bodies: Vec<String> =
        ["", "{", "[]", "null", "\"x\"", "{}", "cash_sn=1&amount=2"].map(str::to_owned).into();
    for value in [json!(null), json!(7), json!(""), json!("1/2"), json!("1".repeat(65))] {
        bodies.push(with("cash_sn", value));
    }
    for value in [json!(null), json!("1250"), json!(0), json!(-1), json!(12.5), json!(u64::MAX)] {
        bodies.push(with("amount", value));
    }
    for value in [json!(null), json!(7), json!(""), json!("o".repeat(65))] {
        bodies.push(with("openid", value));
    }
    bodies.extend([with("desc", json!(null)), with("desc", json!(7))]);
    for body in bodies {
        let answer = Call::post(WALLET_KEY, POST, &body).send(&platform);
        assert_eq!(answer.brief(), (422, Rightly, "invalid_body"), "{body}");
    }
    let broken = Call { body: vec![b'"', 0xFF, b'"'], ..Call::post(WALLET_KEY, POST, "") };
    assert_eq!(broken.send(&platform).brief(), (422, Rightly, "invalid_body"));
    let stored: i64 = row(&platform, "SELECT count(*) FROM sim_transfers").take().unwrap();
    assert_eq!(stored, 0);
}

#[test]
fn a_path_that_is_no_call_is_not_answered_as_an_unknown_transfer() {
    let platform = platform();
    for call in [
        Call::get(WALLET_KEY, POST),
        Call::get(WALLET_KEY, "/sim/payout/transfer/1"),
        Call::post(WALLET_KEY, "/sim/payout/transfers/1", "{}"),
        Call::get(WALLET_KEY, "/sim/payout/payouts/1"),
        Call { method: Method::DELETE, ..Call::get(WALLET_KEY, "/sim/payout/transfers/1") },
    ] {
        assert_eq!(call.send(&platform).brief(), (404, Not, "not_found"), "{call:?}");
    }
}

#[test]
fn posts_and_queries_side_by_side_all_count() {
    let directory = tempfile::tempdir().unwrap();
    let platform = prepared(Platform::on_file(directory.path().join("test.db")));
    let lost: usize = std::thread::scope(|scope| {
        let posts: Vec<_> = (0..8).map(|_| scope.spawn(|| post(&platform, "sim-lost").status)).collect();
        posts.into_iter().map(|post| usize::from(post.join().unwrap() == 504)).sum()
    });
    assert_eq!(lost, 1, "only the first is lost");
    std::thread::scope(|scope| {
        (0..8).for_each(|_| drop(scope.spawn(|| get(&platform))));
    });
    let mut stored = row(&platform, "SELECT posts, queries FROM sim_transfers");
    assert_eq!((stored.take(), stored.take()), (Ok(8), Ok(8)));
}
