//! Receiving accounts: where payers transfer to. One is named by merchant, type, currency and number; because a number does
//! not belong in a URL, a new one is posted to the list and later found by its id.

use crate::call::{Known, Members, Reply};
use crate::problem::{Flaw, Problem};
use crate::provision::{self, Stored, item, stored};
use crate::resource::{CURRENCIES, Field, Issue, Kind, Need, Resource, STATUS, field};
use crate::role::Scope;
use feiqian_cashier::wire_amount;
use feiqian_operator::at;
use serde_json::Value;

/// Its bodies, as every reader and the comparison of a command see them.
const VIEW: &str = concat!(
    "SELECT m.code || '/' || CASE r.type WHEN 1 THEN 'manual' ELSE 'transfer' END || '/' || r.currency
     || '/' || r.account_no AS key, m.code AS parent, r.id AS id,
     json_object('merchant', m.code, 'type', CASE r.type WHEN 1 THEN 'manual' ELSE 'transfer' END,
     'currency', r.currency,
     'account_no', r.account_no, 'bank_code', r.bank_code, 'bank_name', r.bank_name,
     'account_name', r.account_name, 'branch', r.branch, 'province', r.province,
     'city', r.city, 'status', CASE r.status WHEN 1 THEN 'active' ELSE 'suspended' END,
     'star_levels', r.star_levels,
     'credit_levels', r.credit_levels, 'area_limit', r.area_limit, 'special_member', r.special_member,
     'limit_amount', ",
    wire_amount!("r.limit_amount", "r.currency"),
    ", 'hidden', json(CASE r.is_show WHEN 0 THEN 'false' ELSE 'true' END), 'remarks', r.remarks) AS body,
     json_object('id', r.id, 'usable_from', ",
    at!("r.usable_from"),
    ", 'created_at', ",
    at!("r.created_at"),
    ",
     'updated_at', ",
    at!("r.updated_at"),
    ") AS info, NULL AS secret
     FROM receipt_banks r JOIN merchants m ON m.id = r.merchant_id",
);

pub static RECEIVING_ACCOUNTS: Resource = Resource {
    name: "receiving_account",
    section: "receiving_accounts",
    view: VIEW,
    fields: &FIELDS,
    issue: Issue::Nothing,
    is_made: true,
    range: None,
    write: Scope::ProvisioningWrite,
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
    let select = format!("SELECT key, body, info, secret FROM ({VIEW}) WHERE id = ?1 AND parent = ?2");
    let id = known.call.path.get(1).and_then(|(_, id)| id.parse::<i64>().ok()).ok_or(Problem::NotFound)?;
    let mut rows = known.call.platform.query(&select, &[id.into(), merchant(known).into()]).await?;
    match rows.first_mut() {
        Some(row) => stored(row),
        None => Err(Problem::NotFound),
    }
}
