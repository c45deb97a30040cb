//! Callers of other origins: browsers ask by CORS whether a page may call the wallet (wallet.md §2.1).
//!
//! Without `cors_origins` no answer differs. No cookie counts here, so credentials are never allowed.

use crate::{methods, of_path};
use feiqian_platform::Platform;
use feiqian_platform::http::{Method, Request, Response, StatusCode, header};

/// The most origins that the variable may list.
const MAX_ORIGINS: usize = 32;

/// How long a browser may keep the answer to a preflight, in seconds.
const MAX_AGE_S: &str = "600";

/// What a page may send and read besides what every page may.
const ALLOWED_HEADERS: &str =
    "accept, accept-language, authorization, content-type, idempotency-key, x-request-id";
const EXPOSED_HEADERS: &str =
    "allow, content-language, idempotency-replayed, retry-after, www-authenticate, x-request-id";

/// What the answer tells the browser.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Cors {
    /// No variable or no page: nothing.
    Off,
    /// A page that is not listed: that another one may get another answer.
    Refused,
    /// A listed page: its origin.
    Allowed(String),
}

impl Cors {
    /// Reads the variable only for a request that a page may have sent. A variable that is unusable allows nobody.
    pub async fn of(platform: &Platform, request: &Request) -> Self {
        let origins = request.header_lines(header::ORIGIN.as_str());
        if origins.is_empty() {
            return Cors::Off;
        }
        let listed = match feiqian_platform::variables::text(platform, "cors_origins").await {
            Ok(listed) if listed.is_empty() => return Cors::Off,
            Ok(listed) => listed,
            Err(fault) => {
                platform.log_fault(&request.id, &fault);
                return Cors::Off;
            }
        };
        let Some(listed) = listed_origins(&listed) else {
            platform.log_fault(&request.id, "variable cors_origins: no list of at most 32 exact origins");
            return Cors::Off;
        };
        match origins.as_slice() {
            [origin] if listed.contains(&origin.as_str()) => Cors::Allowed(origin.clone()),
            _ => Cors::Refused,
        }
    }

    /// The answer to a listed page's question which methods and headers a path takes; `None` if it is none.
    pub fn preflight(&self, request: &Request) -> Option<Response> {
        let Cors::Allowed(_) = self else { return None };
        if request.method != Method::OPTIONS
            || request.header(header::ACCESS_CONTROL_REQUEST_METHOD.as_str()).is_none()
        {
            return None;
        }
        let (routes, _) = of_path(&request.path);
        if routes.is_empty() {
            return None;
        }
        let mut response = Response::new(StatusCode::NO_CONTENT, "");
        response.code = "204".into();
        response.route = "OPTIONS /api/wallet/...";
        let response = response
            .with_text(header::ACCESS_CONTROL_ALLOW_METHODS, &methods(&routes))
            .with(header::ACCESS_CONTROL_ALLOW_HEADERS, ALLOWED_HEADERS)
            .with(header::ACCESS_CONTROL_MAX_AGE, MAX_AGE_S)
            .with(header::CACHE_CONTROL, "no-store");
        let mut response = self.mark(response);
        let vary = "origin, access-control-request-method, access-control-request-headers";
        response.headers.insert(header::VARY, feiqian_platform::http::HeaderValue::from_static(vary));
        Some(response)
    }

    /// Puts the headers of CORS into an answer.
    pub fn mark(&self, response: Response) -> Response {
        let varies = |response: Response| {
            response.with(header::VARY, "accept, accept-language, authorization, origin")
        };
        match self {
            Cors::Off => response,
            Cors::Refused => varies(response),
            Cors::Allowed(origin) => varies(response)
                .with_text(header::ACCESS_CONTROL_ALLOW_ORIGIN, origin)
                .with(header::ACCESS_CONTROL_EXPOSE_HEADERS, EXPOSED_HEADERS),
        }
    }
}

/// The origins of a comma list, as browsers write them; `None` if one is none. A wildcard is none.
fn listed_origins(list: &str) -> Option<Vec<&str>> {
    let origins: Vec<&str> = list.split(',').map(str::trim).collect();
    (origins.len() <= MAX_ORIGINS && origins.iter().all(|origin| is_origin(origin))).then_some(origins)
}

/// `https://app.example` or `http://localhost:5173`: lower case, no path, not even a slash, and no wildcard.
fn is_origin(text: &str) -> bool {
    let Some((scheme @ ("https" | "http"), authority)) = text.split_once("://") else { return false };
    let (host, port) = match authority.rsplit_once(':') {
        Some((host, port)) if !port.ends_with(']') => (host, Some(port)),
        _ => (authority, None),
    };
    let own_port = if scheme == "https" { "443" } else { "80" };
    let is_port =
        |port: &str| port != own_port && port.parse::<u16>().is_ok_and(|number| number.to_string() == port);
    let name = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || matches!(byte, b'-' | b'.');
    let literal = host.strip_prefix('[').and_then(|host| host.strip_suffix(']'));
    let is_host = match literal {
        Some(literal) => {
            literal.parse::<std::net::Ipv6Addr>().is_ok_and(|address| address.to_string() == literal)
        }
        None => !host.is_empty() && host.bytes().all(name),
    };
    is_host && port.is_none_or(is_port)
}

#[cfg(test)]
mod tests {
    use super::{is_origin, listed_origins};

    #[test]
    fn an_origin_is_what_a_browser_sends() {
        for good in
            ["https://app.example", "http://localhost:5173", "https://[2001:db8::1]:8443", "http://127.0.0.1"]
        {
            assert!(is_origin(good), "{good}");
        }
        for bad in [
            "",
            "*",
            "null",
            "app.example",
            "https://",
            "https://*.example",
            "https://app.example/",
            "ftp://app.example",
            "https://App.example",
            "https://app.example:443",
            "http://app.example:80",
            "https://app.example:0443",
            "https://app.example:",
            "https://app.example:x",
            "https://app.example:70000",
            "https://u@app.example",
            "https://app.example?x",
            "https://a b",
            "https://[::1",
            "https://[0:0::1]",
            "https://例.example",
        ] {
            assert!(!is_origin(bad), "{bad}");
        }
    }

    #[test]
    fn a_list_is_bounded_and_whole() {
        assert_eq!(listed_origins("https://a, http://b").unwrap(), ["https://a", "http://b"]);
        assert_eq!(listed_origins("https://a,"), None);
        assert_eq!(listed_origins("https://a,*"), None);
        let many = |count| vec!["https://a"; count].join(",");
        assert!(listed_origins(&many(32)).is_some() && listed_origins(&many(33)).is_none());
    }
}
