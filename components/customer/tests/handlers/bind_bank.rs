//! `POST /customer_bank` (cashier.md §8.10).

use crate::common::{CARD, card};
use feiqian_cashier::testing::{Answer, Bench, FIRST, MODES, NOW, NOW_S, SECOND, by_form, by_json};
use feiqian_customer::handle;
use feiqian_platform::http::{Method, Request};

fn bind(params: &[(&str, &str)]) -> Request {
    by_form(Method::POST, "/customer_bank", &FIRST.sign(params))
}

#[test]
fn the_example_of_the_specification() {
    const SIGN: &str = "73c34f943abc32aad87c5f1eee3f33ff";
    let bench = Bench::new(handle);
    let params = card("1000001", &[("product_id", "1"), ("sign", SIGN)]);
    let params = params.iter().map(|(name, value)| (name.to_string(), value.to_string())).collect();
    let data = format!(
        r#"{{"id":1,"customer_id":1,"type":0,"bank_account_name":"*三","bank_account_no":"6222 **** 0001","bank_name":"工商银行","bank_province":"北京市","bank_cities":"市辖区","bank_countries":"东城区","branch_name":"","status":1,"created_at":"{NOW}","updated_at":"{NOW}"}}"#
    );
    let answer = bench.answer(by_json(Method::POST, "/customer_bank", &params));
    assert_eq!(answer, Answer::success(&data));
    let now_ms = NOW_S * 1_000;
    assert_eq!(
        bench.table("customer_banks"),
        format!(
            "1,1,0,'张三','6222020000000000001','工商银行','北京市','市辖区','东城区','',1,{now_ms},{now_ms}"
        ),
        "stored in full"
    );
}

/// A success changes one table only, by one row.
#[test]
fn binding_touches_nothing_but_the_card() {
    let bench = Bench::new(handle);
    let customers = bench.table("customers");
    assert!(bench.answer(bind(&card("1000001", &[]))).is_success());
    assert_eq!(bench.table("customers"), customers);
    assert_eq!(bench.integers("SELECT count(*) FROM customer_banks"), [1]);
    bench.check_invariants();
}

#[test]
fn the_time_is_utc() {
    for (now_ms, text) in [
        (0, "1970-01-01 00:00:00"),
        (999, "1970-01-01 00:00:00"),
        (1_000, "1970-01-01 00:00:01"),
        (1_767_323_045_999, "2026-01-02 03:04:05"),
        (1_798_761_599_999, "2026-12-31 23:59:59"),
        (1_835_395_200_000, "2028-02-29 00:00:00"),
        (4_102_444_800_000, "2100-01-01 00:00:00"),
    ] {
        let bench = Bench::new(handle);
        bench.platform.set_now_ms(now_ms);
        let answer = bench.answer(bind(&card("1000001", &[])));
        let times = format!(r#""created_at":"{text}","updated_at":"{text}"}}"#);
        assert!(answer.data().ends_with(&times), "{answer:?}");
        assert_eq!(bench.integers("SELECT created_at FROM customer_banks"), [now_ms]);
    }
}

#[test]
fn every_rule_of_every_field() {
    let (chars_100, chars_101) = ("字".repeat(100), "字".repeat(101));
    let (no_34, no_35) = ("9".repeat(34), "9".repeat(35));
    let bad_35 = format!("-{no_34}");
    let mut cases: Vec<(&str, &str, Option<&str>)> = vec![
        ("product_user_id", "1000002", Some("exists")),
        ("product_user_id", &no_34, Some("exists")),
        ("product_user_id", &chars_101[..64 * 3], Some("exists")),
        ("product_user_id", &chars_101[..65 * 3], Some("max.string")),
        ("product_user_id", "a\n", Some("string")),
        ("branch_name", "", None),
        ("branch_name", " ", None),
        ("branch_name", &chars_100, None),
        ("branch_name", &chars_101, Some("max.string")),
        ("branch_name", "\u{1}", Some("string")),
        ("type", "", None),
        ("type", " ", None),
        ("type", "0", None),
        ("type", "1", None),
        ("type", "-0", None),
        ("type", "2", Some("in")),
        ("type", "-1", Some("in")),
        ("type", "10", Some("in")),
        ("type", "99999999999999999999", Some("in")),
        ("type", "-99999999999999999999", Some("in")),
        ("type", "4294967296", Some("in")),
        ("type", "x", Some("integer")),
        ("type", "00", Some("integer")),
        ("type", "01", Some("integer")),
        ("type", "+1", Some("integer")),
        ("type", "1.0", Some("integer")),
        ("type", "1e0", Some("integer")),
        ("type", " 1", Some("integer")),
        ("type", "1 ", Some("integer")),
        ("type", "１", Some("integer")),
        ("type", "0x1", Some("integer")),
        ("type", "1\n", Some("string")),
        ("bank_account_no", "123456", None),
        ("bank_account_no", &no_34, None),
        ("bank_account_no", "ABCdef123", None),
        ("bank_account_no", "000000", None),
        ("bank_account_no", "12345", Some("min.string")),
        ("bank_account_no", "1", Some("min.string")),
        ("bank_account_no", &no_35, Some("max.string")),
        ("bank_account_no", "12-34 56", Some("string")),
        ("bank_account_no", "12-34", Some("string")),
        ("bank_account_no", &bad_35, Some("string")),
        ("bank_account_no", " 123456", Some("string")),
        ("bank_account_no", "123456 ", Some("string")),
        ("bank_account_no", "１２３４５６", Some("string")),
        ("bank_account_no", "12345é", Some("string")),
        ("bank_account_no", "1234567_", Some("string")),
        ("bank_account_no", "12345678.0", Some("string")),
        ("bank_account_no", "-12345678", Some("string")),
        ("bank_account_no", "123456\u{0}", Some("string")),
    ];
    for name in ["bank_account_name", "bank_name", "bank_province", "bank_cities", "bank_countries"] {
        cases.extend([
            (name, "x", None),
            (name, " x ", None),
            (name, "\"\\/<b>&'; DROP TABLE customers; --😀", None),
            (name, chars_100.as_str(), None),
            (name, chars_101.as_str(), Some("max.string")),
            (name, "a\tb", Some("string")),
        ]);
    }
    for name in ["product_user_id", "bank_account_no"].into_iter().chain(CARD.map(|(name, _)| name)) {
        cases.extend(["", " ", "\u{3000}\u{a0}"].map(|blank| (name, blank, Some("required"))));
    }
    for mode in MODES {
        let bench = Bench::new(handle).in_mode(mode);
        for (name, value, key) in &cases {
            bench.sql("DELETE FROM customer_banks");
            let answer = bench.answer(bind(&card("1000001", &[(name, value)])));
            let Some(key) = key else {
                assert_eq!((answer.code(), answer.status), (200, 200), "{name} {value:?}: {answer:?}");
                let stored = bench.texts(&format!("SELECT CAST({name} AS TEXT) FROM customer_banks"));
                let expected = match (*name, value.trim()) {
                    ("type", "" | "-0") => "0",
                    ("branch_name", "") => "",
                    _ => value,
                };
                assert_eq!(stored, [expected], "{name}");
                bench.check_invariants();
                continue;
            };
            assert_eq!(answer, Answer::invalid(&[(name, key)]).in_mode(mode), "{name} {value:?}");
        }
        for (name, _) in card("1000001", &[]) {
            let params: Vec<_> =
                card("1000001", &[]).into_iter().filter(|(other, _)| *other != name).collect();
            let expected = Answer::invalid(&[(name, "required")]).in_mode(mode);
            assert_eq!(bench.answer(bind(&params)), expected, "absent");
        }
    }
}

#[test]
fn all_failing_fields_at_once() {
    let long = "x".repeat(101);
    for mode in MODES {
        let bench = Bench::new(handle).in_mode(mode);
        let required = [
            ("product_user_id", "required"),
            ("bank_account_name", "required"),
            ("bank_name", "required"),
            ("bank_province", "required"),
            ("bank_cities", "required"),
            ("bank_countries", "required"),
            ("bank_account_no", "required"),
        ];
        assert_eq!(bench.answer(bind(&[])), Answer::invalid(&required).in_mode(mode));
        let bad = [
            ("type", "x"),
            ("branch_name", long.as_str()),
            ("bank_account_no", "12-34"),
            ("bank_countries", &long),
            ("bank_cities", " "),
            ("bank_province", &long),
            ("bank_name", ""),
            ("bank_account_name", &long),
            ("product_user_id", &long),
        ];
        let expected = [
            ("product_user_id", "max.string"),
            ("bank_account_name", "max.string"),
            ("bank_name", "required"),
            ("bank_province", "max.string"),
            ("bank_cities", "required"),
            ("bank_countries", "max.string"),
            ("bank_account_no", "string"),
            ("branch_name", "max.string"),
            ("type", "integer"),
        ];
        assert_eq!(bench.answer(bind(&bad)), Answer::invalid(&expected).in_mode(mode));
    }
}

#[test]
fn the_type_as_json() {
    for (json, text, stored) in [("1", "1", "1"), ("true", "1", "1"), ("false", "", "0"), ("null", "", "0")] {
        let bench = Bench::new(handle);
        let signed = FIRST.sign(&card("1000001", &[("type", text)]));
        let request = by_json(Method::POST, "/customer_bank", &signed);
        let feiqian_platform::Body::Whole(body) = request.body else { panic!("a whole body") };
        let body = String::from_utf8(body)
            .unwrap()
            .replace(&format!("\"type\":\"{text}\""), &format!("\"type\":{json}"));
        assert!(body.contains(&format!("\"type\":{json}")));
        let answer =
            bench.answer(Request::new(Method::POST, "/customer_bank").with_body("application/json", body));
        assert!(answer.data().contains(&format!("\"type\":{stored},")), "{answer:?}");
    }
}

#[test]
fn only_for_an_active_customer_of_the_product() {
    for mode in MODES {
        let bench = Bench::new(handle).in_mode(mode);
        bench.sql(
            "INSERT INTO customers (id, product_id, product_user_id, status, created_at, updated_at) VALUES
               (10, 1, 'idle', 0, 0, 0), (11, 2, 'second', 1, 0, 0), (12, 1, 'idle with card', 0, 0, 0);
             INSERT INTO customer_banks (customer_id, bank_account_name, bank_account_no, bank_name, bank_province,
                                         bank_cities, bank_countries, created_at, updated_at)
             VALUES (12, 'a', '123456', 'b', 'c', 'd', 'e', 0, 0)",
        );
        let exists = Answer::invalid(&[("product_user_id", "exists")]).in_mode(mode);
        for user in ["nobody", "idle", "second", "idle with card", "Second", "1000001 "] {
            assert_eq!(bench.answer(bind(&card(user, &[]))), exists, "{user}");
        }
        // The form of all fields comes before the customer.
        let form = Answer::invalid(&[("bank_account_no", "min.string")]).in_mode(mode);
        assert_eq!(bench.answer(bind(&card("nobody", &[("bank_account_no", "1")]))), form);

        let second = |user, nonce| {
            let params = SECOND.sign_once(nonce, &card(user, &[]));
            bench.answer(by_form(Method::POST, "/customer_bank", &params))
        };
        assert_eq!(second("idle", "a"), exists);
        assert!(second("second", "b").is_success());
        assert!(second("1000001", "c").is_success(), "product 2's customer of that name");
        assert!(
            bench.answer(bind(&card("1000001", &[]))).is_success(),
            "and product 1's, with the same number"
        );
        assert_eq!(bench.integers("SELECT customer_id FROM customer_banks ORDER BY 1"), [1, 2, 11, 12]);
    }
}

#[test]
fn a_card_is_bound_once_and_for_all() {
    for mode in MODES {
        let bench = Bench::new(handle).in_mode(mode);
        assert!(bench.answer(bind(&card("1000001", &[]))).is_success());
        let unique = Answer::invalid(&[("bank_account_no", "unique")]).in_mode(mode);
        let other = card("1000001", &[("bank_account_no", "999999999999"), ("bank_account_name", "李四")]);
        for status in [1, 0] {
            bench.sql(&format!("UPDATE customer_banks SET status = {status}"));
            assert_eq!(bench.answer(bind(&card("1000001", &[]))), unique, "the same card");
            assert_eq!(bench.answer(bind(&other)), unique, "another card");
            let bad = card("1000001", &[("bank_account_no", "12-34 56")]);
            assert_eq!(
                bench.answer(bind(&bad)),
                Answer::invalid(&[("bank_account_no", "string")]).in_mode(mode),
                "its form comes first"
            );
        }
        bench.sql("UPDATE customers SET status = 0 WHERE id = 1");
        let exists = Answer::invalid(&[("product_user_id", "exists")]).in_mode(mode);
        assert_eq!(bench.answer(bind(&other)), exists, "the customer comes before the card");
    }
}
