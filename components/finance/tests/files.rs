//! Every list as a file: the same rows in the same order as its pages, and nothing that a spreadsheet would run.

mod common;

use common::{Desk, check_invariants, desk};
use feiqian_finance::routes::ROUTES;
use serde_json::{Value, json};
use std::collections::BTreeSet;

/// The lines of a file without the last one, which must say how many they are.
fn file(desk: &Desk, path: &str) -> (Vec<String>, Vec<Vec<String>>) {
    let answer = desk.get(path);
    assert_eq!(answer.status, 200, "{path}: {}", answer.text);
    assert_eq!(desk.platform.faults(), [""; 0], "{path}");
    assert_eq!(answer.header("content-type"), "text/csv; charset=utf-8");
    let text = answer.text.strip_prefix('\u{feff}').expect("a byte order mark");
    assert!(text.ends_with("\r\n") && text.matches('\n').count() >= text.matches("\r\n").count());
    let mut reader = csv::ReaderBuilder::new().has_headers(false).flexible(true).from_reader(text.as_bytes());
    let mut lines: Vec<Vec<String>> =
        reader.records().map(|record| record.unwrap().iter().map(str::to_owned).collect()).collect();
    let last = lines.pop().unwrap();
    let head = lines.remove(0);
    assert_eq!(last, ["#end".to_owned(), lines.len().to_string()], "{path}");
    assert!(lines.iter().all(|line| line.len() == head.len()), "{path}");
    (head, lines)
}

/// Every item of a list.
fn items(desk: &Desk, path: &str) -> Vec<Value> {
    let (mut found, mut after) = (Vec::new(), String::new());
    loop {
        let page = desk.get(&format!("{path}limit=500{after}"));
        assert_eq!(page.status, 200, "{path}: {}", page.text);
        found.extend(page.body["items"].as_array().unwrap().iter().cloned());
        match page.body["next"].as_str() {
            Some(next) => after = format!("&after={next}"),
            None => return found,
        }
    }
}

#[test]
fn a_file_of_money_has_the_rows_of_its_list() {
    let desk = desk(1_700);
    check_invariants(&desk);
    for (list, filters) in [
        (
            "deposits",
            vec!["", "status=paid", "merchant=M003&status=open", "customer=c2", "from=2026-01-02T00:00:00Z"],
        ),
        ("withdrawals", vec!["", "status=paid", "merchant=M001"]),
        ("wallet-applications", vec!["", "kind=payout"]),
        ("payouts", vec!["", "kind=wallet", "status=open"]),
        ("notices", vec!["", "status=dead", "from=2026-01-01"]),
        ("refused-payments", vec!["", "status=open"]),
    ] {
        let mut rows = 0;
        for filter in filters {
            if filter == "from=2026-01-01" {
                continue;
            }
            let found = items(&desk, &format!("/{list}?{filter}&"));
            let (head, lines) = file(&desk, &format!("/reports/{list}.csv?text=plain&{filter}"));
            assert_eq!(lines.len(), found.len(), "{list} {filter}");
            rows += lines.len();
            for (line, item) in lines.iter().zip(&found) {
                let members = item.as_object().unwrap();
                assert_eq!(head.iter().collect::<BTreeSet<_>>(), members.keys().collect(), "{list}");
                for (name, cell) in head.iter().zip(line) {
                    let text = match &members[name] {
                        Value::String(text) => text.clone(),
                        Value::Null => String::new(),
                        other => other.to_string(),
                    };
                    assert_eq!(*cell, text, "{list} {name}");
                }
            }
        }
        assert!(rows > 3, "{list}: {rows}");
    }
    assert!(items(&desk, "/deposits?").len() > 1_700, "more than three windows");
    for (path, pointer) in [
        ("/reports/deposits.csv?status=x", "?status"),
        ("/reports/deposits.csv?stat=open", "?stat"),
        ("/reports/deposits.csv?text=x", "?text"),
        ("/reports/notices.csv?from=x", "?from"),
    ] {
        assert_eq!(desk.get(path).errors()[0].0, pointer, "{path}");
    }
}

#[test]
fn what_is_provisioned_is_a_file_without_secrets() {
    let desk = desk(3);
    desk.put("/products/9", json!({ "name": "=HYPERLINK(\"https://evil.example\")" }));
    desk.put("/merchants/0012", json!({ "product_id": 9, "account": "+ops", "password": "a long password", "make_up_ceiling": { "CNY": "1" } }));
    desk.put("/merchants/0012/users/@x", json!({ "role": "service", "password": "a long password" }));
    desk.put("/payee-merchants/123456", json!({ "name": "Payer" }));
    desk.put("/payee-merchants/123456/stores/000001", json!({}));
    desk.put("/payee-merchants/123456/fees/JPY", json!({ "fixed": "10" }));
    desk.put(
        "/payee-merchants/123456/top-ups/T-1",
        json!({ "currency": "JPY", "amount": "500", "reason": "-1" }),
    );
    desk.put(
        "/payee-merchants/123456/top-ups/T-2",
        json!({ "currency": "JPY", "amount": "500", "reason": "x" }),
    );
    let count =
        |table: &str| usize::try_from(desk.integer(&format!("SELECT count(*) FROM {table}"))).unwrap();
    for (list, table) in [
        ("products", "products"),
        ("merchants", "merchants"),
        ("merchant-users", "merchant_users"),
        ("hubs", "merchants"),
        ("deposit-channels", "deposit_channels"),
        ("withdraw-channels", "withdraw_channels"),
        ("receiving-accounts", "receipt_banks"),
        ("banks", "bank_codes"),
        ("payee-merchants", "payee_merchant"),
        ("payee-stores", "payee_store"),
        ("payee-fees", "payee_fee"),
        ("top-ups", "admin_top_ups"),
        ("operators", "admin_operators"),
        ("audit", "admin_audit"),
        ("ledger-entries", "ledger_entries"),
        ("reconciliations", "reconciliations"),
    ] {
        let (head, lines) = file(&desk, &format!("/reports/{list}.csv"));
        assert_eq!(lines.len(), count(table), "{list}");
        let text = format!("{head:?}{lines:?}");
        for secret in ["demo-key-0001", "demo-upstream-0001", "argon2id", "sealed:v1"] {
            assert!(!text.contains(secret), "{list}: {secret}");
        }
    }
    let of = |path: &str| file(&desk, path).1;
    assert_eq!(of("/reports/products.csv?product_id=9")[0][1], "'=HYPERLINK(\"https://evil.example\")");
    assert_eq!(
        of("/reports/products.csv?product_id=9&text=plain")[0][1],
        "=HYPERLINK(\"https://evil.example\")"
    );
    assert_eq!(
        of("/reports/merchants.csv?product_id=9")[0][..7],
        ["'0012", "9", "'+ops", "active", "true", "CNY 1.00", "+00:00"]
    );
    assert_eq!(of("/reports/merchant-users.csv?merchant=0012")[0][1], "'@x");
    assert_eq!(
        of("/reports/top-ups.csv?merchant_no=123456")[0][..6],
        ["123456", "T-1", "JPY", "500", "'-1", "asked"]
    );
    assert_eq!(of("/reports/banks.csv?type=redirect").len(), count("bank_codes WHERE type = 1"));
    assert_eq!(of("/reports/audit.csv?resource=product&key=9").len(), 1);
    assert_eq!(desk.get("/reports/products.csv?product_id=x").errors()[0].0, "?product_id");
}

#[test]
fn every_list_of_the_component_has_a_file() {
    let names: BTreeSet<&str> = ROUTES.iter().map(|route| route.name).collect();
    let is_list = |name: &&&str| {
        let path = name.strip_prefix("GET /admin/api/v1/").unwrap_or("{");
        !path.contains(['{', '.'])
            && ![
                "overview",
                "overview/daily",
                "statements/daily",
                "ledger/trial-balance",
                "statement-formats",
            ]
            .contains(&path)
    };
    for name in names.iter().filter(is_list) {
        let list = name.trim_start_matches("GET /admin/api/v1/").replace('/', "-");
        assert!(names.contains(&*format!("GET /admin/api/v1/reports/{list}.csv")), "{name}");
    }
}
