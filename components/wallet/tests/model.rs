//! Random commands against the real SQL and an independent model in memory: answers agree, invariants hold.

mod common;

use common::*;
use feiqian_platform::http::{HeaderName, Method};
use std::collections::HashMap;

const COMMANDS: usize = 200_000;
const BATCH: usize = 20_000;
const USERS: i64 = 12;
const DAY_MS: i64 = 86_400_000;

/// xorshift64*: repeatable, and no crate's idea of a distribution.
struct Random(u64);

impl Random {
    fn below(&mut self, n: i64) -> i64 {
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        (self.0.wrapping_mul(0x2545_F491_4F6C_DD1D) >> 33) as i64 % n
    }
}

struct Cash {
    user: i64,
    amount: i64,
    status: i64,
    created_ms: i64,
    wechat: bool,
}

#[derive(Default, Clone)]
struct Wallet {
    available: i64,
    frozen: i64,
    locked: bool,
}

/// What the specification says, in plain steps.
struct Model {
    wallets: Vec<Wallet>,
    cash: Vec<Cash>,
    /// By user, so that the rules need not look at everybody's.
    of_user: Vec<Vec<usize>>,
    min: i64,
    max: i64,
    limit: i64,
    days: i64,
    rate: i64,
    payout: bool,
    keys: HashMap<(i64, String), (i64, i64, usize)>,
}

impl Model {
    fn fee(&self, amount: i64) -> i64 {
        (amount * self.rate + 999_999) / 1_000_000
    }

    /// The code of a refusal, or the record's number.
    fn apply(&mut self, user: i64, amount: i64, wechat: bool, now_ms: i64) -> Result<usize, &'static str> {
        if amount < self.min || amount > self.max || self.fee(amount) >= amount {
            return Err("validation_error");
        }
        if wechat && !self.payout {
            return Err("cash_mch_invalid");
        }
        // Users with an even number have a binding.
        if wechat && user % 2 == 1 {
            return Err("unbind_wechat");
        }
        let day = |ms: i64| (ms + 28_800_000) / DAY_MS;
        let counted =
            || self.of_user[user as usize].iter().map(|at| &self.cash[*at]).filter(|cash| cash.status != 3);
        if self.days > 0 && counted().any(|cash| cash.created_ms > now_ms - self.days * DAY_MS) {
            return Err("cash_interval_time");
        }
        let today = counted().filter(|cash| day(cash.created_ms) == day(now_ms)).map(|cash| cash.amount);
        if today.sum::<i64>() + amount > self.limit {
            return Err("cash_sum_limit");
        }
        let wallet = &mut self.wallets[user as usize];
        if wallet.locked {
            return Err("status_cash_freeze");
        }
        if wallet.available < amount {
            return Err("available_amount_error");
        }
        wallet.available -= amount;
        wallet.frozen += amount;
        self.of_user[user as usize].push(self.cash.len());
        self.cash.push(Cash { user, amount, status: 1, created_ms: now_ms, wechat });
        Ok(self.cash.len())
    }

    fn review(&mut self, id: i64, target: i64) -> Option<&'static str> {
        let Some(cash) = self.cash.get_mut(id as usize - 1) else {
            return Some("model_not_found");
        };
        if cash.status != 1 {
            return Some("cash_status_error");
        }
        if target == 2 && !cash.wechat || target == 5 && cash.wechat {
            return Some("cash_type_error");
        }
        cash.status = target;
        let wallet = &mut self.wallets[cash.user as usize];
        if target != 2 {
            wallet.frozen -= cash.amount;
        }
        if target == 3 {
            wallet.available += cash.amount;
        }
        None
    }

    fn adjust(&mut self, user: i64, kind: i64, amount: i64) -> Result<(), &'static str> {
        let wallet = &mut self.wallets[user as usize];
        let change = if kind == 1 { amount } else { -amount };
        if wallet.available + change < 0 {
            return Err("available_amount_error");
        }
        if wallet.available + change + wallet.frozen > 9_999_999_999 {
            return Err("wallet_limit_error");
        }
        wallet.available += change;
        Ok(())
    }
}

fn yuan(cents: i64) -> String {
    format!("{}.{:02}", cents / 100, cents % 100)
}

#[test]
fn two_hundred_thousand_commands_agree_with_the_model() {
    let bench = Bench::new();
    bench.run("UPDATE wallet_settings SET cash_rate = 6000, updated_at = 1");
    let mut now_ms = NOW_MS;
    let mut model = Model {
        wallets: vec![Wallet::default(); USERS as usize + 1],
        cash: Vec::new(),
        of_user: vec![Vec::new(); USERS as usize + 1],
        min: 100,
        max: 500_000,
        limit: 500_000,
        days: 0,
        rate: 6_000,
        payout: false,
        keys: HashMap::new(),
    };
    model.wallets[1].available = 10_000;
    // Valid for longer than the test's clock will run.
    let tokens: Vec<String> = (0..=USERS)
        .map(|user| {
            let binding =
                if user % 2 == 0 { format!(r#","wechat":{{"openid":"o-{user}"}}"#) } else { String::new() };
            let claims = claims(user.max(1), ALL, &binding);
            signed(
                HEAD,
                &claims.replace(&format!("\"exp\":{}", NOW_MS / 1_000 + 400 * 86_400), "\"exp\":9000000000"),
            )
        })
        .collect();
    for token in &tokens[1..] {
        bench.json(Method::GET, "/api/wallet/settings", token, "");
    }
    let mut random = Random(0x5DEE_CE66);
    let mut succeeded = [0_usize; 5];
    for step in 1..=COMMANDS {
        now_ms += random.below(4_000);
        bench.platform.set_now_ms(now_ms);
        let user = 1 + random.below(USERS);
        let own = &tokens[user as usize];
        let what = random.below(100);
        let code = |answer: &(u16, serde_json::Value)| {
            answer.1["errors"][0]["code"].as_str().unwrap_or("").to_owned()
        };
        if what < 45 {
            let amount = 50 + random.below(30_000);
            let wechat = random.below(4) == 0;
            // Few keys, so that they come again, often for another request.
            let key = (random.below(3) == 0).then(|| format!("k{}", random.below(40)));
            let attributes = if wechat {
                format!(r#""cash_apply_amount":{},"cash_type":1"#, yuan(amount))
            } else {
                format!(r#""cash_apply_amount":"{}","cash_type":0,"cash_mobile":"13800138000""#, yuan(amount))
            };
            let mut sent = request(Method::POST, "/api/wallet/cash", own)
                .with_body("application/json", application(&attributes));
            if let Some(key) = &key {
                sent = sent.with(HeaderName::from_static("idempotency-key"), key);
            }
            let answer = answer(&bench.send(sent));
            let request_id = if wechat { -amount } else { amount };
            let known = key.as_ref().and_then(|key| model.keys.get(&(user, key.clone())).copied());
            let expected = match known.filter(|(_, expires_ms, _)| *expires_ms > now_ms) {
                Some((request, _, id)) if request == request_id => Ok(id),
                Some(_) => Err("idempotency_key_reused"),
                None => {
                    let outcome = model.apply(user, amount, wechat, now_ms);
                    if let (Ok(id), Some(key)) = (outcome, key) {
                        model.keys.insert((user, key), (request_id, now_ms + DAY_MS, id));
                    }
                    outcome
                }
            };
            match expected {
                Ok(id) => {
                    assert_eq!(answer.1["data"]["id"], id.to_string(), "{step}: {}", answer.1);
                    succeeded[0] += 1;
                }
                Err(expected) => assert_eq!(code(&answer), expected, "{step}: {attributes}"),
            }
        } else if what < 75 {
            let id = 1 + random.below(model.cash.len() as i64 + 2);
            // Mostly a recent one, which may still be open.
            let id =
                if random.below(4) > 0 { (model.cash.len() as i64 - random.below(30)).max(1) } else { id };
            let target = [2, 3, 5][random.below(3) as usize];
            let body = format!(r#"{{"ids":[{id}],"cash_status":{target}}}"#);
            let answer = bench.json(Method::POST, "/api/wallet/cash/review", own, &body);
            if target == 2 && !model.payout {
                assert_eq!(code(&answer), "cash_mch_invalid", "{step}");
            } else {
                let expected = model.review(id, target);
                assert_eq!(answer.1["data"]["records"][0]["code"].as_str(), expected, "{step}: {body}");
                succeeded[1] += usize::from(expected.is_none());
            }
        } else if what < 92 {
            let (kind, amount) = (1 + random.below(2), 1 + random.below(200_000));
            // Now and then to the brim.
            let amount = if random.below(50) == 0 { 9_999_999_999 - random.below(300_000) } else { amount };
            let body = format!(r#"{{"operate_type":{kind},"operate_amount":"{}"}}"#, yuan(amount));
            let target = format!("/api/wallet/user/{user}?include=");
            let answer = bench.json(Method::PATCH, &target, &tokens[2], &body);
            match model.adjust(user, kind, amount) {
                Ok(()) => {
                    let wallet = &model.wallets[user as usize];
                    let shown = &answer.1["data"]["attributes"];
                    assert_eq!(shown["available_amount"], yuan(wallet.available), "{step}: {}", answer.1);
                    assert_eq!(shown["freeze_amount"], yuan(wallet.frozen), "{step}");
                    succeeded[2] += 1;
                }
                Err(expected) => assert_eq!(code(&answer), expected, "{step}: {body}"),
            }
        } else if what < 96 {
            let locked = random.below(4) == 0;
            let body = format!(r#"{{"wallet_status":{}}}"#, i64::from(locked));
            let answer = bench.json(Method::PATCH, &format!("/api/wallet/user/{user}"), &tokens[2], &body);
            assert_eq!(answer.0, 200, "{step}: {}", answer.1);
            model.wallets[user as usize].locked = locked;
            succeeded[3] += 1;
        } else {
            let (min, max) = (1 + random.below(5_000), 1 + random.below(60_000));
            let limit = 1 + random.below(400_000);
            let days = if random.below(4) == 0 { random.below(3) } else { 0 };
            let (rate, payout) = (random.below(30_000), random.below(2) == 0);
            let attributes = format!(
                r#""cash_min_sum":{},"cash_max_sum":{},"cash_sum_limit":{},"cash_interval_time":{days},"cash_rate":"0.{rate:06}","payout_enabled":{payout}"#,
                yuan(min),
                yuan(max),
                yuan(limit)
            );
            let answer = bench.json(Method::PATCH, "/api/wallet/settings", own, &application(&attributes));
            if min <= max && max <= limit {
                assert_eq!(answer.0, 200, "{step}: {}", answer.1);
                (model.min, model.max, model.limit) = (min, max, limit);
                (model.days, model.rate, model.payout) = (days, rate, payout);
                succeeded[4] += 1;
            } else {
                assert_eq!(answer.1["errors"][0]["meta"]["rule"], "order", "{step}");
            }
        }
        if step % BATCH == 0 {
            bench.audit();
            for user in 1..=USERS {
                let wallet = &model.wallets[user as usize];
                assert_eq!(bench.balances(user), (wallet.available, wallet.frozen), "{step}");
            }
        }
    }
    assert!(succeeded.iter().all(|count| *count > 1_000), "every kind succeeded often: {succeeded:?}");
}
