//! `cargo xtask audit`: every invariant of `sql/invariants/` against a database, plus SQLite's own checks and the
//! audit chain.

use crate::{chain, operator, sql, up};
use anyhow::{Context, Result, ensure};
use rusqlite::fallible_iterator::FallibleIterator;
use rusqlite::types::ValueRef;
use rusqlite::{Batch, Connection, OpenFlags};
use std::path::{Path, PathBuf};

#[derive(clap::Args)]
pub struct Arguments {
    /// The database; by default that of `cargo xtask up`.
    #[arg(long, value_name = "FILE")]
    database: Option<PathBuf>,
    /// A head that an earlier audit printed and that was kept elsewhere: `M001:12:<hash>`, or `@desk:12:<hash>` of the
    /// operators' desk. The chain must still hold it.
    #[arg(long, value_name = "MERCHANT:LINKS:HASH")]
    anchor: Vec<chain::Anchor>,
}

/// How the chain of the operators' desk is named beside those of merchants.
const DESK: &str = "@desk";

/// How many offending rows are shown of a broken invariant.
const SHOWN_ROWS: usize = 10;

/// `cargo xtask audit`
pub fn run(arguments: &Arguments) -> Result<()> {
    let database = arguments.database.clone().unwrap_or_else(|| up::state_dir().join("sqlite_db.db"));
    let broken = audit(&database, &arguments.anchor)?;
    ensure!(broken == 0, "{broken} are broken");
    Ok(())
}

/// Runs everything, prints a line each, and counts the broken ones.
fn audit(database: &Path, anchors: &[chain::Anchor]) -> Result<usize> {
    let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let connection = Connection::open_with_flags(database, flags)
        .with_context(|| format!("{} (is there a bundle with data?)", database.display()))?;
    let mut checks = vec![
        ("foreign keys".to_owned(), "SELECT * FROM pragma_foreign_key_check".to_owned()),
        (
            "integrity".to_owned(),
            "SELECT * FROM pragma_integrity_check WHERE integrity_check <> 'ok'".to_owned(),
        ),
    ];
    for file in sql::invariants()? {
        let text = std::fs::read_to_string(&file).with_context(|| file.display().to_string())?;
        checks.extend(queries(&connection, &text).with_context(|| file.display().to_string())?);
    }
    let mut broken = 0;
    for (name, query) in &checks {
        let rows = rows(&connection, query).with_context(|| name.clone())?;
        if rows.is_empty() {
            println!("ok      {name}");
        } else {
            broken += 1;
            println!("BROKEN  {name}: {} rows", rows.len());
            rows.iter().take(SHOWN_ROWS).for_each(|row| println!("        {row}"));
        }
    }
    println!("{} invariants hold, {broken} broken", checks.len() - broken);
    let (of_desk, of_merchants): (Vec<_>, Vec<_>) =
        anchors.iter().cloned().partition(|anchor| anchor.merchant == DESK);
    let chains = chain::verify(&connection, &of_merchants).context("the audit chain")?;
    let desk = chain::verify_desk(&connection, of_desk.first()).context("the desk's audit chain")?;
    for head in &chains.heads {
        println!("chain   {}:{}:{}", head.merchant, head.links, head.hash);
    }
    for finding in &chains.findings {
        println!("BROKEN  audit chain: {finding}");
    }
    println!("{} audit rows wait for the next call of the dispatcher", chains.waiting);
    println!("chain   {DESK}:{}:{}", desk.links, desk.hash);
    for finding in &desk.findings {
        println!("BROKEN  audit of the desk: {finding}");
    }
    Ok(broken + chains.findings.len() + desk.findings.len())
}

/// The queries of a file, each named by the comment line before it.
fn queries(connection: &Connection, text: &str) -> Result<Vec<(String, String)>> {
    let mut queries = Vec::new();
    let mut batch = Batch::new(connection, text);
    while let Some(statement) = batch.next()? {
        let sql = statement.expanded_sql().context("a statement without text")?;
        let name = sql.lines().filter_map(|line| line.trim().strip_prefix("--")).next_back();
        queries.push((name.context("a query without a comment that names it")?.trim().to_owned(), sql));
    }
    Ok(queries)
}

fn rows(connection: &Connection, query: &str) -> rusqlite::Result<Vec<String>> {
    let mut statement = connection.prepare(query)?;
    let columns = statement.column_count();
    let rows = statement.query_map([], |row| {
        let cells = (0..columns).map(|column| row.get_ref(column).map(shown));
        Ok(cells.collect::<rusqlite::Result<Vec<_>>>()?.join(", "))
    })?;
    rows.collect()
}

/// A value as SQL would write it, with control characters escaped so that each row stays one line.
fn shown(value: ValueRef<'_>) -> String {
    match value {
        ValueRef::Null => "NULL".to_owned(),
        ValueRef::Integer(number) => number.to_string(),
        ValueRef::Real(number) => number.to_string(),
        ValueRef::Text(text) => quoted(&String::from_utf8_lossy(text)),
        ValueRef::Blob(bytes) => {
            let digits = operator::hex(bytes);
            format!("x'{digits}'")
        }
    }
}

fn quoted(text: &str) -> String {
    let mut quoted = String::from("'");
    for char in text.chars() {
        match char {
            '\'' => quoted.push_str("''"),
            char if char.is_control() => quoted.extend(char.escape_default()),
            char => quoted.push(char),
        }
    }
    quoted + "'"
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_cells_of_an_offending_row_are_shown_as_sql_writes_them() {
        let connection = Connection::open_in_memory().unwrap();
        let query = "SELECT NULL, -7, 1.5, '张三 O''Neil' || char(10), x'00ff', ''";
        assert_eq!(rows(&connection, query).unwrap(), [r"NULL, -7, 1.5, '张三 O''Neil\n', x'00ff', ''"]);
    }

    /// Counts by state of what `sql/living` makes.
    const LIVING: &str = "
        SELECT 'deposits', group_concat(status || ' ' || n, ', ') FROM (
          SELECT status, count(*) AS n FROM deposit_records WHERE product_id = 11 GROUP BY 1 ORDER BY 1)
        UNION ALL SELECT 'withdrawals', group_concat(status || ' ' || n, ', ') FROM (
          SELECT status, count(*) AS n FROM withdraw_records WHERE product_id = 11 GROUP BY 1 ORDER BY 1)
        UNION ALL SELECT 'applications', group_concat(cash_status || ' ' || n, ', ') FROM (
          SELECT cash_status, count(*) AS n FROM user_wallet_cash WHERE user_id > 1000 GROUP BY 1 ORDER BY 1)
        UNION ALL SELECT 'payouts', group_concat(status || ' ' || n, ', ') FROM (
          SELECT status, count(*) AS n FROM payee_payout WHERE merchant_no = '900011' GROUP BY 1 ORDER BY 1)
        UNION ALL SELECT 'notices', group_concat(state || ' ' || n, ', ') FROM (
          SELECT state, count(*) AS n FROM outbox GROUP BY 1 ORDER BY 1)
        UNION ALL SELECT 'jobs', group_concat(kind || ' ' || last_outcome || ' ' || n, ', ') FROM (
          SELECT kind, last_outcome, count(*) AS n FROM payout_jobs WHERE state = 'open' AND attempts > 0 GROUP BY 1, 2 ORDER BY 1, 2)
        UNION ALL SELECT 'refused', group_concat(reason || ' ' || n, ', ') FROM (
          SELECT reason, count(*) AS n FROM refused_payments WHERE resolved_at IS NULL GROUP BY 1 ORDER BY 1)
        UNION ALL SELECT 'top-ups', group_concat(status || ' ' || n, ', ') FROM (
          SELECT status, count(*) AS n FROM admin_top_ups GROUP BY 1 ORDER BY 1)
        UNION ALL SELECT 'payees', group_concat(status || ' ' || n, ', ') FROM (
          SELECT status, count(*) AS n FROM payee WHERE merchant_no = '900011' GROUP BY 1 ORDER BY 1)";

    #[test]
    fn the_living_system_has_every_state_holds_every_invariant_and_is_written_once() {
        let connection = Connection::open_in_memory().unwrap();
        let run = |files: Vec<PathBuf>| {
            for file in files {
                let text = std::fs::read_to_string(&file).unwrap();
                connection.execute_batch(&text).unwrap_or_else(|error| panic!("{}: {error}", file.display()));
            }
        };
        run([sql::schema().unwrap(), sql::demo().unwrap()].concat());
        run(sql::living().unwrap());
        let living = [
            "'deposits', '-3 18, -1 32, 0 20, 2 170, 4 17'",
            "'withdrawals', '-1 22, 0 5, 1 5, 2 48'",
            "'applications', '1 6, 2 2, 3 13, 4 2, 5 34, 6 3'",
            "'payouts', 'blocked 5, failed 5, onhold 1, pending 8, refunded 1, returned 5, reversed 2, success 32, unclaimed 1'",
            "'notices', 'dead 9, done 323, queued 3, skipped 50'",
            "'jobs', 'payee conflict 2, payee processing 2, payee unknown 1, wallet conflict 1, wallet unknown 1'",
            "'refused', 'amount 2, closed_order 3, unknown_order 1'",
            "'top-ups', 'asked 2, refused 1'",
            "'payees', 'Activated 6, Pending 3'",
        ];
        assert_eq!(rows(&connection, LIVING).unwrap(), living);
        assert_eq!(
            rows(&connection, "SELECT payout_enabled, operator_id FROM wallet_settings").unwrap(),
            ["0, 0"]
        );
        let written = || {
            let tables =
                ["audit_log", "outbox_attempts", "payee_posting", "user_wallet_logs", "wallet_settings_logs"];
            tables.map(|table| rows(&connection, &format!("SELECT count(*) FROM {table}")).unwrap())
        };
        let once = written();
        run([sql::schema().unwrap(), sql::demo().unwrap(), sql::living().unwrap()].concat());
        assert_eq!(written(), once);
        assert_eq!(rows(&connection, LIVING).unwrap(), living);
        for file in sql::invariants().unwrap() {
            for (name, query) in queries(&connection, &std::fs::read_to_string(file).unwrap()).unwrap() {
                assert_eq!(rows(&connection, &query).unwrap(), Vec::<String>::new(), "{name}");
            }
        }
        let times = "SELECT count(*) FROM deposit_records WHERE product_id = 11
                        AND created_at NOT BETWEEN unixepoch() * 1000 - 900000000 AND unixepoch() * 1000";
        assert_eq!(rows(&connection, times).unwrap(), ["0"]);
    }

    #[test]
    fn every_invariant_can_be_run_and_a_broken_one_is_found() {
        let connection = Connection::open_in_memory().unwrap();
        for file in sql::schema().unwrap().into_iter().chain(sql::demo().unwrap()) {
            connection.execute_batch(&std::fs::read_to_string(file).unwrap()).unwrap();
        }
        let mut names = Vec::new();
        for file in sql::invariants().unwrap() {
            for (name, query) in queries(&connection, &std::fs::read_to_string(file).unwrap()).unwrap() {
                assert_eq!(rows(&connection, &query).unwrap(), Vec::<String>::new(), "{name}");
                names.push(name);
            }
        }
        assert!(!names.is_empty());

        connection.execute_batch("PRAGMA foreign_keys = OFF").unwrap();
        connection
            .execute("UPDATE cities SET province_id = '440000000000' WHERE city_id = '110100000000'", [])
            .unwrap();
        let files = sql::invariants().unwrap();
        let file = files.iter().find(|file| file.ends_with("100_cashier.sql")).unwrap();
        let broken = queries(&connection, &std::fs::read_to_string(file).unwrap()).unwrap();
        assert_eq!(
            broken.iter().filter(|(_, query)| !rows(&connection, query).unwrap().is_empty()).count(),
            1
        );
    }
}
