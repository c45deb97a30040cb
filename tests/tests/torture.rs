//! A cluster of three nodes on one libSQL server, under load and faults: the short form of
//! `cargo xtask cluster --torture SECONDS`.

use feiqian_tests::redis::Redis;
use feiqian_tests::{sqld, torture};
use std::time::Duration;

/// How long faults are made if the environment does not say.
const SHORT: u64 = 60;

fn number(name: &str) -> Option<u64> {
    std::env::var(name).ok().map(|text| text.parse().unwrap_or_else(|_| panic!("{name} is no number")))
}

#[test]
fn nothing_acknowledged_is_lost_or_doubled_whatever_happens_to_the_cluster() {
    if let Err(fault) = sqld::program() {
        println!("{fault}");
        return;
    }
    if !Redis::is_there() {
        println!("no redis-server is installed: the key-value store is a file");
    }
    let plan = torture::Plan {
        lasts: Duration::from_secs(number("FEIQIAN_TORTURE_SECONDS").unwrap_or(SHORT)),
        seed: number("FEIQIAN_TORTURE_SEED").unwrap_or_else(|| fastrand::u64(..1_000_000)),
        nodes: usize::try_from(number("FEIQIAN_TORTURE_NODES").unwrap_or(3)).unwrap(),
        clients: 8,
    };
    let report = torture::run(&plan);
    println!("{report}");
    assert!(report.commands() > 0 && report.made.node_kills > 0, "{report}");
    assert!(report.is_good(), "{report}");
}
