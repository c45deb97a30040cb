//! Times on the wire: `YYYY-MM-DDTHH:MM:SSZ`, and dates (payee.md §3.3, §6.1). Proleptic Gregorian calendar, UTC.

/// Unix milliseconds of a time on the wire; `None` if it is malformed or no real time.
pub fn parse(text: &str) -> Option<i64> {
    let (date, time) = text.split_once('T')?;
    let (year, month, day) = parse_date(date)?;
    let [h1, h2, b':', m1, m2, b':', s1, s2, b'Z'] = *time.as_bytes() else {
        return None;
    };
    let (hour, minute, second) = (number(&[h1, h2])?, number(&[m1, m2])?, number(&[s1, s2])?);
    let is_time = hour < 24 && minute < 60 && second < 60;
    is_time.then(|| (((days(year, month, day) * 24 + hour) * 60 + minute) * 60 + second) * 1_000)
}

/// Year, month and day of `YYYY-MM-DD`; `None` if it is malformed or no day of the calendar.
pub fn parse_date(text: &str) -> Option<(i64, i64, i64)> {
    let [y1, y2, y3, y4, b'-', m1, m2, b'-', d1, d2] = *text.as_bytes() else {
        return None;
    };
    let (year, month, day) = (number(&[y1, y2, y3, y4])?, number(&[m1, m2])?, number(&[d1, d2])?);
    let leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
    let last = match month {
        1 | 3 | 5 | 7 | 8 | 10 | 12 => 31,
        4 | 6 | 9 | 11 => 30,
        2 if leap => 29,
        2 => 28,
        _ => return None,
    };
    (1..=last).contains(&day).then_some((year, month, day))
}

/// Year, month and day of a moment.
pub fn date_of(unix_ms: i64) -> (i64, i64, i64) {
    // Days since 0000-03-01, counted in eras of 400 years: <https://howardhinnant.github.io/date_algorithms.html>
    let days = unix_ms.div_euclid(86_400_000) + 719_468;
    let era = days.div_euclid(146_097);
    let of_era = days.rem_euclid(146_097);
    let year_of_era = (of_era - of_era / 1_460 + of_era / 36_524 - of_era / 146_096) / 365;
    let of_year = of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let from_march = (5 * of_year + 2) / 153;
    let day = of_year - (153 * from_march + 2) / 5 + 1;
    let month = if from_march < 10 { from_march + 3 } else { from_march - 9 };
    (year_of_era + era * 400 + i64::from(month <= 2), month, day)
}

/// Days since 1970-01-01.
fn days(year: i64, month: i64, day: i64) -> i64 {
    let year = if month <= 2 { year - 1 } else { year };
    let era = year.div_euclid(400);
    let year_of_era = year.rem_euclid(400);
    let from_march = (month + 9) % 12;
    let of_year = (153 * from_march + 2) / 5 + day - 1;
    era * 146_097 + year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + of_year - 719_468
}

fn number(digits: &[u8]) -> Option<i64> {
    digits
        .iter()
        .try_fold(0, |number, digit| digit.is_ascii_digit().then(|| number * 10 + i64::from(digit - b'0')))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_day_of_four_centuries_is_counted_once() {
        let mut expected = days(1900, 1, 1);
        for year in 1900..2301 {
            for month in 1..=12 {
                for day in 1..=31 {
                    let text = format!("{year:04}-{month:02}-{day:02}");
                    if let Some(date) = parse_date(&text) {
                        assert_eq!(days(year, month, day), expected, "{text}");
                        assert_eq!(date_of(expected * 86_400_000 + 86_399_999), date);
                        expected += 1;
                    }
                }
            }
        }
        assert_eq!(expected - days(1900, 1, 1), 365 * 401 + 97);
    }

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
