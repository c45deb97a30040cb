//! The database as the handlers see it: one statement, typed parameters, typed rows, errors with a name.
//!
//! There is no transaction here: a command is one statement, and constraints and triggers decide, inside it,
//! whether it may happen. `changes()` and `last_insert_rowid()` are not offered, because a remote libSQL answers
//! 0 to both: use `RETURNING`.

use std::fmt;

/// A parameter or a cell. There is no floating point: no amount, time or count of this bundle is one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Value {
    /// SQL's NULL.
    Null,
    /// A signed integer of 64 bits.
    Integer(i64),
    /// A text in UTF-8.
    Text(String),
    /// Bytes.
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
    // Inlined at every parameter of every statement, it weighs several kilobytes a component.
    #[inline(never)]
    fn from(value: &str) -> Self {
        Value::Text(value.to_owned())
    }
}

impl From<String> for Value {
    fn from(value: String) -> Self {
        Value::Text(value)
    }
}

impl From<&Value> for Value {
    fn from(value: &Value) -> Self {
        value.clone()
    }
}

impl From<&[u8]> for Value {
    fn from(value: &[u8]) -> Self {
        Value::Blob(value.to_vec())
    }
}

impl<const LENGTH: usize> From<[u8; LENGTH]> for Value {
    fn from(value: [u8; LENGTH]) -> Self {
        Value::Blob(value.to_vec())
    }
}

impl From<Vec<u8>> for Value {
    fn from(value: Vec<u8>) -> Self {
        Value::Blob(value)
    }
}

impl<T: Into<Value>> From<Option<T>> for Value {
    #[inline(never)]
    fn from(value: Option<T>) -> Self {
        value.map_or(Value::Null, Into::into)
    }
}

/// One row of an answer. Its cells are taken out one after the other, as the statement names the columns, and not copied: a
/// list arrives as one long JSON text. [`crate::row!`] declares a struct and its columns in one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Row {
    cells: Vec<Value>,
    next: usize,
}

impl Row {
    /// A row of these cells, in the order of the columns.
    pub fn new(cells: Vec<Value>) -> Self {
        Row { cells, next: 0 }
    }

    /// How many columns there are.
    #[allow(clippy::len_without_is_empty, reason = "a row without columns does not exist")]
    pub fn len(&self) -> usize {
        self.cells.len()
    }

    /// Whether no cell is NULL.
    pub fn is_full(&self) -> bool {
        self.cells.iter().all(|cell| *cell != Value::Null)
    }

    /// Whether the next cell is NULL or not there.
    pub fn is_null(&self) -> bool {
        self.cells.get(self.next).is_none_or(|cell| *cell == Value::Null)
    }

    /// Passes over the next cells.
    pub fn skip(&mut self, count: usize) {
        self.next += count;
    }

    /// Takes the next cell.
    ///
    /// # Errors
    /// [`DatabaseError::Shape`] if there is none or it is of another type.
    // Inlined at every cell of every row, it weighs several kilobytes a component.
    #[inline(never)]
    pub fn take<T: FromCell>(&mut self) -> Result<T, DatabaseError> {
        self.next_cell().and_then(T::from_cell).ok_or_else(|| self.misshapen())
    }

    /// Takes the next cell whatever its type.
    ///
    /// # Errors
    /// [`DatabaseError::Shape`] if there is none.
    pub fn take_value(&mut self) -> Result<Value, DatabaseError> {
        self.next_cell().ok_or_else(|| self.misshapen())
    }

    fn next_cell(&mut self) -> Option<Value> {
        let cell = self.cells.get_mut(self.next);
        self.next += 1;
        cell.map(|cell| std::mem::replace(cell, Value::Null))
    }

    /// What is wrong with a cell that was just taken.
    pub fn misshapen(&self) -> DatabaseError {
        DatabaseError::Shape { column: self.next.saturating_sub(1) }
    }
}

/// A type that a cell can be read as.
pub trait FromCell: Sized {
    /// The value of a cell; `None` if the cell has another type.
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
    /// A row refers to a row that does not exist.
    ForeignKey,
    /// An answer of another shape than the statement promises: a bug.
    Shape {
        /// The column's number, from 0.
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
        let text = statement_error(&text).map(str::to_owned).unwrap_or(text);
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
    /// A verdict that a trigger raised is such a refusal. It is known by its form, one word with an underscore, which no
    /// message of SQLite has (docs/decisions/verdicts.md).
    pub(crate) fn is_refusal(&self) -> bool {
        match self {
            DatabaseError::Other(text) => {
                text.contains('_') && text.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'_')
            }
            _ => true,
        }
    }

    /// A statement on a remote database of which nothing has been heard for too long.
    #[cfg(any(target_arch = "wasm32", test))]
    pub(crate) fn late() -> Self {
        DatabaseError::Other(format!("{REMOTE}the answer is late`"))
    }

    /// Whether it is not about the statement but about the way to a remote database, on which a read may be sent again.
    pub fn is_of_the_way(&self) -> bool {
        let DatabaseError::Other(text) = self else { return false };
        text.starts_with(REMOTE) && !text.contains("could not be parsed") || self.was_not_begun()
    }

    /// Whether a remote database has certainly not begun the statement: there was no connection to it, the server had no
    /// place for one, or it did not know the stream any more.
    ///
    /// Not among them is a stream that the server knows as used up: a proxy that sends a request twice brings that about.
    pub(crate) fn was_not_begun(&self) -> bool {
        const LOST: [&str; 7] = [
            "stream has expired due to inactivity",
            "invalid baton",
            "error trying to connect",
            "invalid connection to the database",
            "Namespace store has shutdown",
            // A server that has just been started.
            "Namespace `default` doesn't exist",
            "Transaction timed-out",
        ];
        // A server that has just seen the client hang up after the last answer may interrupt the next statement for it.
        matches!(self, DatabaseError::Other(text)
            if text == "interrupted" || LOST.iter().any(|said| text.contains(said)))
            || self.is_crowded()
    }

    /// Whether a remote database has no place for another connection.
    pub(crate) fn is_crowded(&self) -> bool {
        const FULL: [&str; 2] =
            ["Timed out while opening database connection", "Too many concurrent requests"];
        matches!(self, DatabaseError::Other(text) if FULL.iter().any(|said| text.contains(said)))
    }

    /// Whether the statement may have been carried out all the same: the error is of the way to the database, or of no
    /// known kind.
    pub fn outcome_is_open(&self) -> bool {
        !self.is_refusal()
    }
}

/// How every text of the client of a remote database begins.
const REMOTE: &str = "Hrana: `";

/// What SQLite said, if a remote database hands it over as the error of a statement: ``Hrana: `cursor error: `error at
/// step 0: (error code: SQLITE_CONSTRAINT) `SQLite error: …``` ``, or ``Hrana: `stream error: `Error { message: "SQLite
/// error: …", code: "SQLITE_CONSTRAINT" }`` ``.
fn statement_error(text: &str) -> Option<&str> {
    let text = text.strip_prefix(REMOTE)?;
    if let Some((_, quoted)) = text.split_once("message: \"SQLite error: ") {
        return quoted.split_once("\", code: ").map(|(said, _)| said);
    }
    let (_, of_step) = text.split_once("error at step ")?;
    let (_, said) = of_step.split_once('`')?;
    let said = said.trim_end_matches('`');
    Some(said.strip_prefix("SQLite error: ").unwrap_or(said))
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

/// The wait between two tries of a statement on a remote database.
///
/// The server has waited for the lock itself, so a database that it calls locked is tried again soon. A lost connection is
/// replaced at once, then after longer and longer waits: the server may be starting again.
#[cfg(any(target_arch = "wasm32", test))]
pub(crate) struct RemoteWait {
    next_us: u64,
}

#[cfg(any(target_arch = "wasm32", test))]
impl RemoteWait {
    const LOCKED_US: u64 = 2_000;
    const FIRST_US: u64 = 10_000;
    const LAST_US: u64 = 320_000;

    pub(crate) fn new() -> Self {
        RemoteWait { next_us: 0 }
    }

    /// The next wait in microseconds; 0 for none. `random` is any number.
    pub(crate) fn next_us(&mut self, is_locked: bool, random: u64) -> u64 {
        if is_locked {
            return Self::LOCKED_US + random % Self::LOCKED_US;
        }
        let us = self.next_us;
        self.next_us = (us * 2).clamp(Self::FIRST_US, Self::LAST_US);
        us + random % (us / 2 + 1)
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
        for text in ["wrong_state", "orderType_in", "UNIQUE constraint failed: t.a", "database is locked"] {
            assert!(is_refusal(text), "{text}");
        }
        for text in
            ["interrupted", "disk I/O error", "no such table: no_table", "", "stream error: wrong_state"]
        {
            assert!(!is_refusal(text), "{text}");
        }
    }

    #[test]
    fn what_a_remote_database_says_of_a_statement_is_what_sqlite_says() {
        let remote = |said: &str| {
            DatabaseError::from_text(format!(
                "Hrana: `cursor error: `error at step 0: (error code: SQLITE_CONSTRAINT) `SQLite error: {said}```"
            ))
        };
        for said in [
            "wallet_limit_error",
            "UNIQUE constraint failed: t.a, t.b",
            "CHECK constraint failed: amount > 0",
            "database is locked",
            "malformed JSON",
        ] {
            assert_eq!(remote(said), DatabaseError::from_text(said.into()), "{said}");
        }
        assert!(remote("wallet_limit_error").is_refusal());
        let of_stream = r#"Hrana: `stream error: `Error { message: "SQLite error: wrong_state", code: "SQLITE_CONSTRAINT" }``"#;
        assert_eq!(
            DatabaseError::from_text(of_stream.into()),
            DatabaseError::from_text("wrong_state".into())
        );
        assert!(!remote("malformed JSON").is_of_the_way());
    }

    #[test]
    fn what_happens_on_the_way_to_a_remote_database_is_told_apart() {
        let error = |text: &str| DatabaseError::from_text(text.into());
        for (text, was_not_begun, is_crowded) in [
            (
                "Hrana: `api error: `{\"message\":\"The stream has expired due to inactivity\",\"code\":\"STREAM_EXPIRED\"}``",
                true,
                false,
            ),
            ("Hrana: `api error: `Received an invalid baton``", true, false),
            ("Hrana: `api error: `Received a baton that has already been used``", false, false),
            ("Hrana: `api error: `{\"error\":\"Timed out while opening database connection\"}``", true, true),
            ("Hrana: `api error: `{\"error\":\"Too many concurrent requests\"}``", true, true),
            (
                "Hrana: `http error: `error trying to connect: tcp connect error: Connection refused (os error 111)``",
                true,
                false,
            ),
            ("invalid connection to the database", true, false),
            ("Hrana: `api error: `{\"error\":\"Namespace `default` doesn't exist\"}``", true, false),
            (
                "Hrana: `cursor error: `error at step 0: (error code: SQLITE_INTERRUPT) `SQLite error: interrupted```",
                true,
                false,
            ),
            ("Hrana: `http error: `connection closed before message completed``", false, false),
            (
                "Hrana: `http error: `connection error: Connection reset by peer (os error 104)``",
                false,
                false,
            ),
            ("Hrana: `cursor error: `cursor stream ended prematurely``", false, false),
        ] {
            let error = error(text);
            assert_eq!((error.was_not_begun(), error.is_crowded()), (was_not_begun, is_crowded), "{text}");
            assert!(error.is_of_the_way() && error.outcome_is_open(), "{text}");
        }
        assert!(DatabaseError::late().is_of_the_way() && DatabaseError::late().outcome_is_open());
        for text in
            ["no such table: t", "Hrana: `api error: `SQL string could not be parsed: …``", "wrong_state"]
        {
            assert!(!error(text).is_of_the_way() && !error(text).was_not_begun(), "{text}");
        }
        assert!(!DatabaseError::Busy.is_of_the_way());
    }

    #[test]
    fn a_lost_connection_is_replaced_at_once_and_a_lost_server_met_again_later() {
        let mut wait = RemoteWait::new();
        let waits: Vec<u64> = (0..8).map(|_| wait.next_us(false, 0)).collect();
        assert_eq!(waits, [0, 10_000, 20_000, 40_000, 80_000, 160_000, 320_000, 320_000]);
        assert!((2_000..4_000).contains(&wait.next_us(true, 12_345)));
    }

    #[test]
    fn cells_are_taken_as_what_they_are() {
        let mut row = Row::new(vec![Value::Integer(7), Value::Null, Value::Text("a".into())]);
        assert_eq!(row.take::<i64>(), Ok(7));
        assert!(row.is_null() && !row.is_full());
        assert_eq!(row.take::<Option<String>>(), Ok(None));
        assert_eq!(row.take::<i64>(), Err(DatabaseError::Shape { column: 2 }));
        assert_eq!(row.take::<i64>(), Err(DatabaseError::Shape { column: 3 }));
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
