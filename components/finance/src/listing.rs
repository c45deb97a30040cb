//! Lists, as pages of JSON and as files of CSV: one statement for both.

use crate::file::{self, Column, ROWS, Rows};
use feiqian_operator::call::{Known, Reply};
use feiqian_operator::problem::{Flaw, Problem};
use feiqian_platform::{DatabaseError, Platform, Value};
use serde_json::{Map, Value as Json};

/// How many items a page has unless the query says otherwise, and how many at the most.
const PAGE: i64 = 100;
const LONGEST_PAGE: i64 = 500;

/// What a list reads.
#[derive(Debug, Clone)]
pub struct Listing {
    /// One page in the list's order. Its columns are those of the cursor, then those of the items; texts and integers. Its
    /// parameters are the cursor behind which it begins, the number of rows, and `filters`.
    pub sql: String,
    /// Where the first page begins.
    pub cursor: Vec<Value>,
    pub filters: Vec<Value>,
    pub columns: &'static [Column],
}

impl Listing {
    /// The rows behind the cursor, which moves on. They begin with the cells of the items.
    async fn rows(&mut self, platform: &Platform, limit: i64) -> Result<Vec<Vec<Value>>, DatabaseError> {
        let mut named = self.cursor.clone();
        named.push(limit.into());
        named.extend(self.filters.iter().cloned());
        let rows = platform.query(&self.sql, &named).await?;
        let mut items = Vec::with_capacity(rows.len());
        let last = rows.len().saturating_sub(1);
        for (at, mut row) in rows.into_iter().enumerate() {
            if at == last {
                for part in &mut self.cursor {
                    *part = row.take_value()?;
                }
            } else {
                row.skip(self.cursor.len());
            }
            let cells = self.columns.iter().map(|_| row.take_value());
            items.push(cells.collect::<Result<_, _>>()?);
        }
        Ok(items)
    }

    /// A page as JSON: `limit` items behind `after`, which is the `next` of the page before.
    pub async fn page(mut self, known: &Known<'_>) -> Result<Reply, Problem> {
        let call = &known.call;
        let limit = call.query_number("limit", PAGE, LONGEST_PAGE)?;
        if let Some(after) = call.query("after") {
            self.begin_after(&after)?;
        }
        let rows = self.rows(call.platform, limit).await?;
        let is_full = i64::try_from(rows.len()).is_ok_and(|count| count == limit);
        let items = rows.into_iter().map(|cells| self.item(cells));
        let mut body = Map::new();
        body.insert("items".into(), items.collect());
        body.insert("next".into(), if is_full { self.next().into() } else { Json::Null });
        Ok(Reply::ok(Json::Object(body).to_string()))
    }

    /// The one item that there is, if any.
    pub async fn only(mut self, platform: &Platform) -> Result<Option<Json>, DatabaseError> {
        let cells = self.rows(platform, 1).await?.pop();
        Ok(cells.map(|cells| self.item(cells)))
    }

    fn item(&self, cells: Vec<Value>) -> Json {
        let members = self.columns.iter().zip(cells);
        Json::Object(members.map(|(column, cell)| (column.0.to_owned(), json(cell))).collect::<Map<_, _>>())
    }

    /// The cursor as a client sees it: its parts joined by `~`, which no text of a cursor has.
    fn next(&self) -> String {
        let parts = self.cursor.iter().map(|part| match part {
            Value::Integer(number) => number.to_string(),
            Value::Text(text) => text.clone(),
            _ => String::new(),
        });
        parts.collect::<Vec<_>>().join("~")
    }

    fn begin_after(&mut self, after: &str) -> Result<(), Problem> {
        let flaw = || Problem::Invalid(vec![Flaw::new("?after", "string", "The `next` of a page.")]);
        let parts: Vec<&str> = after.split('~').collect();
        if parts.len() != self.cursor.len() {
            return Err(flaw());
        }
        for (part, given) in self.cursor.iter_mut().zip(parts) {
            *part = match part {
                Value::Integer(_) => given.parse::<i64>().map_err(|_| flaw())?.into(),
                _ => given.into(),
            };
        }
        Ok(())
    }

    /// The whole list as a file of CSV.
    pub fn file(self, known: &Known<'_>, name: &str) -> Result<Reply, Problem> {
        file::file(known, name, self.columns, self)
    }
}

impl file::Source for Listing {
    async fn next(&mut self, platform: &Platform) -> Result<Rows, String> {
        let rows = self.rows(platform, ROWS).await.map_err(|error| error.to_string())?;
        let are_last = i64::try_from(rows.len()).is_ok_and(|count| count < ROWS);
        let rows = rows.into_iter().map(|cells| cells.into_iter().map(text).collect()).collect();
        Ok(Rows { rows, are_last })
    }
}

fn json(cell: Value) -> Json {
    match cell {
        Value::Integer(number) => number.into(),
        Value::Text(text) => text.into(),
        _ => Json::Null,
    }
}

fn text(cell: Value) -> String {
    match cell {
        Value::Integer(number) => number.to_string(),
        Value::Text(text) => text,
        _ => String::new(),
    }
}
