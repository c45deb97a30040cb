//! Instants on the wire: RFC 3339 seconds in the business zone, fixed UTC+8 (wallet.md §2.6, §2.7).

use chrono::{Datelike, NaiveDate};

pub const DAY_MS: i64 = 86_400_000;
const ZONE_MS: i64 = 28_800_000;

/// The date of unix day `day`.
fn date(day: i64) -> NaiveDate {
    i32::try_from(day).ok().and_then(NaiveDate::from_epoch_days).unwrap_or_default()
}

/// The unix day of a date, `None` if there is no such date.
fn day(year: i64, month: i64, day: i64) -> Option<i64> {
    let (year, month, day) = (year.try_into().ok()?, month.try_into().ok()?, day.try_into().ok()?);
    NaiveDate::from_ymd_opt(year, month, day).map(|date| date.to_epoch_days().into())
}

/// `2019-11-22T11:07:32+08:00`
pub fn wire(ms: i64) -> String {
    let local = ms + ZONE_MS;
    let date = date(local.div_euclid(DAY_MS));
    let (year, month, day) = (date.year(), date.month(), date.day());
    let second = local.rem_euclid(DAY_MS) / 1_000;
    let (hour, minute, second) = (second / 3_600, second / 60 % 60, second % 60);
    format!("{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}+08:00")
}

/// `YYYYMMDD` of the business day.
pub fn business_day(ms: i64) -> String {
    let date = date((ms + ZONE_MS).div_euclid(DAY_MS));
    format!("{:04}{:02}{:02}", date.year(), date.month(), date.day())
}

/// A bound of a filter in unix milliseconds. An end includes all of the second, or of the day, that it names.
pub fn bound(text: &str, end: bool) -> Option<i64> {
    let number = |from: usize, to: usize| {
        let digits = text.get(from..to)?;
        if digits.bytes().all(|byte| byte.is_ascii_digit()) { digits.parse::<i64>().ok() } else { None }
    };
    let dashes = |places: &[usize]| places.iter().all(|at| text.as_bytes().get(*at) == Some(&b'-'));
    if !dashes(&[4, 7]) {
        return None;
    }
    let day = day(number(0, 4)?, number(5, 7)?, number(8, 10)?)? * DAY_MS;
    let clock = |max_second: i64| {
        let (hour, minute, second) = (number(11, 13)?, number(14, 16)?, number(17, 19)?);
        let is_time = hour <= 23 && minute <= 59 && second <= max_second;
        is_time.then_some((hour * 3_600 + minute * 60 + second) * 1_000)
    };
    let until = |ms: i64, whole: i64| if end { ms + whole - 1 } else { ms };
    match text.len() {
        10 => Some(until(day - ZONE_MS, DAY_MS)),
        19 if dashes(&[10, 13, 16]) => match text.get(11..)? {
            // The end of that day is an instant of its own: no second follows it on that day.
            "24-00-00" => Some(day - ZONE_MS + DAY_MS),
            _ => Some(until(day - ZONE_MS + clock(59)?, 1_000)),
        },
        _ => {
            let bytes = text.as_bytes();
            if !matches!(bytes.get(10), Some(b'T' | b't'))
                || [13, 16].iter().any(|at| bytes.get(*at) != Some(&b':'))
            {
                return None;
            }
            let rest = text.get(19..)?;
            let digits =
                rest.strip_prefix('.').map_or(0, |f| f.bytes().take_while(u8::is_ascii_digit).count());
            let (fraction, offset) = rest.split_at(if rest.starts_with('.') { digits + 1 } else { 0 });
            if rest.starts_with('.') && !(1..=9).contains(&digits) {
                return None;
            }
            let millis = fraction.bytes().skip(1).chain(std::iter::repeat(b'0')).take(3);
            let millis = millis.fold(0, |sum, digit| sum * 10 + i64::from(digit - b'0'));
            let ms = day + clock(59)? + millis - offset_ms(offset)?;
            Some(if fraction.is_empty() { until(ms, 1_000) } else { ms })
        }
    }
}

/// `Z` or `+08:00`. A plus sign that a client did not encode arrives as a blank.
fn offset_ms(text: &str) -> Option<i64> {
    if matches!(text, "Z" | "z") {
        return Some(0);
    }
    let bytes = text.as_bytes();
    let sign = match bytes.first()? {
        b'+' | b' ' => 1,
        b'-' => -1,
        _ => return None,
    };
    let two = |at: usize| match bytes.get(at..at + 2)? {
        [a @ b'0'..=b'9', b @ b'0'..=b'9'] => Some(i64::from(a - b'0') * 10 + i64::from(b - b'0')),
        _ => None,
    };
    let (hours, minutes) = (two(1)?, two(4)?);
    let is_offset = bytes.len() == 6 && bytes[3] == b':' && hours <= 23 && minutes <= 59;
    is_offset.then_some(sign * (hours * 60 + minutes) * 60_000)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bounds_in_three_forms() {
        assert_eq!(wire(1_574_392_052_999), "2019-11-22T11:07:32+08:00");
        assert_eq!(business_day(1_574_265_600_000), "20191121", "midnight in Shanghai is 16:00 UTC");
        assert_eq!(business_day(1_574_265_599_999), "20191120");
        let day = 1_574_265_600_000;
        for (text, start, end) in [
            ("2019-11-21", day, day + DAY_MS - 1),
            ("2019-11-21-00-00-01", day + 1_000, day + 1_999),
            ("2019-11-21-24-00-00", day + DAY_MS, day + DAY_MS),
            ("2019-11-21T00:00:01+08:00", day + 1_000, day + 1_999),
            ("2019-11-21T00:00:01 08:00", day + 1_000, day + 1_999),
            ("2019-11-20T16:00:01Z", day + 1_000, day + 1_999),
            ("2019-11-20T16:00:01.25Z", day + 1_250, day + 1_250),
        ] {
            assert_eq!((bound(text, false), bound(text, true)), (Some(start), Some(end)), "{text}");
        }
        for bad in [
            "2020-02-30",
            "2019-11-21-24-00-01",
            "2019-11-21-23-60-00",
            "2019-11-21T00:00:00",
            "2019-11-21T00:00:00.Z",
            "2019-11-21T00:00:00+8:00",
            "20191121",
            "2019-1-1",
            "2019-11-2一",
            "x",
        ] {
            assert_eq!(bound(bad, false), None, "{bad}");
        }
    }
}
