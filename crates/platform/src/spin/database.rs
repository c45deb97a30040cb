//! SQLite through Spin.
//!
//! Connections are kept by the instance: opening one per request would lose the statement cache and the WAL (at
//! low load every close is the last one and checkpoints: 15 ms a write). A connection is used by one statement at
//! a time and given back after it; one that met a fault is dropped.

use super::{Platform, random, wasip3};
use crate::database::{BusyWait, DatabaseError, Row, Value};
use spin_sdk::sqlite::{self, Connection};
use std::cell::RefCell;

/// The connections kept by an instance: as many as requests it serves at once by default.
const KEPT_CONNECTIONS: usize = 16;

thread_local! {
    static KEPT: RefCell<Vec<Connection>> = const { RefCell::new(Vec::new()) };
}

impl Platform {
    /// Runs one statement on the database `default` and returns its rows.
    ///
    /// A locked database is met again after a short wait, for at most [`crate::database::BUSY_LIMIT_MS`]: a
    /// statement that found it locked has done nothing. `sql` is a constant; whatever comes from a request is a
    /// parameter.
    pub async fn query(&self, sql: &str, parameters: &[Value]) -> Result<Vec<Row>, DatabaseError> {
        let mut wait = BusyWait::new();
        loop {
            let connection = connection().await?;
            let outcome = run(&connection, sql, parameters).await;
            match &outcome {
                Ok(_) => keep(connection),
                Err(error) if error.is_refusal() => keep(connection),
                Err(_) => drop(connection),
            }
            if outcome != Err(DatabaseError::Busy) {
                return outcome;
            }
            match wait.next_us(u64::from_le_bytes(random::bytes())) {
                Some(us) => wasip3::clocks::monotonic_clock::wait_for(us * 1_000).await,
                None => return Err(DatabaseError::Busy),
            }
        }
    }
}

async fn connection() -> Result<Connection, DatabaseError> {
    if let Some(connection) = KEPT.with_borrow_mut(Vec::pop) {
        return Ok(connection);
    }
    let connection = Connection::open_default().await.map_err(failed)?;
    // The wait for the lock is ours (`BusyWait`): SQLite's own would hold a thread of the host. A database that
    // refuses the pragma (a remote one) waits in its own way.
    let _ = run(&connection, "PRAGMA busy_timeout = 0", &[]).await;
    Ok(connection)
}

fn keep(connection: Connection) {
    KEPT.with_borrow_mut(|kept| {
        if kept.len() < KEPT_CONNECTIONS {
            kept.push(connection);
        }
    });
}

/// The row stream is drained before the result is awaited: while rows are left, the host holds the connection,
/// and the next statement on it would wait for ever.
async fn run(connection: &Connection, sql: &str, parameters: &[Value]) -> Result<Vec<Row>, DatabaseError> {
    let parameters: Vec<sqlite::Value> = parameters.iter().map(parameter).collect();
    let rows = connection.execute(sql, parameters).await.map_err(failed)?;
    let rows = rows.collect().await.map_err(failed)?;
    rows.into_iter().map(row).collect()
}

fn parameter(value: &Value) -> sqlite::Value {
    match value {
        Value::Null => sqlite::Value::Null,
        Value::Integer(value) => sqlite::Value::Integer(*value),
        Value::Text(value) => sqlite::Value::Text(value.clone()),
        Value::Blob(value) => sqlite::Value::Blob(value.clone()),
    }
}

fn row(row: sqlite::RowResult) -> Result<Row, DatabaseError> {
    let cells = row.values.into_iter().enumerate().map(|(column, cell)| match cell {
        sqlite::Value::Null => Ok(Value::Null),
        sqlite::Value::Integer(value) => Ok(Value::Integer(value)),
        sqlite::Value::Text(value) => Ok(Value::Text(value)),
        sqlite::Value::Blob(value) => Ok(Value::Blob(value)),
        sqlite::Value::Real(_) => Err(DatabaseError::Shape { column }),
    });
    cells.collect::<Result<Vec<Value>, DatabaseError>>().map(Row::new)
}

fn failed(error: sqlite::Error) -> DatabaseError {
    match error {
        sqlite::Error::Io(text) => DatabaseError::from_text(text),
        other => DatabaseError::Other(other.to_string()),
    }
}
