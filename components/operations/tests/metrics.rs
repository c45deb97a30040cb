//! `GET /internal/metrics`.

use feiqian_delivery::testing::DISPATCH_TOKEN;
use feiqian_platform::Platform;
use feiqian_platform::http::{Method, Request, Response, header};
use feiqian_platform::native::block_on;
use rusqlite::Connection;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicI64, Ordering};

const NOW_MS: i64 = 1_767_323_045_000;

/// Tables of a few rows, whatever the traffic: they may be read from end to end.
const SMALL: [&str; 2] = ["merchants", "schema_migrations"];

/// Indexes of open rows alone: whoever reads one from its beginning reads what is asked for.
const OPEN: [&str; 6] = [
    "deposit_records_open",
    "payee_payout_open",
    "outbox_due",
    "outbox_dead",
    "payout_jobs_due",
    "refused_payments_open",
];

fn sql(folder: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../sql").join(folder)
}

fn platform() -> Platform {
    let platform = Platform::in_memory();
    platform.set_variable("dispatch_token", DISPATCH_TOKEN);
    platform.set_variable("login_rate_per_minute", "10");
    platform.set_variable("ready_parts", "");
    platform.run_sql_files(&sql(""));
    platform.run_sql_files(&sql("demo"));
    platform
}

fn called(platform: &Platform, authorization: &str) -> Response {
    let request = Request::new(Method::GET, "/internal/metrics").with(header::AUTHORIZATION, authorization);
    block_on(feiqian_operations::handle(platform, request))
}

/// A minute after every other question: an answer is kept by the thread that asked.
fn scraped(platform: &Platform) -> BTreeMap<String, i64> {
    static NEXT_MS: AtomicI64 = AtomicI64::new(NOW_MS);
    platform.set_now_ms(NEXT_MS.fetch_add(60_000, Ordering::Relaxed));
    scraped_at_once(platform)
}

fn scraped_at_once(platform: &Platform) -> BTreeMap<String, i64> {
    let response = called(platform, &format!("Bearer {DISPATCH_TOKEN}"));
    let text = String::from_utf8(response.body).expect("UTF-8");
    assert_eq!(response.status.as_u16(), 200, "{text} {:?}", platform.faults());
    assert_eq!(response.headers[header::CONTENT_TYPE], "text/plain; version=0.0.4; charset=utf-8");
    assert!(response.silent, "a scrape is no line of the log");
    let samples = text.lines().filter(|line| !line.starts_with('#'));
    let samples = samples.map(|line| {
        let (name, number) = line.rsplit_once(' ').expect("a sample");
        (name.to_owned(), number.parse().expect("an integer"))
    });
    let all: Vec<(String, i64)> = samples.collect();
    let found: BTreeMap<String, i64> = all.iter().cloned().collect();
    assert_eq!(found.len(), all.len(), "a sample twice: {text}");
    found
}

#[test]
fn no_table_that_grows_is_read_from_end_to_end() {
    let connection = Connection::open_in_memory().unwrap();
    let mut files: Vec<PathBuf> =
        std::fs::read_dir(sql("")).unwrap().map(|entry| entry.unwrap().path()).collect();
    files.retain(|file| file.extension().is_some_and(|ends| ends == "sql"));
    files.sort();
    for file in files {
        connection.execute_batch(&std::fs::read_to_string(file).unwrap()).unwrap();
    }
    let statement = format!("EXPLAIN QUERY PLAN {}", feiqian_operations::metrics::statement_for_tests());
    let mut plan = connection.prepare(&statement).unwrap();
    let lines = plan.query_map([0, 1, 1], |row| row.get::<_, String>(3)).unwrap();
    let lines: Vec<String> = lines.map(Result::unwrap).collect();
    assert!(lines.len() > 40, "{lines:?}");
    for line in &lines {
        assert!(!line.contains("AUTOMATIC"), "{line}");
        // The end of an index or of a primary key: min and max are a SEARCH.
        let Some(scanned) = line.strip_prefix("SCAN ") else { continue };
        let words: Vec<&str> = scanned.split(' ').collect();
        let is_table = connection
            .prepare("SELECT 1 FROM sqlite_schema WHERE type = 'table' AND name = ?1")
            .unwrap()
            .exists([words[0]])
            .unwrap();
        let aliased = words[0] == "m";
        let is_open = words.iter().any(|word| OPEN.contains(word));
        assert!(!is_table || aliased || is_open || SMALL.contains(&words[0]), "{line}");
    }
}

#[test]
fn every_state_has_a_number() {
    let platform = platform();
    let before = scraped(&platform);
    for (sample, number) in &before {
        let one = ["feiqian_build_info", "feiqian_ready", "feiqian_schema_version"];
        let is_one = one.iter().any(|name| sample.starts_with(name));
        assert!(*number >= i64::from(is_one), "{sample} {number}");
    }
    let now = platform.now_ms() + 60_000;
    let digits = "lower(hex(randomblob(16)))";
    platform
        .run_batch(&format!(
            "INSERT INTO outbox (event_id, topic, tenant, ref, status, target, payload, state, next_at, created_at) VALUES
               ({digits}, 'cashier.deposit', '1', 'a', '2', 'https://shop.example/', '{{}}', 'queued', {now} - 90000, 0),
               ({digits}, 'cashier.deposit', '1', 'b', '2', 'https://shop.example/', '{{}}', 'queued', {now} + 90000, 0),
               ({digits}, 'a\"b', '1', 'c', '2', 'https://shop.example/', '{{}}', 'queued', {now} + 90000, 0),
               ({digits}, 'ipn.payout', '900001', 'd', 'x', 'https://shop.example/', '{{}}', 'dead', {now}, 0),
               ({digits}, 'ipn.payout', '900001', 'e', 'x', 'https://shop.example/', '{{}}', 'done', {now}, 0);
             INSERT INTO outbox_receivers VALUES ('cashier.1 https://a', 9, NULL, NULL, {now}),
               ('cashier.1 https://b', 10, {now}, {now} + 5000, {now});
             INSERT INTO payout_jobs (kind, ref, state, next_attempt_at, last_outcome, created_at, updated_at) VALUES
               ('payee', 'a', 'open', {now}, 'conflict', 0, 0), ('payee', 'b', 'done', {now}, 'paid', 0, 0),
               ('wallet', 'c', 'open', {now}, NULL, 0, 0);
             INSERT INTO login_windows VALUES ('', '#', {now}, 1), ('', '192.0.2.1', {now}, 30), ('M001', '192.0.2.1', {now}, 10),
               ('', '192.0.2.2', {now}, 29), ('M001', '@ab', {now} - 300000, 10), ('M001', '192.0.2.3', {now} - 61000, 99);
             INSERT INTO refused_payments (merchant_id, billno, reason, amount, currency, login_name, channel_code, actor,
                 remarks, session_account, session_role, client_ip, trace_id, created_at, updated_at, resolved_at, resolved_by)
             SELECT id, 'n', 'amount', '1.00', 'CNY', '', '', '', '', '', '', '', '', 0, 0, NULL, '' FROM merchants LIMIT 1;
             INSERT INTO refused_payments (merchant_id, billno, reason, amount, currency, login_name, channel_code, actor,
                 remarks, session_account, session_role, client_ip, trace_id, created_at, updated_at, resolved_at, resolved_by)
             SELECT id, 'o', 'amount', '1.00', 'CNY', '', '', '', '', '', '', '', '', 0, 0, 1, 'zoe' FROM merchants LIMIT 1;
             INSERT INTO audit_log (request_type, record_id, bill_no, merchant_id, action, new_flag, actor, user_type, trace_id,
                                    created_at)
             SELECT 1, 1, 'x', id, 'create', 0, '', 'P', 't', {now} - 7000 FROM merchants LIMIT 1;
             INSERT INTO nonces (product_id, nonce, expires_at) SELECT id, 'n', {now} - 11000 FROM products LIMIT 1;"
        ))
        .unwrap();
    platform.set_now_ms(now);
    let after = scraped_at_once(&platform);
    let moved = |sample: &str| after[sample] - before.get(sample).copied().unwrap_or(0);
    for (sample, by) in [
        (r#"feiqian_outbox_queued{topic="cashier.deposit"}"#, 2),
        (r#"feiqian_outbox_queued{topic="a\"b"}"#, 1),
        (r#"feiqian_outbox_oldest_due_seconds{topic="cashier.deposit"}"#, 90),
        (r#"feiqian_outbox_oldest_due_seconds{topic="a\"b"}"#, 0),
        (r#"feiqian_outbox_dead{topic="ipn.payout"}"#, 1),
        (r#"feiqian_outbox_dead{topic="cashier.deposit"}"#, 0),
        ("feiqian_receivers_left_alone", 1),
        (r#"feiqian_payout_jobs_open{kind="payee",outcome="conflict"}"#, 1),
        (r#"feiqian_payout_jobs_open{kind="wallet",outcome="none"}"#, 1),
        (r#"feiqian_payout_jobs_recent{kind="payee",outcome="paid"}"#, 1),
        ("feiqian_login_attempts", 59),
        (r#"feiqian_logins_limited{by="address"}"#, 2),
        (r#"feiqian_logins_limited{by="account"}"#, 1),
        (r#"feiqian_refused_payments_open{reason="amount"}"#, 1),
        (r#"feiqian_audit_unchained{table="audit_log"}"#, 1),
        ("feiqian_sweep_overdue_seconds", 11),
    ] {
        assert_eq!(moved(sample), by, "{sample}");
    }
    // Nothing was chained, so the oldest row is the oldest one of the demonstration.
    let oldest = "SELECT min(o) FROM (SELECT min(created_at) AS o FROM audit_log
                    UNION ALL SELECT min(created_at) FROM receipt_bank_audit)";
    let oldest: i64 = block_on(platform.query_row(oldest, &[])).unwrap().take().unwrap();
    assert_eq!(after["feiqian_audit_oldest_unchained_seconds"], ((now - oldest) / 1000).max(0));
    assert_eq!(after["feiqian_ready"], 1);
    assert!(after["feiqian_database_bytes"] > 100_000);
}

#[test]
fn orders_are_counted_by_state() {
    let platform = platform();
    // What the tables demand of an order is not the matter here.
    platform
        .run_batch(
            "PRAGMA foreign_keys = OFF; PRAGMA ignore_check_constraints = ON;
             CREATE TABLE names AS SELECT name, type FROM sqlite_schema WHERE type = 'trigger'",
        )
        .unwrap();
    let names = block_on(platform.query("SELECT name FROM names", &[])).unwrap();
    for mut name in names {
        let name: String = name.take().unwrap();
        platform.run_batch(&format!("DROP TRIGGER IF EXISTS {name}")).unwrap();
    }
    let before = scraped(&platform);
    let many = "WITH n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 1200)";
    platform
        .run_batch(&format!(
            "{many} INSERT INTO deposit_records (product_id, merchant_id, customer_id, channel_id, deposit_channel_code,
               currency, amount, order_sn, status, upstream_state, change_action, change_actor, change_user_type, change_trace,
               created_at, updated_at)
             SELECT 1, 1, 1, 1, 'c', 'CNY', 1, 'm' || i, CASE WHEN i <= 600 THEN 0 ELSE 2 END, 'ok', 'create', '', 'P', '', 0, 0
               FROM n;
             {many} INSERT INTO withdraw_records (product_id, merchant_id, customer_id, channel_id, withdraw_channel_code,
               currency, amount, billno, product_billno, status, customer_bank_id, bank_type, bank_account_name,
               bank_account_no, bank_name, bank_province, bank_cities, bank_countries, branch_name, request_hash,
               change_action, change_actor, change_user_type, change_trace, created_at, updated_at)
             SELECT 1, 1, 1, 1, 'c', 'CNY', 1, 'm' || i, 'm' || i, i % 2, 1, 1, '', '', '', '', '', '', '', '', 'create', '',
                    'P', '', 0, 0 FROM n;
             {many} INSERT INTO user_wallet_cash (user_id, cash_sn, cash_apply_amount, cash_rate, cash_charge,
               cash_actual_amount, cash_status, cash_type, operator_id, created_at, updated_at)
             SELECT 1, 'm' || i, 1, 0, 0, 1, 1 + i % 6, 1, 1, 0, 0 FROM n;
             {many} INSERT INTO payee_payout (transaction_no, merchant_no, store_no, customer_no, account_token, verify_sign,
               body_hash, currency, amount, fee, status, provider, reply, created_at, updated_at)
             SELECT 'm' || i, '900001', '', '', '', 'm' || i, x'00', 'USD', 1, 0, iif(i % 3 = 0, 'onhold', 'failed'), '', '', 0, 0
               FROM n"
        ))
        .unwrap();
    platform.set_now_ms(platform.now_ms() + 6_000);
    let after = scraped_at_once(&platform);
    let moved = |sample: &str| after[sample] - before.get(sample).copied().unwrap_or(0);
    for (sample, by) in [
        (r#"feiqian_orders_open{part="deposit",state="created"}"#, 600),
        (r#"feiqian_orders_open{part="withdrawal",state="created"}"#, 600),
        (r#"feiqian_orders_open{part="withdrawal",state="approved"}"#, 600),
        (r#"feiqian_orders_open{part="wallet",state="submitted"}"#, 200),
        (r#"feiqian_orders_open{part="wallet",state="approved"}"#, 200),
        (r#"feiqian_orders_open{part="wallet",state="paying"}"#, 200),
        (r#"feiqian_orders_open{part="payee",state="onhold"}"#, 400),
        (r#"feiqian_orders_open{part="payee",state="pending"}"#, 0),
        (r#"feiqian_orders_created_total{part="deposit"}"#, 1_200),
        (r#"feiqian_orders_created_total{part="payee"}"#, 1_200),
    ] {
        assert_eq!(moved(sample), by, "{sample}");
    }
    for (sample, number) in [
        (r#"feiqian_orders_recent{part="deposit",state="created"}"#, 400),
        (r#"feiqian_orders_recent{part="deposit",state="paid"}"#, 600),
        (r#"feiqian_orders_recent{part="withdrawal",state="created"}"#, 500),
        (r#"feiqian_orders_recent{part="wallet",state="paid"}"#, 167),
        (r#"feiqian_orders_recent{part="payee",state="failed"}"#, 666),
    ] {
        assert_eq!(after[sample], number, "{sample}");
    }
}

#[test]
fn nobody_is_told_anything_without_the_token() {
    let platform = platform();
    platform.set_now_ms(NOW_MS);
    for (authorization, status) in [
        ("", 401),
        ("Bearer ", 401),
        ("Bearer wrong", 401),
        (DISPATCH_TOKEN, 401),
        (&format!("Bearer {DISPATCH_TOKEN}")[..40], 401),
    ] {
        let response = called(&platform, authorization);
        assert_eq!(response.status.as_u16(), status, "{authorization}");
        assert_eq!(response.body, br#"{"error":"unauthorized"}"#);
    }
    platform.set_variable("dispatch_token", "");
    assert_eq!(called(&platform, "Bearer ").status.as_u16(), 404);
}

#[test]
fn many_scrapes_are_one() {
    let platform = platform();
    let first = scraped(&platform);
    let before = platform.statements();
    platform.run_batch("DELETE FROM schema_migrations WHERE version = 4").unwrap();
    for _ in 0..100 {
        assert_eq!(scraped_at_once(&platform), first);
    }
    assert_eq!(platform.statements(), before);
}

#[test]
fn a_bundle_that_is_not_ready_says_so_and_what_is_missing() {
    let platform = platform();
    platform.set_variable("ready_parts", "payee");
    platform.set_variable("pii_key", "");
    platform.set_variable("pii_index_key", "00");
    let missing = scraped(&platform);
    assert_eq!(missing["feiqian_ready"], 0);
    assert_eq!(missing[r#"feiqian_missing{name="pii_key"}"#], 1);
    assert!(missing.contains_key("feiqian_schema_version"), "the database is there");
    platform.set_statements_left(Some(0));
    let gone = scraped(&platform);
    assert_eq!(gone["feiqian_ready"], 0);
    assert_eq!(gone[r#"feiqian_missing{name="database"}"#], 1);
    assert!(!gone.contains_key("feiqian_schema_version"), "{gone:?}");
}

#[test]
fn a_database_that_goes_away_meanwhile_is_a_fault() {
    let platform = platform();
    platform.set_now_ms(NOW_MS - 600_000);
    platform.set_statements_left(Some(1));
    let response = called(&platform, &format!("Bearer {DISPATCH_TOKEN}"));
    assert!([500, 503].contains(&response.status.as_u16()));
}
