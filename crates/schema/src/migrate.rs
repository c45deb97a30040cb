//! Brings a database to the schema of this version, in one transaction: a failure leaves it as it was.
//!
//! Tables change by the numbered migrations, each applied once and recorded in `schema_migrations`. Indexes, triggers and
//! views are dropped and created anew from the files, which also create the tables that are missing and bring the
//! reference data. Who finds another one at work waits, and then has nothing to do.

use crate::session::{Fault, Patient, Session};
use crate::state::{Error, State};
use crate::{FILES, Kind, Migration, RELEASE, Statement, digest, rules};

/// What was done.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Applied {
    /// The version that was found, 0 for an empty database.
    pub from: i64,
    /// The version that it has now.
    pub to: i64,
    /// The migrations by name, then `schema` if tables, rules or reference data were made anew.
    pub steps: Vec<&'static str>,
}

/// What [`migrate`] would do.
pub fn steps(state: &State) -> Vec<&'static str> {
    let mut steps: Vec<&'static str> = state.pending().iter().map(|migration| migration.name).collect();
    if !steps.is_empty() || !state.has_these_files() {
        steps.push("schema");
    }
    steps
}

/// Brings the database to the schema of this version. `now_ms` is the time in unix milliseconds.
///
/// # Errors
/// Those of [`State::read`]; [`Error::BrokenReferences`]. Nothing was changed then, unless the connection broke at the very
/// end: a second call finds out.
pub async fn migrate<S: Session>(session: &mut S, now_ms: i64) -> Result<Applied, Error> {
    let session = &mut Patient(session);
    let state = State::read(session).await?;
    if steps(&state).is_empty() && state.is_recorded_for_this_release() {
        let version = state.version();
        return Ok(Applied { from: version, to: version, steps: Vec::new() });
    }
    if state.is_empty() && session.is_in_process() {
        for pragma in files(|statement| statement.kind == Kind::Pragma) {
            session.run(pragma.sql).await?;
        }
    }
    // A table that is made anew is dropped in between. Effective only outside of a transaction; checked at the end.
    session.run("PRAGMA foreign_keys = OFF").await?;
    let outcome = transaction(session, now_ms).await;
    if outcome.is_err() {
        let _ = session.run("ROLLBACK").await;
    }
    let _ = session.run("PRAGMA foreign_keys = ON").await;
    outcome
}

async fn transaction<S: Session>(session: &mut S, now_ms: i64) -> Result<Applied, Error> {
    session.run("BEGIN IMMEDIATE").await?;
    // Somebody else may have done it meanwhile.
    let found = State::read(session).await?;
    let (from, pending) = (found.version(), recognised(session, &found).await?);
    let mut steps: Vec<&'static str> = pending.iter().map(|migration| migration.name).collect();
    if !steps.is_empty() || !found.has_these_files() {
        apply(session, &found, &pending).await?;
        steps.push("schema");
    }
    record(session, [found.since().unwrap_or(RELEASE), found.until()], now_ms).await?;
    let to = State::read(session).await?.version();
    session.run("COMMIT").await?;
    Ok(Applied { from, to, steps })
}

/// The pending migrations. If none is recorded, missing tables are made, and those whose changes the tables have are recorded
/// first: the files create whole tables, and a start that was interrupted among them has recorded nothing.
async fn recognised<S: Session>(session: &mut S, found: &State) -> Result<Vec<&'static Migration>, Error> {
    if found.is_empty() || found.is_recorded() {
        return Ok(found.pending());
    }
    let record = FILES.last().into_iter().flat_map(|file| &file.statements);
    for statement in files(|statement| statement.kind == Kind::Table).chain(record) {
        session.run(statement.sql).await.map_err(|fault| of(statement, fault))?;
    }
    Ok(State::read(session).await?.pending())
}

async fn apply<S: Session>(session: &mut S, found: &State, pending: &[&Migration]) -> Result<(), Error> {
    found.rules.drop_all(session).await?;
    for statement in pending.iter().flat_map(|migration| &migration.statements) {
        session.run(statement.sql).await.map_err(|fault| of(statement, fault))?;
    }
    for statement in files(|statement| statement.kind != Kind::Pragma) {
        session.run(statement.sql).await.map_err(|fault| of(statement, fault))?;
    }
    if !pending.is_empty() {
        let broken = session.run("SELECT CAST(count(*) AS TEXT) FROM pragma_foreign_key_check").await?;
        let broken = broken.into_iter().flatten().flatten().next().unwrap_or_default();
        if broken != "0" {
            return Err(Error::BrokenReferences(broken));
        }
    }
    Ok(())
}

/// Records the files and what became of their rules. Releases that have the same files serve the same database.
async fn record<S: Session>(session: &mut S, releases: [&str; 2], now_ms: i64) -> Result<(), Error> {
    let rules = rules::read(session).await?.digest();
    let digest = digest();
    let [since, until] = releases.map(|release| release.replace('\'', ""));
    let sql = format!(
        "INSERT INTO schema_release (id, since, release, digest, rules, applied_at)
         VALUES (1, '{since}', '{until}', '{digest}', '{rules}', {now_ms})
         ON CONFLICT (id) DO UPDATE SET since = excluded.since, release = excluded.release, digest = excluded.digest,
           rules = excluded.rules, applied_at = excluded.applied_at"
    );
    session.run(&sql).await?;
    Ok(())
}

fn files(wanted: impl Fn(&Statement) -> bool) -> impl Iterator<Item = &'static Statement> {
    FILES.iter().flat_map(|file| &file.statements).filter(move |statement| wanted(statement))
}

/// A fault with the statement that met it, whose first line names the table.
fn of(statement: &Statement, fault: Fault) -> Error {
    let named = |said| format!("{said} ({})", statement.sql.lines().next().unwrap_or_default());
    match fault {
        Fault::Busy => Error::Busy,
        Fault::Lost(said) => Error::Lost(named(said)),
        Fault::Other(said) => Error::Database(named(said)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{OnRusqlite, newest};
    use pollster::block_on;
    use rusqlite::Connection;
    use std::sync::Barrier;
    use std::thread;

    fn migrated(connection: &Connection) -> Result<Applied, Error> {
        block_on(migrate(&mut OnRusqlite::new(connection), 1_767_323_045_000))
    }

    /// The text of everything but the tables of SQLite itself.
    fn shape(connection: &Connection) -> Vec<(String, String, Option<String>)> {
        let all = "SELECT type, name, sql FROM sqlite_master ORDER BY type, name";
        let mut statement = connection.prepare(all).unwrap();
        let rows = statement.query_map([], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?))).unwrap();
        rows.map(Result::unwrap).collect()
    }

    #[test]
    fn a_lost_connection_is_told_apart_whatever_statement_met_it() {
        let statement = &FILES[0].statements[0];
        let lost = of(statement, Fault::Lost("interrupted".into()));
        assert!(matches!(&lost, Error::Lost(said) if said.starts_with("interrupted (")), "{lost:?}");
        assert_eq!(Error::from(Fault::Lost("gone".into())), Error::Lost("gone".into()));
        assert!(matches!(of(statement, Fault::Other("wrong".into())), Error::Database(_)));
    }

    fn by_files() -> Connection {
        let connection = Connection::open_in_memory().unwrap();
        for statement in FILES.iter().flat_map(|file| &file.statements) {
            connection.execute_batch(statement.sql).unwrap();
        }
        connection
    }

    fn without_steps(version: i64) -> Applied {
        Applied { from: version, to: version, steps: Vec::new() }
    }

    #[test]
    fn an_empty_database_becomes_what_the_files_make() {
        let empty = Connection::open_in_memory().unwrap();
        assert_eq!(migrated(&empty), Ok(Applied { from: 0, to: newest(), steps: vec!["schema"] }));
        assert_eq!(shape(&empty), shape(&by_files()));
        let cities: i64 = empty.query_row("SELECT count(*) FROM cities", [], |row| row.get(0)).unwrap();
        assert!(cities > 300, "{cities}");
        assert_eq!(migrated(&empty), Ok(without_steps(newest())));
    }

    #[test]
    fn a_start_that_was_interrupted_among_the_files_is_completed() {
        let connection = Connection::open_in_memory().unwrap();
        for statement in FILES[..4].iter().flat_map(|file| &file.statements) {
            connection.execute_batch(statement.sql).unwrap();
        }
        let applied = migrated(&connection).unwrap();
        assert_eq!((applied.to, applied.steps.last()), (newest(), Some(&"schema")));
        let mut names: Vec<String> = shape(&connection).into_iter().map(|(_, name, _)| name).collect();
        let expected: Vec<String> = shape(&by_files()).into_iter().map(|(_, name, _)| name).collect();
        names.retain(|name| !expected.contains(name));
        assert_eq!(names, Vec::<String>::new());
    }

    #[test]
    fn a_rule_that_was_changed_removed_or_added_is_set_right() {
        for change in [
            "DROP TRIGGER deposit_records_bd",
            "DROP TRIGGER deposit_records_bd;
             CREATE TRIGGER deposit_records_bd BEFORE DELETE ON deposit_records BEGIN SELECT 1; END;",
            "CREATE INDEX another ON products (name)",
        ] {
            let connection = Connection::open_in_memory().unwrap();
            migrated(&connection).unwrap();
            connection.execute_batch(change).unwrap();
            assert_eq!(migrated(&connection).unwrap().steps, ["schema"], "{change}");
            assert_eq!(shape(&connection), shape(&by_files()), "{change}");
        }
        // What hangs on somebody else's table is left alone.
        let connection = Connection::open_in_memory().unwrap();
        migrated(&connection).unwrap();
        connection.execute_batch("CREATE TABLE theirs (a); CREATE INDEX theirs_a ON theirs (a);").unwrap();
        assert_eq!(migrated(&connection).unwrap(), without_steps(newest()));
    }

    #[test]
    fn what_another_version_or_another_program_made_is_left_alone() {
        let later = by_files();
        later.execute_batch("INSERT INTO schema_migrations VALUES (9999, 'later', 0)").unwrap();
        let before = shape(&later);
        assert_eq!(migrated(&later), Err(Error::Newer("schema 9999".into())));
        assert_eq!(shape(&later), before);

        let later = by_files();
        later
            .execute_batch("INSERT INTO schema_release VALUES (1, '99.0.0', '99.0.0', 'x', 'y', 0)")
            .unwrap();
        assert_eq!(migrated(&later), Err(Error::Newer("the rules of release 99.0.0".into())));

        let foreign = Connection::open_in_memory().unwrap();
        foreign.execute_batch("CREATE TABLE spin_key_value (a)").unwrap();
        assert_eq!(migrated(&foreign), Err(Error::Foreign));
        assert_eq!(shape(&foreign).len(), 1);
    }

    #[test]
    fn a_migration_that_fails_changes_nothing() {
        let connection = by_files();
        // The sixth adds a column that is there already.
        connection.execute_batch("DELETE FROM schema_migrations WHERE version = 6").unwrap();
        let before = shape(&connection);
        let error = migrated(&connection).unwrap_err();
        assert!(error.to_string().contains("duplicate column name: receiver"), "{error}");
        assert_eq!(shape(&connection), before);
        let open: bool = !connection.is_autocommit();
        assert!(!open, "no transaction is left open");
    }

    #[test]
    fn releases_with_the_same_files_serve_the_same_database() {
        let connection = Connection::open_in_memory().unwrap();
        migrated(&connection).unwrap();
        let releases = || -> (String, String) {
            let both = "SELECT since, release FROM schema_release";
            connection.query_row(both, [], |row| Ok((row.get(0)?, row.get(1)?))).unwrap()
        };
        // Of an earlier one: this one is recorded beside it.
        connection.execute_batch("UPDATE schema_release SET since = '0.0.1', release = '0.0.2'").unwrap();
        assert_eq!(migrated(&connection), Ok(without_steps(newest())));
        assert_eq!(releases(), ("0.0.1".to_owned(), RELEASE.to_owned()));
        // A later one has the same: it is left as it is.
        connection.execute_batch("UPDATE schema_release SET release = '99.0.0'").unwrap();
        assert_eq!(migrated(&connection), Ok(without_steps(newest())));
        assert_eq!(releases(), ("0.0.1".to_owned(), "99.0.0".to_owned()));
        // A later one has others.
        connection.execute_batch("UPDATE schema_release SET digest = 'x'").unwrap();
        assert_eq!(migrated(&connection), Err(Error::Newer("the rules of release 99.0.0".into())));
        // An earlier one had others.
        connection.execute_batch("UPDATE schema_release SET release = '0.0.2'").unwrap();
        assert_eq!(migrated(&connection).unwrap().steps, ["schema"]);
        assert_eq!(releases(), (RELEASE.to_owned(), RELEASE.to_owned()));
    }

    #[test]
    fn eight_at_once_do_it_once() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("test.db");
        let start = Barrier::new(8);
        let all: Vec<Applied> = thread::scope(|scope| {
            let one = || {
                let connection = Connection::open(&path).unwrap();
                connection.busy_timeout(std::time::Duration::ZERO).unwrap();
                start.wait();
                migrated(&connection).unwrap()
            };
            let threads: Vec<_> = (0..8).map(|_| scope.spawn(one)).collect();
            threads.into_iter().map(|thread| thread.join().unwrap()).collect()
        });
        let worked: Vec<&Applied> = all.iter().filter(|applied| !applied.steps.is_empty()).collect();
        assert_eq!(worked, [&Applied { from: 0, to: newest(), steps: vec!["schema"] }]);
        let connection = Connection::open(&path).unwrap();
        assert_eq!(shape(&connection), shape(&by_files()));
        let mode: String = connection.query_row("PRAGMA journal_mode", [], |row| row.get(0)).unwrap();
        assert_eq!(mode, "wal");
    }
}
