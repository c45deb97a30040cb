//! The configuration as one document.

mod common;

use common::{Desk, PASSWORD};
use serde_json::{Value, json};

fn document() -> Value {
    json!({
        "version": 1,
        "products": [{ "id": 1, "name": "Shop" }, { "id": 2, "name": "Other", "minimum_scheme": "rfc9421" }],
        "merchants": [{ "code": "M001", "product_id": 1, "account": "ops", "make_up_ceiling": { "CNY": "10" } }],
        "hubs": [{ "merchant": "M001", "domain": "https://hub.example" }],
        "merchant_users": [{ "merchant": "M001", "account": "tom", "role": "treasury", "password": PASSWORD }],
        "banks": [{ "type": "deposit", "code": "NEW", "name": "New bank" }],
        "deposit_channels": [
            { "product_id": 1, "code": "6", "merchant": "M001", "kind": "online", "name": "Online", "currency": "CNY", "min_amount": "10" },
        ],
        "withdraw_channels": [{ "product_id": 1, "code": "W1", "merchant": "M001", "name": "Bank", "currency": "BTC", "min_amount": "0.1" }],
        "receiving_accounts": [{
            "merchant": "M001", "type": "manual", "currency": "CNY", "account_no": "6222021234567890", "bank_code": "NEW",
            "bank_name": "New bank", "account_name": "李四",
        }],
    })
}

fn counts(report: &Value) -> [u64; 4] {
    let count = |name: &str| report[name].as_array().map_or(0, Vec::len) as u64;
    [count("created"), count("changed"), report["unchanged"].as_u64().unwrap(), count("issued")]
}

#[test]
fn an_export_imported_into_an_empty_database_is_the_same_again() {
    let desk = Desk::new();
    let report = desk.put("/configuration", document());
    assert_eq!(report.status, 200, "{}", report.text);
    // Two keys, one password that nobody has given.
    assert_eq!(counts(&report.body), [8, 1, 0, 3], "{}", report.text);
    assert_eq!(report.body["issued"][2]["section"], "merchants");
    let audits = desk.integer("SELECT count(*) FROM admin_audit");
    let again = desk.put("/configuration", document());
    assert_eq!(counts(&again.body), [0, 0, 9, 0], "{}", again.text);
    assert_eq!(desk.integer("SELECT count(*) FROM admin_audit"), audits);

    let export = desk.get("/configuration");
    assert_eq!(export.status, 200);
    let same = desk.put("/configuration", export.body.clone());
    assert_eq!(counts(&same.body), [0, 0, 9 + 15, 0], "{}", same.text);
    let other = Desk::new();
    let made = other.put("/configuration", export.body.clone());
    assert_eq!(counts(&made.body), [8, 1, 15, 4], "{}", made.text);
    let copy = other.get("/configuration");
    assert_eq!(copy.text, export.text);
    assert_eq!(copy.header("etag"), export.header("etag"));
    for secret in ["$argon2", "sealed:", "password", "key\""] {
        assert!(!export.text.contains(&format!("\"{secret}")), "{secret}");
    }
}

#[test]
fn a_section_that_is_left_out_stays_and_what_changed_is_told() {
    let desk = Desk::new();
    desk.put("/configuration", document());
    let part = json!({ "version": 1, "products": [{ "id": 2, "name": "Other", "status": "suspended" }] });
    let report = desk.put("/configuration", part);
    assert_eq!(report.body["changed"], json!([{ "section": "products", "key": "2" }]), "{}", report.text);
    assert_eq!(desk.integer("SELECT count(*) FROM products WHERE status = 1"), 1);
    assert_eq!(counts(&desk.put("/configuration", json!({ "version": 1 })).body), [0, 0, 0, 0]);
}

#[test]
fn a_document_with_a_fault_changes_nothing_at_all() {
    let desk = Desk::new();
    let before = desk.tables();
    let with = |section: &str, at: usize, name: &str, value: Value| {
        let mut document = document();
        document[section][at][name] = value;
        document
    };
    let mut twice = document();
    let first = twice["products"][0].clone();
    twice["products"].as_array_mut().unwrap().push(first);
    let mut unknown = document();
    unknown["orders"] = json!([]);
    let mut no_list = document();
    no_list["banks"] = json!({});
    for (document, expected) in [
        (with("products", 1, "name", json!("")), vec![("/products/1/name", "string")]),
        (with("merchants", 0, "product_id", json!(9)), vec![("/merchants/0/product_id", "exists")]),
        (with("merchant_users", 0, "merchant", json!("M9")), vec![("/merchant_users/0/merchant", "exists")]),
        (
            with("deposit_channels", 0, "merchant", json!("M9")),
            vec![("/deposit_channels/0/merchant", "exists")],
        ),
        (
            with("receiving_accounts", 0, "bank_code", json!("NONE")),
            vec![("/receiving_accounts/0/bank_code", "exists")],
        ),
        (with("receiving_accounts", 0, "x", json!(1)), vec![("/receiving_accounts/0/x", "unknown")]),
        (with("hubs", 0, "merchant", json!("M9")), vec![("/hubs/0", "exists")]),
        (twice, vec![("/products/2", "unique")]),
        (unknown, vec![("/orders", "unknown")]),
        (no_list, vec![("/banks", "array")]),
        (json!({ "version": 2 }), vec![("/version", "in")]),
        (json!({}), vec![("/version", "in")]),
        // What the triggers alone can tell.
        (with("deposit_channels", 0, "product_id", json!(2)), vec![("/merchant", "exists")]),
    ] {
        let errors = desk.put("/configuration", document).errors();
        let errors: Vec<_> = errors.iter().map(|(pointer, code)| (pointer.as_str(), code.as_str())).collect();
        assert_eq!(errors, expected);
        assert_eq!(desk.tables(), before);
    }
    assert_eq!(desk.platform.faults(), [""; 0]);
}

#[test]
fn a_large_document_is_taken_and_given_back() {
    let desk = Desk::new();
    desk.put("/configuration", document());
    let channels: Vec<_> = (0..700)
        .map(|at| {
            json!({ "product_id": 1, "code": format!("C{at}"), "merchant": "M001", "kind": "online",
                    "name": format!("Channel {at}"), "currency": "VND", "max_amount": "5000000" })
        })
        .collect();
    let body = json!({ "version": 1, "deposit_channels": channels });
    assert!(body.to_string().len() > 65_536);
    let report = desk.put("/configuration", body);
    assert_eq!(counts(&report.body), [700, 0, 0, 0]);
    desk.platform.run_batch("UPDATE deposit_channels SET name = 'by SQL' WHERE code = 'C7'").unwrap();
    let export = desk.get("/configuration");
    assert!(export.text.contains("by SQL") && export.text.len() > 65_536);
    assert_eq!(counts(&desk.put("/configuration", export.body).body)[..2], [0, 0]);
}
