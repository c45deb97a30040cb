//! Which receiving account a transfer without a hub goes to: random accounts and orders against a model.

mod common;

use common::*;
use feiqian_cashier::testing::{Answer, NOW_S};
use std::thread;

/// A small generator: the test is the same in every run.
struct Random(u64);

impl Random {
    fn below(&mut self, bound: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) as usize % bound
    }

    fn of<T: Copy>(&mut self, choices: &[T]) -> T {
        choices[self.below(choices.len())]
    }
}

#[derive(Debug)]
struct Account {
    id: i64,
    number: String,
    kind: i64,
    bank_code: &'static str,
    currency: &'static str,
    star_levels: &'static str,
    credit_levels: &'static str,
    special_member: &'static str,
    area_limit: &'static str,
    limit_amount: i64,
    is_show: i64,
    /// Collected today, in open and paid orders.
    collected: i64,
}

fn lists(list: &str, item: &str) -> bool {
    list.is_empty()
        || list == "*"
        || !item.is_empty() && !item.contains(',') && list.split(',').any(|one| one == item)
}

#[test]
fn the_account_is_the_models() {
    let (bench, _) = bench();
    let mut random = Random(7);
    let (mut found, mut none) = (0, 0);
    let user = "a b";
    bench.sql(&format!(
        "INSERT INTO customers (id, product_id, product_user_id, created_at, updated_at) VALUES (50, 1, '{user}', 0, 0);
         INSERT INTO customer_banks (customer_id, bank_account_name, bank_account_no, bank_name, bank_province, bank_cities,
             bank_countries, created_at, updated_at) VALUES (50, 'x', '600000', 'x', '北京市', 'x', 'x', 0, 0);"
    ));
    for round in 0..400 {
        let (star, credit) = (random.of(&["0", "1"]), random.of(&["0", "3"]));
        let province = random.of(&["北京市", "北京市", "上海市", "", "北京市,上海市"]);
        let category = random.of(&[0, 1, 2]);
        bench.sql(&format!(
            "DELETE FROM receipt_banks;
             UPDATE customers SET star_level = {star}, credit_level = {credit} WHERE id = 50;
             UPDATE customer_banks SET bank_province = '{province}' WHERE customer_id = 50;
             UPDATE deposit_channels SET category = {category} WHERE code = '3'"
        ));
        let mut accounts = Vec::new();
        for at in 0..5 {
            let account = Account {
                id: 10 + at,
                number: format!("62{round:04}{at}"),
                kind: random.of(&[1, 2]),
                bank_code: random.of(&["ICBC", "ABC"]),
                currency: random.of(&["CNY", "CNY", "CNY", "USD"]),
                star_levels: random.of(&["", "*", "0", "1", "0,1"]),
                credit_levels: random.of(&["", "0,3", "3"]),
                special_member: random.of(&["", "", "*", "a b", "x,a b", "a", "x"]),
                area_limit: random.of(&["", "", "北京市", "上海市,北京市", "*"]),
                limit_amount: random.of(&[0, 0, 29_999, 30_000, 40_000]),
                is_show: random.of(&[0, 0, 0, 1]),
                collected: 0,
            };
            accounts.push(account);
        }
        let mut sql = String::new();
        for account in &mut accounts {
            let Account { id, number, kind, bank_code, currency, star_levels, credit_levels, .. } = &account;
            let Account { special_member, area_limit, limit_amount, is_show, .. } = &account;
            sql += &format!(
                "INSERT INTO receipt_banks (id, merchant_id, type, bank_code, bank_name, account_name, account_no, branch, currency,
                     star_levels, credit_levels, special_member, area_limit, limit_amount, is_show, created_at, updated_at)
                 VALUES ({id}, 3, {kind}, '{bank_code}', 'bank', 'holder', '{number}', '', '{currency}', '{star_levels}',
                     '{credit_levels}', '{special_member}', '{area_limit}', {limit_amount}, {is_show}, 0, 0);"
            );
            let mut collected = 0;
            for order in 0..random.below(3) {
                let (amount, status) = (random.of(&[1, 5_000, 10_000]), random.of(&[0, 0, 2, -1, -3]));
                let midnight_ms = NOW_S / 86_400 * 86_400_000;
                let created_at = random.of(&[midnight_ms, midnight_ms - 1, NOW_S * 1_000]);
                let (merchant, code) = random.of(&[(3, "3"), (3, "3"), (3, "3"), (1, "1")]);
                sql += &format!(
                    "INSERT INTO deposit_records (product_id, merchant_id, customer_id, channel_id, deposit_channel_code, currency,
                         amount, order_sn, receipt_account, upstream_state, change_action, change_actor, change_user_type,
                         change_trace, created_at, updated_at)
                     SELECT 1, {merchant}, 1, id, '{code}', 'CNY', {amount}, 'M003260102030405{number}x{order}', '{number}', 'none', 'create', 'x', 'P',
                         'x', {created_at}, 0 FROM deposit_channels WHERE product_id = 1 AND code = '{code}';"
                );
                let (action, user_type, paid) = match status {
                    2 => ("callback", "M", ", paid_amount = amount, paid_at = 1"),
                    _ => ("approve", "U", ""),
                };
                if status != 0 {
                    sql += &format!(
                        "UPDATE deposit_records SET status = {status}, change_action = '{action}', change_user_type = '{user_type}'{paid} WHERE order_sn = 'M003260102030405{number}x{order}';"
                    );
                }
                if merchant == 3 && created_at >= midnight_ms && *currency == "CNY" && matches!(status, 0 | 2)
                {
                    collected += amount;
                }
            }
            account.collected = collected;
        }
        bench.sql(&sql);
        let wanted = random.of(&["", "ICBC", "ABC"]);
        let kind = if category == 1 { 1 } else { 2 };
        let candidate = |account: &&Account| {
            account.is_show == 0
                && account.kind == kind
                && account.currency == "CNY"
                && lists(account.star_levels, star)
                && lists(account.credit_levels, credit)
                && lists(account.special_member, user)
                && lists(account.area_limit, province)
                && (account.limit_amount == 0 || account.collected + 30_000 <= account.limit_amount)
        };
        let candidates = accounts.iter().filter(candidate);
        let chosen =
            candidates.min_by_key(|account| (account.bank_code != wanted, account.collected, account.id));
        let mut params = with(LOCAL, &[("product_user_id", user)]);
        if !wanted.is_empty() {
            params.push(("bankcode", wanted));
        }
        let answer = bench.answer(pay(&params));
        match chosen {
            Some(account) => {
                found += 1;
                assert_eq!(member(&answer, "receipt_account"), account.number, "{round}: {accounts:#?}");
            }
            None => {
                none += 1;
                assert_eq!(answer, Answer::invalid(&[("bankcode", "exists")]), "{round}: {accounts:#?}");
            }
        }
    }
    assert!(found > 100 && none > 20, "{found} {none}");
    bench.check_invariants();
}

#[test]
fn an_account_never_collects_more_than_its_limit_however_many_come_at_once() {
    let directory = tempfile::tempdir().unwrap();
    let (bench, _) = bench_on_file(directory.path());
    bench.sql("UPDATE receipt_banks SET limit_amount = 300000");
    let platform = bench.platform.clone();
    let answers: Vec<Answer> = thread::scope(|scope| {
        let callers: Vec<_> = (0..64)
            .map(|_| {
                let platform = platform.clone();
                scope.spawn(move || {
                    let answer = feiqian_deposit::handle(&platform, pay(LOCAL));
                    Answer::from(feiqian_platform::native::block_on(answer))
                })
            })
            .collect();
        callers.into_iter().map(|caller| caller.join().unwrap()).collect()
    });
    assert_eq!(answers.iter().filter(|answer| answer.is_success()).count(), 10);
    let none_left = Answer::invalid(&[("bankcode", "exists")]);
    assert_eq!(answers.iter().filter(|answer| **answer == none_left).count(), 54);
    bench.check_invariants();
}
