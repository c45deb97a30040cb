//! `cargo xtask migrate`: brings a database, a file or one of a libSQL server, to the schema of this version.
//!
//! What it does is in `crates/schema`, which the component `operations` carries too.

use crate::hrana::OnServer;
use anyhow::{Context, Result};
use feiqian_schema::{Applied, OnRusqlite, Session, State, steps};
use pollster::block_on;
use rusqlite::{Connection, OpenFlags};
use std::path::Path;
use std::time::{SystemTime, UNIX_EPOCH};

/// Where the token of a libSQL server is read from, out of sight of `ps`.
const TOKEN: &str = "FEIQIAN_DATABASE_TOKEN";

#[derive(clap::Args)]
pub struct Arguments {
    /// A database file, or the URL of a libSQL server (`http://`, `https://`, `libsql://`), whose token is read from
    /// FEIQIAN_DATABASE_TOKEN. Stop the bundle first and keep a backup.
    #[arg(long, value_name = "FILE|URL")]
    database: String,
    /// Print what would be applied and change nothing.
    #[arg(long)]
    check: bool,
}

/// `cargo xtask migrate`
pub fn run(arguments: &Arguments) -> Result<()> {
    if arguments.database.contains("://") {
        let token = std::env::var(TOKEN).unwrap_or_default();
        return show_and_apply(&mut OnServer::new(&arguments.database, token)?, arguments.check);
    }
    let connection = open(Path::new(&arguments.database))?;
    show_and_apply(&mut OnRusqlite::new(&connection), arguments.check)
}

fn show_and_apply<S: Session>(session: &mut S, is_check: bool) -> Result<()> {
    let state = block_on(State::read(session))?;
    let wanted = steps(&state);
    println!("schema version {}, {} steps to apply", state.version(), wanted.len());
    wanted.iter().for_each(|step| println!("  {step}"));
    if !is_check {
        let applied = apply(session)?;
        println!("schema version {}", applied.to);
    }
    Ok(())
}

fn apply<S: Session>(session: &mut S) -> Result<Applied> {
    let now = SystemTime::now().duration_since(UNIX_EPOCH).context("the clock")?;
    Ok(block_on(feiqian_schema::migrate(session, i64::try_from(now.as_millis())?))?)
}

/// Makes the database file, or migrates it; says so only if an existing one was changed.
pub fn prepare(database: &Path) -> Result<()> {
    let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_CREATE;
    let name = || database.display().to_string();
    let connection = Connection::open_with_flags(database, flags).with_context(name)?;
    let applied = apply(&mut OnRusqlite::new(&connection)).with_context(name)?;
    if applied.from > 0 && !applied.steps.is_empty() {
        println!("{}: schema {}, applied {}", name(), applied.to, applied.steps.join(", "));
    }
    Ok(())
}

fn open(database: &Path) -> Result<Connection> {
    let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    Connection::open_with_flags(database, flags).with_context(|| database.display().to_string())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sql;
    use crate::workspace::root;
    use rusqlite::Batch;
    use rusqlite::fallible_iterator::FallibleIterator;

    fn state(connection: &Connection) -> State {
        block_on(State::read(&mut OnRusqlite::new(connection))).unwrap()
    }

    fn migrated(connection: &Connection) -> Result<Applied> {
        apply(&mut OnRusqlite::new(connection))
    }

    fn fresh() -> Connection {
        let connection = Connection::open_in_memory().unwrap();
        for file in sql::schema().unwrap() {
            connection.execute_batch(&std::fs::read_to_string(file).unwrap()).unwrap();
        }
        connection
    }

    /// A database as 0.1.0 left it: its schema, and rows that its own tests made through its own rules.
    fn written_by_0_1_0(rows: &str) -> Connection {
        let read = |file: &str| std::fs::read_to_string(root().join("tests/upgrade").join(file)).unwrap();
        let schema = read("schema-0.1.0.sql");
        let (tables, rules) = schema.split_once("-- after the data").unwrap();
        let connection = Connection::open_in_memory().unwrap();
        for text in ["PRAGMA foreign_keys = OFF", tables, &read(rows), rules] {
            connection.execute_batch(text).unwrap();
        }
        connection
    }

    /// Everything that the schema consists of, tables by their columns and keys, the rest by its text; without the
    /// tables of the simulator, which only demo data brings.
    fn shape(connection: &Connection) -> Vec<String> {
        let rows = |sql: &str| -> Vec<String> {
            let mut statement = connection.prepare(sql).unwrap();
            let columns = statement.column_count();
            let rows = statement.query_map([], |row| {
                let cells = (0..columns).map(|column| row.get::<_, rusqlite::types::Value>(column));
                let cells = cells.map(|cell| cell.map(|cell| format!("{cell:?}")));
                Ok(cells.collect::<rusqlite::Result<Vec<_>>>()?.join("|"))
            });
            rows.unwrap().map(Result::unwrap).collect()
        };
        [
            "SELECT type, name, sql FROM sqlite_master
              WHERE type <> 'table' AND sql IS NOT NULL ORDER BY type, name",
            "SELECT m.name, c.cid, c.name, c.type, c.\"notnull\", c.dflt_value, c.pk, c.hidden
               FROM sqlite_master m, pragma_table_xinfo(m.name) c WHERE m.type = 'table' ORDER BY 1, 2",
            "SELECT m.name, f.\"table\", f.\"from\", f.\"to\"
               FROM sqlite_master m, pragma_foreign_key_list(m.name) f WHERE m.type = 'table' ORDER BY 1, 2, 3",
        ]
        .iter()
        .flat_map(|sql| rows(sql))
        .filter(|line| !line.contains("\"sim"))
        .collect()
    }

    #[test]
    fn a_database_of_0_1_0_gets_the_shape_of_a_fresh_one_and_keeps_every_invariant() {
        for name in ["cashier-0.1.0.sql", "payouts-0.1.0.sql", "wallet-0.1.0.sql"] {
            let old = written_by_0_1_0(name);
            let before: i64 = old.query_row("SELECT count(*) FROM audit_log", [], |row| row.get(0)).unwrap();
            assert_eq!(state(&old).version(), 1);
            let applied = migrated(&old).unwrap();
            assert_eq!((applied.from, applied.to), (1, feiqian_schema::newest()));
            pretty(&shape(&old), &shape(&fresh()));
            for file in sql::invariants().unwrap() {
                let text = std::fs::read_to_string(&file).unwrap();
                let mut batch = Batch::new(&old, &text);
                while let Some(mut query) = batch.next().unwrap() {
                    assert!(!query.exists([]).unwrap(), "{name}: {:?}", query.expanded_sql());
                }
            }
            let after: i64 = old.query_row("SELECT count(*) FROM audit_log", [], |row| row.get(0)).unwrap();
            assert_eq!(before, after);
            // Once more: nothing to apply.
            assert_eq!(migrated(&old).unwrap().steps, Vec::<&str>::new());
            pretty(&shape(&old), &shape(&fresh()));
        }
    }

    fn pretty(left: &[String], right: &[String]) {
        for line in left {
            assert!(right.contains(line), "only in the upgraded database: {line}");
        }
        for line in right {
            assert!(left.contains(line), "only in the fresh database: {line}");
        }
    }

    #[test]
    fn a_changed_trigger_reaches_an_existing_database() {
        let old = fresh();
        old.execute_batch(
            "DROP TRIGGER deposit_records_bd;
             CREATE TRIGGER deposit_records_bd BEFORE DELETE ON deposit_records BEGIN SELECT 1; END;",
        )
        .unwrap();
        migrated(&old).unwrap();
        pretty(&shape(&old), &shape(&fresh()));
    }

    #[test]
    fn a_database_of_a_later_version_is_refused() {
        let later = fresh();
        later.execute("INSERT INTO schema_migrations VALUES (9999, 'later', 0)", []).unwrap();
        assert!(migrated(&later).unwrap_err().to_string().contains("9999"));
    }

    #[test]
    fn a_fresh_database_has_no_migration_to_apply() {
        let fresh = fresh();
        assert!(state(&fresh).pending().is_empty());
        // Nobody has recorded which release's rules it has.
        assert_eq!(migrated(&fresh).unwrap().steps, ["schema"]);
        assert_eq!(migrated(&fresh).unwrap().steps, Vec::<&str>::new());
    }
}
