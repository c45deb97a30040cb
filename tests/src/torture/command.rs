//! The commands that clients send: what is sent, again and again as it was, and what the answer says.

use crate::client::{Answer, payee_sign, signed};
use crate::desk;
use serde_json::{Value as Json, json};

/// A request that can be repeated as it is.
#[derive(Debug, Clone)]
pub(super) struct Command {
    pub(super) kind: &'static str,
    /// What the client knows it by: its idempotency key.
    pub(super) key: String,
    method: &'static str,
    path: &'static str,
    headers: Vec<(&'static str, String)>,
    media_type: &'static str,
    body: String,
}

/// What an answer comes to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Said {
    /// Done; the number of what was made, if it has one.
    Done(String),
    /// Not done, for good.
    Refused(String),
    /// Send it again.
    Again,
}

const FORM: &str = "application/x-www-form-urlencoded";
const JSON: &str = "application/json";

impl Command {
    pub(super) fn customer(user: &str) -> Self {
        let form = signed(desk::PRODUCT_KEY, &[("product_id", "1"), ("product_user_id", user)]);
        Command::form("create_customer", user, "/create_customer", form)
    }

    pub(super) fn pay(user: &str, key: &str) -> Self {
        let form = signed(
            desk::PRODUCT_KEY,
            &[
                ("product_id", "1"),
                ("product_user_id", user),
                ("payment_code", "3"),
                ("amount", "300.00"),
                ("depositor", "Zhang"),
                ("product_order_sn", key),
            ],
        );
        Command::form("pay", key, "/pay", form)
    }

    fn form(kind: &'static str, key: &str, path: &'static str, body: String) -> Self {
        Command {
            kind,
            key: key.to_owned(),
            method: "POST",
            path,
            headers: Vec::new(),
            media_type: FORM,
            body,
        }
    }

    fn json(
        kind: &'static str,
        key: &str,
        method: &'static str,
        path: &'static str,
        token: &str,
        body: &Json,
    ) -> Self {
        let headers = match token {
            "" => Vec::new(),
            token => vec![("authorization", format!("Bearer {token}"))],
        };
        Command { kind, key: key.to_owned(), method, path, headers, media_type: JSON, body: body.to_string() }
    }

    /// The back office books a deposit.
    pub(super) fn book(token: &str, user: &str, number: &str) -> Self {
        let body = json!({
            "product_id": "M003", "billno": number, "orderType": "3", "amount": "300.00", "currency": "CNY",
            "login_name": user, "replace_flag": "0", "created_by": "zoe", "remarks": "seen",
        });
        Command::json("book", number, "PUT", "/pay", token, &body)
    }

    /// The back office cancels a deposit.
    pub(super) fn cancel(token: &str, number: &str) -> Self {
        let body = json!({
            "pid": "M003", "request_id": number, "request_type": "01", "old_flag": 0, "new_flag": -1,
            "approve_by": "zoe", "user_type": "U", "ip_address": "198.51.100.7", "remarks": "no",
        });
        Command::json("approve", number, "PUT", "/approve", token, &body)
    }

    /// User 2 applies for a withdrawal.
    pub(super) fn cash(token: &str, key: &str) -> Self {
        let attributes = json!({ "cash_apply_amount": "1.00", "cash_type": 0, "cash_mobile": "13800138000" });
        let body = json!({ "data": { "attributes": attributes } });
        let mut command = Command::json("cash", key, "POST", "/api/wallet/cash", token, &body);
        command.headers.push(("idempotency-key", key.to_owned()));
        command
    }

    pub(super) fn payout(customer: &str, account: &str, key: &str) -> Self {
        let mut all = vec![
            ("merchantNo", "900001"),
            ("storeNo", "800001"),
            ("timestamp", "2026-01-02T03:04:05Z"),
            ("customerNo", customer),
            ("accountToken", account),
            ("amount", "1.00"),
            ("currency", "USD"),
            ("invoiceId", key),
        ];
        let sign = payee_sign(desk::PAYEE_TOKEN, &all);
        all.push(("verifySign", &sign));
        let body = all.into_iter().map(|(name, value)| (name.to_owned(), value.into())).collect();
        Command::json("payout", key, "POST", desk::PAY, "", &Json::Object(body))
    }

    pub(super) fn send(&self, base: &str) -> Option<Answer> {
        let headers: Vec<_> = self.headers.iter().map(|(name, value)| (*name, value.as_str())).collect();
        let content = Some((self.media_type, self.body.as_bytes()));
        Answer::attempt(self.method, &format!("{base}{}", self.path), &headers, content).ok()
    }

    pub(super) fn said(&self, answer: &Answer) -> Said {
        let body: Json = serde_json::from_str(&answer.body).unwrap_or_default();
        if answer.status >= 500 {
            return Said::Again;
        }
        let text = |value: &Json| value.as_str().map_or_else(|| value.to_string(), str::to_owned);
        match self.kind {
            "cash" if answer.status == 200 => Said::Done(text(&body["data"]["attributes"]["cash_sn"])),
            "payout" if body["ret_code"] == "000100" => Said::Done(text(&body["result"]["transactionNo"])),
            "pay" if body["code"] == 200 => Said::Done(text(&body["data"]["order_sn"])),
            "create_customer" | "book" | "approve" if body["code"] == 200 => Said::Done(String::new()),
            // Another request with this key is under way.
            _ if body["code"] == 409 && answer.headers.contains_key("retry-after") => Said::Again,
            _ => Said::Refused(format!("{} {}", answer.status, answer.body)),
        }
    }
}
