//! An endpoint as data. Routing, the rules of its fields and the tests of the OpenAPI document read the same constant,
//! which stands in the endpoint's file.
//!
//! Each part has types of its own for who may call, for a rule and for an error, and names them once:
//! `type Endpoint = feiqian_endpoint::Endpoint<Access, Rule, Code>`.
//!
//! ```
//! use feiqian_endpoint::{Endpoint, Field, may, must};
//!
//! /// The longest text.
//! struct MaxChars(usize);
//!
//! static BOOKS: Endpoint<(), MaxChars, u16> = Endpoint {
//!     name: "GET /books/{id}",
//!     aliases: &["/v1/books/{id}"],
//!     access: (),
//!     fields: &[must("lang", &[MaxChars(2)]), may("edition", &[])],
//!     errors: &[404],
//! };
//! assert_eq!((BOOKS.method(), BOOKS.path()), ("GET", "/books/{id}"));
//! assert_eq!(BOOKS.matched("/v1/books/7"), Some("7"));
//! ```

#![warn(missing_docs)]

/// An endpoint. `A` says who may call and what its part must know besides, `R` is a rule of a field, `C` an error.
#[derive(Debug)]
pub struct Endpoint<A: 'static, R: 'static, C: 'static> {
    /// Method and path as documented: `GET /books/{id}`. At most one part of the path is a parameter.
    pub name: &'static str,
    /// Other paths of the same endpoint.
    pub aliases: &'static [&'static str],
    /// Who may call.
    pub access: A,
    /// The parameters in the order in which their rules are checked.
    pub fields: &'static [Field<R>],
    /// What it can answer beside success and beside the errors of every endpoint of its part.
    pub errors: &'static [C],
}

/// A parameter.
#[derive(Debug)]
pub struct Field<R: 'static> {
    /// As it stands on the wire.
    pub name: &'static str,
    /// Whether it must be given.
    pub need: Need,
    /// What its value must be like, in the order in which it is checked.
    pub rules: &'static [R],
}

/// Whether a parameter must be given.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Need {
    /// Always.
    Required,
    /// Not, or only under a condition that the endpoint knows.
    Optional,
    /// It is no parameter: refusals name it.
    Told,
}

/// A parameter that must be given.
pub const fn must<R>(name: &'static str, rules: &'static [R]) -> Field<R> {
    Field { name, need: Need::Required, rules }
}

/// A parameter that may be left out.
pub const fn may<R>(name: &'static str, rules: &'static [R]) -> Field<R> {
    Field { name, need: Need::Optional, rules }
}

/// A name that only refusals have.
pub const fn told<R>(name: &'static str, rules: &'static [R]) -> Field<R> {
    Field { name, need: Need::Told, rules }
}

impl<A, R, C> Endpoint<A, R, C> {
    /// The method of its name.
    pub fn method(&self) -> &'static str {
        self.name.split_once(' ').map_or("", |(method, _)| method)
    }

    /// The path of its name.
    pub fn path(&self) -> &'static str {
        self.name.split_once(' ').map_or("", |(_, path)| path)
    }

    /// Its paths, the documented one first.
    pub fn paths(&self) -> impl Iterator<Item = &'static str> {
        std::iter::once(self.path()).chain(self.aliases.iter().copied())
    }

    /// The field called `name`.
    pub fn field(&self, name: &str) -> Option<&'static Field<R>> {
        self.fields.iter().find(|field| field.name == name)
    }

    /// The parameter in a path of this endpoint, empty if the path has none; `None` if it is not this endpoint's path.
    pub fn matched<'p>(&self, path: &'p str) -> Option<&'p str> {
        self.paths().find_map(|own| matched(own, path))
    }
}

fn matched<'p>(own: &str, path: &'p str) -> Option<&'p str> {
    let Some((before, rest)) = own.split_once('{') else {
        return (own == path).then_some("");
    };
    let after = rest.split_once('}').map_or("", |(_, after)| after);
    let value = path.strip_prefix(before)?.strip_suffix(after)?;
    (!value.is_empty() && !value.contains('/')).then_some(value)
}

#[cfg(test)]
mod tests {
    use super::*;

    static ENDPOINT: Endpoint<(), (), ()> =
        Endpoint { name: "PATCH /a/{id}/b", aliases: &["/c"], access: (), fields: &[], errors: &[] };

    #[test]
    fn a_path_matches_as_a_whole() {
        assert_eq!(ENDPOINT.matched("/a/1/b"), Some("1"));
        assert_eq!(ENDPOINT.matched("/c"), Some(""));
        for path in ["", "/", "/a", "/a/1", "/a//b", "/a/1/2/b", "/a/1/b/", "/c/", "/a/1/B", "/a/b"] {
            assert_eq!(ENDPOINT.matched(path), None, "{path}");
        }
    }

    #[test]
    fn a_name_is_method_and_path() {
        assert_eq!((ENDPOINT.method(), ENDPOINT.path()), ("PATCH", "/a/{id}/b"));
        assert!(ENDPOINT.field("a").is_none());
    }
}
