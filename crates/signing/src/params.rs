//! Parameters of the cashier: query, form and JSON merged into one list of names and texts (`cashier.md` 1.2).
//!
//! Decisions where the specification leaves a choice:
//!
//! | input | outcome |
//! |---|---|
//! | `%` without two hex digits, bytes that are not UTF-8, in the query or a form | [`Malformed`] |
//! | JSON that does not parse, is no object, starts with a byte-order mark, or has text after the object | [`Malformed`] |
//! | a JSON string or name, at any depth, that escapes a lone surrogate | [`Malformed`]: it has no UTF-8 form to sign |
//! | a body of white space only | [`Malformed`]; only a body of no bytes is an empty one |
//! | empty segment (`a=1&&b=2`) | skipped |
//! | segment without `=` | a name with an empty value, signed as `name=` |
//! | empty name (`=1`, `{"":1}`) | a parameter like any other, signed as `=1` |
//! | a name repeated after decoding (`a=1&%61=2`), whatever its values | a flaw of that name |
//! | control characters in a name | a flaw of that name; the answer shows it escaped, as JSON demands |
//! | `=` or `&` in a decoded name, a value in which a `=` follows an `&` ([`crate::unambiguous`]) | a flaw of that name, shown whole: `{"sign_type=MD5&timestamp":[…]}` |
//! | a byte-order mark (EF BB BF) before a form | [`Malformed`]: it is no part of the first name; percent-encoded it is text |
//! | nested value of any depth | a flaw of that name, its text kept as written for [`Params::objects`] |
//! | a flawed query parameter that the body overrides | stays flawed |

use crate::form::{self, DecodeError};
use crate::json::{self, Kind};
use crate::key::Key;
use crate::unambiguous;
use std::cmp::Ordering;

const BYTE_ORDER_MARK: &[u8] = "\u{feff}".as_bytes();

/// The request cannot be read at all: HTTP 400 `bad request`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Malformed {
    /// A percent escape without two hex digits.
    Escape,
    /// Bytes that are not UTF-8.
    Utf8,
    /// A body that is not one JSON object.
    Json,
    /// A form that begins with a byte-order mark.
    ByteOrderMark,
}

impl From<DecodeError> for Malformed {
    fn from(error: DecodeError) -> Self {
        match error {
            DecodeError::Escape => Malformed::Escape,
            DecodeError::Utf8 => Malformed::Utf8,
        }
    }
}

/// Where a parameter's text comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Source {
    /// Query or form.
    Text,
    /// JSON value of this type.
    Json(Kind),
}

/// What makes a parameter unacceptable: 422 `validation.string` on its name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Flaw {
    /// The name occurs twice in one source.
    Repeated,
    /// A control character (U+0000–U+001F, U+007F) in name or text.
    Control,
    /// A JSON array or object.
    Nested,
    /// Name or text would make the signed text stand for another set too.
    Ambiguous,
}

/// One parameter.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Param {
    name: Box<str>,
    text: Box<str>,
    source: Source,
    flaw: Option<Flaw>,
}

impl Param {
    fn new(name: &str, text: &str, source: Source) -> Self {
        let flaw = if is_controlled(name) {
            Some(Flaw::Control)
        } else if matches!(source, Source::Json(Kind::Array | Kind::Object)) {
            Some(Flaw::Nested)
        } else if is_controlled(text) {
            Some(Flaw::Control)
        } else {
            None
        };
        Param { name: name.into(), text: text.into(), source, flaw }
    }

    /// Decoded name.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Text of the value: decoded, never re-formatted; of a nested value its JSON as written.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// Where the text comes from.
    pub fn source(&self) -> Source {
        self.source
    }

    /// What is wrong with it, if anything.
    pub fn flaw(&self) -> Option<Flaw> {
        self.flaw
    }
}

/// The parameters of one request: each name once, in byte order of the names, which is the order in which they are signed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Params {
    list: Vec<Param>,
}

impl Params {
    /// Parameters of a product call: the query and the body, which is a form or else JSON according to `content_type`.
    pub fn product(query: &str, content_type: &str, body: &[u8]) -> Result<Self, Malformed> {
        let body = if is_form(content_type) { Self::from_form(body)? } else { Self::from_json(body)? };
        Ok(Self::from_query(query)?.unambiguous().overridden_by(body.unambiguous()))
    }

    /// Parameters of a back-office call: the query and a JSON body, whatever its `Content-Type`.
    ///
    /// They are not signed, but what they say (`remarks`) is signed later and may by then hold no second pair.
    pub fn back_office(query: &str, body: &[u8]) -> Result<Self, Malformed> {
        Ok(Self::from_query(query)?.unambiguous().overridden_by(Self::from_json(body)?.unambiguous()))
    }

    /// Parameters of a query string (without `?`).
    pub fn from_query(query: &str) -> Result<Self, Malformed> {
        Self::from_pairs(query.as_bytes())
    }

    /// Parameters of a form body.
    pub fn from_form(body: &[u8]) -> Result<Self, Malformed> {
        if body.starts_with(BYTE_ORDER_MARK) {
            return Err(Malformed::ByteOrderMark);
        }
        Self::from_pairs(body)
    }

    /// Marks every parameter that would make a signed text stand for another set of parameters too as flawed.
    ///
    /// Requests need it; what a hub replies does not as a whole, because a URL in it is never joined.
    #[must_use]
    pub fn unambiguous(mut self) -> Self {
        for param in &mut self.list {
            if param.flaw.is_none() && !unambiguous::is_pair(&param.name, &param.text) {
                param.flaw = Some(Flaw::Ambiguous);
            }
        }
        self
    }

    fn from_pairs(encoded: &[u8]) -> Result<Self, Malformed> {
        let mut list = Vec::new();
        for (name, value) in form::pairs(encoded) {
            list.push(Param::new(&form::decode(name)?, &form::decode(value)?, Source::Text));
        }
        Ok(Self::sorted(list))
    }

    /// Parameters of a JSON body: the members of its object, or none if it has no bytes.
    ///
    /// A string gives its value, a number its literal text, `true` gives `1`, `false` and `null` give the empty text.
    pub fn from_json(body: &[u8]) -> Result<Self, Malformed> {
        if body.is_empty() {
            return Ok(Self::default());
        }
        let body = str::from_utf8(body).map_err(|_| Malformed::Utf8)?;
        let members = json::members(body).map_err(|_| Malformed::Json)?;
        if json::has_lone_surrogate(body) {
            return Err(Malformed::Json);
        }
        let mut list = Vec::with_capacity(members.len());
        for member in members {
            let kind = member.value.kind();
            let text = match kind {
                Kind::String => member.value.string().ok_or(Malformed::Json)?,
                Kind::True => "1".into(),
                Kind::False | Kind::Null => "".into(),
                Kind::Number | Kind::Array | Kind::Object => member.value.raw().into(),
            };
            list.push(Param::new(&member.name().ok_or(Malformed::Json)?, &text, Source::Json(kind)));
        }
        Ok(Self::sorted(list))
    }

    /// Sorts one source by name and keeps the first of repeated names, as flawed.
    fn sorted(mut list: Vec<Param>) -> Self {
        list.sort_by(|left, right| left.name.cmp(&right.name));
        list.dedup_by(|next, kept| {
            let repeated = next.name == kept.name;
            if repeated {
                kept.flaw = Some(Flaw::Repeated);
            }
            repeated
        });
        Params { list }
    }

    /// Adds the parameters of `body`, which win over those of the same name; a flaw of either stays.
    pub fn overridden_by(self, body: Params) -> Self {
        if self.list.is_empty() {
            return body;
        }
        let mut list = Vec::with_capacity(self.list.len() + body.list.len());
        let mut body = body.list.into_iter().peekable();
        for mut param in self.list {
            while let Some(before) = body.next_if(|other| other.name < param.name) {
                list.push(before);
            }
            if let Some(winner) = body.next_if(|other| other.name == param.name) {
                param = Param { flaw: winner.flaw.or(param.flaw), ..winner };
            }
            list.push(param);
        }
        list.extend(body);
        Params { list }
    }

    /// All parameters in byte order of their names.
    pub fn iter(&self) -> std::slice::Iter<'_, Param> {
        self.list.iter()
    }

    /// The parameter called `name`.
    pub fn param(&self, name: &str) -> Option<&Param> {
        let at = self.list.binary_search_by(|param| compare(&param.name, name)).ok()?;
        self.list.get(at)
    }

    /// Text of the parameter called `name`; `None` if it is absent or nested.
    pub fn get(&self, name: &str) -> Option<&str> {
        self.param(name).filter(|param| param.flaw != Some(Flaw::Nested)).map(Param::text)
    }

    /// Text of the parameter called `name`; empty if it is absent or nested.
    pub fn text(&self, name: &str) -> &str {
        self.get(name).unwrap_or_default()
    }

    /// Names of the flawed parameters in byte order, each answered with 422 `validation.string`.
    pub fn flaws(&self) -> impl Iterator<Item = &str> {
        self.list.iter().filter(|param| param.flaw.is_some()).map(Param::name)
    }

    /// The objects of the array `name`, each as parameters of its own, at most `max` of them.
    ///
    /// Fails with [`Key::Required`] if it is absent, null, blank or has no items, [`Key::String`] if it is repeated or
    /// anything but an array of objects, [`Key::MaxNumeric`] if it has more items (`cashier.md` 9.3).
    pub fn objects(&self, name: &str, max: usize) -> Result<Vec<Params>, Key> {
        let param = self.param(name).ok_or(Key::Required)?;
        match (param.flaw, param.source) {
            (None, source) if source != Source::Json(Kind::False) && is_blank(&param.text) => {
                return Err(Key::Required);
            }
            (Some(Flaw::Nested), Source::Json(Kind::Array)) => {}
            _ => return Err(Key::String),
        }
        let items = json::items(&param.text).ok_or(Key::String)?;
        if items.is_empty() {
            return Err(Key::Required);
        }
        if items.iter().any(|item| item.kind() != Kind::Object) {
            return Err(Key::String);
        }
        if items.len() > max {
            return Err(Key::MaxNumeric);
        }
        items.iter().map(|item| Self::from_json(item.raw().as_bytes()).map_err(|_| Key::String)).collect()
    }
}

impl<'a> IntoIterator for &'a Params {
    type Item = &'a Param;
    type IntoIter = std::slice::Iter<'a, Param>;

    fn into_iter(self) -> Self::IntoIter {
        self.iter()
    }
}

/// Whether a `Content-Type` names a form: `application/x-www-form-urlencoded` in any letter case, with any parameters.
pub fn is_form(content_type: &str) -> bool {
    let media_type = content_type.split(';').next().unwrap_or_default();
    media_type.trim().eq_ignore_ascii_case("application/x-www-form-urlencoded")
}

/// Whether a text is empty or consists of white space only: the `required` rule's idea of nothing.
pub fn is_blank(text: &str) -> bool {
    text.chars().all(char::is_whitespace)
}

fn is_controlled(text: &str) -> bool {
    text.bytes().any(|byte| byte < 0x20 || byte == 0x7F)
}

fn compare(left: &str, right: &str) -> Ordering {
    left.as_bytes().cmp(right.as_bytes())
}
