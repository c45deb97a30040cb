//! Runners side by side on one database file, with a provider that takes its time.

use super::bench::*;
use crate::common::*;
use feiqian_platform::Platform;
use feiqian_platform::http::Method;
use std::path::PathBuf;
use std::time::Duration;

const ORDERS: usize = 24;

#[test]
fn two_runners_and_a_hanging_provider_have_no_job_in_flight_twice() {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("race.db");
    let world = World::on(Platform::on_file(&path));
    world.sql("UPDATE wallet_settings SET payout_enabled = 1, updated_at = 1");
    let mut references: Vec<String> = (0..ORDERS).map(|_| approved(&world, "sim-ok").1).collect();
    references.extend((0..ORDERS).map(|_| ordered(&world, "00")));
    let (traffic, provider) = (Traffic::default(), provider());
    // Payees' payouts are ordered, and after half a minute asked after.
    for now_ms in [NOW_MS, NOW_MS + 30_000] {
        provider.set_now_ms(now_ms);
        std::thread::scope(|scope| {
            for runner in 0..2 {
                let (path, references) = (path.clone(), references.clone());
                let (traffic, provider) = (traffic.clone(), provider.clone());
                scope.spawn(move || run(path, runner, now_ms, references, traffic, provider));
            }
        });
    }
    let mut orders = traffic.orders();
    orders.sort();
    references.sort();
    assert_eq!(orders, references, "each was ordered once");
    assert_eq!(world.integer("SELECT count(*) FROM payout_jobs WHERE state = 'open'"), 0);
    world.check_invariants(&["wallet", "payee", "outbox"]);
}

/// A dispatcher that works until nothing is left that is due.
fn run(
    path: PathBuf,
    runner: usize,
    now_ms: i64,
    references: Vec<String>,
    traffic: Traffic,
    provider: Platform,
) {
    let world = World::beside(Platform::on_file(path));
    with_providers(&world);
    world.platform.set_now_ms(now_ms);
    // Random numbers repeat from platform to platform here, and leases of notices are told apart by them.
    for _ in 0..runner * 100 {
        world.platform.random::<32_000>();
    }
    world.outside(move |request| {
        let Some(reference) = references.iter().find(|reference| is_about(request, reference)) else {
            panic!("{request:?}");
        };
        if !request.url.contains("provider.example") {
            return answer(200, "success");
        }
        traffic.begin(reference, request.method == Method::POST);
        std::thread::sleep(Duration::from_millis(5));
        let heard = simulator(&provider, request);
        traffic.end(reference);
        heard
    });
    while world.dispatch(r#"{"limit":5}"#) != [0; 5] {}
    assert_eq!(world.platform.faults(), [""; 0]);
}
