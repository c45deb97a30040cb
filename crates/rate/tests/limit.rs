//! Limits on a database: when a caller is refused, and when no more.

use feiqian_platform::Platform;
use feiqian_platform::native::block_on;
use feiqian_rate::{Limit, PAYEE, PRODUCT, Refused, WALLET_USER};
use std::path::Path;

/// The beginning of a minute.
const NOW_MS: i64 = 1_767_323_040_000;

fn world(limit: &str) -> Platform {
    let platform = Platform::in_memory();
    prepare(&platform, limit);
    platform
}

fn prepare(platform: &Platform, limit: &str) {
    let sql = Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/../../sql/160_rate_windows.sql"));
    platform.run_batch(&std::fs::read_to_string(sql).unwrap()).unwrap();
    platform.set_now_ms(NOW_MS);
    for name in ["rate_per_minute_product", "rate_per_minute_payee", "rate_per_minute_wallet_user"] {
        platform.set_variable(name, limit);
    }
}

/// Whether each of `count` requests passes: how many do.
fn passed(platform: &Platform, limit: Limit, caller: &str, count: usize) -> usize {
    (0..count).filter(|_| block_on(limit.admit(platform, "test", caller)).is_ok()).count()
}

fn retry_after_s(platform: &Platform, limit: Limit, caller: &str) -> i64 {
    match block_on(limit.admit(platform, "test", caller)) {
        Err(Refused::TooMany { retry_after_s }) => retry_after_s,
        other => panic!("{other:?}"),
    }
}

#[test]
fn a_low_limit_is_exact_and_ends_when_it_says() {
    let platform = world("5");
    assert_eq!(passed(&platform, PRODUCT, "low", 9), 5);
    assert_eq!(passed(&platform, PRODUCT, "another", 1), 1);
    assert_eq!(passed(&platform, PAYEE, "low", 1), 1, "another kind");
    let wait_s = retry_after_s(&platform, PRODUCT, "low");
    assert_eq!(wait_s, 61, "in the next minute the five count, and fade");
    platform.set_now_ms(NOW_MS + (wait_s - 1) * 1_000);
    assert_eq!(passed(&platform, PRODUCT, "low", 1), 0);
    platform.set_now_ms(NOW_MS + wait_s * 1_000);
    assert_eq!(passed(&platform, PRODUCT, "low", 9), 1);
    platform.set_now_ms(NOW_MS + 200_000);
    assert_eq!(passed(&platform, PRODUCT, "low", 9), 5);
    assert_eq!(platform.faults(), [""; 0]);
}

#[test]
fn whoever_is_refused_costs_no_statement() {
    let platform = world("3");
    assert_eq!(passed(&platform, PRODUCT, "costs", 4), 3);
    let before = platform.statements();
    assert_eq!(passed(&platform, PRODUCT, "costs", 1_000), 0);
    assert_eq!(platform.statements(), before);
}

#[test]
fn instances_count_together() {
    let directory = tempfile::tempdir().unwrap();
    let platform = Platform::on_file(directory.path().join("test.db"));
    prepare(&platform, "20");
    // A thread is an instance: it remembers by itself.
    let passed: usize = std::thread::scope(|scope| {
        let instances: Vec<_> = (0..8)
            .map(|_| {
                let platform = platform.clone();
                scope.spawn(move || passed(&platform, WALLET_USER, "shared", 10))
            })
            .collect();
        instances.into_iter().map(|instance| instance.join().unwrap()).sum()
    });
    assert_eq!(passed, 20);
}

#[test]
fn a_higher_limit_is_met_by_samples() {
    for (limit, low, high) in [("600", 540, 660), ("6000", 5_000, 7_000)] {
        let platform = world(limit);
        let before = platform.statements();
        // Instances that live for 128 requests, of which a third is this caller's.
        let passed: usize = (0..400)
            .map(|_| {
                std::thread::scope(|scope| {
                    scope.spawn(|| passed(&platform, PRODUCT, "sampled", 43)).join().unwrap()
                })
            })
            .sum();
        assert!((low..high).contains(&passed), "{limit}: {passed}");
        let statements = platform.statements() - before;
        assert!(statements < 17_200 / 8 + 1_200, "{statements}");
    }
}

#[test]
fn zero_is_no_limit_and_nonsense_a_fault() {
    let platform = world("0");
    assert_eq!(passed(&platform, PRODUCT, "zero", 1_000), 1_000);
    assert_eq!(platform.statements(), 0);
    for bad in ["", "-1", "x", "100000001"] {
        platform.set_variable("rate_per_minute_product", bad);
        let refused = block_on(PRODUCT.admit(&platform, "test", "zero"));
        assert!(matches!(&refused, Err(Refused::Fault(fault)) if fault.contains("rate_per_minute_product")));
    }
}

#[test]
fn a_database_that_is_gone_refuses_nobody() {
    let platform = world("2");
    platform.set_statements_left(Some(0));
    assert_eq!(passed(&platform, PRODUCT, "gone", 5), 5);
    assert!(platform.faults()[0].contains("request limit"));
    platform.set_statements_left(None);
    assert_eq!(passed(&platform, PRODUCT, "gone", 5), 2);
}
