//! The document of the administration API says what the table of routes, the resources and live answers say.

mod common;
#[path = "common/schemas.rs"]
mod schemas;

use common::{BOOTSTRAP, Desk, Line, PASSWORD, routes};
use feiqian_admin::configuration::SECTIONS;
use feiqian_admin::resource::{Kind, Need, Resource};
use feiqian_admin::role::Scope;
use feiqian_admin::routes::{Act, ROUTES};
use feiqian_operator::routes::Access;
use feiqian_platform::http::header;
use schemas::{Schemas, document};
use serde_json::{Value, json};
use std::collections::{BTreeMap, BTreeSet};

#[test]
fn the_document_has_every_route_with_its_access_and_no_other() {
    let document = document();
    let mut documented = BTreeMap::new();
    for (path, operations) in document["paths"].as_object().unwrap() {
        for (method, operation) in operations.as_object().unwrap() {
            let name = format!("{} {path}", method.to_uppercase());
            documented.insert(name, operation["x-feiqian-access"].as_str().unwrap().to_owned());
        }
    }
    let access = |route: &Line| match route.access {
        Access::Open => "open",
        Access::Session => "session",
        Access::Needs(scope) => scope.name(),
    };
    let served: BTreeMap<String, String> =
        routes().iter().map(|route| (route.name.to_owned(), access(route).to_owned())).collect();
    assert_eq!(documented, served);
    let scopes = &document["components"]["schemas"]["Token"]["properties"]["scopes"]["items"]["enum"];
    assert_eq!(*scopes, json!(Scope::OF_TOKENS.map(Scope::name)));
}

/// Every resource that the routes name, with its schema.
fn resources() -> Vec<(&'static Resource, String)> {
    let mut found = BTreeMap::new();
    let of_routes = ROUTES.iter().filter_map(|route| match route.act {
        Act::List(resource) => Some(resource),
        _ => None,
    });
    for resource in of_routes.chain(SECTIONS) {
        let words = resource.name.split('_').map(|word| {
            let (first, rest) = word.split_at(1);
            first.to_uppercase() + rest
        });
        found.insert(resource.name, (resource, words.collect::<String>()));
    }
    found.into_values().collect()
}

#[test]
fn the_schemas_have_the_members_and_rules_of_the_resources() {
    let document = document();
    let schemas = &document["components"]["schemas"];
    let mut rules = 0;
    assert_eq!(resources().len(), 18);
    for (resource, name) in resources() {
        let (answer, write) = (&schemas[&name], &schemas[format!("{name}Write")]);
        let names: BTreeSet<_> = resource.fields.iter().map(|field| field.name).collect();
        let of = |schema: &Value| -> BTreeSet<String> {
            schema["properties"].as_object().unwrap().keys().cloned().collect()
        };
        for schema in [answer, write] {
            let mut documented = of(schema);
            documented.retain(|name| !["meta", "issued", "password"].contains(&name.as_str()));
            assert_eq!(documented.iter().map(String::as_str).collect::<BTreeSet<_>>(), names, "{name}");
        }
        let required: BTreeSet<_> =
            write["required"].as_array().into_iter().flatten().filter_map(Value::as_str).collect();
        for field in resource.fields {
            let schema = &write["properties"][field.name];
            let schema = match schema["$ref"].as_str() {
                Some(reference) => document.pointer(reference.trim_start_matches('#')).unwrap(),
                None => schema,
            };
            let is_needed = matches!(field.need, Need::Fixed | Need::Required);
            // What names one may stand in the path alone.
            if field.need != Need::Key {
                assert_eq!(required.contains(field.name), is_needed, "{name}.{}", field.name);
            }
            if let Need::Or(default) = field.need {
                let default: Value = serde_json::from_str(default).unwrap();
                assert_eq!(schema["default"], default, "{name}.{}", field.name);
            }
            match field.kind {
                Kind::Name(max) | Kind::Text(max) => assert_eq!(schema["maxLength"], max),
                Kind::Integer(min, max) => {
                    assert_eq!((&schema["minimum"], &schema["maximum"]), (&json!(min), &json!(max)));
                }
                Kind::OneOf(words) => assert_eq!(schema["enum"], json!(words)),
                Kind::Flag => assert_eq!(schema["type"], "boolean"),
                Kind::Code(max, more) => {
                    assert_eq!(schema["pattern"], format!("^[A-Za-z0-9{more}]{{1,{max}}}$"));
                }
                Kind::Digits(length) => assert_eq!(schema["pattern"], format!("^[0-9]{{{length}}}$")),
                Kind::Amounts => assert_eq!(schema["type"], "object"),
                Kind::Url | Kind::BaseUrl => assert_eq!(schema["maxLength"], 512),
                Kind::Amount
                | Kind::AmountTo(..)
                | Kind::Cents(..)
                | Kind::DayOffset
                | Kind::KeyRef
                | Kind::Levels
                | Kind::Number
                | Kind::Operator => {
                    assert!(schema["pattern"].is_string(), "{name}.{}", field.name);
                }
            }
            rules += 1;
        }
    }
    assert!(rules > 60, "{rules}");
}

/// What is tried, in this order: the route, the path, the body if there is one.
#[rustfmt::skip]
const REQUESTS: [(&str, &str, &str); 107] = [
    ("GET /session", "/session", ""),
    ("PUT /operators/{name}", "/operators/bob", r#"{ "role": "auditor" }"#),
    ("PUT /operators/{name}", "/operators/bob", r#"{ "role": "king", "x": 1 }"#),
    ("PATCH /operators/{name}", "/operators/bob", r#"{ "role": "finance" }"#),
    ("PATCH /operators/{name}", "/operators/nobody", r#"{}"#),
    ("POST /operators/{name}/code-secret", "/operators/bob/code-secret", r#"{}"#),
    ("GET /operators", "/operators", ""),
    ("GET /operators/{name}", "/operators/bob", ""),
    ("POST /tokens", "/tokens", r#"{ "label": "ci", "scopes": ["audit:read"] }"#),
    ("POST /tokens", "/tokens", r#"{}"#),
    ("GET /tokens", "/tokens", ""),
    ("DELETE /tokens/{id}", "/tokens/none", ""),
    ("PUT /products/{id}", "/products/1", r#"{ "name": "Shop" }"#),
    ("PUT /products/{id}", "/products/1", r#"{ "name": "Other" }"#),
    ("PATCH /products/{id}", "/products/1", r#"{ "status": "suspended" }"#),
    ("GET /products/{id}", "/products/1", ""),
    ("GET /products/{id}", "/products/9", ""),
    ("GET /products", "/products", ""),
    ("POST /products/{id}/key-rotation", "/products/1/key-rotation", r#"{}"#),
    ("POST /products/{id}/key-rotation", "/products/1/key-rotation", r#"{}"#),
    ("PUT /merchants/{code}", "/merchants/M1",
     r#"{ "product_id": 1, "account": "ops", "make_up_ceiling": { "CNY": "1" } }"#),
    ("PATCH /merchants/{code}", "/merchants/M1", r#"{ "four_eyes": false }"#),
    ("GET /merchants/{code}", "/merchants/M1", ""),
    ("GET /merchants", "/merchants", ""),
    ("PUT /merchants/{merchant}/users/{account}", "/merchants/M1/users/zoe", r#"{ "role": "hub" }"#),
    ("PUT /merchants/{merchant}/users/{account}", "/merchants/M1/users/ops", r#"{ "role": "hub" }"#),
    ("PATCH /merchants/{merchant}/users/{account}", "/merchants/M1/users/zoe", r#"{}"#),
    ("GET /merchants/{merchant}/users/{account}", "/merchants/M1/users/zoe", ""),
    ("GET /merchants/{merchant}/users", "/merchants/M1/users", ""),
    ("PUT /hubs/{merchant}", "/hubs/M1", r#"{}"#),
    ("PUT /hubs/{merchant}", "/hubs/M9", r#"{}"#),
    ("PATCH /hubs/{merchant}", "/hubs/M1", r#"{ "domain": "https://hub.example" }"#),
    ("POST /hubs/{merchant}/key-rotation", "/hubs/M1/key-rotation", r#"{}"#),
    ("GET /hubs/{merchant}", "/hubs/M1", ""),
    ("GET /hubs", "/hubs", ""),
    ("PUT /products/{product_id}/deposit-channels/{code}", "/products/1/deposit-channels/6",
     r#"{ "merchant": "M1", "kind": "online", "name": "x", "currency": "BTC" }"#),
    ("PATCH /products/{product_id}/deposit-channels/{code}", "/products/1/deposit-channels/6", r#"{ "sort": 5 }"#),
    ("GET /products/{product_id}/deposit-channels/{code}", "/products/1/deposit-channels/6", ""),
    ("GET /products/{product_id}/deposit-channels", "/products/1/deposit-channels", ""),
    ("PUT /products/{product_id}/withdraw-channels/{code}", "/products/1/withdraw-channels/W",
     r#"{ "merchant": "M1", "name": "x", "currency": "VND", "max_amount": "5" }"#),
    ("PATCH /products/{product_id}/withdraw-channels/{code}", "/products/1/withdraw-channels/W", r#"{}"#),
    ("GET /products/{product_id}/withdraw-channels/{code}", "/products/1/withdraw-channels/W", ""),
    ("GET /products/{product_id}/withdraw-channels", "/products/1/withdraw-channels", ""),
    ("POST /merchants/{merchant}/receiving-accounts", "/merchants/M1/receiving-accounts",
     r#"{ "type": "manual", "currency": "JPY", "account_no": "6222021234567890", "bank_code": "ICBC", "bank_name": "工商银行", "account_name": "李四" }"#),
    ("POST /merchants/{merchant}/receiving-accounts", "/merchants/M1/receiving-accounts",
     r#"{ "type": "manual", "currency": "JPY", "account_no": "6222021234567890", "bank_code": "ICBC", "bank_name": "工商银行", "account_name": "李四" }"#),
    ("GET /merchants/{merchant}/receiving-accounts", "/merchants/M1/receiving-accounts", ""),
    ("GET /merchants/{merchant}/receiving-accounts/{id}", "/merchants/M1/receiving-accounts/1", ""),
    ("PATCH /merchants/{merchant}/receiving-accounts/{id}", "/merchants/M1/receiving-accounts/1",
     r#"{ "hidden": true }"#),
    ("PUT /banks/{type}/{code}", "/banks/redirect/X", r#"{ "name": "X" }"#),
    ("PATCH /banks/{type}/{code}", "/banks/redirect/X", r#"{ "name": "Y" }"#),
    ("GET /banks/{type}/{code}", "/banks/redirect/X", ""),
    ("GET /banks", "/banks?limit=3", ""),
    ("GET /banks", "/banks?limit=x", ""),
    ("GET /audit", "/audit?limit=500", ""),
    ("GET /audit", "/audit?limit=0", ""),
    ("PUT /payee-merchants/{merchant_no}", "/payee-merchants/123456", r#"{ "name": "Payer" }"#),
    ("PUT /payee-merchants/{merchant_no}", "/payee-merchants/12", r#"{ "name": "Payer" }"#),
    ("PATCH /payee-merchants/{merchant_no}", "/payee-merchants/123456", r#"{ "payouts": false }"#),
    ("GET /payee-merchants/{merchant_no}", "/payee-merchants/123456", ""),
    ("GET /payee-merchants", "/payee-merchants", ""),
    ("PUT /payee-merchants/{merchant_no}/stores/{store_no}", "/payee-merchants/123456/stores/654321", r#"{}"#),
    ("PATCH /payee-merchants/{merchant_no}/stores/{store_no}", "/payee-merchants/123456/stores/654321",
     r#"{ "status": "suspended" }"#),
    ("GET /payee-merchants/{merchant_no}/stores/{store_no}", "/payee-merchants/123456/stores/654321", ""),
    ("GET /payee-merchants/{merchant_no}/stores", "/payee-merchants/123456/stores", ""),
    ("PUT /payee-merchants/{merchant_no}/fees/{currency}", "/payee-merchants/123456/fees/JPY", r#"{ "fixed": "10" }"#),
    ("PATCH /payee-merchants/{merchant_no}/fees/{currency}", "/payee-merchants/123456/fees/JPY",
     r#"{ "rate_ppm": 5 }"#),
    ("GET /payee-merchants/{merchant_no}/fees/{currency}", "/payee-merchants/123456/fees/JPY", ""),
    ("GET /payee-merchants/{merchant_no}/fees", "/payee-merchants/123456/fees", ""),
    ("POST /payee-merchants/{merchant_no}/tokens", "/payee-merchants/123456/tokens", r#"{}"#),
    ("POST /payee-merchants/{merchant_no}/tokens", "/payee-merchants/123456/tokens", r#"{}"#),
    ("POST /payee-merchants/{merchant_no}/tokens", "/payee-merchants/123456/tokens", r#"{}"#),
    ("GET /payee-merchants/{merchant_no}/tokens", "/payee-merchants/123456/tokens", ""),
    ("DELETE /payee-merchants/{merchant_no}/tokens/{id}", "/payee-merchants/123456/tokens/1", ""),
    ("DELETE /payee-merchants/{merchant_no}/tokens/{id}", "/payee-merchants/123456/tokens/99", ""),
    ("GET /payee-merchants/{merchant_no}/balances", "/payee-merchants/123456/balances", ""),
    ("GET /payee-merchants/{merchant_no}/balances", "/payee-merchants/999999/balances", ""),
    ("PUT /payee-merchants/{merchant_no}/top-ups/{reference}", "/payee-merchants/123456/top-ups/T-1",
     r#"{ "currency": "JPY", "amount": "500", "reason": "transfer 7" }"#),
    ("PUT /payee-merchants/{merchant_no}/top-ups/{reference}", "/payee-merchants/123456/top-ups/T-1",
     r#"{ "currency": "JPY", "amount": "501", "reason": "transfer 7" }"#),
    ("GET /payee-merchants/{merchant_no}/top-ups/{reference}", "/payee-merchants/123456/top-ups/T-1", ""),
    ("GET /payee-merchants/{merchant_no}/top-ups", "/payee-merchants/123456/top-ups", ""),
    ("POST /payee-merchants/{merchant_no}/top-ups/{reference}/decision", "/payee-merchants/123456/top-ups/T-1/decision",
     r#"{ "decision": "approve", "reason": "seen" }"#),
    ("POST /payee-merchants/{merchant_no}/top-ups/{reference}/decision", "/payee-merchants/123456/top-ups/T-1/decision",
     r#"{ "decision": "perhaps", "reason": "seen" }"#),
    ("PUT /wallet-users/{id}", "/wallet-users/7", r#"{ "username": "bob" }"#),
    ("PUT /wallet-users/{id}", "/wallet-users/0", r#"{ "username": "bob" }"#),
    ("PATCH /wallet-users/{id}", "/wallet-users/7", r#"{ "status": "suspended", "openid": "o-1" }"#),
    ("GET /wallet-users/{id}", "/wallet-users/7", ""),
    ("GET /wallet-users", "/wallet-users", ""),
    ("GET /wallet-settings", "/wallet-settings", ""),
    ("PUT /wallet-settings", "/wallet-settings", r#"{}"#),
    ("PATCH /wallet-settings", "/wallet-settings", r#"{ "cash_rate_ppm": 5 }"#),
    ("PATCH /wallet-settings", "/wallet-settings", r#"{ "payout_enabled": true }"#),
    ("PUT /reasons/{kind}/{code}", "/reasons/funding/transfer", r#"{ "text": "bank transfer" }"#),
    ("PATCH /reasons/{kind}/{code}", "/reasons/funding/transfer", r#"{ "text": "" }"#),
    ("GET /reasons/{kind}/{code}", "/reasons/funding/transfer", ""),
    ("GET /reasons", "/reasons?status=active", ""),
    ("GET /payees", "/payees?status=pending", ""),
    ("GET /payees/{customer_no}", "/payees/2000000000000000000001", ""),
    ("PATCH /payees/{customer_no}", "/payees/2000000000000000000001", r#"{ "status": "activated" }"#),
    ("PATCH /payees/{customer_no}", "/payees/2000000000000000000001", r#"{ "status": "pending" }"#),
    ("GET /payees/{customer_no}/accounts", "/payees/2000000000000000000001/accounts", ""),
    ("GET /payee-accounts/{account_token}", "/payee-accounts/2010000000000000000001", ""),
    ("PATCH /payee-accounts/{account_token}", "/payee-accounts/2010000000000000000001",
     r#"{ "status": "invalid" }"#),
    ("GET /payee-accounts/{account_token}", "/payee-accounts/2010000000000000000009", ""),
    ("GET /configuration", "/configuration", ""),
    ("PUT /configuration", "/configuration",
     r#"{ "version": 1, "banks": [{ "type": "redirect", "code": "Z", "name": "Z" }] }"#),
    ("PUT /configuration", "/configuration", r#"{ "version": 2 }"#),
    ("PUT /session/password", "/session/password",
     r#"{ "password": "another password", "new_password": "a long password" }"#),
];

#[test]
fn live_answers_have_the_form_that_the_document_says() {
    let mut schemas = Schemas::new();
    let mut desk = Desk::empty();
    let body = json!({ "token": BOOTSTRAP, "name": "amy", "password": PASSWORD });
    let made = desk.send("POST", "/bootstrap", None, Some(body.clone()));
    schemas.check("POST /bootstrap", &made);
    desk.keep_code("amy", &made);
    schemas.check("POST /bootstrap", &desk.send("POST", "/bootstrap", None, Some(body)));
    schemas.check("POST /session", &desk.try_sign_in("amy", PASSWORD, "000000"));
    schemas.check("POST /session", &desk.send("POST", "/session", None, Some(json!({}))));
    let signed_in = desk.try_sign_in("amy", PASSWORD, &desk.code("amy"));
    schemas.check("POST /session", &signed_in);
    desk.owner = common::browser(&signed_in);

    for (route, path, body) in REQUESTS {
        match path {
            "/payees?status=pending" => common::a_payee(&desk),
            "/payees/2000000000000000000001/accounts" => common::an_account(&desk),
            _ => {}
        }
        let method = route.split(' ').next().unwrap();
        let body = (!body.is_empty()).then(|| serde_json::from_str(body).unwrap());
        let answer = desk.send(method, path, Some(&desk.owner), body);
        schemas.check(route, &answer);
    }
    // An export is a document that the import takes.
    let validator = schemas.at("/components/schemas/Configuration");
    assert!(validator.is_valid(&desk.get("/configuration").body));
    // Refusals that every route has.
    for (route, path) in [("GET /products", "/products"), ("DELETE /session", "/session")] {
        let method = route.split(' ').next().unwrap();
        schemas.check(route, &desk.send(method, path, None, None));
    }
    let csrf = common::Browser { csrf: String::new(), ..desk.owner.clone() };
    schemas.check("PUT /products/{id}", &desk.send("PUT", "/products/1", Some(&csrf), Some(json!({}))));
    let stale = desk.request("PUT", "/products/1", Some(&desk.owner), Some(json!({ "name": "New" })));
    schemas.check("PUT /products/{id}", &desk.answer(stale.with(header::IF_MATCH, "\"x\"")));
    let form = desk.request("PUT", "/products/1", Some(&desk.owner), None).with_body("text/plain", "x");
    schemas.check("PUT /products/{id}", &desk.answer(form));
    schemas.check("DELETE /session", &desk.send("DELETE", "/session", Some(&desk.owner), None));
    let all: BTreeSet<_> = ROUTES.iter().map(|route| route.name.to_owned()).collect();
    assert_eq!(schemas.seen, all, "every route was tried");
}
