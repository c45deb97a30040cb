//! A merchant's upstream hub (cashier.md §6): calls over HTTP, bounded in time and size, and what their replies mean.
//!
//! One file a kind of channel. Whatever goes wrong is a [`Failed`]: the order, if there is one, is closed, and nobody
//! is told more than the hub's own message.

pub mod online;
pub mod redirect;
mod reply;
pub mod transfer;

pub use reply::Failed;

use feiqian_money::Money;
use feiqian_platform::Platform;
use feiqian_platform::http::{Method, StatusCode};
use feiqian_platform::outbound::{OutboundError, OutboundRequest, Target};
use feiqian_platform::traceparent;
use feiqian_signing::form;
use reply::Reply;

/// The longest reply that is read.
const REPLY_LIMIT_BYTES: usize = 256 * 1024;

/// A merchant as its hub knows it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Merchant {
    pub code: String,
    /// Signs the calls; `None` if no key counts now. Never shown, never logged: [`Failed`] holds texts of ours only.
    pub key: Option<String>,
    /// Where the hub is; empty if the merchant has none.
    pub domain: String,
    /// Where the hub reports payments to.
    pub callback_url: String,
    pub region_id: i64,
    pub group_id: i64,
}

impl Merchant {
    /// The key that signs.
    ///
    /// # Errors
    /// If none counts now: nothing is sent then.
    fn key(&self) -> Result<&str, Failed> {
        self.key.as_deref().ok_or_else(|| Failed::because("no key of the merchant counts now"))
    }
}

/// A customer as hubs know them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Customer {
    pub login_name: String,
    /// `grade`
    pub credit_level: i64,
    /// `cuslevel`
    pub star_level: i64,
}

/// What a hub offers: its own limits, 0 being none, in minor units.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Offer {
    /// Names the offer; only online hubs give one.
    pub payid: Option<String>,
    pub min: i64,
    pub max: i64,
    /// The only amounts it takes; empty if any.
    pub amounts: Vec<i64>,
    pub banks: Vec<Bank>,
}

/// A bank to pay from.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct Bank {
    pub code: String,
    pub name: String,
}

/// A hub, for the time of one request.
#[derive(Debug)]
pub struct Hub<'h> {
    pub platform: &'h Platform,
    pub merchant: &'h Merchant,
    pub customer: &'h Customer,
    /// For each call.
    pub timeout_ms: u64,
    /// The trace of the request that asks.
    pub traceparent: Option<&'h str>,
}

impl Hub<'_> {
    async fn post(&self, path: &str, fields: &[(&str, &str)]) -> Result<Reply, Failed> {
        self.call(Method::POST, path, form::encode(fields.iter().copied()).into_bytes()).await
    }

    async fn get(&self, path: &str, query: &[(&str, &str)]) -> Result<Reply, Failed> {
        let target = format!("{path}?{}", form::encode(query.iter().copied()));
        self.call(Method::GET, &target, Vec::new()).await
    }

    async fn call(&self, method: Method, target: &str, body: Vec<u8>) -> Result<Reply, Failed> {
        let url = format!("{}{target}", self.merchant.domain.trim_end_matches('/'));
        if !is_web_url(&url) {
            return Err(Failed::because("the merchant's domain is no http or https URL"));
        }
        let mut headers = vec![("accept", "application/json".to_owned())];
        if method == Method::POST {
            headers.push(("content-type", "application/x-www-form-urlencoded; charset=utf-8".to_owned()));
        }
        let child = |given| traceparent::child(given, self.platform.random());
        headers.extend(self.traceparent.map(child).map(|child| ("traceparent", child)));
        let request = OutboundRequest {
            method,
            url,
            headers,
            body,
            timeout_ms: self.timeout_ms,
            answer_limit_bytes: REPLY_LIMIT_BYTES,
        };
        let mut answer = self.platform.send(request.clone()).await;
        if let Err(OutboundError::NotConnected(_)) = answer {
            // Nothing was sent, so that nothing can happen twice.
            answer = self.platform.send(request).await;
        }
        let answer = answer.map_err(|error| Failed::because(&error.to_string()))?;
        if answer.status != StatusCode::OK {
            return Err(Failed::because(&format!("HTTP status {}", answer.status.as_u16())));
        }
        Reply::read(&answer.body)
    }
}

/// The amount as hubs are told it.
fn wire(amount: Money) -> String {
    amount.to_text()
}

/// Whether a URL can be requested or handed to a browser: absolute, http or https, a host, no user name in it.
pub fn is_web_url(url: &str) -> bool {
    url.split('#').next().is_some_and(|url| Target::of(url).is_some())
}
