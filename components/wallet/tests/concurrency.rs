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

/// Two instances of the component on one database: one whose clock has not passed midnight in Shanghai and one whose has.
fn around_midnight(directory: &tempfile::TempDir) -> (Bench, Bench, i64) {
    let before = on_file(directory);
    let after = Bench::instance(Platform::on_file(directory.path().join("wallet.db")));
    after.draw_ahead(10_000);
    let midnight = NOW_MS - (NOW_MS + 28_800_000) % 86_400_000 + 86_400_000;
    before.platform.set_now_ms(midnight - 1);
    after.platform.set_now_ms(midnight);
    (before, after, midnight)
}

#[test]
fn the_daily_limit_holds_on_both_sides_of_midnight_side_by_side() {
    let directory = tempfile::tempdir().unwrap();
    let (before, after, midnight) = around_midnight(&directory);
    before.run("UPDATE wallet_settings SET cash_sum_limit = 3000, cash_max_sum = 3000, updated_at = 1");
    let statuses = side_by_side(&before, THREADS, |bench, thread| {
        let bench = if thread % 2 == 0 { bench } else { &Bench { platform: after.platform.clone() } };
        bench.apply(r#""cash_apply_amount":10,"cash_type":0,"cash_mobile":"13800138000""#).0
    });
    assert_eq!(statuses.iter().filter(|status| **status == 200).count(), 6);
    assert_eq!(statuses.iter().filter(|status| **status == 409).count(), THREADS - 6);
    let days =
        before.integers("SELECT CAST(substr(cash_sn, 1, 8) AS INTEGER) FROM user_wallet_cash ORDER BY 1");
    assert_eq!(days, [20_260_102, 20_260_102, 20_260_102, 20_260_103, 20_260_103, 20_260_103]);
    let times = before.integers("SELECT created_at FROM user_wallet_cash ORDER BY 1");
    assert_eq!(times, [[midnight - 1; 3], [midnight; 3]].concat());
    before.audit();
}

#[test]
fn the_interval_does_not_end_at_midnight_side_by_side() {
    for _ in 0..5 {
        let directory = tempfile::tempdir().unwrap();
        let (before, after, midnight) = around_midnight(&directory);
        before.run("UPDATE wallet_settings SET cash_interval_time = 1, updated_at = 1");
        let amount = r#""cash_apply_amount":10,"cash_type":0,"cash_mobile":"13800138000""#;
        let answers = side_by_side(&before, 16, |bench, thread| {
            let bench = if thread % 2 == 0 { bench } else { &Bench { platform: after.platform.clone() } };
            bench.apply(amount)
        });
        let passed: Vec<_> = answers.iter().filter(|(status, _)| *status == 200).collect();
        assert_eq!(passed.len(), 1);
        let created_ms = before.integers("SELECT created_at FROM user_wallet_cash")[0];
        assert!([midnight - 1, midnight].contains(&created_ms));
        // Both sides name the same instant, rounded up to the second, and it is the first that passes.
        for (status, answer) in answers.iter().filter(|(status, _)| *status != 200) {
            let error = &answer["errors"][0];
            assert_eq!((*status, &error["code"]), (409, &"cash_interval_time".into()));
            assert_eq!(error["meta"]["retry_at"], "2026-01-04T00:00:00+08:00");
        }
        after.platform.set_now_ms(created_ms + 86_399_999);
        assert_eq!(after.apply(amount).0, 409);
        after.platform.set_now_ms(created_ms + 86_400_000);
        assert_eq!(after.apply(amount).0, 200);
        before.audit();
    }
}

#[test]
fn two_reviewers_of_one_list_share_it() {
    let directory = tempfile::tempdir().unwrap();
    let bench = on_file(&directory);
    for _ in 0..64 {
        let applied = bench.apply(r#""cash_apply_amount":1,"cash_type":0,"cash_mobile":"13800138000""#);
        assert_eq!(applied.0, 200);
    }
    let ids: Vec<String> = (1..=64).map(|id| id.to_string()).collect();
    let results = side_by_side(&bench, 2, |bench, thread| {
        // One from each end, so that they meet.
        let mut ids = ids.clone();
        if thread == 1 {
            ids.reverse();
        }
        let body = format!(r#"{{"ids":[{}],"cash_status":{}}}"#, ids.join(","), [3, 5][thread]);
        let reviewer = 2 + thread as i64;
        let (status, answer) =
            bench.json(Method::POST, "/api/wallet/cash/review", &token(reviewer, ALL), &body);
        assert_eq!(status, 200);
        answer["data"]["records"].as_array().unwrap().clone()
    });
    for id in 1..=64 {
        let of = |thread: usize| results[thread].iter().find(|record| record["id"] == id).unwrap();
        let won = [of(0), of(1)].into_iter().filter(|record| record["result"] == "success").count();
        assert_eq!(won, 1, "{id}");
        let winner = if of(0)["result"] == "success" { 0 } else { 1 };
        let loser = of(1 - winner);
        assert_eq!(
            (&loser["code"], &loser["cash_status"]),
            (&"cash_status_error".into(), &of(winner)["cash_status"])
        );
        let operator = format!("SELECT operator_id FROM user_wallet_cash WHERE id = {id}");
        assert_eq!(bench.integers(&operator), [2 + winner as i64]);
    }
    let refunded = bench.integers("SELECT 100 * count(*) FROM user_wallet_cash WHERE refunds_status = 1")[0];
    assert_eq!(bench.balances(1), (10_000 - 6_400 + refunded, 0));
    bench.audit();
}

#[test]
fn a_record_that_was_made_during_its_review_is_unknown() {
    let bench = Bench::new();
    let applicant = Bench { platform: bench.platform.clone() };
    bench.json(Method::GET, "/api/wallet/settings", &token(2, ""), "");
    // Between the review, which finds nothing, and the question why.
    bench.platform.after_next_command(move || {
        assert_eq!(
            applicant.apply(r#""cash_apply_amount":1,"cash_type":0,"cash_mobile":"13800138000""#).0,
            200
        );
    });
    let review = || {
        let body = r#"{"ids":[1],"cash_status":3}"#;
        bench.json(Method::POST, "/api/wallet/cash/review", &token(2, ALL), body).1["data"]["records"]
            .to_string()
    };
    assert_eq!(review(), r#"[{"cash_status":null,"code":"model_not_found","id":1,"result":"failure"}]"#);
    assert_eq!(bench.balances(1), (9_900, 100));
    assert_eq!(review(), r#"[{"cash_status":3,"code":null,"id":1,"result":"success"}]"#);
    bench.audit();
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
