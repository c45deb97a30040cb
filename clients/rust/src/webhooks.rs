//! What the bundle sends: callbacks of products, IPNs, notices of the wallet, Standard Webhooks.
//!
//! Each is verified over the raw body, in constant time, against every key that is valid, and against the clock where it
//! bears a time.

use crate::error::Error;
use crate::kinds::Kind;
use feiqian_signing::cashier::{self, SignType};
use feiqian_signing::digest::{equal_hex, hmac_sha256};
use feiqian_signing::payee::{self, token_md5};
use feiqian_signing::{form, standard_webhooks, unambiguous};
use rust_decimal::Decimal;
use serde::Deserialize;
use std::collections::BTreeMap;
use std::time::{SystemTime, UNIX_EPOCH};

/// No more signatures of a header are read.
const MAX_SIGNATURES: usize = 16;

/// What a message's time is held against.
#[derive(Clone, Copy, Debug)]
pub struct Clock {
    /// Unix seconds.
    pub now_s: i64,
    /// How far a message's time may be from now.
    pub tolerance_s: u64,
}

impl Default for Clock {
    /// The machine's clock, and 300 s.
    fn default() -> Self {
        let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
        Clock { now_s: i64::try_from(since.as_secs()).unwrap_or(i64::MAX), tolerance_s: 300 }
    }
}

/// The weakest scheme that a callback may be signed with.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Minimum {
    /// MD5 of the text and the key.
    #[default]
    Md5,
    /// HMAC-SHA256 of the text.
    HmacSha256,
}

/// Which callback is expected.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CallbackType {
    /// A deposit's callback.
    Deposit,
    /// A withdrawal's callback.
    Withdraw,
}

/// Which IPN is expected.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum IpnType {
    /// A payout's IPN.
    Payout,
    /// A payout account's IPN.
    Account,
}

/// A verified form. Deserialization of untrusted forms ends here: what is in it was signed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Told(BTreeMap<String, String>);

impl Told {
    /// A field; empty if it is absent.
    pub fn get(&self, name: &str) -> &str {
        self.0.get(name).map_or("", String::as_str)
    }

    /// The field `amount`.
    pub fn amount(&self) -> Option<Decimal> {
        Decimal::from_str_exact(self.get("amount")).ok()
    }

    /// All fields by their names.
    pub fn fields(&self) -> &BTreeMap<String, String> {
        &self.0
    }
}

/// A notice of the wallet.
#[derive(Clone, Debug, Deserialize)]
pub struct WalletNotice {
    /// The event; the same at every try.
    pub event_id: String,
    /// The application's number.
    pub cash_sn: String,
    /// The applicant.
    pub user_id: i64,
    /// The application's state.
    pub cash_status: i64,
    /// The application's type.
    pub cash_type: i64,
    /// What was applied for.
    #[serde(with = "crate::decimal")]
    pub cash_apply_amount: Decimal,
    /// The fee.
    #[serde(with = "crate::decimal")]
    pub cash_charge: Decimal,
    /// What is paid out.
    #[serde(with = "crate::decimal")]
    pub cash_actual_amount: Decimal,
    /// The reviewer's remark.
    pub remark: Option<String>,
    /// The provider's error code.
    pub error_code: Option<String>,
    /// When the state changed, in UTC.
    pub updated_at: String,
}

/// The headers of Standard Webhooks.
#[derive(Clone, Copy, Debug)]
pub struct StandardHeaders<'h> {
    /// `webhook-id`
    pub id: &'h str,
    /// `webhook-timestamp`
    pub timestamp: &'h str,
    /// `webhook-signature`
    pub signature: &'h str,
}

fn refused(why: &str) -> Error {
    Error::because(Kind::VerificationFailed, why)
}

fn read_time(text: &str) -> Result<i64, Error> {
    let is_number = (1..=15).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_digit());
    text.parse().ok().filter(|_| is_number).ok_or_else(|| refused("malformed"))
}

fn near(time_s: i64, clock: Clock) -> Result<i64, Error> {
    if time_s.abs_diff(clock.now_s) > clock.tolerance_s {
        return Err(refused("clock"));
    }
    Ok(time_s)
}

fn check_time(text: &str, clock: Clock) -> Result<i64, Error> {
    near(read_time(text)?, clock)
}

/// The fields of a form that says nothing twice and could be signed, and its signature.
fn read(body: &[u8], signature: &str) -> Result<(BTreeMap<String, String>, String), Error> {
    let mut fields = BTreeMap::new();
    for (name, value) in form::pairs(body) {
        let decoded =
            |text| form::decode(text).map(std::borrow::Cow::into_owned).map_err(|_| refused("malformed"));
        if fields.insert(decoded(name)?, decoded(value)?).is_some() {
            return Err(refused("malformed"));
        }
    }
    unambiguous::check(borrowed(&fields)).map_err(|_| refused("malformed"))?;
    let given = fields.get(signature).ok_or_else(|| refused("malformed"))?.clone();
    Ok((fields, given))
}

fn borrowed(fields: &BTreeMap<String, String>) -> Vec<(&str, &str)> {
    fields.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect()
}

/// The callback of a product in a form's body, verified. `keys`: the product's key, or both while it is exchanged.
///
/// # Errors
/// [`Kind::VerificationFailed`]; the reason is `malformed`, `signature`, `scheme`, `type` or `clock`.
pub fn verify_callback(
    body: &[u8],
    keys: &[&str],
    expected: CallbackType,
    minimum: Minimum,
    clock: Clock,
) -> Result<Told, Error> {
    let (fields, given) = read(body, "sign")?;
    let sign_type = match fields.get("sign_type").map_or("", String::as_str) {
        "" => Some(SignType::Md5),
        name => SignType::parse(name),
    };
    let is_enough = |sign_type: &SignType| minimum == Minimum::Md5 || *sign_type == SignType::HmacSha256;
    let sign_type = sign_type.filter(is_enough).ok_or_else(|| refused("scheme"))?;
    let is_signed = cashier::verify_pairs(&borrowed(&fields), sign_type, keys, &given);
    if is_signed != Ok(true) {
        return Err(refused("signature"));
    }
    let told = Told(fields);
    let name = if expected == CallbackType::Deposit { "deposit" } else { "withdraw" };
    if told.get("notify_type") != name {
        return Err(refused("type"));
    }
    check_time(told.get("timestamp"), clock)?;
    Ok(told)
}

/// An IPN in a form's body, verified. `tokens`: the merchant's API token, or both. It bears no time: tell repetitions by
/// `transactionNo` or `accountToken` and the status.
///
/// # Errors
/// [`Kind::VerificationFailed`]; the reason is `malformed`, `signature` or `type`.
pub fn verify_ipn(body: &[u8], tokens: &[&str], expected: IpnType) -> Result<Told, Error> {
    let (fields, given) = read(body, "verifySign")?;
    let tokens: Vec<String> = tokens.iter().map(|token| token_md5(token)).collect();
    let tokens: Vec<&str> = tokens.iter().map(String::as_str).collect();
    if payee::verify_pairs(&borrowed(&fields), &tokens, &given) != Ok(true) {
        return Err(refused("signature"));
    }
    let told = Told(fields);
    let name = if expected == IpnType::Payout { "payout" } else { "account" };
    if told.get("notify_type") != name {
        return Err(refused("type"));
    }
    Ok(told)
}

/// A notice of the wallet, verified by its header `X-Feiqian-Signature`.
///
/// # Errors
/// [`Kind::VerificationFailed`]; the reason is `malformed`, `signature` or `clock`.
pub fn verify_wallet_notice(
    body: &[u8],
    header: &str,
    keys: &[&str],
    clock: Clock,
) -> Result<WalletNotice, Error> {
    let members: Vec<&str> = header.split(',').map(str::trim).collect();
    let times: Vec<&str> = members.iter().filter_map(|member| member.strip_prefix("t=")).collect();
    let signatures = members.iter().filter_map(|member| member.strip_prefix("v1=")).take(MAX_SIGNATURES);
    let signatures: Vec<&str> = signatures.collect();
    let ([time], false) = (times.as_slice(), signatures.is_empty()) else {
        return Err(refused("malformed"));
    };
    let is_signed = keys.iter().fold(false, |found, key| {
        let expected = hmac_sha256(key.as_bytes(), &[time.as_bytes(), b".", body]);
        signatures.iter().fold(found, |found, given| found | equal_hex(&expected, given))
    });
    if !is_signed {
        return Err(refused("signature"));
    }
    check_time(time, clock)?;
    serde_json::from_slice(body).map_err(|_| refused("malformed"))
}

/// Any message with the headers of Standard Webhooks, verified: its time. `secrets`: `whsec_…`.
///
/// # Errors
/// [`Kind::VerificationFailed`], the reason is `malformed`, `signature` or `clock`; [`Kind::InvalidArgument`] for a secret
/// that is none.
pub fn verify_standard_webhook(
    body: &[u8],
    headers: StandardHeaders<'_>,
    secrets: &[&str],
    clock: Clock,
) -> Result<i64, Error> {
    let StandardHeaders { id, timestamp, signature } = headers;
    let sent_s = read_time(timestamp)?;
    // What is signed is the number: it has one text.
    if id.is_empty() || signature.is_empty() || timestamp != sent_s.to_string() {
        return Err(refused("malformed"));
    }
    let keys: Option<Vec<Vec<u8>>> = secrets.iter().map(|secret| standard_webhooks::key(secret)).collect();
    let keys = keys.ok_or_else(|| Error::because(Kind::InvalidArgument, "a secret is whsec_ and base64"))?;
    let keys: Vec<&[u8]> = keys.iter().map(Vec::as_slice).collect();
    // The clock is looked at last, so that its reason is given only to whoever has a key.
    if !standard_webhooks::verify(id, sent_s, body, signature, &keys, sent_s, 0) {
        return Err(refused("signature"));
    }
    near(sent_s, clock)
}

/// The secret that Standard Webhooks libraries take, of a product's key, an API token or another key.
pub fn webhook_secret(key: &str) -> String {
    standard_webhooks::secret(key.as_bytes())
}
