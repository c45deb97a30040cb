//! The hub's five calls (cashier.md §6).
//!
//! Amounts are answered as numbers by some and as texts by others, as real hubs do.

use crate::answer::json;
use crate::fixture::{self, TRANSFER_CHANNEL, UPSTREAM_KEY};
use crate::outcome::Outcome;
use crate::settings::Settings;
use feiqian_platform::http::Response;
use feiqian_platform::{DatabaseError, Platform, Value};
use feiqian_signing::Params;
use feiqian_signing::cashier::is_keycode;
use serde_json::{Value as Json, json};

/// A payment the hub has accepted; it stays as it was first accepted.
const ACCEPT: &str =
    "INSERT INTO simulator_orders (billno, merchant, channel_code, login_name, currency, amount, created_at)
    VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7) ON CONFLICT (billno) DO NOTHING";

const EXPECT: &str =
    "INSERT INTO simulator_payids (payid, merchant, channel_code, login_name, currency, created_at)
    VALUES (?1, ?2, ?3, ?4, ?5, ?6)";

/// The channel of a `payid`, if merchant, user and currency are those it was given to.
const EXPECTED: &str = "SELECT channel_code FROM simulator_payids
    WHERE payid = ?1 AND merchant = ?2 AND login_name = ?3 AND currency = ?4";

/// `POST /sim/BQBankList.do`
pub fn transfer_banks(params: &Params) -> Response {
    let code = params.text("product");
    if !signed(params, code, &[code, params.text("grade")]) {
        return bad_keycode("success");
    }
    json(200, json!({ "success": 0, "bankList": banks(), "minamount": 50, "maxamount": 5000 }))
}

/// `POST /sim/BQPayment.do`
pub async fn transfer_payment(platform: &Platform, params: &Params) -> Result<Response, DatabaseError> {
    let [code, user, amount, bank, grade] =
        ["product", "loginname", "amount", "bankcode", "grade"].map(|name| params.text(name));
    if !signed(params, code, &[user, code, amount, bank, grade]) {
        return Ok(bad_keycode("success"));
    }
    let outcome = Outcome::of(amount);
    if let Some(refusal) = outcome.refusal(platform, "success").await {
        return Ok(refusal);
    }
    let billno = number(platform, "HUB");
    accept(platform, &billno, code, TRANSFER_CHANNEL, user, "CNY", amount).await?;
    let mut order = json!({
        "billno": billno, "bankname": "工商银行", "accountnumber": "6222029876543210", "accountname": "王五",
    });
    if outcome == Outcome::NoBillNumber {
        remove(&mut order, "billno");
    }
    Ok(json(200, json!({ "success": 0, "order": order })))
}

/// `POST /sim/OnlinePaymentFirst.do`
pub async fn online_first(platform: &Platform, params: &Params) -> Result<Response, DatabaseError> {
    let [code, user, account, grade, currency] =
        ["product", "loginname", "newaccount", "grade", "currency"].map(|name| params.text(name));
    if !signed(params, code, &[user, code, account, grade]) {
        return Ok(bad_keycode("status"));
    }
    let payid = number(platform, "");
    let expected: [Value; 6] = [
        payid.as_str().into(),
        code.into(),
        params.text("type").into(),
        user.into(),
        currency.into(),
        platform.now_ms().into(),
    ];
    platform.command(EXPECT, &expected).await?;
    let (min, max) = if currency == "CNY" { ("50.00", "5000.00") } else { ("0", "0") };
    let amounts = if user.ends_with('9') { "50,100,200" } else { "" };
    let reply = json!({
        "status": 0, "payid": payid, "minamount": min, "maxamount": max, "amountList": amounts, "bankList": banks(),
    });
    Ok(json(200, reply))
}

/// `POST /sim/OnlinePaymentSecond.do`
pub async fn online_second(
    platform: &Platform,
    params: &Params,
    settings: &Settings,
) -> Result<Response, DatabaseError> {
    let [code, user, account, grade, amount, currency, payid] =
        ["product", "loginname", "newaccount", "grade", "amount", "currency", "payid"]
            .map(|name| params.text(name));
    if !signed(params, code, &[user, account, code, amount, grade]) {
        return Ok(bad_keycode("status"));
    }
    let outcome = Outcome::of(amount);
    if let Some(refusal) = outcome.refusal(platform, "status").await {
        return Ok(refusal);
    }
    let expected: [Value; 4] = [payid.into(), code.into(), user.into(), currency.into()];
    let Some(mut expected) = platform.query(EXPECTED, &expected).await?.pop() else {
        return Ok(json(200, json!({ "status": 3, "message": "unknown payid" })));
    };
    let channel: String = expected.take()?;
    let billno = number(platform, "HUB");
    accept(platform, &billno, code, &channel, user, currency, amount).await?;
    let mut reply = json!({
        "status": 0, "billno": billno, "url": format!("{}/sim/pay/{billno}", settings.public_url),
    });
    if outcome == Outcome::NoBillNumber {
        remove(&mut reply, "billno");
    }
    Ok(json(200, reply))
}

/// `GET /sim/online-pay/payment-methods`, the only call without a keycode.
pub fn payment_methods() -> Response {
    json(200, json!({ "methods": [{ "channel": "qr", "min": "50.00", "max": 5000 }] }))
}

/// Remembers a payment that the hub has accepted.
pub async fn accept(
    platform: &Platform,
    billno: &str,
    merchant: &str,
    channel: &str,
    login_name: &str,
    currency: &str,
    amount: &str,
) -> Result<(), DatabaseError> {
    let order: [Value; 7] = [
        billno.into(),
        merchant.into(),
        channel.into(),
        login_name.into(),
        currency.into(),
        amount.into(),
        platform.now_ms().into(),
    ];
    platform.command(ACCEPT, &order).await.map(drop)
}

/// The banks that the hub offers.
fn banks() -> Json {
    json!([
        { "bankcode": "ICBC", "bankname": "工商银行" },
        { "bankcode": "ABC", "bankname": "农业银行" },
        { "bankcode": "CCB", "bankname": "建设银行" },
    ])
}

/// Whether `keycode` is that of the parts, for a merchant of this hub.
fn signed(params: &Params, code: &str, parts: &[&str]) -> bool {
    let parts = [parts, &[UPSTREAM_KEY]].concat();
    fixture::by_code(code).is_some() && is_keycode(&parts, params.text("keycode"))
}

fn bad_keycode(result: &str) -> Response {
    json(200, json!({ (result): 2, "message": "bad keycode" }))
}

/// A number of the hub's own.
fn number(platform: &Platform, prefix: &str) -> String {
    format!("{prefix}{:016x}", u64::from_le_bytes(platform.random()))
}

fn remove(reply: &mut Json, member: &str) {
    if let Some(reply) = reply.as_object_mut() {
        reply.remove(member);
    }
}
