//! The database as the handlers see it: one statement, typed parameters, typed rows, errors with a name.
//!
//! There is no transaction here: a command is one statement, and constraints and triggers decide, inside it,
//! whether it may happen. `changes()` and `last_insert_rowid()` are not offered, because a remote libSQL answers
//! 0 to both: use `RETURNING`.

use std::fmt;

/// A parameter or a cell. There is no floating point: no amount, time or count of this bundle is one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Value {
    Null,
    Integer(i64),
    Text(String),
    Blob(Vec<u8>),
}

impl From<i64> for Value {
    fn from(value: i64) -> Self {
        Value::Integer(value)
    }
}

impl From<bool> for Value {
    fn from(value: bool) -> Self {
        Value::Integer(value.into())
    }
}

impl From<&str> for Value {
    fn from(value: &str) -> Self {
        Value::Text(value.to_owned())
    }
}

impl From<String> for Value {
    fn from(value: String) -> Self {
        Value::Text(value)
    }
}

impl From<Vec<u8>> for Value {
    fn from(value: Vec<u8>) -> Self {
        Value::Blob(value)
    }
}

impl<T: Into<Value>> From<Option<T>> for Value {
    fn from(value: Option<T>) -> Self {
        value.map_or(Value::Null, Into::into)
    }
}

/// One row of an answer. Cells are taken out, not copied: a list arrives as one long JSON text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Row(Vec<Value>);

impl Row {
    pub fn new(cells: Vec<Value>) -> Self {
        Row(cells)
    }

    /// Whether the cell of a column is NULL, taken or not there.
    pub fn is_null(&self, column: usize) -> bool {
        self.0.get(column).is_none_or(|cell| *cell == Value::Null)
    }

    /// Whether no cell is NULL.
    pub fn is_full(&self) -> bool {
        self.0.iter().all(|cell| *cell != Value::Null)
    }

    /// Takes the cell of a column, counted from 0.
    ///
    /// # Errors
    /// [`DatabaseError::Shape`] if there is no such column or the cell is of another type.
    pub fn take<T: FromCell>(&mut self, column: usize) -> Result<T, DatabaseError> {
        let cell = self.0.get_mut(column).map(|cell| std::mem::replace(cell, Value::Null));
        cell.and_then(T::from_cell).ok_or(DatabaseError::Shape { column })
    }
}

/// A type that a cell can be read as.
pub trait FromCell: Sized {
    fn from_cell(cell: Value) -> Option<Self>;
}

impl FromCell for i64 {
    fn from_cell(cell: Value) -> Option<Self> {
        match cell {
            Value::Integer(value) => Some(value),
            _ => None,
        }
    }
}

impl FromCell for bool {
    fn from_cell(cell: Value) -> Option<Self> {
        i64::from_cell(cell).map(|value| value != 0)
    }
}

impl FromCell for String {
    fn from_cell(cell: Value) -> Option<Self> {
        match cell {
            Value::Text(value) => Some(value),
            _ => None,
        }
    }
}

impl FromCell for Vec<u8> {
    fn from_cell(cell: Value) -> Option<Self> {
        match cell {
            Value::Blob(value) => Some(value),
            _ => None,
        }
    }
}

impl<T: FromCell> FromCell for Option<T> {
    fn from_cell(cell: Value) -> Option<Self> {
        match cell {
            Value::Null => Some(None),
            cell => T::from_cell(cell).map(Some),
        }
    }
}

/// Why a statement did not succeed.
///
/// Spin hands over nothing but a text, and a remote server wraps that text in its own; the kinds are read from
/// it. A statement that was refused has changed nothing; see [`DatabaseError::outcome_is_open`] for the others.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum DatabaseError {
    /// The write lock was not free for [`BUSY_LIMIT_MS`].
    Busy,
    /// A `UNIQUE` constraint or index; the columns as SQLite prints them (`customers.product_id, …`).
    Unique(String),
    /// A `CHECK` constraint, by its name or expression.
    Check(String),
    /// A `NOT NULL` constraint, by its column.
    NotNull(String),
    ForeignKey,
    /// An answer of another shape than the statement promises: a bug.
    Shape {
        column: usize,
    },
    /// Any other text of the database: what a trigger raised, or a failure. See [`DatabaseError::raised`].
    Other(String),
}

/// How long a statement waits for the write lock, in milliseconds, before it gives up with
/// [`DatabaseError::Busy`].
pub const BUSY_LIMIT_MS: u64 = 5_000;

impl DatabaseError {
    /// Reads the kind of an error from the database's text.
    pub fn from_text(text: String) -> Self {
        if text.contains("database is locked") || text.contains("database table is locked") {
            return DatabaseError::Busy;
        }
        if text.contains("FOREIGN KEY constraint failed") {
            return DatabaseError::ForeignKey;
        }
        for (marker, kind) in [
            ("UNIQUE constraint failed: ", DatabaseError::Unique as fn(String) -> Self),
            ("CHECK constraint failed: ", DatabaseError::Check),
            ("NOT NULL constraint failed: ", DatabaseError::NotNull),
        ] {
            if let Some((_, named)) = text.split_once(marker) {
                // A remote server quotes the text and goes on after it.
                let end = named.find(['"', '`', '\n']).unwrap_or(named.len());
                return kind(named[..end].to_owned());
            }
        }
        DatabaseError::Other(text)
    }

    /// Which of `codes` a trigger raised (`RAISE(ABORT, 'code')`): the first one that stands in the text as a
    /// whole word. `None` for any other error.
    pub fn raised<'c>(&self, codes: &[&'c str]) -> Option<&'c str> {
        let DatabaseError::Other(text) = self else {
            return None;
        };
        codes.iter().find(|code| has_word(text, code)).copied()
    }

    /// Whether the connection that met the error is as good as new: the statement was refused, nothing more.
    ///
    /// A code that a trigger raised is such a refusal. It is known by its form, one word with an underscore or a text
    /// that begins with `payee|`, which no message of SQLite has.
    pub(crate) fn is_refusal(&self) -> bool {
        match self {
            DatabaseError::Other(text) => {
                text.starts_with("payee|")
                    || text.contains('_') && text.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'_')
            }
            _ => true,
        }
    }

    /// Whether the statement may have been carried out all the same: the error is of the way to the database, or of no
    /// known kind.
    pub fn outcome_is_open(&self) -> bool {
        !self.is_refusal()
    }
}

fn has_word(text: &str, word: &str) -> bool {
    let is_word = |b: u8| b.is_ascii_alphanumeric() || b == b'_';
    text.match_indices(word).any(|(at, _)| {
        let before = text.as_bytes()[..at].last();
        let after = text.as_bytes().get(at + word.len());
        !before.copied().is_some_and(is_word) && !after.copied().is_some_and(is_word)
    })
}

impl fmt::Display for DatabaseError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            DatabaseError::Busy => write!(f, "the database stayed locked for {BUSY_LIMIT_MS} ms"),
            DatabaseError::Unique(columns) => write!(f, "not unique: {columns}"),
            DatabaseError::Check(name) => write!(f, "check failed: {name}"),
            DatabaseError::NotNull(column) => write!(f, "null: {column}"),
            DatabaseError::ForeignKey => f.write_str("foreign key failed"),
            DatabaseError::Shape { column } => write!(f, "column {column} is missing or of another type"),
            DatabaseError::Other(text) => f.write_str(text),
        }
    }
}

impl std::error::Error for DatabaseError {}

impl crate::Platform {
    /// Runs a statement that answers exactly one row, such as a SELECT of expressions.
    ///
    /// # Errors
    /// [`DatabaseError::Shape`] if it answers none.
    pub async fn query_row(&self, sql: &str, parameters: &[Value]) -> Result<Row, DatabaseError> {
        only_row(self.query(sql, parameters).await?)
    }

    /// Runs a command that answers exactly one row.
    ///
    /// # Errors
    /// [`DatabaseError::Shape`] if it answers none.
    pub async fn command_row(&self, sql: &str, parameters: &[Value]) -> Result<Row, DatabaseError> {
        only_row(self.command(sql, parameters).await?)
    }
}

fn only_row(rows: Vec<Row>) -> Result<Row, DatabaseError> {
    rows.into_iter().next().ok_or(DatabaseError::Shape { column: 0 })
}

/// The wait between two tries at a locked database.
///
/// SQLite's own busy handler sleeps up to 100 ms and holds a host thread; waiting here, from 0.3 ms doubling up to
/// 2.4 ms, cuts the p99 of many writers. Only instances wait for each other, and each of them tries for all of its
/// commands at once. Jitter keeps them from marching in step.
pub(crate) struct BusyWait {
    waited_us: u64,
    next_us: u64,
}

impl BusyWait {
    const FIRST_US: u64 = 300;
    const LAST_US: u64 = 2_400;

    pub(crate) fn new() -> Self {
        BusyWait { waited_us: 0, next_us: Self::FIRST_US }
    }

    /// The next wait in microseconds, `None` once the limit is used up. `random` is any number.
    pub(crate) fn next_us(&mut self, random: u64) -> Option<u64> {
        (self.waited_us < BUSY_LIMIT_MS * 1_000).then(|| self.pause_us(random))
    }

    /// The next wait in microseconds, for those who look after the limit themselves.
    pub(crate) fn pause_us(&mut self, random: u64) -> u64 {
        // Between three quarters and five quarters of the nominal wait.
        let wait_us = self.next_us * 3 / 4 + random % (self.next_us / 2);
        self.next_us = (self.next_us * 2).min(Self::LAST_US);
        self.waited_us += wait_us;
        wait_us
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn errors_are_told_apart_by_their_text() {
        let kind = |text: &str| DatabaseError::from_text(text.to_owned());
        assert_eq!(kind("database is locked"), DatabaseError::Busy);
        assert_eq!(
            kind("UNIQUE constraint failed: customers.product_id, customers.product_user_id"),
            DatabaseError::Unique("customers.product_id, customers.product_user_id".into())
        );
        assert_eq!(
            kind(
                "Hrana: `stream error: `Error { message: \"SQLite error: CHECK constraint failed: settings_order\", code: \"SQLITE_CONSTRAINT_CHECK\" }``"
            ),
            DatabaseError::Check("settings_order".into())
        );
        assert_eq!(kind("NOT NULL constraint failed: t.a"), DatabaseError::NotNull("t.a".into()));
        assert_eq!(kind("FOREIGN KEY constraint failed"), DatabaseError::ForeignKey);
    }

    #[test]
    fn a_raised_code_is_a_whole_word_of_the_text() {
        let error = DatabaseError::from_text("SQLite error: wallet_limit_error (19)".into());
        assert_eq!(error.raised(&["limit_error", "wallet_limit_error"]), Some("wallet_limit_error"));
        assert_eq!(error.raised(&["limit_error"]), None);
        assert_eq!(DatabaseError::Busy.raised(&["database"]), None);
    }

    #[test]
    fn a_raised_code_leaves_the_connection_usable_and_a_failure_does_not() {
        let is_refusal = |text: &str| DatabaseError::from_text(text.to_owned()).is_refusal();
        for text in [
            "wrong_state",
            "orderType_in",
            "payee|000021|no related information : customerNo|",
            "UNIQUE constraint failed: t.a",
            "database is locked",
        ] {
            assert!(is_refusal(text), "{text}");
        }
        for text in
            ["interrupted", "disk I/O error", "no such table: no_table", "", "stream error: wrong_state"]
        {
            assert!(!is_refusal(text), "{text}");
        }
    }

    #[test]
    fn cells_are_taken_as_what_they_are() {
        let mut row = Row::new(vec![Value::Integer(7), Value::Null, Value::Text("a".into())]);
        assert_eq!(row.take::<i64>(0), Ok(7));
        assert_eq!(row.take::<Option<String>>(1), Ok(None));
        assert_eq!(row.take::<i64>(2), Err(DatabaseError::Shape { column: 2 }));
        assert_eq!(row.take::<i64>(3), Err(DatabaseError::Shape { column: 3 }));
    }

    #[test]
    fn the_wait_for_the_lock_is_bounded() {
        let mut wait = BusyWait::new();
        let mut waits = 0;
        let mut total_us = 0;
        while let Some(us) = wait.next_us(waits * 7_919) {
            assert!((225..=3_000).contains(&us), "{us}");
            waits += 1;
            total_us += us;
        }
        assert!((5_000_000..5_003_000).contains(&total_us), "{total_us}");
    }
}
