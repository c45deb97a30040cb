//! `Accept`, `Accept-Language` and `Content-Type` (wallet.md §2.1, §2.4).

use crate::failure::Language;

/// A member of a header's list: its value, its parameters without `q`, and `q` in thousandths.
struct Range<'a> {
    value: &'a str,
    parameters: Vec<(&'a str, &'a str)>,
    q: u16,
}

fn ranges(lines: &[String]) -> impl Iterator<Item = Range<'_>> {
    lines.iter().flat_map(|line| line.split(',')).filter(|text| !text.trim().is_empty()).map(range)
}

fn range(text: &str) -> Range<'_> {
    let mut parts = text.split(';').map(str::trim);
    let value = parts.next().unwrap_or_default();
    let (mut parameters, mut q) = (Vec::new(), 1_000);
    for part in parts.filter(|part| !part.is_empty()) {
        let (name, value) = part.split_once('=').unwrap_or((part, ""));
        if name.eq_ignore_ascii_case("q") {
            q = thousandths(value);
        } else {
            parameters.push((name, value));
        }
    }
    Range { value, parameters, q }
}

/// `0.25` is 250; what is no weight weighs nothing.
fn thousandths(text: &str) -> u16 {
    let (whole, fraction) = text.split_once('.').unwrap_or((text, ""));
    let mut digits = fraction.bytes().chain(std::iter::repeat(b'0')).take(3);
    let digits =
        digits.try_fold(0_u16, |sum, byte| byte.is_ascii_digit().then(|| sum * 10 + u16::from(byte - b'0')));
    match (whole, digits) {
        ("0", Some(digits)) if fraction.len() <= 3 => digits,
        ("1", Some(0)) if fraction.len() <= 3 => 1_000,
        _ => 0,
    }
}

/// Whether a client that sent these `Accept` lines takes what the wallet answers.
pub fn is_acceptable(lines: &[String]) -> bool {
    let mut ranges = ranges(lines).peekable();
    ranges.peek().is_none()
        || ranges.any(|range| {
            let is = |name: &str| range.value.eq_ignore_ascii_case(name);
            let known = ["*/*", "application/*", "application/json"].into_iter().any(is)
                || is("application/vnd.api+json") && range.parameters.is_empty();
            known && range.q > 0
        })
}

/// English if the client prefers it to Chinese, otherwise Chinese.
pub fn language(lines: &[String]) -> Language {
    let highest = |prefix: &str| {
        let of_prefix = ranges(lines).filter(|range| {
            range.value.split('-').next().is_some_and(|primary| primary.eq_ignore_ascii_case(prefix))
        });
        of_prefix.map(|range| range.q).max().unwrap_or(0)
    };
    if highest("en") > highest("zh") { Language::English } else { Language::Chinese }
}

/// Whether a request body of this `Content-Type` is JSON.
pub fn is_json(content_type: &str) -> bool {
    let Range { value, parameters, .. } = range(content_type);
    if value.eq_ignore_ascii_case("application/vnd.api+json") {
        return parameters.iter().all(|(name, _)| name.eq_ignore_ascii_case("profile"));
    }
    let is_utf8 = |(name, value): &(&str, &str)| {
        name.eq_ignore_ascii_case("charset") && value.trim_matches('"').eq_ignore_ascii_case("utf-8")
    };
    value.eq_ignore_ascii_case("application/json") && parameters.iter().all(is_utf8)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_acceptable_range_is_enough() {
        let accepts =
            |lines: &[&str]| is_acceptable(&lines.iter().map(|line| (*line).into()).collect::<Vec<_>>());
        for lines in [
            &[][..],
            &["*/*"],
            &["text/html, application/*;q=0.1"],
            &["text/html", "Application/JSON"],
            &["application/vnd.api+json;q=1"],
            &["application/vnd.api+json;ext=x, application/vnd.api+json"],
        ] {
            assert!(accepts(lines), "{lines:?}");
        }
        for lines in [
            &["text/html"][..],
            &["*/*;q=0"],
            &["application/json;q=0.000"],
            &["application/json;q=2"],
            &["application/vnd.api+json;ext=x"],
        ] {
            assert!(!accepts(lines), "{lines:?}");
        }
    }

    #[test]
    fn english_only_for_those_who_prefer_it() {
        for (line, expected) in [
            ("", Language::Chinese),
            ("en", Language::English),
            ("en-US,zh;q=0.9", Language::English),
            ("en;q=0.5, zh-TW;q=0.5", Language::Chinese),
            ("fr", Language::Chinese),
            ("en;q=0", Language::Chinese),
        ] {
            assert_eq!(language(&[line.into()]), expected, "{line}");
        }
    }

    #[test]
    fn two_media_types_are_json() {
        for good in [
            "application/json",
            "application/json; charset=UTF-8",
            "application/vnd.api+json",
            "application/vnd.api+json; profile=\"http://x\"",
        ] {
            assert!(is_json(good), "{good}");
        }
        for bad in [
            "",
            "text/plain",
            "application/json; charset=latin1",
            "application/vnd.api+json; charset=utf-8",
            "application/vnd.api+json; ext=x",
        ] {
            assert!(!is_json(bad), "{bad}");
        }
    }
}
