//! A database of a libSQL server: its HTTP interface (Hrana), a stream of requests on one connection.

use anyhow::{Context, Result, bail};
use feiqian_schema::{Fault, Rows, Session};
use serde_json::{Value, json};
use std::time::{Duration, Instant};
use ureq::Agent;

/// How long a statement may take.
const LIMIT: Duration = Duration::from_secs(30);

/// How long a migration waits for the lock in all.
const PATIENCE: Duration = Duration::from_secs(60);
const PAUSE: Duration = Duration::from_millis(50);

/// A stream of a server; closed when dropped, which undoes what has not been committed.
pub struct OnServer {
    agent: Agent,
    url: String,
    token: String,
    /// What the next request goes on from.
    baton: Option<String>,
    began: Instant,
}

impl OnServer {
    pub fn new(url: &str, token: String) -> Result<Self> {
        let base = match url.split_once("://") {
            Some(("libsql", rest)) => format!("https://{rest}"),
            Some(("http" | "https", _)) => url.to_owned(),
            _ => bail!("{url}: not http://, https:// or libsql://"),
        };
        let config = Agent::config_builder().http_status_as_error(false).timeout_global(Some(LIMIT)).build();
        let url = format!("{}/v2/pipeline", base.trim_end_matches('/'));
        Ok(OnServer { agent: config.into(), url, token, baton: None, began: Instant::now() })
    }

    /// Sends one request of the stream; gives its result.
    fn send(&mut self, request: &Value) -> Result<Value> {
        let mut call = self.agent.post(&self.url).header("content-type", "application/json");
        if !self.token.is_empty() {
            call = call.header("authorization", format!("Bearer {}", self.token));
        }
        let body = json!({ "baton": self.baton.take(), "requests": [request] });
        let mut answer = call.send(body.to_string())?;
        let text = answer.body_mut().read_to_string()?;
        if answer.status() != 200 {
            bail!("the server answered {}: {text}", answer.status().as_u16());
        }
        let mut answer: Value = serde_json::from_str(&text).context("the server's answer")?;
        self.baton = answer["baton"].as_str().map(str::to_owned);
        Ok(answer["results"][0].take())
    }
}

impl Session for OnServer {
    async fn run(&mut self, sql: &str) -> Result<Rows, Fault> {
        let request = json!({ "type": "execute", "stmt": { "sql": sql } });
        let result = self.send(&request).map_err(|error| Fault::Other(format!("{error:#}")))?;
        if result["type"] != "ok" {
            let said = result["error"]["message"].as_str().unwrap_or("the server's answer is not understood");
            return Err(match said.contains("database is locked") {
                true => Fault::Busy,
                false => Fault::Other(said.to_owned()),
            });
        }
        let rows = result["response"]["result"]["rows"].as_array().map(Vec::as_slice).unwrap_or_default();
        let cell = |cell: &Value| cell["value"].as_str().map(str::to_owned);
        Ok(rows.iter().map(|row| row.as_array().into_iter().flatten().map(cell).collect()).collect())
    }

    async fn wait(&mut self) -> bool {
        std::thread::sleep(PAUSE);
        self.began.elapsed() < PATIENCE
    }

    fn is_in_process(&self) -> bool {
        false
    }
}

impl Drop for OnServer {
    fn drop(&mut self) {
        if self.baton.is_some() {
            let _ = self.send(&json!({ "type": "close" }));
        }
    }
}
