//! Business days: a day of the calendar, and by how much its beginning is before that of UTC (docs/ledger.md).

/// The offset of a text as [`crate::day_offset!`] writes it, in minutes east of UTC: `-12:00` to `+14:00`.
pub fn offset(text: &str) -> Option<i64> {
    let sign = match text.as_bytes().first()? {
        b'+' => 1,
        b'-' => -1,
        _ => return None,
    };
    let (hours, minutes) = text[1..].split_once(':')?;
    let is_pair = |part: &str| part.len() == 2 && part.bytes().all(|b| b.is_ascii_digit());
    if !is_pair(hours) || !is_pair(minutes) {
        return None;
    }
    let (hours, minutes): (i64, i64) = (hours.parse().ok()?, minutes.parse().ok()?);
    let offset = sign * (hours * 60 + minutes);
    // Of two names of nothing one is written.
    let is_canonical = minutes < 60 && text != "-00:00";
    (is_canonical && (-720..=840).contains(&offset)).then_some(offset)
}

/// The text of an offset.
pub fn offset_text(minutes: i64) -> String {
    let sign = if minutes < 0 { '-' } else { '+' };
    format!("{sign}{:02}:{:02}", minutes.abs() / 60, minutes.abs() % 60)
}

/// The days from 1970-01-01 to a day of the calendar (`2026-01-02`), of the years 1970 to 9999.
pub fn number(text: &str) -> Option<i64> {
    let mut parts = text.split('-');
    let (year, month, day) =
        (digits(parts.next()?, 4)?, digits(parts.next()?, 2)?, digits(parts.next()?, 2)?);
    let is_leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
    let length = match month {
        1 | 3 | 5 | 7 | 8 | 10 | 12 => 31,
        4 | 6 | 9 | 11 => 30,
        2 => 28 + i64::from(is_leap),
        _ => return None,
    };
    if parts.next().is_some() || year < 1970 || !(1..=length).contains(&day) {
        return None;
    }
    // Years that begin in March have their leap day at the end.
    let (year, month) = if month > 2 { (year, month - 3) } else { (year - 1, month + 9) };
    Some(year * 365 + year / 4 - year / 100 + year / 400 + (month * 153 + 2) / 5 + day - 719_469)
}

fn digits(text: &str, length: usize) -> Option<i64> {
    let is_number = text.len() == length && text.bytes().all(|b| b.is_ascii_digit());
    if is_number { text.parse().ok() } else { None }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_offset_has_one_text() {
        for (text, minutes) in
            [("+00:00", 0), ("+08:00", 480), ("-03:30", -210), ("+14:00", 840), ("-12:00", -720)]
        {
            assert_eq!(offset(text), Some(minutes), "{text}");
            assert_eq!(offset_text(minutes), text);
        }
        for text in [
            "",
            "+",
            "08:00",
            "-00:00",
            "+8:00",
            "+08:0",
            "+08:60",
            "+14:01",
            "-12:01",
            "+0a:00",
            "+08:00:00",
            "Z",
            "客08:00",
        ] {
            assert_eq!(offset(text), None, "{text}");
        }
    }

    #[test]
    fn days_are_counted_from_1970() {
        for (text, days) in [
            ("1970-01-01", 0),
            ("1970-12-31", 364),
            ("2000-02-29", 11_016),
            ("2000-03-01", 11_017),
            ("2026-01-02", 20_455),
            ("9999-12-31", 2_932_896),
        ] {
            assert_eq!(number(text), Some(days), "{text}");
        }
        for text in [
            "",
            "1969-12-31",
            "2026-02-29",
            "2026-13-01",
            "2026-00-01",
            "2026-01-00",
            "2026-1-1",
            "2026-04-31",
            "2026-01-01-",
            "20260101",
        ] {
            assert_eq!(number(text), None, "{text}");
        }
    }
}
