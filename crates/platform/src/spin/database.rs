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

/// Tells SQLite not to wait for the write lock itself.
const WAIT_HERE: &str = "PRAGMA busy_timeout = 0";

/// A connection between two statements.
struct Kept {
    connection: Connection,
    /// Whether SQLite has been told not to wait for the write lock itself.
    waits_here: bool,
}

thread_local! {
    static KEPT: RefCell<Vec<Kept>> = const { RefCell::new(Vec::new()) };
}

impl Platform {
    /// Runs one statement that reads, on the database `default`, and returns its rows. `sql` is a constant; whatever
    /// comes from a request is a parameter.
    ///
    /// It may write too, but then waits for the write lock inside SQLite: see [`Platform::command`].
    pub async fn query(&self, sql: &str, parameters: &[Value]) -> Result<Vec<Row>, DatabaseError> {
        self.statement(sql, parameters, false).await
    }

    /// Runs one statement that writes, on the database `default`, and returns its rows.
    ///
    /// A locked database is met again after a short wait, for at most [`crate::database::BUSY_LIMIT_MS`]: a
    /// statement that found it locked has done nothing.
    pub async fn command(&self, sql: &str, parameters: &[Value]) -> Result<Vec<Row>, DatabaseError> {
        self.statement(sql, parameters, true).await
    }

    async fn statement(
        &self,
        sql: &str,
        parameters: &[Value],
        writes: bool,
    ) -> Result<Vec<Row>, DatabaseError> {
        let mut wait = BusyWait::new();
        loop {
            let mut kept = take().await?;
            let outcome = loop {
                // SQLite's own wait would hold a thread of the host. A database that refuses the pragma (a remote
                // one) waits in its own way.
                let prepare = writes && !kept.waits_here;
                let (sql, parameters) = if prepare { (WAIT_HERE, [].as_slice()) } else { (sql, parameters) };
                let outcome = run(&kept.connection, sql, parameters).await;
                if !prepare {
                    break outcome;
                }
                kept.waits_here = true;
            };
            self.waited();
            if outcome.as_ref().err().is_none_or(DatabaseError::is_refusal) {
                KEPT.with_borrow_mut(|all| {
                    if all.len() < KEPT_CONNECTIONS {
                        all.push(kept);
                    }
                });
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

async fn take() -> Result<Kept, DatabaseError> {
    match KEPT.with_borrow_mut(Vec::pop) {
        Some(kept) => Ok(kept),
        None => {
            let connection = Connection::open_default().await.map_err(failed)?;
            Ok(Kept { connection, waits_here: false })
        }
    }
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
