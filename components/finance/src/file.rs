//! A list as a file of CSV, which is made while it is sent (docs/ledger.md, "CSV").

use crate::csv::{Kind, Lines, MARK};
use feiqian_operator::call::{Known, Reply};
use feiqian_operator::problem::{Flaw, Problem};
use feiqian_platform::stream::{Chunks, NextChunk};
use feiqian_platform::{Platform, Stream};
use std::future::Future;

/// How many rows one statement of a file answers.
pub const ROWS: i64 = 500;

/// A column of a list: the member of its items.
#[derive(Debug, Clone, Copy)]
pub struct Column(pub &'static str, pub Kind);

/// Some rows of a list, texts in the order of its columns.
#[derive(Debug)]
pub struct Rows {
    pub rows: Vec<Vec<String>>,
    /// Whether there are no others behind them.
    pub are_last: bool,
}

/// Where the rows of a file come from.
pub trait Source: Send + 'static {
    /// The next rows; there may be none before the last.
    fn next(&mut self, platform: &Platform) -> impl Future<Output = Result<Rows, String>>;
}

/// Answers a file.
///
/// # Errors
/// 422 for a wrong `text`.
pub fn file(
    known: &Known<'_>,
    name: &str,
    columns: &'static [Column],
    source: impl Source,
) -> Result<Reply, Problem> {
    let is_marked = is_marked(known)?;
    let mut head = Lines::new(is_marked);
    head.add(columns.iter().map(|column| (Kind::Plain, column.0)));
    let head = [MARK.as_bytes(), &head.into_bytes()].concat();
    let file = File { source, columns, head: Some(head), is_marked, lines: 0, is_over: false };
    Ok(Reply {
        status: 200,
        file: Some(format!("{name}.csv")),
        stream: Some(Stream::new(file)),
        ..Reply::default()
    })
}

/// Whether the query wants texts marked for spreadsheets: `text=plain` does not.
///
/// # Errors
/// 422.
pub fn is_marked(known: &Known<'_>) -> Result<bool, Problem> {
    match known.call.query("text").as_deref() {
        None | Some("spreadsheet") => Ok(true),
        Some("plain") => Ok(false),
        Some(_) => Err(Problem::Invalid(vec![Flaw::new("?text", "in", "spreadsheet or plain.")])),
    }
}

struct File<S> {
    source: S,
    columns: &'static [Column],
    head: Option<Vec<u8>>,
    is_marked: bool,
    lines: u64,
    is_over: bool,
}

impl<S: Source> Chunks for File<S> {
    fn next<'c>(&'c mut self, platform: &'c Platform) -> NextChunk<'c> {
        Box::pin(async move {
            if let Some(head) = self.head.take() {
                return Ok(Some(head));
            }
            let mut lines = Lines::new(self.is_marked);
            let before = self.lines;
            // Rows of which none fits make no chunk.
            while self.lines == before && !self.is_over {
                let some = self.source.next(platform).await?;
                for row in some.rows {
                    let kinds = self.columns.iter().map(|column| column.1);
                    lines.add(kinds.zip(row.iter().map(String::as_str)));
                    self.lines += 1;
                }
                if some.are_last {
                    lines.end(self.lines);
                    self.is_over = true;
                    return Ok(Some(lines.into_bytes()));
                }
            }
            Ok((self.lines > before).then(|| lines.into_bytes()))
        })
    }
}
