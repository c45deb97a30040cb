//! `GET /customer`, `POST /create_bank_account`, `DELETE /delete_bank_account` (cashier.md §9.2 to §9.4).

mod common;

use common::{ACCOUNT, bench, call, call_json, token};
use feiqian_cashier::testing::{Answer, NOW};
use feiqian_platform::http::Method;

#[test]
fn a_customer_is_told_as_it_is() {
    let bench = bench();
    bench.sql(
        "INSERT INTO customers (id, product_id, product_user_id, credit_level, star_level, priority_level, customer_type,
                                ip, status, created_at, updated_at)
         VALUES (70, 1, 'a,b \"中\"', 1, 2, 3, 2, '203.0.113.7', 0, 1767323045999, 1767323046000),
                (71, 2, 'theirs', 0, 0, 0, 1, '0.0.0.0', 1, 0, 0);",
    );
    let token = token(&bench.platform, 1);
    let get = |user: &str| {
        bench.answer(call(Method::GET, "/customer", &token, &[("pid", "M001"), ("login_name", user)]))
    };
    assert_eq!(
        get("1000001"),
        Answer::success(&format!(
            r#"{{"id":1,"product_id":1,"product_user_id":"1000001","credit_level":0,"star_level":0,"priority_level":0,"customer_type":1,"ip":"0.0.0.0","status":1,"created_at":"{NOW}","updated_at":"{NOW}"}}"#
        ))
    );
    assert_eq!(
        get("a,b \"中\""),
        Answer::success(
            r#"{"id":70,"product_id":1,"product_user_id":"a,b \"中\"","credit_level":1,"star_level":2,"priority_level":3,"customer_type":2,"ip":"203.0.113.7","status":0,"created_at":"2026-01-02 03:04:05","updated_at":"2026-01-02 03:04:06"}"#
        )
    );
    for (user, key) in [
        ("", "required"),
        (" ", "required"),
        ("nobody", "exists"),
        ("theirs", "exists"),
        ("1000001 ", "exists"),
    ] {
        assert_eq!(get(user), Answer::invalid(&[("login_name", key)]), "{user:?}");
    }
    assert_eq!(get(&"用".repeat(65)), Answer::invalid(&[("login_name", "max.string")]));
    assert_eq!(get(&"用".repeat(64)), Answer::invalid(&[("login_name", "exists")]));
    let empty = call(Method::GET, "/customer", &token, &[]);
    assert_eq!(bench.answer(empty), Answer::invalid(&[("pid", "required"), ("login_name", "required")]));
}

/// [`ACCOUNT`] with one member replaced, added, or left out if the value is empty.
fn account(name: &str, value: &str) -> String {
    let mut members: serde_json::Map<String, serde_json::Value> = serde_json::from_str(ACCOUNT).unwrap();
    match value {
        "" => members.remove(name),
        value => members.insert(name.to_owned(), serde_json::from_str(value).unwrap()),
    };
    serde_json::to_string(&members).unwrap()
}

#[test]
fn accounts_are_stored_and_told_in_the_order_of_the_request() {
    let bench = bench();
    let token = token(&bench.platform, 1);
    let full = r#"{"product_id":"M001","type":1,"bank_code":"ABC","bank_name":"农业银行","account_name":"王五","account_no":"ABCdef123","branch":"b","customer_level":"0,12,3","trust_level":"5","currency":"VND","is_show":1,"limit_amount":"1000000","province":"p","city":"c","area_limit":"北京市,上海市","special_member":"u1","created_by":"amy","ip_address":"1.1.1.1","remarks":"r"}"#;
    let body = format!(r#"{{"bank":[{full},{ACCOUNT}]}}"#);
    let answer = bench.answer(call_json(Method::POST, "/create_bank_account", &token, &body));
    assert_eq!(
        answer,
        Answer::success(&format!(
            r#"[{{"id":2,"product_id":"M001","type":1,"bank_code":"ABC","bank_name":"农业银行","account_name":"王五","account_no":"ABCdef123","branch":"b","customer_level":"0,12,3","trust_level":"5","currency":"VND","limit_amount":"1000000","is_show":1,"province":"p","city":"c","area_limit":"北京市,上海市","special_member":"u1","created_by":"amy","ip_address":"1.1.1.1","remarks":"r","created_at":"{NOW}","updated_at":"{NOW}"}},{{"id":3,"product_id":"M001","type":2,"bank_code":"ICBC","bank_name":"工商银行","account_name":"李四","account_no":"6222021234567890","branch":"第一支行","customer_level":"*","trust_level":"*","currency":"CNY","limit_amount":"0.00","is_show":0,"province":"","city":"","area_limit":"","special_member":"","created_by":"","ip_address":"","remarks":"","created_at":"{NOW}","updated_at":"{NOW}"}}]"#
        ))
    );
    let stored = "SELECT star_levels || '|' || credit_levels || '|' || limit_amount || '|' || merchant_id
                    FROM receipt_banks WHERE id > 1 ORDER BY id";
    assert_eq!(bench.texts(stored), ["0,12,3|5|1000000|1", "*|*|0|1"]);

    // Another currency or type is another account; another merchant's does not matter.
    for (name, value) in [("currency", r#""USDT""#), ("type", "1")] {
        let body = format!(r#"{{"pid":"M001","bank":[{}]}}"#, account(name, value));
        assert!(bench.answer(call_json(Method::POST, "/create_bank_account", &token, &body)).is_success());
    }
    bench.check_invariants();
}

#[test]
fn a_hundred_accounts_are_taken_and_not_one_more() {
    let bench = bench();
    let token = token(&bench.platform, 1);
    let of = |count: usize| {
        let items: Vec<String> =
            (0..count).map(|at| account("account_no", &format!(r#""12345678{at}""#))).collect();
        format!(r#"{{"bank":[{}]}}"#, items.join(","))
    };
    let too_many = bench.answer(call_json(Method::POST, "/create_bank_account", &token, &of(101)));
    assert_eq!(too_many, Answer::invalid(&[("bank", "max.numeric")]));
    let answer = bench.answer(call_json(Method::POST, "/create_bank_account", &token, &of(100)));
    let rows: Vec<serde_json::Value> = serde_json::from_str(answer.data()).unwrap();
    let numbers: Vec<&str> = rows.iter().map(|row| row["account_no"].as_str().unwrap()).collect();
    assert_eq!(numbers, (0..100).map(|at| format!("12345678{at}")).collect::<Vec<_>>());
}

#[test]
fn a_broken_account_stores_nothing() {
    let bench = bench();
    let token = token(&bench.platform, 1);
    let post = |body: &str| bench.answer(call_json(Method::POST, "/create_bank_account", &token, body));
    for (bank, key) in [
        ("", "required"),
        (r#""bank":[]"#, "required"),
        (r#""bank":null"#, "required"),
        (r#""bank":"""#, "required"),
        (r#""bank":"x""#, "string"),
        (r#""bank":{}"#, "string"),
        (r#""bank":[1]"#, "string"),
        (r#""bank":[[]]"#, "string"),
    ] {
        assert_eq!(post(&format!("{{{bank}}}")), Answer::invalid(&[("bank", key)]), "{bank}");
    }
    let (long, longer) = ("x".repeat(35), "长".repeat(101));
    let (long, longer) = (format!(r#""{long}""#), format!(r#""{longer}""#));
    let mut cases = vec![
        ("type", "", "required"),
        ("type", r#""x""#, "integer"),
        ("type", "1.5", "integer"),
        ("type", "0", "in"),
        ("type", "3", "in"),
        ("product_id", "", "required"),
        ("bank_code", r#""NOPE""#, "exists"),
        ("bank_code", r#""icbc""#, "exists"),
        ("account_no", r#""12-34 56""#, "string"),
        ("account_no", r#""一二三四五六""#, "string"),
        ("account_no", r#""12345""#, "min.string"),
        ("account_no", &long, "max.string"),
        ("account_no", "[]", "string"),
        ("currency", r#""EUR""#, "in"),
        ("currency", r#""cny""#, "in"),
        ("is_show", "2", "in"),
        ("is_show", r#""x""#, "integer"),
        ("limit_amount", r#""x""#, "numeric"),
        ("limit_amount", r#""1e3""#, "numeric"),
        ("limit_amount", "-1", "min.numeric"),
        ("limit_amount", "1.001", "numeric"),
        ("limit_amount", "10000000000000.01", "max.numeric"),
    ];
    for name in
        ["bank_code", "bank_name", "account_name", "account_no", "branch", "customer_level", "trust_level"]
    {
        cases.push((name, "", "required"));
        cases.push((name, r#"" ""#, "required"));
        cases.push((name, "{}", "string"));
        cases.push((name, r#""a\u0007""#, "string"));
    }
    for name in ["bank_name", "account_name", "branch"] {
        cases.push((name, &longer, "max.string"));
    }
    for name in ["province", "city", "area_limit", "special_member", "created_by", "ip_address", "remarks"] {
        cases.push((name, &longer, "max.string"));
        cases.push((name, "[1]", "string"));
    }
    for name in ["customer_level", "trust_level"] {
        for value in [r#""1,""#, r#""a""#, r#""-1""#, r#""1,*""#, r#""01""#, r#""1, 2""#, "1.5"] {
            cases.push((name, value, "string"));
        }
    }
    for (name, value, key) in cases {
        // Alone, and behind one that is well.
        for (at, before) in [(0, String::new()), (1, format!("{},", account("account_no", r#""99999999""#)))]
        {
            let body = format!(r#"{{"pid":"M001","bank":[{before}{}]}}"#, account(name, value));
            let expected = Answer::invalid(&[(&format!("bank.{at}.{name}"), key)]);
            assert_eq!(post(&body), expected, "{name} {value}");
        }
    }
    // All that is malformed, item by item; of look-ups the first.
    assert_eq!(
        post(&format!(r#"{{"bank":[{{"product_id":"M001"}},{}]}}"#, account("type", "9"))),
        Answer::invalid(&[
            ("bank.0.type", "required"),
            ("bank.0.bank_code", "required"),
            ("bank.0.bank_name", "required"),
            ("bank.0.account_name", "required"),
            ("bank.0.account_no", "required"),
            ("bank.0.branch", "required"),
            ("bank.0.customer_level", "required"),
            ("bank.0.trust_level", "required"),
            ("bank.1.type", "in"),
        ])
    );
    let repeated = format!(r#"{{"bank":[{ACCOUNT},{},{ACCOUNT}]}}"#, account("account_no", r#""7777777""#));
    assert_eq!(post(&repeated), Answer::invalid(&[("bank.2.account_no", "unique")]));
    bench.sql("UPDATE bank_codes SET status = 0 WHERE code = 'ABC'");
    let inactive = format!(
        r#"{{"bank":[{ACCOUNT},{},{}]}}"#,
        account("bank_code", r#""ABC""#),
        account("bank_code", r#""NOPE""#)
    );
    assert_eq!(post(&inactive), Answer::invalid(&[("bank.1.bank_code", "exists")]));
    assert_eq!(bench.integers("SELECT count(*) FROM receipt_banks"), [1]);

    let body = format!(r#"{{"bank":[{ACCOUNT}]}}"#);
    assert!(post(&body).is_success());
    assert_eq!(post(&body), Answer::invalid(&[("bank.0.account_no", "unique")]));
}

#[test]
fn an_item_of_another_merchant_is_forbidden_before_anything_is_validated() {
    let bench = bench();
    let token = token(&bench.platform, 1);
    for items in [
        account("product_id", r#""M002""#),
        format!("{ACCOUNT},{}", account("product_id", r#""M002""#)),
        r#"{"product_id":"M002"}"#.to_owned(),
        format!("{},{}", account("type", "9"), account("product_id", r#""m001""#)),
    ] {
        let body = format!(r#"{{"pid":"M001","bank":[{items}]}}"#);
        let answer = bench.answer(call_json(Method::POST, "/create_bank_account", &token, &body));
        assert_eq!(answer, Answer::forbidden(), "{items}");
    }
}

#[test]
fn accounts_are_deleted_by_type_and_number() {
    let bench = bench();
    bench.sql(
        "INSERT INTO receipt_banks (merchant_id, type, bank_code, bank_name, account_name, account_no, branch, currency,
                                    created_at, updated_at)
         VALUES (1, 1, 'ICBC', 'b', 'n', '111111', '', 'CNY', 0, 0), (1, 2, 'ICBC', 'b', 'n', '111111', '', 'CNY', 0, 0),
                (1, 2, 'ICBC', 'b', 'n', '222222', '', 'CNY', 0, 0), (1, 2, 'ICBC', 'b', 'n', '111111', '', 'VND', 0, 0),
                (2, 2, 'ICBC', 'b', 'n', '111111', '', 'CNY', 0, 0);",
    );
    let token = token(&bench.platform, 1);
    let delete = |more: &[(&str, &str)]| {
        let params = [&[("pid", "M001")], more].concat();
        bench.answer(call(Method::DELETE, "/delete_bank_account", &token, &params))
    };
    let left = || {
        bench
            .texts("SELECT merchant_id || type || account_no FROM receipt_banks WHERE status = 1 ORDER BY id")
    };

    for (value, key) in [("", "required"), ("x", "integer"), ("0", "in"), ("3", "in"), ("01", "integer")] {
        assert_eq!(delete(&[("type", value)]), Answer::invalid(&[("type", key)]), "{value}");
    }
    let long = "1".repeat(35);
    let expected = Answer::invalid(&[("account_no", "max.string")]);
    assert_eq!(delete(&[("type", "2"), ("account_no", &long)]), expected);
    let gone = Answer::invalid(&[("account_no", "exists")]);
    assert_eq!(delete(&[("type", "1"), ("account_no", "222222")]), gone);
    assert_eq!(delete(&[("type", "1"), ("account_no", "6222021234567890")]), gone, "another merchant's");

    assert_eq!(delete(&[("type", "2"), ("account_no", "111111")]), Answer::success("true"));
    assert_eq!(left(), ["316222021234567890", "11111111", "12222222", "22111111"]);
    assert_eq!(delete(&[("type", "2"), ("account_no", " ")]), Answer::success("true"), "blank is none given");
    assert_eq!(left(), ["316222021234567890", "11111111", "22111111"]);
    assert_eq!(delete(&[("type", "2")]), Answer::invalid(&[("type", "exists")]));
    // The body of a DELETE may be left out.
    let query = feiqian_platform::Request::new(Method::DELETE, "/delete_bank_account?pid=M001&type=1")
        .with(feiqian_platform::http::header::AUTHORIZATION, &token);
    assert_eq!(bench.answer(query), Answer::success("true"));
    assert_eq!(left(), ["316222021234567890", "22111111"]);
}
