//! The back office over HTTP: what only the real component, its key-value store and its address can show.

use feiqian_tests::{Answer, Bundle, Options, desk, signed};
use serde_json::{Value as Json, json};

const LOGIN: &str = r#"{"pid":"M003","account":"ops","pwd":"demo-pass-0001"}"#;

fn call(bundle: &Bundle, method: &str, target: &str, authorization: &str, body: &Json) -> Answer {
    let body = body.to_string();
    let content = (method != "GET").then_some(("application/json", body.as_bytes()));
    Answer::with_headers(method, &bundle.url(target), &[("authorization", authorization)], content)
}

fn data(answer: &Answer) -> Json {
    let body: Json = serde_json::from_str(&answer.body).unwrap_or_else(|_| panic!("no JSON: {answer:?}"));
    assert_eq!(body["code"], 200, "{answer:?}");
    body["data"].clone()
}

fn sign_in(bundle: &Bundle) -> String {
    data(&bundle.post_json("/token", LOGIN))["token"].as_str().expect("a token").to_owned()
}

/// Whether any file of the bundle's state holds the text.
fn state_holds(bundle: &Bundle, text: &str) -> bool {
    let mut folders = vec![bundle.state().to_owned()];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).expect("a folder") {
            let path = entry.expect("an entry").path();
            if path.is_dir() {
                folders.push(path);
            } else if std::fs::read(&path)
                .expect("a file")
                .windows(text.len())
                .any(|part| part == text.as_bytes())
            {
                return true;
            }
        }
    }
    false
}

#[test]
fn an_order_is_received_approved_and_listed_and_the_token_survives_a_power_cut() {
    let mut bundle = Bundle::start();
    let token = sign_in(&bundle);
    assert!(!state_holds(&bundle, &token), "no store holds a clear token");
    assert!(state_holds(&bundle, "token:"), "the store is among what was searched");
    let issued = data(&bundle.post_json("/token", LOGIN));
    assert_eq!(issued["ip"], "127.0.0.1");
    assert_eq!(issued["exp"].as_i64().unwrap() - issued["iat"].as_i64().unwrap(), 180);

    let order = data(&bundle.post_form("/pay", &signed(desk::PRODUCT_KEY, &desk::PAYMENT)));
    assert_eq!(order["receipt_account"], "6222021234567890");
    let number = order["order_sn"].as_str().unwrap();

    bundle.kill_and_restart();
    let bearer = format!("bearer {token}");
    let pending = "/deposit_record?pid=M003&flag=0&pageNum=1&pageSize=1";
    let listed = call(&bundle, "GET", pending, &bearer, &Json::Null);
    assert_eq!(listed.header("x-total-count"), "1");
    assert_eq!(listed.header("cache-control"), "no-store");
    assert_eq!(data(&listed)[0]["request_id"], number);

    let approval = json!({
        "pid": "M003", "request_id": number, "request_type": "01", "old_flag": 0, "new_flag": 2,
        "approve_by": "zoe", "user_type": "Z", "ip_address": "198.51.100.7", "remarks": "seen",
    });
    for _ in 0..2 {
        assert_eq!(data(&call(&bundle, "PUT", "/approve", &bearer, &approval)), json!(true));
    }
    let paid = call(&bundle, "GET", &pending.replace("flag=0", "flag=2"), &bearer, &Json::Null);
    assert_eq!(data(&paid)[0]["amount"], "300.00");
    let told: (String, i64) = bundle
        .database()
        .query_row("SELECT max(status), count(*) FROM outbox", [], |row| Ok((row.get(0)?, row.get(1)?)))
        .unwrap();
    assert_eq!(told, ("2".into(), 1));

    let account = json!({ "pid": "M003", "type": 1, "account_no": "6222021234567890" });
    assert_eq!(data(&call(&bundle, "DELETE", "/delete_bank_account", &token, &account)), json!(true));
    let again = call(&bundle, "DELETE", "/delete_bank_account", &token, &account);
    assert_eq!(again.body, r#"{"code":422,"message":{"account_no":["validation.exists"]},"data":[]}"#);
    bundle.assert_invariants();
    let logs = bundle.logs();
    for secret in ["demo-pass-0001", "demo-key-0001", "argon2", "6222021234567890", "Zhang", &token] {
        assert!(!logs.contains(secret), "{secret} in {logs}");
    }
}

#[test]
fn the_eleventh_login_of_a_minute_is_refused_by_address() {
    let bundle = Bundle::with(Options {
        variables: vec![("http_status_mode", "real"), ("client_ip_header", "x-real-ip")],
        ..Options::default()
    });
    let login = |address: &str| {
        let content = Some(("application/json", LOGIN.as_bytes()));
        Answer::with_headers("POST", &bundle.url("/token"), &[("x-real-ip", address)], content)
    };
    for _ in 0..10 {
        assert_eq!(login("198.51.100.1").status, 200);
    }
    let refused = login("198.51.100.1");
    assert_eq!(
        (refused.status, refused.body.as_str()),
        (429, r#"{"code":429,"message":"too many requests","data":[]}"#)
    );
    let wait: u32 = refused.header("retry-after").parse().expect("seconds");
    assert!((1..=60).contains(&wait), "{wait}");
    assert_eq!(data(&login("198.51.100.2"))["ip"], "198.51.100.2");
    bundle.assert_invariants();
}

#[test]
fn a_variable_out_of_range_fails_the_component() {
    let bundle = Bundle::with(Options { variables: vec![("token_ttl_seconds", "0")], ..Options::default() });
    for (method, target) in [("POST", "/token"), ("GET", "/customer"), ("PUT", "/approve")] {
        let answer = call(&bundle, method, target, "x", &json!({}));
        assert_eq!(
            (answer.status, answer.body.as_str()),
            (500, r#"{"code":500,"message":"system exception","data":[]}"#)
        );
    }
    assert!(bundle.logs().contains("variable token_ttl_seconds"));
}

#[test]
fn a_session_ends_when_its_owner_logs_out_and_with_its_password() {
    let bundle = Bundle::start();
    let read = "/deposit_record?pid=M003&flag=0&pageNum=1&pageSize=1";
    let forbidden = r#"{"code":403,"message":"forbidden","data":[]}"#;
    let (first, second) = (sign_in(&bundle), sign_in(&bundle));
    assert_eq!(
        call(&bundle, "DELETE", "/token", &first, &json!({})).body,
        r#"{"code":200,"message":"Success","data":true}"#
    );
    assert_eq!(call(&bundle, "GET", read, &first, &Json::Null).body, forbidden);
    assert_eq!(call(&bundle, "DELETE", "/token", &first, &json!({})).body, forbidden);
    data(&call(&bundle, "GET", read, &second, &Json::Null));
    let changed =
        "UPDATE merchants SET password_hash = replace(password_hash, '$ZmVp', '$ZmVq') WHERE code = 'M003'";
    assert_eq!(bundle.database().execute(changed, []).expect("a change"), 1);
    assert_eq!(call(&bundle, "GET", read, &second, &Json::Null).body, forbidden);
}

#[test]
fn an_address_that_the_client_claims_never_counts() {
    let bundle = Bundle::start();
    let content = Some(("application/json", LOGIN.as_bytes()));
    for claimed in ["6.6.6.6:6", "6.6.6.6"] {
        let headers = [("spin-client-addr", claimed), ("x-forwarded-for", "6.6.6.6")];
        let answer = Answer::with_headers("POST", &bundle.url("/token"), &headers, content);
        assert_eq!(data(&answer)["ip"], "127.0.0.1", "{claimed}");
    }
}

#[test]
fn behind_two_proxies_the_item_of_the_outer_one_counts() {
    let variables = vec![("client_ip_header", "X-Forwarded-For"), ("client_ip_hops", "2")];
    let bundle = Bundle::with(Options { variables, ..Options::default() });
    let content = Some(("application/json", LOGIN.as_bytes()));
    for (forwarded, ip) in [
        ("6.6.6.6, 203.0.113.9, 198.51.100.7", "203.0.113.9"),
        ("6.6.6.6, [2001:db8::7]:443, 198.51.100.7:80", "2001:db8::7"),
        ("203.0.113.9", "127.0.0.1"),
    ] {
        let answer =
            Answer::with_headers("POST", &bundle.url("/token"), &[("x-forwarded-for", forwarded)], content);
        assert_eq!(data(&answer)["ip"], ip, "{forwarded}");
    }
}

/// 500 logins at once, each for another merchant code, from one address: no more are hashed than the address may try, all
/// others are told to come again, and each of those hashed is counted.
#[test]
fn a_flood_of_logins_is_hashed_up_to_the_limit_and_refused_beyond() {
    let variables = vec![("http_status_mode", "real"), ("login_rate_per_minute", "7")];
    let bundle = Bundle::with(Options { variables, ..Options::default() });
    let url = bundle.url("/token");
    let next = std::sync::atomic::AtomicUsize::new(0);
    let answers: Vec<Answer> = std::thread::scope(|scope| {
        let clients: Vec<_> = (0..25)
            .map(|_| {
                scope.spawn(|| {
                    let mut answers = Vec::new();
                    loop {
                        let at = next.fetch_add(1, std::sync::atomic::Ordering::Relaxed);
                        if at >= 500 {
                            return answers;
                        }
                        let body = format!(r#"{{"pid":"P{at}","account":"ops","pwd":"x"}}"#);
                        answers.push(Answer::of("POST", &url, Some(("application/json", body.as_bytes()))));
                    }
                })
            })
            .collect();
        clients.into_iter().flat_map(|client| client.join().expect("a client")).collect()
    });
    let with = |status: u16| answers.iter().filter(|answer| answer.status == status).count();
    // 403 is what a hash that does not fit comes to.
    let (hashed, refused) = (with(403), with(429));
    assert_eq!(
        hashed + refused,
        500,
        "nothing else: {:?}",
        answers.iter().find(|answer| ![403, 429].contains(&answer.status))
    );
    assert!((1..=21).contains(&hashed), "{hashed} hashed, three times seven allowed");
    for answer in answers.iter().filter(|answer| answer.status == 429) {
        let wait: u32 = answer.header("retry-after").parse().expect("seconds");
        assert!((1..=60).contains(&wait), "{wait}");
    }
    let counted: i64 = bundle
        .database()
        .query_row("SELECT attempts FROM login_windows WHERE pid = '' AND ip <> '#'", [], |row| row.get(0))
        .expect("the count");
    assert_eq!(usize::try_from(counted), Ok(hashed), "each that was hashed, and no other");
    bundle.assert_invariants();
}
