//! `allowed_outbound_hosts`: which hosts a component may call, and `block_networks`: which addresses nobody may reach.
//!
//! An entry is `scheme://host[:port]`; each part may be `*`, a host may be `*.domain`, an address range in CIDR
//! notation, or `self` (this application's own routes), a port may be a range `a..b` (without `b`).

use crate::variables::Variables;
use anyhow::{Context as _, Result, bail, ensure};
use http::Uri;
use ipnet::IpNet;
use std::net::IpAddr;

/// Requests to `ID.spin.internal` go to the component `ID` of the same application, in process.
pub const CHAINING_SUFFIX: &str = ".spin.internal";

/// The host that stands for the application's own address.
pub const SELF_HOST: &str = "self.alt";

/// The component that `host` names, if it is one of service chaining.
pub fn chained_component(host: &str) -> Option<&str> {
    host.strip_suffix(CHAINING_SUFFIX).filter(|id| !id.is_empty())
}

/// The hosts one component may call.
#[derive(Debug, Default)]
pub struct AllowedHosts(Vec<Entry>);

#[derive(Debug, Clone)]
struct Entry {
    /// `None`: any.
    scheme: Option<String>,
    host: Host,
    port: Port,
}

#[derive(Debug, Clone)]
enum Host {
    Any,
    /// With the dot in front.
    Subdomains(String),
    Own,
    Literal(String),
    Network(IpNet),
}

#[derive(Debug, Clone)]
enum Port {
    Any,
    One(u16),
    /// The end is not part of it.
    Range(std::ops::Range<u16>),
}

impl AllowedHosts {
    /// Reads the entries, with their templates resolved. An entry that is empty after its templates are replaced is
    /// left out: an optional endpoint whose variable is empty. `*.spin.internal` stands for the `components` there
    /// are.
    ///
    /// # Errors
    /// The entry that is not of the form above, and why.
    pub fn parse(entries: &[String], variables: &Variables, components: &[String]) -> Result<Self> {
        let mut hosts = Vec::new();
        for entry in entries {
            let text = variables.expand(entry)?;
            let templated = text != *entry;
            if templated && matches!(text.as_str(), "" | "http://" | "https://") {
                continue;
            }
            let text = text.trim();
            let entry = Entry::parse(text).with_context(|| format!("allowed_outbound_hosts: {text:?}"))?;
            match &entry.host {
                Host::Subdomains(suffix) if suffix == CHAINING_SUFFIX => {
                    hosts.extend(components.iter().map(|id| Entry {
                        host: Host::Literal(normalized(&format!("{id}{CHAINING_SUFFIX}"))),
                        ..entry.clone()
                    }));
                }
                _ => hosts.push(entry),
            }
        }
        Ok(Self(hosts))
    }

    /// Whether a request to `uri`, which has a scheme and an authority, may leave.
    pub fn allows(&self, uri: &Uri) -> bool {
        let (Some(scheme), Some(host)) = (uri.scheme_str(), uri.host()) else {
            return false;
        };
        if host == SELF_HOST {
            return self.allows_self();
        }
        let host = normalized(host);
        let address = host.parse::<IpAddr>().ok();
        let port = uri.port_u16().or_else(|| default_port(scheme));
        self.0.iter().any(|entry| {
            entry.scheme.as_deref().is_none_or(|allowed| allowed == scheme)
                && match &entry.host {
                    Host::Any => true,
                    Host::Subdomains(suffix) => address.is_none() && host.ends_with(suffix.as_str()),
                    Host::Own => false,
                    Host::Literal(literal) => *literal == host,
                    Host::Network(network) => address.is_some_and(|address| network.contains(&address)),
                }
                && match (&entry.port, port) {
                    (Port::Any, _) => true,
                    (_, None) => false,
                    (Port::One(allowed), Some(port)) => *allowed == port,
                    (Port::Range(range), Some(port)) => range.contains(&port),
                }
        })
    }

    fn allows_self(&self) -> bool {
        self.0.iter().any(|entry| {
            matches!(entry.host, Host::Any | Host::Own)
                && entry.scheme.as_deref().is_none_or(|scheme| matches!(scheme, "http" | "https"))
        })
    }
}

impl Entry {
    fn parse(text: &str) -> Result<Self> {
        let (scheme, rest) =
            text.split_once("://").context("write scheme://host[:port], with * for any of them")?;
        let rest = rest.strip_suffix('/').unwrap_or(rest);
        // The colon of a port is the last one, and not one inside an IPv6 address.
        let (host, port) = match rest.rsplit_once(':') {
            Some((host, port)) if !port.contains(']') && !is_bare_ipv6(rest) => (host, port),
            _ => (rest, ""),
        };
        ensure!(
            scheme == "*" || (!scheme.is_empty() && scheme.chars().all(char::is_alphabetic)),
            "the scheme is letters, or *"
        );
        Ok(Self {
            port: Port::parse(port, scheme)?,
            host: Host::parse(host)?,
            scheme: (scheme != "*").then(|| scheme.to_owned()),
        })
    }
}

fn is_bare_ipv6(text: &str) -> bool {
    text.parse::<std::net::Ipv6Addr>().is_ok() || text.parse::<ipnet::Ipv6Net>().is_ok()
}

impl Host {
    fn parse(host: &str) -> Result<Self> {
        match host {
            "*" => return Ok(Self::Any),
            "self" | SELF_HOST => return Ok(Self::Own),
            "" => bail!("the host is missing"),
            _ => {}
        }
        if let Ok(network) = host.parse::<IpNet>() {
            return Ok(Self::Network(network.trunc()));
        }
        ensure!(!host.contains('/'), "a path is not allowed");
        ensure!(!host.contains(['{', '}']), "lists are not supported");
        if let Some(domain) = host.strip_prefix("*.") {
            ensure!(!domain.is_empty() && !domain.contains('*'), "* stands in front of a domain only");
            return Ok(Self::Subdomains(format!(".{}", domain.to_ascii_lowercase())));
        }
        ensure!(!host.contains('*'), "* stands for a host, or in front of a domain");
        Ok(Self::Literal(normalized(host)))
    }
}

impl Port {
    fn parse(port: &str, scheme: &str) -> Result<Self> {
        if port == "*" {
            return Ok(Self::Any);
        }
        if port.is_empty() {
            let port = default_port(scheme)
                .with_context(|| format!("the scheme {scheme:?} has no default port: name one, or *"))?;
            return Ok(Self::One(port));
        }
        if let Some((start, end)) = port.split_once("..") {
            return Ok(Self::Range(
                start.parse().context("a port range is two numbers")?
                    ..end.parse().context("a port range is two numbers")?,
            ));
        }
        Ok(Self::One(port.parse().context("the port is not a number")?))
    }
}

fn default_port(scheme: &str) -> Option<u16> {
    match scheme {
        "http" => Some(80),
        "https" => Some(443),
        "postgres" => Some(5432),
        "mysql" => Some(3306),
        "redis" => Some(6379),
        "mqtt" => Some(1883),
        _ => None,
    }
}

/// Lower case, and an IPv6 address without its brackets and in its shortest form.
fn normalized(host: &str) -> String {
    let bare = host.strip_prefix('[').and_then(|host| host.strip_suffix(']')).unwrap_or(host);
    match bare.parse::<IpAddr>() {
        Ok(address) => address.to_string(),
        Err(_) => host.to_ascii_lowercase(),
    }
}

/// Addresses no request may reach, whatever `allowed_outbound_hosts` says.
#[derive(Debug, Default)]
pub struct BlockedNetworks {
    networks: Vec<IpNet>,
    private: bool,
}

impl BlockedNetworks {
    /// Reads `[outbound_networking] block_networks`: CIDR ranges, single addresses, `private`.
    ///
    /// # Errors
    /// The entry that is none of them.
    pub fn parse(entries: &[String]) -> Result<Self> {
        let mut blocked = Self::default();
        for entry in entries {
            if entry == "private" {
                blocked.private = true;
            } else if let Ok(network) = entry.parse::<IpNet>() {
                blocked.networks.push(network.trunc());
            } else if let Ok(address) = entry.parse::<IpAddr>() {
                blocked.networks.push(address.into());
            } else {
                bail!(
                    "outbound_networking.block_networks: {entry:?} is neither an address range nor \"private\""
                );
            }
        }
        Ok(blocked)
    }

    /// Whether `address` must not be connected to.
    pub fn blocks(&self, address: IpAddr) -> bool {
        // An IPv4 address may be dressed up as an IPv6 one.
        let address = address.to_canonical();
        (self.private && !is_public(address))
            || self.networks.iter().any(|network| network.contains(&address))
    }
}

/// Whether an address is meant to be reached over the public internet.
fn is_public(address: IpAddr) -> bool {
    match address {
        IpAddr::V4(address) => {
            let [a, b, c, _] = address.octets();
            !(address.is_private()
                || address.is_loopback()
                || address.is_link_local()
                || address.is_unspecified()
                || address.is_broadcast()
                || address.is_documentation()
                || a == 0
                || a >= 240
                || (a == 100 && (b & 0xc0) == 64)
                || (a == 192 && b == 0 && c == 0)
                || (a == 198 && (b & 0xfe) == 18))
        }
        IpAddr::V6(address) => {
            let first = address.segments()[0];
            !(address.is_loopback()
                || address.is_unspecified()
                || (first & 0xfe00) == 0xfc00
                || (first & 0xffc0) == 0xfe80
                || (first == 0x2001 && address.segments()[1] == 0x0db8))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn allowed(entries: &[&str]) -> AllowedHosts {
        AllowedHosts(entries.iter().map(|entry| Entry::parse(entry).expect(entry)).collect())
    }

    #[test]
    fn table() {
        // entry, uri, allowed
        let cases = [
            ("http://example.com", "http://example.com/path?q", true),
            ("http://example.com", "http://EXAMPLE.com/", true),
            ("http://example.com", "https://example.com/", false),
            ("http://example.com", "http://example.com:8080/", false),
            ("http://example.com:8080", "http://example.com:8080/", true),
            ("http://example.com:*", "http://example.com:8080/", true),
            ("*://example.com:443", "https://example.com/", true),
            ("http://example.com", "http://sub.example.com/", false),
            ("http://*.example.com", "http://sub.example.com/", true),
            ("http://*.example.com", "http://a.sub.example.com/", true),
            ("http://*.example.com", "http://example.com/", false),
            ("http://*.example.com", "http://badexample.com/", false),
            ("*://*:*", "https://anything:1/", true),
            ("https://*:*", "http://anything:1/", false),
            ("http://127.0.0.1:*", "http://127.0.0.1:9/", true),
            ("http://127.0.0.0/8:*", "http://127.1.2.3:9/", true),
            ("http://127.0.0.0/8:*", "http://128.1.2.3:9/", false),
            ("http://127.0.0.0/8:*", "http://localhost:9/", false),
            ("http://[::1]:80", "http://[::1]/", true),
            ("http://[::1]:80", "http://[0:0:0:0:0:0:0:1]:80/", true),
            ("http://a:80..82", "http://a:81/", true),
            ("http://a:80..82", "http://a:82/", false),
            ("http://self", "http://self.alt/x", true),
            ("http://self", "http://localhost/x", false),
            ("http://other", "http://self.alt/x", false),
            ("http://b.spin.internal", "http://b.spin.internal/x", true),
            ("http://b.spin.internal", "http://c.spin.internal/x", false),
            ("http://*.spin.internal", "http://c.spin.internal/x", true),
        ];
        for (entry, uri, expected) in cases {
            assert_eq!(allowed(&[entry]).allows(&uri.parse().unwrap()), expected, "{entry} {uri}");
        }
        assert!(!allowed(&[]).allows(&"http://example.com/".parse().unwrap()));
    }

    #[test]
    fn the_wildcard_of_service_chaining_stands_for_the_components_there_are() {
        let variables = Variables::resolve(&std::collections::BTreeMap::new(), &[]).unwrap();
        let entries = ["*://*.spin.internal:*".to_owned()];
        let allowed = AllowedHosts::parse(&entries, &variables, &["a".to_owned(), "b-c".to_owned()]).unwrap();
        for (uri, expected) in [
            ("http://a.spin.internal/", true),
            ("https://b-c.spin.internal:9/", true),
            ("http://nobody.spin.internal/", false),
            ("http://x.a.spin.internal/", false),
        ] {
            assert_eq!(allowed.allows(&uri.parse().unwrap()), expected, "{uri}");
        }
    }

    #[test]
    fn refused_entries() {
        for entry in [
            "*",
            "example.com",
            "http://",
            "http://a/path",
            "http://a.*.com",
            "http://{a,b}",
            "foo://a",
            "http://a:port",
            "h2p://a",
        ] {
            assert!(Entry::parse(entry).is_err(), "{entry}");
        }
    }

    #[test]
    fn blocked() {
        let blocked =
            BlockedNetworks::parse(&["private".into(), "1.2.3.0/24".into(), "9.9.9.9".into()]).unwrap();
        for address in
            ["127.0.0.1", "10.1.2.3", "::1", "fe80::1", "::ffff:10.0.0.1", "1.2.3.4", "9.9.9.9", "100.64.0.1"]
        {
            assert!(blocked.blocks(address.parse().unwrap()), "{address}");
        }
        for address in ["8.8.8.8", "1.2.4.1", "2606:4700::1111"] {
            assert!(!blocked.blocks(address.parse().unwrap()), "{address}");
        }
        assert!(!BlockedNetworks::default().blocks("127.0.0.1".parse().unwrap()));
        assert!(BlockedNetworks::parse(&["everything".into()]).is_err());
    }
}
