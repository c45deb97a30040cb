//! Nobody reviews an application of his own, nobody adjusts a wallet of his own: SQL refuses it, whatever the token allows.

mod common;

use common::*;
use feiqian_platform::http::{HeaderName, Method};
use serde_json::json;

const MOBILE: &str = r#""cash_apply_amount":"10.00","cash_type":0,"cash_mobile":"13800138000""#;

#[test]
fn the_applicant_is_no_reviewer() {
    let bench = Bench::new();
    for _ in 0..2 {
        assert_eq!(bench.apply(MOBILE).0, 200);
    }
    bench.send(request(Method::GET, "/api/wallet/settings", &token(2, "")));
    bench.run("INSERT INTO wallet_adjustments (command_id, user_id, operator_id, operate_type, operate_amount, created_at)
               VALUES ('more', 2, 1, 1, 10000, 1767323044000)");
    let applied = bench.json(Method::POST, "/api/wallet/cash", &token(2, ALL), &application(MOBILE));
    assert_eq!(applied.0, 200);
    let review = |user: i64, ids: &str, target: i64| {
        let body = format!(r#"{{"ids":{ids},"cash_status":{target}}}"#);
        bench.json(Method::POST, "/api/wallet/cash/review", &token(user, ALL), &body)
    };
    for target in [3, 5] {
        let before = (bench.balances(1), bench.balances(2));
        let (status, document) = review(1, "[1]", target);
        assert_eq!(status, 200);
        assert_eq!(
            document["data"]["records"],
            json!([{ "id": 1, "result": "failure", "cash_status": 1, "code": "permission_denied" }])
        );
        assert_eq!((bench.balances(1), bench.balances(2)), before);
    }
    // His own stops none of the others.
    let (_, document) = review(1, "[1,3,2]", 3);
    assert_eq!(document["data"]["result"], json!({ "1": "failure", "3": "success", "2": "failure" }));
    let (_, document) = review(2, "[2,1]", 5);
    assert_eq!(document["data"]["result"], json!({ "2": "success", "1": "success" }));
    // What has been decided is that, whoever asks.
    let (_, document) = review(1, "[1]", 3);
    assert_eq!(document["data"]["records"][0]["code"], "cash_status_error");
    bench.audit();
}

#[test]
fn the_owner_is_no_adjuster() {
    let bench = Bench::new();
    bench.send(request(Method::GET, "/api/wallet/settings", &token(2, "")));
    let adjust = |user: i64, body: &str| {
        let (status, document) = bench.json(Method::PATCH, "/api/wallet/user/1", &token(user, ALL), body);
        (status, document["errors"][0]["code"].as_str().unwrap_or_default().to_owned())
    };
    let commands = [
        r#"{"operate_type":1,"operate_amount":"1.00"}"#,
        r#"{"operate_type":2,"operate_amount":"1.00"}"#,
        r#"{"wallet_status":1}"#,
    ];
    for body in commands {
        assert_eq!(adjust(1, body), (403, "permission_denied".into()), "{body}");
    }
    assert_eq!(bench.integers("SELECT count(*) FROM wallet_adjustments"), [1]);
    // A refused key stays free for somebody who may.
    let keyed = |user: i64| {
        let key = (HeaderName::from_static("idempotency-key"), "once");
        let request = request(Method::PATCH, "/api/wallet/user/1", &token(user, ALL)).with(key.0, key.1);
        bench.send(request.with_body("application/json", commands[0])).status.as_u16()
    };
    assert_eq!([keyed(1), keyed(1), keyed(2), keyed(2)], [403, 403, 200, 200]);
    assert_eq!(bench.integers("SELECT count(*) FROM wallet_adjustments"), [2]);
    assert_eq!(bench.balances(1).0, 10_100);
    bench.audit();
}

#[test]
fn the_database_refuses_it_by_itself() {
    let bench = Bench::new();
    assert_eq!(bench.apply(MOBILE).0, 200);
    let refused = |sql: &str| bench.platform.run_batch(sql).unwrap_err().to_string();
    let review = "UPDATE user_wallet_cash SET cash_status = 3, refunds_status = 1, operator_id = 1, updated_at = 2 WHERE id = 1";
    assert!(refused(review).contains("reviewer_is_applicant"));
    let adjust = "INSERT INTO wallet_adjustments (command_id, user_id, operator_id, operate_type, operate_amount, created_at)
                  VALUES ('0123456789abcdef0123456789abcdef', 1, 1, 1, 1, 2)";
    assert!(refused(adjust).contains("adjuster_is_owner"));
}
