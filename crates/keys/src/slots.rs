//! The two keys of a row: the columns `key`, `key_not_before`, `key_not_after`, `next_key`, `next_key_not_before` and
//! `next_key_not_after`, times in unix milliseconds, NULL for an open end, `next_key` empty for none.

use crate::window::Window;
use feiqian_signing::json;
use std::borrow::Cow;

/// The SQL expression of a text that [`Slots::read`] reads, of the columns of a table; `key_slots!("m.")` of the table `m`.
/// Nearly always there is one key without an end: then `0` and the key, without the price of JSON.
#[macro_export]
macro_rules! key_slots {
    () => {
        $crate::key_slots!("")
    };
    ($table:literal) => {
        concat!(
            "CASE WHEN ",
            $table,
            "next_key = '' AND ",
            $table,
            "key_not_before IS NULL AND ",
            $table,
            "key_not_after IS NULL THEN '0' || ",
            $table,
            "key ELSE '1' || json_array(",
            $table,
            "key, ",
            $table,
            "key_not_before, ",
            $table,
            "key_not_after, ",
            $table,
            "next_key, ",
            $table,
            "next_key_not_before, ",
            $table,
            "next_key_not_after) END"
        )
    };
}

/// The keys of a row, each with its time.
pub struct Slots<'s> {
    key: (Cow<'s, str>, Window),
    next: Option<(Cow<'s, str>, Window)>,
}

impl<'s> Slots<'s> {
    /// Reads the text of [`key_slots!`]; `None` if it is none.
    pub fn read(text: &'s str) -> Option<Self> {
        if let Some(key) = text.strip_prefix('0') {
            return Some(Slots { key: (key.into(), Window::OPEN), next: None });
        }
        let items = json::items(text.strip_prefix('1')?)?;
        let [key, from, until, next, next_from, next_until] = items.as_slice() else {
            return None;
        };
        Some(Slots {
            key: (key.string()?, window(*from, *until)?),
            next: Some((next.string()?, window(*next_from, *next_until)?)),
        })
    }

    /// Those that count at a moment, the newest first. An empty text is no key.
    pub fn valid(&self, now_ms: i64) -> Vec<Slot<'_>> {
        let next = self.next.as_ref().map(|(text, window)| (Column::Next, text, window));
        let all = next.into_iter().chain([(Column::Key, &self.key.0, &self.key.1)]);
        let valid = all.filter(|(_, text, window)| !text.is_empty() && window.counts_at(now_ms));
        valid.map(|(column, text, _)| Slot { column, text }).collect()
    }

    /// Whether the row has no key at all and has never had one.
    pub fn is_unset(&self) -> bool {
        self.key.0.is_empty() && self.next.is_none()
    }
}

/// A key as it is stored.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Slot<'s> {
    /// Where it is stored.
    pub column: Column,
    /// The stored text, sealed or in clear.
    pub text: &'s str,
}

/// Where a key is stored.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Column {
    /// `key`
    Key,
    /// `next_key`
    Next,
}

fn window(from: json::Value<'_>, until: json::Value<'_>) -> Option<Window> {
    Some(Window { not_before_ms: moment(from)?, not_after_ms: moment(until)? })
}

fn moment(value: json::Value<'_>) -> Option<Option<i64>> {
    match value.kind() {
        json::Kind::Null => Some(None),
        _ => value.raw().parse().ok().map(Some),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_counts_from_its_not_before_until_its_not_after() {
        let rotation = r#"1["old",null,2000,"next",1000,null]"#;
        for (text, now_ms, valid) in [
            ("0old", 0, &["old"][..]),
            ("0", 0, &[]),
            (r#"01["a"]"#, 0, &[r#"1["a"]"#]),
            (r#"1["old",null,null,"",null,null]"#, 0, &["old"]),
            (rotation, 999, &["old"]),
            (rotation, 1000, &["next", "old"]),
            (rotation, 1999, &["next", "old"]),
            (rotation, 2000, &["next"]),
            (r#"1["old",null,1000,"next",2000,null]"#, 1500, &[]),
            (r#"1["old",-5,0,"",null,null]"#, -5, &["old"]),
            (r#"1["a\"],[b",null,null,"",null,null]"#, 0, &["a\"],[b"]),
        ] {
            let slots = Slots::read(text).unwrap();
            let texts: Vec<&str> = slots.valid(now_ms).into_iter().map(|slot| slot.text).collect();
            assert_eq!(texts, valid, "{text} at {now_ms}");
        }
        for text in [
            "",
            "old",
            "1",
            "1[]",
            "1[1,2]",
            r#"1["a",null,null,"b",null]"#,
            r#"1["a","0",null,"",null,null]"#,
        ] {
            assert!(Slots::read(text).is_none(), "{text}");
        }
        assert!(Slots::read("0").unwrap().is_unset());
        assert!(!Slots::read(r#"1["",null,1,"",null,null]"#).unwrap().is_unset());
    }
}
