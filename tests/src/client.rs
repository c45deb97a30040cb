//! Requests and answers.

use feiqian_signing::payee::token_md5;
use feiqian_signing::{digest, form};
use std::process::Command;
use std::sync::LazyLock;
use std::time::Duration;
use ureq::Agent;
use ureq::http::{HeaderMap, Request};

/// One agent for all tests: kept-alive connections, no status is an error, nothing takes longer than this.
static AGENT: LazyLock<Agent> = LazyLock::new(|| {
    let config = Agent::config_builder()
        .http_status_as_error(false)
        .timeout_global(Some(Duration::from_secs(30)))
        .max_redirects(0)
        .allow_non_standard_methods(true);
    config.build().into()
});

/// A whole answer.
#[derive(Debug, Clone)]
pub struct Answer {
    pub status: u16,
    pub headers: HeaderMap,
    pub body: String,
}

impl Answer {
    /// The answer to a request; `body` is its media type and content.
    ///
    /// # Panics
    /// If there is none.
    pub fn of(method: &str, url: &str, body: Option<(&str, &[u8])>) -> Self {
        Self::with_headers(method, url, &[], body)
    }

    /// The answer to a request with headers.
    pub fn with_headers(
        method: &str,
        url: &str,
        headers: &[(&str, &str)],
        body: Option<(&str, &[u8])>,
    ) -> Self {
        Self::attempt(method, url, headers, body).unwrap_or_else(|error| panic!("{method} {url}: {error}"))
    }

    /// The answer to a request, if there is one.
    pub fn attempt(
        method: &str,
        url: &str,
        headers: &[(&str, &str)],
        body: Option<(&str, &[u8])>,
    ) -> Result<Self, ureq::Error> {
        let mut request = Request::builder().method(method).uri(url);
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        let response = match body {
            None => AGENT.run(request.body(())?)?,
            Some((media_type, content)) => {
                AGENT.run(request.header("content-type", media_type).body(content)?)?
            }
        };
        let (parts, mut body) = response.into_parts();
        let body = body.read_to_string()?;
        Ok(Answer { status: parts.status.as_u16(), headers: parts.headers, body })
    }

    /// The text of a header that must be there once.
    ///
    /// # Panics
    /// If it is not.
    pub fn header(&self, name: &str) -> &str {
        let mut values = self.headers.get_all(name).iter();
        let value = values.next().unwrap_or_else(|| panic!("no header {name} in {self:?}"));
        assert!(values.next().is_none(), "{name} twice in {self:?}");
        value.to_str().expect("a header in ASCII")
    }
}

/// A wallet token under the development key, as anyone gets one: `algorithm` is EdDSA, RS256 or HS256.
///
/// # Panics
/// If the environment names no xtask.
pub fn wallet_token(user: &str, scope: &str, algorithm: &str) -> String {
    let xtask = std::env::var_os("FEIQIAN_XTASK").expect("FEIQIAN_XTASK is not set: run `cargo xtask test`");
    let arguments = ["token", "--user", user, "--scope", scope, "--alg", algorithm];
    let output = Command::new(xtask).args(arguments).output().expect("xtask");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).expect("a token").trim().to_owned()
}

/// Parameters signed for a product, as a query string or form.
pub fn signed(key: &str, parameters: &[(&str, &str)]) -> String {
    let sign = product_sign(key, parameters);
    form::encode(parameters.iter().copied().chain([("sign", sign.as_str())]))
}

/// The MD5 `sign` of parameters. A product joins what it has, ambiguous or not.
pub fn product_sign(key: &str, parameters: &[(&str, &str)]) -> String {
    let mut sorted = parameters.to_vec();
    sorted.sort_unstable();
    let pairs: Vec<String> = sorted.iter().map(|(name, value)| format!("{name}={value}")).collect();
    digest::md5_hex(&[pairs.join("&").as_bytes(), key.as_bytes()])
}

/// The `verifySign` of parameters. A merchant joins what it has, ambiguous or not.
pub fn payee_sign(token: &str, parameters: &[(&str, &str)]) -> String {
    let mut full: Vec<_> = parameters.iter().filter(|(_, value)| !value.is_empty()).collect();
    full.sort_unstable();
    let text: String = full.iter().map(|(name, value)| format!("{name}={value}&")).collect();
    digest::md5_hex(&[text.as_bytes(), token_md5(token).as_bytes()])
}
