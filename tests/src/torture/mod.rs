//! A cluster under load while everything goes wrong: nodes are killed, the server of the database is restarted, its
//! connections break, clocks disagree, the key-value store is gone. At the end what clients were told must be there, once.
//!
//! Used by `tests/tests/torture.rs` in its short form and by `cargo xtask cluster --torture SECONDS`.

mod audit;
mod clients;
mod cluster;
mod command;
mod faults;
mod report;

pub use report::Report;

use crate::desk;
use cluster::Cluster;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;
use std::time::{Duration, Instant};

/// How it is done.
#[derive(Debug, Clone)]
pub struct Plan {
    /// How long faults are made.
    pub lasts: Duration,
    /// What every choice is drawn from.
    pub seed: u64,
    pub nodes: usize,
    pub clients: usize,
}

/// How long clients may take to finish once nothing goes wrong any more.
const END_LIMIT: Duration = Duration::from_secs(90);

/// Does it, and says what came of it; progress is printed.
///
/// # Panics
/// If the cluster does not start.
pub fn run(plan: &Plan) -> Report {
    println!("torture: seed {}, {} nodes, {} clients, {:?}", plan.seed, plan.nodes, plan.clients, plan.lasts);
    let cluster = Cluster::start(plan.nodes);
    println!(
        "torture: the cluster serves{}",
        if cluster.has_redis() { ", with Redis" } else { "; no redis-server here: a file" }
    );
    let (stop, is_over) = (AtomicBool::new(false), AtomicBool::new(false));
    let begun = Instant::now();
    let mut report = Report::new(plan.seed);
    // One for all: how often an account may sign in is limited.
    let office = desk::sign_in(&cluster.quiet_base(), "M003");
    let (work, made) = thread::scope(|scope| {
        let (cluster, office, stop, is_over) = (&cluster, &office, &stop, &is_over);
        let clients: Vec<_> = (0..plan.clients)
            .map(|number| scope.spawn(move || clients::work(cluster, plan.seed, number, office, stop)))
            .collect();
        // Two of them, that always meet.
        for number in 0..2 {
            scope.spawn(move || clients::dispatch(cluster, number, is_over));
        }
        let made = faults::make(cluster, plan.seed, plan.lasts);
        stop.store(true, Ordering::Relaxed);
        let ended = Instant::now();
        while clients.iter().any(|client| !client.is_finished()) && ended.elapsed() < END_LIMIT {
            thread::sleep(Duration::from_millis(50));
        }
        cluster.give_up();
        let work: Vec<_> = clients.into_iter().map(|client| client.join()).collect();
        is_over.store(true, Ordering::Relaxed);
        (work, made)
    });
    report.lasted = begun.elapsed();
    report.made = made;
    let work = work.into_iter().map(|work| work.expect("a client")).collect();
    audit::audit(&cluster, work, &mut report);
    report
}
