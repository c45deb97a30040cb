//! Leases, limits, the time of a call, what is selected.

use crate::common::*;
use feiqian_platform::native::block_on;
use std::sync::Mutex;

#[test]
fn a_row_that_a_call_died_with_is_taken_over_after_120_seconds() {
    let world = World::new();
    let event = world.queue("cashier.deposit", "a", "2");
    // The receiver got it, then the database went away: the acknowledgement is lost.
    let database = world.platform.clone();
    world.outside(move |_| {
        database.set_statements_left(Some(0));
        answer(200, "success")
    });
    assert_eq!(world.answer(call()).0, 500);
    world.platform.set_statements_left(None);
    world.answers(200, "success");
    assert_eq!(world.row(&event), "queued 0 - 0 held");
    assert_eq!(world.integer("SELECT lease_until FROM outbox"), NOW_MS + 120_000);
    world.after(119_999);
    assert_eq!(world.dispatch(""), [0; 5]);
    world.after(1);
    assert_eq!(world.dispatch(""), [1, 1, 0, 0, 0]);
    assert_eq!(world.told(), [event.as_str(); 2], "twice, under the same id");
    assert!(world.row(&event).starts_with("done 1 200"));
    assert!(world.platform.faults().iter().any(|fault| fault.contains(&event)));
}

#[test]
fn who_lost_a_lease_cannot_settle() {
    let world = World::new();
    let event = world.queue("cashier.deposit", "a", "2");
    let database = world.platform.clone();
    world.outside(move |_| {
        let steal = "UPDATE outbox SET lease_by = 'another', lease_until = lease_until + 1";
        database.run_batch(steal).unwrap();
        answer(200, "success")
    });
    assert_eq!(world.dispatch(""), [1, 0, 0, 0, 0]);
    assert_eq!(world.row(&event), "queued 0 - 0 held");
    assert_eq!(world.attempts(&event), [""; 0]);
    assert!(world.platform.faults().iter().any(|fault| fault.contains("lease_lost")));
    // Nor once the other has settled.
    world.after(200_000);
    let database = world.platform.clone();
    world.outside(move |_| {
        database.run_batch("UPDATE outbox SET lease_by = NULL, lease_until = NULL, state = 'dead'").unwrap();
        answer(200, "success")
    });
    assert_eq!(world.dispatch(""), [1, 0, 0, 0, 0]);
    assert!(world.row(&event).starts_with("dead 0 -"));
}

#[test]
fn nothing_begins_after_25_seconds_and_the_rest_is_given_back() {
    let world = World::new();
    for n in 0..40 {
        world.queue("wallet.notice", &n.to_string(), "5");
    }
    let clock = world.platform.clone();
    world.outside(move |_| {
        clock.set_now_ms(clock.now_ms() + 5_000);
        answer(200, "")
    });
    // On the native face sends follow one another: the sixth would begin at 25 s.
    assert_eq!(world.dispatch(r#"{"limit":200}"#), [5, 5, 0, 0, 35]);
    assert_eq!(world.integer("SELECT count(*) FROM outbox WHERE lease_by IS NOT NULL"), 0);
    assert_eq!(world.integer("SELECT sum(attempts) FROM outbox"), 5);
    // The next call, at once, goes on with them in their order.
    world.answers(200, "");
    world.sent();
    assert_eq!(world.dispatch(r#"{"limit":200}"#), [35, 35, 0, 0, 0]);
    let expected: Vec<String> = (6..=40).map(|n| format!("{n:032x}")).collect();
    assert_eq!(world.told(), expected);
}

#[test]
fn a_limit_limits_and_what_is_left_is_counted() {
    let world = World::new();
    for n in 0..120 {
        world.queue("wallet.notice", &n.to_string(), "5");
    }
    assert_eq!(world.dispatch(""), [50, 50, 0, 0, 70]);
    assert_eq!(world.dispatch(r#"{"limit":1}"#), [1, 1, 0, 0, 69]);
    // The oldest first.
    assert_eq!(world.told().last(), Some(&format!("{:032x}", 51)));
    assert_eq!(world.dispatch(r#"{"limit":200}"#), [69, 69, 0, 0, 0]);
}

#[test]
fn a_subject_with_more_events_than_the_limit_is_told_in_order() {
    let world = World::new();
    let events: Vec<String> = (0..10).map(|n| world.queue("ipn.payout", "a", &n.to_string())).collect();
    assert_eq!(world.dispatch(r#"{"limit":4}"#), [4, 4, 0, 0, 1], "of a subject only the next one is due");
    assert_eq!(world.dispatch(""), [6, 6, 0, 0, 0]);
    assert_eq!(world.told(), events);
}

#[test]
fn topics_choose_what_is_sent() {
    let world = World::new();
    let topics = ["cashier.deposit", "cashier.withdraw", "ipn.payout", "ipn.account", "wallet.notice"];
    let events = topics.map(|topic| world.queue(topic, &format!("of {topic}"), "1"));
    assert_eq!(world.dispatch(r#"{"topics":["ipn.account","cashier.withdraw"]}"#), [2, 2, 0, 0, 0]);
    assert_eq!(world.told(), [events[1].as_str(), events[3].as_str()]);
    // Topics of payouts alone send no notice, and no notice counts as left.
    assert_eq!(world.dispatch(r#"{"topics":["wallet.payout","payee.payout"]}"#), [0; 5]);
    assert_eq!(world.dispatch(r#"{"topics":["wallet.payout","wallet.notice"]}"#), [1, 1, 0, 0, 0]);
    assert_eq!(world.dispatch(""), [2, 2, 0, 0, 0]);
}

#[test]
fn an_earlier_event_of_another_topic_of_the_family_blocks_a_chosen_one() {
    let world = World::new();
    let first = world.queue("ipn.payout", "a", "1");
    let second = world.queue("ipn.account", "a", "1");
    assert_eq!(world.dispatch(r#"{"topics":["ipn.account"]}"#), [0; 5]);
    world.dispatch("");
    assert_eq!(world.told(), [first, second]);
}

#[test]
fn a_call_inside_a_call_finds_nothing_of_its_rows() {
    let world = World::new();
    for n in 0..30 {
        world.queue("wallet.notice", &n.to_string(), "5");
    }
    let (platform, inner) = (world.platform.clone(), std::sync::Arc::new(Mutex::new(Vec::new())));
    let kept = inner.clone();
    world.outside(move |_| {
        let response = block_on(feiqian_notify::handle(&platform, call()));
        kept.lock().unwrap().push(String::from_utf8(response.body).unwrap());
        answer(200, "")
    });
    assert_eq!(world.dispatch(""), [30, 30, 0, 0, 0]);
    let expected = r#"{"claimed":0,"done":0,"retry":0,"dead":0,"remaining":0}"#;
    assert!(inner.lock().unwrap().iter().all(|report| report == expected), "{inner:?}");
    let mut told = world.told();
    told.sort();
    told.dedup();
    assert_eq!(told.len(), 30);
}

#[test]
fn whatever_statement_fails_every_row_arrives_at_last_in_order_and_once_settled() {
    for statements in 0..40 {
        let world = World::new();
        let events: Vec<String> = (0..3)
            .flat_map(|n| ["1", "2"].map(|status| world.queue("cashier.deposit", &n.to_string(), status)))
            .collect();
        world.platform.set_statements_left(Some(statements));
        world.answer(call());
        world.platform.set_statements_left(None);
        let before = world.told();
        world.after(121_000);
        world.dispatch("");
        for event in &events {
            assert_eq!(
                world.row(event).split(' ').take(2).collect::<Vec<_>>(),
                ["done", "1"],
                "{statements}"
            );
            assert_eq!(world.attempts(event).len(), 1);
        }
        let mut told = before;
        told.extend(world.told());
        for pair in events.chunks(2) {
            let last_first = told.iter().rposition(|event| *event == pair[0]).unwrap();
            let first_second = told.iter().position(|event| *event == pair[1]).unwrap();
            assert!(last_first < first_second, "{statements}: {told:?}");
        }
        world.check_invariants(&["outbox: the attempts", "outbox: what", "outbox: a schedule"]);
    }
}
