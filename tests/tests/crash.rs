//! What was acknowledged survives a SIGKILL, and nothing is done twice.

use feiqian_tests::raw::Connection;
use feiqian_tests::{Bundle, signed};
use std::collections::HashSet;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;
use std::time::Duration;

const KEY: &str = "demo-key-0001";
const KILLS: usize = 200;
/// Half of them create customers, half order deposits.
const WRITERS: usize = 64;
/// Every so many kills all invariants are checked; the acknowledged requests are looked for after each.
const AUDIT_EVERY: usize = 20;

const HEAD: &str = "HTTP/1.1\r\ncontent-type: application/x-www-form-urlencoded\r\n";

/// A request of a writer, and the text by which what it writes is found.
fn request(writer: usize, name: &str) -> (String, String) {
    let (path, parameters) = match writer % 2 {
        0 => ("/create_customer", vec![("product_user_id", name)]),
        _ => {
            let order = [("payment_code", "3"), ("amount", "300.00"), ("depositor", "kill")];
            ("/pay", [&order[..], &[("product_user_id", "1000001"), ("product_order_sn", name)]].concat())
        }
    };
    let form = signed(KEY, &[&parameters[..], &[("product_id", "1")]].concat());
    (format!("POST {path} {HEAD}"), form)
}

/// What was acknowledged until the connection broke.
fn write(bundle: &Bundle, round: usize, writer: usize, stop: &AtomicBool) -> (Vec<String>, bool) {
    let mut acknowledged = Vec::new();
    let Ok(mut connection) = Connection::try_open(bundle.address()) else {
        return (acknowledged, true);
    };
    for number in 0.. {
        if stop.load(Ordering::Relaxed) {
            break;
        }
        let name = format!("kill-{round}-{writer}-{number}");
        let (head, form) = request(writer, &name);
        match connection.send(&head, form.as_bytes()) {
            Ok((status, body)) => {
                assert!(status == 200 && body.contains(r#""code":200"#), "{status} {body}");
                acknowledged.push(name);
            }
            Err(_) => return (acknowledged, true),
        }
    }
    (acknowledged, false)
}

#[test]
fn nothing_acknowledged_is_lost_over_two_hundred_kills_under_64_writers() {
    let mut random = fastrand::Rng::with_seed(20);
    let mut bundle = Bundle::start();
    let (mut written, mut interrupted) = (0, 0);
    for round in 0..KILLS {
        let stop = AtomicBool::new(false);
        let done: Vec<_> = thread::scope(|scope| {
            let bundle = &bundle;
            let stop = &stop;
            let writers: Vec<_> =
                (0..WRITERS).map(|writer| scope.spawn(move || write(bundle, round, writer, stop))).collect();
            // The moment of the kill is random; that something was acknowledged by then is checked below.
            thread::sleep(Duration::from_millis(random.u64(20..200)));
            bundle.signal_kill();
            stop.store(true, Ordering::Relaxed);
            writers.into_iter().map(|writer| writer.join().unwrap()).collect()
        });
        bundle.kill_and_restart();

        let database = bundle.database();
        let names = |sql: &str| -> Vec<String> {
            let mut statement = database.prepare(sql).unwrap();
            let found = statement.query_map([format!("kill-{round}-%")], |row| row.get(0)).unwrap();
            found.map(Result::unwrap).collect()
        };
        let found = [
            names("SELECT product_user_id FROM customers WHERE product_id = 1 AND product_user_id LIKE ?"),
            names("SELECT product_order_sn FROM deposit_records WHERE product_id = 1 AND product_order_sn LIKE ?"),
        ]
        .concat();
        let distinct: HashSet<&String> = found.iter().collect();
        assert_eq!(distinct.len(), found.len(), "round {round}: done twice");
        for (acknowledged, broke) in &done {
            let lost: Vec<_> = acknowledged.iter().filter(|name| !distinct.contains(name)).collect();
            assert!(lost.is_empty(), "round {round}: lost {lost:?}");
            written += acknowledged.len();
            interrupted += usize::from(*broke);
        }
        if round % AUDIT_EVERY == AUDIT_EVERY - 1 {
            bundle.assert_invariants();
        }
    }
    assert!(written > 0 && interrupted > KILLS, "{written} acknowledged, {interrupted} interrupted");
}
