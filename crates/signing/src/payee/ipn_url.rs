//! `ipnUrl` (payee.md §5): the one URL that callers give. It must not lead into a private network.
//!
//! The URL is read as WHATWG's URL standard reads it, and no further than its host. The crate `url` would do it too, and is
//! what `tests/ipn_url.rs` holds this against; but it weighs 71 KiB in a component that may have 450, and its tables of
//! international names are of no use here: what is called back is a name of the DNS, in ASCII.
//!
//! Names are resolved by the host, which has to block private networks too; this check refuses what is plain to see.

use idna::punycode;
use std::net::{Ipv4Addr, Ipv6Addr};

const MAX_CHARS: usize = 512;

/// Whether a URL may be called back. `insecure` (development) permits `http`, `localhost` and loopback literals too.
pub fn is_acceptable(text: &str, insecure: bool) -> bool {
    Parts::of(text, insecure).is_some()
}

/// The URL that is requested when one is called back, `None` if it may not be. Written out by the reader that checked it
/// and pure ASCII, so that who sends it sees the same host.
pub fn accepted(text: &str, insecure: bool) -> Option<String> {
    let Parts { scheme, host, port, rest } = Parts::of(text, insecure)?;
    let is_default = matches!((scheme, port), ("https", ":443") | ("http", ":80"));
    let port = if is_default { "" } else { port };
    Some([scheme, "://", &host.to_string(), port, &target(rest)].concat())
}

/// Whether an authority may be that of a callback, which the operator sets: it may be private, but it neither hides
/// another address (IPv6's site-local addresses and those of [`is_tunnel`]) nor depends on where it is resolved (a name
/// without a dot). `insecure` (development) permits `localhost` too.
pub fn is_callback(authority: &str, insecure: bool) -> bool {
    match host_and_port(authority).and_then(|(host, _)| Host::parse(host)) {
        Some(Host::Name(name)) => name.contains('.') || insecure && name == "localhost",
        Some(Host::V4(_)) => true,
        Some(Host::V6(address)) => {
            address.is_unspecified()
                || address.is_loopback()
                || !is_tunnel(address) && !is_site_local(address)
        }
        None => false,
    }
}

/// A URL that may be called back.
struct Parts<'u> {
    scheme: &'static str,
    host: Host,
    /// With its colon; empty if there is none.
    port: &'u str,
    /// Path and query as given.
    rest: &'u str,
}

impl<'u> Parts<'u> {
    fn of(text: &'u str, insecure: bool) -> Option<Self> {
        // The standard drops blanks and control characters in some places; here they are refused as not what was meant.
        let is_blank = |character: char| character.is_whitespace() || character.is_control();
        if text.chars().count() > MAX_CHARS || text.contains(is_blank) || text.contains('#') {
            return None;
        }
        let (scheme, rest) = text.split_once(':')?;
        let scheme = match () {
            () if scheme.eq_ignore_ascii_case("https") => "https",
            () if insecure && scheme.eq_ignore_ascii_case("http") => "http",
            () => return None,
        };
        // Of these schemes any number of slashes, either way up, begins the authority, and one ends it.
        let rest = rest.trim_start_matches(['/', '\\']);
        let (authority, rest) = rest.split_at(rest.find(['/', '\\', '?']).unwrap_or(rest.len()));
        let (host, port) = host_and_port(authority)?;
        let host = Host::parse(host).filter(|host| host.is_public(insecure))?;
        Some(Parts { scheme, host, port, rest })
    }
}

/// Path and query as they are requested.
fn target(rest: &str) -> String {
    let (path, query) = rest.split_at(rest.find('?').unwrap_or(rest.len()));
    let path = path.replace('\\', "/");
    let mut target = String::new();
    if !path.starts_with('/') {
        target.push('/');
    }
    for byte in path.bytes().chain(query.bytes()) {
        match byte {
            b'"' | b'<' | b'>' | b'\\' | b'^' | b'`' | b'{' | b'|' | b'}' => {
                target.push_str(&format!("%{byte:02X}"));
            }
            byte if byte.is_ascii_graphic() => target.push(char::from(byte)),
            byte => target.push_str(&format!("%{byte:02X}")),
        }
    }
    target
}

/// The text of the host, and of the port with its colon; `None` if there is user information, even an empty one, or the
/// port is no port.
fn host_and_port(authority: &str) -> Option<(&str, &str)> {
    if authority.contains('@') {
        return None;
    }
    // The colons of an IPv6 address stand in brackets.
    let brackets = authority.rfind(']').map_or(0, |at| at + 1);
    let Some(colon) = authority.get(brackets..)?.find(':').map(|at| brackets + at) else {
        return Some((authority, ""));
    };
    let (host, port) = (authority.get(..colon)?, authority.get(colon..)?);
    let digits = port.get(1..)?;
    let number = digits.trim_start_matches('0');
    let is_port = digits.bytes().all(|byte| byte.is_ascii_digit())
        && (number.is_empty() || number.parse::<u16>().is_ok());
    is_port.then_some((host, if digits.is_empty() { "" } else { port }))
}

#[derive(Debug)]
enum Host {
    /// In lower case, without dots at the end.
    Name(String),
    V4(Ipv4Addr),
    V6(Ipv6Addr),
}

impl std::fmt::Display for Host {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Host::Name(name) => f.write_str(name),
            Host::V4(address) => address.fmt(f),
            Host::V6(address) => write!(f, "[{address}]"),
        }
    }
}

impl Host {
    /// Reads a host; `None` if there is none.
    fn parse(text: &str) -> Option<Self> {
        if let Some(rest) = text.strip_prefix('[') {
            return rest.strip_suffix(']')?.parse().ok().map(Host::V6);
        }
        let mut name = decode(text)?;
        name.make_ascii_lowercase();
        if name.bytes().any(is_forbidden) || !name.split('.').all(is_label) {
            return None;
        }
        // A dot at the end says that the name is complete. More than one no resolver takes; it makes no other host.
        name.truncate(name.trim_end_matches('.').len());
        let last = name.rsplit('.').next().unwrap_or_default();
        let is_digits = !last.is_empty() && last.bytes().all(|byte| byte.is_ascii_digit());
        if is_digits || number(last).is_some() {
            return address(&name).map(Host::V4);
        }
        (!name.is_empty()).then_some(Host::Name(name))
    }

    fn is_public(&self, insecure: bool) -> bool {
        match self {
            Host::Name(name) => {
                let is_private = name.ends_with(".local") || name.ends_with(".internal");
                let is_local = name == "localhost" || name.ends_with(".localhost");
                let is_qualified = name.contains('.');
                is_qualified && !is_private && !is_local || insecure && name == "localhost"
            }
            Host::V4(address) => is_public_v4(*address) || insecure && address.is_loopback(),
            Host::V6(address) => is_public_v6(*address) || insecure && address.is_loopback(),
        }
    }
}

/// Percent-decoded ASCII.
fn decode(text: &str) -> Option<String> {
    let mut decoded = String::new();
    let mut parts = text.split('%');
    decoded.push_str(parts.next()?);
    for part in parts {
        let digits = part.get(..2).filter(|digits| digits.bytes().all(|byte| byte.is_ascii_hexdigit()))?;
        decoded.push(char::from(u8::from_str_radix(digits, 16).ok()?));
        decoded.push_str(part.get(2..)?);
    }
    decoded.is_ascii().then_some(decoded)
}

/// What no host may contain: the standard's forbidden domain code points.
fn is_forbidden(byte: u8) -> bool {
    byte <= b' ' || byte == 0x7f || b"#%/:<>?@[\\]^|".contains(&byte)
}

/// Whether what claims to be Punycode is, and of characters that need it.
fn is_label(label: &str) -> bool {
    label
        .strip_prefix("xn--")
        .is_none_or(|code| punycode::decode_to_string(code).is_some_and(|decoded| !decoded.is_ascii()))
}

/// An IPv4 address of one to four numbers, the last of which fills what the others leave.
fn address(name: &str) -> Option<Ipv4Addr> {
    let numbers: Option<Vec<u64>> = name.split('.').map(number).collect();
    let numbers = numbers?;
    let (&last, others) = numbers.split_last()?;
    let bits_left = 32_usize.checked_sub(8 * others.len()).filter(|bits| *bits > 0)?;
    if last >= 1 << bits_left || others.iter().any(|number| *number > 255) {
        return None;
    }
    let sum = others.iter().zip([24, 16, 8]).fold(last, |sum, (number, shift)| sum | number << shift);
    u32::try_from(sum).ok().map(Ipv4Addr::from)
}

/// A number of an IPv4 address: hexadecimal after `0x`, of which nothing is a zero; octal after `0`; else decimal.
fn number(text: &str) -> Option<u64> {
    let (digits, radix) = match text.strip_prefix("0x") {
        Some("") => ("0", 16),
        Some(digits) => (digits, 16),
        None if text.len() > 1 && text.starts_with('0') => (text, 8),
        None => (text, 10),
    };
    if digits.is_empty() {
        return None;
    }
    digits.chars().try_fold(0_u64, |number, digit| {
        let digit = digit.to_digit(radix)?;
        Some(number.saturating_mul(radix.into()).saturating_add(digit.into()))
    })
}

fn is_public_v4(address: Ipv4Addr) -> bool {
    let [a, b, c, _] = address.octets();
    let is_refused = match a {
        0 | 10 | 127 | 224.. => true,
        100 => (64..128).contains(&b),
        169 => b == 254,
        172 => (16..32).contains(&b),
        192 => b == 168 || b == 0 && c == 0,
        198 => b == 18 || b == 19,
        _ => false,
    };
    !is_refused
}

fn is_public_v6(address: Ipv6Addr) -> bool {
    let first = address.segments()[0];
    let is_refused = is_tunnel(address)
        || address.is_unspecified()
        || address.is_loopback()
        || address.is_multicast()
        || first & 0xfe00 == 0xfc00
        || first & 0xffc0 == 0xfe80
        || is_site_local(address);
    !is_refused
}

/// `fec0::/10`.
fn is_site_local(address: Ipv6Addr) -> bool {
    address.segments()[0] & 0xffc0 == 0xfec0
}

/// Whether an IPv6 address stands for an IPv4 address or leads through a tunnel: IPv4-compatible (`::/96`), IPv4-mapped,
/// NAT64 (`64:ff9b::/96`, `64:ff9b:1::/48`), Teredo (`2001::/32`), 6to4 (`2002::/16`). Where it ends is not plain to see.
fn is_tunnel(address: Ipv6Addr) -> bool {
    matches!(
        address.segments(),
        [0, 0, 0, 0, 0, 0 | 0xffff, _, _]
            | [0x64, 0xff9b, 0, 0, 0, 0, _, _]
            | [0x64, 0xff9b, 1, ..]
            | [0x2001, 0, ..]
            | [0x2002, ..]
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn public_https_urls_are_taken() {
        for url in [
            "https://example.com/notify",
            "https://example.com:8443/a?b=c",
            "https://8.8.8.8/",
            "https://[2001:4860:4860::8888]/",
            "https://[2001:1::1]/",
            "https://[2003::1]/",
            "https://[64:ff9b:2::1]/",
            "https://172.15.0.1/",
            "https://172.32.0.1/",
            "https://100.128.0.1/",
            "https://198.20.0.1/",
            "https://localhost.example.com/",
            "https://xn--fsq.example/",
            "HTTPS://EXAMPLE.COM/",
        ] {
            assert!(is_acceptable(url, false), "{url}");
        }
    }

    #[test]
    fn what_is_requested_is_what_was_checked() {
        for (text, url) in [
            ("https://example.com", "https://example.com/"),
            ("HTTPS://EXAMPLE.com:8443/a?b=c", "https://example.com:8443/a?b=c"),
            ("https://example.com:443", "https://example.com/"),
            ("https://example.com:?b={c}\\", "https://example.com/?b=%7Bc%7D%5C"),
            ("https://example.com/通知", "https://example.com/%E9%80%9A%E7%9F%A5"),
            ("https:\\\\example.com\\a", "https://example.com/a"),
            ("https:///example.com", "https://example.com/"),
            ("https:ex%61mple.com/", "https://example.com/"),
            ("https://0x8.8.8.8/", "https://8.8.8.8/"),
            ("https://[2001:4860:0:0::8888]:1/", "https://[2001:4860::8888]:1/"),
        ] {
            assert_eq!(accepted(text, false).as_deref(), Some(url), "{text}");
        }
        assert_eq!(accepted("https:///10.0.0.1", false), None);
    }

    #[test]
    fn everything_else_is_refused() {
        let long = format!("https://example.com/{}", "a".repeat(493));
        assert!(is_acceptable(&long[..512], false));
        for url in [
            &long,
            "http://example.com/",
            "ftp://example.com/",
            "https://",
            "example.com",
            "//example.com/",
            "https://u:p@example.com/",
            "https://u@example.com/",
            "https://example.com/#a",
            "https://exa mple.com/",
            " https://example.com/",
            "https://localhost/",
            "https://LOCALHOST./",
            "https://a.localhost/",
            "https://printer.local/",
            "https://deposit.spin.internal/",
            "https://127.0.0.1/",
            "https://2130706433/",
            "https://0x7f.1/",
            "https://0177.0.0.1/",
            "https://0.0.0.0/",
            "https://10.1.2.3/",
            "https://100.64.0.1/",
            "https://169.254.1.1/",
            "https://172.16.0.1/",
            "https://192.168.0.1/",
            "https://192.0.0.1/",
            "https://198.18.0.1/",
            "https://224.0.0.1/",
            "https://255.255.255.255/",
            "https://[::]/",
            "https://[::1]/",
            "https://[fc00::1]/",
            "https://[fe80::1]/",
            "https://[ff02::1]/",
            "https://[::ffff:10.0.0.1]/",
            "https://[64:ff9b::10.0.0.1]/",
            "https://[2002:a00:1::]/",
            "https://[2002:808:808::]/",
            "https://[::8.8.8.8]/",
            "https://[::ffff:8.8.8.8]/",
            "https://[64:ff9b::8.8.8.8]/",
            "https://[64:ff9b:1::8.8.8.8]/",
            "https://[64:ff9b:1:ffff::1]/",
            "https://[2001::1]/",
            "https://[2001:0:ffff::1]/",
            "https://[fec0::1]/",
            "https://[feff::1]/",
            "https://intranet/",
            "https://intranet./",
        ] {
            assert!(!is_acceptable(url, false), "{url}");
        }
    }

    #[test]
    fn development_adds_http_and_loopback_and_nothing_else() {
        for url in ["http://example.com/", "http://localhost:3000/", "http://127.0.0.1:1/", "https://[::1]/"]
        {
            assert!(is_acceptable(url, true), "{url}");
        }
        for url in [
            "ftp://example.com/",
            "http://10.0.0.1/",
            "http://a.localhost/",
            "http://x.internal/",
            "http://u@a.b/",
            "http://intranet/",
            "http://[::ffff:127.0.0.1]/",
            "http://[::127.0.0.1]/",
            "http://[64:ff9b::127.0.0.1]/",
        ] {
            assert!(!is_acceptable(url, true), "{url}");
        }
    }

    #[test]
    fn a_callback_may_be_private_but_neither_obscure_nor_unqualified() {
        for authority in [
            "[fec0::1]",
            "[feff:ffff::1]:80",
            "[::10.0.0.1]:80",
            "[::8.8.8.8]",
            "[::ffff:10.0.0.1]",
            "[::ffff:8.8.8.8]",
            "[64:ff9b::a00:1]",
            "[64:ff9b:1::1]:8443",
            "[64:ff9b:1:ffff::1]",
            "[2001::1]",
            "[2001:0:ffff::1]",
            "[2002:a00:1::]",
            "receiver",
            "receiver.",
            "RECEIVER..:80",
            "%72eceiver",
            "",
            "a.example:99999",
            "user@a.example",
        ] {
            for insecure in [false, true] {
                assert!(!is_callback(authority, insecure), "{authority}");
            }
        }
        for authority in [
            "10.0.0.1",
            "127.0.0.1:80",
            "2130706433",
            "[::1]:80",
            "[fd00::1]",
            "[2001:1::1]",
            "[2003::1]",
            "a.spin.internal",
            "shop_1.example:8080",
            "a.example.",
        ] {
            for insecure in [false, true] {
                assert!(is_callback(authority, insecure), "{authority}");
            }
        }
        for authority in ["localhost", "LOCALHOST:3000", "localhost."] {
            assert!(is_callback(authority, true) && !is_callback(authority, false), "{authority}");
        }
    }
}
