//! `ipnUrl` (payee.md §5): the one URL that callers give. It must not lead into a private network.
//!
//! Names are resolved by the host, which has to block private networks too; this check refuses what is plain to see.

use std::net::{Ipv4Addr, Ipv6Addr};
use url::{Host, Url};

const MAX_CHARS: usize = 512;

/// Whether a URL may be called back. `insecure` (development) permits `http`, `localhost` and loopback literals too.
pub fn is_acceptable(text: &str, insecure: bool) -> bool {
    accepted(text, insecure).is_some()
}

/// The URL that is requested when one is called back, `None` if it may not be. Written out by the parser that checked it
/// and pure ASCII, so that who sends it reads the same host.
pub fn accepted(text: &str, insecure: bool) -> Option<String> {
    // The parser strips white space at the ends and takes a bare `user@`; both are refused here as not what was meant.
    if text.chars().count() > MAX_CHARS || text.contains(char::is_whitespace) {
        return None;
    }
    let url = Url::parse(text).ok()?;
    let is_scheme = url.scheme() == "https" || insecure && url.scheme() == "http";
    let is_plain = url.username().is_empty() && url.password().is_none() && url.fragment().is_none();
    let is_public = url.host().is_some_and(|host| is_public(&host, insecure));
    (is_scheme && is_plain && is_public).then(|| url.into())
}

fn is_public(host: &Host<&str>, insecure: bool) -> bool {
    match host {
        Host::Domain(name) => {
            let name = name.strip_suffix('.').unwrap_or(name);
            let is_local = name == "localhost" || name.ends_with(".localhost");
            let is_private = name.ends_with(".local") || name.ends_with(".internal");
            !name.is_empty() && !is_private && (!is_local || insecure && name == "localhost")
        }
        Host::Ipv4(address) => is_public_v4(*address) || insecure && address.is_loopback(),
        Host::Ipv6(address) => is_public_v6(*address) || insecure && address.is_loopback(),
    }
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
    if let Some(inner) = embedded_v4(address) {
        return is_public_v4(inner);
    }
    let first = address.segments()[0];
    let is_refused = address.is_unspecified()
        || address.is_loopback()
        || address.is_multicast()
        || first & 0xfe00 == 0xfc00
        || first & 0xffc0 == 0xfe80;
    !is_refused
}

/// The IPv4 address in an IPv4-mapped, NAT64 or 6to4 form.
fn embedded_v4(address: Ipv6Addr) -> Option<Ipv4Addr> {
    let pair = |high: u16, low: u16| Ipv4Addr::from((u32::from(high) << 16) | u32::from(low));
    match address.segments() {
        [0, 0, 0, 0, 0, 0xffff, high, low] | [0x64, 0xff9b, 0, 0, 0, 0, high, low] => Some(pair(high, low)),
        [0x2002, high, low, ..] => Some(pair(high, low)),
        _ => None,
    }
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
            ("HTTPS://EXAMPLE.com:443/a?b=c", "https://example.com/a?b=c"),
            ("https://example.com/通知", "https://example.com/%E9%80%9A%E7%9F%A5"),
            ("https:\\\\example.com\\a", "https://example.com/a"),
            ("https:///example.com", "https://example.com/"),
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
        ] {
            assert!(!is_acceptable(url, true), "{url}");
        }
    }
}
