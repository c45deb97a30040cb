//! `GET /internal/ready`.

use feiqian_delivery::testing::DISPATCH_TOKEN;
use feiqian_platform::Platform;
use feiqian_platform::http::{Method, Request};
use feiqian_platform::native::block_on;
use serde_json::{Value, json};
use std::path::Path;
use std::sync::atomic::{AtomicI64, Ordering};

const NOW_MS: i64 = 1_767_323_045_000;

/// Everything is there but the schema.
fn platform() -> Platform {
    let platform = Platform::in_memory();
    for (name, value) in [
        ("ready_parts", "delivery wallet payee"),
        ("auto_migrate", "false"),
        ("dispatch_token", DISPATCH_TOKEN),
        ("wallet_jwt_alg", "EdDSA"),
        ("wallet_jwt_key", "the key"),
        ("wallet_jwt_issuer", "issuer"),
        ("wallet_jwt_audience", "audience"),
        ("pii_key", "a:00"),
        ("pii_index_key", "00"),
        ("wallet_payout_url", ""),
        ("wallet_payout_key", ""),
        ("wallet_webhook_url", ""),
        ("wallet_webhook_key", ""),
        ("payee_payout_url", ""),
        ("payee_payout_key", ""),
    ] {
        platform.set_variable(name, value);
    }
    platform
}

fn with_schema() -> Platform {
    let platform = platform();
    platform.run_sql_files(&Path::new(env!("CARGO_MANIFEST_DIR")).join("../../sql"));
    platform
}

/// A second after every other question: what was found is kept so long, by the thread that asked.
fn asked(platform: &Platform) -> (u16, Value) {
    static NEXT_MS: AtomicI64 = AtomicI64::new(NOW_MS);
    platform.set_now_ms(NEXT_MS.fetch_add(1_000, Ordering::Relaxed));
    asked_at_once(platform)
}

fn asked_at_once(platform: &Platform) -> (u16, Value) {
    let request = Request::new(Method::GET, "/internal/ready");
    let response = block_on(feiqian_operations::handle(platform, request));
    (response.status.as_u16(), serde_json::from_slice(&response.body).expect("JSON"))
}

fn lacks(names: &[&str]) -> (u16, Value) {
    (503, json!({ "error": "not_ready", "missing": names }))
}

#[test]
fn a_bundle_that_has_everything_is_ready() {
    assert_eq!(asked(&with_schema()), (200, json!({ "status": "ready" })));
}

#[test]
fn what_is_missing_is_named() {
    let platform = with_schema();
    let set = |name: &str, value: &str| platform.set_variable(name, value);
    set("dispatch_token", "too short a token");
    set("pii_index_key", "");
    set("wallet_jwt_key", "");
    assert_eq!(asked(&platform), lacks(&["dispatch_token", "wallet_jwt_key", "pii_index_key"]));
    // Parts that are not served need nothing.
    set("ready_parts", "payee");
    assert_eq!(asked(&platform), lacks(&["pii_index_key"]));
    set("ready_parts", "");
    assert_eq!(asked(&platform), (200, json!({ "status": "ready" })));
    for (url, key) in [
        ("wallet_payout_url", "wallet_payout_key"),
        ("wallet_webhook_url", "wallet_webhook_key"),
        ("payee_payout_url", "payee_payout_key"),
    ] {
        set(url, "https://provider.example/");
        assert_eq!(asked(&platform), lacks(&[key]));
        set(key, "a key");
        assert_eq!(asked(&platform), (200, json!({ "status": "ready" })));
    }
}

#[test]
fn a_wrong_schema_is_named_and_logged_with_what_to_do() {
    let platform = platform();
    assert_eq!(asked(&platform), lacks(&["schema"]));
    assert!(platform.faults()[0].starts_with("no schema, this version needs "), "{:?}", platform.faults());
    let platform = with_schema();
    platform.run_batch("DELETE FROM schema_migrations WHERE version = 4").unwrap();
    assert_eq!(asked(&platform), lacks(&["schema"]));
    let platform = with_schema();
    platform.run_batch("INSERT INTO schema_migrations VALUES (9999, 'later', 0)").unwrap();
    platform.set_variable("auto_migrate", "true");
    assert_eq!(asked(&platform), lacks(&["schema"]));
    assert!(platform.faults()[0].starts_with("schema 9999, "), "{:?}", platform.faults());
}

#[test]
fn the_schema_is_applied_if_it_is_applied_by_itself() {
    let platform = platform();
    platform.set_variable("auto_migrate", "true");
    assert_eq!(asked(&platform), (200, json!({ "status": "ready" })));
    let tables = block_on(platform.query("SELECT count(*) FROM products", &[])).unwrap();
    assert_eq!(tables.len(), 1);
}

#[test]
fn a_database_that_is_gone_is_named() {
    let platform = with_schema();
    platform.set_statements_left(Some(0));
    assert_eq!(asked(&platform), lacks(&["database"]));
}

#[test]
fn many_questions_are_one_statement() {
    let platform = with_schema();
    assert_eq!(asked(&platform).0, 200);
    let before = platform.statements();
    for _ in 0..100 {
        assert_eq!(asked_at_once(&platform).0, 200);
    }
    assert_eq!(platform.statements(), before);
    assert_eq!(asked(&platform).0, 200);
    assert_eq!(platform.statements(), before + 1);
}
