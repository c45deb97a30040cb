//! Times on the wire: `YYYY-MM-DD HH:MM:SS` in UTC (cashier.md §1.3).

use chrono::{DateTime, Datelike, NaiveDate, NaiveDateTime, Timelike};

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

/// Unix milliseconds of a time on the wire; `None` if it is malformed or no real time.
pub fn parse(text: &str) -> Option<i64> {
    let [y1, y2, y3, y4, b'-', n1, n2, b'-', d1, d2, b' ', h1, h2, b':', m1, m2, b':', s1, s2] =
        *text.as_bytes()
    else {
        return None;
    };
    let number = |digits: &[u8]| {
        digits.iter().try_fold(0, |number, digit| {
            digit.is_ascii_digit().then(|| number * 10 + u32::from(digit - b'0'))
        })
    };
    let year = i32::try_from(number(&[y1, y2, y3, y4])?).ok()?;
    let date = NaiveDate::from_ymd_opt(year, number(&[n1, n2])?, number(&[d1, d2])?)?;
    let at = date.and_hms_opt(number(&[h1, h2])?, number(&[m1, m2])?, number(&[s1, s2])?)?;
    Some(at.and_utc().timestamp_millis())
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
            assert_eq!(wire_time(ms), row.take::<String>().unwrap(), "{ms}");
        }
        assert_eq!(wire_time(1_767_323_045_678), "2026-01-02 03:04:05");
        assert_eq!(Utc::of_ms(1_767_323_045_678).compact(), "260102030405");
    }

    #[test]
    fn a_time_on_the_wire_is_read_back() {
        for ms in [0, 1_767_323_045_000, 951_782_399_000, 4_107_542_400_000] {
            assert_eq!(parse(&wire_time(ms)), Some(ms), "{ms}");
        }
        for text in [
            "",
            "2026-01-02",
            "2026-01-02T03:04:05",
            "2026-02-30 00:00:00",
            "2026-01-02 24:00:00",
            "2026-01-02 03:04:05Z",
            "2026-01-02 03:04:60",
            "+026-01-02 03:04:05",
            "２026-01-02 03:04:0",
        ] {
            assert_eq!(parse(text), None, "{text}");
        }
    }

    #[test]
    fn a_day_begins_at_midnight_utc() {
        assert_eq!(day_start_ms(1_767_323_045_678), 1_767_312_000_000);
        assert_eq!(day_start_ms(1_767_312_000_000), 1_767_312_000_000);
        assert_eq!(day_start_ms(1_767_311_999_999), 1_767_225_600_000);
    }
}
