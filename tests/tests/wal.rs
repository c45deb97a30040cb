//! The log of writes of an embedded database stays bounded: it grows while a reader holds a transaction, the dispatcher tells
//! how long it is, and cuts it afterwards.

use feiqian_tests::desk::whole_report;
use feiqian_tests::{Bundle, Options, signed};
use serde_json::json;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;

const KEY: &str = "demo-key-0001";
const WRITERS: usize = 8;

/// More pages than a log has that is left as it is.
const LONG_PAGES: u64 = 5_000;

/// Far more commands than that takes.
const MOST: usize = 20_000;

#[test]
fn the_log_of_writes_is_cut_after_a_reader_has_held_it() {
    let bundle = Bundle::with(Options::on_file());
    let base = bundle.url("");
    let pages = || whole_report(&base, &json!({}))["wal_pages"].as_u64().expect("wal_pages");
    let length = || std::fs::metadata(bundle.state().join("sqlite_db.db-wal")).expect("the log").len();
    // A call that is not a full one looks at nothing.
    assert!(whole_report(&base, &json!({ "topics": ["wallet.notice"] })).get("wal_pages").is_none());
    let before = pages();
    assert!(before < LONG_PAGES, "{before}");

    let reader = bundle.database();
    reader.execute_batch("BEGIN; SELECT count(*) FROM customers;").unwrap();
    let written = AtomicUsize::new(0);
    thread::scope(|scope| {
        for _ in 0..WRITERS {
            scope.spawn(|| {
                while length() < LONG_PAGES * 4_096 {
                    let number = written.fetch_add(1, Ordering::Relaxed);
                    assert!(number < MOST, "the log does not grow: {}", length());
                    let user = format!("wal-{number}");
                    let form = signed(KEY, &[("product_id", "1"), ("product_user_id", &user)]);
                    let answer = bundle.post_form("/create_customer", &form);
                    assert!(answer.body.contains(r#""code":200"#), "{answer:?}");
                }
            });
        }
    });
    // It says how long the log is, and holds nobody up: the reader still sees the beginning.
    let held = pages();
    println!("{} commands, {held} pages, {} bytes", written.load(Ordering::Relaxed), length());
    assert!(held > LONG_PAGES - 100, "{held}");
    let seen: usize = reader
        .query_row("SELECT count(*) FROM customers WHERE product_user_id LIKE 'wal-%'", [], |row| row.get(0))
        .unwrap();
    assert_eq!(seen, 0);
    let form = signed(KEY, &[("product_id", "1"), ("product_user_id", "meanwhile")]);
    assert!(bundle.post_form("/create_customer", &form).body.contains(r#""code":200"#));

    reader.execute_batch("COMMIT").unwrap();
    assert!(length() > LONG_PAGES * 4_096, "nobody has cut it yet");
    let after = pages();
    println!("{after} pages, {} bytes", length());
    assert!(after < LONG_PAGES / 2 && length() < LONG_PAGES * 4_096 / 2, "{after}, {}", length());
    let kept: usize = bundle
        .database()
        .query_row("SELECT count(*) FROM customers WHERE product_user_id LIKE 'wal-%'", [], |row| row.get(0))
        .unwrap();
    assert_eq!(kept, written.load(Ordering::Relaxed));
    bundle.assert_invariants();
}
