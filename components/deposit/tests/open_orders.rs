//! How many orders a customer may have open (`open_orders_per_customer`).

mod common;

use common::*;
use feiqian_cashier::testing::{Answer, NOW_S};
use std::thread;

fn too_many() -> Answer {
    Answer::invalid(&[("product_user_id", "max.numeric")])
}

#[test]
fn the_sixth_open_order_is_refused_until_one_of_the_five_ends() {
    let (bench, hub) = bench();
    hub.say("/OnlinePaymentSecond.do", r#"{"status":0,"billno":"HUB2","url":"https://pay.example/x"}"#);
    assert!(bench.answer(paylimit("6")).is_success());
    bench.platform.set_variable("open_orders_per_customer", "5");
    let numbered = with(LOCAL, &[("product_order_sn", "P-1")]);
    let first = bench.answer(pay(&numbered));
    assert!(first.is_success());
    // Orders of every kind count.
    for params in [LOCAL, TRANSFER, ONLINE, REDIRECT] {
        assert!(bench.answer(pay(params)).is_success());
    }
    for params in [LOCAL, REDIRECT, &with(LOCAL, &[("product_order_sn", "P-2")])] {
        assert_eq!(bench.answer(pay(params)), too_many());
    }
    // What was ordered is still answered.
    assert_eq!(bench.answer(pay(&numbered)).data(), first.data());
    // Another customer is not concerned.
    bench.sql(
        "INSERT INTO customers (product_id, product_user_id, created_at, updated_at) VALUES (1, 'other', 0, 0)",
    );
    assert!(bench.answer(pay(&with(LOCAL, &[("product_user_id", "other")]))).is_success());

    let ends = [
        "status = 2, paid_amount = amount, paid_at = 1, change_action = 'callback', change_user_type = 'M'",
        "status = -1, change_action = 'approve', change_user_type = 'U'",
        "status = -3, change_action = 'approve', change_user_type = 'Z'",
        "status = -1, change_action = 'expire', change_user_type = 'S'",
    ];
    for (id, end) in (1..).zip(ends) {
        bench.sql(&format!("UPDATE deposit_records SET {end} WHERE id = {id}"));
        assert!(bench.answer(pay(LOCAL)).is_success(), "{end}");
        assert_eq!(bench.answer(pay(LOCAL)), too_many(), "{end}");
    }
    assert_eq!(bench.answer(pay(&numbered)).data(), first.data());
    bench.check_invariants();
}

#[test]
fn an_order_counts_for_its_time_and_zero_is_no_limit() {
    let (bench, hub) = bench();
    bench.platform.set_variable("open_orders_per_customer", "1");
    bench.platform.set_variable("local_order_ttl_seconds", "60");
    assert!(bench.answer(pay(TRANSFER)).is_success());
    bench.platform.set_now_ms(NOW_S * 1_000 + 59_999);
    assert_eq!(bench.answer(pay(TRANSFER)), too_many());
    bench.platform.set_now_ms(NOW_S * 1_000 + 60_000);
    hub.say("/BQPayment.do", r#"{"success":0,"order":{"billno":"HUB2","bankname":"建设银行","accountnumber":"6222029876543210","accountname":"王五"}}"#);
    assert!(bench.answer(pay(TRANSFER)).is_success());
    assert_eq!(bench.answer(pay(TRANSFER)), too_many());
    // For ever.
    bench.platform.set_variable("local_order_ttl_seconds", "0");
    bench.platform.set_now_ms(NOW_S * 1_000 + 400 * 86_400_000);
    bench.sql("UPDATE deposit_records SET status = -1, change_action = 'expire', change_user_type = 'S' WHERE id = 2");
    assert_eq!(bench.answer(pay(LOCAL)), too_many());
    bench.platform.set_variable("open_orders_per_customer", "0");
    for _ in 0..7 {
        assert!(bench.answer(pay(LOCAL)).is_success());
    }
    bench.check_invariants();
}

#[test]
fn an_order_that_its_hub_refused_is_not_open() {
    let (bench, hub) = bench();
    bench.platform.set_variable("open_orders_per_customer", "1");
    hub.say("/BQPayment.do", r#"{"success":1,"message":"closed"}"#);
    for _ in 0..3 {
        assert_eq!(bench.send(pay(TRANSFER)), failed("closed"));
    }
    assert!(bench.answer(pay(LOCAL)).is_success());
    assert_eq!(bench.answer(pay(LOCAL)), too_many());
}

#[test]
fn of_many_at_once_as_many_as_may_be_open_are_written() {
    let directory = tempfile::tempdir().unwrap();
    let (bench, _) = bench_on_file(directory.path());
    bench.platform.set_variable("open_orders_per_customer", "5");
    let at_once = |params: &[(&str, &str)]| -> Vec<Answer> {
        thread::scope(|scope| {
            let callers: Vec<_> = (0..32)
                .map(|_| {
                    let (platform, request) = (bench.platform.clone(), pay(params));
                    scope.spawn(move || {
                        let answer = feiqian_deposit::handle(&platform, request);
                        Answer::from(feiqian_platform::native::block_on(answer))
                    })
                })
                .collect();
            callers.into_iter().map(|caller| caller.join().unwrap()).collect()
        })
    };
    let answers = at_once(LOCAL);
    assert_eq!(answers.iter().filter(|answer| answer.is_success()).count(), 5);
    assert_eq!(answers.iter().filter(|answer| **answer == too_many()).count(), 27);

    // Equal calls for the last place: one order, told to all of them.
    bench.sql("UPDATE deposit_records SET status = -1, change_action = 'expire', change_user_type = 'S' WHERE id = 1");
    let answers = at_once(&with(LOCAL, &[("product_order_sn", "P-1")]));
    let data: std::collections::BTreeSet<&str> =
        answers.iter().map(feiqian_cashier::testing::Answer::data).collect();
    assert_eq!(data.len(), 1, "{answers:?}");
    assert_eq!(bench.integers("SELECT count(*) FROM deposit_records WHERE status = 0"), [5]);
    bench.check_invariants();
}

#[test]
fn variables_out_of_range_are_faults() {
    let (bench, _) = bench();
    for (name, good, bad) in [
        ("open_orders_per_customer", "5", ["", "-1", "100001"]),
        ("local_order_ttl_seconds", "86400", ["", "-1", "31536001"]),
    ] {
        for value in bad {
            bench.platform.set_variable(name, value);
            assert_eq!(bench.answer(pay(LOCAL)), Answer::fault(), "{name} {value}");
        }
        bench.platform.set_variable(name, good);
    }
}
