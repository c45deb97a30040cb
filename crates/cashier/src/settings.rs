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

/// Where the address of a client is read (`client_ip_header`).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ClientAddress {
    /// Set by a proxy in front; without one the connection counts.
    header: Option<String>,
}

impl ClientAddress {
    /// Reads and checks the variable.
    ///
    /// # Errors
    /// See [`Settings::read`].
    pub async fn read(platform: &Platform) -> Result<Self, String> {
        let name = platform.variable("client_ip_header").await.map_err(|error| error.to_string())?;
        if name.is_empty() {
            return Ok(ClientAddress { header: None });
        }
        // The characters of a header name (RFC 9110, token).
        let is_token = |b: u8| b.is_ascii_alphanumeric() || b"!#$%&'*+-.^_`|~".contains(&b);
        match name.bytes().all(is_token) {
            true => Ok(ClientAddress { header: Some(name) }),
            false => Err("variable client_ip_header: not a header name".into()),
        }
    }

    /// The client's address as text. Of a header, the last item: what stands before it came with the request. A
    /// header that holds no address is as good as none.
    pub fn of(&self, request: &Request) -> String {
        let forwarded = self.header.as_ref().and_then(|name| request.header(name));
        let forwarded =
            forwarded.and_then(|line| address(line.rsplit(',').next().unwrap_or_default().trim()));
        let connected = || address(without_port(&request.header("spin-client-addr")?));
        forwarded.or_else(connected).unwrap_or_else(|| "0.0.0.0".into())
    }
}

/// The text if it has the characters and the length of an address. The parser of the standard library would make every
/// component larger by 2 %, and the address is only noted, never connected to.
fn address(text: &str) -> Option<String> {
    let fits = (2..=45).contains(&text.len())
        && text.bytes().all(|b| b.is_ascii_hexdigit() || b == b'.' || b == b':');
    fits.then(|| text.to_owned())
}

/// `192.0.2.1:80` and `[2001:db8::1]:80` without their port.
fn without_port(socket: &str) -> &str {
    let host = socket.rsplit_once(':').map_or(socket, |(host, _)| host);
    host.strip_prefix('[').and_then(|host| host.strip_suffix(']')).unwrap_or(host)
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
