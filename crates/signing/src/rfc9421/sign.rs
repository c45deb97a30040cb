//! The signing side.

use super::base::{base, signature};
use super::fields::{Malformed, inputs, quoted};
use super::message::Message;
use base64ct::{Base64, Encoding};
use std::fmt::Write;

/// Parameters of a signature, in the order in which they are written; what is `None` is left out.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Parameters<'p> {
    /// Unix seconds.
    pub created: Option<i64>,
    /// Unix seconds.
    pub expires: Option<i64>,
    /// Single use per key.
    pub nonce: Option<&'p str>,
    /// The algorithm's registered name.
    pub alg: Option<&'p str>,
    /// Which key signs.
    pub keyid: Option<&'p str>,
}

/// A signature and what it covers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Signed {
    /// The value of `Signature-Input`.
    pub input: String,
    /// The value of `Signature`.
    pub signature: String,
    /// The text that was signed.
    pub base: String,
}

/// Signs `components` of a message under `label`.
///
/// # Errors
/// [`Malformed`] if a component has no value, or if a text cannot stand in the header (only printable ASCII can).
pub fn sign(
    label: &str,
    message: &Message<'_>,
    components: &[&str],
    parameters: &Parameters<'_>,
    key: &[u8],
) -> Result<Signed, Malformed> {
    let components: Vec<String> = components.iter().map(|name| quoted(name)).collect();
    let mut written = format!("{label}=({})", components.join(" "));
    let numbers = [("created", parameters.created), ("expires", parameters.expires)];
    for (name, number) in numbers {
        if let Some(number) = number {
            let _ = write!(written, ";{name}={number}");
        }
    }
    let texts = [("nonce", parameters.nonce), ("alg", parameters.alg), ("keyid", parameters.keyid)];
    for (name, text) in texts {
        if let Some(text) = text {
            let _ = write!(written, ";{name}={}", quoted(text));
        }
    }
    let mut inputs = inputs(&written)?;
    let input = inputs.pop().filter(|input| inputs.is_empty() && input.label == label).ok_or(Malformed)?;
    let base = base(message, &input).map_err(|_| Malformed)?;
    let signature = Base64::encode_string(&signature(&base, key));
    Ok(Signed {
        input: [label, "=", &input.text].concat(),
        signature: [label, "=:", &signature, ":"].concat(),
        base,
    })
}
