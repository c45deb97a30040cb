//! Formats of single values (payee.md §5, §6).

use std::net::IpAddr;

/// T(n): 1 to n characters, the first and the last no white space.
pub fn is_text(text: &str, max_chars: usize) -> bool {
    let mut ends = text.chars().next().into_iter().chain(text.chars().next_back());
    !text.is_empty() && text.chars().count() <= max_chars && !ends.any(char::is_whitespace)
}

/// D(n) with n between two numbers.
pub fn is_digits(text: &str, min: usize, max: usize) -> bool {
    (min..=max).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_digit())
}

/// A2 or A3.
fn is_capitals(text: &str, count: usize) -> bool {
    text.len() == count && text.bytes().all(|byte| byte.is_ascii_uppercase())
}

pub fn a2(text: &str) -> bool {
    is_capitals(text, 2)
}

pub fn a3(text: &str) -> bool {
    is_capitals(text, 3)
}

pub fn customer_no(text: &str) -> bool {
    is_digits(text, 22, 22) && text.starts_with("2000")
}

pub fn account_token(text: &str) -> bool {
    is_digits(text, 22, 22) && text.starts_with("2010")
}

pub fn transaction_no(text: &str) -> bool {
    is_digits(text, 18, 18)
}

/// E
pub fn email(text: &str) -> bool {
    let Some((local, domain)) = text.split_once('@') else {
        return false;
    };
    let is_local = (1..=64).contains(&local.len())
        && local.bytes().all(|byte| {
            byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'_' | b'%' | b'+' | b'\'' | b'-')
        });
    let Some((labels, top)) = domain.rsplit_once('.') else {
        return false;
    };
    let is_label = |label: &str| {
        (1..=63).contains(&label.len())
            && label.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-')
            && !label.starts_with('-')
            && !label.ends_with('-')
    };
    let is_top = (2..=63).contains(&top.len()) && top.bytes().all(|byte| byte.is_ascii_alphabetic());
    text.len() <= 254 && is_local && is_top && labels.split('.').all(is_label)
}

/// PH
pub fn phone(text: &str) -> bool {
    is_digits(text.strip_prefix('+').unwrap_or(text), 7, 15)
}

/// IP: the standard parser takes neither leading zeros nor brackets, zones or ports.
pub fn ip(text: &str) -> bool {
    text.parse::<IpAddr>().is_ok()
}

/// A Venmo handle.
pub fn handle(text: &str) -> bool {
    let name = text.strip_prefix('@').unwrap_or(text);
    (5..=30).contains(&name.len())
        && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-'))
}

pub fn government_id(text: &str) -> bool {
    (4..=32).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-')
}

pub fn zip(text: &str) -> bool {
    (1..=16).contains(&text.len())
        && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b' ' | b'-'))
}

/// A country that ISO 3166-1 has assigned a code.
pub fn country_code(text: &str) -> bool {
    const ASSIGNED: &[u8] = b"ADAEAFAGAIALAMAOAQARASATAUAWAXAZBABBBDBEBFBGBHBIBJBLBMBNBOBQBRBSBTBVBWBYBZCACCCDCFCGCHCICK\
CLCMCNCOCRCUCVCWCXCYCZDEDJDKDMDODZECEEEGEHERESETFIFJFKFMFOFRGAGBGDGEGFGGGHGIGLGMGNGPGQGRGSGTGUGWGYHKHMHNHRHTHUIDIEILIM\
INIOIQIRISITJEJMJOJPKEKGKHKIKMKNKPKRKWKYKZLALBLCLILKLRLSLTLULVLYMAMCMDMEMFMGMHMKMLMMMNMOMPMQMRMSMTMUMVMWMXMYMZNANCNENF\
NGNINLNONPNRNUNZOMPAPEPFPGPHPKPLPMPNPRPSPTPWPYQARERORSRURWSASBSCSDSESGSHSISJSKSLSMSNSOSRSSSTSVSXSYSZTCTDTFTGTHTJTKTLTM\
TNTOTRTTTVTWTZUAUGUMUSUYUZVAVCVEVGVIVNVUWFWSYEYTZAZMZW";
    ASSIGNED.chunks(2).any(|code| code == text.as_bytes())
}

/// A US bank's routing number: nine digits with their checksum.
pub fn routing_number(text: &str) -> bool {
    let weights = [3, 7, 1, 3, 7, 1, 3, 7, 1];
    let sum: u32 =
        text.bytes().zip(weights).map(|(digit, weight)| u32::from(digit.wrapping_sub(b'0')) * weight).sum();
    is_digits(text, 9, 9) && sum.is_multiple_of(10) && sum > 0
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts() {
        for good in ["a", "中", "a b", &"中".repeat(64)] {
            assert!(is_text(good, 64), "{good}");
        }
        for bad in ["", " ", " a", "a ", "\u{3000}a", "a\u{a0}", &"a".repeat(65)] {
            assert!(!is_text(bad, 64), "{bad}");
        }
    }

    #[test]
    fn emails() {
        for good in ["a@b.cc", "A.b_c%d+e'f-g@x-y.example.test", &format!("{}@b.cc", "a".repeat(64))] {
            assert!(email(good), "{good}");
        }
        for bad in [
            "",
            "a",
            "a@",
            "@b.cc",
            "a@b",
            "a@b.c",
            "a@b.c1",
            "a@.cc",
            "a@-b.cc",
            "a@b-.cc",
            "a@b..cc",
            "a b@c.dd",
            "a@b@c.dd",
            "ä@b.cc",
            "a@ä.cc",
            "a@b.cc.",
            &format!("{}@b.cc", "a".repeat(65)),
            &format!("a@{}.cc", "b".repeat(64)),
            &format!("a@{}cc", "bbbbbbbbb.".repeat(26)),
        ] {
            assert!(!email(bad), "{bad}");
        }
    }

    #[test]
    fn addresses_phones_handles_and_numbers() {
        for good in ["1.2.3.4", "2401:1740:1000:0:801:6666:20cd:6034", "::1", "::ffff:1.2.3.4"] {
            assert!(ip(good), "{good}");
        }
        for bad in ["1,2,3,4", "256.1.1.1", "01.2.3.4", "1.2.3", "[::1]", "fe80::1%eth0", "1.2.3.4:5", ""] {
            assert!(!ip(bad), "{bad}");
        }
        for (text, is) in
            [("1234567", true), ("+123456789012345", true), ("123456", false), ("++1234567", false)]
        {
            assert_eq!(phone(text), is, "{text}");
        }
        for (text, is) in
            [("@abcde", true), ("abcd", false), ("@abcd", false), ("a b-c", false), ("ab_-9", true)]
        {
            assert_eq!(handle(text), is, "{text}");
        }
        for (text, is) in [
            ("021000021", true),
            ("021000022", false),
            ("000000000", false),
            ("02100002", false),
            ("02100002a", false),
        ] {
            assert_eq!(routing_number(text), is, "{text}");
        }
    }

    #[test]
    fn countries() {
        for (code, is) in [
            ("CN", true),
            ("US", true),
            ("ZW", true),
            ("XX", false),
            ("DA", false),
            ("cn", false),
            ("C", false),
        ] {
            assert_eq!(country_code(code), is, "{code}");
        }
        let letters = || b'A'..=b'Z';
        let count = letters()
            .flat_map(|one| letters().map(move |other| String::from_utf8(vec![one, other]).unwrap()))
            .filter(|code| country_code(code))
            .count();
        assert_eq!(count, 249);
    }
}
