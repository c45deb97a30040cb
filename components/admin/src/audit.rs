//! `GET /audit`: what operators did, the newest first. `before` is the id before which a page begins.

use crate::call::{Known, Reply};
use crate::problem::Problem;
use feiqian_platform::Value;
use serde_json::Value as Json;

const PAGE: i64 = 50;
const LONGEST_PAGE: i64 = 500;

/// The filters of the query, and the columns that they compare. An index has each with `id` behind it.
const FILTERS: [(&str, &str); 3] = [("resource", "resource"), ("key", "key"), ("operator", "operator")];

/// The statement of a page with these filters.
pub fn statement(filters: &[&str]) -> String {
    let mut conditions = String::new();
    for (at, column) in filters.iter().enumerate() {
        conditions.push_str(&format!("{column} = ?{} AND ", at + 3));
    }
    format!(
        "SELECT coalesce('[' || group_concat(json_object('id', id, 'at', strftime('%Y-%m-%dT%H:%M:%SZ', created_at / 1000,
                  'unixepoch'), 'operator', operator, 'role', role, 'token_id', token_id, 'client_ip', client_ip,
                  'trace_id', trace_id, 'action', action, 'resource', resource, 'key', key, 'before', json(old_body),
                  'after', json(new_body), 'hash', hash), ',') || ']', '[]'), min(id), count(*)
           FROM (SELECT * FROM admin_audit WHERE {conditions}id < ?1 ORDER BY id DESC LIMIT ?2)"
    )
}

pub async fn list(known: &Known<'_>) -> Result<Reply, Problem> {
    let call = &known.call;
    let before = call.query_number("before", i64::MAX, i64::MAX)?;
    let limit = call.query_number("limit", PAGE, LONGEST_PAGE)?;
    let mut named: Vec<Value> = vec![before.into(), limit.into()];
    let mut columns = Vec::new();
    for (name, column) in FILTERS {
        if let Some(value) = call.query(name) {
            columns.push(column);
            named.push(value.into());
        }
    }
    let mut row = call.platform.query_row(&statement(&columns), &named).await?;
    let (items, last, count): (String, Option<i64>, i64) = (row.take()?, row.take()?, row.take()?);
    let next = Json::from(last.filter(|_| count == limit));
    Ok(Reply::ok(format!(r#"{{"items":{items},"next":{next}}}"#)))
}
