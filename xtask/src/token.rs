//! `cargo xtask token`: a wallet token (JWT, EdDSA) under the development key.

use crate::development::{TOKEN_AUDIENCE, TOKEN_ISSUER, TOKEN_SEED, USERS};
use anyhow::{Result, anyhow};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use ring::signature::Ed25519KeyPair;
use serde::Serialize;
use std::time::{SystemTime, UNIX_EPOCH};

#[derive(clap::Args)]
pub struct Arguments {
    /// The user's id, claim `sub`.
    #[arg(long)]
    user: u64,
    /// Abilities, separated by blanks: `cash.create cash.review …`.
    #[arg(long, default_value = "")]
    scope: String,
    /// Claim `username`; by default the demo user's, or `user<ID>`.
    #[arg(long)]
    username: Option<String>,
    /// Claim `mobile`; by default the demo user's.
    #[arg(long)]
    mobile: Option<String>,
    /// How long the token is valid, in seconds from now.
    #[arg(long, default_value_t = 3600)]
    ttl: u64,
}

#[derive(Serialize)]
struct Claims<'a> {
    iss: &'a str,
    aud: &'a str,
    sub: String,
    iat: u64,
    exp: u64,
    username: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    mobile: Option<&'a str>,
    #[serde(skip_serializing_if = "str::is_empty")]
    scope: &'a str,
}

/// `cargo xtask token`
pub fn run(arguments: &Arguments) -> Result<()> {
    let now = SystemTime::now().duration_since(UNIX_EPOCH)?.as_secs();
    println!("{}", token(arguments, now)?);
    Ok(())
}

/// A token issued at `now`, in Unix seconds.
pub fn token(arguments: &Arguments, now: u64) -> Result<String> {
    let demo = USERS.iter().find(|(id, ..)| *id == arguments.user);
    let username = arguments.username.clone();
    let username = username.or_else(|| demo.map(|(_, name, _)| (*name).to_owned()));
    let claims = Claims {
        iss: TOKEN_ISSUER,
        aud: TOKEN_AUDIENCE,
        sub: arguments.user.to_string(),
        iat: now,
        exp: now.saturating_add(arguments.ttl),
        username: username.unwrap_or_else(|| format!("user{}", arguments.user)),
        mobile: arguments.mobile.as_deref().or_else(|| demo.and_then(|(.., mobile)| *mobile)),
        scope: &arguments.scope,
    };
    let key =
        Ed25519KeyPair::from_seed_unchecked(&TOKEN_SEED).map_err(|error| anyhow!("the key: {error}"))?;
    let header = URL_SAFE_NO_PAD.encode(r#"{"alg":"EdDSA","typ":"JWT"}"#);
    let payload = URL_SAFE_NO_PAD.encode(serde_json::to_vec(&claims)?);
    let signed = format!("{header}.{payload}");
    let signature = URL_SAFE_NO_PAD.encode(key.sign(signed.as_bytes()));
    Ok(format!("{signed}.{signature}"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use ring::signature::{ED25519, KeyPair, UnparsedPublicKey};

    #[test]
    fn a_token_verifies_and_carries_the_claims() {
        let arguments =
            Arguments { user: 1, scope: "cash.create".into(), username: None, mobile: None, ttl: 60 };
        let token = token(&arguments, 1_767_323_045).unwrap();
        let (signed, signature) = token.rsplit_once('.').unwrap();
        let key = Ed25519KeyPair::from_seed_unchecked(&TOKEN_SEED).unwrap();
        let signature = URL_SAFE_NO_PAD.decode(signature).unwrap();
        UnparsedPublicKey::new(&ED25519, key.public_key()).verify(signed.as_bytes(), &signature).unwrap();
        let payload = URL_SAFE_NO_PAD.decode(signed.split_once('.').unwrap().1).unwrap();
        assert_eq!(
            String::from_utf8(payload).unwrap(),
            r#"{"iss":"feiqian-development","aud":"feiqian-wallet","sub":"1","iat":1767323045,"exp":1767323105,"username":"username","mobile":"13800138000","scope":"cash.create"}"#
        );
    }
}
