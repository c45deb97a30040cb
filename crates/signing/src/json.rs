//! The members of one JSON object, with names and values as they were written.
//!
//! A map type would lose repeated names, and a number type the literal text that was signed. Members are therefore
//! found by serde_json's own scanner, which checks the grammar without building values: nesting of any depth costs no
//! stack, a number of any size no precision.

use serde::de::{Deserialize, Deserializer, MapAccess, Visitor};
use serde_json::value::RawValue;
use std::borrow::Cow;
use std::fmt;

/// The text is not one JSON object: a syntax error, another type, a byte-order mark, or text after the object.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NotAnObject;

/// Type of a JSON value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// A text.
    String,
    /// A number, whatever its notation.
    Number,
    /// `true`
    True,
    /// `false`
    False,
    /// `null`
    Null,
    /// An array.
    Array,
    /// An object.
    Object,
}

/// One JSON value as written, without the white space around it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Value<'a>(&'a str);

impl<'a> Value<'a> {
    /// A value that serde_json has found.
    pub fn of(raw: &'a RawValue) -> Self {
        Value(raw.get())
    }

    /// Type of the value; its first byte decides, the grammar was checked before.
    pub fn kind(self) -> Kind {
        match self.0.as_bytes().first() {
            Some(b'"') => Kind::String,
            Some(b't') => Kind::True,
            Some(b'f') => Kind::False,
            Some(b'n') => Kind::Null,
            Some(b'[') => Kind::Array,
            Some(b'{') => Kind::Object,
            _ => Kind::Number,
        }
    }

    /// The literal text.
    pub fn raw(self) -> &'a str {
        self.0
    }

    /// The text a string stands for; `None` if it is no string or has an escaped surrogate without its partner,
    /// which no text can hold.
    pub fn string(self) -> Option<Cow<'a, str>> {
        let inner = self.0.strip_prefix('"')?.strip_suffix('"')?;
        if inner.contains('\\') {
            serde_json::from_str(self.0).ok().map(Cow::Owned)
        } else {
            Some(Cow::Borrowed(inner))
        }
    }

    /// The value without white space between its tokens and with escapes only where JSON needs them: the text that a
    /// signer of nested values signs (`payee.md` 3.2, vector O09). Order of members and number literals stay.
    pub fn compact(self) -> String {
        let mut compact = String::with_capacity(self.0.len());
        let mut rest = self.0;
        while let Some(first) = rest.chars().next() {
            let (token, after) =
                rest.split_at(if first == '"' { string_len(rest) } else { first.len_utf8() });
            if first == '"' {
                let rewritten = Value(token).string().and_then(|text| serde_json::to_string(&text).ok());
                compact.push_str(rewritten.as_deref().unwrap_or(token));
            } else {
                compact.push_str(token.trim_ascii());
            }
            rest = after;
        }
        compact
    }
}

/// Bytes of the string literal at the start of a valid JSON text, quotes included.
fn string_len(text: &str) -> usize {
    let mut escaped = false;
    for (at, byte) in text.bytes().enumerate().skip(1) {
        match byte {
            _ if escaped => escaped = false,
            b'\\' => escaped = true,
            b'"' => return at + 1,
            _ => {}
        }
    }
    text.len()
}

/// One member of an object.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Member<'a> {
    name: &'a str,
    /// The member's value.
    pub value: Value<'a>,
}

impl<'a> Member<'a> {
    /// The decoded name; `None` if it has an escaped surrogate without its partner.
    pub fn name(&self) -> Option<Cow<'a, str>> {
        Value(self.name).string()
    }
}

/// All members of the object `text` in their order, repeated names included.
pub fn members(text: &str) -> Result<Vec<Member<'_>>, NotAnObject> {
    serde_json::from_str::<Members>(text).map(|members| members.0).map_err(|_| NotAnObject)
}

/// All items of the array `text` in their order.
pub fn items(text: &str) -> Option<Vec<Value<'_>>> {
    let items: Vec<&RawValue> = serde_json::from_str(text).ok()?;
    Some(items.into_iter().map(|item| Value(item.get())).collect())
}

/// Whether a valid JSON text escapes a surrogate without its partner, at any depth.
///
/// The grammar allows it, but such a text has no UTF-8 form. Backslashes occur in strings only, so no tokenizer is
/// needed.
pub fn has_lone_surrogate(text: &str) -> bool {
    let mut rest = text.as_bytes();
    while let Some(at) = rest.iter().position(|&byte| byte == b'\\') {
        rest = &rest[at..];
        match escaped_unit(rest) {
            Some(0xD800..=0xDBFF) => match rest.get(6..).and_then(escaped_unit) {
                Some(0xDC00..=0xDFFF) => rest = &rest[12..],
                _ => return true,
            },
            Some(0xDC00..=0xDFFF) => return true,
            Some(_) => rest = &rest[6..],
            None => rest = rest.get(2..).unwrap_or_default(),
        }
    }
    false
}

/// The UTF-16 unit of a `\uXXXX` at the start of `text`.
fn escaped_unit(text: &[u8]) -> Option<u16> {
    let digits = str::from_utf8(text.strip_prefix(b"\\u")?.get(..4)?).ok()?;
    u16::from_str_radix(digits, 16).ok()
}

struct Members<'a>(Vec<Member<'a>>);

impl<'de> Deserialize<'de> for Members<'de> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct MembersVisitor;
        impl<'de> Visitor<'de> for MembersVisitor {
            type Value = Members<'de>;

            fn expecting(&self, out: &mut fmt::Formatter) -> fmt::Result {
                out.write_str("an object")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
                let mut members = Vec::new();
                while let Some((name, value)) = map.next_entry::<&RawValue, &RawValue>()? {
                    members.push(Member { name: name.get(), value: Value(value.get()) });
                }
                Ok(Members(members))
            }
        }
        deserializer.deserialize_map(MembersVisitor)
    }
}
