//! The handler on the test fixture of payee.md §12, and requests as a merchant makes them.
#![allow(dead_code)] // each test program uses its part

use feiqian_platform::http::{HeaderName, Method, Request, Response, header};
use feiqian_platform::native::block_on;
use feiqian_platform::{Platform, Value};
use feiqian_signing::payee::{self, HeaderSignature};
use feiqian_vault::demo;
use std::path::Path;

pub const NOW_MS: i64 = 1_767_323_045_000;
pub const TOKEN: &str = "unit-test-token-0001";
pub const SECOND_TOKEN: &str = "unit-test-token-0002";

pub const REGISTER: &str = "/v3/payee/register";
pub const RETRIEVE: &str = "/v3/payee/retrieve";
pub const UPDATE: &str = "/v3/payee/update";
pub const CREATE: &str = "/v3/customers/account/create/bank-account";
pub const ALIAS: &str = "/v3/payee/account/create/bank-account";
pub const LIST: &str = "/v3/payee/payout-accounts";
pub const DELETE: &str = "/v3/payee/account/delete";
pub const PAY: &str = "/v3/payouts/pay";
pub const INQUIRY: &str = "/v3/payouts/inquiry";
pub const BALANCE: &str = "/v3/payouts/balance";
pub const CONFIGURATIONS: &str = "/v3/payee/account/configurations";

pub const CARD: &str = "6227000734730752257";

/// Names and values of a request.
pub type Pairs = Vec<(String, String)>;

pub struct Bench {
    pub platform: Platform,
}

impl Bench {
    pub fn new() -> Self {
        Self::on(Platform::in_memory())
    }

    pub fn on(platform: Platform) -> Self {
        platform.run_sql_files(Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/../../sql")));
        platform.run_batch(&demo::fixture()).expect("the fixture");
        platform.set_now_ms(NOW_MS);
        for (name, value) in [
            ("payee_timestamp_window_seconds", "300"),
            ("payee_auto_activate", "true"),
            ("rate_per_minute_payee", "0"),
            ("allow_insecure_ipn", "false"),
            ("pii_key", demo::PII_KEY),
            ("pii_index_key", demo::PII_INDEX_KEY),
        ] {
            platform.set_variable(name, value);
        }
        Bench { platform }
    }

    pub fn answer(&self, request: Request) -> Response {
        block_on(feiqian_payee::handle(&self.platform, request))
    }

    /// Status and body.
    pub fn send(&self, request: Request) -> (u16, String) {
        let response = self.answer(request);
        (response.status.as_u16(), String::from_utf8(response.body).expect("UTF-8"))
    }

    /// Signs the pairs and sends them as JSON: the body.
    pub fn post(&self, path: &str, pairs: &Pairs) -> String {
        self.send(json(path, &signed(pairs))).1
    }

    /// Sends and wants a refusal that changes nothing but the records of requests.
    pub fn refuse(&self, path: &str, pairs: &Pairs, code: &str, message: &str) {
        self.refuse_request(json(path, &signed(pairs)), 200, code, message);
    }

    pub fn refuse_request(&self, request: Request, status: u16, code: &str, message: &str) {
        let before = self.tables();
        let shown = format!("{request:?}");
        let answer = self.send(request);
        let expected = format!(r#"{{"ret_code":"{code}","ret_msg":"{message}"}}"#);
        assert_eq!(answer, (status, expected), "{shown}");
        assert_eq!(self.tables(), before, "a refused request changes nothing: {shown}");
    }

    /// The number of rows and the sum of the books.
    fn tables(&self) -> String {
        self.text(
            "SELECT (SELECT count(*) || '/' || coalesce(sum(updated_at), 0) FROM payee) || ' '
               || (SELECT count(*) || '/' || count(deleted_at) FROM payee_account) || ' '
               || (SELECT count(*) FROM payee_payout) || ' ' || (SELECT count(*) FROM payee_posting) || ' '
               || (SELECT group_concat(balance) FROM payee_ledger) || ' ' || (SELECT count(*) FROM outbox)",
        )
    }

    pub fn text(&self, sql: &str) -> String {
        block_on(self.platform.query_row(sql, &[]))
            .unwrap_or_else(|e| panic!("{sql}: {e}"))
            .take()
            .expect("a text")
    }

    pub fn integer(&self, sql: &str) -> i64 {
        block_on(self.platform.query_row(sql, &[]))
            .unwrap_or_else(|e| panic!("{sql}: {e}"))
            .take()
            .expect("an integer")
    }

    pub fn command(&self, sql: &str, values: &[Value]) -> Result<usize, String> {
        block_on(self.platform.command(sql, values)).map(|rows| rows.len()).map_err(|error| error.to_string())
    }

    pub fn sql(&self, batch: &str) {
        self.platform.run_batch(batch).unwrap_or_else(|error| panic!("{batch}: {error}"));
    }

    /// Registers a payee of merchant 900001 and gives the customerNo.
    pub fn payee(&self, name: &str) -> String {
        member(&self.post(REGISTER, &registration(name)), "customerNo")
    }

    /// Creates a CN account and gives the accountToken.
    pub fn account(&self, customer: &str, tag: &str) -> String {
        member(&self.post(CREATE, &cn_account(customer, tag)), "accountToken")
    }

    /// Creates a US account and gives the accountToken.
    pub fn us_account(&self, customer: &str, tag: &str) -> String {
        member(&self.post(CREATE, &us_account(customer, tag)), "accountToken")
    }

    pub fn check_invariants(&self) {
        let text = include_str!("../../../../sql/invariants/400_payee.sql");
        let code: Vec<&str> = text.lines().filter(|line| !line.starts_with("--")).collect();
        let mut count = 0;
        for query in code.join("\n").split(';').map(str::trim).filter(|query| !query.is_empty()) {
            assert_eq!(block_on(self.platform.query(query, &[])).unwrap(), [], "{query}");
            count += 1;
        }
        assert_eq!(count, 17);
    }
}

/// The value of a member in compact JSON.
pub fn member(body: &str, name: &str) -> String {
    let start = format!("\"{name}\":\"");
    let (_, rest) = body.split_once(&start).unwrap_or_else(|| panic!("no {name} in {body}"));
    rest.split('"').next().expect("an end").to_owned()
}

pub fn pairs(list: &[(&str, &str)]) -> Pairs {
    list.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect()
}

/// `list` with the common parameters of merchant 900001.
pub fn common(list: &[(&str, &str)]) -> Pairs {
    let mut all = pairs(list);
    all.extend(pairs(&[
        ("merchantNo", "900001"),
        ("storeNo", "800001"),
        ("timestamp", "2026-01-02T03:04:05Z"),
    ]));
    all
}

/// The pairs with some values replaced or added; empty text takes one away.
pub fn with(pairs: &Pairs, changes: &[(&str, &str)]) -> Pairs {
    let mut all = pairs.clone();
    for (name, value) in changes {
        all.retain(|(other, _)| other != name);
        if !value.is_empty() {
            all.push(((*name).to_owned(), (*value).to_owned()));
        }
    }
    all
}

/// The pairs with their `verifySign`, by the token of their merchant.
pub fn signed(pairs: &Pairs) -> Pairs {
    let second = pairs.iter().any(|(name, value)| name == "merchantNo" && value == "900002");
    signed_by(pairs, if second { SECOND_TOKEN } else { TOKEN })
}

pub fn signed_by(pairs: &Pairs, token: &str) -> Pairs {
    // A merchant joins what it has, ambiguous or not.
    let mut full: Vec<_> = pairs.iter().filter(|(_, value)| !value.is_empty()).collect();
    full.sort_unstable();
    let text: String = full.iter().map(|(name, value)| format!("{name}={value}&")).collect();
    let sign = feiqian_signing::digest::md5_hex(&[text.as_bytes(), payee::token_md5(token).as_bytes()]);
    with(pairs, &[("verifySign", &sign)])
}

/// A request in JSON with the additional signature in its headers.
pub fn header_signed(path: &'static str, pairs: &Pairs, nonce: &str) -> Request {
    let (body, timestamp) = (json_text(pairs), "2026-01-02T03:04:05Z");
    let signature = HeaderSignature { path, body: body.as_bytes(), timestamp, nonce };
    json(path, pairs)
        .with(HeaderName::from_static("x-signature"), &signature.sign(TOKEN))
        .with(HeaderName::from_static("x-timestamp"), timestamp)
        .with(HeaderName::from_static("x-nonce"), nonce)
}

pub fn json_text(pairs: &Pairs) -> String {
    let members: Vec<String> =
        pairs.iter().map(|(name, value)| format!("{}:{}", quoted(name), quoted(value))).collect();
    format!("{{{}}}", members.join(","))
}

fn quoted(text: &str) -> String {
    serde_json::to_string(text).expect("a text")
}

pub fn json(path: &str, pairs: &Pairs) -> Request {
    raw(path, "application/json", json_text(pairs))
}

pub fn form(path: &str, pairs: &Pairs) -> Request {
    raw(
        path,
        "application/x-www-form-urlencoded",
        feiqian_signing::form::encode(pairs.iter().map(|(n, v)| (n, v))),
    )
}

pub fn raw(path: &str, content_type: &str, body: impl Into<Vec<u8>>) -> Request {
    Request::new(Method::POST, path).with_body(content_type, body)
}

pub fn keyed(request: Request, key: &str) -> Request {
    request.with(HeaderName::from_static("idempotency-key"), key)
}

pub fn content_type(response: &Response) -> &str {
    response.headers[header::CONTENT_TYPE].to_str().expect("a text")
}

pub fn registration(name: &str) -> Pairs {
    common(&[
        ("profileType", "INDIVIDUAL"),
        ("firstName", "霸"),
        ("lastName", "雄"),
        ("email", &format!("{name}@example.test")),
        ("dateOfBirth", "1990-03-07"),
        ("governmentId", &format!("ID-{name}-4493")),
        ("governmentIdType", "ID_CARD"),
        ("countryCode", "CN"),
        ("state", "北京"),
        ("city", "北京"),
        ("street", "长城"),
        ("zip", "100000"),
    ])
}

pub fn cn_account(customer: &str, tag: &str) -> Pairs {
    common(&[
        ("accountCountry", "CN"),
        ("accountCurrency", "CNY"),
        ("accountTag", tag),
        ("accountType", "BANK_ACCOUNT"),
        ("bankAccountId", CARD),
        ("bankName", "中国建设银行"),
        ("clientIp", "2401:1740:1000:0:801:6666:20cd:6034"),
        ("customerNo", customer),
        ("ipnUrl", "https://example.com/notify"),
    ])
}

pub fn us_account(customer: &str, tag: &str) -> Pairs {
    with(
        &cn_account(customer, tag),
        &[
            ("accountCountry", "US"),
            ("accountCurrency", "USD"),
            ("bankAccountId", "123456789"),
            ("bankName", "First Bank"),
            ("branchId", "021000021"),
            ("bankAccountPurpose", "CHECKING"),
        ],
    )
}

pub fn payout(customer: &str, account: &str, invoice: &str) -> Pairs {
    common(&[
        ("customerNo", customer),
        ("accountToken", account),
        ("amount", "200.00"),
        ("currency", "USD"),
        ("invoiceId", invoice),
    ])
}
