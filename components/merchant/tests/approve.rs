//! `PUT /approve` (cashier.md §9.7, §7): every move by every role, against a table written by hand from section 7.

mod common;

use common::{bench_with_orders, but, call, token};
use feiqian_cashier::testing::{Answer, MODES, NOW_S};
use feiqian_delivery::testing::{DISPATCH_TOKEN, check_kicks};
use feiqian_platform::http::{Method, Request};

const WITHDRAWAL: [(&str, &str); 9] = [
    ("pid", "M001"),
    ("request_id", common::WITHDRAWAL),
    ("request_type", "02"),
    ("old_flag", "0"),
    ("new_flag", "1"),
    ("approve_by", "amy"),
    ("user_type", "U"),
    ("ip_address", "198.51.100.7"),
    ("remarks", "ok"),
];

fn approve(token: &str, params: &[(&str, &str)]) -> Request {
    call(Method::PUT, "/approve", token, params)
}

/// The moves of section 7 that are made by `/approve`: order, from, to, by. C moves its own orders only.
const MOVES: [(&str, i64, i64, &str); 10] = [
    ("01", 0, 2, "Z"),
    ("01", 0, -1, "U"),
    ("01", 0, -1, "C"),
    ("01", 0, -3, "U"),
    ("01", 0, -3, "Z"),
    ("02", 0, 1, "U"),
    ("02", 0, -1, "U"),
    ("02", 0, -1, "C"),
    ("02", 1, 2, "Z"),
    ("02", 1, -1, "Z"),
];

/// SQL that brings the order under test into a status, by commands that may.
fn into_status(request_type: &str, online: bool, status: i64) -> String {
    let by = |table: &str, id: i64, to: i64, action: &str, role: &str, more: &str| {
        format!(
            "UPDATE {table} SET status = {to}, change_action = '{action}', change_actor = 'setup',
                    change_user_type = '{role}', updated_at = 1767323045000 {more} WHERE id = {id};"
        )
    };
    let id = if online { 2 } else { 1 };
    let paid = ", paid_amount = amount, paid_at = 1767323045000";
    match (request_type, status) {
        (_, 0) => String::new(),
        ("01", 2) => by("deposit_records", id, 2, "callback", "M", paid),
        ("01", -1) => by("deposit_records", id, -1, "expire", "S", ""),
        ("01", -3) => by("deposit_records", id, -3, "approve", "U", ""),
        ("01", 4) => format!(
            "INSERT INTO deposit_records (product_id, merchant_id, customer_id, channel_id, deposit_channel_code, currency,
                    amount, order_sn, parent_id, status, upstream_state, paid_amount, paid_at, change_action, change_actor,
                    change_user_type, change_trace, created_at, updated_at)
             SELECT product_id, merchant_id, customer_id, channel_id, deposit_channel_code, currency, 700, order_sn || '_1',
                    id, 2, 'none', 700, 1767323045000, 'make_up', 'setup', 'M', 't', 1767323045000, 1767323045000
               FROM deposit_records WHERE id = {id};"
        ),
        ("02", 1) => by("withdraw_records", 1, 1, "approve", "U", ""),
        ("02", 2) => by("withdraw_records", 1, 1, "approve", "U", "") + &by("withdraw_records", 1, 2, "approve", "Z", ""),
        ("02", -1) => by("withdraw_records", 1, -1, "approve", "U", ""),
        other => panic!("{other:?}"),
    }
}

/// What the specification says of a move. `setup` are the audit's moves so far by `/approve`.
fn expected(
    request_type: &str,
    online: bool,
    status: i64,
    (old, new): (i64, i64),
    role: &str,
    own: bool,
    approved: &[(i64, i64)],
) -> Answer {
    let legal = MOVES.iter().any(|&(of, from, to, _)| of == request_type && from == old && to == new);
    if !legal {
        return Answer::invalid(&[("new_flag", "in")]);
    }
    let allowed = MOVES.contains(&(request_type, old, new, role)) && (role != "C" || own);
    if !allowed {
        return Answer::forbidden();
    }
    if approved.contains(&(old, new)) {
        return Answer::success("true");
    }
    if status != old || (request_type == "01" && new == 2 && online) {
        return Answer::unprocessable();
    }
    Answer::success("true")
}

#[test]
fn every_move_by_every_role_is_what_the_table_says() {
    let mut moves = 0;
    for (request_type, online, statuses) in [
        ("01", false, &[0, 2, 4, -1, -3][..]),
        ("01", true, &[0, 2, 4, -1, -3]),
        ("02", false, &[0, 1, 2, -1]),
    ] {
        let (request_id, table, id) = match (request_type, online) {
            ("01", false) => (common::DEPOSIT, "deposit_records", 1),
            ("01", true) => (common::ONLINE_DEPOSIT, "deposit_records", 2),
            _ => (common::WITHDRAWAL, "withdraw_records", 1),
        };
        for &status in statuses {
            // What the setup did by `/approve`, which the audit remembers.
            let approved: &[(i64, i64)] = match (request_type, status) {
                ("01", -3) => &[(0, -3)],
                ("02", 1) => &[(0, 1)],
                ("02", 2) => &[(0, 1), (1, 2)],
                ("02", -1) => &[(0, -1)],
                _ => &[],
            };
            // One bench a status; it is made anew after each move that was made.
            let mut bench = bench_with_orders();
            bench.sql(&into_status(request_type, online, status));
            let mut token = token(&bench.platform, 1);
            for old in -4..=5 {
                for new in -4..=5 {
                    for (role, approve_by) in [("C", "1000001"), ("C", "1000002"), ("U", "amy"), ("Z", "zoe")]
                    {
                        let (old_text, new_text) = (old.to_string(), new.to_string());
                        let params = but(
                            &WITHDRAWAL,
                            &[
                                ("request_id", Some(request_id)),
                                ("request_type", Some(request_type)),
                                ("old_flag", Some(&old_text)),
                                ("new_flag", Some(&new_text)),
                                ("user_type", Some(role)),
                                ("approve_by", Some(approve_by)),
                            ],
                        );
                        let own = approve_by == "1000001";
                        let expected =
                            expected(request_type, online, status, (old, new), role, own, approved);
                        let written = bench.integers("SELECT count(*) FROM audit_log")[0];
                        let answer = bench.answer(approve(&token, &params));
                        let what = format!(
                            "{request_type} {online} {status}: {old} -> {new} by {role} {approve_by}"
                        );
                        assert_eq!(answer, expected, "{what}");
                        let moved = expected.is_success() && !approved.contains(&(old, new));
                        let now = bench.integers(&format!("SELECT status FROM {table} WHERE id = {id}"))[0];
                        assert_eq!(now, if moved { new } else { status }, "{what}");
                        let rows = bench.integers("SELECT count(*) FROM audit_log")[0] - written;
                        assert_eq!(rows, i64::from(moved), "{what}");
                        if moved {
                            moves += 1;
                            assert_eq!(bench.answer(approve(&token, &params)), expected, "again: {what}");
                            let again = bench.integers("SELECT count(*) FROM audit_log")[0] - written;
                            assert_eq!(again, 1, "again: {what}");
                            bench.check_invariants();
                            bench = bench_with_orders();
                            bench.sql(&into_status(request_type, online, status));
                            token = common::token(&bench.platform, 1);
                        }
                    }
                }
            }
            assert_eq!(bench.platform.faults(), [""; 0]);
        }
    }
    assert_eq!(
        moves, 14,
        "five by deposits of each kind, less 0 -> 2 of the online one, five by withdrawals"
    );
}

#[test]
fn a_move_is_written_down() {
    let bench = bench_with_orders();
    let token = token(&bench.platform, 1);
    bench.platform.set_now_ms(NOW_S * 1_000 + 7);
    let mut request = approve(&token, &WITHDRAWAL);
    request.id = "trace-1".into();
    assert_eq!(bench.answer(request), Answer::success("true"));
    let order = "SELECT status || '|' || approved_person || '|' || approved_at || '|' || approved_remark || '|' || updated_at
                   FROM withdraw_records WHERE id = 1";
    assert_eq!(bench.texts(order), ["1|amy|1767323045007|ok|1767323045007"]);
    let audit = "SELECT json_array(request_type, record_id, bill_no, merchant_id, action, old_flag, new_flag, actor, user_type,
                                   remarks, ip_address, trace_id, created_at) FROM audit_log ORDER BY id DESC LIMIT 1";
    assert_eq!(
        bench.texts(audit),
        [
            r#"[2,1,"M0012601020304051000001W1cd31",1,"approve",0,1,"amy","U","ok","198.51.100.7","trace-1",1767323045007]"#
        ]
    );
    assert_eq!(bench.integers("SELECT count(*) FROM outbox"), [0], "status 1 is not told");

    let paid = but(
        &WITHDRAWAL,
        &[("old_flag", Some("1")), ("new_flag", Some("2")), ("user_type", Some("Z")), ("remarks", None)],
    );
    assert_eq!(bench.answer(approve(&token, &paid)), Answer::success("true"));
    let told = "SELECT json_array(topic, tenant, ref, status, target, state, attempts, next_at, created_at) || payload FROM outbox";
    assert_eq!(
        bench.texts(told),
        [
            r#"["cashier.withdraw","1","M0012601020304051000001W1cd31","2","http://simulator.spin.internal/sim/sink","queued",0,1767323045007,1767323045007]{"product_id":1,"product_user_id":"1000001","billno":"M0012601020304051000001W1cd31","product_billno":"PW-1","amount":"500.00","currency":"CNY","status":2,"remarks":""}"#
        ]
    );

    // A deposit that is paid by hand is paid in full, now; it is found by the upstream's number, too.
    let deposit = but(
        &WITHDRAWAL,
        &[
            ("request_id", Some(common::DEPOSIT)),
            ("request_type", Some("01")),
            ("new_flag", Some("2")),
            ("user_type", Some("Z")),
        ],
    );
    assert_eq!(bench.answer(approve(&token, &deposit)), Answer::success("true"));
    let order = "SELECT status || '|' || paid_amount || '|' || paid_at FROM deposit_records WHERE id = 1";
    assert_eq!(bench.texts(order), ["2|30000|1767323045007"]);
    let by_upstream = but(&deposit, &[("request_id", Some("UP-1")), ("new_flag", Some("-3"))]);
    bench.sql("UPDATE products SET deposit_callback = ''");
    assert_eq!(bench.answer(approve(&token, &by_upstream)), Answer::success("true"));
    let told = "SELECT json_array(topic, ref, status, target, state) FROM outbox WHERE topic = 'cashier.deposit' ORDER BY seq";
    assert_eq!(
        bench.texts(told),
        [
            r#"["cashier.deposit","M0012601020304051000001D1ab11","2","http://simulator.spin.internal/sim/sink","queued"]"#,
            r#"["cashier.deposit","M0012601020304051000001D1ab12","-3","","skipped"]"#,
        ]
    );
    bench.check_invariants();
}

#[test]
fn fields_have_rules() {
    for mode in MODES {
        let bench = bench_with_orders().in_mode(mode);
        let token = token(&bench.platform, 1);
        for (name, value, key) in [
            ("pid", "", "required"),
            ("request_id", "", "required"),
            ("request_id", &*"r".repeat(65), "max.string"),
            ("request_id", "nobody's", "exists"),
            ("request_id", common::DEPOSIT, "exists"),
            ("request_id", common::FOREIGN_WITHDRAWAL, "exists"),
            ("request_type", "", "required"),
            ("request_type", "2", "in"),
            ("request_type", "03", "in"),
            ("old_flag", "", "required"),
            ("old_flag", "x", "integer"),
            ("old_flag", "0.0", "integer"),
            ("new_flag", "", "required"),
            ("new_flag", "x", "integer"),
            ("new_flag", "2", "in"),
            ("new_flag", "99999999999999999999", "in"),
            ("approve_by", "", "required"),
            ("approve_by", &*"批".repeat(101), "max.string"),
            ("user_type", "", "required"),
            ("user_type", "u", "in"),
            ("user_type", "M", "in"),
            ("ip_address", "", "required"),
            ("ip_address", &*"1".repeat(46), "max.string"),
            ("remarks", &*"注".repeat(251), "max.string"),
            // What is signed in a callback later holds no second pair.
            ("remarks", "ok&product_billno=P-1&product_id=1", "string"),
            ("remarks", "&=", "string"),
            ("approve_by", "amy&a=b", "string"),
            ("request_id", "x&a=b", "string"),
        ] {
            let answer = bench.answer(approve(&token, &but(&WITHDRAWAL, &[(name, Some(value))])));
            assert_eq!(answer, Answer::invalid(&[(name, key)]).in_mode(mode), "{name}={value}");
        }
        // Order: validation, record, legality, role.
        let all = [("request_id", Some("none")), ("new_flag", Some("7")), ("user_type", Some("C"))];
        assert_eq!(
            bench.answer(approve(&token, &but(&WITHDRAWAL, &all))),
            Answer::invalid(&[("request_id", "exists")]).in_mode(mode)
        );
        assert_eq!(
            bench.answer(approve(&token, &but(&WITHDRAWAL, &all[1..]))),
            Answer::invalid(&[("new_flag", "in")]).in_mode(mode)
        );
        let role = but(&WITHDRAWAL, &[("user_type", Some("Z")), ("old_flag", Some("0"))]);
        assert_eq!(bench.answer(approve(&token, &role)), Answer::forbidden().in_mode(mode));
        let stale =
            but(&WITHDRAWAL, &[("user_type", Some("Z")), ("old_flag", Some("1")), ("new_flag", Some("2"))]);
        assert_eq!(bench.answer(approve(&token, &stale)), Answer::unprocessable().in_mode(mode));
        // JSON numbers are as good as texts.
        let body = format!(
            r#"{{"pid":"M001","request_id":"{}","request_type":"02","old_flag":0,"new_flag":1,"approve_by":"amy","user_type":"U","ip_address":"1.1.1.1"}}"#,
            common::WITHDRAWAL
        );
        assert!(bench.answer(common::call_json(Method::PUT, "/approve", &token, &body)).is_success());
    }
}

#[test]
fn an_approval_asks_for_its_notice_if_there_is_a_token() {
    check_kicks(&["cashier.deposit", "cashier.withdraw"], |prepare| {
        let bench = bench_with_orders();
        prepare(&bench.platform);
        let rejected = but(&WITHDRAWAL, &[("new_flag", Some("-1"))]);
        let answer = bench.answer(approve(&token(&bench.platform, 1), &rejected));
        assert_eq!(answer, Answer::success("true"));
        (bench.platform.clone(), answer)
    });
    // What is refused or repeated tells nobody anything.
    let bench = bench_with_orders();
    let token = token(&bench.platform, 1);
    assert!(bench.answer(approve(&token, &WITHDRAWAL)).is_success());
    bench.platform.set_variable("dispatch_token", DISPATCH_TOKEN);
    assert!(bench.answer(approve(&token, &WITHDRAWAL)).is_success());
    assert!(!bench.answer(approve(&token, &but(&WITHDRAWAL, &[("user_type", Some("C"))]))).is_success());
    assert_eq!(bench.platform.afterwards().len(), 0);
}
