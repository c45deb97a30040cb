//! Customers and cards over HTTP, as a product's engineer would try them first.

use feiqian_tests::{Answer, Bundle, desk, signed};
use std::thread;

const KEY: &str = "demo-key-0001";

fn card(user: &str) -> Vec<(&str, &str)> {
    [&[("product_id", "1"), ("product_user_id", user)], &desk::CARD[..]].concat()
}

#[test]
fn a_customer_is_created_once_and_a_card_is_read_back_masked() {
    let bundle = Bundle::start();
    let create = signed(KEY, &[("product_id", "1"), ("product_user_id", "alice")]);
    for _ in 0..2 {
        let answer = bundle.post_form("/create_customer", &create);
        assert_eq!(
            (answer.status, answer.body.as_str()),
            (200, r#"{"code":200,"message":"Success","data":[]}"#)
        );
    }
    let sql = "SELECT count(*) FROM customers WHERE product_id = 1 AND product_user_id = 'alice'";
    assert_eq!(bundle.database().query_row(sql, [], |row| row.get::<_, i64>(0)).unwrap(), 1);

    let user = signed(KEY, &[("product_id", "1"), ("product_user_id", "alice")]);
    let none = bundle.get(&format!("/customer_bank?{user}"));
    assert_eq!(none.body, r#"{"code":422,"message":{"bank_account_no":["validation.exists"]},"data":[]}"#);

    let bound = bundle.post_form("/customer_bank", &signed(KEY, &card("alice")));
    assert!(
        bound.body.contains(r#""bank_account_name":"*三","bank_account_no":"6222 **** 0001""#),
        "{bound:?}"
    );
    let read = bundle.get(&format!("/customer_bank?{user}"));
    assert_eq!(read.body, bound.body);
    let again = bundle.post_form("/customer_bank", &signed(KEY, &card("alice")));
    assert_eq!(again.body, r#"{"code":422,"message":{"bank_account_no":["validation.unique"]},"data":[]}"#);

    bundle.assert_invariants();
    // Once this line is there, those before it are too.
    let last =
        Answer::with_headers("GET", &bundle.url("/customer_bank"), &[("x-request-id", "the-last")], None);
    assert_eq!(last.header("x-request-id"), "the-last");
    let logs = bundle.logs_with(r#""request_id":"the-last""#);
    assert!(logs.contains(r#""route":"POST /customer_bank","status":200"#), "{logs}");
    for secret in ["6222020000000000001", "张三", KEY, "alice"] {
        assert!(!logs.contains(secret), "{secret} in {logs}");
    }
}

#[test]
fn json_and_form_sign_the_same_text() {
    let bundle = Bundle::start();
    let sign = "65f2f50d13392e6605b06f526f1c9a74";
    let json = format!(r#"{{"product_id":1,"product_user_id":1000001,"sign":"{sign}"}}"#);
    assert!(bundle.post_json("/create_customer", &json).body.contains(r#""code":200"#));
    let query = format!("/customer_bank?product_id=1&product_user_id=1000001&sign={sign}");
    assert!(bundle.get(&query).body.contains("bank_account_no"));
}

#[test]
fn of_many_who_bind_a_card_at_once_one_succeeds() {
    let bundle = Bundle::start();
    let form = signed(KEY, &card("1000001"));
    let url = bundle.url("/customer_bank");
    let content = Some(("application/x-www-form-urlencoded", form.as_bytes()));
    let answers: Vec<Answer> = thread::scope(|scope| {
        let callers: Vec<_> = (0..32).map(|_| scope.spawn(|| Answer::of("POST", &url, content))).collect();
        callers.into_iter().map(|caller| caller.join().unwrap()).collect()
    });
    let bound = answers.iter().filter(|answer| answer.body.contains(r#""code":200"#)).count();
    let refused = answers.iter().filter(|answer| answer.body.contains("validation.unique")).count();
    assert_eq!((bound, refused), (1, 31));
    bundle.assert_invariants();
}
