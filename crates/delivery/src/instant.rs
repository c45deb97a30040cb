//! Instants as receivers and providers write them.

use chrono::{DateTime, SecondsFormat};
use std::time::UNIX_EPOCH;

/// `YYYY-MM-DDTHH:MM:SSZ`
pub(crate) fn wire(unix_ms: i64) -> String {
    let instant = DateTime::from_timestamp_millis(unix_ms).unwrap_or_default();
    instant.to_rfc3339_opts(SecondsFormat::Secs, true)
}

/// Unix milliseconds of an RFC 3339 text.
pub(crate) fn parse(text: &str) -> Option<i64> {
    DateTime::parse_from_rfc3339(text).ok().map(|instant| instant.timestamp_millis())
}

/// How long from `now_ms` a `Retry-After` asks to wait (RFC 9110): seconds, or a date in one of HTTP's forms. `None` if it
/// is neither; a date that has gone by asks for nothing.
pub(crate) fn retry_after_ms(text: &str, now_ms: i64) -> Option<i64> {
    let text = text.trim_ascii();
    if !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit()) {
        // More than fits is longer than any schedule.
        return Some(text.parse::<i64>().unwrap_or(i64::MAX).saturating_mul(1_000));
    }
    let until = httpdate::parse_http_date(text).ok()?.duration_since(UNIX_EPOCH).ok()?;
    let until_ms = i64::try_from(until.as_millis()).ok()?;
    Some((until_ms - now_ms).max(0))
}

#[cfg(test)]
mod tests {
    use super::{parse, retry_after_ms, wire};

    #[test]
    fn instants_are_written_and_read() {
        assert_eq!(wire(1_704_164_645_999), "2024-01-02T03:04:05Z");
        assert_eq!(parse("2024-01-02T03:04:05Z"), Some(1_704_164_645_000));
        assert_eq!(parse("2024-01-02T11:04:05.5+08:00"), Some(1_704_164_645_500));
        assert_eq!(parse("2024-01-02 03:04:05"), None);
    }

    #[test]
    fn a_receiver_asks_for_seconds_or_until_a_date() {
        const NOW_MS: i64 = 784_111_777_000;
        for (text, expected) in [
            ("120", Some(120_000)),
            (" 0 ", Some(0)),
            ("007", Some(7_000)),
            ("99999999999999999999999", Some(i64::MAX)),
            ("9223372036854775807", Some(i64::MAX)),
            ("Sun, 06 Nov 1994 08:49:37 GMT", Some(0)),
            ("Sun, 06 Nov 1994 08:50:37 GMT", Some(60_000)),
            ("Sunday, 06-Nov-94 08:51:37 GMT", Some(120_000)),
            ("Sun Nov  6 08:52:37 1994", Some(180_000)),
            ("Sun, 06 Nov 1994 08:49:36 GMT", Some(0)),
            ("", None),
            ("-1", None),
            ("+1", None),
            ("1.5", None),
            ("soon", None),
            ("1994-11-06T08:50:37Z", None),
            ("Sun, 06 Nov 1994 25:50:37 GMT", None),
        ] {
            assert_eq!(retry_after_ms(text, NOW_MS), expected, "{text}");
        }
    }
}
