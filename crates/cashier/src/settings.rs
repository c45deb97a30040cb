//! The cashier's variables, checked (cashier.md §10).

use feiqian_platform::Platform;
use feiqian_platform::http::Request;

/// A variable that is a whole number within bounds.
#[derive(Debug)]
pub struct Number {
    name: &'static str,
    min: i64,
    max: i64,
}

/// How long a back-office token is valid.
pub const TOKEN_TTL_SECONDS: Number = Number { name: "token_ttl_seconds", min: 1, max: 86_400 };
/// How many logins an address may try for a merchant code in a minute.
pub const LOGIN_RATE_PER_MINUTE: Number = Number { name: "login_rate_per_minute", min: 1, max: 10_000 };
/// How long an upstream's limits are kept.
pub const QUOTE_TTL_SECONDS: Number = Number { name: "quote_ttl_seconds", min: 1, max: 86_400 };
/// How long a call of an upstream may take.
pub const UPSTREAM_TIMEOUT_MS: Number = Number { name: "upstream_timeout_ms", min: 100, max: 60_000 };

/// How long a new receiving account is not used yet.
pub const RECEIPT_ACCOUNT_DELAY_SECONDS: Number =
    Number { name: "receipt_account_delay_seconds", min: 0, max: 2_592_000 };
/// How many orders a customer may have open; 0 is any number.
pub const OPEN_ORDERS_PER_CUSTOMER: Number =
    Number { name: "open_orders_per_customer", min: 0, max: 100_000 };
/// How long an order to a receiving account of the merchant's own waits to be paid; 0 is for ever.
pub const LOCAL_ORDER_TTL_SECONDS: Number =
    Number { name: "local_order_ttl_seconds", min: 0, max: 31_536_000 };
/// How many trusted proxies stand in front.
const CLIENT_IP_HOPS: Number = Number { name: "client_ip_hops", min: 1, max: 16 };

impl Number {
    /// Reads and checks the variable.
    ///
    /// # Errors
    /// See [`Settings::read`].
    pub async fn read(&self, platform: &Platform) -> Result<i64, String> {
        let text = platform.variable(self.name).await.map_err(|error| error.to_string())?;
        let number = text.parse().ok().filter(|number| (self.min..=self.max).contains(number));
        number.ok_or_else(|| format!("variable {}: not within {} to {}", self.name, self.min, self.max))
    }
}

/// Where the address of a client is read (`client_ip_header`, `client_ip_hops`).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ClientAddress {
    /// Set by a proxy in front; without one the connection counts.
    header: Option<String>,
    /// How many trusted proxies stand in front, each of which has appended the address that it was called from: the item
    /// that so many from the right is the client's, and what stands before it came with the request.
    hops: usize,
}

impl ClientAddress {
    /// Reads and checks the variables.
    ///
    /// # Errors
    /// See [`Settings::read`].
    pub async fn read(platform: &Platform) -> Result<Self, String> {
        let name = platform.variable("client_ip_header").await.map_err(|error| error.to_string())?;
        let hops = usize::try_from(CLIENT_IP_HOPS.read(platform).await?).unwrap_or(1);
        if name.is_empty() {
            return Ok(ClientAddress { header: None, hops });
        }
        // The characters of a header name (RFC 9110, token).
        let is_token = |b: u8| b.is_ascii_alphanumeric() || b"!#$%&'*+-.^_`|~".contains(&b);
        match name.bytes().all(is_token) {
            true => Ok(ClientAddress { header: Some(name), hops }),
            false => Err("variable client_ip_header: not a header name".into()),
        }
    }

    /// The client's address as text. A header that has too few items, or no address where it should be, is as good as
    /// none: then the connection's counts. Of several `spin-client-addr` the last is Spin's own.
    pub fn of(&self, request: &Request) -> String {
        let connected = || address(without_port(&request.header("spin-client-addr")?));
        self.forwarded(request).or_else(connected).unwrap_or_else(|| "0.0.0.0".into())
    }

    fn forwarded(&self, request: &Request) -> Option<String> {
        let lines = request.header_lines(self.header.as_ref()?);
        let item = lines.iter().flat_map(|line| line.split(',')).rev().nth(self.hops - 1)?;
        address(without_port(item.trim()))
    }
}

/// The text if it has the characters and the length of an address. The parser of the standard library would make every
/// component larger by 2 %, and the address is only noted, never connected to.
fn address(text: &str) -> Option<String> {
    let fits = (2..=45).contains(&text.len())
        && text.bytes().all(|b| b.is_ascii_hexdigit() || b == b'.' || b == b':');
    fits.then(|| text.to_owned())
}

/// `192.0.2.1:80`, `[2001:db8::1]:80` and `[2001:db8::1]` without port and brackets. A bare IPv6 address has no port.
fn without_port(socket: &str) -> &str {
    if let Some(rest) = socket.strip_prefix('[') {
        return match rest.split_once(']') {
            Some((host, port)) if port.is_empty() || port.starts_with(':') => host,
            _ => "",
        };
    }
    match socket.split_once(':') {
        Some((host, port)) if !port.contains(':') => host,
        _ => socket,
    }
}

/// Which HTTP status an answer with a contract code carries (`http_status_mode`).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum StatusMode {
    /// Always 200: what the published contract does.
    Body,
    /// The code itself.
    Real,
}

/// The variables that every request needs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Settings {
    /// How a contract code becomes an HTTP status (`http_status_mode`).
    pub status_mode: StatusMode,
}

impl Settings {
    /// Reads and checks the variables.
    ///
    /// # Errors
    /// What is wrong, naming the variable but not its value: then every request is answered with a real 500.
    pub async fn read(platform: &Platform) -> Result<Self, String> {
        let mode = platform.variable("http_status_mode").await.map_err(|error| error.to_string())?;
        let status_mode = match mode.as_str() {
            "body" => StatusMode::Body,
            "real" => StatusMode::Real,
            _ => return Err("variable http_status_mode: neither body nor real".into()),
        };
        Ok(Settings { status_mode })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use feiqian_platform::http::{HeaderName, Method};

    fn of(hops: usize, lines: &[&str]) -> String {
        let forwarded = HeaderName::from_static("x-forwarded-for");
        let connection = HeaderName::from_static("spin-client-addr");
        let request = Request::new(Method::GET, "/").with(connection.clone(), "6.6.6.6:6");
        let request = lines.iter().fold(request, |request, line| request.with(forwarded.clone(), line));
        let address = ClientAddress { header: Some("X-Forwarded-For".into()), hops };
        address.of(&request.with(connection, "192.0.2.1:99"))
    }

    #[test]
    fn the_item_that_the_outermost_trusted_proxy_wrote_counts() {
        let line = ["6.6.6.6, 203.0.113.9, 198.51.100.7"].as_slice();
        for (hops, expected) in [(1, "198.51.100.7"), (2, "203.0.113.9"), (3, "6.6.6.6"), (4, "192.0.2.1")] {
            assert_eq!(of(hops, line), expected, "{hops}");
        }
        // Several lines are one list.
        let lines = ["6.6.6.6", "203.0.113.9,198.51.100.7"].as_slice();
        for (hops, expected) in [(1, "198.51.100.7"), (2, "203.0.113.9"), (3, "6.6.6.6"), (4, "192.0.2.1")] {
            assert_eq!(of(hops, lines), expected, "{hops}");
        }
        assert_eq!(of(2, &["203.0.113.9"]), "192.0.2.1", "what the client wrote is no proxy's");
    }

    #[test]
    fn brackets_and_ports_go_and_nonsense_is_nothing() {
        for (item, expected) in [
            ("203.0.113.9:4711", "203.0.113.9"),
            ("[2001:db8::7]:443", "2001:db8::7"),
            ("[2001:db8::7]", "2001:db8::7"),
            ("2001:db8::7", "2001:db8::7"),
            ("::1", "::1"),
            ("::ffff:203.0.113.9", "::ffff:203.0.113.9"),
            (" 203.0.113.9 ", "203.0.113.9"),
            ("[2001:db8::7", "192.0.2.1"),
            ("[2001:db8::7]x", "192.0.2.1"),
            ("unknown", "192.0.2.1"),
            ("_hidden", "192.0.2.1"),
            ("", "192.0.2.1"),
        ] {
            assert_eq!(of(1, &[item]), expected, "{item}");
        }
    }
}
