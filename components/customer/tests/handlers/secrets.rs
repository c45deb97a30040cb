//! No refusal, no fault and no log line tells a key, a signature or a card number (cashier.md §1.4).
//!
//! The bench watches every answer of every test for them; here they are provoked one by one.

use crate::common::{WITH_CARDS, card};
use feiqian_cashier::testing::{Answer, Bench, FIRST, MODES, SECOND, by_form};
use feiqian_customer::handle;
use feiqian_platform::http::{Method, Request};

const NUMBER: &str = "6222020000000000001";

#[test]
fn whatever_goes_wrong() {
    for mode in MODES {
        let bench = Bench::new(handle).in_mode(mode);
        bench.sql(WITH_CARDS);
        let good = FIRST.sign(&card("1000001", &[]));
        let sign = good.last().unwrap().1.clone();
        let post = |params: &Vec<(String, String)>| by_form(Method::POST, "/customer_bank", params);
        let mut forged = good.clone();
        forged.push(("a".into(), "b".into()));
        let mut twice = good.clone();
        twice.extend(good.clone());
        let stale = SECOND.sign(&card("1000001", &[("timestamp", "1"), ("nonce", "n")]));
        let reversed: String = NUMBER.chars().rev().collect();
        let dashed = format!("{reversed}-");
        let requests: Vec<(&str, Request)> = vec![
            ("unique", post(&good)),
            ("forged", post(&forged)),
            ("repeated", post(&twice)),
            ("stale", post(&stale)),
            ("no nonce", post(&SECOND.sign(&card("1000001", &[])))),
            ("no customer", post(&FIRST.sign(&card("nobody", &[])))),
            ("bad number", post(&FIRST.sign(&card("1000001", &[("bank_account_no", &dashed)])))),
            ("bad name", post(&FIRST.sign(&card("1000001", &[("bank_account_name", "")])))),
            ("unknown path", by_form(Method::POST, "/customer_bank/", &good)),
            ("wrong method", by_form(Method::DELETE, "/customer_bank", &good)),
            (
                "malformed",
                post(&good).with_body("application/json", format!(r#"{{"bank_account_no":"{NUMBER}""#)),
            ),
        ];
        let told = |answer: &Answer| {
            let text = format!("{answer:?} {:?}", bench.platform.faults());
            let secrets = [FIRST.key, SECOND.key, NUMBER, &reversed, &sign, "张三"];
            secrets.into_iter().filter(|secret| text.contains(*secret)).map(str::to_owned).collect::<Vec<_>>()
        };
        for (what, request) in &requests {
            let answer = bench.answer(request.clone());
            assert!(!answer.is_success(), "{what}: {answer:?}");
            assert_eq!(told(&answer), [""; 0], "{what}");
        }
        assert_eq!(bench.platform.faults(), [""; 0], "no refusal is a fault");

        // Faults of the database, whose own texts go to the log.
        for damage in [
            "ALTER TABLE customer_banks RENAME TO gone",
            "ALTER TABLE gone RENAME COLUMN bank_name TO other; ALTER TABLE gone RENAME TO customer_banks",
            "CREATE TRIGGER broken BEFORE INSERT ON customer_banks BEGIN SELECT RAISE(ABORT, 'disk_failure'); END;
             ALTER TABLE customer_banks RENAME COLUMN other TO bank_name",
            "DROP TRIGGER broken; DROP TABLE customer_banks;
             CREATE TABLE customer_banks (id INTEGER PRIMARY KEY, customer_id INTEGER UNIQUE, type, bank_account_name,
               bank_account_no CHECK (length(bank_account_no) < 6), bank_name, bank_province, bank_cities,
               bank_countries, branch_name, status, created_at, updated_at)",
            "ALTER TABLE products RENAME TO gone",
        ] {
            bench.sql(damage);
            let faults = bench.platform.faults().len();
            let answer = bench.answer(post(&good));
            assert_eq!(answer, Answer::fault(), "{damage}");
            assert_eq!(bench.platform.faults().len(), faults + 1, "{damage}");
            assert_eq!(told(&answer), [""; 0], "{damage}");
        }
    }
}
