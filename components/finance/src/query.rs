//! Filters of a query, each by its rule.

use crate::sums::DAY_MS;
use feiqian_operator::call::Routed;
use feiqian_operator::day;
use feiqian_operator::problem::{Flaw, Problem};
use feiqian_operator::time;

/// The last instant that a filter names: the end of the year 9999.
pub const FOREVER_MS: i64 = 253_402_300_800_000;

/// A filter that is wrong.
pub fn flaw(name: &str, code: &'static str, detail: &'static str) -> Problem {
    Problem::Invalid(vec![Flaw::new(format!("?{name}"), code, detail)])
}

/// A text of at most 64 letters, digits, dots, hyphens and underscores.
pub fn word(call: &Routed<'_>, name: &str) -> Result<Option<String>, Problem> {
    let is_word = |text: &String| {
        (1..=64).contains(&text.len())
            && text.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'.' | b'-' | b'_'))
    };
    match call.query(name) {
        Some(text) if !is_word(&text) => {
            Err(flaw(name, "string", "1 to 64 letters, digits, dots, hyphens and underscores."))
        }
        text => Ok(text),
    }
}

/// One of some words.
pub fn one_of(
    call: &Routed<'_>,
    name: &str,
    words: &'static [&'static str],
) -> Result<Option<&'static str>, Problem> {
    let Some(text) = call.query(name) else { return Ok(None) };
    let found = words.iter().find(|word| **word == text).copied();
    found.map(Some).ok_or_else(|| {
        Problem::Invalid(vec![Flaw::new(format!("?{name}"), "in", format!("One of {}.", words.join(", ")))])
    })
}

/// An instant in unix milliseconds: RFC 3339, or a day, which begins at midnight of UTC.
pub fn instant(call: &Routed<'_>, name: &str) -> Result<Option<i64>, Problem> {
    let Some(text) = call.query(name) else { return Ok(None) };
    // A plus sign of a query that was not escaped is a blank.
    let instant = time::parse(&text.replace(' ', "+")).or_else(|| Some(day::number(&text)? * DAY_MS));
    instant.map(Some).ok_or_else(|| flaw(name, "string", "RFC 3339, or a day as 2026-01-31."))
}

/// A day, in days since 1970-01-01.
pub fn day(call: &Routed<'_>, name: &'static str) -> Result<i64, Problem> {
    let text = call.query(name).ok_or_else(|| flaw(name, "required", "Required."))?;
    day::number(&text).ok_or_else(|| flaw(name, "string", "A day as 2026-01-31."))
}

/// By how many minutes the day begins before that of UTC. A plus that the URL did not escape is a blank here.
pub fn day_offset(call: &Routed<'_>) -> Result<Option<i64>, Problem> {
    let Some(text) = call.query("day_offset") else { return Ok(None) };
    let offset = day::offset(&text.replace(' ', "+"));
    offset.map(Some).ok_or_else(|| flaw("day_offset", "string", "-12:00 to +14:00."))
}
