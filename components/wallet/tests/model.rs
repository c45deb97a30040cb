//! Random commands against the real SQL and an independent model in memory: answers agree, invariants hold.
//!
//! Some commands run in pairs, side by side on two connections of one database file; their answers and what they leave
//! behind must be those of one order or the other.

mod common;

use common::*;
use feiqian_platform::Platform;
use feiqian_platform::http::{HeaderName, Method};
use std::collections::HashMap;
use std::fmt::Write;
use std::sync::Barrier;

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

#[derive(Debug, Clone)]
enum Command {
    Apply { user: i64, amount: i64, wechat: bool, key: Option<String> },
    Review { reviewer: i64, id: i64, target: i64 },
    Adjust { operator: i64, user: i64, kind: i64, amount: i64 },
    Lock { operator: i64, user: i64, locked: bool },
    Change { operator: i64, settings: Settings },
}

/// What a command comes to, as the caller is told.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Outcome {
    /// A record of this number.
    Record(i64),
    Done,
    Balances(String, String),
    Refused(String),
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Settings {
    min: i64,
    max: i64,
    limit: i64,
    days: i64,
    rate: i64,
    payout: bool,
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

/// What a key was used for: the request, until when, the record.
type Use = (i64, i64, i64);

/// How a step of the model is taken back.
enum Undo {
    Wallet(i64, Wallet),
    Applied(i64),
    Status(i64, i64),
    Settings(Settings),
    Key((i64, String), Option<Use>),
}

/// What the specification says, in plain steps.
struct Model {
    wallets: Vec<Wallet>,
    cash: Vec<Cash>,
    /// By user, so that the rules need not look at everybody's.
    of_user: Vec<Vec<usize>>,
    settings: Settings,
    keys: HashMap<(i64, String), Use>,
    undo: Vec<Undo>,
}

impl Model {
    fn run(&mut self, command: &Command, now_ms: i64) -> Outcome {
        let outcome = match command {
            Command::Apply { user, amount, wechat, key } => {
                self.apply_keyed(*user, *amount, *wechat, key, now_ms).map(Outcome::Record)
            }
            Command::Review { reviewer, id, target } => {
                self.review(*reviewer, *id, *target).map(|()| Outcome::Done)
            }
            Command::Adjust { operator, user, .. } | Command::Lock { operator, user, .. }
                if operator == user =>
            {
                Err("permission_denied")
            }
            Command::Adjust { user, kind, amount, .. } => self.adjust(*user, *kind, *amount).map(|()| {
                let wallet = &self.wallets[*user as usize];
                Outcome::Balances(yuan(wallet.available), yuan(wallet.frozen))
            }),
            Command::Lock { user, locked, .. } => {
                self.wallet(*user).locked = *locked;
                Ok(Outcome::Done)
            }
            Command::Change { settings, .. }
                if settings.min <= settings.max && settings.max <= settings.limit =>
            {
                self.undo.push(Undo::Settings(self.settings));
                self.settings = *settings;
                Ok(Outcome::Done)
            }
            Command::Change { .. } => Err("order"),
        };
        outcome.unwrap_or_else(|code| Outcome::Refused(code.into()))
    }

    /// A wallet that is about to change.
    fn wallet(&mut self, user: i64) -> &mut Wallet {
        let wallet = &mut self.wallets[user as usize];
        self.undo.push(Undo::Wallet(user, wallet.clone()));
        wallet
    }

    fn take_back(&mut self) {
        while let Some(step) = self.undo.pop() {
            match step {
                Undo::Wallet(user, wallet) => self.wallets[user as usize] = wallet,
                Undo::Applied(user) => {
                    self.cash.pop();
                    self.of_user[user as usize].pop();
                }
                Undo::Status(id, status) => self.cash[id as usize - 1].status = status,
                Undo::Settings(settings) => self.settings = settings,
                Undo::Key(key, Some(before)) => drop(self.keys.insert(key, before)),
                Undo::Key(key, None) => drop(self.keys.remove(&key)),
            }
        }
    }

    fn fee(&self, amount: i64) -> i64 {
        (amount * self.settings.rate + 999_999) / 1_000_000
    }

    fn apply_keyed(
        &mut self,
        user: i64,
        amount: i64,
        wechat: bool,
        key: &Option<String>,
        now_ms: i64,
    ) -> Result<i64, &'static str> {
        let request = if wechat { -amount } else { amount };
        let Some(key) = key.as_ref().map(|key| (user, key.clone())) else {
            return self.apply(user, amount, wechat, now_ms);
        };
        match self.keys.get(&key).filter(|(_, expires_ms, _)| *expires_ms > now_ms) {
            Some((known, _, id)) if *known == request => Ok(*id),
            Some(_) => Err("idempotency_key_reused"),
            None => {
                let id = self.apply(user, amount, wechat, now_ms)?;
                let before = self.keys.insert(key.clone(), (request, now_ms + DAY_MS, id));
                self.undo.push(Undo::Key(key, before));
                Ok(id)
            }
        }
    }

    /// The code of a refusal, or the record's number.
    fn apply(&mut self, user: i64, amount: i64, wechat: bool, now_ms: i64) -> Result<i64, &'static str> {
        let Settings { min, max, limit, days, payout, .. } = self.settings;
        if amount < min || amount > max || self.fee(amount) >= amount {
            return Err("validation_error");
        }
        if wechat && !payout {
            return Err("cash_mch_invalid");
        }
        // Users with an even number have a binding.
        if wechat && user % 2 == 1 {
            return Err("unbind_wechat");
        }
        let day = |ms: i64| (ms + 28_800_000) / DAY_MS;
        let counted =
            || self.of_user[user as usize].iter().map(|at| &self.cash[*at]).filter(|cash| cash.status != 3);
        if days > 0 && counted().any(|cash| cash.created_ms > now_ms - days * DAY_MS) {
            return Err("cash_interval_time");
        }
        let today = counted().filter(|cash| day(cash.created_ms) == day(now_ms)).map(|cash| cash.amount);
        if today.sum::<i64>() + amount > limit {
            return Err("cash_sum_limit");
        }
        if self.wallets[user as usize].locked {
            return Err("status_cash_freeze");
        }
        if self.wallets[user as usize].available < amount {
            return Err("available_amount_error");
        }
        let wallet = self.wallet(user);
        wallet.available -= amount;
        wallet.frozen += amount;
        self.of_user[user as usize].push(self.cash.len());
        self.cash.push(Cash { user, amount, status: 1, created_ms: now_ms, wechat });
        self.undo.push(Undo::Applied(user));
        Ok(self.cash.len() as i64)
    }

    fn review(&mut self, reviewer: i64, id: i64, target: i64) -> Result<(), &'static str> {
        if target == 2 && !self.settings.payout {
            return Err("cash_mch_invalid");
        }
        let Some(cash) = self.cash.get_mut(id as usize - 1) else {
            return Err("model_not_found");
        };
        if cash.status != 1 {
            return Err("cash_status_error");
        }
        if target == 2 && !cash.wechat || target == 5 && cash.wechat {
            return Err("cash_type_error");
        }
        if cash.user == reviewer {
            return Err("permission_denied");
        }
        self.undo.push(Undo::Status(id, cash.status));
        cash.status = target;
        let (user, amount) = (cash.user, cash.amount);
        let wallet = self.wallet(user);
        if target != 2 {
            wallet.frozen -= amount;
        }
        if target == 3 {
            wallet.available += amount;
        }
        Ok(())
    }

    fn adjust(&mut self, user: i64, kind: i64, amount: i64) -> Result<(), &'static str> {
        let wallet = self.wallet(user);
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

    /// Settings and wallets in one text, as [`state`] reads them.
    fn state(&self) -> String {
        let Settings { min, max, limit, days, rate, payout } = self.settings;
        let mut text = format!("{min} {max} {limit} {days} {rate} {}", i64::from(payout));
        for wallet in &self.wallets[1..] {
            write!(text, "|{} {} {}", wallet.available, wallet.frozen, i64::from(wallet.locked)).unwrap();
        }
        text
    }
}

/// The same text from the database.
fn state(bench: &Bench) -> String {
    let sql = "SELECT concat_ws(' ', cash_min_sum, cash_max_sum, cash_sum_limit, cash_interval_time, cash_rate,
                 payout_enabled) || (SELECT group_concat('|' || concat_ws(' ', available_amount, freeze_amount,
                 wallet_status), '' ORDER BY user_id) FROM user_wallets) FROM wallet_settings";
    let row = feiqian_platform::native::block_on(bench.platform.query_row(sql, &[]));
    row.unwrap().take().unwrap()
}

fn yuan(cents: i64) -> String {
    format!("{}.{:02}", cents / 100, cents % 100)
}

/// Who adjusts a user's wallet: an administrator, user 2, whose own is user 1's to adjust; now and then its owner.
fn operator(random: &mut Random, user: i64) -> i64 {
    match (random.below(16), user) {
        (0, _) => user,
        (_, 2) => 1,
        _ => 2,
    }
}

/// A command of a user, or on him.
fn draw(random: &mut Random, user: i64, records: i64) -> Command {
    let what = random.below(100);
    if what < 45 {
        let amount = 50 + random.below(30_000);
        let wechat = random.below(4) == 0;
        // Few keys, so that they come again, often for another request.
        let key = (random.below(3) == 0).then(|| format!("k{}", random.below(40)));
        Command::Apply { user, amount, wechat, key }
    } else if what < 75 {
        let id = 1 + random.below(records + 2);
        // Mostly a recent one, which may still be open.
        let id = if random.below(4) > 0 { (records - random.below(30)).max(1) } else { id };
        Command::Review { reviewer: user, id, target: [2, 3, 5][random.below(3) as usize] }
    } else if what < 92 {
        let (kind, amount) = (1 + random.below(2), 1 + random.below(200_000));
        // Now and then to the brim.
        let amount = if random.below(50) == 0 { 9_999_999_999 - random.below(300_000) } else { amount };
        Command::Adjust { operator: operator(random, user), user, kind, amount }
    } else if what < 96 {
        Command::Lock { operator: operator(random, user), user, locked: random.below(4) == 0 }
    } else {
        let (min, max) = (1 + random.below(5_000), 1 + random.below(60_000));
        let limit = 1 + random.below(400_000);
        let days = if random.below(4) == 0 { random.below(3) } else { 0 };
        let (rate, payout) = (random.below(30_000), random.below(2) == 0);
        Command::Change { operator: user, settings: Settings { min, max, limit, days, rate, payout } }
    }
}

/// A command that is likely to meet another one.
fn rival(random: &mut Random, command: &Command, records: i64) -> Command {
    match command {
        // The same request again, under the same key or none.
        Command::Apply { .. } if random.below(4) == 0 => command.clone(),
        // Somebody reviews what is being applied for.
        Command::Apply { user, .. } if random.below(8) == 0 => {
            Command::Review { reviewer: *user % USERS + 1, id: records + 1, target: 3 }
        }
        Command::Review { reviewer, id, .. } if random.below(2) == 0 => {
            Command::Review { reviewer: *reviewer, id: *id, target: [2, 3, 5][random.below(3) as usize] }
        }
        Command::Apply { user, .. } | Command::Adjust { user, .. } | Command::Lock { user, .. } => {
            draw(random, *user, records)
        }
        Command::Review { .. } | Command::Change { .. } => {
            let user = 1 + random.below(USERS);
            draw(random, user, records)
        }
    }
}

/// Sends a command and reads its outcome.
fn perform(bench: &Bench, tokens: &[String], command: &Command) -> Outcome {
    let of = |user: &i64| tokens[*user as usize].as_str();
    let refused = |answer: &serde_json::Value| {
        let error = &answer["errors"][0];
        let rule = error["meta"]["rule"].as_str().filter(|rule| *rule == "order");
        Outcome::Refused(rule.or(error["code"].as_str()).unwrap_or_default().to_owned())
    };
    match command {
        Command::Apply { user, amount, wechat, key } => {
            let attributes = if *wechat {
                format!(r#""cash_apply_amount":{},"cash_type":1"#, yuan(*amount))
            } else {
                format!(
                    r#""cash_apply_amount":"{}","cash_type":0,"cash_mobile":"13800138000""#,
                    yuan(*amount)
                )
            };
            let mut sent = request(Method::POST, "/api/wallet/cash", of(user))
                .with_body("application/json", application(&attributes));
            if let Some(key) = key {
                sent = sent.with(HeaderName::from_static("idempotency-key"), key);
            }
            match answer(&bench.send(sent)) {
                (200, document) => Outcome::Record(document["data"]["attributes"]["id"].as_i64().unwrap()),
                (_, document) => refused(&document),
            }
        }
        Command::Review { reviewer, id, target } => {
            let body = format!(r#"{{"ids":[{id}],"cash_status":{target}}}"#);
            match bench.json(Method::POST, "/api/wallet/cash/review", of(reviewer), &body) {
                (200, document) => match document["data"]["records"][0]["code"].as_str() {
                    Some(code) => Outcome::Refused(code.to_owned()),
                    None => Outcome::Done,
                },
                (_, document) => refused(&document),
            }
        }
        Command::Adjust { operator, user, kind, amount } => {
            let body = format!(r#"{{"operate_type":{kind},"operate_amount":"{}"}}"#, yuan(*amount));
            match bench.json(Method::PATCH, &format!("/api/wallet/user/{user}?include="), of(operator), &body)
            {
                (200, document) => {
                    let shown =
                        |name: &str| document["data"]["attributes"][name].as_str().unwrap().to_owned();
                    Outcome::Balances(shown("available_amount"), shown("freeze_amount"))
                }
                (_, document) => refused(&document),
            }
        }
        Command::Lock { operator, user, locked } => {
            let body = format!(r#"{{"wallet_status":{}}}"#, i64::from(*locked));
            match bench.json(Method::PATCH, &format!("/api/wallet/user/{user}"), of(operator), &body) {
                (200, _) => Outcome::Done,
                (_, document) => refused(&document),
            }
        }
        Command::Change { operator, settings } => {
            let Settings { min, max, limit, days, rate, payout } = settings;
            let attributes = format!(
                r#""cash_min_sum":{},"cash_max_sum":{},"cash_sum_limit":{},"cash_interval_time":{days},"cash_rate":"0.{rate:06}","payout_enabled":{payout}"#,
                yuan(*min),
                yuan(*max),
                yuan(*limit)
            );
            match bench.json(Method::PATCH, "/api/wallet/settings", of(operator), &application(&attributes)) {
                (200, _) => Outcome::Done,
                (_, document) => refused(&document),
            }
        }
    }
}

#[test]
fn two_hundred_thousand_commands_agree_with_the_model() {
    let directory = tempfile::tempdir().unwrap();
    let on_file = || Platform::on_file(directory.path().join("wallet.db"));
    // Two instances of the component, each with one connection; no power will fail here.
    let benches = [Bench::on(on_file()), Bench::instance(on_file())];
    benches[1].draw_ahead(1_000_000);
    for bench in &benches {
        bench.run("PRAGMA synchronous = OFF");
    }
    let mut now_ms = NOW_MS;
    let settings = Settings { min: 100, max: 500_000, limit: 500_000, days: 0, rate: 6_000, payout: false };
    benches[0].run("UPDATE wallet_settings SET cash_rate = 6000, updated_at = 1");
    let mut model = Model {
        wallets: vec![Wallet::default(); USERS as usize + 1],
        cash: Vec::new(),
        of_user: vec![Vec::new(); USERS as usize + 1],
        settings,
        keys: HashMap::new(),
        undo: Vec::new(),
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
        benches[0].json(Method::GET, "/api/wallet/settings", token, "");
    }
    let mut random = Random(0x5DEE_CE66);
    let mut succeeded = [0_usize; 5];
    let mut count = |command: &Command, outcome: &Outcome| {
        if !matches!(outcome, Outcome::Refused(_)) {
            succeeded[match command {
                Command::Apply { .. } => 0,
                Command::Review { .. } => 1,
                Command::Adjust { .. } => 2,
                Command::Lock { .. } => 3,
                Command::Change { .. } => 4,
            }] += 1;
        }
    };
    let (mut pairs, mut decided, mut step) = (0, [0_usize; 2], 0);
    while step < COMMANDS {
        now_ms += random.below(4_000);
        for bench in &benches {
            bench.platform.set_now_ms(now_ms);
        }
        let (user, records) = (1 + random.below(USERS), model.cash.len() as i64);
        let first = draw(&mut random, user, records);
        model.undo.clear();
        let batch = step / BATCH;
        if random.below(10) > 0 {
            step += 1;
            let bench = &benches[random.below(2) as usize];
            let outcome = perform(bench, &tokens, &first);
            assert_eq!(outcome, model.run(&first, now_ms), "{step}: {first:?}");
            count(&first, &outcome);
        } else {
            step += 2;
            pairs += 1;
            let second = rival(&mut random, &first, records);
            let start = Barrier::new(2);
            // Which of two threads a machine lets go first is not for a test to hope for: who has which is drawn.
            let is_swapped = random.below(2) == 1;
            let (here, there) = if is_swapped { (&second, &first) } else { (&first, &second) };
            let (here, there) = std::thread::scope(|scope| {
                let beside = scope.spawn(|| {
                    start.wait();
                    perform(&benches[1], &tokens, there)
                });
                start.wait();
                (perform(&benches[0], &tokens, here), beside.join().unwrap())
            });
            let (one, other) = if is_swapped { (there, here) } else { (here, there) };
            let found = state(&benches[0]);
            let in_order = |model: &mut Model| {
                let agrees =
                    (model.run(&first, now_ms), model.run(&second, now_ms)) == (one.clone(), other.clone());
                agrees && model.state() == found
            };
            let reversed = |model: &mut Model| {
                let agrees =
                    (model.run(&second, now_ms), model.run(&first, now_ms)) == (other.clone(), one.clone());
                agrees && model.state() == found
            };
            // The second order is tried alone as well, to count the pairs in which the order made a difference.
            let can_reverse = reversed(&mut model);
            model.take_back();
            let can_go = in_order(&mut model);
            if !can_go {
                model.take_back();
                assert!(
                    reversed(&mut model),
                    "{step}: {first:?} and {second:?} came to {one:?} and {other:?}"
                );
            }
            if can_go != can_reverse {
                decided[usize::from(can_reverse)] += 1;
            }
            count(&first, &one);
            count(&second, &other);
        }
        if step / BATCH > batch {
            benches[0].audit();
            assert_eq!(state(&benches[1]), model.state(), "{step}");
        }
    }
    assert!(succeeded.iter().all(|count| *count > 1_000), "every kind succeeded often: {succeeded:?}");
    assert!(
        pairs > COMMANDS / 20 && decided.iter().all(|count| *count > 100),
        "{pairs} pairs, by order {decided:?}"
    );
}
