//! A request that has found its route, and what a route answers.

use crate::caller::Caller;
use crate::problem::{Flaw, Problem};
use crate::routes::Parameters;
use crate::settings::Settings;
use feiqian_platform::http::{Body, Response, StatusCode, header};
use feiqian_platform::{Call, Stream};
use serde_json::{Map, Value};
use std::ops::Deref;

/// The longest body, in bytes: a whole configuration.
pub const BODY_LIMIT_BYTES: usize = 1024 * 1024;

/// What a handler knows of a call before it knows who sends it.
#[derive(Debug)]
pub struct Routed<'c> {
    pub call: Call<'c>,
    pub settings: &'c Settings,
    /// The parts of the path, in order.
    pub path: Parameters,
}

impl<'c> Deref for Routed<'c> {
    type Target = Call<'c>;

    fn deref(&self) -> &Call<'c> {
        &self.call
    }
}

/// The members of a JSON object.
pub type Members = Map<String, Value>;

impl Routed<'_> {
    /// The address of whoever calls.
    pub fn client_ip(&self) -> String {
        self.settings.client_address.of(self.request)
    }

    /// The body, which must be a JSON object.
    ///
    /// # Errors
    /// 400 or 415.
    pub fn members(&self) -> Result<Members, Problem> {
        let content_type = self.header(header::CONTENT_TYPE.as_str());
        let media_type = content_type.split(';').next().unwrap_or_default().trim().to_ascii_lowercase();
        if !matches!(media_type.as_str(), "application/json" | "application/merge-patch+json") {
            return Err(Problem::UnsupportedMediaType);
        }
        let Body::Whole(body) = &self.request.body else { return Err(Problem::TooLarge) };
        let text = std::str::from_utf8(body).map_err(|_| Problem::BadRequest("The body is no UTF-8."))?;
        match serde_json::from_str(text) {
            Ok(Value::Object(members)) => Ok(members),
            _ => Err(Problem::BadRequest("The body is no JSON object.")),
        }
    }

    /// The body as an object of texts of these names, all of them required and none else.
    ///
    /// # Errors
    /// 400, 415 or 422.
    pub fn texts<const N: usize>(&self, names: [&'static str; N]) -> Result<[String; N], Problem> {
        let mut members = self.members()?;
        let mut flaws = Vec::new();
        let texts = names.map(|name| match members.remove(name) {
            Some(Value::String(text)) if text.chars().count() <= 256 => text,
            Some(Value::String(_)) => {
                flaws.push(Flaw::new(format!("/{name}"), "max", "At most 256 characters."));
                String::new()
            }
            Some(_) => {
                flaws.push(Flaw::new(format!("/{name}"), "string", "A text."));
                String::new()
            }
            None => {
                flaws.push(Flaw::new(format!("/{name}"), "required", "Required."));
                String::new()
            }
        });
        flaws.extend(members.keys().map(|name| unknown(name)));
        if flaws.is_empty() { Ok(texts) } else { Err(Problem::Invalid(flaws)) }
    }

    /// A parameter of the query, decoded.
    pub fn query(&self, name: &str) -> Option<String> {
        let pairs = self.request.query.split('&');
        let found = pairs.filter_map(|pair| pair.split_once('=')).find(|(of, _)| *of == name);
        found.map(|(_, value)| decode(&value.replace('+', " ")))
    }

    /// A part of the path.
    pub fn part(&self, at: usize) -> &str {
        self.path.get(at).map_or("", |(_, part)| part.as_str())
    }

    /// A number of the query.
    ///
    /// # Errors
    /// 422 with the pointer `?name`.
    pub fn query_number(&self, name: &str, default: i64, max: i64) -> Result<i64, Problem> {
        let Some(text) = self.query(name) else { return Ok(default) };
        let number = text.parse().ok().filter(|number| (1..=max).contains(number));
        number.ok_or_else(|| {
            Problem::Invalid(vec![Flaw::new(format!("?{name}"), "integer", format!("1 to {max}."))])
        })
    }
}

/// A member that a body must not have.
pub fn unknown(name: &str) -> Flaw {
    Flaw::new(format!("/{}", escaped(name)), "unknown", "There is no such member.")
}

/// A member's name in a JSON pointer.
pub fn escaped(name: &str) -> String {
    name.replace('~', "~0").replace('/', "~1")
}

/// An object with one member more, its last. Both are JSON texts that SQL has written, and stay as they are: parsed, their
/// members would change their order.
pub fn with_member(object: &str, name: &str, value: &str) -> String {
    let members = object.strip_suffix('}').unwrap_or(object);
    [members, ",\"", name, "\":", value, "}"].concat()
}

/// A part of a URL without its escapes.
pub fn decode(text: &str) -> String {
    percent_encoding::percent_decode_str(text).decode_utf8_lossy().into_owned()
}

/// A success.
#[derive(Debug, Default)]
pub struct Reply {
    pub status: u16,
    /// JSON, or empty.
    pub body: String,
    pub etag: Option<String>,
    pub cookie: Option<String>,
    /// The name of the file that the body is, which is CSV.
    pub file: Option<String>,
    /// What follows the body, made while it is sent.
    pub stream: Option<Stream>,
}

impl Reply {
    pub fn ok(body: impl Into<String>) -> Self {
        Reply { status: 200, body: body.into(), ..Reply::default() }
    }

    pub fn respond(self) -> Response {
        let status = StatusCode::from_u16(self.status).unwrap_or(StatusCode::OK);
        let has_body = !self.body.is_empty();
        let mut response = Response::new(status, self.body);
        response.code = self.status.to_string().into();
        response.stream = self.stream;
        if let Some(file) = &self.file {
            response = response
                .with(header::CONTENT_TYPE, "text/csv; charset=utf-8")
                .with_text(header::CONTENT_DISPOSITION, &format!("attachment; filename=\"{file}\""));
        } else if has_body {
            response = response.with(header::CONTENT_TYPE, "application/json; charset=utf-8");
        }
        if let Some(etag) = &self.etag {
            response = response.with_text(header::ETAG, etag);
        }
        if let Some(cookie) = &self.cookie {
            response = response.with_text(header::SET_COOKIE, cookie);
        }
        response
    }
}

/// A call whose sender is known.
#[derive(Debug)]
pub struct Known<'c> {
    pub call: Routed<'c>,
    pub caller: Caller,
}
