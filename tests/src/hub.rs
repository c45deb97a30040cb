//! A hub of the test's own (docs/hub.md): the two calls of an online payment, and the report that it was paid.

use crate::bundle::Bundle;
use crate::client::Answer;
use crate::desk::{data, json_call, text};
use crate::receiver::{Behaviour, Received};
use feiqian_signing::cashier::is_keycode;
use serde_json::{Value as Json, json};
use std::collections::HashMap;

/// The key of merchant M001 at the hub.
pub const KEY: &str = "the-key-of-a-hub-of-this-test";

/// What the hub signs in with at the back office of M001.
pub const ACCOUNT: &str = "hub";
pub const PASSWORD: &str = "the password of this hub";

/// What the hub knows; an offer has no amount yet.
#[derive(Debug, Default)]
pub struct Hub {
    offers: HashMap<String, HashMap<String, String>>,
    orders: HashMap<String, HashMap<String, String>>,
}

impl Hub {
    /// The answer to a call.
    pub fn answer(&mut self, request: &Received) -> Behaviour {
        let call = request.path.rsplit('/').next().unwrap_or_default();
        let form: HashMap<String, String> = request.fields().into_iter().collect();
        let field = |name: &str| form.get(name).map_or("", String::as_str);
        let [user, account, product, amount, grade] =
            ["loginname", "newaccount", "product", "amount", "grade"].map(field);
        let parts = match call {
            "OnlinePaymentFirst.do" => vec![user, product, account, grade, KEY],
            "OnlinePaymentSecond.do" => vec![user, account, product, amount, grade, KEY],
            _ => return Behaviour::answer(404, ""),
        };
        let reply = if product != "M001" || !is_keycode(&parts, field("keycode")) {
            json!({ "status": 2, "message": "bad keycode" })
        } else if call == "OnlinePaymentFirst.do" {
            let payid = format!("OFFER{}", self.offers.len() + 1);
            self.offers.insert(payid.clone(), form.clone());
            json!({ "status": 0, "payid": payid, "minamount": "50.00", "maxamount": "5000.00", "amountList": "",
                    "bankList": [] })
        } else {
            self.accept(&form)
        };
        Behaviour::answer(200, &reply.to_string())
    }

    /// A payment of an offer.
    fn accept(&mut self, form: &HashMap<String, String>) -> Json {
        let offer = self.offers.get(&form["payid"]);
        let Some(offer) = offer.filter(|offer| offer["loginname"] == form["loginname"]) else {
            return json!({ "status": 3, "message": "unknown payid" });
        };
        let billno = format!("HUB{}", self.orders.len() + 1);
        let mut order = form.clone();
        order.insert("type".to_owned(), offer["type"].clone());
        self.orders.insert(billno.clone(), order);
        json!({ "status": 0, "billno": billno, "url": format!("https://hub.example/pay/{billno}") })
    }

    /// What the hub reports of an order that its payer has paid.
    ///
    /// # Panics
    /// If it does not know the order.
    pub fn report(&self, billno: &str) -> Json {
        let order = &self.orders[billno];
        json!({
            "product_id": order["product"], "billno": billno, "orderType": order["type"],
            "amount": order["amount"], "currency": order["currency"], "login_name": order["loginname"],
            "replace_flag": "0", "created_by": "hub", "remarks": "paid",
        })
    }
}

/// Signs in as the hub does, and reports a payment.
///
/// # Panics
/// If it is refused.
pub fn send(bundle: &Bundle, report: &Json) {
    let login = json!({ "pid": "M001", "account": ACCOUNT, "pwd": PASSWORD }).to_string();
    let token = data(&bundle.post_json("/token", &login));
    let answer: Answer =
        json_call("PUT", &bundle.url("/pay"), text(&token, "/token"), report).expect("an answer");
    assert_eq!(data(&answer), true);
}
