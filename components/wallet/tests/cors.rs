//! Pages of other origins (wallet.md §2.1).

mod common;

use common::*;
use feiqian_platform::http::{Method, Request, Response, header};

const LISTED: &str = "https://app.example";
const ORIGINS: &str = "https://app.example, http://localhost:5173";
const PATH: &str = "/api/wallet/cash";

fn bench(origins: &str) -> Bench {
    let bench = Bench::new();
    bench.platform.set_variable("cors_origins", origins);
    bench
}

fn text<'r>(response: &'r Response, name: &str) -> &'r str {
    response.headers.get(name).map_or("", |value| value.to_str().unwrap())
}

fn preflight(path: &str, origin: &str) -> Request {
    Request::new(Method::OPTIONS, path)
        .with(header::ORIGIN, origin)
        .with(header::ACCESS_CONTROL_REQUEST_METHOD, "POST")
        .with(header::ACCESS_CONTROL_REQUEST_HEADERS, "authorization, content-type, idempotency-key")
}

fn call(origin: &str) -> Request {
    request(Method::GET, PATH, &token(1, ALL)).with(header::ORIGIN, origin)
}

/// Everything of an answer but the time.
fn whole(response: &Response) -> String {
    let Response { status, headers, body, .. } = response;
    format!("{status} {headers:?} {}", String::from_utf8_lossy(body))
}

#[test]
fn without_the_variable_no_answer_differs() {
    let bench = bench("");
    let plain = whole(&bench.send(request(Method::GET, PATH, &token(1, ALL))));
    assert_eq!(whole(&bench.send(call(LISTED))), plain);
    assert!(!plain.contains("access-control") && !plain.contains("origin"), "{plain}");
    let refused = bench.send(preflight(PATH, LISTED));
    assert_eq!((refused.status.as_u16(), text(&refused, "allow")), (405, "GET, HEAD, POST"));
    assert_eq!(whole(&refused), whole(&bench.send(Request::new(Method::OPTIONS, PATH))));
}

#[test]
fn a_listed_page_is_answered_with_its_origin_alone() {
    let bench = bench(ORIGINS);
    for origin in [LISTED, "http://localhost:5173"] {
        let response = bench.send(call(origin));
        assert_eq!(response.status, 200);
        assert_eq!(text(&response, "access-control-allow-origin"), origin);
        assert!(text(&response, "access-control-expose-headers").contains("x-request-id"));
        assert_eq!(text(&response, "vary"), "accept, accept-language, authorization, origin");
        assert!(!response.headers.contains_key("access-control-allow-credentials"));
        // A refusal can be read, too.
        let response = bench.send(Request::new(Method::GET, PATH).with(header::ORIGIN, origin));
        assert_eq!((response.status.as_u16(), text(&response, "access-control-allow-origin")), (401, origin));
    }
}

#[test]
fn a_listed_page_may_ask_what_a_path_takes() {
    let bench = bench(ORIGINS);
    for (path, methods) in [
        (PATH, "GET, HEAD, POST"),
        ("/api/wallet/cash/review", "POST"),
        ("/api/wallet/user/1", "GET, HEAD, PATCH"),
        ("/api/wallet/settings/", "GET, HEAD, PATCH"),
    ] {
        let response = bench.send(preflight(path, LISTED));
        assert_eq!((response.status.as_u16(), response.body.len()), (204, 0), "{path}");
        assert_eq!(text(&response, "access-control-allow-origin"), LISTED);
        assert_eq!(text(&response, "access-control-allow-methods"), methods);
        for name in ["authorization", "content-type", "idempotency-key"] {
            assert!(text(&response, "access-control-allow-headers").contains(name), "{name}");
        }
        assert!(text(&response, "vary").starts_with("origin, access-control-request-method"));
        assert!(!response.headers.contains_key("access-control-allow-credentials"));
        assert_eq!(text(&response, "access-control-max-age"), "600");
    }
    assert_eq!(bench.send(preflight("/api/wallet/none", LISTED)).status, 404);
    let no_question = Request::new(Method::OPTIONS, PATH).with(header::ORIGIN, LISTED);
    assert_eq!(bench.send(no_question).status, 405);
    assert_eq!(bench.integers("SELECT count(*) FROM users WHERE id > 2"), [0], "nobody is made");
}

#[test]
fn hostile_origins_are_told_nothing() {
    let bench = bench(ORIGINS);
    for origin in [
        "https://evil.example",
        "https://app.example.evil.example",
        "https://evilapp.example",
        "https://app.example:444",
        "https://app.example:443",
        "http://app.example",
        "https://app.example/",
        "https://APP.example",
        "https://app.example, http://localhost:5173",
        ORIGINS,
        "null",
        "*",
        "",
    ] {
        let response = bench.send(call(origin));
        assert_eq!(response.status, 200, "the caller is who his token says");
        assert!(!response.headers.contains_key(header::ACCESS_CONTROL_ALLOW_ORIGIN), "{origin}");
        assert_eq!(text(&response, "vary"), "accept, accept-language, authorization, origin", "{origin}");
        let response = bench.send(preflight(PATH, origin));
        assert_eq!(response.status, 405, "{origin}");
        assert!(!whole(&response).contains("access-control"), "{origin}");
    }
    let two = call(LISTED).with(header::ORIGIN, "https://evil.example");
    assert!(!whole(&bench.send(two)).contains("access-control"));
}

#[test]
fn an_unusable_list_allows_nobody_and_is_logged() {
    for list in
        ["*", "null", "https://app.example,*", "https://app.example/", "https://*.example", "app.example"]
    {
        let bench = bench(list);
        assert!(!whole(&bench.send(call(LISTED))).contains("access-control"), "{list}");
        assert_eq!(bench.send(preflight(PATH, LISTED)).status, 405, "{list}");
        assert!(bench.platform.faults().iter().all(|fault| fault.contains("cors_origins")), "{list}");
        assert_eq!(bench.platform.faults().len(), 2, "{list}");
        assert!(!whole(&bench.send(request(Method::GET, PATH, &token(1, ALL)))).contains("origin"));
        assert_eq!(bench.platform.faults().len(), 2, "{list}");
    }
}
