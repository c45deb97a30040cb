//! One error. [`Kind`] is for programs, its advice for people.

use crate::kinds::{Kind, NOT_SENT, UNKNOWN};
use feiqian_signing::unambiguous::Ambiguous;
use std::fmt;
use std::ops::Deref;

/// What is known about the command.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// Nothing was sent.
    NotSent,
    /// The server refused; nothing changed.
    Refused,
    /// Nobody knows whether the command was carried out.
    Unknown,
}

/// An error of this library: [`Details`] in a box. It holds no key, no token, no signature and no parameter's value.
#[derive(Clone, PartialEq, Eq)]
pub struct Error(Box<Details>);

/// What is known of an error.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Details {
    /// What kind of error it is.
    pub kind: Kind,
    /// The operation, for instance `pay`.
    pub operation: String,
    /// The contract's own code: `403`, `000022`, `service_busy`.
    pub code: String,
    /// The contract's own message.
    pub reason: String,
    /// HTTP status, if there was an answer.
    pub status: Option<u16>,
    /// `x-request-id` of the answer.
    pub request_id: Option<String>,
    /// Fields that break a rule, with the rules.
    pub fields: Vec<(String, Vec<String>)>,
    /// Seconds that the server asks to wait.
    pub retry_after_s: Option<u64>,
}

impl Error {
    pub(crate) fn new(kind: Kind) -> Self {
        Error(Box::new(Details {
            kind,
            operation: String::new(),
            code: String::new(),
            reason: String::new(),
            status: None,
            request_id: None,
            fields: Vec::new(),
            retry_after_s: None,
        }))
    }

    pub(crate) fn because(kind: Kind, reason: impl Into<String>) -> Self {
        Error::new(kind).with(|details| details.reason = reason.into())
    }

    pub(crate) fn of(self, operation: &str) -> Self {
        self.with(|details| details.operation = operation.to_owned())
    }

    pub(crate) fn with(mut self, change: impl FnOnce(&mut Details)) -> Self {
        change(&mut self.0);
        self
    }

    /// What to do about it.
    pub fn advice(&self) -> &'static str {
        self.kind.advice()
    }

    /// What is known about the command.
    pub fn outcome(&self) -> Outcome {
        if NOT_SENT.contains(&self.kind) {
            Outcome::NotSent
        } else if UNKNOWN.contains(&self.kind) {
            Outcome::Unknown
        } else {
            Outcome::Refused
        }
    }
}

impl From<Ambiguous> for Error {
    fn from(ambiguous: Ambiguous) -> Self {
        let fields = vec![(ambiguous.name.into_string(), vec!["ambiguous".to_owned()])];
        Error::new(Kind::AmbiguousText).with(|details| details.fields = fields)
    }
}

impl Deref for Error {
    type Target = Details;

    fn deref(&self) -> &Details {
        &self.0
    }
}

impl fmt::Debug for Error {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "{:?} ({self})", self.kind)
    }
}

impl fmt::Display for Error {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let told = [&self.operation, &self.code, &self.reason];
        let told = told.into_iter().filter(|part| !part.is_empty()).cloned();
        let fields = self.fields.iter().map(|(name, rules)| format!("{name}: {}", rules.join(", ")));
        let told: Vec<String> = told.chain(fields).collect();
        let told = if told.is_empty() { self.kind.as_str().to_owned() } else { told.join(": ") };
        write!(out, "{told}. {}", self.advice())
    }
}

impl std::error::Error for Error {}
