//! `POST /pay`: what each kind of channel does, field by field, and what is refused.

mod common;

use common::*;
use feiqian_cashier::testing::{Answer, NOW, NOW_S};
use feiqian_platform::http::Method;
use feiqian_platform::native::{assert_steady, block_on};

fn receipt(code: &str, order_sn: &str, product_order_sn: &str, tail: &str) -> String {
    let (merchant, depositor) = match code {
        "3" => (3, "张三"),
        "1" => (1, "张三"),
        _ => (1, "1000001"),
    };
    format!(
        r#"{{"product_id":1,"customer_id":1,"merchant_id":{merchant},"order_sn":"{order_sn}","product_order_sn":"{product_order_sn}","amount":"300.00","currency_type":"CNY","deposit_type":0,"deposit_channel_code":"{code}","depositor":"{depositor}",{tail},"status":0,"created_at":"{NOW}","updated_at":"{NOW}"}}"#
    )
}

fn is_bill_number(number: &str, merchant: &str) -> bool {
    let head = format!("{merchant}2601020304051000001D1");
    let suffix = number.strip_prefix(&head);
    suffix.is_some_and(|suffix| {
        suffix.len() == 4 && suffix.bytes().all(|b| b.is_ascii_digit() || b.is_ascii_lowercase())
    })
}

#[test]
fn a_transfer_without_a_hub_goes_to_an_account_of_the_merchant() {
    let (bench, hub) = bench();
    let answer = bench.answer(pay(&with(LOCAL, &[("product_order_sn", "P-1")])));
    let number = member(&answer, "order_sn");
    assert!(is_bill_number(&number, "M003"), "{number}");
    let tail = r#""receipt_bank_name":"工商银行","receipt_account":"6222021234567890","receipt_depositor":"李四","pay_url":"","redirect":null"#;
    assert_eq!(answer, Answer::success(&receipt("3", &number, "P-1", tail)));
    assert_eq!(hub.asked(), []);
    let row = "SELECT status || upstream_state || response_code || (response_json = json(response_json)) FROM deposit_records";
    assert_eq!(bench.texts(row), ["0none2001"]);
    let audit = "SELECT action || coalesce(old_flag, '-') || new_flag || actor || user_type || ip_address || trace_id FROM audit_log";
    assert_eq!(bench.texts(audit), ["create-0product:1P0.0.0.0test"]);
    bench.check_invariants();
}

#[test]
fn a_transfer_with_a_hub_goes_to_the_account_that_the_hub_names() {
    let (bench, hub) = bench();
    let answer = bench.answer(pay(TRANSFER));
    let number = member(&answer, "order_sn");
    assert!(is_bill_number(&number, "M001"), "{number}");
    let tail = r#""receipt_bank_name":"建设银行","receipt_account":"6222029876543210","receipt_depositor":"王五","pay_url":"","redirect":null"#;
    assert_eq!(answer, Answer::success(&receipt("1", &number, "", tail)));
    let pairs = |pairs: &[(&str, &str)]| -> Vec<(String, String)> {
        pairs.iter().map(|(name, value)| (name.to_string(), value.to_string())).collect()
    };
    let banks = pairs(&[
        ("product", "M001"),
        ("grade", "0"),
        ("cuslevel", "0"),
        ("loginname", "1000001"),
        ("keycode", "bf6a15867da6d82918938a768c5744f7"),
    ]);
    let payment = pairs(&[
        ("product", "M001"),
        ("grade", "0"),
        ("cuslevel", "0"),
        ("loginname", "1000001"),
        ("keycode", "d265b06325e5699f28d4cd0fddcc979d"),
        ("amount", "300.00"),
        ("bankcode", "ICBC"),
        ("depositor", "张三"),
        ("customerType", "1"),
        ("backurl", ""),
    ]);
    let expected = [
        ("POST".to_owned(), "/BQBankList.do".to_owned(), banks),
        ("POST".to_owned(), "/BQPayment.do".to_owned(), payment),
    ];
    assert_eq!(hub.asked(), expected);
    // The quote is good for a while: the next payment asks for an account only.
    hub.say(
        "/BQPayment.do",
        r#"{"success":0,"order":{"billno":"HUB2","bankname":"b","accountnumber":"1","accountname":"n"}}"#,
    );
    assert!(bench.answer(pay(TRANSFER)).is_success());
    assert_eq!(hub.asked().iter().map(|call| call.1.as_str()).collect::<Vec<_>>(), ["/BQPayment.do"]);
    bench.check_invariants();
}

#[test]
fn an_online_payment_answers_the_page_of_the_hub() {
    let (bench, hub) = bench();
    bench.sql("UPDATE merchants SET callback_url = 'https://cb.example/x' WHERE id = 1");
    let limits = bench.answer(paylimit("6"));
    assert_eq!(
        limits,
        Answer::success(
            r#"{"min_amount":"50.00","max_amount":"5000.00","currency":"CNY","amount_list":[],"bank_list":[],"payid":"777"}"#
        )
    );
    let mut request = pay(ONLINE);
    request = request.with("spin-client-addr".parse().unwrap(), "203.0.113.9:4711");
    let answer = bench.answer(request);
    let number = member(&answer, "order_sn");
    let tail = r#""receipt_bank_name":"","receipt_account":"","receipt_depositor":"","pay_url":"https://pay.example/x?y=1","redirect":null"#;
    assert_eq!(answer, Answer::success(&receipt("6", &number, "", tail)));
    let asked = hub.asked();
    let fields =
        |at: usize| asked[at].2.iter().map(|(n, v)| format!("{n}={v}")).collect::<Vec<_>>().join("&");
    assert_eq!(
        fields(0),
        "newaccount=0&product=M001&loginname=1000001&grade=0&cuslevel=0&currency=CNY&type=6&keycode=67d823bdcdcbb5c5e249606dadbe9e96"
    );
    assert_eq!(
        fields(1),
        "product=M001&newaccount=0&grade=0&cuslevel=0&loginname=1000001&amount=300.00&currency=CNY&payid=777&backurl=https://cb.example/x&ip=203.0.113.9&keycode=7456fb800c33b0c88ce2eb5713472540"
    );
    assert_eq!(
        bench.texts("SELECT upstream_state || merchant_order_sn || pay_url FROM deposit_records"),
        ["okHUB1https://pay.example/x?y=1"]
    );
    assert_eq!(bench.integers("SELECT used FROM pay_quotes"), [1]);
    bench.check_invariants();
}

#[test]
fn a_redirect_answers_a_signed_set() {
    let (bench, hub) = bench();
    bench.sql("UPDATE merchants SET callback_url = 'https://merchant.example/cb' WHERE id = 1");
    let request = pay(REDIRECT).with("spin-client-addr".parse().unwrap(), "203.0.113.9:4711");
    let answer = bench.answer(request);
    let number = member(&answer, "order_sn");
    let pairs = [
        ("amount", "300.00"),
        ("callback_url", "https://merchant.example/cb"),
        ("channel", "qr"),
        ("currency", "CNY"),
        ("group", "1"),
        ("ip", "203.0.113.9"),
        ("login_name", "1000001"),
        ("payment_reference", &number),
        ("product_id", "1"),
        ("region", "1"),
    ];
    let sign = feiqian_signing::cashier::redirect_sign(&pairs, UPSTREAM_KEY).unwrap();
    let params: Vec<String> =
        pairs.iter().chain([&("sign", sign.as_str())]).map(|(n, v)| format!("{n:?}:{v:?}")).collect();
    let tail = format!(
        r#""receipt_bank_name":"","receipt_account":"","receipt_depositor":"","pay_url":"","redirect":{{"url":"{HUB}/online-pay/pay","params":{{{}}}}}"#,
        params.join(",")
    );
    assert_eq!(answer, Answer::success(&receipt("101", &number, "", &tail)));
    let asked = hub.asked();
    let query = vec![
        ("productId".into(), "M001".into()),
        ("region".into(), "1".into()),
        ("group".into(), "1".into()),
    ];
    assert_eq!(asked, [("GET".into(), "/online-pay/payment-methods".into(), query)]);
    assert_eq!(bench.texts("SELECT upstream_state || status FROM deposit_records"), ["none0"]);
    bench.check_invariants();
}

#[test]
fn a_redirect_whose_text_would_be_ambiguous_is_not_signed() {
    let (bench, _hub) = bench();
    for url in ["https://merchant.example/cb?a=1&b=2", "https://merchant.example/cb&amount=1"] {
        bench.sql(&format!("UPDATE merchants SET callback_url = '{url}' WHERE id = 1"));
        assert_eq!(bench.send(pay(REDIRECT)), failed("system exception"), "{url}");
        assert_eq!(
            bench.platform.faults().last().unwrap(),
            "upstream: redirect: the signed text would be ambiguous: \"callback_url\""
        );
    }
    assert_eq!(bench.integers("SELECT count(*) FROM deposit_records"), [0]);
    bench.sql("UPDATE merchants SET callback_url = 'https://merchant.example/cb?a=1' WHERE id = 1");
    let answer = bench.answer(pay(REDIRECT));
    assert!(answer.data().contains("cb?a=1"), "{answer:?}");
}

#[test]
fn a_hub_offers_nothing_that_no_request_may_hold() {
    let (bench, hub) = bench();
    for (path, code, said) in [
        (
            "/OnlinePaymentFirst.do",
            "6",
            r#"{"status":0,"payid":"7&a=1","minamount":"50","maxamount":"5000"}"#,
        ),
        ("/BQBankList.do", "1", r#"{"success":0,"bankList":[{"bankcode":"I&B=C","bankname":"b"}]}"#),
        ("/BQBankList.do", "1", r#"{"success":0,"bankList":[{"bankcode":"ICBC","bankname":"b&c=d"}]}"#),
    ] {
        hub.say(path, said);
        assert_eq!(bench.send(paylimit(code)), failed("system exception"), "{said}");
    }
    assert_eq!(bench.integers("SELECT count(*) FROM pay_quotes"), [0]);
    hub.say("/BQBankList.do", r#"{"success":0,"bankList":[{"bankcode":"AT&T","bankname":"A&B"}]}"#);
    assert!(bench.answer(paylimit("1")).data().contains(r#"{"code":"AT&T","name":"A&B"}"#));
}

#[test]
fn paylimit_answers_what_channel_and_hub_both_allow() {
    let (bench, hub) = bench();
    let local = bench.answer(paylimit("3"));
    assert!(local.data().starts_with(
        r#"{"min_amount":"10.00","max_amount":"50000.00","currency":"CNY","amount_list":[],"bank_list":[{"code":"ICBC","name":"工商银行"},{"code":"ABC""#
    ), "{local:?}");
    assert!(!local.data().contains("payid"));
    assert_eq!(
        bench.answer(paylimit("1")).data(),
        r#"{"min_amount":"50.00","max_amount":"5000.00","currency":"CNY","amount_list":[],"bank_list":[{"code":"ICBC","name":"工商银行"}]}"#
    );
    assert_eq!(
        bench.answer(paylimit("101")).data(),
        r#"{"min_amount":"50.00","max_amount":"5000.00","currency":"CNY","amount_list":[],"bank_list":[]}"#
    );
    hub.say("/OnlinePaymentFirst.do", r#"{"status":0,"payid":"8","minamount":"0","maxamount":0,"amountList":"5000,20000,30000.0","bankList":null}"#);
    assert_eq!(
        bench.answer(paylimit("8")).data(),
        r#"{"min_amount":"10000","max_amount":"0","currency":"VND","amount_list":["20000","30000"],"bank_list":[],"payid":"8"}"#
    );
    for reply in [
        r#"{"status":0,"payid":"8","minamount":"60000","maxamount":"0"}"#.replace("60000", "50000.01"),
        r#"{"status":0,"payid":"9","minamount":"50001","maxamount":"0"}"#.to_owned(),
        r#"{"status":0,"payid":"9","minamount":"0","maxamount":"9"}"#.to_owned(),
        r#"{"status":0,"payid":"9","minamount":"50","maxamount":"100","amountList":"49,101"}"#.to_owned(),
        r#"{"status":0,"minamount":"50","maxamount":"100"}"#.to_owned(),
        r#"{"status":0,"payid":"9","maxamount":"100"}"#.to_owned(),
        r#"{"status":0,"payid":"9","minamount":"1"}"#.to_owned(),
    ] {
        hub.say("/OnlinePaymentFirst.do", &reply);
        assert_eq!(bench.answer(paylimit("6")), failed("system exception"), "{reply}");
    }
    hub.say("/online-pay/payment-methods", r#"{"methods":[]}"#);
    assert_eq!(bench.answer(paylimit("101")), failed("system exception"), "not offered");
    hub.say("/online-pay/payment-methods", r#"{}"#);
    assert_eq!(bench.answer(paylimit("101")), failed("system exception"), "no list");
    hub.say("/BQBankList.do", r#"{"success":1,"message":"closed\u0000 for\ttoday"}"#);
    assert_eq!(bench.answer(paylimit("1")), failed("closed fortoday"));
    // A payid is one customer's: of another, and one that was used, the hub cannot make an offer.
    hub.say("/OnlinePaymentFirst.do", r#"{"status":0,"payid":"777","minamount":"50","maxamount":"100"}"#);
    assert!(bench.answer(paylimit("6")).is_success());
    assert!(bench.answer(paylimit("6")).is_success(), "offered again");
    bench.sql("INSERT INTO customers (product_id, product_user_id, created_at, updated_at) VALUES (1, 'other', 0, 0)");
    let other = [("product_user_id", "other"), ("payment_code", "6")];
    let other = product(Method::POST, "/paylimit", &other);
    assert_eq!(bench.answer(other), failed("system exception"), "another customer's");
    assert!(bench.answer(pay(&with(ONLINE, &[("amount", "100")]))).is_success());
    assert_eq!(bench.answer(paylimit("6")), failed("system exception"), "used");
    bench.check_invariants();
}

#[test]
fn what_breaks_a_rule_is_refused_and_changes_nothing() {
    let (bench, hub) = bench();
    assert!(bench.answer(paylimit("6")).is_success());
    bench.sql(
        "INSERT INTO customers (product_id, product_user_id, status, created_at, updated_at)
         VALUES (1, 'inactive', 0, 0, 0), (2, 'of product 2', 1, 0, 0), (1, 'other', 1, 0, 0);
         INSERT INTO deposit_channels (product_id, merchant_id, code, kind, name, currency, status, star_levels, created_at, updated_at)
         VALUES (1, 3, 'off', 'transfer', 'x', 'CNY', 0, '', 0, 0), (1, 3, 'vip', 'transfer', 'x', 'CNY', 1, '5', 0, 0),
                (2, 2, 'theirs', 'transfer', 'x', 'CNY', 1, '', 0, 0), (1, 3, 'vnd', 'transfer', 'x', 'VND', 1, '', 0, 0),
                (1, 3, 'free', 'transfer', 'x', 'CNY', 1, '', 0, 0), (1, 3, 'none', 'transfer', 'x', 'CNY', 1, '', 0, 0);
         UPDATE deposit_channels SET min_amount = 2, max_amount = 1 WHERE code = 'none'",
    );
    let long = "x".repeat(65);
    let wide = "中".repeat(51);
    let digits = "9".repeat(30);
    type Case<'c> = (&'c [(&'c str, &'c str)], &'c [(&'c str, &'c str)], &'c [(&'c str, &'c str)]);
    let (too_long, too_wide) = ([("product_user_id", long.as_str())], [("product_order_sn", wide.as_str())]);
    let (depositor, payid) = ([("depositor", wide.as_str())], [("payid", long.as_str())]);
    let huge = [("amount", digits.as_str())];
    let huge_first = [("amount", digits.as_str()), ("bankcode", "NOBANK")];
    let amount = |key| [("amount", key)];
    let cases: Vec<Case> = vec![
        (&[], &[], &[("product_user_id", "required"), ("payment_code", "required"), ("amount", "required")]),
        (LOCAL, &too_long, &[("product_user_id", "max.string")]),
        (LOCAL, &[("payment_code", "01234567890")], &[("payment_code", "max.string")]),
        (LOCAL, &too_wide, &[("product_order_sn", "max.string")]),
        (LOCAL, &depositor, &[("depositor", "max.string")]),
        (LOCAL, &[("bankcode", "0123456789abcdef")], &[("bankcode", "max.string")]),
        (LOCAL, &payid, &[("payid", "max.string")]),
        (LOCAL, &[("product_user_id", "nobody")], &[("product_user_id", "exists")]),
        (LOCAL, &[("product_user_id", "inactive")], &[("product_user_id", "exists")]),
        (LOCAL, &[("product_user_id", "of product 2")], &[("product_user_id", "exists")]),
        (LOCAL, &[("payment_code", "nope")], &[("payment_code", "exists")]),
        (LOCAL, &[("payment_code", "off")], &[("payment_code", "exists")]),
        (LOCAL, &[("payment_code", "vip")], &[("payment_code", "exists")]),
        (LOCAL, &[("payment_code", "theirs")], &[("payment_code", "exists")]),
        (LOCAL, &[("depositor", "")], &[("depositor", "required")]),
        (LOCAL, &[("depositor", " ")], &[("depositor", "required")]),
        (LOCAL, &[("bankcode", "NOBANK")], &[("bankcode", "exists")]),
        (TRANSFER, &[("depositor", ""), ("bankcode", "")], &[("depositor", "required")]),
        (TRANSFER, &[("bankcode", "")], &[("bankcode", "required")]),
        (TRANSFER, &[("bankcode", "ABC")], &[("bankcode", "exists")]),
        (ONLINE, &[("payid", "")], &[("payid", "required")]),
        (ONLINE, &[("payid", "778")], &[("payid", "exists")]),
        (ONLINE, &[("product_user_id", "other")], &[("payid", "exists")]),
        (ONLINE, &[("payment_code", "8"), ("amount", "10000")], &[("payid", "exists")]),
        (ONLINE, &[("amount", "1.001"), ("payid", "778")], &[("amount", "numeric")]),
        (LOCAL, &[("payment_code", "vnd"), ("amount", "1000.0")], &[("amount", "numeric")]),
        (LOCAL, &[("amount", "1.001")], &[("amount", "numeric")]),
        (LOCAL, &[("amount", "9.99")], &[("amount", "min.numeric")]),
        (LOCAL, &[("amount", "50000.01")], &[("amount", "max.numeric")]),
        (LOCAL, &[("payment_code", "free"), ("amount", "10000000000000.01")], &[("amount", "max.numeric")]),
        (LOCAL, &huge, &[("amount", "max.numeric")]),
        (LOCAL, &huge_first, &[("amount", "max.numeric")]),
        (LOCAL, &[("amount", "9"), ("bankcode", "NOBANK")], &[("bankcode", "exists")]),
        (ONLINE, &[("amount", "49.99")], &[("amount", "min.numeric")]),
        (ONLINE, &[("amount", "5000.01")], &[("amount", "max.numeric")]),
        (REDIRECT, &[("amount", "49")], &[("amount", "min.numeric")]),
        // No receiving account of the other type.
        (LOCAL, &[("payment_code", "free")], &[("bankcode", "exists")]),
    ];
    for (params, changes, fields) in cases {
        assert_eq!(bench.answer(pay(&with(params, changes))), Answer::invalid(fields), "{changes:?}");
    }
    for text in ["abc", "1e3", "+5", ".5", "5.", "007", "1,000", "-", "NaN", "٣", "0x1"] {
        assert_eq!(
            bench.answer(pay(&with(LOCAL, &[("amount", text)]))),
            Answer::invalid(&amount("numeric")),
            "{text}"
        );
    }
    for text in ["0", "0.00", "-5", "-0"] {
        let expected = Answer::invalid(&amount("min.numeric"));
        assert_eq!(bench.answer(pay(&with(LOCAL, &[("amount", text)]))), expected, "{text}");
    }
    assert_eq!(
        bench.answer(pay(&with(LOCAL, &[("payment_code", "none"), ("amount", "1")]))),
        failed("system exception")
    );

    hub.say(
        "/OnlinePaymentFirst.do",
        r#"{"status":0,"payid":"list","minamount":"50","maxamount":"5000","amountList":"50,100"}"#,
    );
    assert!(bench.answer(paylimit("6")).is_success());
    let listed = with(ONLINE, &[("payid", "list")]);
    assert_eq!(bench.answer(pay(&with(&listed, &[("amount", "99")]))), Answer::invalid(&amount("in")));
    bench.sql("UPDATE pay_quotes SET expires_at = 1767323045000 WHERE payid = 'list'");
    assert_eq!(
        bench.answer(pay(&with(&listed, &[("amount", "100")]))),
        Answer::invalid(&[("payid", "exists")]),
        "expired"
    );
    assert_eq!(bench.integers("SELECT count(*) FROM deposit_records"), [0]);

    // A payid is good for one order.
    assert!(bench.answer(pay(ONLINE)).is_success());
    assert_eq!(bench.answer(pay(ONLINE)), Answer::invalid(&[("payid", "exists")]));
    // The channels of a product, a merchant or a customer that is out of use are no channels.
    for (change, undo, field) in [
        (
            "UPDATE products SET deposit_status = 0 WHERE id = 1",
            "UPDATE products SET deposit_status = 1",
            "payment_code",
        ),
        ("UPDATE merchants SET status = 0 WHERE id = 3", "UPDATE merchants SET status = 1", "payment_code"),
        (
            "UPDATE customers SET status = 0 WHERE id = 1",
            "UPDATE customers SET status = 1 WHERE id = 1",
            "product_user_id",
        ),
    ] {
        bench.sql(change);
        assert_eq!(bench.answer(pay(LOCAL)), Answer::invalid(&[(field, "exists")]), "{change}");
        bench.sql(undo);
    }
    assert!(bench.answer(pay(LOCAL)).is_success());
    bench.check_invariants();
}

#[test]
fn paylimit_refuses_whom_and_what_pay_refuses() {
    let (bench, hub) = bench();
    bench.sql(
        "INSERT INTO customers (product_id, product_user_id, status, created_at, updated_at)
         VALUES (1, 'inactive', 0, 0, 0), (2, 'of product 2', 1, 0, 0);
         INSERT INTO deposit_channels (product_id, merchant_id, code, kind, name, currency, status, star_levels, created_at, updated_at)
         VALUES (1, 3, 'off', 'transfer', 'x', 'CNY', 0, '', 0, 0), (1, 3, 'vip', 'transfer', 'x', 'CNY', 1, '5', 0, 0),
                (2, 2, 'theirs', 'transfer', 'x', 'CNY', 1, '', 0, 0)",
    );
    let long = "x".repeat(65);
    let limit = |user: &str, code: &str| {
        let params = with(&[], &[("product_user_id", user), ("payment_code", code)]);
        bench.answer(product(Method::POST, "/paylimit", &params))
    };
    let both = Answer::invalid(&[("product_user_id", "required"), ("payment_code", "required")]);
    assert_eq!(limit("", ""), both);
    for (user, code, field) in [
        (long.as_str(), "3", ("product_user_id", "max.string")),
        ("1000001", "01234567890", ("payment_code", "max.string")),
        ("nobody", "nope", ("product_user_id", "exists")),
        ("inactive", "3", ("product_user_id", "exists")),
        ("of product 2", "3", ("product_user_id", "exists")),
        ("1000001", "nope", ("payment_code", "exists")),
        ("1000001", "off", ("payment_code", "exists")),
        ("1000001", "vip", ("payment_code", "exists")),
        ("1000001", "theirs", ("payment_code", "exists")),
    ] {
        assert_eq!(limit(user, code), Answer::invalid(&[field]), "{user} {code}");
    }
    assert_eq!(hub.requests().len(), 0);
}

#[test]
fn an_offer_is_good_for_its_time_and_the_newest_counts() {
    let (bench, hub) = bench();
    let asked = |hub: &Hub| hub.asked().iter().filter(|call| call.1 == "/online-pay/payment-methods").count();
    bench.platform.set_variable("quote_ttl_seconds", "60");
    assert!(bench.answer(pay(REDIRECT)).is_success());
    assert_eq!(asked(&hub), 1);
    bench.platform.set_now_ms((NOW_S + 60) * 1_000 - 1);
    assert!(bench.answer(pay(REDIRECT)).is_success());
    assert_eq!(asked(&hub), 0, "one millisecond left");
    bench.platform.set_now_ms((NOW_S + 60) * 1_000);
    assert!(bench.answer(pay(REDIRECT)).is_success());
    assert_eq!(asked(&hub), 1, "over");
    // A newer offer takes the place of an older one that is still good.
    hub.say("/online-pay/payment-methods", r#"{"methods":[{"channel":"qr","min":"400","max":"0"}]}"#);
    bench.platform.set_now_ms((NOW_S + 61) * 1_000);
    assert!(bench.answer(paylimit("101")).is_success());
    assert_eq!(bench.answer(pay(REDIRECT)), Answer::invalid(&[("amount", "min.numeric")]));
    for value in ["0", "86401", "", "ten"] {
        bench.platform.set_variable("quote_ttl_seconds", value);
        assert_eq!(bench.answer(pay(REDIRECT)), Answer::fault(), "{value}");
    }
}

/// The contract has one answer for an unknown bank and for a merchant without a receiving account. The log tells them apart.
#[test]
fn the_log_names_the_refused_fields_and_a_missing_receiving_account() {
    let (bench, _) = bench();
    let logged = |changes: &[(&str, &str)]| {
        let request = pay(&with(LOCAL, changes));
        let response = block_on(feiqian_deposit::handle(&bench.platform, request));
        (String::from_utf8(response.body).unwrap(), response.fields)
    };
    let bankcode = r#"{"code":422,"message":{"bankcode":["validation.exists"]},"data":[]}"#.to_owned();
    assert_eq!(logged(&[("bankcode", "NOBANK")]), (bankcode.clone(), vec!["bankcode"]));
    assert_eq!(logged(&[("product_user_id", ""), ("amount", "x")]).1, ["product_user_id", "amount"]);
    // A name that a client has chosen may be anything.
    assert_eq!(logged(&[("6222021234567890", "a\u{1}"), ("depositor", "a\u{1}")]).1, ["other", "depositor"]);
    assert_eq!(logged(&[]).1, [""; 0]);
    bench.sql("UPDATE receipt_banks SET is_show = 1");
    assert_eq!(logged(&[]), (bankcode, vec!["receipt_account"]));
}

#[test]
fn the_thousandth_order_costs_as_much_as_the_first() {
    let (bench, _) = bench();
    for params in [LOCAL, REDIRECT] {
        let pay = |number: usize| {
            let own = format!("P-{}-{number}", params[1].1);
            let order = pay(&with(params, &[("product_order_sn", &own)]));
            let answer = block_on(feiqian_deposit::handle(&bench.platform, order));
            let body = String::from_utf8(answer.body).unwrap();
            assert!(body.contains("order_sn"), "{number} {body}");
        };
        assert_steady(&bench.platform, "POST /pay", pay);
    }
}
