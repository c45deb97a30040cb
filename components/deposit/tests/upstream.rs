//! What a hub may do wrong with a payment, and what becomes of the order (cashier.md §6).

mod common;

use common::*;
use feiqian_cashier::testing::{Answer, NOW_S};
use feiqian_platform::outbound::OutboundError;

const ROW: &str = "SELECT status || upstream_state || upstream_message || response_code FROM deposit_records ORDER BY id DESC LIMIT 1";
const AUDIT: &str = "SELECT group_concat(line, ' ') FROM (SELECT action || coalesce(old_flag, '') || '>' || new_flag || actor || user_type AS line
    FROM audit_log WHERE record_id = (SELECT max(id) FROM deposit_records) ORDER BY id)";
const FAILED: &str = "create>0product:1P upstream0>-1systemS";

#[test]
fn every_failure_closes_the_order_and_is_answered_with_500() {
    let (bench, hub) = bench();
    let transfer = |order: &str| format!(r#"{{"success":0,"order":{order}}}"#);
    let good = |name: &str, value: &str| {
        let order = [
            ("billno", "\"H9\""),
            ("bankname", "\"b\""),
            ("accountnumber", "\"1\""),
            ("accountname", "\"n\""),
        ];
        let members: Vec<String> = order
            .iter()
            .map(|(member, text)| format!("\"{member}\":{}", if *member == name { value } else { text }))
            .collect();
        transfer(&format!("{{{}}}", members.join(",")))
    };
    let long = format!("\"{}\"", "9".repeat(65));
    let big = format!(r#"{{"success":0,"x":"{}"}}"#, "x".repeat(300));
    let mut cases: Vec<(Said, &str)> = vec![
        (Err(OutboundError::TimedOut), ""),
        (Err(OutboundError::Broken("reset")), ""),
        (Err(too_large()), ""),
        (Err(OutboundError::Denied), ""),
        (Err(OutboundError::InvalidUrl), ""),
        (Err(OutboundError::NotConnected("refused")), ""),
        (Ok((500, r#"{"success":0,"message":"no"}"#.into())), ""),
        (Ok((302, good("", ""))), ""),
        (Ok((201, good("", ""))), ""),
        (Ok((200, r#"{"success":1,"message":"method closed"}"#.into())), "method closed"),
        (Ok((200, r#"{"success":2}"#.into())), ""),
        (Ok((200, r#"{"success":1,"message":"a\u0000b\r\nc"}"#.into())), "abc"),
        (Ok((200, big)), ""),
    ];
    for body in [
        "",
        "{",
        "[]",
        "null",
        "<html>",
        r#"{"order":{}}"#,
        r#"{"success":0}"#,
        r#"{"success":0,"order":[]}"#,
    ] {
        cases.push((Ok((200, body.to_owned())), ""));
    }
    for name in ["billno", "bankname", "accountnumber", "accountname"] {
        for value in ["null", "\"\"", "\" \"", "{}", "\"a\\u0007b\"", "\"a&b=c\""] {
            cases.push((Ok((200, good(name, value))), ""));
        }
    }
    cases.push((Ok((200, good("billno", &long))), ""));
    for (said, message) in cases {
        hub.does("/BQPayment.do", said.clone());
        let answer = bench.send(pay(TRANSFER));
        assert_eq!(answer, failed(if message.is_empty() { "system exception" } else { message }), "{said:?}");
        assert_eq!(bench.texts(ROW), [format!("-1failed{message}500")], "{said:?}");
        assert_eq!(bench.texts(AUDIT), [FAILED], "{said:?}");
    }
    // The longest message is cut.
    hub.say("/BQPayment.do", &format!(r#"{{"success":1,"message":"{}"}}"#, "中".repeat(201)));
    assert_eq!(bench.send(pay(TRANSFER)), failed(&"中".repeat(200)));
    assert_eq!(bench.integers("SELECT count(*) FROM outbox"), [0], "/pay itself has told it");
    for fault in bench.platform.faults() {
        assert!(fault.starts_with("upstream: "), "{fault}");
        assert!(!fault.contains("method closed") && !fault.contains("张三"), "{fault}");
    }
    bench.check_invariants();
}

#[test]
fn an_online_page_is_an_absolute_url() {
    let (bench, hub) = bench();
    let mut number = 0;
    let mut second = |url: &str| {
        number += 1;
        let payid = format!("p{number}");
        hub.say(
            "/OnlinePaymentFirst.do",
            &format!(r#"{{"status":0,"payid":"{payid}","minamount":0,"maxamount":0}}"#),
        );
        assert!(bench.send(paylimit("6")).is_success());
        hub.say("/OnlinePaymentSecond.do", &format!(r#"{{"status":0,"billno":"H{number}","url":{url}}}"#));
        bench.send(pay(&with(ONLINE, &[("payid", &payid)])))
    };
    for url in ["\"http://a/\"", "\"https://a.example:8443/x?y=z\"", "\"HTTP://A/\""] {
        assert!(second(url).is_success(), "{url}");
    }
    let long = format!("\"http://a/{}\"", "x".repeat(2_048));
    for url in [
        "\"/pay/1\"",
        "\"//a/b\"",
        "\"ftp://a/\"",
        "\"javascript:alert(1)\"",
        "\"http://\"",
        "\"http:///x\"",
        "\"http://user@a/\"",
        "\"http://a b/\"",
        "\"\"",
        "null",
        "{}",
        "\"a.example/x\"",
        &long,
    ] {
        assert_eq!(second(url), failed("system exception"), "{url}");
        assert_eq!(bench.texts(AUDIT), [FAILED], "{url}");
    }
    bench.check_invariants();
}

#[test]
fn a_number_that_the_merchant_has_already_is_a_failure() {
    let (bench, _) = bench();
    assert!(bench.answer(pay(TRANSFER)).is_success());
    assert_eq!(bench.send(pay(TRANSFER)), failed("system exception"));
    assert_eq!(bench.texts(ROW), ["-1failed500"]);
    assert_eq!(bench.texts(AUDIT), [FAILED]);
    bench.check_invariants();
}

#[test]
fn a_call_is_repeated_once_and_only_if_nothing_was_sent() {
    let (bench, hub) = bench();
    let refused = || Err(OutboundError::NotConnected("refused"));
    let accepted = |number: &str| {
        Ok((
            200,
            format!(
                r#"{{"success":0,"order":{{"billno":"{number}","bankname":"b","accountnumber":"1","accountname":"n"}}}}"#
            ),
        ))
    };
    hub.does_in_turn("/BQPayment.do", [refused(), accepted("A1")]);
    assert!(bench.send(pay(TRANSFER)).is_success());
    hub.requests();
    hub.does_in_turn("/BQPayment.do", [refused(), refused(), accepted("A2")]);
    assert_eq!(bench.send(pay(TRANSFER)), failed("system exception"));
    assert_eq!(hub.requests().len(), 2);
    for error in [OutboundError::TimedOut, OutboundError::Broken("x"), too_large()] {
        hub.does_in_turn("/BQPayment.do", [Err(error), accepted("A3")]);
        assert_eq!(bench.send(pay(TRANSFER)), failed("system exception"));
        assert_eq!(hub.requests().len(), 1);
    }
    bench.check_invariants();
}

#[test]
fn calls_are_bounded_in_time_and_size() {
    let (bench, hub) = bench();
    bench.platform.set_variable("upstream_timeout_ms", "250");
    assert!(bench.answer(pay(TRANSFER)).is_success());
    for request in hub.requests() {
        assert_eq!((request.timeout_ms, request.answer_limit_bytes), (250, 256 * 1024));
        let form = ("content-type", "application/x-www-form-urlencoded; charset=utf-8".to_owned());
        assert!(request.headers.contains(&form), "{:?}", request.headers);
    }
    for value in ["99", "60001", "", "x", "1e3"] {
        bench.platform.set_variable("upstream_timeout_ms", value);
        assert_eq!(bench.answer(pay(TRANSFER)), Answer::fault(), "{value}");
    }
}

#[test]
fn a_domain_that_is_no_url_is_never_called() {
    let (bench, hub) = bench();
    for domain in ["simulator", "ftp://a", "http://user:pw@a/", "http://", "//a"] {
        bench.sql(&format!("UPDATE merchants SET domain = '{domain}' WHERE id = 1"));
        assert_eq!(bench.answer(paylimit("6")), failed("system exception"), "{domain}");
        assert_eq!(bench.answer(pay(REDIRECT)), failed("system exception"), "{domain}");
    }
    bench.sql("UPDATE merchants SET domain = '' WHERE id = 1");
    assert_eq!(bench.answer(paylimit("6")), failed("system exception"));
    assert_eq!(hub.requests().len(), 0);
    bench.sql(&format!("UPDATE merchants SET domain = '{HUB}/' WHERE id = 1"));
    assert!(bench.answer(pay(REDIRECT)).is_success(), "a slash at its end");
}

#[test]
fn a_failed_quote_is_answered_without_an_order() {
    let (bench, hub) = bench();
    hub.say("/BQBankList.do", r#"{"success":1,"message":"closed"}"#);
    hub.does("/online-pay/payment-methods", Err(OutboundError::TimedOut));
    assert_eq!(bench.answer(pay(TRANSFER)), failed("closed"));
    assert_eq!(bench.answer(pay(REDIRECT)), failed("system exception"));
    assert_eq!(bench.integers("SELECT count(*) FROM deposit_records"), [0]);
}

#[test]
fn the_order_is_there_before_the_hub_is_asked() {
    let (bench, hub) = bench();
    let platform = bench.platform.clone();
    bench.platform.set_outside(move |request| {
        if request.url.ends_with("/BQPayment.do") {
            let sql = "SELECT status || upstream_state || (response_json IS NULL) FROM deposit_records";
            let mut rows = feiqian_platform::native::block_on(platform.query(sql, &[])).unwrap();
            assert_eq!(rows.pop().unwrap().take::<String>().unwrap(), "0pending1");
        }
        hub.answer(request)
    });
    assert!(bench.answer(pay(TRANSFER)).is_success());
    assert_eq!(bench.texts("SELECT upstream_state FROM deposit_records"), ["ok"]);
}

#[test]
fn an_order_that_is_closed_while_the_hub_is_asked_stays_closed() {
    for (change, said, expected) in [
        // Cancelled by the back office: the payer's account is stored, and the answer says what the order is.
        ("status = -1, change_action = 'approve', change_user_type = 'U'", None, "-1ok200"),
        (
            "status = -1, change_action = 'approve', change_user_type = 'U'",
            Some(OutboundError::TimedOut),
            "-1failed500",
        ),
        (
            "status = 2, paid_amount = amount, paid_at = 1, change_action = 'callback', change_user_type = 'M'",
            Some(OutboundError::TimedOut),
            "2failed500",
        ),
    ] {
        let (bench, hub) = bench();
        if let Some(error) = said.clone() {
            hub.does("/BQPayment.do", Err(error));
        }
        let platform = bench.platform.clone();
        bench.platform.set_outside(move |request| {
            if request.url.ends_with("/BQPayment.do") {
                platform.run_batch(&format!("UPDATE deposit_records SET {change}")).unwrap();
            }
            hub.answer(request)
        });
        let answer = bench.send(pay(TRANSFER));
        assert_eq!(bench.texts(ROW), [expected]);
        match said {
            None => assert_eq!(member(&answer, "status"), "-1"),
            Some(_) => assert_eq!(answer, failed("system exception")),
        }
        assert_eq!(bench.integers("SELECT count(*) FROM audit_log"), [2], "{expected}");
        bench.check_invariants();
    }
}

#[test]
fn an_order_that_waits_for_more_than_a_minute_is_closed_when_it_is_asked_for() {
    let (bench, hub) = bench();
    let keyed = with(TRANSFER, &[("product_order_sn", "P-1")]);
    // The call never came back: the instance is gone.
    let platform = bench.platform.clone();
    bench.platform.set_outside(move |request| {
        if request.url.ends_with("/BQPayment.do") {
            platform.run_batch("ALTER TABLE deposit_records RENAME TO gone").unwrap();
        }
        hub.answer(request)
    });
    assert_eq!(bench.send(pay(&keyed)), Answer::fault());
    bench.sql("ALTER TABLE gone RENAME TO deposit_records");
    assert_eq!(bench.texts("SELECT upstream_state FROM deposit_records"), ["pending"]);

    let in_progress = Answer::conflict().with("retry-after", "1");
    assert_eq!(bench.answer(pay(&keyed)), in_progress);
    bench.platform.set_now_ms((NOW_S + 60) * 1_000);
    assert_eq!(bench.answer(pay(&keyed)), in_progress, "not over 60 s");
    assert_eq!(bench.answer(pay(&with(&keyed, &[("amount", "301")]))), Answer::conflict());
    bench.platform.set_now_ms((NOW_S + 60) * 1_000 + 1);
    assert_eq!(bench.answer(pay(&with(&keyed, &[("amount", "301")]))), Answer::conflict());
    let closed = failed("system exception").with("x-idempotent-replay", "1");
    assert_eq!(bench.send(pay(&keyed)), closed);
    assert_eq!(bench.answer(pay(&keyed)), closed, "and stays so");
    assert_eq!(bench.texts(ROW), ["-1failed500"]);
    assert_eq!(bench.texts(AUDIT), ["create>0product:1P expire0>-1systemS"]);
    assert_eq!(
        bench.texts("SELECT status || state FROM outbox"),
        ["-1queued"],
        "nobody has answered it: it is told"
    );
    bench.check_invariants();
}

#[test]
fn a_call_that_outlasts_the_minute_finds_its_order_closed() {
    let (bench, hub) = bench();
    let keyed = with(TRANSFER, &[("product_order_sn", "P-1")]);
    let (platform, again) = (bench.platform.clone(), pay(&keyed));
    bench.platform.set_outside(move |request| {
        if request.url.ends_with("/BQPayment.do") {
            platform.set_now_ms((NOW_S + 61) * 1_000);
            let other = feiqian_deposit::handle(&platform, again.clone());
            let other = Answer::from(feiqian_platform::native::block_on(other));
            assert_eq!(other, failed("system exception").with("x-idempotent-replay", "1"));
        }
        hub.answer(request)
    });
    assert_eq!(bench.send(pay(&keyed)), failed("system exception"), "what was stored stands");
    assert_eq!(bench.texts(ROW), ["-1failed500"]);
    bench.check_invariants();
}

#[test]
fn a_hub_costs_one_statement_for_its_offer_and_one_for_its_answer() {
    let (bench, _) = bench();
    let statements = |request| {
        let before = bench.platform.statements();
        assert!(bench.send(request).is_success());
        bench.platform.statements() - before
    };
    // The payer with the product's key, and what the hub offered.
    assert_eq!(statements(paylimit("6")), 2);
    // The payer, the order, what the hub answered.
    assert_eq!(statements(pay(ONLINE)), 3);
    // Besides, what the hub offered; the second time that is at hand.
    assert_eq!(statements(pay(REDIRECT)), 3);
    assert_eq!(statements(pay(REDIRECT)), 2);
}
