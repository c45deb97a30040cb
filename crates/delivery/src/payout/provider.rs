//! Calls of a payout provider, signed both ways (`wallet.md` 5.1).

use feiqian_keys::variable::Names;
use feiqian_keys::{Keys, key_variable};
use feiqian_platform::Platform;
use feiqian_platform::http::{Method, StatusCode};
use feiqian_platform::outbound::{OutboundRequest, Target};
use feiqian_platform::variables;
use feiqian_signing::payout::{
    NONCE_HEADER, SIGNATURE_HEADER, TIMESTAMP_HEADER, is_answer_signature, request_signature,
};
use feiqian_signing::standard_webhooks;

/// The shortest key that counts.
const MIN_KEY_BYTES: usize = 32;

/// The longest answer that is read.
const ANSWER_LIMIT_BYTES: usize = 16 * 1024;

/// A provider and how it is reached.
pub struct Provider {
    url: String,
    keys: Keys,
    timeout_ms: i64,
}

/// What came back.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Heard {
    /// Signed by the provider.
    Signed(StatusCode, String),
    /// Anything else: the order may have been taken or not.
    Nothing,
}

impl Provider {
    /// The provider of the wallet's payouts; `None` if there is none.
    ///
    /// # Errors
    /// What is wrong with the variables, without their values.
    pub async fn of_wallet(platform: &Platform) -> Result<Option<Self>, String> {
        Provider::read(platform, "wallet_payout_url", key_variable!("wallet_payout_key")).await
    }

    /// The provider of the payees' payouts; `None` if there is none.
    ///
    /// # Errors
    /// What is wrong with the variables, without their values.
    pub async fn of_payees(platform: &Platform) -> Result<Option<Self>, String> {
        Provider::read(platform, "payee_payout_url", key_variable!("payee_payout_key")).await
    }

    async fn read(platform: &Platform, url_name: &'static str, names: Names) -> Result<Option<Self>, String> {
        let (url, of_variable) = (variables::text(platform, url_name).await?, names.read(platform).await?);
        if url.is_empty() && !of_variable.is_set {
            return Ok(None);
        }
        let keys = of_variable.keys;
        let is_url = Target::of(&url).is_some_and(|target| !target.rest.contains('?'));
        let are_long = keys.all().iter().all(|key| key.len() >= MIN_KEY_BYTES);
        if !is_url || keys.is_empty() || !are_long {
            return Err(format!("variables {url_name} and {} are no usable pair", names.key));
        }
        let timeout_ms = variables::number(platform, "wallet_payout_timeout_ms", 100, 20_000).await?;
        Ok(Some(Provider { url: url.trim_end_matches('/').to_owned(), keys, timeout_ms }))
    }

    /// How long a job is held: both calls of an attempt and more.
    pub(super) fn lease_ms(&self) -> i64 {
        2 * self.timeout_ms + 20_000
    }

    /// Posts an order. `order_id` is the same in every repetition, and no order of another kind has it.
    pub(super) async fn post(&self, platform: &Platform, path: &str, order_id: &str, body: String) -> Heard {
        self.call(platform, Method::POST, path, Some(order_id), body).await
    }

    pub(super) async fn get(&self, platform: &Platform, path: &str) -> Heard {
        self.call(platform, Method::GET, path, None, String::new()).await
    }

    async fn call(
        &self,
        platform: &Platform,
        method: Method,
        path: &str,
        order_id: Option<&str>,
        body: String,
    ) -> Heard {
        let url = [&self.url, path].concat();
        let Some(target) = Target::of(&url) else {
            return Heard::Nothing;
        };
        let now_s = platform.now_ms() / 1_000;
        let timestamp = now_s.to_string();
        let nonce = hex::encode(platform.random::<16>());
        let key = self.keys.newest().unwrap_or_default().as_bytes();
        let signature =
            request_signature(key, method.as_str(), target.path(), &timestamp, &nonce, body.as_bytes());
        let mut headers = vec![
            ("accept", "application/json".to_owned()),
            (TIMESTAMP_HEADER, timestamp),
            (NONCE_HEADER, nonce.clone()),
            (SIGNATURE_HEADER, signature),
        ];
        if let Some(order_id) = order_id {
            headers.push(("content-type", "application/json".to_owned()));
            let keys = self.keys.as_bytes();
            headers.extend(standard_webhooks::headers(order_id, now_s, body.as_bytes(), &keys));
        }
        let request = OutboundRequest {
            method,
            url,
            headers,
            body: body.into_bytes(),
            timeout_ms: u64::try_from(self.timeout_ms).unwrap_or_default(),
            answer_limit_bytes: ANSWER_LIMIT_BYTES,
        };
        let Ok(answer) = platform.send(request).await else {
            return Heard::Nothing;
        };
        let given = answer.header(SIGNATURE_HEADER).unwrap_or_default();
        // The provider may still sign with the key of before.
        let is_signed = self.keys.all().iter().fold(false, |found, key| {
            let status = answer.status.as_u16();
            found | is_answer_signature(key.as_bytes(), status, &nonce, &answer.body, given)
        });
        match String::from_utf8(answer.body) {
            Ok(body) if is_signed => Heard::Signed(answer.status, body),
            _ => Heard::Nothing,
        }
    }
}
