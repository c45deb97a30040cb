//! Carrying out changes, each with its audit row, all in one statement (sql/500_admin.sql).

use crate::caller::Caller;
use crate::problem::{Flaw, Problem};
use crate::resource::Resource;
use feiqian_platform::{DatabaseError, Platform, Value as Cell};
use feiqian_signing::chain::{DESK, GENESIS, link};
use serde_json::{Value, json};

/// How often a command is repeated that met another audit row.
const TRIES: usize = 8;

/// The command: rows of a JSON array, in its order.
const APPLY: &str = "INSERT INTO admin_commands (id, created_at, operator, role, token_id, client_ip, trace_id, action,
       resource, key, old_body, new_body, told_old, told_new, prev_hash, hash, secrets)
     SELECT value ->> 0, value ->> 1, value ->> 2, value ->> 3, value ->> 4, value ->> 5, value ->> 6, value ->> 7,
            value ->> 8, value ->> 9, value ->> 10, value ->> 11, value ->> 12, value ->> 13, value ->> 14, value ->> 15,
            value ->> 16
       FROM json_each(?1) ORDER BY key";

const HEAD: &str = "SELECT id, hash FROM admin_audit ORDER BY id DESC LIMIT 1";

/// One thing that changes.
#[derive(Debug, Clone)]
pub struct Change {
    pub action: &'static str,
    pub resource: &'static str,
    pub key: String,
    pub old_body: Option<String>,
    pub new_body: Option<String>,
    /// What the audit keeps of the two.
    told_old: Option<String>,
    told_new: Option<String>,
    /// What the trigger needs and no table keeps.
    pub secrets: Value,
}

impl Change {
    /// A change of a resource from one body to another.
    pub fn of(
        action: &'static str,
        resource: &Resource,
        key: &str,
        old: Option<&str>,
        new: Option<&str>,
    ) -> Self {
        Self::named(action, resource.name, key, old, new)
    }

    /// The same by the resource's name.
    pub fn named(
        action: &'static str,
        resource: &'static str,
        key: &str,
        old: Option<&str>,
        new: Option<&str>,
    ) -> Self {
        let (old_body, new_body) = (old.map(str::to_owned), new.map(str::to_owned));
        Change {
            action,
            resource,
            key: key.to_owned(),
            told_old: old_body.clone(),
            told_new: new_body.clone(),
            old_body,
            new_body,
            secrets: json!({}),
        }
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

/// Carries out changes, all or none.
///
/// # Errors
/// What a trigger refuses, by its word.
pub async fn apply(platform: &Platform, caller: &Caller, changes: &[Change]) -> Result<(), Problem> {
    for _ in 0..TRIES {
        let (id, hash) = match platform.query(HEAD, &[]).await?.first_mut() {
            Some(row) => (row.take::<i64>(0)?, row.take::<String>(1)?),
            None => (0, GENESIS.to_owned()),
        };
        let rows = rows(caller, changes, platform.now_ms(), id, hash);
        match platform.command(APPLY, &[Cell::from(rows)]).await {
            Ok(_) => return Ok(()),
            Err(error) if error.raised(&["chain_moved"]).is_some() => {}
            Err(error) => return Err(refused(error)),
        }
    }
    Err(Problem::Busy)
}

/// The rows of [`APPLY`], chained behind a head.
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
        rows.push(json!([
            id,
            now_ms,
            caller.operator,
            caller.role,
            caller.token_id,
            caller.client_ip,
            caller.trace_id,
            change.action,
            change.resource,
            change.key,
            change.old_body,
            change.new_body,
            change.told_old,
            change.told_new,
            head,
            hash,
            change.secrets.to_string(),
        ]));
        head = hash;
    }
    Value::from(rows).to_string()
}

/// What a trigger's word means.
fn refused(error: DatabaseError) -> Problem {
    const WORDS: [&str; 8] = [
        "changed_meanwhile",
        "code_used",
        "already_bootstrapped",
        "last_owner",
        "account_taken",
        "product_exists",
        "merchant_exists",
        "bank_exists",
    ];
    let missing = |member: &str, detail: &'static str| {
        Problem::Invalid(vec![Flaw::new(format!("/{member}"), "exists", detail)])
    };
    match error.raised(&WORDS) {
        Some("changed_meanwhile") => {
            Problem::Conflict("changed_meanwhile", "It has been changed meanwhile; read it and try again.")
        }
        Some("code_used") => Problem::SignInRefused,
        Some("already_bootstrapped") => Problem::NotFound,
        Some("last_owner") => Problem::Conflict("last_owner", "There must be an active owner."),
        Some("account_taken") => {
            Problem::Conflict("account_taken", "The merchant has an account of that name already.")
        }
        Some("product_exists") => missing("product_id", "There is no such product."),
        Some("merchant_exists") => missing("merchant", "The product has no such merchant."),
        Some("bank_exists") => missing("bank_code", "There is no such bank for deposits."),
        _ => error.into(),
    }
}
