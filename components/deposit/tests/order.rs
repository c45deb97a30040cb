//! `GET /order`: each state as its callback tells it, by either number, of the product's own orders only.

mod common;

use common::*;
use feiqian_cashier::testing::{Answer, FIRST, Pairs, SECOND, by_query};
use feiqian_platform::http::{Method, Request};
use serde_json::{Value as Json, json};

/// Orders of product 1: open, paid, made up with its child, failed. Then one of product 2 under the first one's number.
const ORDERS: &str = "
    INSERT INTO deposit_records (id, product_id, merchant_id, customer_id, channel_id, deposit_channel_code, currency,
      amount, order_sn, product_order_sn, upstream_state, change_action, change_actor, change_user_type, change_trace,
      created_at, updated_at)
    SELECT n.value, 1, 1, 1, h.id, h.code, 'CNY', 30000, 'M0012601020304051000' || n.value, 'P-' || n.value, 'none', 'create',
           'product:1', 'P', 't', 1767323045000, 1767323045000
      FROM json_each('[1,2,3,4]') n JOIN deposit_channels h ON h.product_id = 1 AND h.code = '1';
    UPDATE deposit_records SET status = 2, paid_amount = amount, paid_at = 1767323106000, change_action = 'callback',
      change_user_type = 'M', change_remarks = 'ok', updated_at = 1767323106000 WHERE id = 2;
    INSERT INTO deposit_records (id, product_id, merchant_id, customer_id, channel_id, deposit_channel_code, currency,
      amount, order_sn, parent_id, status, upstream_state, paid_amount, paid_at, change_action, change_actor,
      change_user_type, change_trace, created_at, updated_at)
    SELECT 5, 1, 1, 1, channel_id, deposit_channel_code, 'CNY', 700, 'M00126010203040510003_1', 3, 2, 'none', 700, 1767323107000,
           'make_up', 'a', 'M', 't', 1767323107000, 1767323107000 FROM deposit_records WHERE id = 3;
    UPDATE deposit_records SET status = -1, change_action = 'expire', change_user_type = 'S' WHERE id = 4;
    INSERT INTO deposit_records (id, product_id, merchant_id, customer_id, channel_id, deposit_channel_code, currency,
      amount, order_sn, product_order_sn, upstream_state, change_action, change_actor, change_user_type, change_trace,
      created_at, updated_at)
    SELECT 6, 2, h.merchant_id, c.id, h.id, h.code, h.currency, 99, 'M00226010203040510006', 'P-1', 'none', 'create', 'product:2', 'P',
           't', 0, 0
      FROM customers c JOIN deposit_channels h ON h.id = (SELECT min(id) FROM deposit_channels WHERE product_id = 2)
     WHERE c.product_id = 2 AND c.product_user_id = '1000001'";

fn ask(pairs: &Pairs) -> Request {
    by_query(Method::GET, "/order", pairs)
}

fn of(params: &[(&str, &str)]) -> Request {
    ask(&FIRST.sign(params))
}

#[test]
fn each_state_is_told_as_the_callback_tells_it() {
    let (bench, _) = bench();
    bench.sql(ORDERS);
    let state = |number: &str| -> Json {
        serde_json::from_str(bench.answer(of(&[("product_order_sn", number)])).data()).expect("an object")
    };
    assert_eq!(
        bench.answer(of(&[("product_order_sn", "P-2")])),
        Answer::success(
            r#"{"product_id":1,"product_user_id":"1000001","order_sn":"M00126010203040510002","parent_order_sn":"","product_order_sn":"P-2","amount":"300.00","currency":"CNY","status":2,"remarks":"ok","deposit_channel_code":"1","paid_amount":"300.00","paid_at":"2026-01-02 03:05:06","created_at":"2026-01-02 03:04:05","updated_at":"2026-01-02 03:05:06","make_up_orders":[]}"#
        )
    );
    let open = state("P-1");
    assert_eq!(
        (&open["status"], &open["paid_amount"], &open["paid_at"]),
        (&json!(0), &json!(""), &json!(""))
    );
    let made_up = state("P-3");
    assert_eq!((&made_up["status"], &made_up["order_sn"]), (&json!(4), &json!("M00126010203040510003")));
    assert_eq!(
        made_up["make_up_orders"],
        json!([{"order_sn": "M00126010203040510003_1", "deposit_channel_code": "1", "paid_amount": "7.00", "paid_at": "2026-01-02 03:05:07"}])
    );
    assert_eq!(state("P-4")["status"], json!(-1));
    // The notices of these orders hold the same.
    for row in bench.texts("SELECT payload FROM outbox WHERE topic = 'cashier.deposit'") {
        let payload: Json = serde_json::from_str(&row).expect("an object");
        let told = bench.answer(of(&[("order_sn", payload["order_sn"].as_str().expect("a number"))]));
        let told: Json = serde_json::from_str(told.data()).expect("an object");
        for (name, value) in payload.as_object().expect("an object") {
            assert_eq!(&told[name], value, "{name} of {payload}");
        }
    }
}

#[test]
fn an_order_is_found_by_either_number_and_by_both_only_if_they_are_one_order() {
    let (bench, _) = bench();
    bench.sql(ORDERS);
    let number = |request| member(&bench.answer(request), "order_sn");
    for params in [
        &[("order_sn", "M00126010203040510001")][..],
        &[("product_order_sn", "P-1")],
        &[("product_order_sn", "P-1"), ("order_sn", "M00126010203040510001")],
        &[("product_order_sn", "P-1"), ("order_sn", "")],
    ] {
        assert_eq!(number(of(params)), "M00126010203040510001", "{params:?}");
    }
    // A make-up order by its own number, and together with the number that its callback carries.
    assert_eq!(number(of(&[("order_sn", "M00126010203040510003_1")])), "M00126010203040510003_1");
    assert_eq!(
        number(of(&[("order_sn", "M00126010203040510003_1"), ("product_order_sn", "P-3")])),
        "M00126010203040510003_1"
    );
    assert_eq!(
        number(ask(&SECOND.sign_once("one", &[("product_order_sn", "P-1")]))),
        "M00226010203040510006"
    );
    let absent = [
        &[("product_order_sn", "P-9")][..],
        &[("order_sn", "M00126010203040510009")],
        &[("product_order_sn", "p-1")],
        &[("product_order_sn", "P-1"), ("order_sn", "M00126010203040510002")],
        // Product 2's.
        &[("order_sn", "M00226010203040510006")],
        &[("product_order_sn", "P-1"), ("order_sn", "M00226010203040510006")],
    ];
    for params in absent {
        assert_eq!(bench.answer(of(params)), Answer::not_found(), "{params:?}");
    }
    for number in ["M00126010203040510001", "M00126010203040510003_1"] {
        assert_eq!(
            bench.answer(ask(&SECOND.sign_once(number, &[("order_sn", number)]))),
            Answer::not_found(),
            "{number}"
        );
    }
    let long: &str = &"x".repeat(65);
    for (params, errors) in [
        (&[][..], [("product_order_sn", "required")]),
        (&[("product_order_sn", " "), ("order_sn", "")], [("product_order_sn", "required")]),
        (&[("product_order_sn", long)], [("product_order_sn", "max.string")]),
        (&[("order_sn", long)], [("order_sn", "max.string")]),
    ] {
        assert_eq!(bench.answer(of(params)), Answer::invalid(&errors), "{params:?}");
    }
    bench.check_invariants();
}
