//! `GET /statements/daily`: what a merchant's business day has moved, by currency (docs/ledger.md).

use crate::amount::text;
use crate::csv::Kind::Plain;
use crate::file::Column;
use crate::ledger_entries::PARTS;
use crate::query::{self, flaw};
use crate::sums::{self, Sum, WALLET_DAY_OFFSET};
use crate::table::{self, Rows};
use crate::trial_balance::span;
use feiqian_operator::call::{Known, Reply};
use feiqian_operator::day::offset_text;
use feiqian_operator::problem::Problem;
use feiqian_platform::Platform;
use serde_json::json;
use std::collections::BTreeMap;

const COLUMNS: [Column; 10] = [
    Column("day", Plain),
    Column("day_offset", Plain),
    Column("part", Plain),
    Column("merchant", Plain),
    Column("currency", Plain),
    Column("item", Plain),
    Column("opening", Plain),
    Column("count", Plain),
    Column("amount", Plain),
    Column("closing", Plain),
];

/// The items of each part in their order, and by which sign each changes the balance.
const CASHIER: &[(&str, i64)] = &[("deposits", 1), ("withdrawals", -1), ("fees", -1)];
const PAYEE: &[(&str, i64)] = &[("top_ups", 1), ("payouts", -1), ("returns", 1), ("fees", -1)];
const WALLET: &[(&str, i64)] = &[("incomes", 1), ("expenses", -1), ("payouts", -1), ("fees", -1)];

/// The item that a kind of sum belongs to; what moves within the balance is in none.
fn item(part: &str, kind: &str) -> Option<&'static str> {
    Some(match (part, kind) {
        ("cashier", "deposit") => "deposits",
        ("cashier", "withdrawal") => "withdrawals",
        ("payee", "FUNDING AVAILABLE") => "top_ups",
        ("payee", "IN_FLIGHT SETTLED") | ("wallet", "11") => "payouts",
        ("payee", "SETTLED AVAILABLE") => "returns",
        ("wallet", "32") => "incomes",
        ("wallet", "50") => "expenses",
        ("cashier", "fee") | ("payee", "RESERVED FEES") | ("wallet", "fee") => "fees",
        _ => return None,
    })
}

/// Whose day it is: its offset, by who has asked or by the merchant.
async fn day_offset(platform: &Platform, part: &str, merchant: Option<&str>) -> Result<i64, Problem> {
    let sql = match part {
        "cashier" => "SELECT day_offset FROM merchants WHERE code = ?1",
        "payee" => "SELECT day_offset FROM payee_merchant WHERE merchant_no = ?1",
        _ => return Ok(WALLET_DAY_OFFSET),
    };
    let merchant = merchant.ok_or_else(|| flaw("merchant", "required", "Required."))?;
    let mut rows = platform.query(sql, &[merchant.into()]).await?;
    let row = rows.first_mut().ok_or_else(|| flaw("merchant", "exists", "There is no such merchant."))?;
    Ok(row.take()?)
}

pub async fn get(known: &Known<'_>) -> Result<Reply, Problem> {
    let call = &known.call;
    let part = query::one_of(call, "part", PARTS)?.unwrap_or("cashier");
    let mut span = span(call)?;
    let wants_csv = table::wants_csv(known)?;
    let own = day_offset(call.platform, part, span.merchant.as_deref()).await?;
    let offset = span.day_offset.unwrap_or(own);
    span.day_offset = Some(offset);
    let (sums, items) = match part {
        "cashier" => (sums::cashier(call.platform, &span).await?, CASHIER),
        "payee" => (sums::payees(call.platform, &span).await?, PAYEE),
        _ => (sums::wallets(call.platform, &span).await?, WALLET),
    };
    let day = call.query("day").unwrap_or_default();
    let merchant = span.merchant.clone().unwrap_or_default();
    let head = [day.clone(), offset_text(offset), part.to_owned(), merchant];
    let currency = span.currency.as_deref();
    let mut rows = Rows::new();
    for (currency, sums) in by_currency(&sums, currency) {
        rows.extend(lines(&head, part, items, &currency, &sums));
    }
    if wants_csv {
        return table::csv(known, &format!("statement-{day}"), &COLUMNS, &rows);
    }
    let body = json!({ "items": table::json(&COLUMNS, &["count"], rows) });
    Ok(Reply::ok(body.to_string()))
}

/// The sums of each currency; the one that was asked for is there in any case.
fn by_currency<'s>(sums: &'s [Sum], asked: Option<&str>) -> BTreeMap<String, Vec<&'s Sum>> {
    let mut found: BTreeMap<String, Vec<&Sum>> = BTreeMap::new();
    if let Some(asked) = asked {
        found.insert(asked.to_owned(), Vec::new());
    }
    for sum in sums {
        found.entry(sum.currency.clone()).or_default().push(sum);
    }
    found
}

/// The lines of one currency: one an item, and the balance with what it was before and is after.
fn lines(head: &[String], part: &str, items: &[(&str, i64)], currency: &str, sums: &[&Sum]) -> Rows {
    let line = |name: &str, opening: String, count: String, amount: i64, closing: String| {
        let cells = [currency.to_owned(), name.to_owned(), opening, count, text(amount, currency), closing];
        head.iter().cloned().chain(cells).collect::<Vec<_>>()
    };
    let mut rows = Rows::new();
    let (mut opening, mut net, mut all) = (0, 0, 0);
    for (name, sign) in items {
        let of = sums.iter().filter(|sum| item(part, &sum.kind) == Some(*name));
        let (mut before, mut count, mut amount) = (0, 0, 0);
        for sum in of {
            (before, count, amount) = (before + sum.before, count + sum.count, amount + sum.amount);
        }
        (opening, net, all) = (opening + sign * before, net + sign * amount, all + count);
        rows.push(line(name, String::new(), count.to_string(), amount, String::new()));
    }
    let (opening_text, closing) = (text(opening, currency), text(opening + net, currency));
    rows.push(line("balance", opening_text, all.to_string(), net, closing));
    rows
}
