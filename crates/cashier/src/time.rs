//! Times on the wire: `YYYY-MM-DD HH:MM:SS` in UTC (cashier.md §1.3).

use chrono::{DateTime, Datelike, NaiveDateTime, Timelike};

/// Milliseconds of a day.
pub const DAY_MS: i64 = 86_400_000;

/// A second of the calendar, in UTC.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Utc(NaiveDateTime);

impl Utc {
    /// The second in which unix millisecond `ms` lies. Times beyond the calendar's quarter of a million years do not
    /// occur; they would be the epoch.
    pub fn of_ms(ms: i64) -> Self {
        Utc(DateTime::from_timestamp_millis(ms).unwrap_or_default().naive_utc())
    }

    /// `YYYY-MM-DD HH:MM:SS`
    pub fn wire(&self) -> String {
        let Utc(at) = self;
        let (year, month, day) = (at.year(), at.month(), at.day());
        format!("{year:04}-{month:02}-{day:02} {:02}:{:02}:{:02}", at.hour(), at.minute(), at.second())
    }

    /// `yyMMddHHmmss`, as in bill numbers.
    pub fn compact(&self) -> String {
        let Utc(at) = self;
        let (year, month, day) = (at.year() % 100, at.month(), at.day());
        format!("{year:02}{month:02}{day:02}{:02}{:02}{:02}", at.hour(), at.minute(), at.second())
    }
}

/// A time on the wire.
pub fn wire_time(ms: i64) -> String {
    Utc::of_ms(ms).wire()
}

/// The first millisecond of the UTC day in which `ms` lies.
pub fn day_start_ms(ms: i64) -> i64 {
    ms - ms.rem_euclid(DAY_MS)
}

#[cfg(test)]
mod tests {
    use super::*;
    use feiqian_platform::native::block_on;
    use feiqian_platform::{Platform, Value};

    #[test]
    fn times_are_those_of_sqlite() {
        let platform = Platform::in_memory();
        let sql = "SELECT strftime('%Y-%m-%d %H:%M:%S', ?1 / 1000, 'unixepoch')";
        let leaps = [951_782_399_999, 951_782_400_000, 1_709_164_800_000, 4_107_542_400_000, 0, 999];
        let steps = (0..4_000).map(|step| step * 1_000_000_007);
        for ms in leaps.into_iter().chain(steps) {
            let mut row = block_on(platform.query_row(sql, &[Value::from(ms)])).unwrap();
            assert_eq!(wire_time(ms), row.take::<String>(0).unwrap(), "{ms}");
        }
        assert_eq!(wire_time(1_767_323_045_678), "2026-01-02 03:04:05");
        assert_eq!(Utc::of_ms(1_767_323_045_678).compact(), "260102030405");
    }

    #[test]
    fn a_day_begins_at_midnight_utc() {
        assert_eq!(day_start_ms(1_767_323_045_678), 1_767_312_000_000);
        assert_eq!(day_start_ms(1_767_312_000_000), 1_767_312_000_000);
        assert_eq!(day_start_ms(1_767_311_999_999), 1_767_225_600_000);
    }
}
