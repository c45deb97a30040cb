//! Who may do what: every role at every endpoint and every move, against a model written by hand from docs/cashier.md;
//! two pairs of eyes; what ends a session; what the audit says of it.

mod common;

use common::{USERS, bench_with_orders, but, call, samples, token, token_of};
use feiqian_cashier::Role;
use feiqian_cashier::testing::{Answer, NOW_S};
use feiqian_platform::http::{HeaderName, Method, Request, header};
use feiqian_platform::native::block_on;

fn account(role: Role) -> &'static str {
    if role == Role::All { "ops" } else { role.name() }
}

/// The model: the endpoints that a role may use.
fn may_use(role: Role, path: &str) -> bool {
    let roles = match path {
        "/customer" | "/deposit_record" | "/withdraw_record" => "all service treasury admin auditor",
        "/create_bank_account" | "/delete_bank_account" => "all admin",
        "/approve" => "all service treasury",
        other => panic!("{other}"),
    };
    roles.split(' ').any(|name| name == role.name())
}

#[test]
fn every_role_at_every_endpoint() {
    for role in Role::EVERY {
        for sample in samples() {
            let bench = bench_with_orders();
            bench.sql(USERS);
            bench.sql("UPDATE receipt_banks SET merchant_id = 1");
            let token = token_of(&bench.platform, 1, account(role), role);
            // The sample of /approve is a step as U.
            let may = may_use(role, sample.path) && (sample.path != "/approve" || role != Role::Treasury);
            let answer = bench.answer(sample.request(Some(&token)));
            let what = format!("{role:?} {} {answer:?}", sample.path);
            match may {
                true => assert!(answer.is_success(), "{what}"),
                false => assert_eq!(answer, Answer::forbidden(), "{what}"),
            }
            // Refused before anything is validated, or not at all.
            let bare = bench.answer(sample.bare(Some(&token)));
            assert_eq!(bare == Answer::forbidden(), !may_use(role, sample.path), "{role:?} {}", sample.path);
        }
    }
}

#[test]
fn every_role_at_every_move_as_every_user_type() {
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
    let mut moved = 0;
    for role in Role::EVERY {
        for (request_type, request_id, statuses) in
            [("01", common::DEPOSIT, [0, -1].as_slice()), ("02", common::WITHDRAWAL, &[0, 1])]
        {
            for &status in statuses {
                let fresh = || {
                    let bench = bench_with_orders();
                    bench.sql(USERS);
                    match (request_type, status) {
                        ("01", -1) => bench.sql(
                            "UPDATE deposit_records SET status = -1, change_action = 'expire', change_user_type = 'S' WHERE id = 1",
                        ),
                        ("02", 1) => bench.sql(
                            "UPDATE withdraw_records SET status = 1, change_action = 'approve', change_user_type = 'U' WHERE id = 1",
                        ),
                        _ => {}
                    }
                    let token = token_of(&bench.platform, 1, account(role), role);
                    (bench, token)
                };
                let (mut bench, mut token) = fresh();
                for old in [-3, -1, 0, 1, 2, 4] {
                    for new in [-3, -1, 0, 1, 2, 4] {
                        for user_type in ["C", "U", "Z"] {
                            let (old_text, new_text) = (old.to_string(), new.to_string());
                            let params = [
                                ("pid", "M001"),
                                ("request_id", request_id),
                                ("request_type", request_type),
                                ("old_flag", &old_text),
                                ("new_flag", &new_text),
                                ("approve_by", "1000001"),
                                ("user_type", user_type),
                                ("ip_address", "198.51.100.7"),
                            ];
                            let answer = bench.answer(call(Method::PUT, "/approve", &token, &params));
                            let is_move = MOVES
                                .iter()
                                .any(|&(of, from, to, _)| (of, from, to) == (request_type, old, new));
                            let is_by = MOVES.contains(&(request_type, old, new, user_type));
                            let as_role = match user_type {
                                "Z" => matches!(role, Role::All | Role::Treasury),
                                _ => matches!(role, Role::All | Role::Service),
                            };
                            let done_before = (request_type, status, old, new) == ("02", 1, 0, 1);
                            let expected = if !may_use(role, "/approve") {
                                Answer::forbidden()
                            } else if !is_move {
                                Answer::invalid(&[("new_flag", "in")])
                            } else if !is_by || !as_role {
                                Answer::forbidden()
                            } else if status != old && !done_before {
                                Answer::unprocessable()
                            } else {
                                Answer::success("true")
                            };
                            let what =
                                format!("{role:?} {request_type} {status}: {old} -> {new} as {user_type}");
                            assert_eq!(answer, expected, "{what}");
                            if answer.is_success() && !done_before {
                                let written = "SELECT session_account || ' ' || session_role FROM audit_log ORDER BY id DESC LIMIT 1";
                                assert_eq!(
                                    bench.texts(written),
                                    [format!("{} {}", account(role), role.name())],
                                    "{what}"
                                );
                                moved += 1;
                                (bench, token) = fresh();
                            }
                        }
                    }
                }
            }
        }
    }
    // Each of the ten by `all`, six as U or C by service, four as Z by treasury.
    assert_eq!(moved, 10 + 6 + 4);
}

const STEP: [(&str, &str); 8] = [
    ("pid", "M001"),
    ("request_id", common::WITHDRAWAL),
    ("request_type", "02"),
    ("old_flag", "0"),
    ("new_flag", "1"),
    ("approve_by", "amy"),
    ("user_type", "U"),
    ("ip_address", "198.51.100.7"),
];
const PAY_OUT: &[(&str, Option<&str>)] = &[
    ("old_flag", Some("1")),
    ("new_flag", Some("2")),
    ("user_type", Some("Z")),
    ("approve_by", Some("zoe")),
];

#[test]
fn who_made_the_first_step_does_not_make_the_second() {
    for four_eyes in [0, 1] {
        for new_flag in ["2", "-1"] {
            let bench = bench_with_orders();
            bench.sql(USERS);
            bench.sql(&format!("UPDATE merchants SET four_eyes = {four_eyes} WHERE id = 1"));
            let ops = token(&bench.platform, 1);
            let zoe = token_of(&bench.platform, 1, "treasury", Role::Treasury);
            let pay_out = but(&but(&STEP, PAY_OUT), &[("new_flag", Some(new_flag))]);
            assert!(bench.answer(call(Method::PUT, "/approve", &ops, &STEP)).is_success());
            // Another name in `approve_by` and another session of the account are no other account.
            let again = token(&bench.platform, 1);
            let own = bench.answer(call(Method::PUT, "/approve", &again, &pay_out));
            let expected = if four_eyes == 1 { Answer::forbidden() } else { Answer::success("true") };
            assert_eq!(own, expected);
            assert!(bench.answer(call(Method::PUT, "/approve", &zoe, &pay_out)).is_success());
            let status = bench.integers("SELECT status FROM withdraw_records WHERE id = 1");
            assert_eq!(status, [new_flag.parse::<i64>().unwrap()]);
            bench.check_invariants();
        }
    }
}

#[test]
fn the_audit_names_session_role_and_real_address_beside_what_is_claimed() {
    let bench = bench_with_orders();
    bench.sql(USERS);
    let token = token_of(&bench.platform, 1, "service", Role::Service);
    let request = call(Method::PUT, "/approve", &token, &STEP)
        .with(HeaderName::from_static("spin-client-addr"), "6.6.6.6:6")
        .with(HeaderName::from_static("spin-client-addr"), "203.0.113.77:99");
    assert!(bench.answer(request).is_success());
    let audit = "SELECT json_array(actor, ip_address, session_account, session_role, client_ip) FROM audit_log ORDER BY id DESC LIMIT 1";
    assert_eq!(bench.texts(audit), [r#"["amy","198.51.100.7","service","service","203.0.113.77"]"#]);
    // A change by nobody who is signed in does not inherit the session of the one before.
    bench.sql(
        "UPDATE deposit_records SET change_session_account = 'ops', change_session_role = 'all', change_client_ip = '1.1.1.1';
         UPDATE deposit_records SET status = -1, change_action = 'expire', change_user_type = 'S' WHERE id = 1",
    );
    assert_eq!(bench.texts(audit), [r#"["product:1","","","",""]"#]);
}

#[test]
fn receiving_accounts_are_written_down_and_may_come_again() {
    let bench = bench_with_orders();
    bench.sql(USERS);
    bench.platform.set_variable("receipt_account_delay_seconds", "60");
    let token = token_of(&bench.platform, 1, "admin", Role::Admin);
    let create = |name: &str| {
        let body = format!(r#"{{"pid":"M001","bank":[{}]}}"#, common::ACCOUNT.replace("李四", name));
        let mut request = common::call_json(Method::POST, "/create_bank_account", &token, &body)
            .with(HeaderName::from_static("spin-client-addr"), "203.0.113.7:1");
        request.id = "made".into();
        bench.answer(request)
    };
    let delete = || {
        bench.answer(call(Method::DELETE, "/delete_bank_account", &token, &[("pid", "M001"), ("type", "2")]))
    };
    assert!(create("李四").is_success());
    assert!(!create("李四").is_success(), "once only");
    let usable = "SELECT usable_from - created_at FROM receipt_banks WHERE merchant_id = 1";
    assert_eq!(bench.integers(usable), [60_000]);
    assert!(delete().is_success());
    assert!(!delete().is_success());
    assert_eq!(
        bench.texts("SELECT status || account_name FROM receipt_banks WHERE merchant_id = 1"),
        ["0李四"]
    );
    assert!(create("王五").is_success(), "the number may come again");
    assert_eq!(
        bench.texts("SELECT status || account_name FROM receipt_banks WHERE merchant_id = 1"),
        ["1王五"]
    );
    let audit = "SELECT json_array(action, account ->> 'account_name', session_account, session_role, client_ip, trace_id)
                   FROM receipt_bank_audit WHERE merchant_id = 1 ORDER BY id";
    assert_eq!(
        bench.texts(audit),
        [
            r#"["create","李四","admin","admin","203.0.113.7","made"]"#,
            r#"["delete","李四","admin","admin","0.0.0.0","test"]"#,
            r#"["create","王五","admin","admin","203.0.113.7","made"]"#,
        ]
    );
    // SQL is written down, too, and what is written stays.
    bench.sql("DELETE FROM receipt_banks WHERE merchant_id = 1");
    assert_eq!(
        bench.integers("SELECT count(*) FROM receipt_bank_audit WHERE action = 'erase' AND merchant_id = 1"),
        [1]
    );
    for sql in ["DELETE FROM receipt_bank_audit", "UPDATE receipt_bank_audit SET actor = 'x'"] {
        assert!(bench.platform.run_batch(sql).is_err(), "{sql}");
    }
    bench.check_invariants();
}

#[test]
fn a_deleted_account_and_a_new_one_come_back_in_the_order_of_the_request() {
    let bench = bench_with_orders();
    let token = token(&bench.platform, 1);
    let create = |numbers: &[&str]| {
        let items: Vec<String> =
            numbers.iter().map(|number| common::ACCOUNT.replace("6222021234567890", number)).collect();
        let body = format!(r#"{{"pid":"M001","bank":[{}]}}"#, items.join(","));
        bench.answer(common::call_json(Method::POST, "/create_bank_account", &token, &body))
    };
    assert!(create(&["111111", "222222"]).is_success());
    let delete = [("pid", "M001"), ("type", "2"), ("account_no", "111111")];
    assert!(bench.answer(call(Method::DELETE, "/delete_bank_account", &token, &delete)).is_success());
    let rows: Vec<serde_json::Value> =
        serde_json::from_str(create(&["333333", "111111", "444444"]).data()).unwrap();
    let numbers: Vec<&str> = rows.iter().map(|row| row["account_no"].as_str().unwrap()).collect();
    assert_eq!(numbers, ["333333", "111111", "444444"]);
    assert_eq!(create(&["555555", "222222"]), Answer::invalid(&[("bank.1.account_no", "unique")]));
}

#[test]
fn log_out_ends_this_session_and_no_other() {
    let bench = bench_with_orders();
    bench.sql(USERS);
    for role in Role::EVERY {
        let tokens = [0, 1].map(|_| token_of(&bench.platform, 1, account(role), role));
        let log_out = |token: &str| {
            bench.answer(Request::new(Method::DELETE, "/token").with(header::AUTHORIZATION, token))
        };
        assert_eq!(log_out(&format!("Bearer {}", tokens[0])), Answer::success("true"));
        assert_eq!(log_out(&tokens[0]), Answer::forbidden(), "it has ended");
        let read = Request::new(Method::GET, "/customer?pid=M001&login_name=1000001");
        assert_eq!(bench.answer(read.clone().with(header::AUTHORIZATION, &tokens[0])), Answer::forbidden());
        let other = bench.answer(read.with(header::AUTHORIZATION, &tokens[1]));
        assert_eq!(other.is_success(), role != Role::Hub);
        assert_eq!(log_out(&tokens[1]), Answer::success("true"));
    }
    assert_eq!(bench.answer(Request::new(Method::DELETE, "/token")), Answer::forbidden());
}

#[test]
fn what_changes_an_account_ends_its_sessions_and_nobody_elses() {
    const NEW: &str = "'$argon2id$v=19$m=19456,t=2,p=1$ZmVpcWlhbiBkdW1teSBzYWx0$q7d0Wn5cE0mVbq3mYl0p7sJx2H9u4Zr1fT6gK8oXyAI'";
    let user =
        |set: &str| format!("UPDATE merchant_users SET {set} WHERE merchant_id = 1 AND account = 'service'");
    let merchant = |set: &str| format!("UPDATE merchants SET {set} WHERE id = 1");
    for (change, ops_ends, service_ends) in [
        (user(&format!("password_hash = {NEW}")), false, true),
        (user("role = 'auditor'"), false, true),
        (user("status = 0"), false, true),
        (user("status = 0") + ";" + &user("status = 1"), false, true),
        (user(&format!("password_hash = {NEW}, password_rehashes = password_rehashes + 1")), false, false),
        (user("updated_at = 9"), false, false),
        (merchant(&format!("password_hash = {NEW}")), true, false),
        (merchant("account = 'boss'"), true, false),
        (
            merchant(&format!("password_hash = {NEW}, password_rehashes = password_rehashes + 1")),
            false,
            false,
        ),
        (merchant("status = 0") + ";" + &merchant("status = 1"), true, true),
        (merchant("status = 0"), true, true),
    ] {
        for sample in samples() {
            let bench = bench_with_orders();
            bench.sql(USERS);
            bench.sql("UPDATE receipt_banks SET merchant_id = 1");
            let ops = token(&bench.platform, 1);
            let service = token_of(&bench.platform, 1, "service", Role::Service);
            bench.sql(&change);
            let what = format!("{change} {}", sample.path);
            if sample.path != "/create_bank_account" && sample.path != "/delete_bank_account" {
                let answer = bench.answer(sample.request(Some(&service)));
                assert_eq!(answer == Answer::forbidden(), service_ends, "{what}: {answer:?}");
            }
            let answer = bench.answer(sample.bare(Some(&ops)));
            assert_eq!(answer == Answer::forbidden(), ops_ends, "{what}: {answer:?}");
        }
    }
}

#[test]
fn a_session_of_before_there_were_roles_has_expired() {
    let bench = bench_with_orders();
    let token = "0123456789abcdef".repeat(4);
    let key = format!("token:{}", feiqian_signing::digest::sha256_hex(token.as_bytes()));
    let session = |more: &str| {
        format!(
            r#"{{"merchant_id":1,"account":"ops",{more}"ip":"1.1.1.1","iat":{NOW_S},"exp":{}}}"#,
            NOW_S + 180
        )
    };
    for (more, lives) in [
        ("", false),
        (r#""role":"all","#, false),
        (r#""role":"king","epoch":0,"#, false),
        (r#""role":"admin","epoch":0,"#, false),
        (r#""role":"all","epoch":1,"#, false),
        (r#""role":"all","epoch":0,"#, true),
    ] {
        block_on(bench.platform.key_value_set(&key, session(more).as_bytes())).unwrap();
        let read = Request::new(Method::GET, "/customer?pid=M001&login_name=1000001");
        let answer = bench.answer(read.with(header::AUTHORIZATION, &token));
        assert_eq!(answer.is_success(), lives, "{more}: {answer:?}");
    }
}

#[test]
fn an_account_names_one_person_for_good() {
    let bench = bench_with_orders();
    bench.sql(USERS);
    for sql in [
        "INSERT INTO merchant_users (merchant_id, account, password_hash, role, created_at, updated_at)
         SELECT 1, 'ops', password_hash, 'admin', 1, 1 FROM merchants WHERE id = 1",
        "INSERT INTO merchant_users (merchant_id, account, password_hash, role, created_at, updated_at)
         SELECT 1, 'hub', password_hash, 'admin', 1, 1 FROM merchants WHERE id = 1",
        "INSERT INTO merchant_users (merchant_id, account, password_hash, role, created_at, updated_at)
         SELECT 1, 'x', password_hash, 'all', 1, 1 FROM merchants WHERE id = 1",
        "INSERT INTO merchant_users (merchant_id, account, password_hash, role, created_at, updated_at)
         VALUES (1, 'x', 'clear', 'admin', 1, 1)",
        "UPDATE merchants SET account = 'hub' WHERE id = 1",
        "UPDATE merchant_users SET account = 'x' WHERE account = 'hub'",
        "UPDATE merchant_users SET merchant_id = 2 WHERE account = 'hub'",
        "DELETE FROM merchant_users",
    ] {
        assert!(bench.platform.run_batch(sql).is_err(), "{sql}");
    }
    bench.sql(
        "INSERT INTO merchant_users (merchant_id, account, password_hash, role, created_at, updated_at)
         SELECT 2, 'hub', password_hash, 'hub', 1, 1 FROM merchants WHERE id = 1",
    );
}
