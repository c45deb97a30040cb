//! The body of a call: optional, an object.

use feiqian_delivery::dispatch::{PAYOUT_TOPICS, Wanted};
use feiqian_delivery::notice::TOPICS;
use feiqian_signing::json::{self, Kind, Value};

/// The members.
pub const FIELDS: [&str; 3] = ["topics", "event_ids", "limit"];

const DEFAULT_LIMIT: usize = 50;
const MAX_LIMIT: usize = 200;

/// Reads a body; `None` if it is not what it should be. Members that are `null` count as absent, others than these are
/// ignored. Rows that are named are all sent, unless a limit says otherwise.
pub fn read(body: &[u8]) -> Option<Wanted> {
    let text = str::from_utf8(body).ok()?;
    if text.trim().is_empty() {
        return Some(Wanted { limit: DEFAULT_LIMIT, topics: None, event_ids: None });
    }
    let members = json::members(text).ok()?;
    let member = |name: &str| {
        let found = members.iter().rev().find(|member| member.name().as_deref() == Some(name));
        found.map(|member| member.value).filter(|value| value.kind() != Kind::Null)
    };
    let [topics, event_ids, limit] = FIELDS.map(member);
    let topics = words(topics, |topic| TOPICS.contains(&topic) || PAYOUT_TOPICS.contains(&topic))?;
    let event_ids = words(event_ids, is_event_id)?;
    let limit = match limit {
        Some(limit) => limit.raw().parse().ok().filter(|limit| (1..=MAX_LIMIT).contains(limit))?,
        None => event_ids.as_ref().map_or(DEFAULT_LIMIT, Vec::len),
    };
    Some(Wanted { limit, topics, event_ids })
}

/// The texts of an array that has 1 to 200 of them; `Some(None)` if there is no array.
fn words(value: Option<Value<'_>>, is_good: impl Fn(&str) -> bool) -> Option<Option<Vec<String>>> {
    let Some(value) = value else {
        return Some(None);
    };
    let items = json::items(value.raw())?;
    if !(1..=MAX_LIMIT).contains(&items.len()) {
        return None;
    }
    let words =
        items.iter().map(|item| item.string().filter(|word| is_good(word)).map(std::borrow::Cow::into_owned));
    words.collect::<Option<Vec<_>>>().map(Some)
}

fn is_event_id(text: &str) -> bool {
    text.len() == 32 && text.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f'))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(text: &str) -> Option<Wanted> {
        read(text.as_bytes())
    }

    #[test]
    fn a_body_may_be_absent_and_every_member_too() {
        let all = Wanted { limit: 50, topics: None, event_ids: None };
        for text in ["", "  ", "{}", r#"{"limit":null,"other":1}"#] {
            assert_eq!(of(text), Some(all.clone()), "{text}");
        }
        assert_eq!(of(r#"{"limit":200}"#).unwrap().limit, 200);
        let some = of(r#"{"topics":["ipn.payout","wallet.payout"]}"#).unwrap();
        assert_eq!(some.topics.unwrap(), ["ipn.payout", "wallet.payout"]);
        let id = "0123456789abcdef0123456789abcdef";
        let named = of(&format!(r#"{{"event_ids":["{id}"]}}"#)).unwrap();
        assert_eq!((named.limit, named.event_ids.unwrap()), (1, vec![id.to_owned()]));
    }

    #[test]
    fn everything_else_is_refused() {
        for text in [
            "[]",
            "x",
            "{",
            r#"{"limit":0}"#,
            r#"{"limit":201}"#,
            r#"{"limit":"50"}"#,
            r#"{"limit":1.5}"#,
            r#"{"limit":-1}"#,
            r#"{"topics":[]}"#,
            r#"{"topics":"ipn.payout"}"#,
            r#"{"topics":["ipn.other"]}"#,
            r#"{"topics":[1]}"#,
            r#"{"event_ids":["x"]}"#,
            r#"{"event_ids":["0123456789ABCDEF0123456789ABCDEF"]}"#,
        ] {
            assert_eq!(of(text), None, "{text}");
        }
    }
}
