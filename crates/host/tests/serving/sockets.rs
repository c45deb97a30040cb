//! TCP_NODELAY: the host sets it; with `--no-tcp-nodelay` it treats sockets as Spin does.

use crate::harness::{Folder, Start, one_probe};
use std::time::{Duration, Instant};

/// The median time of an answer that is sent in two segments, on a kept-alive connection.
fn median(flags: &[&str]) -> Duration {
    let folder = Folder::new();
    let host = Start::new(&folder, &one_probe()).args(flags).serve();
    let mut connection = host.connect();
    let mut times: Vec<Duration> = (0..41)
        .map(|_| {
            let start = Instant::now();
            // It waits before it answers, so the head leaves before the guest writes the body.
            let reply = connection.request("GET", "/do/sleep/1", &[], b"").unwrap();
            assert_eq!(reply.text(), "slept");
            start.elapsed()
        })
        .collect();
    times.sort();
    times[times.len() / 2]
}

#[cfg(target_os = "linux")]
#[test]
fn spins_socket_behaviour_can_be_had() {
    let ours = median(&[]);
    let spins = median(&["--no-tcp-nodelay"]);
    // Linux delays an acknowledgement by at least 40 ms.
    assert!(spins >= Duration::from_millis(35), "{spins:?}");
    assert!(ours < Duration::from_millis(30), "{ours:?}");
}
