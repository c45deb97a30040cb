//! `spin:sqlite@3.1.0` and `fermyon:spin/sqlite@2.0.0` on SQLite in process, or on a libSQL server
//! ([`crate::libsql_server`]).
//!
//! In process every open handle is a connection of its own, opened with the first statement, closed with the handle (which
//! rolls an open transaction back). It has what Spin's has: `foreign_keys` on and a busy timeout of 5000 ms (both
//! defaults of the bundled SQLite and its binding), 16 cached statements, no `ATTACH` of files, one statement for
//! each call. What SQLite reports is the text of `error::io`; of an asynchronous call all of it, a syntax error too,
//! arrives in the result future.

use crate::bindings::spin::sqlite::sqlite as v3;
use crate::libsql_server;
use crate::limits;
use crate::state::{SpinHost, State};
use crate::streams::FromChannel;
use anyhow::{Context as _, Result, bail, ensure};
use rusqlite::fallible_iterator::FallibleIterator as _;
use rusqlite::hooks::{AuthAction, AuthContext, Authorization};
use rusqlite::types::ValueRef;
use std::path::PathBuf;
use std::sync::Arc;
use tokio::sync::{Mutex, OwnedMutexGuard, mpsc, oneshot};
use wasmtime::component::{Accessor, FutureReader, Resource, StreamReader};
use wasmtime::{Result as WasmResult, format_err};

/// Where the database of a label is.
#[derive(Debug)]
pub enum Place {
    /// In this process.
    InProcess(Arc<Database>),
    /// On a libSQL server.
    Remote(libsql_server::Server),
}

impl Place {
    /// Carries out a `--sqlite` flag: see [`Database::run_flag`].
    ///
    /// # Errors
    /// The file cannot be read, or the database's.
    pub async fn run_flag(&self, statement: &str) -> Result<()> {
        match self {
            Place::InProcess(database) => database.run_flag(statement),
            Place::Remote(server) => server.run_flag(statement).await,
        }
    }
}

/// A database in process.
#[derive(Debug)]
pub struct Database {
    /// `None`: every connection is an empty database of its own, in memory.
    pub path: Option<PathBuf>,
    /// Whether `ATTACH` may open other files.
    pub allow_attach_file: bool,
}

impl Database {
    /// Opens a connection and configures it.
    ///
    /// # Errors
    /// SQLite's.
    pub fn connect(&self) -> rusqlite::Result<rusqlite::Connection> {
        let connection = match &self.path {
            Some(path) => rusqlite::Connection::open(path)?,
            None => rusqlite::Connection::open_in_memory()?,
        };
        if !self.allow_attach_file {
            connection.authorizer(Some(authorize));
        }
        Ok(connection)
    }

    /// Carries out a `--sqlite` flag: `@file` runs all statements of the file, anything else its first statement.
    ///
    /// # Errors
    /// The file cannot be read, or SQLite's.
    pub fn run_flag(&self, statement: &str) -> Result<()> {
        let connection = self.connect()?;
        match statement.strip_prefix('@') {
            Some(file) => {
                let sql = std::fs::read_to_string(file).with_context(|| format!("cannot read {file}"))?;
                connection.execute_batch(&sql)?;
            }
            None => {
                let mut prepared = Prepared::new(&connection, statement)?;
                let mut rows = prepared.statement().query([])?;
                while rows.next()?.is_some() {}
            }
        }
        Ok(())
    }
}

/// Splits a `--sqlite` flag into the label of its database and what [`Database::run_flag`] takes.
///
/// # Errors
/// An empty file name or label.
pub fn split_flag(flag: &str) -> Result<(&str, &str)> {
    let Some(file) = flag.strip_prefix('@') else {
        return Ok(("default", flag));
    };
    match file.split_once(':') {
        None => {
            ensure!(!file.trim().is_empty(), "--sqlite {flag}: name a file, as @FILE or @FILE:LABEL");
            Ok(("default", flag.trim()))
        }
        Some((file, label)) => {
            if file.trim().is_empty() || label.trim().is_empty() {
                bail!("--sqlite {flag}: name a file and a label, as @FILE:LABEL");
            }
            Ok((label.trim(), &flag[..=file.trim_end().len()]))
        }
    }
}

/// Refuses to attach files: a component sees the databases of its labels and nothing else. An empty name (a
/// temporary database) and memory are no files; a name that is not a literal cannot be judged and is refused.
fn authorize(context: AuthContext<'_>) -> Authorization {
    match context.action {
        AuthAction::Attach { filename } if filename.is_empty() || filename == ":memory:" => {
            Authorization::Allow
        }
        AuthAction::Attach { .. } => Authorization::Deny,
        AuthAction::Unknown { code, .. } if code == rusqlite::ffi::SQLITE_ATTACH => Authorization::Deny,
        _ => Authorization::Allow,
    }
}

/// A guest's handle.
#[derive(Clone)]
pub enum Connection {
    /// To a database in process.
    InProcess {
        /// The database.
        database: Arc<Database>,
        /// Held while a statement runs, and for a row stream until its end: a second statement on the same handle waits.
        session: Arc<Mutex<Session>>,
    },
    /// To a database on a server.
    Remote(Arc<libsql_server::Session>),
}

/// The connection behind a handle, from its first statement on.
#[derive(Default)]
pub struct Session(Option<rusqlite::Connection>);

impl Session {
    fn connection(&mut self, database: &Database) -> Result<&rusqlite::Connection, v3::Error> {
        if self.0.is_none() {
            self.0 = Some(database.connect().map_err(io_error)?);
        }
        self.0.as_ref().ok_or(v3::Error::InvalidConnection)
    }
}

fn io_error(error: rusqlite::Error) -> v3::Error {
    v3::Error::Io(error.to_string())
}

impl rusqlite::ToSql for v3::Value {
    fn to_sql(&self) -> rusqlite::Result<rusqlite::types::ToSqlOutput<'_>> {
        let value = match self {
            v3::Value::Integer(integer) => ValueRef::Integer(*integer),
            v3::Value::Real(real) => ValueRef::Real(*real),
            v3::Value::Text(text) => ValueRef::Text(text.as_bytes()),
            v3::Value::Blob(blob) => ValueRef::Blob(blob),
            v3::Value::Null => ValueRef::Null,
        };
        Ok(rusqlite::types::ToSqlOutput::Borrowed(value))
    }
}

fn read_value(value: ValueRef<'_>) -> Result<v3::Value, v3::Error> {
    Ok(match value {
        ValueRef::Null => v3::Value::Null,
        ValueRef::Integer(integer) => v3::Value::Integer(integer),
        ValueRef::Real(real) => v3::Value::Real(real),
        ValueRef::Text(text) => match std::str::from_utf8(text) {
            Ok(text) => v3::Value::Text(text.to_owned()),
            Err(error) => return Err(v3::Error::Io(format!("a text is not UTF-8: {error}"))),
        },
        ValueRef::Blob(blob) => v3::Value::Blob(blob.to_vec()),
    })
}

/// Reads one row and counts its bytes into `bytes`, which must stay within the host's limit.
fn read_row(row: &rusqlite::Row<'_>, columns: usize, bytes: &mut usize) -> Result<v3::RowResult, v3::Error> {
    let mut values = Vec::with_capacity(columns);
    for column in 0..columns {
        let value = read_value(row.get_ref(column).map_err(io_error)?)?;
        *bytes += limits::value_bytes(&value);
        values.push(value);
    }
    if *bytes > limits::HOST_BUFFERED_BYTES {
        return Err(v3::Error::Io(limits::too_large()));
    }
    Ok(v3::RowResult { values })
}

fn column_names(statement: &rusqlite::Statement<'_>) -> Vec<String> {
    statement.column_names().into_iter().map(str::to_owned).collect()
}

/// A prepared statement: from the connection's cache, unless more text follows it.
enum Prepared<'connection> {
    Cached(rusqlite::CachedStatement<'connection>),
    First(rusqlite::Statement<'connection>),
}

impl<'connection> Prepared<'connection> {
    /// Prepares the first statement of `sql`; what follows it is ignored, as on Spin.
    fn new(connection: &'connection rusqlite::Connection, sql: &str) -> rusqlite::Result<Self> {
        match connection.prepare_cached(sql) {
            Ok(statement) => Ok(Self::Cached(statement)),
            Err(rusqlite::Error::MultipleStatement) => match rusqlite::Batch::new(connection, sql).next()? {
                Some(statement) => Ok(Self::First(statement)),
                None => Err(rusqlite::Error::MultipleStatement),
            },
            Err(error) => Err(error),
        }
    }

    fn statement(&mut self) -> &mut rusqlite::Statement<'connection> {
        match self {
            Self::Cached(statement) => statement,
            Self::First(statement) => statement,
        }
    }
}

/// Runs one statement and buffers its rows.
fn query(
    connection: &rusqlite::Connection,
    sql: &str,
    parameters: &[v3::Value],
) -> Result<v3::QueryResult, v3::Error> {
    let mut prepared = Prepared::new(connection, sql).map_err(io_error)?;
    let statement = prepared.statement();
    let columns = column_names(statement);
    let mut bytes = 0;
    let mut rows = Vec::new();
    let mut cursor = statement.query(rusqlite::params_from_iter(parameters)).map_err(io_error)?;
    while let Some(row) = cursor.next().map_err(io_error)? {
        rows.push(read_row(row, columns.len(), &mut bytes)?);
    }
    Ok(v3::QueryResult { columns, rows })
}

/// Runs one statement and sends its rows one by one. `columns` is answered in any case: it is what the guest's call
/// waits for, while an error travels in the result future.
fn stream(
    connection: &rusqlite::Connection,
    sql: &str,
    parameters: &[v3::Value],
    columns: oneshot::Sender<Vec<String>>,
    rows: &mpsc::Sender<v3::RowResult>,
) -> Result<(), v3::Error> {
    let mut prepared = match Prepared::new(connection, sql) {
        Ok(prepared) => prepared,
        Err(error) => {
            _ = columns.send(Vec::new());
            return Err(io_error(error));
        }
    };
    let statement = prepared.statement();
    let names = column_names(statement);
    let count = names.len();
    if columns.send(names).is_err() {
        return Err(v3::Error::Io("the call was abandoned".to_owned()));
    }
    let mut cursor = statement.query(rusqlite::params_from_iter(parameters)).map_err(io_error)?;
    while let Some(row) = cursor.next().map_err(io_error)? {
        let mut bytes = 0;
        let row = read_row(row, count, &mut bytes)?;
        if rows.blocking_send(row).is_err() {
            return Err(v3::Error::Io("the row stream was dropped".to_owned()));
        }
    }
    Ok(())
}

/// Runs `work` with the connection in process, on a thread where blocking is allowed.
async fn on_connection<R: Send + 'static>(
    database: Arc<Database>,
    session: Arc<Mutex<Session>>,
    work: impl FnOnce(&rusqlite::Connection) -> Result<R, v3::Error> + Send + 'static,
) -> Result<R, v3::Error> {
    let mut session = session.lock_owned().await;
    tokio::task::spawn_blocking(move || work(session.connection(&database)?))
        .await
        .unwrap_or_else(|error| Err(v3::Error::Io(format!("the statement did not finish: {error}"))))
}

impl Connection {
    async fn query(self, sql: String, parameters: Vec<v3::Value>) -> Result<v3::QueryResult, v3::Error> {
        match self {
            Connection::InProcess { database, session } => {
                on_connection(database, session, move |connection| query(connection, &sql, &parameters)).await
            }
            Connection::Remote(session) => session.query(&sql, parameters).await,
        }
    }

    /// A number that the connection in process has; a server tells none.
    async fn number<R: Default + Send + 'static>(
        self,
        read: impl FnOnce(&rusqlite::Connection) -> R + Send + 'static,
    ) -> WasmResult<R> {
        match self {
            Connection::InProcess { database, session } => {
                on_connection(database, session, |connection| Ok(read(connection)))
                    .await
                    .map_err(|error| format_err!("{error:?}"))
            }
            Connection::Remote(_) => Ok(R::default()),
        }
    }
}

impl State {
    /// Makes a handle for `label`, if the component may have it.
    fn open_connection(&mut self, label: &str) -> WasmResult<Result<Resource<Connection>, v3::Error>> {
        if !self.context.sqlite_databases.contains(label) {
            return Ok(Err(v3::Error::AccessDenied));
        }
        let Some(database) = self.context.app.databases.get(label) else {
            return Ok(Err(v3::Error::NoSuchDatabase));
        };
        if self.open_connections >= limits::HANDLES_PER_INSTANCE {
            return Ok(Err(v3::Error::Io("too many connections opened".to_owned())));
        }
        let connection = match &**database {
            Place::InProcess(database) => {
                Connection::InProcess { database: database.clone(), session: Arc::default() }
            }
            Place::Remote(server) => {
                Connection::Remote(Arc::new(libsql_server::Session::new(server.clone())))
            }
        };
        let handle = self.table.push(connection)?;
        self.open_connections += 1;
        Ok(Ok(handle))
    }

    fn connection(&self, handle: &Resource<Connection>) -> WasmResult<Connection> {
        Ok(self.table.get(handle)?.clone())
    }

    fn drop_connection(&mut self, handle: Resource<Connection>) -> WasmResult<()> {
        self.table.delete(handle)?;
        self.open_connections -= 1;
        Ok(())
    }
}

impl v3::Host for State {}

impl v3::HostConnection for State {
    async fn open(&mut self, database: String) -> WasmResult<Result<Resource<Connection>, v3::Error>> {
        self.open_connection(&database)
    }

    async fn execute(
        &mut self,
        handle: Resource<Connection>,
        statement: String,
        parameters: Vec<v3::Value>,
    ) -> WasmResult<Result<v3::QueryResult, v3::Error>> {
        let connection = self.connection(&handle)?;
        Ok(connection.query(statement, parameters).await)
    }

    async fn last_insert_rowid(&mut self, handle: Resource<Connection>) -> WasmResult<i64> {
        let connection = self.connection(&handle)?;
        connection.number(rusqlite::Connection::last_insert_rowid).await
    }

    async fn changes(&mut self, handle: Resource<Connection>) -> WasmResult<u64> {
        let connection = self.connection(&handle)?;
        connection.number(rusqlite::Connection::changes).await
    }

    async fn drop(&mut self, handle: Resource<Connection>) -> WasmResult<()> {
        self.drop_connection(handle)
    }
}

/// What `execute-async` answers: the columns, the rows as they come, and whether all went well.
type Streamed = (Vec<String>, StreamReader<v3::RowResult>, FutureReader<Result<(), v3::Error>>);

impl<T: Send + 'static> v3::HostConnectionWithStore<T> for SpinHost {
    async fn open_async(
        accessor: &Accessor<T, Self>,
        database: String,
    ) -> WasmResult<Result<Resource<Connection>, v3::Error>> {
        accessor.with(|mut access| access.get().open_connection(&database))
    }

    async fn execute_async(
        accessor: &Accessor<T, Self>,
        handle: Resource<Connection>,
        statement: String,
        parameters: Vec<v3::Value>,
    ) -> WasmResult<Result<Streamed, v3::Error>> {
        let connection = accessor.with(|mut access| access.get().connection(&handle))?;
        let (columns_sender, columns) = oneshot::channel();
        let (rows_sender, rows) = mpsc::channel(limits::STREAM_SLOTS);
        let (result_sender, result) = oneshot::channel();

        match connection {
            Connection::InProcess { database, session } => {
                let mut session: OwnedMutexGuard<Session> = session.lock_owned().await;
                tokio::task::spawn_blocking(move || {
                    let outcome = match session.connection(&database) {
                        Ok(connection) => {
                            stream(connection, &statement, &parameters, columns_sender, &rows_sender)
                        }
                        Err(error) => {
                            _ = columns_sender.send(Vec::new());
                            Err(error)
                        }
                    };
                    // First free the connection, then end the stream, then say how it went: who has read the result
                    // may use the handle again at once.
                    drop(session);
                    drop(rows_sender);
                    _ = result_sender.send(outcome);
                });
            }
            Connection::Remote(session) => {
                tokio::spawn(async move {
                    let outcome = session.stream(&statement, parameters, columns_sender, &rows_sender).await;
                    drop(rows_sender);
                    _ = result_sender.send(outcome);
                });
            }
        }

        let Ok(columns) = columns.await else {
            return Ok(Err(v3::Error::Io("the statement did not finish".to_owned())));
        };
        accessor.with(|mut access| {
            let rows = StreamReader::new(&mut access, FromChannel(rows))?;
            let result = FutureReader::new(&mut access, result)?;
            Ok(Ok((columns, rows, result)))
        })
    }

    async fn last_insert_rowid_async(
        accessor: &Accessor<T, Self>,
        handle: Resource<Connection>,
    ) -> WasmResult<i64> {
        let connection = accessor.with(|mut access| access.get().connection(&handle))?;
        connection.number(rusqlite::Connection::last_insert_rowid).await
    }

    async fn changes_async(accessor: &Accessor<T, Self>, handle: Resource<Connection>) -> WasmResult<u64> {
        let connection = accessor.with(|mut access| access.get().connection(&handle))?;
        connection.number(rusqlite::Connection::changes).await
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn memory() -> rusqlite::Connection {
        Database { path: None, allow_attach_file: false }.connect().unwrap()
    }

    #[test]
    fn a_connection_has_spins_settings() {
        let connection = memory();
        for (pragma, expected) in [("foreign_keys", 1), ("busy_timeout", 5000)] {
            let value: i64 = connection.query_row(&format!("PRAGMA {pragma}"), [], |row| row.get(0)).unwrap();
            assert_eq!(value, expected, "{pragma}");
        }
    }

    #[test]
    fn files_cannot_be_attached() {
        let connection = memory();
        for sql in [
            "ATTACH '/tmp/feiqian-host-attach.db' AS other",
            "ATTACH 'file:/tmp/feiqian-host-attach.db' AS other",
            "ATTACH ('/tmp/feiqian-host-' || 'attach.db') AS other",
            "VACUUM INTO '/tmp/feiqian-host-attach.db'",
        ] {
            assert!(connection.execute_batch(sql).is_err(), "{sql}");
        }
        assert!(!std::path::Path::new("/tmp/feiqian-host-attach.db").exists());
        connection.execute_batch("ATTACH ':memory:' AS other; ATTACH '' AS temporary").unwrap();
    }

    #[test]
    fn one_statement_for_each_call() {
        let connection = memory();
        let result = query(&connection, "SELECT 1 AS a; SELECT 2", &[]).unwrap();
        assert_eq!(result.columns, ["a"]);
        assert_eq!(result.rows.len(), 1);
        assert!(query(&connection, "SELECT ?", &[]).is_err());
        assert!(query(&connection, "SELECT 1", &[v3::Value::Null]).is_err());
        for nothing in ["", ";", "-- comment"] {
            // Whatever SQLite says to it, it must come back.
            _ = query(&connection, nothing, &[]);
        }
    }

    #[test]
    fn text_that_is_not_utf8_is_an_error() {
        let error = query(&memory(), "SELECT CAST(x'ff' AS TEXT)", &[]).unwrap_err();
        assert!(matches!(error, v3::Error::Io(text) if text.contains("UTF-8")));
    }

    #[test]
    fn flags() {
        assert_eq!(split_flag("SELECT 1").unwrap(), ("default", "SELECT 1"));
        assert_eq!(split_flag("@a/b.sql").unwrap(), ("default", "@a/b.sql"));
        assert_eq!(split_flag("@a/b.sql:other").unwrap(), ("other", "@a/b.sql"));
        assert!(split_flag("@").is_err());
        assert!(split_flag("@a:").is_err());
        assert!(split_flag("@:a").is_err());
    }
}
