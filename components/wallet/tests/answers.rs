//! What is answered when all is well: documents, includes, pages, masks, midnight.

mod common;

use common::*;
use feiqian_platform::http::Method;

const PHONE: &str = r#""cash_type":0,"cash_mobile":"13800138000""#;

fn text(bench: &Bench, target: &str, token: &str) -> String {
    let response = bench.send(request(Method::GET, target, token));
    assert_eq!(response.status, 200, "{target}");
    String::from_utf8(response.body).unwrap()
}

#[test]
fn an_application_is_answered_as_the_contract_prints_it() {
    let bench = Bench::new();
    bench.run("UPDATE wallet_settings SET cash_rate = 10000, updated_at = 1");
    let body = application(&format!(r#""cash_apply_amount":1,{PHONE}"#));
    let response = bench.send(
        request(
            Method::POST,
            "/api/wallet/cash",
            &signed(HEAD, &claims(1, "cash.create", r#","mobile":"13800138000""#)),
        )
        .with_body("application/vnd.api+json", body),
    );
    let sn = String::from_utf8(response.body.clone()).unwrap();
    let sn = &sn[sn.find("\"cash_sn\":\"").unwrap() + 11..][..18];
    assert!(sn.starts_with("20260102"));
    let time = "2026-01-02T11:04:05+08:00";
    assert_eq!(
        String::from_utf8(response.body).unwrap(),
        format!(
            r#"{{"data":{{"type":"user_wallet_cash","id":"1","attributes":{{"id":1,"user_id":1,"cash_sn":"{sn}","cash_charge":"0.01","cash_actual_amount":0.99,"cash_apply_amount":"1.00","cash_status":1,"cash_type":0,"cash_mobile":"13800138000","remark":null,"updated_at":"{time}","created_at":"{time}"}},"relationships":{{"userWallet":{{"data":{{"type":"user_wallet","id":"1"}}}},"user":{{"data":{{"type":"users","id":"1"}}}}}}}},"included":[{{"type":"user_wallet","id":"1","attributes":{{"user_id":1,"available_amount":"99.00","freeze_amount":"1.00","wallet_status":0}}}},{{"type":"users","id":"1","attributes":{{"username":"username","mobile":"13800138000","lastLoginIp":"","createdAt":"{time}","updatedAt":"{time}"}}}}]}}"#
        )
    );
}

/// wallet.md §2.6: amount and rate, then fee and actual amount as they are printed; none where nothing would be left.
#[test]
fn fees_are_exact_and_rounded_up() {
    for (amount, rate, expected) in [
        ("1.00", "0.01", Some(("0.01", "0.99"))),
        ("7.00", "0.01", Some(("0.07", "6.93"))),
        ("14.00", "0.01", Some(("0.14", "13.86"))),
        ("28.00", "0.01", Some(("0.28", "27.72"))),
        ("55.00", "0.01", Some(("0.55", "54.45"))),
        ("0.10", "0.1", Some(("0.01", "0.09"))),
        ("0.20", "0.1", Some(("0.02", "0.18"))),
        ("0.40", "0.1", Some(("0.04", "0.36"))),
        ("11.00", "0.05", Some(("0.55", "10.45"))),
        ("99.99", "0.006", Some(("0.60", "99.39"))),
        ("5000.00", "0", Some(("0.00", "5000"))),
        ("0.01", "0.01", None),
        ("2.18", "1", None),
    ] {
        let bench = Bench::new();
        let settings = application(&format!(r#""cash_rate":"{rate}","cash_min_sum":"0.01""#));
        let changed = bench.json(Method::PATCH, "/api/wallet/settings", &token(2, ALL), &settings);
        assert_eq!(changed.1["data"]["attributes"]["cash_rate"], rate, "{}", changed.1);
        let funds = r#"{"operate_type":1,"operate_amount":4900}"#;
        assert_eq!(bench.json(Method::PATCH, "/api/wallet/user/1", &token(2, ALL), funds).0, 200);
        // As a text and as a number, whose digits are what counts.
        for written in [format!("\"{amount}\""), amount.to_owned()] {
            let response =
                bench.send(request(Method::POST, "/api/wallet/cash?include=", &token(1, ALL)).with_body(
                    "application/json",
                    application(&format!(r#""cash_apply_amount":{written},{PHONE}"#)),
                ));
            let text = String::from_utf8(response.body).unwrap();
            let Some((fee, actual)) = expected else {
                assert_eq!(response.status, 422, "{text}");
                assert!(text.contains(r#""rule":"actual_positive""#), "{text}");
                continue;
            };
            let printed = format!(
                r#""cash_charge":"{fee}","cash_actual_amount":{actual},"cash_apply_amount":"{amount}","#
            );
            assert!(text.contains(&printed), "{text} instead of {printed}");
            let refunded = bench.json(
                Method::POST,
                "/api/wallet/cash/review",
                &token(2, ALL),
                &format!(
                    r#"{{"ids":[{}],"cash_status":3}}"#,
                    bench.integers("SELECT max(id) FROM user_wallet_cash")[0]
                ),
            );
            assert_eq!(refunded.1["data"]["records"][0]["result"], "success");
            assert_eq!(bench.balances(1), (500_000, 0), "the fee is refunded with the amount");
        }
        bench.audit();
    }
}

#[test]
fn an_error_is_printed_in_the_language_that_was_asked_for() {
    let bench = Bench::new();
    let refusal = |language: &str| {
        let sent = request(Method::POST, "/api/wallet/cash", &token(1, ALL))
            .with(feiqian_platform::http::header::ACCEPT_LANGUAGE, language)
            .with_body("application/json", application(&format!(r#""cash_apply_amount":0,{PHONE}"#)));
        String::from_utf8(bench.send(sent).body).unwrap()
    };
    let chinese = r#"{"errors":[{"status":"422","code":"validation_error","title":"Validation failed","detail":"提现金额必须大于等于 1.00。","source":{"pointer":"/data/attributes/cash_apply_amount"},"meta":{"field":"cash_apply_amount","rule":"min","limit":"1.00"}}]}"#;
    let english = chinese.replace("提现金额必须大于等于 1.00。", "cash_apply_amount must be at least 1.00.");
    for language in ["", "zh-CN", "fr", "en;q=0.5, zh;q=0.5", "en;q=0", "*", "en;q=0.1, zh-CN"] {
        assert_eq!(refusal(language), chinese, "{language}");
    }
    for language in ["en", "en-GB,zh;q=0.9", "fr, en;q=0.1"] {
        assert_eq!(refusal(language), english, "{language}");
    }
}

#[test]
fn lists_have_pages_links_and_visibility() {
    let bench = Bench::new();
    for amount in 1..=3 {
        assert_eq!(bench.apply(&format!(r#""cash_apply_amount":{amount},{PHONE}"#)).0, 200);
    }
    let list = text(&bench, "/api/wallet/cash?include=&sort=id&page[size]=2&page[number]=1", &token(1, ""));
    assert!(
        list.starts_with(
            r#"{"links":{"first":"/api/wallet/cash?include=&sort=id&page%5Bsize%5D=2&page%5Bnumber%5D=1","prev":null,"next":"/api/wallet/cash?include=&sort=id&page%5Bsize%5D=2&page%5Bnumber%5D=2","last":"/api/wallet/cash?include=&sort=id&page%5Bsize%5D=2&page%5Bnumber%5D=2"},"data":[{"type":"user_wallet_cash","id":"1","attributes":{"id":1,"#
        ),
        "{list}"
    );
    assert!(list.ends_with(r#""meta":{"total":3,"pageCount":2}}"#), "{list}");
    assert!(!list.contains("included") && !list.contains("relationships"));
    assert!(list.contains(
        r#""trade_no":null,"trade_time":null,"error_code":null,"error_message":null,"refunds_status":0}"#
    ));
    let empty = text(&bench, "/api/wallet/cash", &token(2, ""));
    assert!(empty.ends_with(r#""data":[],"meta":{"total":0,"pageCount":0}}"#), "{empty}");
    let all =
        text(&bench, "/api/wallet/cash?filter[cash_status]=1,3&filter[user]=1", &token(2, "cash.viewList"));
    assert!(all.contains(r#""cash_mobile":"138****8000""#) && !all.contains("13800138000"), "{all}");
    assert_eq!(all.matches(r#"{"type":"users","id":"1","attributes""#).count(), 1, "included once");
    let clear = text(&bench, "/api/wallet/cash/2", &token(2, "cash.viewList cash.review"));
    assert!(clear.contains(r#""cash_mobile":"13800138000""#), "{clear}");
    let by_phone = "/api/wallet/cash?filter[cash_mobile]=13800138000";
    assert!(text(&bench, by_phone, &token(2, "cash.viewList")).contains(r#""total":0"#));
    assert!(text(&bench, by_phone, &token(1, "")).contains(r#""total":3"#));
    let log = text(
        &bench,
        "/api/wallet/log?include=userWalletCash,sourceUser&filter[change_type_exclude]=32&page[offset]=1&page[limit]=1",
        &token(1, ""),
    );
    assert!(log.contains(r#""change_available_amount":"-2.00","change_freeze_amount":"2.00","change_type":10,"change_desc":"提现冻结""#), "{log}");
    assert!(log.contains(r#""relationships":{"sourceUser":{"data":null},"userWalletCash":{"data":{"type":"user_wallet_cash","id":"2"}}}"#), "{log}");
    assert!(
        log.ends_with(r#""meta":{"total":3,"pageCount":3,"sumChangeAvailableAmount":"-6.00"}}"#),
        "{log}"
    );
    assert!(!log.contains("operator_id"));
    assert!(
        text(&bench, "/api/wallet/log", &token(2, "wallet.logs.viewList")).contains(r#""operator_id":2"#)
    );
}

#[test]
fn an_adjustment_answers_the_new_balances() {
    let bench = Bench::new();
    let answer = bench.send(
        request(Method::PATCH, "/api/wallet/user/1?include=", &token(2, ALL))
            .with_body("application/json", r#"{"operate_type":1,"operate_amount":"1.5","wallet_status":1}"#),
    );
    let expected = r#"{"data":{"type":"user_wallet","id":"1","attributes":{"user_id":1,"available_amount":"101.50","freeze_amount":"0.00","wallet_status":1,"cash_tax_ratio":"0"}}}"#;
    assert_eq!(String::from_utf8(answer.body).unwrap(), expected);
    assert_eq!(text(&bench, "/api/wallet/user/1?include=", &token(1, "")), expected);
    bench.audit();
}

#[test]
fn a_business_day_ends_at_midnight_in_shanghai() {
    let bench = Bench::new();
    bench.run("UPDATE wallet_settings SET cash_max_sum = 1000, cash_sum_limit = 1000, updated_at = 1");
    let ten = || bench.apply(&format!(r#""cash_apply_amount":10,{PHONE}"#));
    let midnight = NOW_MS - (NOW_MS + 28_800_000) % 86_400_000 + 86_400_000;
    bench.platform.set_now_ms(midnight - 1);
    assert_eq!([ten().0, ten().0], [200, 409]);
    bench.platform.set_now_ms(midnight);
    assert_eq!([ten().0, ten().0], [200, 409]);
    let days =
        bench.integers("SELECT CAST(substr(cash_sn, 1, 8) AS INTEGER) FROM user_wallet_cash ORDER BY id");
    assert_eq!(days, [20_260_102, 20_260_103]);
    bench.audit();
}

#[test]
fn a_token_keeps_the_user_up_to_date() {
    let bench = Bench::new();
    let with = |more: &str| {
        bench.send(request(Method::GET, "/api/wallet/user/1", &signed(HEAD, &claims(1, "", more))))
    };
    with(r#","mobile":"123","wechat":{"openid":"o-1","nickname":"n","sex":2}"#);
    assert_eq!(bench.integers("SELECT sex FROM user_wechats WHERE openid = 'o-1'"), [2]);
    bench.run("UPDATE wallet_settings SET payout_enabled = 1, updated_at = 1");
    let wechat = bench.json(
        Method::POST,
        "/api/wallet/cash?include=wechat",
        &token(1, ALL),
        &application(r#""cash_apply_amount":"7.00","cash_type":"1""#),
    );
    assert_eq!(wechat.1["included"][0]["attributes"]["nickname"], "n", "{}", wechat.1);
    assert!(!wechat.1.to_string().contains("o-1"), "the openid is never told");
    with("");
    assert_eq!(bench.integers("SELECT count(*) FROM users WHERE id = 1 AND mobile = '123'"), [1]);
    with(r#","wechat":null"#);
    assert_eq!(bench.integers("SELECT count(*) FROM user_wechats"), [0]);
    bench.audit();
}
