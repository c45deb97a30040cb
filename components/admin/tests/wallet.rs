//! Users, reasons and settings of the wallet.

mod common;

use common::Desk;
use serde_json::{Value, json};

fn kind(answer: &common::Answer) -> (u16, &str) {
    (answer.status, answer.body["type"].as_str().unwrap_or_default())
}

#[test]
fn a_user_is_made_changed_suspended_and_comes_back() {
    let desk = Desk::new();
    let made = desk.put("/wallet-users/7", json!({ "username": "bob", "mobile": "13800138000" }));
    assert_eq!(made.status, 201, "{}", made.text);
    assert_eq!((&made.body["status"], &made.body["meta"]["available"]), (&json!("active"), &json!("0.00")));
    let audits = desk.integer("SELECT count(*) FROM admin_audit");
    let same = desk.put("/wallet-users/7", json!({ "username": "bob", "mobile": "13800138000" }));
    assert_eq!(same.status, 200, "{}", same.text);
    assert_eq!(desk.integer("SELECT count(*) FROM admin_audit"), audits);
    for (change, stored) in [
        (json!({ "status": "suspended", "openid": "o-1", "nickname": "Bob" }), "bob 13800138000 1 o-1 Bob"),
        (json!({ "username": "rob", "mobile": "" }), "rob  1 o-1 Bob"),
        (json!({ "status": "active", "openid": "o-2" }), "rob  0 o-2 Bob"),
        (json!({ "openid": "", "nickname": "" }), "rob  0 - -"),
    ] {
        let changed = desk.patch("/wallet-users/7", change.clone());
        assert_eq!(changed.status, 200, "{}", changed.text);
        let row = "SELECT username || ' ' || mobile || ' ' || wallet_status || ' ' || coalesce(openid, '-') || ' ' || coalesce(nickname, '-')
                     FROM users u JOIN user_wallets w ON w.user_id = u.id LEFT JOIN user_wechats c ON c.user_id = u.id";
        assert_eq!(desk.text(row), stored, "{change}");
    }
    // Who did it: the audit row that the adjustment names.
    let told = "SELECT group_concat(w.wallet_status || ' ' || w.operator_id || ' ' || a.operator || ' ' || a.key, ', ')
                  FROM wallet_adjustments w JOIN admin_audit a ON w.command_id = 'desk:' || a.id";
    assert_eq!(desk.text(told), "1 9007199254740991 amy 7, 0 9007199254740991 amy 7");
    for (path, body, expected) in [
        ("/wallet-users/0", json!({ "username": "x" }), ("/id", "integer")),
        ("/wallet-users/9007199254740991", json!({ "username": "x" }), ("/id", "integer")),
        ("/wallet-users/bob", json!({ "username": "x" }), ("/id", "integer")),
        ("/wallet-users/8", json!({}), ("/username", "required")),
        ("/wallet-users/8", json!({ "username": "x", "mobile": "1".repeat(21) }), ("/mobile", "string")),
    ] {
        assert_eq!(desk.put(path, body).errors(), [(expected.0.to_owned(), expected.1.to_owned())], "{path}");
    }
    assert_eq!(desk.platform.faults(), [""; 0]);
}

#[test]
fn users_are_listed_by_number_in_pages_and_found_by_the_primary_key() {
    let desk = Desk::new();
    desk.platform
        .run_batch(
            "INSERT INTO users (id, username, created_at, updated_at)
             WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 30) SELECT i, 'u' || i, 1, 1 FROM n",
        )
        .unwrap();
    let (mut after, mut ids) = (String::new(), Vec::new());
    loop {
        let page = desk.get(&format!("/wallet-users?limit=7&after={after}"));
        assert_eq!(page.status, 200, "{}", page.text);
        ids.extend(page.body["items"].as_array().unwrap().iter().map(|item| item["id"].as_i64().unwrap()));
        match &page.body["next"] {
            Value::String(next) => after.clone_from(next),
            _ => break,
        }
    }
    assert_eq!(ids, (1..=30).collect::<Vec<i64>>());
    desk.patch("/wallet-users/12", json!({ "status": "suspended" }));
    let suspended = desk.get("/wallet-users?status=suspended");
    assert_eq!(suspended.body["items"].as_array().map(Vec::len), Some(1), "{}", suspended.text);
    assert_eq!(suspended.body["items"][0]["id"], 12);
    let next = desk.get("/wallet-users?status=suspended&after=12");
    assert_eq!(next.body["items"], json!([]));
}

#[test]
fn settings_are_checked_as_the_wallet_does_and_leave_its_log() {
    let desk = Desk::new();
    let first = desk.get("/wallet-settings");
    assert_eq!(
        first.text,
        r#"{"cash_rate_ppm":0,"cash_min_sum":"1.00","cash_max_sum":"5000.00","cash_sum_limit":"5000.00","cash_interval_time":0,"payout_enabled":false,"meta":{"updated_at":null}}"#
    );
    let changed = desk.patch("/wallet-settings", json!({ "cash_rate_ppm": 10_000, "cash_max_sum": "300.5" }));
    assert_eq!((changed.status, &changed.body["cash_max_sum"]), (200, &json!("300.50")), "{}", changed.text);
    let row = "SELECT cash_rate || ' ' || cash_max_sum || ' ' || operator_id || ' ' || (SELECT count(*) FROM wallet_settings_logs)
                 FROM wallet_settings";
    assert_eq!(desk.text(row), "10000 30050 9007199254740991 1");
    let mut whole = changed.body.clone();
    whole["cash_interval_time"] = json!(3);
    assert_eq!(kind(&desk.put("/wallet-settings", whole.clone())).0, 428);
    assert_eq!(desk.replace("/wallet-settings", whole).status, 200);
    let before = desk.tables();
    for (change, expected) in [
        (json!({ "cash_max_sum": "0.50" }), ("/cash_max_sum", "order")),
        (json!({ "cash_sum_limit": "300" }), ("/cash_max_sum", "order")),
        (json!({ "cash_max_sum": "5000.01" }), ("/cash_max_sum", "numeric")),
        (json!({ "cash_min_sum": "0" }), ("/cash_min_sum", "numeric")),
        (json!({ "cash_min_sum": 1 }), ("/cash_min_sum", "string")),
        (json!({ "cash_rate_ppm": 1_000_001 }), ("/cash_rate_ppm", "integer")),
        (json!({ "cash_interval_time": 366 }), ("/cash_interval_time", "integer")),
        (json!({ "payout_enabled": true }), ("/payout_enabled", "provider")),
    ] {
        assert_eq!(
            desk.patch("/wallet-settings", change).errors(),
            [(expected.0.to_owned(), expected.1.to_owned())]
        );
    }
    assert_eq!(desk.tables(), before);
    desk.platform.set_variable("wallet_payout_url", "https://pay.example");
    assert_eq!(desk.patch("/wallet-settings", json!({ "payout_enabled": true })).status, 200);
    let ops = desk.operator("ops", "operations");
    let refused = desk.send("PATCH", "/wallet-settings", Some(&ops), Some(json!({ "cash_rate_ppm": 1 })));
    assert_eq!(refused.status, 403, "money is decided by finance");
    assert_eq!(desk.platform.faults(), [""; 0]);
}

#[test]
fn agreed_reasons_bind_top_ups_and_adjustments() {
    let desk = Desk::new();
    desk.put("/payee-merchants/123456", json!({ "name": "Payer" }));
    desk.put("/payee-merchants/123456/fees/USD", json!({}));
    let ask = |reference: &str, reason: &str| {
        let body = json!({ "currency": "USD", "amount": "1", "reason": reason });
        desk.put(&format!("/payee-merchants/123456/top-ups/{reference}"), body)
    };
    let adjust = |command: &str, reason: &str| {
        desk.platform.run_batch(&format!(
            "INSERT INTO wallet_adjustments (command_id, user_id, operator_id, operate_type, operate_amount, operate_reason, created_at)
             VALUES ('{command:0>32}', 7, 8, 1, 100, '{reason}', 1)"
        ))
    };
    desk.put("/wallet-users/7", json!({ "username": "bob" }));
    assert_eq!(ask("T-1", "as you like").status, 201, "no reason is agreed on");
    adjust("1", "as you like").unwrap();
    for (path, text) in [("/reasons/funding/wire", "bank transfer"), ("/reasons/adjustment/bonus", "bonus")] {
        assert_eq!(desk.put(path, json!({ "text": text })).status, 201);
    }
    assert_eq!(ask("T-2", "as you like").errors(), [("/reason".to_owned(), "exists".to_owned())]);
    assert_eq!(ask("T-2", "bonus").errors(), [("/reason".to_owned(), "exists".to_owned())], "another kind");
    assert_eq!(ask("T-2", "bank transfer").status, 201);
    assert_eq!(ask("T-1", "as you like").status, 200, "what is there stays");
    assert!(adjust("2", "bank transfer").unwrap_err().raised(&["reason_exists"]).is_some());
    adjust("3", "bonus").unwrap();
    // The status of a wallet needs no such reason.
    assert_eq!(desk.patch("/wallet-users/7", json!({ "status": "suspended" })).status, 200);
    for path in ["/reasons/funding/wire", "/reasons/adjustment/bonus"] {
        assert_eq!(desk.patch(path, json!({ "status": "suspended" })).status, 200);
    }
    assert_eq!(ask("T-3", "as you like").status, 201);
    adjust("4", "as you like").unwrap();
    let unknown = desk.put("/reasons/other/x", json!({ "text": "x" }));
    assert_eq!(unknown.errors(), [("/kind".to_owned(), "in".to_owned())]);
}
