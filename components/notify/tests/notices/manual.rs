//! Rows that are sent because they are named.

use crate::common::*;

const MANY: i64 = 7;

fn named(events: &[&str]) -> String {
    format!(r#"{{"event_ids":{}}}"#, serde_json::to_string(events).unwrap())
}

/// A row that has been given up.
fn dead(world: &World) -> String {
    let event = world.queue("cashier.deposit", "dead", "2");
    world.answers(500, "");
    for minutes in [1, 5, 15, 60, 360, 1440, 0] {
        world.dispatch("");
        world.after(minutes * MINUTE_MS);
    }
    assert!(world.row(&event).starts_with("dead 7 500"), "{}", world.row(&event));
    world.sent();
    event
}

#[test]
fn a_done_row_is_sent_again_and_stays_done() {
    let world = World::new();
    let event = world.queue("wallet.notice", "a", "5");
    world.dispatch("");
    world.after(MINUTE_MS);
    let done_at = world.integer("SELECT done_at FROM outbox");
    assert_eq!(world.dispatch(&named(&[&event])), [1, 1, 0, 0, 0]);
    world.answers(500, "no");
    assert_eq!(world.dispatch(&named(&[&event])), [1, 0, 1, 0, 0]);
    assert_eq!(world.told(), [event.as_str(); 3]);
    assert_eq!(world.row(&event), "done 1 500 -1");
    assert_eq!(world.integer("SELECT done_at FROM outbox"), done_at, "told when it was told first");
    assert_eq!(world.attempts(&event), ["1 0 done 200 success", "2 1 done 200 success", "3 1 retry 500 no"]);
    world.check_invariants(&[
        "outbox: a skipped",
        "outbox: the attempts",
        "outbox: what",
        "outbox: a schedule",
    ]);
}

#[test]
fn a_dead_row_is_revived_by_an_acknowledgement_and_by_nothing_else() {
    let world = World::new();
    let event = dead(&world);
    assert_eq!(world.dispatch(&named(&[&event])), [1, 0, 1, 0, 0]);
    assert!(world.row(&event).starts_with("dead 7 500"));
    world.answers(200, "success");
    assert_eq!(world.dispatch(&named(&[&event])), [1, 1, 0, 0, 0]);
    assert!(world.row(&event).starts_with("done 7 200"));
    assert_eq!(world.integer("SELECT done_at FROM outbox"), world.platform.now_ms());
    assert_eq!(world.attempts(&event).len() as i64, MANY + 2);
    world.check_invariants(&["outbox: the attempts", "outbox: what", "outbox: a schedule"]);
}

#[test]
fn a_waiting_row_keeps_its_place_in_the_schedule() {
    let world = World::new();
    world.answers(500, "");
    let event = world.queue("wallet.notice", "a", "5");
    world.dispatch("");
    world.after(30_000);
    for _ in 0..12 {
        assert_eq!(world.dispatch(&named(&[&event])), [1, 0, 1, 0, 0]);
        assert_eq!(world.row(&event), "queued 1 500 0.5", "no schedule moves, and none ends");
    }
    world.after(30_000);
    assert_eq!(world.dispatch(""), [1, 0, 1, 0, 0]);
    assert_eq!(world.row(&event), "queued 2 500 5", "manual sends are not counted");
    world.answers(200, "");
    assert_eq!(world.dispatch(&named(&[&event])), [1, 1, 0, 0, 0]);
    assert_eq!(world.row(&event), "done 2 200 5");
    world.after(10 * MINUTE_MS);
    assert_eq!(world.dispatch(""), [0; 5], "done is done");
    world.check_invariants(&["outbox: the attempts"]);
}

#[test]
fn skipped_rows_held_rows_and_strangers_are_not_sent() {
    let world = World::new();
    let skipped = world.queue_row("wallet.notice", "1", "a", "3", "", "{}");
    let held = world.queue("wallet.notice", "b", "5");
    world.sql(&format!(
        "UPDATE outbox SET lease_by = 'another', lease_until = {} WHERE event_id = '{held}'",
        NOW_MS + 1
    ));
    let stranger = "f".repeat(32);
    assert_eq!(world.dispatch(&named(&[&skipped, &held, &stranger])), [0; 5]);
    assert_eq!(world.sent().len(), 0);
    world.after(1);
    assert_eq!(world.dispatch(&named(&[&skipped, &held, &stranger])), [1, 1, 0, 0, 0]);
    assert_eq!(world.told(), [held]);
}

/// The product's address was forgotten: once it is there, what was skipped is sent by hand, and tried again like anything else.
#[test]
fn a_skipped_callback_is_sent_by_hand_once_its_product_has_an_address() {
    let world = World::new();
    let payload = r#"{"product_id":1,"order_sn":"a","status":2}"#;
    let deposit = world.queue_row("cashier.deposit", "1", "a", "2", "", payload);
    let withdrawal = world.queue_row("cashier.withdraw", "1", "b", "2", "", payload);
    let stranger = world.queue_row("cashier.deposit", "999", "c", "2", "", payload);
    let ipn = world.queue_row("ipn.payout", "900001", "d", "success", "", "{}");
    let all = named(&[&deposit, &withdrawal, &stranger, &ipn]);
    world.sql("UPDATE products SET deposit_callback = '', withdraw_callback = ''");
    assert_eq!(world.dispatch(&all), [0; 5], "nobody to tell");

    world.sql("UPDATE products SET deposit_callback = 'https://shop.example/paid' WHERE id = 1");
    assert_eq!(world.dispatch(""), [0; 5], "it is not sent by itself");
    world.answers(500, "");
    assert_eq!(world.dispatch(&all)[..4], [1, 0, 1, 0]);
    assert_eq!(world.told(), [deposit.as_str()]);
    assert_eq!(world.row(&withdrawal), "skipped 0 - 0");
    world.answers(200, "success");
    assert_eq!(world.dispatch("")[..4], [1, 1, 0, 0], "it is due as a new one is");
    assert_eq!(world.sent().last().unwrap().url, "https://shop.example/paid");
    assert_eq!(world.row(&deposit)[..6], *"done 1");
    world.check_invariants(&["outbox: a skipped", "outbox: the attempts"]);
}

#[test]
fn naming_rows_sends_them_once_and_nothing_else() {
    let world = World::new();
    let earlier = world.queue("ipn.payout", "a", "onhold");
    let later = world.queue("ipn.payout", "a", "success");
    let other = world.queue("wallet.notice", "b", "5");
    // An operator may send a later event before an earlier one; a name said twice is one row.
    assert_eq!(world.dispatch(&named(&[&later, &later]))[..4], [1, 1, 0, 0]);
    assert_eq!(world.told(), [later.as_str()]);
    // As many as are named, in the order of events, whatever the default limit; a limit given counts.
    let mut many: Vec<String> =
        (0..198).map(|n| world.queue("wallet.notice", &format!("c{n}"), "5")).collect();
    let names: Vec<&str> = many.iter().map(String::as_str).collect();
    let limited = named(&names).replace("}", r#","limit":3}"#);
    assert_eq!(world.dispatch(&limited)[0], 3);
    assert_eq!(world.told(), many[..3]);
    assert_eq!(world.dispatch(&named(&names))[0], 198);
    many.extend([earlier, other]);
    let rest = world.dispatch("");
    assert_eq!((rest[0], rest[4]), (2, 0), "what was not named was not touched");
}
