//! Validation with Laravel keys (`cashier.md` 1.3).
//!
//! Phase 1 is the endpoint's parameter table: one line a field. Rules run in the order they are written; the first
//! failing one gives the field its only key. Values are usable after [`Rules::finish`] succeeded; until then a failed
//! field is simply empty.
//!
//! ```
//! use feiqian_endpoint::{may, must};
//! use feiqian_signing::rules::{Parameter, Rule};
//! use feiqian_signing::{Params, Rules};
//!
//! static TABLE: [Parameter; 3] = [
//!     must("product_user_id", &[Rule::MaxChars(64)]),
//!     must("amount", &[Rule::Money]),
//!     may("type", &[Rule::Integer, Rule::In(&[0, 1])]),
//! ];
//! let params = Params::from_query("product_user_id=1000001&amount=300.00&type=x").unwrap();
//! let rules = Rules::of(&params, &TABLE);
//! assert_eq!((rules.text("product_user_id"), rules.text("amount")), ("1000001", "300.00"));
//! assert_eq!(rules.integer("type"), None);
//! let errors = rules.finish().unwrap_err();
//! assert_eq!((user, amount, kind), ("1000001", "300.00", 0));
//! assert_eq!(serde_json::to_string(&errors).unwrap(), r#"{"type":["validation.integer"]}"#);
//! ```

use crate::json::Kind;
use crate::key::Key;
use crate::params::{Params, Source, is_blank};
use feiqian_endpoint::Need;
use serde::ser::{Serialize, SerializeMap, Serializer};
use std::borrow::Cow;

/// A rule of a field, in a table of an endpoint. A text passes them in their order; an optional field that is absent, empty or
/// blank-only passes all of them.
#[derive(Clone, Copy, Debug)]
pub enum Rule {
    /// [`Field::json_string`]; stands first.
    JsonString,
    /// [`Field::min_chars`]
    MinChars(usize),
    /// [`Field::max_chars`]
    MaxChars(usize),
    /// [`Field::alphanumeric`]
    Alphanumeric,
    /// [`Field::one_of`]
    OneOf(&'static [&'static str]),
    /// [`Field::money`]
    Money,
    /// [`Field::money_or_zero`]
    MoneyOrZero,
    /// `-?(0|[1-9][0-9]*)`, else [`Key::Integer`].
    Integer,
    /// Of an integer: below fails with [`Key::MinNumeric`].
    AtLeast(i64),
    /// Of an integer: above fails with [`Key::MaxNumeric`].
    AtMost(i64),
    /// Of an integer: any other fails with [`Key::In`].
    In(&'static [i64]),
    /// A rule of the endpoint's own.
    Is(Key, fn(&str) -> bool),
    /// At most so many objects with these fields, see [`Rules::objects`]; the endpoint reads them.
    Objects(usize, &'static [Parameter]),
    /// What the endpoint refuses the field with after these rules.
    Later(Key),
}

/// A parameter of an endpoint.
pub type Parameter = feiqian_endpoint::Field<Rule>;

impl Rule {
    /// The keys that it may refuse a field with.
    pub fn keys(&self) -> Vec<Key> {
        match *self {
            Rule::JsonString | Rule::Alphanumeric => vec![Key::String],
            Rule::MinChars(_) => vec![Key::MinString],
            Rule::MaxChars(_) => vec![Key::MaxString],
            Rule::OneOf(_) | Rule::In(_) => vec![Key::In],
            Rule::Money | Rule::MoneyOrZero => vec![Key::Numeric, Key::MinNumeric],
            Rule::Integer => vec![Key::Integer],
            Rule::AtLeast(_) => vec![Key::MinNumeric],
            Rule::AtMost(_) => vec![Key::MaxNumeric],
            Rule::Objects(..) => vec![Key::Required, Key::String, Key::MaxNumeric],
            Rule::Is(key, _) | Rule::Later(key) => vec![key],
        }
    }
}

/// The failing fields, each with one key, in the order in which they failed.
///
/// Serialises as the `message` of a 422: `{"field":["validation.key"]}`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct FieldErrors {
    list: Vec<(Cow<'static, str>, Key)>,
}

impl FieldErrors {
    /// One failing field: the form of every phase 2 answer.
    pub fn one(field: impl Into<Cow<'static, str>>, key: Key) -> Self {
        FieldErrors { list: vec![(field.into(), key)] }
    }

    /// Adds a failing field; the first key of a field stays.
    pub fn add(&mut self, field: impl Into<Cow<'static, str>>, key: Key) {
        let field = field.into();
        if self.get(&field).is_none() {
            self.list.push((field, key));
        }
    }

    /// Adds flawed parameters, whose names differ from each other: only what failed before can hold one of them, so
    /// that thousands of them cost no quadratic search.
    pub(crate) fn add_flaws<'n>(&mut self, prefix: &str, names: impl Iterator<Item = &'n str>) {
        let before = self.list.len();
        for name in names {
            let field = [prefix, name].concat();
            if !self.list[..before].iter().any(|(other, _)| *other == field) {
                self.list.push((field.into(), Key::String));
            }
        }
    }

    /// The key of `field`, if it failed.
    pub fn get(&self, field: &str) -> Option<Key> {
        self.list.iter().find(|(name, _)| name == field).map(|&(_, key)| key)
    }

    /// Fields and keys in the order in which they failed.
    pub fn iter(&self) -> impl Iterator<Item = (&str, Key)> {
        self.list.iter().map(|(field, key)| (field.as_ref(), *key))
    }

    /// Whether nothing failed.
    pub fn is_empty(&self) -> bool {
        self.list.is_empty()
    }

    /// `Ok` if nothing failed.
    pub fn into_result(self) -> Result<(), FieldErrors> {
        if self.is_empty() { Ok(()) } else { Err(self) }
    }
}

impl Serialize for FieldErrors {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(Some(self.list.len()))?;
        for (field, key) in &self.list {
            map.serialize_entry(field, &[key.as_str()])?;
        }
        map.end()
    }
}

/// Phase 1 of one request: collects every failing field.
pub struct Rules<'p> {
    params: &'p Params,
    table: &'static [Parameter],
    prefix: String,
    nested: Vec<&'static str>,
    errors: FieldErrors,
}

impl<'p> Rules<'p> {
    /// Rules over the parameters of a request.
    pub fn new(params: &'p Params) -> Self {
        Rules {
            params,
            table: &[],
            prefix: String::new(),
            nested: Vec::new(),
            errors: FieldErrors::default(),
        }
    }

    /// The rules of a table over the parameters of a request. The values of its fields are read by their names.
    pub fn of(params: &'p Params, table: &'static [Parameter]) -> Self {
        Rules::new(params).checked(table)
    }

    /// [`Rules::of`] for item `index` of the list `list`.
    pub fn of_item(params: &'p Params, list: &str, index: usize, table: &'static [Parameter]) -> Self {
        Rules::item(params, list, index).checked(table)
    }

    fn checked(mut self, table: &'static [Parameter]) -> Self {
        self.table = table;
        for parameter in table {
            if parameter.need != Need::Told && !matches!(parameter.rules, [Rule::Objects(..), ..]) {
                self.field(parameter.name).satisfies(parameter);
            }
        }
        self
    }

    /// The text of a field of the table; `None` if it is absent or failed.
    pub fn get(&self, name: &str) -> Option<&'p str> {
        debug_assert!(self.table.iter().any(|parameter| parameter.name == name), "{name} is in no table");
        let text = self.params.get(name).filter(|text| !is_blank(text))?;
        let has_failed = !self.errors.is_empty() && self.errors.get(&[&self.prefix, name].concat()).is_some();
        (!has_failed).then_some(text)
    }

    /// The text of a field of the table; empty if it is absent or failed.
    pub fn text(&self, name: &str) -> &'p str {
        self.get(name).unwrap_or_default()
    }

    /// The integer of a field of the table; `None` if it is absent or failed.
    pub fn integer(&self, name: &str) -> Option<i64> {
        self.get(name).map(to_integer)
    }

    /// Rules over item `index` of the list `list`; its errors are keyed `list.index.field`.
    pub fn item(params: &'p Params, list: &str, index: usize) -> Self {
        Rules { prefix: format!("{list}.{index}."), ..Rules::new(params) }
    }

    /// Starts the rules of one field. A flawed parameter fails with [`Key::String`] at once.
    pub fn field(&mut self, name: &'static str) -> Field<'_, 'p> {
        let param = self.params.param(name);
        let mut field = Field {
            prefix: &self.prefix,
            errors: &mut self.errors,
            name,
            source: None,
            state: State::Absent,
        };
        if let Some(param) = param {
            field.source = Some(param.source());
            if param.flaw().is_some() {
                field.fail(Key::String);
            } else if !is_blank(param.text()) {
                field.state = State::Present(param.text());
            }
        }
        field
    }

    /// A list of objects, see [`Params::objects`]; empty if it fails. What is ambiguous in one is a flaw of it.
    pub fn objects(&mut self, name: &'static str, max: usize) -> Vec<Params> {
        self.nested.push(name);
        let items = self.params.objects(name, max).unwrap_or_else(|key| {
            self.fail(name, key);
            Vec::new()
        });
        items.into_iter().map(Params::unambiguous).collect()
    }

    /// Marks a field as failed by a rule of the endpoint's own.
    pub fn fail(&mut self, name: &'static str, key: Key) {
        self.errors.add(keyed(&self.prefix, name), key);
    }

    /// Adds what failed in an item.
    pub fn absorb(&mut self, item: Result<(), FieldErrors>) {
        if let Err(errors) = item {
            for (field, key) in errors.list {
                self.errors.add(field, key);
            }
        }
    }

    /// Ends phase 1: all failing fields, followed by flawed parameters that no rule asked for.
    pub fn finish(mut self) -> Result<(), FieldErrors> {
        let nested = self.nested;
        self.errors.add_flaws(&self.prefix, self.params.flaws().filter(|name| !nested.contains(name)));
        self.errors.into_result()
    }
}

fn keyed(prefix: &str, name: &'static str) -> Cow<'static, str> {
    if prefix.is_empty() { name.into() } else { [prefix, name].concat().into() }
}

#[derive(Clone, Copy)]
enum State<'p> {
    Absent,
    Present(&'p str),
    Failed,
}

/// One field on its way through its rules.
///
/// Without [`Field::required`] a field is optional: absent, empty or blank-only passes every rule and reads as absent.
#[must_use = "end the rules with text(), get() or integer()"]
pub struct Field<'r, 'p> {
    prefix: &'r str,
    errors: &'r mut FieldErrors,
    name: &'static str,
    source: Option<Source>,
    state: State<'p>,
}

impl<'r, 'p> Field<'r, 'p> {
    fn fail(&mut self, key: Key) {
        self.errors.add(keyed(self.prefix, self.name), key);
        self.state = State::Failed;
    }

    fn check(mut self, key: Key, holds: impl FnOnce(&str) -> bool) -> Self {
        if let State::Present(text) = self.state
            && !holds(text)
        {
            self.fail(key);
        }
        self
    }

    /// The rules of a table.
    fn satisfies(self, parameter: &Parameter) {
        let is_string = matches!(parameter.rules, [Rule::JsonString, ..]);
        let field = if is_string { self.json_string() } else { self };
        let mut field = field.required_if(parameter.need == Need::Required);
        for rule in parameter.rules {
            field = match *rule {
                Rule::MinChars(min) => field.min_chars(min),
                Rule::MaxChars(max) => field.max_chars(max),
                Rule::Alphanumeric => field.alphanumeric(),
                Rule::OneOf(allowed) => field.one_of(allowed),
                Rule::Money => field.money(),
                Rule::MoneyOrZero => field.money_or_zero(),
                Rule::Integer => field.check(Key::Integer, is_integer),
                Rule::AtLeast(min) => field.check(Key::MinNumeric, |text| to_integer(text) >= min),
                Rule::AtMost(max) => field.check(Key::MaxNumeric, |text| to_integer(text) <= max),
                Rule::In(allowed) => field.check(Key::In, |text| allowed.contains(&to_integer(text))),
                Rule::Is(key, holds) => field.check(key, holds),
                Rule::JsonString | Rule::Objects(..) | Rule::Later(_) => field,
            };
        }
    }

    /// Absent, empty or blank-only fails with [`Key::Required`].
    pub fn required(mut self) -> Self {
        if let State::Absent = self.state {
            self.fail(Key::Required);
        }
        self
    }

    /// [`Field::required`] if `condition` holds.
    pub fn required_if(self, condition: bool) -> Self {
        if condition { self.required() } else { self }
    }

    /// Anything but a JSON string (or null, which is absent) fails with [`Key::String`]: the rule of `POST /token`.
    /// Stands before [`Field::required`], because `false` is no string rather than nothing.
    pub fn json_string(mut self) -> Self {
        if !matches!(self.state, State::Failed)
            && !matches!(self.source, None | Some(Source::Json(Kind::String | Kind::Null)))
        {
            self.fail(Key::String);
        }
        self
    }

    /// Fewer Unicode scalar values fail with [`Key::MinString`].
    pub fn min_chars(self, min: usize) -> Self {
        self.check(Key::MinString, |text| text.chars().count() >= min)
    }

    /// More Unicode scalar values fail with [`Key::MaxString`].
    pub fn max_chars(self, max: usize) -> Self {
        // A text of few bytes has few characters, which spares counting them.
        self.check(Key::MaxString, |text| text.len() <= max || text.chars().count() <= max)
    }

    /// Characters outside `[0-9A-Za-z]` fail with [`Key::String`].
    pub fn alphanumeric(self) -> Self {
        self.check(Key::String, |text| text.bytes().all(|byte| byte.is_ascii_alphanumeric()))
    }

    /// Any other text fails with [`Key::In`].
    pub fn one_of(self, allowed: &[&str]) -> Self {
        self.check(Key::In, |text| allowed.contains(&text))
    }

    /// A rule of the endpoint's own.
    pub fn rule(self, key: Key, holds: impl FnOnce(&str) -> bool) -> Self {
        self.check(key, holds)
    }

    /// A positive amount: [`Key::Numeric`] unless `-?(0|[1-9][0-9]*)(\.[0-9]+)?`, [`Key::MinNumeric`] if it is not
    /// above zero. Digits and magnitude need the currency and belong to phase 2.
    pub fn money(self) -> Self {
        self.check(Key::Numeric, is_decimal)
            .check(Key::MinNumeric, |text| !text.starts_with('-') && !is_zero(text))
    }

    /// An amount or zero: like [`Field::money`], but only below zero fails.
    pub fn money_or_zero(self) -> Self {
        self.check(Key::Numeric, is_decimal)
            .check(Key::MinNumeric, |text| !text.starts_with('-') || is_zero(text))
    }

    /// An integer: [`Key::Integer`] unless `-?(0|[1-9][0-9]*)`.
    pub fn integer(self) -> Integer<'r, 'p> {
        let field = self.check(Key::Integer, is_integer);
        let value = match field.state {
            State::Present(text) => Some(to_integer(text)),
            State::Absent | State::Failed => None,
        };
        Integer { field, value }
    }

    /// The text; empty if absent or failed.
    pub fn text(self) -> &'p str {
        self.get().unwrap_or_default()
    }

    /// The text; `None` if absent or failed.
    pub fn get(self) -> Option<&'p str> {
        match self.state {
            State::Present(text) => Some(text),
            State::Absent | State::Failed => None,
        }
    }
}

/// One integer field on its way through its rules.
#[must_use = "end the rules with or() or get()"]
pub struct Integer<'r, 'p> {
    field: Field<'r, 'p>,
    value: Option<i64>,
}

impl Integer<'_, '_> {
    fn check(mut self, key: Key, holds: impl FnOnce(i64) -> bool) -> Self {
        if let Some(value) = self.value
            && !holds(value)
        {
            self.field.fail(key);
            self.value = None;
        }
        self
    }

    /// Below fails with [`Key::MinNumeric`].
    pub fn min(self, min: i64) -> Self {
        self.check(Key::MinNumeric, |value| value >= min)
    }

    /// Above fails with [`Key::MaxNumeric`].
    pub fn max(self, max: i64) -> Self {
        self.check(Key::MaxNumeric, |value| value <= max)
    }

    /// Any other number fails with [`Key::In`].
    pub fn one_of(self, allowed: &[i64]) -> Self {
        self.check(Key::In, |value| allowed.contains(&value))
    }

    /// The number; `default` if absent or failed.
    pub fn or(self, default: i64) -> i64 {
        self.value.unwrap_or(default)
    }

    /// The number; `None` if absent or failed.
    pub fn get(self) -> Option<i64> {
        self.value
    }
}

/// `-?(0|[1-9][0-9]*)`
pub fn is_integer(text: &str) -> bool {
    let digits = text.strip_prefix('-').unwrap_or(text);
    is_digits(digits) && (digits.len() == 1 || !digits.starts_with('0'))
}

/// `-?(0|[1-9][0-9]*)(\.[0-9]+)?`
pub fn is_decimal(text: &str) -> bool {
    match text.split_once('.') {
        Some((whole, fraction)) => is_integer(whole) && is_digits(fraction),
        None => is_integer(text),
    }
}

/// `0` or `[1-9][0-9]*` that fits: an id in decimal, without leading zeros.
pub fn parse_id(text: &str) -> Option<i64> {
    if is_integer(text) && !text.starts_with('-') { text.parse().ok() } else { None }
}

fn is_digits(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit())
}

fn is_zero(decimal: &str) -> bool {
    !decimal.bytes().any(|byte| matches!(byte, b'1'..=b'9'))
}

/// Value of a valid integer; one beyond 64 bits becomes the nearest bound, which no range of the interface contains.
fn to_integer(text: &str) -> i64 {
    text.parse().unwrap_or(if text.starts_with('-') { i64::MIN } else { i64::MAX })
}
