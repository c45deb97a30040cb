//! The receiver of notifications: what it keeps, in which order, and the answers a test can ask it for.

mod common;

use common::{NOW_S, platform, prepared, row};
use feiqian_platform::Platform;
use feiqian_platform::http::{HeaderName, Method, Request};
use feiqian_platform::native::block_on;
use feiqian_simulator::handle;
use serde_json::{Value as Json, json};

fn receive(platform: &Platform, body: &str) -> (u16, String) {
    let request =
        Request::new(Method::POST, "/sim/sink").with_body("application/x-www-form-urlencoded", body);
    answered(platform, request)
}

fn fail(platform: &Platform, order: Json) -> (u16, Json) {
    let request =
        Request::new(Method::POST, "/sim/sink/fail").with_body("application/json", order.to_string());
    let (status, body) = answered(platform, request);
    (status, serde_json::from_str(&body).unwrap())
}

fn list(platform: &Platform) -> Vec<Json> {
    let (status, body) = answered(platform, Request::new(Method::GET, "/sim/sink"));
    assert_eq!(status, 200);
    serde_json::from_str(&body).unwrap()
}

fn answered(platform: &Platform, request: Request) -> (u16, String) {
    let response = block_on(handle(platform, request));
    (response.status.as_u16(), String::from_utf8(response.body).unwrap())
}

#[test]
fn everything_a_receiver_checks_is_kept() {
    let platform = platform();
    assert_eq!(list(&platform), Vec::<Json>::new());
    let notice = Request::new(Method::POST, "/sim/sink")
        .with_body("application/json", r#"{"cash_sn":"201911220000000041","remark":"提现"}"#)
        .with(HeaderName::from_static("x-event-id"), "00112233445566778899aabbccddeeff")
        .with(HeaderName::from_static("x-sent-at"), "2019-11-22T00:00:00Z")
        .with(HeaderName::from_static("x-feiqian-signature"), "t=1574380800,v1=00ff")
        .with(HeaderName::from_static("webhook-id"), "00112233445566778899aabbccddeeff")
        .with(HeaderName::from_static("webhook-timestamp"), "1574380800")
        .with(HeaderName::from_static("webhook-signature"), "v1,AAAA v1,BBBB");
    assert_eq!(answered(&platform, notice), (200, "success".into()));
    let broken = Request::new(Method::POST, "/sim/sink").with_body("text/plain", vec![b'a', 0xFF]);
    assert_eq!(answered(&platform, broken), (200, "success".into()), "readable or not");
    let none = json!({
        "id": 2, "content_type": "text/plain", "event_id": "", "sent_at": "", "signature": "",
        "webhook_id": "", "webhook_timestamp": "", "webhook_signature": "", "body": "a\u{FFFD}",
        "status": 200, "received_at": NOW_S * 1_000 + 999,
    });
    let notice = json!({
        "id": 1, "content_type": "application/json", "event_id": "00112233445566778899aabbccddeeff",
        "sent_at": "2019-11-22T00:00:00Z", "signature": "t=1574380800,v1=00ff",
        "webhook_id": "00112233445566778899aabbccddeeff", "webhook_timestamp": "1574380800",
        "webhook_signature": "v1,AAAA v1,BBBB",
        "body": r#"{"cash_sn":"201911220000000041","remark":"提现"}"#, "status": 200,
        "received_at": NOW_S * 1_000 + 999,
    });
    assert_eq!(list(&platform), [none, notice]);
}

#[test]
fn the_next_ones_are_answered_as_told() {
    let platform = platform();
    let forced = || (503, r#"{"error":"forced"}"#.to_owned());
    assert_eq!(
        fail(&platform, json!({ "times": 2, "status": 503 })),
        (200, json!({ "times": 2, "status": 503, "body": "", "delay_ms": 0 }))
    );
    assert_eq!(receive(&platform, "n=1"), forced());
    assert_eq!(receive(&platform, "n=2"), forced());
    assert_eq!(receive(&platform, "n=3"), (200, "success".into()));
    // A status that acknowledges, with a body that does not.
    fail(&platform, json!({ "times": 1, "status": 200, "body": "fail" }));
    assert_eq!(receive(&platform, "n=4"), (200, "fail".into()));
    fail(&platform, json!({ "times": 1, "status": 202 }));
    assert_eq!(receive(&platform, "n=5"), (202, r#"{"error":"forced"}"#.into()));
    // Later orders replace earlier ones.
    fail(&platform, json!({ "times": 9, "status": 500 }));
    fail(&platform, json!({ "times": 0, "status": 500 }));
    assert_eq!(receive(&platform, "n=6"), (200, "success".into()));
    let kept: Vec<(String, i64)> = list(&platform)
        .iter()
        .map(|one| (one["body"].as_str().unwrap().into(), one["status"].as_i64().unwrap()))
        .collect();
    let expected = [("n=6", 200), ("n=5", 202), ("n=4", 200), ("n=3", 200), ("n=2", 503), ("n=1", 503)];
    assert_eq!(kept, expected.map(|(body, status)| (body.to_owned(), status)), "what failed is kept, too");
}

#[test]
fn a_late_answer_is_still_a_receipt() {
    let platform = platform();
    fail(&platform, json!({ "times": 1, "status": 200, "delay_ms": 6_000 }));
    for (body, waited_ms) in [("a=1", 6_000), ("a=2", 0)] {
        let before = platform.now_ms();
        assert_eq!(receive(&platform, body), (200, "success".into()));
        assert_eq!(platform.now_ms() - before, waited_ms, "{body}");
    }
    assert_eq!(list(&platform)[1]["received_at"], NOW_S * 1_000 + 999, "recorded before the wait");
}

#[test]
fn orders_out_of_range_are_refused() {
    let platform = platform();
    for order in [
        json!({}),
        json!({ "times": 1 }),
        json!({ "status": 500 }),
        json!({ "times": -1, "status": 500 }),
        json!({ "times": 1_000_001, "status": 500 }),
        json!({ "times": 1, "status": 199 }),
        json!({ "times": 1, "status": 600 }),
        json!({ "times": 1, "status": 500, "delay_ms": -1 }),
        json!({ "times": 1, "status": 500, "delay_ms": 30_001 }),
        json!({ "times": 1, "status": 500, "body": "a".repeat(1_001) }),
    ] {
        assert_eq!(fail(&platform, order.clone()), (422, json!({ "error": "invalid_body" })), "{order}");
    }
    assert_eq!(receive(&platform, "a=1"), (200, "success".into()), "nothing was ordered");
}

#[test]
fn the_list_is_short_and_the_memory_bounded() {
    let platform = platform();
    for number in 1..=1_005 {
        assert_eq!(receive(&platform, &format!("n={number}")).0, 200);
    }
    let list = list(&platform);
    assert_eq!((list.len(), &list[0]["body"], &list[99]["body"]), (100, &json!("n=1005"), &json!("n=906")));
    let kept: i64 = row(&platform, "SELECT count(*) FROM simulator_notices").take().unwrap();
    assert_eq!(kept, 1_000);
}

#[test]
fn failures_side_by_side_are_used_up_once() {
    let directory = tempfile::tempdir().unwrap();
    let platform = prepared(Platform::on_file(directory.path().join("test.db")));
    fail(&platform, json!({ "times": 3, "status": 500 }));
    let failed: usize = std::thread::scope(|scope| {
        let all: Vec<_> = (0..8).map(|_| scope.spawn(|| receive(&platform, "a=1").0)).collect();
        all.into_iter().map(|one| usize::from(one.join().unwrap() == 500)).sum()
    });
    assert_eq!(failed, 3);
    assert_eq!(list(&platform).len(), 8);
}
