//! What must be so at the end: every acknowledged command is there once, books balance, everything was told in order.

use super::clients::{Acknowledged, Work};
use super::cluster::Cluster;
use super::report::Report;
use crate::bundle::broken_invariants;
use crate::desk;
use crate::receiver::Received;
use rusqlite::Connection;
use serde_json::json;
use std::collections::{BTreeMap, HashMap, HashSet};
use std::thread;
use std::time::{Duration, Instant};

/// How long it may take until everything is told and paid.
const SETTLE_LIMIT: Duration = Duration::from_secs(120);

/// Where what a command makes is found: by its key, with the number or state that it must have.
fn look(kind: &str) -> &'static str {
    match kind {
        "create_customer" => "SELECT '' FROM customers WHERE product_id = 1 AND product_user_id = ?1",
        "pay" => "SELECT order_sn FROM deposit_records WHERE product_id = 1 AND product_order_sn = ?1",
        "book" => "SELECT '' FROM deposit_records WHERE order_sn = ?1 AND status = 2",
        "approve" => "SELECT '' FROM deposit_records WHERE order_sn = ?1 AND status = -1",
        "cash" => {
            "SELECT c.cash_sn FROM idempotency_keys k JOIN user_wallet_cash c ON c.id = k.resource_id
                    WHERE k.user_id = 2 AND k.idem_key = ?1"
        }
        _ => "SELECT transaction_no FROM payee_payout WHERE merchant_no = '900001' AND invoice_id = ?1",
    }
}

/// Everything that commands of a kind have made in this run.
const MADE: [(&str, &str); 4] = [
    ("create_customer", "SELECT count(*) FROM customers WHERE product_user_id LIKE 'torture%'"),
    ("pay", "SELECT count(*) FROM deposit_records WHERE product_order_sn LIKE 't%-%'"),
    (
        "cash",
        "SELECT count(*) FROM user_wallet_cash WHERE cash_mobile = '13800138000' AND user_id = 2 AND cash_apply_amount = 100",
    ),
    ("payout", "SELECT count(*) FROM payee_payout WHERE invoice_id LIKE 't%-%'"),
];

pub(super) fn audit(cluster: &Cluster, work: Vec<Work>, report: &mut Report) {
    settle(cluster, report);
    let database = cluster.database();
    let mut open = BTreeMap::<&str, usize>::new();
    let mut made = BTreeMap::<&str, usize>::new();
    for work in work {
        for (status, count) in work.answers {
            *report.answers.entry(status).or_default() += count;
        }
        work.refused.into_iter().for_each(|refusal| report.offend(format!("refused: {refusal}")));
        work.faults.into_iter().for_each(|fault| report.offend(format!("answered: {fault}")));
        for command in &work.open {
            *open.entry(command.kind).or_default() += 1;
            report.offend(format!("no answer to the end: {} {}", command.kind, command.key));
        }
        for command in &work.acknowledged {
            *made.entry(command.kind).or_default() += 1;
            *report.acknowledged.entry(command.kind).or_default() += 1;
            find(&database, command, report);
        }
    }
    for (kind, sql) in MADE {
        let there: usize = database.query_row(sql, [], |row| row.get(0)).expect("a count");
        let known = made.get(kind).copied().unwrap_or_default();
        let at_most = known + open.get(kind).copied().unwrap_or_default();
        if there > at_most {
            report.doubled += there - at_most;
            report.offend(format!("{kind}: {there} are there, {known} were acknowledged"));
        }
    }
    broken_invariants(&database, "")
        .into_iter()
        .for_each(|broken| report.offend(format!("broken: {broken}")));
    told(&database, &cluster.received(), report);
    for fault in cluster.faults() {
        if std::env::var_os("FEIQIAN_TORTURE_LOGS").is_some() {
            println!("{fault}");
        }
    }
}

fn find(database: &Connection, command: &Acknowledged, report: &mut Report) {
    let Acknowledged { kind, key, number } = command;
    let mut query = database.prepare_cached(look(kind)).expect("a query");
    let found = query.query_map([key], |row| row.get::<_, String>(0)).expect("a query");
    let found: Vec<String> = found.map(|row| row.expect("a row")).collect();
    match found.as_slice() {
        [] => {
            report.lost += 1;
            report.offend(format!("lost: {kind} {key} {number}"));
        }
        [one] if one == number => {}
        [one] => {
            report.lost += 1;
            report.offend(format!("lost: {kind} {key} was told as {number}, and is {one}"));
        }
        several => {
            report.doubled += several.len() - 1;
            report.offend(format!("doubled: {kind} {key}: {several:?}"));
        }
    }
}

/// Lets everything be told and paid that is to be.
fn settle(cluster: &Cluster, report: &mut Report) {
    let database = cluster.database();
    let base = cluster.quiet_base();
    let begun = Instant::now();
    let left = "SELECT (SELECT count(*) FROM outbox WHERE state = 'queued')
                     + (SELECT count(*) FROM payout_jobs WHERE state = 'open')";
    loop {
        let left: usize = database.query_row(left, [], |row| row.get(0)).expect("a count");
        if left == 0 {
            return;
        }
        if begun.elapsed() > SETTLE_LIMIT {
            report.offend(format!("{left} events or payouts are not over"));
            return;
        }
        desk::end_leases(&database);
        desk::make_due(&database);
        let _ = desk::try_dispatch(&base, &json!({ "limit": 200 }));
        thread::sleep(Duration::from_millis(20));
    }
}

/// Every event was told at least once, and the events of one subject in their order.
fn told(database: &Connection, received: &[Received], report: &mut Report) {
    let mut first = HashMap::<&str, usize>::new();
    for (at, request) in received.iter().enumerate() {
        first.entry(request.event_id()).or_insert(at);
    }
    report.deliveries = received.len();
    let sql =
        "SELECT event_id, topic || ' ' || ref, status FROM outbox WHERE state <> 'skipped' ORDER BY seq";
    let mut query = database.prepare(sql).expect("a query");
    let events = query.query_map([], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?))).expect("a query");
    let mut last = HashMap::<String, usize>::new();
    let mut known = HashSet::new();
    for event in events {
        let (id, subject, status): (String, String, String) = event.expect("an event");
        report.events += 1;
        match first.get(id.as_str()) {
            None => report.offend(format!("never told: {subject} {status}")),
            Some(at) => {
                if last.insert(subject.clone(), *at).is_some_and(|before| before > *at) {
                    report.offend(format!("told out of order: {subject} {status}"));
                }
            }
        }
        known.insert(id);
    }
    for id in first.keys().filter(|id| !known.contains(**id)) {
        report.offend(format!("told, but no event: {id}"));
    }
}
