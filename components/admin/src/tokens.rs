//! Bearer tokens for machines: shown once, stored as a hash, with scopes and an end.

use crate::call::{Known, Reply, unknown};
use crate::caller::TOKEN_PREFIX;
use crate::command::{Change, apply};
use crate::issue::random_text;
use crate::problem::{Flaw, Problem};
use crate::provision::{self, item, read};
use crate::resource::{Issue, Resource};
use crate::role::Scope;
use crate::time;
use feiqian_operator::at;
use feiqian_signing::digest;
use serde_json::Value;

/// Its bodies, as every reader and the comparison of a command see them.
const VIEW: &str = concat!(
    "SELECT id AS key, NULL AS parent, NULL AS id,
     json_object('id', id, 'label', label, 'scopes', json(scopes),
     'expires_at', ",
    at!("expires_at"),
    ", 'status', CASE status WHEN 1 THEN 'active' ELSE 'revoked' END) AS body,
     json_object('operator', operator, 'created_at', ",
    at!("created_at"),
    ") AS info, NULL AS secret
     FROM admin_tokens",
);

/// For reads alone; a token is made and revoked by its own routes.
static TOKENS: Resource = Resource {
    name: "token",
    section: "",
    view: VIEW,
    fields: &[],
    issue: Issue::Nothing,
    is_made: false,
    range: None,
    write: Scope::TokensWrite,
};

/// Days that a token lives unless it is told otherwise, and at the most.
const DAYS: i64 = 90;
const MOST_DAYS: i64 = 400;
const DAY_MS: i64 = 86_400_000;

/// `GET /tokens`
pub async fn list(known: &Known<'_>) -> Result<Reply, Problem> {
    provision::list(known, &TOKENS).await
}

/// `POST /tokens`
pub async fn create(known: &Known<'_>) -> Result<Reply, Problem> {
    let platform = known.call.platform;
    let (label, scopes, days) = wanted(known)?;
    let id = hex::encode(platform.random::<8>());
    let token = [TOKEN_PREFIX, &random_text(platform)].concat();
    let expires_at = (platform.now_ms() + days * DAY_MS).div_euclid(1_000) * 1_000;
    let body = body(&id, &label, &scopes, &time::text(expires_at), "active");
    let mut change = Change::of("create", &TOKENS, &id, None, Some(&body));
    let names: Vec<_> = scopes.iter().map(|scope| Value::from(scope.name())).collect();
    change.cells =
        vec![id.as_str().into(), label.into(), Value::from(names).to_string().into(), expires_at.into()];
    change.secrets = vec![digest::sha256_hex(token.as_bytes()).into()];
    apply(platform, &known.caller, &[change]).await?;
    let stored = read(platform, &TOKENS, &id).await?.ok_or(Problem::NotFound)?;
    Ok(item(&stored, 201, &[("token", &token)]))
}

/// `DELETE /tokens/{id}`: the token lets nobody in any more; its row stays.
pub async fn revoke(known: &Known<'_>) -> Result<Reply, Problem> {
    let platform = known.call.platform;
    let id = known.call.path.first().map(|(_, id)| id.as_str()).unwrap_or_default();
    let found = read(platform, &TOKENS, id).await?.ok_or(Problem::NotFound)?;
    let revoked = found.body.replace(r#""status":"active"}"#, r#""status":"revoked"}"#);
    if revoked != found.body {
        let change = Change::of("revoke", &TOKENS, id, Some(&found.body), Some(&revoked));
        apply(platform, &known.caller, &[change]).await?;
    }
    Ok(Reply { status: 204, ..Reply::default() })
}

/// As the view writes it.
fn body(id: &str, label: &str, scopes: &[Scope], expires_at: &str, status: &str) -> String {
    let scopes: Vec<_> = scopes.iter().map(|scope| Value::from(scope.name())).collect();
    let (label, scopes) = (Value::from(label), Value::from(scopes));
    format!(
        r#"{{"id":"{id}","label":{label},"scopes":{scopes},"expires_at":"{expires_at}","status":"{status}"}}"#
    )
}

/// The body: `label`, `scopes`, `expires_in_days`.
fn wanted(known: &Known<'_>) -> Result<(String, Vec<Scope>, i64), Problem> {
    let members = known.call.members()?;
    let mut flaws: Vec<Flaw> = Vec::new();
    let names = ["label", "scopes", "expires_in_days"];
    flaws.extend(members.keys().filter(|name| !names.contains(&name.as_str())).map(|name| unknown(name)));
    let label = match members.get("label") {
        Some(Value::String(label))
            if !label.trim().is_empty()
                && label.chars().count() <= 100
                && !label.chars().any(char::is_control) =>
        {
            label.clone()
        }
        _ => {
            flaws.push(Flaw::new("/label", "string", "1 to 100 characters, not blank."));
            String::new()
        }
    };
    let mut scopes = Vec::new();
    let given = members.get("scopes").and_then(Value::as_array).filter(|given| !given.is_empty());
    match given {
        None => flaws.push(Flaw::new("/scopes", "required", "An array of at least one scope.")),
        Some(given) => {
            for (at, name) in given.iter().enumerate() {
                let scope = name.as_str().and_then(Scope::parse);
                match scope.filter(|scope| Scope::OF_TOKENS.contains(scope) && known.caller.may(*scope)) {
                    Some(scope) if !scopes.contains(&scope) => scopes.push(scope),
                    _ => {
                        let names: Vec<_> = Scope::OF_TOKENS.iter().map(|scope| scope.name()).collect();
                        let detail = format!("One of {}, each once.", names.join(", "));
                        flaws.push(Flaw::new(format!("/scopes/{at}"), "in", detail));
                    }
                }
            }
        }
    }
    let days = match members.get("expires_in_days") {
        None => DAYS,
        Some(days) => match days.as_i64().filter(|days| (1..=MOST_DAYS).contains(days)) {
            Some(days) => days,
            None => {
                flaws.push(Flaw::new("/expires_in_days", "integer", format!("1 to {MOST_DAYS}.")));
                DAYS
            }
        },
    };
    if flaws.is_empty() { Ok((label, scopes, days)) } else { Err(Problem::Invalid(flaws)) }
}
