//! The trace of a request (`traceparent`): logged, kept with what the request causes, passed on to hubs and receivers.

use feiqian_tests::desk::{self, NOTICES};
use feiqian_tests::{Answer, Bundle, Options, Received, Receiver, payee_sign, signed};
use serde_json::{Value, json};
use std::time::{Duration, Instant};

const FIRST: &str = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";
const SECOND: &str = "00-11111111111111111111111111111111-2222222222222222-00";
const MALFORMED: &str = "00-0AF7651916CD43DD8448EB211C80319C-b7ad6b7169203331-01";

/// A request of the trace that was given, under a parent of the bundle's own.
fn assert_continues(received: &Received, given: &str) {
    let sent = received.header("traceparent");
    assert_eq!(sent.len(), given.len(), "{received:?}");
    assert_eq!((&sent[..36], &sent[52..]), (&given[..36], &given[52..]), "{received:?}");
    assert!(sent[36..52] != given[36..52] && sent[36..52].bytes().all(|b| b.is_ascii_hexdigit()), "{sent}");
}

fn send(method: &str, url: &str, headers: &[(&str, &str)], kind: &str, body: &str) -> Value {
    let content = Some((kind, body.as_bytes()));
    let answer = Answer::with_headers(method, url, headers, content);
    assert_eq!(answer.status, 200, "{answer:?}");
    serde_json::from_str(&answer.body).unwrap_or_else(|_| panic!("no JSON: {answer:?}"))
}

/// A deposit to M003's own account, ordered with a trace: its number.
fn order(bundle: &Bundle, traceparent: &str) -> String {
    let form = signed(desk::PRODUCT_KEY, &desk::PAYMENT);
    let headers = [("traceparent", traceparent)];
    let kind = "application/x-www-form-urlencoded";
    let answer = send("POST", &bundle.url("/pay"), &headers, kind, &form);
    answer["data"]["order_sn"].as_str().unwrap_or_else(|| panic!("{answer}")).to_owned()
}

/// Long enough for any machine: the first delivery after an answer may hold the event.
const PATIENCE: Duration = Duration::from_secs(120);

/// The request of this number to a path, whoever delivers it.
fn told(bundle: &Bundle, receiver: &Receiver, path: &str, number: usize) -> Received {
    let begun = Instant::now();
    desk::make_due(&bundle.database());
    loop {
        desk::dispatch(&bundle.url(""), &json!({ "topics": NOTICES }));
        let mut received = receiver.received().into_iter().filter(|request| request.path == path);
        if let Some(request) = received.nth(number - 1) {
            return request;
        }
        assert!(begun.elapsed() < PATIENCE, "nothing came to {path}");
        std::thread::sleep(Duration::from_millis(50));
    }
}

fn bundle(receiver: &Receiver) -> Bundle {
    let webhook: &'static str = receiver.url("/wallet").leak();
    let variables = [&[("wallet_webhook_url", webhook)][..], &desk::WALLET_TOKENS[..]].concat();
    let bundle = Bundle::with(Options { variables, ..Options::default() });
    let (callback, hub) = (receiver.url("/cashier"), receiver.url("/hub"));
    let change = "UPDATE products SET deposit_callback = ?1";
    bundle.database().execute(change, [&callback]).expect("a change");
    bundle
        .database()
        .execute("UPDATE merchants SET domain = ?1 WHERE code = 'M001'", [&hub])
        .expect("a change");
    desk::hold(&bundle.database());
    bundle
}

#[test]
fn a_product_is_told_in_the_trace_of_the_newest_request_that_named_one() {
    let receiver = Receiver::start();
    let bundle = bundle(&receiver);
    let token = desk::sign_in(&bundle.url(""), "M003");
    let number = order(&bundle, FIRST);
    desk::data(&desk::paid(&bundle.url(""), &token, &number).expect("an answer"));
    assert_continues(&told(&bundle, &receiver, "/cashier", 1), FIRST);

    // The back office names another one.
    let number = order(&bundle, FIRST);
    let payment = json!({
        "product_id": "M003", "billno": number, "orderType": "3", "amount": "300.00", "currency": "CNY",
        "login_name": "1000001", "replace_flag": "0", "created_by": "zoe", "remarks": "seen",
    });
    let authorization = format!("Bearer {token}");
    let headers = [("authorization", authorization.as_str()), ("traceparent", SECOND)];
    send("PUT", &bundle.url("/pay"), &headers, "application/json", &payment.to_string());
    assert_continues(&told(&bundle, &receiver, "/cashier", 2), SECOND);

    // A malformed one is none.
    let number = order(&bundle, MALFORMED);
    desk::data(&desk::cancelled(&bundle.url(""), &token, &number).expect("an answer"));
    assert_eq!(told(&bundle, &receiver, "/cashier", 3).header("traceparent"), "");

    let logs = bundle.logs_with("\"trace_id\":\"11111111111111111111111111111111\"");
    assert!(logs.contains("\"trace_id\":\"0af7651916cd43dd8448eb211c80319c\""), "{logs}");
    bundle.assert_invariants();
}

#[test]
fn a_hub_is_asked_in_the_trace_of_the_request() {
    let receiver = Receiver::start();
    let bundle = bundle(&receiver);
    let ask = |headers: &[(&str, &str)]| {
        let parameters = [("product_id", "1"), ("product_user_id", "1000001"), ("payment_code", "6")];
        let form = signed(desk::PRODUCT_KEY, &parameters);
        let content = Some(("application/x-www-form-urlencoded", form.as_bytes()));
        Answer::with_headers("POST", &bundle.url("/paylimit"), headers, content);
        receiver.received().pop().expect("a request")
    };
    assert_continues(&ask(&[("traceparent", FIRST)]), FIRST);
    assert_eq!(ask(&[]).header("traceparent"), "");
    assert_eq!(ask(&[("traceparent", MALFORMED)]).header("traceparent"), "");
}

#[test]
fn the_wallet_and_the_payees_tell_in_the_trace_of_what_was_asked() {
    let receiver = Receiver::start();
    let bundle = bundle(&receiver);
    let base = bundle.url("");
    let user = format!("Bearer {}", desk::wallet_token(2, "cash.create", None));
    let application = json!({ "data": { "attributes": { "cash_apply_amount": "2.00", "cash_type": 0,
                                                        "cash_mobile": "13800138000" } } });
    let headers = [("authorization", user.as_str()), ("traceparent", FIRST)];
    let applied =
        send("POST", &bundle.url("/api/wallet/cash"), &headers, "application/json", &application.to_string());
    let id = applied["data"]["attributes"]["id"].clone();
    let reviewer = format!("Bearer {}", desk::wallet_token(1, "cash.review", None));
    let review = json!({ "ids": [id], "cash_status": 3 }).to_string();
    let headers = [("authorization", reviewer.as_str())];
    send("POST", &bundle.url("/api/wallet/cash/review"), &headers, "application/json", &review);
    assert_continues(&told(&bundle, &receiver, "/wallet", 1), FIRST);

    let customer = desk::register(&base, "traced");
    let account = desk::create_account(&base, &customer, "main", "123456708", &receiver.url("/ipn"));
    let mut payment = vec![
        ("merchantNo", "900001"),
        ("storeNo", "800001"),
        ("timestamp", "2026-01-02T03:04:05Z"),
        ("customerNo", &customer),
        ("accountToken", &account),
        ("amount", "12.50"),
        ("currency", "USD"),
        ("invoiceId", "traced"),
    ];
    let sign = payee_sign(desk::PAYEE_TOKEN, &payment);
    payment.push(("verifySign", &sign));
    let body: serde_json::Map<String, Value> =
        payment.into_iter().map(|(name, value)| (name.to_owned(), value.into())).collect();
    let body = Value::Object(body).to_string();
    let paid = send("POST", &bundle.url(desk::PAY), &[("traceparent", SECOND)], "application/json", &body);
    let number = paid["result"]["transactionNo"].as_str().unwrap_or_else(|| panic!("{paid}"));
    desk::move_payout(&bundle.database(), number, "success");
    assert_continues(&told(&bundle, &receiver, "/ipn", 1), SECOND);
    bundle.assert_invariants();
}
