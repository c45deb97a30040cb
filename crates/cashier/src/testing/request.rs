//! Requests as a product makes them.

use super::bench::NOW_S;
use feiqian_platform::http::{Method, Request};
use feiqian_signing::cashier::SignType;
use feiqian_signing::{digest, form};

/// Parameters in the order in which they are sent.
pub type Pairs = Vec<(String, String)>;

/// A product of the demo data, as its own system knows it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Product {
    pub id: &'static str,
    pub key: &'static str,
}

pub const FIRST: Product = Product { id: "1", key: "demo-key-0001" };
/// Requires a nonce.
pub const SECOND: Product = Product { id: "2", key: "demo-key-0002" };
pub const DISABLED: Product = Product { id: "3", key: "demo-key-0003" };
/// Not in the data.
pub const UNKNOWN: Product = Product { id: "999", key: "demo-key-0001" };

impl Product {
    /// The parameters with `product_id` and `sign`.
    pub fn sign(&self, params: &[(&str, &str)]) -> Pairs {
        sign(self.key, &[params, &[("product_id", self.id)]].concat())
    }

    /// The same with a timestamp of now and this nonce.
    pub fn sign_once(&self, nonce: &str, params: &[(&str, &str)]) -> Pairs {
        let now = NOW_S.to_string();
        self.sign(&[params, &[("timestamp", &now), ("nonce", nonce)]].concat())
    }
}

/// The parameters with `sign`, by the `sign_type` among them. A product joins what it has, ambiguous or not.
pub fn sign(key: &str, params: &[(&str, &str)]) -> Pairs {
    let sign_type = params.iter().find(|(name, _)| *name == "sign_type");
    let sign_type = sign_type.and_then(|(_, text)| SignType::parse(text)).unwrap_or_default();
    let mut sorted = params.to_vec();
    sorted.sort_unstable();
    let pairs: Vec<String> = sorted.iter().map(|(name, value)| format!("{name}={value}")).collect();
    let text = pairs.join("&");
    let sign = match sign_type {
        SignType::Md5 => digest::md5_hex(&[text.as_bytes(), key.as_bytes()]),
        SignType::HmacSha256 => digest::hmac_sha256_hex(key.as_bytes(), &[text.as_bytes()]),
    };
    let all = params.iter().copied().chain([("sign", sign.as_str())]);
    all.map(|(name, value)| (name.to_owned(), value.to_owned())).collect()
}

pub fn by_query(method: Method, path: &str, params: &Pairs) -> Request {
    Request::new(method, &format!("{path}?{}", encode(params)))
}

pub fn by_form(method: Method, path: &str, params: &Pairs) -> Request {
    Request::new(method, path).with_body("application/x-www-form-urlencoded", encode(params))
}

/// Every value as a JSON string.
pub fn by_json(method: Method, path: &str, params: &Pairs) -> Request {
    let text = |text: &String| serde_json::to_string(text).expect("a text");
    let members = params.iter().map(|(name, value)| format!("{}:{}", text(name), text(value)));
    let body = format!("{{{}}}", members.collect::<Vec<_>>().join(","));
    Request::new(method, path).with_body("application/json", body)
}

fn encode(params: &Pairs) -> String {
    form::encode(params.iter().map(|(name, value)| (name, value)))
}
