//! Carrying out changes, each with its audit row, all in one statement (sql/500_admin.sql).

use crate::caller::Caller;
use crate::problem::Problem;
use feiqian_platform::{DatabaseError, Platform, Value as Cell};
use feiqian_signing::chain::{DESK, GENESIS, link};
use serde_json::Value;

/// How often a command is repeated that met another audit row.
const TRIES: usize = 8;

/// The most cells that a command has, and the most secrets.
const CELLS: usize = 18;
const SECRETS: usize = 2;

/// Where in a row of the JSON array the cells begin: behind the columns of the audit row, whether the body is not to be
/// compared, the body, and the secrets.
const FIRST_CELL: usize = 18;

const HEAD: &str = "SELECT id, hash FROM admin_audit ORDER BY id DESC LIMIT 1";

/// A kind of thing that changes: its name as the audit and the triggers have it, and the view of its bodies, empty if it has
/// none.
#[derive(Debug, Clone, Copy)]
pub struct Subject {
    pub name: &'static str,
    pub view: &'static str,
}

/// One thing that changes.
#[derive(Debug, Clone)]
pub struct Change {
    action: &'static str,
    resource: &'static str,
    /// The bodies of the resource; empty if it has none.
    view: &'static str,
    key: String,
    /// The body that must still be there.
    seen: Option<String>,
    /// Set: it is not compared, because there is none or it comes with the same command.
    pub is_unseen: bool,
    /// What the audit keeps of the bodies.
    told_old: Option<String>,
    told_new: Option<String>,
    /// What the trigger writes.
    pub cells: Vec<Value>,
    /// What the trigger writes and the audit must not know.
    pub secrets: Vec<Value>,
}

impl Change {
    /// A change from one body to another.
    pub fn of(
        action: &'static str,
        subject: impl Into<Subject>,
        key: &str,
        old: Option<&str>,
        new: Option<&str>,
    ) -> Self {
        let (old, new) = (old.map(str::to_owned), new.map(str::to_owned));
        let subject = subject.into();
        Change {
            action,
            resource: subject.name,
            view: subject.view,
            key: key.to_owned(),
            seen: old.clone(),
            is_unseen: false,
            told_old: old,
            told_new: new,
            cells: Vec::new(),
            secrets: Vec::new(),
        }
    }

    /// The beginning or end of an operator's session.
    pub fn of_session(action: &'static str, operator: &str, cells: Vec<Value>) -> Self {
        Change {
            action,
            resource: "session",
            view: "",
            key: operator.to_owned(),
            seen: None,
            is_unseen: true,
            told_old: None,
            told_new: None,
            cells,
            secrets: Vec::new(),
        }
    }

    /// Lets the audit keep something else than the new body: what was decided.
    pub fn told(&mut self, new: &str) {
        self.told_new = Some(new.to_owned());
    }

    /// Lets the audit know which secrets change, and nothing of them.
    pub fn tell(&mut self, secrets: &[&str]) {
        let Some(told) = self.told_new.as_mut().filter(|told| told.ends_with('}')) else { return };
        told.pop();
        for name in secrets {
            let comma = if told.len() > 1 { "," } else { "" };
            told.extend([comma, "\"", name, "\":\"…changed\""]);
        }
        told.push('}');
    }
}

/// What the audit's trigger raises if another command was faster.
pub const MOVED: &str = "chain_moved";

/// Carries out changes, all or none. `refused` says what a word of the triggers means.
///
/// # Errors
/// What a trigger refuses, by its word; [`Problem::Busy`] if others were always faster.
pub async fn apply(
    platform: &Platform,
    caller: &Caller,
    changes: &[Change],
    refused: fn(DatabaseError) -> Problem,
) -> Result<(), Problem> {
    let (is_one, only) = match changes {
        [only] if !only.view.is_empty() => (true, only.key.clone()),
        _ => (false, String::new()),
    };
    let statement = statement(changes, is_one);
    for _ in 0..TRIES {
        let (id, hash) = match platform.query(HEAD, &[]).await?.first_mut() {
            Some(row) => (row.take::<i64>()?, row.take::<String>()?),
            None => (0, GENESIS.to_owned()),
        };
        let rows = rows(caller, changes, platform.now_ms(), id, hash);
        let named = [Cell::from(rows), Cell::from(only.as_str())];
        match platform.command(&statement, &named[..if is_one { 2 } else { 1 }]).await {
            Ok(_) => return Ok(()),
            Err(error) if error.raised(&[MOVED]).is_some() => {}
            Err(error) => return Err(refused(error)),
        }
    }
    Err(Problem::Busy)
}

/// The command: rows `?1` of a JSON array, in its order, each beside the body that is there. Of one change only that body is
/// made, by its key `?2`.
fn statement(changes: &[Change], is_one: bool) -> String {
    let mut views: Vec<(&str, &str)> = Vec::new();
    for change in changes.iter().filter(|change| !change.view.is_empty()) {
        if !views.contains(&(change.resource, change.view)) {
            views.push((change.resource, change.view));
        }
    }
    let only = if is_one { " WHERE key = ?2" } else { "" };
    let bodies = views
        .iter()
        .map(|(name, view)| format!("SELECT '{name}' AS resource, key, body FROM ({view}){only}"));
    let bodies = bodies.collect::<Vec<_>>().join(" UNION ALL ");
    let bodies =
        if bodies.is_empty() { "SELECT NULL AS resource, NULL AS key, NULL AS body" } else { &bodies };
    let (mut columns, mut values) = (String::new(), String::new());
    for at in 0..SECRETS {
        columns.push_str(&format!(", s{at}"));
        values.push_str(&format!(", j.value ->> {}", FIRST_CELL - SECRETS + at));
    }
    for at in 0..CELLS {
        columns.push_str(&format!(", c{at}"));
        values.push_str(&format!(", j.value ->> {}", FIRST_CELL + at));
    }
    format!(
        "INSERT INTO admin_commands (id, created_at, operator, role, token_id, client_ip, trace_id, action, resource, key,
                old_body, new_body, prev_hash, hash, is_seen{columns})
         SELECT j.value ->> 0, j.value ->> 1, j.value ->> 2, j.value ->> 3, j.value ->> 4, j.value ->> 5, j.value ->> 6,
                j.value ->> 7, j.value ->> 8, j.value ->> 9, j.value ->> 10, j.value ->> 11, j.value ->> 12, j.value ->> 13,
                CASE WHEN j.value ->> 14 THEN 1 ELSE v.body IS (j.value ->> 15) END{values}
           FROM json_each(?1) j LEFT JOIN ({bodies}) v ON v.resource = j.value ->> 8 AND v.key = j.value ->> 9
          ORDER BY j.key"
    )
}

/// The rows of the command, chained behind a head.
fn rows(caller: &Caller, changes: &[Change], now_ms: i64, mut id: i64, mut head: String) -> String {
    let now = now_ms.to_string();
    let mut rows = Vec::with_capacity(changes.len());
    for change in changes {
        id += 1;
        let number = id.to_string();
        let text = DESK.text_of(&[
            Some(&number),
            Some(&now),
            Some(&caller.operator),
            Some(caller.role),
            Some(&caller.token_id),
            Some(&caller.client_ip),
            Some(&caller.trace_id),
            Some(change.action),
            Some(change.resource),
            Some(&change.key),
            change.told_old.as_deref(),
            change.told_new.as_deref(),
        ]);
        let hash = link(&head, &text);
        let mut row = vec![id.into(), now_ms.into()];
        row.extend(
            [
                &caller.operator,
                caller.role,
                &caller.token_id,
                &caller.client_ip,
                &caller.trace_id,
                change.action,
                change.resource,
                &change.key,
            ]
            .map(Value::from),
        );
        row.extend([&change.told_old, &change.told_new].map(|told| Value::from(told.as_deref())));
        row.extend([Value::from(head.as_str()), Value::from(hash.as_str())]);
        row.extend([Value::from(change.is_unseen), Value::from(change.seen.as_deref())]);
        let secret = |at| change.secrets.get(at).cloned().unwrap_or_default();
        row.extend((0..SECRETS).map(secret));
        row.extend(change.cells.iter().cloned());
        rows.push(Value::from(row));
        head = hash;
    }
    Value::from(rows).to_string()
}
