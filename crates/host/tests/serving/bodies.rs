//! Bodies of any size: streamed both ways, buffered nowhere, and no harm when somebody stops reading.

use crate::harness::{Folder, Start, one_probe};
use std::io::{Read as _, Write as _};
use std::time::{Duration, Instant};

#[test]
fn large_bodies_arrive_whole() {
    let folder = Folder::new();
    let host = Start::new(&folder, &one_probe()).serve();
    let body: Vec<u8> = (0..8 * 1024 * 1024_u32).map(|number| (number % 251) as u8).collect();
    let reply = host.request("POST", "/do/count", &[], &body);
    assert_eq!(reply.text(), body.len().to_string());
    let half = &body[..2 * 1024 * 1024];
    // The echo goes back while the rest comes in, so both ends must move.
    let mut connection = host.connect();
    let mut sender = connection.stream.try_clone().unwrap();
    let reply = std::thread::scope(|scope| {
        scope.spawn(move || {
            let head =
                format!("POST /do/echo-body HTTP/1.1\r\nhost: a\r\ncontent-length: {}\r\n\r\n", half.len());
            sender.write_all(head.as_bytes()).unwrap();
            sender.write_all(half).unwrap();
        });
        connection.receive().unwrap()
    });
    assert!(reply.body == half, "the echo differs");
    let mut connection = host.connect();
    let head = b"POST /do/count HTTP/1.1\r\nhost: a\r\ntransfer-encoding: chunked\r\n\r\n";
    connection.stream.write_all(head).unwrap();
    for _ in 0..100 {
        connection.stream.write_all(b"3e8\r\n").unwrap();
        connection.stream.write_all(&body[..1000]).unwrap();
        connection.stream.write_all(b"\r\n").unwrap();
    }
    connection.stream.write_all(b"0\r\n\r\n").unwrap();
    assert_eq!(connection.receive().unwrap().text(), "100000");
    let reply = host.get("/do/stream/100/65536");
    assert_eq!(reply.body.len(), 100 * 65536);
}

#[test]
fn a_body_the_guest_does_not_read_hangs_nothing() {
    let folder = Folder::new();
    let host = Start::new(&folder, &one_probe()).serve();
    let body = vec![b'x'; 16 * 1024 * 1024];
    for _ in 0..3 {
        let start = Instant::now();
        let mut connection = host.connect();
        let mut sender = connection.stream.try_clone().unwrap();
        let body = &body;
        std::thread::scope(|scope| {
            scope.spawn(move || {
                let head =
                    format!("POST /do/discard HTTP/1.1\r\nhost: a\r\ncontent-length: {}\r\n\r\n", body.len());
                _ = sender.write_all(head.as_bytes());
                // The host may close the connection as soon as it has answered.
                _ = sender.write_all(body);
            });
            // The answer may be lost to a reset that overtakes it; that nobody waits is the point.
            if let Ok(reply) = connection.receive() {
                assert_eq!((reply.status, reply.text()), (200, "not read"));
            }
            _ = connection.stream.shutdown(std::net::Shutdown::Both);
        });
        assert!(start.elapsed() < Duration::from_secs(15), "{:?}", start.elapsed());
        assert_eq!(host.post("/do/count", "four").text(), "4");
    }
    // A small one leaves even the connection as it was.
    let mut connection = host.connect();
    for _ in 0..3 {
        assert_eq!(connection.request("POST", "/do/discard", &[], b"little").unwrap().text(), "not read");
    }
}

#[test]
fn a_client_that_goes_away_takes_nothing_with_it() {
    let folder = Folder::new();
    let host = Start::new(&folder, &one_probe()).serve();
    for path in ["/do/sleep/100", "/do/stream/100000/1000", "/do/count", "/do/echo-body"] {
        for _ in 0..3 {
            let mut connection = host.connect();
            let head = format!("POST {path} HTTP/1.1\r\nhost: a\r\ncontent-length: 1000\r\n\r\nonly this");
            connection.stream.write_all(head.as_bytes()).unwrap();
            drop(connection);
        }
        assert_eq!(host.get("/do/sleep/0").text(), "slept", "after {path}");
    }
    assert!(!host.stderr().contains("panicked"), "{}", host.stderr());
}

#[test]
fn a_slow_client_is_waited_for() {
    let folder = Folder::new();
    let host = Start::new(&folder, &one_probe()).serve();
    let mut connection = host.connect();
    let request = b"POST /do/count HTTP/1.1\r\nhost: a\r\ncontent-length: 5\r\n\r\nhello";
    for byte in request {
        connection.stream.write_all(&[*byte]).unwrap();
        std::thread::sleep(Duration::from_millis(2));
    }
    assert_eq!(connection.receive().unwrap().text(), "5");
}

/// Bytes of memory the process has, from `/proc`.
#[cfg(target_os = "linux")]
fn resident(process_id: u32) -> usize {
    let status = std::fs::read_to_string(format!("/proc/{process_id}/status")).unwrap();
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:")).unwrap();
    line.trim().strip_suffix(" kB").unwrap().parse::<usize>().unwrap() * 1024
}

#[cfg(target_os = "linux")]
#[test]
fn nothing_is_buffered_without_bound() {
    let folder = Folder::new();
    let host = Start::new(&folder, &one_probe()).serve();
    assert_eq!(host.get("/do/stream/16/65536").body.len(), 16 * 65536);
    let before = resident(host.process_id());

    // An answer of 256 MiB that nobody reads.
    let mut unread = host.connect();
    unread.send("GET", "/do/stream/4096/65536", &[], b"").unwrap();
    unread.receive_head().unwrap();
    // A body that the guest, busy with something else, does not read.
    let mut unwanted = host.connect();
    unwanted.stream.set_write_timeout(Some(Duration::from_millis(300))).unwrap();
    let head = b"POST /do/sleep/3000 HTTP/1.1\r\nhost: a\r\ncontent-length: 268435456\r\n\r\n";
    unwanted.stream.write_all(head).unwrap();
    let piece = vec![b'x'; 1024 * 1024];
    let mut sent = 0;
    while sent < 256 && unwanted.stream.write_all(&piece).is_ok() {
        sent += 1;
    }
    let after = resident(host.process_id());
    assert!(after < before + 64 * 1024 * 1024, "{before} bytes before, {after} after");
    assert!(sent < 64, "{sent} MiB were taken from the client");

    // The unread answer is still whole.
    let mut rest = vec![0; 1024 * 1024];
    let mut count = 0;
    while count < 64 * 1024 * 1024 {
        count += unread.stream.read(&mut rest).unwrap();
    }
}
