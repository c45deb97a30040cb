//! The part of `cargo xtask bench` that asks the desk: what every list and every detail takes with a million deposits in the
//! database, beside what it takes with a thousand.

use crate::server::{Options, Program, Server};
use crate::sql;
use crate::workspace::target;
use anyhow::{Context, Result, ensure};
use feiqian_operator::CodeSecret;
use feiqian_vault::demo::{OPERATOR, OPERATOR_CODE_SECRET};
use rusqlite::Connection;
use serde_json::json;
use std::net::{Ipv4Addr, SocketAddr, TcpListener};
use std::path::Path;
use std::time::{Instant, SystemTime, UNIX_EPOCH};
use ureq::Agent;

/// What `--only` selects.
pub const NAME: &str = "desk reads";

/// How many deposits there are.
const SIZES: [i64; 2] = [1_000, 1_000_000];

/// The deposits are spread over so many milliseconds: ninety days.
const SPAN_MS: i64 = 7_776_000_000;

/// How often each path is asked; the median counts.
const ASKED: usize = 21;

/// The rows of all parts, as the desk's own tests have them.
const ROWS: &str = include_str!("../../tests/rows/money.sql");

/// What is read. `{name}` is a value that the database has.
const PATHS: [&str; 41] = [
    "/deposits",
    "/deposits?limit=500",
    "/deposits?status=open",
    "/deposits?status=paid",
    "/deposits?merchant=M003",
    "/deposits?merchant=M001&status=failed",
    "/deposits?product_id=1",
    "/deposits?channel=3",
    "/deposits?kind=transfer",
    "/deposits?customer={customer}",
    "/deposits?number={deposit}",
    "/deposits?number={hub}",
    "/deposits?from={from}&to={to}",
    "/deposits?from={from}&to={to}&merchant=M003",
    "/deposits?currency=CNY&amount_from=50&amount_to=80",
    "/deposits/{deposit}",
    "/withdrawals",
    "/withdrawals?status=open",
    "/withdrawals?status=approved&merchant=M001",
    "/withdrawals?customer={customer}",
    "/withdrawals?from={from}&to={to}",
    "/withdrawals/{withdrawal}",
    "/wallet-applications",
    "/wallet-applications?status=open",
    "/wallet-applications?customer=1005",
    "/wallet-applications?from={from}&to={to}",
    "/wallet-applications/{application}",
    "/payouts",
    "/payouts?status=conflict",
    "/payouts?status=open",
    "/payouts?from={from}&to={to}",
    "/payouts?number={invoice}",
    "/payouts/{payout}",
    "/notices",
    "/notices?status=queued",
    "/notices?kind=cashier.deposit",
    "/notices?from={from}&to={to}",
    "/notices/{event}",
    "/refused-payments",
    "/refused-payments?status=open",
    "/refused-payments?kind=amount",
];

/// Values for the paths, each of the middle of its table.
const VALUES: [(&str, &str); 10] = [
    ("customer", "SELECT product_user_id FROM customers WHERE product_user_id = 'c5'"),
    ("deposit", "SELECT order_sn FROM deposit_records WHERE id = (SELECT max(id) / 2 FROM deposit_records)"),
    (
        "hub",
        "SELECT merchant_order_sn FROM deposit_records WHERE id > (SELECT max(id) / 2 FROM deposit_records)
              AND merchant_order_sn IS NOT NULL ORDER BY id LIMIT 1",
    ),
    (
        "withdrawal",
        "SELECT billno FROM withdraw_records WHERE id = (SELECT max(id) / 2 FROM withdraw_records)",
    ),
    ("application", "SELECT CAST(max(id) / 2 AS TEXT) FROM user_wallet_cash"),
    ("invoice", "SELECT 'INV-' || (count(*) / 2) FROM payee_payout"),
    ("payout", "SELECT max(kind || '-' || ref) FROM payout_jobs"),
    ("event", "SELECT event_id FROM outbox WHERE seq = (SELECT max(seq) / 2 FROM outbox)"),
    (
        "from",
        "SELECT strftime('%Y-%m-%dT%H:%M:%SZ', max(created_at) / 1000 - 40 * 86400, 'unixepoch') FROM deposit_records",
    ),
    (
        "to",
        "SELECT strftime('%Y-%m-%dT%H:%M:%SZ', max(created_at) / 1000 - 30 * 86400, 'unixepoch') FROM deposit_records",
    ),
];

/// Reads everything with few rows and with many.
pub fn run(program: &Program, manifest: &Path) -> Result<()> {
    println!("\n{NAME}: milliseconds of an answer, the median of {ASKED}, by deposits in the database");
    let few = measure(program, manifest, SIZES[0])?;
    let many = measure(program, manifest, SIZES[1])?;
    println!("{:<60}{:>9}{:>11}{:>8}", "GET /admin/api/v1…", SIZES[0], SIZES[1], "times");
    let mut worst: f64 = 0.0;
    for ((path, few), (_, many)) in few.into_iter().zip(many) {
        println!("{path:<60}{few:>9.2}{many:>11.2}{:>8.2}", many / few);
        if path != "/overview" {
            worst = worst.max(many / few);
        }
    }
    println!("no list and no detail takes more than {worst:.2} times as long");
    Ok(())
}

/// The median time of each path, in milliseconds.
fn measure(program: &Program, manifest: &Path, rows: i64) -> Result<Vec<(&'static str, f64)>> {
    let state_dir = target().join("bench/state-desk");
    if state_dir.exists() {
        std::fs::remove_dir_all(&state_dir)?;
    }
    std::fs::create_dir_all(&state_dir)?;
    let begun = Instant::now();
    let values = fill(&state_dir.join("sqlite_db.db"), rows)?;
    eprintln!("{rows} deposits and what belongs to them: {:.0} s", begun.elapsed().as_secs_f64());
    let listen = TcpListener::bind((Ipv4Addr::LOCALHOST, 0))?.local_addr()?;
    let options = Options {
        manifest,
        listen,
        state_dir: &state_dir,
        sql_files: Vec::new(),
        variables: Vec::new(),
        environment: Vec::new(),
        flags: &[],
        quiet: true,
    };
    let server = Server::start(program, &options)?;
    let measured = ask(listen, &values);
    server.stop()?;
    std::fs::remove_dir_all(&state_dir)?;
    measured
}

/// Writes the database: the demo data, and the rows. Gives the values of [`VALUES`].
fn fill(file: &Path, rows: i64) -> Result<Vec<(&'static str, String)>> {
    let database = Connection::open(file)?;
    for path in [sql::schema()?, sql::demo()?].concat() {
        let text = std::fs::read_to_string(&path)?;
        database.execute_batch(&text).with_context(|| path.display().to_string())?;
    }
    // Whoever kills this begins anew.
    database.execute_batch(
        "PRAGMA wal_checkpoint(TRUNCATE); PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF; PRAGMA cache_size = -400000; PRAGMA temp_store = MEMORY",
    )?;
    let now_ms = i64::try_from(SystemTime::now().duration_since(UNIX_EPOCH)?.as_millis())?;
    let text = ROWS.replace("{rows}", &rows.to_string()).replace("{now}", &now_ms.to_string());
    database.execute_batch(&text.replace("{step}", &(SPAN_MS / rows).to_string())).context("the rows")?;
    database.execute_batch("PRAGMA journal_mode = WAL")?;
    let value = |(name, sql)| Ok((name, database.query_row(sql, [], |row| row.get(0)).context(name)?));
    VALUES.into_iter().map(value).collect()
}

/// Asks for every path in turns.
fn ask(address: SocketAddr, values: &[(&'static str, String)]) -> Result<Vec<(&'static str, f64)>> {
    let agent: Agent = Agent::config_builder().http_status_as_error(false).build().into();
    let base = format!("http://{address}/admin/api/v1");
    let cookie = sign_in(&agent, &base)?;
    let mut measured = Vec::new();
    for path in PATHS.into_iter().chain(["/overview"]) {
        let mut url = format!("{base}{path}");
        for (name, value) in values {
            url = url.replace(&format!("{{{name}}}"), value);
        }
        let mut times = Vec::new();
        for _ in 0..ASKED {
            let begun = Instant::now();
            let mut answer = agent.get(&url).header("cookie", &cookie).call().context(path)?;
            let status = answer.status();
            let text = answer.body_mut().with_config().limit(16 * 1024 * 1024).read_to_string()?;
            times.push(begun.elapsed().as_secs_f64() * 1e3);
            ensure!(status == 200 && !text.contains("\"items\":[]"), "{url}: {status} {text}");
        }
        times.sort_by(f64::total_cmp);
        measured.push((path, times[ASKED / 2]));
    }
    Ok(measured)
}

/// The cookie of the demo operator.
fn sign_in(agent: &Agent, base: &str) -> Result<String> {
    let now_s = SystemTime::now().duration_since(UNIX_EPOCH)?.as_secs();
    let secret = CodeSecret::from_base32(OPERATOR_CODE_SECRET).context("the demo operator's secret")?;
    let body = json!({ "name": OPERATOR, "password": crate::development::ACCOUNT_PASSWORD, "code": secret.code_at(now_s) });
    let call = agent.post(format!("{base}/session")).header("content-type", "application/json");
    let mut answer = call.send(body.to_string()).context("POST /session")?;
    let said = answer.body_mut().read_to_string()?;
    let cookie = answer.headers().get("set-cookie").and_then(|cookie| cookie.to_str().ok());
    let cookie = cookie.and_then(|cookie| cookie.split(';').next());
    cookie.map(str::to_owned).context(said)
}
