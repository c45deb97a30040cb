//! Receivers that fail again and again: how a call is shared out, and when they are asked again.

use crate::common::*;

const ALL: &str = r#"{"limit":200}"#;

/// Ten failures in a row, and what was under way at the tenth.
const ASKED: i64 = 17;

fn queue_many(world: &World, tenant: &str, url: &str, count: i64) {
    let now = world.platform.now_ms();
    world.sql(&format!(
        "WITH RECURSIVE row (number) AS (SELECT 1 UNION ALL SELECT number + 1 FROM row WHERE number < {count})
         INSERT INTO outbox (event_id, topic, tenant, ref, status, target, payload, state, next_at, created_at)
         SELECT lower(hex(randomblob(16))), 'cashier.deposit', '{tenant}', '{url}-{tenant}-' || number, '2', '{url}', '{{}}',
                'queued', {now}, {now} FROM row"
    ));
}

/// Failures in a row, and for how many seconds from now the receiver is left alone.
fn receivers(world: &World) -> Vec<String> {
    world.texts(&format!(
        "SELECT receiver || ' ' || failures || coalesce(' ' || ((open_until - {}) / 1000), '') FROM outbox_receivers ORDER BY 1",
        world.platform.now_ms()
    ))
}

fn bad(host: &str) -> impl Fn(&feiqian_platform::outbound::OutboundRequest) -> Heard + Send + Sync + use<> {
    let host = host.to_owned();
    move |request| if request.url.contains(&host) { answer(500, "no") } else { answer(200, "success") }
}

#[test]
fn after_ten_failures_in_a_row_a_receiver_is_asked_with_one_event_after_growing_pauses() {
    let world = World::new();
    world.answers(500, "no");
    queue_many(&world, "1", SHOP, 300);
    assert_eq!(world.dispatch(ALL), [ASKED, 0, ASKED, 0, 0], "what waits for its receiver is not left to do");
    assert_eq!(receivers(&world), ["cashier.1 http://shop.example 17 5"]);
    assert_eq!(world.integer("SELECT count(*) FROM outbox WHERE lease_by IS NOT NULL"), 0);
    assert_eq!(world.integer("SELECT count(*) FROM outbox WHERE attempts = 0"), 300 - ASKED);
    let mut failures = ASKED;
    for seconds in [5, 10, 20, 40, 60, 60, 60] {
        world.after(seconds * 1_000 - 1);
        // What has been tried has a schedule of its own, which goes on; it is out of the way here.
        world.sql("UPDATE outbox SET next_at = 9000000000000 WHERE attempts > 0");
        assert_eq!(world.dispatch(ALL), [0; 5], "{seconds}");
        world.after(1);
        assert_eq!(world.dispatch(ALL), [1, 0, 1, 0, 0], "{seconds}");
        assert_eq!(world.dispatch(ALL), [0; 5], "{seconds}");
        failures += 1;
        let pause = (2 * seconds).min(60);
        assert_eq!(receivers(&world), [format!("cashier.1 http://shop.example {failures} {pause}")]);
        world.check_invariants(&["outbox: a receiver"]);
    }
    // One acknowledgement, and everything goes out in the same call.
    world.after(60_000);
    world.sql("UPDATE outbox SET next_at = 9000000000000 WHERE attempts > 0");
    world.answers(200, "success");
    let left = 300 - ASKED - 7;
    assert_eq!(world.dispatch(ALL), [200, 200, 0, 0, left - 200]);
    assert_eq!(world.dispatch(ALL), [left - 200, left - 200, 0, 0, 0]);
    assert_eq!(receivers(&world), [""; 0]);
    world.sql("UPDATE outbox SET next_at = 1 WHERE state = 'queued'");
    assert_eq!(world.dispatch(ALL)[..2], [24, 24]);
    assert_eq!(world.integer("SELECT count(*) FROM outbox WHERE state <> 'done'"), 0);
    world.check_invariants(&["outbox"]);
}

#[test]
fn a_failure_less_than_ten_changes_nothing_and_an_acknowledgement_begins_anew() {
    let world = World::new();
    for _ in 0..3 {
        world.answers(500, "");
        for n in 0..9 {
            world.queue("wallet.notice", &format!("{n} {}", world.platform.now_ms()), "5");
        }
        assert_eq!(world.dispatch(""), [9, 0, 9, 0, 0]);
        assert_eq!(receivers(&world), ["wallet https://hook.example 9"]);
        world.after(MINUTE_MS);
        world.answers(200, "");
        assert_eq!(world.dispatch(""), [9, 9, 0, 0, 0]);
        assert_eq!(receivers(&world), [""; 0]);
    }
}

#[test]
fn receivers_are_told_apart_by_whose_they_are_and_by_their_host() {
    let world = World::new();
    world.outside(bad("bad.example"));
    queue_many(&world, "1", "https://bad.example/a?b=1", 50);
    // The same host of another product, and another host of the same one.
    queue_many(&world, "3", "https://bad.example/a", 1);
    queue_many(&world, "1", "https://good.example/a", 5);
    queue_many(&world, "1", "https://BAD.example", 5);
    assert_eq!(world.dispatch(ALL), [ASKED + 6, 5, ASKED + 1, 0, 0]);
    assert_eq!(receivers(&world), ["cashier.1 https://bad.example 17 5", "cashier.3 https://bad.example 1"]);
    // One webhook serves every user of the wallet.
    for user in 0..12 {
        world.queue_row(
            "wallet.notice",
            &user.to_string(),
            &user.to_string(),
            "5",
            "https://bad.example/",
            r#"{"a":1}"#,
        );
    }
    world.dispatch(ALL);
    assert_eq!(receivers(&world)[2], "wallet https://bad.example 12 5");
}

#[test]
fn one_tenants_backlog_keeps_nobody_waiting_however_small_the_call() {
    let world = World::new();
    queue_many(&world, "1", SHOP, 500);
    let ipn = world.queue("ipn.payout", "late", "success");
    let other = world.queue_row("cashier.deposit", "3", "late", "2", "https://other.example/", "{}");
    assert_eq!(world.dispatch(r#"{"limit":3}"#), [3, 3, 0, 0, 499]);
    let told = world.told();
    assert!(told.contains(&ipn) && told.contains(&other), "{told:?}");
    // A kick is no other call.
    let kicked = world.queue("ipn.account", "later", "1");
    assert_eq!(world.dispatch(r#"{"limit":2,"topics":["ipn.account","cashier.deposit"]}"#)[..2], [2, 2]);
    assert!(world.told().contains(&kicked));
}

#[test]
fn whoever_fails_takes_no_turn_of_the_others() {
    let world = World::new();
    world.outside(bad("bad"));
    // More failing receivers than a call takes rows, all of them older.
    for n in 0..60 {
        queue_many(&world, "1", &format!("https://bad{n}.example/"), 2);
    }
    for _ in 0..2 {
        assert_eq!(world.dispatch(ALL), [120, 0, 120, 0, 0]);
        world.sql("UPDATE outbox SET next_at = 1");
    }
    let good = ["a", "b", "c"].map(|reference| world.queue("ipn.payout", reference, "1"));
    world.sent();
    assert_eq!(world.dispatch(r#"{"limit":5}"#)[..2], [5, 3], "half of the turns");
    assert_eq!(world.told()[..3], good, "and before the others");
}

#[test]
fn an_event_that_was_tried_keeps_its_schedule_while_its_receiver_is_left_alone() {
    let world = World::new();
    world.answers(503, "");
    let event = world.queue("ipn.payout", "a", "1");
    let next = world.queue("ipn.payout", "a", "2");
    assert_eq!(world.dispatch(""), [1, 0, 1, 0, 0]);
    world.after(MINUTE_MS);
    // Somebody else's failures keep the receiver shut until long after.
    world.sql(&format!(
        "UPDATE outbox_receivers SET failures = 30, opened_at = {0}, open_until = {0} + 60000",
        world.platform.now_ms()
    ));
    let fresh = world.queue("ipn.payout", "b", "1");
    for minutes in [2, 4, 8] {
        assert_eq!(world.dispatch(""), [1, 0, 1, 0, 0], "{minutes}");
        assert!(world.row(&event).ends_with(&format!(" 503 {minutes}")));
        // One a call, of those that are due.
        world.sql(
            "UPDATE outbox_receivers SET open_until = open_until + 6000000, opened_at = open_until + 5940000",
        );
        world.after(minutes * MINUTE_MS);
    }
    world.answers(200, "success");
    assert_eq!(world.dispatch(""), [3, 3, 0, 0, 0], "the order of the subject stays");
    let told = world.told();
    assert_eq!(told[told.len() - 3..], [event, next, fresh]);
}

#[test]
fn of_the_events_that_were_tried_a_call_asks_with_eight() {
    let world = World::new();
    world.answers(500, "");
    queue_many(&world, "1", SHOP, 40);
    assert_eq!(world.dispatch(ALL)[0], ASKED);
    for _ in 0..3 {
        world.sql("UPDATE outbox SET next_at = 1");
        assert_eq!(world.dispatch(ALL), [8, 0, 8, 0, 0]);
    }
    // Those that never were tried lose nothing.
    assert_eq!(world.integer("SELECT count(*) FROM outbox WHERE attempts = 0"), 40 - ASKED);
}

#[test]
fn two_calls_never_probe_one_receiver_at_the_same_time() {
    let world = World::new();
    queue_many(&world, "1", SHOP, 3);
    let now = world.platform.now_ms();
    world.sql(&format!(
        "INSERT INTO outbox_receivers VALUES ('cashier.1 http://shop.example', 10, {now} - 5000, {now}, {now} - 5000);
         UPDATE outbox SET lease_until = {now} + 1000, lease_by = 'another' WHERE seq = 2"
    ));
    assert_eq!(world.dispatch("")[..4], [0; 4]);
    world.after(1_000);
    assert_eq!(world.dispatch(""), [3, 3, 0, 0, 0]);
}

#[test]
fn what_was_never_sent_or_was_sent_by_hand_leaves_no_receiver_alone() {
    let world = World::new();
    for n in 0..40 {
        world.queue_row("cashier.deposit", "1", &n.to_string(), "2", "http://intranet/", "{}");
        world.queue_row("cashier.deposit", "99", &format!("of nobody {n}"), "2", SHOP, "{}");
    }
    assert_eq!(world.dispatch(ALL), [80, 0, 80, 0, 0]);
    assert_eq!(receivers(&world), [""; 0]);
    let event = world.queue("cashier.deposit", "by hand", "2");
    let named = format!(r#"{{"event_ids":["{event}"]}}"#);
    world.answers(500, "");
    for _ in 0..12 {
        // It is due besides, and was not sent for that.
        assert_eq!(world.dispatch(&named), [1, 0, 1, 0, 1]);
    }
    assert_eq!(receivers(&world), [""; 0]);
    // By hand also somebody is asked who is left alone, and what they acknowledge counts.
    let now = world.platform.now_ms();
    world.sql(&format!(
        "INSERT INTO outbox_receivers VALUES ('cashier.1 http://shop.example', 10, {now}, {now} + 60000, {now})"
    ));
    assert_eq!(world.dispatch("")[0], 0);
    world.answers(200, "success");
    assert_eq!(world.dispatch(&named), [1, 1, 0, 0, 0]);
    assert_eq!(receivers(&world), [""; 0]);
}

#[test]
fn whoever_hangs_costs_the_call_no_more_than_its_share_of_time() {
    let world = World::new();
    queue_many(&world, "1", "https://hangs.example/", 500);
    let clock = world.platform.clone();
    world.outside(move |request| {
        if request.url.contains("hangs") {
            // Eight at a time: what each of them costs the call.
            clock.set_now_ms(clock.now_ms() + 5_000 / 8);
            return Err(feiqian_platform::outbound::OutboundError::TimedOut);
        }
        answer(200, "success")
    });
    let begun = world.platform.now_ms();
    assert_eq!(world.dispatch(ALL)[..3], [ASKED, 0, ASKED]);
    assert!(world.platform.now_ms() - begun < 11_000);
}

#[test]
fn failures_of_two_days_ago_are_forgotten() {
    let world = World::new();
    world.answers(500, "");
    queue_many(&world, "1", SHOP, 20);
    world.dispatch(ALL);
    assert_eq!(receivers(&world).len(), 1);
    world.after(2 * 1440 * MINUTE_MS + 1);
    world.queue("wallet.notice", "a", "5");
    world.dispatch(r#"{"topics":["wallet.notice"]}"#);
    assert_eq!(receivers(&world), ["wallet https://hook.example 1"]);
}
