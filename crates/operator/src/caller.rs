//! Who calls: a session by its cookie, or a bearer token. Either is one statement.

use crate::problem::Problem;
use crate::role::{Role, Scope};
use crate::settings::Settings;
use feiqian_platform::http::{Method, Request, header};
use feiqian_platform::{Platform, row};
use feiqian_signing::digest;

row! {
    struct Session by session_columns {
        operator: String = "s.operator",
        role: Role = "o.role",
        seen_at: i64 = "s.seen_at",
        expires_at: i64 = "s.expires_at",
    }
}

/// The session of a cookie. `?1` its hash, `?2` now, `?3` the time from which on it must have been used.
const SESSION: &str = concat!(
    "SELECT ",
    session_columns!(),
    " FROM admin_sessions s
      JOIN admin_operators o ON o.name = s.operator AND o.status = 1 AND o.session_epoch = s.epoch
     WHERE s.id_hash = ?1 AND s.expires_at > ?2 AND s.seen_at > ?3"
);

const SEEN: &str = "UPDATE admin_sessions SET seen_at = ?2 WHERE id_hash = ?1 AND seen_at < ?2 RETURNING 1";

row! {
    struct Token by token_columns {
        operator: String = "t.operator",
        role: Role = "o.role",
        id: String = "t.id",
        /// Names in a JSON array.
        scopes: String = "t.scopes",
    }
}

/// The token of a hash. `?2` now.
const TOKEN: &str = concat!(
    "SELECT ",
    token_columns!(),
    " FROM admin_tokens t JOIN admin_operators o ON o.name = t.operator AND o.status = 1
     WHERE t.token_hash = ?1 AND t.status = 1 AND t.expires_at > ?2"
);

/// A session's last use is noted when the note is this old.
const SEEN_EVERY_MS: i64 = 60_000;

/// What every token begins with, so that scanners of secrets find it.
pub const TOKEN_PREFIX: &str = "feiqian_";

/// Who does something, for the audit.
#[derive(Debug, Clone)]
pub struct Caller {
    pub operator: String,
    pub role: &'static str,
    /// The token that acts for the operator, empty for a session.
    pub token_id: String,
    pub client_ip: String,
    pub trace_id: String,
    /// Of a session: the cookie and the session's end.
    pub session: Option<(String, i64)>,
    scopes: Vec<Scope>,
}

impl Caller {
    /// Who sends a request.
    ///
    /// # Errors
    /// 401 if nobody that is known; 403 if a session's write has not the session's CSRF token.
    pub async fn of(platform: &Platform, request: &Request, settings: &Settings) -> Result<Self, Problem> {
        match request.header_lines(header::AUTHORIZATION.as_str()).as_slice() {
            [] => Self::of_session(platform, request, settings).await,
            [line] => Self::of_token(platform, request, settings, line).await,
            _ => Err(Problem::Unauthorized),
        }
    }

    /// Somebody who has no session yet.
    pub fn arriving(operator: &str, role: &'static str, request: &Request, settings: &Settings) -> Self {
        Caller {
            operator: operator.to_owned(),
            role,
            token_id: String::new(),
            client_ip: settings.client_address.of(request),
            trace_id: request.id.clone(),
            session: None,
            scopes: Vec::new(),
        }
    }

    /// Whether the role and the token's scopes allow it.
    pub fn may(&self, scope: Scope) -> bool {
        self.scopes.contains(&scope)
    }

    pub fn scopes(&self) -> &[Scope] {
        &self.scopes
    }

    async fn of_session(
        platform: &Platform,
        request: &Request,
        settings: &Settings,
    ) -> Result<Self, Problem> {
        let cookie = session_cookie(request, settings).ok_or(Problem::Unauthorized)?;
        let (hash, now_ms) = (digest::sha256_hex(cookie.as_bytes()), platform.now_ms());
        let named = [hash.as_str().into(), now_ms.into(), (now_ms - settings.idle_ms).into()];
        let mut rows = platform.query(SESSION, &named).await?;
        let row = rows.first_mut().ok_or(Problem::Unauthorized)?;
        let Session { operator, role, seen_at, expires_at } = Session::read(row)?;
        let mut caller = Self::arriving(&operator, role.name(), request, settings);
        if !is_read(&request.method) && !has_csrf_token(request, &cookie) {
            return Err(Problem::Csrf);
        }
        if now_ms - seen_at >= SEEN_EVERY_MS.min(settings.idle_ms / 4) {
            platform.command(SEEN, &[hash.into(), now_ms.into()]).await?;
        }
        caller.scopes = role.scopes().to_vec();
        caller.session = Some((cookie, expires_at));
        Ok(caller)
    }

    async fn of_token(
        platform: &Platform,
        request: &Request,
        settings: &Settings,
        line: &str,
    ) -> Result<Self, Problem> {
        let token = bearer(line).ok_or(Problem::Unauthorized)?;
        let named = [digest::sha256_hex(token.as_bytes()).into(), platform.now_ms().into()];
        let mut rows = platform.query(TOKEN, &named).await?;
        let row = rows.first_mut().ok_or(Problem::Unauthorized)?;
        let Token { operator, role, id, scopes } = Token::read(row)?;
        let mut caller = Self::arriving(&operator, role.name(), request, settings);
        caller.token_id = id;
        let given: Vec<String> = serde_json::from_str(&scopes).unwrap_or_default();
        let given = given.iter().filter_map(|name| Scope::parse(name));
        // A token can no more than its operator can by now.
        caller.scopes = given.filter(|scope| role.scopes().contains(scope)).collect();
        Ok(caller)
    }
}

/// Whether a method changes nothing.
fn is_read(method: &Method) -> bool {
    *method == Method::GET
}

/// The token of `Bearer feiqian_…`, if it looks like one of ours.
fn bearer(line: &str) -> Option<&str> {
    let (scheme, token) = line.split_once(' ')?;
    let hex = token.strip_prefix(TOKEN_PREFIX)?;
    (scheme.eq_ignore_ascii_case("bearer") && is_secret(hex)).then_some(token)
}

/// 256 bits in lower-case hex.
fn is_secret(text: &str) -> bool {
    text.len() == 64 && text.bytes().all(|b| matches!(b, b'0'..=b'9' | b'a'..=b'f'))
}

/// The token that a session's writes must carry. It cannot be told from the cookie's hash, which is what is stored.
pub fn csrf_token(cookie: &str) -> String {
    digest::hmac_sha256_hex(cookie.as_bytes(), &[b"feiqian desk csrf"])
}

fn has_csrf_token(request: &Request, cookie: &str) -> bool {
    let given = request.header("x-csrf-token").unwrap_or_default();
    digest::equal(given.as_bytes(), csrf_token(cookie).as_bytes())
}

/// The value of the session's cookie. Two of one name are none: whoever set the second one is not the desk.
pub fn session_cookie(request: &Request, settings: &Settings) -> Option<String> {
    let name = cookie_name(request, settings);
    let lines = request.header_lines(header::COOKIE.as_str());
    let mut values = lines.iter().flat_map(|line| line.split(';')).filter_map(|pair| {
        let (of, value) = pair.trim().split_once('=')?;
        (of == name).then_some(value)
    });
    let value = values.next()?;
    (values.next().is_none() && is_secret(value)).then(|| value.to_owned())
}

/// The header that gives a browser its session; without one takes it away.
pub fn set_cookie(request: &Request, settings: &Settings, value: Option<&str>) -> String {
    let name = cookie_name(request, settings);
    let secure = if name.starts_with("__Host-") { "; Secure" } else { "" };
    let (value, end) = value.map_or(("", "; Max-Age=0"), |value| (value, ""));
    format!("{name}={value}; HttpOnly; SameSite=Strict; Path=/{secure}{end}")
}

/// `__Host-` wants https, which a development bundle on loopback has not.
fn cookie_name(request: &Request, settings: &Settings) -> &'static str {
    match settings.demo_mode && is_loopback(request) {
        true => "feiqian_admin",
        false => "__Host-feiqian_admin",
    }
}

/// Whether the request was sent to an address of this machine. Spin's own header, then the client's: whoever forges that
/// weakens nothing but its own cookie.
fn is_loopback(request: &Request) -> bool {
    let url = request.header("spin-full-url");
    let authority =
        url.as_deref().and_then(|url| url.split_once("://")).and_then(|(_, rest)| rest.split('/').next());
    let host = request.header(header::HOST.as_str()).unwrap_or_default();
    let authority = authority.unwrap_or(&host);
    let host = match authority.strip_prefix('[') {
        Some(rest) => rest.split(']').next().unwrap_or_default(),
        None => authority.split(':').next().unwrap_or_default(),
    };
    ["127.0.0.1", "localhost", "::1"].contains(&host)
}
