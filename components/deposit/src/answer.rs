//! What `POST /pay` answers (cashier.md §8.5).

use crate::context::Payer;
use crate::provider::redirect::Redirect;
use feiqian_cashier::time::wire_time;
use feiqian_money::Money;
use serde::Serialize;

/// Members in the order of the wire. A fresh order is open: `status` is 0.
#[derive(Debug, Serialize)]
pub struct Answer<'a> {
    pub product_id: i64,
    pub customer_id: i64,
    pub merchant_id: i64,
    pub order_sn: &'a str,
    pub product_order_sn: &'a str,
    pub amount: String,
    pub currency_type: &'static str,
    pub deposit_type: u8,
    pub deposit_channel_code: &'a str,
    pub depositor: &'a str,
    pub receipt_bank_name: &'a str,
    pub receipt_account: &'a str,
    pub receipt_depositor: &'a str,
    pub pay_url: &'a str,
    pub redirect: Option<&'a Redirect>,
    pub status: i64,
    pub created_at: String,
    pub updated_at: String,
}

/// An order as it is asked for.
#[derive(Debug)]
pub struct Order<'a> {
    pub product_id: i64,
    pub payer: &'a Payer,
    pub merchant_id: i64,
    pub channel_code: &'a str,
    pub order_sn: &'a str,
    pub product_order_sn: Option<&'a str>,
    pub amount: Money,
    pub depositor: &'a str,
    pub created_at_ms: i64,
}

impl<'a> Order<'a> {
    /// The answer of an order without receiving account, page and redirect.
    pub fn answer(&'a self) -> Answer<'a> {
        let created_at = wire_time(self.created_at_ms);
        Answer {
            product_id: self.product_id,
            customer_id: self.payer.customer_id,
            merchant_id: self.merchant_id,
            order_sn: self.order_sn,
            product_order_sn: self.product_order_sn.unwrap_or_default(),
            amount: self.amount.to_text(),
            currency_type: self.amount.currency().code(),
            deposit_type: self.amount.currency().cashier_type(),
            deposit_channel_code: self.channel_code,
            depositor: self.depositor,
            receipt_bank_name: "",
            receipt_account: "",
            receipt_depositor: "",
            pay_url: "",
            redirect: None,
            status: 0,
            updated_at: created_at.clone(),
            created_at,
        }
    }
}

impl Answer<'_> {
    /// The answer as JSON.
    pub fn to_json(&self) -> String {
        serde_json::to_string(self).unwrap_or_default()
    }
}
