//! Writers among faults: an instance that dies, a client that goes, a database that is locked, a disk that is full. Whatever
//! happens, every other request gets a true answer, and nothing stays behind that would keep the next one waiting.

use feiqian_tests::raw::Connection;
use feiqian_tests::{Bundle, Options, signed};
use std::path::{Path, PathBuf};
use std::process::Command;
use std::thread;
use std::time::Duration;

const KEY: &str = "demo-key-0001";
const CREATE: &str = "POST /create_customer HTTP/1.1\r\ncontent-type: application/x-www-form-urlencoded\r\n";

fn form(user: &str) -> String {
    signed(KEY, &[("product_id", "1"), ("product_user_id", user)])
}

/// Creates a customer on a connection of its own; whether that was acknowledged, and with what.
fn create(bundle: &Bundle, user: &str) -> (bool, String) {
    match Connection::open(bundle.address()).send(CREATE, form(user).as_bytes()) {
        Ok((status, body)) => (status == 200 && body.contains(r#""code":200"#), format!("{status} {body}")),
        Err(error) => (false, error.to_string()),
    }
}

fn exists(bundle: &Bundle, user: &str) -> bool {
    is_in(&bundle.database(), user)
}

fn is_in(database: &rusqlite::Connection, user: &str) -> bool {
    let mut statement = database.prepare("SELECT 1 FROM customers WHERE product_user_id = ?").unwrap();
    statement.exists([user]).unwrap()
}

/// A customer can still be created.
fn assert_writable(bundle: &Bundle, user: &str) {
    let (acknowledged, answer) = create(bundle, user);
    assert!(acknowledged && exists(bundle, user), "{answer}");
    bundle.assert_invariants();
}

/// A body that is too much for the memory that the instance is given makes it trap, and takes everyone along whom it was
/// serving. Meanwhile others write.
#[test]
fn an_instance_that_traps_while_it_writes_leaves_no_lock_and_loses_nothing_acknowledged() {
    const WRITERS: usize = 24;
    const EACH: usize = 60;
    let bundle = Bundle::with(Options {
        // Enough for small requests, not for what the large one is made into.
        flags: vec!["--max-instance-memory", "1900544"],
        ..Options::default()
    });
    let bulk = format!("&{}", "a=%20&".repeat(10_000));
    let (mut acknowledged, mut failed) = (0, 0);
    thread::scope(|scope| {
        let bundle = &bundle;
        let writers: Vec<_> = (0..WRITERS)
            .map(|writer| {
                scope.spawn(move || {
                    let users = (0..EACH).map(|number| format!("trap-{writer}-{number}"));
                    users.map(|user| (create(bundle, &user), user)).collect::<Vec<_>>()
                })
            })
            .collect();
        let trap = scope.spawn(|| {
            let mut traps = 0;
            for _ in 0..40 {
                let answer = Connection::open(bundle.address())
                    .send(CREATE, [form("bulk").as_bytes(), bulk.as_bytes()].concat().as_slice());
                traps += usize::from(!matches!(answer, Ok((200, _))));
                thread::sleep(Duration::from_millis(5));
            }
            traps
        });
        for writer in writers {
            for ((is_acknowledged, answer), user) in writer.join().unwrap() {
                match is_acknowledged {
                    true => assert!(exists(bundle, &user), "{user} is lost"),
                    // Nothing but the trap is a reason.
                    false => assert!(answer.starts_with("500 "), "{user}: {answer}"),
                }
                acknowledged += usize::from(is_acknowledged);
                failed += usize::from(!is_acknowledged);
            }
        }
        assert!(trap.join().unwrap() > 0, "no instance trapped");
    });
    assert!(acknowledged > 0, "{failed} failed");
    assert_writable(&bundle, "after the traps");
}

/// Commands wait for a lock longer than the request timeout: they are answered without an outcome, and their instance ends
/// once it has nothing else to do. Whether they are carried out is open, as it is with any request that is not answered.
#[test]
fn an_instance_that_is_ended_while_its_commands_wait_leaves_nothing_behind() {
    const WRITERS: usize = 24;
    let bundle = Bundle::with(Options { flags: vec!["--request-timeout", "300ms"], ..Options::default() });
    assert_writable(&bundle, "before");
    let database = bundle.database();
    database.execute_batch("BEGIN IMMEDIATE").unwrap();
    thread::scope(|scope| {
        let bundle = &bundle;
        let create = |writer| scope.spawn(move || create(bundle, &format!("ended-{writer}")));
        let writers: Vec<_> = (0..WRITERS).map(create).collect();
        for writer in writers {
            let (acknowledged, answer) = writer.join().unwrap();
            assert!(!acknowledged, "{answer}");
        }
    });
    database.execute_batch("COMMIT").unwrap();
    assert_writable(&bundle, "after");
}

#[test]
fn a_client_that_hangs_up_while_its_command_waits_keeps_nobody_waiting() {
    const WRITERS: usize = 24;
    let bundle = Bundle::start();
    assert_writable(&bundle, "before");
    let database = bundle.database();
    database.execute_batch("BEGIN IMMEDIATE").unwrap();
    thread::scope(|scope| {
        let bundle = &bundle;
        // Those who go come first: one of them would be the one to try for all.
        for writer in 0..WRITERS {
            let client = Connection::open(bundle.address());
            client.send_and_leave(CREATE, form(&format!("gone-{writer}")).as_bytes()).unwrap();
        }
        let create = |writer| scope.spawn(move || create(bundle, &format!("stays-{writer}")));
        let writers: Vec<_> = (0..WRITERS).map(create).collect();
        thread::sleep(Duration::from_millis(200));
        database.execute_batch("COMMIT").unwrap();
        for (writer, answer) in writers.into_iter().enumerate() {
            let (acknowledged, answer) = answer.join().unwrap();
            assert!(acknowledged && exists(bundle, &format!("stays-{writer}")), "{answer}");
        }
    });
    assert_writable(&bundle, "after");
}

#[test]
fn a_database_that_stays_locked_is_told_to_all_within_the_limit() {
    const WRITERS: usize = 24;
    let bundle = Bundle::start();
    let database = bundle.database();
    database.execute_batch("BEGIN IMMEDIATE").unwrap();
    thread::scope(|scope| {
        let bundle = &bundle;
        let create = |writer| scope.spawn(move || create(bundle, &format!("locked-{writer}")));
        let writers: Vec<_> = (0..WRITERS).map(create).collect();
        for writer in writers {
            let (acknowledged, answer) = writer.join().unwrap();
            assert!(
                !acknowledged && answer.starts_with("503 ") && answer.contains("service busy"),
                "{answer}"
            );
        }
        // Reads never wait for it.
        let query = signed(KEY, &[("product_id", "1")]);
        assert_eq!(bundle.get(&format!("/province_list?{query}")).status, 200);
    });
    database.execute_batch("COMMIT").unwrap();
    assert_writable(&bundle, "after");
}

#[test]
fn a_full_disk_is_told_and_costs_nothing_acknowledged() {
    const WRITERS: usize = 16;
    let Some(disk) = SmallDisk::mount() else {
        return in_a_namespace("a_full_disk_is_told_and_costs_nothing_acknowledged");
    };
    let bundle = Bundle::with(Options { folder: Some(disk.0.clone()), ..Options::default() });
    assert_writable(&bundle, "before");
    // Open before the disk is full: a first connection would need room for its index of the log of writes.
    let database = bundle.database();
    assert!(is_in(&database, "before"));
    let filler = disk.0.join("filler");
    fill(&filler);
    let (mut acknowledged, mut refused) = (0, 0);
    for round in 0..200 {
        let done: Vec<_> = thread::scope(|scope| {
            let bundle = &bundle;
            let users = (0..WRITERS).map(|writer| format!("full-{round}-{writer}"));
            let create = |user: String| scope.spawn(move || (create(bundle, &user), user));
            let writers: Vec<_> = users.map(create).collect();
            writers.into_iter().map(|writer| writer.join().unwrap()).collect()
        });
        for ((is_acknowledged, answer), user) in done {
            assert_eq!(is_in(&database, &user), is_acknowledged, "{user}: {answer}");
            match is_acknowledged {
                true => acknowledged += 1,
                false => {
                    assert!(answer.contains("system exception"), "{user}: {answer}");
                    refused += 1;
                }
            }
        }
        if refused > 4 * WRITERS {
            break;
        }
    }
    assert!(refused > 0, "{acknowledged} acknowledged, the disk was never full");
    let query = signed(KEY, &[("product_id", "1")]);
    assert_eq!(bundle.get(&format!("/province_list?{query}")).status, 200, "reads go on");
    std::fs::remove_file(filler).unwrap();
    assert_writable(&bundle, "after");
}

/// Runs a test again where anyone may mount: in a user namespace. A machine that has none either (a container without
/// privileges) is the only one where the test says that it was not run.
fn in_a_namespace(test: &str) {
    const INSIDE: &str = "FEIQIAN_TEST_NAMESPACE";
    assert!(std::env::var_os(INSIDE).is_none(), "no mount in the namespace");
    let unshare = || {
        let mut unshare = Command::new("unshare");
        unshare.args(["--map-root-user", "--mount"]);
        unshare
    };
    let probe = unshare().args(["mount", "-t", "tmpfs", "tmpfs", "/tmp"]).output();
    if !probe.is_ok_and(|output| output.status.success()) {
        eprintln!("NOT RUN: {test}: this machine lets nobody mount a small disk");
        return;
    }
    let program = std::env::current_exe().expect("this program");
    let run = unshare().arg(program).args(["--exact", test]).env(INSIDE, "1").output().expect("unshare");
    let printed = String::from_utf8_lossy(&run.stdout);
    assert!(run.status.success() && printed.contains("1 passed"), "{printed}");
}

/// Takes what is free.
fn fill(file: &Path) {
    use std::io::Write;
    let mut file = std::fs::File::create(file).unwrap();
    for chunk in [64 * 1024, 4096] {
        while file.write_all(&vec![0; chunk]).is_ok() {}
    }
}

/// A file system of its own, gone when dropped.
struct SmallDisk(PathBuf);

impl SmallDisk {
    fn mount() -> Option<Self> {
        let folder = tempfile::tempdir().unwrap().keep();
        let mut mount = Command::new("mount");
        let mounted = mount.args(["-t", "tmpfs", "-o", "size=8m", "tmpfs"]).arg(&folder).output();
        let is_mounted = mounted.is_ok_and(|output| output.status.success());
        let disk = SmallDisk(folder);
        is_mounted.then_some(disk)
    }
}

impl Drop for SmallDisk {
    fn drop(&mut self) {
        let _ = Command::new("umount").arg("--lazy").arg(&self.0).output();
        let _ = std::fs::remove_dir(&self.0);
    }
}
