//! Deposits and withdrawals over HTTP, as a product's and a merchant's engineer would try them first: the simulator is
//! the hub, the payer's browser and the receiver of notifications.

use feiqian_tests::{Answer, Bundle, Options, desk, signed};
use serde_json::{Value as Json, json};
use std::thread;
use std::time::{Duration, Instant};

const KEY: &str = "demo-key-0001";

/// A call of product 1, as a form.
fn product(bundle: &Bundle, path: &str, parameters: &[(&str, &str)]) -> Answer {
    bundle.post_form(path, &signed(KEY, &[parameters, &[("product_id", "1")]].concat()))
}

/// A read of product 1.
fn read(bundle: &Bundle, path: &str, parameters: &[(&str, &str)]) -> Answer {
    bundle.get(&format!("{path}?{}", signed(KEY, &[parameters, &[("product_id", "1")]].concat())))
}

/// The data of a success.
fn data(answer: &Answer) -> Json {
    let body: Json = serde_json::from_str(&answer.body).unwrap_or_else(|_| panic!("no JSON: {answer:?}"));
    assert_eq!(body["code"], 200, "{answer:?}");
    body["data"].clone()
}

fn sign_in(bundle: &Bundle, merchant: &str) -> String {
    let credentials = json!({ "pid": merchant, "account": "ops", "pwd": "demo-pass-0001" });
    let token = data(&bundle.post_json("/token", &credentials.to_string()))["token"].clone();
    token.as_str().expect("a token").to_owned()
}

fn back_office(bundle: &Bundle, method: &str, target: &str, token: &str, body: &Json) -> Answer {
    let authorization = format!("Bearer {token}");
    let body = body.to_string();
    let content = Some(("application/json", body.as_bytes()));
    let content = if method == "GET" { None } else { content };
    Answer::with_headers(method, &bundle.url(target), &[("authorization", &authorization)], content)
}

fn text<'j>(json: &'j Json, name: &str) -> &'j str {
    json[name].as_str().unwrap_or_else(|| panic!("no text {name} in {json}"))
}

#[test]
fn a_deposit_from_the_channels_to_the_record() {
    let bundle = Bundle::start();
    let user = ("product_user_id", "alice");
    assert_eq!(data(&product(&bundle, "/create_customer", &[user])), json!([]));
    let channels = data(&read(&bundle, "/deposit_channel", &[user]));
    let codes: Vec<&str> = channels.as_array().unwrap().iter().map(|channel| text(channel, "code")).collect();
    assert_eq!(codes, ["1", "6", "101", "3", "8"]);

    let limits = data(&product(&bundle, "/paylimit", &[user, ("payment_code", "6")]));
    assert_eq!((text(&limits, "min_amount"), text(&limits, "max_amount")), ("50.00", "5000.00"));
    let payment = [
        user,
        ("payment_code", "6"),
        ("amount", "300.00"),
        ("payid", text(&limits, "payid")),
        ("product_order_sn", "P-1"),
    ];
    let first = product(&bundle, "/pay", &payment);
    let order = data(&first);
    let page = text(&order, "pay_url").strip_prefix("http://127.0.0.1:3000").expect("the pay page");
    let again = product(&bundle, "/pay", &payment);
    assert_eq!((again.body.as_str(), again.header("x-idempotent-replay")), (first.body.as_str(), "1"));

    // The payer pays; the hub tells the cashier.
    let shown = bundle.get(page);
    assert!(shown.status == 200 && shown.body.contains("300.00 CNY"), "{shown:?}");
    let billno = page.rsplit('/').next().unwrap();
    let paid = bundle.post_form("/sim/complete", &format!("billno={billno}&amount=300.00"));
    assert_eq!(paid.body, r#"{"code":200,"message":"Success","data":true}"#);
    let twice = bundle.post_json("/sim/complete", &json!({ "billno": billno }).to_string());
    assert_eq!(twice.body, paid.body);

    let token = sign_in(&bundle, "M001");
    let target = "/deposit_record?pid=M001&flag=2&pageNum=1&pageSize=10";
    let listed = back_office(&bundle, "GET", target, &token, &Json::Null);
    assert_eq!(listed.header("x-total-count"), "1");
    let record = data(&listed)[0].clone();
    assert_eq!(record["request_id"], order["order_sn"]);
    assert_eq!((text(&record, "merchant_order_sn"), text(&record, "login_name")), (billno, "alice"));
    let told = "SELECT status || target FROM outbox";
    let told: String = bundle.database().query_row(told, [], |row| row.get(0)).unwrap();
    assert_eq!(told, "2http://simulator.spin.internal/sim/sink");
    let number = format!("order_sn={}", text(&order, "order_sn"));
    let begun = Instant::now();
    while !bundle.get("/sim/sink").body.contains(&number) {
        assert!(begun.elapsed() < Duration::from_secs(60), "the product was not told");
        thread::sleep(Duration::from_millis(10));
    }
    bundle.assert_invariants();
    let logs = bundle.logs();
    for secret in [KEY, "demo-upstream-0001", "demo-pass-0001", token.as_str(), "alice"] {
        assert!(!logs.contains(secret), "{secret} in {logs}");
    }
}

#[test]
fn a_transfer_and_a_redirect_through_the_hub() {
    let bundle = Bundle::start();
    let user = ("product_user_id", "1000001");
    let transfer =
        [user, ("payment_code", "1"), ("amount", "300.00"), ("depositor", "张三"), ("bankcode", "ICBC")];
    let order = data(&product(&bundle, "/pay", &transfer));
    assert_eq!(
        (text(&order, "receipt_account"), text(&order, "receipt_depositor")),
        ("6222029876543210", "王五")
    );

    let redirect = data(&product(&bundle, "/pay", &[user, ("payment_code", "101"), ("amount", "99.50")]));
    assert_eq!(text(&redirect["redirect"], "url"), "http://simulator.spin.internal/sim/online-pay/pay");
    let set = redirect["redirect"]["params"].as_object().unwrap();
    let form: Vec<String> = set
        .iter()
        .map(|(name, value)| format!("{name}={}", value.as_str().unwrap().replace('+', "%2B")))
        .collect();
    let shown = bundle.post_form("/sim/online-pay/pay", &form.join("&"));
    assert!(shown.body.contains("99.50 CNY"), "{shown:?}");
    let forged = form.join("&").replace("99.50", "9.50");
    assert!(bundle.post_form("/sim/online-pay/pay", &forged).body.contains("bad keycode"));
    let number = text(&redirect, "order_sn");
    let paid = bundle.post_json("/sim/complete", &json!({ "billno": number, "amount": "99.50" }).to_string());
    assert_eq!(paid.body, r#"{"code":200,"message":"Success","data":true}"#);
    let wrong =
        bundle.post_json("/sim/complete", &json!({ "billno": number, "amount": "99.51" }).to_string());
    assert_eq!(wrong.body, r#"{"code":422,"message":{"amount":["validation.in"]},"data":[]}"#);
    bundle.assert_invariants();
}

#[test]
fn what_the_hub_can_do_wrong() {
    let bundle =
        Bundle::with(Options { variables: vec![("upstream_timeout_ms", "500")], ..Options::default() });
    let pay = |amount: &str| {
        let user = ("product_user_id", "1000001");
        let begun = Instant::now();
        let transfer =
            [user, ("payment_code", "1"), ("amount", amount), ("depositor", "x"), ("bankcode", "ABC")];
        (product(&bundle, "/pay", &transfer).body, begun.elapsed())
    };
    let failed = |message: &str| format!(r#"{{"code":500,"message":"{message}","data":[]}}"#);
    assert_eq!(pay("100.11").0, failed("system exception"));
    assert_eq!(pay("100.12").0, failed("method closed"));
    let (silent, took) = pay("100.13");
    assert_eq!(silent, failed("system exception"));
    // Less than the ten seconds of the default.
    assert!(took > Duration::from_millis(500) && took < Duration::from_secs(10), "{took:?}");
    assert_eq!(pay("100.14").0, failed("system exception"));
    assert_eq!(pay("100.15").0, failed("system exception"));
    let states =
        "SELECT group_concat(status || upstream_state) FROM (SELECT * FROM deposit_records ORDER BY id)";
    let states: String = bundle.database().query_row(states, [], |row| row.get(0)).unwrap();
    assert_eq!(states, "-1failed,-1failed,-1failed,-1failed,-1failed");
    bundle.assert_invariants();
}

#[test]
fn a_withdrawal_from_the_card_to_the_record() {
    let bundle = Bundle::start();
    let user = ("product_user_id", "alice");
    data(&product(&bundle, "/create_customer", &[user]));
    let card = [&[user], &desk::CARD[..]].concat();
    data(&product(&bundle, "/customer_bank", &card));
    let channels = data(&read(&bundle, "/withdraw_channel", &[user]));
    assert_eq!(text(&channels[0], "max_total_amount"), "50000.00");
    let wish = [user, ("withdraw_channel_code", "W1"), ("amount", "500.00"), ("product_billno", "PW-1")];
    let order = data(&product(&bundle, "/do_withdraw", &wish));
    assert_eq!(data(&product(&bundle, "/do_withdraw", &wish)), order, "the same again");

    let token = sign_in(&bundle, "M001");
    for (old, new, user_type) in [(0, 1, "U"), (1, 2, "Z")] {
        let approval = json!({
            "pid": "M001", "request_id": order["billno"], "request_type": "02", "old_flag": old, "new_flag": new,
            "approve_by": "lisi", "user_type": user_type, "ip_address": "203.0.113.9", "remarks": "ok",
        });
        assert_eq!(data(&back_office(&bundle, "PUT", "/approve", &token, &approval)), json!(true));
    }
    let target = "/withdraw_record?pid=M001&flag=2&pageNum=1&pageSize=10";
    let record = data(&back_office(&bundle, "GET", target, &token, &Json::Null))[0].clone();
    assert_eq!((&record["request_id"], text(&record, "remarks")), (&order["billno"], "ok"));
    assert_eq!(text(&record, "bank_account_no"), "6222020000000000001");
    bundle.assert_invariants();
}

#[test]
fn of_many_at_once_one_has_its_effect() {
    let bundle = Bundle::start();
    let all = |request: &(dyn Fn() -> Answer + Sync)| -> Vec<Answer> {
        thread::scope(|scope| {
            let callers: Vec<_> = (0..64).map(|_| scope.spawn(request)).collect();
            callers.into_iter().map(|caller| caller.join().unwrap()).collect()
        })
    };
    let user = ("product_user_id", "1000001");
    let transfer = [
        user,
        ("payment_code", "1"),
        ("amount", "300.00"),
        ("depositor", "x"),
        ("bankcode", "ABC"),
        ("product_order_sn", "P-1"),
    ];
    let answers = all(&|| product(&bundle, "/pay", &transfer));
    let order = data(&product(&bundle, "/pay", &transfer));
    for answer in &answers {
        if answer.body.contains(r#""code":409"#) {
            assert_eq!(answer.header("retry-after"), "1");
        } else {
            assert_eq!(data(answer), order);
        }
    }
    let token = sign_in(&bundle, "M001");
    let payment = |flag: &str| {
        json!({
            "product_id": "M001", "billno": order["order_sn"], "orderType": "1", "amount": "300.00", "currency": "CNY",
            "login_name": "1000001", "replace_flag": flag, "created_by": "x", "remarks": "x",
        })
    };
    let made_up = payment("1");
    for answer in all(&|| back_office(&bundle, "PUT", "/pay", &token, &made_up)) {
        assert_eq!(data(&answer), json!(true));
    }
    let late = back_office(&bundle, "PUT", "/pay", &token, &payment("0"));
    assert_eq!(late.body, r#"{"code":422,"message":"unprocessable entity","data":[]}"#);
    let count = |sql: &str| bundle.database().query_row(sql, [], |row| row.get::<_, i64>(0)).unwrap();
    assert_eq!(count("SELECT count(*) FROM deposit_records"), 2);
    assert_eq!(count("SELECT count(*) FROM audit_log"), 3);
    assert_eq!(count("SELECT count(*) FROM outbox"), 1);
    bundle.assert_invariants();
}

#[test]
fn the_sink_records_and_fails_as_told() {
    let bundle = Bundle::start();
    assert_eq!(bundle.post_json("/sim/sink/fail", r#"{"times":2,"status":503}"#).status, 200);
    let statuses: Vec<u16> = (0..3).map(|_| bundle.post_form("/sim/sink", "a=1").status).collect();
    assert_eq!(statuses, [503, 503, 200]);
    assert_eq!(bundle.post_form("/sim/sink", "a=2").body, "success");
    let sunk: Json = serde_json::from_str(&bundle.get("/sim/sink").body).unwrap();
    let bodies: Vec<&str> = sunk.as_array().unwrap().iter().map(|one| text(one, "body")).collect();
    assert_eq!(bodies, ["a=2", "a=1", "a=1", "a=1"]);
    for wrong in [r#"{"times":-1,"status":503}"#, r#"{"times":1,"status":600}"#, "{}"] {
        assert_eq!(bundle.post_json("/sim/sink/fail", wrong).status, 422, "{wrong}");
    }
    assert_eq!(bundle.get("/sim/nothing").status, 404);
    let disabled = Options { variables: vec![("simulator_enabled", "false")], ..Options::default() };
    let bundle = Bundle::with(disabled);
    for path in ["/sim/sink", "/sim/pay/x", "/sim/online-pay/payment-methods"] {
        assert_eq!(bundle.get(path).status, 404, "{path}");
    }
}
