//! Times on the wire: RFC 3339 in UTC, to the second, as the views write them.

use feiqian_cashier::time::wire_time;

/// A time in unix milliseconds as its text.
pub fn text(ms: i64) -> String {
    wire_time(ms).replace(' ', "T") + "Z"
}

/// Unix milliseconds of an RFC 3339 text.
pub fn parse(text: &str) -> Option<i64> {
    chrono::DateTime::parse_from_rfc3339(text).ok().map(|at| at.timestamp_millis())
}

#[cfg(test)]
mod tests {
    use super::{parse, text};

    #[test]
    fn a_time_is_what_everybody_writes() {
        assert_eq!(parse("2026-01-02T11:04:05.5+08:00"), Some(1_767_323_045_500));
        assert_eq!([parse("2026-01-02"), parse("2026-01-02T03:04:05"), parse("")], [None; 3]);
        assert_eq!(text(0), "1970-01-01T00:00:00Z");
        assert_eq!(text(1_767_323_045_999), "2026-01-02T03:04:05Z");
    }
}
