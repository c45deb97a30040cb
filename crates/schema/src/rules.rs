//! Indexes, triggers and views. They are not migrated but made anew, so that a mended rule reaches every database.

use crate::session::{Fault, Rows, Session};
use crate::{FILES, Kind};
use sha2::{Digest, Sha256};

/// What the database has.
#[derive(Debug)]
pub struct Rules(Vec<Rule>);

#[derive(Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Rule {
    kind: String,
    name: String,
    sql: String,
}

/// Reads the rules: all views, and the indexes and triggers of this bundle's tables and views. What hangs on other tables
/// is not the schema's.
pub async fn read<S: Session>(session: &mut S) -> Result<Rules, Fault> {
    const ALL: &str = "SELECT type, name, tbl_name, sql FROM sqlite_master
        WHERE type IN ('trigger', 'view', 'index') AND sql IS NOT NULL";
    Ok(Rules(ours(session.run(ALL).await?)))
}

fn ours(rows: Rows) -> Vec<Rule> {
    let rules = rows.into_iter().filter_map(|row| {
        let [kind, name, table, sql] =
            <[Option<String>; 4]>::try_from(row).ok()?.map(Option::unwrap_or_default);
        (kind == "view" || is_ours(&table)).then_some(Rule { kind, name, sql })
    });
    let mut rules: Vec<Rule> = rules.collect();
    rules.sort();
    rules
}

fn is_ours(table: &str) -> bool {
    let mut statements = FILES.iter().flat_map(|file| &file.statements);
    statements.any(|statement| {
        matches!(statement.kind, Kind::Table | Kind::View) && statement.name.eq_ignore_ascii_case(table)
    })
}

impl Rules {
    /// A hash of all of them, as the database has them: a server may have written them otherwise than they were sent.
    pub fn digest(&self) -> String {
        let mut hash = Sha256::new();
        for Rule { kind, name, sql } in &self.0 {
            for text in [kind, name, sql] {
                hash.update(text);
                hash.update([0]);
            }
        }
        hash.finalize().iter().map(|byte| format!("{byte:02x}")).collect()
    }

    /// Drops them. Triggers first: a view takes its own with it.
    pub async fn drop_all<S: Session>(&self, session: &mut S) -> Result<(), Fault> {
        for wanted in ["trigger", "view", "index"] {
            for Rule { kind, name, .. } in self.0.iter().filter(|rule| rule.kind == wanted) {
                session.run(&format!("DROP {kind} \"{}\"", name.replace('"', "\"\""))).await?;
            }
        }
        Ok(())
    }
}
