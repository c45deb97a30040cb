//! `cargo xtask token`: a wallet token (JWT) under a development key.

use crate::development::{
    TOKEN_AUDIENCE, TOKEN_ISSUER, TOKEN_RSA_KEY, TOKEN_RSA_PUBLIC_KEY, TOKEN_SECRET, TOKEN_SEED, USERS,
};
use anyhow::{Context, Result, anyhow};
use base64::Engine;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use feiqian_signing::digest;
use ring::rand::SystemRandom;
use ring::signature::{Ed25519KeyPair, KeyPair, RSA_PKCS1_SHA256, RsaKeyPair};
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
    /// The algorithm; the development bundle takes EdDSA.
    #[arg(long, default_value = "EdDSA")]
    alg: Algorithm,
    /// The header's `kid`, which chooses the key where `wallet_jwt_kid` is set.
    #[arg(long)]
    kid: Option<String>,
}

/// The algorithms of wallet tokens.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub enum Algorithm {
    #[value(name = "EdDSA")]
    EdDsa,
    #[value(name = "RS256")]
    Rs256,
    #[value(name = "HS256")]
    Hs256,
}

impl Algorithm {
    pub const ALL: [Algorithm; 3] = [Algorithm::EdDsa, Algorithm::Rs256, Algorithm::Hs256];

    /// Its name in a token and in `wallet_jwt_alg`.
    pub fn name(self) -> &'static str {
        match self {
            Algorithm::EdDsa => "EdDSA",
            Algorithm::Rs256 => "RS256",
            Algorithm::Hs256 => "HS256",
        }
    }

    /// The value of `wallet_jwt_key` that accepts the development key's tokens.
    pub fn key(self) -> Result<String> {
        // A SubjectPublicKeyInfo of Ed25519 (RFC 8410), up to the key.
        const PREFIX: &[u8] = &[0x30, 0x2a, 0x30, 0x05, 0x06, 0x03, 0x2b, 0x65, 0x70, 0x03, 0x21, 0x00];
        Ok(match self {
            Algorithm::EdDsa => {
                let der = [PREFIX, ed25519()?.public_key().as_ref()].concat();
                format!("-----BEGIN PUBLIC KEY-----\n{}\n-----END PUBLIC KEY-----", STANDARD.encode(der))
            }
            Algorithm::Rs256 => TOKEN_RSA_PUBLIC_KEY.to_owned(),
            Algorithm::Hs256 => TOKEN_SECRET.to_owned(),
        })
    }

    fn sign(self, text: &[u8]) -> Result<Vec<u8>> {
        Ok(match self {
            Algorithm::EdDsa => ed25519()?.sign(text).as_ref().to_vec(),
            Algorithm::Rs256 => {
                let body: String = TOKEN_RSA_KEY.lines().filter(|line| !line.starts_with("-----")).collect();
                let key = RsaKeyPair::from_pkcs8(&STANDARD.decode(body).context("the RSA key")?)
                    .map_err(|error| anyhow!("the RSA key: {error}"))?;
                let mut signature = vec![0; key.public().modulus_len()];
                key.sign(&RSA_PKCS1_SHA256, &SystemRandom::new(), text, &mut signature)
                    .map_err(|error| anyhow!("signing: {error}"))?;
                signature
            }
            Algorithm::Hs256 => digest::hmac_sha256(TOKEN_SECRET.as_bytes(), &[text]).to_vec(),
        })
    }
}

fn ed25519() -> Result<Ed25519KeyPair> {
    Ed25519KeyPair::from_seed_unchecked(&TOKEN_SEED).map_err(|error| anyhow!("the key: {error}"))
}

/// A demo user's token with a scope, valid for an hour.
pub fn of_user(user: u64, scope: &str, alg: Algorithm) -> Result<String> {
    let now = SystemTime::now().duration_since(UNIX_EPOCH)?.as_secs();
    let scope = scope.to_owned();
    token(&Arguments { user, scope, username: None, mobile: None, ttl: 3_600, alg, kid: None }, now)
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
    let kid = match &arguments.kid {
        Some(kid) => format!(r#","kid":{}"#, serde_json::to_string(kid)?),
        None => String::new(),
    };
    let header = format!(r#"{{"alg":"{}","typ":"JWT"{kid}}}"#, arguments.alg.name());
    let payload = URL_SAFE_NO_PAD.encode(serde_json::to_vec(&claims)?);
    let signed = format!("{}.{payload}", URL_SAFE_NO_PAD.encode(header));
    let signature = URL_SAFE_NO_PAD.encode(arguments.alg.sign(signed.as_bytes())?);
    Ok(format!("{signed}.{signature}"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use ring::signature::{ED25519, KeyPair, UnparsedPublicKey};

    #[test]
    fn a_token_verifies_and_carries_the_claims() {
        let (scope, alg) = ("cash.create".into(), Algorithm::EdDsa);
        let arguments = Arguments {
            user: 1,
            scope,
            username: None,
            mobile: None,
            ttl: 60,
            alg,
            kid: Some("2026\"1".into()),
        };
        let token = token(&arguments, 1_767_323_045).unwrap();
        let (signed, signature) = token.rsplit_once('.').unwrap();
        let key = Ed25519KeyPair::from_seed_unchecked(&TOKEN_SEED).unwrap();
        let signature = URL_SAFE_NO_PAD.decode(signature).unwrap();
        UnparsedPublicKey::new(&ED25519, key.public_key()).verify(signed.as_bytes(), &signature).unwrap();
        let (header, payload) = signed.split_once('.').unwrap();
        let header = String::from_utf8(URL_SAFE_NO_PAD.decode(header).unwrap()).unwrap();
        assert_eq!(header, r#"{"alg":"EdDSA","typ":"JWT","kid":"2026\"1"}"#);
        let payload = URL_SAFE_NO_PAD.decode(payload).unwrap();
        assert_eq!(
            String::from_utf8(payload).unwrap(),
            r#"{"iss":"feiqian-development","aud":"feiqian-wallet","sub":"1","iat":1767323045,"exp":1767323105,"username":"username","mobile":"13800138000","scope":"cash.create"}"#
        );
    }
}
