//! `GET /withdraw`: each state as its callback tells it, by either number, of the product's own orders only.

mod common;

use common::WITH_ORDERS;
use feiqian_cashier::testing::{Answer, Bench, FIRST, Pairs, SECOND, by_query};
use feiqian_platform::http::{Method, Request};
use feiqian_withdraw::handle;

fn ask(pairs: &Pairs) -> Request {
    by_query(Method::GET, "/withdraw", pairs)
}

fn of(params: &[(&str, &str)]) -> Request {
    ask(&FIRST.sign(params))
}

#[test]
fn each_state_is_told_as_the_callback_tells_it() {
    let bench = Bench::new(handle);
    bench.sql(WITH_ORDERS);
    for (status, user_type) in [(0, "P"), (1, "U"), (2, "Z")] {
        if status > 0 {
            bench.sql(&format!(
                "UPDATE withdraw_records SET status = {status}, change_action = 'approve', change_remarks = 'ok',
                   change_user_type = '{user_type}', approved_at = 1767323106000, updated_at = 1767323107000
                 WHERE billno = 'M0012601020304051000W1'"
            ));
        }
        let (remarks, approved, updated) = match status {
            0 => ("", "", "1970-01-01 00:00:00"),
            _ => ("ok", "2026-01-02 03:05:06", "2026-01-02 03:05:07"),
        };
        assert_eq!(
            bench.answer(of(&[("product_billno", "OWN-1")])),
            Answer::success(&format!(
                r#"{{"product_id":1,"product_user_id":"1000001","billno":"M0012601020304051000W1","product_billno":"OWN-1","amount":"500.00","currency":"CNY","status":{status},"remarks":"{remarks}","withdraw_channel_code":"W1","approved_at":"{approved}","created_at":"1970-01-01 00:00:00","updated_at":"{updated}"}}"#
            ))
        );
    }
}

#[test]
fn an_order_is_found_by_either_number_and_by_both_only_if_they_are_one_order() {
    let bench = Bench::new(handle);
    bench.sql(WITH_ORDERS);
    for params in [
        &[("billno", "M0012601020304051000W1")][..],
        &[("product_billno", "OWN-1")],
        &[("product_billno", "OWN-1"), ("billno", "M0012601020304051000W1")],
    ] {
        let answer = bench.answer(of(params));
        assert!(answer.data().contains(r#""billno":"M0012601020304051000W1""#), "{params:?}: {answer:?}");
    }
    let of_second = bench.answer(ask(&SECOND.sign_once("one", &[("product_billno", "OWN-1")])));
    assert!(of_second.data().contains(r#""billno":"M0012601020304051000W2""#), "{of_second:?}");
    for params in [
        &[("product_billno", "OWN-2")][..],
        &[("billno", "M0012601020304051000W9")],
        // Product 2's.
        &[("billno", "M0012601020304051000W2")],
        &[("product_billno", "OWN-1"), ("billno", "M0012601020304051000W2")],
    ] {
        assert_eq!(bench.answer(of(params)), Answer::not_found(), "{params:?}");
    }
    let long: &str = &"x".repeat(65);
    for (params, errors) in [
        (&[][..], [("product_billno", "required")]),
        (&[("product_billno", long)], [("product_billno", "max.string")]),
        (&[("billno", long)], [("billno", "max.string")]),
    ] {
        assert_eq!(bench.answer(of(params)), Answer::invalid(&errors), "{params:?}");
    }
    bench.check_invariants();
}
