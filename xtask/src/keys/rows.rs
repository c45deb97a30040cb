//! Changing many rows in bounded steps beside a bundle that serves.
//!
//! A step is one statement over at most [`BATCH`] rows, and changes a row only if it is still as it was read: it is atomic,
//! short, and overwrites nothing that was written meanwhile. Whoever is interrupted starts again and finds the rest.

use anyhow::Result;
use rusqlite::Connection;
use serde_json::Value as Json;

/// How many rows a step changes.
pub(super) const BATCH: usize = 200;

/// How often rows are gone over before a bundle that goes on writing them as they were is taken for mistaken.
pub(super) const PASSES: usize = 8;

/// How many failures are shown of a report.
pub(super) const SHOWN: usize = 10;

/// What became of the rows of a column.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Report {
    pub(super) what: &'static str,
    pub(super) changed: usize,
    /// Needed no change.
    pub(super) fine: usize,
    /// A row was written meanwhile, so that it was left alone.
    is_behind: bool,
    /// Rows that could not be changed, and why; never a value of theirs.
    pub(super) failures: Vec<String>,
}

/// What a look at a row says.
pub(super) enum Wanted {
    Nothing,
    /// The change, as an array whose item 0 is the row.
    Change(Json),
    Failed(String),
}

/// Goes over rows by `select`, whose `?1` is the row to begin behind and `?2` how many, and whose column 0 is the row's key,
/// an integer or a text; changes those that `look` wants changed by `statements`, each of which takes the changes as a JSON
/// array in `?1`. Goes over them again until there is nothing to change, `passes` times at the most.
pub(super) fn change(
    connection: &Connection,
    what: &'static str,
    select: &str,
    statements: &[&str],
    passes: usize,
    look: &mut dyn FnMut(&rusqlite::Row<'_>) -> Result<Wanted>,
) -> Result<Report> {
    let mut changed = 0;
    for _ in 0..passes {
        let mut report = pass(connection, what, select, statements, look)?;
        if report.changed == 0 && !report.is_behind {
            report.changed = changed;
            report.fine = report.fine.saturating_sub(changed);
            return Ok(report);
        }
        changed += report.changed;
    }
    let failures = vec!["rows are still written as they were: has the bundle the new key first?".to_owned()];
    Ok(Report { what, changed, failures, ..Report::default() })
}

fn pass(
    connection: &Connection,
    what: &'static str,
    select: &str,
    statements: &[&str],
    look: &mut dyn FnMut(&rusqlite::Row<'_>) -> Result<Wanted>,
) -> Result<Report> {
    let mut report = Report { what, ..Report::default() };
    let mut behind = rusqlite::types::Value::Null;
    let mut read = connection.prepare(select)?;
    loop {
        let mut changes = Vec::new();
        let mut count = 0;
        {
            let mut rows = read.query(rusqlite::params![behind, BATCH])?;
            let mut last = None;
            while let Some(row) = rows.next()? {
                count += 1;
                last = Some(row.get(0)?);
                match look(row)? {
                    Wanted::Nothing => report.fine += 1,
                    Wanted::Change(change) => changes.push(change),
                    Wanted::Failed(why) => {
                        let row: rusqlite::types::Value = row.get(0)?;
                        report.failures.push(format!("{}: {why}", shown(&row)));
                    }
                }
            }
            behind = last.unwrap_or(behind);
        }
        if !changes.is_empty() {
            let failures = report.failures.len();
            let changed = apply(connection, statements, &changes, &mut report.failures)?;
            report.is_behind |= changed + report.failures.len() - failures < changes.len();
            report.changed += changed;
        }
        if count < BATCH {
            return Ok(report);
        }
    }
}

/// Changes the rows together; if one of them is refused, each alone. How many were changed by the last statement.
fn apply(
    connection: &Connection,
    statements: &[&str],
    changes: &[Json],
    failures: &mut Vec<String>,
) -> Result<usize> {
    let run = |changes: &[Json]| -> rusqlite::Result<usize> {
        let list = Json::from(changes).to_string();
        let mut changed = 0;
        for statement in statements {
            #[cfg(test)]
            dying::step()?;
            changed = connection.execute(statement, [&list])?;
        }
        Ok(changed)
    };
    match run(changes) {
        Err(error) if error.sqlite_error_code() == Some(rusqlite::ErrorCode::ConstraintViolation) => {}
        outcome => return Ok(outcome?),
    }
    let mut changed = 0;
    for change in changes {
        match run(std::slice::from_ref(change)) {
            Ok(count) => changed += count,
            Err(error) if error.sqlite_error_code() == Some(rusqlite::ErrorCode::ConstraintViolation) => {
                failures.push(format!("{}: {error}", change[0]));
            }
            Err(error) => return Err(error.into()),
        }
    }
    Ok(changed)
}

fn shown(value: &rusqlite::types::Value) -> String {
    match value {
        rusqlite::types::Value::Integer(id) => id.to_string(),
        rusqlite::types::Value::Text(text) => text.clone(),
        _ => "?".into(),
    }
}

/// Lets the next steps but so many fail, as if the process were killed before the last of them.
#[cfg(test)]
pub(super) mod dying {
    use std::cell::Cell;

    thread_local! {
        static LEFT: Cell<Option<usize>> = const { Cell::new(None) };
    }

    pub(in super::super) fn after(steps: Option<usize>) {
        LEFT.set(steps);
    }

    pub(super) fn step() -> rusqlite::Result<()> {
        match LEFT.get() {
            Some(0) => Err(rusqlite::Error::InvalidQuery),
            left => {
                LEFT.set(left.map(|left| left - 1));
                Ok(())
            }
        }
    }
}
