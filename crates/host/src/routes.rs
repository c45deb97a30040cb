//! Which route a path belongs to, with the router that Spin uses.
//!
//! An exact segment goes before a parameter (`:name`), a parameter before the trailing wildcard (`/...`), a longer
//! prefix before a shorter one. One trailing slash, of the route and of the path, does not count.

use anyhow::{Result, anyhow};
use http::HeaderValue;
use std::borrow::Cow;
use std::fmt;

/// Paths under it are the host's own and never reach a component.
pub const WELL_KNOWN_PREFIX: &str = "/.well-known/spin/";

/// The routes of an application; `T` says what answers.
pub struct Routes<T> {
    router: routefinder::Router<Route<T>>,
}

/// One route.
pub struct Route<T> {
    /// What answers.
    pub target: T,
    /// Without the wildcard; empty for the root.
    prefix: String,
    wildcard: bool,
    /// The values of the `spin-*` headers that depend on the route alone.
    pub headers: RouteHeaders,
}

/// See [`Route::headers`].
#[derive(Clone)]
pub struct RouteHeaders {
    /// `spin-matched-route`: the normalised route.
    pub matched_route: HeaderValue,
    /// `spin-raw-component-route`: the route as the manifest has it.
    pub raw_component_route: HeaderValue,
    /// `spin-component-route`: the same without `/...`.
    pub component_route: HeaderValue,
}

impl RouteHeaders {
    /// For `raw`, a route of the manifest, and its normalised form.
    ///
    /// # Errors
    /// Characters that a header cannot carry.
    pub fn new(raw: &str, normalised: &str) -> Result<Self> {
        let value = |text: &str| {
            HeaderValue::from_str(text)
                .map_err(|_| anyhow!("the route {raw:?} has characters a URL cannot have"))
        };
        Ok(Self {
            matched_route: value(normalised)?,
            raw_component_route: value(raw)?,
            component_route: value(raw.strip_suffix("/...").unwrap_or(raw))?,
        })
    }
}

/// A route that matches a path.
pub struct RouteMatch<'routes, 'path, T> {
    found: routefinder::Match<'routes, 'path, Route<T>>,
    path: &'path str,
}

impl<T> Routes<T> {
    /// Builds the table from the manifest's routes, in its order. Of equal routes the last one counts; `duplicate`
    /// is told about each one that does not.
    ///
    /// # Errors
    /// The route that cannot be read.
    pub fn new(
        routes: impl IntoIterator<Item = (String, T)>,
        mut duplicate: impl FnMut(&str),
    ) -> Result<Self> {
        let mut entries: Vec<(String, T)> = Vec::new();
        for (raw, target) in routes {
            match entries.iter_mut().find(|(existing, _)| *existing == raw) {
                Some(existing) => {
                    duplicate(&raw);
                    existing.1 = target;
                }
                None => entries.push((raw, target)),
            }
        }
        let mut router = routefinder::Router::new();
        for (raw, target) in entries {
            let normalised = normalise(&raw);
            let (prefix, wildcard) =
                match normalised.strip_suffix("/...").or_else(|| normalised.strip_suffix("/*")) {
                    Some(prefix) => (prefix.to_owned(), true),
                    None => (normalised.clone(), false),
                };
            let pattern = if wildcard { format!("{prefix}/*") } else { normalised.clone() };
            let route = Route { target, prefix, wildcard, headers: RouteHeaders::new(&raw, &normalised)? };
            router
                .add(pattern.as_str(), route)
                .map_err(|reason| anyhow!("the route {raw:?} cannot be read: {reason}"))?;
        }
        Ok(Self { router })
    }

    /// The best route for `path`, if any.
    pub fn find<'routes, 'path>(&'routes self, path: &'path str) -> Option<RouteMatch<'routes, 'path, T>> {
        let found = self.router.best_match(path)?;
        Some(RouteMatch { found, path })
    }

    /// All routes, in the order in which they are tried.
    pub fn iter(&self) -> impl Iterator<Item = &Route<T>> {
        self.router.iter().map(|(_, route)| route)
    }
}

/// With a slash in front and without one at the end.
fn normalise(raw: &str) -> String {
    let path = raw.strip_suffix('/').unwrap_or(raw);
    if path.is_empty() || path.starts_with('/') { path.to_owned() } else { format!("/{path}") }
}

impl<T> Route<T> {
    /// The path without the wildcard, `/` for the root.
    pub fn path(&self) -> &str {
        if self.prefix.is_empty() { "/" } else { &self.prefix }
    }

    /// Whether longer paths match too.
    pub fn is_wildcard(&self) -> bool {
        self.wildcard
    }

    /// Whether no request can reach it, because the host answers there itself.
    pub fn is_reserved(&self) -> bool {
        self.prefix.starts_with(WELL_KNOWN_PREFIX)
    }
}

impl<T> fmt::Display for Route<T> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let suffix = if self.wildcard { " (wildcard)" } else { "" };
        write!(formatter, "{}{suffix}", if self.wildcard { &self.prefix } else { self.path() })
    }
}

impl<'routes, 'path, T> RouteMatch<'routes, 'path, T> {
    /// The route.
    pub fn route(&self) -> &'routes Route<T> {
        self.found.handler()
    }

    /// The named parameters of the route and what the path has in their places.
    pub fn parameters(&self) -> Vec<(String, String)> {
        self.found.captures().iter().map(|(name, value)| (name.to_owned(), value.to_owned())).collect()
    }

    /// `spin-path-info`: what the wildcard stands for, with its slash in front and the path's trailing slash; empty
    /// for a route without one.
    pub fn path_info(&self) -> Cow<'path, str> {
        let captures = self.found.captures();
        let Some(rest) = captures.wildcard() else {
            return Cow::Borrowed("");
        };
        match (rest.is_empty(), self.path.ends_with('/')) {
            (true, false) => Cow::Borrowed(""),
            (true, true) => Cow::Borrowed("/"),
            (false, false) => Cow::Owned(format!("/{rest}")),
            (false, true) => Cow::Owned(format!("/{rest}/")),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn routes(list: &[&str]) -> Routes<String> {
        Routes::new(list.iter().map(|route| ((*route).to_owned(), (*route).to_owned())), |_| {}).unwrap()
    }

    #[test]
    fn precedence() {
        let routes = routes(&["/", "/...", "/a", "/a/...", "/a/:id", "/a/b", "/a/b/...", "/:x/b", "slash/"]);
        // path, route
        let cases = [
            ("/", "/"),
            ("/z", "/..."),
            ("/z/z", "/..."),
            ("/a", "/a"),
            ("/a/", "/a"),
            ("/a/x", "/a/:id"),
            ("/a/x/", "/a/:id"),
            ("/a/x/y", "/a/..."),
            ("/a/b", "/a/b"),
            ("/a/b/", "/a/b"),
            ("/a/b/c", "/a/b/..."),
            ("/q/b", "/:x/b"),
            ("/slash", "slash/"),
            ("/slash/", "slash/"),
            ("/slash/x", "/..."),
        ];
        for (path, expected) in cases {
            assert_eq!(routes.find(path).expect(path).route().target, expected, "{path}");
        }
    }

    #[test]
    fn without_a_catch_all_the_rest_matches_nothing() {
        let routes = routes(&["/a", "/b/:id"]);
        for path in ["/", "/b", "/b/1/2", "/A", "/aa", "*", ""] {
            assert!(routes.find(path).is_none(), "{path}");
        }
    }

    #[test]
    fn path_info() {
        let routes = routes(&["/foo/...", "/bar", "/all/*", "/p/:id"]);
        let cases = [
            ("/foo", ""),
            ("/foo/", "/"),
            ("/foo/bar", "/bar"),
            ("/foo/bar/", "/bar/"),
            ("/foo/bar/baz", "/bar/baz"),
            ("/bar", ""),
            ("/bar/", ""),
            ("/all/x", "/x"),
            ("/p/1", ""),
        ];
        for (path, expected) in cases {
            assert_eq!(routes.find(path).expect(path).path_info(), expected, "{path}");
        }
    }

    #[test]
    fn parameters() {
        let routes = routes(&["/u/:user/o/:order"]);
        let mut found = routes.find("/u/1/o/2%20x").unwrap().parameters();
        found.sort();
        assert_eq!(found, [("order".to_owned(), "2%20x".to_owned()), ("user".to_owned(), "1".to_owned())]);
    }

    #[test]
    fn the_last_of_equal_routes_counts() {
        let mut told = Vec::new();
        let routes =
            Routes::new([("/a".to_owned(), 1), ("/b".to_owned(), 2), ("/a".to_owned(), 3)], |route| {
                told.push(route.to_owned());
            })
            .unwrap();
        assert_eq!(routes.find("/a").unwrap().route().target, 3);
        assert_eq!(told, ["/a"]);
    }

    #[test]
    fn header_values() {
        let routes = routes(&["/foo/...", "bare/"]);
        let headers = &routes.find("/foo/x").unwrap().route().headers;
        assert_eq!(headers.matched_route, "/foo/...");
        assert_eq!(headers.raw_component_route, "/foo/...");
        assert_eq!(headers.component_route, "/foo");
        let headers = &routes.find("/bare").unwrap().route().headers;
        assert_eq!(headers.matched_route, "/bare");
        assert_eq!(headers.raw_component_route, "bare/");
    }

    #[test]
    fn reserved() {
        let routes = routes(&["/.well-known/spin/health", "/.well-known/other"]);
        let reserved: Vec<bool> = routes.iter().map(Route::is_reserved).collect();
        assert_eq!(reserved.iter().filter(|reserved| **reserved).count(), 1);
    }
}
