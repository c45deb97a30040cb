//! The face towards Spin: WASI 0.3, one instance serving up to 16 requests at once and up to 128 in its life.
//!
//! Nothing of a request is kept between requests; what is kept (database connections) is taken and given back
//! between two awaits, never borrowed across one.

mod afterwards;
mod answer;
mod commands;
mod database;
mod journal;
mod outbound;
mod random;
mod receive;
mod refusal;
mod remote;
mod schema;
mod session;
mod settings;
mod sqlite;
mod within;

pub use answer::Streaming;
pub use receive::{RequestHeaders, UnannouncedBody};
pub use session::Session;

#[doc(hidden)] // for `component!`
pub use spin_sdk::wasip3;

use crate::http::{Request, Response};
use crate::key_value::KeyValueError;
use crate::log;
use crate::outbound::OutboundRequest;
use crate::stream::Stream;
use crate::variables::VariableError;
use spin_sdk::key_value;
use std::cell::Cell;
use wasip3::clocks;

/// The outside world of a request.
pub struct Platform {
    /// The time as last read, until something has been waited for: a call into the host costs as much as parsing a
    /// short request.
    now_ms: Cell<Option<i64>>,
    /// What is to be done once the answer is on its way. A closure, so that only components that send have the code.
    afterwards: Cell<Option<Box<dyn FnOnce()>>>,
    /// Until the request waits for something.
    arriving: Cell<Option<commands::Arriving>>,
}

/// How often a request gives way before it begins.
///
/// Spin counts an instance as engaged from when it is given a request until that first waits, and starts another one
/// for a request that finds no instance free: without a wait at the beginning it has as many instances as requests are
/// under way, each with a connection that has to read the schema, all of them rivals for the write lock. The first yield
/// makes the instance free, the second lets Spin see it.
const YIELDS: usize = 2;

impl std::fmt::Debug for Platform {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Platform (Spin)")
    }
}

/// Serves one request: receives it whole, lets `handler` answer, sends the answer in one segment and logs it.
/// The body of [`crate::component!`].
pub async fn serve(
    component: &'static str,
    request: wasip3::http::types::Request,
    body_limit: usize,
    handler: impl AsyncFnOnce(&Platform, Request) -> Response,
) -> Result<wasip3::http::types::Response, wasip3::http::types::ErrorCode> {
    let in_flight = journal::InFlight::begin();
    commands::arrived();
    for _ in 0..YIELDS {
        wasip3::wit_bindgen::yield_async().await;
    }
    let started = clocks::system_clock::now();
    let platform = Platform { now_ms: Cell::new(Some(unix_ms(&started))), ..Platform::idle() };
    let request = receive::receive(request, unix_ms(&started), body_limit).await?;
    platform.arriving.set(Some(commands::Arriving::begin()));
    let request_id = request.id.clone();
    let mut response = handler(&platform, request).await;
    platform.left();
    database::hand_over();
    let answer = answer::prepare(&mut response, &request_id)?;
    let ended = clocks::system_clock::now();
    let duration_us = unix_us(&ended).saturating_sub(unix_us(&started)).max(0);
    let line = match response.silent {
        true => Vec::new(),
        false => log::request_line(unix_ms(&ended), component, &request_id, &response, duration_us),
    };
    let answer = match response.stream {
        None => answer.send(response.body, in_flight, line).await,
        Some(Stream(begin)) => begin(Streaming { answer, request_id, in_flight, log_line: line }),
    };
    if let Some(begin) = platform.afterwards.take() {
        begin();
    }
    Ok(answer)
}

impl Platform {
    /// One that has not read the clock and has nothing to send.
    fn idle() -> Self {
        Platform { now_ms: Cell::new(None), afterwards: Cell::new(None), arriving: Cell::new(None) }
    }

    /// Lets a task go on after the answer. Nothing may depend on its end: the instance may end first.
    pub fn spawn(&self, task: impl AsyncFnOnce(&Platform) + 'static) {
        wasip3::wit_bindgen::spawn(async move { task(&Platform::idle()).await });
    }

    /// Sends a request after the answer of this one, in the background; whether it succeeds is not told. The last one
    /// asked for counts. Nothing may depend on it: the instance may end first.
    pub fn send_afterwards(&self, request: OutboundRequest) {
        self.afterwards.set(Some(Box::new(|| afterwards::send(request))));
    }

    /// The time in unix milliseconds. It stands still until a command or another server has been waited for.
    pub fn now_ms(&self) -> i64 {
        let now_ms = self.now_ms.get().unwrap_or_else(|| unix_ms(&clocks::system_clock::now()));
        self.now_ms.set(Some(now_ms));
        now_ms
    }

    /// Says that the request is going to wait for something.
    fn left(&self) {
        self.arriving.take();
    }

    /// Says that something has been waited for.
    fn waited(&self) {
        self.now_ms.set(None);
    }

    /// Waits, while other requests of the instance go on.
    pub async fn sleep_ms(&self, ms: u64) {
        self.left();
        clocks::monotonic_clock::wait_for(ms.saturating_mul(1_000_000)).await;
        self.waited();
    }

    /// Cryptographically secure random bytes.
    pub fn random<const N: usize>(&self) -> [u8; N] {
        random::bytes()
    }

    /// The value of a variable of the component; empty text if it is declared so.
    ///
    /// # Errors
    /// [`VariableError`] if the component does not declare it or its provider fails.
    pub async fn variable(&self, name: &'static str) -> Result<String, VariableError> {
        settings::variable(name, self.now_ms()).await
    }

    /// Logs a fault that the client is not told about. `fault` must not hold data of the request.
    pub fn log_fault(&self, request_id: &str, fault: &str) {
        journal::write(&log::fault_line(self.now_ms(), request_id, fault));
    }

    /// Reads a value of the key-value store `default`; see [`Platform::entry`] for values that expire.
    pub async fn key_value_get(&self, key: &str) -> Result<Option<Vec<u8>>, KeyValueError> {
        store().await?.get(key).await.map_err(failed)
    }

    /// Writes a value of the key-value store `default`.
    pub async fn key_value_set(&self, key: &str, value: &[u8]) -> Result<(), KeyValueError> {
        store().await?.set(key, value).await.map_err(failed)
    }

    /// Deletes a value of the key-value store `default`; success if there is none.
    pub async fn key_value_delete(&self, key: &str) -> Result<(), KeyValueError> {
        store().await?.delete(key).await.map_err(failed)
    }

    /// At most `limit` keys of the key-value store `default` that start with `prefix`, in no order.
    pub async fn key_value_keys(&self, prefix: &str, limit: usize) -> Result<Vec<String>, KeyValueError> {
        let mut keys = store().await?.get_keys().await;
        let mut found = Vec::new();
        while let Some(key) = keys.next().await {
            if key.starts_with(prefix) {
                found.push(key);
                if found.len() == limit {
                    return Ok(found);
                }
            }
        }
        keys.result().await.map_err(failed)?;
        Ok(found)
    }
}

fn unix_ms(instant: &clocks::system_clock::Instant) -> i64 {
    instant.seconds * 1_000 + i64::from(instant.nanoseconds / 1_000_000)
}

fn unix_us(instant: &clocks::system_clock::Instant) -> i64 {
    instant.seconds * 1_000_000 + i64::from(instant.nanoseconds / 1_000)
}

async fn store() -> Result<key_value::Store, KeyValueError> {
    key_value::Store::open_default().await.map_err(failed)
}

fn failed(error: key_value::Error) -> KeyValueError {
    KeyValueError(error.to_string())
}
