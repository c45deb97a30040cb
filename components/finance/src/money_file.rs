//! The lists of money as files: window by window, as their pages are read (`page`).

use crate::csv::{Kind, Lines, MARK};
use crate::filters::Filters;
use crate::listing::{Column, is_marked};
use crate::page::{List, statement};
use feiqian_operator::call::{Known, Reply};
use feiqian_operator::problem::Problem;
use feiqian_platform::stream::{Chunks, NextChunk};
use feiqian_platform::{DatabaseError, Platform, Stream, Value};
use serde_json::{Map, Value as Json};

/// Lengths of the windows: longer where few rows fit the filters.
const WINDOWS: [i64; 3] = [500, 4_000, 16_000];

/// The most rows that a window answers.
const ROWS: i64 = 500;

/// The whole list of a call's filters as a file.
///
/// # Errors
/// 422 for a wrong filter.
pub fn file(
    known: &Known<'_>,
    name: &str,
    list: &List,
    mut filters: Filters<'_>,
    columns: &'static [Column],
) -> Result<Reply, Problem> {
    filters.finish()?;
    let is_marked = is_marked(known)?;
    let mut head = Lines::new(is_marked);
    head.add(columns.iter().map(|column| (Kind::Plain, column.0)));
    let file = File {
        sql: statement(list, &filters.conditions),
        values: filters.values,
        place: list.source.order.start(),
        window: 0,
        columns,
        head: Some([MARK.as_bytes(), &head.into_bytes()].concat()),
        is_marked,
        lines: 0,
        is_over: false,
    };
    let stream = Some(Stream::new(file));
    Ok(Reply { status: 200, file: Some(format!("{name}.csv")), stream, ..Reply::default() })
}

struct File {
    sql: String,
    values: Vec<Value>,
    /// Where the last window has ended.
    place: (i64, i64),
    window: usize,
    columns: &'static [Column],
    head: Option<Vec<u8>>,
    is_marked: bool,
    lines: u64,
    is_over: bool,
}

impl File {
    /// The items of the next window.
    async fn items(&mut self, platform: &Platform) -> Result<Vec<String>, DatabaseError> {
        let window = WINDOWS.get(self.window).copied().unwrap_or(ROWS);
        let mut values: Vec<Value> =
            vec![window.into(), ROWS.into(), self.place.0.into(), self.place.1.into()];
        values.extend(self.values.iter().cloned());
        let (mut items, mut examined, mut end, mut last) = (Vec::new(), 0, self.place, self.place);
        for mut row in platform.query(&self.sql, &values).await? {
            examined = row.take::<i64>(0)?;
            if examined == 0 {
                break;
            }
            end = (row.take(1)?, row.take(2)?);
            if row.is_null(4) {
                break;
            }
            last = (row.take(3)?, row.take(4)?);
            items.push(row.take(5)?);
        }
        let is_full = i64::try_from(items.len()).is_ok_and(|count| count == ROWS);
        // A window of more fitting rows than are answered goes on behind the last of them.
        self.place = if is_full { last } else { end };
        self.is_over = examined < window && (!is_full || last == end);
        self.window = if is_full { 0 } else { (self.window + 1).min(WINDOWS.len() - 1) };
        Ok(items)
    }

    fn add(&mut self, lines: &mut Lines, item: &str) -> Result<(), String> {
        let members: Map<String, Json> = serde_json::from_str(item).map_err(|error| error.to_string())?;
        let cells: Vec<String> = self.columns.iter().map(|column| cell(members.get(column.0))).collect();
        lines.add(self.columns.iter().map(|column| column.1).zip(cells.iter().map(String::as_str)));
        self.lines += 1;
        Ok(())
    }
}

fn cell(value: Option<&Json>) -> String {
    match value {
        None | Some(Json::Null) => String::new(),
        Some(Json::String(text)) => text.clone(),
        Some(other) => other.to_string(),
    }
}

impl Chunks for File {
    fn next<'c>(&'c mut self, platform: &'c Platform) -> NextChunk<'c> {
        Box::pin(async move {
            if let Some(head) = self.head.take() {
                return Ok(Some(head));
            }
            let mut lines = Lines::new(self.is_marked);
            let mut is_empty = true;
            // A window without a fitting row makes no chunk.
            while is_empty && !self.is_over {
                for item in self.items(platform).await.map_err(|error| error.to_string())? {
                    self.add(&mut lines, &item)?;
                    is_empty = false;
                }
                if self.is_over {
                    lines.end(self.lines);
                    is_empty = false;
                }
            }
            Ok((!is_empty).then(|| lines.into_bytes()))
        })
    }
}
