//! The native face: SQLite by `rusqlite`, everything else in memory and in the hands of the test.
//!
//! Same API as on Spin, so that every handler runs under plain `cargo test`. Futures are ready at once; the wait
//! for a locked database sleeps.

use crate::database::{BusyWait, DatabaseError, Row, Value};
use crate::key_value::KeyValueError;
use crate::outbound::{OutboundAnswer, OutboundError, OutboundRequest};
use crate::variables::VariableError;
use rusqlite::types::{Value as Cell, ValueRef};
use rusqlite::{Connection, StatementStatus, params_from_iter};
use sha2::{Digest, Sha256};
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

pub use pollster::block_on;

/// What a test answers to a request that a handler sends.
type Outside = dyn Fn(OutboundRequest) -> Result<OutboundAnswer, OutboundError> + Send + Sync;

/// The outside world of a request, set up by a test. Clones share everything.
#[derive(Clone)]
pub struct Platform {
    database: Arc<Database>,
    key_values: Arc<Mutex<BTreeMap<String, Vec<u8>>>>,
    world: Arc<Mutex<World>>,
}

impl std::fmt::Debug for Platform {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Platform (native)")
    }
}

enum Database {
    /// One connection: an in-memory database exists once per connection.
    Memory(Mutex<Connection>),
    File {
        path: PathBuf,
        kept: Mutex<Vec<Connection>>,
    },
}

/// What statements have cost SQLite. Unlike a time it is the same in every run.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Work {
    /// Steps of SQLite's virtual machine, those of triggers included.
    pub steps: u64,
    /// How often a statement that was prepared had to be prepared anew, which costs more than to run it.
    pub prepared_anew: u64,
}

struct World {
    now_ms: i64,
    /// Number of random blocks drawn so far: the source is a hash of it, the same in every run.
    drawn: u64,
    statements: u64,
    work: Work,
    /// How many more statements the database serves; `None`: any number.
    statements_left: Option<u64>,
    variables: BTreeMap<String, String>,
    outside: Arc<Outside>,
    faults: Vec<String>,
    afterwards: Vec<OutboundRequest>,
    breaks: Vec<Break>,
    interlude: Option<Box<dyn FnOnce() + Send>>,
}

/// When a connection breaks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Break {
    /// The statement never arrives.
    Before,
    /// The statement is carried out, its answer is lost.
    After,
    /// Not at this statement.
    Never,
}

impl Platform {
    /// A platform with an empty database in memory.
    ///
    /// # Panics
    /// If SQLite cannot open a database in memory.
    pub fn in_memory() -> Self {
        let connection = Connection::open_in_memory().expect("a database in memory");
        Self::with(Database::Memory(Mutex::new(configured(connection))))
    }

    /// A platform on a database file, created if absent, with a pool of connections as on Spin.
    pub fn on_file(path: impl Into<PathBuf>) -> Self {
        Self::with(Database::File { path: path.into(), kept: Mutex::new(Vec::new()) })
    }

    fn with(database: Database) -> Self {
        Platform {
            database: Arc::new(database),
            key_values: Arc::default(),
            world: Arc::new(Mutex::new(World {
                now_ms: 0,
                drawn: 0,
                statements: 0,
                work: Work::default(),
                statements_left: None,
                variables: BTreeMap::new(),
                outside: Arc::new(|_| Err(OutboundError::Denied)),
                faults: Vec::new(),
                afterwards: Vec::new(),
                breaks: Vec::new(),
                interlude: None,
            })),
        }
    }

    /// Runs every `*.sql` file of a directory in name order, as a start of the bundle does.
    ///
    /// # Panics
    /// If a file cannot be read or run: a test cannot go on without its schema.
    pub fn run_sql_files(&self, directory: &Path) {
        let mut files: Vec<PathBuf> = std::fs::read_dir(directory)
            .unwrap_or_else(|error| panic!("{}: {error}", directory.display()))
            .filter_map(|entry| Some(entry.ok()?.path()))
            .filter(|path| path.extension().is_some_and(|extension| extension == "sql"))
            .collect();
        files.sort();
        for file in files {
            let sql =
                std::fs::read_to_string(&file).unwrap_or_else(|error| panic!("{}: {error}", file.display()));
            self.run_batch(&sql).unwrap_or_else(|error| panic!("{}: {error}", file.display()));
        }
    }

    /// Runs several statements.
    pub fn run_batch(&self, sql: &str) -> Result<(), DatabaseError> {
        self.with_connection(|connection| connection.execute_batch(sql).map_err(failed))
    }

    /// Sets the clock. It stands still until it is set again.
    pub fn set_now_ms(&self, now_ms: i64) {
        self.world().now_ms = now_ms;
    }

    /// Declares a variable and its value.
    pub fn set_variable(&self, name: &str, value: &str) {
        self.world().variables.insert(name.to_owned(), value.to_owned());
    }

    /// Answers the requests that handlers send. Without this every one is denied.
    pub fn set_outside(
        &self,
        outside: impl Fn(OutboundRequest) -> Result<OutboundAnswer, OutboundError> + Send + Sync + 'static,
    ) {
        self.world().outside = Arc::new(outside);
    }

    /// Breaks the connection under the next writing statements, one after the other.
    pub fn break_commands(&self, breaks: &[Break]) {
        self.world().breaks = breaks.iter().rev().copied().collect();
    }

    /// Lets something happen once, between the next writing statement and whatever follows it.
    pub fn after_next_command(&self, interlude: impl FnOnce() + Send + 'static) {
        self.world().interlude = Some(Box::new(interlude));
    }

    /// The faults logged so far.
    pub fn faults(&self) -> Vec<String> {
        self.world().faults.clone()
    }

    /// The requests asked for with [`Platform::send_afterwards`] so far; none of them is sent.
    pub fn afterwards(&self) -> Vec<OutboundRequest> {
        self.world().afterwards.clone()
    }

    /// How many statements handlers have run so far: a request has a budget of them.
    pub fn statements(&self) -> u64 {
        self.world().statements
    }

    /// What the statements of handlers have cost so far, without those that failed.
    pub fn work(&self) -> Work {
        self.world().work
    }

    /// Lets so many more statements pass and refuses those after them, as a database that goes away does, until this is
    /// called again; `None` lets all pass.
    pub fn set_statements_left(&self, statements: Option<u64>) {
        self.world().statements_left = statements;
    }

    /// Whether the database refuses, see [`Platform::set_statements_left`].
    pub fn is_database_gone(&self) -> bool {
        self.world().statements_left == Some(0)
    }

    /// The time in unix milliseconds.
    pub fn now_ms(&self) -> i64 {
        self.world().now_ms
    }

    /// Waits: the clock goes on by as much, and no time is lost.
    pub async fn sleep_ms(&self, ms: u64) {
        self.world().now_ms += i64::try_from(ms).unwrap_or(i64::MAX);
    }

    /// Bytes that look random and are the same in every run.
    pub fn random<const N: usize>(&self) -> [u8; N] {
        let mut bytes = [0; N];
        for chunk in bytes.chunks_mut(32) {
            let mut world = self.world();
            world.drawn += 1;
            let block = Sha256::digest(world.drawn.to_le_bytes());
            chunk.copy_from_slice(&block[..chunk.len()]);
        }
        bytes
    }

    /// The value of a variable.
    ///
    /// # Errors
    /// [`VariableError`] if the test has not set it.
    pub async fn variable(&self, name: &'static str) -> Result<String, VariableError> {
        let value = self.world().variables.get(name).cloned();
        value.ok_or_else(|| VariableError { name, reason: "undefined".into() })
    }

    /// Keeps a fault for [`Platform::faults`].
    pub fn log_fault(&self, _request_id: &str, fault: &str) {
        self.world().faults.push(fault.to_owned());
    }

    /// Runs one statement that reads; see the Spin face for its contract.
    pub async fn query(&self, sql: &str, parameters: &[Value]) -> Result<Vec<Row>, DatabaseError> {
        self.statement(sql, parameters)
    }

    /// Reads a row that may be kept for a moment; here it never is.
    pub async fn kept_row(&self, sql: &'static str, parameters: &[Value]) -> Result<Row, DatabaseError> {
        self.query_row(sql, parameters).await
    }

    /// Runs one statement that writes; see the Spin face for its contract.
    pub async fn command(&self, sql: &str, parameters: &[Value]) -> Result<Vec<Row>, DatabaseError> {
        let (breaks, interlude) = {
            let mut world = self.world();
            (world.breaks.pop(), world.interlude.take())
        };
        let outcome =
            if breaks == Some(Break::Before) { Ok(Vec::new()) } else { self.statement(sql, parameters) };
        if let Some(interlude) = interlude {
            interlude();
        }
        match breaks {
            None | Some(Break::Never) => outcome,
            Some(Break::Before | Break::After) => {
                Err(DatabaseError::Other("stream error: the connection is lost".into()))
            }
        }
    }

    /// Runs two commands one after the other; see the Spin face for its contract.
    pub async fn command_both(
        &self,
        first: (&str, &[Value]),
        second: (&str, &[Value]),
    ) -> [Result<Vec<Row>, DatabaseError>; 2] {
        [self.command(first.0, first.1).await, self.command(second.0, second.1).await]
    }

    /// Reads whatever schema the database has: here, as ever.
    pub(crate) async fn query_unchecked(&self, sql: &str) -> Result<Vec<Row>, DatabaseError> {
        self.statement(sql, &[])
    }

    /// Runs a statement that is about the file of the database.
    pub(crate) async fn query_file(&self, sql: &str) -> Result<Option<Vec<Row>>, DatabaseError> {
        self.statement(sql, &[]).map(Some)
    }

    /// A connection of its own; see the Spin face for its contract. In memory it is the only one there is.
    pub async fn session(&self) -> Result<Session, DatabaseError> {
        let own = match &*self.database {
            Database::Memory(_) => None,
            Database::File { path, .. } => Some(configured(Connection::open(path).map_err(failed)?)),
        };
        Ok(Session { platform: self.clone(), own, waits: 0 })
    }

    fn statement(&self, sql: &str, parameters: &[Value]) -> Result<Vec<Row>, DatabaseError> {
        if !self.count_statement() {
            return Err(DatabaseError::from_text("the database is gone".to_owned()));
        }
        let mut wait = BusyWait::new();
        loop {
            match self.with_connection(|connection| run(connection, sql, parameters)) {
                Err(DatabaseError::Busy) => {}
                Err(error) => return Err(error),
                Ok((rows, work)) => {
                    let mut world = self.world();
                    world.work.steps += work.steps;
                    world.work.prepared_anew += work.prepared_anew;
                    return Ok(rows);
                }
            }
            match wait.next_us(u64::from_le_bytes(self.random())) {
                Some(us) => std::thread::sleep(Duration::from_micros(us)),
                None => return Err(DatabaseError::Busy),
            }
        }
    }

    /// Reads a value of the key-value store; see [`Platform::entry`] for values that expire.
    pub async fn key_value_get(&self, key: &str) -> Result<Option<Vec<u8>>, KeyValueError> {
        Ok(lock(&self.key_values).get(key).cloned())
    }

    /// Writes a value of the key-value store.
    pub async fn key_value_set(&self, key: &str, value: &[u8]) -> Result<(), KeyValueError> {
        lock(&self.key_values).insert(key.to_owned(), value.to_owned());
        Ok(())
    }

    /// Deletes a value of the key-value store; success if there is none.
    pub async fn key_value_delete(&self, key: &str) -> Result<(), KeyValueError> {
        lock(&self.key_values).remove(key);
        Ok(())
    }

    /// At most `limit` keys that start with `prefix`.
    pub async fn key_value_keys(&self, prefix: &str, limit: usize) -> Result<Vec<String>, KeyValueError> {
        let keys = lock(&self.key_values);
        Ok(keys.keys().filter(|key| key.starts_with(prefix)).take(limit).cloned().collect())
    }

    /// Sends a request to another server: to the test, that is.
    pub async fn send(&self, request: OutboundRequest) -> Result<OutboundAnswer, OutboundError> {
        let outside = self.world().outside.clone();
        outside(request)
    }

    /// Does the task at once.
    pub fn spawn(&self, task: impl AsyncFnOnce(&Platform) + 'static) {
        block_on(task(self));
    }

    /// Keeps a request for [`Platform::afterwards`].
    pub fn send_afterwards(&self, request: OutboundRequest) {
        self.world().afterwards.push(request);
    }

    /// Counts a statement; `false` if it is not to run.
    fn count_statement(&self) -> bool {
        let mut world = self.world();
        world.statements += 1;
        match &mut world.statements_left {
            Some(0) => false,
            Some(left) => {
                *left -= 1;
                true
            }
            None => true,
        }
    }

    fn world(&self) -> MutexGuard<'_, World> {
        lock(&self.world)
    }

    fn with_connection<T>(
        &self,
        work: impl FnOnce(&Connection) -> Result<T, DatabaseError>,
    ) -> Result<T, DatabaseError> {
        match &*self.database {
            Database::Memory(connection) => work(&lock(connection)),
            Database::File { path, kept } => {
                let taken = lock(kept).pop();
                let connection = match taken {
                    Some(connection) => connection,
                    None => configured(Connection::open(path).map_err(failed)?),
                };
                let outcome = work(&connection);
                if outcome.as_ref().err().is_none_or(DatabaseError::is_refusal) {
                    lock(kept).push(connection);
                }
                outcome
            }
        }
    }
}

/// A connection of its own.
#[derive(Debug)]
pub struct Session {
    platform: Platform,
    own: Option<Connection>,
    waits: u32,
}

impl Session {
    /// How often one waits for the lock, 5 ms each time.
    const PATIENCE: u32 = 2_000;

    /// Runs one statement; a lock is not waited for.
    pub async fn run(&mut self, sql: &str) -> Result<Vec<Row>, DatabaseError> {
        match &self.own {
            Some(connection) => run(connection, sql, &[]),
            None => self.platform.with_connection(|connection| run(connection, sql, &[])),
        }
        .map(|(rows, _)| rows)
    }

    /// Waits a moment for the lock; `false` once it has waited long enough.
    pub async fn wait(&mut self) -> bool {
        std::thread::sleep(Duration::from_millis(5));
        self.waits += 1;
        self.waits < Self::PATIENCE
    }

    /// Whether the database is a file of this machine.
    pub fn is_in_process(&self) -> bool {
        true
    }
}

/// Asserts that a request costs the database as much after hundreds of its kind as after a few, and has nothing prepared anew.
/// `send` sends the one of a number.
///
/// # Panics
/// If it costs more.
pub fn assert_steady(platform: &Platform, what: &str, mut send: impl FnMut(usize)) {
    const FEW: usize = 10;
    const MANY: usize = 400;
    let mut last = Work::default();
    let mut few = 0;
    for number in 0..MANY {
        let before = platform.work();
        send(number);
        let after = platform.work();
        last = Work {
            steps: after.steps - before.steps,
            prepared_anew: after.prepared_anew - before.prepared_anew,
        };
        if number == FEW {
            few = last.steps;
        }
    }
    assert!(few > 0, "{what} costs nothing");
    assert!(last.steps <= few + few / 10, "{what}: {few} steps after {FEW}, {last:?} after {MANY}");
    assert_eq!(last.prepared_anew, 0, "{what}");
}

/// A test that panicked while holding a lock has failed already; the others may go on.
fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

/// As the Spin face leaves a connection: foreign keys on, no waiting inside SQLite.
fn configured(connection: Connection) -> Connection {
    connection.pragma_update(None, "foreign_keys", true).expect("foreign_keys");
    connection.busy_timeout(Duration::ZERO).expect("busy_timeout");
    connection
}

fn run(connection: &Connection, sql: &str, parameters: &[Value]) -> Result<(Vec<Row>, Work), DatabaseError> {
    let mut statement = connection.prepare_cached(sql).map_err(failed)?;
    let columns = statement.column_count();
    let parameters = parameters.iter().map(|value| match value {
        Value::Null => Cell::Null,
        Value::Integer(value) => Cell::Integer(*value),
        Value::Text(value) => Cell::Text(value.clone()),
        Value::Blob(value) => Cell::Blob(value.clone()),
    });
    let mut rows = statement.query(params_from_iter(parameters)).map_err(failed)?;
    let mut found = Vec::new();
    while let Some(row) = rows.next().map_err(failed)? {
        let cells = (0..columns).map(|column| match row.get_ref(column).map_err(failed)? {
            ValueRef::Null => Ok(Value::Null),
            ValueRef::Integer(value) => Ok(Value::Integer(value)),
            ValueRef::Text(value) => match std::str::from_utf8(value) {
                Ok(text) => Ok(Value::Text(text.to_owned())),
                Err(_) => Err(DatabaseError::Shape { column }),
            },
            ValueRef::Blob(value) => Ok(Value::Blob(value.to_owned())),
            ValueRef::Real(_) => Err(DatabaseError::Shape { column }),
        });
        found.push(Row::new(cells.collect::<Result<_, _>>()?));
    }
    drop(rows);
    let counted = |status| u64::try_from(statement.reset_status(status)).unwrap_or_default();
    let work =
        Work { steps: counted(StatementStatus::VmStep), prepared_anew: counted(StatementStatus::RePrepare) };
    Ok((found, work))
}

/// The text that Spin would hand over for the same error.
fn failed(error: rusqlite::Error) -> DatabaseError {
    DatabaseError::from_text(error.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn one(platform: &Platform, sql: &str, parameters: &[Value]) -> Result<i64, DatabaseError> {
        block_on(platform.query(sql, parameters))?.remove(0).take()
    }

    #[test]
    fn a_refused_statement_has_a_kind_and_changes_nothing() {
        let platform = Platform::in_memory();
        platform
            .run_batch(
                "CREATE TABLE parent (id INTEGER PRIMARY KEY) STRICT;
                 CREATE TABLE t (a INTEGER NOT NULL UNIQUE, b INTEGER REFERENCES parent (id),
                                 CONSTRAINT small CHECK (a < 10)) STRICT;
                 CREATE TRIGGER t_bi BEFORE INSERT ON t WHEN NEW.a = 5 BEGIN SELECT RAISE(ABORT, 'no_five'); END;
                 INSERT INTO t VALUES (1, NULL);",
            )
            .unwrap();
        let insert = |a: Option<i64>, b: Option<i64>| {
            one(&platform, "INSERT INTO t VALUES (?1, ?2) RETURNING a", &[a.into(), b.into()])
        };
        assert_eq!(insert(Some(2), None), Ok(2));
        assert_eq!(insert(Some(1), None), Err(DatabaseError::Unique("t.a".into())));
        assert_eq!(insert(Some(10), None), Err(DatabaseError::Check("small".into())));
        assert_eq!(insert(None, None), Err(DatabaseError::NotNull("t.a".into())));
        assert_eq!(insert(Some(3), Some(7)), Err(DatabaseError::ForeignKey));
        assert_eq!(insert(Some(5), None).unwrap_err().raised(&["no_five"]), Some("no_five"));
        assert_eq!(one(&platform, "SELECT count(*) FROM t", &[]), Ok(2));
    }

    #[test]
    fn a_locked_database_is_waited_for() {
        let directory = tempfile::tempdir().unwrap();
        let path = directory.path().join("test.db");
        let platform = Platform::on_file(&path);
        platform.run_batch("PRAGMA journal_mode = WAL; CREATE TABLE t (a INTEGER) STRICT;").unwrap();

        let other = Connection::open(&path).unwrap();
        other.execute_batch("BEGIN IMMEDIATE").unwrap();
        let writer = platform.clone();
        let waiting = std::thread::spawn(move || one(&writer, "INSERT INTO t VALUES (1) RETURNING a", &[]));
        std::thread::sleep(Duration::from_millis(50));
        assert!(!waiting.is_finished(), "the lock is held");
        other.execute_batch("COMMIT").unwrap();
        assert_eq!(waiting.join().unwrap(), Ok(1));
    }

    #[test]
    fn a_database_locked_for_too_long_is_busy() {
        let directory = tempfile::tempdir().unwrap();
        let path = directory.path().join("test.db");
        let platform = Platform::on_file(&path);
        platform.run_batch("CREATE TABLE t (a INTEGER) STRICT").unwrap();
        let other = Connection::open(&path).unwrap();
        other.execute_batch("BEGIN IMMEDIATE").unwrap();
        assert_eq!(one(&platform, "INSERT INTO t VALUES (1) RETURNING a", &[]), Err(DatabaseError::Busy));
    }

    #[test]
    fn a_database_that_goes_away_refuses_until_it_is_back() {
        let platform = Platform::in_memory();
        let ask = || one(&platform, "SELECT 7", &[]);
        platform.set_statements_left(Some(2));
        assert_eq!([ask(), ask()], [Ok(7), Ok(7)]);
        assert!(platform.is_database_gone());
        assert!(matches!(ask(), Err(DatabaseError::Other(_))));
        platform.set_statements_left(None);
        assert_eq!((ask(), platform.is_database_gone()), (Ok(7), false));
    }

    #[test]
    fn randomness_repeats_from_run_to_run_but_not_within_one() {
        let (a, b) = (Platform::in_memory(), Platform::in_memory());
        let first: [u8; 40] = a.random();
        assert_eq!(first, b.random());
        assert_ne!(first, a.random());
    }

    #[test]
    fn nothing_is_sent_unless_the_test_says_what_is_answered() {
        let platform = Platform::in_memory();
        let request = OutboundRequest {
            method: crate::http::Method::GET,
            url: "http://127.0.0.1/".into(),
            headers: Vec::new(),
            body: Vec::new(),
            timeout_ms: 1,
            answer_limit_bytes: 1,
        };
        assert_eq!(block_on(platform.send(request)), Err(OutboundError::Denied));
    }
}
