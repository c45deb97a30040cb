//! A component's handler on the demo data, watched.

use super::answer::Answer;
use feiqian_platform::http::{Body, Method, Request, Response, header};
use feiqian_platform::native::block_on;
use feiqian_platform::{Platform, Row, Value};
use feiqian_signing::Params;
use std::path::Path;
use std::sync::{Arc, Mutex};

/// The bench's clock in unix seconds.
pub const NOW_S: i64 = 1_767_323_045;
/// The same on the wire.
pub const NOW: &str = "2026-01-02 03:04:05";

/// What a request that is refused may still change (cashier.md §11).
const MAY_CHANGE: [&str; 4] = ["nonces", "login_windows", "pay_quotes", "refused_payments"];

/// The variables of the cashier with their defaults; the tests may open any number of orders and
/// send any number of requests.
const VARIABLES: [(&str, &str); 15] = [
    ("http_status_mode", "body"),
    ("token_ttl_seconds", "180"),
    ("login_rate_per_minute", "10"),
    ("quote_ttl_seconds", "600"),
    ("upstream_timeout_ms", "10000"),
    ("client_ip_header", ""),
    ("client_ip_hops", "1"),
    ("receipt_account_delay_seconds", "0"),
    ("open_orders_per_customer", "0"),
    ("local_order_ttl_seconds", "86400"),
    ("rate_per_minute_product", "0"),
    ("rate_per_minute_merchant", "0"),
    ("demo_mode", "false"),
    ("public_base_url", ""),
    ("pii_key", ""),
];

/// A handler and its world: schema, reference data, demo data, a clock that stands at [`NOW_S`].
#[derive(Debug)]
pub struct Bench<H> {
    pub platform: Platform,
    handle: H,
    seen: Mutex<Seen>,
}

/// The tables when they were last looked at, to look again only after a write: they are long.
#[derive(Debug, Default)]
struct Seen {
    written: Vec<i64>,
    tables: Tables,
}

/// Name and content of every table except those that a refused request may change.
type Tables = Arc<Vec<(String, String)>>;

impl<H: AsyncFn(&Platform, Request) -> Response> Bench<H> {
    /// On a database in memory, the variables having their defaults.
    pub fn new(handle: H) -> Self {
        Self::on(Platform::in_memory(), handle)
    }

    /// On an empty database.
    pub fn on(platform: Platform, handle: H) -> Self {
        let sql = Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/../../sql"));
        platform.run_sql_files(sql);
        platform.run_sql_files(&sql.join("demo"));
        platform.set_now_ms(NOW_S * 1_000);
        VARIABLES.into_iter().for_each(|(name, default)| platform.set_variable(name, default));
        Bench { platform, handle, seen: Mutex::default() }
    }

    /// Sets `http_status_mode`.
    #[must_use]
    pub fn in_mode(self, mode: &str) -> Self {
        self.platform.set_variable("http_status_mode", mode);
        self
    }

    /// Answers a request, without watching: for requests side by side.
    pub fn send(&self, request: Request) -> Answer {
        block_on((self.handle)(&self.platform, request)).into()
    }

    /// Answers a request.
    ///
    /// # Panics
    /// If a read or a refused request has changed a table, or if a refusal or the log tells a secret.
    pub fn answer(&self, request: Request) -> Answer {
        let secrets = secrets(&request);
        let read = request.method == Method::GET;
        let before = self.tables();
        let answer = self.send(request);
        if read || !answer.is_success() {
            for (before, after) in before.iter().zip(self.tables().iter()) {
                assert_eq!(before, after, "changed by a request answered {answer:?}");
            }
        }
        let mut told = self.platform.faults();
        if !answer.is_success() {
            told.push(format!("{answer:?}"));
        }
        for text in told {
            for secret in &secrets {
                assert!(!text.contains(secret), "{secret} is told by {text}");
            }
        }
        answer
    }

    /// Runs statements as an operator.
    pub fn sql(&self, batch: &str) {
        self.platform.run_batch(batch).unwrap_or_else(|error| panic!("{batch}: {error}"));
    }

    /// The rows of a statement.
    pub fn rows(&self, sql: &str) -> Vec<Row> {
        block_on(self.platform.query(sql, &[])).unwrap_or_else(|error| panic!("{sql}: {error}"))
    }

    /// The rows of a statement that answers one column of integers.
    pub fn integers(&self, sql: &str) -> Vec<i64> {
        self.rows(sql).iter_mut().map(|row| row.take().expect("an integer")).collect()
    }

    /// The rows of a statement that answers one column of texts.
    pub fn texts(&self, sql: &str) -> Vec<String> {
        self.rows(sql).iter_mut().map(|row| row.take().expect("a text")).collect()
    }

    /// Every table with its rows. Not for requests side by side: a connection counts its own writes only.
    fn tables(&self) -> Tables {
        let written = [
            self.integers("SELECT total_changes()"),
            self.integers("SELECT schema_version FROM pragma_schema_version"),
        ];
        let mut seen = self.seen.lock().expect("no panic");
        if seen.written != written.concat() {
            let names =
                "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite%' ORDER BY 1";
            let names = self.texts(names).into_iter().filter(|name| !MAY_CHANGE.contains(&name.as_str()));
            let tables = names.map(|name| (self.table(&name), name)).map(|(rows, name)| (name, rows));
            *seen = Seen { written: written.concat(), tables: Arc::new(tables.collect()) };
        }
        seen.tables.clone()
    }

    /// The rows of a table, a line each.
    pub fn table(&self, name: &str) -> String {
        const COLUMNS: &str =
            "SELECT group_concat('quote(\"' || name || '\")', '||'',''||') FROM pragma_table_info(?1)";
        let mut columns = block_on(self.platform.query_row(COLUMNS, &[Value::from(name)])).expect("a table");
        let columns: String = columns.take().expect("columns");
        // One text a table: a row at a time is slow in a debug build.
        let rows = format!(
            "SELECT coalesce(group_concat(line, char(10)), '') FROM (SELECT {columns} AS line FROM \"{name}\")"
        );
        self.texts(&rows).remove(0)
    }

    /// Runs the queries of `sql/invariants`, none of which may answer a row at a quiet moment.
    ///
    /// # Panics
    /// If one does, or if there are none.
    pub fn check_invariants(&self) {
        let directory = Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/../../sql/invariants"));
        let mut checked = 0;
        for entry in std::fs::read_dir(directory).expect("sql/invariants") {
            let text = std::fs::read_to_string(entry.expect("an entry").path()).expect("a text");
            let code = text.lines().filter(|line| !line.starts_with("--")).collect::<Vec<_>>().join("\n");
            for query in code.split(';').map(str::trim).filter(|query| !query.is_empty()) {
                assert_eq!(self.rows(query), [], "{query}");
                checked += 1;
            }
        }
        assert!(checked > 0, "no invariants in {}", directory.display());
    }
}

/// What neither the log nor a refusal may tell: the keys, and the request's own signature and card number.
fn secrets(request: &Request) -> Vec<String> {
    let mut secrets = ["demo-key-", "demo-upstream-", "demo-pass-", "$argon2"].map(str::to_owned).to_vec();
    secrets.extend(request.header(header::AUTHORIZATION.as_str()).filter(|text| text.len() > 8));
    let content_type = request.header(header::CONTENT_TYPE.as_str()).unwrap_or_default();
    if let Body::Whole(body) = &request.body
        && let Ok(params) = Params::product(&request.query, &content_type, body)
    {
        let given = ["sign", "bank_account_no", "account_no", "pwd"].map(|name| params.text(name).to_owned());
        // A shorter text may stand in any answer by chance.
        secrets.extend(given.into_iter().filter(|text| text.trim().len() > 3));
    }
    secrets
}

#[cfg(test)]
mod tests {
    use super::*;
    use feiqian_platform::http::StatusCode;

    fn get() -> Request {
        Request::new(Method::GET, "/?sign=0123456789abcdef")
    }

    #[test]
    #[should_panic(expected = "changed by a request")]
    fn a_read_that_writes_is_noticed() {
        let bench = Bench::new(async |platform: &Platform, _: Request| {
            platform.query("UPDATE products SET name = 'x' WHERE id = 3", &[]).await.unwrap();
            Response::new(StatusCode::OK, r#"{"code":200,}"#)
        });
        bench.answer(get());
    }

    #[test]
    #[should_panic(expected = "changed by a request")]
    fn a_refusal_that_writes_is_noticed() {
        let bench = Bench::new(async |platform: &Platform, _: Request| {
            platform.query("DELETE FROM districts WHERE id = 1", &[]).await.unwrap();
            Response::new(StatusCode::OK, r#"{"code":422,}"#)
        });
        bench.answer(Request::new(Method::POST, "/"));
    }

    #[test]
    #[should_panic(expected = "is told by")]
    fn a_signature_in_a_refusal_is_noticed() {
        let bench = Bench::new(async |_: &Platform, request: Request| {
            Response::new(StatusCode::OK, format!(r#"{{"code":422,"message":"{}"}}"#, request.query))
        });
        bench.answer(get());
    }

    #[test]
    #[should_panic(expected = "is told by")]
    fn a_key_in_the_log_is_noticed() {
        let bench = Bench::new(async |platform: &Platform, _: Request| {
            platform.log_fault("test", "key demo-key-0001");
            Response::new(StatusCode::OK, r#"{"code":200,}"#)
        });
        bench.answer(get());
    }

    #[test]
    #[should_panic(expected = "FROM districts")]
    fn a_broken_invariant_is_noticed() {
        let bench = Bench::new(async |_: &Platform, _: Request| Response::new(StatusCode::OK, ""));
        bench.check_invariants();
        bench.sql("DELETE FROM districts WHERE id > 2000");
        bench.check_invariants();
    }
}
