//! The key-value store, for what may be lost without losing money: sessions and caches.
//!
//! Spin's store has neither expiry nor an atomic update. Expiry is kept here: every entry carries its own end, an
//! expired or unreadable entry is deleted when it is met and reads as absent. Whatever is counted or used once
//! belongs in the database.

use serde::{Serialize, de::DeserializeOwned};
use std::fmt;

/// An entry that ends.
pub trait Expires: Serialize + DeserializeOwned {
    /// The first unix second at which the entry is no longer valid.
    fn expires_at_s(&self) -> i64;
}

/// The store did not answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KeyValueError(pub String);

impl fmt::Display for KeyValueError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "key-value store: {}", self.0)
    }
}

impl std::error::Error for KeyValueError {}

/// The entry that `bytes` hold, unless it is expired at `now_s` or not readable as a `T`.
fn live<T: Expires>(bytes: &[u8], now_s: i64) -> Option<T> {
    // As text, like every other JSON of a component: a second copy of the reader would make it larger.
    let entry: T = serde_json::from_str(std::str::from_utf8(bytes).ok()?).ok()?;
    (now_s < entry.expires_at_s()).then_some(entry)
}

impl crate::Platform {
    /// Reads an entry of the store `default`. An expired or unreadable one is deleted and reads as `None`.
    pub async fn entry<T: Expires>(&self, key: &str) -> Result<Option<T>, KeyValueError> {
        let Some(bytes) = self.key_value_get(key).await? else {
            return Ok(None);
        };
        let entry = live(&bytes, self.now_ms().div_euclid(1_000));
        if entry.is_none() {
            self.key_value_delete(key).await?;
        }
        Ok(entry)
    }

    /// Writes an entry of the store `default`, replacing what was there.
    pub async fn set_entry<T: Expires>(&self, key: &str, entry: &T) -> Result<(), KeyValueError> {
        let bytes = serde_json::to_vec(entry).map_err(|error| KeyValueError(error.to_string()))?;
        self.key_value_set(key, &bytes).await
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Platform;
    use serde::Deserialize;

    #[derive(Debug, PartialEq, Serialize, Deserialize)]
    struct Session {
        account: String,
        exp: i64,
    }

    impl Expires for Session {
        fn expires_at_s(&self) -> i64 {
            self.exp
        }
    }

    #[test]
    fn an_entry_lives_until_its_end_and_is_deleted_when_met_after_it() {
        let platform = Platform::in_memory();
        let session = Session { account: "ops".into(), exp: 1_000 };
        pollster::block_on(async {
            platform.set_entry("token:1", &session).await.unwrap();
            platform.set_now_ms(999_999);
            assert_eq!(platform.entry::<Session>("token:1").await, Ok(Some(session)));
            platform.set_now_ms(1_000_000);
            assert_eq!(platform.entry::<Session>("token:1").await, Ok(None));
            assert_eq!(platform.key_value_get("token:1").await, Ok(None), "deleted");
        });
    }

    #[test]
    fn an_unreadable_entry_reads_as_absent() {
        let platform = Platform::in_memory();
        pollster::block_on(async {
            platform.key_value_set("token:2", b"{").await.unwrap();
            assert_eq!(platform.entry::<Session>("token:2").await, Ok(None));
        });
    }
}
