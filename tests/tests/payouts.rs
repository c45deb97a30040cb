//! Payouts over HTTP, from the application to the money and to whoever is told: the simulated providers' every behaviour,
//! and a provider that hangs while two hosts ask it.

use feiqian_signing::digest::webhook_signature;
use feiqian_signing::payee;
use feiqian_signing::payout::{
    NONCE_HEADER, SIGNATURE_HEADER, TIMESTAMP_HEADER, answer_signature, request_signature,
};
use feiqian_tests::desk;
use feiqian_tests::payout_provider::{self, reference};
use feiqian_tests::{Behaviour, Bundle, Options, Received, Receiver};
use rusqlite::{Connection, OptionalExtension};
use serde_json::{Value as Json, json};
use std::collections::HashMap;
use std::thread;

const WEBHOOK_KEY: &str = "demo-wallet-webhook-key-of-32-bytes";
const PROVIDER_KEY: &str = "test-provider-key-of-32-bytes-----";
const RUNNER: &str = "payout.run settings.update cash.review";

/// A call of the wallet, which succeeds.
fn wallet(bundle: &Bundle, method: &str, path: &str, token: &str, body: &Json) -> Json {
    let answer = desk::json_call(method, &bundle.url(&format!("/api/wallet{path}")), token, body).unwrap();
    assert_eq!(answer.status, 200, "{path} {answer:?}");
    serde_json::from_str(&answer.body).unwrap()
}

/// Whether payouts are made.
fn enable(bundle: &Bundle, enabled: bool) {
    let change = json!({ "data": { "attributes": { "payout_enabled": enabled } } });
    let token = desk::wallet_token(2, RUNNER, None);
    let settings = wallet(bundle, "PATCH", "/settings", &token, &change);
    assert_eq!(settings["data"]["attributes"]["payout_enabled"], enabled);
}

/// User 2, whose WeChat account is bound by the token, applies for 2.00, and the application is approved: id, cash_sn.
fn approved(bundle: &Bundle, openid: &str) -> (i64, String) {
    let token = desk::wallet_token(2, "cash.create", Some(openid));
    let reviewer = desk::wallet_token(1, "cash.review", None);
    let application = json!({ "data": { "attributes": { "cash_apply_amount": "2.00", "cash_type": 1 } } });
    let record = wallet(bundle, "POST", "/cash", &token, &application);
    let attributes = &record["data"]["attributes"];
    let id = attributes["id"].as_i64().unwrap();
    let reviewed =
        wallet(bundle, "POST", "/cash/review", &reviewer, &json!({ "ids": [id], "cash_status": 2 }));
    assert_eq!(reviewed["data"]["result"][id.to_string()], "success", "{reviewed}");
    (id, attributes["cash_sn"].as_str().unwrap().to_owned())
}

/// A run of the wallet's payouts: the records.
fn run(bundle: &Bundle, body: &Json) -> Vec<Json> {
    let report = wallet(bundle, "POST", "/payouts/run", &desk::wallet_token(2, RUNNER, None), body);
    report["data"]["records"].as_array().unwrap().clone()
}

fn integer(database: &Connection, sql: &str, reference: &str) -> i64 {
    database.query_row(sql, [reference], |row| row.get(0)).unwrap()
}

/// Notices that the sink has of a subject, in order of arrival.
fn sunk(bundle: &Bundle, reference: &str) -> Vec<Json> {
    let sunk: Json = serde_json::from_str(&bundle.get("/sim/sink").body).unwrap();
    let of = |notice: &&Json| notice["body"].as_str().is_some_and(|body| body.contains(reference));
    sunk.as_array().unwrap().iter().rev().filter(of).cloned().collect()
}

#[test]
fn a_wallet_is_paid_by_a_provider_of_every_behaviour() {
    let bundle = Bundle::with(Options { variables: desk::WALLET_TOKENS.to_vec(), ..Options::default() });
    let database = bundle.database();
    enable(&bundle, true);
    let cases: [(&str, &[&str], i64); 8] = [
        ("sim-ok-1", &["paid"], 5),
        ("o6_bmjrPTlm6_2sgVt7hMZOPfL2M", &["paid"], 5),
        ("sim-fail-NAME_MISMATCH", &["failed"], 6),
        ("sim-timeout", &["unknown", "paid"], 5),
        ("sim-lost", &["unknown", "paid"], 5),
        ("sim-pending", &["processing", "processing", "processing", "paid"], 5),
        ("sim-down", &["unknown", "unknown", "unknown"], 4),
        ("sim-badsig", &["unknown", "unknown", "unknown"], 4),
    ];
    for (openid, outcomes, final_status) in cases {
        let (id, cash_sn) = approved(&bundle, openid);
        for (attempt, outcome) in outcomes.iter().enumerate() {
            let is_last = attempt + 1 == outcomes.len();
            let status = if is_last { final_status } else { 4 };
            let record = json!({ "id": id, "outcome": outcome, "cash_status": status });
            assert_eq!(run(&bundle, &json!({ "limit": 5 })), [record], "{openid}");
            let job = "SELECT state || ' ' || attempts || ' ' || lease_until || ' '
                 || iif(state = 'open', (next_attempt_at - updated_at) / 1000, '') FROM payout_jobs WHERE ref = ?1";
            let job: String = database.query_row(job, [&cash_sn], |row| row.get(0)).unwrap();
            let expected = match status {
                4 => format!("open {} 0 {}", attempt + 1, 30 << attempt),
                _ => format!("done {} 0 ", attempt + 1),
            };
            assert_eq!(job, expected, "{openid}");
            bundle.assert_invariants();
            // Not due again, and no other run finds it.
            assert_eq!(run(&bundle, &json!({})), [Json::Null; 0], "{openid}");
            if !is_last {
                let due = "UPDATE payout_jobs SET next_attempt_at = 0 WHERE ref = ?1";
                database.execute(due, [&cash_sn]).unwrap();
            }
        }
        let posts = "SELECT coalesce(max(posts), 0) FROM sim_transfers WHERE cash_sn = ?1";
        let posted = match openid {
            "sim-lost" => 2,
            "sim-down" => 0,
            _ => 1,
        };
        assert_eq!(integer(&database, posts, &cash_sn), posted, "{openid}");

        // The record, and whoever is told.
        let token = desk::wallet_token(2, "", None);
        let shown = wallet(&bundle, "GET", &format!("/cash/{id}"), &token, &json!({}));
        let shown = &shown["data"]["attributes"];
        assert_eq!(shown["cash_status"], final_status);
        let code = if final_status == 6 { json!("NAME_MISMATCH") } else { Json::Null };
        assert_eq!(shown["error_code"], code);
        let trade = if final_status == 5 { json!(format!("SIM{cash_sn}")) } else { Json::Null };
        assert_eq!(shown["trade_no"], trade);
        assert_eq!(shown["refunds_status"], i64::from(final_status == 6));
        desk::dispatch(&bundle.url(""), &json!({ "topics": ["wallet.notice"] }));
        let notices = told_once(&bundle, &cash_sn);
        if final_status == 4 {
            assert_eq!(notices, [Json::Null; 0], "nothing is told before it is known");
            continue;
        }
        let [notice] = notices.as_slice() else { panic!("{notices:?}") };
        let body: Json = serde_json::from_str(notice["body"].as_str().unwrap()).unwrap();
        let expected = json!({
            "event_id": notice["event_id"], "cash_sn": cash_sn, "user_id": 2, "cash_status": final_status,
            "cash_type": 1, "cash_apply_amount": "2.00", "cash_charge": "0.02", "cash_actual_amount": 1.98,
            "remark": null, "error_code": code, "updated_at": shown["updated_at"],
        });
        assert_eq!(body, expected);
        let signature = notice["signature"].as_str().unwrap();
        let time = signature.strip_prefix("t=").and_then(|rest| rest.split(',').next()).unwrap();
        let body = notice["body"].as_str().unwrap().as_bytes();
        assert_eq!(signature, webhook_signature(WEBHOOK_KEY.as_bytes(), time.parse().unwrap(), body));
    }
    let (available, frozen): (i64, i64) = database
        .query_row("SELECT available_amount, freeze_amount FROM user_wallets WHERE user_id = 2", [], |row| {
            Ok((row.get(0)?, row.get(1)?))
        })
        .unwrap();
    // Five paid and two open of eight: 100.00 - 5 × 2.00 - 2 × 2.00.
    assert_eq!((available, frozen), (8_600, 400));
}

/// The notices of a subject once those under way have arrived: a first delivery may be faster or slower than the test.
fn told_once(bundle: &Bundle, reference: &str) -> Vec<Json> {
    let waiting = "SELECT count(*) FROM outbox WHERE ref = ?1 AND state = 'queued'";
    let begun = std::time::Instant::now();
    while integer(&bundle.database(), waiting, reference) > 0 {
        assert!(begun.elapsed().as_secs() < 10, "{reference} is not told");
        thread::sleep(std::time::Duration::from_millis(10));
    }
    sunk(bundle, reference)
}

#[test]
fn suspended_payouts_are_asked_after_but_not_ordered() {
    let bundle = Bundle::with(Options { variables: desk::WALLET_TOKENS.to_vec(), ..Options::default() });
    let database = bundle.database();
    enable(&bundle, true);
    let (lost, _) = approved(&bundle, "sim-lost");
    let (timed_out, _) = approved(&bundle, "sim-timeout");
    for id in [lost, timed_out] {
        let record = json!({ "id": id, "outcome": "unknown", "cash_status": 4 });
        assert_eq!(run(&bundle, &json!({ "ids": [id] })), [record]);
    }
    let (waiting, cash_sn) = approved(&bundle, "sim-ok");
    enable(&bundle, false);
    desk::make_due(&database);
    let mut records = run(&bundle, &json!({}));
    records.sort_by_key(|record| record["id"].as_i64());
    let expected = [
        json!({ "id": lost, "outcome": "unknown", "cash_status": 4 }),
        json!({ "id": timed_out, "outcome": "paid", "cash_status": 5 }),
    ];
    assert_eq!(records, expected, "what was ordered is asked after; a signed 404 is no order to pay again");
    let skipped = json!({ "id": waiting, "outcome": "skipped", "cash_status": 2 });
    assert_eq!(run(&bundle, &json!({ "ids": [waiting] })), [skipped]);
    let unknown = json!({ "id": 999, "outcome": "skipped", "cash_status": null });
    assert_eq!(run(&bundle, &json!({ "ids": [999] })), [unknown]);

    enable(&bundle, true);
    // Named records are tried before their time.
    let record = json!({ "id": lost, "outcome": "paid", "cash_status": 5 });
    assert_eq!(run(&bundle, &json!({ "ids": [lost] })), [record]);
    let record = json!({ "id": waiting, "outcome": "paid", "cash_status": 5 });
    assert_eq!(run(&bundle, &json!({ "ids": [waiting] })), [record]);
    assert_eq!(integer(&database, "SELECT posts FROM sim_transfers WHERE cash_sn = ?1", &cash_sn), 1);
    bundle.assert_invariants();
}

#[test]
fn a_payee_is_paid_by_a_provider_of_every_behaviour_and_the_merchant_is_told() {
    let bundle = Bundle::start();
    let base = bundle.url("");
    let database = bundle.database();
    let customer = desk::register(&base, "payouts");
    let sink = bundle.url("/sim/sink");
    // The last digits of the number; the payout after each attempt; what the merchant is told.
    let cases: [(&str, &[&str], &[&str]); 8] = [
        ("01", &["failed"], &["failed"]),
        ("02", &["onhold", "onhold", "onhold", "success"], &["onhold", "success"]),
        ("03", &["pending", "success"], &["success"]),
        ("04", &["pending", "pending", "success"], &["success"]),
        ("05", &["pending", "failed"], &["failed"]),
        ("06", &["pending", "unclaimed", "returned"], &["unclaimed", "returned"]),
        ("07", &["blocked"], &["blocked"]),
        ("08", &["pending", "success"], &["success"]),
    ];
    for (digits, statuses, told) in cases {
        let number = format!("12345670{digits}");
        let account = desk::create_account(&base, &customer, digits, &number, &sink);
        let invoice = format!("inv-{digits}");
        let transaction = desk::pay_out(&base, &customer, &account, &invoice);
        for (attempt, status) in statuses.iter().enumerate() {
            desk::make_due(&database);
            let report = desk::dispatch(&base, &json!({ "topics": ["payee.payout"] }));
            assert_eq!(report["claimed"], 1, "{digits}: {report}");
            let inquiry = desk::payee(&base, "/v3/payouts/inquiry", &[("transactionNo", &transaction)]);
            assert_eq!(inquiry["result"]["status"], *status, "{digits}, attempt {attempt}: {inquiry}");
            bundle.assert_invariants();
            let is_open = ["pending", "onhold", "unclaimed"].contains(status);
            let delay = "SELECT (next_attempt_at - updated_at) / 1000 FROM payout_jobs WHERE ref = ?1 AND state = 'open'
                            AND lease_until = 0";
            let delay: Option<i64> =
                database.query_row(delay, [&transaction], |row| row.get(0)).optional().unwrap();
            assert_eq!(delay, is_open.then_some(30 << attempt), "{digits}");
        }
        let posts = "SELECT posts FROM simulator_payouts WHERE reference = ?1";
        assert_eq!(integer(&database, posts, &transaction), if digits == "04" { 2 } else { 1 }, "{digits}");

        while desk::dispatch(&base, &json!({ "topics": ["ipn.payout"] }))["claimed"] != 0 {}
        let ipns = sunk(&bundle, &transaction);
        assert_eq!(ipns.len(), told.len(), "{digits}: {ipns:?}");
        for (ipn, status) in ipns.iter().zip(told) {
            let body = ipn["body"].as_str().unwrap();
            let params = payee::Params::from_form(body.as_bytes()).unwrap();
            let token = payee::token_md5(desk::PAYEE_TOKEN);
            assert!(payee::verify(&params, &[&token], false), "{body}");
            let given: Vec<(&str, &str)> = params.iter().filter(|(name, _)| *name != "verifySign").collect();
            let paid_at = "SELECT strftime('%Y-%m-%dT%H:%M:%SZ', coalesce(payment_at, 0) / 1000, 'unixepoch')
                             FROM payee_payout WHERE transaction_no = ?1";
            let paid_at: String = database.query_row(paid_at, [&transaction], |row| row.get(0)).unwrap();
            let mut expected = vec![
                ("accountToken", account.as_str()),
                ("amount", "12.50"),
                ("currency", "USD"),
                ("invoiceId", &invoice),
                ("notify_type", "payout"),
                ("status", status),
                ("transactionNo", &transaction),
                ("vendor", "BANK_ACCOUNT"),
            ];
            if *status == "success" {
                expected.insert(5, ("paymentTime", &paid_at));
            }
            assert_eq!(given, expected);
            assert!(
                ipn["event_id"].as_str().unwrap().len() == 32 && ipn["sent_at"].as_str().unwrap().len() == 20
            );
        }
    }
    // Four were paid, 12.50 and a fee of 10.00 + 2 % each; what came back came back with its fee.
    let balance = desk::payee(&base, "/v3/payouts/balance", &[("currency", "USD")]);
    assert_eq!(balance["balance"][0]["amount"], "9909.00", "{balance}");
    let logs = bundle.logs();
    assert!(!logs.contains("1234567003") && !logs.contains(desk::PAYEE_TOKEN));
}

/// A signed answer of the test's own provider.
fn signed(request: &Received, status: u16, body: &Json) -> Behaviour {
    payout_provider::signed(PROVIDER_KEY, request, status, body)
}

#[test]
fn two_hosts_and_a_provider_that_hangs_order_every_payout_once_until_it_is_unknown_there() {
    const JOBS: usize = 5;
    let provider = Receiver::telling_apart(reference);
    provider.behave(&Behaviour::Hang);
    let (wallets, payees) = (provider.url("/w").leak(), provider.url("/p").leak());
    let own = [
        ("wallet_payout_url", &*wallets),
        ("wallet_payout_key", PROVIDER_KEY),
        ("payee_payout_url", &*payees),
        ("payee_payout_key", PROVIDER_KEY),
        ("wallet_payout_timeout_ms", "300"),
    ];
    let variables = [&own, &desk::WALLET_TOKENS[..]].concat();
    let first = Bundle::with(Options { variables, ..Options::default() });
    let second = first.beside();
    let base = first.url("");
    let database = first.database();
    enable(&first, true);
    for job in 0..JOBS {
        approved(&first, &format!("o-{job}"));
    }
    let customer = desk::register(&base, "hanging");
    let account = desk::create_account(&base, &customer, "main", "123456708", "https://example.com/notify");
    for job in 0..JOBS {
        desk::pay_out(&base, &customer, &account, &format!("i-{job}"));
    }

    // Everybody at once, on both hosts, by both ways.
    let round = || {
        desk::make_due(&database);
        thread::scope(|scope| {
            for caller in 0..8 {
                let bundle = if caller % 2 == 0 { &first } else { &second };
                scope.spawn(move || match caller / 2 {
                    0 => drop(run(bundle, &json!({}))),
                    1 => drop(desk::dispatch(&bundle.url(""), &json!({ "topics": ["payee.payout"] }))),
                    _ => {
                        let both = json!({ "topics": ["wallet.payout", "payee.payout"] });
                        drop(desk::dispatch(&bundle.url(""), &both));
                    }
                });
            }
        });
        provider.idle();
        assert_eq!(provider.overlaps(), [""; 0]);
        first.assert_invariants();
    };
    let calls = |method: &str| -> HashMap<String, usize> {
        let received = provider.received();
        received.iter().filter(|request| request.method == method).fold(
            HashMap::new(),
            |mut calls, request| {
                *calls.entry(reference(request)).or_default() += 1;
                calls
            },
        )
    };
    let all = |calls: HashMap<String, usize>, times: usize| {
        assert!(calls.len() == 2 * JOBS && calls.values().all(|count| *count == times), "{times}: {calls:?}");
    };

    round();
    all(calls("POST"), 1);
    assert!(calls("GET").is_empty());
    for asked in 1..=2 {
        round();
        all(calls("POST"), 1);
        all(calls("GET"), asked);
    }
    // A 404 that nobody signed, or somebody else, is no reason to order again.
    provider.behave(&Behaviour::answer(404, r#"{"error":"transfer_not_found"}"#));
    round();
    provider.behave_by(|request| {
        let body = br#"{"error":"transfer_not_found"}"#;
        let signature = answer_signature(b"another key", 404, request.header(NONCE_HEADER), body);
        Behaviour::Answer(404, vec![(SIGNATURE_HEADER, signature)], body.to_vec())
    });
    round();
    all(calls("POST"), 1);
    all(calls("GET"), 4);

    // A signed one is: the second order is the same as the first.
    provider.behave_by(|request| match request.method.as_str() {
        "GET" => signed(request, 404, &json!({ "error": "transfer_not_found" })),
        _ => Behaviour::Hang,
    });
    round();
    all(calls("POST"), 2);
    let mut orders: HashMap<String, Vec<String>> = HashMap::new();
    for request in provider.received() {
        let header = |name| request.header(name).to_owned();
        let (timestamp, nonce) = (header(TIMESTAMP_HEADER), header(NONCE_HEADER));
        let key = PROVIDER_KEY.as_bytes();
        let expected =
            request_signature(key, &request.method, &request.path, &timestamp, &nonce, &request.body);
        assert_eq!(header(SIGNATURE_HEADER), expected);
        if request.method == "POST" {
            orders.entry(reference(&request)).or_default().push(request.text().to_owned());
        }
    }
    assert!(orders.values().all(|orders| orders[0] == orders[1]), "{orders:?}");

    // At last it answers; what was open is paid, once.
    provider.behave_by(|request| {
        let of = reference(request);
        let is_wallet = request.path.starts_with("/w/");
        let body = if is_wallet {
            json!({ "cash_sn": of, "amount": 198, "status": "paid", "trade_no": "T1", "trade_time": null,
                    "error_code": null, "error_message": null })
        } else {
            json!({ "reference": of, "amount": 1250, "currency": "USD", "status": "paid", "provider_ref": "T1",
                    "reason": null })
        };
        signed(request, 200, &body)
    });
    round();
    all(calls("POST"), 2);
    let count = |sql: &str| database.query_row(sql, [], |row| row.get::<_, usize>(0)).unwrap();
    assert_eq!(
        count("SELECT count(*) FROM user_wallet_cash WHERE cash_status = 5 AND trade_no = 'T1'"),
        JOBS
    );
    assert_eq!(count("SELECT count(*) FROM payee_payout WHERE status = 'success'"), JOBS);
    assert_eq!(count("SELECT count(*) FROM payout_jobs WHERE state = 'done'"), 2 * JOBS);
    let before = provider.received().len();
    round();
    assert_eq!(provider.received().len(), before, "what is over is not asked after");
}
