//! `GET /deposit_record` and `GET /withdraw_record` (cashier.md §9.5, §9.6).

mod common;

use common::{bench, bench_with_orders, but, call, token};
use feiqian_cashier::testing::{Answer, MODES};
use feiqian_platform::http::Method;

const PATHS: [&str; 2] = ["/deposit_record", "/withdraw_record"];

const PAGE: [(&str, &str); 4] = [("pid", "M001"), ("flag", "0"), ("pageNum", "1"), ("pageSize", "10")];

#[test]
fn records_are_told_to_the_last_field() {
    let bench = bench_with_orders();
    bench.sql(
        "UPDATE customers SET star_level = 3, credit_level = 4, priority_level = 5, customer_type = 2, ip = '203.0.113.7'
          WHERE id = 1",
    );
    let token = token(&bench.platform, 1);
    let get = |path: &str| bench.answer(call(Method::GET, path, &token, &PAGE));
    let deposit = |sn: &str, upstream: &str| {
        format!(
            r#"{{"request_id":"{sn}","merchant_order_sn":"{upstream}","flag":0,"product_id":"M001","amount":"300.00","currency":"CNY","bank_account_name":"李四","bank_account_no":"6222021234567890","bank_name":"工商银行","created_date":"2026-01-02 03:04:05","deposit_by":"张三","login_name":"1000001","customer_type":2,"ip_address":"203.0.113.7","customer_level":3,"deposit_level":4,"priority_level":5}}"#
        )
    };
    let data = format!("[{},{}]", deposit(common::ONLINE_DEPOSIT, "UP-1"), deposit(common::DEPOSIT, ""));
    assert_eq!(get(PATHS[0]), Answer::success(&data).with("x-total-count", "2"));

    let withdrawal = |flag: &str, date: &str, remarks: &str| {
        format!(
            r#"[{{"request_id":"M0012601020304051000001W1cd31","flag":{flag},"product_id":"M001","amount":"500.00","currency":"CNY","bank_account_name":"张三","bank_account_no":"6222020000000000001","bank_account_type":0,"bank_province":"北京市","bank_city":"市辖区","bank_name":"工商银行","branch_name":"","created_date":"2026-01-02 03:04:05","processed_date":"{date}","remarks":"{remarks}","login_name":"1000001","customer_level":3,"deposit_level":4,"priority_level":5}}]"#
        )
    };
    assert_eq!(get(PATHS[1]), Answer::success(&withdrawal("0", "", "")).with("x-total-count", "1"));

    // A later change of the card does not reach the order; an approval does.
    bench.sql("UPDATE customer_banks SET bank_account_no = '1111111111'");
    let approve = [
        ("pid", "M001"),
        ("request_id", common::WITHDRAWAL),
        ("request_type", "02"),
        ("old_flag", "0"),
        ("new_flag", "1"),
        ("approve_by", "amy"),
        ("user_type", "U"),
        ("ip_address", "1.1.1.1"),
        ("remarks", "ok"),
    ];
    bench.platform.set_now_ms(1_767_323_100_000);
    assert!(bench.answer(call(Method::PUT, "/approve", &token, &approve)).is_success());
    let answer = bench.answer(call(Method::GET, PATHS[1], &token, &but(&PAGE, &[("flag", Some("1"))])));
    let expected = withdrawal("1", "2026-01-02 03:05:00", "ok");
    assert_eq!(answer, Answer::success(&expected).with("x-total-count", "1"));
    assert_eq!(get(PATHS[1]), Answer::success("[]").with("x-total-count", "0"));
}

#[test]
fn pages_follow_each_other_without_gap_or_repeat() {
    let bench = bench_with_orders();
    bench.sql(
        "WITH RECURSIVE n (i) AS (SELECT 10 UNION ALL SELECT i + 1 FROM n WHERE i < 35)
         INSERT INTO deposit_records (id, product_id, merchant_id, customer_id, channel_id, deposit_channel_code, currency,
                                      amount, order_sn, upstream_state, change_action, change_actor, change_user_type,
                                      change_trace, created_at, updated_at)
         SELECT i, 1, 1, 1, h.id, h.code, h.currency, 1, 'M0012601020304051000001D1cd' || i, 'none', 'create',
                'product:1', 'P', 't', 1767323045000, 1767323045000
           FROM n JOIN deposit_channels h ON h.product_id = 1 AND h.code = '8'",
    );
    let token = token(&bench.platform, 1);
    let page = |number: usize, size: usize| {
        let (number, size) = (number.to_string(), size.to_string());
        let params = but(&PAGE, &[("pageNum", Some(&number)), ("pageSize", Some(&size))]);
        let answer = bench.answer(call(Method::GET, PATHS[0], &token, &params));
        assert_eq!(answer.header("x-total-count"), Some("28"));
        let rows: Vec<serde_json::Value> = serde_json::from_str(answer.data()).unwrap();
        rows.iter().map(|row| row["request_id"].as_str().unwrap().to_owned()).collect::<Vec<_>>()
    };
    let all = page(1, 100);
    assert_eq!(all.len(), 28);
    assert_eq!(
        all,
        bench.texts("SELECT order_sn FROM deposit_records WHERE merchant_id = 1 ORDER BY id DESC")
    );
    for size in [1, 2, 7, 10, 27, 28, 29] {
        let pages: Vec<String> = (1..=28usize.div_ceil(size)).flat_map(|number| page(number, size)).collect();
        assert_eq!(pages, all, "{size}");
        assert_eq!(page(28usize.div_ceil(size) + 1, size), [""; 0], "past the end");
    }
    assert_eq!(page(1_000_000, 100), [""; 0]);
}

#[test]
fn filters_narrow_a_list_and_its_total() {
    let bench = bench_with_orders();
    let token = token(&bench.platform, 1);
    for (path, table, number) in
        [(PATHS[0], "deposit_records", "order_sn"), (PATHS[1], "withdraw_records", "billno")]
    {
        let all = format!("SELECT {number} FROM {table} WHERE merchant_id = 1 AND status = 0");
        let first = bench.texts(&all).remove(0);
        let list = |filters: &[(&str, &str)]| {
            let filters: Vec<_> = filters.iter().map(|(name, value)| (*name, Some(*value))).collect();
            let answer = bench.answer(call(Method::GET, path, &token, &but(&PAGE, &filters)));
            let rows: Vec<serde_json::Value> = serde_json::from_str(answer.data()).unwrap();
            assert_eq!(answer.header("x-total-count"), Some(&*rows.len().to_string()), "{filters:?}");
            rows.iter().map(|row| row["request_id"].as_str().unwrap().to_owned()).collect::<Vec<_>>()
        };
        let created =
            format!("SELECT strftime('%Y-%m-%d %H:%M:%S', created_at / 1000 + 1, 'unixepoch') FROM {table}");
        let after = bench.texts(&format!("{created} WHERE {number} = '{first}'")).remove(0);
        assert!(list(&[]).contains(&first), "{path}");
        assert_eq!(list(&[("request_id", &first)]), [&*first], "{path}");
        assert_eq!(
            list(&[("request_id", &first), ("created_to", &after), ("login_name", "1000001")]),
            [&*first]
        );
        for none in [
            &[("request_id", "nobody's")][..],
            &[("login_name", "nobody")],
            &[("request_id", &first), ("login_name", "nobody")],
            &[("request_id", &first), ("created_from", &after)],
            &[("created_to", "1970-01-01 00:00:00")],
        ] {
            assert_eq!(list(none), [""; 0], "{path} {none:?}");
        }
        for (name, value, key) in [
            ("request_id", &*"x".repeat(65), "max.string"),
            ("login_name", &"x".repeat(65), "max.string"),
            ("created_from", "yesterday", "string"),
            ("created_to", "2026-02-30 00:00:00", "string"),
        ] {
            let request = call(Method::GET, path, &token, &but(&PAGE, &[(name, Some(value))]));
            assert_eq!(bench.answer(request), Answer::invalid(&[(name, key)]), "{path} {name}");
        }
    }
    // Another merchant's orders are nobody's.
    let theirs = bench.texts("SELECT order_sn FROM deposit_records WHERE merchant_id <> 1");
    for number in theirs {
        let params = but(&PAGE, &[("request_id", Some(&*number))]);
        assert_eq!(bench.answer(call(Method::GET, PATHS[0], &token, &params)).data(), "[]");
    }
}

#[test]
fn statuses_and_pages_have_bounds() {
    for mode in MODES {
        let bench = bench_with_orders().in_mode(mode);
        let token = token(&bench.platform, 1);
        for (path, flags) in
            [(PATHS[0], &["0", "2", "4", "-1", "-3"][..]), (PATHS[1], &["0", "1", "2", "-1"])]
        {
            for flag in -5..=9 {
                let flag = flag.to_string();
                let answer =
                    bench.answer(call(Method::GET, path, &token, &but(&PAGE, &[("flag", Some(&flag))])));
                match flags.contains(&flag.as_str()) {
                    true => assert!(answer.is_success(), "{path} {flag}: {answer:?}"),
                    false => {
                        assert_eq!(answer, Answer::invalid(&[("flag", "in")]).in_mode(mode), "{path} {flag}");
                    }
                }
            }
            for (name, value, key) in [
                ("flag", "", "required"),
                ("flag", "x", "integer"),
                ("flag", "+0", "integer"),
                ("flag", "00", "integer"),
                ("flag", "99999999999999999999", "in"),
                ("pageNum", "", "required"),
                ("pageNum", "0", "min.numeric"),
                ("pageNum", "-1", "min.numeric"),
                ("pageNum", "1000001", "max.numeric"),
                ("pageNum", "99999999999999999999", "max.numeric"),
                ("pageNum", "1.0", "integer"),
                ("pageSize", "", "required"),
                ("pageSize", "0", "min.numeric"),
                ("pageSize", "101", "max.numeric"),
                ("pageSize", "x", "integer"),
                ("pid", "", "required"),
            ] {
                let params = but(&PAGE, &[(name, Some(value))]);
                let answer = bench.answer(call(Method::GET, path, &token, &params));
                assert_eq!(answer, Answer::invalid(&[(name, key)]).in_mode(mode), "{path} {name}={value}");
            }
            let bad = but(&PAGE, &[("flag", Some("9")), ("pageNum", Some("0")), ("pageSize", Some("x"))]);
            let expected =
                Answer::invalid(&[("flag", "in"), ("pageNum", "min.numeric"), ("pageSize", "integer")]);
            assert_eq!(bench.answer(call(Method::GET, path, &token, &bad)), expected.in_mode(mode));
        }
    }
}

#[test]
fn nobody_sees_the_records_of_another() {
    let bench = bench_with_orders();
    for (merchant, code, deposits, withdrawals) in [(1, "M001", 2, 1), (2, "M002", 1, 1), (3, "M003", 0, 0)] {
        let token = token(&bench.platform, merchant);
        for (path, count) in [(PATHS[0], deposits), (PATHS[1], withdrawals)] {
            let answer = bench.answer(call(Method::GET, path, &token, &but(&PAGE, &[("pid", Some(code))])));
            assert_eq!(answer.header("x-total-count"), Some(count.to_string().as_str()), "{path}");
            assert_eq!(
                answer.data().matches(&format!(r#""product_id":"{code}""#)).count(),
                count,
                "{answer:?}"
            );
            assert_eq!(answer.data().matches("request_id").count(), count);
        }
    }
}

#[test]
fn an_empty_list_is_an_empty_array() {
    let bench = bench();
    let token = token(&bench.platform, 1);
    for path in PATHS {
        let answer = bench.answer(call(Method::GET, path, &token, &PAGE));
        assert_eq!(answer, Answer::success("[]").with("x-total-count", "0"));
    }
}
