//! Calls that leave something to tell or to pay, and the dispatcher's own.
//!
//! They take the bundle's address rather than the bundle, so that threads can call while it is killed.

use crate::client::{Answer, payee_sign, signed};
use feiqian_signing::digest::{self, hmac_sha256};
use rusqlite::Connection;
use serde_json::{Value as Json, json};
use std::time::{SystemTime, UNIX_EPOCH};

/// Key of demo product 1.
pub const PRODUCT_KEY: &str = "demo-key-0001";

/// API token of demo merchant 900001 of the payees.
pub const PAYEE_TOKEN: &str = "unit-test-token-0001";

/// `dispatch_token` of the development bundle.
pub const DISPATCH_TOKEN: &str = "demo-dispatch-token-0123456789abcdef";

/// Variables under which [`wallet_token`] signs: everyone's secret, so that a test can write any claim.
pub const WALLET_TOKENS: [(&str, &str); 2] =
    [("wallet_jwt_alg", "HS256"), ("wallet_jwt_key", "test-secret-of-at-least-32-bytes--")];

/// Every topic of a notice: a dispatcher asked for these leaves payout jobs alone.
pub const NOTICES: [&str; 5] =
    ["cashier.deposit", "cashier.withdraw", "ipn.payout", "ipn.account", "wallet.notice"];

/// The card of a customer, as `/customer_bank` takes it.
pub const CARD: [(&str, &str); 6] = [
    ("bank_account_name", "张三"),
    ("bank_account_no", "6222020000000000001"),
    ("bank_name", "工商银行"),
    ("bank_province", "北京市"),
    ("bank_cities", "市辖区"),
    ("bank_countries", "东城区"),
];

pub fn now_ms() -> i64 {
    let now = SystemTime::now().duration_since(UNIX_EPOCH).expect("a clock");
    i64::try_from(now.as_millis()).expect("a time")
}

/// A call of a dispatcher's scheduler, as a bundle's own `dispatch_token` lets it in.
///
/// # Panics
/// If it is refused.
pub fn dispatch_by(base: &str, token: &str) {
    let answer = json_call("POST", &format!("{base}/internal/dispatch"), token, &json!({}));
    assert_eq!(answer.as_ref().map(|answer| answer.status).ok(), Some(200), "{answer:?}");
}

/// A call of the dispatcher, and its report of what was delivered.
pub fn dispatch(base: &str, body: &Json) -> Json {
    let mut report = whole_report(base, body);
    report.as_object_mut().expect("an object").remove("wal_pages");
    report
}

/// A call of the dispatcher, and its whole report: how long the log of writes is, depends on much else.
pub fn whole_report(base: &str, body: &Json) -> Json {
    let answer = try_dispatch(base, body).expect("an answer");
    assert_eq!(answer.status, 200, "{answer:?}");
    serde_json::from_str(&answer.body).expect("JSON")
}

/// A call of the dispatcher, if the bundle lives.
pub fn try_dispatch(base: &str, body: &Json) -> Result<Answer, ureq::Error> {
    let authorization = format!("Bearer {DISPATCH_TOKEN}");
    let body = body.to_string();
    let content = Some(("application/json", body.as_bytes()));
    Answer::attempt(
        "POST",
        &format!("{base}/internal/dispatch"),
        &[("authorization", &authorization)],
        content,
    )
}

/// Nothing that happens from now on is due before [`make_due`]: the first delivery after an answer finds nothing.
pub fn hold(database: &Connection) {
    let hold = "CREATE TRIGGER test_hold AFTER INSERT ON outbox BEGIN
                  UPDATE outbox SET next_at = 9000000000000 WHERE seq = NEW.seq; END";
    database.execute_batch(hold).expect("a trigger");
}

/// Lets time pass: everything that waits for its next attempt is due. What a call holds stays held.
pub fn make_due(database: &Connection) {
    let due = "UPDATE outbox SET next_at = 0 WHERE state = 'queued';
               UPDATE payout_jobs SET next_attempt_at = 0 WHERE state = 'open'";
    database.execute_batch(due).expect("time passes");
}

/// Lets the leases of calls run out that a kill has ended.
pub fn end_leases(database: &Connection) {
    let ended = "UPDATE outbox SET lease_until = 1 WHERE lease_until IS NOT NULL;
                 UPDATE payout_jobs SET lease_until = 1 WHERE lease_until > 1";
    database.execute_batch(ended).expect("time passes");
}

/// A token of the desk that reads reports.
pub fn reports_token(database: &Connection) -> String {
    let token = format!("feiqian_{}", "7".repeat(64));
    let insert = "INSERT INTO admin_tokens (id, token_hash, label, operator, scopes, created_at, expires_at)
        VALUES ('0123456789abcdef', ?1, 'test', 'demo', '[\"reports:read\"]', 1, 9000000000000)";
    database.execute(insert, [digest::sha256_hex(token.as_bytes())]).expect("a token");
    token
}

/// A back-office token of a demo merchant.
pub fn sign_in(base: &str, merchant: &str) -> String {
    let credentials = json!({ "pid": merchant, "account": "ops", "pwd": "demo-pass-0001" });
    let answer = json_call("POST", &format!("{base}/token"), "", &credentials).expect("an answer");
    data(&answer)["token"].as_str().expect("a token").to_owned()
}

/// A manual deposit of product 1 to M003.
pub const PAYMENT: [(&str, &str); 5] = [
    ("product_id", "1"),
    ("product_user_id", "1000001"),
    ("payment_code", "3"),
    ("amount", "300.00"),
    ("depositor", "Zhang"),
];

/// Orders [`PAYMENT`], not yet paid: its number.
pub fn order(base: &str) -> Result<String, ureq::Error> {
    let form = signed(PRODUCT_KEY, &PAYMENT);
    let content = Some(("application/x-www-form-urlencoded", form.as_bytes()));
    let answer = Answer::attempt("POST", &format!("{base}/pay"), &[], content)?;
    Ok(data(&answer)["order_sn"].as_str().expect("a number").to_owned())
}

/// The back office says that an order of [`order`] was paid.
pub fn paid(base: &str, token: &str, number: &str) -> Result<Answer, ureq::Error> {
    let payment = json!({
        "product_id": "M003", "billno": number, "orderType": "3", "amount": "300.00", "currency": "CNY",
        "login_name": "1000001", "replace_flag": "0", "created_by": "zoe", "remarks": "seen",
    });
    json_call("PUT", &format!("{base}/pay"), token, &payment)
}

/// The back office cancels an order of [`order`].
pub fn cancelled(base: &str, token: &str, number: &str) -> Result<Answer, ureq::Error> {
    let approval = json!({
        "pid": "M003", "request_id": number, "request_type": "01", "old_flag": 0, "new_flag": -1,
        "approve_by": "zoe", "user_type": "U", "ip_address": "198.51.100.7", "remarks": "no",
    });
    json_call("PUT", &format!("{base}/approve"), token, &approval)
}

/// A product orders a withdrawal and the back office rejects it: `cashier.withdraw` is left to tell.
///
/// # Panics
/// If a call is refused.
pub fn reject_a_withdrawal(base: &str) {
    let product = |path: &str, parameters: &[(&str, &str)]| {
        let common = [("product_id", "1"), ("product_user_id", "1000001")];
        let form = signed(PRODUCT_KEY, &[parameters, &common].concat());
        let content = Some(("application/x-www-form-urlencoded", form.as_bytes()));
        data(&Answer::of("POST", &format!("{base}{path}"), content))
    };
    product("/customer_bank", &CARD);
    let wish = [("withdraw_channel_code", "W1"), ("amount", "500.00"), ("product_billno", "PW-1")];
    let number = product("/do_withdraw", &wish)["billno"].clone();
    let token = sign_in(base, "M001");
    let rejection = json!({
        "pid": "M001", "request_id": number, "request_type": "02", "old_flag": 0, "new_flag": -1,
        "approve_by": "lisi", "user_type": "U", "ip_address": "203.0.113.9", "remarks": "no",
    });
    let answer = json_call("PUT", &format!("{base}/approve"), &token, &rejection);
    assert_eq!(data(&answer.expect("an answer")), true);
}

/// What an answer says.
///
/// # Panics
/// If it is no JSON.
pub fn json_of(answer: &Answer) -> Json {
    serde_json::from_str(&answer.body).unwrap_or_else(|error| panic!("{error}: {answer:?}"))
}

/// A text within a value.
///
/// # Panics
/// If there is none.
pub fn text<'v>(value: &'v Json, pointer: &str) -> &'v str {
    value.pointer(pointer).and_then(Json::as_str).unwrap_or_else(|| panic!("no {pointer} in {value}"))
}

/// The data of the cashier's success.
///
/// # Panics
/// If it is none.
pub fn data(answer: &Answer) -> Json {
    let body = json_of(answer);
    assert_eq!(body["code"], 200, "{answer:?}");
    body["data"].clone()
}

/// A call with JSON and a bearer token.
pub fn json_call(method: &str, url: &str, token: &str, body: &Json) -> Result<Answer, ureq::Error> {
    let authorization = format!("Bearer {token}");
    let body = body.to_string();
    let content = Some(("application/json", body.as_bytes()));
    Answer::attempt(method, url, &[("authorization", &authorization)], content)
}

/// A wallet token under [`WALLET_TOKENS`]; `openid` binds a WeChat account.
pub fn wallet_token(user: u64, scope: &str, openid: Option<&str>) -> String {
    wallet_token_of("feiqian-development", WALLET_TOKENS[1].1, user, scope, openid)
}

/// The same of an issuer under his HS256 secret.
pub fn wallet_token_of(issuer: &str, key: &str, user: u64, scope: &str, openid: Option<&str>) -> String {
    let mut claims = json!({
        "iss": issuer, "aud": "feiqian-wallet", "sub": user.to_string(),
        "username": format!("user{user}"), "scope": scope, "exp": now_ms() / 1_000 + 3_600,
    });
    if let Some(openid) = openid {
        claims["wechat"] = json!({ "openid": openid });
    }
    let encode = |bytes: &[u8]| {
        use base64ct::{Base64UrlUnpadded, Encoding};
        Base64UrlUnpadded::encode_string(bytes)
    };
    let header = encode(br#"{"alg":"HS256","typ":"JWT"}"#);
    let signed = format!("{header}.{}", encode(claims.to_string().as_bytes()));
    format!("{signed}.{}", encode(&hmac_sha256(key.as_bytes(), &[signed.as_bytes()])))
}

/// A call of payee merchant 900001: the reply.
pub fn payee(base: &str, path: &str, parameters: &[(&str, &str)]) -> Json {
    payee_at("2026-01-02T03:04:05Z", base, PAYEE_TOKEN, path, parameters)
}

/// The same under another token, and now.
pub fn payee_as(base: &str, token: &str, path: &str, parameters: &[(&str, &str)]) -> Json {
    let now = humantime::format_rfc3339_seconds(SystemTime::now()).to_string();
    payee_at(&now, base, token, path, parameters)
}

fn payee_at(time: &str, base: &str, token: &str, path: &str, parameters: &[(&str, &str)]) -> Json {
    let common = [("merchantNo", "900001"), ("storeNo", "800001"), ("timestamp", time)];
    let mut all = [parameters, &common].concat();
    let sign = payee_sign(token, &all);
    all.push(("verifySign", &sign));
    let body: serde_json::Map<String, Json> =
        all.into_iter().map(|(name, value)| (name.to_owned(), value.into())).collect();
    let body = Json::Object(body).to_string();
    let content = Some(("application/json", body.as_bytes()));
    let answer = Answer::of("POST", &format!("{base}{path}"), content);
    serde_json::from_str(&answer.body).unwrap_or_else(|_| panic!("no JSON: {answer:?}"))
}

/// Registers a payee: the customerNo.
pub fn register(base: &str, name: &str) -> String {
    register_by(|path, parameters| payee(base, path, parameters), name)
}

/// The same by whoever calls.
pub fn register_by(call: impl FnOnce(&str, &[(&str, &str)]) -> Json, name: &str) -> String {
    let email = format!("{name}@example.test");
    let reply = call(
        "/v3/payee/register",
        &[
            ("profileType", "INDIVIDUAL"),
            ("firstName", "Ada"),
            ("lastName", name),
            ("email", &email),
            ("dateOfBirth", "1990-03-07"),
            ("governmentId", &format!("ID{name}0001")),
            ("governmentIdType", "ID_CARD"),
            ("countryCode", "US"),
            ("state", "NY"),
            ("city", "New York"),
            ("street", "Broadway 1"),
            ("zip", "10001"),
        ],
    );
    found(&reply, "customerNo")
}

/// What a creation of a US account sends; `number` is its number.
pub fn account<'a>(
    customer: &'a str,
    tag: &'a str,
    number: &'a str,
    ipn_url: &'a str,
) -> Vec<(&'a str, &'a str)> {
    vec![
        ("accountCountry", "US"),
        ("accountCurrency", "USD"),
        ("accountTag", tag),
        ("accountType", "BANK_ACCOUNT"),
        ("bankAccountId", number),
        ("bankName", "First Bank"),
        ("branchId", "021000021"),
        ("bankAccountPurpose", "CHECKING"),
        ("clientIp", "198.51.100.7"),
        ("customerNo", customer),
        ("ipnUrl", ipn_url),
    ]
}

/// Creates a US account: the accountToken.
pub fn create_account(base: &str, customer: &str, tag: &str, number: &str, ipn_url: &str) -> String {
    let reply = payee(base, CREATE_ACCOUNT, &account(customer, tag, number, ipn_url));
    found(&reply, "accountToken")
}

pub const CREATE_ACCOUNT: &str = "/v3/customers/account/create/bank-account";
pub const PAY: &str = "/v3/payouts/pay";

/// Pays 12.50 USD out: the transactionNo.
pub fn pay_out(base: &str, customer: &str, account: &str, invoice: &str) -> String {
    let reply = payee(
        base,
        PAY,
        &[
            ("customerNo", customer),
            ("accountToken", account),
            ("amount", "12.50"),
            ("currency", "USD"),
            ("invoiceId", invoice),
        ],
    );
    found(&reply, "transactionNo")
}

/// Moves a payout as its provider's worker does.
pub fn move_payout(database: &Connection, number: &str, status: &str) {
    let moved = database.execute(
        "UPDATE payee_payout SET status = ?2, updated_at = ?3,
                submitted_at = iif(?2 = 'success', coalesce(submitted_at, ?3), submitted_at),
                payment_at = iif(?2 = 'success', ?3, payment_at)
          WHERE transaction_no = ?1",
        rusqlite::params![number, status, now_ms()],
    );
    assert_eq!(moved.expect("a move"), 1, "{number} {status}");
}

/// A text of the `result` or, for register, wherever it is.
fn found(reply: &Json, name: &str) -> String {
    assert_eq!(reply["ret_code"], "000100", "{reply}");
    let holders = [&reply["result"], &reply["customer"], reply];
    let text = holders.into_iter().find_map(|holder| holder[name].as_str());
    text.unwrap_or_else(|| panic!("no {name} in {reply}")).to_owned()
}
