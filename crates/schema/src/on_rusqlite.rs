//! A session on a connection of rusqlite, for programs outside of Spin.

use crate::session::{Fault, Rows, Session};
use rusqlite::types::ValueRef;
use rusqlite::{Connection, ErrorCode};
use std::time::{Duration, Instant};

/// How long a migration waits for the lock in all.
const PATIENCE: Duration = Duration::from_secs(60);
const PAUSE: Duration = Duration::from_millis(20);

/// A session on a borrowed connection.
#[derive(Debug)]
pub struct OnRusqlite<'c> {
    connection: &'c Connection,
    began: Instant,
}

impl<'c> OnRusqlite<'c> {
    /// A session that waits for the lock for a minute in all.
    pub fn new(connection: &'c Connection) -> Self {
        OnRusqlite { connection, began: Instant::now() }
    }

    fn rows(&self, sql: &str) -> rusqlite::Result<Rows> {
        let mut statement = self.connection.prepare(sql)?;
        let columns = statement.column_count();
        let mut rows = statement.query([])?;
        let mut found = Vec::new();
        while let Some(row) = rows.next()? {
            let cell = |column| {
                Ok(match row.get_ref(column)? {
                    ValueRef::Null => None,
                    ValueRef::Text(text) => Some(String::from_utf8_lossy(text).into_owned()),
                    ValueRef::Integer(integer) => Some(integer.to_string()),
                    _ => Some(String::new()),
                })
            };
            found.push((0..columns).map(cell).collect::<rusqlite::Result<Vec<_>>>()?);
        }
        Ok(found)
    }
}

impl Session for OnRusqlite<'_> {
    async fn run(&mut self, sql: &str) -> Result<Rows, Fault> {
        self.rows(sql).map_err(|error| match error.sqlite_error_code() {
            Some(ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked) => Fault::Busy,
            _ => Fault::Other(error.to_string()),
        })
    }

    async fn wait(&mut self) -> bool {
        std::thread::sleep(PAUSE);
        self.began.elapsed() < PATIENCE
    }

    fn is_in_process(&self) -> bool {
        true
    }
}
