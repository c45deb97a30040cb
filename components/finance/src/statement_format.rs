//! What the files of a hub or payout provider look like: which column has what, and how it is written.

use feiqian_money::Currency;
use feiqian_operator::call::{Members, unknown};
use feiqian_operator::day;
use feiqian_operator::problem::{Flaw, Problem};
use serde_json::{Value, json};

/// The most leading lines that may be passed over, and the most statuses that may count.
const SKIPPED_LINES: u64 = 100;
const STATUSES: usize = 20;

/// The form of a provider's files.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StatementFormat {
    /// Whether the first line has the names of the columns; else columns are numbers, from 1 on.
    pub header: bool,
    /// How many lines stand before that.
    pub skip_lines: u64,
    pub delimiter: String,
    pub decimal_separator: String,
    /// Between the digits of large amounts; empty for none.
    pub group_separator: String,
    pub number_column: String,
    pub amount_column: String,
    /// Whether amounts are written as negative numbers.
    pub negative_amounts: bool,
    /// The currency of all lines, or the column that has it; one of them is empty.
    pub currency: String,
    pub currency_column: String,
    pub time_column: String,
    /// `%Y`, `%m`, `%d`, `%H`, `%M`, `%S`, and what stands between them.
    pub time_format: String,
    /// Of times that have an hour.
    pub time_offset: String,
    /// The column of the status, empty for none; only lines with one of `status_values` count.
    pub status_column: String,
    pub status_values: Vec<String>,
}

impl StatementFormat {
    /// The format that the members of a body describe.
    ///
    /// # Errors
    /// Everything that is wrong with it.
    pub fn of(mut members: Members) -> Result<Self, Problem> {
        members.remove("provider");
        let mut given = Given { members, flaws: Vec::new() };
        let format = StatementFormat {
            header: given.flag("header", true),
            skip_lines: given.number("skip_lines", SKIPPED_LINES),
            delimiter: given.one_of("delimiter", &[",", ";", "\t", "|"], ","),
            decimal_separator: given.one_of("decimal_separator", &[".", ","], "."),
            group_separator: given.one_of("group_separator", &["", ",", ".", " ", "'"], ""),
            number_column: given.required("number_column"),
            amount_column: given.required("amount_column"),
            negative_amounts: given.flag("negative_amounts", false),
            currency: given.one_of("currency", &[&[""], &Currency::CODES[..]].concat(), ""),
            currency_column: given.text("currency_column", ""),
            time_column: given.required("time_column"),
            time_format: given.text("time_format", "%Y-%m-%d %H:%M:%S"),
            time_offset: given.text("time_offset", "+00:00"),
            status_column: given.text("status_column", ""),
            status_values: given.texts("status_values"),
        };
        format.check(&mut given);
        given.flaws.extend(given.members.keys().map(|name| unknown(name)));
        if given.flaws.is_empty() { Ok(format) } else { Err(Problem::Invalid(given.flaws)) }
    }

    /// What the table has and the API answers, from which [`StatementFormat::of`] makes the same.
    pub fn to_json(&self) -> Value {
        json!({
            "header": self.header,
            "skip_lines": self.skip_lines,
            "delimiter": self.delimiter,
            "decimal_separator": self.decimal_separator,
            "group_separator": self.group_separator,
            "number_column": self.number_column,
            "amount_column": self.amount_column,
            "negative_amounts": self.negative_amounts,
            "currency": self.currency,
            "currency_column": self.currency_column,
            "time_column": self.time_column,
            "time_format": self.time_format,
            "time_offset": self.time_offset,
            "status_column": self.status_column,
            "status_values": self.status_values,
        })
    }

    /// The rules about several members.
    fn check(&self, given: &mut Given) {
        if self.currency.is_empty() == self.currency_column.is_empty() {
            given.flaw("currency", "required", "Either currency or currency_column.");
        }
        if self.decimal_separator == self.group_separator {
            given.flaw("group_separator", "in", "Another one than decimal_separator.");
        }
        if day::offset(&self.time_offset).is_none() {
            given.flaw("time_offset", "string", "-12:00 to +14:00.");
        }
        if !["%Y", "%m", "%d"].iter().all(|part| self.time_format.contains(part)) {
            given.flaw("time_format", "string", "%Y, %m, %d, and if there is a time %H, %M, %S.");
        }
        if self.status_column.is_empty() != self.status_values.is_empty() {
            given.flaw("status_values", "required", "The values of status_column that count.");
        }
        if !self.header {
            let columns = [
                ("number_column", &self.number_column),
                ("amount_column", &self.amount_column),
                ("currency_column", &self.currency_column),
                ("time_column", &self.time_column),
                ("status_column", &self.status_column),
            ];
            for (name, column) in columns {
                let is_number = column.parse::<u16>().is_ok_and(|number| number > 0);
                if !column.is_empty() && !is_number {
                    given.flaw(name, "integer", "The number of a column, because there is no header.");
                }
            }
        }
    }
}

/// The members of a body, taken one by one.
struct Given {
    members: Members,
    flaws: Vec<Flaw>,
}

impl Given {
    fn flaw(&mut self, name: &str, code: &'static str, detail: &'static str) {
        self.flaws.push(Flaw::new(format!("/{name}"), code, detail));
    }

    fn flag(&mut self, name: &'static str, default: bool) -> bool {
        match self.members.remove(name) {
            None | Some(Value::Null) => default,
            Some(Value::Bool(flag)) => flag,
            Some(_) => {
                self.flaw(name, "boolean", "true or false.");
                default
            }
        }
    }

    fn number(&mut self, name: &'static str, max: u64) -> u64 {
        match self.members.remove(name) {
            None | Some(Value::Null) => 0,
            Some(value) => value.as_u64().filter(|number| *number <= max).unwrap_or_else(|| {
                self.flaw(name, "integer", "A whole number from 0 to 100.");
                0
            }),
        }
    }

    fn text(&mut self, name: &'static str, default: &str) -> String {
        match self.members.remove(name) {
            None | Some(Value::Null) => default.to_owned(),
            Some(Value::String(text)) if is_text(&text) => text,
            Some(_) => {
                self.flaw(name, "string", "A text of at most 64 characters.");
                default.to_owned()
            }
        }
    }

    fn required(&mut self, name: &'static str) -> String {
        let text = self.text(name, "");
        if text.is_empty() && !self.flaws.iter().any(|flaw| flaw.pointer[1..] == *name) {
            self.flaw(name, "required", "Required.");
        }
        text
    }

    fn one_of(&mut self, name: &'static str, words: &[&str], default: &str) -> String {
        match self.members.remove(name) {
            None | Some(Value::Null) => default.to_owned(),
            Some(Value::String(text)) if words.contains(&text.as_str()) => text,
            Some(_) => {
                let detail = format!("One of {}.", Value::from(words.to_vec()));
                self.flaws.push(Flaw::new(format!("/{name}"), "in", detail));
                default.to_owned()
            }
        }
    }

    fn texts(&mut self, name: &'static str) -> Vec<String> {
        let texts = match self.members.remove(name) {
            None | Some(Value::Null) => return Vec::new(),
            Some(Value::Array(items)) if items.len() <= STATUSES => items,
            Some(_) => vec![Value::Null],
        };
        let found = texts.iter().map(|item| item.as_str().filter(|text| is_text(text)).map(str::to_owned));
        found.collect::<Option<Vec<_>>>().unwrap_or_else(|| {
            self.flaw(name, "array", "At most 20 texts of at most 64 characters.");
            Vec::new()
        })
    }
}

fn is_text(text: &str) -> bool {
    text.chars().count() <= 64 && !text.chars().any(char::is_control)
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn of(body: Value) -> Result<StatementFormat, Vec<(String, &'static str)>> {
        let Value::Object(members) = body else { panic!("an object") };
        StatementFormat::of(members).map_err(|problem| match problem {
            Problem::Invalid(flaws) => flaws.into_iter().map(|flaw| (flaw.pointer, flaw.code)).collect(),
            other => panic!("{other:?}"),
        })
    }

    #[test]
    fn a_format_has_defaults_and_rules() {
        let least = json!({ "number_column": "No", "amount_column": "Amount", "time_column": "Paid", "currency": "CNY" });
        let format = of(least.clone()).unwrap();
        assert!(format.header && format.delimiter == "," && format.time_format == "%Y-%m-%d %H:%M:%S");
        let Value::Object(members) = format.to_json() else { panic!("an object") };
        assert_eq!(StatementFormat::of(members).unwrap(), format, "an answer may be sent back");
        for (name, value, code) in [
            ("number_column", json!(""), "required"),
            ("amount_column", json!(7), "string"),
            ("currency", json!("EUR"), "in"),
            ("delimiter", json!("x"), "in"),
            ("group_separator", json!("."), "in"),
            ("time_offset", json!("8"), "string"),
            ("time_format", json!("%d.%m."), "string"),
            ("status_values", json!(["ok"]), "required"),
            ("skip_lines", json!(101), "integer"),
            ("header", json!("yes"), "boolean"),
            ("number_column", json!("x".repeat(65)), "string"),
            ("other", json!(1), "unknown"),
        ] {
            let mut body = least.clone();
            body[name] = value;
            let flaws = of(body).unwrap_err();
            assert!(flaws.contains(&(format!("/{name}"), code)), "{name}: {flaws:?}");
        }
        let mut numbers = least;
        numbers["header"] = json!(false);
        assert_eq!(of(numbers).unwrap_err().len(), 3);
    }
}
