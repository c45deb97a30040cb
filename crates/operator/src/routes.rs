//! Tables of routes: what routing, the OpenAPI document and the test of every route with every role are made of. Each
//! component of the desk has one, of its own acts.

use crate::call::decode;
use crate::role::Scope;
pub use feiqian_platform::http::Method;

/// Who may use a route.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Access {
    /// Anybody: the route looks after itself.
    Open,
    /// Whoever is signed in, whatever the role; no token.
    Session,
    /// A role, or a token, that has the scope.
    Needs(Scope),
}

/// One route; `A` is what a component's routes do.
#[derive(Debug)]
pub struct Route<A: 'static> {
    pub method: Method,
    /// `{name}` is a part of the path that is a parameter.
    pub path: &'static str,
    /// As the documentation names it, for the log.
    pub name: &'static str,
    pub access: Access,
    pub act: A,
}

/// A line of a table: method, path below `/admin/api/v1`, access, act.
#[macro_export]
macro_rules! route {
    ($method:ident $path:literal, $access:expr, $act:expr) => {
        $crate::routes::Route {
            method: $crate::routes::Method::$method,
            path: concat!("/admin/api/v1", $path),
            name: concat!(stringify!($method), " /admin/api/v1", $path),
            access: $access,
            act: $act,
        }
    };
}

/// The parts of a path that are parameters, in order.
pub type Parameters = Vec<(&'static str, String)>;

/// What a path leads to.
#[derive(Debug)]
pub enum Found<A: 'static> {
    Route(&'static Route<A>, Parameters),
    /// The path has other methods: the header `Allow`.
    OtherMethods(String),
    Nothing,
}

/// Finds the route of a request. Of two that fit, the first of the table.
pub fn find<A>(table: &'static [Route<A>], method: &Method, path: &str) -> Found<A> {
    let mut allowed = Vec::new();
    for route in table {
        let Some(parameters) = matched(route.path, path) else { continue };
        if route.method == *method {
            return Found::Route(route, parameters);
        }
        allowed.push(route.method.as_str());
    }
    if allowed.is_empty() { Found::Nothing } else { Found::OtherMethods(allowed.join(", ")) }
}

fn matched(pattern: &'static str, path: &str) -> Option<Parameters> {
    let mut parameters = Parameters::new();
    let (mut parts, mut given) = (pattern.split('/'), path.split('/'));
    loop {
        match (parts.next(), given.next()) {
            (None, None) => return Some(parameters),
            (Some(part), Some(given)) => {
                match part.strip_prefix('{').and_then(|part| part.strip_suffix('}')) {
                    Some(_) if given.is_empty() => return None,
                    Some(name) => parameters.push((name, decode(given))),
                    None if part == given => {}
                    None => return None,
                }
            }
            _ => return None,
        }
    }
}
