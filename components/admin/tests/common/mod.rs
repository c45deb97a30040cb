//! The desk on an empty production database, with a clock that stands still.
#![allow(dead_code, reason = "not every test file uses all of it")]

pub mod orders;

use feiqian_operator::CodeSecret;
use feiqian_operator::routes::{Access, Found, Route, find};
use feiqian_platform::http::{HeaderMap, HeaderName, HeaderValue, Method, Request, header};
use feiqian_platform::native::block_on;
use feiqian_platform::{Platform, Row};
use feiqian_vault::demo::PII_KEY;
use serde_json::{Value, json};
use std::cell::RefCell;
use std::collections::BTreeMap;
use std::path::Path;

pub const NOW_MS: i64 = 1_767_323_045_000;
pub const BOOTSTRAP: &str = "a-bootstrap-token-of-32-characters";
pub const PASSWORD: &str = "a long password";
const MINUTE_MS: i64 = 60_000;

const VARIABLES: [(&str, &str); 11] = [
    ("admin_session_idle_seconds", "900"),
    ("admin_session_seconds", "28800"),
    ("admin_bootstrap_token", BOOTSTRAP),
    ("login_rate_per_minute", "10000"),
    ("client_ip_header", ""),
    ("client_ip_hops", "1"),
    ("receipt_account_delay_seconds", "0"),
    ("demo_mode", "false"),
    ("pii_key", PII_KEY),
    ("referenced_keys", ""),
    ("wallet_payout_url", ""),
];

/// A line of a table of routes, whichever component it is of.
#[derive(Debug, Clone)]
pub struct Line {
    pub method: Method,
    pub path: &'static str,
    pub name: &'static str,
    pub access: Access,
}

/// Every route of the desk.
pub fn routes() -> Vec<Line> {
    fn line<A>(route: &Route<A>) -> Line {
        Line { method: route.method.clone(), path: route.path, name: route.name, access: route.access }
    }
    let admin = feiqian_admin::routes::ROUTES.iter().map(line);
    admin.chain(feiqian_finance::routes::ROUTES.iter().map(line)).collect()
}

/// The component that `spin.toml` sends a path to: the longest of its routes that fit.
pub fn component(path: &str) -> &'static str {
    static MANIFEST: &str = include_str!("../../../../spin.toml");
    let mut found = ("", "");
    let mut lines = MANIFEST.lines();
    while let Some(line) = lines.next() {
        let Some(route) = line.strip_prefix("route = \"").and_then(|rest| rest.strip_suffix('"')) else {
            continue;
        };
        let of = lines.next().and_then(|line| line.split('"').nth(1)).unwrap();
        let fits = match route.strip_suffix("/...") {
            Some(prefix) => path == prefix || path.starts_with(&format!("{prefix}/")),
            None => path == route,
        };
        if fits && route.len() > found.0.len() {
            found = (route, of);
        }
    }
    found.1
}

/// Whether a component has a route for it.
pub fn is_of(component: &str, line: &Line) -> bool {
    let path = line.path.replace(['{', '}'], "");
    match component {
        "finance" => matches!(find(&feiqian_finance::routes::ROUTES, &line.method, &path), Found::Route(..)),
        "admin" => matches!(find(&feiqian_admin::routes::ROUTES, &line.method, &path), Found::Route(..)),
        _ => false,
    }
}

/// An answer.
#[derive(Debug, Clone)]
pub struct Answer {
    pub status: u16,
    pub headers: HeaderMap,
    pub text: String,
    pub body: Value,
}

impl Answer {
    pub fn header(&self, name: &str) -> &str {
        self.headers.get(name).map_or("", |value| value.to_str().unwrap())
    }

    /// The pointers and codes of a 422.
    pub fn errors(&self) -> Vec<(String, String)> {
        assert_eq!(self.status, 422, "{}", self.text);
        let errors = self.body["errors"].as_array().unwrap().iter();
        let text = |error: &Value, name: &str| error[name].as_str().unwrap().to_owned();
        errors.map(|error| (text(error, "pointer"), text(error, "code"))).collect()
    }
}

/// Who sends a request.
#[derive(Debug, Clone, Default)]
pub struct Browser {
    pub cookie: String,
    pub csrf: String,
}

pub struct Desk {
    pub platform: Platform,
    pub owner: Browser,
    /// The secrets of one-time codes by operator.
    pub codes: RefCell<BTreeMap<String, String>>,
}

impl Desk {
    /// On an empty production database: no demo data, no operator.
    pub fn empty() -> Self {
        Self::on(Platform::in_memory())
    }

    /// The same on another database.
    pub fn on(platform: Platform) -> Self {
        platform.run_sql_files(&Path::new(env!("CARGO_MANIFEST_DIR")).join("../../sql"));
        platform.set_now_ms(NOW_MS);
        VARIABLES.into_iter().for_each(|(name, value)| platform.set_variable(name, value));
        Desk { platform, owner: Browser::default(), codes: RefCell::default() }
    }

    /// The same with the owner `amy`, signed in.
    pub fn new() -> Self {
        Self::empty().with_owner()
    }

    pub fn with_owner(mut self) -> Self {
        let desk = &mut self;
        let made = desk.send(
            "POST",
            "/bootstrap",
            None,
            Some(json!({ "token": BOOTSTRAP, "name": "amy", "password": PASSWORD })),
        );
        assert_eq!(made.status, 201, "{}", made.text);
        desk.keep_code("amy", &made);
        desk.owner = desk.sign_in("amy");
        self
    }

    pub fn keep_code(&self, name: &str, made: &Answer) {
        let uri = made.body["issued"]["totp_uri"].as_str().unwrap_or_else(|| panic!("{}", made.text));
        let secret = uri.split("secret=").nth(1).unwrap().split('&').next().unwrap();
        self.codes.borrow_mut().insert(name.into(), secret.into());
    }

    /// Makes an operator who can sign in.
    pub fn operator(&self, name: &str, role: &str) -> Browser {
        let made = self.put(&format!("/operators/{name}"), json!({ "role": role, "password": PASSWORD }));
        assert_eq!(made.status, 201, "{}", made.text);
        self.keep_code(name, &made);
        self.sign_in(name)
    }

    pub fn code(&self, name: &str) -> String {
        let secret = CodeSecret::from_base32(&self.codes.borrow()[name]).unwrap();
        secret.code_at(u64::try_from(self.platform.now_ms() / 1_000).unwrap())
    }

    /// Moves the clock, so that a new code is good.
    pub fn wait(&self, ms: i64) {
        self.platform.set_now_ms(self.platform.now_ms() + ms);
    }

    pub fn sign_in(&self, name: &str) -> Browser {
        self.wait(MINUTE_MS);
        let answer = self.try_sign_in(name, PASSWORD, &self.code(name));
        assert_eq!(answer.status, 200, "{}", answer.text);
        browser(&answer)
    }

    pub fn try_sign_in(&self, name: &str, password: &str, code: &str) -> Answer {
        let body = json!({ "name": name, "password": password, "code": code });
        self.send("POST", "/session", None, Some(body))
    }

    pub fn get(&self, path: &str) -> Answer {
        self.send("GET", path, Some(&self.owner), None)
    }

    pub fn put(&self, path: &str, body: Value) -> Answer {
        self.send("PUT", path, Some(&self.owner), Some(body))
    }

    pub fn patch(&self, path: &str, body: Value) -> Answer {
        self.send("PATCH", path, Some(&self.owner), Some(body))
    }

    pub fn post(&self, path: &str, body: Value) -> Answer {
        self.send("POST", path, Some(&self.owner), Some(body))
    }

    /// Changes one by a PUT that names what it has seen.
    pub fn replace(&self, path: &str, body: Value) -> Answer {
        let etag = self.get(path).header("etag").to_owned();
        let request = self.request("PUT", path, Some(&self.owner), Some(body));
        self.answer(request.with(header::IF_MATCH, &etag))
    }

    pub fn request(
        &self,
        method: &str,
        path: &str,
        browser: Option<&Browser>,
        body: Option<Value>,
    ) -> Request {
        let mut request =
            Request::new(Method::from_bytes(method.as_bytes()).unwrap(), &format!("/admin/api/v1{path}"));
        request.id = format!("trace-{}", self.platform.statements());
        request.headers.insert("spin-client-addr", HeaderValue::from_static("203.0.113.9:4711"));
        if let Some(browser) = browser {
            request = request.with(header::COOKIE, &browser.cookie);
            if method != "GET" {
                request = request.with(HeaderName::from_static("x-csrf-token"), &browser.csrf);
            }
        }
        match body {
            Some(body) => request.with_body("application/json", body.to_string()),
            None => request,
        }
    }

    pub fn send(&self, method: &str, path: &str, browser: Option<&Browser>, body: Option<Value>) -> Answer {
        self.answer(self.request(method, path, browser, body))
    }

    pub fn answer(&self, request: Request) -> Answer {
        let mut response = match component(&request.path) {
            "finance" => block_on(feiqian_finance::handle(&self.platform, request)),
            _ => block_on(feiqian_admin::handle(&self.platform, request)),
        };
        if let Some(stream) = response.stream.take() {
            response.body.extend(stream.whole(&self.platform).unwrap());
        }
        let text = String::from_utf8(response.body).unwrap();
        let body = serde_json::from_str(&text).unwrap_or_default();
        let answer = Answer { status: response.status.as_u16(), headers: response.headers, text, body };
        assert_eq!(answer.header("cache-control"), "no-store");
        assert_eq!(answer.header("x-content-type-options"), "nosniff");
        if answer.status >= 400 {
            assert_eq!(answer.header("content-type"), "application/problem+json; charset=utf-8");
            for name in ["type", "title", "detail"] {
                assert!(answer.body[name].is_string(), "{name} of {}", answer.text);
            }
            assert_eq!(answer.body["status"], answer.status);
        }
        answer
    }

    pub fn rows(&self, sql: &str) -> Vec<Row> {
        block_on(self.platform.query(sql, &[])).unwrap_or_else(|error| panic!("{sql}: {error}"))
    }

    /// How SQLite would read it, whatever its parameters.
    pub fn plan(&self, sql: &str) -> String {
        let count = (1..20).rev().find(|at| sql.contains(&format!("?{at}"))).unwrap_or(0);
        let nothing = vec![feiqian_platform::Value::Null; count];
        let rows = block_on(self.platform.query(&format!("EXPLAIN QUERY PLAN {sql}"), &nothing)).unwrap();
        let step = |mut row: Row| {
            row.skip(3);
            row.take::<String>().unwrap() + "\n"
        };
        rows.into_iter().map(step).collect()
    }

    pub fn integer(&self, sql: &str) -> i64 {
        self.rows(sql)[0].take().unwrap()
    }

    pub fn text(&self, sql: &str) -> String {
        self.rows(sql)[0].take().unwrap()
    }

    /// Every table with its rows, but for what any request may change.
    pub fn tables(&self) -> Vec<String> {
        let names = "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite%'
                        AND name NOT IN ('login_windows', 'provinces', 'cities', 'districts') ORDER BY 1";
        let mut tables = Vec::new();
        for mut row in self.rows(names) {
            let name: String = row.take().unwrap();
            let columns = self.text(&format!(
                "SELECT group_concat('quote(\"' || name || '\")', '||'',''||') FROM pragma_table_info('{name}')"
            ));
            let rows = format!("SELECT coalesce(group_concat({columns}, char(10)), '') FROM \"{name}\"");
            tables.push(format!("{name}: {}", self.text(&rows)));
        }
        tables
    }
}

/// The browser that has been given a session.
pub fn browser(answer: &Answer) -> Browser {
    let cookie = answer.header("set-cookie").split(';').next().unwrap().to_owned();
    Browser { cookie, csrf: answer.body["csrf_token"].as_str().unwrap().to_owned() }
}

/// A payee who waits for the desk, as the payee API leaves him.
pub fn a_payee(desk: &Desk) {
    let batch = "
        INSERT INTO payee_merchant (merchant_no, name, created_at) VALUES ('123456', 'Payer', 1)
        ON CONFLICT (merchant_no) DO NOTHING;
        INSERT INTO payee_store (merchant_no, store_no, created_at) VALUES ('123456', '654321', 1)
        ON CONFLICT (merchant_no, store_no) DO NOTHING;
        INSERT INTO payee (customer_no, merchant_no, store_no, profile_type, first_name, last_name, email, email_norm,
                           date_of_birth, gov_id_type, gov_id_enc, gov_id_key_id, gov_id_last4, gov_id_bidx, country_code,
                           state, city, street, zip, lang, status, created_at, updated_at)
        VALUES ('2000000000000000000001', '123456', '654321', 'INDIVIDUAL', 'Jane & Joe', 'Doe=1', 'j@example.test',
                'j@example.test', '1990-01-01', 'PASSPORT', zeroblob(40), 'k', '1234', zeroblob(32), 'US', 'CA', 'LA', 'x 1',
                '90001', 'en', 'Pending', 1, 1);
";
    desk.platform.run_batch(batch).unwrap();
}

/// An account of that payee, who must be activated.
pub fn an_account(desk: &Desk) {
    let batch = "
        INSERT INTO payee_account (account_token, customer_no, merchant_no, account_tag, account_type, country, currency,
                                   number_enc, number_key_id, number_last4, number_bidx, bank_name, client_ip, ipn_url,
                                   details_hash, status, created_at, updated_at)
        VALUES ('2010000000000000000001', '2000000000000000000001', '123456', 'main', 'BANK_ACCOUNT', 'US', 'USD',
                zeroblob(40), 'k', '5655', zeroblob(32), 'First Bank', '192.0.2.1', 'https://example.com/notify',
                zeroblob(32), 'ACTIVATED', 1, 1);";
    desk.platform.run_batch(batch).unwrap();
}
