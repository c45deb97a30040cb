//! Spin's SQLite resource, bound from its WIT: the SDK offers only the asynchronous half of it.
//!
//! The synchronous call stops the whole instance until the statement is done. That is right for SQLite in process,
//! where it costs a third of the asynchronous one, and wrong for a database behind a network.

use crate::database::{DatabaseError, Row, Value};

#[allow(unsafe_code, clippy::mem_forget, reason = "generated")]
mod generated {
    use spin_sdk::wit_bindgen;

    wit_bindgen::generate!({
        runtime_path: "spin_sdk::wit_bindgen::rt",
        world: "feiqian:platform/imports",
        path: "wit",
        generate_all,
    });
}

pub(super) use generated::spin::sqlite::sqlite::Value as Parameter;
use generated::spin::sqlite::sqlite::{self, Connection, Error};

/// The label of the database in `spin.toml`.
const DATABASE: &str = "default";

/// A connection to the database `default`. Spin opens it at the first statement.
#[derive(Debug)]
pub(super) struct Database(Connection);

impl Database {
    pub(super) fn open() -> Result<Self, DatabaseError> {
        Connection::open(DATABASE).map(Database).map_err(failed)
    }

    /// Runs one statement while the instance stands still.
    pub(super) fn execute(&self, sql: &str, parameters: &[Parameter]) -> Result<Vec<Row>, DatabaseError> {
        let result = self.0.execute(sql, parameters).map_err(failed)?;
        result.rows.into_iter().map(row).collect()
    }

    /// Runs one statement while the instance goes on.
    ///
    /// The row stream is drained before the result is awaited: while rows are left, the host holds the connection,
    /// and the next statement on it would wait for ever.
    pub(super) async fn execute_async(
        &self,
        sql: &str,
        parameters: &[Parameter],
    ) -> Result<Vec<Row>, DatabaseError> {
        let call = self.0.execute_async(sql.to_owned(), parameters.to_vec());
        let (_columns, rows, result) = call.await.map_err(failed)?;
        let rows = rows.collect().await;
        result.await.map_err(failed)?;
        rows.into_iter().map(row).collect()
    }
}

pub(super) fn parameters(values: &[Value]) -> Vec<Parameter> {
    let parameter = |value: &Value| match value {
        Value::Null => Parameter::Null,
        Value::Integer(value) => Parameter::Integer(*value),
        Value::Text(value) => Parameter::Text(value.clone()),
        Value::Blob(value) => Parameter::Blob(value.clone()),
    };
    values.iter().map(parameter).collect()
}

fn row(row: sqlite::RowResult) -> Result<Row, DatabaseError> {
    let cells = row.values.into_iter().enumerate().map(|(column, cell)| match cell {
        Parameter::Null => Ok(Value::Null),
        Parameter::Integer(value) => Ok(Value::Integer(value)),
        Parameter::Text(value) => Ok(Value::Text(value)),
        Parameter::Blob(value) => Ok(Value::Blob(value)),
        Parameter::Real(_) => Err(DatabaseError::Shape { column }),
    });
    cells.collect::<Result<Vec<Value>, DatabaseError>>().map(Row::new)
}

fn failed(error: Error) -> DatabaseError {
    let text = match error {
        Error::Io(text) => return DatabaseError::from_text(text),
        Error::NoSuchDatabase => "no such database",
        Error::AccessDenied => "access to the database denied",
        Error::InvalidConnection => "invalid connection to the database",
        Error::DatabaseFull => "the database is full",
    };
    DatabaseError::Other(text.into())
}
