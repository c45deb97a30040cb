//! What an endpoint of the wallet is as data, and what serves it.

use crate::Answer;
use crate::body::Bounds;
use crate::call::Authorized;
use crate::failure::{Code, Failure};
use crate::query::Parameters;
use std::fmt;
use std::pin::Pin;

pub use feiqian_endpoint::{Need, may, must};

/// An endpoint as data. Its file exports it, and the component's list of routes names it.
pub type Endpoint = feiqian_endpoint::Endpoint<Access, Rule, Code>;

/// A member of a body.
pub type Field = feiqian_endpoint::Field<Rule>;

/// Who may call, and what the call may carry besides its body.
#[derive(Debug)]
pub struct Access {
    /// What the token must allow; what it allows to see is a matter of the endpoint.
    pub ability: Option<&'static str>,
    /// The parameters of the query.
    pub query: &'static Parameters,
    /// Whether an idempotency key counts.
    pub is_idempotent: bool,
}

/// A rule of a member.
#[derive(Debug, Clone, Copy)]
pub enum Rule {
    /// Once sent it may not be empty.
    Sent,
    /// Once sent it may be `null`, which counts as absent, but not empty.
    NotNull,
    Decimal(Bounds),
    /// An amount within the bounds of the settings.
    Amount,
    Integer,
    Within(i64, i64),
    Boolean,
    MaxChars(usize),
    Is(fn(&str) -> bool),
    /// So many ids.
    Ids(usize),
}

/// What a handler is on its way to.
pub type Answered<'c> = Pin<Box<dyn Future<Output = Result<Answer, Failure>> + 'c>>;

/// An endpoint and its handler, which gets the parameter of the path.
pub struct Route {
    pub endpoint: &'static Endpoint,
    pub(crate) run: for<'c> fn(Authorized<'c>, &'c str) -> Answered<'c>,
}

impl Route {
    pub(crate) const fn new(
        endpoint: &'static Endpoint,
        run: for<'c> fn(Authorized<'c>, &'c str) -> Answered<'c>,
    ) -> Self {
        Route { endpoint, run }
    }

    /// Method and path, within which an idempotency key counts; empty if the endpoint ignores keys.
    pub(crate) fn idempotent(&self, id: &str) -> String {
        match self.endpoint.name.split_once('{') {
            _ if !self.endpoint.access.is_idempotent => String::new(),
            None => self.endpoint.name.to_owned(),
            Some((before, _)) => [before, id].concat(),
        }
    }
}

impl fmt::Debug for Route {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(self.endpoint.name)
    }
}
