//! From the first line of output to the end: announcement, logs, the stop.

use crate::harness::{Folder, Start, manifest, one_probe, probe};
use std::io::{BufRead as _, BufReader};
use std::net::{TcpListener, TcpStream};
use std::process::Stdio;
use std::time::{Duration, Instant};

#[test]
fn the_start_is_announced() {
    let folder = Folder::new();
    let rest = format!(
        "[[trigger.http]]\nroute = \"/s\"\nstatic_response = {{ body = \"x\" }}\n[component.probe]\nsource = {}\n",
        probe()
    );
    let host = Start::new(&folder, &manifest(&[("/a", "probe"), ("/b/...", "probe")], &rest)).serve();
    let base = format!("http://{}", host.address);
    let mut lines = host.further_lines();
    assert_eq!(lines.remove(0), "Available Routes:");
    lines.sort();
    assert_eq!(
        lines,
        [
            format!("  probe: {base}/a"),
            format!("  probe: {base}/b (wildcard)"),
            format!("  static_response: {base}/s"),
        ]
    );
}

#[test]
fn the_start_can_be_announced_to_programs() {
    let folder = Folder::new();
    folder.write("spin.toml", &one_probe());
    let mut child = std::process::Command::new(env!("CARGO_BIN_EXE_feiqian-host"))
        .current_dir(folder.path())
        .args(["--listen", "127.0.0.1:0", "--format", "json", "--cache-dir"])
        .arg(std::path::Path::new(env!("CARGO_TARGET_TMPDIR")).join("host-cache"))
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let mut line = String::new();
    BufReader::new(child.stdout.take().unwrap()).read_line(&mut line).unwrap();
    child.kill().unwrap();
    child.wait().unwrap();
    let json: serde_json::Value = serde_json::from_str(&line).unwrap();
    assert!(json["base_url"].as_str().unwrap().starts_with("http://127.0.0.1:"), "{json}");
    assert_eq!(json["routes"], serde_json::json!([{ "id": "probe", "route": "/", "wildcard": true }]));
}

#[test]
fn output_goes_to_files_and_to_the_terminal() {
    let folder = Folder::new();
    let host = Start::new(&folder, &one_probe()).serve();
    assert_eq!(host.get("/do/print/one").text(), "printed");
    host.expect_stderr("out one");
    host.expect_stderr("err one");
    drop(host);
    let host = Start::new(&folder, &one_probe()).arg("--quiet").serve();
    assert_eq!(host.get("/do/print/two").text(), "printed");
    let logs = folder.path().join(".spin/logs");
    // Appended to, across starts.
    assert_eq!(std::fs::read_to_string(logs.join("probe_stdout.txt")).unwrap(), "out one\nout two\n");
    assert_eq!(std::fs::read_to_string(logs.join("probe_stderr.txt")).unwrap(), "err one\nerr two\n");
    assert!(!host.stderr().contains("two"), "{}", host.stderr());
}

#[test]
fn output_without_files() {
    let folder = Folder::new();
    let host = Start::new(&folder, &one_probe()).args(&["--log-dir", ""]).serve();
    assert_eq!(host.get("/do/print/one").text(), "printed");
    host.expect_stderr("out one");
    host.expect_stderr("err one");
    assert!(!folder.path().join(".spin/logs").exists());
}

#[test]
fn a_stop_lets_requests_in_flight_finish() {
    for signal in ["TERM", "INT"] {
        let folder = Folder::new();
        let mut host = Start::new(&folder, &one_probe()).serve();
        // A kept-alive connection without a request is nothing to wait for.
        let mut idle = host.connect();
        assert_eq!(idle.request("GET", "/do/sleep/0", &[], b"").unwrap().text(), "slept");
        let mut slow = host.connect();
        slow.send("GET", "/do/begin-sleep/800", &[], b"").unwrap();
        host.expect_begun(1);
        host.signal(signal);
        let start = Instant::now();
        let reply = slow.receive().unwrap();
        assert_eq!((reply.status, reply.text()), (200, "slept"), "{signal}");
        assert_eq!(host.wait().code(), Some(0), "{signal}");
        // Less than the ten seconds that a stop waits at most.
        assert!(start.elapsed() < Duration::from_secs(10), "{signal}: {:?}", start.elapsed());
        assert!(TcpStream::connect(host.address).is_err(), "{signal}");
        assert_eq!(host.stderr(), "begun\n", "{signal}");
    }
}

#[test]
fn a_stop_lets_work_after_an_answer_finish() {
    let folder = Folder::new();
    let mut host = Start::new(&folder, &one_probe()).serve();
    assert_eq!(host.get("/do/after/late/500").text(), "answered");
    host.signal("TERM");
    assert_eq!(host.wait().code(), Some(0));
    let host = Start::new(&folder, &one_probe()).serve();
    assert_eq!(host.get("/do/kv/get/default/late").text(), "Some(\"done\")");
}

#[test]
fn a_stop_has_a_bound() {
    let folder = Folder::new();
    for path in ["/do/begin-sleep/60000", "/do/forever"] {
        let mut host = Start::new(&folder, &one_probe()).args(&["--stop-timeout", "1"]).serve();
        let mut stuck = host.connect();
        stuck.send("GET", path, &[], b"").unwrap();
        host.expect_begun(1);
        host.signal("TERM");
        let start = Instant::now();
        assert_eq!(host.wait().code(), Some(0), "{path}");
        assert!(start.elapsed() < Duration::from_secs(10), "{path}: {:?}", start.elapsed());
        host.expect_stderr("did not finish within 1s");
    }
}

#[test]
fn a_free_port_can_be_found() {
    let folder = Folder::new();
    let taken = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = taken.local_addr().unwrap().to_string();
    let said = Start::new(&folder, &one_probe()).args(&["--listen", &address]).refused();
    assert!(said.contains(&format!("--listen {address}")), "{said}");
    let host = Start::new(&folder, &one_probe()).args(&["--listen", &address, "--find-free-port"]).serve();
    assert_ne!(host.address.to_string(), address);
    assert_eq!(host.get("/").status, 200);
}

#[test]
fn compiled_components_are_kept() {
    let folder = Folder::new();
    let cache = folder.path().join("cache");
    let files = || {
        let mut found = Vec::new();
        let mut folders = vec![cache.clone()];
        while let Some(path) = folders.pop() {
            for entry in std::fs::read_dir(path).unwrap().map_while(Result::ok) {
                match entry.file_type().unwrap().is_dir() {
                    true => folders.push(entry.path()),
                    false => found.push(entry.path()),
                }
            }
        }
        found.retain(|path| path.components().any(|part| part.as_os_str() == "modules"));
        found.retain(|path| path.extension().is_none());
        found.sort();
        found
    };
    let start = || Start::new(&folder, &one_probe()).args(&["--cache-dir", cache.to_str().unwrap()]).serve();
    drop(start());
    let first = files();
    assert!(!first.is_empty());
    assert_eq!(start().get("/").status, 200);
    assert_eq!(files(), first);
}

#[test]
fn a_closed_terminal_is_no_reason_to_fail() {
    let folder = Folder::new();
    folder.write("spin.toml", &one_probe());
    let port = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    let mut child = std::process::Command::new(env!("CARGO_BIN_EXE_feiqian-host"))
        .current_dir(folder.path())
        .args(["--listen", &port.to_string(), "--cache-dir"])
        .arg(std::path::Path::new(env!("CARGO_TARGET_TMPDIR")).join("host-cache"))
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    drop(child.stdout.take());
    drop(child.stderr.take());
    let mut connection = None;
    crate::harness::wait_until("the host listens", || {
        connection = crate::harness::Connection::new(port).ok();
        connection.is_some()
    });
    let mut connection = connection.unwrap();
    for (path, status) in [("/do/print/x", 200), ("/do/trap", 500), ("/do/error", 500), ("/do/print/x", 200)]
    {
        assert_eq!(connection.request("GET", path, &[], b"").unwrap().status, status, "{path}");
    }
    child.kill().unwrap();
    child.wait().unwrap();
}
