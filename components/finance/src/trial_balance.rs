//! `GET /ledger/trial-balance`: what every account has been debited and credited up to the end of a day (docs/ledger.md). The
//! wallets of the users are one account together.

use crate::amount::text;
use crate::csv::Kind::Plain;
use crate::file::Column;
use crate::ledger_entries::PARTS;
use crate::query;
use crate::sums::{self, Span, Sum};
use crate::table::{self, Rows};
use feiqian_operator::call::{Known, Reply, Routed};
use feiqian_operator::problem::Problem;
use feiqian_platform::Platform;
use serde_json::json;
use std::collections::BTreeMap;

const COLUMNS: [Column; 5] = [
    Column("account", Plain),
    Column("currency", Plain),
    Column("debit", Plain),
    Column("credit", Plain),
    Column("balance", Plain),
];

/// Debits and credits by account, and by currency.
#[derive(Debug, Default)]
struct Balances {
    accounts: BTreeMap<(String, String), (i64, i64)>,
}

impl Balances {
    /// Moves an amount from an account to another.
    fn book(&mut self, sum: &Sum, part: &str, debit: [&str; 2], credit: [&str; 2]) {
        let amount = sum.before + sum.amount;
        let key = |[owner, book]: [&str; 2]| {
            (format!("{part}.{owner}.{}.{book}", sum.currency), sum.currency.clone())
        };
        if amount != 0 {
            self.accounts.entry(key(debit)).or_default().0 += amount;
            self.accounts.entry(key(credit)).or_default().1 += amount;
        }
    }
}

/// The span of a query.
pub fn span(call: &Routed<'_>) -> Result<Span, Problem> {
    Ok(Span {
        day: query::day(call, "day")?,
        day_offset: query::day_offset(call)?,
        merchant: query::word(call, "merchant")?,
        currency: query::word(call, "currency")?,
    })
}

async fn balances(platform: &Platform, part: Option<&str>, span: &Span) -> Result<Balances, Problem> {
    let mut balances = Balances::default();
    let wants = |of: &str| part.is_none_or(|part| part == of);
    if wants("cashier") {
        for sum in sums::cashier(platform, span).await? {
            let owner = sum.owner.as_str();
            let (debit, credit) = match sum.kind.as_str() {
                "deposit" => ("clearing", "owed"),
                "withdrawal" => ("owed", "clearing"),
                _ => ("owed", "fees"),
            };
            balances.book(&sum, "cashier", [owner, debit], [owner, credit]);
        }
    }
    if wants("payee") {
        for sum in sums::payees(platform, span).await? {
            let kinds = sum.kind.to_ascii_lowercase();
            let (from, to) = kinds.split_once(' ').unwrap_or_default();
            balances.book(&sum, "payee", [&sum.owner, from], [&sum.owner, to]);
        }
    }
    // A merchant has no wallets.
    if wants("wallet") && span.merchant.is_none() {
        for sum in sums::wallets(platform, span).await? {
            let (debit, credit) = match sum.kind.as_str() {
                "10" => (["users", "available"], ["users", "frozen"]),
                "11" => (["users", "frozen"], ["operator", "paid_out"]),
                "12" => (["users", "frozen"], ["users", "available"]),
                "32" => (["operator", "funding"], ["users", "available"]),
                "50" => (["users", "available"], ["operator", "funding"]),
                _ => (["users", "frozen"], ["operator", "fees"]),
            };
            balances.book(&sum, "wallet", debit, credit);
        }
    }
    Ok(balances)
}

pub async fn get(known: &Known<'_>) -> Result<Reply, Problem> {
    let span = span(&known.call)?;
    let part = query::one_of(&known.call, "part", PARTS)?;
    let wants_csv = table::wants_csv(known)?;
    let balances = balances(known.call.platform, part, &span).await?;
    let mut totals: BTreeMap<&str, (i64, i64)> = BTreeMap::new();
    let mut rows = Rows::new();
    for ((account, currency), (debit, credit)) in &balances.accounts {
        let total = totals.entry(currency).or_default();
        *total = (total.0 + debit, total.1 + credit);
        let amounts = [*debit, *credit, debit - credit].map(|minor| text(minor, currency));
        rows.push([account.clone(), currency.clone()].into_iter().chain(amounts).collect());
    }
    if wants_csv {
        return table::csv(known, "trial-balance", &COLUMNS, &rows);
    }
    let totals = totals.iter().map(|(currency, (debit, credit))| {
        json!({ "currency": currency, "debit": text(*debit, currency), "credit": text(*credit, currency) })
    });
    let day = known.call.query("day");
    let body = json!({
        "day": day, "items": table::json(&COLUMNS, &[], rows), "totals": totals.collect::<Vec<_>>(),
    });
    Ok(Reply::ok(body.to_string()))
}
