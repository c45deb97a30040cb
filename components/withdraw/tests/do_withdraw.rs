//! `POST /do_withdraw` and `GET /withdraw_channel`: orders, refusals in their order, the daily total, replays.

mod common;

use common::WITH_CARDS;
use feiqian_cashier::testing::{Answer, Bench, FIRST, NOW, SECOND, by_form, by_query};
use feiqian_platform::Platform;
use feiqian_platform::http::{Method, Request, Response, header};
use feiqian_platform::native::{assert_steady, block_on};
use feiqian_withdraw::handle;
use std::thread;

const WISH: &[(&str, &str)] = &[
    ("product_user_id", "1000001"),
    ("amount", "500.00"),
    ("withdraw_channel_code", "W1"),
    ("product_billno", "PW-1"),
];

fn bench() -> Bench<impl AsyncFn(&Platform, Request) -> Response> {
    let bench = Bench::new(handle);
    bench.sql(WITH_CARDS);
    bench
}

fn withdraw(changes: &[(&str, &str)]) -> Request {
    let kept = WISH.iter().filter(|(name, _)| !changes.iter().any(|(other, _)| other == name));
    let params: Vec<(&str, &str)> =
        kept.chain(changes.iter().filter(|(_, value)| !value.is_empty())).copied().collect();
    by_form(Method::POST, "/do_withdraw", &FIRST.sign(&params))
}

fn list(user: &str) -> Request {
    by_query(Method::GET, "/withdraw_channel", &FIRST.sign(&[("product_user_id", user)]))
}

/// Closes the order of a product's number.
fn close(bench: &Bench<impl AsyncFn(&Platform, Request) -> Response>, product_billno: &str, status: i64) {
    let steps: &[(i64, &str)] = match status {
        -1 => &[(-1, "U")],
        1 => &[(1, "U")],
        2 => &[(1, "U"), (2, "Z")],
        _ => &[],
    };
    for (status, user_type) in steps {
        bench.sql(&format!(
            "UPDATE withdraw_records SET status = {status}, change_action = 'approve', change_user_type = '{user_type}'
              WHERE product_billno = '{product_billno}'"
        ));
    }
}

#[test]
fn a_withdrawal_is_written_with_its_card() {
    let bench = bench();
    let answer = bench.answer(withdraw(&[]).with("spin-client-addr".parse().unwrap(), "203.0.113.9:1"));
    let number = bench.texts("SELECT billno FROM withdraw_records").remove(0);
    let suffix = number.strip_prefix("M0012601020304051000001W1").expect("a bill number");
    assert!(
        suffix.len() == 4 && suffix.bytes().all(|b| b.is_ascii_digit() || b.is_ascii_lowercase()),
        "{suffix}"
    );
    let expected = format!(
        r#"{{"product_id":1,"merchant_id":1,"customer_id":1,"withdraw_channel_code":"W1","billno":"{number}","product_billno":"PW-1","amount":"500.00","currency_type":"CNY","status":0,"customer_bank_id":11,"created_at":"{NOW}","updated_at":"{NOW}"}}"#
    );
    assert_eq!(answer, Answer::success(&expected));
    let card = "SELECT bank_account_name || bank_account_no || bank_name || bank_province || bank_cities || bank_countries || bank_type || currency || amount FROM withdraw_records";
    assert_eq!(bench.texts(card), ["张三6222020000000000001工商银行北京市市辖区东城区0CNY50000"]);
    let audit = "SELECT request_type || action || coalesce(old_flag, '-') || new_flag || actor || user_type || ip_address || trace_id FROM audit_log";
    assert_eq!(bench.texts(audit), ["2create-0product:1P203.0.113.9test"]);
    // Later changes of the card do not reach it.
    bench.sql("UPDATE customer_banks SET bank_account_no = '600000', bank_account_name = 'x', status = 0");
    assert_eq!(bench.texts(card), ["张三6222020000000000001工商银行北京市市辖区东城区0CNY50000"]);
    bench.check_invariants();
}

#[test]
fn what_breaks_a_rule_is_refused_in_its_turn_and_changes_nothing() {
    let bench = bench();
    bench.sql(
        "INSERT INTO customers (product_id, product_user_id, status, created_at, updated_at)
         VALUES (1, 'inactive', 0, 0, 0), (2, 'of product 2', 1, 0, 0), (1, 'no card', 1, 0, 0), (1, 'old card', 1, 0, 0);
         INSERT INTO customer_banks (customer_id, bank_account_name, bank_account_no, bank_name, bank_province, bank_cities,
             bank_countries, status, created_at, updated_at)
         SELECT id, 'x', '600000', 'x', 'x', 'x', 'x', 0, 0, 0 FROM customers WHERE product_user_id = 'old card';
         INSERT INTO withdraw_channels (product_id, merchant_id, code, name, currency, status, star_levels, min_amount, max_amount, created_at, updated_at)
         VALUES (1, 1, 'off', 'x', 'CNY', 0, '', 0, 0, 0, 0), (1, 1, 'vip', 'x', 'CNY', 1, '5', 0, 0, 0, 0),
                (2, 2, 'theirs', 'x', 'CNY', 1, '', 0, 0, 0, 0), (1, 1, 'vnd', 'x', 'VND', 1, '', 0, 0, 0, 0),
                (1, 1, 'free', 'x', 'CNY', 1, '', 0, 0, 0, 0), (1, 1, 'none', 'x', 'CNY', 1, '', 2, 1, 0, 0)",
    );
    let (long, wide, digits) = ("x".repeat(65), "中".repeat(51), "9".repeat(30));
    let required = ["product_user_id", "amount", "withdraw_channel_code", "product_billno"]
        .map(|name| (name, "required"));
    for (name, _) in required {
        assert_eq!(bench.answer(withdraw(&[(name, "")])), Answer::invalid(&[(name, "required")]), "{name}");
    }
    let none = by_form(Method::POST, "/do_withdraw", &FIRST.sign(&[]));
    assert_eq!(bench.answer(none), Answer::invalid(&required));
    type Pairs<'c> = Vec<(&'c str, &'c str)>;
    let cases: Vec<(Pairs, (&str, &str))> = vec![
        (vec![("product_user_id", &long)], ("product_user_id", "max.string")),
        (vec![("withdraw_channel_code", "01234567890")], ("withdraw_channel_code", "max.string")),
        (vec![("product_billno", &wide)], ("product_billno", "max.string")),
        (
            vec![("product_user_id", "nobody"), ("withdraw_channel_code", "nope")],
            ("product_user_id", "exists"),
        ),
        (vec![("product_user_id", "inactive")], ("product_user_id", "exists")),
        (vec![("product_user_id", "of product 2")], ("product_user_id", "exists")),
        (
            vec![("withdraw_channel_code", "nope"), ("product_user_id", "no card")],
            ("withdraw_channel_code", "exists"),
        ),
        (vec![("withdraw_channel_code", "off")], ("withdraw_channel_code", "exists")),
        (vec![("withdraw_channel_code", "vip")], ("withdraw_channel_code", "exists")),
        (vec![("withdraw_channel_code", "theirs")], ("withdraw_channel_code", "exists")),
        (vec![("product_user_id", "no card"), ("amount", "1.001")], ("bank_account_no", "exists")),
        (vec![("product_user_id", "old card"), ("amount", "1")], ("bank_account_no", "exists")),
        (vec![("amount", "1.001")], ("amount", "numeric")),
        (vec![("withdraw_channel_code", "vnd"), ("amount", "1000.0")], ("amount", "numeric")),
        (vec![("amount", &digits)], ("amount", "max.numeric")),
        (vec![("withdraw_channel_code", "free"), ("amount", "10000000000000.01")], ("amount", "max.numeric")),
        (vec![("amount", "49.99")], ("amount", "min.numeric")),
        (vec![("amount", "20000.01")], ("amount", "max.numeric")),
    ];
    for (changes, field) in cases {
        assert_eq!(bench.answer(withdraw(&changes)), Answer::invalid(&[field]), "{changes:?}");
    }
    for text in ["abc", "1e3", "+5", ".5", "5.", "007", "1,000"] {
        let numeric = Answer::invalid(&[("amount", "numeric")]);
        assert_eq!(bench.answer(withdraw(&[("amount", text)])), numeric, "{text}");
    }
    for text in ["0", "0.00", "-5"] {
        let too_small = Answer::invalid(&[("amount", "min.numeric")]);
        assert_eq!(bench.answer(withdraw(&[("amount", text)])), too_small, "{text}");
    }
    let mut no_limits = Answer::fault();
    no_limits.status = 200;
    assert_eq!(bench.answer(withdraw(&[("withdraw_channel_code", "none")])), no_limits);
    for (change, undo) in [
        ("UPDATE products SET withdraw_status = 0 WHERE id = 1", "UPDATE products SET withdraw_status = 1"),
        ("UPDATE merchants SET status = 0 WHERE id = 1", "UPDATE merchants SET status = 1"),
        ("UPDATE withdraw_channels SET status = 0", "UPDATE withdraw_channels SET status = 1"),
    ] {
        bench.sql(change);
        assert_eq!(
            bench.answer(withdraw(&[])),
            Answer::invalid(&[("withdraw_channel_code", "exists")]),
            "{change}"
        );
        assert_eq!(bench.answer(list("1000001")), Answer::success("[]"), "{change}");
        bench.sql(undo);
    }
    assert_eq!(bench.integers("SELECT count(*) FROM withdraw_records"), [0]);
    for amount in ["50", "20000.00"] {
        assert!(bench.answer(withdraw(&[("amount", amount), ("product_billno", amount)])).is_success());
    }
    bench.check_invariants();
}

#[test]
fn a_day_has_its_total() {
    let midnight_ms = 1_767_312_000_000;
    for (status, counts) in [(0, true), (1, true), (2, true), (-1, false)] {
        let bench = bench();
        bench.sql("UPDATE withdraw_channels SET max_total_amount = 100000 WHERE product_id = 1");
        let ask = |number: &str, amount: &str| {
            bench.answer(withdraw(&[("product_billno", number), ("amount", amount)]))
        };
        let too_much = Answer::invalid(&[("amount", "max.numeric")]);
        // Yesterday's last millisecond is another day's.
        bench.platform.set_now_ms(midnight_ms - 1);
        assert!(ask("yesterday", "1000").is_success());
        bench.platform.set_now_ms(midnight_ms);
        assert!(ask("first", "600").is_success());
        close(&bench, "first", status);
        assert_eq!(ask("second", "400.01") == too_much, counts, "{status}");
        if counts {
            assert!(ask("third", "400").is_success());
            assert_eq!(ask("fourth", "50"), too_much);
        }
        bench.platform.set_now_ms(midnight_ms + 86_399_999);
        assert_eq!(ask("fifth", "600.01"), too_much, "{status}");
        bench.platform.set_now_ms(midnight_ms + 86_400_000);
        assert!(ask("tomorrow", "1000").is_success());
        bench.check_invariants();
    }
    // 0 is no limit, and another channel's or customer's withdrawals are not counted.
    let bench = bench();
    bench.sql(
        "UPDATE withdraw_channels SET max_total_amount = 100000 WHERE product_id = 1;
         INSERT INTO withdraw_channels (product_id, merchant_id, code, name, currency, created_at, updated_at)
         VALUES (1, 1, 'W2', 'x', 'CNY', 0, 0);
         INSERT INTO customers (id, product_id, product_user_id, created_at, updated_at) VALUES (50, 1, 'other', 0, 0);
         INSERT INTO customer_banks (customer_id, bank_account_name, bank_account_no, bank_name, bank_province, bank_cities,
             bank_countries, created_at, updated_at) VALUES (50, 'x', '600000', 'x', 'x', 'x', 'x', 0, 0)",
    );
    for number in 0..5 {
        let number = format!("W2-{number}");
        let unlimited =
            withdraw(&[("withdraw_channel_code", "W2"), ("product_billno", &number), ("amount", "9999999")]);
        assert!(bench.answer(unlimited).is_success());
    }
    for user in ["1000001", "other"] {
        assert!(
            bench
                .answer(withdraw(&[("product_user_id", user), ("product_billno", user), ("amount", "1000")]))
                .is_success()
        );
    }
}

#[test]
fn a_repeated_request_gets_the_stored_answer_whatever_happened_since() {
    let bench = bench();
    let first = bench.answer(withdraw(&[]));
    let replayed = first.clone().with("x-idempotent-replay", "1");
    for same in [("amount", "500"), ("amount", "500.0"), ("more", "x"), ("sign_type", "HMAC-SHA256")] {
        assert_eq!(bench.answer(withdraw(&[same])), replayed, "{same:?}");
    }
    close(&bench, "PW-1", 2);
    bench.sql(
        "UPDATE withdraw_channels SET status = 0; UPDATE merchants SET status = 0; UPDATE customer_banks SET status = 0;
         UPDATE withdraw_channels SET max_total_amount = 1",
    );
    bench.platform.set_now_ms(1_767_323_045_000 + 86_400_000 * 30);
    let tables = ["withdraw_records", "audit_log", "outbox"].map(|table| bench.table(table));
    assert_eq!(bench.answer(withdraw(&[])), replayed);
    for other in [("amount", "500.01"), ("amount", "501"), ("withdraw_channel_code", "W2")] {
        assert_eq!(bench.answer(withdraw(&[other])), Answer::conflict(), "{other:?}");
    }
    bench.sql("INSERT INTO customers (product_id, product_user_id, created_at, updated_at) VALUES (1, 'other', 0, 0)");
    assert_eq!(bench.answer(withdraw(&[("product_user_id", "other")])), Answer::conflict());
    assert_eq!(["withdraw_records", "audit_log", "outbox"].map(|table| bench.table(table)), tables);
    bench.sql("UPDATE customers SET status = 0 WHERE id = 1");
    assert_eq!(bench.answer(withdraw(&[])), Answer::invalid(&[("product_user_id", "exists")]));
    // Another product's number is another number.
    bench.sql("UPDATE withdraw_channels SET status = 1; UPDATE merchants SET status = 1; UPDATE customer_banks SET status = 1");
    bench.platform.set_now_ms(1_767_323_045_000);
    bench.sql("UPDATE withdraw_channels SET max_total_amount = 0");
    let second = bench.answer(by_form(Method::POST, "/do_withdraw", &SECOND.sign_once("n", WISH)));
    assert!(second.data().contains(r#""product_id":2,"merchant_id":2,"#), "{second:?}");
    assert_eq!(second.header("x-idempotent-replay"), None);
    bench.check_invariants();
}

#[test]
fn of_sixty_four_at_once_one_makes_the_order_and_none_exceeds_the_day() {
    for same_number in [true, false] {
        let directory = tempfile::tempdir().unwrap();
        let bench = Bench::on(Platform::on_file(directory.path().join("test.db")), handle);
        bench.sql(WITH_CARDS);
        bench.sql("UPDATE withdraw_channels SET max_total_amount = 350000");
        let platform = bench.platform.clone();
        let answers: Vec<Answer> = thread::scope(|scope| {
            let callers: Vec<_> = (0..64)
                .map(|number| {
                    let platform = platform.clone();
                    let number = if same_number { "PW".to_owned() } else { format!("PW-{number}") };
                    scope.spawn(move || {
                        let request = withdraw(&[("product_billno", &number)]);
                        Answer::from(block_on(handle(&platform, request)))
                    })
                })
                .collect();
            callers.into_iter().map(|caller| caller.join().unwrap()).collect()
        });
        let fresh =
            answers.iter().filter(|a| a.is_success() && a.header("x-idempotent-replay").is_none()).count();
        let expected = if same_number { 1 } else { 7 };
        assert_eq!(fresh, expected);
        assert_eq!(bench.integers("SELECT count(*) FROM withdraw_records"), [expected as i64]);
        for answer in &answers {
            match same_number {
                true => assert_eq!(answer.data(), answers[0].data()),
                false => {
                    assert!(answer.is_success() || *answer == Answer::invalid(&[("amount", "max.numeric")]));
                }
            }
        }
        bench.check_invariants();
    }
}

#[test]
fn a_bill_number_that_is_taken_is_drawn_again() {
    // The native random source repeats from run to run: the first order of two benches has the same number.
    let (first, second) = (bench(), bench());
    assert!(first.answer(withdraw(&[])).is_success());
    let number = first.texts("SELECT billno FROM withdraw_records").remove(0);
    second.sql(&format!(
        "INSERT INTO withdraw_records (product_id, merchant_id, customer_id, channel_id, withdraw_channel_code, currency, amount,
             billno, product_billno, customer_bank_id, bank_type, bank_account_name, bank_account_no, bank_name, bank_province,
             bank_cities, bank_countries, branch_name, request_hash, response_json, change_action, change_actor, change_user_type,
             change_trace, created_at, updated_at)
         SELECT 1, 1, 1, id, 'W1', 'CNY', 1, '{number}', 'other', 11, 0, 'x', 'x', 'x', 'x', 'x', 'x', '', 'x', '[]', 'create', 'x', 'P',
             'x', 0, 0 FROM withdraw_channels WHERE product_id = 1 AND code = 'W1'"
    ));
    let answer = second.answer(withdraw(&[]));
    assert!(answer.is_success(), "{answer:?}");
    assert!(!answer.data().contains(&number));
    assert_eq!(second.answer(withdraw(&[])), answer.with("x-idempotent-replay", "1"));
}

#[test]
fn channels_are_listed_in_order_with_their_limits() {
    let bench = bench();
    assert_eq!(
        bench.answer(list("1000001")),
        Answer::success(
            r#"[{"id":1,"product_id":1,"merchant_id":1,"code":"W1","channel":"","name":"Bank withdrawal","currency":"CNY","type":0,"recommend":0,"sort":0,"min_amount":"50.00","max_amount":"20000.00","max_total_amount":"50000.00"}]"#
        )
    );
    // recommend, success rate (0, 2/3, none yet), fee, sort, id: each decides where all before it are equal.
    bench.sql("DELETE FROM withdraw_channels WHERE product_id = 1");
    let rows = [
        ("a", 1, 0, 0, &[-1][..]),
        ("b", 0, 0, 0, &[2, 2, -1, 0, 1]),
        ("c", 0, 1, 0, &[]),
        ("d", 0, 0, 1, &[]),
        ("e", 0, 0, 0, &[]),
        ("f", 0, 0, 0, &[-1, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2]),
        ("g", 0, 0, 0, &[-1, 2, 2, 2, 2, 2, 2, 2, 2, 2]),
    ];
    for (code, recommend, fee_bp, sort, history) in rows {
        bench.sql(&format!(
            "INSERT INTO withdraw_channels (product_id, merchant_id, code, name, currency, recommend, fee_bp, sort, created_at, updated_at)
             VALUES (1, 1, '{code}', 'x', 'CNY', {recommend}, {fee_bp}, {sort}, 0, 0)"
        ));
        for (at, status) in history.iter().enumerate() {
            let number = format!("{code}{at}");
            let made = bench.answer(withdraw(&[
                ("withdraw_channel_code", code),
                ("product_billno", &number),
                ("amount", "1"),
            ]));
            assert!(made.is_success(), "{made:?}");
            close(&bench, &number, *status);
        }
    }
    let listed = bench.answer(list("1000001"));
    let codes: Vec<&str> = listed.data().split(r#""code":""#).skip(1).map(|rest| &rest[..1]).collect();
    assert_eq!(codes, ["a", "e", "f", "d", "c", "g", "b"]);
    assert_eq!(listed.header(header::CACHE_CONTROL.as_str()), Some("no-store"));
    for (user, key) in [("", "required"), ("nobody", "exists")] {
        assert_eq!(bench.answer(list(user)), Answer::invalid(&[("product_user_id", key)]), "{user}");
    }
    bench.check_invariants();
}

#[test]
fn the_thousandth_order_costs_as_much_as_the_first() {
    let bench = bench();
    bench.sql("UPDATE withdraw_channels SET max_total_amount = 1000000000000");
    // Without the invariants that the bench looks at after each request.
    let send = |request: Request, expected: &str| {
        let answer = block_on(handle(&bench.platform, request));
        let body = String::from_utf8(answer.body).unwrap();
        assert!(body.contains(expected), "{body}");
    };
    let order = |number: usize| send(withdraw(&[("product_billno", &format!("PW-{number}"))]), "billno");
    assert_steady(&bench.platform, "POST /do_withdraw", order);
    let channels = |_: usize| send(list("1000001"), "W1");
    assert_steady(&bench.platform, "GET /withdraw_channel", channels);
}
