//! Every route with every role, and with every way not to be signed in.

mod common;

use common::{Browser, Desk, Line, PASSWORD, component, is_of, routes};
use feiqian_admin::role::{Role, Scope};
use feiqian_operator::routes::Access;
use feiqian_platform::http::{HeaderName, Method, Request, header};
use serde_json::json;

/// A path of the route, of things that are there.
fn path(route: &Line) -> String {
    let path = route.path.strip_prefix("/admin/api/v1").unwrap();
    let parts = path.split('/').map(|part| match part {
        "{name}" => "amy",
        "{customer_no}" => "2000000000000000000001",
        "{account_token}" => "2010000000000000000001",
        "{kind}" => "funding",
        "{id}" => "1",
        "{product_id}" => "1",
        "{code}" | "{merchant}" => "M001",
        "{account}" => "ops2",
        "{type}" => "deposit",
        "{merchant_no}" | "{store_no}" => "123456",
        "{currency}" => "USD",
        "{order_sn}" | "{event_id}" => "none",
        part => part,
    });
    parts.collect::<Vec<_>>().join("/")
}

/// A desk where every kind of thing is there once.
fn desk() -> Desk {
    let desk = Desk::new();
    for (path, body) in [
        ("/products/1", json!({ "name": "Shop" })),
        ("/merchants/M001", json!({ "product_id": 1, "account": "ops", "password": PASSWORD })),
        ("/payee-merchants/123456", json!({ "name": "Payer" })),
        ("/merchants/M001/users/ops2", json!({ "role": "service", "password": PASSWORD })),
    ] {
        let made = desk.put(path, body);
        assert_eq!(made.status, 201, "{path}: {}", made.text);
    }
    desk
}

fn request(desk: &Desk, route: &Line, browser: Option<&Browser>) -> Request {
    let body = (route.method != Method::GET && route.method != Method::DELETE).then(|| json!({}));
    desk.request(route.method.as_str(), &path(route), browser, body)
}

#[test]
fn the_manifest_sends_every_route_to_the_component_that_has_it() {
    let routes = routes();
    for route in &routes {
        let path = route.path.replace(['{', '}'], "");
        assert!(is_of(component(&path), route), "{} goes to {}", route.name, component(&path));
        assert_eq!(routes.iter().filter(|other| other.name == route.name).count(), 1);
    }
}

#[test]
fn every_route_lets_in_the_roles_of_the_matrix_and_no_others() {
    let desk = desk();
    let browsers = Role::ALL.map(|role| match role {
        Role::Owner => desk.sign_in("amy"),
        role => desk.operator(&format!("{}1", role.name()), role.name()),
    });
    let mut refusals = 0;
    for route in &routes() {
        // What ends the session or takes no session has tests of its own.
        if route.access == Access::Open || route.name.starts_with("DELETE /admin/api/v1/session") {
            continue;
        }
        for (role, browser) in Role::ALL.into_iter().zip(&browsers) {
            let is_allowed = match route.access {
                Access::Needs(scope) => role.scopes().contains(&scope),
                _ => true,
            };
            if is_allowed && route.name.ends_with("code-secret") {
                continue;
            }
            let before = desk.tables();
            let answer = desk.answer(request(&desk, route, Some(browser)));
            if is_allowed {
                assert!(
                    answer.status != 401 && answer.status != 403,
                    "{} as {role:?}: {}",
                    route.name,
                    answer.text
                );
            } else {
                assert_eq!(answer.status, 403, "{} as {role:?}: {}", route.name, answer.text);
                assert_eq!(answer.body["type"], "urn:feiqian:problem:forbidden");
                assert_eq!(desk.tables(), before, "{}", route.name);
                refusals += 1;
            }
        }
    }
    assert!(refusals > 60, "{refusals}");
    assert_eq!(desk.platform.faults(), [""; 0]);
}

#[test]
fn the_matrix_is_what_the_documentation_says() {
    let text = include_str!("../../../docs/admin.md");
    for scope in Scope::ALL {
        let row = text.lines().find(|line| line.starts_with(&format!("| `{}` |", scope.name())));
        let row = row.unwrap_or_else(|| panic!("{} has no row", scope.name()));
        let cells: Vec<_> = row.split('|').map(str::trim).skip(3).take(4).collect();
        let expected: Vec<_> =
            Role::ALL.iter().map(|role| if role.scopes().contains(&scope) { "✓" } else { "" }).collect();
        assert_eq!(cells, expected, "{}", scope.name());
    }
    for write in [Scope::ProvisioningWrite, Scope::OperatorsWrite, Scope::TokensWrite] {
        assert!(!Role::Auditor.scopes().contains(&write) && !Role::Finance.scopes().contains(&write));
    }
    for no in [Scope::OperatorsWrite, Scope::FinanceWrite] {
        assert!(!Role::Operations.scopes().contains(&no) && !Role::Auditor.scopes().contains(&no));
    }
    assert!(!Role::Operations.scopes().contains(&Scope::MoneyDecide));
    assert!(!Role::Auditor.scopes().contains(&Scope::MoneyAct));
    for people in [Scope::OperatorsWrite, Scope::TokensWrite, Scope::FinanceWrite, Scope::MoneyDecide] {
        assert!(!Scope::OF_TOKENS.contains(&people));
    }
}

#[test]
fn nobody_is_let_in_without_a_session_or_token_of_the_desk() {
    let desk = desk();
    let (expired, signed_out) = (desk.sign_in("amy"), desk.sign_in("amy"));
    desk.send("DELETE", "/session", Some(&signed_out), None);
    desk.wait(900_001);
    let foreign =
        Browser { cookie: "__Host-feiqian_admin=".to_owned() + &"a".repeat(64), csrf: "b".repeat(64) };
    let insecure = Browser { cookie: expired.cookie.replace("__Host-", ""), ..expired.clone() };
    let bearer = |token: &str| {
        let value = token.to_owned();
        move |request: Request| request.with(header::AUTHORIZATION, &value)
    };
    for route in &routes() {
        if route.access == Access::Open {
            continue;
        }
        let before = desk.tables();
        for browser in [None, Some(&expired), Some(&signed_out), Some(&foreign), Some(&insecure)] {
            let answer = desk.answer(request(&desk, route, browser));
            assert_eq!(answer.status, 401, "{}: {}", route.name, answer.text);
            assert_eq!(answer.header("www-authenticate"), "Bearer");
        }
        let hex = "0".repeat(64);
        for token in [
            String::new(),
            "Bearer".into(),
            format!("Bearer {hex}"),
            format!("Bearer feiqian_{hex}"),
            format!("Basic feiqian_{hex}"),
            format!("feiqian_{hex}"),
        ] {
            let answer = desk.answer(bearer(&token)(request(&desk, route, None)));
            assert_eq!(answer.status, 401, "{}: {token}", route.name);
        }
        assert_eq!(desk.tables(), before, "{}", route.name);
    }
}

#[test]
fn a_session_writes_with_its_own_csrf_token_only() {
    let desk = desk();
    let (amy, other) = (desk.sign_in("amy"), desk.sign_in("amy"));
    let csrf = HeaderName::from_static("x-csrf-token");
    let mut refusals = 0;
    for route in &routes() {
        if route.access == Access::Open || route.method == Method::GET {
            continue;
        }
        let before = desk.tables();
        for token in ["", "0", &other.csrf, &amy.csrf.to_uppercase(), &format!("{} ", &amy.csrf[..63])] {
            let mut request = request(&desk, route, Some(&amy));
            request.headers.remove(&csrf);
            if !token.is_empty() {
                request = request.with(csrf.clone(), token);
            }
            let answer = desk.answer(request);
            assert_eq!(answer.status, 403, "{}: {}", route.name, answer.text);
            assert_eq!(answer.body["type"], "urn:feiqian:problem:csrf");
            refusals += 1;
        }
        assert_eq!(desk.tables(), before, "{}", route.name);
    }
    assert!(refusals > 100, "{refusals}");
}

#[test]
fn a_token_does_what_its_scopes_say_while_it_and_its_operator_last() {
    let desk = desk();
    for (body, errors) in [
        (json!({}), vec!["/label", "/scopes"]),
        (json!({ "label": " ", "scopes": [], "x": 1 }), vec!["/x", "/label", "/scopes"]),
        (json!({ "label": "ci", "scopes": ["operators:write"] }), vec!["/scopes/0"]),
        (json!({ "label": "ci", "scopes": ["audit:read", "audit:read", 1] }), vec!["/scopes/1", "/scopes/2"]),
        (json!({ "label": "ci", "scopes": ["audit:read"], "expires_in_days": 0 }), vec!["/expires_in_days"]),
    ] {
        let pointers: Vec<_> =
            desk.post("/tokens", body).errors().into_iter().map(|(pointer, _)| pointer).collect();
        assert_eq!(pointers, errors);
    }
    let scopes = json!(["provisioning:read", "audit:read"]);
    let body = json!({ "label": "backup", "scopes": scopes, "expires_in_days": 2 });
    let made = desk.post("/tokens", body);
    assert_eq!(made.status, 201, "{}", made.text);
    let token = made.body["issued"]["token"].as_str().unwrap().to_owned();
    assert!(token.starts_with("feiqian_") && token.len() == 72);
    assert!(desk.tables().iter().all(|table| !table.contains(&token)));
    let listed = desk.get("/tokens");
    assert!(!listed.text.contains(&token), "shown once");
    assert_eq!(listed.body["items"][0]["label"], "backup");
    assert_eq!(listed.body["items"][0]["expires_at"], "2026-01-04T03:05:05Z");

    let send = |method: &str, path: &str| {
        let body = (method != "GET").then(|| json!({}));
        let request = desk.request(method, path, None, body);
        desk.answer(request.with(header::AUTHORIZATION, &format!("Bearer {token}"))).status
    };
    assert_eq!(send("GET", "/products"), 200);
    assert_eq!(send("GET", "/audit"), 200);
    for (method, path) in [
        ("PUT", "/products/1"),
        ("GET", "/operators"),
        ("POST", "/tokens"),
        ("GET", "/session"),
        ("DELETE", "/session"),
    ] {
        assert_eq!(send(method, path), 403, "{method} {path}");
    }
    // A cookie beside it changes nothing, and without CSRF token neither.
    let request = desk.request("GET", "/operators", Some(&desk.sign_in("amy")), None);
    assert_eq!(desk.answer(request.with(header::AUTHORIZATION, &format!("Bearer {token}"))).status, 403);

    // It can no more than its operator can by now.
    desk.operator("zoe", "owner");
    let zoe = desk.sign_in("zoe");
    let etag = desk.send("GET", "/operators/amy", Some(&zoe), None).header("etag").to_owned();
    let demote = desk.request("PATCH", "/operators/amy", Some(&zoe), Some(json!({ "role": "finance" })));
    assert_eq!(desk.answer(demote.with(header::IF_MATCH, &etag)).status, 200);
    assert_eq!((send("GET", "/products"), send("GET", "/audit")), (200, 403));
    desk.send("PATCH", "/operators/amy", Some(&zoe), Some(json!({ "status": "suspended" })));
    assert_eq!(send("GET", "/products"), 401);
    desk.send("PATCH", "/operators/amy", Some(&zoe), Some(json!({ "status": "active", "role": "owner" })));
    assert_eq!(send("GET", "/audit"), 200);
    let id = made.body["id"].as_str().unwrap();
    for _ in 0..2 {
        assert_eq!(desk.send("DELETE", &format!("/tokens/{id}"), Some(&zoe), None).status, 204);
        assert_eq!(send("GET", "/products"), 401);
    }
    assert_eq!(desk.integer("SELECT count(*) FROM admin_audit WHERE action = 'revoke'"), 1);
    assert_eq!(desk.send("DELETE", "/tokens/0", Some(&zoe), None).status, 404);
}

#[test]
fn a_token_ends_at_its_end() {
    let desk = Desk::new();
    let short = json!({ "label": "short", "scopes": ["provisioning:read"], "expires_in_days": 1 });
    let short = desk.post("/tokens", short);
    let token = short.body["issued"]["token"].as_str().unwrap().to_owned();
    for (wait_ms, status) in [(0, 200), (86_390_000, 200), (11_000, 401)] {
        desk.wait(wait_ms);
        let request = desk.request("GET", "/products", None, None);
        let answer = desk.answer(request.with(header::AUTHORIZATION, &format!("Bearer {token}")));
        assert_eq!(answer.status, status, "{wait_ms}");
    }
}

#[test]
fn what_is_no_request_of_the_desk_is_told_so() {
    let desk = Desk::new();
    assert_eq!(desk.send("GET", "/nothing", None, None).status, 404);
    let wrong = desk.send("DELETE", "/products/1", None, None);
    assert_eq!((wrong.status, wrong.header("allow")), (405, "GET, PUT, PATCH"));
    let form = desk.request("PUT", "/products/1", Some(&desk.owner), None);
    let form = form.with_body("application/x-www-form-urlencoded", "name=x");
    assert_eq!(desk.answer(form).status, 415, "no form: another page could send it");
    let encoded = desk.request("PUT", "/products/1", Some(&desk.owner), Some(json!({})));
    assert_eq!(desk.answer(encoded.with(header::CONTENT_ENCODING, "gzip")).status, 415);
    for text in ["", "{", "[]", "1", "null", "{} {}", "\u{feff}{}"] {
        let request = desk.request("PUT", "/products/1", Some(&desk.owner), None);
        assert_eq!(desk.answer(request.with_body("application/json", text)).status, 400, "{text}");
    }
    let invalid = desk.request("PUT", "/products/1", Some(&desk.owner), None);
    assert_eq!(desk.answer(invalid.with_body("application/json", b"\"\xff\"".to_vec())).status, 400);
    let huge = desk.request("PUT", "/products/1", Some(&desk.owner), None);
    assert_eq!(desk.answer(huge.with_body("application/json", vec![b' '; 1024 * 1024 + 1])).status, 413);
    for (name, value) in [("admin_session_seconds", "0"), ("demo_mode", "maybe"), ("client_ip_hops", "")] {
        let desk = Desk::new();
        desk.platform.set_variable(name, value);
        assert_eq!(desk.get("/products").status, 500);
        assert!(desk.platform.faults()[0].contains(name), "{:?}", desk.platform.faults());
    }
    let desk = Desk::new();
    desk.platform.set_variable("pii_key", "");
    assert_eq!(desk.get("/products").status, 200, "reading needs no key");
    assert_eq!(desk.put("/products/1", json!({ "name": "Shop" })).status, 500);
    assert_eq!(desk.integer("SELECT count(*) FROM products"), 0);
}
