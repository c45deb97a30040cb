//! `POST /token` (cashier.md §9.1, §3).

mod common;

use common::bench;
use feiqian_cashier::testing::{Answer, MODES, NOW_S};
use feiqian_platform::Platform;
use feiqian_platform::http::{HeaderName, Method, Request, header};
use feiqian_platform::native::block_on;

fn login(body: &str) -> Request {
    Request::new(Method::POST, "/token").with_body("application/json", body)
}

const GOOD: &str = r#"{"pid":"M001","account":"ops","pwd":"demo-pass-0001"}"#;

fn issued(answer: &Answer) -> String {
    let (_, rest) = answer.data().split_once(r#""token":""#).expect("a token");
    rest.split_once('"').expect("a token").0.to_owned()
}

fn keys(platform: &Platform) -> Vec<String> {
    block_on(platform.key_value_keys("", 100)).expect("keys")
}

#[test]
fn a_password_becomes_a_token_that_works() {
    let bench = bench();
    let answer =
        bench.answer(login(GOOD).with(HeaderName::from_static("spin-client-addr"), "203.0.113.9:4711"));
    let token = issued(&answer);
    assert!(token.len() == 64 && token.bytes().all(|b| b.is_ascii_digit() || (b'a'..=b'f').contains(&b)));
    let expected = format!(r#"{{"ip":"203.0.113.9","iat":{NOW_S},"exp":{},"token":"{token}"}}"#, NOW_S + 180);
    assert_eq!(answer, Answer::success(&expected));

    let customer = Request::new(Method::GET, "/customer?pid=M001&login_name=1000001");
    assert!(bench.answer(customer.with(header::AUTHORIZATION, &token)).is_success());

    // The store knows a hash, never the token, and what it means.
    let stored = keys(&bench.platform);
    let [key] = stored.as_slice() else { panic!("one key: {stored:?}") };
    assert!(key.starts_with("token:") && key.len() == 70 && !key.contains(&token));
    let value = block_on(bench.platform.key_value_get(key)).unwrap().unwrap();
    let expected = format!(
        r#"{{"merchant_id":1,"account":"ops","role":"all","epoch":0,"ip":"203.0.113.9","iat":{NOW_S},"exp":{}}}"#,
        NOW_S + 180
    );
    assert_eq!(String::from_utf8(value).unwrap(), expected);
    assert_eq!(bench.platform.faults(), [""; 0]);

    // A second one does not end the first, and an expired one is deleted when it is met.
    let second = issued(&bench.answer(login(GOOD)));
    assert_ne!(second, token);
    assert_eq!(keys(&bench.platform).len(), 2);
    bench.platform.set_now_ms((NOW_S + 180) * 1_000);
    let late = Request::new(Method::GET, "/customer").with(header::AUTHORIZATION, &token);
    assert_eq!(bench.answer(late), Answer::forbidden());
    assert_eq!(keys(&bench.platform).len(), 1);
}

#[test]
fn the_token_lives_as_long_as_the_variable_says() {
    let bench = bench();
    bench.platform.set_variable("token_ttl_seconds", "7");
    let answer = bench.answer(login(GOOD));
    assert!(answer.data().contains(&format!(r#""exp":{}"#, NOW_S + 7)), "{answer:?}");
}

#[test]
fn whoever_cannot_log_in_is_told_nothing_more() {
    for mode in MODES {
        let bench = bench().in_mode(mode);
        bench.sql("UPDATE merchants SET status = 0 WHERE code = 'M003'");
        bench.platform.set_variable("login_rate_per_minute", "10000");
        for (pid, account, pwd) in [
            ("M001", "ops", "demo-pass-0002"),
            ("M001", "ops", "DEMO-PASS-0001"),
            ("M001", "ops", "demo-pass-0001 "),
            ("M001", "Ops", "demo-pass-0001"),
            ("M001", "ops ", "demo-pass-0001"),
            ("m001", "ops", "demo-pass-0001"),
            ("M009", "ops", "demo-pass-0001"),
            ("M003", "ops", "demo-pass-0001"),
            ("' OR 1=1 --", "ops", "demo-pass-0001"),
        ] {
            let body = format!(r#"{{"pid":"{pid}","account":"{account}","pwd":"{pwd}"}}"#);
            assert_eq!(bench.answer(login(&body)), Answer::forbidden().in_mode(mode), "{body}");
        }
        assert_eq!(keys(&bench.platform), [""; 0]);
        assert_eq!(bench.platform.faults(), [""; 0]);
    }
}

#[test]
fn a_hash_that_cannot_be_computed_lets_nobody_in_and_is_logged() {
    let bench = bench();
    bench.sql("UPDATE merchants SET password_hash = 'demo-pass-0001' WHERE id = 1");
    assert_eq!(bench.answer(login(GOOD)), Answer::forbidden());
    assert_eq!(bench.platform.faults(), ["a merchant's password_hash is unusable"]);
}

#[test]
fn only_json_strings_are_taken() {
    let bench = bench();
    let all = |key: &str| Answer::invalid(&[("pid", key), ("account", key), ("pwd", key)]);
    for body in ["", "{}", r#"{"pid":"","account":" ","pwd":null}"#] {
        assert_eq!(bench.answer(login(body)), all("required"), "{body}");
    }
    for value in ["0", "1.5", "true", "false", "[]", "{}", r#"["M001"]"#] {
        let body = format!(r#"{{"pid":{value},"account":{value},"pwd":{value}}}"#);
        assert_eq!(bench.answer(login(&body)), all("string"), "{body}");
    }
    let body = format!(
        r#"{{"pid":"{}","account":"{}","pwd":"{}"}}"#,
        "p".repeat(21),
        "a".repeat(65),
        "密".repeat(129)
    );
    assert_eq!(bench.answer(login(&body)), all("max.string"));
    let twice = r#"{"pid":"M001","pid":"M001","account":"ops","pwd":"demo-pass-0001"}"#;
    assert_eq!(bench.answer(login(twice)), Answer::invalid(&[("pid", "string")]));

    // The query is not read, and the body is JSON whatever its type says.
    let query = Request::new(Method::POST, "/token?pid=M001&account=ops&pwd=demo-pass-0001");
    assert_eq!(bench.answer(query), all("required"));
    let typed = Request::new(Method::POST, "/token").with_body("application/x-www-form-urlencoded", GOOD);
    assert!(bench.answer(typed).is_success());
    assert_eq!(
        bench.integers("SELECT attempts FROM login_windows"),
        [1, 1, 1, 1],
        "what is invalid is not counted"
    );
}

#[test]
fn attempts_are_counted_by_merchant_and_address() {
    let bench = bench();
    let from = |pid: &str, address: &str, pwd: &str| {
        let body = format!(r#"{{"pid":"{pid}","account":"ops","pwd":"{pwd}"}}"#);
        login(&body).with(HeaderName::from_static("spin-client-addr"), address)
    };
    // Right or wrong, each counts; the address counts without its port.
    for at in 0..10 {
        let pwd = if at % 2 == 0 { "demo-pass-0001" } else { "wrong" };
        let answer = bench.answer(from("M001", &format!("203.0.113.9:{}", 1000 + at), pwd));
        assert_eq!(answer.is_success(), at % 2 == 0, "{answer:?}");
    }
    bench.platform.set_now_ms(NOW_S * 1_000 + 500);
    for mode in MODES {
        bench.platform.set_variable("http_status_mode", mode);
        let answer = bench.answer(from("M001", "203.0.113.9:1", "demo-pass-0001"));
        assert_eq!(answer, Answer::too_many_requests(60).in_mode(mode), "60 s from the first, rounded up");
    }
    bench.platform.set_variable("http_status_mode", "body");
    // A 422 comes first.
    assert_eq!(bench.answer(from("", "203.0.113.9:1", "x")), Answer::invalid(&[("pid", "required")]));
    for (pid, address) in [("M002", "203.0.113.9:1"), ("M001", "203.0.113.10:1"), ("M001", "[2001:db8::1]:1")]
    {
        assert!(bench.answer(from(pid, address, "demo-pass-0001")).is_success(), "{pid} {address}");
    }
    bench.platform.set_now_ms(NOW_S * 1_000 + 59_999);
    let answer = bench.answer(from("M001", "203.0.113.9:1", "demo-pass-0001"));
    assert_eq!(answer, Answer::too_many_requests(1));
    bench.platform.set_now_ms(NOW_S * 1_000 + 60_000);
    assert!(bench.answer(from("M001", "203.0.113.9:1", "demo-pass-0001")).is_success(), "a new window");
    let window =
        "SELECT window_start || ' ' || attempts FROM login_windows WHERE ip = '203.0.113.9' AND pid = 'M001'";
    assert_eq!(bench.texts(window), [format!("{} 1", (NOW_S + 60) * 1_000)]);

    // An unknown merchant has its window, too.
    for _ in 0..10 {
        assert_eq!(bench.answer(from("nobody", "203.0.113.9:1", "x")), Answer::forbidden());
    }
    assert_eq!(bench.answer(from("nobody", "203.0.113.9:1", "x")), Answer::too_many_requests(60));
}

#[test]
fn the_address_is_read_where_the_variable_says() {
    let forwarded = HeaderName::from_static("x-forwarded-for");
    for (variable, lines, ip) in [
        ("", vec!["198.51.100.1"], "192.0.2.1"),
        ("X-Forwarded-For", vec!["198.51.100.1"], "198.51.100.1"),
        ("x-forwarded-for", vec!["6.6.6.6, 198.51.100.1"], "198.51.100.1"),
        ("x-forwarded-for", vec!["6.6.6.6", "198.51.100.2"], "198.51.100.2"),
        ("x-forwarded-for", vec!["2001:db8::7"], "2001:db8::7"),
        ("x-forwarded-for", vec!["nonsense"], "192.0.2.1"),
        ("x-forwarded-for", vec![], "192.0.2.1"),
    ] {
        let bench = bench();
        bench.platform.set_variable("client_ip_header", variable);
        let request = login(GOOD).with(HeaderName::from_static("spin-client-addr"), "192.0.2.1:99");
        let request = lines.iter().fold(request, |request, line| request.with(forwarded.clone(), line));
        let answer = bench.answer(request);
        assert!(answer.data().starts_with(&format!(r#"{{"ip":"{ip}","#)), "{variable} {lines:?}: {answer:?}");
    }
}

/// The content of `login_windows`.
fn windows<H: AsyncFn(&Platform, Request) -> feiqian_platform::Response>(
    bench: &feiqian_cashier::testing::Bench<H>,
) -> String {
    bench.table("login_windows")
}

fn from(pid: &str, account: &str, address: &str, pwd: &str) -> Request {
    let body = format!(r#"{{"pid":"{pid}","account":"{account}","pwd":"{pwd}"}}"#);
    login(&body).with(HeaderName::from_static("spin-client-addr"), &format!("{address}:1"))
}

#[test]
fn an_address_has_a_limit_over_all_merchants_and_an_ipv6_network_is_one_address() {
    for addresses in [["203.0.113.9"; 3], ["[2001:db8::1]", "[2001:db8::ffff:2]", "[2001:db8:0:0:3::]"]] {
        let bench = bench();
        bench.platform.set_variable("login_rate_per_minute", "2");
        for at in 0..6 {
            let pid = format!("P{at}");
            assert_eq!(bench.answer(from(&pid, "ops", addresses[at % 3], "x")), Answer::forbidden());
        }
        let before = windows(&bench);
        for at in 6..20 {
            let answer = bench.answer(from(&format!("P{at}"), "ops", addresses[at % 3], "x"));
            assert_eq!(answer, Answer::too_many_requests(60));
        }
        assert_eq!(windows(&bench), before, "who is refused writes nothing");
        // Another address, and another network, are free.
        for other in ["203.0.113.10", "[2001:db8:0:1::1]"] {
            assert!(bench.answer(from("M001", "ops", other, "demo-pass-0001")).is_success());
        }
        bench.platform.set_now_ms((NOW_S + 60) * 1_000);
        assert_eq!(bench.answer(from("P9", "ops", addresses[0], "x")), Answer::forbidden(), "a new window");
    }
}

#[test]
fn an_account_slows_down_over_all_addresses_and_is_never_locked() {
    let bench = bench();
    bench.platform.set_variable("login_rate_per_minute", "2");
    let mut address = 0;
    // Every attempt comes from an address of its own.
    let mut attempt = |pwd: &str| {
        address += 1;
        bench.answer(from("M001", "ops", &format!("203.0.{}.{}", address / 250, address % 250), pwd))
    };
    let mut now_ms = NOW_S * 1_000;
    assert_eq!(attempt("wrong"), Answer::forbidden());
    assert_eq!(attempt("wrong"), Answer::forbidden());
    for wait_s in [1, 2, 4, 8, 16, 30, 30, 30] {
        assert_eq!(attempt("demo-pass-0001"), Answer::too_many_requests(wait_s));
        let before = windows(&bench);
        bench.platform.set_now_ms(now_ms + wait_s * 1_000 - 1);
        assert_eq!(attempt("wrong"), Answer::too_many_requests(1));
        assert_eq!(windows(&bench), before, "who is refused writes nothing");
        now_ms += wait_s * 1_000;
        bench.platform.set_now_ms(now_ms);
        assert_eq!(attempt("wrong"), Answer::forbidden());
    }
    // Another account of the merchant does not wait, and the name of an account is not stored.
    assert_eq!(bench.answer(from("M001", "amy", "198.51.100.1", "x")), Answer::forbidden());
    assert!(!windows(&bench).contains("ops") && !windows(&bench).contains("amy"));
    // Who knows the password gets in after the wait, and that clears the count.
    bench.platform.set_now_ms(now_ms + 30_000);
    assert!(attempt("demo-pass-0001").is_success());
    for _ in 0..2 {
        assert_eq!(attempt("wrong"), Answer::forbidden());
    }
    assert_eq!(attempt("wrong"), Answer::too_many_requests(1));
    // Ten quiet minutes do, too.
    bench.platform.set_now_ms(now_ms + 31_000 + 600_000);
    for _ in 0..2 {
        assert_eq!(attempt("wrong"), Answer::forbidden());
    }
    assert_eq!(attempt("wrong"), Answer::too_many_requests(1));
}

#[test]
fn hashes_begin_one_after_another_and_a_long_queue_is_refused() {
    let bench = bench();
    let queue = "SELECT window_start - 50 FROM login_windows WHERE ip = '#'";
    let begun_at_once = |at: i64| {
        bench.platform.set_now_ms(NOW_S * 1_000);
        bench.answer(from(&format!("P{at}"), "ops", &format!("203.0.113.{at}"), "x"))
    };
    // Sixty-one logins of one moment: each waits for the one before, the last for 3 s.
    for at in 0..=60 {
        assert_eq!(begun_at_once(at), Answer::forbidden());
        assert_eq!(bench.integers(queue), [NOW_S * 1_000 + 50 * at]);
        assert_eq!(bench.platform.now_ms(), NOW_S * 1_000 + 50 * at, "it has waited for its turn");
    }
    let before = windows(&bench);
    assert_eq!(begun_at_once(61), Answer::too_many_requests(4), "3.05 s, rounded up");
    assert_eq!(windows(&bench), before, "who is refused writes nothing");
    // The queue goes on as time does, and is forgotten if a clock has been wrong.
    bench.platform.set_now_ms(NOW_S * 1_000 + 50);
    assert!(bench.answer(from("M001", "ops", "198.51.100.1", "demo-pass-0001")).is_success());
    bench.sql("UPDATE login_windows SET window_start = window_start + 86400000 WHERE ip = '#'");
    bench.platform.set_now_ms((NOW_S + 60) * 1_000);
    assert!(bench.answer(from("M001", "ops", "198.51.100.1", "demo-pass-0001")).is_success());
    assert_eq!(bench.integers(queue), [(NOW_S + 60) * 1_000]);
}

#[test]
fn an_instance_counts_no_more_logins_at_a_time_than_it_has_places_for() {
    use feiqian_login::{COUNTED_AT_ONCE, Place};
    let bench = bench();
    let taken: Vec<Place> = (0..COUNTED_AT_ONCE).map(|_| Place::take().expect("a place")).collect();
    let before = bench.platform.statements();
    assert_eq!(bench.send(login(GOOD)), Answer::too_many_requests(1));
    assert_eq!(bench.platform.statements(), before, "a flood costs no statement");
    drop(taken);
    // Whatever an attempt comes to, its place is given back.
    for _ in 0..2 * COUNTED_AT_ONCE {
        assert_eq!(bench.answer(from("M001", "ops", "203.0.113.9", "x")), Answer::forbidden());
    }
    assert!(bench.answer(login(GOOD)).is_success());
}

#[test]
fn an_instance_knows_whom_it_has_refused_and_asks_nobody() {
    let bench = bench();
    bench.platform.set_variable("login_rate_per_minute", "1");
    assert_eq!(bench.answer(from("M001", "ops", "203.0.113.9", "x")), Answer::forbidden());
    assert_eq!(bench.answer(from("M001", "ops", "203.0.113.9", "x")), Answer::too_many_requests(60));
    let before = bench.platform.statements();
    assert_eq!(bench.send(from("M001", "ops", "203.0.113.9", "x")), Answer::too_many_requests(60));
    assert_eq!(bench.platform.statements(), before);
    assert_eq!(bench.answer(from("M002", "ops", "203.0.113.9", "x")), Answer::forbidden(), "its own window");
    bench.platform.set_now_ms((NOW_S + 60) * 1_000);
    assert_eq!(bench.answer(from("M001", "ops", "203.0.113.9", "x")), Answer::forbidden(), "a new window");
}

/// The demo password under the parameters of before.
const OLD: &str =
    "$argon2id$v=19$m=4096,t=3,p=1$ZmVpcWlhbiBkZW1vIHNhbHQ$mZn7EUNMa76paN5LV3WPrkiUj4bfoQKtH+GxEc4AAPw";

#[test]
fn a_weak_hash_is_made_anew_at_the_next_login_that_fits_and_ends_no_session() {
    for (account, table) in [("ops", "merchants"), ("zoe", "merchant_users")] {
        let bench = bench();
        bench.sql(&format!(
            "INSERT INTO merchant_users (merchant_id, account, password_hash, role, created_at, updated_at)
             VALUES (1, 'zoe', '{OLD}', 'treasury', 1, 1);
             UPDATE merchants SET password_hash = '{OLD}' WHERE id = 1"
        ));
        let hash = format!("SELECT password_hash FROM {table} WHERE account = '{account}' LIMIT 1");
        assert_eq!(bench.answer(from("M001", account, "203.0.113.9", "wrong")), Answer::forbidden());
        assert_eq!(bench.texts(&hash), [OLD], "only a password that fits is hashed anew");
        let first = issued(&bench.answer(from("M001", account, "203.0.113.9", "demo-pass-0001")));
        let made = bench.texts(&hash).remove(0);
        assert!(made.starts_with("$argon2id$v=19$m=19456,t=2,p=1$"), "{made}");
        let second = issued(&bench.answer(from("M001", account, "203.0.113.9", "demo-pass-0001")));
        assert_eq!(bench.texts(&hash), [made], "once");
        for token in [first, second] {
            let customer = Request::new(Method::GET, "/customer?pid=M001&login_name=1000001");
            assert!(bench.answer(customer.with(header::AUTHORIZATION, &token)).is_success());
        }
    }
}

#[test]
fn a_password_that_is_changed_while_it_is_hashed_anew_stays_changed() {
    let bench = bench();
    bench.sql(&format!("UPDATE merchants SET password_hash = '{OLD}' WHERE id = 1"));
    let platform = bench.platform.clone();
    // Between the count of the attempt and the new hash.
    bench.platform.after_next_command(move || {
        platform
            .run_batch("UPDATE merchants SET password_hash = (SELECT password_hash FROM merchants WHERE id = 2) WHERE id = 1")
            .unwrap();
    });
    let token = issued(&bench.answer(login(GOOD)));
    let same = "SELECT count(DISTINCT password_hash) FROM merchants WHERE id IN (1, 2)";
    assert_eq!(bench.integers(same), [1]);
    let customer = Request::new(Method::GET, "/customer?pid=M001&login_name=1000001");
    let answer = bench.answer(customer.with(header::AUTHORIZATION, &token));
    assert_eq!(answer, Answer::forbidden(), "the session is of the password before");
}

#[test]
fn an_account_of_a_role_signs_in_like_any_other() {
    let bench = bench();
    bench.sql(common::USERS);
    for role in ["hub", "service", "treasury", "admin", "auditor"] {
        let answer = bench.answer(from("M001", role, "203.0.113.9", "demo-pass-0001"));
        let token = issued(&answer);
        let expected =
            format!(r#"{{"ip":"203.0.113.9","iat":{NOW_S},"exp":{},"token":"{token}"}}"#, NOW_S + 180);
        assert_eq!(answer, Answer::success(&expected), "as published");
        assert_eq!(bench.answer(from("M002", role, "203.0.113.9", "demo-pass-0001")), Answer::forbidden());
    }
    bench.sql("UPDATE merchant_users SET status = 0 WHERE account = 'hub'");
    assert_eq!(bench.answer(from("M001", "hub", "203.0.113.9", "demo-pass-0001")), Answer::forbidden());
}
