//! Commands side by side, on a database file as several instances have it (issue 4).

mod common;

use common::*;
use feiqian_platform::Platform;
use feiqian_platform::http::Method;
use std::sync::Barrier;

const THREADS: usize = 64;

fn on_file(directory: &tempfile::TempDir) -> Bench {
    Bench::on(Platform::on_file(directory.path().join("wallet.db")))
}

/// Runs `work` in so many threads that start at one moment.
fn side_by_side<T: Send>(bench: &Bench, threads: usize, work: impl Fn(&Bench, usize) -> T + Sync) -> Vec<T> {
    let start = Barrier::new(threads);
    std::thread::scope(|scope| {
        let running: Vec<_> = (0..threads)
            .map(|thread| {
                let (start, work) = (&start, &work);
                let bench = Bench { platform: bench.platform.clone() };
                scope.spawn(move || {
                    start.wait();
                    work(&bench, thread)
                })
            })
            .collect();
        running.into_iter().map(|thread| thread.join().unwrap()).collect()
    })
}

#[test]
fn of_64_applications_with_funds_for_10_exactly_10_succeed() {
    let directory = tempfile::tempdir().unwrap();
    let bench = on_file(&directory);
    let statuses = side_by_side(&bench, THREADS, |bench, _| {
        bench.apply(r#""cash_apply_amount":10,"cash_type":0,"cash_mobile":"13800138000""#).0
    });
    assert_eq!(statuses.iter().filter(|status| **status == 200).count(), 10);
    assert_eq!(statuses.iter().filter(|status| **status == 409).count(), THREADS - 10);
    assert_eq!(bench.balances(1), (0, 10_000));
    bench.audit();
}

#[test]
fn the_daily_limit_and_the_interval_hold_side_by_side() {
    for (settings, passed) in
        [("cash_sum_limit = 3000, cash_max_sum = 3000", 3), ("cash_interval_time = 1", 1)]
    {
        let directory = tempfile::tempdir().unwrap();
        let bench = on_file(&directory);
        bench.run(&format!("UPDATE wallet_settings SET {settings}, updated_at = 1"));
        let statuses = side_by_side(&bench, THREADS, |bench, _| {
            bench.apply(r#""cash_apply_amount":10,"cash_type":0,"cash_mobile":"13800138000""#).0
        });
        assert_eq!(statuses.iter().filter(|status| **status == 200).count(), passed, "{settings}");
        bench.audit();
    }
}

#[test]
fn of_two_reviewers_one_succeeds() {
    let directory = tempfile::tempdir().unwrap();
    let bench = on_file(&directory);
    for _ in 0..20 {
        let (status, answer) =
            bench.apply(r#""cash_apply_amount":5,"cash_type":0,"cash_mobile":"13800138000""#);
        assert_eq!(status, 200);
        let id = answer["data"]["attributes"]["id"].as_i64().unwrap();
        let codes = side_by_side(&bench, 2, |bench, thread| {
            let target = [3, 5][thread];
            let body = format!(r#"{{"ids":[{id}],"cash_status":{target}}}"#);
            let (_, answer) = bench.json(Method::POST, "/api/wallet/cash/review", &token(2, ALL), &body);
            answer["data"]["records"][0]["code"].as_str().map(str::to_owned)
        });
        let refused: Vec<&String> = codes.iter().flatten().collect();
        assert_eq!(refused, ["cash_status_error"]);
    }
    bench.audit();
}

#[test]
fn of_64_requests_with_one_key_one_executes() {
    let directory = tempfile::tempdir().unwrap();
    let bench = on_file(&directory);
    let body = application(r#""cash_apply_amount":10,"cash_type":0,"cash_mobile":"13800138000""#);
    let answers = side_by_side(&bench, THREADS, |bench, _| {
        let response = bench.keyed("one key", &body);
        (response.status.as_u16(), response.body, response.headers.contains_key("idempotency-replayed"))
    });
    assert!(answers.iter().all(|(status, body, _)| *status == 200 && *body == answers[0].1));
    assert_eq!(answers.iter().filter(|(.., replayed)| !replayed).count(), 1);
    assert_eq!(bench.balances(1), (9_000, 1_000));
    bench.audit();
}
