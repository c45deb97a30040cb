//! `GET /internal/metrics`: how the bundle stands, in Prometheus' text format 0.0.4. Every number is read by an index and
//! bounded, all of one snapshot; an instance keeps its answer for a few seconds, so that scraping costs next to nothing.

mod families;
mod text;

use crate::ready;
use families::{FAMILIES, Family, LIMIT};
use feiqian_delivery::operator;
use feiqian_platform::http::{Request, Response, StatusCode, header};
use feiqian_platform::{DatabaseError, Platform, Value, variables};
use std::cell::RefCell;
use text::Text;

/// How long an answer is kept, in milliseconds.
const KEPT_MS: u64 = 5_000;

/// The media type of the format.
const MEDIA_TYPE: &str = "text/plain; version=0.0.4; charset=utf-8";

/// The tables that several families read, once.
const SHARED: &str = "WITH queued (topic, next_at) AS MATERIALIZED (
    SELECT topic, next_at FROM outbox WHERE state = 'queued' ORDER BY next_at LIMIT ?2)";

/// An answer, and when it was made.
struct Kept {
    text: String,
    at_ms: i64,
}

thread_local! {
    static KEPT: RefCell<Option<Kept>> = const { RefCell::new(None) };
}

/// Answers a call.
pub async fn handle(platform: &Platform, request: &Request) -> Response {
    if let Err(denied) = operator::admit(platform, request).await {
        return denied.into_response(platform, &request.id);
    }
    let kept = KEPT.with_borrow(|kept| {
        let kept = kept.as_ref().filter(|kept| platform.now_ms().abs_diff(kept.at_ms) < KEPT_MS);
        kept.map(|kept| kept.text.clone())
    });
    if let Some(text) = kept {
        return told(text);
    }
    match measured(platform, &request.id).await {
        Ok(text) => {
            KEPT.set(Some(Kept { text: text.clone(), at_ms: platform.now_ms() }));
            told(text)
        }
        Err(DatabaseError::Busy) => operator::busy(),
        Err(error) => operator::fault(platform, &request.id, &format!("metrics: {error}")),
    }
}

fn told(text: String) -> Response {
    let mut response = Response::new(StatusCode::OK, text)
        .with(header::CONTENT_TYPE, MEDIA_TYPE)
        .with(header::CACHE_CONTROL, "no-store");
    response.code = "200".into();
    // Prometheus asks every few seconds.
    response.silent = true;
    response
}

async fn measured(platform: &Platform, request_id: &str) -> Result<String, DatabaseError> {
    let mut text = Text::default();
    text.gauge("feiqian_build_info", "The version of the bundle; always 1.");
    text.sample("feiqian_build_info", &[("version", env!("CARGO_PKG_VERSION"))], 1);
    let missing = ready::found(platform, request_id).await;
    text.gauge("feiqian_ready", "1 if GET /internal/ready answers 200, else 0.");
    text.sample("feiqian_ready", &[], missing.is_empty().into());
    text.gauge("feiqian_missing", "What GET /internal/ready misses, by name; always 1.");
    for name in &missing {
        text.sample("feiqian_missing", &[("name", name)], 1);
    }
    if missing.iter().any(|name| ["database", "schema"].contains(name)) {
        // There is nothing to be counted; `feiqian_ready` says so.
        return Ok(text.into_string());
    }
    counted(platform, request_id, &mut text).await?;
    if let Some(bytes) = platform.database_bytes().await? {
        text.gauge(
            "feiqian_database_bytes",
            "Size of the embedded database's file: its pages times their size.",
        );
        text.sample("feiqian_database_bytes", &[], bytes);
    }
    if let Some(pages) = platform.checkpoint().await? {
        text.gauge("feiqian_wal_pages", "Pages in the write-ahead log of the embedded database.");
        text.sample("feiqian_wal_pages", &[], i64::try_from(pages).unwrap_or(i64::MAX));
    }
    Ok(text.into_string())
}

/// One statement that reads every family; its rows are family, first label, second label, number. `?1` now, `?2` how far
/// to count, `?3` the attempts that a login window holds.
fn statement() -> String {
    let mut statement = SHARED.to_owned();
    for (index, family) in FAMILIES.iter().enumerate() {
        for (part, sql) in family.sql.iter().enumerate() {
            statement += if index + part == 0 { "\n" } else { "\nUNION ALL " };
            statement += &format!("SELECT {index}, * FROM ({sql})");
        }
    }
    statement
}

async fn counted(platform: &Platform, request_id: &str, text: &mut Text) -> Result<(), DatabaseError> {
    let per_minute = match variables::number(platform, "login_rate_per_minute", 1, 10_000).await {
        Ok(per_minute) => per_minute,
        Err(fault) => {
            platform.log_fault(request_id, &fault);
            i64::MAX
        }
    };
    let values = [Value::from(platform.now_ms()), LIMIT.into(), per_minute.into()];
    let mut found: Vec<Vec<(String, String, i64)>> = FAMILIES.iter().map(|_| Vec::new()).collect();
    for mut row in platform.query(&statement(), &values).await? {
        let index = usize::try_from(row.take::<i64>()?).unwrap_or(usize::MAX);
        let samples = found.get_mut(index).ok_or(DatabaseError::Shape { column: 0 })?;
        samples.push((row.take()?, row.take()?, row.take()?));
    }
    FAMILIES.iter().zip(found).for_each(|(family, samples)| tell(text, family, samples));
    Ok(())
}

/// Tells a family: what was found, and 0 for what is known and was not found.
fn tell(text: &mut Text, family: &Family, mut samples: Vec<(String, String, i64)>) {
    for (first, second) in family.known {
        if !samples.iter().any(|sample| sample.0 == *first && sample.1 == *second) {
            samples.push(((*first).to_owned(), (*second).to_owned(), 0));
        }
    }
    samples.sort_unstable();
    text.family(family.name, family.kind, family.help);
    for (first, second, number) in &samples {
        let values = [first.as_str(), second.as_str()];
        let labels: Vec<(&str, &str)> = family.labels.iter().copied().zip(values).collect();
        text.sample(family.name, &labels, *number);
    }
}

/// The statement, for the test of its plan.
#[cfg(not(target_arch = "wasm32"))]
pub fn statement_for_tests() -> String {
    statement()
}
