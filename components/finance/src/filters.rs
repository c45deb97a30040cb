//! The filters of a list's query, and the values of its statement.

use feiqian_money::{Currency, Money, cashier};
use feiqian_operator::call::Routed;
use feiqian_operator::problem::{Flaw, Problem};
use feiqian_operator::time;
use feiqian_platform::Value;

/// Values of a page's own come before those of the filters: see `page`.
const FIRST: usize = 5;

/// What every list knows beside its filters.
const OF_PAGES: [&str; 2] = ["limit", "after"];

/// The filters that are read, and everything that is wrong with them.
#[derive(Debug)]
pub struct Filters<'c> {
    call: &'c Routed<'c>,
    flaws: Vec<Flaw>,
    pub values: Vec<Value>,
    /// Conditions on a row of the list.
    pub conditions: Vec<String>,
}

impl<'c> Filters<'c> {
    /// The filters of a call; `known` are the names that the list has.
    pub fn of(call: &'c Routed<'c>, known: &[&str]) -> Self {
        let mut filters = Filters { call, flaws: Vec::new(), values: Vec::new(), conditions: Vec::new() };
        let names = call.request.query.split('&').filter(|pair| !pair.is_empty());
        for name in names.map(|pair| pair.split('=').next().unwrap_or_default()) {
            if !known.contains(&name) && !OF_PAGES.contains(&name) {
                filters.fail(name, "unknown", "There is no such filter.");
            }
        }
        filters
    }

    /// Notes that a filter is wrong.
    pub fn fail(
        &mut self,
        name: &str,
        code: &'static str,
        detail: impl Into<std::borrow::Cow<'static, str>>,
    ) {
        self.flaws.push(Flaw::new(format!("?{name}"), code, detail));
    }

    /// The place of a value in the statement.
    pub fn bind(&mut self, value: impl Into<Value>) -> String {
        self.values.push(value.into());
        format!("?{}", FIRST + self.values.len() - 1)
    }

    /// Adds a condition that compares with a value: `?` in it is the value's place.
    pub fn add(&mut self, condition: &str, value: impl Into<Value>) {
        let place = self.bind(value);
        self.conditions.push(condition.replace('?', &place));
    }

    /// A text; an empty one is none.
    pub fn text(&mut self, name: &str) -> Option<String> {
        let text = self.call.query(name).filter(|text| !text.is_empty())?;
        if text.chars().count() > 255 || text.chars().any(char::is_control) {
            self.fail(name, "string", "At most 255 characters, none of them a control character.");
            return None;
        }
        Some(text)
    }

    /// A whole number.
    pub fn number(&mut self, name: &str) -> Option<i64> {
        let text = self.text(name)?;
        let number = text.parse().ok().filter(|number| *number >= 0);
        if number.is_none() {
            self.fail(name, "integer", "A whole number.");
        }
        number
    }

    /// Some of so many words, joined by commas.
    pub fn words<T: Copy>(&mut self, name: &str, words: &[(&'static str, T)]) -> Option<Vec<T>> {
        let text = self.text(name)?;
        let mut found = Vec::new();
        for word in text.split(',') {
            match words.iter().find(|(known, _)| *known == word) {
                Some((_, value)) => found.push(*value),
                None => {
                    let known: Vec<_> = words.iter().map(|(known, _)| *known).collect();
                    self.fail(name, "in", format!("Some of {}, joined by commas.", known.join(", ")));
                    return None;
                }
            }
        }
        Some(found)
    }

    /// A time in unix milliseconds.
    pub fn time(&mut self, name: &str) -> Option<i64> {
        let text = self.text(name)?;
        // A plus sign of a query that was not escaped is a blank.
        let at = time::parse(&text.replace(' ', "+"));
        if at.is_none() {
            self.fail(name, "string", "A time of RFC 3339, as 2026-01-02T03:04:05Z.");
        }
        at
    }

    /// The conditions of `from` and `to` on a column, empty without them.
    pub fn times(&mut self, column: &str) -> String {
        let mut conditions = String::new();
        for (name, sign) in [("from", ">="), ("to", "<")] {
            if let Some(at) = self.time(name) {
                let place = self.bind(at);
                conditions.push_str(&format!(" AND {column} {sign} {place}"));
            }
        }
        conditions
    }

    /// The conditions of `currency`, `amount_from` and `amount_to`. An amount needs its currency, unless the list has but one.
    pub fn amounts(&mut self, amount: &str, currency: Result<&str, Currency>) {
        let of_list = currency.err();
        let given = self.text("currency");
        if let (Some(code), Ok(column)) = (&given, currency) {
            if Currency::parse(code).is_none() {
                self.fail("currency", "in", "There is no such currency.");
                return;
            }
            self.add(&format!("{column} = ?"), code.as_str());
        }
        let currency = of_list.or_else(|| given.as_deref().and_then(Currency::parse));
        for (name, sign) in [("amount_from", ">="), ("amount_to", "<=")] {
            let Some(text) = self.text(name) else { continue };
            let Some(currency) = currency else {
                self.fail(name, "required", "An amount needs the filter currency.");
                continue;
            };
            match minor(&text, currency) {
                Some(minor) => self.add(&format!("{amount} {sign} ?"), minor),
                None => self.fail(name, "numeric", "A decimal number with the digits of the currency."),
            }
        }
    }

    /// Ends the reading.
    ///
    /// # Errors
    /// 422 if a filter is wrong.
    pub fn finish(&mut self) -> Result<(), Problem> {
        match std::mem::take(&mut self.flaws) {
            flaws if flaws.is_empty() => Ok(()),
            flaws => Err(Problem::Invalid(flaws)),
        }
    }
}

/// The minor units of an amount from zero on.
fn minor(text: &str, currency: Currency) -> Option<i64> {
    cashier::parse_or_zero(text, currency).ok().map(Money::minor)
}

/// A JSON array.
pub fn list<T: Copy + Into<serde_json::Value>>(items: &[T]) -> String {
    serde_json::Value::Array(items.iter().map(|item| (*item).into()).collect()).to_string()
}

/// The conditions of `times` on a table, if there are any.
pub fn condition_of(times: &str, table: &str) -> Option<String> {
    let conditions = times.strip_prefix(" AND ")?;
    Some(conditions.replace("created_at", &format!("{table}.created_at")))
}
