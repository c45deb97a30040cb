//! What an endpoint of the cashier is as data, and what serves it.

use crate::codes::Code;
use crate::failure::Failure;
use crate::reply::Reply;
use crate::role::Act;
use feiqian_platform::Call;
use feiqian_signing::rules::Rule;
use std::fmt;
use std::pin::Pin;

/// An endpoint as data. Its file exports one, and the component's list of routes names it.
pub type Endpoint = feiqian_endpoint::Endpoint<Access, Rule, Code>;

/// Who may call.
#[derive(Debug, Clone, Copy)]
pub enum Access {
    /// Anybody.
    Anyone,
    /// A product, by its signature.
    Product,
    /// An account of a merchant's back office, by its token.
    Account {
        /// What its role must allow, one of them; none for every role.
        acts: &'static [Act],
        /// The parameter that, if it is given, names the merchant.
        merchant: &'static str,
    },
}

/// What a handler is on its way to.
pub type Answered<'c> = Pin<Box<dyn Future<Output = Result<Reply, Failure>> + 'c>>;

/// An endpoint and its handler; `S` are the variables of the component.
pub struct Route<S: 'static> {
    /// The endpoint.
    pub endpoint: &'static Endpoint,
    pub(crate) run: for<'c> fn(&'c Call<'c>, &'c S) -> Answered<'c>,
}

impl<S> Route<S> {
    /// A line of a component's list of routes.
    pub const fn new(
        endpoint: &'static Endpoint,
        run: for<'c> fn(&'c Call<'c>, &'c S) -> Answered<'c>,
    ) -> Self {
        Route { endpoint, run }
    }
}

impl<S> fmt::Debug for Route<S> {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(self.endpoint.name)
    }
}
