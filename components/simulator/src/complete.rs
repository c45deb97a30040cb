//! `POST /sim/complete` `{"billno","amount"}`: the payer has paid, and the hub tells the cashier (cashier.md §6).
//!
//! The hub signs in as its merchant's operator and sends `PUT /pay`, both by service chaining. `amount` may be left
//! out for the order's own; `order_type` may name another channel than the one the hub knows. The answer is the
//! cashier's own.

use crate::answer::{error, json};
use crate::fixture::{ACCOUNT, PASSWORD};
use feiqian_platform::http::{Method, Response};
use feiqian_platform::outbound::{OutboundAnswer, OutboundRequest};
use feiqian_platform::{DatabaseError, Platform, Value};
use feiqian_signing::Params;
use serde_json::{Value as Json, json};
use std::cell::RefCell;

const TOKEN_URL: &str = "http://merchant.spin.internal/token";
const PAY_URL: &str = "http://deposit.spin.internal/pay";

/// Both calls stay within the application; more than this is a hang.
const TIMEOUT_MS: u64 = 15_000;
const ANSWER_LIMIT_BYTES: usize = 64 * 1024;

const ORDER: &str =
    "SELECT merchant, channel_code, login_name, currency, amount FROM simulator_orders WHERE billno = ?1";

thread_local! {
    /// The last token of an instance and the merchant it is of: sign-ins are counted, and refused when there are
    /// many. In memory only, as no store may hold a token.
    static TOKEN: RefCell<Option<(String, String)>> = const { RefCell::new(None) };
}

pub async fn complete(platform: &Platform, params: &Params) -> Result<Response, DatabaseError> {
    let billno = params.text("billno");
    let Some(mut order) = platform.query(ORDER, &[Value::from(billno)]).await?.pop() else {
        return Ok(error(404, "unknown_billno"));
    };
    let merchant: String = order.take()?;
    let given = |name: &str, own: String| match params.text(name) {
        "" => own,
        given => given.to_owned(),
    };
    let payment = json!({
        "product_id": merchant,
        "billno": billno,
        "orderType": given("order_type", order.take()?),
        "login_name": order.take::<String>()?,
        "currency": order.take::<String>()?,
        "amount": given("amount", order.take()?),
        "replace_flag": "0",
        "created_by": "simulator",
        "remarks": "paid at the simulator",
    });
    let kept = TOKEN.with_borrow(|token| match token {
        Some((of, token)) if *of == merchant => Some(token.clone()),
        _ => None,
    });
    if let Some(token) = kept
        && let Ok(answer) = send(platform, Method::PUT, PAY_URL, Some(&token), &payment).await
        && code(&answer) != Some(403)
    {
        return Ok(passed_on(answer));
    }
    let token = match sign_in(platform, &merchant).await {
        Ok(token) => token,
        Err(answer) => return Ok(answer),
    };
    TOKEN.set(Some((merchant, token.clone())));
    Ok(match send(platform, Method::PUT, PAY_URL, Some(&token), &payment).await {
        Ok(answer) => passed_on(answer),
        Err(answer) => answer,
    })
}

async fn sign_in(platform: &Platform, merchant: &str) -> Result<String, Response> {
    let credentials = json!({ "pid": merchant, "account": ACCOUNT, "pwd": PASSWORD });
    let answer = send(platform, Method::POST, TOKEN_URL, None, &credentials).await?;
    let body: Option<Json> = serde_json::from_slice(&answer.body).ok();
    let token = body.as_ref().and_then(|body| body["data"]["token"].as_str());
    token.map(str::to_owned).ok_or_else(|| passed_on(answer))
}

async fn send(
    platform: &Platform,
    method: Method,
    url: &str,
    token: Option<&str>,
    body: &Json,
) -> Result<OutboundAnswer, Response> {
    let mut headers = vec![("content-type", "application/json".to_owned())];
    headers.extend(token.map(|token| ("authorization", token.to_owned())));
    let request = OutboundRequest {
        method,
        url: url.to_owned(),
        headers,
        body: body.to_string().into_bytes(),
        timeout_ms: TIMEOUT_MS,
        answer_limit_bytes: ANSWER_LIMIT_BYTES,
    };
    platform.send(request).await.map_err(|refusal| error(502, &refusal.to_string()))
}

/// The contract's code of a cashier's answer.
fn code(answer: &OutboundAnswer) -> Option<u64> {
    serde_json::from_slice::<Json>(&answer.body).ok()?["code"].as_u64()
}

fn passed_on(answer: OutboundAnswer) -> Response {
    json(answer.status.as_u16(), String::from_utf8_lossy(&answer.body))
}
