//! `GET /bank_list` (cashier.md §8.6).

use feiqian_cashier::testing::{Answer, Bench, FIRST, MODES, Pairs, SECOND, by_query};
use feiqian_catalog::handle;
use feiqian_platform::http::{Method, Request};

const BANKS: &str = concat!(
    r#"[{"id":1,"type":2,"name":"工商银行","code":"ICBC","status":1},"#,
    r#"{"id":2,"type":2,"name":"农业银行","code":"ABC","status":1},"#,
    r#"{"id":3,"type":2,"name":"建设银行","code":"CCB","status":1},"#,
    r#"{"id":4,"type":2,"name":"中国银行","code":"BOC","status":1},"#,
    r#"{"id":5,"type":2,"name":"交通银行","code":"BOCOM","status":1},"#,
    r#"{"id":6,"type":2,"name":"招商银行","code":"CMB","status":1},"#,
    r#"{"id":7,"type":2,"name":"邮政储蓄银行","code":"PSBC","status":1},"#,
    r#"{"id":8,"type":3,"name":"工商银行","code":"ICBC","status":1},"#,
    r#"{"id":9,"type":3,"name":"农业银行","code":"ABC","status":1},"#,
    r#"{"id":10,"type":3,"name":"建设银行","code":"CCB","status":1},"#,
    r#"{"id":11,"type":3,"name":"中国银行","code":"BOC","status":1},"#,
    r#"{"id":12,"type":3,"name":"交通银行","code":"BOCOM","status":1},"#,
    r#"{"id":13,"type":3,"name":"招商银行","code":"CMB","status":1},"#,
    r#"{"id":14,"type":3,"name":"邮政储蓄银行","code":"PSBC","status":1}]"#,
);

fn get(params: &Pairs) -> Request {
    by_query(Method::GET, "/bank_list", params)
}

fn of_user(user: &str) -> Request {
    get(&FIRST.sign(&[("product_user_id", user)]))
}

#[test]
fn the_banks_of_the_reference_data() {
    let bench = Bench::new(handle);
    let answer = bench.answer(of_user("1000001"));
    let etag = answer.header("etag").unwrap().to_owned();
    assert_eq!(answer, Answer::reference(BANKS, &etag));
    assert!(etag.len() > 2 && etag.starts_with('"') && etag.ends_with('"'), "strong: {etag}");
    let second = get(&SECOND.sign_once("n", &[("product_user_id", "1000001")]));
    assert_eq!(bench.answer(second), answer, "the same for every product");
}

#[test]
fn active_rows_only_by_type_and_id() {
    let bench = Bench::new(handle);
    bench.sql(
        r#"UPDATE bank_codes SET status = 0 WHERE id NOT IN (2, 9);
           INSERT INTO bank_codes (id, type, name, code, status) VALUES
             (90, 3, 'z', 'Z', 1), (80, 3, 'y', 'Y', 1), (70, 1, '"\/ ''中😀', 'X', 1), (60, 1, 'w', 'W', 0);"#,
    );
    let data = concat!(
        r#"[{"id":70,"type":1,"name":"\"\\/ '中😀","code":"X","status":1},"#,
        r#"{"id":2,"type":2,"name":"农业银行","code":"ABC","status":1},"#,
        r#"{"id":9,"type":3,"name":"农业银行","code":"ABC","status":1},"#,
        r#"{"id":80,"type":3,"name":"y","code":"Y","status":1},"#,
        r#"{"id":90,"type":3,"name":"z","code":"Z","status":1}]"#,
    );
    assert_eq!(bench.answer(of_user("1000001")).data(), data);
    bench.sql("UPDATE bank_codes SET status = 0");
    assert_eq!(bench.answer(of_user("1000001")).data(), "[]");
}

#[test]
fn only_for_an_active_customer_of_the_product() {
    let longest = "é".repeat(64);
    let too_long = "é".repeat(65);
    for mode in MODES {
        let bench = Bench::new(handle).in_mode(mode);
        bench.sql(
            "INSERT INTO customers (product_id, product_user_id, status, created_at, updated_at) VALUES
               (1, 'Idle', 0, 0, 0), (2, 'Second', 1, 0, 0), (1, 'Case', 1, 0, 0)",
        );
        for user in ["1000001", "Case"] {
            assert!(bench.answer(of_user(user)).is_success(), "{user}");
        }
        for (user, key) in [
            ("", "required"),
            (" ", "required"),
            ("\u{3000}\u{a0}", "required"),
            (&too_long, "max.string"),
            (&longest, "exists"),
            ("1000002", "exists"),
            ("Idle", "exists"),
            ("Second", "exists"),
            ("case", "exists"),
            (" 1000001", "exists"),
            ("1000001 ", "exists"),
            ("1000001.0", "exists"),
            ("1000001' OR '1'='1", "exists"),
            ("%", "exists"),
        ] {
            let expected = Answer::invalid(&[("product_user_id", key)]).in_mode(mode);
            assert_eq!(bench.answer(of_user(user)), expected, "{user}");
        }
        let expected = Answer::invalid(&[("product_user_id", "required")]).in_mode(mode);
        assert_eq!(bench.answer(get(&FIRST.sign(&[]))), expected);
        let second = |user, nonce| get(&SECOND.sign_once(nonce, &[("product_user_id", user)]));
        assert!(bench.answer(second("Second", "a")).is_success());
        let expected = Answer::invalid(&[("product_user_id", "exists")]).in_mode(mode);
        assert_eq!(bench.answer(second("Case", "b")), expected);
    }
}
