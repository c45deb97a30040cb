//! What goes wrong, drawn from the seed.

use super::cluster::Cluster;
use super::report::Made;
use std::thread;
use std::time::{Duration, Instant};

/// Makes faults one after the other, then heals everything.
pub(super) fn make(cluster: &Cluster, seed: u64, lasts: Duration) -> Made {
    let mut random = fastrand::Rng::with_seed(seed);
    let mut made = Made::default();
    let begun = Instant::now();
    while begun.elapsed() < lasts {
        thread::sleep(Duration::from_millis(random.u64(200..1_500)));
        let node = random.usize(..cluster.nodes());
        let pause = Duration::from_millis(random.u64(50..1_500));
        match random.u8(..16) {
            0..=5 => {
                cluster.kill_node(node);
                made.node_kills += 1;
                thread::sleep(pause);
                cluster.restart_node(node);
            }
            6..=7 => {
                cluster.restart_server(true);
                made.server_restarts += 1;
            }
            8..=9 => {
                cluster.restart_server(false);
                made.server_kills += 1;
            }
            10..=11 => {
                (0..cluster.nodes()).for_each(|node| cluster.proxy(node).cut());
            }
            12 => {
                cluster.proxy(node).slow(Duration::from_millis(random.u64(20..300)));
                made.slowed += 1;
                thread::sleep(pause * 2);
                cluster.proxy(node).heal();
            }
            13 => {
                cluster.proxy(node).half_open(true);
                made.half_open += 1;
                thread::sleep(pause);
                cluster.proxy(node).heal();
            }
            _ if cluster.has_redis() => {
                cluster.kill_store();
                made.store_kills += 1;
                thread::sleep(pause);
                cluster.restart_store();
            }
            _ => {
                cluster.proxy(node).cut();
            }
        }
    }
    made.cuts = (0..cluster.nodes()).map(|node| cluster.proxy(node).cuts()).sum();
    (0..cluster.nodes()).for_each(|node| cluster.proxy(node).heal());
    made
}
