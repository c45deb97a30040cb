//! Transport, settings and tokens, which every back-office endpoint shares (cashier.md §1.4, §3, §10).

mod common;

use common::{ORDERS, bench, bench_with_orders, missing, samples, token};
use feiqian_cashier::testing::{Answer, MODES, NOW_S};
use feiqian_platform::http::{Body, Method, Request, header};

#[test]
fn every_sample_is_accepted() {
    for sample in samples() {
        let bench = bench_with_orders();
        bench.sql("UPDATE receipt_banks SET merchant_id = 1");
        let token = token(&bench.platform, 1);
        for authorization in [token.clone(), format!("Bearer {token}"), format!("bearer {token}")] {
            let bench_before = sample.method == Method::GET;
            let answer = bench.answer(sample.request(Some(&authorization)));
            assert!(answer.is_success(), "{}: {answer:?}", sample.path);
            if !bench_before {
                break; // a command is not repeated here
            }
        }
        assert_eq!(bench.platform.faults(), [""; 0]);
    }
}

#[test]
fn a_token_is_asked_for_before_anything_is_validated() {
    for mode in MODES {
        let bench = bench_with_orders().in_mode(mode);
        let good = token(&bench.platform, 1);
        let forbidden = Answer::forbidden().in_mode(mode);
        for sample in samples() {
            for line in [None, Some(""), Some("Bearer x"), Some("Bearer"), Some(&*"0".repeat(64))] {
                assert_eq!(bench.answer(sample.request(line)), forbidden, "{} {line:?}", sample.path);
                assert_eq!(bench.answer(sample.bare(line)), forbidden, "{} {line:?}", sample.path);
            }
            let upper = good.to_uppercase();
            assert_eq!(bench.answer(sample.request(Some(&upper))), forbidden);
            let twice = sample.request(Some(&good)).with(header::AUTHORIZATION, &good);
            assert_eq!(bench.answer(twice), forbidden, "repeated");
            assert_eq!(
                bench.answer(sample.bare(Some(&good))),
                missing(sample).in_mode(mode),
                "{}",
                sample.path
            );
        }
    }
}

#[test]
fn a_token_ends() {
    for sample in samples() {
        let bench = bench_with_orders();
        bench.sql("UPDATE receipt_banks SET merchant_id = 1");
        let token = token(&bench.platform, 1);
        bench.platform.set_now_ms((NOW_S + 180) * 1_000);
        assert_eq!(bench.answer(sample.request(Some(&token))), Answer::forbidden(), "{}", sample.path);
        assert_eq!(bench.answer(sample.bare(Some(&token))), Answer::forbidden(), "{}", sample.path);

        let token = common::token(&bench.platform, 1);
        bench.platform.set_now_ms((NOW_S + 180) * 1_000 - 1);
        assert!(bench.answer(sample.request(Some(&token))).is_success(), "{}", sample.path);
    }
}

#[test]
fn a_disabled_merchant_is_nobody_and_another_ones_code_is_refused() {
    for sample in samples() {
        let bench = bench_with_orders();
        let foreign = token(&bench.platform, 2);
        assert_eq!(bench.answer(sample.request(Some(&foreign))), Answer::forbidden(), "{}", sample.path);
        // Before validation, and whatever else is wrong.
        let mut wrong = sample.bare(Some(&foreign));
        wrong.query = "pid=M001".into();
        assert_eq!(bench.answer(wrong.clone()), Answer::forbidden(), "{}", sample.path);
        wrong.query = "pid=m002".into();
        assert_eq!(bench.answer(wrong), Answer::forbidden(), "{}", sample.path);

        let own = token(&bench.platform, 1);
        bench.sql("UPDATE merchants SET status = 0 WHERE id = 1");
        assert_eq!(bench.answer(sample.request(Some(&own))), Answer::forbidden(), "{}", sample.path);
        assert_eq!(bench.answer(sample.bare(Some(&own))), Answer::forbidden(), "{}", sample.path);
    }
}

#[test]
fn transport_comes_first() {
    let bench = bench();
    let good = token(&bench.platform, 1);
    let token_sample =
        Request::new(Method::POST, "/token").with_body("application/json", r#"{"pid":"M001"}"#);
    let requests = samples().iter().map(|sample| sample.request(Some(&good))).chain([token_sample]);
    for request in requests {
        let (method, path) = (request.method.clone(), request.path.clone());
        for other in [format!("{path}/"), path.to_uppercase(), format!("{path}x"), "/nope".into()] {
            let mut lost = request.clone();
            lost.path = other;
            assert_eq!(bench.answer(lost), Answer::not_found());
        }
        for wrong in [Method::GET, Method::POST, Method::PUT, Method::DELETE, Method::HEAD, Method::OPTIONS] {
            if wrong == method || (path == "/token" && wrong == Method::DELETE) {
                continue;
            }
            let wrong = Request { method: wrong, body: Body::TooLarge, ..request.clone() };
            assert_eq!(
                bench.answer(wrong),
                Answer::method_not_allowed(if path == "/token" { "POST, DELETE" } else { method.as_str() }),
                "{path}"
            );
        }
        let huge = Request { body: Body::TooLarge, ..request.clone() };
        assert_eq!(bench.answer(huge), Answer::payload_too_large(), "{path}");
        // Unreadable before unauthenticated.
        for body in [&br#"{"a":"#[..], b"[1]", b"\"a\"", b"{\"a\":\"\xFF\"}", b" "] {
            let mut broken = request.clone().with_body("application/x-www-form-urlencoded", body);
            assert_eq!(bench.answer(broken.clone()), Answer::bad_request(), "{path}");
            broken.headers.remove(header::AUTHORIZATION);
            assert_eq!(bench.answer(broken), Answer::bad_request(), "{path}");
        }
        if path != "/token" {
            let mut broken = request.clone();
            broken.query = "a=%zz".into();
            assert_eq!(bench.answer(broken), Answer::bad_request(), "{path}");
        }
    }
}

#[test]
fn flawed_parameters_are_named() {
    let bench = bench_with_orders();
    let good = token(&bench.platform, 1);
    for sample in samples() {
        let mut twice = sample.request(Some(&good));
        twice.query = format!("{}&x=1&x=2", twice.query);
        assert_eq!(bench.answer(twice), Answer::invalid(&[("x", "string")]), "{}", sample.path);
        let mut control = sample.request(Some(&good));
        control.query = format!("{}&x=%00", control.query);
        assert_eq!(bench.answer(control), Answer::invalid(&[("x", "string")]), "{}", sample.path);
    }
}

#[test]
fn a_variable_out_of_range_fails_every_request() {
    for (name, values) in [
        ("http_status_mode", &["", "Body"][..]),
        ("token_ttl_seconds", &["", "0", "86401", "x", "1.5", "-1"]),
        ("login_rate_per_minute", &["", "0", "10001", "ten"]),
        ("client_ip_header", &["a b", "x:", "ä"]),
        ("client_ip_hops", &["", "0", "17", "x"]),
        ("receipt_account_delay_seconds", &["", "-1", "2592001"]),
    ] {
        for value in values {
            let bench = bench_with_orders();
            let good = token(&bench.platform, 1);
            bench.platform.set_variable(name, value);
            for sample in samples() {
                let faults = bench.platform.faults().len();
                assert_eq!(bench.answer(sample.request(Some(&good))), Answer::fault(), "{name}={value}");
                assert_eq!(bench.answer(sample.request(None)), Answer::fault(), "{name}={value}");
                let logged = bench.platform.faults()[faults..].join("\n");
                assert!(logged.contains(name) && !logged.contains("86401"), "{logged}");
            }
            let login = Request::new(Method::POST, "/token");
            assert_eq!(bench.answer(login), Answer::fault(), "{name}={value}");
        }
    }
}

#[test]
fn a_fault_of_the_database_is_a_real_500() {
    for sample in samples() {
        let bench = bench();
        bench.sql(ORDERS);
        let good = token(&bench.platform, 1);
        bench.sql("ALTER TABLE merchants RENAME TO gone");
        assert_eq!(bench.answer(sample.request(Some(&good))), Answer::fault(), "{}", sample.path);
        assert!(
            bench.platform.faults().concat().contains("no such table: "),
            "{:?}",
            bench.platform.faults()
        );
    }
}
