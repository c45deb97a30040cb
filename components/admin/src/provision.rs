//! Reading and writing what operators provision: the same for every resource, by its description.

use crate::body::{cells, compose};
use crate::call::{Known, Members, Reply, with_member};
use crate::command::{Change, apply};
use crate::etag::{self, etag};
use crate::issue::{Issued, given_password, issue};
use crate::key_rotation::{self, Owner};
use crate::problem::{Flaw, Problem};
use crate::referenced_keys;
use crate::resource::{Field, Issue, Kind, Resource};
use crate::settings::Settings;
use feiqian_cashier::RECEIPT_ACCOUNT_DELAY_SECONDS;
use feiqian_platform::{Platform, Row, variables};
use serde_json::Value;

/// How often a write is looked at again that others have overtaken.
const TRIES: usize = 3;

/// How many items a page has unless the query says otherwise, and how many at the most.
const PAGE: i64 = 100;
const LONGEST_PAGE: i64 = 500;

/// One as it is.
#[derive(Debug)]
pub struct Stored {
    pub key: String,
    pub body: String,
    pub info: String,
    /// The hash of its password.
    pub secret: Option<String>,
}

/// Reads a row of `key, body, info, secret`.
pub fn stored(row: &mut Row) -> Result<Stored, Problem> {
    Ok(Stored { key: row.take()?, body: row.take()?, info: row.take()?, secret: row.take()? })
}

/// The one of a key.
pub async fn read(platform: &Platform, resource: &Resource, key: &str) -> Result<Option<Stored>, Problem> {
    let select =
        format!("SELECT CAST(key AS TEXT), body, info, secret FROM ({}) WHERE key = ?1", resource.view);
    let mut rows = platform.query(&select, &[key.into()]).await?;
    rows.first_mut().map(stored).transpose()
}

/// A body with what is shown beside it, and what is shown this once.
pub fn item(stored: &Stored, status: u16, issued: &[(&str, &str)]) -> Reply {
    let mut body = with_member(&stored.body, "meta", &stored.info);
    if !issued.is_empty() {
        let issued = issued.iter().map(|(name, value)| ((*name).to_owned(), Value::from(*value)));
        body = with_member(&body, "issued", &Value::Object(issued.collect()).to_string());
    }
    Reply { status, body, etag: Some(etag(&stored.body)), ..Reply::default() }
}

/// `GET` of a list: `after` is the key behind which the page begins, `status` picks those of one status.
pub async fn list(known: &Known<'_>, resource: &'static Resource) -> Result<Reply, Problem> {
    let call = &known.call;
    let limit = call.query_number("limit", PAGE, LONGEST_PAGE)?;
    let after = call.query("after").unwrap_or_default();
    let parent = call.path.first().map(|(_, parent)| parent.as_str());
    let of_parent = if parent.is_some() { "AND parent = ?3 " } else { "" };
    let status = call.query("status").filter(|_| resource.fields.iter().any(|field| field.name == "status"));
    let of_status = if status.is_some() { "AND body ->> 'status' = ?4 " } else { "" };
    // Keys that are numbers are greater than no text.
    let from = if after.is_empty() { "?1 = ''" } else { "key > ?1" };
    let select = format!(
        "SELECT coalesce('[' || group_concat(substr(body, 1, length(body) - 1) || ',\"meta\":' || info || '}}', ',')
                         || ']', '[]'), CAST(max(key) AS TEXT), count(*)
           FROM (SELECT key, body, info FROM ({}) WHERE {from} {of_parent}{of_status}ORDER BY key LIMIT ?2)",
        resource.view
    );
    let mut named = vec![after.into(), limit.into()];
    if parent.is_some() || status.is_some() {
        named.push(parent.into());
    }
    named.extend(status.map(Into::into));
    let mut row = call.platform.query_row(&select, &named).await?;
    let (items, last, count): (String, Option<String>, i64) = (row.take()?, row.take()?, row.take()?);
    let next = Value::from(last.filter(|_| count == limit));
    Ok(Reply::ok(format!(r#"{{"items":{items},"next":{next}}}"#)))
}

/// `GET` of one.
pub async fn get(known: &Known<'_>, resource: &'static Resource) -> Result<Reply, Problem> {
    let found = read(known.call.platform, resource, &path_key(known)).await?;
    Ok(item(&found.ok_or(Problem::NotFound)?, 200, &[]))
}

/// `PUT` of one: it is made, or becomes what the body says.
pub async fn put(known: &Known<'_>, resource: &'static Resource) -> Result<Reply, Problem> {
    let mut members = known.call.members()?;
    let mut flaws = Vec::new();
    for (field, (_, given)) in resource.keys().zip(&known.call.path) {
        let of_path = of_path(field, given);
        if members.insert(field.name.into(), of_path.clone()).is_some_and(|of_body| of_body != of_path) {
            flaws.push(Flaw::new(format!("/{}", field.name), "fixed", "Not that of the path."));
        }
    }
    if !flaws.is_empty() {
        return Err(Problem::Invalid(flaws));
    }
    replace(known, resource, members).await
}

/// `PATCH` of one: the members that the body names (RFC 7396).
pub async fn patch(known: &Known<'_>, resource: &'static Resource) -> Result<Reply, Problem> {
    let members = known.call.members()?;
    merge(known, resource, &path_key(known), members).await
}

/// Makes one of the members, which name it, or replaces it.
pub async fn replace(
    known: &Known<'_>,
    resource: &'static Resource,
    members: Members,
) -> Result<Reply, Problem> {
    let key = key_of(resource, &members);
    for _ in 0..TRIES {
        let found = read(known.call.platform, resource, &key).await?;
        if found.is_none() && !resource.is_made {
            return Err(Problem::NotFound);
        }
        match write(known, resource, &key, found.as_ref(), &members, true).await {
            Err(Problem::Conflict("changed_meanwhile", _)) => {}
            outcome => return outcome,
        }
    }
    Err(Problem::Busy)
}

/// Changes some members of the one of a key.
pub async fn merge(
    known: &Known<'_>,
    resource: &'static Resource,
    key: &str,
    given: Members,
) -> Result<Reply, Problem> {
    for _ in 0..TRIES {
        let found = read(known.call.platform, resource, key).await?.ok_or(Problem::NotFound)?;
        let mut members = members_of(&found.body)?;
        members.extend(given.clone());
        match write(known, resource, key, Some(&found), &members, false).await {
            Err(Problem::Conflict("changed_meanwhile", _)) => {}
            outcome => return outcome,
        }
    }
    Err(Problem::Busy)
}

/// The members of a body that was read.
pub fn members_of(body: &str) -> Result<Members, Problem> {
    serde_json::from_str(body).map_err(|_| Problem::Fault("a view makes no JSON".into()))
}

async fn write(
    known: &Known<'_>,
    resource: &'static Resource,
    key: &str,
    found: Option<&Stored>,
    members: &Members,
    is_whole: bool,
) -> Result<Reply, Problem> {
    let call = &known.call;
    etag::check_none_match(call.request, found.is_some())?;
    let planned = plan(call.platform, call.settings, resource, key, found, members, None).await?;
    let Some((changes, issued)) = planned else {
        // Nothing to change: that is so whatever the caller has seen.
        return found.map(|found| item(found, 200, &[])).ok_or(Problem::NotFound);
    };
    if let Some(found) = found {
        etag::check_match(call.request, &found.body, is_whole)?;
    }
    apply(call.platform, &known.caller, &changes).await?;
    let stored = read(call.platform, resource, key).await?.ok_or(Problem::NotFound)?;
    Ok(item(&stored, if found.is_some() { 200 } else { 201 }, &issued.shown()))
}

/// The changes that make one what the members say, and what is shown of it once; `None` if it is that already. `unborn` is the
/// id of a merchant that comes with the same command.
pub async fn plan(
    platform: &Platform,
    settings: &Settings,
    resource: &'static Resource,
    key: &str,
    found: Option<&Stored>,
    members: &Members,
    unborn: Option<i64>,
) -> Result<Option<(Vec<Change>, Issued)>, Problem> {
    let old = found.map(|found| members_of(&found.body)).transpose()?;
    let has_password = matches!(resource.issue, Issue::Password | Issue::Operator);
    let body = compose(resource, members, old.as_ref(), has_password, settings.demo_mode);
    let password = if has_password { given_password(members) } else { Ok(None) };
    let (body, password) = match (body, password) {
        (Ok(body), Ok(password)) => (body, password),
        (body, password) => {
            let mut flaws = body.err().unwrap_or_default();
            flaws.extend(password.err());
            return Err(Problem::Invalid(flaws));
        }
    };
    let new = members_of(&body)?;
    let referenced = match referenced_keys::name(&new) {
        Some(name) => Some(referenced_keys::key(platform, name).await?),
        None => None,
    };
    let issued = issue(platform, resource, key, found, password, referenced.as_deref()).await?;
    let mut changes = Vec::new();
    if let (Some(owner), Some(found), Some(referenced)) = (Owner::of(resource), found, &referenced) {
        let seen = Some(found.body.as_str()).filter(|_| unborn.is_none());
        changes.extend(key_rotation::referenced(platform, owner, key, referenced, seen, unborn).await?);
    }
    if found.is_some_and(|found| found.body == body) && issued.is_nothing() {
        return Ok(if changes.is_empty() { None } else { Some((changes, issued)) });
    }
    check_payouts(platform, resource, &new).await?;
    let action = if found.is_some() { "change" } else { "create" };
    let mut change = Change::of(action, resource, key, found.map(|found| found.body.as_str()), Some(&body));
    change.tell(&issued.names());
    change.cells = cells(resource, &new);
    change.secrets = issued.secrets();
    if resource.name == "receiving_account" {
        change.secrets = usable_from(platform, found, &new).await?;
    }
    // The key last: its row tells what the thing has become.
    changes.insert(0, change);
    Ok(Some((changes, issued)))
}

/// The wallet's payouts need a provider.
async fn check_payouts(platform: &Platform, resource: &Resource, new: &Members) -> Result<(), Problem> {
    if resource.name != "wallet_settings" || new.get("payout_enabled") != Some(&Value::Bool(true)) {
        return Ok(());
    }
    let url = variables::text(platform, "wallet_payout_url").await.map_err(Problem::Fault)?;
    if url.trim().is_empty() {
        let flaw =
            Flaw::new("/payout_enabled", "provider", "The variable wallet_payout_url names no provider.");
        return Err(Problem::Invalid(vec![flaw]));
    }
    Ok(())
}

/// From when on a receiving account is used, or the id of one whose time stays: it begins anew when it comes back.
async fn usable_from(
    platform: &Platform,
    found: Option<&Stored>,
    new: &Members,
) -> Result<Vec<Value>, Problem> {
    if let Some(found) = found
        && members_of(&found.body)?.get("status") == new.get("status")
    {
        return Ok(vec![Value::Null, members_of(&found.info)?["id"].clone()]);
    }
    let delay_s = RECEIPT_ACCOUNT_DELAY_SECONDS.read(platform).await.map_err(Problem::Fault)?;
    Ok(vec![Value::from(platform.now_ms() + delay_s * 1_000)])
}

/// The key that the path names.
fn path_key(known: &Known<'_>) -> String {
    known.call.path.iter().map(|(_, part)| part.as_str()).collect::<Vec<_>>().join("/")
}

/// The key that the members name, as the view writes it.
pub fn key_of(resource: &Resource, members: &Members) -> String {
    let part = |field: &Field| match members.get(field.name) {
        Some(Value::String(text)) => text.clone(),
        Some(value) => value.to_string(),
        None => String::new(),
    };
    resource.keys().map(part).collect::<Vec<_>>().join("/")
}

/// A part of the path as the member that it stands for.
fn of_path(field: &Field, given: &str) -> Value {
    match (field.kind, given.parse::<i64>()) {
        (Kind::Integer(..), Ok(number)) if number.to_string() == given => number.into(),
        _ => given.into(),
    }
}
