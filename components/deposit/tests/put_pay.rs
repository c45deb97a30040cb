//! `PUT /pay`: payments reported by the hub and made up by the back office (补单).

mod common;

use common::*;
use feiqian_cashier::testing::{Answer, Bench};
use feiqian_delivery::testing::{DISPATCH_TOKEN, check_kicks};
use feiqian_platform::Platform;
use feiqian_platform::http::{Body, Method, Request, Response, header};
use std::thread;

const PAID: &[(&str, &str)] = &[
    ("product_id", "M001"),
    ("billno", "HUB1"),
    ("orderType", "1"),
    ("amount", "300.00"),
    ("currency", "CNY"),
    ("login_name", "1000001"),
    ("replace_flag", "0"),
    ("created_by", "hub"),
    ("remarks", "paid"),
];
const MAKE_UP: &[(&str, &str)] = &[
    ("product_id", "M001"),
    ("billno", "HUB1"),
    ("orderType", "6"),
    ("amount", "250.5"),
    ("currency", "CNY"),
    ("login_name", "1000001"),
    ("replace_flag", "1"),
    ("created_by", "kefu"),
    ("remarks", "补单"),
];

fn done() -> Answer {
    Answer::success("true")
}

/// A bench with one order of merchant M001 through channel 1, for 300.00, known to the hub as HUB1.
fn with_an_order() -> (Bench<impl AsyncFn(&Platform, Request) -> Response>, String) {
    let (bench, _) = bench();
    assert!(bench.answer(pay(&with(TRANSFER, &[("product_order_sn", "P-1")]))).is_success());
    let token = token(&bench.platform, 1);
    (bench, token)
}

#[test]
fn a_reported_payment_is_written_once() {
    let (bench, token) = with_an_order();
    let request = put_pay(&token, PAID).with("spin-client-addr".parse().unwrap(), "203.0.113.9:1");
    assert_eq!(bench.answer(request), done());
    let row =
        "SELECT status || ' ' || paid_amount || ' ' || paid_at || ' ' || paid_remarks FROM deposit_records";
    assert_eq!(bench.texts(row), ["2 30000 1767323045000 paid"]);
    let audit = "SELECT action || old_flag || new_flag || actor || user_type || remarks || ip_address || trace_id FROM audit_log ORDER BY id DESC LIMIT 1";
    assert_eq!(bench.texts(audit), ["callback02hubMpaid203.0.113.9test"]);
    let payload =
        "SELECT topic || status || state || target || json_remove(payload, '$.order_sn') FROM outbox";
    let told = r#"cashier.deposit2queuedhttp://simulator.spin.internal/sim/sink{"product_id":1,"product_user_id":"1000001","parent_order_sn":"","product_order_sn":"P-1","amount":"300.00","currency":"CNY","status":2,"remarks":"paid"}"#;
    assert_eq!(bench.texts(payload), [told]);

    let tables = ["deposit_records", "audit_log", "outbox"].map(|table| bench.table(table));
    bench.platform.set_now_ms(1_767_323_999_000);
    let number = bench.texts("SELECT order_sn FROM deposit_records").remove(0);
    let token = fresh_token(&bench.platform);
    for same in [
        vec![],
        vec![("amount", "300")],
        vec![("billno", number.as_str())],
        vec![("created_by", "other"), ("remarks", "x")],
    ] {
        assert_eq!(bench.answer(put_pay(&token, &with(PAID, &same))), done(), "{same:?}");
    }
    assert_eq!(["deposit_records", "audit_log", "outbox"].map(|table| bench.table(table)), tables);
    bench.check_invariants();
}

fn fresh_token(platform: &Platform) -> String {
    let session = feiqian_cashier::Session {
        merchant_id: 1,
        account: "ops".into(),
        role: feiqian_cashier::Role::All,
        epoch: 0,
        ip: "0.0.0.0".into(),
        iat: 0,
        exp: 9_000_000_000,
    };
    feiqian_platform::native::block_on(session.open(platform)).unwrap()
}

#[test]
fn every_field_has_its_rules_and_its_turn() {
    let (bench, token) = with_an_order();
    let long = |length| "x".repeat(length);
    let (l65, l11, l101, l256) = (long(65), long(11), long(101), long(256));
    let digits = "9".repeat(30);
    type Texts<'c> = &'c [(&'c str, &'c str)];
    type Case<'c> = (Texts<'c>, Vec<(&'c str, &'c str)>, Texts<'c>);
    let cases: Vec<Case> = vec![
        (PAID, vec![("billno", &l65)], &[("billno", "max.string")]),
        (PAID, vec![("orderType", &l11)], &[("orderType", "max.string")]),
        (PAID, vec![("login_name", &l65)], &[("login_name", "max.string")]),
        (PAID, vec![("created_by", &l101)], &[("created_by", "max.string")]),
        (PAID, vec![("remarks", &l256)], &[("remarks", "max.string")]),
        (PAID, vec![("created_by", "hub&a=b")], &[("created_by", "string")]),
        (PAID, vec![("remarks", "ok&product_billno=P-1&product_id=1")], &[("remarks", "string")]),
        (PAID, vec![("replace_flag", "2")], &[("replace_flag", "in")]),
        (PAID, vec![("replace_flag", "01")], &[("replace_flag", "in")]),
        (PAID, vec![("amount", "abc")], &[("amount", "numeric")]),
        (PAID, vec![("amount", "0")], &[("amount", "min.numeric")]),
        // Phase 2, in its order.
        (PAID, vec![("billno", "HUB2"), ("currency", "VND"), ("login_name", "x")], &[("billno", "exists")]),
        (PAID, vec![("currency", "VND"), ("login_name", "x"), ("orderType", "6")], &[("currency", "in")]),
        (PAID, vec![("login_name", "x"), ("orderType", "6"), ("amount", "1")], &[("login_name", "in")]),
        (PAID, vec![("orderType", "6"), ("amount", "1")], &[("orderType", "in")]),
        (PAID, vec![("orderType", "nope")], &[("orderType", "in")]),
        (PAID, vec![("amount", "300.01")], &[("amount", "in")]),
        (PAID, vec![("amount", "300.001")], &[("amount", "numeric")]),
        (PAID, vec![("amount", &digits)], &[("amount", "max.numeric")]),
        (MAKE_UP, vec![("billno", "HUB2"), ("currency", "VND")], &[("billno", "exists")]),
        (MAKE_UP, vec![("currency", "VND"), ("login_name", "x")], &[("currency", "in")]),
        (MAKE_UP, vec![("login_name", "x"), ("orderType", "nope")], &[("login_name", "in")]),
        (MAKE_UP, vec![("orderType", "nope"), ("amount", "1.001")], &[("orderType", "exists")]),
        // Another merchant's, another currency's.
        (MAKE_UP, vec![("orderType", "3")], &[("orderType", "exists")]),
        (MAKE_UP, vec![("orderType", "8")], &[("orderType", "exists")]),
        (MAKE_UP, vec![("amount", "1.001")], &[("amount", "numeric")]),
        (MAKE_UP, vec![("amount", &digits)], &[("amount", "max.numeric")]),
    ];
    for (params, changes, fields) in cases {
        let request = put_pay(&token, &with(params, &changes));
        assert_eq!(bench.answer(request), Answer::invalid(fields), "{changes:?}");
    }
    let fields = [
        "product_id",
        "billno",
        "orderType",
        "amount",
        "currency",
        "login_name",
        "replace_flag",
        "created_by",
        "remarks",
    ];
    let required = fields.map(|name| (name, "required"));
    assert_eq!(bench.answer(put_pay(&token, &[])), Answer::invalid(&required));
    for name in fields {
        let request = put_pay(&token, &with(PAID, &[(name, "")]));
        assert_eq!(bench.answer(request), Answer::invalid(&[(name, "required")]), "{name}");
        let mut request = put_pay(&token, PAID);
        request.query = format!("{name}=1&{name}=2");
        assert_eq!(bench.answer(request), Answer::invalid(&[(name, "string")]), "{name} twice");
    }
    assert_eq!(bench.texts("SELECT group_concat(action) FROM audit_log"), ["create"]);
    assert_eq!(bench.answer(put_pay(&token, PAID)), done());
    bench.check_invariants();
}

#[test]
fn only_the_merchant_itself_reports_and_makes_up() {
    let (bench, token) = with_an_order();
    let forbidden = Answer::forbidden();
    let bare = |request: Request| {
        let mut request = request;
        request.headers.remove(header::AUTHORIZATION);
        request
    };
    assert_eq!(bench.answer(bare(put_pay(&token, PAID))), forbidden);
    assert_eq!(bench.answer(bare(put_pay(&token, &[]))), forbidden, "before any validation");
    assert_eq!(bench.answer(put_pay("x", PAID)), forbidden);
    let twice = put_pay(&token, PAID).with(header::AUTHORIZATION, &token);
    assert_eq!(bench.answer(twice), forbidden);
    assert_eq!(bench.answer(put_pay(&token, &with(PAID, &[("product_id", "M002")]))), forbidden);
    assert_eq!(bench.answer(put_pay(&token, &[("product_id", "M002")])), forbidden);
    // Its own token for its own code, but another's order: of the same product (M003) and of another (M002).
    for (merchant, code) in [(2, "M002"), (3, "M003")] {
        let theirs = common::token(&bench.platform, merchant);
        let number = bench.texts("SELECT order_sn FROM deposit_records").remove(0);
        for params in [PAID, MAKE_UP] {
            for billno in ["HUB1", number.as_str()] {
                let request = put_pay(&theirs, &with(params, &[("product_id", code), ("billno", billno)]));
                assert_eq!(
                    bench.answer(request),
                    Answer::invalid(&[("billno", "exists")]),
                    "{code} {billno}"
                );
            }
        }
    }
    let mut huge = put_pay(&token, PAID);
    huge.body = Body::TooLarge;
    assert_eq!(bench.answer(bare(huge)), Answer::payload_too_large());
    let malformed =
        Request::new(Method::PUT, "/pay").with_body("text/plain", "[1]").with(header::AUTHORIZATION, &token);
    assert_eq!(bench.answer(malformed), Answer::bad_request());
    for wrong in [Method::GET, Method::DELETE, Method::HEAD] {
        let mut request = put_pay(&token, PAID);
        request.method = wrong;
        assert_eq!(bench.answer(request), Answer::method_not_allowed("POST, PUT"));
    }
    bench.sql("UPDATE merchants SET status = 0 WHERE id = 1");
    assert_eq!(bench.answer(put_pay(&token, PAID)), forbidden, "disabled meanwhile");
    bench.sql("UPDATE merchants SET status = 1 WHERE id = 1");
    bench.platform.set_now_ms((1_767_323_045 + 180) * 1_000);
    assert_eq!(bench.answer(put_pay(&token, PAID)), forbidden, "expired");
    bench.check_invariants();
}

#[test]
fn a_make_up_closes_the_order_and_creates_its_child() {
    let (bench, token) = with_an_order();
    assert_eq!(bench.answer(put_pay(&token, MAKE_UP)), done());
    let number = bench.texts("SELECT order_sn FROM deposit_records WHERE id = 1").remove(0);
    let parent = "SELECT status || change_action || (paid_amount IS NULL) FROM deposit_records WHERE id = 1";
    assert_eq!(bench.texts(parent), ["4make_up1"]);
    let child = "SELECT order_sn || ' ' || parent_id || ' ' || status || ' ' || amount || ' ' || deposit_channel_code || ' ' || customer_id || ' '
        || depositor || ' ' || receipt_account || ' ' || upstream_state || ' ' || paid_amount || ' ' || paid_at || ' ' || paid_remarks || ' '
        || (product_order_sn IS NULL) || (merchant_order_sn IS NULL) FROM deposit_records WHERE id = 2";
    let expected = format!("{number}_1 1 2 25050 6 1 张三 6222029876543210 none 25050 1767323045000 补单 11");
    assert_eq!(bench.texts(child), [expected]);
    let audit = "SELECT record_id || action || coalesce(old_flag, '-') || new_flag || actor || user_type || remarks FROM audit_log ORDER BY record_id, id";
    assert_eq!(bench.texts(audit), ["1create-0product:1P", "1make_up04kefuM补单", "2make_up-2kefuM补单"]);
    let told = "SELECT status || json_extract(payload, '$.amount') || json_extract(payload, '$.product_order_sn') || (json_extract(payload, '$.parent_order_sn') = (SELECT order_sn FROM deposit_records WHERE id = 1)) FROM outbox";
    assert_eq!(bench.texts(told), ["2250.50P-11"]);
    bench.check_invariants();
    let tables = ["deposit_records", "audit_log", "outbox"].map(|table| bench.table(table));
    assert_eq!(bench.answer(put_pay(&token, MAKE_UP)), done(), "again");
    assert_eq!(
        bench.answer(put_pay(&token, &with(MAKE_UP, &[("amount", "250.50"), ("remarks", "x")]))),
        done()
    );
    for other in [("amount", "250"), ("orderType", "101")] {
        assert_eq!(
            bench.answer(put_pay(&token, &with(MAKE_UP, &[other]))),
            Answer::unprocessable(),
            "{other:?}"
        );
    }
    assert_eq!(bench.answer(put_pay(&token, PAID)), Answer::unprocessable(), "made up is not paid");
    assert_eq!(["deposit_records", "audit_log", "outbox"].map(|table| bench.table(table)), tables);
}

/// How an order comes to a state, from open.
fn to(status: i64) -> &'static str {
    match status {
        0 => "",
        2 => {
            "UPDATE deposit_records SET status = 2, paid_amount = amount, paid_at = 1, change_action = 'callback', change_user_type = 'M'"
        }
        -1 => "UPDATE deposit_records SET status = -1, change_action = 'approve', change_user_type = 'U'",
        _ => "UPDATE deposit_records SET status = -3, change_action = 'approve', change_user_type = 'Z'",
    }
}

#[test]
fn every_state_takes_what_its_machine_allows() {
    for status in [0, 2, -1, -3, 4] {
        for (params, allowed) in [(PAID, [0, 2].as_slice()), (MAKE_UP, [0, -1, -3, 4].as_slice())] {
            for repeated in [false, true] {
                let (bench, token) = with_an_order();
                if status == 4 {
                    assert_eq!(bench.answer(put_pay(&token, MAKE_UP)), done());
                } else {
                    bench.sql(to(status));
                }
                let expected = if allowed.contains(&status) { done() } else { Answer::unprocessable() };
                for _ in 0..=usize::from(repeated) {
                    assert_eq!(bench.answer(put_pay(&token, params)), expected, "{status} {params:?}");
                }
                let now = bench.integers("SELECT status FROM deposit_records ORDER BY id");
                let moved = match (status, params[6].1) {
                    (0, "0") => vec![2],
                    (0 | -1 | -3 | 4, "1") | (4, _) => vec![4, 2],
                    (unmoved, _) => vec![unmoved],
                };
                assert_eq!(now, moved, "{status} {params:?}");
                bench.check_invariants();
            }
        }
    }
}

#[test]
fn a_make_up_may_use_any_own_channel_of_the_currency_and_any_amount() {
    let (bench, token) = with_an_order();
    bench.sql("UPDATE deposit_channels SET status = 0, star_levels = '9', max_amount = 1 WHERE code = '101'");
    let made = with(MAKE_UP, &[("orderType", "101"), ("amount", "9999999.99")]);
    assert_eq!(bench.answer(put_pay(&token, &made)), done());
    assert_eq!(bench.integers("SELECT amount FROM deposit_records WHERE parent_id = 1"), [999_999_999]);
    // The child is paid; neither it nor its parent can be made up.
    let number = bench.texts("SELECT order_sn FROM deposit_records WHERE id = 2").remove(0);
    let child = with(MAKE_UP, &[("billno", &number), ("orderType", "101"), ("amount", "9999999.99")]);
    assert_eq!(bench.answer(put_pay(&token, &child)), Answer::unprocessable());
    bench.check_invariants();
}

#[test]
fn of_sixty_four_who_report_or_make_up_at_once_one_writes() {
    for (params, rows, audits, told) in [(PAID, 1, 2, 1), (MAKE_UP, 2, 3, 1)] {
        let directory = tempfile::tempdir().unwrap();
        let (bench, _) = bench_on_file(directory.path());
        assert!(bench.send(pay(TRANSFER)).is_success());
        let (platform, token) = (bench.platform.clone(), token(&bench.platform, 1));
        thread::scope(|scope| {
            for _ in 0..64 {
                let (platform, request) = (platform.clone(), put_pay(&token, params));
                scope.spawn(move || {
                    let answer =
                        feiqian_platform::native::block_on(feiqian_deposit::handle(&platform, request));
                    assert_eq!(Answer::from(answer), done());
                });
            }
        });
        let counts = ["deposit_records", "audit_log", "outbox"]
            .map(|table| bench.integers(&format!("SELECT count(*) FROM {table}"))[0]);
        assert_eq!(counts, [rows, audits, told]);
        bench.check_invariants();
    }
}

#[test]
fn of_those_who_report_and_those_who_make_up_one_side_wins() {
    for _ in 0..8 {
        let directory = tempfile::tempdir().unwrap();
        let (bench, _) = bench_on_file(directory.path());
        assert!(bench.send(pay(TRANSFER)).is_success());
        let (platform, token) = (bench.platform.clone(), token(&bench.platform, 1));
        let answers: Vec<(bool, Answer)> = thread::scope(|scope| {
            let callers: Vec<_> = (0..16)
                .map(|number| {
                    let params = if number % 2 == 0 { PAID } else { MAKE_UP };
                    let (platform, request) = (platform.clone(), put_pay(&token, params));
                    scope.spawn(move || {
                        let answer =
                            feiqian_platform::native::block_on(feiqian_deposit::handle(&platform, request));
                        (number % 2 == 0, Answer::from(answer))
                    })
                })
                .collect();
            callers.into_iter().map(|caller| caller.join().unwrap()).collect()
        });
        let paid = bench.integers("SELECT status FROM deposit_records WHERE id = 1") == [2];
        for (reported, answer) in answers {
            assert_eq!(answer, if reported == paid { done() } else { Answer::unprocessable() });
        }
        bench.check_invariants();
    }
}

#[test]
fn a_payment_asks_for_its_notice_if_there_is_a_token() {
    for payment in [PAID, MAKE_UP] {
        check_kicks(&["cashier.deposit"], |prepare| {
            let (bench, token) = with_an_order();
            prepare(&bench.platform);
            let answer = bench.answer(put_pay(&token, payment));
            assert_eq!(answer, done());
            (bench.platform.clone(), answer)
        });
    }
    // What is refused or repeated tells nobody anything.
    let (bench, token) = with_an_order();
    assert_eq!(bench.answer(put_pay(&token, PAID)), done());
    bench.platform.set_variable("dispatch_token", DISPATCH_TOKEN);
    assert_eq!(bench.answer(put_pay(&token, PAID)), done());
    assert!(!bench.answer(put_pay(&token, &with(PAID, &[("amount", "1.00")]))).is_success());
    assert_eq!(bench.platform.afterwards().len(), 0);
}

#[test]
fn a_refused_report_stays_in_sight_until_a_make_up_order_books_the_money() {
    let (bench, token) = with_an_order();
    let rows = "SELECT reason || ' ' || amount || ' ' || currency || ' ' || times || ' ' || (record_id IS NOT NULL) || ' ' || resolved_by
                  FROM refused_payments ORDER BY id";
    // What has no proper form, or is not of the order's state, says nothing of money.
    bench.answer(put_pay(&token, &with(PAID, &[("amount", "300.001")])));
    bench.answer(put_pay(&token, &with(PAID, &[("billno", "")])));
    assert_eq!(bench.texts(rows), [""; 0]);
    for _ in 0..2 {
        bench.answer(put_pay(&token, &with(PAID, &[("amount", "299.00")])));
    }
    bench.answer(put_pay(&token, &with(PAID, &[("currency", "USD")])));
    bench.answer(put_pay(&token, &with(PAID, &[("billno", "HUB2")])));
    bench.answer(put_pay(&token, &with(PAID, &[("login_name", "x")])));
    bench.answer(put_pay(&token, &with(PAID, &[("orderType", "6")])));
    assert_eq!(
        bench.texts(rows),
        [
            "amount 299.00 CNY 2 1 ",
            "currency 300.00 USD 1 1 ",
            "unknown_order 300.00 CNY 1 0 ",
            "customer 300.00 CNY 1 1 ",
            "channel 300.00 CNY 1 1 ",
        ]
    );
    // A make-up order books what came in. One that is refused is no report of a hub.
    bench.answer(put_pay(&token, &with(MAKE_UP, &[("currency", "USD")])));
    assert_eq!(bench.answer(put_pay(&token, &with(MAKE_UP, &[("amount", "299.00")]))), done());
    let number = bench.texts("SELECT order_sn FROM deposit_records WHERE parent_id IS NOT NULL").remove(0);
    let open = "SELECT reason FROM refused_payments WHERE resolved_at IS NULL";
    assert_eq!(bench.texts(open), ["unknown_order"]);
    let by = "SELECT DISTINCT resolved_by FROM refused_payments WHERE resolved_at IS NOT NULL";
    assert_eq!(bench.texts(by), [number]);
    // Money for an order that is made up already is new money.
    bench.answer(put_pay(&token, PAID));
    assert_eq!(bench.texts(open), ["unknown_order", "closed_order"]);
    bench.check_invariants();
}

#[test]
fn a_merchant_has_a_bounded_number_of_refused_reports() {
    let (bench, token) = with_an_order();
    bench.sql(
        "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 9999)
         INSERT INTO refused_payments (merchant_id, billno, reason, amount, currency, login_name, channel_code, actor,
           remarks, session_account, session_role, client_ip, trace_id, created_at, updated_at)
         SELECT 1, 'n' || i, 'unknown_order', '1', 'CNY', 'x', '1', 'a', '', '', '', '', 't', 1, 1 FROM n",
    );
    for number in ["HUB2", "HUB3", "HUB2"] {
        bench.answer(put_pay(&token, &with(PAID, &[("billno", number)])));
    }
    assert_eq!(bench.texts("SELECT billno FROM refused_payments WHERE billno LIKE 'HUB%'"), ["HUB2"]);
}
