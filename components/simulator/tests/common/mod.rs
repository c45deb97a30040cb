//! The simulator on an empty database, and requests as a caller of a payout provider makes them.
#![allow(dead_code)] // each test program uses its part

use feiqian_platform::http::{HeaderName, Method, Request, Response};
use feiqian_platform::native::block_on;
use feiqian_platform::{Platform, Row};
use feiqian_signing::payout::{
    NONCE_HEADER, SIGNATURE_HEADER, TIMESTAMP_HEADER, answer_signature, request_signature,
};
use feiqian_simulator::handle;
use serde_json::Value as Json;
use std::path::Path;

pub const NOW_S: i64 = 1_574_380_800;
pub const WALLET_KEY: &str = "demo-wallet-payout-key-of-32-bytes";
pub const PAYEE_KEY: &str = "demo-payee-payout-key-of-32-bytes-";
pub const NONCE: &str = "00112233445566778899aabbccddeeff";

pub fn platform() -> Platform {
    prepared(Platform::in_memory())
}

/// A platform with the simulator's tables and variables.
pub fn prepared(platform: Platform) -> Platform {
    let sql = Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/../../sql/demo/900_simulator.sql"));
    platform.run_batch(&std::fs::read_to_string(sql).unwrap()).unwrap();
    platform.set_now_ms(NOW_S * 1_000 + 999);
    for (name, value) in [
        ("simulator_enabled", "true"),
        ("simulator_public_url", "http://127.0.0.1:3000"),
        ("wallet_payout_key", WALLET_KEY),
        ("payee_payout_key", PAYEE_KEY),
    ] {
        platform.set_variable(name, value);
    }
    platform
}

/// A call of a payout provider; what is wrong with it, a test sets.
#[derive(Clone, Debug)]
pub struct Call {
    pub method: Method,
    pub path: String,
    pub key: &'static str,
    pub timestamp: String,
    pub nonce: &'static str,
    pub body: Vec<u8>,
}

impl Call {
    pub fn post(key: &'static str, path: &str, body: impl ToString) -> Self {
        Call::new(Method::POST, key, path, body.to_string().into_bytes())
    }

    pub fn get(key: &'static str, path: &str) -> Self {
        Call::new(Method::GET, key, path, Vec::new())
    }

    fn new(method: Method, key: &'static str, path: &str, body: Vec<u8>) -> Self {
        Call { method, path: path.into(), key, timestamp: NOW_S.to_string(), nonce: NONCE, body }
    }

    pub fn signature(&self) -> String {
        request_signature(
            self.key.as_bytes(),
            self.method.as_str(),
            &self.path,
            &self.timestamp,
            self.nonce,
            &self.body,
        )
    }

    /// The request with any signature.
    pub fn request(&self, signature: &str) -> Request {
        Request::new(self.method.clone(), &self.path)
            .with_body("application/json", self.body.clone())
            .with(HeaderName::from_static(TIMESTAMP_HEADER), &self.timestamp)
            .with(HeaderName::from_static(NONCE_HEADER), self.nonce)
            .with(HeaderName::from_static(SIGNATURE_HEADER), signature)
    }

    /// Sends the request as it should be signed.
    pub fn send(&self, platform: &Platform) -> Answer {
        self.answered(block_on(handle(platform, self.request(&self.signature()))))
    }

    /// An answer to this call.
    pub fn answered(&self, response: Response) -> Answer {
        let status = response.status.as_u16();
        let expected = answer_signature(self.key.as_bytes(), status, self.nonce, &response.body);
        let signed = match response.headers.get(SIGNATURE_HEADER) {
            None => Signed::Not,
            Some(signature) if signature.as_bytes() == expected.as_bytes() => Signed::Rightly,
            Some(_) => Signed::Wrongly,
        };
        Answer { status, signed, body: serde_json::from_slice(&response.body).unwrap() }
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Signed {
    Rightly,
    Wrongly,
    Not,
}

#[derive(Clone, Debug)]
pub struct Answer {
    pub status: u16,
    pub signed: Signed,
    pub body: Json,
}

impl Answer {
    /// HTTP status, signature, and the transfer's status or the error.
    pub fn brief(&self) -> (u16, Signed, &str) {
        let word = self.body["status"].as_str().or_else(|| self.body["error"].as_str());
        (self.status, self.signed, word.expect("a transfer or an error"))
    }
}

/// The only row of a query.
pub fn row(platform: &Platform, sql: &str) -> Row {
    block_on(platform.query_row(sql, &[])).unwrap()
}
