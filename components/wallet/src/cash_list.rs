//! `GET /api/wallet/cash` and `GET /api/wallet/cash/{id}` (wallet.md §4.2, §4.3).

use crate::Answer;
use crate::call::Authorized;
use crate::endpoint::{Access, Endpoint};
use crate::failure::{Failure, INVALID_FILTER, INVALID_INCLUDE, INVALID_PAGE, INVALID_SORT, MODEL_NOT_FOUND};
use crate::query::{Filter, Parameters, Query};
use crate::resource::{
    self, Meta, NUMBERED, Viewer, cash, cash_attributes, cents, family, instant, phone, user, wallet,
    wallet_row, wechat,
};
use crate::token::{self, CASH_VIEW_LIST};
use feiqian_platform::statement;

pub static LIST: Endpoint = Endpoint {
    name: "GET /api/wallet/cash",
    aliases: &[],
    access: Access { ability: None, query: &LIST_QUERY, is_idempotent: false },
    fields: &[],
    errors: &[INVALID_INCLUDE, INVALID_SORT, INVALID_PAGE, INVALID_FILTER],
};

pub static SHOW: Endpoint = Endpoint {
    name: "GET /api/wallet/cash/{id}",
    aliases: &[],
    access: Access { ability: None, query: &SHOW_QUERY, is_idempotent: false },
    fields: &[],
    errors: &[INVALID_INCLUDE, MODEL_NOT_FOUND],
};

const INCLUDES: &[&str] = &["userWallet", "user", "wechat"];
const DEFAULT_INCLUDES: &[&str] = &["userWallet", "user"];

static LIST_QUERY: Parameters = Parameters {
    includes: INCLUDES,
    default_includes: DEFAULT_INCLUDES,
    is_list: true,
    filters: &[
        ("filter[user]", Filter::Id(1)),
        ("filter[username]", Filter::Text(255)),
        ("filter[cash_sn]", Filter::Digits(18)),
        ("filter[cash_status]", Filter::Numbers(1, 6)),
        ("filter[cash_type]", Filter::Numbers(0, 1)),
        ("filter[cash_mobile]", Filter::Digits(11)),
        ("filter[start_time]", Filter::Time { end: false }),
        ("filter[end_time]", Filter::Time { end: true }),
    ],
};

/// The condition of each filter, in the same order; `?` is its value.
const CONDITIONS: [&str; 8] = [
    "c.user_id = ?",
    "c.user_id IN (SELECT id FROM users WHERE username = ?)",
    "c.cash_sn = ?",
    "c.cash_status IN (SELECT value FROM json_each(?))",
    "c.cash_type IN (SELECT value FROM json_each(?))",
    statement!(of Viewer, "c.cash_mobile = ? AND (:sees_phones OR c.user_id = :caller)"),
    "c.created_at >= ?",
    "c.created_at <= ?",
];

static SHOW_QUERY: Parameters =
    Parameters { includes: INCLUDES, default_includes: DEFAULT_INCLUDES, is_list: false, filters: &[] };

/// A withdrawal with the relatives that were asked for, as a JSON array.
fn columns(query: &Query) -> String {
    let mut columns = String::from(statement!(of Viewer, concat!("json_array(json(", cash!("c"), ")")));
    for name in &query.includes {
        columns.push_str(match *name {
            "userWallet" => concat!(
                ", (SELECT json(",
                wallet_row!("w", ""),
                ") FROM user_wallets w WHERE w.user_id = c.user_id)"
            ),
            "user" => statement!(
                of Viewer,
                concat!(", (SELECT json(", user!("u"), ") FROM users u WHERE u.id = c.user_id)")
            ),
            _ => {
                concat!(", (SELECT json(", wechat!("x"), ") FROM user_wechats x WHERE x.user_id = c.user_id)")
            }
        });
    }
    columns.push(')');
    columns
}

/// What the caller may see.
fn visible(call: &Authorized<'_>) -> &'static str {
    if call.caller.may(CASH_VIEW_LIST) { "true" } else { statement!(of Viewer, "c.user_id = :caller") }
}

pub async fn list(call: Authorized<'_>) -> Result<Answer, Failure> {
    let query = Query::read(&call.request.query, &LIST_QUERY)?;
    let mut parameters = Vec::from(Viewer::of(&call).values());
    let conditions = query.conditions(&CONDITIONS, &mut parameters);
    parameters.extend([query.page.size.into(), query.page.offset().into()]);
    let (size, offset) = (parameters.len() - 1, parameters.len());
    let sql = format!(
        "WITH chosen AS (SELECT * FROM user_wallet_cash c WHERE {NUMBERED} AND {}{conditions})
         SELECT (SELECT count(*) FROM chosen), (SELECT json_group_array(json(family)) FROM (
           SELECT {} AS family FROM chosen c ORDER BY {} LIMIT ?{size} + 0 OFFSET ?{offset} + 0))",
        visible(&call),
        columns(&query),
        query.order("c"),
    );
    let mut cells = call.platform.query_row(&sql, &parameters).await?;
    let (total, families): (i64, String) = (cells.take()?, cells.take()?);
    let (links, page_count) = query.links("/api/wallet/cash", total);
    let meta = Meta { total, page_count, sum_change_available_amount: None };
    Ok(Answer::document(resource::list(&families, &query.includes, &links, &meta)?))
}

pub async fn show(call: Authorized<'_>, id: &str) -> Result<Answer, Failure> {
    let query = Query::read(&call.request.query, &SHOW_QUERY)?;
    let mut parameters = Vec::from(Viewer::of(&call).values());
    parameters.push(token::id(id).ok_or(MODEL_NOT_FOUND)?.into());
    let sql =
        format!("SELECT {} FROM user_wallet_cash c WHERE c.id = ?3 AND {}", columns(&query), visible(&call));
    let rows = call.platform.query(&sql, &parameters).await?;
    let json: String = rows.into_iter().next().ok_or(MODEL_NOT_FOUND)?.take()?;
    Ok(Answer::document(resource::document(family(&json)?, &query.includes)?))
}
