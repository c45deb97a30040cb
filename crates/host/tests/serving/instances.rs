//! How instances are reused, shared and given up, and what a failing one does to the rest.

use crate::harness::{Folder, Host, PATIENCE, Reply, Start, one_probe, wait_until};
use std::collections::{BTreeMap, BTreeSet};
use std::time::{Duration, Instant};

/// What `/do/instance` answers: who it was, the how many-th request, the most company it ever had.
fn instance(host: &Host, milliseconds: u32) -> (String, usize, usize) {
    let reply = host.get(&format!("/do/instance/{milliseconds}"));
    assert_eq!(reply.status, 200, "{}", host.stderr());
    parse(&reply)
}

fn parse(reply: &Reply) -> (String, usize, usize) {
    let parts: Vec<&str> = reply.text().split(' ').collect();
    (parts[0].to_owned(), parts[1].parse().unwrap(), parts[2].parse().unwrap())
}

/// How many requests each instance served when `count` came one after another.
fn served_in_turn(host: &Host, count: usize) -> Vec<usize> {
    let mut served: BTreeMap<String, usize> = BTreeMap::new();
    let mut order = Vec::new();
    for _ in 0..count {
        let (id, number, _) = instance(host, 0);
        let so_far = served.entry(id.clone()).or_insert_with(|| {
            order.push(id.clone());
            0
        });
        *so_far += 1;
        assert_eq!(number, *so_far);
    }
    order.iter().map(|id| served[id]).collect()
}

#[test]
fn an_instance_serves_128_requests() {
    let folder = Folder::new();
    // A long idle time: the machine may be busy.
    let host = Start::new(&folder, &one_probe()).args(&["--idle-instance-timeout", "20s"]).serve();
    assert_eq!(served_in_turn(&host, 130), [128, 2]);
}

#[test]
fn the_reuse_count_can_be_set() {
    let folder = Folder::new();
    let flags = ["--max-instance-reuse-count", "3", "--idle-instance-timeout", "20s"];
    let host = Start::new(&folder, &one_probe()).args(&flags).serve();
    assert_eq!(served_in_turn(&host, 7), [3, 3, 1]);
}

#[test]
fn a_range_gives_each_instance_its_own_count() {
    let folder = Folder::new();
    let flags = ["--max-instance-reuse-count", "1..4", "--idle-instance-timeout", "20s"];
    let host = Start::new(&folder, &one_probe()).args(&flags).serve();
    let mut counts = served_in_turn(&host, 60);
    counts.pop();
    let counts: BTreeSet<usize> = counts.into_iter().collect();
    // Among some 30 instances each of the three counts occurs; that one does not has the odds of a coin that falls
    // on the same side for a working day.
    assert_eq!(counts.into_iter().collect::<Vec<_>>(), [1, 2, 3]);
}

/// Some instance serves `limit` requests at the same time, and none ever more.
fn reaches(host: &Host, limit: usize) {
    let mut begun = 0;
    wait_until("an instance is as busy as it may be", || {
        // One after the other: an instance that has just taken a request takes the next one when it waits again, and
        // what comes in between goes to a fresh one. So many, that on a busy machine too some instance fills up.
        let mut connections: Vec<_> = (0..limit * 4 + 2).map(|_| host.connect()).collect();
        for connection in &mut connections {
            connection.send("GET", "/do/instance/2000", &[], b"").unwrap();
            begun += 1;
            host.expect_begun(begun);
        }
        let seen = connections.iter_mut().map(|connection| parse(&connection.receive().unwrap()).2);
        let most = seen.max().unwrap();
        assert!(most <= limit, "{most} requests at once, where {limit} are allowed");
        most == limit
    });
}

#[test]
fn an_instance_serves_16_requests_at_once() {
    let folder = Folder::new();
    let host = Start::new(&folder, &one_probe()).serve();
    reaches(&host, 16);
}

#[test]
fn the_concurrency_can_be_set() {
    let folder = Folder::new();
    for limit in [1, 4] {
        let flags = ["--max-instance-concurrent-reuse-count", &limit.to_string()];
        reaches(&Start::new(&folder, &one_probe()).args(&flags).serve(), limit);
    }
}

#[test]
fn an_idle_instance_goes() {
    let folder = Folder::new();
    let host = Start::new(&folder, &one_probe()).args(&["--idle-instance-timeout", "50ms"]).serve();
    let (first, _, _) = instance(&host, 0);
    let mut pause = Duration::from_millis(10);
    let start = Instant::now();
    loop {
        std::thread::sleep(pause);
        if instance(&host, 0).0 != first {
            break;
        }
        assert!(start.elapsed() < PATIENCE, "it stayed");
        pause *= 2;
    }
}

#[test]
fn a_request_that_overstays_is_given_up() {
    let folder = Folder::new();
    let host = Start::new(&folder, &one_probe()).args(&["--request-timeout", "300ms"]).serve();
    for path in ["/do/sleep/60000", "/do/forever"] {
        let start = Instant::now();
        let reply = host.get(path);
        assert_eq!((reply.status, reply.body.len()), (500, 0), "{path}");
        assert!(start.elapsed() >= Duration::from_millis(250), "{path}: {:?}", start.elapsed());
        assert!(start.elapsed() < Duration::from_secs(20), "{path}: {:?}", start.elapsed());
        assert_eq!(host.get("/do/sleep/1").text(), "slept");
    }
    host.expect_stderr("timed out");
}

#[test]
fn guests_that_compute_forever_do_not_stop_the_host() {
    let folder = Folder::new();
    // An instance that computes serves nobody else, on Spin too; the others must still get their turns.
    let flags = ["--max-instance-concurrent-reuse-count", "1"];
    let host = Start::new(&folder, &one_probe()).args(&flags).serve();
    // More of them than threads.
    let threads = std::thread::available_parallelism().map_or(2, usize::from);
    let mut stuck: Vec<_> = (0..threads + 1).map(|_| host.connect()).collect();
    for connection in &mut stuck {
        connection.send("GET", "/do/forever", &[], b"").unwrap();
    }
    host.expect_begun(stuck.len());
    for _ in 0..5 {
        assert_eq!(host.get("/do/sleep/1").text(), "slept");
        assert_eq!(host.get("/.well-known/spin/health").text(), "OK");
    }
}

#[test]
fn a_trap_is_a_500_and_the_next_request_is_served() {
    let folder = Folder::new();
    let host = Start::new(&folder, &one_probe()).serve();
    for path in ["/do/trap", "/do/error"] {
        for _ in 0..3 {
            let mut connection = host.connect();
            let reply = connection.request("GET", path, &[], b"").unwrap();
            assert_eq!((reply.status, reply.body.len()), (500, 0), "{path}");
            // On the same connection, too.
            assert_eq!(connection.request("GET", "/do/sleep/0", &[], b"").unwrap().text(), "slept", "{path}");
        }
    }
    host.expect_stderr("component probe: ErrorCode::InternalError(Some(\"an error of the probe\"))");
    host.expect_stderr("wasm trap: wasm `unreachable` instruction executed");
    // Why it trapped is for the terminal, and for the log of the component.
    host.expect_stderr("a trap of the probe");
}

#[test]
fn an_answer_that_traps_half_way_is_cut_off() {
    let folder = Folder::new();
    let host = Start::new(&folder, &one_probe()).serve();
    let mut connection = host.connect();
    connection.send("GET", "/do/stream-trap/3/1000", &[], b"").unwrap();
    // It must not look whole. (Without `content-length` it would: wasmtime ends the body of an instance that is gone
    // like any other, under Spin too.)
    assert!(connection.receive().is_err());
    assert_eq!(host.get("/do/stream/3/1000").body.len(), 3000);
}

#[test]
fn a_trap_fails_the_other_requests_of_its_instance() {
    let folder = Folder::new();
    let host = Start::new(&folder, &one_probe()).serve();
    std::thread::scope(|scope| {
        let slow = scope.spawn(|| host.get("/do/instance/60000"));
        // A request that has company is in the instance of the slow one.
        wait_until("a request shares the instance of the slow one", || instance(&host, 0).2 >= 2);
        // A trap goes there too, or, now and then, to a fresh instance.
        wait_until("the slow one fails", || {
            assert_eq!(host.get("/do/trap").status, 500);
            slow.is_finished()
        });
        let reply = slow.join().unwrap();
        assert_eq!((reply.status, reply.body.len()), (500, 0));
    });
    assert_eq!(instance(&host, 0).1, 1);
}

#[test]
fn memory_can_be_limited() {
    let folder = Folder::new();
    let host = Start::new(&folder, &one_probe()).args(&["--max-instance-memory", "16777216"]).serve();
    assert_eq!(host.get("/do/memory/4").text(), "4194304");
    assert_eq!(host.get("/do/memory/64").status, 500);
    assert_eq!(host.get("/do/memory/4").text(), "4194304");
}

#[test]
fn a_flood_waits_instead_of_failing() {
    let folder = Folder::new();
    let alone = ["--max-instance-reuse-count", "1", "--max-instance-concurrent-reuse-count", "1"];
    let host = Start::new(&folder, &one_probe()).args(&alone).serve();
    // More requests, each in an instance of its own, than there are places.
    let mut connections: Vec<_> = (0..600).map(|_| host.connect()).collect();
    for connection in &mut connections {
        connection.send("GET", "/do/sleep/300", &[], b"").unwrap();
    }
    for connection in &mut connections {
        let reply = connection.receive().unwrap();
        assert_eq!((reply.status, reply.text()), (200, "slept"), "{}", host.stderr());
    }
}

fn works(host: &Host) {
    assert_eq!(served_in_turn(host, 2), [2]);
    assert_eq!(host.get("/do/trap").status, 500);
    assert_eq!(host.sql(r#"[["SELECT 1"]]"#).len(), 1);
}

#[test]
fn it_works_without_the_pool() {
    let folder = Folder::new();
    works(&Start::new(&folder, &one_probe()).arg("--disable-pooling").serve());
}

#[cfg(target_os = "linux")]
#[test]
fn it_works_where_address_space_is_short() {
    let folder = Folder::new();
    // Far from what a pool of a thousand memories reserves.
    works(&Start::in_little_space(&folder, &one_probe(), 64 << 30).serve());
}
