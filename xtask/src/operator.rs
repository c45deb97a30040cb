//! What the commands of an operator share: the database file while the bundle serves, secrets from standard input,
//! random bytes, the time.

use anyhow::{Context, Result, anyhow, ensure};
use ring::rand::{SecureRandom, SystemRandom};
use rusqlite::Connection;
use std::io::BufRead;
use std::path::Path;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

/// How long another writer is waited for.
const BUSY_TIMEOUT: Duration = Duration::from_secs(10);

/// Opens a database file that exists.
pub fn open(file: &Path) -> Result<Connection> {
    ensure!(file.is_file(), "{}: no such database", file.display());
    let connection = Connection::open(file).context("the database")?;
    connection.busy_timeout(BUSY_TIMEOUT)?;
    connection.execute_batch("PRAGMA foreign_keys = ON")?;
    Ok(connection)
}

/// The first line of standard input; `what` names it in an error.
pub fn first_line(what: &str) -> Result<String> {
    let mut line = String::new();
    std::io::stdin().lock().read_line(&mut line).with_context(|| format!("{what} on standard input"))?;
    Ok(line.trim_end_matches(['\r', '\n']).to_owned())
}

pub fn random<const N: usize>() -> Result<[u8; N]> {
    let mut bytes = [0; N];
    SystemRandom::new().fill(&mut bytes).map_err(|_| anyhow!("no random bytes"))?;
    Ok(bytes)
}

/// Lower-case hex digits.
pub fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// Unix time in milliseconds.
pub fn now_ms() -> Result<i64> {
    Ok(i64::try_from(SystemTime::now().duration_since(UNIX_EPOCH)?.as_millis())?)
}
