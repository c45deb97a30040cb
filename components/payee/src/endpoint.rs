//! What an endpoint of the payee part is as data, and what serves it.

use crate::call::Authentic;
use crate::codes::Code;
use crate::failure::Failure;
use std::fmt;
use std::pin::Pin;

pub use feiqian_endpoint::{Need, may, must};

/// An endpoint as data. Its file exports one, and the component's list of routes names it.
pub type Endpoint = feiqian_endpoint::Endpoint<Access, Rule, Code>;

/// A row of a request table.
pub type Field = feiqian_endpoint::Field<Rule>;

/// What a value must look like.
#[derive(Debug, Clone, Copy)]
pub enum Rule {
    /// T(n): 1 to n characters, the first and the last no white space.
    Text(usize),
    OneOf(&'static [&'static str]),
    Is(fn(&str) -> bool),
    /// A URL to call back, by the rules that the variables allow.
    IpnUrl,
}

/// A merchant may call every endpoint; what differs is when.
#[derive(Debug, Clone, Copy)]
pub struct Access {
    pub effect: Effect,
    pub timestamp: Need,
}

/// What an endpoint does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Effect {
    Reads,
    /// Its signature is good for one path only, its answer is kept.
    Changes,
    /// It changes, and without a timestamp it stays refused once the database has refused it: whoever has seen it could
    /// repeat it at any time, when the balance or the state of an account is another one.
    Pays,
}

/// Of a read.
pub const READS: Access = Access { effect: Effect::Reads, timestamp: Need::Required };
/// Of a change.
pub const CHANGES: Access = Access { effect: Effect::Changes, timestamp: Need::Required };

/// What a handler is on its way to.
pub type Answered<'c> = Pin<Box<dyn Future<Output = Result<String, Failure>> + 'c>>;

/// An endpoint and its handler.
pub struct Route {
    pub endpoint: &'static Endpoint,
    pub(crate) run: for<'c> fn(&'c Authentic<'c>) -> Answered<'c>,
}

impl Route {
    pub(crate) const fn new(
        endpoint: &'static Endpoint,
        run: for<'c> fn(&'c Authentic<'c>) -> Answered<'c>,
    ) -> Self {
        Route { endpoint, run }
    }

    /// Whether it changes anything.
    pub fn is_mutating(&self) -> bool {
        self.endpoint.access.effect != Effect::Reads
    }
}

impl fmt::Debug for Route {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(self.endpoint.name)
    }
}
