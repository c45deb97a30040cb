//! The dispatcher on the demo data, a clock that the test moves, and receivers that do as the test says.
#![allow(dead_code)] // each test program uses its part

use base64ct::{Base64, Encoding};
use feiqian_delivery::testing::{DISPATCH_TOKEN, answered, received};
use feiqian_platform::http::{Method, Request, StatusCode, header};
use feiqian_platform::native::block_on;
use feiqian_platform::outbound::{OutboundAnswer, OutboundError, OutboundRequest};
use feiqian_platform::{Platform, Row};
use feiqian_vault::demo;
use hmac::{Hmac, KeyInit, Mac};
use serde_json::Value as Json;
use sha2::Sha256;
use std::path::Path;
use std::sync::{Arc, Mutex};

pub const NOW_MS: i64 = 1_767_323_045_000;
pub const NOW: &str = "2026-01-02T03:04:05Z";
pub const TOKEN: &str = DISPATCH_TOKEN;
pub const WEBHOOK_KEY: &str = "a webhook key of the tests";
pub const WALLET_KEY: &str = "demo-wallet-payout-key-of-32-bytes";
pub const PAYEE_KEY: &str = "demo-payee-payout-key-of-32-bytes-";

pub const SHOP: &str = "http://shop.example/callback";
pub const MERCHANT: &str = "https://merchant.example/ipn";
pub const HOOK: &str = "https://hook.example/wallet";

pub const MINUTE_MS: i64 = 60_000;

pub type Heard = Result<OutboundAnswer, OutboundError>;

pub struct World {
    pub platform: Platform,
    sent: Arc<Mutex<Vec<OutboundRequest>>>,
}

impl World {
    /// Everybody acknowledges.
    pub fn new() -> Self {
        Self::on(Platform::in_memory())
    }

    pub fn on(platform: Platform) -> Self {
        let sql = Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/../../sql"));
        platform.run_sql_files(sql);
        platform.run_sql_files(&sql.join("demo"));
        platform.run_batch(&demo::sql()).expect("the payee's demo data");
        Self::beside(platform)
    }

    /// On a database that another one has made ready.
    pub fn beside(platform: Platform) -> Self {
        platform.set_now_ms(NOW_MS);
        for (name, value) in [
            ("dispatch_token", TOKEN),
            ("dispatch_jitter_percent", "0"),
            ("local_order_ttl_seconds", "86400"),
            ("allow_insecure_ipn", "false"),
            ("pii_key", demo::PII_KEY),
            ("pii_index_key", demo::PII_INDEX_KEY),
            ("wallet_webhook_url", HOOK),
            ("wallet_webhook_key", WEBHOOK_KEY),
            ("wallet_webhook_key_not_after", ""),
            ("wallet_webhook_key_next", ""),
            ("wallet_webhook_key_next_not_before", ""),
            ("wallet_payout_url", ""),
            ("wallet_payout_key", ""),
            ("wallet_payout_key_not_after", ""),
            ("wallet_payout_key_next", ""),
            ("wallet_payout_key_next_not_before", ""),
            ("wallet_payout_timeout_ms", "10000"),
            ("payee_payout_url", ""),
            ("payee_payout_key", ""),
            ("payee_payout_key_not_after", ""),
            ("payee_payout_key_next", ""),
            ("payee_payout_key_next_not_before", ""),
            ("simulator_enabled", "true"),
            ("simulator_public_url", "http://127.0.0.1:3000"),
        ] {
            platform.set_variable(name, value);
        }
        let world = World { platform, sent: Arc::default() };
        world.answers(200, "success");
        world
    }

    /// Lets receivers do something; what they get is kept for [`World::sent`].
    pub fn outside(&self, outside: impl Fn(&OutboundRequest) -> Heard + Send + Sync + 'static) {
        let sent = self.sent.clone();
        self.platform.set_outside(move |request| {
            sent.lock().unwrap().push(request.clone());
            outside(&request)
        });
    }

    /// Lets every receiver answer the same.
    pub fn answers(&self, status: u16, body: &str) {
        let heard = answer(status, body);
        self.outside(move |_| heard.clone());
    }

    pub fn fails_with(&self, error: OutboundError) {
        self.outside(move |_| Err(error.clone()));
    }

    /// What was sent since the last look.
    pub fn sent(&self) -> Vec<OutboundRequest> {
        std::mem::take(&mut self.sent.lock().unwrap())
    }

    /// The event ids of what was sent since the last look.
    pub fn told(&self) -> Vec<String> {
        self.sent().iter().map(|request| header_of(request, "x-event-id").to_owned()).collect()
    }

    /// Answers any request to the dispatcher.
    pub fn answer(&self, request: Request) -> (u16, Json) {
        let response = block_on(feiqian_notify::handle(&self.platform, request));
        (response.status.as_u16(), serde_json::from_slice(&response.body).expect("JSON"))
    }

    /// A call of the dispatcher with a body: claimed, done, retry, dead, remaining.
    pub fn dispatch(&self, body: &str) -> [i64; 5] {
        let (status, report) = self.answer(call().with_body("application/json", body));
        assert_eq!(status, 200, "{report} {:?}", self.platform.faults());
        ["claimed", "done", "retry", "dead", "remaining"].map(|name| report[name].as_i64().expect("a number"))
    }

    pub fn after(&self, ms: i64) {
        self.platform.set_now_ms(self.platform.now_ms() + ms);
    }

    pub fn sql(&self, batch: &str) {
        self.platform.run_batch(batch).unwrap_or_else(|error| panic!("{batch}: {error}"));
    }

    pub fn rows(&self, sql: &str) -> Vec<Row> {
        block_on(self.platform.query(sql, &[])).unwrap_or_else(|error| panic!("{sql}: {error}"))
    }

    pub fn integer(&self, sql: &str) -> i64 {
        self.rows(sql).remove(0).take().unwrap_or_else(|error| panic!("{sql}: {error}"))
    }

    pub fn text(&self, sql: &str) -> String {
        self.rows(sql).remove(0).take().unwrap_or_else(|error| panic!("{sql}: {error}"))
    }

    pub fn texts(&self, sql: &str) -> Vec<String> {
        self.rows(sql).iter_mut().map(|row| row.take().expect("a text")).collect()
    }

    /// Queues a row as a trigger would, due now: its event id.
    pub fn queue(&self, topic: &str, reference: &str, status: &str) -> String {
        let (tenant, target) = match topic.split('.').next() {
            Some("cashier") => ("1", SHOP),
            Some("ipn") => ("900001", MERCHANT),
            _ => ("1", HOOK),
        };
        let payload = format!(r#"{{"ref":"{reference}","status":"{status}"}}"#);
        self.queue_row(topic, tenant, reference, status, target, &payload)
    }

    pub fn queue_row(
        &self,
        topic: &str,
        tenant: &str,
        reference: &str,
        status: &str,
        target: &str,
        payload: &str,
    ) -> String {
        let now_ms = self.platform.now_ms();
        let values = [
            topic.into(),
            tenant.into(),
            reference.into(),
            status.into(),
            target.into(),
            payload.into(),
            now_ms.into(),
        ];
        let insert = "INSERT INTO outbox (event_id, topic, tenant, ref, status, target, payload, state, next_at, created_at)
            SELECT printf('%032x', coalesce(max(seq), 0) + 1), ?1, ?2, ?3, ?4, ?5, ?6,
                   CASE ?5 WHEN '' THEN 'skipped' ELSE 'queued' END, ?7, ?7 FROM outbox WHERE true RETURNING event_id";
        let mut row = block_on(self.platform.command_row(insert, &values)).expect("a row");
        row.take().expect("an event id")
    }

    /// state, attempts, last_result, next_at (from now, in minutes) and whether it is held.
    pub fn row(&self, event_id: &str) -> String {
        self.text(&format!(
            "SELECT state || ' ' || attempts || ' ' || coalesce(last_result, '-') || ' '
                 || printf('%g', (next_at - {}) / 60000.0) || iif(lease_by IS NULL, '', ' held')
               FROM outbox WHERE event_id = '{event_id}'",
            self.platform.now_ms()
        ))
    }

    /// The attempts of an event: number, manual, outcome, result, answer.
    pub fn attempts(&self, event_id: &str) -> Vec<String> {
        self.texts(&format!(
            "SELECT attempt || ' ' || manual || ' ' || outcome || ' ' || result || ' ' || answer
               FROM outbox_attempts WHERE event_id = '{event_id}' ORDER BY attempt"
        ))
    }

    /// Every query of `sql/invariants` whose name starts with one of `parts`.
    pub fn check_invariants(&self, parts: &[&str]) {
        let directory = Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/../../sql/invariants"));
        let mut checked = 0;
        for entry in std::fs::read_dir(directory).expect("sql/invariants") {
            let text = std::fs::read_to_string(entry.expect("an entry").path()).expect("a text");
            for chunk in text.split("\n-- ").skip(1) {
                let (name, query) = chunk.split_once('\n').expect("a name and a query");
                if parts.iter().any(|part| name.starts_with(part)) {
                    assert_eq!(self.rows(query.trim().trim_end_matches(';')), [], "{name}");
                    checked += 1;
                }
            }
        }
        assert!(checked >= parts.len(), "{checked} invariants of {parts:?}");
    }

    /// Nothing that is kept or logged holds one of the secrets.
    pub fn check_secrets(&self) {
        let mut kept = self.platform.faults();
        kept.extend(self.texts("SELECT result || ' ' || answer FROM outbox_attempts"));
        kept.extend(
            self.texts("SELECT payload || ' ' || target || ' ' || coalesce(last_result, '') FROM outbox"),
        );
        for text in kept {
            for secret in [
                TOKEN,
                WEBHOOK_KEY,
                WALLET_KEY,
                PAYEE_KEY,
                "demo-key-",
                "unit-test-token",
                demo::PII_KEY,
                CARD,
            ] {
                assert!(!text.contains(secret), "{secret} stands in {text}");
            }
        }
    }
}

/// The number of every card that tests pay to, but for its last two digits.
pub const CARD: &str = "62220200000000";

/// A call of the dispatcher with the right token and no body.
pub fn call() -> Request {
    Request::new(Method::POST, "/internal/dispatch").with(header::AUTHORIZATION, &format!("Bearer {TOKEN}"))
}

pub fn answer(status: u16, body: &str) -> Heard {
    let status = StatusCode::from_u16(status).expect("a status");
    Ok(OutboundAnswer { status, headers: Vec::new(), body: body.as_bytes().to_vec() })
}

/// The text of a header of something sent.
pub fn header_of<'r>(request: &'r OutboundRequest, name: &str) -> &'r str {
    let mut found = request.headers.iter().filter(|(given, _)| *given == name);
    let (_, text) = found.next().unwrap_or_else(|| panic!("no {name} in {request:?}"));
    assert!(found.next().is_none(), "{name} twice in {request:?}");
    text
}

/// The headers of Standard Webhooks: this event, this time in unix seconds, one signature for each of the keys, recomputed
/// here by other means.
pub fn check_standard(request: &OutboundRequest, id: &str, time: &str, keys: &[&str]) {
    assert_eq!(header_of(request, "webhook-id"), id);
    assert_eq!(header_of(request, "webhook-timestamp"), time);
    let signature = |key: &&str| {
        let mut mac = Hmac::<Sha256>::new_from_slice(key.as_bytes()).unwrap();
        mac.update(format!("{id}.{time}.").as_bytes());
        mac.update(&request.body);
        format!("v1,{}", Base64::encode_string(&mac.finalize().into_bytes()))
    };
    let signatures: Vec<String> = keys.iter().map(signature).collect();
    assert_eq!(header_of(request, "webhook-signature"), signatures.join(" "));
}

/// Hands a request to the simulator, as the network would.
pub fn simulator(platform: &Platform, request: &OutboundRequest) -> Heard {
    answered(request, block_on(feiqian_simulator::handle(platform, received(request))))
}
