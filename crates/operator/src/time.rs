//! Times on the wire: RFC 3339 in UTC, to the second, as the views write them.

use feiqian_cashier::time::wire_time;

/// A time in unix milliseconds as its text.
pub fn text(ms: i64) -> String {
    wire_time(ms).replace(' ', "T") + "Z"
}

#[cfg(test)]
mod tests {
    use super::text;

    #[test]
    fn a_time_is_what_everybody_writes() {
        assert_eq!(text(0), "1970-01-01T00:00:00Z");
        assert_eq!(text(1_767_323_045_999), "2026-01-02T03:04:05Z");
    }
}
