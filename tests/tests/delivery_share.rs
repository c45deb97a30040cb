//! One receiver that hangs keeps nobody else waiting, and gets everything once it recovers.

use feiqian_tests::desk::{self, NOTICES};
use feiqian_tests::{Behaviour, Bundle, Options, Received, Receiver};
use rusqlite::Connection;
use serde_json::json;
use std::collections::BTreeSet;
use std::time::{Duration, Instant};

const BACKLOG: usize = 500;

/// Longer than a send waits.
const HANGS: Behaviour = Behaviour::Late(Duration::from_secs(6));

/// Ten failures in a row, and what was under way at the tenth.
const ASKED: i64 = 17;

/// Not by commands: each of them would ask for a delivery of its own, which may come at any time.
fn fill(database: &Connection, product: &str, target: &str, count: usize) {
    let fill = "WITH RECURSIVE row (number) AS (SELECT 1 UNION ALL SELECT number + 1 FROM row WHERE number < ?3)
      INSERT INTO outbox (event_id, topic, tenant, ref, status, target, payload, state, next_at, created_at)
      SELECT lower(hex(randomblob(16))), 'cashier.deposit', ?1, ?1 || '-' || hex(randomblob(8)), '2', ?2,
             json_object('product_id', CAST(?1 AS INTEGER), 'order_sn', 'event-' || number, 'status', 2), 'queued',
             (SELECT count(*) FROM outbox), 0 FROM row";
    assert_eq!(database.execute(fill, (product, target, count as i64)).unwrap(), count);
}

fn count(database: &Connection, sql: &str) -> i64 {
    database.query_row(sql, [], |row| row.get(0)).unwrap()
}

#[test]
fn of_500_events_to_a_receiver_that_hangs_and_one_to_another_the_one_arrives_in_one_call() {
    let (hanging, other) = (Receiver::start(), Receiver::start());
    hanging.behave(&HANGS);
    let bundle = Bundle::with(Options::default());
    let (base, database) = (bundle.url(""), bundle.database());
    fill(&database, "1", &hanging.url("/hangs"), BACKLOG);
    fill(&database, "2", &other.url("/answers"), 1);

    let begun = Instant::now();
    let first = std::thread::scope(|scope| {
        let call = scope.spawn(|| desk::dispatch(&base, &json!({ "topics": NOTICES })));
        // Before the first send to the other has run into its time-out.
        other.wait_for(1, Duration::from_secs(4));
        // What a command's kick asks for finds its row as well, while the first call hangs.
        fill(&database, "2", &other.url("/answers"), 1);
        let kick = scope.spawn(|| desk::dispatch(&base, &json!({ "topics": ["cashier.deposit"] })));
        other.wait_for(2, Duration::from_secs(4));
        kick.join().unwrap();
        call.join().unwrap()
    });
    let took = begun.elapsed();
    assert_eq!(other.received().len(), 2);
    assert!(first["claimed"].as_i64().unwrap() <= ASKED + 1, "{first}");
    assert!(
        hanging.received().len() as i64 <= 2 * ASKED,
        "two calls at once know of each other only afterwards"
    );
    assert_eq!(count(&database, "SELECT count(*) FROM outbox WHERE lease_by IS NOT NULL"), 0);

    // From now on it is asked only with what has been tried, by its own schedule and within its share.
    let asked = hanging.received().len();
    desk::make_due(&database);
    let left_alone =
        "UPDATE outbox_receivers SET opened_at = opened_at + 600000, open_until = open_until + 600000";
    assert_eq!(database.execute(left_alone, []).unwrap(), 1);
    let begun = Instant::now();
    fill(&database, "2", &other.url("/answers"), 20);
    let report = desk::dispatch(&base, &json!({ "topics": NOTICES }));
    assert_eq!((report["claimed"].as_i64(), report["done"].as_i64()), (Some(28), Some(20)), "{report}");
    assert_eq!(report["remaining"], 0, "nobody calls again at once for what has to wait");
    assert_eq!(hanging.received().len(), asked + 8);
    let with_a_probe = begun.elapsed();

    // It recovers, and time passes.
    hanging.behave(&Behaviour::success());
    desk::make_due(&database);
    assert_eq!(
        database.execute("UPDATE outbox_receivers SET opened_at = 1, open_until = 60001", []).unwrap(),
        1
    );
    let mut calls = 0;
    while count(&database, "SELECT count(*) FROM outbox WHERE state = 'queued'") > 0 {
        let report = desk::dispatch(&base, &json!({ "limit": 200, "topics": NOTICES }));
        assert_eq!(report["claimed"], report["done"]);
        calls += 1;
        assert!(calls <= 4, "{report}");
    }
    assert_eq!(count(&database, "SELECT count(*) FROM outbox WHERE state = 'done'"), BACKLOG as i64 + 22);
    assert_eq!(count(&database, "SELECT count(*) FROM outbox_receivers"), 0);
    let received = hanging.received();
    let events: BTreeSet<&str> = received.iter().map(Received::event_id).collect();
    assert_eq!(events.len(), BACKLOG, "all of them");
    bundle.assert_invariants_of("120_outbox");
    println!("first call {took:?}, with a probe {with_a_probe:?}, {calls} calls for {BACKLOG} events");
}
