//! How many statements a request costs (issue 4): one reads the caller, the settings and the use of an idempotency key,
//! one is the command or the list, one keeps the answer of a key.

mod common;

use common::*;
use feiqian_platform::http::{HeaderName, Method, Request};
use feiqian_platform::native::assert_steady;

fn cost(bench: &Bench, request: Request) -> u64 {
    let before = bench.platform.statements();
    let response = bench.send(request);
    assert_eq!(response.status, 200, "{}", String::from_utf8_lossy(&response.body));
    bench.platform.statements() - before
}

#[test]
fn a_command_is_one_statement_beyond_authentication() {
    let bench = Bench::new();
    bench.json(Method::GET, "/api/wallet/settings", &token(2, ""), "");
    let body = application(r#""cash_apply_amount":1,"cash_type":0,"cash_mobile":"13800138000""#);
    let send = |method, target, user, body: &str, key: &str| {
        let sent = request(method, target, &token(user, ALL)).with_body("application/json", body);
        let sent = match key {
            "" => sent,
            key => sent.with(HeaderName::from_static("idempotency-key"), key),
        };
        cost(&bench, sent)
    };
    let apply = |key| send(Method::POST, "/api/wallet/cash", 1, &body, key);
    assert_eq!(apply(""), 2);
    assert_eq!(apply("key"), 3, "and the answer is kept");
    assert_eq!(apply("key"), 1, "a replay is read with the caller");
    let adjust =
        |key| send(Method::PATCH, "/api/wallet/user/1", 2, r#"{"operate_type":1,"operate_amount":1}"#, key);
    assert_eq!([adjust(""), adjust("key"), adjust("key")], [2, 3, 1]);
    let review = r#"{"ids":[1,2],"cash_status":3}"#;
    assert_eq!(send(Method::POST, "/api/wallet/cash/review", 2, review, ""), 3, "one for each record");
    let settings = application(r#""cash_rate":0"#);
    assert_eq!(send(Method::PATCH, "/api/wallet/settings", 2, &settings, ""), 2);
}

#[test]
fn a_read_is_one_statement_beyond_authentication() {
    let bench = Bench::new();
    bench.apply(r#""cash_apply_amount":1,"cash_type":0,"cash_mobile":"13800138000""#);
    for target in [
        "/api/wallet/cash",
        "/api/wallet/cash/1",
        "/api/wallet/user/1",
        "/api/wallet/log?include=user,userWallet,sourceUser,userWalletCash",
        "/api/wallet/settings",
    ] {
        assert_eq!(cost(&bench, request(Method::GET, target, &token(1, ALL))), 2, "{target}");
    }
}

#[test]
fn the_thousandth_request_costs_as_much_as_the_first() {
    let bench = Bench::new();
    let body = application(r#""cash_apply_amount":1,"cash_type":0,"cash_mobile":"13800138000""#);
    let adjust = |number: usize| {
        let added = format!(r#"{{"operate_type":1,"operate_amount":{}}}"#, 10 + number % 2);
        cost(
            &bench,
            request(Method::PATCH, "/api/wallet/user/1", &token(2, ALL)).with_body("application/json", added),
        );
    };
    assert_steady(&bench.platform, "an adjustment", adjust);
    for key in [false, true] {
        let apply = |number: usize| {
            let sent = request(Method::POST, "/api/wallet/cash", &token(1, ALL))
                .with_body("application/json", body.as_str());
            let named = format!("key-{number}");
            cost(
                &bench,
                if key { sent.with(HeaderName::from_static("idempotency-key"), &named) } else { sent },
            );
        };
        assert_steady(&bench.platform, "an application", apply);
    }
    let review = |number: usize| {
        let review = format!(
            r#"{{"ids":[{}],"cash_status":{}}}"#,
            number + 1,
            if number.is_multiple_of(2) { 3 } else { 5 }
        );
        cost(
            &bench,
            request(Method::POST, "/api/wallet/cash/review", &token(2, ALL))
                .with_body("application/json", review),
        );
    };
    assert_steady(&bench.platform, "a review", review);
    for target in ["/api/wallet/cash/1", "/api/wallet/user/1", "/api/wallet/settings"] {
        let read = |_| {
            cost(&bench, request(Method::GET, target, &token(1, ALL)));
        };
        assert_steady(&bench.platform, target, read);
    }
}
