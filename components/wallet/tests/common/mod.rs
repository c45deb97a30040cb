//! A wallet on the native face, with the base of wallet.md §8: default settings, user 1 with 100.00.

#![allow(dead_code)] // each test program uses its part

use feiqian_platform::http::{HeaderName, Method, Request, Response, header};
use feiqian_platform::native::block_on;
use feiqian_platform::{Platform, Value};
use feiqian_wallet::handle;
use ring::signature::{Ed25519KeyPair, KeyPair};
use serde_json::Value as Json;
use std::path::Path;

pub const NOW_MS: i64 = 1_767_323_045_000;
pub const SEED: [u8; 32] = *b"a signing key of the tests only.";
pub const ALL: &str = "cash.create cash.review cash.viewList wallet.viewList wallet.update wallet.logs.viewList settings.update";

pub struct Bench {
    pub platform: Platform,
}

pub fn base64(bytes: &[u8]) -> String {
    use base64ct::Encoding;
    base64ct::Base64UrlUnpadded::encode_string(bytes)
}

/// The public key as a deployment has it.
pub fn pem() -> String {
    pem_of(&SEED)
}

pub fn pem_of(seed: &[u8; 32]) -> String {
    use base64ct::Encoding;
    let pair = Ed25519KeyPair::from_seed_unchecked(seed).unwrap();
    let mut der = vec![0x30, 0x2a, 0x30, 0x05, 0x06, 0x03, 0x2b, 0x65, 0x70, 0x03, 0x21, 0x00];
    der.extend_from_slice(pair.public_key().as_ref());
    let body = base64ct::Base64::encode_string(&der);
    format!("-----BEGIN PUBLIC KEY-----\\n{body}\\n-----END PUBLIC KEY-----")
}

pub fn signed(head: &str, claims: &str) -> String {
    signed_by(&SEED, head, claims)
}

pub fn signed_by(seed: &[u8; 32], head: &str, claims: &str) -> String {
    let text = format!("{}.{}", base64(head.as_bytes()), base64(claims.as_bytes()));
    let pair = Ed25519KeyPair::from_seed_unchecked(seed).unwrap();
    format!("{text}.{}", base64(pair.sign(text.as_bytes()).as_ref()))
}

pub const HEAD: &str = r#"{"alg":"EdDSA","typ":"JWT"}"#;

/// Claims of a user, with members added.
pub fn claims(user: i64, scope: &str, more: &str) -> String {
    let name = if user == 1 { "username".into() } else { format!("user{user}") };
    let exp = NOW_MS / 1_000 + 400 * 86_400;
    format!(
        r#"{{"iss":"issuer","aud":"audience","sub":"{user}","exp":{exp},"username":"{name}","scope":"{scope}"{more}}}"#
    )
}

pub fn token(user: i64, scope: &str) -> String {
    signed(HEAD, &claims(user, scope, ""))
}

pub fn request(method: Method, target: &str, token: &str) -> Request {
    Request::new(method, target).with(header::AUTHORIZATION, &format!("Bearer {token}"))
}

impl Bench {
    pub fn new() -> Self {
        Bench::on(Platform::in_memory())
    }

    pub fn on(platform: Platform) -> Self {
        let sql = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../sql");
        platform.run_sql_files(&sql);
        let bench = Bench::instance(platform);
        bench.send(request(Method::GET, "/api/wallet/settings", &token(1, "")));
        bench.run("INSERT INTO wallet_adjustments (command_id, user_id, operator_id, operate_type, operate_amount, created_at)
                   VALUES ('base', 1, 2, 1, 10000, 1767323044000)");
        bench
    }

    /// An instance of the component on a database that has its schema.
    pub fn instance(platform: Platform) -> Self {
        platform.set_now_ms(NOW_MS);
        for (name, value) in [
            ("wallet_jwt_alg", "EdDSA"),
            ("wallet_jwt_key", &pem()),
            ("wallet_jwt_kid", ""),
            ("wallet_jwt_key_not_after", ""),
            ("wallet_jwt_alg_next", ""),
            ("wallet_jwt_key_next", ""),
            ("wallet_jwt_kid_next", ""),
            ("wallet_jwt_key_next_not_before", ""),
            ("wallet_jwt_issuer", "issuer"),
            ("wallet_jwt_audience", "audience"),
            ("wallet_payout_url", "http://127.0.0.1/sim/payout"),
            ("wallet_payout_key", "a payout key of at least 32 bytes"),
            ("wallet_payout_key_not_after", ""),
            ("wallet_payout_key_next", ""),
            ("wallet_payout_key_next_not_before", ""),
            ("wallet_payout_timeout_ms", "10000"),
            ("rate_per_minute_wallet_user", "0"),
            ("cors_origins", ""),
            ("wallet_webhook_url", "http://127.0.0.1/sim/sink"),
        ] {
            platform.set_variable(name, value);
        }
        Bench { platform }
    }

    /// Goes on in the source of randomness, which is the same in every instance, where no other instance will come.
    pub fn draw_ahead(&self, blocks: usize) {
        for _ in 0..blocks {
            self.platform.random::<1>();
        }
    }

    pub fn run(&self, sql: &str) {
        self.platform.run_batch(sql).unwrap();
    }

    pub fn send(&self, request: Request) -> Response {
        block_on(handle(&self.platform, request))
    }

    /// Sends JSON and answers status and document.
    pub fn json(&self, method: Method, target: &str, token: &str, body: &str) -> (u16, Json) {
        let mut request = request(method, target, token);
        if !body.is_empty() {
            request = request.with_body("application/json", body);
        }
        answer(&self.send(request))
    }

    pub fn apply(&self, attributes: &str) -> (u16, Json) {
        self.json(Method::POST, "/api/wallet/cash", &token(1, ALL), &application(attributes))
    }

    pub fn keyed(&self, key: &str, body: &str) -> Response {
        self.send(
            request(Method::POST, "/api/wallet/cash", &token(1, ALL))
                .with(HeaderName::from_static("idempotency-key"), key)
                .with_body("application/json", body),
        )
    }

    pub fn integers(&self, sql: &str) -> Vec<i64> {
        let rows = block_on(self.platform.query(sql, &[])).unwrap();
        rows.into_iter().map(|mut row| row.take().unwrap()).collect()
    }

    pub fn balances(&self, user: i64) -> (i64, i64) {
        let sql = "SELECT available_amount, freeze_amount FROM user_wallets WHERE user_id = ?1";
        let mut row = block_on(self.platform.query_row(sql, &[Value::from(user)])).unwrap();
        (row.take().unwrap(), row.take().unwrap())
    }

    /// Every invariant of the wallet.
    pub fn audit(&self) {
        let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../sql/invariants/300_wallet.sql");
        let text = std::fs::read_to_string(file).unwrap();
        let queries: String =
            text.lines().filter(|line| !line.starts_with("--")).collect::<Vec<_>>().join("\n");
        for query in queries.split(';').filter(|query| !query.trim().is_empty()) {
            let rows = block_on(self.platform.query(query, &[])).unwrap();
            assert!(rows.is_empty(), "{query}: {rows:?}");
        }
    }
}

pub fn application(attributes: &str) -> String {
    format!(r#"{{"data":{{"attributes":{{{attributes}}}}}}}"#)
}

pub fn answer(response: &Response) -> (u16, Json) {
    (response.status.as_u16(), serde_json::from_slice(&response.body).unwrap())
}
