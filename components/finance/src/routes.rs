//! The table of routes: what routing, the OpenAPI document and the test of every route with every role are made of.

pub use feiqian_operator::routes::Access;

/// What a route does.
#[derive(Debug, Clone, Copy)]
pub enum Act {}

pub type Route = feiqian_operator::routes::Route<Act>;

pub static ROUTES: [Route; 0] = [];
