//! Signing in, sessions, the first owner.

mod common;

use common::{BOOTSTRAP, Desk, PASSWORD, browser};
use feiqian_platform::http::{HeaderName, header};
use serde_json::json;

fn bootstrap(desk: &Desk, token: &str) -> common::Answer {
    let body = json!({ "token": token, "name": "zoe", "password": PASSWORD });
    desk.send("POST", "/bootstrap", None, Some(body))
}

#[test]
fn the_first_owner_is_made_once_by_the_token_of_the_variable() {
    let desk = Desk::empty();
    for token in ["", "x", &BOOTSTRAP.to_uppercase(), &format!("{BOOTSTRAP} ")] {
        assert_eq!(bootstrap(&desk, token).status, 401, "{token}");
    }
    desk.platform.set_variable("admin_bootstrap_token", "");
    assert_eq!(bootstrap(&desk, "").status, 404, "without the variable there is no such route");
    desk.platform.set_variable("admin_bootstrap_token", "short");
    assert_eq!(bootstrap(&desk, "short").status, 500);
    desk.platform.set_variable("admin_bootstrap_token", BOOTSTRAP);
    let bad = json!({ "token": BOOTSTRAP, "name": "Zoë", "password": "short" });
    let bad = desk.send("POST", "/bootstrap", None, Some(bad));
    assert_eq!(bad.errors(), [("/name".into(), "string".into()), ("/password".into(), "string".into())]);
    assert_eq!(desk.integer("SELECT count(*) FROM admin_operators"), 0);
    assert_eq!(desk.integer("SELECT count(*) FROM admin_audit"), 0);

    let made = bootstrap(&desk, BOOTSTRAP);
    assert_eq!((made.status, made.body["role"].as_str()), (201, Some("owner")), "{}", made.text);
    let uri = made.body["issued"]["totp_uri"].as_str().unwrap();
    assert!(uri.starts_with("otpauth://totp/Feiqian:zoe?secret="), "{uri}");
    desk.keep_code("zoe", &made);
    assert_eq!(desk.try_sign_in("zoe", PASSWORD, &desk.code("zoe")).status, 200);
    assert_eq!(bootstrap(&desk, BOOTSTRAP).status, 404, "over");
    let audit = "SELECT action || ' ' || resource || ' ' || key || ' ' || client_ip || ' ' || new_body FROM admin_audit";
    assert_eq!(
        desk.text(audit),
        r#"bootstrap operator zoe 203.0.113.9 {"name":"zoe","role":"owner","status":"active","password":"…changed","totp_secret":"…changed"}"#
    );
}

#[test]
fn a_session_is_a_cookie_that_scripts_cannot_read_and_https_alone_carries() {
    let desk = Desk::new();
    desk.wait(60_000);
    let answer = desk.try_sign_in("amy", PASSWORD, &desk.code("amy"));
    let cookie = answer.header("set-cookie");
    let (pair, flags) = cookie.split_once("; ").unwrap();
    assert_eq!(flags, "HttpOnly; SameSite=Strict; Path=/; Secure");
    let value = pair.strip_prefix("__Host-feiqian_admin=").unwrap();
    assert!(value.len() == 64 && value.bytes().all(|b| b.is_ascii_hexdigit()));
    assert!(!answer.text.contains(value), "the page has no use for it");
    for table in desk.tables() {
        assert!(!table.contains(value) && !table.contains(answer.body["csrf_token"].as_str().unwrap()));
    }
    assert_eq!(answer.body["operator"], "amy");
    assert_eq!(answer.body["role"], "owner");
    let who = desk.send("GET", "/session", Some(&browser(&answer)), None);
    assert_eq!(who.text, answer.text, "a page that is loaded anew finds the same");

    // Without https on loopback in development, and nowhere else.
    for (demo, url, name) in [
        ("true", "http://127.0.0.1:3000/", "feiqian_admin="),
        ("true", "http://[::1]:3000/", "feiqian_admin="),
        ("true", "http://localhost/", "feiqian_admin="),
        ("true", "http://pay.example/", "__Host-feiqian_admin="),
        ("true", "http://127.0.0.1.example/", "__Host-feiqian_admin="),
        ("false", "http://127.0.0.1:3000/", "__Host-feiqian_admin="),
    ] {
        desk.wait(60_000);
        desk.platform.set_variable("demo_mode", demo);
        let body = json!({ "name": "amy", "password": PASSWORD, "code": desk.code("amy") });
        let request = desk.request("POST", "/session", None, Some(body));
        let answer = desk.answer(request.with(HeaderName::from_static("spin-full-url"), url));
        let cookie = answer.header("set-cookie");
        assert!(cookie.starts_with(name), "{url}: {cookie}");
        assert_eq!(cookie.ends_with("; Secure"), name.starts_with("__Host-"), "{cookie}");
    }
}

#[test]
fn every_sign_in_has_a_new_id_and_ends_the_session_that_the_browser_brought() {
    let desk = Desk::new();
    let planted =
        common::Browser { cookie: format!("__Host-feiqian_admin={}", "0".repeat(64)), csrf: String::new() };
    desk.wait(60_000);
    let body = json!({ "name": "amy", "password": PASSWORD, "code": desk.code("amy") });
    let first = browser(&desk.send("POST", "/session", Some(&planted), Some(body)));
    assert_ne!(first.cookie, planted.cookie);
    assert_eq!(desk.send("GET", "/session", Some(&planted), None).status, 401);
    assert_eq!(desk.send("GET", "/session", Some(&first), None).status, 200);
    desk.wait(60_000);
    let body = json!({ "name": "amy", "password": PASSWORD, "code": desk.code("amy") });
    let second = browser(&desk.send("POST", "/session", Some(&first), Some(body)));
    assert_ne!(first.cookie, second.cookie);
    assert_eq!(desk.send("GET", "/session", Some(&first), None).status, 401, "ended");
    assert_eq!(desk.send("GET", "/session", Some(&second), None).status, 200);
    let twice = format!("{}; {}", second.cookie, planted.cookie);
    let request = desk.request("GET", "/session", None, None).with(header::COOKIE, &twice);
    assert_eq!(desk.answer(request).status, 401, "two cookies of one name are none");
}

#[test]
fn a_code_is_good_once_and_around_its_time() {
    let desk = Desk::new();
    desk.wait(300_000);
    let code = desk.code("amy");
    desk.wait(-60_000 - 30_000);
    assert_eq!(desk.try_sign_in("amy", PASSWORD, &code).status, 401, "too early");
    desk.wait(60_000);
    assert_eq!(desk.try_sign_in("amy", PASSWORD, &code).status, 200, "one step early");
    for _ in 0..3 {
        let replayed = desk.try_sign_in("amy", PASSWORD, &code);
        assert_eq!(
            (replayed.status, replayed.body["type"].as_str()),
            (401, Some("urn:feiqian:problem:sign_in_refused"))
        );
        desk.wait(20_000);
    }
    desk.wait(120_000);
    let late = desk.code("amy");
    desk.wait(90_000);
    assert_eq!(desk.try_sign_in("amy", PASSWORD, &late).status, 401, "too late");
    assert_eq!(desk.try_sign_in("amy", PASSWORD, &desk.code("amy")).status, 200);
    // Two requests with one code: the one that is second to write is refused by the statement itself.
    desk.wait(60_000);
    let (other, code) = (desk.platform.clone(), desk.code("amy"));
    desk.platform.after_next_command(move || {
        other.run_batch("UPDATE admin_operators SET totp_step = totp_step + 1000").unwrap();
    });
    assert_eq!(desk.try_sign_in("amy", PASSWORD, &code).status, 401);
}

#[test]
fn whoever_cannot_sign_in_is_told_nothing_more() {
    let desk = Desk::new();
    let bob = desk.operator("bob", "auditor");
    desk.patch("/operators/bob", json!({ "status": "suspended" }));
    assert_eq!(desk.send("GET", "/session", Some(&bob), None).status, 401, "suspended");
    desk.wait(60_000);
    let (amy, bob) = (desk.code("amy"), desk.code("bob"));
    let before = desk.tables();
    let mut texts = Vec::new();
    for (name, password, code) in [
        ("amy", "another password", amy.as_str()),
        ("amy", PASSWORD, "000000"),
        ("amy", PASSWORD, ""),
        ("Amy", PASSWORD, &amy),
        ("nobody", PASSWORD, &amy),
        ("bob", PASSWORD, &bob),
        ("@bootstrap", PASSWORD, &amy),
    ] {
        let answer = desk.try_sign_in(name, password, code);
        assert_eq!(answer.status, 401, "{name}");
        assert_eq!(answer.header("set-cookie"), "");
        texts.push(answer.text);
    }
    texts.dedup();
    assert_eq!(texts.len(), 1, "{texts:?}");
    assert_eq!(desk.tables(), before, "and nothing is written");
    assert_eq!(desk.platform.faults(), [""; 0]);
    for body in [json!({}), json!({ "name": 1, "password": PASSWORD, "code": "1", "x": 1 })] {
        assert_eq!(desk.send("POST", "/session", None, Some(body)).status, 422);
    }
}

#[test]
fn guesses_are_limited_by_address_and_by_account() {
    let desk = Desk::new();
    desk.wait(600_000);
    desk.platform.set_variable("login_rate_per_minute", "5");
    for _ in 0..5 {
        assert_eq!(desk.try_sign_in("amy", "another password", "000000").status, 401);
    }
    let refused = desk.try_sign_in("amy", PASSWORD, &desk.code("amy"));
    assert_eq!(refused.status, 429, "{}", refused.text);
    assert!(refused.header("retry-after").parse::<i64>().unwrap() >= 1);
    // Another address meets the delay of the account, which is never locked.
    let from = |address: &str| {
        let body = json!({ "name": "amy", "password": PASSWORD, "code": desk.code("amy") });
        let mut request = desk.request("POST", "/session", None, Some(body));
        request.headers.insert("spin-client-addr", address.parse().unwrap());
        desk.answer(request)
    };
    assert_eq!(from("203.0.113.10:1").status, 429);
    desk.wait(31_000);
    assert_eq!(from("203.0.113.10:1").status, 200);
}

#[test]
fn a_session_ends_when_idle_at_its_end_by_sign_out_and_by_what_changes_its_operator() {
    let desk = Desk::new();
    desk.platform.set_variable("admin_session_seconds", "3600");
    let amy = desk.sign_in("amy");
    for _ in 0..4 {
        desk.wait(800_000);
        assert_eq!(desk.send("GET", "/session", Some(&amy), None).status, 200, "used again and again");
    }
    desk.wait(500_000);
    assert_eq!(desk.send("GET", "/session", Some(&amy), None).status, 401, "an hour is over");
    let amy = desk.sign_in("amy");
    desk.wait(900_000);
    assert_eq!(desk.send("GET", "/session", Some(&amy), None).status, 401, "idle for 15 minutes");
    assert_eq!(desk.send("DELETE", "/session", Some(&amy), None).status, 401);

    let amy = desk.sign_in("amy");
    let out = desk.send("DELETE", "/session", Some(&amy), None);
    assert_eq!((out.status, out.text.as_str()), (204, ""));
    assert_eq!(
        out.header("set-cookie"),
        "__Host-feiqian_admin=; HttpOnly; SameSite=Strict; Path=/; Secure; Max-Age=0"
    );
    assert_eq!(desk.send("GET", "/session", Some(&amy), None).status, 401);

    let desk = Desk::new();
    for change in [
        json!({ "role": "finance" }),
        json!({ "status": "suspended" }),
        json!({ "status": "active" }),
        json!({ "password": "another long password" }),
    ] {
        let bob = match desk.integer("SELECT count(*) FROM admin_operators") {
            1 => desk.operator("bob", "auditor"),
            _ if desk.text("SELECT status || '' FROM admin_operators WHERE name = 'bob'") == "1" => {
                desk.sign_in("bob")
            }
            _ => common::Browser::default(),
        };
        let changed = desk.patch("/operators/bob", change);
        assert_eq!(changed.status, 200, "{}", changed.text);
        assert_eq!(desk.send("GET", "/session", Some(&bob), None).status, 401);
    }
}

#[test]
fn an_operator_changes_the_password_and_an_owner_the_code() {
    let desk = Desk::new();
    let bob = desk.operator("bob", "auditor");
    let change = |browser, old: &str, new: &str| {
        let body = json!({ "password": old, "new_password": new });
        desk.send("PUT", "/session/password", Some(browser), Some(body)).status
    };
    assert_eq!(change(&bob, "another password", "a new long password"), 401);
    assert_eq!(change(&bob, PASSWORD, "short"), 422);
    assert_eq!(change(&bob, PASSWORD, "a new long password"), 204);
    assert_eq!(desk.send("GET", "/session", Some(&bob), None).status, 401);
    desk.wait(60_000);
    assert_eq!(desk.try_sign_in("bob", PASSWORD, &desk.code("bob")).status, 401);
    assert_eq!(desk.try_sign_in("bob", "a new long password", &desk.code("bob")).status, 200);
    let old = desk.codes.borrow()["bob"].clone();
    let reset = desk.post("/operators/bob/code-secret", json!({}));
    assert_eq!(reset.status, 200, "{}", reset.text);
    desk.keep_code("bob", &reset);
    assert_ne!(desk.codes.borrow()["bob"], old);
    desk.wait(60_000);
    assert_eq!(desk.try_sign_in("bob", "a new long password", &desk.code("bob")).status, 200);
    assert_eq!(desk.post("/operators/nobody/code-secret", json!({})).status, 404);
    let told =
        "SELECT group_concat(new_body, ' ') FROM admin_audit WHERE operator = 'bob' AND action = 'change'";
    assert!(desk.text(told).contains(r#""password":"…changed""#));
}

#[test]
fn there_is_always_an_owner() {
    let desk = Desk::new();
    for change in [json!({ "status": "suspended" }), json!({ "role": "finance" })] {
        let refused = desk.patch("/operators/amy", change);
        assert_eq!(
            (refused.status, refused.body["type"].as_str()),
            (409, Some("urn:feiqian:problem:last_owner"))
        );
    }
    desk.operator("zoe", "owner");
    assert_eq!(desk.patch("/operators/amy", json!({ "status": "suspended" })).status, 200);
}
