//! Request bodies and the rules of their fields (wallet.md §2.5): every field is examined, every failure kept.

use crate::endpoint::{self, Field, Need};
use crate::failure::{
    ARRAY, BOOLEAN, Failure, INTEGER, INVALID_JSON, MAX, MAX_LENGTH, MIN, NUMERIC, OBJECT, Problem, REGEX,
    REQUIRED, Rule, SCALE, STRING,
};
use feiqian_money::wallet::{NumericError, Written, floor, numeric};
use feiqian_signing::json::{self, Kind, Value};
use std::borrow::Cow;

/// How deep a body may nest; no request needs more than four levels.
const MAX_DEPTH: usize = 128;

/// The one JSON value of a body.
///
/// # Errors
/// `invalid_json`.
pub fn parse(bytes: &[u8]) -> Result<Value<'_>, Failure> {
    let text = str::from_utf8(bytes).map_err(|_| INVALID_JSON)?;
    let raw: &serde_json::value::RawValue = serde_json::from_str(text).map_err(|_| INVALID_JSON)?;
    if json::has_lone_surrogate(text) || depth(text) > MAX_DEPTH {
        return Err(INVALID_JSON.into());
    }
    Ok(Value::of(raw))
}

/// How deep a valid text nests.
fn depth(text: &str) -> usize {
    let (mut depth, mut deepest, mut in_string, mut escaped) = (0_usize, 0, false, false);
    for byte in text.bytes() {
        match byte {
            _ if escaped => escaped = false,
            b'\\' => escaped = true,
            b'"' => in_string = !in_string,
            b'[' | b'{' if !in_string => {
                depth += 1;
                deepest = deepest.max(depth);
            }
            b']' | b'}' if !in_string => depth = depth.saturating_sub(1),
            _ => {}
        }
    }
    deepest
}

/// The members of an object; of repeated ones the last counts.
pub struct Object<'a>(Vec<json::Member<'a>>);

impl<'a> Object<'a> {
    pub fn of(value: Value<'a>) -> Option<Self> {
        json::members(value.raw()).ok().map(Object)
    }

    /// The member, `null` included.
    pub fn sent(&self, name: &str) -> Option<Value<'a>> {
        let mut members = self.0.iter().rev();
        members.find(|member| member.name().as_deref() == Some(name)).map(|member| member.value)
    }

    /// The member, unless it is `null` or `""`, which count as absent.
    pub fn present(&self, name: &str) -> Option<Value<'a>> {
        self.sent(name).filter(|value| !matches!(value.raw(), "null" | "\"\""))
    }

    /// The names of all members.
    pub fn names(&self) -> impl Iterator<Item = Cow<'a, str>> {
        self.0.iter().filter_map(json::Member::name)
    }
}

/// The fields of one object under examination.
pub struct Fields<'a> {
    table: &'static [Field],
    pub object: Object<'a>,
    /// JSON pointer of the object.
    pub base: String,
    pub problems: Vec<Problem>,
}

/// Smallest and largest value of a number, and how many decimals it has.
#[derive(Debug, Clone, Copy)]
pub struct Bounds {
    pub scale: u8,
    pub min: i64,
    pub max: i64,
    /// Decimals of a limit as it is printed.
    pub printed: u8,
}

impl Bounds {
    pub const fn cents(min: i64, max: i64) -> Self {
        Bounds { scale: 2, min, max, printed: 2 }
    }

    fn print(self, limit: i64) -> String {
        if self.printed == self.scale {
            return feiqian_money::print(limit, self.scale);
        }
        feiqian_money::minimal(limit, self.scale)
    }
}

impl<'a> Fields<'a> {
    pub fn new(object: Object<'a>, base: impl Into<String>, table: &'static [Field]) -> Self {
        Fields { table, object, base: base.into(), problems: Vec::new() }
    }

    /// The fields of a flat body.
    ///
    /// # Errors
    /// `object` at the document.
    pub fn flat(body: Value<'a>, table: &'static [Field]) -> Result<Self, Failure> {
        match Object::of(body) {
            Some(object) => Ok(Fields::new(object, "", table)),
            None => Err(Problem::rule(OBJECT, "body", "", None).into()),
        }
    }

    pub fn pointer(&self, name: &str) -> String {
        [&self.base, "/", name].concat()
    }

    pub fn fail(&mut self, rule: Rule, field: &str, limit: Option<String>) {
        self.problems.push(Problem::rule(rule, field, self.pointer(field), limit));
    }

    /// The rules of a member.
    fn rules(&self, name: &str) -> &'static [endpoint::Rule] {
        let field = self.table.iter().find(|field| field.name == name);
        debug_assert!(field.is_some(), "{name} is in no table");
        field.map_or(&[], |field| field.rules)
    }

    /// The member, unless it is absent, as the table says what may be.
    fn member(&mut self, name: &str) -> Option<Value<'a>> {
        let is_required = self.table.iter().any(|field| field.name == name && field.need == Need::Required);
        match self.rules(name) {
            _ if is_required => self.required(name),
            [endpoint::Rule::Sent, ..] => self.if_sent(name),
            [endpoint::Rule::NotNull, ..] => self.if_not_null(name),
            _ => self.object.present(name),
        }
    }

    /// The member as an exact decimal. `None` if it is absent or any rule failed.
    pub fn decimal(&mut self, name: &str) -> Option<i64> {
        let rules = self.rules(name).iter();
        let bounds = rules.copied().find_map(|rule| match rule {
            endpoint::Rule::Decimal(bounds) => Some(bounds),
            _ => None,
        })?;
        self.decimal_within(name, bounds)
    }

    /// The member as an exact decimal within bounds that the table does not know.
    pub fn decimal_within(&mut self, name: &str, bounds: Bounds) -> Option<i64> {
        let value = self.member(name);
        self.numeric(name, value, bounds)
    }

    /// The member as a whole number. `None` if it is absent or none.
    pub fn whole(&mut self, name: &str) -> Option<i64> {
        let value = self.member(name);
        let whole = self.integer(name, value);
        for rule in self.rules(name) {
            match (*rule, whole) {
                (endpoint::Rule::Within(min, _), Some(whole)) if whole < min => {
                    self.fail(MIN, name, Some(min.to_string()));
                }
                (endpoint::Rule::Within(_, max), Some(whole)) if whole > max => {
                    self.fail(MAX, name, Some(max.to_string()));
                }
                _ => {}
            }
        }
        whole
    }

    /// The member as a truth value. `None` if it is absent or none.
    pub fn truth(&mut self, name: &str) -> Option<bool> {
        let value = self.member(name);
        self.boolean(name, value)
    }

    /// The member as an array. `None` if it is absent or none.
    pub fn list(&mut self, name: &str) -> Option<Vec<Value<'a>>> {
        let value = self.member(name);
        self.array(name, value)
    }

    /// The names of the table.
    pub fn knows(&self, name: &str) -> bool {
        self.table.iter().any(|field| field.name == name)
    }

    /// The member, whose absence is a failure.
    pub fn required(&mut self, name: &str) -> Option<Value<'a>> {
        let value = self.object.present(name);
        if value.is_none() {
            // A missing member has no place but its parent's; one that is null or empty has its own.
            let place = if self.object.sent(name).is_some() { self.pointer(name) } else { self.base.clone() };
            self.problems.push(Problem::rule(REQUIRED, name, place, None));
        }
        value
    }

    /// The member if it was sent, which then may not be empty.
    fn if_sent(&mut self, name: &str) -> Option<Value<'a>> {
        if self.object.sent(name).is_some() { self.required(name) } else { None }
    }

    /// The member if it was sent and is not `null`; it may not be empty.
    fn if_not_null(&mut self, name: &str) -> Option<Value<'a>> {
        if self.object.sent(name).is_some_and(|value| value.kind() != Kind::Null) {
            self.required(name)
        } else {
            None
        }
    }

    /// An exact decimal within bounds. `None` if it is absent or any rule failed.
    fn numeric(&mut self, name: &str, value: Option<Value>, bounds: Bounds) -> Option<i64> {
        let value = value?;
        let string = value.string();
        let (text, written) = match (value.kind(), &string) {
            (Kind::Number, _) => (value.raw(), Written::Number),
            (_, Some(text)) => (text.as_ref(), Written::String),
            _ => {
                self.fail(NUMERIC, name, None);
                return None;
            }
        };
        let Ok(down) = floor(text, written, bounds.scale) else {
            self.fail(NUMERIC, name, None);
            return None;
        };
        let exact = numeric(text, written, bounds.scale);
        if exact == Err(NumericError::Scale) {
            self.fail(SCALE, name, Some(bounds.scale.to_string()));
        }
        if down < bounds.min {
            self.fail(MIN, name, Some(bounds.print(bounds.min)));
        }
        // What was rounded down to the limit is above it.
        if down > bounds.max || down == bounds.max && exact.is_err() {
            self.fail(MAX, name, Some(bounds.print(bounds.max)));
        }
        exact.ok().filter(|units| (bounds.min..=bounds.max).contains(units))
    }

    /// A whole number. `None` if it is absent or none.
    fn integer(&mut self, name: &str, value: Option<Value>) -> Option<i64> {
        let integer = integer(value?);
        if integer.is_none() {
            self.fail(INTEGER, name, None);
        }
        integer
    }

    fn boolean(&mut self, name: &str, value: Option<Value>) -> Option<bool> {
        match value?.kind() {
            Kind::True => Some(true),
            Kind::False => Some(false),
            _ => {
                self.fail(BOOLEAN, name, None);
                None
            }
        }
    }

    /// A text. `None` if it is absent or none.
    pub fn string(&mut self, name: &str, value: Option<Value<'a>>) -> Option<Cow<'a, str>> {
        let text = value?.string();
        if text.is_none() {
            self.fail(STRING, name, None);
        }
        text
    }

    /// Checks a text by the rules of its member.
    pub fn check(&mut self, name: &str, text: &str) {
        for rule in self.rules(name) {
            match *rule {
                // The database counts characters up to a NUL, so there must be none.
                endpoint::Rule::MaxChars(max) => {
                    if text.chars().count() > max {
                        self.fail(MAX_LENGTH, name, Some(max.to_string()));
                    }
                    if text.contains('\0') {
                        self.fail(REGEX, name, None);
                    }
                }
                endpoint::Rule::Is(is) if !is(text) => self.fail(REGEX, name, None),
                _ => {}
            }
        }
    }

    /// The items of an array. `None` if it is absent or none.
    fn array(&mut self, name: &str, value: Option<Value<'a>>) -> Option<Vec<Value<'a>>> {
        let items = json::items(value?.raw());
        if items.is_none() {
            self.fail(ARRAY, name, None);
        }
        items
    }

    /// # Errors
    /// What has failed so far.
    pub fn finish(&mut self) -> Result<(), Failure> {
        match std::mem::take(&mut self.problems) {
            problems if problems.is_empty() => Ok(()),
            problems => Err(Failure::Problems(problems)),
        }
    }
}

/// A whole number, as a number without fraction and exponent or as its text (rule `integer`).
pub fn integer(value: Value) -> Option<i64> {
    let text = match value.kind() {
        Kind::Number => Cow::Borrowed(value.raw()),
        _ => value.string().filter(|text| text.trim_start_matches('-').len() <= 16)?,
    };
    let digits = text.strip_prefix('-').unwrap_or(&text);
    let is_canonical = digits == "0" || !digits.starts_with('0');
    if digits.is_empty() || !is_canonical || !digits.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    // A number beyond 64 bits is one all the same: out of every range.
    Some(text.parse().unwrap_or(if text.starts_with('-') { i64::MIN } else { i64::MAX }))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_body_is_one_json_value() {
        for good in ["{}", "[]", " null ", r#"{"a":"\ud83d\ude00"}"#, &("[".repeat(128) + &"]".repeat(128))] {
            assert!(parse(good.as_bytes()).is_ok(), "{good}");
        }
        let deep = "[".repeat(200) + &"]".repeat(200);
        let bad: [&[u8]; 9] = [
            b"",
            b"{\"data\":",
            b"{} x",
            b"\xef\xbb\xbf{}",
            b"\"\xff\"",
            b"NaN",
            b"\"\\ud800\"",
            b"{\"a\":01}",
            deep.as_bytes(),
        ];
        for bad in bad {
            assert!(parse(bad).is_err(), "{}", String::from_utf8_lossy(bad));
        }
    }

    #[test]
    fn whole_numbers_in_two_forms() {
        let of = |text: &'static str| integer(parse(text.as_bytes()).unwrap());
        assert_eq!([of("0"), of("\"0\""), of("-1"), of("\"-1\"")], [Some(0), Some(0), Some(-1), Some(-1)]);
        assert_eq!(of("99999999999999999999"), Some(i64::MAX));
        for bad in
            ["1.5", "1e2", "\"01\"", "\"x\"", "false", "\"\"", "\"+1\"", "\" 1\"", "\"12345678901234567\""]
        {
            assert_eq!(of(bad), None, "{bad}");
        }
    }
}
