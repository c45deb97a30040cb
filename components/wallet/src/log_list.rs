//! `GET /api/wallet/log` (wallet.md §4.7): the ledger.

use crate::Answer;
use crate::call::Authorized;
use crate::endpoint::{Access, Endpoint};
use crate::failure::{Failure, INVALID_FILTER, INVALID_INCLUDE, INVALID_PAGE, INVALID_SORT};
use crate::query::{Filter, Parameters, Query};
use crate::resource::{
    self, Meta, NUMBERED, Viewer, cash, cash_attributes, cents, instant, phone, signed_cents, user, wallet,
    wallet_row,
};
use crate::token::LOGS_VIEW_LIST;
use feiqian_platform::statement;

pub static ENDPOINT: Endpoint = Endpoint {
    name: "GET /api/wallet/log",
    aliases: &[],
    access: Access { ability: None, query: &PARAMETERS, is_idempotent: false },
    fields: &[],
    errors: &[INVALID_INCLUDE, INVALID_SORT, INVALID_PAGE, INVALID_FILTER],
};

static PARAMETERS: Parameters = Parameters {
    includes: &["user", "userWallet", "sourceUser", "userWalletCash"],
    default_includes: &["user"],
    is_list: true,
    filters: &[
        ("filter[user]", Filter::Id(1)),
        // 0 is nobody: a row without a source.
        ("filter[source_user_id]", Filter::Id(0)),
        ("filter[username]", Filter::Text(255)),
        ("filter[change_desc]", Filter::Text(255)),
        ("filter[source_username]", Filter::Text(255)),
        ("filter[change_type]", Filter::Numbers(1, 999)),
        ("filter[change_type_exclude]", Filter::Numbers(1, 999)),
        ("filter[start_time]", Filter::Time { end: false }),
        ("filter[end_time]", Filter::Time { end: true }),
    ],
};

/// The condition of each filter, in the same order; `?` is its value.
const CONDITIONS: [&str; 9] = [
    "l.user_id = ?",
    "l.source_user_id = ?",
    "l.user_id IN (SELECT id FROM users WHERE username = ?)",
    "instr(l.change_desc, ?) > 0",
    "l.source_user_id IN (SELECT id FROM users WHERE instr(username, ?) > 0)",
    "l.change_type IN (SELECT value FROM json_each(?))",
    "l.change_type NOT IN (SELECT value FROM json_each(?))",
    "l.created_at >= ?",
    "l.created_at <= ?",
];

const ROW: &str = concat!(
    "json_object('type', 'user_wallet_log', 'id', CAST(l.id AS TEXT), 'attributes', json_object('id', l.id,
       'user_id', l.user_id, 'source_user_id', l.source_user_id, 'change_available_amount', ",
    signed_cents!("l.change_available_amount"),
    ", 'change_freeze_amount', ",
    signed_cents!("l.change_freeze_amount"),
    ", 'change_type', l.change_type, 'change_desc', l.change_desc, 'updated_at', ",
    instant!("l.created_at"),
    ", 'created_at', ",
    instant!("l.created_at")
);

pub async fn list(call: Authorized<'_>) -> Result<Answer, Failure> {
    let query = Query::read(&call.request.query, &PARAMETERS)?;
    let sees_all = call.caller.may(LOGS_VIEW_LIST);
    let mut parameters = Vec::from(Viewer::of(&call).values());
    let conditions = query.conditions(&CONDITIONS, &mut parameters);
    parameters.extend([query.page.size.into(), query.page.offset().into()]);
    let (size, offset) = (parameters.len() - 1, parameters.len());
    let mut columns = ["json_array(json(", ROW].concat();
    columns.push_str(if sees_all { ", 'operator_id', l.operator_id)))" } else { ")))" });
    for name in &query.includes {
        columns.push_str(match *name {
            "user" => statement!(
                of Viewer,
                concat!(", (SELECT json(", user!("u"), ") FROM users u WHERE u.id = l.user_id)")
            ),
            "userWallet" => concat!(
                ", (SELECT json(",
                wallet_row!("w", ""),
                ") FROM user_wallets w WHERE w.user_id = l.user_id)"
            ),
            "sourceUser" => statement!(
                of Viewer,
                concat!(", (SELECT json(", user!("u"), ") FROM users u WHERE u.id = l.source_user_id)")
            ),
            _ => statement!(
                of Viewer,
                concat!(
                    ", (SELECT json(",
                    cash!("c"),
                    ") FROM user_wallet_cash c WHERE c.id = l.user_wallet_cash_id)"
                )
            ),
        });
    }
    columns.push(')');
    // The booking time is both times of a row.
    let sql = format!(
        "WITH chosen AS (SELECT *, created_at AS updated_at FROM user_wallet_logs l WHERE {NUMBERED} AND {}{conditions})
         SELECT (SELECT count(*) FROM chosen), (SELECT json_group_array(json(family)) FROM (
           SELECT {columns} AS family FROM chosen l ORDER BY {} LIMIT ?{size} + 0 OFFSET ?{offset} + 0)),
           (SELECT coalesce(sum(change_available_amount), 0) FROM chosen)",
        if sees_all { "true" } else { statement!(of Viewer, "l.user_id = :caller") },
        query.order("l"),
    );
    let mut cells = call.platform.query_row(&sql, &parameters).await?;
    let (total, families, sum): (i64, String, i64) = (cells.take()?, cells.take()?, cells.take()?);
    let (links, page_count) = query.links("/api/wallet/log", total);
    let sum = feiqian_money::print(sum, feiqian_money::wallet::CENTS);
    let meta = Meta { total, page_count, sum_change_available_amount: Some(sum) };
    Ok(Answer::document(resource::list(&families, &query.includes, &links, &meta)?))
}
