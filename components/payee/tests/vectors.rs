//! The signature vectors of payee.md §3.2 as requests, on the fixture without the demo data.

mod common;
use common::*;
use feiqian_platform::http::{HeaderName, Request};
use feiqian_signing::payee::HeaderSignature;
use serde_json::{Value, json as value};

const LIST_OF_O01: &str = r#"{"merchantNo":"900001","storeNo":"800001","customerNo":"2000000000000000000001","timestamp":"2024-01-02T03:04:05Z","verifySign":"8c8b859ff69a3cc945ce4c1bdd43eda0"}"#;
const NO_CUSTOMER: &str = r#"{"ret_code":"000021","ret_msg":"no related information : customerNo"}"#;
const UNSIGNED: &str = r#"{"ret_code":"000000","ret_msg":"data error : verifySign"}"#;

/// The fixture without a freshness window.
fn bench() -> Bench {
    let bench = Bench::new();
    bench.platform.set_variable("payee_timestamp_window_seconds", "0");
    bench
}

fn vectors() -> Vec<Value> {
    let file = concat!(env!("CARGO_MANIFEST_DIR"), "/../../tests/golden/vectors/payee-vectors.json");
    let all: Value = serde_json::from_str(&std::fs::read_to_string(file).unwrap()).unwrap();
    all["vectors"].as_array().unwrap().clone()
}

/// A vector's parameters with its signature, as a body.
fn body(vector: &Value) -> String {
    let mut params = vector["params"].clone();
    params["verifySign"] = vector["verifySign"].clone();
    params.to_string()
}

fn send(bench: &Bench, path: &str, body: impl Into<Vec<u8>>) -> String {
    bench.send(raw(path, "application/json", body)).1
}

#[test]
fn every_vector_that_may_be_sent_is_answered_as_written() {
    let bench = bench();
    let mut sent = Vec::new();
    for vector in vectors() {
        let id = vector["id"].as_str().unwrap();
        let expected = match id {
            "P03" | "P04" | "P05" | "P06" | "O01" | "O02" | "O03" => NO_CUSTOMER,
            "O04" => r#"{"ret_code":"000023","ret_msg":"data error : accountTag"}"#,
            "O05" | "O06" => r#"{"ret_code":"000020","ret_msg":"parameter null error : customerNo"}"#,
            // Of the signing function only. What the wire takes of it is a nested value, which it refuses.
            "O09" => r#"{"ret_code":"000023","ret_msg":"data error : items"}"#,
            _ => continue,
        };
        let path = vector["path"].as_str().unwrap_or(LIST);
        assert_eq!(send(&bench, path, body(&vector)), expected, "{id}");
        sent.push(id.to_owned());
    }
    assert_eq!(sent, ["P03", "P04", "P05", "P06", "O01", "O02", "O03", "O04", "O05", "O06", "O09"]);
    bench.check_invariants();
}

#[test]
fn empty_values_in_the_signed_text_need_the_merchants_flag() {
    let bench = bench();
    let kept = value!({"accountTag": "", "customerNo": "2000000000000000000001", "merchantNo": "900001",
        "storeNo": "800001", "timestamp": "2024-01-02T03:04:05Z", "verifySign": "1ebe459d7d12f7a22459628ed02b7f58"});
    // Nulls are dropped by either text.
    let null = kept.to_string().replace(r#""accountTag":"""#, r#""accountTag":null"#);
    assert_eq!(send(&bench, LIST, kept.to_string()), UNSIGNED);
    bench.sql("UPDATE payee_merchant SET accept_empty_in_sign = 1 WHERE merchant_no = '900001'");
    assert_eq!(send(&bench, LIST, kept.to_string()), NO_CUSTOMER);
    assert_eq!(send(&bench, LIST, null), UNSIGNED);
    assert_eq!(send(&bench, LIST, LIST_OF_O01), NO_CUSTOMER, "the rule holds beside the exception");
    bench.sql("UPDATE payee_merchant SET accept_empty_in_sign = 0");
    assert_eq!(send(&bench, LIST, kept.to_string()), UNSIGNED);
}

#[test]
fn a_number_is_signed_as_it_is_written() {
    let bench = bench();
    let with = |amount: &str| {
        format!(
            r#"{{"amount":{amount},"currency":"USD","merchantNo":"900001","storeNo":"800001","timestamp":"2024-01-02T03:04:05Z","verifySign":"ecdcea7113a32500d21e921f48deafd4"}}"#
        )
    };
    let balance = r#"{"balance":[{"amount":"10000.00","currency":"USD"}],"ret_msg":"query success","ret_code":"000100"}"#;
    for amount in ["200.00", r#""200.00""#] {
        assert_eq!(send(&bench, BALANCE, with(amount)), balance, "{amount}");
    }
    for amount in ["200.0", "200", "2e2", "200.000", "+200.00"] {
        let answer = send(&bench, BALANCE, with(amount));
        let malformed = r#"{"ret_code":"000023","ret_msg":"data error : body"}"#;
        assert_eq!(answer, if amount == "+200.00" { malformed } else { UNSIGNED }, "{amount}");
    }
    let list = with("200.00");
    assert_eq!(
        send(&bench, LIST, list),
        r#"{"ret_code":"000020","ret_msg":"parameter null error : customerNo"}"#
    );
}

#[test]
fn the_printed_signature_of_the_creation_verifies_under_no_token() {
    let bench = bench();
    for (merchant, store) in [("202333", "301854"), ("900001", "800001"), ("900002", "800002")] {
        let pairs = with(
            &cn_account("2000305228294106374322", "1667217845"),
            &[
                ("merchantNo", merchant),
                ("storeNo", store),
                ("timestamp", "2022-10-31T12:04:05Z"),
                ("verifySign", "6d131346908c10e76583a3c1c24d3a4f"),
            ],
        );
        bench.refuse_request(json(CREATE, &pairs), 200, "000000", "data error : verifySign");
    }
}

/// The request of the worked vector of §3.5 with some headers replaced; empty text takes one away.
fn headed(changes: &[(&'static str, &str)]) -> Request {
    let mut headers = vec![
        ("x-signature", "HMAC-SHA256 0402fe957ca4fd6fa009b9b64091c0d952866b32bb67dad1d0f54ffa1908b244"),
        ("x-timestamp", "2024-01-02T03:04:05Z"),
        ("x-nonce", "nonce-0123456789abcdef"),
    ];
    for (name, value) in changes {
        headers.retain(|(other, _)| other != name);
        headers.push((name, value));
    }
    let mut request = raw(LIST, "application/json", LIST_OF_O01);
    for (name, value) in headers.into_iter().filter(|(_, value)| !value.is_empty()) {
        request = request.with(HeaderName::from_static(name), value);
    }
    request
}

#[test]
fn the_worked_header_signature_is_accepted_once() {
    assert_eq!(LIST_OF_O01.len(), 163);
    let bench = bench();
    assert_eq!(bench.send(headed(&[])).1, NO_CUSTOMER);
    bench.refuse_request(headed(&[]), 200, "000030", "Access Denied");
    // Its nonce is good again after a day, there being no window.
    bench.platform.set_now_ms(NOW_MS + 86_400_000 - 1);
    bench.refuse_request(headed(&[]), 200, "000030", "Access Denied");
    bench.platform.set_now_ms(NOW_MS + 86_400_000);
    assert_eq!(bench.send(headed(&[])).1, NO_CUSTOMER);
}

#[test]
fn a_header_signature_that_is_incomplete_malformed_or_wrong_is_refused() {
    let bench = bench();
    let good = "HMAC-SHA256 0402fe957ca4fd6fa009b9b64091c0d952866b32bb67dad1d0f54ffa1908b244";
    let mut headers = vec![
        ("x-signature", String::new()),
        ("x-timestamp", String::new()),
        ("x-nonce", String::new()),
        ("x-timestamp", "2024-01-02T03:04:06Z".to_owned()),
        ("x-nonce", "nonce-0123456789abcdee".to_owned()),
        ("x-signature", good.to_lowercase()),
        ("x-signature", good.replace("HMAC-SHA256 ", "")),
        ("x-signature", good.replace("HMAC-SHA256 ", "hmac-sha256 ")),
        ("x-signature", good.replace("HMAC-SHA256 ", "HMAC-SHA256  ")),
        ("x-signature", good.replace("HMAC-SHA256 ", "HMAC-SHA512 ")),
        ("x-signature", format!("{good}0")),
    ];
    // Any one digit changed.
    for at in good.find(' ').unwrap() + 1..good.len() {
        let mut changed = good.to_owned();
        changed.replace_range(at..=at, if &good[at..=at] == "0" { "1" } else { "0" });
        headers.push(("x-signature", changed));
    }
    for (name, value) in &headers {
        bench.refuse_request(headed(&[(name, value)]), 200, "000000", "data error : verifySign");
    }
    // A blank in the body, which `verifySign` does not see.
    let mut spaced = headed(&[]);
    spaced.body = feiqian_platform::Body::Whole(LIST_OF_O01.replace(",", ", ").into_bytes());
    bench.refuse_request(spaced, 200, "000000", "data error : verifySign");
    // The path as received is covered.
    let mut elsewhere = headed(&[]);
    elsewhere.path = RETRIEVE.to_owned();
    bench.refuse_request(elsewhere, 200, "000000", "data error : verifySign");
    assert_eq!(bench.integer("SELECT count(*) FROM payee_nonce"), 0, "no nonce is used up");
    assert_eq!(bench.send(headed(&[])).1, NO_CUSTOMER);
}

#[test]
fn times_and_nonces_of_headers_come_before_the_body_s() {
    let bench = Bench::new();
    let pairs = signed(&with(&common(&[]), &[("timestamp", "")]));
    let request = |timestamp: &str, nonce: &str| {
        let body = json_text(&pairs);
        let signature = HeaderSignature { path: BALANCE, body: body.as_bytes(), timestamp, nonce };
        json(BALANCE, &pairs)
            .with(HeaderName::from_static("x-signature"), &signature.sign(TOKEN))
            .with(HeaderName::from_static("x-timestamp"), timestamp)
            .with(HeaderName::from_static("x-nonce"), nonce)
    };
    let now = "2026-01-02T03:04:05Z";
    let long = "n".repeat(65);
    for (timestamp, nonce, code, message) in [
        ("2026-01-02T03:09:06Z", "nonce-0123456789", "000023", "data error : X-Timestamp"),
        ("2026-01-02 03:04:05", "nonce-0123456789", "000023", "data error : X-Timestamp"),
        ("2026-01-02T03:09:06Z", "short", "000023", "data error : X-Timestamp"),
        (now, "nonce-012345678", "000023", "data error : X-Nonce"),
        (now, "nonce.0123456789", "000023", "data error : X-Nonce"),
        (now, &long, "000023", "data error : X-Nonce"),
        // A nonce is used up even though the call is refused for its timestamp.
        (now, "nonce-0123456789", "000020", "parameter null error : timestamp"),
        (now, "nonce-0123456789", "000030", "Access Denied"),
    ] {
        bench.refuse_request(request(timestamp, nonce), 200, code, message);
    }
    // Until it can no longer be fresh: the window after its time, to the end of that second.
    bench.platform.set_now_ms(NOW_MS + 300_999);
    bench.refuse_request(request(now, "nonce-0123456789"), 200, "000030", "Access Denied");
    bench.platform.set_now_ms(NOW_MS + 301_000);
    bench.refuse_request(request(now, "nonce-0123456789"), 200, "000023", "data error : X-Timestamp");
}
