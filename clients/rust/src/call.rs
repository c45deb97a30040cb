//! A call that is ready to be sent, and how it is sent.

use crate::answer;
use crate::base::Options;
use crate::clients::Sender;
use crate::error::Error;
use crate::kinds::Kind;
use crate::request::{Given, Outgoing};
use crate::transport;
use serde::de::{DeserializeOwned, IgnoredAny};
use serde::{Deserialize, Deserializer, Serialize};
use std::fmt;
use std::marker::PhantomData;
use std::sync::Arc;
use std::time::Duration;

/// The longest wait that a server may ask for, in seconds.
const LONGEST_WAIT_S: u64 = 30;
const LONGEST_DELAY: Duration = Duration::from_secs(5);

/// The longest answer that is read, in bytes.
pub(crate) const LONGEST_ANSWER: usize = 4 * 1024 * 1024;

/// The operation that ends a session.
const LOG_OUT: &str = "logOut";

const RETRIED: [Kind; 5] =
    [Kind::TimedOut, Kind::ConnectionFailed, Kind::AnswerTruncated, Kind::Unavailable, Kind::InProgress];

/// No parameters, or a success that says no more.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Nothing {}

impl<'de> Deserialize<'de> for Nothing {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        IgnoredAny::deserialize(from).map(|_| Nothing {})
    }
}

/// Where the parameters travel.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Carrier {
    Query,
    Form,
    Json,
    Payee,
}

/// Whether a request may be sent again when nobody knows what became of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Repeat {
    Safe,
    Never,
    /// If this field or header is given.
    With(&'static str),
}

/// How an operation is sent.
#[derive(Debug)]
pub(crate) struct Operation {
    pub(crate) name: &'static str,
    pub(crate) method: &'static str,
    pub(crate) path: &'static str,
    /// The component that serves it.
    pub(crate) component: &'static str,
    pub(crate) carrier: Carrier,
    /// Parameters of the query beside a JSON body.
    pub(crate) query: &'static [&'static str],
    pub(crate) repeat: Repeat,
    /// Whether an idempotency key may be given.
    pub(crate) takes_key: bool,
}

/// An answer as it came.
#[derive(Debug)]
pub(crate) struct Answer {
    pub(crate) status: u16,
    /// Names in lower case.
    pub(crate) headers: Vec<(String, String)>,
    pub(crate) body: Vec<u8>,
}

/// A call that is ready to be sent. It can be sent again: each time it is signed anew.
pub struct Call<T> {
    sender: Arc<Sender>,
    operation: &'static Operation,
    given: Result<Given, Error>,
    idempotency_key: Option<String>,
    timeout: Option<Duration>,
    answer: PhantomData<fn() -> T>,
}

impl<T> fmt::Debug for Call<T> {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "Call ({})", self.operation.name)
    }
}

impl<T: DeserializeOwned> Call<T> {
    pub(crate) fn new(sender: Arc<Sender>, operation: &'static Operation, request: &impl Serialize) -> Self {
        let given = Given::of(request).map_err(|error| error.of(operation.name));
        Call { sender, operation, given, idempotency_key: None, timeout: None, answer: PhantomData }
    }

    /// Makes a command of the wallet and the payee API safe to repeat.
    #[must_use]
    pub fn idempotency_key(mut self, key: impl Into<String>) -> Self {
        self.idempotency_key = Some(key.into());
        self
    }

    /// A time limit of its own for one attempt.
    #[must_use]
    pub fn timeout(mut self, timeout: Duration) -> Self {
        self.timeout = Some(timeout);
        self
    }

    /// Sends the call and waits for the answer.
    ///
    /// # Errors
    /// [`Error`], whose kind and advice say what to do.
    #[cfg(not(target_arch = "wasm32"))]
    pub fn send(&self) -> Result<T, Error> {
        transport::finished(self.run())
    }

    /// Sends the call and waits for the answer.
    ///
    /// # Errors
    /// [`Error`], whose kind and advice say what to do.
    #[cfg(target_arch = "wasm32")]
    pub async fn send(&self) -> Result<T, Error> {
        self.run().await
    }

    async fn run(&self) -> Result<T, Error> {
        let name = self.operation.name;
        let given = self.given.clone()?;
        if let Some(key) = &self.idempotency_key {
            let is_key =
                (1..=128).contains(&key.len()) && key.bytes().all(|byte| matches!(byte, b'!'..=b'~'));
            if !is_key || !self.operation.takes_key {
                let why = if self.operation.takes_key {
                    "an idempotency key is 1 to 128 visible letters of ASCII"
                } else {
                    "this operation takes no idempotency key"
                };
                return Err(Error::because(Kind::InvalidArgument, why).of(name));
            }
        }
        let is_log_out = name == LOG_OUT;
        if is_log_out && !self.sender.is_signed_in() {
            // There is no session to end, and none is begun for it.
            return serde_json::from_value(true.into())
                .map_err(|_| Error::new(Kind::AnswerTruncated).of(name));
        }
        let token = self.sender.token().await?;
        let key = self.idempotency_key.as_deref();
        let is_repeatable = match self.operation.repeat {
            Repeat::Safe => true,
            Repeat::Never => false,
            Repeat::With(field) => key.is_some() || given.has(field),
        };
        let make =
            || self.sender.request(self.operation, &given, &token, key).map_err(|error| error.of(name));
        let timeout = self.timeout.unwrap_or(self.sender.options.timeout);
        let read = |answer: &Answer| answer::read(self.sender.part, name, answer, self.sender.now_ms());
        let result = exchange(&self.sender.options, name, is_repeatable, timeout, make, read).await;
        let is_refused = result.as_ref().is_err_and(|error| error.kind == Kind::AuthenticationFailed);
        if is_refused || is_log_out && result.is_ok() {
            self.sender.forget();
        }
        result
    }
}

/// The result of a request that is made anew for each attempt, so that its time and nonce are fresh.
pub(crate) async fn exchange<T>(
    options: &Options,
    operation: &str,
    is_repeatable: bool,
    timeout: Duration,
    make: impl Fn() -> Result<Outgoing, Error>,
    read: impl Fn(&Answer) -> Result<T, Error>,
) -> Result<T, Error> {
    let retries = if is_repeatable { options.retries } else { 0 };
    let mut attempt = 0;
    loop {
        let answer = transport::exchange(make()?, timeout).await;
        let answer = answer.map_err(|kind| Error::new(kind).of(operation));
        let error = match answer.and_then(|answer| read(&answer)) {
            Ok(result) => return Ok(result),
            Err(error) => error,
        };
        let asked = error.retry_after_s.unwrap_or_default();
        if attempt >= retries || !RETRIED.contains(&error.kind) || asked > LONGEST_WAIT_S {
            return Err(error);
        }
        let delay = options.retry_delay.saturating_mul(1 << attempt.min(16)).min(LONGEST_DELAY);
        let [random] = transport::random::<1>();
        let delay = delay / 2 + delay / 2 * u32::from(random) / 255;
        transport::sleep(Duration::from_secs(asked) + delay).await;
        attempt += 1;
    }
}
