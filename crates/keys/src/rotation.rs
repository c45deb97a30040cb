//! What becomes of the two keys of a row when a new one comes (docs/keys.md): which one stays beside it, and
//! when each counts. What is stored, and how, is the caller's.

/// The keys of a row as they are stored, times in unix milliseconds.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Row {
    /// The first key, empty for none.
    pub key: String,
    /// From when on it counts.
    pub key_not_before: Option<i64>,
    /// Until when it counts.
    pub key_not_after: Option<i64>,
    /// The next key, empty for none.
    pub next_key: String,
    /// From when on it counts.
    pub next_key_not_before: Option<i64>,
    /// Until when it counts.
    pub next_key_not_after: Option<i64>,
}

/// How a new key comes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Rotation {
    /// In how long it begins to count.
    pub begins_in_ms: i64,
    /// For how long the one before it goes on counting from then.
    pub overlap_ms: i64,
    /// Lets go of a key that would otherwise be in the way.
    pub replace: bool,
}

/// Why there is no place for a new key.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Refused {
    /// A next key has not begun yet.
    Waiting,
    /// Two keys count.
    BothCount,
}

/// Where the keys go.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Moved {
    /// The new key is the first and only one.
    Only,
    /// The first key stays, the new one is the next.
    Beside,
    /// The next key becomes the first, the new one is the next.
    Promoted,
}

/// The row after it; `next_key_not_after` is open.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct After {
    /// Where the keys go.
    pub keys: Moved,
    /// From when on the first key counts.
    pub key_not_before: Option<i64>,
    /// Until when the first key counts.
    pub key_not_after: Option<i64>,
    /// From when on the next key counts.
    pub next_key_not_before: Option<i64>,
}

impl Rotation {
    /// What becomes of a row.
    ///
    /// # Errors
    /// [`Refused`] if there is no place for a new key and nothing is to be replaced.
    pub fn of(&self, row: &Row, now_ms: i64) -> Result<After, Refused> {
        let begin_ms = now_ms + self.begins_in_ms;
        let end_ms = begin_ms + self.overlap_ms;
        let is_over = |not_after: Option<i64>| not_after.is_some_and(|end_ms| end_ms <= now_ms);
        let mut keys = Moved::Beside;
        // A next key that is over is overwritten, and the first one stays.
        if !row.next_key.is_empty() && !is_over(row.next_key_not_after) {
            if row.next_key_not_before.is_some_and(|begin_ms| now_ms < begin_ms) {
                if !self.replace {
                    return Err(Refused::Waiting);
                }
            } else if is_over(row.key_not_after) || self.replace {
                keys = Moved::Promoted;
            } else {
                return Err(Refused::BothCount);
            }
        }
        let (not_before, not_after) = match keys {
            Moved::Promoted => (row.next_key_not_before, row.next_key_not_after),
            _ => (row.key_not_before, row.key_not_after),
        };
        if keys == Moved::Beside && row.key.is_empty() {
            // There was none: nothing has to go on counting.
            return Ok(After {
                keys: Moved::Only,
                key_not_before: Some(begin_ms).filter(|_| self.begins_in_ms > 0),
                key_not_after: None,
                next_key_not_before: None,
            });
        }
        let last_ms = not_after.map_or(end_ms, |given_ms| given_ms.min(end_ms));
        let begun_ms = not_before.unwrap_or(i64::MIN);
        Ok(After {
            keys,
            key_not_before: not_before,
            key_not_after: Some(last_ms.max(begun_ms.saturating_add(1))),
            next_key_not_before: Some(begin_ms),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: i64 = 1_000_000;

    fn row(key: &str, until: Option<i64>, next: &str, from: Option<i64>, next_until: Option<i64>) -> Row {
        Row {
            key: key.into(),
            key_not_before: None,
            key_not_after: until,
            next_key: next.into(),
            next_key_not_before: from,
            next_key_not_after: next_until,
        }
    }

    #[test]
    fn a_new_key_goes_where_there_is_place() {
        let after = |keys, not_before, not_after, next| After {
            keys,
            key_not_before: not_before,
            key_not_after: not_after,
            next_key_not_before: next,
        };
        let beside = after(Moved::Beside, None, Some(NOW + 60), Some(NOW + 10));
        for (row, replace, expected) in [
            (row("a", None, "", None, None), false, Ok(beside)),
            (
                row("a", Some(NOW + 5), "", None, None),
                false,
                Ok(After { key_not_after: Some(NOW + 5), ..beside }),
            ),
            (row("", None, "", None, None), false, Ok(after(Moved::Only, Some(NOW + 10), None, None))),
            // The first one is over.
            (
                row("a", Some(NOW), "b", Some(NOW - 5), None),
                false,
                Ok(after(Moved::Promoted, Some(NOW - 5), Some(NOW + 60), Some(NOW + 10))),
            ),
            // The next one is over.
            (row("a", None, "b", Some(1), Some(NOW)), false, Ok(beside)),
            (row("a", Some(NOW + 1), "b", Some(NOW - 5), None), false, Err(Refused::BothCount)),
            (
                row("a", Some(NOW + 1), "b", Some(NOW - 5), None),
                true,
                Ok(after(Moved::Promoted, Some(NOW - 5), Some(NOW + 60), Some(NOW + 10))),
            ),
            (row("a", None, "b", Some(NOW + 1), None), false, Err(Refused::Waiting)),
            (row("a", None, "b", Some(NOW + 1), None), true, Ok(beside)),
        ] {
            let rotation = Rotation { begins_in_ms: 10, overlap_ms: 50, replace };
            assert_eq!(rotation.of(&row, NOW), expected, "{row:?}");
        }
        let at_once = Rotation { begins_in_ms: 0, overlap_ms: 0, replace: false };
        let begun_now = Row { key_not_before: Some(NOW), ..row("a", None, "", None, None) };
        assert_eq!(at_once.of(&begun_now, NOW).unwrap().key_not_after, Some(NOW + 1), "never an empty time");
        assert_eq!(at_once.of(&row("", None, "", None, None), NOW).unwrap().key_not_before, None);
    }
}
