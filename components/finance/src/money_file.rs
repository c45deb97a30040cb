//! The lists of money as files: window by window, as their pages are read (`page`).

use crate::file::{self, Column, ROWS, Rows};
use crate::filters::Filters;
use crate::page::{MoneyList, Place, WINDOWS, Window, statement};
use feiqian_operator::call::{Known, Reply};
use feiqian_operator::problem::Problem;
use feiqian_platform::{DatabaseError, Platform, Value};
use serde_json::{Map, Value as Json};

/// What a file knows beside the filters of its list.
const MARKS: &str = "text";

/// The whole list of a call's filters, as a file.
///
/// # Errors
/// 422 for a wrong filter.
pub fn file(known: &Known<'_>, list: &MoneyList) -> Result<Reply, Problem> {
    let mut filters = Filters::of(&known.call, &[list.filters, &[MARKS]].concat());
    let selected = (list.select)(&mut filters);
    filters.finish()?;
    let windows = Windows {
        sql: statement(&selected, &filters.conditions),
        values: filters.values,
        place: selected.source.order.start(),
        window: 0,
        columns: list.columns,
    };
    file::file(known, list.name, list.columns, windows)
}

struct Windows {
    sql: String,
    values: Vec<Value>,
    /// Where the last window has ended.
    place: Place,
    /// Of [`WINDOWS`]: longer ones where few rows fit the filters.
    window: usize,
    columns: &'static [Column],
}

impl Windows {
    /// The items of the next window, and whether it is the last.
    async fn items(&mut self, platform: &Platform) -> Result<(Vec<String>, bool), DatabaseError> {
        let length = WINDOWS.get(self.window).copied().unwrap_or(ROWS);
        let read = Window::read(platform, &self.sql, (length, ROWS), self.place, &self.values).await?;
        let is_full = i64::try_from(read.items.len()).is_ok_and(|count| count == ROWS);
        let end = read.end.unwrap_or(self.place);
        let last = read.items.last().map_or(self.place, |(place, _)| *place);
        // A window of more fitting rows than are answered goes on behind the last of them.
        self.place = if is_full { last } else { end };
        self.window = if is_full { 0 } else { (self.window + 1).min(WINDOWS.len() - 1) };
        let is_last = read.examined < length && (!is_full || last == end);
        Ok((read.items.into_iter().map(|(_, item)| item).collect(), is_last))
    }

    fn cells(&self, item: &str) -> Result<Vec<String>, String> {
        let members: Map<String, Json> = serde_json::from_str(item).map_err(|error| error.to_string())?;
        Ok(self.columns.iter().map(|column| cell(members.get(column.0))).collect())
    }
}

impl file::Source for Windows {
    async fn next(&mut self, platform: &Platform) -> Result<Rows, String> {
        let (items, are_last) = self.items(platform).await.map_err(|error| error.to_string())?;
        let rows = items.iter().map(|item| self.cells(item)).collect::<Result<_, _>>()?;
        Ok(Rows { rows, are_last })
    }
}

fn cell(value: Option<&Json>) -> String {
    match value {
        None | Some(Json::Null) => String::new(),
        Some(Json::String(text)) => text.clone(),
        Some(other) => other.to_string(),
    }
}
