//! Random sequences of commands against a small model that knows nothing of SQL.

use crate::common::card;
use feiqian_cashier::testing::{Answer, Bench, FIRST, NOW, NOW_S, Product, SECOND, by_form, by_query};
use feiqian_customer::handle;
use feiqian_platform::http::{Method, Request};
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::test_runner::{Config, RngAlgorithm, TestRng, TestRunner};
use std::collections::BTreeMap;

const USERS: [&str; 5] = ["1000001", "u", "U", "用户", "' OR 1=1 --"];
/// Number and how it is shown, or the key of its rule.
const NUMBERS: [(&str, Result<&str, &str>); 5] = [
    ("6222020000000000001", Ok("6222 **** 0001")),
    ("12345678901", Ok("*********01")),
    ("ABCDEF", Ok("****EF")),
    ("12345", Err("min.string")),
    ("12-34 56", Err("string")),
];

/// Of the product and the user with these numbers.
#[derive(Debug, Clone, Copy)]
struct Who {
    product: usize,
    user: usize,
}

#[derive(Debug, Clone)]
enum What {
    Create,
    Bind { number: usize, card_type: u8 },
    Read,
}

#[derive(Debug, Clone)]
enum Step {
    Call {
        who: Who,
        what: What,
        nonce: Option<u8>,
        forged: bool,
    },
    /// What an operator does.
    SetCustomer {
        who: Who,
        active: bool,
    },
    SetCard {
        who: Who,
        active: bool,
    },
    Wait {
        seconds: i64,
    },
}

fn steps() -> impl Strategy<Value = Vec<Step>> {
    let who = || (0..2_usize, 0..USERS.len()).prop_map(|(product, user)| Who { product, user });
    let bind = (0..NUMBERS.len(), 0..3_u8).prop_map(|(number, card_type)| What::Bind { number, card_type });
    let what = prop_oneof![Just(What::Create), bind, Just(What::Read)];
    let nonce = prop_oneof![1 => Just(None), 4 => any::<u8>().prop_map(Some), 2 => (0..3_u8).prop_map(Some)];
    let forged = prop::bool::weighted(0.1);
    let call = (who(), what, nonce, forged).prop_map(|(who, what, nonce, forged)| Step::Call {
        who,
        what,
        nonce,
        forged,
    });
    let operator = prop_oneof![
        (who(), any::<bool>()).prop_map(|(who, active)| Step::SetCustomer { who, active }),
        (who(), any::<bool>()).prop_map(|(who, active)| Step::SetCard { who, active }),
        prop_oneof![Just(1), Just(300), Just(301), Just(302)].prop_map(|seconds| Step::Wait { seconds }),
    ];
    vec(prop_oneof![5 => call, 1 => operator], 1..60)
}

/// What the specification says, without a database.
#[derive(Default)]
struct Model {
    /// By product and user, in the order of their ids, which follow on the two of the demo data.
    customers: Vec<((usize, usize), Customer)>,
    cards: i64,
    /// Until when, in seconds, by product and nonce.
    nonces: BTreeMap<(usize, u8), i64>,
    now_s: i64,
}

struct Customer {
    active: bool,
    card: Option<Card>,
}

struct Card {
    id: i64,
    card_type: u8,
    shown: &'static str,
    active: bool,
    bound: String,
}

impl Model {
    fn new() -> Self {
        let customer = || Customer { active: true, card: None };
        Model {
            customers: vec![((0, 0), customer()), ((1, 0), customer())],
            now_s: NOW_S,
            ..Model::default()
        }
    }

    fn customer(&mut self, who: Who) -> Option<(i64, &mut Customer)> {
        let at = self.customers.iter().position(|(key, _)| *key == (who.product, who.user))?;
        Some((at as i64 + 1, &mut self.customers[at].1))
    }

    fn call(&mut self, who: Who, what: &What, nonce: Option<u8>, forged: bool) -> Answer {
        if forged {
            return Answer::forbidden();
        }
        match nonce {
            Some(nonce) => {
                let until = self.nonces.entry((who.product, nonce)).or_insert(0);
                if self.now_s < *until {
                    return Answer::forbidden();
                }
                *until = self.now_s + 301;
            }
            None if who.product == 1 => {
                return Answer::invalid(&[("timestamp", "required"), ("nonce", "required")]);
            }
            None => {}
        }
        match *what {
            What::Create => {
                if self.customer(who).is_none() {
                    self.customers.push(((who.product, who.user), Customer { active: true, card: None }));
                }
                Answer::success("[]")
            }
            What::Bind { number, card_type } => self.bind(who, number, card_type),
            What::Read => match self.customer(who) {
                Some((id, Customer { active: true, card: Some(card) })) => show(id, card),
                Some((_, Customer { active: true, card: None })) => {
                    Answer::invalid(&[("bank_account_no", "exists")])
                }
                _ => Answer::invalid(&[("product_user_id", "exists")]),
            },
        }
    }

    fn bind(&mut self, who: Who, number: usize, card_type: u8) -> Answer {
        let mut wrong = Vec::new();
        let shown = NUMBERS[number].1.unwrap_or_else(|key| {
            wrong.push(("bank_account_no", key));
            ""
        });
        if card_type > 1 {
            wrong.push(("type", "in"));
        }
        if !wrong.is_empty() {
            return Answer::invalid(&wrong);
        }
        let (id, bound) = (self.cards + 1, time(self.now_s));
        let answer = match self.customer(who) {
            Some((customer, Customer { active: true, card: card @ None })) => {
                show(customer, card.insert(Card { id, card_type, shown, active: true, bound }))
            }
            Some((_, Customer { active: true, .. })) => {
                return Answer::invalid(&[("bank_account_no", "unique")]);
            }
            _ => return Answer::invalid(&[("product_user_id", "exists")]),
        };
        self.cards = id;
        answer
    }
}

fn show(customer: i64, card: &Card) -> Answer {
    let Card { id, card_type, shown, active, bound } = card;
    let status = i32::from(*active);
    Answer::success(&format!(
        r#"{{"id":{id},"customer_id":{customer},"type":{card_type},"bank_account_name":"*三","bank_account_no":"{shown}","bank_name":"工商银行","bank_province":"北京市","bank_cities":"市辖区","bank_countries":"东城区","branch_name":"","status":{status},"created_at":"{bound}","updated_at":"{bound}"}}"#
    ))
}

/// The time on the wire; no sequence lasts until the next day.
fn time(now_s: i64) -> String {
    let of_day = now_s.rem_euclid(86_400);
    format!("{}{:02}:{:02}:{:02}", &NOW[..11], of_day / 3_600, of_day / 60 % 60, of_day % 60)
}

fn request(now_s: i64, who: Who, what: &What, nonce: Option<u8>, forged: bool) -> Request {
    let product: &Product = [&FIRST, &SECOND][who.product];
    let (timestamp, nonce) = (now_s.to_string(), nonce.map(|nonce| nonce.to_string()));
    let card_type =
        if let What::Bind { card_type, .. } = what { card_type.to_string() } else { String::new() };
    let mut params = match *what {
        What::Bind { number, .. } => {
            card(USERS[who.user], &[("bank_account_no", NUMBERS[number].0), ("type", &card_type)])
        }
        What::Create | What::Read => vec![("product_user_id", USERS[who.user])],
    };
    if let Some(nonce) = &nonce {
        params.extend([("timestamp", timestamp.as_str()), ("nonce", nonce)]);
    }
    let mut params = product.sign(&params);
    if forged {
        params.push(("forged".into(), String::new()));
    }
    match what {
        What::Create => by_form(Method::POST, "/create_customer", &params),
        What::Bind { .. } => by_form(Method::POST, "/customer_bank", &params),
        What::Read => by_query(Method::GET, "/customer_bank", &params),
    }
}

fn where_customer(who: Who) -> String {
    let user = USERS[who.user].replace('\'', "''");
    format!(
        "(SELECT id FROM customers WHERE product_id = {} AND product_user_id = '{user}')",
        who.product + 1
    )
}

#[test]
fn handlers_and_model_agree() {
    let bench = Bench::new(handle);
    // The same sequences in every run.
    let config = Config { cases: 200, failure_persistence: None, ..Config::default() };
    let mut runner = TestRunner::new_with_rng(config, TestRng::deterministic_rng(RngAlgorithm::ChaCha));
    let outcome = runner.run(&steps(), |steps| {
        bench.sql(
            "DELETE FROM customer_banks; DELETE FROM nonces; DELETE FROM customers WHERE id > 2;
             UPDATE customers SET status = 1;",
        );
        let mut model = Model::new();
        for step in &steps {
            bench.platform.set_now_ms(model.now_s * 1_000);
            match *step {
                Step::Call { who, ref what, nonce, forged } => {
                    let answer = bench.send(request(model.now_s, who, what, nonce, forged));
                    prop_assert_eq!(answer, model.call(who, what, nonce, forged), "{:?}", step);
                }
                Step::SetCustomer { who, active } => {
                    let id = where_customer(who);
                    bench.sql(&format!("UPDATE customers SET status = {active} WHERE id = {id}"));
                    if let Some((_, customer)) = model.customer(who) {
                        customer.active = active;
                    }
                }
                Step::SetCard { who, active } => {
                    let id = where_customer(who);
                    bench.sql(&format!(
                        "UPDATE customer_banks SET status = {active} WHERE customer_id = {id}"
                    ));
                    if let Some((_, Customer { card: Some(card), .. })) = model.customer(who) {
                        card.active = active;
                    }
                }
                Step::Wait { seconds } => model.now_s += seconds,
            }
        }
        let counts = "SELECT count(*) FROM customers UNION ALL SELECT count(*) FROM customer_banks
                      UNION ALL SELECT count(*) FROM nonces";
        let expected = [model.customers.len() as i64, model.cards, model.nonces.len() as i64];
        prop_assert_eq!(bench.integers(counts), expected);
        prop_assert_eq!(bench.platform.faults(), [""; 0]);
        bench.check_invariants();
        Ok(())
    });
    outcome.unwrap_or_else(|error| panic!("{error}"));
}
