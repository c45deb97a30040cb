//! The desk on the demo data with orders in every state (tests/rows/money.sql).
#![allow(dead_code, reason = "not every test file uses all of it")]

#[path = "../../../admin/tests/common/mod.rs"]
pub mod desk;

#[allow(unused_imports, reason = "not every test file uses all of it")]
pub use desk::{Answer, Desk, NOW_MS};
use feiqian_platform::Platform;
use feiqian_platform::native::block_on;
use std::path::Path;

const ROWS: &str = include_str!("../../../../tests/rows/money.sql");

const VARIABLES: [(&str, &str); 5] = [
    ("dispatch_token", "a-dispatch-token-of-more-than-32-characters"),
    ("wallet_payout_url", "https://provider.example/payouts"),
    ("wallet_webhook_url", "https://wallet.example/hook"),
    ("http_status_mode", "real"),
    ("demo_mode", "false"),
];

pub fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap().parent().unwrap()
}

/// A desk with the owner `amy` and so many deposits, one a minute.
pub fn desk(rows: i64) -> Desk {
    let desk = on(Platform::in_memory());
    fill(&desk, rows, 60_000);
    desk
}

/// A desk on a database, with the demo data.
pub fn on(platform: Platform) -> Desk {
    let desk = Desk::on(platform);
    VARIABLES.into_iter().for_each(|(name, value)| desk.platform.set_variable(name, value));
    let desk = desk.with_owner();
    desk.platform.run_sql_files(&root().join("sql/demo"));
    desk
}

pub fn fill(desk: &Desk, rows: i64, step_ms: i64) {
    let sql = ROWS.replace("{rows}", &rows.to_string()).replace("{now}", &NOW_MS.to_string());
    desk.platform.run_batch(&sql.replace("{step}", &step_ms.to_string())).unwrap();
}

/// Every invariant, with the rows that break it.
pub fn check_invariants(desk: &Desk) {
    let mut files: Vec<_> =
        std::fs::read_dir(root().join("sql/invariants")).unwrap().map(|file| file.unwrap().path()).collect();
    files.sort();
    let mut queries = 0;
    for file in files {
        let text = std::fs::read_to_string(&file).unwrap();
        for query in text
            .split(";\n")
            .filter(|query| query.lines().any(|line| !line.starts_with("--") && !line.trim().is_empty()))
        {
            let found =
                block_on(desk.platform.query(query, &[])).unwrap_or_else(|error| panic!("{query}: {error}"));
            assert!(found.is_empty(), "{} rows break {query}", found.len());
            queries += 1;
        }
    }
    assert!(queries > 60, "{queries}");
}
