//! `POST /reconciliations`, what came of them, and `POST /reconciliations/{id}/items/{item}/resolution` (docs/ledger.md).

use crate::csv::Kind::{Plain, Text};
use crate::file::Column;
use crate::listing::Listing;
use crate::matching::{Compared, KINDS, OUTCOMES, Scope, compare};
use crate::provider_file::lines;
use crate::query;
use crate::statement_formats::format_of;
use feiqian_cashier::wire_amount;
use feiqian_money::Currency;
use feiqian_operator::at;
use feiqian_operator::call::{Known, Reply, Routed, unknown};
use feiqian_operator::command::{Change, Subject, apply};
use feiqian_operator::day;
use feiqian_operator::day_offset;
use feiqian_operator::problem::{Flaw, Problem};
use feiqian_platform::{DatabaseError, Platform, Value};
use feiqian_signing::digest;
use serde_json::{Value as Json, json};

const SUBJECT: Subject = Subject { name: "reconciliation", view: "" };
const ITEM: Subject = Subject { name: "reconciliation_item", view: "" };

/// The most days of one file.
const DAYS: i64 = 31;

const COLUMNS: &[Column] = &[
    Column("id", Plain),
    Column("at", Plain),
    Column("operator", Text),
    Column("provider", Text),
    Column("kind", Plain),
    Column("merchant", Text),
    Column("from", Plain),
    Column("to", Plain),
    Column("day_offset", Plain),
    Column("matched", Plain),
    Column("missing_here", Plain),
    Column("missing_there", Plain),
    Column("different_amount", Plain),
    Column("different_day", Plain),
    Column("duplicate", Plain),
    Column("open", Plain),
];

/// The columns of a reconciliation.
const SELECT: &str = concat!(
    "SELECT -r.id, r.id, ",
    at!("r.created_at"),
    ", r.operator, r.provider, r.kind, nullif(r.merchant, ''), date(r.from_day * 86400, 'unixepoch'),
       date(r.to_day * 86400, 'unixepoch'), ",
    day_offset!("r.day_offset"),
    ", r.matched, r.missing_here, r.missing_there, r.different_amount, r.different_day, r.duplicate, r.open FROM reconciliations r"
);

const ITEM_COLUMNS: &[Column] = &[
    Column("item", Plain),
    Column("outcome", Plain),
    Column("number", Text),
    Column("currency", Plain),
    Column("their_amount", Plain),
    Column("their_day", Plain),
    Column("our_reference", Text),
    Column("our_amount", Plain),
    Column("our_day", Plain),
    Column("resolved_at", Plain),
    Column("resolved_by", Text),
    Column("reason", Text),
];

/// An amount that may be negative or missing.
macro_rules! signed_amount {
    ($amount:literal, $absolute:literal) => {
        concat!(
            "CASE WHEN ",
            $amount,
            " IS NOT NULL THEN iif(",
            $amount,
            " < 0, '-', '') || ",
            wire_amount!($absolute, "i.currency"),
            " END"
        )
    };
}

const ITEM_SELECT: &str = concat!(
    "SELECT i.item, i.item, i.outcome, i.number, i.currency, ",
    signed_amount!("i.their_amount", "abs(i.their_amount)"),
    ", date(i.their_day * 86400, 'unixepoch'), i.our_reference, ",
    signed_amount!("i.our_amount", "abs(i.our_amount)"),
    ", date(i.our_day * 86400, 'unixepoch'), ",
    at!("i.resolved_at"),
    ", nullif(i.resolved_by, ''), nullif(i.reason, '') FROM reconciliation_items i"
);

/// Every reconciliation, the newest first: `provider`, `open=true`.
pub fn listing(call: &Routed<'_>) -> Result<Listing, Problem> {
    let mut conditions = String::new();
    let mut filters = Vec::new();
    if let Some(provider) = query::word(call, "provider")? {
        filters.push(Value::from(provider));
        conditions.push_str(" AND r.provider = ?3");
    }
    if query::one_of(call, "open", &["true"])?.is_some() {
        conditions.push_str(" AND r.open > 0");
    }
    Ok(Listing {
        sql: format!("{SELECT} WHERE r.id < -?1{conditions} ORDER BY r.id DESC LIMIT ?2"),
        cursor: vec![(-i64::MAX).into()],
        filters,
        columns: COLUMNS,
    })
}

/// The items of a reconciliation: `outcome`, `open=true`.
pub async fn items_listing(call: &Routed<'_>, id: &str) -> Result<Listing, Problem> {
    let id: i64 = id.parse().map_err(|_| Problem::NotFound)?;
    let found = call.platform.query("SELECT 1 FROM reconciliations WHERE id = ?1", &[id.into()]).await?;
    if found.is_empty() {
        return Err(Problem::NotFound);
    }
    let mut conditions = String::new();
    let mut filters = vec![Value::from(id)];
    if let Some(outcome) = query::one_of(call, "outcome", OUTCOMES)? {
        filters.push(outcome.into());
        conditions.push_str(" AND i.outcome = ?4");
    }
    if query::one_of(call, "open", &["true"])?.is_some() {
        conditions.push_str(" AND i.outcome <> 'matched' AND i.resolved_at IS NULL");
    }
    Ok(Listing {
        sql: format!(
            "{ITEM_SELECT} WHERE i.reconciliation_id = ?3 AND i.item > ?1{conditions} ORDER BY i.item LIMIT ?2"
        ),
        cursor: vec![0_i64.into()],
        filters,
        columns: ITEM_COLUMNS,
    })
}

pub async fn list(known: &Known<'_>) -> Result<Reply, Problem> {
    listing(&known.call)?.page(known).await
}

pub async fn items(known: &Known<'_>) -> Result<Reply, Problem> {
    items_listing(&known.call, known.call.part(0)).await?.page(known).await
}

pub async fn get(known: &Known<'_>) -> Result<Reply, Problem> {
    let id: i64 = known.call.part(0).parse().map_err(|_| Problem::NotFound)?;
    one(known.call.platform, "r.id = ?1", id.into(), 200).await
}

async fn one(platform: &Platform, condition: &str, key: Value, status: u16) -> Result<Reply, Problem> {
    let listing = Listing {
        sql: format!("{SELECT} WHERE {condition} AND ?2 > 0"),
        cursor: vec![key],
        filters: Vec::new(),
        columns: COLUMNS,
    };
    let body = listing.only(platform).await?.ok_or(Problem::NotFound)?;
    Ok(Reply { status, ..Reply::ok(body.to_string()) })
}

/// What is uploaded.
#[derive(Debug)]
struct Upload {
    provider: String,
    scope: Scope,
    csv: String,
}

/// The body of a POST, each member by its rule.
async fn upload(known: &Known<'_>) -> Result<Upload, Problem> {
    let mut members = known.call.members()?;
    let mut flaws = Vec::new();
    let mut text = |name: &'static str, is_needed: bool| match members.remove(name) {
        Some(Json::String(text)) if is_needed || !text.is_empty() => text,
        None | Some(Json::Null) if !is_needed => String::new(),
        None => {
            flaws.push(Flaw::new(format!("/{name}"), "required", "Required."));
            String::new()
        }
        Some(_) => {
            flaws.push(Flaw::new(format!("/{name}"), "string", "A text."));
            String::new()
        }
    };
    let [provider, kind, csv] = ["provider", "kind", "csv"].map(|name| text(name, true));
    let [from, to] = ["from", "to"].map(|name| text(name, true));
    let [merchant, offset] = ["merchant", "day_offset"].map(|name| text(name, false));
    flaws.extend(members.keys().map(|name| unknown(name)));
    let kind = KINDS.iter().find(|known| **known == kind).copied().unwrap_or_else(|| {
        flaws.push(Flaw::new("/kind", "in", format!("One of {}.", KINDS.join(", "))));
        ""
    });
    let days = [("/from", from), ("/to", to)].map(|(name, text)| {
        day::number(&text).unwrap_or_else(|| {
            flaws.push(Flaw::new(name, "string", "A day as 2026-01-31."));
            0
        })
    });
    let [from_day, to_day] = days;
    if flaws.is_empty() && !(from_day..from_day + DAYS).contains(&to_day) {
        flaws.push(Flaw::new("/to", "max", "From the first day on, at most 31 days."));
    }
    let is_of_merchant = matches!(kind, "deposits" | "withdrawals");
    if is_of_merchant == merchant.is_empty() && !kind.is_empty() {
        let detail = "The merchant of deposits and withdrawals; payouts have none.";
        flaws.push(Flaw::new("/merchant", "required", detail));
    }
    let given_offset = if offset.is_empty() { None } else { Some(day::offset(&offset)) };
    if given_offset == Some(None) {
        flaws.push(Flaw::new("/day_offset", "string", "-12:00 to +14:00."));
    }
    if !flaws.is_empty() {
        return Err(Problem::Invalid(flaws));
    }
    let own_offset = if is_of_merchant { offset_of(known.call.platform, &merchant).await? } else { 0 };
    let day_offset = given_offset.flatten().unwrap_or(own_offset);
    let owner = if is_of_merchant { merchant } else { provider.clone() };
    let scope = Scope { kind, owner, from_day, to_day, day_offset, currencies: Vec::new() };
    Ok(Upload { provider, scope, csv })
}

async fn offset_of(platform: &Platform, merchant: &str) -> Result<i64, Problem> {
    let mut rows =
        platform.query("SELECT day_offset FROM merchants WHERE code = ?1", &[merchant.into()]).await?;
    match rows.first_mut() {
        Some(row) => Ok(row.take()?),
        None => Err(Problem::Invalid(vec![Flaw::new("/merchant", "exists", "There is no such merchant.")])),
    }
}

/// The same file again is the same reconciliation.
pub async fn create(known: &Known<'_>) -> Result<Reply, Problem> {
    let platform = known.call.platform;
    let Upload { provider, mut scope, csv } = upload(known).await?;
    let format = format_of(platform, &provider).await?;
    let is_of_format = |currency: &Currency| format.currency.is_empty() || currency.code() == format.currency;
    scope.currencies = Currency::ALL.into_iter().filter(is_of_format).map(Currency::code).collect();
    let identity = json!([
        provider,
        format.to_json(),
        scope.kind,
        scope.owner,
        scope.from_day,
        scope.to_day,
        scope.day_offset,
        csv
    ]);
    let digest = digest::sha256_hex(identity.to_string().as_bytes());
    match one(platform, "r.digest = ?1", digest.as_str().into(), 200).await {
        Err(Problem::NotFound) => {}
        found => return found,
    }
    let lines = lines(&format, &csv, scope.day_offset)?;
    let compared = compare(platform, &scope, &lines).await?;
    let change = creation(&digest, &provider, &scope, compared);
    match apply(platform, &known.caller, &[change], refused).await {
        // Somebody else has just sent the same.
        Ok(()) | Err(Problem::Conflict("unique", _)) => {
            one(platform, "r.digest = ?1", digest.into(), 201).await
        }
        Err(problem) => Err(problem),
    }
}

fn creation(digest: &str, provider: &str, scope: &Scope, compared: Compared) -> Change {
    let is_of_merchant = matches!(scope.kind, "deposits" | "withdrawals");
    let merchant = if is_of_merchant { scope.owner.as_str() } else { "" };
    let told = json!({
        "provider": provider, "kind": scope.kind, "merchant": merchant, "from_day": scope.from_day, "to_day": scope.to_day,
        "digest": digest, "items": compared.counts,
    });
    let mut change = Change::of("create", SUBJECT, digest, None, Some(&told.to_string()));
    change.is_unseen = true;
    change.cells = vec![
        digest.into(),
        provider.into(),
        scope.kind.into(),
        merchant.into(),
        scope.from_day.into(),
        scope.to_day.into(),
        scope.day_offset.into(),
        Json::from(compared.items).to_string().into(),
    ];
    change
}

/// `POST …/items/{item}/resolution`: an item that does not match has been dealt with. The same again changes nothing.
pub async fn resolve(known: &Known<'_>) -> Result<Reply, Problem> {
    let call = &known.call;
    let [reason] = call.texts(["reason"])?;
    if reason.trim().is_empty() || reason.chars().count() > 255 || reason.chars().any(char::is_control) {
        let detail = "1 to 255 characters, not blank, no control characters.";
        return Err(Problem::Invalid(vec![Flaw::new("/reason", "string", detail)]));
    }
    let number = |at: usize| call.part(at).parse::<i64>().map_err(|_| Problem::NotFound);
    let (id, item) = (number(0)?, number(1)?);
    let found = item_of(call.platform, id, item).await?.ok_or(Problem::NotFound)?;
    if found["outcome"] == "matched" {
        return Err(Problem::Conflict("decided_already", "It matches."));
    }
    if found["resolved_by"] == known.caller.operator.as_str() && found["reason"] == reason.as_str() {
        return Ok(Reply::ok(found.to_string()));
    }
    let told =
        json!({ "outcome": found["outcome"], "number": found["number"], "reason": reason }).to_string();
    let mut change = Change::of("resolve", ITEM, &format!("{id}/{item}"), None, Some(&told));
    change.is_unseen = true;
    change.cells = vec![id.into(), item.into(), reason.into()];
    apply(call.platform, &known.caller, &[change], refused).await?;
    let found = item_of(call.platform, id, item).await?.ok_or(Problem::NotFound)?;
    Ok(Reply::ok(found.to_string()))
}

async fn item_of(platform: &Platform, id: i64, item: i64) -> Result<Option<Json>, Problem> {
    let listing = Listing {
        sql: format!("{ITEM_SELECT} WHERE i.item = ?1 AND ?2 > 0 AND i.reconciliation_id = ?3"),
        cursor: vec![item.into()],
        filters: vec![id.into()],
        columns: ITEM_COLUMNS,
    };
    Ok(listing.only(platform).await?)
}

fn refused(error: DatabaseError) -> Problem {
    if matches!(&error, DatabaseError::Unique(columns) if columns.contains("digest")) {
        return Problem::Conflict("unique", "The same file has just been sent.");
    }
    match error.raised(&["decided_already"]) {
        Some(_) => {
            Problem::Conflict("decided_already", "It has been resolved by another or for another reason.")
        }
        None => error.into(),
    }
}
