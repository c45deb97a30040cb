//! Times on the wire: `YYYY-MM-DDTHH:MM:SSZ`, and dates (payee.md §3.3, §6.1). Proleptic Gregorian calendar, UTC.

use chrono::{DateTime, Datelike, NaiveDate};

/// Unix milliseconds of a time on the wire; `None` if it is malformed or no real time.
pub fn parse(text: &str) -> Option<i64> {
    let (date, time) = text.split_once('T')?;
    let (year, month, day) = parse_date(date)?;
    let [h1, h2, b':', m1, m2, b':', s1, s2, b'Z'] = *time.as_bytes() else {
        return None;
    };
    let (hour, minute, second) = (number(&[h1, h2])?, number(&[m1, m2])?, number(&[s1, s2])?);
    let at = NaiveDate::from_ymd_opt(year, month, day)?.and_hms_opt(hour, minute, second)?;
    Some(at.and_utc().timestamp_millis())
}

/// Year, month and day of `YYYY-MM-DD`; `None` if it is malformed or no day of the calendar.
pub fn parse_date(text: &str) -> Option<(i32, u32, u32)> {
    let [y1, y2, y3, y4, b'-', m1, m2, b'-', d1, d2] = *text.as_bytes() else {
        return None;
    };
    let (year, month, day) = (number(&[y1, y2, y3, y4])?, number(&[m1, m2])?, number(&[d1, d2])?);
    let year = i32::try_from(year).ok()?;
    NaiveDate::from_ymd_opt(year, month, day).map(|_| (year, month, day))
}

/// Year, month and day of a moment.
pub fn date_of(unix_ms: i64) -> (i32, u32, u32) {
    let date = DateTime::from_timestamp_millis(unix_ms).unwrap_or_default();
    (date.year(), date.month(), date.day())
}

fn number(digits: &[u8]) -> Option<u32> {
    digits
        .iter()
        .try_fold(0, |number, digit| digit.is_ascii_digit().then(|| number * 10 + u32::from(digit - b'0')))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_real_times_in_the_one_form_are_read() {
        assert_eq!(parse("2024-01-02T03:04:05Z"), Some(1_704_164_645_000));
        assert_eq!(parse("1970-01-01T00:00:00Z"), Some(0));
        for text in [
            "",
            "2024-01-02 03:04:05",
            "2024-01-02T03:04:05",
            "2024-01-02T03:04:05+00:00",
            "2024-02-30T00:00:00Z",
            "2023-02-29T00:00:00Z",
            "2024-01-02T24:00:00Z",
            "2024-01-02T03:60:05Z",
            "2024-01-02T03:04:60Z",
            "2024-13-02T03:04:05Z",
            "2024-00-02T03:04:05Z",
            "2024-1-2T03:04:05Z",
            "２024-01-02T03:04:05Z",
            "2024-01-02T03:04:05z",
            " 2024-01-02T03:04:05Z",
        ] {
            assert_eq!(parse(text), None, "{text}");
        }
    }
}
