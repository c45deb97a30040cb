//! What a bundle that has just been started lacks: asked of `GET /internal/ready`, and printed.

use anyhow::{Context, Result};
use serde_json::Value;
use std::net::SocketAddr;
use std::time::Duration;
use ureq::Agent;

/// The first answer of a component comes after it has been compiled.
const LIMIT: Duration = Duration::from_secs(120);

/// Prints what is missing, by name; nothing if nothing is.
pub fn print(address: SocketAddr) -> Result<()> {
    let config = Agent::config_builder().http_status_as_error(false).timeout_global(Some(LIMIT)).build();
    let agent: Agent = config.into();
    let mut answer =
        agent.get(format!("http://{address}/internal/ready")).call().context("/internal/ready")?;
    let said: Value =
        serde_json::from_str(&answer.body_mut().read_to_string()?).context("/internal/ready")?;
    let missing = said["missing"].as_array().map(Vec::as_slice).unwrap_or_default();
    if !missing.is_empty() {
        let names: Vec<&str> = missing.iter().filter_map(Value::as_str).collect();
        println!("\nNot ready, missing: {}", names.join(", "));
    }
    Ok(())
}
