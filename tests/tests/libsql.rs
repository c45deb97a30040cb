//! The bundle on libSQL: the schema is that of SQLite, the server's connections are shared out, and a stream or a server
//! that goes is no fault of the client's. `cargo xtask test --libsql` runs the other tests there.

use feiqian_tests::bundle::repository;
use feiqian_tests::{Answer, Bundle, Options, desk, signed, sqld, wallet_token};
use regex::Regex;
use rusqlite::Connection;
use std::collections::BTreeMap;
use std::sync::Barrier;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;
use std::time::{Duration, Instant};

const KEY: &str = "demo-key-0001";

/// More than the server ends a stream after.
const TRICKLE: Duration = Duration::from_secs(15);
const DROP: Duration = Duration::from_millis(500);

/// Whether there is a server; says in one line that there is none.
fn is_there() -> bool {
    sqld::program().inspect_err(|fault| eprintln!("{fault}")).is_ok()
}

fn read(bundle: &Bundle) -> Answer {
    bundle.get(&format!("/province_cities?{}", signed(KEY, &[("product_id", "1"), ("code", "440000000000")])))
}

/// Many reads at once.
fn reads(bundle: &Bundle, many: usize) -> Vec<Answer> {
    let start = Barrier::new(many);
    thread::scope(|scope| {
        let readers: Vec<_> = (0..many)
            .map(|_| {
                scope.spawn(|| {
                    start.wait();
                    read(bundle)
                })
            })
            .collect();
        readers.into_iter().map(|reader| reader.join().unwrap()).collect()
    })
}

/// Which of some answers are what they should be; any other must be the contract's word for a busy database.
fn good(answers: &[Answer]) -> usize {
    let good = answers.iter().filter(|answer| answer.status == 200 && answer.body.contains(r#""code":200"#));
    let busy = answers.iter().filter(|answer| answer.status == 503 && answer.body.contains("service busy"));
    let (good, busy) = (good.count(), busy.count());
    assert_eq!(good + busy, answers.len(), "{answers:?}");
    good
}

fn create(bundle: &Bundle, user: &str) -> Answer {
    let form = signed(KEY, &[("product_id", "1"), ("product_user_id", user)]);
    bundle.post_form("/create_customer", &form)
}

/// What a database consists of: kind and name of everything, and the columns of tables. The client of a server reprints
/// every statement, with keywords in capitals wherever they stand.
fn shape(database: &Connection) -> BTreeMap<String, Vec<String>> {
    let mut shape = BTreeMap::new();
    let kinds =
        "SELECT type || ' ' || name, name FROM sqlite_master WHERE name NOT LIKE 'sqlite\\_%' ESCAPE '\\'";
    let mut statement = database.prepare(kinds).unwrap();
    let all =
        statement.query_map([], |row| Ok((row.get::<_, String>(0)?, row.get::<_, String>(1)?))).unwrap();
    for (kind, name) in all.map(Result::unwrap) {
        let columns = "SELECT name || ' ' || type || ' ' || \"notnull\" || ' ' || coalesce(dflt_value, 'NULL') || ' ' || pk
            FROM pragma_table_info(?)";
        let mut statement = database.prepare(columns).unwrap();
        let columns = statement.query_map([name], |row| row.get::<_, String>(0)).unwrap();
        let columns = columns.map(|column| column.unwrap().to_lowercase()).collect();
        shape.insert(kind, columns);
    }
    shape
}

#[test]
fn the_schema_is_that_of_sqlite() {
    if !is_there() {
        return;
    }
    let [remote, local] = [Bundle::with(Options::on_libsql(&[])), Bundle::with(Options::on_file())];
    let [remote, local] = [&remote, &local].map(|bundle| {
        assert_eq!(good(&[read(bundle)]), 1);
        bundle.assert_invariants();
        shape(&bundle.database())
    });
    assert!(remote.len() > 150, "{}", remote.len());
    for (name, columns) in &local {
        assert_eq!(remote.get(name), Some(columns), "{name}");
    }
    assert_eq!(remote.keys().collect::<Vec<_>>(), local.keys().collect::<Vec<_>>());
}

/// Orders in every state on a bundle, and a token of the desk that reads reports.
fn orders(bundle: &Bundle) -> String {
    const ROWS: usize = 5_000;
    assert_eq!(good(&[read(bundle)]), 1);
    let rows = std::fs::read_to_string(repository().join("tests/rows/money.sql")).unwrap();
    let numbers = [("{rows}", ROWS.to_string()), ("{now}", NOW.to_string()), ("{step}", "1000".to_owned())];
    let rows = numbers.iter().fold(rows, |rows, (name, number)| rows.replace(name, number));
    let database = bundle.database();
    database.busy_timeout(Duration::from_secs(30)).unwrap();
    database.execute_batch(&format!("BEGIN; {rows}; COMMIT")).unwrap();
    desk::reports_token(&database)
}

/// 2026-11-01, long after the demo data begins.
const NOW: i64 = 1_793_491_200_000;

/// Files of the desk are read page by page and streamed: the server's pages are SQLite's.
#[test]
fn a_file_of_the_desk_is_that_of_sqlite() {
    if !is_there() {
        return;
    }
    let bundles = [Bundle::with(Options::on_libsql(&[])), Bundle::with(Options::on_file())];
    let tokens = bundles.each_ref().map(orders);
    let hex = Regex::new("[0-9a-f]{32}").unwrap();
    // Both are read at once, so that the server has several streams to keep apart.
    let files = |path: &str| {
        thread::scope(|scope| {
            let read = |at: usize| {
                let (bundle, token) = (&bundles[at], &tokens[at]);
                scope.spawn(move || {
                    let authorization = format!("Bearer {token}");
                    let headers = [("authorization", authorization.as_str())];
                    let url = bundle.url(&format!("/admin/api/v1/reports/{path}"));
                    let answer = Answer::with_headers("GET", &url, &headers, None);
                    assert_eq!(answer.status, 200, "{answer:?}");
                    answer.body
                })
            };
            [read(0), read(0), read(1)].map(|reader| reader.join().unwrap())
        })
    };
    let mut all = 0;
    for (path, least) in [
        ("deposits.csv", 5_000),
        ("withdrawals.csv", 500),
        ("wallet-applications.csv", 100),
        ("payouts.csv", 100),
        ("notices.csv", 1_000),
        ("refused-payments.csv", 10),
        ("ledger-accounts.csv", 5),
        ("ledger-entries.csv?to=2026-11-02T00:00:00Z", 3_000),
    ] {
        let [remote, again, local] = files(path);
        assert_eq!(remote, again, "{path}");
        // The numbers of notices are random.
        let [remote, local] = [remote, local].map(|file| hex.replace_all(&file, "-").into_owned());
        let differing = remote.lines().zip(local.lines()).find(|(remote, local)| remote != local);
        assert_eq!(differing, None, "{path}");
        assert_eq!((remote.len(), remote.ends_with("\r\n")), (local.len(), true), "{path}");
        let rows = remote.lines().count() - 2;
        assert!(rows >= least && remote.ends_with(&format!("\r\n#end,{rows}\r\n")), "{path}: {rows}");
        all += rows;
    }
    println!("{all} rows");
    for bundle in &bundles {
        bundle.assert_invariants();
    }
}

#[test]
fn two_hundred_reads_at_once_are_answered() {
    if !is_there() {
        return;
    }
    let bundle = Bundle::with(Options::on_libsql(&[]));
    for _ in 0..3 {
        assert!(good(&reads(&bundle, 200)) > 100);
    }
}

/// Whoever finds no place at the server waits for one, and is told so at the limit.
#[test]
fn a_server_with_few_places_is_waited_for() {
    if !is_there() {
        return;
    }
    let few = ["--max-concurrent-connections", "3", "--connection-creation-timeout-sec", "1"];
    let bundle = Bundle::with(Options::on_libsql(&few));
    assert!(good(&reads(&bundle, 64)) > 0);
    assert_eq!(good(&reads(&bundle, 1)), 1);
}

#[test]
fn sixteen_racing_applications_finish() {
    const RACERS: usize = 16;
    const EACH: usize = 6;
    if !is_there() {
        return;
    }
    let bundle = Bundle::with(Options::on_libsql(&[]));
    let token = wallet_token("2", "cash.create", "EdDSA");
    let body =
        r#"{"data":{"attributes":{"cash_apply_amount":"1.00","cash_type":0,"cash_mobile":"13800138000"}}}"#;
    let authorization = format!("Bearer {token}");
    let count = || -> usize {
        let count = "SELECT count(*) FROM user_wallet_cash";
        bundle.database().query_row(count, [], |row| row.get(0)).unwrap()
    };
    let (before, begun) = (count(), Instant::now());
    let start = Barrier::new(RACERS);
    let statuses: Vec<u16> = thread::scope(|scope| {
        let race = || {
            start.wait();
            let apply = |_| {
                let content = Some(("application/json", body.as_bytes()));
                let headers = [("authorization", authorization.as_str())];
                Answer::with_headers("POST", &bundle.url("/api/wallet/cash"), &headers, content).status
            };
            (0..EACH).map(apply).collect::<Vec<_>>()
        };
        let racers: Vec<_> = (0..RACERS).map(|_| scope.spawn(race)).collect();
        racers.into_iter().flat_map(|racer| racer.join().unwrap()).collect()
    });
    let took = begun.elapsed();
    assert!(statuses.iter().all(|status| [200, 503].contains(status)), "{statuses:?}");
    let passed = statuses.iter().filter(|status| **status == 200).count();
    println!("{passed} of {} applications in {took:?}", statuses.len());
    let written = count() - before;
    assert!(passed > statuses.len() / 2 && passed == written, "{passed} passed, {written} are there");
    bundle.assert_invariants();
    // Nobody is left waiting for a lock that nobody has.
    let before = bundle.sqld().cpu_s();
    thread::sleep(Duration::from_secs(2));
    assert!(bundle.sqld().cpu_s() - before < 1.0, "the server is busy with nothing");
}

/// Streams expire at the server after ten seconds without a request: they must not be used again.
fn burst_trickle_burst(restart: Option<bool>) {
    let bundle = Bundle::with(Options::on_libsql(&[]));
    assert_eq!(good(&reads(&bundle, 16)), 16);
    assert!(create(&bundle, "before").body.contains(r#""code":200"#));
    let begun = Instant::now();
    let mut is_restarted = false;
    while begun.elapsed() < TRICKLE {
        assert_eq!(good(&[read(&bundle)]), 1);
        if let Some(politely) = restart.filter(|_| !is_restarted && begun.elapsed() > TRICKLE / 2) {
            bundle.sqld().restart(politely);
            is_restarted = true;
        }
        thread::sleep(DROP);
    }
    assert_eq!(good(&reads(&bundle, 16)), 16);
    let created = create(&bundle, "after");
    assert!(created.status == 200 && created.body.contains(r#""code":200"#), "{created:?}");
    bundle.assert_invariants();
}

#[test]
fn idle_streams_are_given_up_in_time() {
    if is_there() {
        burst_trickle_burst(None);
    }
}

#[test]
fn a_stopped_server_that_comes_back_is_met_again() {
    if is_there() {
        burst_trickle_burst(Some(true));
    }
}

#[test]
fn a_killed_server_that_comes_back_is_met_again() {
    if is_there() {
        burst_trickle_burst(Some(false));
    }
}

/// Commands while the server is killed and started again: what was acknowledged is there once, and what was not can be
/// repeated.
#[test]
fn nothing_acknowledged_is_lost_while_the_server_is_killed() {
    const WRITERS: usize = 8;
    const KILLS: usize = 4;
    if !is_there() {
        return;
    }
    let bundle = Bundle::with(Options::on_libsql(&[]));
    let stop = AtomicBool::new(false);
    let wrote = thread::scope(|scope| {
        let (bundle, stop) = (&bundle, &stop);
        let write = move |writer: usize| {
            let mut acknowledged = Vec::new();
            let mut refused = 0;
            for number in 0.. {
                if stop.load(Ordering::Relaxed) {
                    break;
                }
                let user = format!("libsql-{writer}-{number}");
                // A fault or a busy server: the same request again.
                loop {
                    let answer = create(bundle, &user);
                    match answer.status {
                        200 if answer.body.contains(r#""code":200"#) => break,
                        503 => refused += 1,
                        _ => panic!("{answer:?}"),
                    }
                    assert!(refused < 1_000, "{answer:?}");
                }
                acknowledged.push(user);
            }
            (acknowledged, refused)
        };
        let writers: Vec<_> = (0..WRITERS).map(|writer| scope.spawn(move || write(writer))).collect();
        for kill in 0..KILLS {
            thread::sleep(Duration::from_millis(700));
            bundle.sqld().restart(kill % 2 == 1);
        }
        thread::sleep(Duration::from_millis(700));
        stop.store(true, Ordering::Relaxed);
        writers.into_iter().map(|writer| writer.join().unwrap()).collect::<Vec<_>>()
    });
    let database = bundle.database();
    let mut count = database.prepare("SELECT count(*) FROM customers WHERE product_user_id = ?").unwrap();
    let (mut written, mut refused) = (0, 0);
    for (users, refusals) in &wrote {
        for user in users {
            assert_eq!(count.query_row([user], |row| row.get::<_, i64>(0)).unwrap(), 1, "{user}");
        }
        written += users.len();
        refused += refusals;
    }
    println!("{written} acknowledged over {KILLS} restarts of the server, {refused} answers 503");
    assert!(written > 100, "{written}");
    bundle.assert_invariants();
}
