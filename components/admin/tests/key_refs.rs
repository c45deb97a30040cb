//! Keys of products and hubs that a configuration names instead of containing them.

mod common;

use common::Desk;
use feiqian_vault::demo::PII_KEY;
use feiqian_vault::{Keyring, Place};
use serde_json::{Value, json};

const KEYS: &str = r#"{"shop":"a-key-of-the-shop","hub":"a-key-of-the-hub"}"#;

fn document() -> Value {
    json!({
        "version": 1,
        "products": [{ "id": 1, "name": "Shop", "key_ref": "shop" }],
        "merchants": [{ "code": "M000", "product_id": 1, "account": "a", "password": common::PASSWORD },
                      { "code": "M001", "product_id": 1, "account": "b", "password": common::PASSWORD }],
        "hubs": [{ "merchant": "M001", "domain": "https://hub.example", "key_ref": "hub" }],
    })
}

/// A key as it is stored in a column, opened.
fn opened(desk: &Desk, table: &str, column: &str, id: i64) -> String {
    let stored = desk.text(&format!("SELECT {column} FROM {table} WHERE id = {id}"));
    let place = match (table, column) {
        ("products", "key") => "products.key",
        ("products", _) => "products.next_key",
        (_, "key") => "merchants.key",
        _ => "merchants.next_key",
    };
    let keyring = Keyring::new(PII_KEY).unwrap();
    keyring.open_text(Place::signing_key(place, &id.to_string()), &stored).unwrap()
}

#[test]
fn an_import_takes_the_keys_that_it_names_and_the_export_names_them() {
    let desk = Desk::new();
    desk.platform.set_variable("referenced_keys", KEYS);
    let report = desk.put("/configuration", document());
    assert_eq!(report.status, 200, "{}", report.text);
    assert_eq!(report.body["issued"], json!([]), "who has the key needs not be shown it");
    assert_eq!(opened(&desk, "products", "key", 1), "a-key-of-the-shop");
    assert_eq!(opened(&desk, "merchants", "key", 2), "a-key-of-the-hub");
    let audits = desk.integer("SELECT count(*) FROM admin_audit");
    let again = desk.put("/configuration", document());
    assert_eq!((&again.body["created"], &again.body["changed"]), (&json!([]), &json!([])), "{}", again.text);
    let export = desk.get("/configuration");
    assert_eq!(export.body["hubs"][1]["key_ref"], "hub");
    assert_eq!(export.body["products"][0]["key_ref"], "shop");
    assert!(!export.text.contains("a-key-of"));
    assert_eq!(desk.put("/configuration", export.body.clone()).body["changed"], json!([]));
    assert_eq!(desk.integer("SELECT count(*) FROM admin_audit"), audits);
    // It moves to another bundle that has the variable.
    let other = Desk::new();
    other.platform.set_variable("referenced_keys", KEYS);
    other.put("/configuration", export.body);
    assert_eq!(opened(&other, "merchants", "key", 2), "a-key-of-the-hub");
    assert_eq!(other.get("/configuration").text, export.text);
    for desk in [&desk, &other] {
        assert!(desk.tables().iter().all(|table| !table.contains("a-key-of")));
        assert_eq!(desk.platform.faults(), [""; 0]);
    }
}

#[test]
fn a_key_that_the_variable_changes_comes_beside_the_one_before() {
    let desk = Desk::new();
    desk.platform.set_variable("referenced_keys", KEYS);
    desk.put("/configuration", document());
    desk.platform.set_variable("referenced_keys", r#"{"shop":"the-next-shop-key","hub":"the-next-hub-key"}"#);
    let report = desk.put("/configuration", document());
    let changed = json!([{ "section": "products", "key": "1" }, { "section": "hubs", "key": "M001" }]);
    assert_eq!(report.body["changed"], changed, "{}", report.text);
    for (table, id, first, next) in [
        ("products", 1, "a-key-of-the-shop", "the-next-shop-key"),
        ("merchants", 2, "a-key-of-the-hub", "the-next-hub-key"),
    ] {
        assert_eq!(
            (opened(&desk, table, "key", id).as_str(), opened(&desk, table, "next_key", id).as_str()),
            (first, next)
        );
    }
    // Twice more: the older one goes.
    for at in 0..2 {
        desk.platform
            .set_variable("referenced_keys", &format!(r#"{{"shop":"shop-key-{at}","hub":"hub-key-{at}"}}"#));
        let changed = desk.replace("/products/1", document()["products"][0].clone());
        assert_eq!(changed.status, 200, "{}", changed.text);
        assert_eq!(changed.body["issued"], Value::Null);
        assert_eq!(desk.patch("/hubs/M001", json!({ "group_id": 2 + at })).status, 200);
        assert_eq!(opened(&desk, "products", "next_key", 1), format!("shop-key-{at}"));
        assert_eq!(opened(&desk, "merchants", "next_key", 2), format!("hub-key-{at}"));
    }
    assert_eq!(opened(&desk, "merchants", "key", 2), "hub-key-0");
    assert_eq!(desk.integer("SELECT group_id FROM merchants WHERE id = 2"), 3);
    let told =
        desk.text("SELECT group_concat(action || ' ' || key, ', ') FROM admin_audit WHERE resource = 'hub'");
    assert_eq!(
        told,
        "change M001, rotate M001, rotate M001, change M001, rotate M001, change M001, rotate M001"
    );
    assert_eq!(desk.platform.faults(), [""; 0]);
}

#[test]
fn a_name_without_a_key_is_refused_and_a_named_key_is_not_rotated_by_hand() {
    let desk = Desk::new();
    desk.platform.set_variable("referenced_keys", KEYS);
    desk.put("/configuration", document());
    let before = desk.tables();
    let missing = desk.put("/products/2", json!({ "name": "x", "key_ref": "none" }));
    assert_eq!(missing.errors(), [("/key_ref".to_owned(), "exists".to_owned())]);
    let mut bad = document();
    bad["hubs"][0]["key_ref"] = json!("none");
    assert_eq!(
        desk.put("/configuration", bad).errors(),
        [("/hubs/0/key_ref".to_owned(), "exists".to_owned())]
    );
    let spelled = desk.put("/products/2", json!({ "name": "x", "key_ref": "a b" }));
    assert_eq!(spelled.errors(), [("/key_ref".to_owned(), "string".to_owned())]);
    for path in ["/products/1/key-rotation", "/hubs/M001/key-rotation"] {
        let refused = desk.post(path, json!({}));
        assert_eq!(
            (refused.status, &refused.body["type"]),
            (409, &json!("urn:feiqian:problem:key_is_referenced"))
        );
    }
    assert_eq!(desk.tables(), before);
    // Without the name it is a key as any other, and stays what it is.
    assert_eq!(desk.patch("/products/1", json!({ "key_ref": "" })).status, 200);
    assert_eq!(opened(&desk, "products", "key", 1), "a-key-of-the-shop");
    assert_eq!(desk.post("/products/1/key-rotation", json!({})).status, 200);
    assert_eq!(desk.platform.faults(), [""; 0]);
    for malformed in ["[]", "x", r#"{"hub":"short"}"#, r#"{"hub":7}"#] {
        desk.platform.set_variable("referenced_keys", malformed);
        let fault = desk.patch("/hubs/M001", json!({ "group_id": 9 }));
        assert_eq!(fault.status, 500, "{malformed}: {}", fault.text);
        assert!(!fault.text.contains("referenced_keys"));
    }
}
