//! The README's three walks on a production bundle and its world, whoever provisioned what they need: product 1 with merchant M001,
//! its hub and its channels, wallet user 7, payee merchant 900001 with store 800001 and 1000 USD.

use crate::desk::{self, data, json_of, text};
use crate::{Answer, Bundle, Received, World, signed};
use serde_json::{Value, json};
use std::time::{Duration, Instant};

/// How long whoever is told may wait.
const PATIENCE: Duration = Duration::from_secs(60);

/// The cashier's under the product's key and an account of the back office with its password: a deposit that its hub confirms, and a
/// withdrawal that is approved and paid; the product is told of both. Gives the deposit's number.
///
/// # Panics
/// If a step of it is refused.
pub fn cashier(bundle: &Bundle, world: &World, key: &str, account: (&str, &str)) -> String {
    let product = |method: &str, path: &str, more: &[(&str, &str)]| {
        let text = signed(key, &[&[("product_id", "1"), ("product_user_id", "bob")], more].concat());
        data(&match method {
            "GET" => bundle.get(&format!("{path}?{text}")),
            _ => bundle.post_form(path, &text),
        })
    };
    product("POST", "/create_customer", &[]);
    let channels = product("GET", "/deposit_channel", &[]);
    assert_eq!(channels[0]["max_amount"], "50000.00", "{channels}");
    product("POST", "/customer_bank", &desk::CARD);
    let limits = product("POST", "/paylimit", &[("payment_code", "6")]);
    let pay = [
        ("payment_code", "6"),
        ("amount", "300.00"),
        ("payid", text(&limits, "/payid")),
        ("product_order_sn", "P-1"),
    ];
    let paid = product("POST", "/pay", &pay);
    let hub = text(&paid, "/pay_url").rsplit('/').next().expect("a number").to_owned();
    world.pay(bundle, &hub);
    let withdrawal = [("withdraw_channel_code", "W1"), ("amount", "500.00"), ("product_billno", "PW-1")];
    let billno = text(&product("POST", "/do_withdraw", &withdrawal), "/billno").to_owned();
    back_office(bundle, account, &billno);
    let order_sn = text(&paid, "/order_sn").to_owned();
    assert_eq!(told(bundle, world, "deposit").field("order_sn"), Some(order_sn.clone()));
    assert_eq!(told(bundle, world, "withdraw").field("product_billno").as_deref(), Some("PW-1"));
    order_sn
}

/// The one notice of a type, once it has come; the dispatcher is called as its scheduler does.
fn told(bundle: &Bundle, world: &World, notify_type: &str) -> Received {
    let begun = Instant::now();
    loop {
        let mut told = world.told(notify_type);
        assert!(told.len() < 2, "{told:?}");
        if let Some(notice) = told.pop() {
            return notice;
        }
        assert!(begun.elapsed() < PATIENCE, "nobody is told of a {notify_type}");
        dispatch(bundle);
        std::thread::sleep(Duration::from_millis(50));
    }
}

fn dispatch(bundle: &Bundle) {
    desk::dispatch_by(&bundle.url(""), &bundle.own_key("dispatch_token"));
}

/// The merchant's people see the deposit, and approve and pay the withdrawal.
fn back_office(bundle: &Bundle, (account, password): (&str, &str), billno: &str) {
    let login = json!({ "pid": "M001", "account": account, "pwd": password }).to_string();
    let token = text(&data(&bundle.post_json("/token", &login)), "/token").to_owned();
    let office = |method: &str, target: &str, body: Option<Value>| {
        let body = body.map(|body| body.to_string());
        let body = body.as_ref().map(|body| ("application/json", body.as_bytes()));
        data(&Answer::with_headers(method, &bundle.url(target), &[("authorization", &token)], body))
    };
    let found = office("GET", "/deposit_record?pid=M001&flag=2&pageNum=1&pageSize=10", None);
    assert!(found.to_string().contains("300.00"), "{found}");
    for (old, new, by, user_type) in [(0, 1, "amy", "U"), (1, 2, "tom", "Z")] {
        let step = json!({ "pid": "M001", "request_id": billno, "request_type": "02", "old_flag": old,
                           "new_flag": new, "approve_by": by, "user_type": user_type, "ip_address": "203.0.113.9" });
        office("PUT", "/approve", Some(step));
    }
    let found = office("GET", "/withdraw_record?pid=M001&flag=2&pageNum=1&pageSize=10", None);
    assert!(found.to_string().contains("500.00"), "{found}");
}

/// The wallet's, under the key of an identity provider that the bundle knows: a balance, an application, its review, its payout.
///
/// # Panics
/// If a step of it is refused.
pub fn wallet(bundle: &Bundle) {
    let [issuer, key] = ["wallet_jwt_issuer", "wallet_jwt_key"].map(|name| bundle.own_key(name));
    let token = |user, scope| desk::wallet_token_of(&issuer, &key, user, scope, None);
    let (user, operator) = (token(7, "cash.create"), token(1, "cash.review wallet.update payout.run"));
    let credit = |reason: &str| {
        let body = json!({ "operate_type": 1, "operate_amount": "100.00", "operate_reason": reason });
        desk::json_call("PATCH", &bundle.url("/api/wallet/user/7"), &operator, &body).expect("an answer")
    };
    assert_eq!(credit("because").status, 422, "not agreed on");
    let credited = credit("opening balance");
    assert_eq!(credited.status, 200, "{credited:?}");
    let application = json!({ "data": { "attributes": { "cash_apply_amount": "20.00", "cash_type": 1 } } });
    let applied = wallet_call(bundle, "POST", "/cash", &user, &application);
    assert_eq!((&applied["cash_charge"], &applied["cash_status"]), (&json!("0.20"), &json!(1)));
    let id = applied["id"].as_i64().expect("an id");
    let review = json!({ "ids": [id], "cash_status": 2 });
    let reviewed = wallet_call(bundle, "POST", "/cash/review", &operator, &review);
    assert_eq!(reviewed["result"][id.to_string()], "success");
    wallet_call(bundle, "POST", "/payouts/run", &operator, &json!({}));
    let paid = wallet_call(bundle, "GET", &format!("/cash/{id}"), &user, &json!({}));
    assert_eq!(paid["cash_status"], 5, "paid");
}

/// A call of the wallet that succeeds: the attributes of its document, or its data.
fn wallet_call(bundle: &Bundle, method: &str, path: &str, token: &str, body: &Value) -> Value {
    let target = bundle.url(&format!("/api/wallet{path}"));
    let answer = desk::json_call(method, &target, token, body).expect("an answer");
    assert_eq!(answer.status, 200, "{path}: {answer:?}");
    let document = json_of(&answer);
    document.pointer("/data/attributes").unwrap_or(&document["data"]).clone()
}

/// The payees': one registers, `activate(customerNo)` lets him be paid, he has an account and is paid 200 USD at a fee of 6; the
/// merchant is told.
///
/// # Panics
/// If a step of it is refused.
pub fn payees(bundle: &Bundle, world: &World, token: &str, activate: impl FnOnce(&str)) {
    let base = bundle.url("");
    let call = |path: &str, parameters: &[(&str, &str)]| desk::payee_as(&base, token, path, parameters);
    let customer = desk::register_by(call, "Lee");
    let receiver = world.receiver_url();
    let account = desk::account(&customer, "main", "123456700", &receiver);
    let create = || call(desk::CREATE_ACCOUNT, &account);
    assert_eq!(create()["ret_code"], "000040", "not activated yet");
    activate(&customer);
    let account = text(&create(), "/result/accountToken").to_owned();
    let pay = [
        ("customerNo", customer.as_str()),
        ("accountToken", &account),
        ("amount", "200.00"),
        ("currency", "USD"),
        ("invoiceId", "I-1"),
        ("ipnUrl", &receiver),
    ];
    let paid = call(desk::PAY, &pay);
    assert_eq!(
        (&paid["ret_msg"], &paid["result"]["transactionFee"]),
        (&json!("pending"), &json!("6.00")),
        "{paid}"
    );
    assert_eq!(told(bundle, world, "payout").field("invoiceId").as_deref(), Some("I-1"));
    let inquiry = call("/v3/payouts/inquiry", &[("invoiceId", "I-1")]);
    assert_eq!(inquiry["result"]["status"], "success", "{inquiry}");
}
