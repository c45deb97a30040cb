//! The scheduler that `cargo xtask up` brings along: in production a timer calls the same path (docs/operations.md).

use std::net::SocketAddr;
use std::thread;
use std::time::Duration;
use ureq::Agent;

/// How long nothing is asked after a call.
const PAUSE: Duration = Duration::from_secs(1);

/// A call may last a little longer than two runs, one of notices and one of payouts, and what each has begun.
const LIMIT: Duration = Duration::from_secs(120);

/// Calls `POST /internal/dispatch` again and again until the process ends. What fails is in the server's log.
pub fn start(address: SocketAddr, token: &str) {
    let config = Agent::config_builder().http_status_as_error(false).timeout_global(Some(LIMIT)).build();
    let agent: Agent = config.into();
    let url = format!("http://{address}/internal/dispatch");
    let authorization = format!("Bearer {token}");
    thread::spawn(move || {
        loop {
            thread::sleep(PAUSE);
            let _ = agent.post(&url).header("authorization", &authorization).send_empty();
        }
    });
}
