//! The wallet over HTTP: many at once, kills between, tokens of every algorithm, and a client that nobody here wrote.

use feiqian_tests::{Answer, Bundle, Options, node, wallet_token};
use serde_json::Value as Json;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Barrier, Mutex, RwLock};
use std::thread;
use std::time::{Duration, Instant};

const TOGETHER: usize = 64;

const APPLICATIONS: usize = 1_000;
const WRITERS: usize = 8;
const KILLS: usize = 6;

/// How long an application may take to get through over all kills.
const PATIENCE: Duration = Duration::from_secs(120);

fn application(amount: &str) -> String {
    format!(
        r#"{{"data":{{"attributes":{{"cash_apply_amount":"{amount}","cash_type":0,"cash_mobile":"13800138000"}}}}}}"#
    )
}

fn send(bundle: &Bundle, method: &str, target: &str, token: &str, body: Option<&str>) -> Answer {
    let authorization = format!("Bearer {token}");
    let content = body.map(|body| ("application/json", body.as_bytes()));
    Answer::with_headers(method, &bundle.url(target), &[("authorization", &authorization)], content)
}

fn integers(bundle: &Bundle, sql: &str) -> Vec<i64> {
    let database = bundle.database();
    let mut query = database.prepare(sql).unwrap();
    query.query_map([], |row| row.get(0)).unwrap().map(Result::unwrap).collect()
}

#[test]
fn of_64_applications_with_funds_for_10_exactly_10_succeed() {
    let bundle = Bundle::start();
    let token = wallet_token("2", "cash.create", "EdDSA");
    let start = Barrier::new(TOGETHER);
    let answers: Vec<Answer> = thread::scope(|scope| {
        let running: Vec<_> = (0..TOGETHER)
            .map(|_| {
                scope.spawn(|| {
                    start.wait();
                    send(&bundle, "POST", "/api/wallet/cash", &token, Some(&application("10.00")))
                })
            })
            .collect();
        running.into_iter().map(|thread| thread.join().unwrap()).collect()
    });
    let passed = answers.iter().filter(|answer| answer.status == 200).count();
    assert_eq!(passed, 10);
    for refused in answers.iter().filter(|answer| answer.status != 200) {
        assert_eq!(refused.status, 409, "{}", refused.body);
        assert!(refused.body.contains(r#""code":"available_amount_error""#), "{}", refused.body);
    }
    // Each of the ten was told another balance.
    let mut balances: Vec<String> = answers
        .iter()
        .filter(|answer| answer.status == 200)
        .map(|answer| {
            let document: Json = serde_json::from_str(&answer.body).unwrap();
            document["included"][0]["attributes"]["available_amount"].as_str().unwrap().to_owned()
        })
        .collect();
    balances.sort();
    assert_eq!(
        balances,
        ["0.00", "10.00", "20.00", "30.00", "40.00", "50.00", "60.00", "70.00", "80.00", "90.00"]
    );
    bundle.assert_invariants();
}

#[test]
fn nobody_reviews_or_adjusts_what_is_his_own() {
    let bundle = Bundle::start();
    let everything = "cash.create cash.review wallet.update";
    let (owner, other) = (wallet_token("1", everything, "EdDSA"), wallet_token("2", everything, "EdDSA"));
    for change in [r#"{"operate_type":1,"operate_amount":"5.00"}"#, r#"{"wallet_status":1}"#] {
        let refused = send(&bundle, "PATCH", "/api/wallet/user/1", &owner, Some(change));
        assert_eq!(refused.status, 403, "{}", refused.body);
        assert!(refused.body.contains(r#""code":"permission_denied""#), "{}", refused.body);
    }
    // Application 1 of the demo data is user 1's.
    let review = r#"{"ids":[1],"cash_status":3}"#;
    let refused = send(&bundle, "POST", "/api/wallet/cash/review", &owner, Some(review));
    let expected = r#"{"id":1,"result":"failure","cash_status":1,"code":"permission_denied"}"#;
    assert!(refused.status == 200 && refused.body.contains(expected), "{}", refused.body);
    assert_eq!(integers(&bundle, "SELECT cash_status FROM user_wallet_cash WHERE id = 1"), [1]);
    assert_eq!(integers(&bundle, "SELECT count(*) FROM wallet_adjustments"), [2]);

    let added = r#"{"operate_type":1,"operate_amount":"5.00"}"#;
    assert_eq!(send(&bundle, "PATCH", "/api/wallet/user/1", &other, Some(added)).status, 200);
    let reviewed = send(&bundle, "POST", "/api/wallet/cash/review", &other, Some(review));
    assert!(reviewed.body.contains(r#""1":"success""#), "{}", reviewed.body);
    bundle.assert_invariants();
}

/// What a writer knows of one application.
#[derive(Debug)]
struct Acknowledged {
    /// None if it was sent without a key.
    key: Option<String>,
    cash_sn: String,
    id: i64,
}

#[test]
fn a_thousand_applications_over_six_kills_are_each_there_once() {
    let mut bundle = Bundle::start();
    let token = wallet_token("2", "cash.create", "EdDSA");
    let operator = wallet_token("1", "wallet.update", "EdDSA");
    let funds = r#"{"operate_type":1,"operate_amount":4900}"#;
    assert_eq!(send(&bundle, "PATCH", "/api/wallet/user/2", &operator, Some(funds)).status, 200);

    let address = RwLock::new(bundle.url(""));
    let (next, lost) = (AtomicUsize::new(0), AtomicUsize::new(0));
    let acknowledged = Mutex::new(Vec::<Acknowledged>::new());
    let mut random = fastrand::Rng::with_seed(9);
    thread::scope(|scope| {
        for _ in 0..WRITERS {
            scope.spawn(|| {
                loop {
                    let number = next.fetch_add(1, Ordering::Relaxed);
                    if number >= APPLICATIONS {
                        break;
                    }
                    // Every other one has a key, under which it is repeated until it is answered.
                    let key = (number % 2 == 0).then(|| format!("application-{number}"));
                    if let Some(done) = apply(&address, &token, key.as_deref(), &lost) {
                        acknowledged.lock().unwrap().push(done);
                    }
                }
            });
        }
        for kill in 1..=KILLS {
            let begun = Instant::now();
            while next.load(Ordering::Relaxed) < kill * APPLICATIONS / (KILLS + 1) {
                assert!(begun.elapsed() < PATIENCE, "the writers came to a halt");
                thread::sleep(Duration::from_millis(1));
            }
            thread::sleep(Duration::from_micros(random.u64(0..20_000)));
            bundle.kill_and_restart();
            *address.write().unwrap() = bundle.url("");
        }
    });

    let acknowledged = acknowledged.into_inner().unwrap();
    let lost = lost.into_inner();
    assert!(lost > 0, "no kill met a request");
    let database = bundle.database();
    let mut found = database
        .prepare(
            "SELECT count(*) FROM user_wallet_cash c JOIN user_wallet_logs l ON l.user_wallet_cash_id = c.id
              WHERE c.cash_sn = ?1 AND c.id = ?2 AND c.idem_key IS ?3 AND l.change_available_amount = -100",
        )
        .unwrap();
    for Acknowledged { key, cash_sn, id } in &acknowledged {
        let count: i64 = found.query_row((cash_sn, id, key), |row| row.get(0)).unwrap();
        assert_eq!(count, 1, "{cash_sn} {key:?}");
    }
    drop(found);
    let of_user = |condition: &str| {
        integers(&bundle, &format!("SELECT count(*) FROM user_wallet_cash WHERE user_id = 2 AND {condition}"))
            [0]
    };
    let count = |has_key: bool| acknowledged.iter().filter(|done| done.key.is_some() == has_key).count();
    assert_eq!(count(true), APPLICATIONS / 2, "who has a key gets an answer");
    assert_eq!(of_user("idem_key IS NOT NULL"), APPLICATIONS as i64 / 2, "and is there once");
    assert_eq!(count(false) + lost, APPLICATIONS / 2);
    // Those whose answer was lost are there as a whole or not at all, which the invariants tell.
    let keyless = of_user("idem_key IS NULL") as usize;
    assert!(
        (count(false)..=count(false) + lost).contains(&keyless),
        "{keyless} of {} and {lost}",
        count(false)
    );
    bundle.assert_invariants();
}

/// Applies for 1.00 until there is an answer, which a request without a key gets only if the first try has one.
fn apply(
    address: &RwLock<String>,
    token: &str,
    key: Option<&str>,
    lost: &AtomicUsize,
) -> Option<Acknowledged> {
    let (authorization, body) = (format!("Bearer {token}"), application("1.00"));
    let mut headers = vec![("authorization", authorization.as_str())];
    headers.extend(key.map(|key| ("idempotency-key", key)));
    let begun = Instant::now();
    loop {
        let url = address.read().unwrap().clone() + "/api/wallet/cash";
        let content = Some(("application/json", body.as_bytes()));
        match Answer::attempt("POST", &url, &headers, content) {
            Ok(answer) => {
                assert_eq!(answer.status, 200, "{}", answer.body);
                let document: Json = serde_json::from_str(&answer.body).unwrap();
                let attributes = &document["data"]["attributes"];
                return Some(Acknowledged {
                    key: key.map(str::to_owned),
                    cash_sn: attributes["cash_sn"].as_str().unwrap().to_owned(),
                    id: attributes["id"].as_i64().unwrap(),
                });
            }
            Err(_) if key.is_none() => {
                lost.fetch_add(1, Ordering::Relaxed);
                return None;
            }
            Err(error) => assert!(begun.elapsed() < PATIENCE, "{error}"),
        }
        thread::sleep(Duration::from_millis(5));
    }
}

#[test]
fn tokens_of_every_algorithm_and_bodies_of_every_size() {
    const RSA: &str = include_str!("../../xtask/keys/rs256.public.pem");
    let configurations = [
        ("EdDSA", Vec::new()),
        ("RS256", vec![("wallet_jwt_alg", "RS256"), ("wallet_jwt_key", RSA)]),
        ("HS256", vec![("wallet_jwt_alg", "HS256"), ("wallet_jwt_key", "feiqian development HS256 secret")]),
    ];
    for (configured, variables) in configurations {
        let bundle = Bundle::with(Options { variables, ..Options::default() });
        for algorithm in ["EdDSA", "RS256", "HS256"] {
            let token = wallet_token("1", "cash.create", algorithm);
            let answer = send(&bundle, "POST", "/api/wallet/cash", &token, Some(&application("1.00")));
            if algorithm == configured {
                assert_eq!(answer.status, 200, "{algorithm}: {}", answer.body);
                let large = application("1.00") + &" ".repeat(65_536 - application("1.00").len());
                let answer = |body: &str| send(&bundle, "POST", "/api/wallet/cash", &token, Some(body));
                assert_eq!(answer(&large).status, 200, "65 536 bytes pass");
                assert_eq!(answer(&(large + " ")).status, 413, "one more does not");
            } else {
                assert_eq!(answer.status, 401, "{algorithm} where {configured} is configured");
                assert_eq!(answer.header("www-authenticate"), "Bearer error=\"invalid_token\"");
            }
            let logs = bundle.logs_with("POST /api/wallet/cash");
            assert!(!logs.contains(&token) && !logs.contains("13800138000"), "a secret is in the log");
        }
        bundle.assert_invariants();
    }
}

#[test]
fn a_client_library_resolves_the_relationships() {
    let clients = node::project("tests/clients");
    let bundle = Bundle::start();
    let bind = "INSERT INTO user_wechats (user_id, openid, nickname, created_at, updated_at) VALUES (1, 'o-1', '客户', 1, 1)";
    bundle.database().execute(bind, []).unwrap();
    let applicant = wallet_token("1", "cash.create", "EdDSA");
    let reviewer = wallet_token("2", "cash.review cash.viewList settings.update", "EdDSA");
    let printed = clients.run("jsonapi.mjs", &[&bundle.url(""), &applicant, &reviewer]);
    assert_eq!(printed.trim(), "12 relationships resolved");
    bundle.assert_invariants();
}
