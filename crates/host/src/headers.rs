//! What Spin does to the headers of a request before a component sees it.
//!
//! Two transport headers go (`Connection`; `Host` when it names a `*.spin.internal` component, which only components
//! may address), and the `spin-*` headers come. They are appended: a client may have sent headers of the same names,
//! and Spin keeps those, so a component must read the last value.

use crate::allowed_hosts::chained_component;
use crate::routes::{RouteHeaders, RouteMatch};
use http::uri::{Authority, Scheme};
use http::{HeaderMap, HeaderName, HeaderValue, Request, Uri, header};
use std::net::SocketAddr;

const FULL_URL: HeaderName = HeaderName::from_static("spin-full-url");
const PATH_INFO: HeaderName = HeaderName::from_static("spin-path-info");
const MATCHED_ROUTE: HeaderName = HeaderName::from_static("spin-matched-route");
const BASE_PATH: HeaderName = HeaderName::from_static("spin-base-path");
const RAW_COMPONENT_ROUTE: HeaderName = HeaderName::from_static("spin-raw-component-route");
const COMPONENT_ROUTE: HeaderName = HeaderName::from_static("spin-component-route");
const CLIENT_ADDR: HeaderName = HeaderName::from_static("spin-client-addr");

/// Why a request cannot be handed to a component.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Unacceptable {
    /// Neither a `Host` header nor an absolute request target (or an address of service chaining): nobody knows
    /// which URL was meant.
    NoHost,
    /// `Host` is not a host, or differs from the absolute request target.
    BadHost,
    /// A header value that is not UTF-8; Spin fails such requests too.
    NotUtf8,
}

/// Removes the headers no component may see.
pub fn strip(headers: &mut HeaderMap) {
    let chained = headers
        .get(header::HOST)
        .and_then(|host| host.to_str().ok())
        .and_then(|host| host.parse::<Authority>().ok())
        .is_some_and(|authority| chained_component(authority.host()).is_some());
    if chained {
        headers.remove(header::HOST);
    }
    headers.remove(header::CONNECTION);
}

/// Makes the request's URI absolute, from the `Host` header or from the request target itself.
///
/// # Errors
/// See [`Unacceptable`].
pub fn make_absolute<B>(request: &mut Request<B>) -> Result<(), Unacceptable> {
    let from_header = match request.headers().get(header::HOST) {
        Some(host) => {
            let host = host.to_str().map_err(|_| Unacceptable::BadHost)?;
            Some(host.parse::<Authority>().map_err(|_| Unacceptable::BadHost)?)
        }
        None => None,
    };
    let mut parts = std::mem::take(request.uri_mut()).into_parts();
    let authority = match (from_header, parts.authority.take()) {
        (None, None) => return Err(Unacceptable::NoHost),
        (Some(one), Some(other)) if one != other => return Err(Unacceptable::BadHost),
        (Some(authority), _) | (None, Some(authority)) => authority,
    };
    parts.scheme = Some(Scheme::HTTP);
    parts.authority = Some(authority);
    *request.uri_mut() = Uri::from_parts(parts).map_err(|_| Unacceptable::BadHost)?;
    Ok(())
}

/// Appends the `spin-*` headers. The URI is absolute already ([`make_absolute`]).
///
/// # Errors
/// [`Unacceptable::NotUtf8`].
pub fn append<B>(
    request: &mut Request<B>,
    route: &RouteHeaders,
    path_info: &str,
    parameters: &[(String, String)],
    client: SocketAddr,
) -> Result<(), Unacceptable> {
    let full_url = {
        let headers = request.headers();
        if headers.values().any(|value| std::str::from_utf8(value.as_bytes()).is_err()) {
            return Err(Unacceptable::NotUtf8);
        }
        let host = headers
            .get(header::HOST)
            .and_then(|host| std::str::from_utf8(host.as_bytes()).ok())
            .unwrap_or("localhost");
        let path = request.uri().path_and_query().map_or("/", |path| path.as_str());
        format!("http://{host}{path}")
    };
    let headers = request.headers_mut();
    let mut add = |name: HeaderName, value: &str| {
        // What comes from a URI fits into a header; should it ever not, the header is left out, as on Spin.
        if let Ok(value) = HeaderValue::from_str(value) {
            headers.append(name, value);
        }
    };
    add(PATH_INFO, path_info);
    add(FULL_URL, &full_url);
    add(CLIENT_ADDR, &client.to_string());
    for (name, value) in parameters {
        let name = format!("spin-path-match-{}", name.replace('_', "-").to_ascii_lowercase());
        if let Ok(name) = HeaderName::try_from(name) {
            add(name, value);
        }
    }
    headers.append(MATCHED_ROUTE, route.matched_route.clone());
    headers.append(BASE_PATH, HeaderValue::from_static("/"));
    headers.append(RAW_COMPONENT_ROUTE, route.raw_component_route.clone());
    headers.append(COMPONENT_ROUTE, route.component_route.clone());
    Ok(())
}

/// [`append`] for a request that `found` matches.
///
/// # Errors
/// [`Unacceptable::NotUtf8`].
pub fn append_for_match<B, T>(
    request: &mut Request<B>,
    found: &RouteMatch<'_, '_, T>,
    client: SocketAddr,
) -> Result<(), Unacceptable> {
    append(request, &found.route().headers, &found.path_info(), &found.parameters(), client)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn request(uri: &str, host: Option<&str>) -> Request<()> {
        let mut builder = Request::builder().uri(uri);
        if let Some(host) = host {
            builder = builder.header("host", host);
        }
        builder.body(()).unwrap()
    }

    #[test]
    fn hosts_of_service_chaining_and_connection_are_stripped() {
        for (host, kept) in [
            ("a.spin.internal", false),
            ("a.spin.internal:80", false),
            ("example.com", true),
            ("spin.internal", true),
        ] {
            let mut request = request("/", Some(host));
            request.headers_mut().insert("connection", HeaderValue::from_static("close"));
            strip(request.headers_mut());
            assert_eq!(request.headers().contains_key("host"), kept, "{host}");
            assert!(!request.headers().contains_key("connection"));
        }
    }

    #[test]
    fn absolute_uri() {
        let mut plain = request("/a?b", Some("example.com:8080"));
        make_absolute(&mut plain).unwrap();
        assert_eq!(plain.uri(), "http://example.com:8080/a?b");
        let mut absolute = request("http://example.com/a", None);
        make_absolute(&mut absolute).unwrap();
        assert_eq!(absolute.uri(), "http://example.com/a");
        assert_eq!(make_absolute(&mut request("/", None)), Err(Unacceptable::NoHost));
        assert_eq!(make_absolute(&mut request("/", Some("a b"))), Err(Unacceptable::BadHost));
        assert_eq!(make_absolute(&mut request("http://one/", Some("other"))), Err(Unacceptable::BadHost));
    }

    #[test]
    fn values_that_are_not_utf8_are_refused() {
        let mut request = request("/", Some("x"));
        request.headers_mut().insert("x-a", HeaderValue::from_bytes(b"\xff").unwrap());
        make_absolute(&mut request).unwrap();
        let route = RouteHeaders::new("/...", "/...").unwrap();
        let client = "127.0.0.1:1".parse().unwrap();
        assert_eq!(append(&mut request, &route, "", &[], client), Err(Unacceptable::NotUtf8));
    }
}
