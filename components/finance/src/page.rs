//! Pages of lists, the newest first, in bounded time however long the table is.
//!
//! A list is read by windows: rows of an index behind the place where the last page has ended, of which those that fit the
//! other filters are answered. The first window is as long as the page; where few rows fit, the next ones are longer, up to
//! [`EXAMINED`] rows a request. So a page may be short, or empty, while `next` is not null.

use crate::file::Column;
use crate::filters::Filters;
use feiqian_operator::call::{Known, Reply, Routed};
use feiqian_operator::problem::{Flaw, Problem};
use feiqian_platform::{DatabaseError, Platform, Value};

const PAGE: i64 = 50;
const LONGEST_PAGE: i64 = 500;

/// Lengths of windows where few rows fit, and how many rows a request looks at.
pub const WINDOWS: [i64; 3] = [500, 4_000, 16_000];
pub const EXAMINED: i64 = LONGEST_PAGE + 1 + 500 + 4_000 + 16_000;

/// In which order a list stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Order {
    /// By `id`, the newest first.
    Id,
    /// By `t` and `id`, the newest first.
    Time,
    /// By `t` and `id`, the earliest first.
    Due,
}

impl Order {
    /// The condition that a row stands behind the place where the page before has ended.
    pub fn behind(self, time: &str, id: &str) -> String {
        match self {
            Order::Id => format!("{id} < ?4"),
            Order::Time => format!("{time} <= ?3 AND ({time} < ?3 OR {id} < ?4)"),
            Order::Due => format!("{time} >= ?3 AND ({time} > ?3 OR {id} > ?4)"),
        }
    }

    /// The terms of ORDER BY.
    pub fn terms(self, time: &str, id: &str) -> String {
        match self {
            Order::Id => format!("{id} DESC"),
            Order::Time => format!("{time} DESC, {id} DESC"),
            Order::Due => format!("{time}, {id}"),
        }
    }

    const fn reversed(self) -> &'static str {
        match self {
            Order::Id => "id",
            Order::Time => "t, id",
            Order::Due => "t DESC, id DESC",
        }
    }

    /// Where the first page begins.
    pub const fn start(self) -> Place {
        match self {
            Order::Id | Order::Time => (i64::MAX, i64::MAX),
            Order::Due => (i64::MIN, i64::MIN),
        }
    }
}

/// Where the rows of a list come from.
#[derive(Debug)]
pub struct Source {
    pub order: Order,
    /// A SELECT of `t` and `id` in that order, with at most `?1` rows: `?3` and `?4` are where the page before has ended.
    pub sql: String,
}

impl Source {
    /// The rows of one table: `condition` is on its columns.
    pub fn of(order: Order, table: &str, time: &str, id: &str, condition: &str) -> Self {
        let (behind, terms) = (order.behind(time, id), order.terms(time, id));
        let sql = format!(
            "SELECT {time} AS t, {id} AS id FROM {table} WHERE {condition} AND {behind} ORDER BY {terms} LIMIT ?1 + 0"
        );
        Source { order, sql }
    }

    /// The rows of several sources of one order.
    pub fn union(order: Order, parts: &[String]) -> Self {
        let parts: Vec<_> = parts.iter().map(|part| format!("SELECT t, id FROM ({part})")).collect();
        let sql = format!("{} ORDER BY {} LIMIT ?1 + 0", parts.join(" UNION ALL "), order.terms("t", "id"));
        Source { order, sql }
    }

    /// For each row of `owners` the rows of a table that are its own; `owned` names the owner's columns. Each owner's are read by
    /// the table's index, which ends in `id`.
    pub fn of_each(owners: &str, table: &str, owned: &str) -> Self {
        let sql = format!(
            "SELECT x.created_at AS t, x.id AS id FROM {owners} CROSS JOIN {table} x
              WHERE x.id IN (SELECT y.id FROM {table} y WHERE {owned} AND y.id < ?4 ORDER BY y.id DESC LIMIT ?1 + 0)
              ORDER BY x.id DESC LIMIT ?1 + 0"
        );
        Source { order: Order::Id, sql }
    }
}

/// What a list answers of each row.
#[derive(Debug)]
pub struct List {
    pub source: Source,
    /// The tables of a row: `k.t` and `k.id` are those of the source.
    pub tables: &'static str,
    /// A JSON text.
    pub item: &'static str,
}

/// The statement of a window.
pub fn statement(list: &List, conditions: &[String]) -> String {
    let Source { order, sql } = &list.source;
    let (terms, reversed) = (order.terms("k.t", "k.id"), order.reversed());
    let conditions = conditions.iter().map(|condition| format!(" AND {condition}")).collect::<String>();
    format!(
        "WITH k (t, id) AS MATERIALIZED ({sql})
         SELECT win.n, win.t, win.id, i.t, i.id, i.item
           FROM (SELECT count(*) AS n, (SELECT t FROM k ORDER BY {reversed} LIMIT 1) AS t,
                        (SELECT id FROM k ORDER BY {reversed} LIMIT 1) AS id FROM k) win
           LEFT JOIN (SELECT k.t AS t, k.id AS id, {item} AS item FROM k {tables} WHERE 1{conditions}
                       ORDER BY {terms} LIMIT ?2 + 0) i",
        item = list.item,
        tables = list.tables
    )
}

/// The time and the id of a row.
pub type Place = (i64, i64);

/// What a window has answered.
#[derive(Debug)]
pub struct Window {
    /// How many rows were looked at.
    pub examined: i64,
    /// The last of them, if there was one.
    pub end: Option<Place>,
    /// Those that fit, each with its place.
    pub items: Vec<(Place, String)>,
}

impl Window {
    /// Reads `length` rows behind a place, of which `limit` may be answered, by a [`statement`] and the values of its filters.
    ///
    /// # Errors
    /// A fault.
    pub async fn read(
        platform: &Platform,
        sql: &str,
        (length, limit): (i64, i64),
        behind: Place,
        filters: &[Value],
    ) -> Result<Self, DatabaseError> {
        let mut values: Vec<Value> = vec![length.into(), limit.into(), behind.0.into(), behind.1.into()];
        values.extend(filters.iter().cloned());
        let mut window = Window { examined: 0, end: None, items: Vec::new() };
        for mut row in platform.query(sql, &values).await? {
            window.examined = row.take()?;
            if window.examined == 0 {
                break;
            }
            window.end = Some((row.take()?, row.take()?));
            let time: Option<i64> = row.take()?;
            let Some(id) = row.take()? else { break };
            window.items.push(((time.unwrap_or_default(), id), row.take()?));
        }
        Ok(window)
    }
}

/// A list of the money views, as pages and as a file.
#[derive(Debug)]
pub struct MoneyList {
    /// The file's name.
    pub name: &'static str,
    /// The names of its filters.
    pub filters: &'static [&'static str],
    pub select: fn(&mut Filters<'_>) -> List,
    /// The members of its items, in their order.
    pub columns: &'static [Column],
}

impl MoneyList {
    /// Answers a page.
    ///
    /// # Errors
    /// 422 for a wrong filter, or a fault.
    pub async fn page(&self, known: &Known<'_>) -> Result<Reply, Problem> {
        let call = &known.call;
        let mut filters = Filters::of(call, self.filters);
        let list = (self.select)(&mut filters);
        let limit = call.query_number("limit", PAGE, LONGEST_PAGE);
        let place = place(call, list.source.order);
        filters.finish()?;
        let (limit, mut place) = (limit?, place?);
        let sql = statement(&list, &filters.conditions);
        let mut items = Vec::new();
        let (mut found, mut has_more) = (0, true);
        for length in std::iter::once(limit + 1).chain(WINDOWS) {
            let window =
                Window::read(call.platform, &sql, (length, limit - found), place, &filters.values).await?;
            for (at, item) in window.items {
                place = at;
                items.push(item);
                found += 1;
            }
            has_more = window.examined == length;
            if found == limit {
                has_more |= window.end != Some(place);
                break;
            }
            place = window.end.unwrap_or(place);
            if !has_more {
                break;
            }
        }
        let next = if has_more { format!("\"{}.{}\"", place.0, place.1) } else { "null".into() };
        Ok(Reply::ok(format!(r#"{{"items":[{}],"next":{next}}}"#, items.join(","))))
    }
}

/// Where a page begins: `after` is the `next` of the page before.
fn place(call: &Routed<'_>, order: Order) -> Result<Place, Problem> {
    let Some(after) = call.query("after") else { return Ok(order.start()) };
    let parts = after.split_once('.').and_then(|(t, id)| Some((t.parse().ok()?, id.parse().ok()?)));
    parts.ok_or_else(|| Problem::Invalid(vec![Flaw::new("?after", "string", "The `next` of a page.")]))
}
