//! Requests to the desk: where it is, who asks, and what a refusal ends the process with.

use super::session::Session;
use anyhow::{Context, Result, bail, ensure};
use std::fmt;
use std::io::Read;
use std::path::PathBuf;
use std::time::Duration;
use ureq::http::{Request, Response};
use ureq::{Agent, Body};

const CONNECT_LIMIT: Duration = Duration::from_secs(10);

/// The longest answer that is held as a whole: a configuration has at most 1 MiB.
const LONGEST_BYTES: u64 = 16 * 1024 * 1024;

#[derive(Debug, Clone, clap::Args)]
pub struct Connection {
    /// Where the bundle is.
    #[arg(long, value_name = "URL", env = "FEIQIAN_DESK_URL", default_value = "http://127.0.0.1:3000")]
    pub url: String,
    /// A file whose first line is a token of the desk; without it the variable FEIQIAN_DESK_TOKEN.
    #[arg(long, value_name = "FILE")]
    token_file: Option<PathBuf>,
    /// The session of `sign-in`, for what no token may do.
    #[arg(long, value_name = "FILE", env = "FEIQIAN_DESK_SESSION")]
    session_file: Option<PathBuf>,
    /// How long a request may take.
    #[arg(long, value_name = "SECONDS", default_value_t = 60, value_parser = clap::value_parser!(u64).range(1..=3600))]
    pub timeout_seconds: u64,
}

/// An answer that is no success: its body is printed as it is, and the process ends with a code of its own.
#[derive(Debug)]
pub struct Refused {
    status: u16,
    body: String,
}

impl Refused {
    /// 3 for who asks, 4 for what was asked, 5 for what the bundle could not do.
    pub fn exit_code(&self) -> u8 {
        match self.status {
            401 | 403 => 3,
            500.. => 5,
            _ => 4,
        }
    }
}

impl fmt::Display for Refused {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.body.trim() {
            "" => write!(f, "the answer is {}", self.status),
            body => f.write_str(body),
        }
    }
}

impl std::error::Error for Refused {}

enum Who {
    Nobody,
    Token(String),
    Session(Session),
}

pub struct Client {
    agent: Agent,
    base: String,
    who: Who,
}

impl Client {
    /// A client that sends the token or the session.
    pub fn of(connection: &Connection) -> Result<Self> {
        let token = match &connection.token_file {
            Some(file) => Some(std::fs::read_to_string(file).with_context(|| file.display().to_string())?),
            None => std::env::var("FEIQIAN_DESK_TOKEN").ok(),
        };
        let token = token.and_then(|text| text.lines().next().map(|line| line.trim().to_owned()));
        let who = match (token.filter(|token| !token.is_empty()), &connection.session_file) {
            (Some(token), _) => Who::Token(token),
            (None, Some(file)) => Who::Session(Session::read(file)?),
            (None, None) => bail!(
                "who asks? set FEIQIAN_DESK_TOKEN, or give --token-file, or --session-file after `sign-in`"
            ),
        };
        Self::with(connection, who)
    }

    /// A client of nobody yet.
    pub fn of_nobody(connection: &Connection) -> Result<Self> {
        Self::with(connection, Who::Nobody)
    }

    fn with(connection: &Connection, who: Who) -> Result<Self> {
        let base = connection.url.trim_end_matches('/');
        ensure!(
            is_safe(base),
            "{base}: an https URL, or http to this machine: tokens are not sent in clear text"
        );
        let config = Agent::config_builder()
            .http_status_as_error(false)
            .max_redirects(0)
            .timeout_connect(Some(CONNECT_LIMIT))
            .timeout_global(Some(Duration::from_secs(connection.timeout_seconds)))
            .build();
        Ok(Client { agent: config.into(), base: format!("{base}/admin/api/v1"), who })
    }

    /// The body of a success.
    pub fn ask(&self, method: &str, path: &str, body: Option<&str>) -> Result<String> {
        let mut response = self.send(method, path, body)?;
        text(&mut response)
    }

    /// The body of a success as it comes.
    pub fn stream(&self, path: &str) -> Result<impl Read + use<>> {
        Ok(self.send("GET", path, None)?.into_body().into_reader())
    }

    /// The answer, which is a success.
    pub fn send(&self, method: &str, path: &str, body: Option<&str>) -> Result<Response<Body>> {
        let mut request = Request::builder().method(method).uri(format!("{}{path}", self.base));
        match &self.who {
            Who::Nobody => {}
            Who::Token(token) => request = request.header("authorization", format!("Bearer {token}")),
            Who::Session(session) => {
                request =
                    request.header("cookie", &session.cookie).header("x-csrf-token", &session.csrf_token);
            }
        }
        let answer = match body {
            Some(body) => {
                let request = request.header("content-type", "application/json").body(body.to_owned());
                self.agent.run(request.context("the request")?)
            }
            None => self.agent.run(request.body(()).context("the request")?),
        };
        let mut answer = answer.with_context(|| format!("{method} {}{path}", self.base))?;
        let status = answer.status();
        if status.is_success() {
            return Ok(answer);
        }
        let body = text(&mut answer).unwrap_or_default();
        Err(Refused { status: status.as_u16(), body }.into())
    }
}

fn text(answer: &mut Response<Body>) -> Result<String> {
    let body = answer.body_mut().with_config().limit(LONGEST_BYTES);
    body.read_to_string().context("the answer is not complete")
}

/// Whether secrets may be sent there.
fn is_safe(url: &str) -> bool {
    let Some((scheme, rest)) = url.split_once("://") else { return false };
    let authority = rest.split('/').next().unwrap_or_default();
    let host = match authority.strip_prefix('[') {
        Some(rest) => rest.split(']').next().unwrap_or_default(),
        None => authority.split(':').next().unwrap_or_default(),
    };
    let is_here = ["localhost", "127.0.0.1", "::1"].contains(&host);
    !authority.contains('@') && !host.is_empty() && (scheme == "https" || scheme == "http" && is_here)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn secrets_are_sent_by_https_or_to_this_machine() {
        for safe in [
            "https://pay.example.com",
            "https://pay.example.com:8443/x",
            "http://127.0.0.1:3000",
            "http://[::1]:3000",
            "http://localhost",
        ] {
            assert!(is_safe(safe), "{safe}");
        }
        for unsafe_url in [
            "http://pay.example.com",
            "http://127.0.0.1@pay.example.com",
            "ftp://localhost",
            "pay.example.com",
            "https://",
            "http://localhost.example.com",
        ] {
            assert!(!is_safe(unsafe_url), "{unsafe_url}");
        }
    }

    #[test]
    fn a_refusal_has_a_code_of_its_own_and_shows_the_body_as_it_is() {
        for (status, code) in [
            (401, 3),
            (403, 3),
            (400, 4),
            (404, 4),
            (409, 4),
            (422, 4),
            (429, 4),
            (302, 4),
            (500, 5),
            (503, 5),
        ] {
            let refused = Refused { status, body: "{\"a\":1}".into() };
            assert_eq!((refused.exit_code(), refused.to_string().as_str()), (code, "{\"a\":1}"));
        }
        assert_eq!(Refused { status: 502, body: String::new() }.to_string(), "the answer is 502");
    }
}
