//! Query parameters (wallet.md §2.7): each endpoint lists its own; the first fault in their order is answered.

use crate::failure::{
    Code, Failure, INVALID_FILTER, INVALID_INCLUDE, INVALID_PAGE, INVALID_QUERY_PARAMETER, INVALID_SORT,
    Problem,
};
use crate::time;
use crate::token::MAX_ID;
use feiqian_platform::Value;
use feiqian_signing::form;
use serde::Serialize;

/// What a parameter of an endpoint filters by.
#[derive(Debug, Clone, Copy)]
pub enum Filter {
    /// An id from this on: a condition with `?` for it.
    Id(i64),
    /// A text of at most so many characters.
    Text(usize),
    /// So many digits.
    Digits(usize),
    /// A comma list of numbers within these bounds, as a JSON array.
    Numbers(i64, i64),
    /// A bound on `created_at`, inclusive; whether it is the end.
    Time { end: bool },
}

/// The parameters of an endpoint.
#[derive(Debug)]
pub struct Parameters {
    pub includes: &'static [&'static str],
    pub default_includes: &'static [&'static str],
    /// Whether it is a list: `sort` and `page[…]`.
    pub is_list: bool,
    pub filters: &'static [(&'static str, Filter)],
}

/// An endpoint that takes none.
pub static NONE: Parameters =
    Parameters { includes: &[], default_includes: &[], is_list: false, filters: &[] };

/// What a client asked for.
#[derive(Debug)]
pub struct Query {
    /// In the order of the endpoint's list.
    pub includes: Vec<&'static str>,
    /// The filters given, by their position in the endpoint's list.
    pub filters: Vec<(usize, Value)>,
    /// Columns of a sort and whether they descend.
    pub sort: Vec<(&'static str, bool)>,
    pub page: Page,
    /// All parameters but the page's number or offset, encoded, for links.
    before: Vec<String>,
    after: Vec<String>,
}

/// Which part of a list.
#[derive(Debug, Clone, Copy)]
pub struct Page {
    by_offset: bool,
    /// Number or offset as sent.
    position: i64,
    pub size: i64,
}

const MAX_NUMBER: i64 = 1_000_000;
const MAX_OFFSET: i64 = 1_000_000_000;
const MAX_SIZE: i64 = 200;

impl Page {
    pub fn offset(self) -> i64 {
        if self.by_offset { self.position } else { (self.position - 1) * self.size }
    }
}

/// The pages beside the one that is answered.
#[derive(Debug, Serialize)]
pub struct Links {
    first: String,
    prev: Option<String>,
    next: Option<String>,
    last: String,
}

impl Query {
    /// # Errors
    /// The first fault, a 400.
    pub fn read(text: &str, parameters: &Parameters) -> Result<Self, Failure> {
        let mut query = Query {
            includes: parameters.default_includes.to_vec(),
            filters: Vec::new(),
            sort: Vec::new(),
            page: Page { by_offset: false, position: 1, size: 20 },
            before: Vec::new(),
            after: Vec::new(),
        };
        let mut seen: Vec<String> = Vec::new();
        let (mut positioned, mut sized) = (false, false);
        for (name, value) in form::pairs(text.as_bytes()) {
            let unknown = |name: &str| Problem::parameter(INVALID_QUERY_PARAMETER, name, name);
            let Ok(name) = form::decode(name) else {
                return Err(unknown(&String::from_utf8_lossy(name)).into());
            };
            let name = name.as_ref();
            let Ok(value) = form::decode(value) else {
                return Err(unknown(name).into());
            };
            if seen.iter().any(|other| other == name) {
                return Err(unknown(name).into());
            }
            seen.push(name.to_owned());
            let value = value.as_ref();
            let refuse = |code: Code| Failure::from(Problem::parameter(code, name, ""));
            let mut is_position = false;
            match name {
                "include" if !parameters.includes.is_empty() => {
                    query.includes = includes(value, parameters.includes)?;
                }
                "sort" if parameters.is_list => query.sort = sort(value)?,
                "page[number]" | "page[offset]" if parameters.is_list => {
                    query.page.by_offset = name == "page[offset]";
                    let (min, max) = if query.page.by_offset { (0, MAX_OFFSET) } else { (1, MAX_NUMBER) };
                    let number = number(value, min, max).filter(|_| !positioned);
                    query.page.position = number.ok_or_else(|| refuse(INVALID_PAGE))?;
                    (positioned, is_position) = (true, true);
                }
                "page[size]" | "page[limit]" if parameters.is_list => {
                    let number = number(value, 1, MAX_SIZE).filter(|_| !sized);
                    query.page.size = number.ok_or_else(|| refuse(INVALID_PAGE))?;
                    sized = true;
                }
                _ => {
                    let Some(at) = parameters.filters.iter().position(|(filter, _)| *filter == name) else {
                        return Err(unknown(name).into());
                    };
                    if !value.is_empty() {
                        let value = parameters.filters[at].1.read(value);
                        query.filters.push((at, value.ok_or_else(|| refuse(INVALID_FILTER))?));
                        query.check_times(parameters)?;
                    }
                }
            }
            if !is_position {
                let pair = [encode(name), encode(value)].join("=");
                if positioned { &mut query.after } else { &mut query.before }.push(pair);
            }
        }
        if query.sort.is_empty() {
            query.sort.push(("created_at", true));
        }
        if !query.sort.iter().any(|(column, _)| *column == "id") {
            let descends = query.sort.last().is_some_and(|(_, descends)| *descends);
            query.sort.push(("id", descends));
        }
        Ok(query)
    }

    fn check_times(&self, parameters: &Parameters) -> Result<(), Failure> {
        let bound = |wanted: bool| {
            let of_kind = |(at, _): &&(usize, Value)| matches!(parameters.filters[*at].1, Filter::Time { end } if end == wanted);
            self.filters.iter().find(of_kind).and_then(|(at, value)| match value {
                Value::Integer(ms) => Some((parameters.filters[*at].0, *ms)),
                _ => None,
            })
        };
        match (bound(false), bound(true)) {
            (Some((_, start)), Some((name, end))) if start > end => {
                Err(Problem::parameter(INVALID_FILTER, name, "").into())
            }
            _ => Ok(()),
        }
    }

    /// The conditions of the filters given, each with ` AND ` before it; their values join `parameters`.
    pub fn conditions(&self, conditions: &[&str], parameters: &mut Vec<Value>) -> String {
        let mut text = String::new();
        for (at, value) in &self.filters {
            parameters.push(value.clone());
            // The first `?` without a number is the value's.
            let own = format!("?{}", parameters.len());
            let condition = conditions.get(*at).copied().unwrap_or("false");
            let place = condition
                .match_indices('?')
                .find(|(place, _)| !condition.as_bytes().get(place + 1).is_some_and(u8::is_ascii_digit));
            text.push_str(" AND (");
            match place {
                Some((place, _)) => {
                    text.push_str(&condition[..place]);
                    text.push_str(&own);
                    text.push_str(&condition[place + 1..]);
                }
                None => text.push_str(condition),
            }
            text.push(')');
        }
        text
    }

    pub fn includes(&self, name: &str) -> bool {
        self.includes.contains(&name)
    }

    /// `links` and the page count of a list of `total` rows.
    pub fn links(&self, path: &str, total: i64) -> (Links, i64) {
        let Page { by_offset, position, size } = self.page;
        let pages = (total + size - 1) / size;
        let (first, step, last) = match by_offset {
            true => (0, size, (pages - 1).max(0) * size),
            false => (1, 1, pages.max(1)),
        };
        let beyond = if by_offset { total } else { pages + 1 };
        let link = |position: i64| {
            let name = if by_offset { "page%5Boffset%5D" } else { "page%5Bnumber%5D" };
            let own = format!("{name}={position}");
            let pairs: Vec<&str> =
                self.before.iter().chain([&own]).chain(&self.after).map(String::as_str).collect();
            format!("{path}?{}", pairs.join("&"))
        };
        let prev = if position > first { Some((position - step).max(first)) } else { None };
        let prev = prev.filter(|prev| *prev < beyond.max(first + 1));
        let max = if by_offset { MAX_OFFSET } else { MAX_NUMBER };
        let next = Some(position + step).filter(|next| *next < beyond && *next <= max);
        let links =
            Links { first: link(first), prev: prev.map(link), next: next.map(link), last: link(last) };
        (links, pages)
    }

    /// The `ORDER BY` of a table by its alias.
    pub fn order(&self, alias: &str) -> String {
        let keys = self
            .sort
            .iter()
            .map(|(column, descends)| [alias, ".", column, if *descends { " DESC" } else { "" }].concat());
        keys.collect::<Vec<_>>().join(", ")
    }
}

impl Filter {
    fn read(self, value: &str) -> Option<Value> {
        match self {
            Filter::Id(min) => number(value, min, MAX_ID).map(Value::from),
            Filter::Text(max) => (value.chars().count() <= max).then(|| value.into()),
            Filter::Digits(count) => {
                (value.len() == count && value.bytes().all(|b| b.is_ascii_digit())).then(|| value.into())
            }
            Filter::Numbers(min, max) => value
                .split(',')
                .all(|item| number(item, min, max).is_some())
                .then(|| ["[", value, "]"].concat().into()),
            Filter::Time { end } => time::bound(value, end).map(Value::from),
        }
    }
}

/// A canonical decimal within bounds.
fn number(text: &str, min: i64, max: i64) -> Option<i64> {
    let is_canonical =
        text.bytes().all(|byte| byte.is_ascii_digit()) && (text == "0" || !text.starts_with('0'));
    text.parse().ok().filter(|number| is_canonical && (min..=max).contains(number))
}

fn includes(value: &str, known: &'static [&'static str]) -> Result<Vec<&'static str>, Failure> {
    let given: Vec<&str> = if value.is_empty() { Vec::new() } else { value.split(',').collect() };
    if let Some(unknown) = given.iter().find(|name| !known.contains(name)) {
        return Err(Problem::parameter(INVALID_INCLUDE, "include", unknown).into());
    }
    Ok(known.iter().filter(|name| given.contains(name)).copied().collect())
}

fn sort(value: &str) -> Result<Vec<(&'static str, bool)>, Failure> {
    let mut keys = Vec::new();
    for item in value.split(',') {
        let (name, descends) = item.strip_prefix('-').map_or((item, false), |name| (name, true));
        let column = ["created_at", "updated_at", "id"].into_iter().find(|column| *column == name);
        let column = column.ok_or_else(|| Problem::parameter(INVALID_SORT, "sort", item))?;
        // Of a repeated column only the first can matter.
        if !keys.iter().any(|(other, _)| *other == column) {
            keys.push((column, descends));
        }
    }
    Ok(keys)
}

/// Percent-encoding that leaves the unreserved characters of RFC 3986.
fn encode(text: &str) -> String {
    let mut out = String::new();
    for byte in text.bytes() {
        match byte {
            b'0'..=b'9' | b'A'..=b'Z' | b'a'..=b'z' | b'-' | b'.' | b'_' | b'~' => out.push(char::from(byte)),
            _ => {
                out.push('%');
                for digit in [byte >> 4, byte & 15] {
                    out.push(char::from(b"0123456789ABCDEF"[usize::from(digit)]));
                }
            }
        }
    }
    out
}
