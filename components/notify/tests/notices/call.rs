//! Who may call, and with what.

use crate::common::{HOOK, TOKEN, World, call};
use feiqian_platform::Platform;
use feiqian_platform::http::{Body, HeaderName, Method, Request, header};
use feiqian_platform::native::block_on;
use serde_json::json;

const PATH: &str = "/internal/dispatch";

fn bearing(authorization: &str) -> Request {
    Request::new(Method::POST, PATH).with(header::AUTHORIZATION, authorization)
}

#[test]
fn only_the_token_opens() {
    let world = World::new();
    world.queue("wallet.notice", "a", "5");
    let unauthorized = (401, json!({"error": "unauthorized"}));
    let almost = format!("Bearer {}", &TOKEN[..TOKEN.len() - 1]);
    let twice = bearing(&format!("Bearer {TOKEN}")).with(header::AUTHORIZATION, &format!("Bearer {TOKEN}"));
    for request in [
        Request::new(Method::POST, PATH),
        bearing(""),
        bearing("Bearer"),
        bearing("Bearer "),
        bearing(TOKEN),
        bearing(&almost),
        bearing(&format!("Bearer {TOKEN}x")),
        bearing(&format!("Bearer  {TOKEN}")),
        bearing(&format!("Basic {TOKEN}")),
        bearing(&format!("Bearer {}", TOKEN.to_uppercase())),
        twice,
    ] {
        let shown = format!("{request:?}");
        assert_eq!(world.answer(request), unauthorized, "{shown}");
    }
    assert_eq!(world.sent().len(), 0);
    // The scheme's letter case does not count.
    assert_eq!(world.answer(bearing(&format!("bearer {TOKEN}"))).0, 200);
    assert_eq!(world.sent().len(), 1);
    world.check_secrets();
}

#[test]
fn a_refusal_says_how_to_get_in_and_is_not_kept() {
    let world = World::new();
    let response = block_on(feiqian_notify::handle(&world.platform, Request::new(Method::POST, PATH)));
    let header = |name| response.headers.get(name).and_then(|text| text.to_str().ok());
    assert_eq!(header("www-authenticate"), Some("Bearer"));
    assert_eq!(header("cache-control"), Some("no-store"));
    assert_eq!(header("content-type"), Some("application/json; charset=utf-8"));
}

#[test]
fn without_a_token_the_route_does_not_exist() {
    let world = World::new();
    world.platform.set_variable("dispatch_token", "");
    let not_found = (404, json!({"error": "not_found"}));
    for request in [Request::new(Method::POST, PATH), call(), bearing("Bearer "), bearing("Bearer")] {
        assert_eq!(world.answer(request), not_found);
    }
    // A short one is a mistake of the deployment, and lets nobody in.
    world.platform.set_variable("dispatch_token", &TOKEN[..31]);
    let (status, body) = world.answer(bearing(&format!("Bearer {}", &TOKEN[..31])));
    assert_eq!((status, body), (500, json!({"error": "internal_error"})));
    assert!(world.platform.faults().iter().any(|fault| fault.contains("dispatch_token")));
    world.platform.set_variable("dispatch_token", &TOKEN[..32]);
    assert_eq!(world.answer(bearing(&format!("Bearer {}", &TOKEN[..32]))).0, 200);
}

#[test]
fn other_paths_and_methods_are_not_found() {
    let world = World::new();
    world.queue("wallet.notice", "a", "5");
    let token = format!("Bearer {TOKEN}");
    for (method, path) in [
        (Method::GET, PATH),
        (Method::PUT, PATH),
        (Method::DELETE, PATH),
        (Method::HEAD, PATH),
        (Method::POST, "/internal/dispatch/"),
        (Method::POST, "/internal/Dispatch"),
        (Method::POST, "/internal"),
        (Method::POST, "/"),
    ] {
        let request = Request::new(method, path).with(header::AUTHORIZATION, &token);
        assert_eq!(world.answer(request), (404, json!({"error": "not_found"})), "{path}");
    }
    assert_eq!(world.sent().len(), 0);
}

#[test]
fn a_body_that_is_not_understood_sends_nothing() {
    let world = World::new();
    world.queue("wallet.notice", "a", "5");
    for body in [
        "[]",
        "null",
        "x",
        "{",
        "{}x",
        r#"{"limit":0}"#,
        r#"{"limit":201}"#,
        r#"{"limit":1e2}"#,
        r#"{"limit":"1"}"#,
        r#"{"limit":99999999999999999999}"#,
        r#"{"limit":true}"#,
        r#"{"topics":"wallet.notice"}"#,
        r#"{"topics":[]}"#,
        r#"{"topics":["wallet"]}"#,
        r#"{"topics":["wallet.notice",null]}"#,
        r#"{"event_ids":[]}"#,
        r#"{"event_ids":["1"]}"#,
        r#"{"event_ids":[1]}"#,
        r#"{"event_ids":{}}"#,
    ] {
        let answer = world.answer(call().with_body("application/json", body));
        assert_eq!(answer, (422, json!({"error": "invalid_body"})), "{body}");
    }
    let many = format!(r#"{{"event_ids":[{}]}}"#, vec![format!("\"{:032x}\"", 1); 201].join(","));
    assert_eq!(world.answer(call().with_body("application/json", many)).0, 422);
    let answer = world.answer(call().with_body("application/json", b"\xff\xfe".to_vec()));
    assert_eq!(answer.0, 422);
    let marked = world.answer(call().with_body("application/json", "\u{feff}{}"));
    assert_eq!(marked, (422, json!({"error": "invalid_body"})));
    for coding in ["gzip", "identity, br"] {
        let encoded = call().with_body("application/json", "{}").with(header::CONTENT_ENCODING, coding);
        assert_eq!(world.answer(encoded), (415, json!({"error": "unsupported_media_type"})));
    }
    for (body, status, error) in [
        (Body::TooLarge, 422, "invalid_body"),
        (Body::Incomplete, 422, "invalid_body"),
        (Body::TimedOut, 408, "request_timeout"),
    ] {
        let answer = world.answer(Request { body, ..call() });
        assert_eq!(answer, (status, json!({ "error": error })));
    }
    assert_eq!(world.sent().len(), 0);
    // The media type does not matter, nor whether there is a body.
    assert_eq!(world.answer(call()).0, 200);
    assert_eq!(world.sent().len(), 1);
}

#[test]
fn who_does_not_wait_is_answered_at_once() {
    let world = World::new();
    let event = world.queue("wallet.notice", "a", "5");
    let prefer = call().with(HeaderName::from_static("prefer"), "respond-async");
    assert_eq!(world.answer(prefer), (202, json!({})));
    assert_eq!(world.told(), [event.as_str()]);
    assert!(world.row(&event).starts_with("done 1 200"));
}

#[test]
fn a_part_whose_variables_are_unusable_does_not_stop_the_others() {
    let world = World::new();
    for (name, bad) in [
        ("wallet_payout_url", "not a url"),
        ("payee_payout_key", "short"),
        ("wallet_payout_timeout_ms", "soon"),
    ] {
        world.platform.set_variable(name, bad);
        let event = world.queue("wallet.notice", name, "5");
        assert_eq!(world.dispatch(""), [1, 1, 0, 0, 0], "{name}");
        assert!(world.row(&event).starts_with("done"), "{name}");
    }
    assert!(world.platform.faults().iter().all(|fault| !fault.contains("short")));
    // A number out of its bounds: nothing is sent on a guess, and the row waits.
    let event = world.queue("wallet.notice", "last", "5");
    for bad in ["101", "-1", "", "1.5", " 1"] {
        world.platform.set_variable("dispatch_jitter_percent", bad);
        assert_eq!(world.dispatch(""), [0; 5], "{bad}");
        let faults = world.platform.faults();
        assert!(faults.iter().any(|fault| fault.contains("dispatch_jitter_percent")), "{bad}");
    }
    assert_eq!(world.row(&event), "queued 0 - 0");
    world.platform.set_variable("dispatch_jitter_percent", "0");
    assert_eq!(world.dispatch(""), [1, 1, 0, 0, 0]);
    assert!(world.sent().iter().all(|request| request.url == HOOK));
}

#[test]
fn a_database_that_stays_locked_is_busy() {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("locked.db");
    let world = World::on(Platform::on_file(&path));
    let event = world.queue("wallet.notice", "a", "5");
    let other = Platform::on_file(&path);
    other.run_batch("BEGIN IMMEDIATE").unwrap();
    let response = block_on(feiqian_notify::handle(&world.platform, call()));
    assert_eq!((response.status.as_u16(), response.body), (503, br#"{"error":"service_busy"}"#.to_vec()));
    assert_eq!(response.headers["retry-after"], "1");
    other.run_batch("ROLLBACK").unwrap();
    assert_eq!(world.dispatch(""), [1, 1, 0, 0, 0]);
    assert_eq!(world.told(), [event]);
}

#[test]
fn a_database_that_fails_is_told_without_its_words() {
    let world = World::new();
    world.queue("wallet.notice", "a", "5");
    for statements in 0..3 {
        world.platform.set_statements_left(Some(statements));
        let answer = world.answer(call());
        world.platform.set_statements_left(None);
        let expected = (500, json!({"error": "internal_error"}));
        assert!(answer == expected || answer.0 == 200, "{statements}: {answer:?}");
    }
}
