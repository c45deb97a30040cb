//! A connection of its own, on which a transaction may be left open between two statements.

use super::database::{Place, open};
use super::remote::statement;
use super::sqlite::Database;
use super::{Platform, wasip3};
use crate::database::{DatabaseError, Row};
use std::rc::Rc;

/// How long one waits for the lock in all, and between two tries.
const PATIENCE_NS: u64 = 50_000_000_000;
const PAUSE_NS: u64 = 20_000_000;

/// A connection that is closed when it is dropped, which undoes what has not been committed.
#[derive(Debug)]
pub struct Session {
    connection: Rc<Database>,
    place: Place,
    began_ns: u64,
}

impl Platform {
    /// A connection of its own, whatever schema the database has. For migrations only: a command is one statement.
    ///
    /// # Errors
    /// What the database said.
    pub async fn session(&self) -> Result<Session, DatabaseError> {
        let place = self.place().await?;
        let connection = match place {
            Place::InProcess => open()?.0,
            Place::Remote => Rc::new(Database::open()?),
        };
        Ok(Session { connection, place, began_ns: wasip3::clocks::monotonic_clock::now() })
    }
}

impl Session {
    /// Runs one statement; a lock is not waited for.
    ///
    /// # Errors
    /// What the database said.
    pub async fn run(&mut self, sql: &str) -> Result<Vec<Row>, DatabaseError> {
        match self.place {
            Place::InProcess => self.connection.execute(sql, &[]),
            Place::Remote => statement(&self.connection, sql).await,
        }
    }

    /// Waits a moment for the lock; `false` once it has waited long enough.
    pub async fn wait(&mut self) -> bool {
        wasip3::clocks::monotonic_clock::wait_for(PAUSE_NS).await;
        wasip3::clocks::monotonic_clock::now().saturating_sub(self.began_ns) < PATIENCE_NS
    }

    /// Whether the database is a file of this machine.
    pub fn is_in_process(&self) -> bool {
        self.place == Place::InProcess
    }
}
