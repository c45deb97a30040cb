//! The part of `cargo xtask bench` that is no endpoint under load: how fast a full outbox empties, and in how much memory.

use crate::development::DISPATCH_TOKEN;
use crate::server::Server;
use anyhow::{Context, Result, ensure};
use rusqlite::{Connection, params};
use serde_json::Value as Json;
use std::net::SocketAddr;
use std::path::Path;
use std::time::{Duration, Instant};
use ureq::Agent;

/// What `--only` selects.
pub const NAME: &str = "outbox drain";

/// Rows that are due at the start, and how many a call takes.
const ROWS: i64 = 10_000;
const LIMIT: u32 = 200;

/// A call may last a little longer than the 25 s in which it begins something.
const CALL_LIMIT: Duration = Duration::from_secs(60);

/// Receivers: a name, the topic of the rows, their target. Both are components of the bundle; the sink stores what it
/// is told, the constant shows what is left without that.
const RECEIVERS: [(&str, &str, &str); 2] = [
    ("a sink that stores", "cashier.deposit", "http://simulator.spin.internal/sim/sink"),
    ("a constant answer", "wallet.notice", "http://floor-constant.spin.internal/floor/constant"),
];

/// `?1` topic, `?2` target, `?3` how many.
const FILL: &str = r#"WITH RECURSIVE row (number) AS (SELECT 1 UNION ALL SELECT number + 1 FROM row WHERE number < ?3)
  INSERT INTO outbox (event_id, topic, tenant, ref, status, target, payload, state, next_at, created_at)
  SELECT lower(hex(randomblob(16))), ?1, '1', 'drain-' || number, '2', ?2,
         json_object('product_id', 1, 'product_user_id', '1000001', 'order_sn', 'drain-' || number,
           'parent_order_sn', '', 'product_order_sn', '', 'amount', '300.00', 'currency', 'CNY', 'status', 2,
           'remarks', ''), 'queued', 0, 0 FROM row"#;

/// Fills the outbox and calls the dispatcher until it is empty, once for each receiver.
pub fn run(server: &Server, address: SocketAddr, state_dir: &Path) -> Result<()> {
    let database = Connection::open(state_dir.join("sqlite_db.db")).context("the bundle's database")?;
    println!("\n{NAME}: {ROWS} due rows, {LIMIT} a call; memory of the serving process in MiB");
    println!("{:<24}{:>10}{:>10}{:>10}{:>10}", "receiver", "rows/s", "before", "after", "peak");
    for (receiver, topic, target) in RECEIVERS {
        database.execute(FILL, params![topic, target, ROWS]).context("filling the outbox")?;
        let before = server.memory()?;
        let begun = Instant::now();
        drain(address, topic)?;
        let per_second = f64::from(u32::try_from(ROWS)?) / begun.elapsed().as_secs_f64();
        let after = server.memory()?;
        let [before, now, peak] = [before.now_kib, after.now_kib, after.peak_kib].map(|kib| kib / 1024);
        println!("{receiver:<24}{per_second:>10.0}{before:>10}{now:>10}{peak:>10}");
    }
    Ok(())
}

/// The payouts that the benchmark itself has made are left alone.
fn drain(address: SocketAddr, topic: &str) -> Result<()> {
    let agent: Agent = Agent::config_builder().timeout_global(Some(CALL_LIMIT)).build().into();
    let mut left = ROWS;
    while left > 0 {
        let call = agent.post(format!("http://{address}/internal/dispatch"));
        let call = call.header("authorization", format!("Bearer {DISPATCH_TOKEN}"));
        let mut answer = call
            .send(format!(r#"{{"limit":{LIMIT},"topics":["{topic}"]}}"#))
            .context("POST /internal/dispatch")?;
        let report: Json = serde_json::from_str(&answer.body_mut().read_to_string()?)?;
        let done = report["done"].as_i64().unwrap_or_default();
        ensure!(done > 0 && report["claimed"] == done, "a call of the dispatcher came to {report}");
        left -= done;
    }
    Ok(())
}
