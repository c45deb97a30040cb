//! A product's two key slots, each with the time in which it counts, so that one key follows another without a gap.

use serde::Deserialize;

/// The JSON array that [`crate::product_key!`] selects. Times are unix milliseconds; `None` leaves that end open.
#[derive(Deserialize)]
pub struct KeySlots(String, Option<i64>, Option<i64>, String, Option<i64>, Option<i64>);

impl KeySlots {
    /// Reads the array; `None` if it is none.
    pub fn read(json: &str) -> Option<Self> {
        serde_json::from_str(json).ok()
    }

    /// The keys that count now: from their not-before on and before their not-after. An empty slot holds none.
    pub fn valid(&self, now_ms: i64) -> Vec<&str> {
        let KeySlots(key, not_before, not_after, next, next_not_before, next_not_after) = self;
        [(key, not_before, not_after), (next, next_not_before, next_not_after)]
            .into_iter()
            .filter(|(key, from, until)| {
                !key.is_empty()
                    && from.is_none_or(|from| from <= now_ms)
                    && until.is_none_or(|until| now_ms < until)
            })
            .map(|(key, ..)| key.as_str())
            .collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_counts_from_its_not_before_until_its_not_after() {
        let rotation = r#"["old",null,2000,"next",1000,null]"#;
        for (json, now_ms, valid) in [
            (r#"["old",null,null,"",null,null]"#, 0, &["old"][..]),
            (rotation, 999, &["old"]),
            (rotation, 1000, &["old", "next"]),
            (rotation, 1999, &["old", "next"]),
            (rotation, 2000, &["next"]),
            (r#"["old",null,1000,"next",2000,null]"#, 1500, &[]),
            (r#"["a\"],[b",null,null,"",null,null]"#, 0, &["a\"],[b"]),
        ] {
            assert_eq!(KeySlots::read(json).unwrap().valid(now_ms), valid, "{json} at {now_ms}");
        }
        assert!(KeySlots::read("old").is_none());
    }
}
