//! Which channels a customer sees and in which order, by enumeration against a model of the specification's words.

mod common;

use common::*;
use feiqian_cashier::testing::{Answer, Bench, FIRST, by_query};
use feiqian_platform::Platform;
use feiqian_platform::http::{Method, Request, Response};

fn list(user: &str) -> Request {
    by_query(Method::GET, "/deposit_channel", &FIRST.sign(&[("product_user_id", user)]))
}

fn codes(bench: &Bench<impl AsyncFn(&Platform, Request) -> Response>, user: &str) -> Vec<String> {
    let data = bench.answer(list(user)).data().to_owned();
    let channels: Vec<serde_json::Value> = serde_json::from_str(&data).expect("a list");
    channels.iter().map(|channel| channel["code"].as_str().expect("a code").to_owned()).collect()
}

#[test]
fn the_demo_channels_as_the_wire_has_them() {
    let (bench, _) = bench();
    let data = bench.answer(list("1000001")).data().to_owned();
    assert!(data.starts_with(
        r#"[{"id":1,"product_id":1,"merchant_id":1,"code":"1","kind":"transfer","channel":"","name":"Bank transfer","category":0,"currency":"CNY","type":0,"recommend":1,"sort":1,"min_amount":"10.00","max_amount":"50000.00"},{"id":2,"#
    ), "{data}");
    assert!(data.contains(
        r#""currency":"VND","type":3,"recommend":0,"sort":5,"min_amount":"10000","max_amount":"0"}]"#
    ));
    assert_eq!(codes(&bench, "1000001"), ["1", "6", "101", "3", "8"]);
    for (user, key) in
        [("", "required"), (" ", "required"), ("nobody", "exists"), (&"x".repeat(65), "max.string")]
    {
        assert_eq!(bench.answer(list(user)), Answer::invalid(&[("product_user_id", key)]), "{user}");
    }
    bench.sql("DELETE FROM deposit_channels");
    assert_eq!(bench.answer(list("1000001")), Answer::success("[]"));
}

/// The specification: "comma lists; empty or `*` means everyone".
fn lists_it(list: &str, level: i64) -> bool {
    list.is_empty() || list == "*" || list.split(',').any(|item| item.trim() == level.to_string())
}

#[test]
fn every_list_meets_every_level() {
    const LISTS: [&str; 9] = ["", "*", "0", "1", "0,1", "2, 10", "10", "11,12", "1,*"];
    const TYPES: [&str; 4] = ["", "*", "1", "2"];
    const LEVELS: [i64; 5] = [0, 1, 2, 10, 12];
    let (bench, _) = bench();
    bench.sql("DELETE FROM deposit_channels");
    let mut channels = Vec::new();
    for star in LISTS {
        for credit in LISTS {
            for customer_type in TYPES {
                let code = format!("c{}", channels.len());
                bench.sql(&format!(
                    "INSERT INTO deposit_channels (product_id, merchant_id, code, kind, name, currency, star_levels, credit_levels,
                         customer_types, created_at, updated_at)
                     VALUES (1, 3, '{code}', 'transfer', 'x', 'CNY', '{star}', '{credit}', '{customer_type}', 0, 0)"
                ));
                channels.push((code, star, credit, customer_type));
            }
        }
    }
    let mut seen = 0;
    for star in LEVELS {
        for credit in LEVELS {
            for customer_type in [1, 2] {
                bench.sql(&format!(
                    "UPDATE customers SET star_level = {star}, credit_level = {credit}, customer_type = {customer_type} WHERE id = 1"
                ));
                let visible = channels.iter().filter(|(_, stars, credits, types)| {
                    lists_it(stars, star) && lists_it(credits, credit) && lists_it(types, customer_type)
                });
                let visible: Vec<&str> = visible.map(|(code, ..)| code.as_str()).collect();
                assert_eq!(codes(&bench, "1000001"), visible, "{star} {credit} {customer_type}");
                seen += visible.len();
            }
        }
    }
    assert!(seen > 1_000, "{seen}");
}

#[test]
fn whoever_is_out_of_use_hides_the_channel_from_list_limits_and_pay() {
    let (bench, _) = bench();
    for bits in 0..16 {
        let [deposit, merchant, channel, customer] = [1, 2, 4, 8].map(|bit| i64::from(bits & bit != 0));
        bench.sql(&format!(
            "UPDATE products SET deposit_status = {deposit} WHERE id = 1; UPDATE merchants SET status = {merchant} WHERE id = 3;
             UPDATE deposit_channels SET status = {channel} WHERE code = '3'; UPDATE customers SET status = {customer} WHERE id = 1"
        ));
        let pay = bench.answer(pay(LOCAL));
        let limit = bench.answer(paylimit("3"));
        if customer == 0 {
            let unknown = Answer::invalid(&[("product_user_id", "exists")]);
            assert_eq!(
                [pay, limit, bench.answer(list("1000001"))],
                [unknown.clone(), unknown.clone(), unknown]
            );
        } else if [deposit, merchant, channel] == [1, 1, 1] {
            assert!(pay.is_success() && limit.is_success(), "{pay:?} {limit:?}");
            assert!(codes(&bench, "1000001").contains(&"3".to_owned()));
        } else {
            let hidden = Answer::invalid(&[("payment_code", "exists")]);
            assert_eq!([pay, limit], [hidden.clone(), hidden]);
            assert!(!codes(&bench, "1000001").contains(&"3".to_owned()));
        }
    }
    bench.check_invariants();
}

/// A channel as the order sees it, and the orders it had, oldest first: status, or 4 for one that was made up.
struct Channel {
    code: String,
    recommend: i64,
    fee_bp: i64,
    sort: i64,
    id: i64,
    history: &'static [i64],
}

/// floor(10000·s/n) over the last ten finished ones; a made-up order is none, its paid child is one.
fn rate(history: &[i64]) -> i64 {
    let finished: Vec<i64> = history
        .iter()
        .flat_map(|status| match status {
            4 => vec![2],
            0 => vec![],
            other => vec![*other],
        })
        .collect();
    let last = &finished[finished.len().saturating_sub(10)..];
    match last.len() as i64 {
        0 => 10_000,
        n => 10_000 * last.iter().filter(|status| **status == 2).count() as i64 / n,
    }
}

#[test]
fn channels_come_in_the_specifications_order() {
    const HISTORIES: [&[i64]; 9] = [
        &[],
        &[0, 0],
        &[2],
        &[-1],
        &[2, -3, 2],
        &[2, -1, -3],
        // Only the last ten count: the first two are forgotten.
        &[-1, -1, 2, 2, 2, 2, 2, 2, 2, 2, 2, -1],
        &[2, 2, 2, -1, 0, -1, -1, 0, -1, -1, -1, -1, 0, -1, -1],
        &[-1, 4, -3],
    ];
    let (bench, _) = bench();
    bench.sql("DELETE FROM deposit_channels");
    let mut channels = Vec::new();
    let mut sql = String::new();
    // The ids come in another order than everything else.
    for (number, history) in HISTORIES.iter().cycle().take(HISTORIES.len() * 12).enumerate() {
        let (recommend, fee_bp, sort) = (number as i64 % 2, number as i64 / 3 % 2 * 5, number as i64 / 5 % 3);
        let id = 1_000 + (number as i64 * 37) % 211;
        let code = format!("c{number}");
        sql += &format!(
            "INSERT INTO deposit_channels (id, product_id, merchant_id, code, kind, name, currency, recommend, fee_bp, sort, created_at, updated_at)
             VALUES ({id}, 1, 3, '{code}', 'transfer', 'x', 'CNY', {recommend}, {fee_bp}, {sort}, 0, 0);"
        );
        for (at, status) in history.iter().enumerate() {
            let sn = format!("{code}x{at}");
            sql += &format!(
                "INSERT INTO deposit_records (product_id, merchant_id, customer_id, channel_id, deposit_channel_code, currency, amount, order_sn,
                     upstream_state, change_action, change_actor, change_user_type, change_trace, created_at, updated_at)
                 VALUES (1, 3, 1, {id}, '{code}', 'CNY', 1, '{sn}', 'none', 'create', 'x', 'P', 'x', 0, 0);"
            );
            sql += &match status {
                0 => String::new(),
                2 => format!("UPDATE deposit_records SET status = 2, paid_amount = 1, paid_at = 1, change_action = 'callback', change_user_type = 'M' WHERE order_sn = '{sn}';"),
                4 => format!(
                    "INSERT INTO deposit_records (product_id, merchant_id, customer_id, channel_id, deposit_channel_code, currency, amount, order_sn,
                         parent_id, status, paid_amount, paid_at, upstream_state, change_action, change_actor, change_user_type, change_trace, created_at, updated_at)
                     SELECT 1, 3, 1, {id}, '{code}', 'CNY', 1, order_sn || '_1', id, 2, 1, 1, 'none', 'make_up', 'x', 'M', 'x', 0, 0
                       FROM deposit_records WHERE order_sn = '{sn}';"
                ),
                closed => format!("UPDATE deposit_records SET status = {closed}, change_action = 'approve', change_user_type = 'U' WHERE order_sn = '{sn}';"),
            };
        }
        channels.push(Channel { code, recommend, fee_bp, sort, id, history });
    }
    bench.sql(&sql);
    channels.sort_by_key(|channel| {
        (-channel.recommend, -rate(channel.history), channel.fee_bp, channel.sort, channel.id)
    });
    let expected: Vec<&str> = channels.iter().map(|channel| channel.code.as_str()).collect();
    assert_eq!(codes(&bench, "1000001"), expected);
    assert_eq!([rate(HISTORIES[6]), rate(HISTORIES[7]), rate(HISTORIES[4])], [9_000, 1_000, 6_666]);
}
