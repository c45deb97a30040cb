//! Short tables, as JSON or as CSV by what the client wants.

use crate::csv::{Kind, Lines, MARK};
use crate::file::{Column, is_marked};
use feiqian_operator::call::{Known, Reply};
use feiqian_operator::problem::Problem;
use feiqian_platform::http::header;
use serde_json::{Map, Value};

/// Lines of as many texts as there are columns; an empty one is no value.
pub type Rows = Vec<Vec<String>>;

/// Whether a client wants CSV: `format=csv`, or `Accept: text/csv`.
///
/// # Errors
/// 422 for a format that is none.
pub fn wants_csv(known: &Known<'_>) -> Result<bool, Problem> {
    match crate::query::one_of(&known.call, "format", &["json", "csv"])? {
        Some(format) => Ok(format == "csv"),
        None => {
            let accepted = known.call.request.header(header::ACCEPT.as_str()).unwrap_or_default();
            Ok(accepted
                .split(',')
                .any(|item| item.split(';').next().is_some_and(|item| item.trim() == "text/csv")))
        }
    }
}

/// The table as a file.
pub fn csv(known: &Known<'_>, name: &str, columns: &[Column], rows: &Rows) -> Result<Reply, Problem> {
    let mut lines = Lines::new(is_marked(known)?);
    lines.add(columns.iter().map(|column| (Kind::Plain, column.0)));
    for row in rows {
        lines.add(columns.iter().map(|column| column.1).zip(row.iter().map(String::as_str)));
    }
    lines.end(rows.len() as u64);
    let bytes = lines.into_bytes();
    // The writer puts texts together.
    let body = MARK.to_owned() + &String::from_utf8_lossy(&bytes);
    Ok(Reply { status: 200, body, file: Some(format!("{name}.csv")), ..Reply::default() })
}

/// The table as the member `items` of an object; `counts` are columns of whole numbers.
pub fn json(columns: &[Column], counts: &[&str], rows: Rows) -> Value {
    let item = |row: Vec<String>| {
        let members = columns.iter().zip(row).map(|(column, text)| {
            let value = match text.parse::<i64>() {
                _ if text.is_empty() => Value::Null,
                Ok(number) if counts.contains(&column.0) => number.into(),
                _ => text.into(),
            };
            (column.0.to_owned(), value)
        });
        Value::Object(members.collect::<Map<_, _>>())
    };
    rows.into_iter().map(item).collect()
}
