//! From an answer to a result or to an error of the catalogue.

use crate::call::Answer;
use crate::error::Error;
use crate::kinds::{CASHIER, DELIVERY, Kind, PAYEE, WALLET};
use serde::de::DeserializeOwned;
use serde_json::Value;
use serde_json::value::RawValue;
use std::time::UNIX_EPOCH;

/// How far two clocks may be apart, in milliseconds.
const CLOCK_LIMIT_MS: u64 = 300_000;
const REASON_LIMIT: usize = 200;

/// How a part of the bundle answers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Part {
    Cashier,
    BackOffice,
    Wallet,
    Payee,
    Delivery,
}

#[derive(Default)]
struct Refusal {
    code: String,
    reason: String,
    fields: Vec<(String, Vec<String>)>,
}

enum Said {
    Success,
    Refusal(Refusal),
    /// No answer of this part.
    Nonsense,
}

fn text(value: &Value) -> String {
    match value {
        Value::String(text) => text.chars().take(REASON_LIMIT).collect(),
        Value::Number(number) => number.to_string(),
        _ => String::new(),
    }
}

fn by_status(status: u16) -> Option<Kind> {
    match status {
        502..=504 => Some(Kind::Unavailable),
        500.. => Some(Kind::ServerFault),
        429 => Some(Kind::RateLimited),
        300.. => Some(Kind::RequestRejected),
        _ => None,
    }
}

impl Part {
    fn codes(self) -> &'static [(&'static str, &'static str, Kind)] {
        match self {
            Part::Cashier | Part::BackOffice => CASHIER,
            Part::Wallet => WALLET,
            Part::Payee => PAYEE,
            Part::Delivery => DELIVERY,
        }
    }

    fn said(self, status: u16, body: &Value) -> Said {
        if !body.is_object() {
            return Said::Nonsense;
        }
        let is_ok = status == 200;
        match self {
            Part::Cashier | Part::BackOffice => {
                let (code, message) = (text(&body["code"]), &body["message"]);
                if code == "200" && is_ok && body.get("data").is_some() {
                    return Said::Success;
                }
                if CASHIER.iter().all(|(known, _, _)| *known != code) {
                    return Said::Nonsense;
                }
                let rules = |rules: &Value| match rules.as_array() {
                    Some(rules) => rules.iter().map(text).collect(),
                    None => vec![text(rules)],
                };
                let members = message.as_object().into_iter().flatten();
                let fields = members.map(|(name, of)| (name.clone(), rules(of))).collect();
                Said::Refusal(Refusal { code, reason: text(message), fields })
            }
            Part::Payee => {
                let (code, reason) = (text(&body["ret_code"]), text(&body["ret_msg"]));
                if code == "000100" && is_ok {
                    return Said::Success;
                }
                if code.is_empty() {
                    return Said::Nonsense;
                }
                let named = reason.rsplit_once(" : ").map(|(_, name)| name.to_owned());
                let fields = named.into_iter().map(|name| (name, vec![reason.clone()])).collect();
                Said::Refusal(Refusal { code, reason, fields })
            }
            Part::Wallet => {
                let Some(errors) = body.get("errors") else {
                    return if is_ok && body.get("data").is_some() { Said::Success } else { Said::Nonsense };
                };
                let errors: Vec<&Value> =
                    errors.as_array().into_iter().flatten().filter(|error| error.is_object()).collect();
                let Some(first) = errors.first() else {
                    return Said::Nonsense;
                };
                let mut fields: Vec<(String, Vec<String>)> = Vec::new();
                for error in &errors {
                    let source = [&error["source"]["pointer"], &error["source"]["parameter"]];
                    let Some(name) = source.into_iter().map(text).find(|name| !name.is_empty()) else {
                        continue;
                    };
                    let detail = text(&error["detail"]);
                    match fields.iter_mut().find(|(other, _)| *other == name) {
                        Some((_, rules)) => rules.push(detail),
                        None => fields.push((name, vec![detail])),
                    }
                }
                Said::Refusal(Refusal { code: text(&first["code"]), reason: text(&first["detail"]), fields })
            }
            Part::Delivery => match text(&body["error"]) {
                _ if is_ok => Said::Success,
                code if code.is_empty() => Said::Nonsense,
                code => Said::Refusal(Refusal { reason: code.clone(), code, fields: Vec::new() }),
            },
        }
    }
}

#[derive(serde::Deserialize)]
struct Envelope<'a> {
    #[serde(borrow)]
    data: &'a RawValue,
}

/// The result of an operation; `now_ms` tells a wrong clock from a wrong key.
pub(crate) fn read<T: DeserializeOwned>(
    part: Part,
    operation: &str,
    answer: &Answer,
    now_ms: i64,
) -> Result<T, Error> {
    let status = answer.status;
    let header =
        |name: &str| answer.headers.iter().find(|(other, _)| other == name).map(|(_, value)| value.as_str());
    let retry_after_s = header("retry-after").and_then(|text| text.parse().ok());
    let failed = |kind: Kind, reason: &str| {
        Error::because(kind, reason).of(operation).with(|details| {
            details.status = Some(status);
            details.request_id = header("x-request-id").map(str::to_owned);
            details.retry_after_s = retry_after_s;
        })
    };
    let no_answer = |why: &str| {
        let reason = if status >= 300 { format!("HTTP {status}") } else { why.to_owned() };
        failed(by_status(status).unwrap_or(Kind::AnswerTruncated), &reason)
    };
    let body = str::from_utf8(&answer.body).map_err(|_| no_answer("no UTF-8"))?;
    let value: Value = serde_json::from_str(body).map_err(|_| no_answer("no JSON"))?;
    let refusal = match part.said(status, &value) {
        Said::Success => {
            let is_cashier = matches!(part, Part::Cashier | Part::BackOffice);
            let result = if is_cashier {
                serde_json::from_str::<Envelope<'_>>(body)
                    .and_then(|envelope| serde_json::from_str(envelope.data.get()))
            } else {
                serde_json::from_str(body)
            };
            return result.map_err(|_| no_answer("not the contract's form"));
        }
        Said::Refusal(refusal) => refusal,
        Said::Nonsense => return Err(no_answer("not the contract's form")),
    };
    let known = part
        .codes()
        .iter()
        .find(|(code, message, _)| *code == refusal.code && (*message == "*" || *message == refusal.reason));
    let kind = known.map(|(_, _, kind)| *kind).or(by_status(status)).unwrap_or(Kind::RequestRejected);
    let clock_differs = || {
        let date = header("date").and_then(|date| httpdate::parse_http_date(date).ok());
        let since = date.and_then(|date| date.duration_since(UNIX_EPOCH).ok());
        let date_ms = since.and_then(|since| i64::try_from(since.as_millis()).ok());
        date_ms.is_some_and(|date_ms| date_ms.abs_diff(now_ms) > CLOCK_LIMIT_MS)
    };
    let kind = match kind {
        Kind::SignatureRefused if part == Part::BackOffice => Kind::AuthenticationFailed,
        Kind::SignatureRefused if part == Part::Cashier && clock_differs() => Kind::ClockSkewed,
        Kind::Conflict if retry_after_s.is_some() => Kind::InProgress,
        Kind::ServerFault if status == 503 => Kind::Unavailable,
        kind => kind,
    };
    Err(failed(kind, &refusal.reason).with(|details| {
        details.code = refusal.code;
        details.fields = refusal.fields;
    }))
}
