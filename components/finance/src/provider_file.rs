//! The lines of a provider's file, by its format.

use crate::records::{Record, Records};
use crate::statement_format::StatementFormat;
use feiqian_money::{Currency, cashier};
use feiqian_operator::day;
use feiqian_operator::problem::{Flaw, Problem};
use std::collections::BTreeSet;

/// The most lines of a file, and the most faults that are told.
pub const LINES: usize = 20_000;
const FLAWS: usize = 20;

/// A line that counts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Line {
    /// Its number in the file, from 1 on.
    pub line: u64,
    pub number: String,
    pub currency: Currency,
    pub minor: i64,
    /// Days since 1970-01-01.
    pub day: i64,
    /// Whether a line before it has the same number.
    pub is_duplicate: bool,
}

type Broken = &'static str;

/// The lines of a file that count. `day_offset` is by how many minutes our days begin before those of UTC.
///
/// # Errors
/// 422 with the lines that cannot be read.
pub fn lines(format: &StatementFormat, text: &str, day_offset: i64) -> Result<Vec<Line>, Problem> {
    let skipped = usize::try_from(format.skip_lines).unwrap_or_default();
    let text = text.strip_prefix(crate::csv::MARK).unwrap_or(text);
    let start: usize = text.split_inclusive('\n').take(skipped).map(str::len).sum();
    let delimiter = format.delimiter.bytes().next().unwrap_or(b',');
    let (mut found, mut flaws, mut seen) = (Vec::new(), Vec::new(), BTreeSet::new());
    let mut places = None;
    for record in Records::of(&text[start..], delimiter) {
        let Some(record) = record else { return Err(flaw("A line has more than 1000 columns.")) };
        let places = match &places {
            Some(places) => places,
            None => {
                let is_header = format.header;
                places = Some(Places::of(format, &record)?);
                if is_header {
                    continue;
                }
                places.as_ref().ok_or_else(|| flaw("It has no columns."))?
            }
        };
        let number = record.line + format.skip_lines;
        match line(format, places, &record, day_offset) {
            Ok(None) => {}
            Ok(Some(mut line)) => {
                line.line = number;
                line.is_duplicate = !seen.insert(line.number.clone());
                found.push(line);
            }
            Err(detail) => flaws.push(Flaw::new("/csv", "string", format!("Line {number}: {detail}"))),
        }
        if flaws.len() == FLAWS {
            break;
        }
        if found.len() > LINES {
            return Err(flaw("More than 20000 lines: send the days one by one."));
        }
    }
    if !flaws.is_empty() {
        return Err(Problem::Invalid(flaws));
    }
    if places.is_none() {
        return Err(flaw("The file is empty."));
    }
    Ok(found)
}

fn flaw(detail: &'static str) -> Problem {
    Problem::Invalid(vec![Flaw::new("/csv", "string", detail)])
}

/// Where the columns are.
struct Places {
    number: usize,
    amount: usize,
    currency: Option<usize>,
    time: usize,
    status: Option<usize>,
}

impl Places {
    /// By the first line, which has their names unless they are numbers.
    fn of(format: &StatementFormat, first: &Record) -> Result<Self, Problem> {
        let find = |column: &str| match format.header {
            true => first.cells.iter().position(|name| name.trim() == column),
            false => column.parse::<usize>().ok().and_then(|number| number.checked_sub(1)),
        };
        let needed = |column: &str| {
            find(column).ok_or_else(|| {
                Problem::Invalid(vec![Flaw::new("/csv", "string", format!("There is no column {column}."))])
            })
        };
        let optional = |column: &str| if column.is_empty() { Ok(None) } else { needed(column).map(Some) };
        Ok(Places {
            number: needed(&format.number_column)?,
            amount: needed(&format.amount_column)?,
            currency: optional(&format.currency_column)?,
            time: needed(&format.time_column)?,
            status: optional(&format.status_column)?,
        })
    }
}

/// One line; `None` if its status does not count.
fn line(
    format: &StatementFormat,
    places: &Places,
    record: &Record,
    day_offset: i64,
) -> Result<Option<Line>, Broken> {
    let cell = |place: usize| record.cells.get(place).map(|cell| trimmed(cell));
    if let Some(place) = places.status {
        let status = cell(place).ok_or("it has no status")?;
        if !format.status_values.iter().any(|value| value == status) {
            return Ok(None);
        }
    }
    let number = cell(places.number).filter(|text| (1..=64).contains(&text.len()));
    let number = number.ok_or("its number has not 1 to 64 bytes")?;
    let currency = match places.currency {
        Some(place) => cell(place).and_then(|code| Currency::parse(&code.to_ascii_uppercase())),
        None => Currency::parse(&format.currency),
    };
    let currency = currency.ok_or("its currency is not known")?;
    let minor = cell(places.amount).and_then(|text| amount(format, text, currency));
    let minor = minor.ok_or("its amount is no number of the currency")?;
    let day = cell(places.time).and_then(|text| day_of(format, text, day_offset));
    let day = day.ok_or("its time is not as time_format")?;
    Ok(Some(Line { line: 0, number: number.to_owned(), currency, minor, day, is_duplicate: false }))
}

/// A cell without blanks, and without what keeps spreadsheets from taking it for a number.
fn trimmed(cell: &str) -> &str {
    cell.trim().trim_start_matches(['\'', '`']).trim()
}

/// An amount in minor units, negative if it has another sign than amounts of such a file.
fn amount(format: &StatementFormat, text: &str, currency: Currency) -> Option<i64> {
    let (is_negative, digits) = match text.strip_prefix(['-', '\u{2212}']) {
        Some(digits) => (true, digits),
        None => (false, text.strip_prefix('+').unwrap_or(text)),
    };
    let mut plain = digits.to_owned();
    if !format.group_separator.is_empty() {
        plain = plain.replace(&format.group_separator, "");
    }
    if format.decimal_separator == "," {
        // A point that is no separator is a fault.
        plain = if plain.contains('.') { return None } else { plain.replace(',', ".") };
    }
    let minor = cashier::parse_upstream(&plain, currency).ok()?.minor();
    Some(if is_negative == format.negative_amounts { minor } else { -minor })
}

/// The day of a time: as it is written if it has no hour, else that of our own days.
fn day_of(format: &StatementFormat, text: &str, day_offset: i64) -> Option<i64> {
    let (mut text, mut form) = (text, format.time_format.as_str());
    let (mut year, mut month, mut date, mut clock) = ("", "", "", [0_i64; 3]);
    let mut has_hour = false;
    while let Some(first) = form.chars().next() {
        let Some(field) = form.strip_prefix('%').and_then(|rest| rest.chars().next()) else {
            text = text.strip_prefix(first)?;
            form = &form[first.len_utf8()..];
            continue;
        };
        let (part, rest) = text.split_at_checked(if field == 'Y' { 4 } else { 2 })?;
        if !part.bytes().all(|b| b.is_ascii_digit()) {
            return None;
        }
        match field {
            'Y' => year = part,
            'm' => month = part,
            'd' => date = part,
            'H' => (clock[0], has_hour) = (part.parse().ok()?, true),
            'M' => clock[1] = part.parse().ok()?,
            'S' => clock[2] = part.parse().ok()?,
            _ => return None,
        }
        text = rest;
        form = &form[1 + field.len_utf8()..];
    }
    let day = day::number(&format!("{year}-{month}-{date}"))?;
    let [hour, minute, second] = clock;
    if !text.is_empty() || hour > 23 || minute > 59 || second > 59 {
        return None;
    }
    if !has_hour {
        return Some(day);
    }
    let minutes = day * 1_440 + hour * 60 + minute - day::offset(&format.time_offset)? + day_offset;
    Some(minutes.div_euclid(1_440))
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::{Value, json};

    fn format(more: Value) -> StatementFormat {
        let mut body = json!({ "number_column": "No", "amount_column": "Amount", "time_column": "Paid", "currency": "CNY" });
        body.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        let Value::Object(members) = body else { panic!("an object") };
        StatementFormat::of(members).unwrap()
    }

    fn read(more: Value, text: &str) -> Vec<(u64, String, i64, i64)> {
        let lines = lines(&format(more), text, 0).unwrap();
        lines.into_iter().map(|line| (line.line, line.number, line.minor, line.day - 20_455)).collect()
    }

    #[test]
    fn a_file_is_read_by_its_format() {
        let plain = "\u{feff}No,Amount,Paid\r\n'0012,10.5,2026-01-02 03:04:05\r\n\"a,b\",\"7\",2026-01-03 00:00:00\r\n#end,2\r\n";
        assert_eq!(read(json!({}), plain), [(2, "0012".into(), 1_050, 0), (3, "a,b".into(), 700, 1)]);
        let european = "Export\nof today\nNo;State;Amount;Paid;Cur\n1;ok;-1.234,50;02.01.2026;usd\n2;failed;x;x;x\n3;paid;-7;03.01.2026;JPY\n";
        let more = json!({
            "skip_lines": 2, "delimiter": ";", "decimal_separator": ",", "group_separator": ".", "negative_amounts": true,
            "currency": "", "currency_column": "Cur", "time_format": "%d.%m.%Y", "status_column": "State",
            "status_values": ["ok", "paid"],
        });
        assert_eq!(read(more, european), [(4, "1".into(), 123_450, 0), (6, "3".into(), 7, 1)]);
        let numbers = json!({ "header": false, "number_column": "3", "amount_column": "1", "time_column": "2", "time_format": "%Y%m%d%H%M%S", "time_offset": "+08:00" });
        assert_eq!(read(numbers.clone(), "1,20260102075959,x"), [(1, "x".into(), 100, -1)]);
        assert_eq!(read(numbers, "-1.000,20260102080000,x"), [(1, "x".into(), -100, 0)]);
        let commented = "# made today\nNo,Amount,Paid\n# none\n\n7,1,2026-01-02 00:00:00\n";
        assert_eq!(read(json!({}), commented), [(5, "7".into(), 100, 0)]);
        let twice = lines(
            &format(json!({})),
            "No,Amount,Paid\n1,1,2026-01-02 00:00:00\n1,1,2026-01-02 00:00:00\n",
            480,
        )
        .unwrap();
        assert_eq!(twice.iter().map(|line| line.is_duplicate).collect::<Vec<_>>(), [false, true]);
    }

    #[test]
    fn what_cannot_be_read_is_named_by_its_line() {
        for (text, detail) in [
            ("", "The file is empty."),
            ("No,Amount\n", "There is no column Paid."),
            ("No,Amount,Paid\n,1,2026-01-02 00:00:00\n", "Line 2: its number has not 1 to 64 bytes"),
            (
                "No,Amount,Paid\n1,1.001,2026-01-02 00:00:00\n",
                "Line 2: its amount is no number of the currency",
            ),
            (
                "No,Amount,Paid\n1,1e3,2026-01-02 00:00:00\n",
                "Line 2: its amount is no number of the currency",
            ),
            ("No,Amount,Paid\n1,,2026-01-02 00:00:00\n", "Line 2: its amount is no number of the currency"),
            ("No,Amount,Paid\n1,1,2026-01-02\n", "Line 2: its time is not as time_format"),
            ("No,Amount,Paid\n1,1,2026-02-30 00:00:00\n", "Line 2: its time is not as time_format"),
            ("No,Amount,Paid\n1,1,2026-01-02 24:00:00\n", "Line 2: its time is not as time_format"),
            ("No,Amount,Paid\n1,1,客户客户客户客户\n", "Line 2: its time is not as time_format"),
        ] {
            let Err(Problem::Invalid(flaws)) = lines(&format(json!({})), text, 0) else { panic!("{text}") };
            assert_eq!(flaws[0].detail, detail, "{text}");
        }
        let many = "No,Amount,Paid\n".to_owned() + &"1,x,x\n".repeat(100);
        let Err(Problem::Invalid(flaws)) = lines(&format(json!({})), &many, 0) else { panic!("flaws") };
        assert_eq!(flaws.len(), 20);
        let long = "No,Amount,Paid\n".to_owned() + &"1,1,2026-01-02 00:00:00\n".repeat(LINES + 1);
        assert!(lines(&format(json!({})), &long, 0).is_err());
    }
}
