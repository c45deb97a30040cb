//! The cashier's product signature (`cashier.md` 2) and its two signatures towards upstreams (6).
//!
//! Signing string: all parameters except `sign`, sorted by name, joined as `name=value` with `&`, raw text. Nothing is
//! escaped: [`crate::unambiguous`] says which pairs may be joined, and no other is signed or accepted.

use crate::digest;
use crate::key::Key;
use crate::params::{Params, is_blank};
use crate::rules::{FieldErrors, Rules, parse_id};
use crate::unambiguous::{self, Ambiguous};
use hmac::Mac;
use md5::{Digest, Md5};

/// How a request is signed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum SignType {
    /// `hex(MD5(string + key))`, 32 digits.
    #[default]
    Md5,
    /// `hex(HMAC-SHA256(key, string))`, 64 digits.
    HmacSha256,
}

impl SignType {
    /// The value of `sign_type`; absent means MD5.
    pub fn parse(text: &str) -> Option<Self> {
        match text {
            "MD5" => Some(SignType::Md5),
            "HMAC-SHA256" => Some(SignType::HmacSha256),
            _ => None,
        }
    }

    /// The value on the wire.
    pub const fn as_str(self) -> &'static str {
        match self {
            SignType::Md5 => "MD5",
            SignType::HmacSha256 => "HMAC-SHA256",
        }
    }

    /// Number of hex digits of a signature.
    pub const fn digits(self) -> usize {
        match self {
            SignType::Md5 => 32,
            SignType::HmacSha256 => 64,
        }
    }
}

/// Stands for the key of an unknown product, so that its refusal takes as long as that of a wrong signature.
pub const DUMMY_KEY: &str = "no-such-product";

/// The text that is signed.
pub fn signing_string(params: &Params) -> String {
    let mut string = String::new();
    feed(signed_pairs(params), &mut |piece| string.push_str(piece));
    string
}

/// The signature of `params` with `key`.
pub fn sign(params: &Params, sign_type: SignType, key: &str) -> String {
    hex::encode(digest_sorted(signed_pairs(params), sign_type, key))
}

/// Whether `sign` is the signature of `params` with `key`: hex of the right length in either letter case, compared as
/// bytes in constant time.
///
/// Flawed parameters ([`Params::flaws`]) have no defined text, or one that another set has too, and must have been
/// refused before.
pub fn verify(params: &Params, sign_type: SignType, key: &str, sign: &str) -> bool {
    digest::equal_hex(&digest_sorted(signed_pairs(params), sign_type, key), sign)
}

/// The signature of pairs that were not received but are to be sent, such as a notification to a product
/// (`cashier.md` 7). No name occurs twice, `sign` is not among them, `sign_type` is if it is sent.
///
/// # Errors
/// The first pair that would make the text stand for another set too. Nothing is signed then.
pub fn sign_pairs(pairs: &[(&str, &str)], sign_type: SignType, key: &str) -> Result<String, Ambiguous> {
    Ok(hex::encode(digest_pairs(pairs, sign_type, key)?))
}

/// Whether `sign` is the signature of received pairs, such as a notification's, with one of the keys: the other side of
/// [`sign_pairs`]. `sign` may be among the pairs, no name occurs twice. All keys are tried, each compared in constant time.
///
/// # Errors
/// The first pair that makes the text stand for another set too. Whatever the signature, it says nothing then.
pub fn verify_pairs(
    pairs: &[(&str, &str)],
    sign_type: SignType,
    keys: &[&str],
    sign: &str,
) -> Result<bool, Ambiguous> {
    let pairs: Vec<_> = pairs.iter().copied().filter(|(name, _)| *name != "sign").collect();
    keys.iter().try_fold(false, |found, key| {
        Ok(found | digest::equal_hex(&digest_pairs(&pairs, sign_type, key)?, sign))
    })
}

fn digest_pairs(pairs: &[(&str, &str)], sign_type: SignType, key: &str) -> Result<Vec<u8>, Ambiguous> {
    unambiguous::check(pairs.iter().copied())?;
    let mut sorted = pairs.to_vec();
    sorted.sort_unstable();
    Ok(digest_sorted(sorted.into_iter(), sign_type, key))
}

fn signed_pairs(params: &Params) -> impl Iterator<Item = (&str, &str)> {
    params.iter().map(|param| (param.name(), param.text())).filter(|&(name, _)| name != "sign")
}

fn digest_sorted<'a>(
    pairs: impl Iterator<Item = (&'a str, &'a str)>,
    sign_type: SignType,
    key: &str,
) -> Vec<u8> {
    // Hashed piece by piece: the string itself is never needed.
    match sign_type {
        SignType::Md5 => {
            let mut md5 = Md5::new();
            feed(pairs, &mut |piece| md5.update(piece));
            md5.update(key);
            md5.finalize().to_vec()
        }
        SignType::HmacSha256 => {
            let mut mac = digest::hmac_with(key.as_bytes());
            feed(pairs, &mut |piece| mac.update(piece.as_bytes()));
            mac.finalize().into_bytes().to_vec()
        }
    }
}

/// Gives the pieces of `name=value&name=value` to `sink` one after the other.
fn feed<'a>(pairs: impl Iterator<Item = (&'a str, &'a str)>, sink: &mut dyn FnMut(&str)) {
    let mut separator = "";
    for (name, value) in pairs {
        for piece in [separator, name, "=", value] {
            sink(piece);
        }
        separator = "&";
    }
}

/// What a product call says about itself, after the first two checks of `cashier.md` 2.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Credentials<'p> {
    /// Product id; `None` if the text is no id without leading zeros, which is answered like an unknown product.
    pub product_id: Option<i64>,
    /// Scheme of the signature.
    pub sign_type: SignType,
    /// The signature as sent.
    pub sign: &'p str,
}

impl<'p> Credentials<'p> {
    /// Checks 1 and 2: `sign` and `product_id` present; then no flawed parameter and a known `sign_type`.
    ///
    /// A blank `sign_type` counts as absent, though it is signed.
    pub fn read(params: &'p Params) -> Result<Self, FieldErrors> {
        let mut errors = FieldErrors::default();
        for name in ["sign", "product_id"] {
            if params.param(name).is_none_or(|param| is_blank(param.text())) {
                errors.add(name, Key::Required);
            }
        }
        if !errors.is_empty() {
            return Err(errors);
        }
        errors.add_flaws("", params.flaws());
        let sign_type = match params.text("sign_type") {
            blank if is_blank(blank) => Some(SignType::default()),
            text => SignType::parse(text),
        };
        if sign_type.is_none() {
            errors.add("sign_type", Key::In);
        }
        errors.into_result()?;
        Ok(Credentials {
            product_id: parse_id(params.text("product_id")),
            sign_type: sign_type.unwrap_or_default(),
            sign: params.text("sign"),
        })
    }

    /// Whether the signature is that of `params` with one of the keys. All of them are tried.
    pub fn verify(&self, params: &Params, keys: &[&str]) -> bool {
        keys.iter().fold(false, |found, key| found | verify(params, self.sign_type, key, self.sign))
    }
}

/// The same two checks of a call that is signed by its headers ([`crate::rfc9421`]): `product_id` present and no `sign`,
/// of which it would not be clear which counts; then no flawed parameter. Answers the product's id as
/// [`Credentials::product_id`].
pub fn signed_by_headers(params: &Params) -> Result<Option<i64>, FieldErrors> {
    let mut errors = FieldErrors::default();
    if params.param("sign").is_some() {
        errors.add("sign", Key::In);
    }
    if params.param("product_id").is_none_or(|param| is_blank(param.text())) {
        errors.add("product_id", Key::Required);
    }
    if errors.is_empty() {
        errors.add_flaws("", params.flaws());
    }
    errors.into_result()?;
    Ok(parse_id(params.text("product_id")))
}

/// How strongly a product call is signed, the weakest first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Scheme {
    /// `sign` by MD5.
    Md5,
    /// `sign` by HMAC-SHA256.
    Hmac,
    /// RFC 9421: method, target and body as sent, never twice.
    Rfc9421,
}

impl From<SignType> for Scheme {
    fn from(sign_type: SignType) -> Self {
        match sign_type {
            SignType::Md5 => Scheme::Md5,
            SignType::HmacSha256 => Scheme::Hmac,
        }
    }
}

/// Largest difference between `timestamp` and the server's clock, in seconds.
pub const TIMESTAMP_WINDOW_SECONDS: u64 = 300;

/// The replay protection of one request: check 4 of `cashier.md` 2.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Freshness<'p> {
    /// Unix seconds.
    pub timestamp: Option<i64>,
    /// 1–64 characters, to be used once.
    pub nonce: Option<&'p str>,
}

impl<'p> Freshness<'p> {
    /// Reads `timestamp` and `nonce`, both mandatory if the product requires a nonce; a nonce requires a timestamp.
    pub fn read(params: &'p Params, require_nonce: bool) -> Result<Self, FieldErrors> {
        let mut rules = Rules::new(params);
        let has_nonce = !is_blank(params.text("nonce"));
        let timestamp = rules.field("timestamp").required_if(require_nonce || has_nonce).integer().get();
        let nonce = rules.field("nonce").required_if(require_nonce).max_chars(64).get();
        rules.finish()?;
        Ok(Freshness { timestamp, nonce })
    }

    /// Whether the timestamp, if there is one, is at most 300 s from `now` (unix seconds); otherwise 403.
    pub fn is_fresh(&self, now: i64) -> bool {
        self.timestamp.is_none_or(|timestamp| timestamp.abs_diff(now) <= TIMESTAMP_WINDOW_SECONDS)
    }
}

/// `keycode` of an upstream call: lower-case hex MD5 of the plain concatenation of `parts`, the key last
/// (`cashier.md` 6).
///
/// The hub's contract puts nothing between the parts, so one text can stand for several calls, and no rule of ours can
/// change that: the hub joins what it receives in the same way, and a separator or a longer text would be no `keycode`
/// to it. What bounds it is the grammar of the fields. Code and key are the merchant's own and the same in all its
/// calls. A grade is an integer in decimal; an amount is a decimal with exactly the digits of its currency, checked
/// against the hub's limits; a bank code is one of the hub's own list, if it has one, and of 15 characters at most.
/// Only the login name is free text, and it stands first, before the code. So a call that shares its text with another
/// moves characters between neighbouring fields of one merchant, within the limits that the hub itself has set. A `keycode` travels from the bundle to the hub only
/// (over TLS), is never shown to a product, and is accepted nowhere in the bundle but in the simulator.
pub fn keycode(parts: &[&str]) -> String {
    hex::encode(keycode_digest(parts))
}

/// Whether `keycode` is that of `parts`.
pub fn is_keycode(parts: &[&str], keycode: &str) -> bool {
    digest::equal_hex(&keycode_digest(parts), keycode)
}

fn keycode_digest(parts: &[&str]) -> [u8; 16] {
    let mut md5 = Md5::new();
    for part in parts {
        md5.update(part);
    }
    md5.finalize().into()
}

/// `sign` of a redirect set: names sorted bytewise, joined `name=value` with `&`, then `&key=<key>`; lower-case hex MD5
/// (`cashier.md` 6).
///
/// # Errors
/// The first pair that would make the text stand for another set too. Nothing is signed then.
pub fn redirect_sign(pairs: &[(&str, &str)], key: &str) -> Result<String, Ambiguous> {
    sign_pairs(pairs, SignType::Md5, &["&key=", key].concat())
}

/// Whether `sign` is that of a redirect set; no, whatever it is, if the set has an ambiguous text.
pub fn is_redirect_sign(pairs: &[(&str, &str)], key: &str, sign: &str) -> bool {
    let digest = digest_pairs(pairs, SignType::Md5, &["&key=", key].concat());
    digest.is_ok_and(|digest| digest::equal_hex(&digest, sign))
}
