//! `GET /internal/ready`: whether the bundle can serve, and what is missing, by name and never by value. Anybody may ask: it
//! costs one statement, and an instance keeps what it has found for a second.

use crate::migrate;
use feiqian_delivery::kick::MIN_TOKEN_CHARS;
use feiqian_delivery::operator::{NOT_READY, answer};
use feiqian_platform::http::{Request, Response, StatusCode, header};
use feiqian_platform::{Platform, Schema};
use std::cell::RefCell;

/// How long an answer is kept, in milliseconds.
const KEPT_MS: u64 = 1_000;

/// What each part needs to answer at all; the first word is its name in `ready_parts`.
const NEEDED: [(&str, &[&str]); 3] = [
    ("delivery", &["dispatch_token"]),
    ("wallet", &["wallet_jwt_alg", "wallet_jwt_key", "wallet_jwt_issuer", "wallet_jwt_audience"]),
    ("payee", &["pii_key", "pii_index_key"]),
];

/// What is needed once the first of a pair is set.
const PAIRS: [(&str, &str); 3] = [
    ("wallet_payout_url", "wallet_payout_key"),
    ("wallet_webhook_url", "wallet_webhook_key"),
    ("payee_payout_url", "payee_payout_key"),
];

/// What was found to be missing, and when.
struct Kept {
    missing: Vec<&'static str>,
    at_ms: i64,
}

thread_local! {
    static KEPT: RefCell<Option<Kept>> = const { RefCell::new(None) };
}

/// Answers a call.
pub async fn handle(platform: &Platform, request: &Request) -> Response {
    let missing = found(platform, &request.id).await;
    let mut response = told(&missing);
    // A probe asks every few seconds.
    response.silent = missing.is_empty();
    response
}

/// What is missing, or was within the last second.
pub(crate) async fn found(platform: &Platform, request_id: &str) -> Vec<&'static str> {
    let kept = KEPT.with_borrow(|kept| {
        let kept = kept.as_ref().filter(|kept| platform.now_ms().abs_diff(kept.at_ms) < KEPT_MS);
        kept.map(|kept| kept.missing.clone())
    });
    if let Some(missing) = kept {
        return missing;
    }
    let missing = missing(platform, request_id).await;
    KEPT.set(Some(Kept { missing: missing.clone(), at_ms: platform.now_ms() }));
    missing
}

fn told(missing: &[&str]) -> Response {
    if missing.is_empty() {
        return answer(StatusCode::OK, r#"{"status":"ready"}"#);
    }
    // Names of ours: nothing to escape.
    let names = missing.join("\",\"");
    let body = format!(r#"{{"error":"{NOT_READY}","missing":["{names}"]}}"#);
    answer(StatusCode::SERVICE_UNAVAILABLE, &body).with(header::RETRY_AFTER, "1")
}

async fn missing(platform: &Platform, request_id: &str) -> Vec<&'static str> {
    let mut missing = Vec::new();
    missing.extend(database(platform, request_id).await);
    let parts = platform.variable("ready_parts").await.unwrap_or_default();
    let is_served = |part: &str| parts.split([' ', ',']).any(|served| served == part);
    for (_, names) in NEEDED.iter().filter(|(part, _)| is_served(part)) {
        for name in *names {
            if !is_set(platform, name).await {
                missing.push(*name);
            }
        }
    }
    for (first, second) in PAIRS {
        if is_set(platform, first).await && !is_set(platform, second).await {
            missing.push(second);
        }
    }
    missing
}

/// What the database lacks.
async fn database(platform: &Platform, request_id: &str) -> Option<&'static str> {
    let schema = match platform.schema().await {
        Ok(schema) if schema.can_be_migrated() && platform.migrates_by_itself().await => {
            if let Err(error) = migrate::migrate(platform).await {
                platform.log_fault(request_id, &format!("migration: {error}"));
            }
            platform.schema().await
        }
        outcome => outcome,
    };
    match schema {
        Ok(Schema::Right) => None,
        Ok(wrong) => {
            platform.log_fault(request_id, &wrong.to_string());
            Some("schema")
        }
        Err(error) => {
            platform.log_fault(request_id, &error.to_string());
            Some("database")
        }
    }
}

async fn is_set(platform: &Platform, name: &'static str) -> bool {
    let shortest = if name == "dispatch_token" { MIN_TOKEN_CHARS } else { 1 };
    platform.variable(name).await.is_ok_and(|value| value.chars().count() >= shortest)
}
