//! `POST /create_customer` (cashier.md §8.1).

use feiqian_cashier::testing::{Answer, Bench, FIRST, MODES, NOW_S, Product, SECOND, by_form};
use feiqian_customer::handle;
use feiqian_platform::http::{Method, Request};
use feiqian_platform::native::{assert_steady, block_on};

fn create(user: &str) -> Request {
    by_form(Method::POST, "/create_customer", &FIRST.sign(&[("product_user_id", user)]))
}

fn create_once(product: &Product, user: &str, nonce: &str) -> Request {
    by_form(Method::POST, "/create_customer", &product.sign_once(nonce, &[("product_user_id", user)]))
}

#[test]
fn a_new_user_becomes_a_customer_with_the_defaults() {
    let bench = Bench::new(handle);
    let mut rows = bench.table("customers");
    assert_eq!(bench.answer(create("1000002")), Answer::success("[]"));
    let now_ms = NOW_S * 1_000;
    rows.push_str(&format!("\n3,1,'1000002',0,0,0,1,'0.0.0.0',1,{now_ms},{now_ms}"));
    assert_eq!(bench.table("customers"), rows);
}

#[test]
fn a_known_user_is_left_alone() {
    for mode in MODES {
        let bench = Bench::new(handle).in_mode(mode);
        bench.sql(
            "UPDATE customers SET credit_level = 4, star_level = 5, priority_level = 6, customer_type = 2, ip = '::1'
              WHERE id = 1;
             INSERT INTO customers (product_id, product_user_id, status, created_at, updated_at)
             VALUES (1, 'idle', 0, 1, 2)",
        );
        bench.platform.set_now_ms(NOW_S * 1_000 + 86_400_000);
        let rows = bench.table("customers");
        for user in ["1000001", "idle", "1000001", "idle"] {
            assert_eq!(bench.answer(create(user)), Answer::success("[]"), "{user}");
            assert_eq!(bench.table("customers"), rows, "{user}");
        }
        // New once, known ever after.
        assert_eq!(bench.answer(create("1000002")), Answer::success("[]"));
        let rows = bench.table("customers");
        bench.platform.set_now_ms(1);
        assert_eq!(bench.answer(create("1000002")), Answer::success("[]"));
        assert_eq!(bench.table("customers"), rows);
    }
}

#[test]
fn the_user_id_is_text_of_1_to_64_characters() {
    let (longest, too_long) = ("x".repeat(64), "x".repeat(65));
    let (wide, too_wide) = ("😀".repeat(64), "😀".repeat(65));
    for mode in MODES {
        let bench = Bench::new(handle).in_mode(mode);
        let good = [
            "0",
            &longest,
            &wide,
            " 1000001",
            "1000001 ",
            "Case",
            "case",
            "张三",
            "e\u{301}",
            "\u{e9}",
            "' OR 1=1 --",
            "\"\\",
            "a\u{80}b",
            "null",
            "%41",
            "a+b=c &d%e",
        ];
        for user in good {
            assert_eq!(bench.answer(create(user)), Answer::success("[]"), "{user}");
        }
        // Nothing is trimmed, folded or decoded twice.
        let users = bench.texts("SELECT product_user_id FROM customers WHERE id > 2 ORDER BY id");
        assert_eq!(users, good);

        for (user, key) in [
            ("", "required"),
            (" ", "required"),
            ("     ", "required"),
            ("\u{3000}\u{a0}\u{2003}", "required"),
            (&too_long, "max.string"),
            (&too_wide, "max.string"),
            (&" ".repeat(65), "required"),
            ("a\u{0}", "string"),
            ("\t", "string"),
            ("a\nb", "string"),
            ("a\u{7f}", "string"),
        ] {
            let expected = Answer::invalid(&[("product_user_id", key)]).in_mode(mode);
            assert_eq!(bench.answer(create(user)), expected, "{user:?}");
        }
        let absent = by_form(Method::POST, "/create_customer", &FIRST.sign(&[]));
        let expected = Answer::invalid(&[("product_user_id", "required")]).in_mode(mode);
        assert_eq!(bench.answer(absent), expected);
        bench.check_invariants();
    }
}

#[test]
fn a_json_scalar_is_the_user_of_its_text() {
    let bench = Bench::new(handle);
    for (json, user) in [("1000003", "1000003"), ("1.50", "1.50"), ("true", "1"), (r#""\u5f20""#, "张")] {
        let sign = FIRST.sign(&[("product_user_id", user)]).pop().unwrap().1;
        let body = format!(r#"{{"product_id":"1","product_user_id":{json},"sign":"{sign}"}}"#);
        let request = Request::new(Method::POST, "/create_customer").with_body("application/json", body);
        assert_eq!(bench.answer(request), Answer::success("[]"), "{json}");
        let last = bench.texts("SELECT product_user_id FROM customers ORDER BY id DESC LIMIT 1");
        assert_eq!(last, [user]);
    }
    for json in ["false", "null", r#""""#] {
        let sign = FIRST.sign(&[("product_user_id", "")]).pop().unwrap().1;
        let body = format!(r#"{{"product_id":"1","product_user_id":{json},"sign":"{sign}"}}"#);
        let request = Request::new(Method::POST, "/create_customer").with_body("application/json", body);
        assert_eq!(bench.answer(request), Answer::invalid(&[("product_user_id", "required")]), "{json}");
    }
}

#[test]
fn products_have_their_own_customers() {
    let bench = Bench::new(handle);
    assert_eq!(bench.answer(create_once(&SECOND, "shared", "a")), Answer::success("[]"));
    assert_eq!(bench.answer(create_once(&FIRST, "shared", "a")), Answer::success("[]"));
    assert_eq!(bench.answer(create_once(&SECOND, "shared", "b")), Answer::success("[]"));
    let owners = "SELECT product_id FROM customers WHERE product_user_id = 'shared' ORDER BY id";
    assert_eq!(bench.integers(owners), [2, 1]);
}

#[test]
fn the_thousandth_customer_costs_as_much_as_the_first() {
    for mode in MODES {
        let bench = Bench::new(handle).in_mode(mode);
        let new = |number: usize| {
            let created = block_on(handle(&bench.platform, create(&format!("new-{number}"))));
            assert_eq!(created.status.as_u16(), 200);
        };
        assert_steady(&bench.platform, "POST /create_customer", new);
    }
}
