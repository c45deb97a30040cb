//! Thousands of random steps against a bank that loses answers, loses orders, delays them, and a database that goes away
//! between any two statements. Whatever happens, nobody is paid twice, and here stands at last what the bank did.

use super::bench::*;
use crate::common::*;
use feiqian_platform::http::Method;
use feiqian_platform::outbound::{OutboundError, OutboundRequest};
use serde_json::{Value as Json, json};
use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};

const STEPS: usize = 4_000;
const ORDERS: usize = 300;

/// An order as the bank has it.
#[derive(Clone, Debug, Default)]
struct Order {
    amount: i64,
    /// Undecided, then `paid` or `failed` for ever.
    decided: Option<&'static str>,
    /// How often the bank moved money.
    payments: u32,
    is_told: bool,
}

/// A bank whose network is as bad as can be.
#[derive(Default)]
struct Bank {
    dice: fastrand::Rng,
    is_honest: bool,
    orders: BTreeMap<String, Order>,
    /// Sent, and not arrived yet.
    under_way: Vec<(String, i64)>,
    /// By reference: the last thing that was heard there is a signed 404 to a query.
    may_order: BTreeMap<String, bool>,
    second_orders: u32,
    lost_answers: u32,
}

impl Bank {
    fn heard(&mut self, request: &OutboundRequest) -> Heard {
        let is_wallet = request.url.starts_with(WALLET_URL);
        let key = if is_wallet { WALLET_KEY } else { PAYEE_KEY };
        self.arrive();
        let (status, body) = if request.method == Method::POST {
            let order: Json = serde_json::from_slice(&request.body).expect("an order");
            let name = if is_wallet { "cash_sn" } else { "reference" };
            let reference = order[name].as_str().expect("a reference").to_owned();
            let amount = order["amount"].as_i64().expect("an amount");
            // The first order of a number, or one that a signed 404 allowed.
            let allowed = self.may_order.insert(reference.clone(), false);
            assert_ne!(allowed, Some(false), "{reference} was ordered again without a signed 404");
            self.second_orders += u32::from(allowed.is_some());
            match self.fate() {
                0 => return Err(OutboundError::NotConnected("refused")),
                1 => {
                    self.under_way.push((reference, amount));
                    return Err(OutboundError::TimedOut);
                }
                _ => self.take(&reference, amount),
            }
            self.told(&reference, is_wallet)
        } else {
            let reference = request.url.rsplit('/').next().expect("a reference").to_owned();
            match self.orders.contains_key(&reference) {
                true => self.told(&reference, is_wallet),
                false => {
                    let answer = self.lossy(signed(request, key, 404, r#"{"error":"not_found"}"#));
                    if answer.as_ref().is_ok_and(|answer| answer.status == 404 && !answer.headers.is_empty())
                    {
                        self.may_order.insert(reference, true);
                    }
                    return answer;
                }
            }
        };
        self.lossy(signed(request, key, status, &body))
    }

    /// 0: the order is lost on its way; 1: it is late; else it arrives.
    fn fate(&mut self) -> u32 {
        if self.is_honest { 9 } else { self.dice.u32(0..10) }
    }

    /// Orders that were late arrive some time.
    fn arrive(&mut self) {
        let (honest, dice) = (self.is_honest, &mut self.dice);
        let (arrived, late) =
            std::mem::take(&mut self.under_way).into_iter().partition(|_| honest || dice.u8(0..4) == 0);
        self.under_way = late;
        let arrived: Vec<(String, i64)> = arrived;
        arrived.iter().for_each(|(reference, amount)| self.take(reference, *amount));
    }

    /// An order is taken once, however often it comes.
    fn take(&mut self, reference: &str, amount: i64) {
        let order = self.orders.entry(reference.to_owned()).or_insert(Order { amount, ..Order::default() });
        assert_eq!(order.amount, amount, "{reference}");
    }

    /// What the bank says of an order.
    fn told(&mut self, reference: &str, is_wallet: bool) -> (u16, String) {
        let decision = match self.dice.u8(0..3) {
            0 if !self.is_honest => None,
            1 => Some("failed"),
            _ => Some("paid"),
        };
        let open = ["processing", "accepted", "held"][if is_wallet { 0 } else { self.dice.usize(0..3) }];
        let order = self.orders.get_mut(reference).expect("an order");
        if order.decided.is_none() && decision.is_some() {
            order.decided = decision;
            order.payments += u32::from(decision == Some("paid"));
        }
        order.is_told |= order.decided.is_some();
        let status = order.decided.unwrap_or(open);
        let body = if is_wallet {
            let trade_no = (status == "paid").then(|| format!("T{reference}"));
            json!({"cash_sn": reference, "amount": order.amount, "status": status, "trade_no": trade_no,
                   "trade_time": null, "error_code": null, "error_message": null})
        } else {
            json!({"reference": reference, "amount": order.amount, "currency": "USD", "status": status,
                   "provider_ref": null, "reason": null})
        };
        (200, body.to_string())
    }

    /// An answer as it arrives, if it does.
    fn lossy(&mut self, answer: feiqian_platform::outbound::OutboundAnswer) -> Heard {
        let luck = if self.is_honest { 99 } else { self.dice.u8(0..16) };
        self.lost_answers += u32::from(luck < 5);
        let mut broken = answer.clone();
        match luck {
            0 => Err(OutboundError::TimedOut),
            1 => Err(OutboundError::Broken("reset")),
            2 => {
                broken.headers.clear();
                Ok(broken)
            }
            3 => {
                broken.body.pop();
                Ok(broken)
            }
            4 => self::answer(504, "gateway timeout"),
            _ => Ok(answer),
        }
    }
}

/// Every record of either kind, and what stands of it here.
fn records(world: &World) -> Vec<(String, String)> {
    let mut rows = world.rows(
        "SELECT cash_sn, CAST(cash_status AS TEXT) FROM user_wallet_cash WHERE cash_type = 1
         UNION ALL SELECT transaction_no, status FROM payee_payout",
    );
    rows.iter_mut().map(|row| (row.take().unwrap(), row.take().unwrap())).collect()
}

/// What is final here is what the bank did.
fn check(world: &World, bank: &Bank) {
    for (reference, state) in records(world) {
        let order = bank.orders.get(&reference);
        let decided = order.and_then(|order| order.decided);
        match state.as_str() {
            "5" | "success" => assert_eq!(decided, Some("paid"), "{reference}"),
            "6" | "failed" => assert_eq!(decided, Some("failed"), "{reference}"),
            _ => {}
        }
        assert!(order.is_none_or(|order| order.payments <= 1), "{reference}");
    }
    world.check_invariants(&["wallet", "payee", "outbox"]);
    world.check_secrets();
}

fn run(seed: u64) {
    let world = world();
    let mut dice = fastrand::Rng::with_seed(seed);
    let bank = Arc::new(Mutex::new(Bank { dice: fastrand::Rng::with_seed(seed + 1), ..Bank::default() }));
    let outside = {
        let bank = bank.clone();
        move |request: &OutboundRequest| {
            let is_notice = !request.url.contains("provider.example");
            if is_notice { answer(200, "success") } else { bank.lock().unwrap().heard(request) }
        }
    };
    world.outside(outside);
    let mut ordered_so_far = 0;
    for step in 0..STEPS {
        if ordered_so_far < ORDERS && dice.u8(0..5) == 0 {
            ordered_so_far += 1;
            match dice.bool() {
                true => drop(approved(&world, "any")),
                false => drop(ordered(&world, "00")),
            }
        }
        // Applications are made while payouts are enabled; some calls find them suspended.
        let is_suspended = dice.u8(0..10) == 0;
        if is_suspended {
            world.sql("UPDATE wallet_settings SET payout_enabled = 0, updated_at = updated_at + 1");
        }
        if dice.u8(0..3) == 0 {
            world.platform.set_statements_left(Some(dice.u64(0..25)));
        }
        let limit = dice.u8(1..8);
        let body = match dice.u8(0..3) {
            0 => format!(r#"{{"limit":{limit}}}"#),
            1 => format!(r#"{{"limit":{limit},"topics":["wallet.payout"]}}"#),
            _ => format!(r#"{{"limit":{limit},"topics":["payee.payout","ipn.payout"]}}"#),
        };
        let (status, _) = world.answer(call().with_body("application/json", body));
        assert!(status == 200 || world.platform.is_database_gone(), "{:?}", world.platform.faults());
        world.platform.set_statements_left(None);
        if is_suspended {
            world.sql("UPDATE wallet_settings SET payout_enabled = 1, updated_at = updated_at + 1");
        }
        world.after(dice.i64(0..60_000));
        world.sent();
        if step % 400 == 399 {
            check(&world, &bank.lock().unwrap());
        }
    }
    // At last everything works, and everything ends.
    bank.lock().unwrap().is_honest = true;
    for _ in 0..20 {
        world.after(3_600_000);
        world.dispatch(r#"{"limit":200}"#);
    }
    let bank = bank.lock().unwrap();
    check(&world, &bank);
    assert_eq!(world.integer("SELECT count(*) FROM payout_jobs WHERE state = 'open'"), 0);
    assert_eq!(world.integer("SELECT count(*) FROM outbox WHERE state IN ('queued', 'dead')"), 0);
    let (mut paid, mut failed) = (0, 0);
    for (reference, state) in records(&world) {
        match bank.orders[&reference].decided {
            Some("paid") => {
                paid += 1;
                assert!(["5", "success"].contains(&state.as_str()), "{reference} {state}");
                assert_eq!(bank.orders[&reference].payments, 1);
            }
            decided => {
                failed += 1;
                assert_eq!(decided, Some("failed"));
                assert!(["6", "failed"].contains(&state.as_str()), "{reference} {state}");
            }
        }
    }
    assert_eq!(paid + failed, ORDERS);
    // The bank was as bad as it was meant to be.
    assert!(
        bank.second_orders > 10 && bank.lost_answers > 50,
        "{} {}",
        bank.second_orders,
        bank.lost_answers
    );
    assert!(paid > 50 && failed > 50, "{paid} {failed}");
}

#[test]
fn whatever_happens_nobody_is_paid_twice_and_every_order_ends_as_at_the_bank() {
    run(1);
}

#[test]
fn the_same_with_other_dice() {
    run(20_260_102);
}
