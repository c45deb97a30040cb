//! `PUT /pay` by every role; make-up orders up to a ceiling; receiving accounts before they are used.

mod common;

use common::*;
use feiqian_cashier::testing::{Answer, NOW_S};
use feiqian_cashier::{Role, Session};
use feiqian_platform::Platform;
use feiqian_platform::native::block_on;

const USERS: &str = "
    INSERT INTO merchant_users (merchant_id, account, password_hash, role, created_at, updated_at)
    SELECT 3, column1, (SELECT password_hash FROM merchants WHERE id = 1), column1, 1, 1
      FROM (VALUES ('hub'), ('service'), ('treasury'), ('admin'), ('auditor'));";

fn token_of(platform: &Platform, role: Role) -> String {
    let account = if role == Role::All { "ops" } else { role.name() };
    let (account, ip) = (account.to_owned(), "0.0.0.0".to_owned());
    let session = Session { merchant_id: 3, account, role, epoch: 0, ip, iat: NOW_S, exp: NOW_S + 180 };
    block_on(session.open(platform)).expect("a token")
}

/// The report of an order to M003, which is of 300.00.
fn report<'p>(number: &'p str, amount: &'p str, replace_flag: &'p str) -> Vec<(&'p str, &'p str)> {
    vec![
        ("product_id", "M003"),
        ("billno", number),
        ("orderType", "3"),
        ("amount", amount),
        ("currency", "CNY"),
        ("login_name", "1000001"),
        ("replace_flag", replace_flag),
        ("created_by", "zoe"),
        ("remarks", "seen"),
    ]
}

#[test]
fn every_role_with_either_flag_in_every_state() {
    for role in Role::EVERY {
        for flag in ["0", "1"] {
            for state in [0, 2, -1, -3, 4] {
                let (bench, _hub) = bench();
                bench.sql(USERS);
                bench.sql(r#"UPDATE merchants SET make_up_ceiling = '{"CNY":30000}'"#);
                let order = bench.answer(product(feiqian_platform::http::Method::POST, "/pay", LOCAL));
                let number = member(&order, "order_sn");
                let all = token_of(&bench.platform, Role::All);
                match state {
                    2 => assert!(bench.answer(put_pay(&all, &report(&number, "300.00", "0"))).is_success()),
                    4 => assert!(bench.answer(put_pay(&all, &report(&number, "7.00", "1"))).is_success()),
                    -1 => bench.sql("UPDATE deposit_records SET status = -1, change_action = 'expire', change_user_type = 'S'"),
                    -3 => bench.sql("UPDATE deposit_records SET status = -3, change_action = 'approve', change_user_type = 'U'"),
                    _ => {}
                }
                let token = token_of(&bench.platform, role);
                let answer = bench.answer(put_pay(&token, &report(&number, "300.00", flag)));
                let may = match flag {
                    "0" => matches!(role, Role::All | Role::Hub),
                    _ => matches!(role, Role::All | Role::Admin),
                };
                let moves = match flag {
                    "0" => matches!(state, 0 | 2),
                    _ => matches!(state, 0 | -1 | -3),
                };
                let expected = match (may, moves) {
                    (false, _) => Answer::forbidden(),
                    (true, true) => Answer::success("true"),
                    (true, false) => Answer::unprocessable(),
                };
                assert_eq!(answer, expected, "{role:?} {flag} {state}");
                // Who may do nothing here is told before anything is validated.
                let bare = bench.answer(put_pay(&token, &[]));
                let may_either = matches!(role, Role::All | Role::Hub | Role::Admin);
                assert_eq!(bare == Answer::forbidden(), !may_either, "{role:?}");
                bench.check_invariants();
            }
        }
    }
}

#[test]
fn an_admin_makes_up_to_the_ceiling_and_nothing_where_there_is_none() {
    for (ceiling, amount, may) in [
        ("{}", "0.01", false),
        (r#"{"VND":999999999}"#, "0.01", false),
        (r#"{"CNY":0}"#, "0.01", false),
        (r#"{"CNY":30000}"#, "300.00", true),
        (r#"{"CNY":30000}"#, "300.01", false),
        (r#"{"CNY":30000}"#, "0.01", true),
    ] {
        let (bench, _hub) = bench();
        bench.sql(USERS);
        bench.sql(&format!("UPDATE merchants SET make_up_ceiling = '{ceiling}' WHERE id = 3"));
        let number =
            member(&bench.answer(product(feiqian_platform::http::Method::POST, "/pay", LOCAL)), "order_sn");
        let admin = token_of(&bench.platform, Role::Admin);
        let answer = bench.answer(put_pay(&admin, &report(&number, amount, "1")));
        let expected =
            if may { Answer::success("true") } else { Answer::invalid(&[("amount", "max.numeric")]) };
        assert_eq!(answer, expected, "{ceiling} {amount}");
        if may {
            // The child and its parent both name the session.
            let audit = "SELECT session_account || ' ' || session_role || ' ' || client_ip FROM audit_log
                          WHERE action = 'make_up'";
            assert_eq!(bench.texts(audit), ["admin admin 0.0.0.0", "admin admin 0.0.0.0"]);
        }
        let all = token_of(&bench.platform, Role::All);
        if !may {
            let answer = bench.answer(put_pay(&all, &report(&number, "99999.99", "1")));
            assert_eq!(answer, Answer::success("true"), "the merchant's own account has no ceiling");
        }
    }
}

#[test]
fn a_receiving_account_is_used_when_its_time_has_come_and_not_after_it_is_deleted() {
    let (bench, _hub) = bench();
    let pay = || bench.answer(product(feiqian_platform::http::Method::POST, "/pay", LOCAL));
    let none = Answer::invalid(&[("bankcode", "exists")]);
    bench.sql(&format!("UPDATE receipt_banks SET usable_from = {}", NOW_S * 1_000 + 1));
    assert_eq!(pay(), none);
    bench.platform.set_now_ms(NOW_S * 1_000 + 1);
    assert!(pay().is_success());
    bench.sql("UPDATE receipt_banks SET status = 0");
    assert_eq!(pay(), none);
}
