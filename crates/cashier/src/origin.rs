//! The scheme and authority under which clients reach the bundle (`public_base_url`): what a signature over
//! `@target-uri` or `@authority` has seen.

use crate::failure::Failure;
use feiqian_platform::Platform;
use feiqian_platform::http::Origin;

/// The origin of the variable, or without one that of the connection. Behind a proxy that ends TLS the connection knows
/// neither: then the variable says it.
///
/// # Errors
/// A fault if the variable is no origin.
pub async fn origin(platform: &Platform, connection: Origin) -> Result<Origin, Failure> {
    let url =
        platform.variable("public_base_url").await.map_err(|error| Failure::Fault(error.to_string()))?;
    if url.is_empty() {
        return Ok(connection);
    }
    parse(&url)
        .ok_or_else(|| Failure::Fault("variable public_base_url: not an origin such as https://host".into()))
}

/// `https://host`, `http://host:port`, with or without one slash at the end.
fn parse(url: &str) -> Option<Origin> {
    let (scheme, rest) = url.split_once("://").filter(|(scheme, _)| matches!(*scheme, "http" | "https"))?;
    let authority = rest.strip_suffix('/').unwrap_or(rest);
    let is_plain = |b: u8| b.is_ascii_alphanumeric() || b"-._:[]".contains(&b);
    let is_authority = !authority.is_empty() && authority.bytes().all(is_plain);
    is_authority.then(|| Origin { scheme: scheme.to_owned(), authority: authority.to_owned() })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_variable_is_an_origin_and_nothing_else() {
        for (url, scheme, authority) in [
            ("https://pay.example.com", "https", "pay.example.com"),
            ("https://pay.example.com/", "https", "pay.example.com"),
            ("http://127.0.0.1:3000", "http", "127.0.0.1:3000"),
            ("http://[::1]:3000/", "http", "[::1]:3000"),
        ] {
            let origin = Origin { scheme: scheme.into(), authority: authority.into() };
            assert_eq!(parse(url), Some(origin), "{url}");
        }
        for url in [
            "pay.example.com",
            "https://",
            "https:///",
            "https://a/b",
            "https://a//",
            "https://a?b",
            "https://u@a",
            "https://a b",
            "ftp://a",
            "HTTPS://a",
        ] {
            assert_eq!(parse(url), None, "{url}");
        }
    }
}
