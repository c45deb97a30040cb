//! The flat list of parameters of one request body (`payee.md` 2).
//!
//! A body that does not parse as a whole has no parameters in any order, so it is reported as the body's fault even if
//! something before the error would be refused too. Within a body that parses, the first violation in body order
//! counts; of one parameter first its name, then the number of parameters, the repetition, the value.

use crate::form;
use crate::json::{self, Kind};
use std::borrow::Cow;

/// Most parameters of one request, nulls and empty ones included.
const MAX_PARAMETERS: usize = 64;
/// Most bytes of a name; names are ASCII.
const MAX_NAME_BYTES: usize = 64;
/// Most Unicode scalar values of a value.
const MAX_VALUE_CHARS: usize = 2048;

/// Why a body is refused: `000023`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Violation {
    /// `data error : <name>`
    Parameter(Box<str>),
    /// `data error : body`
    Body,
}

impl Violation {
    /// What stands after `data error : `.
    pub fn name(&self) -> &str {
        match self {
            Violation::Parameter(name) => name,
            Violation::Body => "body",
        }
    }
}

/// How a body is encoded.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Encoding {
    /// `application/json`
    Json,
    /// `application/x-www-form-urlencoded`
    Form,
}

impl Encoding {
    /// The encoding a `Content-Type` names; `None`, answered with 415, if it is another media type or has a parameter
    /// other than `charset=utf-8`.
    pub fn of(content_type: &str) -> Option<Self> {
        let mut parts = content_type.split(';').map(str::trim);
        let media_type = parts.next()?;
        for parameter in parts {
            let (name, value) = parameter.split_once('=')?;
            let is_utf8 = ["utf-8", "\"utf-8\""].iter().any(|utf8| value.eq_ignore_ascii_case(utf8));
            if !name.eq_ignore_ascii_case("charset") || !is_utf8 {
                return None;
            }
        }
        if media_type.eq_ignore_ascii_case("application/json") {
            Some(Encoding::Json)
        } else if media_type.eq_ignore_ascii_case("application/x-www-form-urlencoded") {
            Some(Encoding::Form)
        } else {
            None
        }
    }
}

/// The parameters of one request: each name once, in byte order of the names, which is the order in which they are
/// signed. Nulls are gone, empty texts are kept for the signature that counts them.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Params {
    list: Vec<(Box<str>, Box<str>)>,
}

impl Params {
    /// Parameters of a body.
    pub fn parse(encoding: Encoding, body: &[u8]) -> Result<Self, Violation> {
        match encoding {
            Encoding::Json => Self::from_json(body),
            Encoding::Form => Self::from_form(body),
        }
    }

    /// Parameters of a JSON body: strings as they decode, numbers and booleans as they are written, null as absent.
    pub fn from_json(body: &[u8]) -> Result<Self, Violation> {
        let body = str::from_utf8(body).map_err(|_| Violation::Body)?;
        let members = json::members(body).map_err(|_| Violation::Body)?;
        let mut reader = Reader::default();
        for member in members {
            let name = member.name().ok_or(Violation::Body)?;
            reader.name(&name)?;
            let text = match member.value.kind() {
                Kind::String => member.value.string(),
                Kind::Number | Kind::True | Kind::False => Some(Cow::Borrowed(member.value.raw())),
                Kind::Null => continue,
                Kind::Array | Kind::Object => None,
            };
            reader.value(&name, text.as_deref())?;
        }
        Ok(reader.finish())
    }

    /// Parameters of a form body. One of no bytes has none.
    pub fn from_form(body: &[u8]) -> Result<Self, Violation> {
        let mut reader = Reader::default();
        for (name, value) in form::pairs(body) {
            let name = form::decode(name).map_err(|_| Violation::Body)?;
            reader.name(&name)?;
            reader.value(&name, form::decode(value).ok().as_deref())?;
        }
        Ok(reader.finish())
    }

    /// Text of the parameter called `name`; `None` if it is absent or empty, which is the same everywhere.
    pub fn get(&self, name: &str) -> Option<&str> {
        let at = self.list.binary_search_by(|(other, _)| (**other).cmp(name)).ok()?;
        self.list.get(at).map(|(_, text)| &**text).filter(|text| !text.is_empty())
    }

    /// Names and texts that are not empty, in byte order of the names.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &str)> {
        self.with_empty().filter(|(_, text)| !text.is_empty())
    }

    /// Names and texts, the empty ones too, in byte order of the names.
    pub fn with_empty(&self) -> impl Iterator<Item = (&str, &str)> {
        self.list.iter().map(|(name, text)| (&**name, &**text))
    }
}

/// Checks parameters in body order.
#[derive(Default)]
struct Reader {
    names: Vec<Box<str>>,
    list: Vec<(Box<str>, Box<str>)>,
}

impl Reader {
    fn name(&mut self, name: &str) -> Result<(), Violation> {
        let valid = (1..=MAX_NAME_BYTES).contains(&name.len())
            && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'.' | b'-'));
        if !valid || self.names.len() == MAX_PARAMETERS {
            return Err(Violation::Body);
        }
        // At most 64 names: comparing with each is cheaper than any index. Nulls count as given.
        if self.names.iter().any(|other| **other == *name) {
            return Err(Violation::Parameter(name.into()));
        }
        self.names.push(name.into());
        Ok(())
    }

    fn value(&mut self, name: &str, text: Option<&str>) -> Result<(), Violation> {
        match text {
            Some(text) if is_value(text) => {
                // Kept in order: of at most 64, that costs less than the code of a sort.
                let at = self.list.partition_point(|(other, _)| **other < *name);
                self.list.insert(at, (name.into(), text.into()));
                Ok(())
            }
            _ => Err(Violation::Parameter(name.into())),
        }
    }

    fn finish(self) -> Params {
        Params { list: self.list }
    }
}

fn is_value(text: &str) -> bool {
    // A text of few bytes has few characters, which spares counting them.
    (text.len() <= MAX_VALUE_CHARS || text.chars().count() <= MAX_VALUE_CHARS)
        && !text.contains(char::is_control)
}
