//! What holds for every request, seen from outside: transport checks, headers, limits, sockets.

use feiqian_tests::{Answer, Bundle, Options, product_sign, raw, signed};
use std::io::{Read, Write};
use std::net::TcpStream;
use std::time::Duration;

const KEY: &str = "demo-key-0001";

#[test]
fn paths_that_nobody_owns_get_the_cashiers_404() {
    let bundle = Bundle::start();
    for target in
        ["/nope", "/", "/bank_list/", "/Bank_list", "/bank_list/x", "/create_customer/", "/%62ank_list"]
    {
        let answer = bundle.get(target);
        assert_eq!(
            (answer.status, answer.body.as_str()),
            (404, r#"{"code":404,"message":"not found","data":[]}"#),
            "{target}"
        );
        assert_eq!(answer.header("content-type"), "application/json; charset=utf-8", "{target}");
        assert_eq!(answer.header("cache-control"), "no-store", "{target}");
    }
}

#[test]
fn a_wrong_method_is_told_the_right_ones() {
    let bundle = Bundle::start();
    for (method, path, allow) in [
        ("GET", "/create_customer", "POST"),
        ("DELETE", "/customer_bank", "POST, GET"),
        ("HEAD", "/bank_list", "GET"),
        ("OPTIONS", "/province_list", "GET"),
        ("POST", "/province_list", "GET"),
    ] {
        let answer = Answer::of(method, &bundle.url(path), None);
        assert_eq!((answer.status, answer.header("allow")), (405, allow), "{method} {path}");
        if method != "HEAD" {
            assert_eq!(answer.body, r#"{"code":405,"message":"method not allowed","data":[]}"#);
        }
    }
}

#[test]
fn every_answer_carries_a_request_id() {
    let bundle = Bundle::start();
    let query = signed(KEY, &[("product_id", "1")]);
    let url = bundle.url(&format!("/province_list?{query}"));
    let kept = Answer::with_headers("GET", &url, &[("x-request-id", "Order-7.a_b")], None);
    assert_eq!(kept.header("x-request-id"), "Order-7.a_b");
    let etag = kept.header("etag").to_owned();

    let unchanged = Answer::with_headers("GET", &url, &[("if-none-match", &etag)], None);
    assert_eq!((unchanged.status, unchanged.body.as_str()), (304, ""));
    let mut random = vec![unchanged.header("x-request-id").to_owned()];
    for refused in ["with blank", "ä", &"x".repeat(65)] {
        let answer = Answer::with_headers("GET", &bundle.url("/nope"), &[("x-request-id", refused)], None);
        random.push(answer.header("x-request-id").to_owned());
    }
    for (at, id) in random.iter().enumerate() {
        assert!(
            id.len() == 32 && id.bytes().all(|b| b.is_ascii_digit() || (b'a'..=b'f').contains(&b)),
            "{id}"
        );
        assert!(!random[..at].contains(id), "{id} twice");
    }
}

#[test]
fn a_body_has_a_limit_to_the_byte() {
    let bundle = Bundle::start();
    let filled = |length: usize| {
        let form = signed(KEY, &[("product_id", "1"), ("product_user_id", "1000001")]);
        // An unsigned rest would break the signature, so the filler is an empty segment.
        form.clone() + &"&".repeat(length - form.len())
    };
    let largest = bundle.post_form("/create_customer", &filled(65_536));
    assert_eq!(
        (largest.status, largest.body.as_str()),
        (200, r#"{"code":200,"message":"Success","data":[]}"#)
    );
    let larger = bundle.post_form("/create_customer", &filled(65_537));
    assert_eq!(
        (larger.status, larger.body.as_str()),
        (413, r#"{"code":413,"message":"payload too large","data":[]}"#)
    );
}

#[test]
fn a_body_far_beyond_the_limit_harms_nobody() {
    let bundle = Bundle::start();
    let head = format!(
        "POST /create_customer HTTP/1.1\r\nHost: {}\r\nContent-Length: 50000000\r\nConnection: close\r\n\r\n",
        bundle.address()
    );
    let mut request = head.into_bytes();
    request.resize(request.len() + 5_000_000, b'a');
    let answer = raw::exchange(bundle.address(), &request);
    assert!(answer.starts_with("HTTP/1.1 413") || answer.is_empty(), "{answer}");
    assert_eq!(bundle.get("/nope").status, 404, "the next request is served");
}

/// A chunked body is announced by no header that a component can see.
#[test]
fn a_get_may_carry_its_parameters_in_a_chunked_body() {
    let bundle = Bundle::start();
    let sign = product_sign(KEY, &[("product_id", "1"), ("code", "440000000000")]);
    let ask = |body: &str| {
        let request = format!(
            "GET /province_cities?product_id=1 HTTP/1.1\r\nHost: {}\r\nTransfer-Encoding: chunked\r\n\
             Connection: close\r\n\r\n{:x}\r\n{body}\r\n0\r\n\r\n",
            bundle.address(),
            body.len()
        );
        raw::exchange(bundle.address(), request.as_bytes())
    };
    let found = ask(&format!(r#"{{"code":"440000000000","sign":"{sign}"}}"#));
    assert!(found.contains("广州市"), "{found}");
    assert!(ask(r#"{"code":"440000000000","sign":"0"}"#).contains(r#""code":403"#));
    assert!(ask(r#"{"code""#).contains(r#""code":400"#));
    assert!(ask(&"x".repeat(65_537)).contains(r#""code":413"#));
}

#[test]
fn the_status_follows_the_mode() {
    let real = Options { variables: vec![("http_status_mode", "real")], ..Options::default() };
    let bundle = Bundle::with(real);
    assert_eq!(bundle.get("/province_list").status, 422);
    assert_eq!(bundle.get("/province_list?product_id=1&sign=0").status, 403);
    assert_eq!(bundle.get(&format!("/province_list?{}", signed(KEY, &[("product_id", "1")]))).status, 200);
}

#[test]
fn an_unusable_variable_is_a_real_500_without_internals() {
    let wrong = Options { variables: vec![("http_status_mode", "sometimes")], ..Options::default() };
    let bundle = Bundle::with(wrong);
    for target in ["/province_list", "/nope"] {
        let answer = bundle.get(target);
        assert_eq!(
            (answer.status, answer.body.as_str()),
            (500, r#"{"code":500,"message":"system exception","data":[]}"#)
        );
    }
    bundle.logs_with("variable http_status_mode: neither body nor real");
}

/// Spin leaves Nagle's algorithm on: a head that is flushed before its body holds the body back until the client
/// acknowledges, some 40 ms later. Head and body must therefore leave together, so that one read finds both.
#[test]
fn head_and_body_leave_in_one_segment_on_sockets_like_spins() {
    const REQUESTS: usize = 200;
    let bundle = Bundle::with(Options { flags: vec!["--no-tcp-nodelay"], ..Options::default() });
    let query = signed(KEY, &[("product_id", "1")]);
    let request = format!("GET /province_list?{query} HTTP/1.1\r\nHost: {}\r\n\r\n", bundle.address());
    let mut stream = TcpStream::connect(bundle.address()).unwrap();
    stream.set_read_timeout(Some(Duration::from_secs(10))).unwrap();
    let mut whole = 0;
    for _ in 0..REQUESTS {
        stream.write_all(request.as_bytes()).unwrap();
        let mut answer = Vec::new();
        let mut reads = 0;
        while !answer.ends_with(b"]}") {
            let mut chunk = [0; 16 * 1024];
            let length = stream.read(&mut chunk).unwrap();
            assert!(length > 0, "closed after {}", String::from_utf8_lossy(&answer));
            answer.extend_from_slice(&chunk[..length]);
            reads += 1;
        }
        whole += usize::from(reads == 1);
    }
    // A busy machine may preempt the host between the two now and then.
    assert!(whole >= REQUESTS * 9 / 10, "only {whole} of {REQUESTS} answers came in one piece");
}
