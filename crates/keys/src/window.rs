//! The time in which a key counts.

/// From one moment on and before another, in unix milliseconds; `None` leaves that end open.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Window {
    /// Included.
    pub not_before_ms: Option<i64>,
    /// Not included.
    pub not_after_ms: Option<i64>,
}

/// A text that should be unix seconds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct NotSeconds;

impl Window {
    /// Always.
    pub const OPEN: Window = Window { not_before_ms: None, not_after_ms: None };

    /// Whether the window contains `now_ms`.
    pub fn counts_at(self, now_ms: i64) -> bool {
        self.not_before_ms.is_none_or(|from| from <= now_ms)
            && self.not_after_ms.is_none_or(|until| now_ms < until)
    }

    /// From a second on; empty: always.
    ///
    /// # Errors
    /// A text that is neither empty nor unix seconds.
    pub fn from_second(text: &str) -> Result<Self, NotSeconds> {
        let not_before_ms = seconds(text)?.map(|s| s.saturating_mul(1_000));
        Ok(Window { not_before_ms, not_after_ms: None })
    }

    /// To the end of a second; empty: always.
    ///
    /// # Errors
    /// A text that is neither empty nor unix seconds.
    pub fn to_second(text: &str) -> Result<Self, NotSeconds> {
        let not_after_ms = seconds(text)?.map(|s| s.saturating_add(1).saturating_mul(1_000));
        Ok(Window { not_before_ms: None, not_after_ms })
    }
}

fn seconds(text: &str) -> Result<Option<i64>, NotSeconds> {
    if text.is_empty() {
        return Ok(None);
    }
    let digits = text.bytes().all(|byte| byte.is_ascii_digit());
    text.parse().ok().filter(|_| digits).map(Some).ok_or(NotSeconds)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_window_begins_with_its_first_moment_and_ends_before_its_last() {
        let window = Window { not_before_ms: Some(1_000), not_after_ms: Some(2_000) };
        let counts = [999, 1_000, 1_999, 2_000].map(|now_ms| window.counts_at(now_ms));
        assert_eq!(counts, [false, true, true, false]);
        assert!(Window::OPEN.counts_at(i64::MIN) && Window::OPEN.counts_at(i64::MAX));
    }

    #[test]
    fn seconds_are_digits_and_both_ends_belong_to_the_time() {
        let (from, to) = (Window::from_second("7").unwrap(), Window::to_second("7").unwrap());
        assert_eq!([6_999, 7_000].map(|now_ms| from.counts_at(now_ms)), [false, true]);
        assert_eq!([7_999, 8_000].map(|now_ms| to.counts_at(now_ms)), [true, false]);
        assert_eq!((Window::from_second(""), Window::to_second("")), (Ok(Window::OPEN), Ok(Window::OPEN)));
        for text in ["-1", "+1", " 1", "1.0", "soon", "99999999999999999999"] {
            assert_eq!(
                (Window::from_second(text), Window::to_second(text)),
                (Err(NotSeconds), Err(NotSeconds))
            );
        }
        let far = i64::MAX.to_string();
        assert!(Window::to_second(&far).unwrap().counts_at(i64::MAX - 1));
        assert!(!Window::from_second(&far).unwrap().counts_at(i64::MAX - 1));
    }
}
