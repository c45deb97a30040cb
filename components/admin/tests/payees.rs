//! Payee merchants, their stores, tokens and fees, and top-ups under four eyes.

mod common;

use common::{Answer, Browser, Desk};
use feiqian_vault::demo::PII_KEY;
use feiqian_vault::{Keyring, Place};
use serde_json::{Value, json};

const MERCHANT: &str = "/payee-merchants/123456";

fn desk() -> Desk {
    let desk = Desk::new();
    for (path, body) in [
        (MERCHANT.to_owned(), json!({ "name": "Payer" })),
        (format!("{MERCHANT}/stores/654321"), json!({})),
        (format!("{MERCHANT}/fees/USD"), json!({ "fixed": "0.5", "rate_ppm": 20_000 })),
    ] {
        let made = desk.put(&path, body.clone());
        assert_eq!(made.status, 201, "{path}: {}", made.text);
        assert_eq!(desk.put(&path, body).status, 200, "{path}: the same again");
    }
    desk
}

#[test]
fn a_merchant_its_stores_and_fees_are_provisioned_and_changed() {
    let desk = desk();
    assert_eq!(desk.get(&format!("{MERCHANT}/fees/USD")).body["fixed"], "0.50");
    let audits = desk.integer("SELECT count(*) FROM admin_audit");
    for (path, change) in [
        (MERCHANT.to_owned(), json!({ "status": "suspended", "require_header_sign": true })),
        (format!("{MERCHANT}/stores/654321"), json!({ "status": "suspended" })),
        (format!("{MERCHANT}/fees/USD"), json!({ "fixed": "1.00", "rate_ppm": 0 })),
    ] {
        let changed = desk.patch(&path, change.clone());
        assert_eq!(changed.status, 200, "{}", changed.text);
        for (name, value) in change.as_object().unwrap() {
            assert_eq!(changed.body[name], *value);
        }
    }
    assert_eq!(desk.integer("SELECT count(*) FROM admin_audit"), audits + 3);
    let stored = desk.text(
        "SELECT m.enabled || ' ' || m.require_header_sign || ' ' || s.enabled || ' ' || f.fee_fixed || ' ' || f.fee_rate_ppm
           FROM payee_merchant m JOIN payee_store s USING (merchant_no) JOIN payee_fee f USING (merchant_no)",
    );
    assert_eq!(stored, "0 1 0 100 0");
    let before = desk.tables();
    for (path, body, expected) in [
        ("/payee-merchants/12345", json!({ "name": "x" }), ("/merchant_no", "string")),
        ("/payee-merchants/12345a", json!({ "name": "x" }), ("/merchant_no", "string")),
        ("/payee-merchants/999999/stores/111111", json!({}), ("/merchant_no", "exists")),
        ("/payee-merchants/999999/fees/USD", json!({}), ("/merchant_no", "exists")),
        ("/payee-merchants/123456/fees/VND", json!({}), ("/currency", "in")),
        ("/payee-merchants/123456/fees/JPY", json!({ "fixed": "1.5" }), ("/fixed", "numeric")),
        ("/payee-merchants/123456/fees/CNY", json!({ "fixed": "10000000.01" }), ("/fixed", "numeric")),
        ("/payee-merchants/123456/fees/CNY", json!({ "rate_ppm": 1_000_001 }), ("/rate_ppm", "integer")),
    ] {
        assert_eq!(desk.put(path, body).errors(), [(expected.0.to_owned(), expected.1.to_owned())], "{path}");
    }
    assert_eq!(desk.tables(), before);
}

#[test]
fn a_token_is_sealed_shown_once_and_two_are_the_most() {
    let desk = desk();
    let path = format!("{MERCHANT}/tokens");
    let first = desk.post(&path, json!({}));
    assert_eq!(first.status, 201, "{}", first.text);
    let token = first.body["issued"]["token"].as_str().unwrap();
    let stored = "SELECT hex(token_enc) || ' ' || token_key_id FROM payee_token WHERE token_id = 1";
    let stored = desk.text(stored);
    let (sealed, key_id) = stored.split_once(' ').unwrap();
    let keyring = Keyring::new(PII_KEY).unwrap();
    let opened = keyring.open(Place::token("123456", "1"), key_id, &hex::decode(sealed).unwrap());
    assert_eq!(opened.as_deref(), Ok(token));
    let second = desk.post(&path, json!({ "overlap_seconds": 60 }));
    assert_eq!(second.status, 201, "{}", second.text);
    let third = desk.post(&path, json!({}));
    assert_eq!(
        (third.status, third.body["type"].as_str()),
        (409, Some("urn:feiqian:problem:both_keys_count"))
    );
    let third = desk.post(&path, json!({ "replace": true }));
    assert_eq!(third.status, 201, "{}", third.text);
    assert_eq!(desk.text("SELECT group_concat(active, '') FROM payee_token"), "011");
    let listed = desk.get(&path);
    for answer in [&first, &second, &third] {
        let token = answer.body["issued"]["token"].as_str().unwrap();
        assert!(!listed.text.contains(token) && desk.tables().iter().all(|table| !table.contains(token)));
    }
    for _ in 0..2 {
        assert_eq!(desk.send("DELETE", &format!("{path}/2"), Some(&desk.owner), None).status, 204);
    }
    assert_eq!(desk.text("SELECT group_concat(active, '') FROM payee_token"), "001");
    desk.put("/payee-merchants/222222", json!({ "name": "Other" }));
    let foreign = desk.send("DELETE", "/payee-merchants/222222/tokens/3", Some(&desk.owner), None);
    assert_eq!(foreign.status, 404, "another merchant's");
    assert_eq!(desk.post("/payee-merchants/999999/tokens", json!({})).status, 404);
    let unknown = desk.post(&path, json!({ "key": "mine" }));
    assert_eq!(unknown.errors(), [("/key".to_owned(), "unknown".to_owned())], "a token is made here");
}

fn ask(desk: &Desk, browser: &Browser, reference: &str, amount: &str) -> Answer {
    let body = json!({ "currency": "USD", "amount": amount, "reason": "bank transfer 7" });
    desk.send("PUT", &format!("{MERCHANT}/top-ups/{reference}"), Some(browser), Some(body))
}

fn decide(desk: &Desk, browser: &Browser, reference: &str, decision: &str) -> Answer {
    let body = json!({ "decision": decision, "reason": "seen on the account" });
    desk.send("POST", &format!("{MERCHANT}/top-ups/{reference}/decision"), Some(browser), Some(body))
}

fn kind(answer: &Answer) -> (u16, &str) {
    (answer.status, answer.body["type"].as_str().unwrap_or_default())
}

fn available(desk: &Desk) -> Value {
    let balances = desk.get(&format!("{MERCHANT}/balances"));
    assert_eq!(balances.status, 200, "{}", balances.text);
    balances.body["items"][0]["available"].clone()
}

#[test]
fn a_top_up_is_asked_for_by_one_and_approved_by_another() {
    let desk = desk();
    let (ops, fin, other) = (
        desk.operator("ops", "operations"),
        desk.operator("fin", "finance"),
        desk.operator("fin2", "finance"),
    );
    assert_eq!(available(&desk), "0.00");
    let asked = ask(&desk, &ops, "T-1", "100.5");
    assert_eq!((asked.status, &asked.body["meta"]["status"]), (201, &json!("asked")), "{}", asked.text);
    assert_eq!(ask(&desk, &ops, "T-1", "100.50").status, 200, "the same again");
    assert_eq!(ask(&desk, &fin, "T-1", "200").errors(), [("/amount".to_owned(), "fixed".to_owned())]);
    assert_eq!(available(&desk), "0.00", "asking moves nothing");
    assert_eq!(decide(&desk, &ops, "T-1", "approve").status, 403, "the role");
    assert_eq!(decide(&desk, &fin, "T-1", "perhaps").errors(), [("/decision".to_owned(), "in".to_owned())]);
    assert_eq!(decide(&desk, &fin, "T-9", "approve").status, 404);
    for _ in 0..2 {
        let approved = decide(&desk, &fin, "T-1", "approve");
        assert_eq!(
            (approved.status, &approved.body["meta"]["decided_by"]),
            (200, &json!("fin")),
            "{}",
            approved.text
        );
        assert_eq!(available(&desk), "100.50", "once");
    }
    for (browser, decision) in [(&fin, "refuse"), (&other, "approve"), (&other, "refuse")] {
        let late = decide(&desk, browser, "T-1", decision);
        assert_eq!(kind(&late), (409, "urn:feiqian:problem:decided_already"));
    }
    assert_eq!(available(&desk), "100.50");

    // Who asks never decides, whatever the role.
    assert_eq!(ask(&desk, &fin, "T-2", "5.00").status, 201);
    for decision in ["approve", "refuse"] {
        assert_eq!(kind(&decide(&desk, &fin, "T-2", decision)), (409, "urn:feiqian:problem:four_eyes"));
    }
    let refused = decide(&desk, &other, "T-2", "refuse");
    assert_eq!((refused.status, &refused.body["meta"]["status"]), (200, &json!("refused")));
    assert_eq!(kind(&decide(&desk, &other, "T-2", "approve")), (409, "urn:feiqian:problem:decided_already"));
    assert_eq!(available(&desk), "100.50");

    // A reference that the books have already.
    desk.platform
        .run_batch(
            "INSERT INTO payee_posting (merchant_no, currency, reference, kind, from_kind, to_kind, amount, created_at)
             VALUES ('123456', 'USD', 'T-3', 'TOPUP', 'FUNDING', 'AVAILABLE', 1, 1)",
        )
        .unwrap();
    assert_eq!(kind(&ask(&desk, &ops, "T-3", "1")), (409, "urn:feiqian:problem:reference_taken"));
    for amount in ["0", "-1", "1.001", "90000000000.01", "x"] {
        assert_eq!(ask(&desk, &ops, "T-4", amount).errors(), [("/amount".to_owned(), "numeric".to_owned())]);
    }
    let yen = json!({ "currency": "JPY", "amount": "1", "reason": "x" });
    let yen = desk.put(&format!("{MERCHANT}/top-ups/T-5"), yen);
    assert_eq!(yen.errors(), [("/currency".to_owned(), "exists".to_owned())], "no books without a fee");
    let told = "SELECT group_concat(operator || ' ' || action || ' ' || key, ', ') FROM admin_audit WHERE resource = 'top_up'";
    assert_eq!(
        desk.text(told),
        "ops create 123456/T-1, fin approve 123456/T-1, fin create 123456/T-2, fin2 refuse 123456/T-2"
    );
    let change = "UPDATE admin_top_ups SET amount = 7";
    assert!(desk.platform.run_batch(change).unwrap_err().raised(&["fixed_column"]).is_some());
}

#[test]
fn a_token_asks_in_the_name_of_its_operator_who_then_cannot_approve() {
    let desk = desk();
    let token = desk.post("/tokens", json!({ "label": "bank", "scopes": ["top_ups:ask"] }));
    let bearer = format!("Bearer {}", token.body["issued"]["token"].as_str().unwrap());
    let body = json!({ "currency": "USD", "amount": "9", "reason": "x" });
    let request = desk.request("PUT", &format!("{MERCHANT}/top-ups/T-1"), None, Some(body));
    let asked = desk.answer(request.with(feiqian_platform::http::header::AUTHORIZATION, &bearer));
    assert_eq!(asked.status, 201, "{}", asked.text);
    assert_eq!(kind(&decide(&desk, &desk.owner, "T-1", "approve")), (409, "urn:feiqian:problem:four_eyes"));
    let fin = desk.operator("fin", "finance");
    assert_eq!(decide(&desk, &fin, "T-1", "approve").status, 200);
    assert_eq!(available(&desk), "9.00");
}

#[test]
fn an_import_of_fees_needs_the_scope_of_fees() {
    let desk = desk();
    let ops = desk.operator("ops", "operations");
    let import = |fixed: &str| {
        let fees =
            json!([{ "merchant_no": "123456", "currency": "USD", "fixed": fixed, "rate_ppm": 20_000 }]);
        let merchants = json!([{ "merchant_no": "777777", "name": format!("Payer {fixed}") }]);
        let body = json!({ "version": 1, "payee_merchants": merchants, "payee_fees": fees });
        desk.send("PUT", "/configuration", Some(&ops), Some(body))
    };
    let refused = import("0.60");
    assert_eq!(kind(&refused), (403, "urn:feiqian:problem:forbidden"));
    assert_eq!(desk.integer("SELECT count(*) FROM payee_merchant"), 1, "nothing of it");
    assert_eq!(import("0.5").status, 200, "what stays as it is needs nothing");
    assert_eq!(desk.integer("SELECT count(*) FROM payee_merchant"), 2);
    let unknown =
        json!({ "version": 1, "payee_stores": [{ "merchant_no": "888888", "store_no": "111111" }] });
    assert_eq!(
        desk.put("/configuration", unknown).errors(),
        [("/payee_stores/0/merchant_no".to_owned(), "exists".to_owned())]
    );
}

#[test]
fn a_payee_is_activated_and_deactivated_and_his_account_made_invalid() {
    let desk = desk();
    common::a_payee(&desk);
    let path = "/payees/2000000000000000000001";
    let waiting = desk.get("/payees?status=pending");
    assert_eq!(waiting.body["items"][0]["meta"]["first_name"], "Jane & Joe", "{}", waiting.text);
    assert!(!waiting.text.contains("gov_id_enc"));
    let to_activate = || desk.get("/overview").body["waiting"]["payees"].clone();
    assert_eq!(to_activate(), 1);
    let move_to = |status: &str| desk.patch(path, json!({ "status": status }));
    let activated = move_to("activated");
    assert_eq!(
        (activated.status, &activated.body["status"]),
        (200, &json!("activated")),
        "{}",
        activated.text
    );
    assert_eq!(desk.text("SELECT status FROM payee"), "Activated");
    assert_eq!(move_to("activated").status, 200, "the same again");
    for wrong in ["pending", "declined"] {
        assert_eq!(kind(&move_to(wrong)), (409, "urn:feiqian:problem:illegal_move"));
    }
    assert_eq!(move_to("Activated").errors(), [("/status".to_owned(), "in".to_owned())]);
    let foreign = desk.patch(path, json!({ "merchant_no": "999999" }));
    assert_eq!(foreign.errors(), [("/merchant_no".to_owned(), "fixed".to_owned())]);
    assert_eq!(desk.get("/payees?status=pending").body["items"], json!([]));
    assert_eq!(to_activate(), 0);

    common::an_account(&desk);
    let listed = desk.get(&format!("{path}/accounts"));
    assert_eq!(listed.body["items"][0]["meta"]["number_last4"], "5655", "{}", listed.text);
    let account = "/payee-accounts/2010000000000000000001";
    let invalid = desk.patch(account, json!({ "status": "invalid" }));
    assert_eq!((invalid.status, &invalid.body["status"]), (200, &json!("invalid")), "{}", invalid.text);
    // The merchant is told by an IPN.
    assert_eq!(desk.text("SELECT topic || ' ' || status FROM outbox"), "ipn.account INVALID");
    assert_eq!(
        kind(&desk.patch(account, json!({ "status": "activated" }))),
        (409, "urn:feiqian:problem:illegal_move")
    );
    assert_eq!(move_to("deactivated").status, 200);
    assert_eq!(kind(&move_to("activated")), (409, "urn:feiqian:problem:illegal_move"));
    let aud = desk.operator("aud", "auditor");
    let refused = desk.send("PATCH", path, Some(&aud), Some(json!({ "status": "deactivated" })));
    assert_eq!(refused.status, 403);
    assert_eq!(desk.get("/payees/2000000000000000000009").status, 404);
    let told = "SELECT group_concat(key || ' ' || (new_body ->> 'status'), ', ') FROM admin_audit WHERE resource LIKE 'payee' OR resource = 'payee_account'";
    assert_eq!(
        desk.text(told),
        "2000000000000000000001 activated, 2010000000000000000001 invalid, 2000000000000000000001 deactivated"
    );
    assert_eq!(desk.platform.faults(), [""; 0]);
}
