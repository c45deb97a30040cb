//! A shop takes a deposit and hears its callback. Against `cargo xtask up`, whose simulator plays the hub, and whose sink
//! at /sim/sink receives the callbacks of the demo products.

use feiqian_client::types::{CreateCustomerRequest, PayLimitRequest, PayRequest};
use feiqian_client::webhooks::{CallbackType, Clock, Minimum, verify_callback};
use feiqian_client::{Cashier, Error};
use serde_json::{Value, json};
use std::thread;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

const KEY: &str = "demo-key-0001";

/// What the shop's own server does with the body of each `POST` to its callback URL; it then answers `success`.
fn is_paid(body: &str, order: &str) -> Result<bool, Error> {
    let told =
        verify_callback(body.as_bytes(), &[KEY], CallbackType::Deposit, Minimum::Md5, Clock::default())?;
    // The same event may come again: an order is settled once, by its number and status.
    let is_whole = told.amount() == Some("300.00".parse().expect("an amount"));
    Ok(told.get("product_order_sn") == order && told.get("status") == "2" && is_whole)
}

fn heard(base: &str, order_sn: &str, order: &str) -> Result<bool, Box<dyn std::error::Error>> {
    let sink = ureq::get(format!("{base}/sim/sink")).call()?.body_mut().read_to_string()?;
    let sink: Vec<Value> = serde_json::from_str(&sink)?;
    let mut bodies = sink.iter().filter_map(|one| one["body"].as_str());
    match bodies.find(|body| body.contains(order_sn)) {
        Some(body) => Ok(is_paid(body, order)?),
        None => Ok(false),
    }
}

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let base = std::env::var("FEIQIAN_URL").unwrap_or_else(|_| "http://127.0.0.1:3000".into());
    let shop = Cashier::new(&base, 1, KEY)?;
    let order = format!("shop-{}", SystemTime::now().duration_since(UNIX_EPOCH)?.as_nanos());
    let customer = format!("{order}-customer");

    shop.create_customer(&CreateCustomerRequest { product_user_id: customer.clone() }).send()?;
    let limits = PayLimitRequest { product_user_id: customer.clone(), payment_code: "6".into() };
    let limits = shop.pay_limit(&limits).send()?;
    let request = PayRequest {
        product_user_id: customer,
        payment_code: "6".into(),
        amount: "300.00".parse()?,
        payid: limits.payid,
        product_order_sn: Some(order.clone()),
        ..PayRequest::default()
    };
    let deposit = shop.pay(&request).send()?;
    println!("ordered {}; the customer pays at {}", deposit.order_sn, deposit.pay_url);

    // The customer pays: what the button on the simulator's page does.
    let bill = deposit.pay_url.rsplit('/').next().unwrap_or_default();
    let payment = json!({ "billno": bill, "amount": "300.00" }).to_string();
    ureq::post(format!("{base}/sim/complete")).content_type("application/json").send(payment)?;

    for _ in 0..600 {
        if heard(&base, &deposit.order_sn, &order)? {
            println!("paid 300.00 for {order}");
            return Ok(());
        }
        thread::sleep(Duration::from_millis(100));
    }
    Err("no callback within a minute".into())
}
