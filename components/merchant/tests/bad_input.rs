//! The rows of cashier.md §12 that this component answers, by their number and in their words.

mod common;

use common::{ACCOUNT, bench_with_orders, but, call, call_json, token};
use feiqian_cashier::testing::{Answer, NOW_S};
use feiqian_platform::http::{Method, Request, header};

const APPROVE: [(&str, &str); 8] = [
    ("pid", "M001"),
    ("request_id", common::WITHDRAWAL),
    ("request_type", "02"),
    ("old_flag", "0"),
    ("new_flag", "1"),
    ("approve_by", "amy"),
    ("user_type", "U"),
    ("ip_address", "1.1.1.1"),
];

#[test]
fn row_26_no_token() {
    let bench = bench_with_orders();
    let expired = token(&bench.platform, 1);
    bench.platform.set_now_ms((NOW_S + 180) * 1_000);
    for target in ["/customer", "/customer?pid=M001&login_name=1000001"] {
        let request = Request::new(Method::GET, target);
        for authorization in [None, Some("Bearer x"), Some(expired.as_str())] {
            let request = authorization
                .map_or_else(|| request.clone(), |line| request.clone().with(header::AUTHORIZATION, line));
            assert_eq!(bench.answer(request), Answer::forbidden(), "{target} {authorization:?}");
        }
    }
}

#[test]
fn row_27_anothers_pid() {
    let bench = bench_with_orders();
    let token = token(&bench.platform, 1);
    let request = call(Method::GET, "/customer", &token, &[("pid", "M002"), ("login_name", "1000001")]);
    assert_eq!(bench.answer(request), Answer::forbidden());
}

#[test]
fn rows_28_and_29_logins() {
    let bench = bench_with_orders();
    let login = |body: &str| Request::new(Method::POST, "/token").with_body("application/json", body);
    let numbers = bench.answer(login(r#"{"pid":0,"account":0,"pwd":0}"#));
    assert_eq!(numbers, Answer::invalid(&[("pid", "string"), ("account", "string"), ("pwd", "string")]));
    let good = login(r#"{"pid":"M001","account":"ops","pwd":"demo-pass-0001"}"#);
    for _ in 0..10 {
        assert!(bench.answer(good.clone()).is_success());
    }
    assert_eq!(bench.answer(good), Answer::too_many_requests(60));
}

#[test]
fn row_30_pages() {
    let bench = bench_with_orders();
    let token = token(&bench.platform, 1);
    let good = [("pid", "M001"), ("flag", "0"), ("pageNum", "1"), ("pageSize", "10")];
    for path in ["/deposit_record", "/withdraw_record"] {
        for (name, value, key) in [
            ("pageNum", "0", "min.numeric"),
            ("pageSize", "101", "max.numeric"),
            ("pageSize", "x", "integer"),
            ("flag", "9", "in"),
        ] {
            let request = call(Method::GET, path, &token, &but(&good, &[(name, Some(value))]));
            assert_eq!(bench.answer(request), Answer::invalid(&[(name, key)]), "{path} {name}={value}");
        }
    }
}

#[test]
fn rows_31_to_34_approvals() {
    let bench = bench_with_orders();
    let token = token(&bench.platform, 1);
    let approve = |changes: &[(&'static str, Option<&'static str>)]| {
        bench.answer(call(Method::PUT, "/approve", &token, &but(&APPROVE, changes)))
    };
    // 31
    assert_eq!(approve(&[("new_flag", Some("2"))]), Answer::invalid(&[("new_flag", "in")]));
    assert_eq!(approve(&[("request_type", Some("2"))]), Answer::invalid(&[("request_type", "in")]));
    // 34
    let foreign = [("request_id", Some(common::FOREIGN_WITHDRAWAL))];
    assert_eq!(approve(&foreign), Answer::invalid(&[("request_id", "exists")]));
    let foreign = [
        ("request_id", Some(common::FOREIGN_DEPOSIT)),
        ("request_type", Some("01")),
        ("new_flag", Some("-1")),
    ];
    assert_eq!(approve(&foreign), Answer::invalid(&[("request_id", "exists")]));
    // 32
    assert_eq!(approve(&[("old_flag", Some("1")), ("new_flag", Some("2"))]), Answer::forbidden());
    let anothers = [("new_flag", Some("-1")), ("user_type", Some("C")), ("approve_by", Some("1000002"))];
    assert_eq!(approve(&anothers), Answer::forbidden());
    // 33
    let own = [("new_flag", Some("-1")), ("user_type", Some("C")), ("approve_by", Some("1000001"))];
    assert_eq!(approve(&own), Answer::success("true"));
    assert_eq!(approve(&[]), Answer::unprocessable());
    assert_eq!(bench.platform.faults(), [""; 0]);
}

#[test]
fn rows_37_and_38_accounts() {
    let bench = bench_with_orders();
    let token = token(&bench.platform, 1);
    let nothing = call(Method::DELETE, "/delete_bank_account", &token, &[("pid", "M001"), ("type", "1")]);
    assert_eq!(bench.answer(nothing), Answer::invalid(&[("type", "exists")]));
    let second = ACCOUNT.replace(r#""account_no":"6222021234567890","#, "");
    let body = format!(r#"{{"pid":"M001","bank":[{ACCOUNT},{second}]}}"#);
    let answer = bench.answer(call_json(Method::POST, "/create_bank_account", &token, &body));
    assert_eq!(answer, Answer::invalid(&[("bank.1.account_no", "required")]));
    for name in ["account_name", "bank_name", "branch"] {
        let mut account: serde_json::Value = serde_json::from_str(ACCOUNT).unwrap();
        account[name] = "AT&T&a=b".into();
        let body = format!(r#"{{"pid":"M001","bank":[{ACCOUNT},{account}]}}"#);
        let answer = bench.answer(call_json(Method::POST, "/create_bank_account", &token, &body));
        assert_eq!(answer, Answer::invalid(&[(&format!("bank.1.{name}"), "string")]));
    }
    let body = format!(
        r#"{{"pid":"M001","bank":[{}]}}"#,
        ACCOUNT.replace("李四", "李&四").replace("}", r#","a&b":""}"#)
    );
    let answer = bench.answer(call_json(Method::POST, "/create_bank_account", &token, &body));
    assert_eq!(answer, Answer::invalid(&[("bank.0.a&b", "string")]));
    assert_eq!(bench.integers("SELECT count(*) FROM receipt_banks WHERE merchant_id = 1"), [0]);
}
