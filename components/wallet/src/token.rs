//! Tokens (wallet.md §2.3): a JWT of a configured algorithm, verified here, parsed strictly.

use crate::failure::Failure;
use crate::known;
use crate::verifiers::{Verifier, candidates, have_ids, verifiers};
use base64ct::{Base64, Base64UrlUnpadded, Encoding};
use ed25519_dalek::{Signature, VerifyingKey};
use feiqian_money::wallet::{Written, floor};
use feiqian_platform::Platform;
use feiqian_platform::http::{Request, header};
use feiqian_signing::digest;
use feiqian_signing::json::{self, Kind, Value};
use rsa::pkcs1v15::Pkcs1v15Sign;
use rsa::pkcs8::DecodePublicKey;
use rsa::traits::PublicKeyParts;
use std::borrow::Cow;

const MAX_TOKEN_BYTES: usize = 8_192;
/// How far clocks may differ.
const LEEWAY_MS: i64 = 60_000;
const MIN_SECRET_BYTES: usize = 32;
const MIN_RSA_BITS: usize = 2_048;
/// The largest user id: what a JSON number holds exactly everywhere.
pub const MAX_ID: i64 = 9_007_199_254_740_991;
/// DER of a SubjectPublicKeyInfo of Ed25519 (RFC 8410) up to the 32 bytes of the key.
const ED25519_PREFIX: [u8; 12] = [0x30, 0x2a, 0x30, 0x05, 0x06, 0x03, 0x2b, 0x65, 0x70, 0x03, 0x21, 0x00];
/// DER of a DigestInfo of SHA-256 (RFC 8017) up to the hash.
const SHA256_PREFIX: [u8; 19] =
    [0x30, 0x31, 0x30, 0x0d, 0x06, 0x09, 0x60, 0x86, 0x48, 1, 0x65, 3, 4, 2, 1, 5, 0, 4, 0x20];

macro_rules! abilities {
    ($($constant:ident $name:literal,)*) => {
        $(pub const $constant: &str = $name;)*
        const ABILITIES: &[&str] = &[$($name),*];
    };
}

abilities! {
    CASH_CREATE "cash.create",
    CASH_REVIEW "cash.review",
    CASH_VIEW_LIST "cash.viewList",
    WALLET_VIEW_LIST "wallet.viewList",
    WALLET_UPDATE "wallet.update",
    LOGS_VIEW_LIST "wallet.logs.viewList",
    SETTINGS_UPDATE "settings.update",
    PAYOUT_RUN "payout.run",
}

/// Who asks, and what they may.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Caller {
    pub user_id: i64,
    pub username: String,
    /// `None` changes nothing.
    pub mobile: Option<String>,
    /// `None` changes nothing, `Some(None)` removes the binding.
    pub wechat: Option<Option<WeChat>>,
    abilities: Vec<&'static str>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WeChat {
    pub openid: String,
    pub nickname: String,
    pub sex: i64,
}

impl Caller {
    pub fn may(&self, ability: &str) -> bool {
        self.abilities.contains(&ability)
    }
}

/// What verifies tokens of one algorithm.
pub enum Key {
    EdDsa(Box<VerifyingKey>),
    Rs256(rsa::RsaPublicKey),
    Hs256(Vec<u8>),
}

/// Reads the caller from the one header `Authorization`.
///
/// # Errors
/// [`Failure::Unauthenticated`], or [`Failure::Fault`] if a variable is missing or unusable.
pub async fn authenticate(platform: &Platform, request: &Request) -> Result<Caller, Failure> {
    let variable =
        async |name| platform.variable(name).await.map_err(|error| Failure::Fault(error.to_string()));
    let verifiers = verifiers(platform).await?;
    let (issuer, audience) = (variable("wallet_jwt_issuer").await?, variable("wallet_jwt_audience").await?);
    if issuer.is_empty() || audience.is_empty() {
        return Err(Failure::Fault("wallet_jwt_issuer or wallet_jwt_audience is empty".into()));
    }
    let lines = request.header_lines(header::AUTHORIZATION.as_str());
    let token = match lines.as_slice() {
        [line] => match line.split_once(' ') {
            Some((scheme, token)) if scheme.eq_ignore_ascii_case("bearer") => token.trim_matches(' '),
            _ => return Err(Failure::Unauthenticated { token_sent: false }),
        },
        lines => return Err(Failure::Unauthenticated { token_sent: !lines.is_empty() }),
    };
    let now_ms = platform.now_ms();
    let claims = verified(token, &verifiers, now_ms)
        .and_then(|payload| caller(str::from_utf8(&payload).ok()?, &issuer, &audience, now_ms));
    claims.ok_or(Failure::Unauthenticated { token_sent: true })
}

impl Key {
    /// The key of an algorithm and the text of its variable, if the two fit and it is strong enough.
    pub fn read(algorithm: &str, text: &str) -> Option<Self> {
        let pem = text.replace("\\n", "\n");
        match algorithm {
            // A public key is no secret: who has it could sign.
            "HS256" if text.len() >= MIN_SECRET_BYTES && !text.contains("-----BEGIN") => {
                Some(Key::Hs256(text.as_bytes().to_vec()))
            }
            "RS256" => {
                let key = rsa::RsaPublicKey::from_public_key_pem(pem.trim()).ok()?;
                (key.n().bits() >= MIN_RSA_BITS).then_some(Key::Rs256(key))
            }
            "EdDSA" => {
                let body = pem.trim().strip_prefix("-----BEGIN PUBLIC KEY-----")?;
                let body = body.strip_suffix("-----END PUBLIC KEY-----")?;
                let der = Base64::decode_vec(&body.split_ascii_whitespace().collect::<String>()).ok()?;
                let key: &[u8; 32] = der.strip_prefix(&ED25519_PREFIX)?.try_into().ok()?;
                VerifyingKey::from_bytes(key).ok().filter(|key| !key.is_weak()).map(Box::new).map(Key::EdDsa)
            }
            _ => None,
        }
    }

    /// The `alg` of its tokens.
    fn algorithm(&self) -> &'static str {
        match self {
            Key::EdDsa(_) => "EdDSA",
            Key::Rs256(_) => "RS256",
            Key::Hs256(_) => "HS256",
        }
    }

    /// Whether a verification takes longer than a hash.
    pub(crate) fn is_dear(&self) -> bool {
        !matches!(self, Key::Hs256(_))
    }

    pub(crate) fn verifies(&self, message: &[u8], signature: &[u8]) -> bool {
        match self {
            Key::EdDsa(key) => Signature::from_slice(signature)
                .is_ok_and(|signature| key.verify_strict(message, &signature).is_ok()),
            Key::Rs256(key) => {
                let scheme = Pkcs1v15Sign { hash_len: Some(32), prefix: SHA256_PREFIX.into() };
                key.verify(scheme, &digest::sha256(message), signature).is_ok()
            }
            Key::Hs256(secret) => digest::equal(&digest::hmac_sha256(secret, &[message]), signature),
        }
    }
}

/// The payload of a token whose signature is that of one of the verifiers.
fn verified(token: &str, verifiers: &[Verifier], now_ms: i64) -> Option<Vec<u8>> {
    if token.len() > MAX_TOKEN_BYTES {
        return None;
    }
    let (signed, signature) = token.rsplit_once('.')?;
    let (head, payload) = signed.split_once('.')?;
    if payload.contains('.') {
        return None;
    }
    let decode = |segment| Base64UrlUnpadded::decode_vec(segment).ok();
    let (head, signature) = (decode(head)?, decode(signature)?);
    let head = Members::read(str::from_utf8(&head).ok()?)?;
    let algorithm = head.text("alg")?;
    if head.get("crit")?.is_some() {
        return None;
    }
    // Which of the keys here it is, a token may say; what else it says of its key (`jku`, `jwk`, `x5u`) is not even
    // looked at, nor is `kid` where no key has a name.
    let kid = if have_ids(verifiers) { head.optional("kid")? } else { None };
    // The algorithm is the key's: no token chooses another.
    let mut keys = candidates(verifiers, kid.as_deref(), now_ms).filter(|key| key.algorithm() == algorithm);
    if keys.any(|key| known::verifies(key, token, signed, &signature)) { decode(payload) } else { None }
}

fn caller(payload: &str, issuer: &str, audience: &str, now_ms: i64) -> Option<Caller> {
    let claims = Members::read(payload)?;
    let expires_ms = instant_ms(claims.get("exp")??)?;
    let not_before_ms = match claims.get("nbf")? {
        Some(value) => instant_ms(value)?,
        None => i64::MIN,
    };
    if now_ms >= expires_ms.saturating_add(LEEWAY_MS) || now_ms < not_before_ms.saturating_sub(LEEWAY_MS) {
        return None;
    }
    let aud = claims.get("aud")??;
    let is_for_us = match aud.kind() {
        Kind::Array => json::items(aud.raw())?.iter().any(|item| item.string().as_deref() == Some(audience)),
        _ => aud.string()? == audience,
    };
    if claims.text("iss")? != issuer || !is_for_us {
        return None;
    }
    let scope = claims.optional("scope")?.unwrap_or_default();
    let abilities = ABILITIES.iter().filter(|ability| scope.split(' ').any(|word| word == **ability));
    Some(Caller {
        user_id: id(&claims.text("sub")?)?,
        username: claims.text("username").filter(|name| has_chars(name, 1, 100))?.into_owned(),
        mobile: match claims.optional("mobile")? {
            Some(mobile) if !has_chars(&mobile, 0, 20) => return None,
            mobile => mobile.map(Cow::into_owned),
        },
        wechat: match claims.get("wechat")? {
            None => None,
            Some(value) if value.kind() == Kind::Null => Some(None),
            Some(value) => Some(Some(wechat(value)?)),
        },
        abilities: abilities.copied().collect(),
    })
}

fn wechat(value: Value) -> Option<WeChat> {
    let wechat = Members::read(value.raw())?;
    let nickname = wechat.optional("nickname")?.unwrap_or_default();
    Some(WeChat {
        openid: wechat.text("openid").filter(|openid| has_chars(openid, 1, 64))?.into_owned(),
        nickname: Some(nickname).filter(|name| has_chars(name, 0, 100))?.into_owned(),
        sex: match wechat.get("sex")?.map(Value::raw) {
            None | Some("0") => 0,
            Some("1") => 1,
            Some("2") => 2,
            Some(_) => return None,
        },
    })
}

/// A NumericDate, rounded down to milliseconds.
fn instant_ms(value: Value) -> Option<i64> {
    (value.kind() == Kind::Number).then(|| floor(value.raw(), Written::Number, 3).ok())?
}

/// A decimal user or record id.
pub fn id(text: &str) -> Option<i64> {
    let is_decimal = matches!(text.as_bytes().first(), Some(b'1'..=b'9'))
        && text.len() <= 16
        && text.bytes().all(|byte| byte.is_ascii_digit());
    text.parse().ok().filter(|id| is_decimal && *id <= MAX_ID)
}

/// The database counts characters up to a NUL, so there must be none.
fn has_chars(text: &str, min: usize, max: usize) -> bool {
    (min..=max).contains(&text.chars().count()) && !text.contains('\0')
}

/// An object in which nothing that is read is said twice: two parsers must not see two tokens.
struct Members<'a>(Vec<json::Member<'a>>);

impl<'a> Members<'a> {
    fn read(text: &'a str) -> Option<Self> {
        json::members(text).ok().map(Members)
    }

    /// `None` if it is repeated, `Some(None)` if it is absent.
    fn get(&self, name: &str) -> Option<Option<Value<'a>>> {
        let mut found = self.0.iter().filter(|member| member.name().as_deref() == Some(name));
        let first = found.next().map(|member| member.value);
        found.next().is_none().then_some(first)
    }

    fn text(&self, name: &str) -> Option<Cow<'a, str>> {
        self.get(name)??.string()
    }

    /// `None` if it is malformed, `Some(None)` if it is absent.
    fn optional(&self, name: &str) -> Option<Option<Cow<'a, str>>> {
        match self.get(name)? {
            Some(value) => value.string().map(Some),
            None => Some(None),
        }
    }
}
