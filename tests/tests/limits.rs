//! What one caller may take of the bundle: open orders, requests a minute, the time of a body.

use feiqian_tests::desk::DISPATCH_TOKEN;
use feiqian_tests::{Answer, Bundle, Options, desk, payee_sign, signed, wallet_token};
use serde_json::{Value as Json, json};
use std::io::{Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::thread;
use std::time::{Duration, Instant};

fn with(variables: &[(&'static str, &'static str)]) -> Bundle {
    Bundle::with(Options { variables: variables.to_vec(), ..Options::default() })
}

fn pay(bundle: &Bundle, number: &str) -> Answer {
    let mut payment = vec![
        ("product_id", "1"),
        ("product_user_id", "1000001"),
        ("payment_code", "3"),
        ("amount", "300.00"),
        ("depositor", "Zhang"),
    ];
    if !number.is_empty() {
        payment.push(("product_order_sn", number));
    }
    bundle.post_form("/pay", &signed(desk::PRODUCT_KEY, &payment))
}

fn integer(bundle: &Bundle, sql: &str) -> i64 {
    bundle.database().query_row(sql, [], |row| row.get(0)).unwrap()
}

#[test]
fn a_customer_has_so_many_orders_open_until_they_end() {
    let bundle = with(&[("open_orders_per_customer", "5"), ("http_status_mode", "real")]);
    let first = pay(&bundle, "P-1");
    assert_eq!(first.status, 200, "{}", first.body);
    let answers: Vec<Answer> = thread::scope(|scope| {
        let callers: Vec<_> = (0..16).map(|_| scope.spawn(|| pay(&bundle, ""))).collect();
        callers.into_iter().map(|caller| caller.join().unwrap()).collect()
    });
    let (made, refused): (Vec<&Answer>, Vec<&Answer>) =
        answers.iter().partition(|answer| answer.status == 200);
    assert_eq!(made.len(), 4);
    for answer in refused {
        let expected = r#"{"code":422,"message":{"product_user_id":["validation.max.numeric"]},"data":[]}"#;
        assert_eq!((answer.status, answer.body.as_str()), (422, expected));
    }
    assert_eq!(pay(&bundle, "P-1").body, first.body);
    assert_eq!(integer(&bundle, "SELECT count(*) FROM deposit_records"), 5);

    // Paid and cancelled ones no longer count.
    let token = desk::sign_in(&bundle.url(""), "M003");
    for (answer, is_paid) in made.iter().zip([true, false]) {
        let order: Json = serde_json::from_str(&answer.body).unwrap();
        let number = order["data"]["order_sn"].as_str().unwrap();
        let ended = match is_paid {
            true => desk::paid(&bundle.url(""), &token, number),
            false => desk::cancelled(&bundle.url(""), &token, number),
        };
        assert_eq!(desk::data(&ended.unwrap()), true);
        assert_eq!(pay(&bundle, "").status, 200);
        assert_eq!(pay(&bundle, "").status, 422);
    }
    bundle.assert_invariants();
}

#[test]
fn an_order_that_nobody_pays_is_closed_and_makes_room() {
    let bundle = with(&[
        ("open_orders_per_customer", "1"),
        ("local_order_ttl_seconds", "1"),
        ("http_status_mode", "real"),
    ]);
    bundle.database().execute("UPDATE receipt_banks SET limit_amount = 30000", []).unwrap();
    assert_eq!(pay(&bundle, "").status, 200);
    let begun = Instant::now();
    while integer(&bundle, "SELECT count(*) FROM deposit_records WHERE status = -1") == 0 {
        assert!(begun.elapsed() < Duration::from_secs(60));
        thread::sleep(Duration::from_millis(100));
        desk::dispatch(&bundle.url(""), &json!({}));
    }
    let told = "SELECT count(*) FROM outbox WHERE topic = 'cashier.deposit' AND status = '-1'";
    assert_eq!(integer(&bundle, told), 1);
    assert_eq!(integer(&bundle, "SELECT sum(collected) FROM receipt_days"), 0);
    // The account's limit holds one order a day, and the customer's one more.
    assert_eq!(pay(&bundle, "").status, 200);
    bundle.assert_invariants();
}

/// Sends until one is refused: the refusal, and how many were not.
fn until_refused(send: impl Fn() -> Answer) -> (Answer, usize) {
    for passed in 0..20 {
        let answer = send();
        if answer.status == 429 {
            return (answer, passed);
        }
        assert_eq!(answer.status, 200, "{}", answer.body);
    }
    panic!("nobody is refused");
}

/// Lets the minute pass that the limits count.
fn forget(bundle: &Bundle) {
    bundle.database().execute("DELETE FROM rate_windows", []).unwrap();
}

#[test]
fn requests_a_minute_are_limited_in_each_contracts_own_form() {
    // Instances of two requests: what one remembers is soon gone, what is counted stays.
    let bundle = with(&[
        ("rate_per_minute_product", "5"),
        ("rate_per_minute_merchant", "5"),
        ("rate_per_minute_payee", "5"),
        ("rate_per_minute_wallet_user", "5"),
        ("http_status_mode", "real"),
    ]);
    let product = |id: &str, key: &str| {
        let query = signed(key, &[("product_id", id), ("product_user_id", "1000001")]);
        bundle.get(&format!("/bank_list?{query}"))
    };
    let token = desk::sign_in(&bundle.url(""), "M001");
    let back_office = || {
        let url = bundle.url("/customer?pid=M001&login_name=1000001");
        Answer::with_headers("GET", &url, &[("authorization", &token)], None)
    };
    let wallet = |user: &str| {
        let authorization = format!("Bearer {}", wallet_token(user, "", "EdDSA"));
        let headers = [("authorization", authorization.as_str())];
        Answer::with_headers("GET", &bundle.url("/api/wallet/settings"), &headers, None)
    };
    let payee = || {
        let time = ("timestamp", "2026-01-02T03:04:05Z");
        let mut pairs = vec![("merchantNo", "900001"), ("storeNo", "800001"), time];
        let sign = payee_sign(desk::PAYEE_TOKEN, &pairs);
        pairs.push(("verifySign", &sign));
        let body: serde_json::Map<String, Json> =
            pairs.iter().map(|(name, value)| ((*name).to_owned(), (*value).into())).collect();
        bundle.post_json("/v3/payouts/balance", &Json::Object(body).to_string())
    };
    let cashier = r#"{"code":429,"message":"too many requests","data":[]}"#;
    let parts: [(&dyn Fn() -> Answer, &str); 4] = [
        (&|| product("1", desk::PRODUCT_KEY), cashier),
        (&back_office, cashier),
        (&|| wallet("1"), r#""code":"too_many_requests""#),
        (&payee, r#"{"ret_code":"000030","ret_msg":"too many requests"}"#),
    ];
    for (send, expected) in parts {
        let begun = Instant::now();
        let (refused, passed) = until_refused(send);
        // Unless the minute has gone on meanwhile, on a slow machine.
        assert!(passed == 5 || begun.elapsed() > Duration::from_secs(10), "{passed}: {expected}");
        assert!(refused.body.contains(expected), "{}", refused.body);
        let wait_s: i64 = refused.header("retry-after").parse().expect("a number of seconds");
        assert!((1..=120).contains(&wait_s), "{wait_s}");
    }
    // Nobody else is concerned: another user, and whoever has only claimed to be the product.
    assert_eq!(wallet("2").status, 200);
    assert_eq!(product("1", "wrong").status, 403);

    // When the minute is over, who was refused is not any more. Instances forget with their end; here, with a new start.
    let mut bundle = bundle;
    bundle.kill_and_restart();
    forget(&bundle);
    let query = signed(desk::PRODUCT_KEY, &[("product_id", "1"), ("product_user_id", "1000001")]);
    assert_eq!(bundle.get(&format!("/bank_list?{query}")).status, 200);
    bundle.assert_invariants();
}

#[test]
fn a_refused_caller_gets_in_after_the_time_he_was_told() {
    let bundle = with(&[("rate_per_minute_product", "2"), ("http_status_mode", "real")]);
    let send = || {
        let query = signed(desk::PRODUCT_KEY, &[("product_id", "1")]);
        bundle.get(&format!("/province_list?{query}"))
    };
    let (refused, _) = until_refused(send);
    let wait_s: u64 = refused.header("retry-after").parse().unwrap();
    thread::sleep(Duration::from_secs(wait_s));
    assert_eq!(send().status, 200);
}

/// Sends a head and the half of a body, then the rest byte by byte: the answer, or nothing if the body came to its end.
fn drip(address: SocketAddr, head: &str, body: &[u8]) -> String {
    let mut stream = TcpStream::connect(address).unwrap();
    stream.set_nodelay(true).unwrap();
    let head = format!("{head}host: {address}\r\ncontent-length: {}\r\n\r\n", body.len());
    stream.write_all(head.as_bytes()).unwrap();
    stream.write_all(&body[..body.len() / 2]).unwrap();
    stream.set_read_timeout(Some(Duration::from_millis(100))).unwrap();
    let begun = Instant::now();
    let (mut answer, mut chunk) = (Vec::new(), [0; 4096]);
    // The last byte never comes.
    let mut rest = body[body.len() / 2..body.len() - 1].iter();
    while begun.elapsed() < Duration::from_secs(60) {
        match stream.read(&mut chunk) {
            Ok(0) => break,
            Ok(length) => {
                answer.extend_from_slice(&chunk[..length]);
                let text = String::from_utf8_lossy(&answer);
                if text.split_once("\r\n\r\n").is_some_and(|(_, body)| body.ends_with('}')) {
                    break;
                }
            }
            Err(error) if error.kind() == std::io::ErrorKind::WouldBlock => {
                if let Some(byte) = rest.next() {
                    let _ = stream.write_all(&[*byte]);
                }
            }
            Err(_) => break,
        }
    }
    String::from_utf8_lossy(&answer).into_owned()
}

#[test]
fn a_body_that_drips_is_cut_with_408_and_changes_nothing() {
    let bundle = with(&[("body_timeout_ms", "1000")]);
    let address = bundle.address();
    let wallet = wallet_token("1", "cash.create", "EdDSA");
    let long = "x".repeat(200);
    let json = format!(r#"{{"a":"{long}"}}"#);
    let cashier = r#"{"code":408,"message":"request timeout","data":[]}"#;
    let kind = "content-type: application/json\r\n";
    let cases = [
        (format!("POST /create_customer HTTP/1.1\r\n{kind}"), cashier),
        (format!("POST /do_withdraw HTTP/1.1\r\n{kind}"), cashier),
        (format!("POST /pay HTTP/1.1\r\n{kind}"), cashier),
        (format!("PUT /approve HTTP/1.1\r\n{kind}"), cashier),
        (format!("GET /bank_list HTTP/1.1\r\n{kind}"), cashier),
        (
            format!("POST /api/wallet/cash HTTP/1.1\r\n{kind}authorization: Bearer {wallet}\r\n"),
            r#""code":"request_timeout""#,
        ),
        (
            format!("POST /v3/payouts/balance HTTP/1.1\r\n{kind}"),
            r#"{"ret_code":"000023","ret_msg":"data error : body"}"#,
        ),
        (
            format!("POST /internal/dispatch HTTP/1.1\r\n{kind}authorization: Bearer {DISPATCH_TOKEN}\r\n"),
            r#"{"error":"request_timeout"}"#,
        ),
    ];
    thread::scope(|scope| {
        for (head, expected) in &cases {
            let body = json.as_bytes();
            scope.spawn(move || {
                let begun = Instant::now();
                let answer = drip(address, head, body);
                assert!(answer.starts_with("HTTP/1.1 408 "), "{head}: {answer}");
                assert!(answer.contains(expected), "{head}: {answer}");
                assert!(begun.elapsed() >= Duration::from_millis(900), "{:?}", begun.elapsed());
            });
        }
    });
    // The path comes first, whatever the body does.
    let nowhere = drip(address, "POST /nowhere HTTP/1.1\r\n", json.as_bytes());
    assert!(nowhere.starts_with("HTTP/1.1 404 "), "{nowhere}");
    // Others are served meanwhile and afterwards.
    assert_eq!(bundle.get("/nope").status, 404);
    bundle.assert_invariants();
}

#[test]
fn a_body_that_takes_a_while_is_read() {
    let bundle = with(&[("body_timeout_ms", "30000")]);
    let form = signed(desk::PRODUCT_KEY, &[("product_id", "1"), ("product_user_id", "slow")]);
    let mut stream = TcpStream::connect(bundle.address()).unwrap();
    let head = format!(
        "POST /create_customer HTTP/1.1\r\nhost: {}\r\nconnection: close\r\ncontent-type: application/x-www-form-urlencoded\r\ncontent-length: {}\r\n\r\n",
        bundle.address(),
        form.len()
    );
    stream.write_all(head.as_bytes()).unwrap();
    for piece in form.as_bytes().chunks(form.len() / 4) {
        thread::sleep(Duration::from_millis(200));
        stream.write_all(piece).unwrap();
    }
    let mut answer = String::new();
    stream.read_to_string(&mut answer).unwrap();
    assert!(answer.contains(r#"{"code":200,"message":"Success","data":[]}"#), "{answer}");
}
