//! `GET /customer_bank` (cashier.md §8.11), and the masking of both methods (§5).

use crate::common::{WITH_CARDS, card};
use feiqian_cashier::testing::{Answer, Bench, FIRST, MODES, NOW, SECOND, by_form, by_query};
use feiqian_customer::handle;
use feiqian_platform::http::{Method, Request};

fn get(user: &str) -> Request {
    by_query(Method::GET, "/customer_bank", &FIRST.sign(&[("product_user_id", user)]))
}

#[test]
fn the_card_as_it_is_stored_but_masked() {
    for mode in MODES {
        let bench = Bench::new(handle).in_mode(mode);
        bench.sql(WITH_CARDS);
        bench.sql(
            "UPDATE customer_banks SET type = 1, branch_name = '\"第一\"', updated_at = 1767323046999 WHERE id = 11",
        );
        for status in [1, 0] {
            bench.sql(&format!("UPDATE customer_banks SET status = {status} WHERE id = 11"));
            let data = format!(
                r#"{{"id":11,"customer_id":1,"type":1,"bank_account_name":"*三","bank_account_no":"6222 **** 0001","bank_name":"工商银行","bank_province":"北京市","bank_cities":"市辖区","bank_countries":"东城区","branch_name":"\"第一\"","status":{status},"created_at":"{NOW}","updated_at":"2026-01-02 03:04:06"}}"#
            );
            assert_eq!(bench.answer(get("1000001")), Answer::success(&data));
        }
        let second = SECOND.sign_once("n", &[("product_user_id", "1000001")]);
        let answer = bench.answer(by_query(Method::GET, "/customer_bank", &second));
        assert!(answer.data().starts_with(r#"{"id":12,"customer_id":2,"type":0,"#), "{answer:?}");
    }
}

#[test]
fn what_binding_answers_is_what_is_read() {
    let bench = Bench::new(handle);
    let bound = bench.answer(by_form(Method::POST, "/customer_bank", &FIRST.sign(&card("1000001", &[]))));
    bench.platform.set_now_ms(1);
    assert_eq!(bench.answer(get("1000001")), bound);
    assert_eq!(bench.answer(get("1000001")), bound, "reading changes nothing");
}

#[test]
fn refusals() {
    let too_long = "x".repeat(65);
    for mode in MODES {
        let bench = Bench::new(handle).in_mode(mode);
        bench.sql(WITH_CARDS);
        bench.sql(
            "INSERT INTO customers (id, product_id, product_user_id, status, created_at, updated_at) VALUES
               (10, 1, 'no card', 1, 0, 0), (11, 1, 'idle', 0, 0, 0), (12, 1, 'idle with card', 0, 0, 0),
               (13, 2, 'second', 1, 0, 0), (14, 1, 'Case', 1, 0, 0);
             INSERT INTO customer_banks (customer_id, bank_account_name, bank_account_no, bank_name, bank_province,
                                         bank_cities, bank_countries, created_at, updated_at)
             SELECT id, 'a', '123456', 'b', 'c', 'd', 'e', 0, 0 FROM customers WHERE id BETWEEN 12 AND 14",
        );
        assert!(bench.answer(get("Case")).is_success());
        for (user, field, key) in [
            ("no card", "bank_account_no", "exists"),
            ("nobody", "product_user_id", "exists"),
            ("idle", "product_user_id", "exists"),
            ("idle with card", "product_user_id", "exists"),
            ("second", "product_user_id", "exists"),
            ("case", "product_user_id", "exists"),
            (" 1000001", "product_user_id", "exists"),
            (&too_long[..64], "product_user_id", "exists"),
            (&too_long, "product_user_id", "max.string"),
            ("", "product_user_id", "required"),
            (" ", "product_user_id", "required"),
            ("\u{3000}", "product_user_id", "required"),
            ("a\u{0}", "product_user_id", "string"),
        ] {
            let expected = Answer::invalid(&[(field, key)]).in_mode(mode);
            assert_eq!(bench.answer(get(user)), expected, "{user:?}");
        }
        let absent = by_query(Method::GET, "/customer_bank", &FIRST.sign(&[]));
        let expected = Answer::invalid(&[("product_user_id", "required")]).in_mode(mode);
        assert_eq!(bench.answer(absent), expected);
        let second = |user, nonce| {
            let params = SECOND.sign_once(nonce, &[("product_user_id", user)]);
            bench.answer(by_query(Method::GET, "/customer_bank", &params))
        };
        assert!(second("second", "a").is_success());
        assert_eq!(second("no card", "b"), Answer::invalid(&[("product_user_id", "exists")]).in_mode(mode));
    }
}

#[test]
fn names_and_numbers_are_masked_by_both_methods() {
    for (name, masked) in [
        ("张", "*"),
        ("x", "*"),
        ("张三", "*三"),
        ("王小明", "王*明"),
        ("John", "J**n"),
        ("Li Si", "L***i"),
        ("欧阳娜娜娜", "欧***娜"),
        ("😀😁😂", "😀*😂"),
        (" x ", " * "),
        ("**", "**"),
    ] {
        masked_as("bank_account_name", name, masked);
    }
    for (number, masked) in [
        ("123456", "****56"),
        ("1234567", "*****67"),
        ("12345678901", "*********01"),
        ("123456789012", "1234 **** 9012"),
        ("1234567890123", "1234 **** 0123"),
        ("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdef12", "ABCD **** ef12"),
    ] {
        masked_as("bank_account_no", number, masked);
    }
}

fn masked_as(field: &str, value: &str, masked: &str) {
    let bench = Bench::new(handle);
    let params = FIRST.sign(&card("1000001", &[(field, value)]));
    let bound = bench.answer(by_form(Method::POST, "/customer_bank", &params));
    let read = bench.answer(get("1000001"));
    for answer in [bound, read] {
        assert!(answer.data().contains(&format!(r#""{field}":"{masked}","#)), "{value}: {answer:?}");
        assert!(masked == value || !answer.body.contains(value), "{value} in {answer:?}");
    }
}
