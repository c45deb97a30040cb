//! `GET /statement-formats`, `GET` and `PUT /statement-formats/{provider}`: what the files of each hub and provider look like.

use crate::statement_format::StatementFormat;
use feiqian_operator::at;
use feiqian_operator::call::{Known, Reply, with_member};
use feiqian_operator::command::{Change, Subject, apply};
use feiqian_operator::etag::{check_match, check_none_match, etag};
use feiqian_operator::problem::{Flaw, Problem};
use feiqian_platform::{DatabaseError, Platform};
use serde_json::{Map, Value};

/// Their bodies: the name and what the table has.
const VIEW: &str = concat!(
    "SELECT provider AS key, json_set(format, '$.provider', provider) AS body, json_object('created_at', ",
    at!("created_at"),
    ", 'updated_at', ",
    at!("updated_at"),
    ") AS meta FROM statement_formats"
);

const SUBJECT: Subject = Subject { name: "statement_format", view: VIEW };

/// How often a write is looked at again that others have overtaken.
const TRIES: usize = 3;

const PAGE: i64 = 100;
const LONGEST_PAGE: i64 = 500;

/// The format of a provider.
///
/// # Errors
/// 422 of the member `provider` if there is none.
pub async fn format_of(platform: &Platform, provider: &str) -> Result<StatementFormat, Problem> {
    let sql = "SELECT format FROM statement_formats WHERE provider = ?1";
    let mut rows = platform.query(sql, &[provider.into()]).await?;
    let Some(row) = rows.first_mut() else {
        let detail = "There is no statement format of this provider.";
        return Err(Problem::Invalid(vec![Flaw::new("/provider", "exists", detail)]));
    };
    let text: String = row.take()?;
    let members = serde_json::from_str::<Map<String, Value>>(&text).unwrap_or_default();
    StatementFormat::of(members).map_err(|_| Problem::Fault("a statement format is not readable".into()))
}

async fn read(platform: &Platform, provider: &str) -> Result<Option<(String, String)>, Problem> {
    let sql = format!("SELECT body, meta FROM ({VIEW}) WHERE key = ?1");
    let mut rows = platform.query(&sql, &[provider.into()]).await?;
    let row = rows.first_mut().map(|row| Ok((row.take()?, row.take()?)));
    row.transpose().map_err(|error: DatabaseError| error.into())
}

fn item(body: &str, meta: &str, status: u16) -> Reply {
    let etag = Some(etag(body));
    let body = with_member(body, "meta", meta);
    Reply { status, body, etag, ..Reply::default() }
}

pub async fn list(known: &Known<'_>) -> Result<Reply, Problem> {
    let call = &known.call;
    let limit = call.query_number("limit", PAGE, LONGEST_PAGE)?;
    let after = call.query("after").unwrap_or_default();
    let sql = format!(
        "SELECT coalesce('[' || group_concat(substr(body, 1, length(body) - 1) || ',\"meta\":' || meta || '}}', ',') || ']', '[]'),
                max(key), count(*)
           FROM (SELECT key, body, meta FROM ({VIEW}) WHERE key > ?1 ORDER BY key LIMIT ?2)"
    );
    let mut row = call.platform.query_row(&sql, &[after.into(), limit.into()]).await?;
    let (items, last, count): (String, Option<String>, i64) = (row.take()?, row.take()?, row.take()?);
    let next = Value::from(last.filter(|_| count == limit));
    Ok(Reply::ok(format!(r#"{{"items":{items},"next":{next}}}"#)))
}

pub async fn get(known: &Known<'_>) -> Result<Reply, Problem> {
    let (body, meta) = read(known.call.platform, known.call.part(0)).await?.ok_or(Problem::NotFound)?;
    Ok(item(&body, &meta, 200))
}

/// The same format again changes nothing.
pub async fn put(known: &Known<'_>) -> Result<Reply, Problem> {
    let call = &known.call;
    let provider = call.part(0).to_owned();
    let is_name = (1..=64).contains(&provider.len())
        && provider.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_' | b'.'));
    if !is_name {
        let detail = "1 to 64 letters, digits, dots, hyphens and underscores.";
        return Err(Problem::Invalid(vec![Flaw::new("/provider", "string", detail)]));
    }
    let mut members = call.members()?;
    if members.get("provider").is_some_and(|given| *given != provider.as_str()) {
        return Err(Problem::Invalid(vec![Flaw::new("/provider", "fixed", "Not that of the path.")]));
    }
    // What an answer has beside the format may be sent back.
    members.remove("meta");
    let format = StatementFormat::of(members)?;
    let text = format.to_json().to_string();
    let body = body_of(&text, &provider);
    for _ in 0..TRIES {
        let found = read(call.platform, &provider).await?;
        check_none_match(call.request, found.is_some())?;
        let old = found.as_ref().map(|(body, _)| body.as_str());
        if let Some((old, meta)) = &found {
            if same(old, &body) {
                return Ok(item(old, meta, 200));
            }
            check_match(call.request, old, true)?;
        }
        let action = if found.is_some() { "change" } else { "create" };
        let mut change = Change::of(action, SUBJECT, &provider, old, Some(&body));
        change.cells = vec![provider.as_str().into(), text.as_str().into()];
        match apply(call.platform, &known.caller, &[change], refused).await {
            Err(Problem::Conflict("changed_meanwhile", _)) => {}
            Err(problem) => return Err(problem),
            Ok(()) => {
                let (body, meta) = read(call.platform, &provider).await?.ok_or(Problem::NotFound)?;
                return Ok(item(&body, &meta, if found.is_some() { 200 } else { 201 }));
            }
        }
    }
    Err(Problem::Busy)
}

/// The body as the view makes it.
fn body_of(format: &str, provider: &str) -> String {
    with_member(format, "provider", &Value::from(provider).to_string())
}

fn same(one: &str, other: &str) -> bool {
    let members = |text: &str| serde_json::from_str::<Map<String, Value>>(text).ok();
    members(one) == members(other)
}

fn refused(error: DatabaseError) -> Problem {
    match error.raised(&["changed_meanwhile"]) {
        Some(_) => Problem::Conflict("changed_meanwhile", "It has been changed meanwhile."),
        None => error.into(),
    }
}
