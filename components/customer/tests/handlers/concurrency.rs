//! Requests side by side on one database file: the database is the referee.

use crate::common::{CARD, card};
use feiqian_cashier::testing::{Answer, Bench, FIRST, SECOND, by_form, by_query};
use feiqian_customer::handle;
use feiqian_platform::Platform;
use feiqian_platform::http::{Method, Request, Response};
use std::sync::Barrier;

const THREADS: usize = 16;

/// The answers of all threads, each of which sends what `requests` says, all of them at once.
fn side_by_side<H: AsyncFn(&Platform, Request) -> Response + Sync>(
    bench: &Bench<H>,
    requests: impl Fn(usize) -> Vec<Request> + Sync,
) -> Vec<Answer> {
    let start = Barrier::new(THREADS);
    std::thread::scope(|scope| {
        let work = |thread| {
            let (start, requests) = (&start, requests(thread));
            scope.spawn(move || {
                start.wait();
                requests.into_iter().map(|request| bench.send(request)).collect::<Vec<_>>()
            })
        };
        let threads: Vec<_> = (0..THREADS).map(work).collect();
        threads.into_iter().flat_map(|thread| thread.join().expect("no panic")).collect()
    })
}

fn create(user: &str) -> Request {
    by_form(Method::POST, "/create_customer", &FIRST.sign(&[("product_user_id", user)]))
}

#[test]
fn every_user_becomes_one_customer() {
    let directory = tempfile::tempdir().unwrap();
    let bench = Bench::on(Platform::on_file(directory.path().join("test.db")), handle);
    let answers = side_by_side(&bench, |thread| {
        let users = (0..4).flat_map(|n| [format!("same {n}"), format!("own {thread} {n}")]);
        users.map(|user| create(&user)).collect()
    });
    assert_eq!(answers, vec![Answer::success("[]"); THREADS * 8]);
    let users = "SELECT product_user_id FROM customers WHERE id > 2 ORDER BY product_user_id";
    let mut expected: Vec<_> =
        (0..THREADS).flat_map(|t| (0..4).map(move |n| format!("own {t} {n}"))).collect();
    expected.extend((0..4).map(|n| format!("same {n}")));
    expected.sort();
    assert_eq!(bench.texts(users), expected);
    assert_eq!(bench.platform.faults(), [""; 0]);
    bench.check_invariants();
}

#[test]
fn of_many_cards_one_is_bound() {
    let directory = tempfile::tempdir().unwrap();
    let bench = Bench::on(Platform::on_file(directory.path().join("test.db")), handle);
    for round in 0..8 {
        let user = format!("user {round}");
        assert_eq!(bench.send(create(&user)), Answer::success("[]"));
        let answers = side_by_side(&bench, |thread| {
            let number = format!("62220200000000{thread:04}");
            let params = FIRST.sign(&card(&user, &[("bank_account_no", &number)]));
            vec![by_form(Method::POST, "/customer_bank", &params)]
        });
        let (bound, refused): (Vec<_>, Vec<_>) = answers.into_iter().partition(Answer::is_success);
        assert_eq!(refused, vec![Answer::invalid(&[("bank_account_no", "unique")]); THREADS - 1]);
        let read = by_query(Method::GET, "/customer_bank", &FIRST.sign(&[("product_user_id", &user)]));
        assert_eq!(bound, [bench.send(read)], "the one that was told so is the one that is stored");
    }
    assert_eq!(bench.integers("SELECT count(*) FROM customer_banks"), [8]);
    assert_eq!(bench.platform.faults(), [""; 0]);
    bench.check_invariants();
}

#[test]
fn of_many_requests_with_one_nonce_one_passes() {
    let directory = tempfile::tempdir().unwrap();
    let bench = Bench::on(Platform::on_file(directory.path().join("test.db")), handle);
    for round in 0..8 {
        let answers = side_by_side(&bench, |thread| {
            let user = format!("user {round} {thread}");
            let params = SECOND.sign_once(&format!("nonce {round}"), &[("product_user_id", &user)]);
            vec![by_form(Method::POST, "/create_customer", &params)]
        });
        let (passed, refused): (Vec<_>, Vec<_>) = answers.into_iter().partition(Answer::is_success);
        assert_eq!(passed, [Answer::success("[]")]);
        assert_eq!(refused, vec![Answer::forbidden(); THREADS - 1]);
    }
    assert_eq!(bench.integers("SELECT count(*) FROM customers WHERE id > 2"), [8], "one customer a nonce");
    assert_eq!(bench.integers("SELECT count(*) FROM nonces"), [8]);
    assert_eq!(bench.platform.faults(), [""; 0]);
}

/// Takes as long as the platform waits for the lock.
#[test]
fn a_database_that_stays_locked_is_busy() {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("test.db");
    let bench = Bench::on(Platform::on_file(&path), handle);
    let writer = Platform::on_file(&path);
    writer.run_batch("BEGIN IMMEDIATE").unwrap();

    let user = ("product_user_id", "1000001");
    let read = || by_query(Method::GET, "/customer_bank", &FIRST.sign(&[user]));
    let no_card = Answer::invalid(&[("bank_account_no", "exists")]);
    assert_eq!(bench.send(read()), no_card, "a read does not wait for a writer");
    let answers = side_by_side(&bench, |thread| {
        vec![match thread % 3 {
            0 => create("new"),
            1 => by_form(Method::POST, "/customer_bank", &FIRST.sign(&card("1000001", &[]))),
            _ => by_query(Method::GET, "/customer_bank", &SECOND.sign_once("n", &[user])),
        }]
    });
    assert_eq!(answers, vec![Answer::busy(); THREADS]);
    assert_eq!(bench.platform.faults(), [""; 0]);

    writer.run_batch("COMMIT").unwrap();
    assert_eq!(bench.integers("SELECT count(*) FROM customer_banks"), [0], "nothing came of them");
    assert_eq!(bench.integers("SELECT count(*) FROM customers"), [2]);
    assert_eq!(bench.integers("SELECT count(*) FROM nonces"), [0]);
    assert!(
        bench.send(by_form(Method::POST, "/customer_bank", &FIRST.sign(&card("1000001", &[])))).is_success()
    );
    assert!(bench.send(read()).data().contains(&format!(r#""bank_name":"{}""#, CARD[1].1)));
}
