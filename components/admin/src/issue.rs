//! Secrets that come with a resource: a password, a key, the secret of one-time codes. Made or given, shown once, stored
//! hashed or sealed.

use crate::call::Members;
use crate::problem::{Flaw, Problem};
use crate::provision::Stored;
use crate::resource::{Issue, Resource};
use crate::settings::keyring;
use feiqian_operator::{CodeSecret, is_password};
use feiqian_platform::Platform;
use feiqian_vault::Place;
use serde_json::Value;

/// What is stored, and what is shown this once.
#[derive(Debug, Default)]
pub struct Issued {
    /// Name for the audit, place among the secrets, value.
    stored: Vec<(&'static str, usize, String)>,
    shown: Vec<(&'static str, String)>,
}

impl Issued {
    pub fn is_nothing(&self) -> bool {
        self.stored.is_empty()
    }

    /// What the triggers read: the first and the second secret of the resource, null for one that stays.
    pub fn secrets(&self) -> Vec<Value> {
        let mut secrets = vec![Value::Null; 2];
        for (_, place, value) in &self.stored {
            secrets[*place] = Value::from(value.as_str());
        }
        secrets
    }

    /// What the audit names.
    pub fn names(&self) -> Vec<&'static str> {
        self.stored.iter().map(|(told, ..)| *told).collect()
    }

    /// What the answer shows.
    pub fn shown(&self) -> Vec<(&str, &str)> {
        self.shown.iter().map(|(name, value)| (*name, value.as_str())).collect()
    }
}

/// The member `password`.
///
/// # Errors
/// The flaw if it is no password.
pub fn given_password(members: &Members) -> Result<Option<&str>, Flaw> {
    match members.get("password") {
        None | Some(Value::Null) => Ok(None),
        Some(Value::String(text)) if is_password(text) => Ok(Some(text)),
        Some(_) => Err(Flaw::new(
            "/password",
            "string",
            "12 to 128 characters, none of them a control character; left out of a new one: one is made.",
        )),
    }
}

/// The secrets of a new one, and the new password of one that is there. `referenced` is the key that a configuration names.
///
/// # Errors
/// A fault if nothing can be sealed or hashed.
pub async fn issue(
    platform: &Platform,
    resource: &Resource,
    key: &str,
    found: Option<&Stored>,
    password: Option<&str>,
    referenced: Option<&str>,
) -> Result<Issued, Problem> {
    let mut issued = Issued::default();
    let is_new = found.is_none();
    if matches!(resource.issue, Issue::Password | Issue::Operator) {
        let made = (is_new && password.is_none()).then(|| random_text(platform));
        let stays = password.zip(found.and_then(|found| found.secret.as_deref()));
        let stays =
            stays.is_some_and(|(password, hash)| feiqian_password::verify(password, hash) == Ok(true));
        if let (Some(password), false) = (password.or(made.as_deref()), stays) {
            issued.stored.push(("password", 0, hash(platform, password)?));
        }
        issued.shown.extend(made.map(|made| ("password", made)));
    }
    match resource.issue {
        Issue::Operator if is_new => {
            let secret = CodeSecret::new(platform.random());
            let sealed = secret.seal(&keyring(platform).await?, key, platform.random());
            issued.stored.push(("totp_secret", 1, sealed.map_err(fault)?));
            issued.shown.push(("totp_uri", secret.uri(key)));
        }
        Issue::Key if is_new => {
            let made = referenced.is_none().then(|| random_text(platform));
            let text = referenced.or(made.as_deref()).unwrap_or_default();
            let place = Place::signing_key("products.key", key);
            let sealed = keyring(platform).await?.seal_text(place, platform.random(), text);
            issued.stored.push(("key", 0, sealed.map_err(fault)?));
            issued.shown.extend(made.map(|made| ("key", made)));
        }
        _ => {}
    }
    Ok(issued)
}

/// A password's hash.
///
/// # Errors
/// A fault if it cannot be computed.
pub fn hash(platform: &Platform, password: &str) -> Result<String, Problem> {
    let hash = feiqian_password::hash(password, &platform.random());
    hash.map_err(|_| Problem::Fault("a password cannot be hashed".into()))
}

/// 256 random bits in hex.
pub fn random_text(platform: &Platform) -> String {
    hex::encode(platform.random::<32>())
}

pub fn fault(error: impl std::fmt::Display) -> Problem {
    Problem::Fault(error.to_string())
}
