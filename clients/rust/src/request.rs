//! Requests, signed or with a token.

use crate::base::Url;
use crate::call::{Carrier, Operation};
use crate::clients::{Auth, Scheme, Sender};
use crate::error::Error;
use crate::kinds::Kind;
use crate::transport;
use feiqian_signing::cashier::{self, SignType};
use feiqian_signing::payee::{self, HeaderSignature, token_md5};
use feiqian_signing::rfc9421::sign::{Parameters, sign};
use feiqian_signing::rfc9421::{self, Message, content_digest};
use feiqian_signing::{form, unambiguous};
use serde::Serialize;
use serde_json::{Map, Value};
use std::time::{Duration, UNIX_EPOCH};

const FORM: &str = "application/x-www-form-urlencoded";

/// A request that is signed and ready.
pub(crate) struct Outgoing {
    pub(crate) method: &'static str,
    pub(crate) url: Url,
    pub(crate) headers: Vec<(&'static str, String)>,
    pub(crate) body: Option<String>,
}

/// Parameters as they were given; absent ones are left out.
#[derive(Clone)]
pub(crate) struct Given(Map<String, Value>);

impl Given {
    pub(crate) fn of(request: &impl Serialize) -> Result<Self, Error> {
        match serde_json::to_value(request) {
            Ok(Value::Object(members)) => Ok(Given(members)),
            _ => Err(Error::because(Kind::InvalidArgument, "the parameters have no JSON form")),
        }
    }

    pub(crate) fn has(&self, field: &str) -> bool {
        self.0.get(field).is_some_and(|value| value.as_str().is_none_or(|text| !text.is_empty()))
    }
}

/// The text of a parameter.
fn text(name: &str, value: &Value) -> Result<String, Error> {
    match value {
        Value::String(text) => Ok(text.clone()),
        Value::Number(number) => Ok(number.to_string()),
        _ => Err(Error::because(Kind::InvalidArgument, format!("{name} is no text"))),
    }
}

fn pairs(members: &Map<String, Value>) -> Result<Vec<(String, String)>, Error> {
    let present = members.iter().filter(|(_, value)| !value.is_null());
    present.map(|(name, value)| Ok((name.clone(), text(name, value)?))).collect()
}

fn borrowed(pairs: &[(String, String)]) -> Vec<(&str, &str)> {
    pairs.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect()
}

fn nonce() -> String {
    hex::encode(transport::random::<16>())
}

impl Sender {
    /// A request of this moment.
    pub(crate) fn request(
        &self,
        operation: &'static Operation,
        given: &Given,
        token: &str,
        key: Option<&str>,
    ) -> Result<Outgoing, Error> {
        let mut outgoing = match &self.auth {
            Auth::Product { id, key, scheme } => self.of_product(operation, given, *id, key, *scheme)?,
            Auth::Payee { merchant, store, token, sign_headers } => {
                self.of_payee(operation, given, [merchant, store], token, *sign_headers)?
            }
            Auth::Office { merchant, .. } => {
                let code = if operation.name == "confirmDeposit" { "product_id" } else { "pid" };
                let mut given = given.clone();
                given.0.insert(code.to_owned(), merchant.as_str().into());
                self.with_token(operation, &given, token, "application/json")?
            }
            Auth::Token { media_type, .. } => self.with_token(operation, given, token, media_type)?,
        };
        if let Some(key) = key {
            outgoing.headers.push(("idempotency-key", key.to_owned()));
        }
        Ok(outgoing)
    }

    fn of_product(
        &self,
        operation: &'static Operation,
        given: &Given,
        id: i64,
        key: &str,
        scheme: Scheme,
    ) -> Result<Outgoing, Error> {
        let mut sent = pairs(&given.0)?;
        sent.push(("product_id".to_owned(), id.to_string()));
        let seconds = self.now_ms() / 1_000;
        let sign_type = match scheme {
            Scheme::Md5 => Some(SignType::Md5),
            Scheme::HmacSha256 => Some(SignType::HmacSha256),
            Scheme::Rfc9421 => None,
        };
        if sign_type == Some(SignType::HmacSha256) {
            sent.push(("sign_type".to_owned(), SignType::HmacSha256.as_str().to_owned()));
            sent.push(("timestamp".to_owned(), seconds.to_string()));
            sent.push(("nonce".to_owned(), nonce()));
        }
        match sign_type {
            Some(sign_type) => {
                let sign = cashier::sign_pairs(&borrowed(&sent), sign_type, key)?;
                sent.push(("sign".to_owned(), sign));
            }
            // Its text is another; the bundle holds the parameters against the rule all the same.
            None => unambiguous::check(borrowed(&sent))?,
        }
        let encoded = form::encode(borrowed(&sent));
        let is_form = operation.carrier == Carrier::Form;
        let query = if is_form { "" } else { &encoded };
        let url = self.base.url(&self.options, operation, operation.path, query);
        let mut headers = Vec::new();
        if is_form {
            headers.push(("content-type", FORM.to_owned()));
        }
        if scheme == Scheme::Rfc9421 {
            let mut components = vec!["@method", "@path", "@query"];
            if is_form {
                headers.push((rfc9421::DIGEST_HEADER, content_digest::of(encoded.as_bytes())));
                components.push(rfc9421::DIGEST_HEADER);
            }
            let (nonce, keyid) = (nonce(), id.to_string());
            let parameters = Parameters {
                created: Some(seconds),
                nonce: Some(&nonce),
                alg: Some(rfc9421::ALGORITHM),
                keyid: Some(&keyid),
                ..Parameters::default()
            };
            let message = Message {
                method: operation.method,
                scheme: &url.scheme,
                authority: &url.authority,
                path: &url.path,
                query: url.query.as_deref(),
                field: &|name| {
                    let lines = headers.iter().filter(|(other, _)| *other == name);
                    lines.map(|(_, value)| value.clone().into_bytes()).collect()
                },
            };
            let signed = sign(rfc9421::LABEL, &message, &components, &parameters, key.as_bytes());
            let signed = signed.map_err(|_| {
                Error::because(Kind::InvalidArgument, "the request cannot be signed by RFC 9421")
            })?;
            headers.push((rfc9421::INPUT_HEADER, signed.input));
            headers.push((rfc9421::SIGNATURE_HEADER, signed.signature));
        }
        Ok(Outgoing { method: operation.method, url, headers, body: is_form.then_some(encoded) })
    }

    fn of_payee(
        &self,
        operation: &'static Operation,
        given: &Given,
        [merchant, store]: [&str; 2],
        token: &str,
        sign_headers: bool,
    ) -> Result<Outgoing, Error> {
        let mut sent = pairs(&given.0)?;
        sent.push(("merchantNo".to_owned(), merchant.to_owned()));
        sent.push(("storeNo".to_owned(), store.to_owned()));
        sent.retain(|(_, value)| !value.is_empty());
        let now_ms = u64::try_from(self.now_ms()).unwrap_or_default();
        let now = UNIX_EPOCH + Duration::from_millis(now_ms);
        let timestamp = humantime::format_rfc3339_seconds(now).to_string();
        sent.push(("timestamp".to_owned(), timestamp.clone()));
        let sign = payee::sign_pairs(&borrowed(&sent), &token_md5(token))?;
        sent.push(("verifySign".to_owned(), sign));
        let body: Map<String, Value> = sent.into_iter().map(|(name, value)| (name, value.into())).collect();
        let body = Value::Object(body).to_string();
        let url = self.base.url(&self.options, operation, operation.path, "");
        let mut headers = vec![("content-type", "application/json".to_owned())];
        if sign_headers {
            let nonce = nonce();
            let signed = HeaderSignature {
                path: &url.path,
                body: body.as_bytes(),
                timestamp: &timestamp,
                nonce: &nonce,
            };
            headers.push(("x-signature", signed.sign(token)));
            headers.push(("x-timestamp", timestamp));
            headers.push(("x-nonce", nonce));
        }
        Ok(Outgoing { method: operation.method, url, headers, body: Some(body) })
    }

    fn with_token(
        &self,
        operation: &'static Operation,
        given: &Given,
        token: &str,
        media_type: &str,
    ) -> Result<Outgoing, Error> {
        let mut rest = given.0.clone();
        let mut path = String::new();
        for (index, piece) in operation.path.split(['{', '}']).enumerate() {
            // Every second piece stands in braces.
            if index % 2 == 0 {
                path.push_str(piece);
                continue;
            }
            let value = rest.remove(piece).map(|value| text(piece, &value)).transpose()?.unwrap_or_default();
            if matches!(value.as_str(), "" | "." | "..") {
                return Err(Error::because(Kind::InvalidArgument, format!("{piece} is absent")));
            }
            let mut encoded = String::new();
            form::encode_into(&mut encoded, &value);
            path.push_str(&encoded.replace('+', "%20"));
        }
        let is_json = operation.carrier == Carrier::Json;
        let mut query = Map::new();
        if is_json {
            query.extend(operation.query.iter().filter_map(|name| rest.remove_entry(*name)));
        } else {
            query = std::mem::take(&mut rest);
        }
        let query = form::encode(borrowed(&pairs(&query)?));
        let url = self.base.url(&self.options, operation, &path, &query);
        let mut headers = vec![
            ("accept", format!("{media_type}, application/json")),
            ("authorization", format!("Bearer {token}")),
        ];
        if is_json {
            headers.push(("content-type", media_type.to_owned()));
        }
        let body = is_json.then(|| Value::Object(rest).to_string());
        Ok(Outgoing { method: operation.method, url, headers, body })
    }
}
