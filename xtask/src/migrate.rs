//! `cargo xtask migrate`: brings a database to the schema of this version.
//!
//! Tables change by the numbered files of `sql/migrations/`, each applied once and recorded in `schema_migrations`.
//! Indexes, triggers and views are not migrated: they are dropped and created anew from `sql/`, so that a mended rule
//! reaches every database. All of it is one transaction: a failure leaves the database as it was.

use crate::sql;
use anyhow::{Context, Result, bail, ensure};
use rusqlite::{Connection, OpenFlags, Transaction, TransactionBehavior};
use std::path::{Path, PathBuf};

#[derive(clap::Args)]
pub struct Arguments {
    /// The database file. Stop the bundle first and keep a backup.
    #[arg(long, value_name = "FILE")]
    database: PathBuf,
    /// Print what would be applied and change nothing.
    #[arg(long)]
    check: bool,
}

/// A file of `sql/migrations/`, named `0002_what.sql`.
#[derive(Debug, PartialEq, Eq)]
struct Migration {
    /// The version of the schema that the file leads to.
    version: i64,
    path: PathBuf,
}

/// The version of a database that has the tables but no record of migrations: what 0.1.0 made.
const UNRECORDED_VERSION: i64 = 1;

/// `cargo xtask migrate`
pub fn run(arguments: &Arguments) -> Result<()> {
    let mut connection = open(&arguments.database)?;
    let version = version(&connection)?;
    let pending = pending(version)?;
    println!("schema version {version}, {} migrations to apply", pending.len());
    for migration in &pending {
        println!("  {} {}", migration.version, migration.path.display());
    }
    if arguments.check {
        return Ok(());
    }
    apply(&mut connection)?;
    println!("schema version {}", self::version(&connection)?);
    Ok(())
}

/// Migrates the database file if it exists; says so only if there was something to apply.
pub fn existing(database: &Path) -> Result<()> {
    if !database.is_file() {
        return Ok(());
    }
    let mut connection = open(database)?;
    if !has_table(&connection, "products")? || pending(version(&connection)?)?.is_empty() {
        return Ok(());
    }
    apply(&mut connection)?;
    println!("{}: migrated to schema version {}", database.display(), version(&connection)?);
    Ok(())
}

fn open(database: &Path) -> Result<Connection> {
    let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    Connection::open_with_flags(database, flags).with_context(|| database.display().to_string())
}

/// The schema's version: the last recorded migration.
fn version(connection: &Connection) -> Result<i64> {
    ensure!(has_table(connection, "products")?, "no database of this bundle: it has no table products");
    if !has_table(connection, "schema_migrations")? {
        return Ok(UNRECORDED_VERSION);
    }
    let version: Option<i64> =
        connection.query_row("SELECT max(version) FROM schema_migrations", [], |row| row.get(0))?;
    Ok(version.unwrap_or(UNRECORDED_VERSION))
}

fn has_table(connection: &Connection, name: &str) -> Result<bool> {
    let found = "SELECT EXISTS (SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = ?1)";
    Ok(connection.query_row(found, [name], |row| row.get(0))?)
}

/// The migrations after `version`, in order.
fn pending(version: i64) -> Result<Vec<Migration>> {
    let mut migrations = Vec::new();
    for path in sql::migrations()? {
        let name = path.file_stem().unwrap_or_default().to_string_lossy().into_owned();
        let number = name.split('_').next().and_then(|digits| digits.parse().ok());
        let Some(number) = number else { bail!("{}: no number before the first _", path.display()) };
        migrations.push(Migration { version: number, path });
    }
    let newest = migrations.last().map_or(UNRECORDED_VERSION, |migration| migration.version);
    ensure!(version <= newest, "the database has schema version {version}; this version knows {newest}");
    migrations.retain(|migration| migration.version > version);
    Ok(migrations)
}

/// Applies the pending migrations and creates indexes, triggers and views anew.
fn apply(connection: &mut Connection) -> Result<()> {
    // A table that is made anew is dropped in between. Effective only outside of a transaction; checked at the end.
    connection.execute_batch("PRAGMA foreign_keys = OFF")?;
    let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
    let pending = pending(version(&transaction)?)?;
    drop_rules(&transaction)?;
    for file in pending.iter().map(|migration| &migration.path).chain(&sql::schema()?) {
        let text = std::fs::read_to_string(file).with_context(|| file.display().to_string())?;
        // The journal mode cannot change within a transaction, and the file keeps the one it has.
        if !text.contains("PRAGMA journal_mode") {
            transaction.execute_batch(&text).with_context(|| file.display().to_string())?;
        }
    }
    let broken: i64 =
        transaction.query_row("SELECT count(*) FROM pragma_foreign_key_check", [], |row| row.get(0))?;
    ensure!(broken == 0, "{broken} rows would refer to nothing; nothing was changed");
    transaction.commit()?;
    connection.execute_batch("PRAGMA foreign_keys = ON")?;
    Ok(())
}

/// Drops every trigger, view and index that a statement made.
/// Triggers first: a view takes its own with it.
fn drop_rules(transaction: &Transaction<'_>) -> Result<()> {
    let rules = "SELECT type, name FROM sqlite_master
        WHERE type IN ('trigger', 'view', 'index') AND sql IS NOT NULL ORDER BY type = 'trigger' DESC, type DESC";
    let mut statement = transaction.prepare(rules)?;
    let rules = statement.query_map([], |row| Ok((row.get::<_, String>(0)?, row.get::<_, String>(1)?)))?;
    for rule in rules.collect::<rusqlite::Result<Vec<_>>>()? {
        transaction.execute_batch(&format!("DROP {} \"{}\"", rule.0, rule.1))?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::workspace::root;
    use rusqlite::Batch;
    use rusqlite::fallible_iterator::FallibleIterator;

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
            let mut old = written_by_0_1_0(name);
            let before: i64 = old.query_row("SELECT count(*) FROM audit_log", [], |row| row.get(0)).unwrap();
            assert_eq!(version(&old).unwrap(), 1);
            apply(&mut old).unwrap();
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
            // Once more: nothing to apply, and the rules are made anew without a difference.
            assert_eq!(pending(version(&old).unwrap()).unwrap(), []);
            apply(&mut old).unwrap();
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
        let mut old = fresh();
        old.execute_batch(
            "DROP TRIGGER deposit_records_bd;
             CREATE TRIGGER deposit_records_bd BEFORE DELETE ON deposit_records BEGIN SELECT 1; END;",
        )
        .unwrap();
        apply(&mut old).unwrap();
        pretty(&shape(&old), &shape(&fresh()));
    }

    #[test]
    fn a_database_of_a_later_version_is_refused() {
        let mut later = fresh();
        later.execute("INSERT INTO schema_migrations VALUES (9999, 'later', 0)", []).unwrap();
        assert!(apply(&mut later).unwrap_err().to_string().contains("9999"));
    }

    #[test]
    fn a_fresh_database_has_no_migration_to_apply() {
        assert_eq!(pending(version(&fresh()).unwrap()).unwrap(), []);
    }
}
