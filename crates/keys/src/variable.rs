//! The two keys of a variable: `X`, and while it is exchanged `X_next`, with the last second of `X` in `X_not_after` and
//! the first of `X_next` in `X_next_not_before`, in unix seconds, empty for an open end.

use crate::keys::Keys;
use crate::window::{NotSeconds, Window};
use feiqian_platform::{Platform, variables};

/// The names of a key's four variables; see [`crate::key_variable!`].
#[derive(Debug, Clone, Copy)]
pub struct Names {
    /// The current key.
    pub key: &'static str,
    /// The last second of the current key.
    pub not_after: &'static str,
    /// The next key.
    pub next: &'static str,
    /// The first second of the next key.
    pub next_not_before: &'static str,
}

/// The [`Names`] of a key.
#[macro_export]
macro_rules! key_variable {
    ($name:literal) => {
        $crate::variable::Names {
            key: $name,
            not_after: concat!($name, "_not_after"),
            next: concat!($name, "_next"),
            next_not_before: concat!($name, "_next_not_before"),
        }
    };
}

/// What the four variables hold.
#[derive(Clone, Copy)]
pub struct Texts<'t> {
    /// The current key.
    pub key: &'t str,
    /// The last second of the current key; empty: open.
    pub not_after: &'t str,
    /// The next key; empty: none.
    pub next: &'t str,
    /// The first second of the next key; empty: open.
    pub next_not_before: &'t str,
}

/// A key that is set, with its time.
#[derive(Clone, Copy)]
pub struct Timed<'t> {
    /// The key.
    pub key: &'t str,
    /// When it counts.
    pub window: Window,
}

/// Which variable holds no unix seconds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mistaken {
    /// The end of the current key.
    NotAfter,
    /// The beginning of the next key.
    NextNotBefore,
}

/// The key, and the next one if there is one. Whoever verifies with something that is read from a key, such as a public
/// key in PEM, takes these; [`valid`] is for texts that are keys.
///
/// # Errors
/// A time that is none. It is looked at only if there is a key that it is for.
pub fn timed<'t>(texts: &Texts<'t>) -> Result<(Timed<'t>, Option<Timed<'t>>), Mistaken> {
    let not_after = |NotSeconds| Mistaken::NotAfter;
    let next_not_before = |NotSeconds| Mistaken::NextNotBefore;
    let key = Timed { key: texts.key, window: Window::to_second(texts.not_after).map_err(not_after)? };
    if texts.next.is_empty() {
        return Ok((key, None));
    }
    let window = Window::from_second(texts.next_not_before).map_err(next_not_before)?;
    Ok((key, Some(Timed { key: texts.next, window })))
}

/// The keys that count at a moment, the newest first. An empty text is no key.
///
/// # Errors
/// See [`timed`].
pub fn valid(texts: &Texts<'_>, now_ms: i64) -> Result<Keys, Mistaken> {
    let (key, next) = timed(texts)?;
    let all = next.into_iter().chain([key]);
    let valid = all.filter(|timed| !timed.key.is_empty() && timed.window.counts_at(now_ms));
    Ok(Keys::new(valid.map(|timed| timed.key.to_owned()).collect()))
}

/// What a variable says of its keys.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OfVariable {
    /// Those that count now.
    pub keys: Keys,
    /// Whether any is set, in its time or not.
    pub is_set: bool,
}

impl Names {
    /// Reads the variables: the keys that count now.
    ///
    /// # Errors
    /// What is wrong, naming the variable and never its value.
    pub async fn read(&self, platform: &Platform) -> Result<OfVariable, String> {
        let (key, next) =
            (variables::text(platform, self.key).await?, variables::text(platform, self.next).await?);
        let not_after = variables::text(platform, self.not_after).await?;
        let next_not_before = variables::text(platform, self.next_not_before).await?;
        let texts =
            Texts { key: &key, not_after: &not_after, next: &next, next_not_before: &next_not_before };
        let keys = valid(&texts, platform.now_ms()).map_err(|mistaken| self.explain(mistaken))?;
        Ok(OfVariable { keys, is_set: !key.is_empty() || !next.is_empty() })
    }

    /// What is wrong, in words.
    pub fn explain(&self, mistaken: Mistaken) -> String {
        let name = match mistaken {
            Mistaken::NotAfter => self.not_after,
            Mistaken::NextNotBefore => self.next_not_before,
        };
        format!("variable {name}: no unix seconds")
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use feiqian_platform::native::block_on;

    #[test]
    fn the_newest_key_comes_first_and_each_has_its_time() {
        let texts = |key, not_after, next, next_not_before| Texts { key, not_after, next, next_not_before };
        let rotation = texts("old", "20", "new", "10");
        for (texts, now_ms, expected) in [
            (texts("old", "", "", ""), 0, &["old"][..]),
            (texts("", "", "", ""), 0, &[]),
            (texts("old", "", "", "not read"), 0, &["old"]),
            (texts("old", "", "new", ""), 0, &["new", "old"]),
            (texts("", "", "new", ""), 0, &["new"]),
            (rotation, 9_999, &["old"]),
            (rotation, 10_000, &["new", "old"]),
            (rotation, 20_999, &["new", "old"]),
            (rotation, 21_000, &["new"]),
            (texts("old", "10", "new", "20"), 15_000, &[]),
        ] {
            assert_eq!(valid(&texts, now_ms).unwrap().all(), expected, "{now_ms}");
        }
        assert_eq!(valid(&texts("a", "x", "", ""), 0), Err(Mistaken::NotAfter));
        assert_eq!(valid(&texts("a", "", "b", "x"), 0), Err(Mistaken::NextNotBefore));
    }

    #[test]
    fn variables_are_read_and_a_mistaken_one_is_named() {
        let platform = Platform::in_memory();
        platform.set_now_ms(10_500);
        let names = key_variable!("wallet_webhook_key");
        for (name, value) in [
            ("wallet_webhook_key", "old"),
            ("wallet_webhook_key_not_after", "10"),
            ("wallet_webhook_key_next", "new"),
        ] {
            platform.set_variable(name, value);
        }
        let missing = block_on(names.read(&platform)).unwrap_err();
        assert!(missing.contains("wallet_webhook_key_next_not_before"), "{missing}");
        platform.set_variable("wallet_webhook_key_next_not_before", "10");
        let read = block_on(names.read(&platform)).unwrap();
        assert_eq!(read.keys.all(), ["new", "old"]);
        assert_eq!(format!("{:?}", read.keys), "Keys(2)", "no key is shown");
        platform.set_now_ms(11_000);
        assert_eq!(block_on(names.read(&platform)).unwrap().keys.all(), ["new"]);
        platform.set_variable("wallet_webhook_key_not_after", "the tenth");
        let mistaken = block_on(names.read(&platform)).unwrap_err();
        assert_eq!(mistaken, "variable wallet_webhook_key_not_after: no unix seconds");
        platform.set_variable("wallet_webhook_key_not_after", "");
        platform.set_variable("wallet_webhook_key_next_not_before", "11");
        platform.set_variable("wallet_webhook_key", "");
        platform.set_now_ms(10_000);
        let read = block_on(names.read(&platform)).unwrap();
        assert!(read.keys.is_empty() && read.is_set);
    }
}
