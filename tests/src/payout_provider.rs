//! A payout provider of the test's own (docs/payout-provider.md): what its answers are signed with, and one that pays at once.

use crate::receiver::{Behaviour, Received};
use feiqian_signing::payout::{
    NONCE_HEADER, SIGNATURE_HEADER, TIMESTAMP_HEADER, answer_signature, is_request_signature,
};
use serde_json::{Value as Json, json};
use std::collections::HashMap;

/// A signed answer.
pub fn signed(key: &str, request: &Received, status: u16, body: &Json) -> Behaviour {
    let body = body.to_string().into_bytes();
    let signature = answer_signature(key.as_bytes(), status, request.header(NONCE_HEADER), &body);
    Behaviour::Answer(status, vec![(SIGNATURE_HEADER, signature)], body)
}

/// The reference of a call: in the path of a question, in the body of an order.
pub fn reference(request: &Received) -> String {
    if request.method == "GET" {
        return request.path.rsplit('/').next().unwrap_or_default().to_owned();
    }
    let order: Json = serde_json::from_slice(&request.body).unwrap_or_default();
    let reference = order["cash_sn"].as_str().or(order["reference"].as_str());
    reference.unwrap_or_default().to_owned()
}

/// One that pays every order at once, once, and answers questions about those that it has had.
#[derive(Debug, Default)]
pub struct Provider {
    /// What was ordered, by reference.
    orders: HashMap<String, Json>,
}

impl Provider {
    /// The answer to a call under a key.
    pub fn answer(&mut self, key: &str, request: &Received) -> Behaviour {
        let [time, nonce, signature] =
            [TIMESTAMP_HEADER, NONCE_HEADER, SIGNATURE_HEADER].map(|name| request.header(name));
        let (method, path, body) = (&request.method, &request.path, &request.body);
        if !is_request_signature(key.as_bytes(), method, path, time, nonce, body, signature) {
            return signed(key, request, 401, &json!({ "error": "unauthorized" }));
        }
        let reference = reference(request);
        if request.method == "POST" {
            let order: Json = serde_json::from_slice(&request.body).expect("an order");
            let known = self.orders.entry(reference.clone()).or_insert_with(|| order.clone());
            if *known != order {
                return signed(key, request, 409, &json!({ "error": "another_order" }));
            }
        }
        match self.orders.get(&reference) {
            Some(order) => signed(key, request, 200, &paid(order)),
            None => signed(key, request, 404, &json!({ "error": "not_found" })),
        }
    }
}

/// The wallet's order or the payees', paid.
fn paid(order: &Json) -> Json {
    let amount = &order["amount"];
    match order["cash_sn"].as_str() {
        Some(number) => json!({
            "cash_sn": number, "amount": amount, "status": "paid", "trade_no": format!("T{number}"),
            "trade_time": null, "error_code": null, "error_message": null,
        }),
        None => json!({
            "reference": order["reference"], "amount": amount, "currency": order["currency"], "status": "paid",
            "provider_ref": "P1", "reason": null,
        }),
    }
}
