//! `cargo xtask admin sign-in`: a session of the desk in a file, because people decide about money and no token may. The
//! password is the first line of standard input.

use super::client::{Client, Connection};
use crate::operator::{first_line, now_ms};
use anyhow::{Context, Result};
use feiqian_operator::CodeSecret;
use serde::{Deserialize, Serialize};
use serde_json::json;
use std::fs::OpenOptions;
use std::io::Write;
use std::os::unix::fs::OpenOptionsExt;
use std::path::{Path, PathBuf};

#[derive(clap::Args)]
pub struct SignIn {
    #[command(flatten)]
    connection: Connection,
    /// The operator's name.
    #[arg(long, value_name = "NAME")]
    name: String,
    /// The six digits of the authenticator; without them they are made of the variable FEIQIAN_CODE_SECRET.
    #[arg(long, value_name = "DIGITS")]
    code: Option<String>,
    /// Where the session is kept.
    #[arg(long, value_name = "FILE")]
    output: PathBuf,
}

/// What a session's requests carry.
#[derive(Debug, Serialize, Deserialize)]
pub struct Session {
    pub cookie: String,
    pub csrf_token: String,
}

impl Session {
    pub fn read(file: &Path) -> Result<Self> {
        let text = std::fs::read_to_string(file).with_context(|| file.display().to_string())?;
        serde_json::from_str(&text).with_context(|| format!("{}: no session", file.display()))
    }
}

pub fn sign_in(sign_in: &SignIn) -> Result<()> {
    let code = match &sign_in.code {
        Some(code) => code.clone(),
        None => {
            let secret =
                std::env::var("FEIQIAN_CODE_SECRET").context("neither --code nor FEIQIAN_CODE_SECRET")?;
            let secret = CodeSecret::from_base32(&secret)
                .context("FEIQIAN_CODE_SECRET is not the base32 of 20 bytes")?;
            secret.code_at(u64::try_from(now_ms()? / 1_000)?)
        }
    };
    let body =
        json!({ "name": sign_in.name, "password": first_line("the password")?, "code": code }).to_string();
    let mut answer = Client::of_nobody(&sign_in.connection)?.send("POST", "/session", Some(&body))?;
    let cookie =
        answer.headers().get("set-cookie").and_then(|cookie| cookie.to_str().ok()).unwrap_or_default();
    let cookie = cookie.split(';').next().unwrap_or_default().to_owned();
    let said: serde_json::Value =
        serde_json::from_str(&answer.body_mut().read_to_string()?).context("the answer is no JSON")?;
    let csrf_token = said["csrf_token"].as_str().context("the answer has no csrf_token")?.to_owned();
    let session = serde_json::to_string(&Session { cookie, csrf_token })?;
    let path = &sign_in.output;
    // A file of others' making is not written into.
    let _ = std::fs::remove_file(path);
    let file = OpenOptions::new().write(true).create_new(true).mode(0o600).open(path);
    let mut file = file.with_context(|| path.display().to_string())?;
    file.write_all(session.as_bytes()).with_context(|| path.display().to_string())?;
    eprintln!("signed in as {}: --session-file {}", sign_in.name, path.display());
    Ok(())
}
