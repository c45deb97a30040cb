//! HTTP Message Signatures (RFC 9421) with hmac-sha256, and Content-Digest (RFC 9530), as products use them.

use crate::error::Error;
use crate::kinds::Kind;
use base64ct::{Base64, Encoding};
use feiqian_signing::digest::{hmac_sha256, sha256};
use std::fmt::Write;

/// A request as a signature sees it.
#[derive(Clone, Copy, Debug)]
pub struct Message<'m> {
    pub method: &'m str,
    /// `http` or `https`
    pub scheme: &'m str,
    /// Host and port.
    pub authority: &'m str,
    pub path: &'m str,
    /// The query as it is sent, without `?`.
    pub query: Option<&'m str>,
    /// Names in lower case.
    pub headers: &'m [(&'m str, &'m str)],
}

/// A value of a signature's parameter.
#[derive(Clone, Copy, Debug)]
pub enum Parameter<'p> {
    Integer(i64),
    Text(&'p str),
}

/// A signature and what it covers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Signed {
    /// The text that was signed.
    pub base: String,
    /// The value of `Signature-Input`.
    pub input: String,
    /// The value of `Signature`.
    pub signature: String,
}

/// The value of `Content-Digest`.
pub fn content_digest(body: &[u8]) -> String {
    format!("sha-256=:{}:", Base64::encode_string(&sha256(body)))
}

impl Message<'_> {
    fn value(&self, component: &str) -> Result<String, Error> {
        let authority = self.authority.to_ascii_lowercase();
        let own_port = if self.scheme == "https" { ":443" } else { ":80" };
        let authority = authority.strip_suffix(own_port).unwrap_or(&authority);
        let path = if self.path.is_empty() { "/" } else { self.path };
        Ok(match component {
            "@method" => self.method.to_owned(),
            "@target-uri" => {
                let query = self.query.map(|query| ["?", query].concat()).unwrap_or_default();
                [self.scheme, "://", authority, path, &query].concat()
            }
            "@authority" => authority.to_owned(),
            "@scheme" => self.scheme.to_owned(),
            "@path" => path.to_owned(),
            "@query" => ["?", self.query.unwrap_or_default()].concat(),
            name => {
                let found = self.headers.iter().find(|(other, _)| *other == name);
                let absent = || Error::because(Kind::InvalidArgument, format!("the request has no {name}"));
                found.ok_or_else(absent)?.1.trim().to_owned()
            }
        })
    }
}

/// Signs a message: `components` in their order, then the parameters in theirs.
///
/// # Errors
/// [`Kind::InvalidArgument`] if a component has no value, or if a text is not visible ASCII.
pub fn sign(
    message: &Message<'_>,
    components: &[&str],
    parameters: &[(&str, Parameter<'_>)],
    key: &[u8],
    label: &str,
) -> Result<Signed, Error> {
    let names: Vec<String> = components.iter().map(|name| format!("\"{name}\"")).collect();
    let mut chosen = format!("({})", names.join(" "));
    for (name, value) in parameters {
        // Writing to a text does not fail.
        let _ = match value {
            Parameter::Integer(number) => write!(chosen, ";{name}={number}"),
            Parameter::Text(text) if text.bytes().all(|byte| matches!(byte, b' '..=b'~')) => {
                write!(chosen, ";{name}=\"{}\"", text.replace('\\', "\\\\").replace('"', "\\\""))
            }
            Parameter::Text(_) => {
                let why = "a parameter of a signature must be visible ASCII";
                return Err(Error::because(Kind::InvalidArgument, why));
            }
        };
    }
    let mut base = String::new();
    for component in components {
        let _ = writeln!(base, "\"{component}\": {}", message.value(component)?);
    }
    let _ = write!(base, "\"@signature-params\": {chosen}");
    let signature = Base64::encode_string(&hmac_sha256(key, &[base.as_bytes()]));
    Ok(Signed { base, input: format!("{label}={chosen}"), signature: format!("{label}=:{signature}:") })
}
