//! What operators provision: creating, changing, suspending, and what is refused.

mod common;

use common::{Answer, Desk, PASSWORD};
use feiqian_platform::http::header;
use feiqian_signing::chain::{DESK, GENESIS, link};
use serde_json::{Value, json};

/// One of each, in the order in which they can be made: path, members, what a change changes.
fn samples() -> Vec<(&'static str, Value, Value)> {
    vec![
        (
            "/products/7",
            json!({ "name": "Shop & Co" }),
            json!({ "status": "suspended", "require_nonce": true }),
        ),
        (
            "/merchants/M7",
            json!({ "product_id": 7, "account": "ops", "password": PASSWORD, "make_up_ceiling": { "USD": "5", "CNY": "100.5" } }),
            json!({ "four_eyes": false, "make_up_ceiling": { "VND": "1000" }, "day_offset": "-03:30" }),
        ),
        (
            "/merchants/M7/users/%E5%AE%A2%E6%9C%8D",
            json!({ "role": "service", "password": PASSWORD }),
            json!({ "role": "treasury" }),
        ),
        (
            "/products/7/deposit-channels/6",
            json!({ "merchant": "M7", "kind": "online", "name": "网银", "currency": "CNY", "min_amount": "10", "max_amount": "50000.00", "star_levels": "1,2" }),
            json!({ "max_amount": "0", "recommend": true, "credit_levels": "*" }),
        ),
        (
            "/products/7/withdraw-channels/W1",
            json!({ "merchant": "M7", "name": "Bank", "currency": "USDT", "max_total_amount": "0.000001" }),
            json!({ "status": "suspended", "fee_bp": 25 }),
        ),
        ("/banks/deposit/X_Y-9", json!({ "name": "银行 \"Neu\" \\" }), json!({ "status": "suspended" })),
    ]
}

fn account() -> Value {
    json!({
        "type": "transfer", "currency": "CNY", "account_no": "6222021234567890", "bank_code": "ICBC",
        "bank_name": "工商银行", "account_name": "李四", "limit_amount": "100",
    })
}

/// A desk with one of each.
fn provisioned() -> Desk {
    let desk = Desk::new();
    for (path, members, _) in samples() {
        let made = desk.put(path, members);
        assert_eq!(made.status, 201, "{path}: {}", made.text);
    }
    desk
}

fn audits(desk: &Desk) -> i64 {
    desk.integer("SELECT count(*) FROM admin_audit")
}

#[test]
fn one_is_made_found_changed_and_suspended_and_each_change_is_one_audit_row() {
    let desk = Desk::new();
    for (path, members, change) in samples() {
        let before = audits(&desk);
        assert_eq!(desk.get(path).status, 404, "{path}");
        let made = desk.put(path, members.clone());
        assert_eq!(made.status, 201, "{path}: {}", made.text);
        assert_eq!(audits(&desk), before + 1, "{path}");
        let found = desk.get(path);
        assert_eq!(found.status, 200);
        assert_eq!(found.header("etag"), made.header("etag"));
        assert!(found.body["issued"].is_null(), "{}", found.text);

        // The same again, with what the answer had beside it, changes nothing, and needs to have seen nothing.
        let mut again = members.clone();
        again["meta"] = found.body["meta"].clone();
        let repeated = desk.put(path, again);
        assert_eq!((repeated.status, repeated.text.as_str()), (200, found.text.as_str()));
        assert_eq!(audits(&desk), before + 1, "{path}");

        // A whole one must have seen the one before, a part of it may.
        let mut whole = found.body.clone();
        whole.as_object_mut().unwrap().remove("meta");
        whole.as_object_mut().unwrap().extend(change.as_object().unwrap().clone());
        assert_eq!(desk.put(path, whole.clone()).status, 428, "{path}");
        let put = |tag: &str| {
            let request = desk.request("PUT", path, Some(&desk.owner), Some(whole.clone()));
            desk.answer(request.with(header::IF_MATCH, tag))
        };
        assert_eq!(put("\"0\"").status, 412);
        let none = desk.request("PUT", path, Some(&desk.owner), Some(whole.clone()));
        assert_eq!(desk.answer(none.with(header::IF_NONE_MATCH, "*")).status, 412);
        assert_eq!(audits(&desk), before + 1, "{path}");
        let changed = put(found.header("etag"));
        assert_eq!(changed.status, 200, "{path}: {}", changed.text);
        assert_eq!(audits(&desk), before + 2, "{path}");
        for (name, value) in change.as_object().unwrap() {
            let shown = &changed.body[name];
            let is_amount = name.ends_with("amount");
            assert!(shown == value || is_amount, "{path}: {name} is {shown}");
        }
        assert_ne!(changed.header("etag"), found.header("etag"));
        assert_eq!(put(found.header("etag")).status, 200, "the same again is no change");
        // And back by a part.
        let mut back = serde_json::Map::new();
        for name in change.as_object().unwrap().keys() {
            back.insert(name.clone(), found.body[name].clone());
        }
        let back = desk.patch(path, Value::Object(back));
        assert_eq!(back.header("etag"), found.header("etag"), "{path}: {}", back.text);
        assert_eq!(audits(&desk), before + 3, "{path}");
    }
    assert_eq!(desk.platform.faults(), [""; 0]);
    check_chain(&desk);
}

/// Every audit row follows the one before, and its text is what SQL makes of it.
fn check_chain(desk: &Desk) {
    let rows = format!("SELECT id, prev_hash, hash, {} FROM admin_audit ORDER BY id", DESK.text());
    let mut head = GENESIS.to_owned();
    for (at, mut row) in desk.rows(&rows).into_iter().enumerate() {
        assert_eq!(row.take::<i64>().unwrap(), i64::try_from(at).unwrap() + 1);
        assert_eq!(row.take::<String>().unwrap(), head);
        let hash: String = row.take().unwrap();
        head = link(&head, &row.take::<String>().unwrap());
        assert_eq!(hash, head);
    }
}

#[test]
fn a_receiving_account_is_posted_and_found_by_its_id() {
    let desk = provisioned();
    let list = "/merchants/M7/receiving-accounts";
    desk.platform.set_variable("receipt_account_delay_seconds", "60");
    let made = desk.post(list, account());
    assert_eq!(made.status, 201, "{}", made.text);
    assert_eq!(made.body["limit_amount"], "100.00");
    let id = made.body["meta"]["id"].as_i64().unwrap();
    let usable: i64 = desk.integer("SELECT usable_from FROM receipt_banks");
    assert_eq!(usable, desk.platform.now_ms() + 60_000);
    assert_eq!(desk.post(list, account()).status, 200, "the same again");
    assert_eq!(desk.integer("SELECT count(*) FROM receipt_banks"), 1);
    let path = format!("{list}/{id}");
    let suspended = desk.patch(&path, json!({ "status": "suspended" }));
    assert_eq!(
        (suspended.status, &suspended.body["status"]),
        (200, &json!("suspended")),
        "{}",
        suspended.text
    );
    // The merchant's own audit knows who did it.
    let audit = "SELECT group_concat(action || ' ' || session_account || ' ' || session_role, ', ') FROM receipt_bank_audit";
    assert_eq!(desk.text(audit), "create amy desk:owner, delete amy desk:owner");
    assert_eq!(
        desk.patch(&path, json!({ "account_no": "6222021234567891" })).errors(),
        one("/account_no", "fixed")
    );
    assert_eq!(desk.get(&format!("{list}/999")).status, 404);
    assert_eq!(desk.get(&format!("{list}/x")).status, 404);
    assert_eq!(desk.get(&format!("/merchants/M8/receiving-accounts/{id}")).status, 404, "another merchant's");
    let mut foreign = account();
    foreign["merchant"] = "M8".into();
    assert_eq!(desk.post(list, foreign).errors(), one("/merchant", "fixed"));
    let mut unknown_bank = account();
    unknown_bank["account_no"] = "6222021234567892".into();
    unknown_bank["bank_code"] = "NOBANK".into();
    assert_eq!(desk.post(list, unknown_bank).errors(), one("/bank_code", "exists"));
    assert_eq!(desk.post("/merchants/M9/receiving-accounts", account()).errors(), one("/merchant", "exists"));
}

fn one(pointer: &str, code: &str) -> Vec<(String, String)> {
    vec![(pointer.into(), code.into())]
}

#[test]
fn a_hub_belongs_to_its_merchant_and_cannot_be_made() {
    let desk = provisioned();
    assert_eq!(desk.put("/hubs/M8", json!({})).status, 404);
    assert_eq!(desk.put("/hubs/M7", json!({})).status, 200, "as it is");
    let hub = json!({ "domain": "https://hub.example/api", "callback_url": "https://pay.example/back?x=1" });
    let changed = desk.replace("/hubs/M7", hub);
    assert_eq!(changed.status, 200, "{}", changed.text);
    assert_eq!(changed.body["meta"]["key"], Value::Null, "no key yet");
    let domain = desk.text("SELECT domain || ' ' || callback_url FROM merchants");
    assert_eq!(domain, "https://hub.example/api https://pay.example/back?x=1");
}

/// A path, a body, and the pointers and codes of what is wrong with it.
type Bad<T> = (&'static str, Value, Vec<(T, T)>);

/// Changes of members, and what is wrong with them.
#[rustfmt::skip]
fn bad_changes() -> Vec<Bad<&'static str>> {
    vec![
        ("/products/7", json!({ "name": "" }), vec![("/name", "string")]),
        ("/products/7", json!({ "name": null }), vec![("/name", "required")]),
        ("/products/7", json!({ "name": "x".repeat(101) }), vec![("/name", "string")]),
        ("/products/7", json!({ "name": "a\nb" }), vec![("/name", "string")]),
        ("/products/7", json!({ "name": "a&b=c" }), vec![("/name", "string")]),
        ("/products/7", json!({ "id": 8 }), vec![("/id", "fixed")]),
        ("/products/7", json!({ "key": "x", "a/b~": 1 }), vec![("/a~1b~0", "unknown"), ("/key", "unknown")]),
        ("/products/7", json!({ "deposits": 1, "minimum_scheme": "none" }), vec![("/deposits", "boolean"), ("/minimum_scheme", "in")]),
        ("/products/7", json!({ "deposit_callback": "http://shop.example/" }), vec![("/deposit_callback", "url")]),
        ("/products/7", json!({ "deposit_callback": "https://a:b@shop.example/" }), vec![("/deposit_callback", "url")]),
        ("/products/7", json!({ "deposit_callback": "https://shop.example/#x" }), vec![("/deposit_callback", "url")]),
        ("/products/7", json!({ "deposit_callback": "https:///x" }), vec![("/deposit_callback", "url")]),
        ("/products/7", json!({ "deposit_callback": "shop.example" }), vec![("/deposit_callback", "url")]),
        ("/hubs/M7", json!({ "domain": "https://hub.example/" }), vec![("/domain", "url")]),
        ("/hubs/M7", json!({ "domain": "https://hub.example?x" }), vec![("/domain", "url")]),
        ("/hubs/M7", json!({ "region_id": -1, "group_id": 1.5 }), vec![("/region_id", "integer"), ("/group_id", "integer")]),
        ("/merchants/M7", json!({ "product_id": 8 }), vec![("/product_id", "fixed")]),
        ("/merchants/M7", json!({ "password": "short" }), vec![("/password", "string")]),
        ("/merchants/M7", json!({ "make_up_ceiling": { "EUR": "1" } }), vec![("/make_up_ceiling", "in")]),
        ("/merchants/M7", json!({ "make_up_ceiling": { "CNY": 1 } }), vec![("/make_up_ceiling", "string")]),
        ("/merchants/M7", json!({ "make_up_ceiling": { "CNY": "1.001" } }), vec![("/make_up_ceiling", "numeric")]),
        ("/merchants/M7", json!({ "day_offset": "8" }), vec![("/day_offset", "string")]),
        ("/merchants/M7", json!({ "day_offset": "+15:00" }), vec![("/day_offset", "string")]),
        ("/merchants/M7/users/%E5%AE%A2%E6%9C%8D", json!({ "role": "all" }), vec![("/role", "in")]),
        ("/products/7/deposit-channels/6", json!({ "merchant": "M8", "currency": "USD", "kind": "redirect" }), vec![("/merchant", "fixed"), ("/kind", "fixed"), ("/currency", "fixed")]),
        ("/products/7/deposit-channels/6", json!({ "min_amount": "20.00", "max_amount": "19.99" }), vec![("/max_amount", "min")]),
        ("/products/7/deposit-channels/6", json!({ "min_amount": "-1" }), vec![("/min_amount", "numeric")]),
        ("/products/7/deposit-channels/6", json!({ "min_amount": "1e3" }), vec![("/min_amount", "numeric")]),
        ("/products/7/deposit-channels/6", json!({ "min_amount": 10 }), vec![("/min_amount", "string")]),
        ("/products/7/deposit-channels/6", json!({ "max_amount": "10000000000000.01" }), vec![("/max_amount", "numeric")]),
        ("/products/7/deposit-channels/6", json!({ "star_levels": "1,,2", "credit_levels": "a", "customer_types": "1, 2" }), vec![("/star_levels", "string"), ("/credit_levels", "string"), ("/customer_types", "string")]),
        ("/banks/deposit/X_Y-9", json!({ "type": "redirect" }), vec![("/type", "fixed")]),
    ]
}

/// New ones, and what is wrong with them.
#[rustfmt::skip]
fn bad_ones() -> Vec<Bad<String>> {
    vec![
        ("/products/0", json!({ "name": "x" }), one("/id", "integer")),
        ("/products/x", json!({ "name": "x" }), one("/id", "integer")),
        ("/products/+8", json!({ "name": "x" }), one("/id", "integer")),
        ("/products/8", json!({ "id": 9, "name": "x" }), one("/id", "fixed")),
        ("/merchants/M-8", json!({ "product_id": 7, "account": "ops" }), one("/code", "string")),
        ("/merchants/M8", json!({ "product_id": 8, "account": "ops" }), one("/product_id", "exists")),
        ("/merchants/M9/users/amy", json!({ "role": "hub" }), one("/merchant", "exists")),
        ("/products/7/withdraw-channels/W2", json!({ "merchant": "M9", "name": "x", "currency": "CNY" }), one("/merchant", "exists")),
        ("/products/7/withdraw-channels/longer-than-ten", json!({ "merchant": "M7", "name": "x", "currency": "CNY" }), one("/code", "string")),
        ("/banks/savings/X", json!({ "name": "x" }), one("/type", "in")),
        ("/operators/Bob", json!({ "role": "owner" }), one("/name", "string")),
        ("/operators/bob", json!({}), one("/role", "required")),
    ]
}

#[test]
fn what_breaks_a_rule_is_told_by_pointer_and_code_and_changes_nothing() {
    let desk = provisioned();
    let before = desk.tables();
    for (path, change, expected) in bad_changes() {
        let errors = desk.patch(path, change.clone()).errors();
        let errors: Vec<_> = errors.iter().map(|(pointer, code)| (pointer.as_str(), code.as_str())).collect();
        assert_eq!(errors, expected, "{path}: {change}");
    }
    for (path, members, expected) in bad_ones() {
        assert_eq!(desk.put(path, members).errors(), expected, "{path}");
    }
    // A channel's merchant must be one of its product.
    let taken = desk.put("/merchants/M7/users/ops", json!({ "role": "hub" }));
    assert_eq!((taken.status, taken.body["type"].as_str()), (409, Some("urn:feiqian:problem:account_taken")));
    assert_eq!(desk.tables(), before);
    assert_eq!(desk.platform.faults(), [""; 0]);
    // In development http is a URL, too.
    desk.platform.set_variable("demo_mode", "true");
    assert_eq!(desk.patch("/hubs/M7", json!({ "domain": "http://simulator.spin.internal/sim" })).status, 200);
}

#[test]
fn a_channels_merchant_is_one_of_its_product() {
    let desk = provisioned();
    desk.put("/products/8", json!({ "name": "Other" }));
    let channel = json!({ "merchant": "M7", "kind": "online", "name": "x", "currency": "CNY" });
    assert_eq!(desk.put("/products/8/deposit-channels/1", channel).errors(), one("/merchant", "exists"));
}

/// Secrets that an answer has shown.
fn issued(answer: &Answer, name: &str) -> String {
    answer.body["issued"][name].as_str().unwrap_or_else(|| panic!("no {name} in {}", answer.text)).to_owned()
}

#[test]
fn secrets_are_made_shown_once_and_stored_hashed_or_sealed() {
    let desk = Desk::new();
    let product = desk.put("/products/7", json!({ "name": "Shop" }));
    let merchant = desk.put("/merchants/M7", json!({ "product_id": 7, "account": "ops" }));
    let user = desk.put("/merchants/M7/users/amy", json!({ "role": "hub" }));
    let operator = desk.put("/operators/bob", json!({ "role": "auditor" }));
    let hub = desk.post("/hubs/M7/key-rotation", json!({}));
    let given = desk.post("/hubs/M7/key-rotation", json!({ "key": "the-key-that-the-hub-gave" }));
    let rotated = desk.post("/products/7/key-rotation", json!({}));
    assert!(given.body["issued"].is_null(), "{}", given.text);
    let totp = issued(&operator, "totp_uri");
    let secrets = [
        issued(&product, "key"),
        issued(&merchant, "password"),
        issued(&user, "password"),
        issued(&operator, "password"),
        totp.split("secret=").nth(1).unwrap()[..32].to_owned(),
        issued(&hub, "key"),
        "the-key-that-the-hub-gave".to_owned(),
        issued(&rotated, "key"),
        PASSWORD.to_owned(),
    ];
    desk.put("/products/8", json!({ "name": PASSWORD.to_uppercase() }));
    let mut texts = desk.tables();
    for path in [
        "/products",
        "/products/7",
        "/merchants",
        "/merchants/M7",
        "/merchants/M7/users",
        "/merchants/M7/users/amy",
        "/operators",
        "/operators/bob",
        "/hubs",
        "/hubs/M7",
        "/audit",
        "/configuration",
        "/tokens",
        "/session",
    ] {
        let answer = desk.get(path);
        assert_eq!(answer.status, 200, "{path}");
        assert!(!answer.text.contains("$argon2") && !answer.text.contains("sealed:"), "{path}");
        texts.push(answer.text);
    }
    texts.extend(desk.platform.faults());
    for secret in &secrets {
        for text in &texts {
            assert!(!text.contains(secret.as_str()), "{secret} is in {text}");
        }
    }
    // A password that is given again is no change; another one is, and ends the sessions of its account.
    let password = issued(&merchant, "password");
    let before = audits(&desk);
    assert_eq!(desk.patch("/merchants/M7", json!({ "password": password })).status, 200);
    assert_eq!(audits(&desk), before);
    assert_eq!(desk.patch("/merchants/M7", json!({ "password": "another long password" })).status, 200);
    assert_eq!(audits(&desk), before + 1);
    assert_eq!(desk.integer("SELECT session_epoch FROM merchants"), 1);
}

#[test]
fn a_key_is_exchanged_with_an_overlap() {
    let desk = provisioned();
    let path = "/products/7/key-rotation";
    let first = desk.post(path, json!({ "overlap_seconds": 3600 }));
    assert_eq!(first.status, 200, "{}", first.text);
    assert_eq!(first.body["meta"]["key"]["not_after"], "2026-01-02T04:05:05Z");
    assert_eq!(first.body["meta"]["next_key"]["not_before"], "2026-01-02T03:05:05Z");
    let refused = desk.post(path, json!({}));
    assert_eq!(
        (refused.status, refused.body["type"].as_str()),
        (409, Some("urn:feiqian:problem:both_keys_count"))
    );
    desk.wait(3_600_000 - 3_000_000);
    let keys = |desk: &Desk| {
        let text = desk.text(concat!("SELECT ", feiqian_keys::key_slots!(), " FROM products WHERE id = 7"));
        let slots = feiqian_keys::Slots::read(&text).unwrap();
        let keys = feiqian_keys::stored::open(
            &desk.platform,
            feiqian_keys::stored::Owner::Product,
            7,
            &slots,
            desk.platform.now_ms(),
        );
        let keys = feiqian_platform::native::block_on(keys).unwrap();
        keys.into_iter().map(|key| key.into_owned()).collect::<Vec<_>>()
    };
    let both = keys(&desk);
    assert_eq!((both.len(), &both[0]), (2, &issued(&first, "key")));
    let owner = Desk { owner: desk.sign_in("amy"), ..desk };
    let second = owner.post(path, json!({ "replace": true, "begins_in_seconds": 10 }));
    assert_eq!(second.status, 200, "{}", second.text);
    assert_eq!(keys(&owner), [issued(&first, "key")], "the one before counts until the new one begins");
    let waiting = owner.post(path, json!({}));
    assert_eq!(waiting.body["type"], "urn:feiqian:problem:key_waits");
    owner.wait(10_000);
    assert_eq!(keys(&owner), [issued(&second, "key"), issued(&first, "key")]);
    assert_eq!(
        owner.post(path, json!({ "key": "x", "overlap_seconds": -1, "replace": 1 })).errors().len(),
        3,
        "a product's key is made here"
    );
    assert_eq!(owner.post("/products/9/key-rotation", json!({})).status, 404);
    assert_eq!(
        owner.post("/hubs/M7/key-rotation", json!({ "key": "short" })).errors(),
        one("/key", "string")
    );
    let told = owner.text("SELECT new_body FROM admin_audit WHERE action = 'rotate' LIMIT 1");
    assert!(told.ends_with(r#","key":"…changed"}"#), "{told}");
    check_chain(&owner);
}

#[test]
fn two_who_change_the_same_thing_do_not_lose_the_change_of_either() {
    let desk = provisioned();
    let seen = desk.get("/products/7").header("etag").to_owned();
    assert_eq!(desk.patch("/products/7", json!({ "name": "New name" })).status, 200);
    let request =
        desk.request("PATCH", "/products/7", Some(&desk.owner), Some(json!({ "name": "Newer name" })));
    assert_eq!(desk.answer(request.with(header::IF_MATCH, &seen)).status, 412);
    // What the comparison of the statement says is final.
    let insert = "INSERT INTO admin_commands (id, created_at, operator, role, token_id, client_ip, trace_id, action, resource,
            key, prev_hash, hash, is_seen)
        SELECT 1 + max(id), 0, 'x', 'owner', '', '', '', 'change', 'hub', 'M7',
               (SELECT hash FROM admin_audit ORDER BY id DESC LIMIT 1), hash, 0 FROM admin_audit";
    let refused = |sql: &str, word: &'static str| {
        let error = desk.platform.run_batch(sql).unwrap_err();
        assert_eq!(error.raised(&[word]), Some(word), "{sql}");
    };
    let seen = insert.replace("hash, 0 FROM", "hash, 1 FROM");
    refused(insert, "changed_meanwhile");
    refused(&insert.replace("hash, 0 FROM", "hash, NULL FROM"), "changed_meanwhile");
    refused(&seen.replace("'hub'", "'nothing'"), "wrong_resource");
    refused(&seen.replace("'hub'", "'session'").replace("1 + max(id)", "max(id)"), "chain_moved");
    for sql in
        ["UPDATE admin_audit SET operator = 'x'", "DELETE FROM admin_audit", "DELETE FROM admin_operators"]
    {
        let error = desk.platform.run_batch(sql).unwrap_err();
        assert_eq!(error.raised(&["append_only"]), Some("append_only"), "{sql}");
    }
    check_chain(&desk);
}

#[test]
fn lists_have_pages() {
    let desk = Desk::new();
    for id in [1, 2, 10, 11] {
        desk.put(&format!("/products/{id}"), json!({ "name": format!("Shop {id}") }));
    }
    let mut ids = Vec::new();
    let mut after = String::new();
    loop {
        let page = desk.get(&format!("/products?limit=3&after={after}"));
        assert_eq!(page.status, 200);
        ids.extend(page.body["items"].as_array().unwrap().iter().map(|item| item["id"].as_i64().unwrap()));
        match page.body["next"].as_str() {
            Some(next) => after = next.to_owned(),
            None => break,
        }
    }
    ids.sort_unstable();
    assert_eq!(ids, [1, 2, 10, 11]);
    assert_eq!(desk.get("/products?limit=0").errors(), one("?limit", "integer"));
    assert_eq!(desk.get("/products?limit=501").errors(), one("?limit", "integer"));
    assert_eq!(desk.get("/merchants/M7/users").body["items"], json!([]));
    // Of one parent only.
    let desk = provisioned();
    assert_eq!(desk.get("/products/7/deposit-channels").body["items"].as_array().unwrap().len(), 1);
    assert_eq!(desk.get("/products/8/deposit-channels").body["items"], json!([]));
}

#[test]
fn the_audit_says_who_did_what_from_where() {
    let desk = provisioned();
    let bob = desk.operator("bob", "operations");
    let request = desk.request("PATCH", "/products/7", Some(&bob), Some(json!({ "status": "suspended" })));
    assert_eq!(desk.answer(request).status, 200);
    let audit = desk.get("/audit?resource=product&key=7&limit=1");
    let row = &audit.body["items"][0];
    assert_eq!((row["operator"].as_str(), row["role"].as_str()), (Some("bob"), Some("operations")));
    assert_eq!((row["client_ip"].as_str(), row["action"].as_str()), (Some("203.0.113.9"), Some("change")));
    assert!(row["trace_id"].as_str().unwrap().starts_with("trace-"));
    assert_eq!((&row["before"]["status"], &row["after"]["status"]), (&json!("active"), &json!("suspended")));
    assert_eq!(audit.body["next"], row["id"]);
    let rest = desk.get(&format!("/audit?resource=product&key=7&before={}", row["id"]));
    assert_eq!(rest.body["items"].as_array().unwrap().len(), 1);
    assert_eq!(rest.body["next"], Value::Null);
    let by_bob = desk.get("/audit?operator=bob");
    let actions: Vec<_> =
        by_bob.body["items"].as_array().unwrap().iter().map(|row| row["action"].clone()).collect();
    assert_eq!(actions, [json!("change"), json!("sign_in")]);
    let ids: Vec<i64> = desk.get("/audit").body["items"]
        .as_array()
        .unwrap()
        .iter()
        .map(|row| row["id"].as_i64().unwrap())
        .collect();
    assert!(ids.is_sorted_by(|a, b| a > b) && ids.len() > 5, "{ids:?}");
    assert_eq!(desk.get("/audit?before=x").errors(), one("?before", "integer"));
    // No page reads more than its rows.
    for filters in [&[][..], &["operator"], &["resource", "key"]] {
        let plan = format!("EXPLAIN QUERY PLAN {}", feiqian_admin::audit::statement(filters));
        let named = ["1", "2", "product", "7"].map(feiqian_platform::Value::from);
        let rows =
            feiqian_platform::native::block_on(desk.platform.query(&plan, &named[..2 + filters.len()]));
        for mut row in rows.unwrap() {
            row.skip(3);
            let step: String = row.take().unwrap();
            let is_fine = !step.contains("admin_audit") || step.contains("SEARCH");
            assert!(is_fine && !step.contains("TEMP B-TREE"), "{filters:?}: {step}");
        }
    }
}

#[test]
fn operators_side_by_side_leave_one_chain() {
    const EACH: usize = 12;
    let folder = tempfile::tempdir().unwrap();
    let desk = Desk::on(feiqian_platform::Platform::on_file(folder.path().join("desk.db")));
    let desk = desk.with_owner();
    for id in 1..=5 {
        assert_eq!(desk.put(&format!("/products/{id}"), json!({ "name": "Shop" })).status, 201);
    }
    let before = audits(&desk);
    std::thread::scope(|scope| {
        for id in 1..=4 {
            let (platform, owner) = (desk.platform.clone(), desk.owner.clone());
            scope.spawn(move || {
                let desk = Desk { platform, owner, codes: std::cell::RefCell::default() };
                for round in 0..EACH {
                    let name = json!({ "name": format!("Shop {round}") });
                    // A writer that meets too many others is told to come again.
                    while desk.patch(&format!("/products/{id}"), name.clone()).status == 503 {}
                    // All of them change this one, each another member.
                    let member = ["deposits", "withdrawals", "require_nonce", "name"][id - 1];
                    let value = if id == 4 { name["name"].clone() } else { json!(round.is_multiple_of(2)) };
                    let change = json!({ member: value });
                    while desk.patch("/products/5", change.clone()).status == 503 {}
                }
            });
        }
    });
    assert!(audits(&desk) >= before + 8 * i64::try_from(EACH).unwrap() - 8, "{}", audits(&desk) - before);
    // Nobody has written over what another has changed: each change began with what the one before left.
    let lost = "SELECT count(*) FROM (SELECT old_body, lag(new_body) OVER (PARTITION BY key ORDER BY id) AS before
                  FROM admin_audit WHERE resource = 'product') WHERE old_body IS NOT before AND before NOT LIKE '%…changed%'";
    assert_eq!(desk.integer(lost), 0);
    let last = desk.get("/products/5");
    assert_eq!(last.body["name"], format!("Shop {}", EACH - 1));
    for member in ["deposits", "withdrawals", "require_nonce"] {
        assert_eq!(last.body[member], json!((EACH - 1).is_multiple_of(2)), "{member}");
    }
    check_chain(&desk);
}
