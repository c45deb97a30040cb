//! The signed message of each topic.

use super::Settings;
use super::claim::Notice;
use super::schedule::Topic;
use feiqian_keys::stored::{self, Owner};
use feiqian_keys::{Keys, Slots};
use feiqian_platform::Platform;
use feiqian_platform::outbound::Target;
use feiqian_signing::cashier::{self, SignType};
use feiqian_signing::payee::{ipn_url, sign_pairs, token_md5};
use feiqian_signing::unambiguous::{Ambiguous, NOTIFY_TYPE};
use feiqian_signing::{digest, form, json};
use feiqian_vault::{Place, Vault};
use std::borrow::Cow;

const FORM: &str = "application/x-www-form-urlencoded; charset=utf-8";
const JSON: &str = "application/json";

/// What is posted.
pub(super) struct Message {
    pub(super) url: String,
    pub(super) content_type: &'static str,
    pub(super) body: String,
    /// The value of `X-Feiqian-Signature`.
    pub(super) signature: Option<String>,
    /// The receiver's keys that count now: each signs the headers of Standard Webhooks.
    pub(super) keys: Keys,
}

/// Why nothing can be sent; the text of the attempt.
pub(super) type Refusal = &'static str;

/// The message of a row, signed now.
pub(super) async fn compose(
    platform: &Platform,
    settings: &Settings<'_>,
    topic: Topic,
    notice: &Notice,
) -> Result<Message, Refusal> {
    match topic {
        Topic::Cashier | Topic::Test => callback(platform, settings, notice).await,
        Topic::Ipn => ipn(settings, notice),
        Topic::Wallet => webhook(platform, settings, notice),
    }
}

/// A product's callback: its fields, its type, a timestamp and a nonce under the product's `sign` (`cashier.md` 7).
async fn callback(platform: &Platform, settings: &Settings<'_>, notice: &Notice) -> Result<Message, Refusal> {
    let url = operators(&notice.target, settings.allow_insecure_ipn)?;
    let signer = notice.signer.as_deref().ok_or("refused: no such product")?;
    let (more_than_md5, slots) = signer.split_once(':').ok_or("refused: no such product")?;
    let keys = product_keys(platform, &notice.tenant, slots).await?;
    let key = keys.newest().ok_or("refused: no key of the product counts now")?;
    let sign_type = if more_than_md5 == "1" { SignType::HmacSha256 } else { SignType::Md5 };
    let mut fields = fields(&notice.payload).ok_or("refused: unreadable payload")?;
    fields.push(notify_type(notice));
    fields.push(("timestamp".to_owned(), (platform.now_ms() / 1_000).to_string()));
    fields.push(("nonce".to_owned(), hex::encode(platform.random::<16>())));
    if sign_type == SignType::HmacSha256 {
        fields.push(("sign_type".to_owned(), sign_type.as_str().to_owned()));
    }
    let sign = cashier::sign_pairs(&borrowed(&fields), sign_type, key).map_err(ambiguous)?;
    fields.push(("sign".to_owned(), sign));
    Ok(Message { url, content_type: FORM, body: form::encode(fields), signature: None, keys })
}

/// An IPN: its fields and its type in byte order under the merchant's `verifySign` (`payee.md` 8).
fn ipn(settings: &Settings<'_>, notice: &Notice) -> Result<Message, Refusal> {
    let url = ipn_url::accepted(&notice.target, settings.allow_insecure_ipn).ok_or("refused: ipnUrl")?;
    let vault = settings.vault.ok_or("refused: no pii_key")?;
    let keys = tokens(vault, notice)?;
    let token = keys.newest().ok_or("refused: no active token")?;
    let mut fields = fields(&notice.payload).ok_or("refused: unreadable payload")?;
    fields.push(notify_type(notice));
    let sign = sign_pairs(&borrowed(&fields), &token_md5(token)).map_err(ambiguous)?;
    fields.push(("verifySign".to_owned(), sign));
    fields.sort_unstable();
    Ok(Message { url, content_type: FORM, body: form::encode(fields), signature: None, keys })
}

/// A webhook: the payload with the event's id before it, under an HMAC of time and body (`outbox.md` 3).
fn webhook(platform: &Platform, settings: &Settings<'_>, notice: &Notice) -> Result<Message, Refusal> {
    let url = operators(&notice.target, settings.allow_insecure_ipn)?;
    let key = settings.webhook_keys.newest().ok_or("refused: no wallet_webhook_key")?;
    let is_readable = fields(&notice.payload).is_some_and(|fields| !fields.is_empty());
    let members = notice.payload.strip_prefix('{').filter(|_| is_readable);
    let members = members.ok_or("refused: unreadable payload")?;
    let body = ["{\"event_id\":\"", &notice.event_id, "\",", members].concat();
    let signature = digest::webhook_signature(key.as_bytes(), platform.now_ms() / 1_000, body.as_bytes());
    let keys = settings.webhook_keys.clone();
    Ok(Message { url, content_type: JSON, body, signature: Some(signature), keys })
}

/// The keys of a product that count now.
async fn product_keys(platform: &Platform, product_id: &str, slots: &str) -> Result<Keys, Refusal> {
    let slots = Slots::read(slots).ok_or("refused: no such product")?;
    let id = product_id.parse().map_err(|_| "refused: no such product")?;
    let keys = stored::open(platform, Owner::Product, id, &slots, platform.now_ms()).await;
    let keys = keys.map_err(|_| "refused: pii_key does not open the product's key")?;
    Ok(Keys::new(keys.into_iter().map(Cow::into_owned).collect()))
}

/// The API tokens of a merchant that counted when the row was claimed.
fn tokens(vault: &Vault, notice: &Notice) -> Result<Keys, Refusal> {
    let signer = notice.signer.as_deref().ok_or("refused: no active token")?;
    let tokens = signer.split(',').map(|token| {
        let mut parts = token.split(':');
        let (Some(id), Some(key_id), Some(sealed)) = (parts.next(), parts.next(), parts.next()) else {
            return Err("refused: no active token");
        };
        let sealed = hex::decode(sealed).map_err(|_| "refused: no active token")?;
        let token = vault.open(Place::token(&notice.tenant, id), key_id, &sealed);
        token.map_err(|_| "refused: the token cannot be opened")
    });
    tokens.collect::<Result<Vec<String>, Refusal>>().map(Keys::new)
}

/// What no request may carry: `deposit`, `withdraw`, `test`, `payout` or `account`, as the row's topic ends. So a callback or an
/// IPN is never accepted as a request, though it bears a signature that a request could bear.
fn notify_type(notice: &Notice) -> (String, String) {
    let kind = notice.topic.split_once('.').map_or("", |(_, kind)| kind);
    (NOTIFY_TYPE.to_owned(), kind.to_owned())
}

/// A payload written before every field was checked at its entry.
fn ambiguous(_: Ambiguous) -> Refusal {
    "refused: ambiguous text"
}

/// The operator's own URLs are absolute, http or https, without a user name. Private networks are theirs to use; an
/// address that hides another one, or a name without a dot, is nobody's.
fn operators(url: &str, insecure: bool) -> Result<String, Refusal> {
    let target = Target::of(url).filter(|target| ipn_url::is_callback(target.authority, insecure));
    target.map(|_| url.to_owned()).ok_or("refused: URL")
}

/// The members of a payload as they are signed and sent: texts decoded, numbers as written, absent and empty ones left
/// to the scheme.
fn fields(payload: &str) -> Option<Vec<(String, String)>> {
    let members = json::members(payload).ok()?;
    let fields = members.iter().map(|member| {
        let text = match member.value.string() {
            Some(text) => text.into_owned(),
            None => member.value.raw().to_owned(),
        };
        Some((member.name()?.into_owned(), text))
    });
    fields.collect()
}

fn borrowed(fields: &[(String, String)]) -> Vec<(&str, &str)> {
    fields.iter().map(|(name, text)| (name.as_str(), text.as_str())).collect()
}
