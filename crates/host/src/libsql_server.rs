//! A database on a libSQL server (`type = "libsql"`): through the client library and the calls of it that Spin uses.
//!
//! A handle is one connection of the client and so one stream of the server: a request for each statement, which says
//! which stream it continues. The client parses every statement and sends what it has understood, reprinted; it closes
//! the stream when the handle is dropped. Nothing is told of `changes` and `last-insert-rowid`.

use crate::bindings::spin::sqlite::sqlite as v3;
use crate::limits;
use anyhow::{Context as _, Result, ensure};
use libsql::params::IntoParams;
use tokio::sync::{OnceCell, mpsc, oneshot};

/// Where the server of a label is.
#[derive(Debug, Clone)]
pub struct Server {
    url: String,
    token: String,
}

impl Server {
    /// A server by its URL, which begins with `http://` or `https://`.
    ///
    /// # Errors
    /// It begins with something else.
    pub fn new(url: String, token: String) -> Result<Self> {
        ensure!(
            url.starts_with("http://") || url.starts_with("https://"),
            "the URL begins with neither http:// nor https://"
        );
        Ok(Self { url, token })
    }

    async fn connect(&self) -> Result<libsql::Connection> {
        let database = libsql::Builder::new_remote(self.url.clone(), self.token.clone()).build().await?;
        Ok(database.connect()?)
    }

    /// Carries out a `--sqlite` flag: see [`crate::sqlite::Database::run_flag`].
    ///
    /// # Errors
    /// The file cannot be read, or the server's.
    pub async fn run_flag(&self, statement: &str) -> Result<()> {
        let connection = self.connect().await?;
        match statement.strip_prefix('@') {
            Some(file) => {
                let sql = std::fs::read_to_string(file).with_context(|| format!("cannot read {file}"))?;
                connection.execute_batch(&sql).await?;
            }
            None => {
                let mut rows = connection.query(statement, ()).await?;
                while rows.next().await?.is_some() {}
            }
        }
        Ok(())
    }
}

/// What is behind a handle: a connection from the first statement on.
pub struct Session {
    server: Server,
    connection: OnceCell<libsql::Connection>,
}

impl Session {
    /// One that has not connected yet.
    pub fn new(server: Server) -> Self {
        Self { server, connection: OnceCell::new() }
    }

    async fn connection(&self) -> Result<&libsql::Connection, v3::Error> {
        let connection = self.connection.get_or_try_init(|| self.server.connect()).await;
        connection.map_err(|_| v3::Error::InvalidConnection)
    }

    /// Runs one statement and buffers its rows.
    ///
    /// # Errors
    /// The server's or the client's, as text.
    pub async fn query(&self, sql: &str, parameters: Vec<v3::Value>) -> Result<v3::QueryResult, v3::Error> {
        let connection = self.connection().await?;
        let mut cursor = connection.query(sql, bound(parameters)?).await.map_err(io_error)?;
        let (mut rows, mut bytes) = (Vec::new(), 0);
        while let Some(row) = cursor.next().await.map_err(io_error)? {
            rows.push(read_row(&row, cursor.column_count(), &mut bytes)?);
        }
        Ok(v3::QueryResult { columns: columns(&cursor), rows })
    }

    /// Runs one statement and sends its rows one by one. `names` is answered in any case: it is what the guest's call
    /// waits for, while an error travels in the result future.
    ///
    /// # Errors
    /// The server's or the client's, as text.
    pub async fn stream(
        &self,
        sql: &str,
        parameters: Vec<v3::Value>,
        names: oneshot::Sender<Vec<String>>,
        rows: &mpsc::Sender<v3::RowResult>,
    ) -> Result<(), v3::Error> {
        let begun = async { self.connection().await?.query(sql, bound(parameters)?).await.map_err(io_error) };
        let mut cursor = match begun.await {
            Ok(cursor) => cursor,
            Err(error) => {
                _ = names.send(Vec::new());
                return Err(error);
            }
        };
        if names.send(columns(&cursor)).is_err() {
            return Err(v3::Error::Io("the call was abandoned".to_owned()));
        }
        while let Some(row) = cursor.next().await.map_err(io_error)? {
            let row = read_row(&row, cursor.column_count(), &mut 0)?;
            if rows.send(row).await.is_err() {
                return Err(v3::Error::Io("the row stream was dropped".to_owned()));
            }
        }
        Ok(())
    }
}

fn io_error(error: libsql::Error) -> v3::Error {
    v3::Error::Io(error.to_string())
}

fn bound(parameters: Vec<v3::Value>) -> Result<libsql::params::Params, v3::Error> {
    let values = parameters.into_iter().map(|value| match value {
        v3::Value::Integer(integer) => libsql::Value::Integer(integer),
        v3::Value::Real(real) => libsql::Value::Real(real),
        v3::Value::Text(text) => libsql::Value::Text(text),
        v3::Value::Blob(blob) => libsql::Value::Blob(blob),
        v3::Value::Null => libsql::Value::Null,
    });
    values.collect::<Vec<_>>().into_params().map_err(io_error)
}

fn columns(cursor: &libsql::Rows) -> Vec<String> {
    (0..cursor.column_count()).map(|index| cursor.column_name(index).unwrap_or("").to_owned()).collect()
}

/// Reads one row and counts its bytes into `bytes`, which must stay within the host's limit.
fn read_row(row: &libsql::Row, columns: i32, bytes: &mut usize) -> Result<v3::RowResult, v3::Error> {
    let mut values = Vec::new();
    for index in 0..columns {
        let value = match row.get_value(index).map_err(io_error)? {
            libsql::Value::Null => v3::Value::Null,
            libsql::Value::Integer(integer) => v3::Value::Integer(integer),
            libsql::Value::Real(real) => v3::Value::Real(real),
            libsql::Value::Text(text) => v3::Value::Text(text),
            libsql::Value::Blob(blob) => v3::Value::Blob(blob),
        };
        *bytes += limits::value_bytes(&value);
        values.push(value);
    }
    if *bytes > limits::HOST_BUFFERED_BYTES {
        return Err(v3::Error::Io(limits::too_large()));
    }
    Ok(v3::RowResult { values })
}
