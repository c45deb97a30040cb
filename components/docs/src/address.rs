//! The address under which the reference is read, which the Postman environment names.

use feiqian_platform::Platform;
use feiqian_platform::http::Request;

/// The longest authority: a host name has at most 253 characters.
const MAX_AUTHORITY: usize = 260;

/// The variable `public_base_url`, or without one the address that the server has seen, if it is a plain one. A client can
/// send any host: it only changes the client's own answer, and nothing but an address gets through.
pub async fn base_url(platform: &Platform, request: &Request) -> Option<String> {
    let public = platform.variable("public_base_url").await.unwrap_or_default();
    if !public.is_empty() {
        return origin(public.strip_suffix('/').unwrap_or(&public)).map(str::to_owned);
    }
    // Spin appends its own header to whatever a client has forged.
    let url = request.header("spin-full-url")?;
    let (_, rest) = url.split_once("://")?;
    let end = url.len() - rest.len() + rest.find(['/', '?', '#']).unwrap_or(rest.len());
    origin(url.get(..end)?).map(str::to_owned)
}

/// The text if it is `http://` or `https://` and a plain authority.
fn origin(text: &str) -> Option<&str> {
    let (_, authority) = text.split_once("://").filter(|(scheme, _)| matches!(*scheme, "http" | "https"))?;
    let is_plain = |byte: u8| byte.is_ascii_alphanumeric() || b"-._:[]".contains(&byte);
    let is_authority = (1..=MAX_AUTHORITY).contains(&authority.len()) && authority.bytes().all(is_plain);
    is_authority.then_some(text)
}
