//! `ipnUrl` against hostile URLs, and against the crate `url`, which reads them by the whole of the standard.

use feiqian_signing::payee::ipn_url::{accepted, is_acceptable};
use proptest::prelude::*;
use url::{Host, Url};

#[test]
fn hostile_urls_are_refused() {
    for url in [
        // Loopback, in every way an IPv4 address can be written.
        "https://127.1/",
        "https://127.0.1/",
        "https://127.0.0.1./",
        "https://127.0.0.1../",
        "https://0x7f000001/",
        "https://0X7F.0.0.1/",
        "https://0x7f.0x0.0x0.0x1/",
        "https://017700000001/",
        "https://0177.1/",
        "https://0000000000000000000000177.0.0.1/",
        "https://2130706433./",
        "https://127.0x000001/",
        "https://127%2e0%2e0%2e1/",
        "https://%31%32%37.0.0.1/",
        "https://%30x7f.1/",
        "https:127.0.0.1/",
        "https:/127.0.0.1/",
        "https:\\\\127.0.0.1\\",
        "https:////127.0.0.1/",
        "https://\\/127.0.0.1",
        "https://127.0.0.1:8443?x",
        "https://127.0.0.1\\.example.com/",
        // Zeros of any kind.
        "https://0/",
        "https://0x/",
        "https://0x0.0/",
        "https://00.00.00.00/",
        // Numbers that are no address.
        "https://256.0.0.1/",
        "https://1.2.3.4.5/",
        "https://127.0.0.08/",
        "https://4294967296/",
        "https://0xffffffffffffffffff/",
        "https://99999999999999999999999999/",
        "https://example.0/",
        "https://example.0x7f/",
        "https://1..2/",
        // Other private networks.
        "https://0xa9fea9fe/",
        "https://169.254.169.254/latest/meta-data",
        "https://012.1.1.1/",
        "https://3232235521/",
        "https://100.127.255.255/",
        "https://198.19.255.255/",
        "https://239.0.0.1/",
        "https://240.0.0.1/",
        // Full-width and other characters that become digits, dots or letters.
        "https://１２７.0.0.1/",
        "https://127。0。0。1/",
        "https://ⓛocalhost/",
        "https://%EF%BC%91%EF%BC%92%EF%BC%97.0.0.1/",
        "https://loc\u{ad}alhost/",
        // Names.
        "https://localhost%2e/",
        "https://%6c%6fcalhost/",
        "https://LocalHost:443/",
        "https://localhost../",
        "https://localhost.:3000/",
        "https://x.LOCALHOST./",
        "https://a.Local/",
        "https://metadata.google.internal./",
        "https://xn--/",
        "https://xn--0/",
        "https://xn--localhost-/",
        "https://a.xn--b/",
        // IPv6.
        "https://[::1]:8443/",
        "https://[0:0:0:0:0:0:0:1]/",
        "https://[0000::0001]/",
        "https://[::ffff:7f00:1]/",
        "https://[::FFFF:127.0.0.1]/",
        "https://[::ffff:a9fe:a9fe]/",
        "https://[64:ff9b::7f00:1]/",
        "https://[2002:7f00:1::]/",
        "https://[2002:c0a8:1:1::1]/",
        "https://[::ffff:8.8.8.8]/",
        "https://[64:ff9b::8.8.8.8]/",
        "https://[2002:808:808::]/",
        "https://[0:0:0:0:0:0:808:808]/",
        "https://[2001:0000:4136:e378::1]/",
        "https://[FEC0::1]/",
        "https://mylocal/",
        "https://mylocal../",
        "https://%6d%79/",
        "https://[fdff::1]/",
        "https://[febf::1]/",
        "https://[fe80::1%25eth0]/",
        "https://[fe80::1%eth0]/",
        "https://[ff0e::1]/",
        "https://[::1/",
        "https://::1/",
        "https://[::1]a/",
        "https://a[::1]/",
        "https://[[::1]]/",
        "https://[1::2::3]/",
        "https://[2001:db8::1.2.3.04]/",
        "https://[]/",
        // User information, and what looks like it.
        "https://example.com@127.0.0.1/",
        "https://127.0.0.1@example.com/",
        "https://@example.com/",
        "https://:@example.com/",
        "https://a%40b@example.com/",
        // Ports.
        "https://example.com:65536/",
        "https://example.com:-1/",
        "https://example.com:4a/",
        "https://example.com:1:2/",
        // Forms.
        "",
        ":",
        "https",
        "https:",
        "https:///",
        "https://./",
        "https://?x",
        "https://%/",
        "https://%zz.com/",
        "https://a%00b.com/",
        "https://a%20b.com/",
        "https://a%2fb.com/",
        "https://a|b.com/",
        "https://a<b.com/",
        "https://exam\tple.com/",
        "https://exam\nple.com/",
        "\u{1}https://example.com/",
        "https://example.com/\u{7f}",
        "https://example.com/#",
        "https://example.com/a#b",
        "file:///etc/passwd",
        "javascript:alert(1)",
        "data:text/plain,x",
        "wss://example.com/",
        "httpss://example.com/",
        "ht%74ps://example.com/",
    ] {
        assert!(!is_acceptable(url, false), "{url}");
    }
}

#[test]
fn public_hosts_in_unusual_forms_are_taken() {
    for url in [
        "https://134744072/",
        "https://0x08080808/",
        "https://010.8.8.8/",
        "https://8.8.2056/",
        "https://8.8.8.8./",
        "https://example.com./",
        "https://ex%61mple.com/",
        "https://example.com:/",
        "https://example.com:00443/",
        "https:example.com",
        "https:\\example.com\\x",
        "https://example.com?a@b",
        "https://example.com/@",
        "https://a_b.example.com/",
        "https://xn--fsq.example/",
        "https://0x7f.example/",
        "https://127.0.0.1.example.com/",
        "https://localhost.example/",
        "https://mylocal.example/",
        "https://internal.example/",
        "https://[2001:4860:4860::8844]:8443/",
        "https://[2001:DB8::8.8.8.8]/",
        "https://example.com/通知?订单=1",
    ] {
        assert!(is_acceptable(url, false), "{url}");
    }
}

/// The host by the crate `url`, under the rules that have nothing to do with which host it is.
fn host(text: &str) -> Option<Host<String>> {
    let url = Url::parse(text).ok()?;
    let is_plain = url.scheme() == "https" && !text.contains(['#', '@']);
    let is_plain = is_plain && !text.contains(|c: char| c.is_whitespace() || c.is_control());
    url.host().filter(|_| is_plain).map(|host| host.to_owned())
}

/// Whether a byte beyond ASCII is percent-encoded.
fn encodes_beyond_ascii(text: &str) -> bool {
    text.split('%').skip(1).any(|part| {
        let is_byte = part.get(..2).is_some_and(|digits| digits.bytes().all(|byte| byte.is_ascii_hexdigit()));
        is_byte && part > "8"
    })
}

/// Pieces of URLs, more of those that matter to hosts.
fn urls() -> impl Strategy<Value = String> {
    const PIECES: [&str; 49] = [
        "/",
        "\\",
        ":",
        "?",
        "[",
        "]",
        "::",
        ".",
        ".",
        ".",
        "%",
        "%2e",
        "%31",
        "%6C",
        "%2f",
        "0",
        "1",
        "7",
        "8",
        "08",
        "10",
        "127",
        "127.0.0.1",
        "192.168",
        "255",
        "256",
        "4294967295",
        "0x",
        "0x7f",
        "0X",
        "f",
        "ffff",
        "fe80",
        "2002",
        "64:ff9b::",
        "localhost",
        "LOCALHOST",
        ".local",
        ".internal",
        "a",
        "xn--",
        "-",
        "_",
        "com",
        "example.com",
        "~",
        "!",
        "|",
        "^",
    ];
    let tail = prop::collection::vec(prop::sample::select(&PIECES[..]), 0..9).prop_map(|list| list.concat());
    let head =
        prop::sample::select(&["https://", "https://", "https://[", "https:", "HTTPS:/", "https://["][..]);
    (head, tail, prop::sample::select(&["", "/", "]/", "]", ":443/", "?x"][..]))
        .prop_map(|(head, middle, end)| [head, &middle, end].concat())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 50_000, failure_persistence: None, max_global_rejects: 50_000, ..ProptestConfig::default() })]

    #[test]
    fn the_host_is_that_of_the_standard(text in urls()) {
        let taken = is_acceptable(&text, false);
        // Built without tables of names, `url` fails an assertion of its own on some of these.
        prop_assume!(!encodes_beyond_ascii(&text));
        match host(&text) {
            None => prop_assert!(!taken, "{text} has no host"),
            Some(Host::Ipv4(address)) => prop_assert_eq!(taken, is_acceptable(&format!("https://{address}/"), false), "{}", text),
            Some(Host::Ipv6(address)) => prop_assert_eq!(taken, is_acceptable(&format!("https://[{address}]/"), false), "{}", text),
            Some(Host::Domain(name)) => prop_assert_eq!(taken, is_acceptable(&format!("https://{name}/"), false), "{}", text),
        }
        // Who sends reads the URL once more: it must see the same host.
        if let Some(sent) = accepted(&text, false) {
            let uri: http::Uri = sent.parse().expect("a URL that can be requested");
            let sent_to = uri.host().expect("a host").trim_matches(['[', ']']).trim_end_matches('.');
            // Dots at the end make no other host here: without them it is read once more.
            let name = host(&text).map(|host| host.to_string()).unwrap_or_default();
            let expected = host(&format!("https://{}/", name.trim_end_matches('.')));
            let expected = expected.map(|host| host.to_string()).unwrap_or_default();
            prop_assert_eq!(sent_to, expected.trim_matches(['[', ']']), "{}", text);
        }
    }
}
