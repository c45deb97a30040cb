//! The log of writes of a database in process (`-wal`), which must not grow without bound.
//!
//! SQLite copies the log into the database file now and then and begins it anew once no reader needs it. While a reader
//! holds a transaction it can only grow, and afterwards the file keeps its size. So connections carry a limit to which the
//! file is cut when the log begins anew, and the dispatcher copies what it may and cuts a long log itself.

use crate::Platform;
use crate::database::{DatabaseError, Row};

/// The longest log that is left as it is, in pages and in bytes.
const LIMIT_PAGES: i64 = 4_096;
#[cfg(target_arch = "wasm32")]
pub(crate) const LIMIT_BYTES: i64 = LIMIT_PAGES * 4_096;

/// Copies what no reader needs, and waits for nobody.
const COPY: &str = "PRAGMA wal_checkpoint(PASSIVE)";

/// Copies the rest and cuts the file, if at this moment nobody reads or writes.
const CUT: &str = "PRAGMA wal_checkpoint(TRUNCATE)";

/// How long the database is.
const BYTES: &str = "SELECT page_count * page_size FROM pragma_page_count, pragma_page_size";

/// What a checkpoint answers: whether it was kept from its end, the pages of the log, and how many have been copied.
struct Checkpoint {
    is_busy: bool,
    pages: i64,
    copied: i64,
}

impl Checkpoint {
    fn of(rows: Vec<Row>) -> Result<Self, DatabaseError> {
        let mut row = rows.into_iter().next().ok_or(DatabaseError::Shape { column: 0 })?;
        Ok(Checkpoint { is_busy: row.take()?, pages: row.take()?, copied: row.take()? })
    }
}

impl Platform {
    /// Copies the log of writes into the database file as far as readers let it, and cuts a long one; no writer waits for
    /// it. Returns the pages that are left in the log; `None` for a database without one, such as that of a server.
    pub async fn checkpoint(&self) -> Result<Option<u64>, DatabaseError> {
        let Some(rows) = self.query_file(COPY).await? else { return Ok(None) };
        let mut last = Checkpoint::of(rows)?;
        if last.pages > LIMIT_PAGES
            && last.copied == last.pages
            && let Some(rows) = self.query_file(CUT).await?
        {
            let cut = Checkpoint::of(rows)?;
            last = if cut.is_busy { last } else { cut };
        }
        Ok(u64::try_from(last.pages).ok())
    }

    /// The size of the database in bytes; `None` for one of a server.
    pub async fn database_bytes(&self) -> Result<Option<i64>, DatabaseError> {
        let Some(rows) = self.query_file(BYTES).await? else { return Ok(None) };
        let mut row = rows.into_iter().next().ok_or(DatabaseError::Shape { column: 0 })?;
        row.take().map(Some)
    }
}

#[cfg(test)]
mod tests {
    use crate::native::{Platform, block_on};
    use rusqlite::Connection;

    #[test]
    fn a_long_log_is_cut_once_no_reader_needs_it() {
        let directory = tempfile::tempdir().unwrap();
        let path = directory.path().join("test.db");
        let platform = Platform::on_file(&path);
        assert_eq!(block_on(platform.checkpoint()), Ok(None), "no log");
        platform.run_batch("PRAGMA journal_mode = WAL; CREATE TABLE t (a BLOB);").unwrap();
        let reader = Connection::open(&path).unwrap();
        reader.execute_batch("BEGIN; SELECT count(*) FROM t;").unwrap();
        platform.run_batch("INSERT INTO t VALUES (zeroblob(20000000))").unwrap();
        let length = || std::fs::metadata(path.with_extension("db-wal")).unwrap().len();
        let held = block_on(platform.checkpoint()).unwrap().unwrap();
        assert!(held > 4_096 && length() > 16 << 20, "{held}");
        // A writer does not wait for it meanwhile.
        platform.run_batch("INSERT INTO t VALUES (zeroblob(10))").unwrap();
        reader.execute_batch("COMMIT").unwrap();
        assert_eq!(block_on(platform.checkpoint()), Ok(Some(0)));
        assert_eq!(length(), 0);
    }
}
