//! What a product's request presents, checked as far as no key is needed.
//!
//! The profile: `@method`; `@target-uri`, or `@path` and `@query`; `content-digest` if there is a body; any other derived
//! component or plain field besides. Parameters `created`, `nonce` (1 to 64 characters) and `keyid` (the product's id),
//! `alg` if it is `hmac-sha256`, `expires` as the signer likes. Whatever is wrong with the form is said (it tells a
//! client nothing that he did not send); whatever depends on a key, a clock or the database is one refusal elsewhere.

use super::base::{self, base};
use super::content_digest;
use super::fields::{Input, Parameter, byte_sequences, inputs};
use super::message::{Message, NoValue};
use super::{ALGORITHM, DIGEST_HEADER, INPUT_HEADER, SIGNATURE_HEADER};
use crate::cashier::TIMESTAMP_WINDOW_SECONDS;
use crate::key::Key;
use crate::rules::{FieldErrors, parse_id};

/// The longest nonce, in characters.
const MAX_NONCE_CHARS: usize = 64;

/// A signature of the profile, not verified yet.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Presented {
    /// The product that claims to have signed; `None` if `keyid` is no id.
    pub product_id: Option<i64>,
    /// When it was made, in unix seconds.
    pub created: i64,
    /// To be used once.
    pub nonce: String,
    /// The text that is signed.
    pub base: String,
    expires: Option<i64>,
    signature: Vec<u8>,
    /// Whether the body is that of the covered digest; true if none is covered.
    is_body_intact: bool,
}

impl Presented {
    /// Reads the first signature that is of the profile.
    ///
    /// # Errors
    /// What is wrong with the headers; of several signatures, with the first.
    pub fn read(message: &Message<'_>, body: &[u8]) -> Result<Self, FieldErrors> {
        let inputs = inputs(&text(message, INPUT_HEADER)?);
        let inputs = inputs.map_err(|_| FieldErrors::one(INPUT_HEADER, Key::String))?;
        let signatures = byte_sequences(&text(message, SIGNATURE_HEADER)?);
        let signatures = signatures.map_err(|_| FieldErrors::one(SIGNATURE_HEADER, Key::String))?;
        let mut first = None;
        for input in &inputs {
            match Self::of(message, body, input, &signatures) {
                Ok(presented) => return Ok(presented),
                Err(errors) => first = first.or(Some(errors)),
            }
        }
        Err(first.unwrap_or_else(|| FieldErrors::one(INPUT_HEADER, Key::Required)))
    }

    fn of(
        message: &Message<'_>,
        body: &[u8],
        input: &Input,
        signatures: &[(String, Vec<u8>)],
    ) -> Result<Self, FieldErrors> {
        let refused = |key| FieldErrors::one(INPUT_HEADER, key);
        let integer = |name| match input.parameter(name) {
            None => Ok(None),
            Some(Parameter::Integer(number)) => Ok(Some(*number)),
            Some(_) => Err(refused(Key::String)),
        };
        let string = |name| match input.parameter(name) {
            None => Ok(None),
            Some(Parameter::Text(text)) => Ok(Some(text.as_str())),
            Some(_) => Err(refused(Key::String)),
        };
        let (created, expires) = (integer("created")?, integer("expires")?);
        let (nonce, keyid, alg) = (string("nonce")?, string("keyid")?, string("alg")?);
        let (Some(created), Some(nonce), Some(keyid)) = (created, nonce, keyid) else {
            return Err(refused(Key::Required));
        };
        if alg.is_some_and(|alg| alg != ALGORITHM) {
            return Err(refused(Key::In));
        }
        if nonce.trim_ascii().is_empty() {
            return Err(refused(Key::Required));
        }
        // A nonce is ASCII.
        if nonce.len() > MAX_NONCE_CHARS {
            return Err(refused(Key::MaxString));
        }
        let is_target = input.covers("@target-uri") || input.covers("@path") && input.covers("@query");
        if !input.covers("@method") || !is_target || !body.is_empty() && !input.covers(DIGEST_HEADER) {
            return Err(refused(Key::Required));
        }
        let base = base(message, input).map_err(|(covered, why)| match why {
            NoValue::Unknown => refused(Key::In),
            NoValue::Absent => FieldErrors::one(covered.name.clone(), Key::Required),
            NoValue::Unreadable => FieldErrors::one(covered.name.clone(), Key::String),
        })?;
        let is_body_intact = if input.covers(DIGEST_HEADER) {
            let matches = content_digest::matches(&text(message, DIGEST_HEADER)?, body);
            matches.map_err(|key| FieldErrors::one(DIGEST_HEADER, key))?
        } else {
            true
        };
        let signature = signatures.iter().find(|(label, _)| *label == input.label);
        let (_, signature) = signature.ok_or_else(|| FieldErrors::one(SIGNATURE_HEADER, Key::Required))?;
        Ok(Presented {
            product_id: parse_id(keyid),
            created,
            nonce: nonce.to_owned(),
            base,
            expires,
            signature: signature.clone(),
            is_body_intact,
        })
    }

    /// Whether the signature is that of one of the keys, and the body that of the digest.
    pub fn verify(&self, keys: &[&str]) -> bool {
        base::verify(&self.base, &self.signature, keys) & self.is_body_intact
    }

    /// Whether it was made at most 300 s from `now` (unix seconds) and has not expired.
    pub fn is_fresh(&self, now: i64) -> bool {
        self.created.abs_diff(now) <= TIMESTAMP_WINDOW_SECONDS
            && self.expires.is_none_or(|expires| now <= expires)
    }
}

/// The value of a header that must be there.
fn text(message: &Message<'_>, name: &'static str) -> Result<String, FieldErrors> {
    let text = message.text(name).ok_or_else(|| FieldErrors::one(name, Key::Required))?;
    text.ok_or_else(|| FieldErrors::one(name, Key::String))
}
