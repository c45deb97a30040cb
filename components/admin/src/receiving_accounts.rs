//! Receiving accounts: where payers transfer to. One is named by merchant, type, currency and number; because a number does
//! not belong in a URL, a new one is posted to the list and later found by its id.

use crate::call::{Known, Members, Reply};
use crate::problem::{Flaw, Problem};
use crate::provision::{self, Stored, item, stored};
use crate::resource::{CURRENCIES, Field, Issue, Kind, Need, Resource, STATUS, field};
use serde_json::Value;

pub static RECEIVING_ACCOUNTS: Resource = Resource {
    name: "receiving_account",
    section: "receiving_accounts",
    view: "admin_view_receiving_accounts",
    fields: &FIELDS,
    issue: Issue::Nothing,
    is_made: true,
    range: None,
};

const FIELDS: [Field; 18] = [
    field("merchant", Kind::Code(20, ""), Need::Key),
    field("type", Kind::OneOf(&["manual", "transfer"]), Need::Key),
    field("currency", Kind::OneOf(CURRENCIES), Need::Key),
    field("account_no", Kind::Number, Need::Key),
    field("bank_code", Kind::Code(15, "_-"), Need::Required),
    field("bank_name", Kind::Name(100), Need::Required),
    field("account_name", Kind::Name(100), Need::Required),
    field("branch", Kind::Text(100), Need::Or("\"\"")),
    field("province", Kind::Text(100), Need::Or("\"\"")),
    field("city", Kind::Text(100), Need::Or("\"\"")),
    STATUS,
    field("star_levels", Kind::Levels, Need::Or("\"\"")),
    field("credit_levels", Kind::Levels, Need::Or("\"\"")),
    field("area_limit", Kind::Text(100), Need::Or("\"\"")),
    field("special_member", Kind::Text(100), Need::Or("\"\"")),
    field("limit_amount", Kind::Amount, Need::Or("\"0\"")),
    field("hidden", Kind::Flag, Need::Or("false")),
    field("remarks", Kind::Text(100), Need::Or("\"\"")),
];

/// `POST`: creates the account, or finds it as it is if the same one is posted again.
pub async fn create(known: &Known<'_>) -> Result<Reply, Problem> {
    let mut members = known.call.members()?;
    let merchant = merchant(known);
    match members.insert("merchant".into(), Value::from(merchant)) {
        Some(given) if given != merchant => {
            return Err(Problem::Invalid(vec![Flaw::new("/merchant", "fixed", "Not that of the path.")]));
        }
        _ => {}
    }
    provision::replace(known, &RECEIVING_ACCOUNTS, members).await
}

pub async fn get(known: &Known<'_>) -> Result<Reply, Problem> {
    Ok(item(&find(known).await?, 200, &[]))
}

/// `PATCH`: changes some members.
pub async fn patch(known: &Known<'_>) -> Result<Reply, Problem> {
    let found = find(known).await?;
    let members: Members = known.call.members()?;
    provision::merge(known, &RECEIVING_ACCOUNTS, &found.key, members).await
}

fn merchant<'k>(known: &'k Known<'_>) -> &'k str {
    known.call.path.first().map(|(_, code)| code.as_str()).unwrap_or_default()
}

async fn find(known: &Known<'_>) -> Result<Stored, Problem> {
    const FIND: &str =
        "SELECT key, body, info, secret FROM admin_view_receiving_accounts WHERE id = ?1 AND parent = ?2";
    let id = known.call.path.get(1).and_then(|(_, id)| id.parse::<i64>().ok()).ok_or(Problem::NotFound)?;
    let mut rows = known.call.platform.query(FIND, &[id.into(), merchant(known).into()]).await?;
    match rows.first_mut() {
        Some(row) => stored(row),
        None => Err(Problem::NotFound),
    }
}
