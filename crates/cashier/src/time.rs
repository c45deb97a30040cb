//! Times on the wire: `YYYY-MM-DD HH:MM:SS` in UTC (cashier.md §1.3).

/// Milliseconds of a day.
pub const DAY_MS: i64 = 86_400_000;

/// A second of the calendar, in UTC.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Utc {
    year: i64,
    month: i64,
    day: i64,
    hour: i64,
    minute: i64,
    second: i64,
}

impl Utc {
    /// The second in which unix millisecond `ms` lies.
    ///
    /// Days become dates by counting 400-year cycles that begin on a 1st of March, so that a leap day ends its year.
    pub fn of_ms(ms: i64) -> Self {
        let seconds = ms.rem_euclid(DAY_MS) / 1_000;
        let days = ms.div_euclid(DAY_MS) + 719_468; // since 0000-03-01
        let (cycle, day_of_cycle) = (days.div_euclid(146_097), days.rem_euclid(146_097));
        let year_of_cycle =
            (day_of_cycle - day_of_cycle / 1_460 + day_of_cycle / 36_524 - day_of_cycle / 146_096) / 365;
        let day_of_year = day_of_cycle - (365 * year_of_cycle + year_of_cycle / 4 - year_of_cycle / 100);
        let month_from_march = (5 * day_of_year + 2) / 153;
        let month = if month_from_march < 10 { month_from_march + 3 } else { month_from_march - 9 };
        Utc {
            year: cycle * 400 + year_of_cycle + i64::from(month <= 2),
            month,
            day: day_of_year - (153 * month_from_march + 2) / 5 + 1,
            hour: seconds / 3_600,
            minute: seconds / 60 % 60,
            second: seconds % 60,
        }
    }

    /// `YYYY-MM-DD HH:MM:SS`
    pub fn wire(&self) -> String {
        let Utc { year, month, day, hour, minute, second } = self;
        format!("{year:04}-{month:02}-{day:02} {hour:02}:{minute:02}:{second:02}")
    }

    /// `yyMMddHHmmss`, as in bill numbers.
    pub fn compact(&self) -> String {
        let Utc { year, month, day, hour, minute, second } = self;
        format!("{:02}{month:02}{day:02}{hour:02}{minute:02}{second:02}", year % 100)
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
