//! A backup is restored while providers and receivers remember more than the database: nothing is paid twice, and what is
//! told again is known as the same.

use feiqian_signing::payout::{NONCE_HEADER, SIGNATURE_HEADER, answer_signature};
use feiqian_tests::{Behaviour, Bundle, Options, Received, Receiver, desk};
use rusqlite::Connection;
use serde_json::{Value as Json, json};
use std::collections::{HashMap, HashSet};
use std::sync::Mutex;
use std::time::{Duration, Instant};

const PROVIDER_KEY: &str = "test-provider-key-of-32-bytes-----";

/// More than the age from which on an order is asked after before it is posted.
const LATER: &str = "--clock-offset-ms=1200000";

const EACH: usize = 3;

/// A provider that keeps its own books: what it was ordered, by reference.
fn keep_books(provider: &Receiver) {
    let books = Mutex::new(HashMap::<String, Json>::new());
    provider.behave_by(move |request| {
        let mut books = books.lock().unwrap();
        if request.method == "POST" {
            let order: Json = serde_json::from_slice(&request.body).unwrap();
            books.entry(reference(request)).or_insert(order);
        }
        let answer = match books.get(&reference(request)) {
            None => (404, json!({ "error": "not_found" })),
            Some(order) if request.path.starts_with("/w/") => {
                let (cash_sn, amount) = (&order["cash_sn"], &order["amount"]);
                (
                    200,
                    json!({ "cash_sn": cash_sn, "amount": amount, "status": "paid", "trade_no": "T1",
                              "trade_time": null, "error_code": null, "error_message": null }),
                )
            }
            Some(order) => {
                let (amount, currency) = (&order["amount"], &order["currency"]);
                (
                    200,
                    json!({ "reference": order["reference"], "amount": amount, "currency": currency,
                              "status": "paid", "provider_ref": "T1", "reason": null }),
                )
            }
        };
        let body = answer.1.to_string().into_bytes();
        let nonce = request.header(NONCE_HEADER);
        let signature = answer_signature(PROVIDER_KEY.as_bytes(), answer.0, nonce, &body);
        Behaviour::Answer(answer.0, vec![(SIGNATURE_HEADER, signature)], body)
    });
}

fn reference(request: &Received) -> String {
    if request.method == "GET" {
        return request.path.rsplit('/').next().unwrap_or_default().to_owned();
    }
    let order: Json = serde_json::from_slice(&request.body).unwrap_or_default();
    order["cash_sn"].as_str().or(order["reference"].as_str()).unwrap_or_default().to_owned()
}

/// How often each order was posted.
fn posts(provider: &Receiver) -> HashMap<String, usize> {
    let mut posts = HashMap::new();
    for request in provider.received().iter().filter(|request| request.method == "POST") {
        *posts.entry(reference(request)).or_default() += 1;
    }
    posts
}

fn wallet(bundle: &Bundle, method: &str, path: &str, token: &str, body: &Json) -> Json {
    let answer = desk::json_call(method, &bundle.url(&format!("/api/wallet{path}")), token, body).unwrap();
    assert_eq!(answer.status, 200, "{path} {answer:?}");
    serde_json::from_str(&answer.body).unwrap()
}

/// Applications that are approved and will be paid.
fn apply(bundle: &Bundle) {
    let runner = desk::wallet_token(2, "settings.update", None);
    let change = json!({ "data": { "attributes": { "payout_enabled": true } } });
    wallet(bundle, "PATCH", "/settings", &runner, &change);
    let token = desk::wallet_token(2, "cash.create", Some("o-restored"));
    let reviewer = desk::wallet_token(1, "cash.review", None);
    for _ in 0..EACH {
        let application =
            json!({ "data": { "attributes": { "cash_apply_amount": "2.00", "cash_type": 1 } } });
        let record = wallet(bundle, "POST", "/cash", &token, &application);
        let review = json!({ "ids": [record["data"]["attributes"]["id"]], "cash_status": 2 });
        wallet(bundle, "POST", "/cash/review", &reviewer, &review);
    }
}

/// Lets the dispatcher do everything there is to do.
fn dispatch_all(bundle: &Bundle) {
    let begun = Instant::now();
    let database = bundle.database();
    let left = "SELECT (SELECT count(*) FROM outbox WHERE state = 'queued')
                     + (SELECT count(*) FROM payout_jobs WHERE state = 'open')
                     + (SELECT count(*) FROM user_wallet_cash WHERE cash_status = 2)";
    while database.query_row(left, [], |row| row.get::<_, i64>(0)).unwrap() > 0 {
        assert!(begun.elapsed() < Duration::from_secs(120), "something is never over");
        desk::end_leases(&database);
        desk::make_due(&database);
        desk::dispatch(&bundle.url(""), &json!({ "limit": 100 }));
    }
}

/// Every event of the database: its id, subject and state.
fn events(database: &Connection) -> Vec<(String, String)> {
    let sql = "SELECT event_id, topic || ' ' || ref || ' ' || status FROM outbox WHERE state <> 'skipped' ORDER BY seq";
    let mut query = database.prepare(sql).unwrap();
    let rows = query.query_map([], |row| Ok((row.get(0)?, row.get(1)?))).unwrap();
    rows.map(Result::unwrap).collect()
}

/// Puts a copy of the database in the place of the bundle's.
fn restore(bundle: &Bundle, copy: &std::path::Path) {
    let file = bundle.database_file();
    for ending in ["-wal", "-shm"] {
        let _ = std::fs::remove_file(format!("{}{ending}", file.display()));
    }
    std::fs::copy(copy, file).unwrap();
}

#[test]
fn a_restored_backup_pays_nobody_twice_and_repeats_its_events_under_their_ids() {
    let (provider, receiver) = (Receiver::telling_apart(reference), Receiver::start());
    keep_books(&provider);
    let leaked = |url: String| -> &'static str { url.leak() };
    let own = [
        ("wallet_payout_url", leaked(provider.url("/w"))),
        ("wallet_payout_key", PROVIDER_KEY),
        ("payee_payout_url", leaked(provider.url("/p"))),
        ("payee_payout_key", PROVIDER_KEY),
        ("wallet_webhook_url", leaked(receiver.url("/wallet"))),
        ("token_ttl_seconds", "86400"),
    ];
    let variables = [&own[..], &desk::WALLET_TOKENS].concat();
    let options = Options { variables, ..Options::on_file() };
    let mut bundle = Bundle::with(options.clone());
    let base = bundle.url("");
    let database = bundle.database();
    let told = "UPDATE products SET deposit_callback = ?1, withdraw_callback = ?1";
    database.execute(told, [receiver.url("/cashier")]).unwrap();
    desk::hold(&database);

    // Orders that nobody has posted and events that nobody has told yet …
    apply(&bundle);
    let customer = desk::register(&base, "restored");
    let account = desk::create_account(&base, &customer, "main", "123456708", &receiver.url("/ipn"));
    for number in 0..EACH {
        desk::pay_out(&base, &customer, &account, &format!("r-{number}"));
    }
    let office = desk::sign_in(&base, "M003");
    for _ in 0..EACH {
        let number = desk::order(&base).unwrap();
        desk::data(&desk::paid(&base, &office, &number).unwrap());
    }
    assert!(provider.received().is_empty() && receiver.received().is_empty());

    // … are in the backup; then all is done.
    let copy = bundle.state().join("backup.db");
    database.execute("VACUUM INTO ?1", [copy.to_str().unwrap()]).unwrap();
    let kept = events(&database);
    assert!(kept.len() >= EACH, "{kept:?}");
    dispatch_all(&bundle);
    assert!(posts(&provider).len() == 2 * EACH && posts(&provider).values().all(|posts| *posts == 1));
    let before: HashSet<String> = receiver.received().iter().map(|told| told.event_id().to_owned()).collect();
    let subjects: HashSet<String> = events(&database).into_iter().map(|(_, subject)| subject).collect();
    assert!(kept.iter().all(|(id, _)| before.contains(id)));

    // Twenty minutes later the machine is lost, and the backup is restored.
    drop(database);
    bundle.kill();
    restore(&bundle, &copy);
    let mut later = options;
    later.flags.push(LATER);
    let restored = bundle.beside_with(later);
    let asked_before = provider.received().len();
    receiver.mark(1);
    dispatch_all(&restored);

    assert!(posts(&provider).values().all(|posts| *posts == 1), "{:?}", posts(&provider));
    let asked: Vec<_> = provider.received().split_off(asked_before);
    assert!(asked.len() >= 2 * EACH && asked.iter().all(|request| request.method == "GET"));
    assert_eq!(provider.overlaps(), [""; 0]);
    let database = restored.database();
    let count = |sql: &str| database.query_row(sql, [], |row| row.get::<_, usize>(0)).unwrap();
    assert_eq!(
        count("SELECT count(*) FROM user_wallet_cash WHERE cash_status = 5 AND trade_no = 'T1'"),
        EACH
    );
    assert_eq!(count("SELECT count(*) FROM payee_payout WHERE status = 'success'"), EACH);
    restored.assert_invariants();

    // What was in the backup is told again under its id; what came of it afterwards is of the same subjects and states.
    let again: HashSet<String> = receiver
        .received()
        .iter()
        .filter(|told| told.mark == 1)
        .map(|told| told.event_id().to_owned())
        .collect();
    assert!(kept.iter().all(|(id, _)| again.contains(id)));
    let subjects_again: HashSet<String> = events(&database).into_iter().map(|(_, subject)| subject).collect();
    assert_eq!(subjects, subjects_again);
}
