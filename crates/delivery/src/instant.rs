//! Instants as receivers and providers write them.

use chrono::{DateTime, SecondsFormat};

/// `YYYY-MM-DDTHH:MM:SSZ`
pub(crate) fn wire(unix_ms: i64) -> String {
    let instant = DateTime::from_timestamp_millis(unix_ms).unwrap_or_default();
    instant.to_rfc3339_opts(SecondsFormat::Secs, true)
}

/// Unix milliseconds of an RFC 3339 text.
pub(crate) fn parse(text: &str) -> Option<i64> {
    DateTime::parse_from_rfc3339(text).ok().map(|instant| instant.timestamp_millis())
}

#[cfg(test)]
mod tests {
    use super::{parse, wire};

    #[test]
    fn instants_are_written_and_read() {
        assert_eq!(wire(1_704_164_645_999), "2024-01-02T03:04:05Z");
        assert_eq!(parse("2024-01-02T03:04:05Z"), Some(1_704_164_645_000));
        assert_eq!(parse("2024-01-02T11:04:05.5+08:00"), Some(1_704_164_645_500));
        assert_eq!(parse("2024-01-02 03:04:05"), None);
    }
}
