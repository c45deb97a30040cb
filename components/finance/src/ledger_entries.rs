//! `GET /ledger/entries`: the entries of the ledger, the oldest first (docs/ledger.md).

use crate::csv::Kind::{Plain, Text};
use crate::file::Column;
use crate::listing::Listing;
use crate::query::{self, FOREVER_MS, flaw};
use feiqian_cashier::wire_amount;
use feiqian_operator::at;
use feiqian_operator::call::{Known, Reply, Routed};
use feiqian_operator::problem::Problem;
use feiqian_platform::Value;

/// The parts of the bundle that move money.
pub const PARTS: &[&str] = &["cashier", "payee", "wallet"];

/// The views of `sql/600_ledger.sql` by part, and which of their columns is whose the entry is.
const SOURCES: [(&str, &str, &str); 4] = [
    ("cashier", "1", "ledger_deposits"),
    ("cashier", "2", "ledger_withdrawals"),
    ("payee", "3", "ledger_payees"),
    ("wallet", "4", "ledger_wallets"),
];

const COLUMNS: &[Column] = &[
    Column("id", Plain),
    Column("at", Plain),
    Column("part", Plain),
    Column("action", Plain),
    Column("reference", Text),
    Column("currency", Plain),
    Column("amount", Plain),
    Column("debit", Plain),
    Column("credit", Plain),
];

const ITEM: &str = concat!(
    "SELECT at, source, seq, source || '.' || seq AS id, ",
    at!("at"),
    ", part, action, reference, currency, ",
    wire_amount!("amount", "currency"),
    ", debit, credit FROM ("
);

/// What a query asks for.
#[derive(Debug, Default)]
pub struct Filter {
    pub part: Option<String>,
    pub account: Option<Account>,
    pub currency: Option<String>,
    pub from_ms: i64,
    pub to_ms: i64,
}

/// An account: `PART.OWNER.CURRENCY.BOOK`.
#[derive(Debug, Clone)]
pub struct Account {
    pub code: String,
    pub part: String,
    pub owner: String,
    pub currency: String,
}

impl Account {
    pub fn parse(code: &str) -> Option<Self> {
        let parts: Vec<&str> = code.split('.').collect();
        let [part, owner, currency, _book] = parts[..] else { return None };
        PARTS.contains(&part).then(|| Account {
            code: code.to_owned(),
            part: part.to_owned(),
            owner: owner.to_owned(),
            currency: currency.to_owned(),
        })
    }
}

impl Filter {
    pub fn of(call: &Routed<'_>) -> Result<Self, Problem> {
        let account = match query::word(call, "account")? {
            None => None,
            Some(code) => Some(
                Account::parse(&code)
                    .ok_or_else(|| flaw("account", "string", "An account as PART.OWNER.CURRENCY.BOOK."))?,
            ),
        };
        Ok(Filter {
            part: query::one_of(call, "part", PARTS)?.map(str::to_owned),
            account,
            currency: query::word(call, "currency")?,
            from_ms: query::instant(call, "from")?.unwrap_or(0),
            to_ms: query::instant(call, "to")?.unwrap_or(FOREVER_MS),
        })
    }
}

/// The list of a filter. `?1` to `?3` are the cursor, `?4` the number of rows, `?5` and `?6` the time.
pub fn listing(filter: &Filter) -> Listing {
    let mut filters: Vec<Value> = vec![filter.from_ms.into(), filter.to_ms.into()];
    let mut conditions = String::new();
    if let Some(currency) = &filter.currency {
        filters.push(currency.as_str().into());
        conditions.push_str(&format!(" AND currency = ?{}", filters.len() + 4));
    }
    if let Some(account) = &filter.account {
        filters.push(account.currency.as_str().into());
        conditions.push_str(&format!(" AND currency = ?{}", filters.len() + 4));
        filters.push(account.code.as_str().into());
        conditions.push_str(&format!(" AND ?{} IN (debit, credit)", filters.len() + 4));
        match (account.part.as_str(), account.owner.parse::<i64>()) {
            ("wallet", Ok(user)) => filters.push(user.into()),
            ("wallet", Err(_)) => {}
            _ => filters.push(account.owner.as_str().into()),
        }
        if account.part != "wallet" || account.owner != "operator" {
            conditions.push_str(&format!(" AND owner = ?{}", filters.len() + 4));
        }
    }
    let part = filter.account.as_ref().map(|account| &account.part).or(filter.part.as_ref());
    let wanted = SOURCES.iter().filter(|(of, ..)| part.is_none_or(|part| part == of));
    let pages = wanted.map(|(_, source, view)| {
        format!(
            "SELECT * FROM (SELECT * FROM {view} WHERE at >= ?1 AND +at >= ?5 AND at < ?6
               AND (at > ?1 OR {source} > ?2 OR {source} = ?2 AND seq > ?3){conditions} ORDER BY at, seq LIMIT ?4)"
        )
    });
    let pages = pages.collect::<Vec<_>>().join(" UNION ALL ");
    Listing {
        sql: format!("{ITEM}{pages}) ORDER BY at, source, seq LIMIT ?4"),
        cursor: vec![filter.from_ms.into(), 0_i64.into(), (-1_i64).into()],
        filters,
        columns: COLUMNS,
    }
}

/// The list of a query.
pub fn of(call: &Routed<'_>) -> Result<Listing, Problem> {
    Ok(listing(&Filter::of(call)?))
}

pub async fn list(known: &Known<'_>) -> Result<Reply, Problem> {
    of(&known.call)?.page(known).await
}
