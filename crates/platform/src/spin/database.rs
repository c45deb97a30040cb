//! The database through Spin: in process or remote.
//!
//! In process (a file, the usual case) every statement is one synchronous call. An instance has one connection for
//! reads and writes, kept from its first statement to its end: every connection parses the whole schema, which costs
//! more than a hundred statements, and to close the last one folds the log of writes into the file. No statement of
//! the instance runs while another does, so nothing needs to be locked inside it.
//!
//! Remote (libSQL over HTTP) every statement is one asynchronous call: see `remote`.

use super::remote::{self, Kind};
use super::sqlite::{Database, Parameter, parameters};
use super::{Platform, commands, random, schema, wasip3};
use crate::database::{BusyWait, DatabaseError, Row, Value};
use std::cell::{Cell, RefCell};
use std::rc::Rc;

/// Tells SQLite not to wait for the write lock itself, which would hold the instance. SQLite answers the new value; the
/// client of a remote server does not know the statement and sends nothing.
const WAIT_HERE: &str = "PRAGMA busy_timeout = 0";

/// See [`crate::wal`]: in SQLite's words.
const KEEP_LOG_SHORT: &str = "PRAGMA journal_size_limit = 16777216";
const _: () = assert!(crate::wal::LIMIT_BYTES == 16_777_216);

/// How many rows [`Platform::kept_row`] keeps, and for how long at the most.
const KEPT_ROWS: usize = 32;
const KEPT_ROW_LIMIT_MS: u64 = 1_000;

/// A row of [`Platform::kept_row`].
struct KeptRow {
    sql: &'static str,
    parameters: Vec<Value>,
    row: Row,
    read_at_ms: i64,
}

/// Where the database is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Place {
    InProcess,
    Remote,
}

/// How many requests an instance serves unless Spin is told otherwise.
const USUAL_REQUESTS: u32 = 128;

/// How long an instance that has served so many stays, in nanoseconds: under load its successor has a connection by then.
const HAND_OVER_NS: u64 = 50_000_000;

thread_local! {
    /// Requests that have been served.
    static SERVED: Cell<u32> = const { Cell::new(0) };
    /// Found out once.
    static PLACE: Cell<Option<Place>> = const { Cell::new(None) };
    /// The connection in process.
    static CONNECTION: RefCell<Option<Rc<Database>>> = const { RefCell::new(None) };
    static ROWS: RefCell<Vec<KeptRow>> = const { RefCell::new(Vec::new()) };
}

impl Platform {
    /// Runs one statement that reads, on the database `default`, and returns its rows. `sql` is a constant; whatever
    /// comes from a request is a parameter.
    pub async fn query(&self, sql: &str, parameters: &[Value]) -> Result<Vec<Row>, DatabaseError> {
        let parameters = self::parameters(parameters);
        match self.served().await? {
            Place::InProcess => self.read_in_process(sql, &parameters).await,
            Place::Remote => remote::run(self, Kind::Read, sql, &parameters).await,
        }
    }

    /// Reads whatever schema the database has.
    pub(crate) async fn query_unchecked(&self, sql: &str) -> Result<Vec<Row>, DatabaseError> {
        match self.place().await? {
            Place::InProcess => self.read_in_process(sql, &[]).await,
            Place::Remote => remote::run(self, Kind::Read, sql, &[]).await,
        }
    }

    async fn read_in_process(&self, sql: &str, parameters: &[Parameter]) -> Result<Vec<Row>, DatabaseError> {
        let mut wait = BusyWait::new();
        loop {
            // A reader meets a lock only while another process opens or closes the log of writes.
            match in_process(|connection| connection.execute(sql, parameters)) {
                Err(DatabaseError::Busy) => self.wait(&mut wait).await?,
                outcome => return outcome,
            }
        }
    }

    /// Runs a statement that is about the file of a database in process; `None` if there is no such file.
    pub(crate) async fn query_file(&self, sql: &str) -> Result<Option<Vec<Row>>, DatabaseError> {
        match self.place().await? {
            Place::InProcess => self.read_in_process(sql, &[]).await.map(Some),
            Place::Remote => Ok(None),
        }
    }

    /// Reads the one row of a statement, or takes it as it was within the last `auth_cache_ms` milliseconds.
    ///
    /// For what a request is authenticated by, and for reference data: until then a change there takes no effect. A row
    /// with a NULL is never kept: what is missing may be there the moment after.
    ///
    /// # Errors
    /// Those of [`Platform::query_row`].
    pub async fn kept_row(&self, sql: &'static str, parameters: &[Value]) -> Result<Row, DatabaseError> {
        let kept_ms = self.variable("auth_cache_ms").await.ok().and_then(|ms| ms.parse().ok());
        let kept_ms = kept_ms.unwrap_or(0_u64).min(KEPT_ROW_LIMIT_MS);
        if kept_ms == 0 {
            return self.query_row(sql, parameters).await;
        }
        let now_ms = self.now_ms();
        let found = ROWS.with_borrow(|rows| {
            let mut rows = rows.iter();
            let found = rows.find(|kept| kept.sql == sql && kept.parameters == parameters)?;
            (now_ms.abs_diff(found.read_at_ms) < kept_ms).then(|| found.row.clone())
        });
        if let Some(row) = found {
            return Ok(row);
        }
        let row = self.query_row(sql, parameters).await?;
        if !row.is_full() {
            return Ok(row);
        }
        ROWS.with_borrow_mut(|rows| {
            rows.retain(|kept| kept.sql != sql || kept.parameters != parameters);
            if rows.len() == KEPT_ROWS {
                rows.remove(0);
            }
            rows.push(KeptRow { sql, parameters: parameters.to_vec(), row: row.clone(), read_at_ms: now_ms });
        });
        Ok(row)
    }

    /// Runs one statement that writes, on the database `default`, and returns its rows.
    ///
    /// Commands of the instance that come together are committed together: see `commands`. A locked database is met
    /// again after a short wait, for at most [`crate::database::BUSY_LIMIT_MS`]: a statement that found it locked has
    /// done nothing.
    pub async fn command(&self, sql: &str, parameters: &[Value]) -> Result<Vec<Row>, DatabaseError> {
        let parameters = self::parameters(parameters);
        match self.served().await? {
            Place::InProcess => {
                let [outcome] = commands::run(self, [(sql, parameters)]).await;
                outcome
            }
            Place::Remote => remote::run(self, Kind::Command, sql, &parameters).await,
        }
    }

    /// Runs two commands one after the other, the second whatever becomes of the first: it has to look itself. Unlike
    /// two calls of [`Platform::command`], they are committed together where that is possible.
    pub async fn command_both(
        &self,
        first: (&str, &[Value]),
        second: (&str, &[Value]),
    ) -> [Result<Vec<Row>, DatabaseError>; 2] {
        let commands = [first, second].map(|(sql, values)| (sql, parameters(values)));
        match self.served().await {
            Ok(Place::InProcess) => commands::run(self, commands).await,
            Ok(Place::Remote) => {
                let [(first, values), (second, others)] = commands;
                let first = remote::run(self, Kind::Command, first, &values).await;
                [first, remote::run(self, Kind::Command, second, &others).await]
            }
            Err(error) => [Err(error.clone()), Err(error)],
        }
    }

    /// Waits before the next try at a locked database.
    pub(super) async fn wait(&self, wait: &mut BusyWait) -> Result<(), DatabaseError> {
        let us = wait.next_us(u64::from_le_bytes(random::bytes())).ok_or(DatabaseError::Busy)?;
        self.left();
        wasip3::clocks::monotonic_clock::wait_for(us * 1_000).await;
        self.waited();
        Ok(())
    }

    /// Where the database is, once it is known to have the schema of this version.
    async fn served(&self) -> Result<Place, DatabaseError> {
        let place = self.place().await?;
        schema::ensure(self).await?;
        Ok(place)
    }

    pub(super) async fn place(&self) -> Result<Place, DatabaseError> {
        if let Some(place) = PLACE.get() {
            return Ok(place);
        }
        // A component that does not declare the variable finds out.
        let named = self.variable("database_mode").await.unwrap_or_default();
        let place = match named.as_str() {
            "local" => Place::InProcess,
            "remote" => Place::Remote,
            "auto" | "" => find_out()?,
            _ => {
                return Err(DatabaseError::Other("variable database_mode: not auto, local or remote".into()));
            }
        };
        PLACE.set(Some(place));
        Ok(place)
    }
}

/// Counts a request that has been served, and after the last one of an instance keeps its connection for a moment.
///
/// The last connection to be closed folds the log of writes into the file and deletes it, which takes several times as
/// long as a command: with few clients that would happen at each end of an instance.
pub(super) fn hand_over() {
    let served = SERVED.get().saturating_add(1);
    SERVED.set(served);
    if served == USUAL_REQUESTS && CONNECTION.with_borrow(Option::is_some) {
        wasip3::wit_bindgen::spawn(wasip3::clocks::monotonic_clock::wait_for(HAND_OVER_NS));
    }
}

/// Asks a fresh connection, which stays the instance's if it is one in process.
fn find_out() -> Result<Place, DatabaseError> {
    match open() {
        Ok((connection, true)) => {
            CONNECTION.set(Some(connection));
            Ok(Place::InProcess)
        }
        // The file is missing or locked away: nobody remote says so.
        Err(DatabaseError::Other(text)) if text.contains("unable to open database") => {
            Err(DatabaseError::Other(text))
        }
        Ok((_, false)) | Err(DatabaseError::Other(_)) => Ok(Place::Remote),
        Err(error) => Err(error),
    }
}

/// A fresh connection, and whether it has understood [`WAIT_HERE`].
pub(super) fn open() -> Result<(Rc<Database>, bool), DatabaseError> {
    let connection = Database::open()?;
    let answer = connection.execute(WAIT_HERE, &[])?.into_iter().next();
    let understood = answer.is_some_and(|mut row| row.take() == Ok(0_i64));
    if understood {
        connection.execute(KEEP_LOG_SHORT, &[])?;
    }
    Ok((Rc::new(connection), understood))
}

/// Does `work` with the instance's connection, which is dropped if it meets a fault.
pub(super) fn in_process<R>(
    work: impl FnOnce(&Database) -> Result<R, DatabaseError>,
) -> Result<R, DatabaseError> {
    let kept = CONNECTION.with_borrow(Clone::clone);
    let connection = match kept {
        Some(connection) => connection,
        None => {
            let (connection, _) = open()?;
            CONNECTION.set(Some(connection.clone()));
            connection
        }
    };
    let outcome = work(&connection);
    if outcome.as_ref().is_err_and(|error| !error.is_refusal()) {
        CONNECTION.set(None);
    }
    outcome
}
