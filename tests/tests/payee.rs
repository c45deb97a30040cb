//! The payee API over HTTP: the vectors, the contract's requests with any character changed, sealed columns, many callers
//! at once, and what a SIGKILL leaves.

use feiqian_signing::payee::token_md5;
use feiqian_tests::raw::{Connection, exchange};
use feiqian_tests::{Answer, Bundle, Options, payee_sign};
use serde_json::Value;
use std::net::SocketAddr;
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;
use std::time::{Duration, Instant};

const TOKEN: &str = "unit-test-token-0001";
const REGISTER: &str = "/v3/payee/register";
const CREATE: &str = "/v3/customers/account/create/bank-account";
const ALIAS: &str = "/v3/payee/account/create/bank-account";
const LIST: &str = "/v3/payee/payout-accounts";
const UPDATE: &str = "/v3/payee/update";
const DELETE: &str = "/v3/payee/account/delete";
const PAY: &str = "/v3/payouts/pay";

/// The number of the account that the create example binds, and of nothing else.
const CARD: &str = "6227000734730752257";
const CALLERS: usize = 64;

/// The body of a request of merchant 900001, signed.
fn signed(pairs: &[(&str, &str)]) -> String {
    let mut all =
        vec![("merchantNo", "900001"), ("storeNo", "800001"), ("timestamp", "2026-01-02T03:04:05Z")];
    for (name, value) in pairs {
        all.retain(|(other, _)| other != name);
        all.push((name, value));
    }
    let sign = payee_sign(TOKEN, &all);
    all.push(("verifySign", &sign));
    let members: serde_json::Map<String, Value> =
        all.into_iter().map(|(name, value)| (name.to_owned(), value.into())).collect();
    Value::Object(members).to_string()
}

fn registration(email: &str, government_id: &str) -> String {
    signed(&[
        ("profileType", "INDIVIDUAL"),
        ("firstName", "霸"),
        ("lastName", "雄"),
        ("email", email),
        ("dateOfBirth", "1990-03-07"),
        ("governmentId", government_id),
        ("governmentIdType", "ID_CARD"),
        ("countryCode", "CN"),
        ("state", "北京"),
        ("city", "北京"),
        ("street", "长城"),
        ("zip", "100000"),
    ])
}

/// A creation; `changes` replace values.
fn account(customer: &str, tag: &str, changes: &[(&str, &str)]) -> String {
    let mut pairs = vec![
        ("accountCountry", "US"),
        ("accountCurrency", "USD"),
        ("accountTag", tag),
        ("accountType", "BANK_ACCOUNT"),
        ("bankAccountId", "123456789"),
        ("bankName", "First Bank"),
        ("branchId", "021000021"),
        ("bankAccountPurpose", "CHECKING"),
        ("clientIp", "2401:1740:1000:0:801:6666:20cd:6034"),
        ("customerNo", customer),
        ("ipnUrl", "https://example.com/notify"),
    ];
    pairs.extend_from_slice(changes);
    signed(&pairs)
}

fn payout(customer: &str, account: &str, invoice: &str, amount: &str) -> String {
    signed(&[
        ("customerNo", customer),
        ("accountToken", account),
        ("amount", amount),
        ("currency", "USD"),
        ("invoiceId", invoice),
    ])
}

/// The value of a member in compact JSON.
fn member(body: &str, name: &str) -> String {
    let start = format!("\"{name}\":\"");
    let (_, rest) = body.split_once(&start).unwrap_or_else(|| panic!("no {name} in {body}"));
    rest.split('"').next().expect("an end").to_owned()
}

/// A payee with a US account.
fn payee(bundle: &Bundle) -> (String, String) {
    let customer =
        member(&bundle.post_json(REGISTER, &registration("a@example.test", "ID-4493")).body, "customerNo");
    let token = member(&bundle.post_json(CREATE, &account(&customer, "u", &[])).body, "accountToken");
    (customer, token)
}

fn post(connection: &mut Connection, path: &str, body: &str) -> std::io::Result<(u16, String)> {
    let head = format!("POST {path} HTTP/1.1\r\ncontent-type: application/json\r\n");
    connection.send(&head, body.as_bytes())
}

/// The answers to as many requests at once, sorted, each on a connection of its own.
fn at_once(address: SocketAddr, path: &str, body: impl Fn(usize) -> String + Sync) -> Vec<String> {
    let mut answers: Vec<String> = thread::scope(|scope| {
        let callers: Vec<_> = (0..CALLERS)
            .map(|at| {
                let body = &body;
                scope.spawn(move || {
                    let (status, answer) = post(&mut Connection::open(address), path, &body(at)).unwrap();
                    assert_eq!(status, 200, "{answer}");
                    answer
                })
            })
            .collect();
        callers.into_iter().map(|caller| caller.join().unwrap()).collect()
    });
    answers.sort();
    answers
}

/// The time that caller `at` signs: another signature for the same wish.
fn second(at: usize) -> String {
    format!("2026-01-02T03:{:02}:{:02}Z", at / 60, at % 60)
}

/// One number from the database.
fn integer(bundle: &Bundle, sql: &str) -> i64 {
    bundle.database().query_row(sql, [], |row| row.get(0)).unwrap()
}

#[test]
fn the_vectors_are_answered_as_written() {
    let bundle = Bundle::start();
    let file = feiqian_tests::bundle::repository().join("tests/golden/vectors/payee-vectors.json");
    let all: Value = serde_json::from_str(&std::fs::read_to_string(file).unwrap()).unwrap();
    let mut sent = 0;
    for vector in all["vectors"].as_array().unwrap() {
        let (code, message) = match vector["id"].as_str().unwrap() {
            "O01" | "O02" | "O03" => ("000021", "no related information : customerNo"),
            "O04" => ("000023", "data error : accountTag"),
            "O05" | "O06" => ("000020", "parameter null error : customerNo"),
            "O09" => ("000023", "data error : items"),
            _ => continue,
        };
        let mut body = vector["params"].clone();
        body["verifySign"] = vector["verifySign"].clone();
        // A query string is ignored.
        for path in [LIST.to_owned(), format!("{LIST}?merchantNo=1&x=%zz")] {
            let answer = bundle.post_json(&path, &body.to_string());
            let expected = format!(r#"{{"ret_code":"{code}","ret_msg":"{message}"}}"#);
            assert_eq!((answer.status, answer.body.as_str()), (200, expected.as_str()), "{vector}");
            assert_eq!(answer.header("cache-control"), "no-store");
            assert_eq!(answer.header("content-type"), "application/json; charset=utf-8");
        }
        sent += 1;
    }
    assert_eq!(sent, 7);
    bundle.assert_invariants();
}

#[test]
fn what_is_wrong_with_the_transport_has_a_status() {
    let bundle = Bundle::start();
    let body = signed(&[("customerNo", "2000000000000000000001")]);
    let send = |method: &str, path: &str, media_type: &str, body: &str| {
        let content = (method != "GET").then_some((media_type, body.as_bytes()));
        Answer::of(method, &bundle.url(path), content)
    };
    let long = format!("{}{}", body, " ".repeat(65_537 - body.len()));
    let json = "application/json";
    for (method, path, media_type, content, status, code, message) in [
        ("GET", LIST, "", "", 405, "000023", "data error : method"),
        ("PUT", LIST, json, &*body, 405, "000023", "data error : method"),
        ("POST", "/v3/payee/nothing", json, &body, 404, "000021", "no related information : path"),
        ("POST", "/v3/", json, &body, 404, "000021", "no related information : path"),
        ("POST", "/v1/customers/create", json, &body, 404, "000010", "API version error"),
        ("POST", "/v2/payouts/pay", json, &body, 404, "000010", "API version error"),
        ("POST", LIST, "text/plain", &body, 415, "000023", "data error : Content-Type"),
        ("POST", LIST, "application/json; charset=gbk", &body, 415, "000023", "data error : Content-Type"),
        ("POST", LIST, json, &long, 413, "000023", "data error : body"),
        ("POST", LIST, json, &long[1..], 200, "000023", "data error : body"),
        (
            "POST",
            LIST,
            "application/json; charset=UTF-8",
            &long[..65_536],
            200,
            "000021",
            "no related information : customerNo",
        ),
    ] {
        let answer = send(method, path, media_type, content);
        let expected = format!(r#"{{"ret_code":"{code}","ret_msg":"{message}"}}"#);
        assert_eq!((answer.status, answer.body.as_str()), (status, expected.as_str()), "{method} {path}");
        if status == 405 {
            assert_eq!(answer.header("allow"), "POST");
        }
    }
    let encoded = format!(
        "POST {LIST} HTTP/1.1\r\nhost: a\r\nconnection: close\r\ncontent-type: application/json\r\ncontent-encoding: gzip\r\ncontent-length: 2\r\n\r\n{{}}"
    );
    let answer = exchange(bundle.address(), encoded.as_bytes());
    assert!(answer.contains(" 415 ") && answer.contains("data error : Content-Type"), "{answer}");
}

#[test]
fn any_changed_character_of_the_contracts_requests_is_refused() {
    let bundle = Bundle::start();
    let mut connection = Connection::open(bundle.address());
    let mut tried = 0;
    for name in
        ["list_accounts", "find_account_by_tag", "unverified_payee", "delete_account", "create_bank_account"]
    {
        let file = feiqian_tests::bundle::repository().join(format!("tests/golden/payee/{name}.http"));
        let text = std::fs::read_to_string(file).unwrap();
        let (request, answer) = text.split_once("\n---\n").unwrap();
        let path = request.split("\nPOST ").nth(1).unwrap().split(' ').next().unwrap();
        let mut body = request.rsplit_once("\n\n").unwrap().1.to_owned();
        if body.contains("{{sign}}") {
            // The printed signature verifies under no token: this one is computed.
            let token = text.split_once("token=").unwrap().1.lines().next().unwrap();
            let pairs: Value = serde_json::from_str(&body).unwrap();
            let pairs: Vec<(&str, &str)> = pairs
                .as_object()
                .unwrap()
                .iter()
                .map(|(name, value)| (name.as_str(), value.as_str().unwrap()))
                .collect();
            let pairs: Vec<(&str, &str)> =
                pairs.into_iter().filter(|(name, _)| *name != "verifySign").collect();
            body = body.replace("{{sign}}", &payee_sign(token, &pairs));
        }
        let mut in_text = false;
        for (at, old) in body.char_indices() {
            in_text ^= old == '"';
            for new in ['0', 'e', 'Z', ' ', '"'].into_iter().filter(|new| *new != old) {
                if !in_text && old.is_whitespace() && new == ' ' {
                    continue;
                }
                let changed = [&body[..at], &new.to_string(), &body[at + old.len_utf8()..]].concat();
                let (status, answer) = post(&mut connection, path, &changed).unwrap();
                let unsigned = answer == r#"{"ret_code":"000000","ret_msg":"data error : verifySign"}"#;
                // What is no JSON any more, or no name, has no signature to look at.
                let malformed = answer.starts_with(r#"{"ret_code":"000023","ret_msg":"data error : "#);
                let is_structure = !in_text || old == '"' || new == '"' || new == ' ' || old == '\\';
                assert!(status == 200 && (unsigned || is_structure && malformed), "{changed}\n{answer}");
                tried += 1;
            }
        }
        // Untouched it is accepted.
        let code = if name == "unverified_payee" { "000040" } else { "000100" };
        let (_, accepted) = post(&mut connection, path, &body).unwrap();
        assert!(accepted.contains(&format!(r#""ret_code":"{code}""#)), "{accepted}");
        assert!(answer.contains(code));
    }
    assert!(tried > 5_000, "{tried}");
    bundle.assert_invariants();
}

#[test]
fn nothing_sealed_lies_in_the_files_or_the_logs_in_clear() {
    let bundle = Bundle::start();
    let registered = bundle.post_json(REGISTER, &registration("sealed@example.test", "ID-sealed-0815"));
    let customer = member(&registered.body, "customerNo");
    let china = [
        ("accountCountry", "CN"),
        ("accountCurrency", "CNY"),
        ("bankAccountId", CARD),
        ("bankName", "中国建设银行"),
        ("branchId", ""),
        ("bankAccountPurpose", ""),
    ];
    let created = bundle.post_json(CREATE, &account(&customer, "sealed", &china));
    assert!(created.body.contains("000100"), "{created:?}");
    // Refused ones leave nothing either.
    let refused = account(&customer, "sealed", &[("bankAccountId", "98765432100")]);
    assert!(bundle.post_json(CREATE, &refused).body.contains("000022"));
    let bytes = bundle.database_bytes();
    let holds =
        |text: &str| bytes.windows(text.len()).any(|window| window.eq_ignore_ascii_case(text.as_bytes()));
    assert!(holds(&customer) && holds("sealed@example.test"), "the search finds what is there");
    let sign = token_md5(TOKEN);
    for secret in
        [CARD, "98765432100", "ID-sealed-0815", TOKEN, &sign, "6222020000000005655", "110101199003074493"]
    {
        assert!(!holds(secret), "{secret}");
        let hex: String = secret.bytes().map(|byte| format!("{byte:02x}")).collect();
        assert!(!holds(&hex), "{secret} in hexadecimal digits");
    }
    let logs = bundle.logs_with(CREATE);
    for secret in [CARD, "98765432100", "ID-sealed-0815", TOKEN, &sign, "sealed@example.test"] {
        assert!(!logs.contains(secret), "{secret}");
    }
}

#[test]
fn sixty_four_callers_at_once_have_one_effect() {
    let bundle = Bundle::start();
    let (customer, token) = payee(&bundle);
    let address = bundle.address();

    // Money for ten payouts of 200.00 and their fee of 14.00.
    let first = bundle.post_json(PAY, &payout(&customer, &token, "first", "7686.27"));
    assert!(first.body.contains("000100"), "{first:?}");
    let answers = at_once(address, PAY, |at| payout(&customer, &token, &format!("n{at}"), "200.00"));
    let paid = answers.iter().filter(|answer| answer.contains("000100")).count();
    let short = r#"{"ret_code":"000040","ret_msg":"Account balance is not sufficient"}"#;
    let short = answers.iter().filter(|answer| *answer == short).count();
    assert_eq!((paid, short), (10, CALLERS - 10), "{answers:?}");
    assert_eq!(integer(&bundle, "SELECT count(*) FROM payee_payout WHERE merchant_no = '900001'"), 11);

    let answers = at_once(address, REGISTER, |at| registration("same@example.test", &format!("ID-{at:04}")));
    let taken = answers.iter().filter(|answer| answer.contains("parameters do not match : email")).count();
    assert_eq!(taken, CALLERS - 1, "{answers:?}");

    let answers = at_once(address, CREATE, |at| account(&customer, "same", &[("timestamp", &second(at))]));
    let mut tokens: Vec<String> = answers.iter().map(|answer| member(answer, "accountToken")).collect();
    tokens.dedup();
    assert_eq!(tokens.len(), 1, "{answers:?}");
    let number = |at: usize| format!("1234{at:04}");
    let answers =
        at_once(address, ALIAS, |at| account(&customer, "other", &[("bankAccountId", &number(at))]));
    let taken =
        answers.iter().filter(|answer| answer.contains("parameters do not match : accountTag")).count();
    assert_eq!(taken, CALLERS - 1, "{answers:?}");
    bundle.assert_invariants();
}

#[test]
fn the_very_same_request_from_sixty_four_callers_is_executed_once() {
    let bundle = Bundle::start();
    let (customer, token) = payee(&bundle);
    let doomed = member(&bundle.post_json(CREATE, &account(&customer, "doomed", &[])).body, "accountToken");
    for (path, body) in [
        (REGISTER, registration("once@example.test", "ID-once")),
        (UPDATE, signed(&[("customerNo", &customer), ("city", "上海")])),
        (CREATE, account(&customer, "once", &[])),
        (DELETE, signed(&[("customerNo", &customer), ("accountToken", &doomed)])),
        (PAY, payout(&customer, &token, "once", "1.00")),
    ] {
        let mut answers = at_once(bundle.address(), path, |_| body.clone());
        answers.dedup();
        assert_eq!(answers.len(), 1, "{path} {answers:?}");
        assert!(answers[0].contains("000100"), "{path} {answers:?}");
        // On another path the signature is worth nothing.
        let elsewhere = if path == DELETE { LIST } else { DELETE };
        let answer = bundle.post_json(elsewhere, &body);
        assert_eq!(answer.body, r#"{"ret_code":"000030","ret_msg":"Access Denied"}"#, "{path}");
    }
    let count =
        |table: &str| integer(&bundle, &format!("SELECT count(*) FROM {table} WHERE merchant_no = '900001'"));
    assert_eq!((count("payee"), count("payee_account"), count("payee_payout")), (2, 3, 1));
    bundle.assert_invariants();
}

#[test]
fn no_acknowledged_payout_is_lost_or_doubled_over_ten_kills() {
    /// Far more than some ten payments take.
    const PATIENCE: Duration = Duration::from_secs(60);
    const ROUNDS: usize = 10;
    const WRITERS: usize = 4;
    let mut random = fastrand::Rng::with_seed(5);
    let mut bundle = Bundle::with(Options::default());
    let (customer, token) = payee(&bundle);
    bundle
        .database()
        .execute_batch(
            "INSERT INTO payee_posting (merchant_no, currency, reference, kind, from_kind, to_kind, amount, created_at)
             VALUES ('900001', 'USD', 'enough', 'TOPUP', 'FUNDING', 'AVAILABLE', 1000000000, 1)",
        )
        .unwrap();
    let acknowledged = Mutex::new(Vec::<(String, String)>::new());
    let interrupted = AtomicUsize::new(0);
    let mut checked = 0;
    for round in 0..ROUNDS {
        let address = bundle.address();
        thread::scope(|scope| {
            for writer in 0..WRITERS {
                let (customer, token, acknowledged, interrupted) =
                    (&customer, &token, &acknowledged, &interrupted);
                scope.spawn(move || {
                    let mut connection = Connection::open(address);
                    // Bounded: a writer ends at the kill, long before this.
                    for number in 0..100_000 {
                        let body = payout(customer, token, &format!("{round}-{writer}-{number}"), "0.01");
                        match post(&mut connection, PAY, &body) {
                            Ok((_, reply)) => {
                                assert!(reply.contains("000100"), "{reply}");
                                acknowledged.lock().unwrap().push((body, reply));
                            }
                            Err(_) => {
                                interrupted.fetch_add(1, Ordering::Relaxed);
                                return;
                            }
                        }
                    }
                });
            }
            let begun = Instant::now();
            while acknowledged.lock().unwrap().len() <= checked + 10 {
                assert!(begun.elapsed() < PATIENCE, "the writers came to a halt");
                thread::sleep(Duration::from_millis(1));
            }
            thread::sleep(Duration::from_millis(random.u64(0..100)));
            bundle.kill();
        });
        bundle.kill_and_restart();
        let acknowledged = acknowledged.lock().unwrap();
        let database = bundle.database();
        let mut count = database
            .prepare(
                "SELECT count(*) FROM payee_payout o JOIN payee_posting p USING (transaction_no)
                  WHERE o.merchant_no = '900001' AND o.invoice_id = ?1 AND o.transaction_no = ?2 AND p.kind = 'RESERVE'",
            )
            .unwrap();
        for (_, reply) in &acknowledged[checked..] {
            let keys = [member(reply, "invoiceId"), member(reply, "transactionNo")];
            let found: i64 = count.query_row(keys, |row| row.get(0)).unwrap();
            assert_eq!(found, 1, "round {round}: {reply}");
        }
        // The last one before the kill, sent again, has its reply again.
        if let Some((body, reply)) = acknowledged.last() {
            assert_eq!(&bundle.post_json(PAY, body).body, reply);
        }
        checked = acknowledged.len();
        bundle.assert_invariants();
    }
    assert_eq!(interrupted.into_inner(), ROUNDS * WRITERS);
}
