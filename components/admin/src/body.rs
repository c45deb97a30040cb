//! From the members of a request to the body of a resource: every member by its rule, in the order of the view.

use crate::call::{Members, escaped, unknown};
use crate::problem::Flaw;
use crate::resource::{Field, Kind, Need, Resource, STATUSES};
use feiqian_money::{Currency, Money, cashier};
use feiqian_operator::day;
use feiqian_platform::http::Uri;
use feiqian_signing::unambiguous;
use serde_json::Value;

/// The longest URL.
const URL_CHARS: usize = 512;

/// What an answer has beside the body; a request may send it back, and it is not read.
const NOT_READ: [&str; 2] = ["meta", "issued"];

type Broken = (&'static str, String);

/// The body that `members` make, as the view writes it. `old` is the body as it is, if there is one; `password` is whether
/// the member of that name belongs to the resource and is read elsewhere.
///
/// # Errors
/// Everything that is wrong with it.
pub fn compose(
    resource: &Resource,
    members: &Members,
    old: Option<&Members>,
    has_password: bool,
    http_allowed: bool,
) -> Result<String, Vec<Flaw>> {
    let mut flaws = Vec::new();
    for name in members.keys() {
        let is_known = resource.fields.iter().any(|field| field.name == name)
            || NOT_READ.contains(&name.as_str())
            || has_password && name == "password";
        if !is_known {
            flaws.push(unknown(name));
        }
    }
    let mut body = String::from("{");
    let mut amounts = Vec::new();
    for field in resource.fields {
        match value(field, members, old, http_allowed) {
            Ok(json) => {
                if field.kind == Kind::Amount {
                    amounts.push((field.name, json.clone()));
                }
                let comma = if body.len() > 1 { "," } else { "" };
                body.extend([comma, "\"", field.name, "\":", &json]);
            }
            Err((code, detail)) => {
                flaws.push(Flaw::new(format!("/{}", escaped(field.name)), code, detail));
            }
        }
    }
    body.push('}');
    if let Some((min, max)) = resource.range
        && is_reversed(&amounts, min, max)
    {
        flaws.push(Flaw::new(format!("/{max}"), "min", format!("At least {min}, or 0 for no limit.")));
    }
    if flaws.is_empty() { Ok(body) } else { Err(flaws) }
}

/// The cells of a body: its members in their order as the tables hold them.
pub fn cells(resource: &Resource, body: &Members) -> Vec<Value> {
    resource.fields.iter().map(|field| cell(field.kind, &body[field.name])).collect()
}

fn cell(kind: Kind, value: &Value) -> Value {
    // A canonical amount has all the digits of its currency, so that the digits alone are the minor units.
    let minor = |value: &Value| {
        let digits = value.as_str().unwrap_or_default().replace('.', "");
        Value::from(digits.parse::<i64>().unwrap_or_default())
    };
    match (kind, value) {
        (Kind::Amount | Kind::AmountTo(..) | Kind::Cents(..), value) => minor(value),
        (Kind::Amounts, Value::Object(amounts)) => {
            let amounts = amounts.iter().map(|(currency, amount)| (currency.clone(), minor(amount)));
            Value::from(Value::Object(amounts.collect()).to_string())
        }
        (Kind::DayOffset, value) => Value::from(value.as_str().and_then(day::offset)),
        (Kind::OneOf(STATUSES), value) => Value::from(i64::from(value == "active")),
        (_, Value::Bool(flag)) => Value::from(i64::from(*flag)),
        (_, value) => value.clone(),
    }
}

/// Whether the maximum is less than the minimum. Both have as many digits after the point.
fn is_reversed(amounts: &[(&str, String)], min: &str, max: &str) -> bool {
    let minor = |name| {
        let (_, text) = amounts.iter().find(|(of, _)| *of == name)?;
        text.replace(['.', '"'], "").parse::<i64>().ok()
    };
    match (minor(min), minor(max)) {
        (Some(min), Some(max)) => max > 0 && max < min,
        _ => false,
    }
}

fn value(field: &Field, members: &Members, old: Option<&Members>, http: bool) -> Result<String, Broken> {
    let given = members.get(field.name).filter(|value| !value.is_null());
    let json = match (given, field.need) {
        (Some(given), _) => normal(field.kind, given, members, http)?,
        (None, Need::Or(default)) => {
            let default = serde_json::from_str(default).unwrap_or_default();
            normal(field.kind, &default, members, http)?
        }
        (None, _) => return Err(("required", "Required.".into())),
    };
    let before = old.and_then(|old| old.get(field.name)).map(Value::to_string);
    match (field.need, before) {
        (Need::Fixed | Need::Key, Some(before)) if before != json => {
            Err(("fixed", "It cannot be changed.".into()))
        }
        _ => Ok(json),
    }
}

/// A value by its rule, as JSON.
fn normal(kind: Kind, value: &Value, members: &Members, http: bool) -> Result<String, Broken> {
    match kind {
        Kind::Integer(min, max) => match value.as_i64() {
            Some(number) if (min..=max).contains(&number) => Ok(number.to_string()),
            _ => Err(("integer", format!("A whole number from {min} to {max}."))),
        },
        Kind::Flag => match value {
            Value::Bool(flag) => Ok(flag.to_string()),
            _ => Err(("boolean", "true or false.".into())),
        },
        Kind::Amounts => amounts(value),
        _ => {
            let Value::String(text) = value else { return Err(("string", "A text.".into())) };
            let text = match kind {
                Kind::Amount => amount(text, members, 0, cashier::MAX_MINOR)?,
                Kind::AmountTo(min, max) => amount(text, members, min, max)?,
                Kind::Cents(min, max) => amount_of(text, Currency::Cny, min, max)?,
                kind => checked(kind, text, http)?,
            };
            Ok(Value::String(text).to_string())
        }
    }
}

/// A text by its rule.
fn checked(kind: Kind, text: &str, http: bool) -> Result<String, Broken> {
    let is_code = |text: &str, max: usize, more: &str| {
        (1..=max).contains(&text.len())
            && text.bytes().all(|b| b.is_ascii_alphanumeric() || more.as_bytes().contains(&b))
    };
    let fits = match kind {
        Kind::Name(max) | Kind::Text(max) if text.chars().count() > max => {
            Err(format!("At most {max} characters."))
        }
        Kind::Name(_) if text.trim().is_empty() => Err("Not blank.".into()),
        Kind::Code(max, more) if !is_code(text, max, more) => {
            Err(format!("1 to {max} of A-Z, a-z, 0-9{}{more}.", if more.is_empty() { "" } else { " and " }))
        }
        Kind::KeyRef if !text.is_empty() && !is_code(text, 64, "_.-") => {
            Err("Empty, or 1 to 64 of A-Z, a-z, 0-9, underscore, dot and hyphen.".into())
        }
        Kind::Digits(length) if text.len() != length || !text.bytes().all(|b| b.is_ascii_digit()) => {
            Err(format!("{length} digits."))
        }
        Kind::Number if text.len() < 6 || !is_code(text, 34, "") => Err("6 to 34 letters and digits.".into()),
        Kind::Operator if !feiqian_operator::is_name(text) => {
            Err("1 to 64 of a-z, 0-9, dot, underscore and hyphen.".into())
        }
        Kind::OneOf(words) if !words.contains(&text) => Err(format!("One of {}.", words.join(", "))),
        Kind::DayOffset if day::offset(text).is_none() => Err("-12:00 to +14:00.".into()),
        Kind::Levels if !is_levels(text) => {
            Err("Empty or * for all, or whole numbers joined by commas.".into())
        }
        Kind::Url | Kind::BaseUrl if !text.is_empty() && !is_url(text, kind == Kind::BaseUrl, http) => {
            Err(format!("Empty, or an https URL of at most {URL_CHARS} characters."))
        }
        Kind::Name(_) | Kind::Text(_) | Kind::Url => is_plain(text),
        _ => Ok(()),
    };
    match fits {
        Ok(()) => Ok(text.to_owned()),
        Err(detail) => Err((code_of(kind), detail)),
    }
}

const fn code_of(kind: Kind) -> &'static str {
    match kind {
        Kind::OneOf(_) => "in",
        Kind::Url | Kind::BaseUrl => "url",
        _ => "string",
    }
}

/// No control characters, and nothing that a signature could read in two ways: many texts are signed in calls of hubs and
/// in callbacks.
fn is_plain(text: &str) -> Result<(), String> {
    if text.chars().any(char::is_control) {
        return Err("No control characters.".into());
    }
    if !unambiguous::is_value(text) {
        return Err("No & that is followed by a = before the next &: signed texts would be ambiguous.".into());
    }
    Ok(())
}

fn is_levels(text: &str) -> bool {
    let is_level = |level: &str| (1..=9).contains(&level.len()) && level.bytes().all(|b| b.is_ascii_digit());
    text.is_empty() || text == "*" || text.len() <= 200 && text.split(',').all(is_level)
}

/// `https://host[:port][/path][?query]`, for a base without query and without a slash at the end; `http` where it is
/// allowed. No user, no fragment, nothing but ASCII.
fn is_url(text: &str, is_base: bool, http_allowed: bool) -> bool {
    if text.len() > URL_CHARS || !text.bytes().all(|b| b.is_ascii_graphic()) || text.contains('#') {
        return false;
    }
    let Ok(uri) = text.parse::<Uri>() else { return false };
    let is_scheme = match uri.scheme_str() {
        Some("https") => true,
        Some("http") => http_allowed,
        _ => false,
    };
    let authority = uri.authority().map_or("", |authority| authority.as_str());
    let has_host = uri.host().is_some_and(|host| !host.is_empty());
    is_scheme
        && has_host
        && !authority.contains('@')
        && !(is_base && (text.ends_with('/') || text.contains('?')))
}

/// An amount with all the digits of the currency, between so many minor units.
fn amount(text: &str, members: &Members, min: i64, max: i64) -> Result<String, Broken> {
    let currency = members.get("currency").and_then(Value::as_str).and_then(Currency::parse);
    // Without a currency the amount's own rule cannot be told; that of the currency is broken anyway.
    let Some(currency) = currency else { return Ok(text.to_owned()) };
    amount_of(text, currency, min, max)
}

fn amount_of(text: &str, currency: Currency, min: i64, max: i64) -> Result<String, Broken> {
    let amount = cashier::parse_or_zero(text, currency).ok();
    let amount = amount.filter(|amount| (min..=max).contains(&amount.minor()));
    amount.map(|amount| amount.to_text()).ok_or_else(|| {
        let bound = |minor| Money::new(minor, currency).to_text();
        let digits = currency.exponent();
        let (min, max) = (bound(min), bound(max));
        (
            "numeric",
            format!("A decimal number from {min} to {max} with at most {digits} digits after the point."),
        )
    })
}

/// Amounts by currency, in the order of their names.
fn amounts(value: &Value) -> Result<String, Broken> {
    let Value::Object(members) = value else { return Err(("object", "An object of amounts.".into())) };
    let mut json = String::from("{");
    for (name, amount) in members {
        let currency = Currency::parse(name).ok_or(("in", format!("{name:?} is no currency.")))?;
        let Value::String(text) = amount else { return Err(("string", "Amounts are texts.".into())) };
        let text = amount_of(text, currency, 0, cashier::MAX_MINOR)?;
        let comma = if json.len() > 1 { "," } else { "" };
        json.extend([comma, "\"", name, "\":\"", &text, "\""]);
    }
    json.push('}');
    Ok(json)
}
