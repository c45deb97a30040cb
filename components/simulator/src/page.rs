//! What a payer's browser sees: the pay page, and the target of a redirect set (cashier.md §6).

use crate::answer::{error, json};
use crate::fixture::{self, REDIRECT_CHANNEL, UPSTREAM_KEY};
use crate::hub;
use feiqian_platform::http::{Response, StatusCode, header};
use feiqian_platform::{DatabaseError, Platform, Value};
use feiqian_signing::Params;
use feiqian_signing::cashier::is_redirect_sign;
use serde_json::json;

const ORDER: &str = "SELECT amount, currency FROM simulator_orders WHERE billno = ?1";

/// `GET /sim/pay/<billno>`
pub async fn pay(platform: &Platform, billno: &str) -> Result<Response, DatabaseError> {
    let Some(mut order) = platform.query(ORDER, &[Value::from(billno)]).await?.pop() else {
        return Ok(error(404, "not_found"));
    };
    Ok(page(billno, &order.take::<String>()?, &order.take::<String>()?))
}

/// `POST /sim/online-pay/pay`: the payer arrives with the set that `/pay` has signed. The hub knows the payment by
/// the cashier's own number.
pub async fn redirected(platform: &Platform, params: &Params) -> Result<Response, DatabaseError> {
    let set: Vec<(&str, &str)> =
        params.iter().map(|param| (param.name(), param.text())).filter(|(name, _)| *name != "sign").collect();
    let merchant = fixture::by_product(params.text("product_id"))
        .filter(|_| is_redirect_sign(&set, UPSTREAM_KEY, params.text("sign")));
    let Some(merchant) = merchant else {
        return Ok(json(200, json!({ "status": 2, "message": "bad keycode" })));
    };
    let [reference, user, currency, amount] =
        ["payment_reference", "login_name", "currency", "amount"].map(|name| params.text(name));
    hub::accept(platform, reference, merchant.code, REDIRECT_CHANNEL, user, currency, amount).await?;
    Ok(page(reference, amount, currency))
}

fn page(billno: &str, amount: &str, currency: &str) -> Response {
    let [billno, amount, currency] = [billno, amount, currency].map(escaped);
    let html = format!(
        "<!doctype html><html lang=\"en\"><meta charset=\"utf-8\"><title>Simulated payment</title>\n\
         <h1>Simulated payment</h1>\n<p>Order {billno}: {amount} {currency}. No money moves.</p>\n\
         <form method=\"post\" action=\"/sim/complete\">\n\
         <input type=\"hidden\" name=\"billno\" value=\"{billno}\">\n\
         <input type=\"hidden\" name=\"amount\" value=\"{amount}\">\n<button>Pay</button>\n</form>\n</html>\n"
    );
    Response::new(StatusCode::OK, html)
        .with(header::CONTENT_TYPE, "text/html; charset=utf-8")
        .with(header::CACHE_CONTROL, "no-store")
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}
