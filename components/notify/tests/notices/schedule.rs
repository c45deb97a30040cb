//! Acknowledgements, schedules on a virtual clock, the record of attempts, order per subject.

use crate::common::*;
use feiqian_platform::outbound::{OutboundAnswer, OutboundError};

/// Minutes after each failure.
const PRODUCT: &[i64] = &[1, 5, 15, 60, 360, 1440];
const IPN: &[i64] = &[1, 2, 4, 8, 15, 20, 30, 40];

const TOPICS: [(&str, &[i64]); 5] = [
    ("cashier.deposit", PRODUCT),
    ("cashier.withdraw", PRODUCT),
    ("wallet.notice", PRODUCT),
    ("ipn.payout", IPN),
    ("ipn.account", IPN),
];

#[test]
fn every_failure_waits_as_long_as_its_topic_says_until_the_row_is_dead() {
    for (topic, minutes) in TOPICS {
        let world = World::new();
        world.answers(500, "no");
        let event = world.queue(topic, "a", "1");
        for (index, minutes) in minutes.iter().enumerate() {
            assert_eq!(world.dispatch(""), [1, 0, 1, 0, 0], "{topic} {index}");
            assert_eq!(world.row(&event), format!("queued {} 500 {minutes}", index + 1), "{topic}");
            // Not a millisecond early.
            world.after(minutes * MINUTE_MS - 1);
            assert_eq!(world.dispatch(""), [0; 5], "{topic} {index}");
            world.after(1);
        }
        assert_eq!(world.dispatch(""), [1, 0, 0, 1, 0], "{topic}");
        assert_eq!(world.row(&event), format!("dead {} 500 0", minutes.len() + 1), "{topic}");
        world.after(30 * 1440 * MINUTE_MS);
        assert_eq!(world.dispatch(""), [0; 5], "{topic}: the dead stay dead");
        assert_eq!(world.told(), vec![event.clone(); minutes.len() + 1], "{topic}");

        let attempts = world.attempts(&event);
        assert_eq!(attempts.len(), minutes.len() + 1);
        assert_eq!(attempts[0], "1 0 retry 500 no");
        assert_eq!(*attempts.last().unwrap(), format!("{} 0 dead 500 no", minutes.len() + 1));
        let times = "SELECT group_concat((started_at - 1767323045000) / 60000) FROM outbox_attempts";
        let mut due = vec![0];
        minutes.iter().for_each(|minutes| due.push(due.last().unwrap() + minutes));
        let due: Vec<String> = due.iter().map(i64::to_string).collect();
        assert_eq!(world.text(times), due.join(","), "{topic}");
        assert_eq!(world.integer("SELECT count(*) FROM outbox WHERE done_at IS NOT NULL"), 0);
        world.check_invariants(&[
            "outbox: a skipped",
            "outbox: the attempts",
            "outbox: what is done",
            "payee I15",
        ]);
    }
}

#[test]
fn a_receiver_that_recovers_ends_the_schedule_wherever_it_is() {
    for (topic, minutes) in TOPICS {
        for failures in 0..=minutes.len() {
            let world = World::new();
            let event = world.queue(topic, "a", "1");
            world.answers(503, "");
            for minutes in &minutes[..failures] {
                world.dispatch("");
                world.after(minutes * MINUTE_MS);
            }
            world.answers(200, "success");
            assert_eq!(world.dispatch(""), [1, 1, 0, 0, 0], "{topic} after {failures}");
            assert_eq!(world.row(&event), format!("done {} 200 0", failures + 1));
            let done_at = world.integer("SELECT done_at FROM outbox");
            assert_eq!(done_at, world.platform.now_ms());
            world.after(1440 * MINUTE_MS);
            assert_eq!(world.dispatch(""), [0; 5], "{topic}: done once");
        }
    }
}

#[test]
fn each_topic_has_its_own_acknowledgement() {
    let padded = "success".to_owned() + &" ".repeat(16_377);
    let cases: &[(u16, &str, [bool; 3])] = &[
        (200, "success", [true, true, true]),
        (200, " \t\r\nsuccess\n", [true, true, true]),
        (200, &padded, [true, true, true]),
        (201, "success", [false, true, true]),
        (204, "", [false, false, true]),
        (299, "success", [false, true, true]),
        (200, "SUCCESS", [false, false, true]),
        (200, "Success", [false, false, true]),
        (200, "success.", [false, false, true]),
        (200, "successsuccess", [false, false, true]),
        (200, "\"success\"", [false, false, true]),
        (200, r#"{"result":"success"}"#, [false, false, true]),
        (200, "\u{feff}success", [false, false, true]),
        (200, "\u{a0}success", [false, false, true]),
        (200, "fail", [false, false, true]),
        (200, "", [false, false, true]),
        (199, "success", [false, false, false]),
        (300, "success", [false, false, false]),
        (301, "success", [false, false, false]),
        (307, "success", [false, false, false]),
        (400, "success", [false, false, false]),
        (404, "success", [false, false, false]),
        (500, "success", [false, false, false]),
    ];
    for (status, body, expected) in cases {
        let world = World::new();
        world.answers(*status, body);
        let topics = ["cashier.deposit", "ipn.payout", "wallet.notice"];
        let events = topics.map(|topic| world.queue(topic, "a", "1"));
        world.dispatch("");
        let done = events.map(|event| world.row(&event).starts_with("done"));
        assert_eq!(done, *expected, "{status} {body:?}");
        assert_eq!(world.sent().len(), 3, "no redirect is followed");
    }
}

#[test]
fn whatever_goes_wrong_is_an_attempt_with_a_short_result() {
    let long = || {
        let Ok(answer) = answer(500, &"钱".repeat(5_000)) else { unreachable!() };
        Box::new(answer)
    };
    let Ok(good): Result<OutboundAnswer, _> = answer(200, "success and much more than anybody reads") else {
        unreachable!()
    };
    for (error, result) in [
        (OutboundError::Denied, "refused: host not allowed"),
        (OutboundError::InvalidUrl, "refused: URL"),
        (OutboundError::NotConnected("refused"), "not connected: refused"),
        (OutboundError::TimedOut, "timeout"),
        (OutboundError::Broken("connection closed"), "connection broken: connection closed"),
        (OutboundError::AnswerTooLarge(long()), "500"),
        (OutboundError::AnswerTooLarge(Box::new(good)), "200"),
    ] {
        let world = World::new();
        world.fails_with(error.clone());
        let event = world.queue("cashier.deposit", "a", "2");
        assert_eq!(world.dispatch(""), [1, 0, 1, 0, 0], "{error}");
        assert_eq!(world.row(&event), format!("queued 1 {result} 1"), "{error}");
        let kept = world.integer("SELECT length(CAST(answer AS BLOB)) FROM outbox_attempts");
        assert!(kept <= 200, "{error}: {kept}");
        world.answers(200, "success");
        world.after(MINUTE_MS);
        assert_eq!(world.dispatch(""), [1, 1, 0, 0, 0], "{error}: it arrives at last");
    }
}

#[test]
fn the_first_200_bytes_of_an_answer_are_kept_as_text() {
    for (body, kept) in [
        ("x".repeat(200), "x".repeat(200)),
        ("x".repeat(201), "x".repeat(200)),
        ("钱".repeat(100), "钱".repeat(66)),
        ("a\0b".to_owned(), "ab".to_owned()),
        ("it's \"quoted\"; DROP TABLE outbox".to_owned(), "it's \"quoted\"; DROP TABLE outbox".to_owned()),
    ] {
        let world = World::new();
        world.answers(200, &body);
        world.queue("ipn.payout", "a", "1");
        world.dispatch("");
        let found = world.text("SELECT answer FROM outbox_attempts");
        // A character that was cut is a replacement character, if it fits.
        assert_eq!(found.trim_end_matches('\u{fffd}'), kept);
        assert!(found.len() <= 200);
    }
    let world = World::new();
    world.outside(|_| {
        let Ok(mut answer) = answer(200, "") else { unreachable!() };
        answer.body = vec![0xff; 300];
        Ok(answer)
    });
    let event = world.queue("wallet.notice", "a", "1");
    assert_eq!(world.dispatch(""), [1, 1, 0, 0, 0]);
    assert!(world.row(&event).starts_with("done"));
}

#[test]
fn an_attempt_has_its_beginning_and_its_duration() {
    let world = World::new();
    let event = world.queue("wallet.notice", "a", "5");
    let clock = world.platform.clone();
    world.outside(move |_| {
        clock.set_now_ms(clock.now_ms() + 1_234);
        Err(OutboundError::TimedOut)
    });
    world.dispatch("");
    let text = "SELECT (started_at - 1767323045000) || ' ' || duration_ms || ' ' || (next_at - 1767323045000) FROM outbox_attempts";
    assert_eq!(world.text(text), "0 1234 61234");
    // A clock that is set back makes no negative duration.
    world.after(MINUTE_MS);
    let clock = world.platform.clone();
    world.outside(move |_| {
        clock.set_now_ms(clock.now_ms() - 5_000);
        answer(200, "")
    });
    assert_eq!(world.dispatch(""), [1, 1, 0, 0, 0]);
    assert_eq!(world.integer("SELECT min(duration_ms) FROM outbox_attempts"), 0);
    assert!(world.row(&event).starts_with("done 2 200"));
}

#[test]
fn a_later_event_waits_for_the_earlier_ones_of_its_subject() {
    let world = World::new();
    let [first, second, third] = ["0", "1", "2"].map(|status| world.queue("ipn.payout", "same", status));
    let other = world.queue("ipn.payout", "other", "0");
    // The same number under another family of topics is another subject.
    let foreign = world.queue("cashier.deposit", "same", "2");
    // The same family under another topic is the same subject.
    let account = world.queue("ipn.account", "same", "9");
    world.outside({
        let first = first.clone();
        move |request| answer(if header_of(request, "x-event-id") == first { 500 } else { 200 }, "success")
    });
    assert_eq!(world.dispatch(""), [3, 2, 1, 0, 0]);
    assert_eq!(world.told(), [first.clone(), other, foreign]);
    for _ in 0..3 {
        assert_eq!(world.dispatch(""), [0; 5]);
    }
    // Whatever was told, the subject's events go on in their order, in one call.
    world.after(MINUTE_MS);
    world.answers(200, "success");
    assert_eq!(world.dispatch(""), [4, 4, 0, 0, 0]);
    assert_eq!(world.told(), [first, second, third, account]);
}

#[test]
fn a_dead_row_does_not_block_its_subject() {
    let world = World::new();
    world.answers(404, "");
    let first = world.queue("ipn.payout", "a", "onhold");
    let second = world.queue("ipn.payout", "a", "success");
    for minutes in IPN {
        assert_eq!(world.dispatch(""), [1, 0, 1, 0, 0]);
        world.after(minutes * MINUTE_MS);
    }
    world.answers(404, "");
    // The ninth failure kills the first; the second is sent by the same call.
    assert_eq!(world.dispatch(""), [2, 0, 1, 1, 0]);
    assert_eq!(world.told().last(), Some(&second));
    assert!(world.row(&first).starts_with("dead 9"));
}

#[test]
fn a_skipped_row_is_never_sent_and_blocks_nobody() {
    let world = World::new();
    let skipped = world.queue_row("wallet.notice", "1", "a", "3", "", "{}");
    let later = world.queue("wallet.notice", "a", "5");
    assert_eq!(world.dispatch(""), [1, 1, 0, 0, 0]);
    assert_eq!(world.told(), [later]);
    assert_eq!(world.row(&skipped), "skipped 0 - 0");
}

/// An answer with a `Retry-After`.
fn asking(status: u16, retry_after: &str) -> Heard {
    let mut heard = answer(status, "later");
    if let Ok(answer) = &mut heard {
        answer.headers.push(("retry-after".to_owned(), retry_after.to_owned()));
    }
    heard
}

#[test]
fn a_receiver_may_ask_for_more_time_within_the_bounds_of_the_schedule() {
    // The first delay is a minute, the longest 1440 or 40.
    for (retry_after, product, ipn) in [
        ("0", 1.0, 1.0),
        ("59", 1.0, 1.0),
        ("60", 1.0, 1.0),
        ("90", 1.5, 1.5),
        ("1800", 30.0, 30.0),
        ("2400", 40.0, 40.0),
        ("7200", 120.0, 40.0),
        ("604800", 1_440.0, 40.0),
        ("99999999999999999999999", 1_440.0, 40.0),
        // Thirty minutes on, a past date, and forms that are not HTTP's.
        ("Fri, 02 Jan 2026 03:34:05 GMT", 30.0, 30.0),
        ("Friday, 02-Jan-26 03:34:05 GMT", 30.0, 30.0),
        ("Fri Jan  2 03:34:05 2026", 30.0, 30.0),
        ("Thu, 01 Jan 2026 03:34:05 GMT", 1.0, 1.0),
        ("2026-01-02T03:34:05Z", 1.0, 1.0),
        ("soon", 1.0, 1.0),
        ("-3600", 1.0, 1.0),
        ("", 1.0, 1.0),
    ] {
        for (topic, minutes) in
            [("cashier.deposit", product), ("ipn.payout", ipn), ("wallet.notice", product)]
        {
            for status in [429, 500, 503, 302] {
                let world = World::new();
                let heard = asking(status, retry_after);
                world.outside(move |_| heard.clone());
                let event = world.queue(topic, "a", "1");
                assert_eq!(world.dispatch(""), [1, 0, 1, 0, 0]);
                assert_eq!(
                    world.row(&event),
                    format!("queued 1 {status} {minutes}"),
                    "{topic} {retry_after}"
                );
            }
        }
    }
}

#[test]
fn what_a_receiver_asks_for_is_never_less_than_a_later_delay_and_said_once() {
    let world = World::new();
    world.outside(|_| asking(503, "120"));
    let event = world.queue("wallet.notice", "a", "5");
    for (failures, minutes) in [(1, 2), (2, 5), (3, 15)] {
        world.dispatch("");
        assert_eq!(world.row(&event), format!("queued {failures} 503 {minutes}"));
        world.after(minutes * MINUTE_MS);
    }
    // Two such headers are none.
    world.outside(|_| {
        let mut heard = asking(503, "7200");
        if let Ok(answer) = &mut heard {
            answer.headers.push(("retry-after".to_owned(), "9000".to_owned()));
        }
        heard
    });
    world.dispatch("");
    assert_eq!(world.row(&event), "queued 4 503 60");
    // An acknowledgement that asks for time is one.
    world.after(60 * MINUTE_MS);
    world.outside(|_| asking(200, "7200"));
    assert_eq!(world.dispatch(""), [1, 1, 0, 0, 0]);
}

#[test]
fn a_receiver_that_is_gone_ends_an_event_at_once() {
    for topic in ["cashier.deposit", "cashier.withdraw", "ipn.payout", "ipn.account", "wallet.notice"] {
        for failures in 0..3 {
            let world = World::new();
            let event = world.queue(topic, "a", "1");
            let next = world.queue(topic, "a", "2");
            world.answers(500, "");
            for _ in 0..failures {
                world.dispatch("");
                world.after(1440 * MINUTE_MS);
            }
            // The next event of the subject goes on.
            let dead = event.clone();
            world.outside(move |request| {
                if header_of(request, "x-event-id") == dead {
                    asking(410, "60")
                } else {
                    answer(200, "success")
                }
            });
            assert_eq!(world.dispatch(""), [2, 1, 0, 1, 0], "{topic}");
            assert!(
                world.row(&event).starts_with(&format!("dead {} 410", failures + 1)),
                "{}",
                world.row(&event)
            );
            assert!(world.row(&next).starts_with("done 1 200"));
            world.after(1440 * MINUTE_MS);
            assert_eq!(world.dispatch(""), [0; 5], "{topic}: the dead stay dead");
            // By hand it may be sent again, and 410 changes nothing.
            let named = format!(r#"{{"event_ids":["{event}"]}}"#);
            assert_eq!(world.dispatch(&named), [1, 0, 1, 0, 0]);
            assert!(world.row(&event).starts_with("dead"));
            world.answers(200, "success");
            assert_eq!(world.dispatch(&named), [1, 1, 0, 0, 0]);
            world.check_invariants(&[
                "outbox: the attempts",
                "outbox: what",
                "outbox: a schedule",
                "payee I15",
            ]);
        }
    }
    // Only the status says so.
    let world = World::new();
    world.answers(404, "410");
    world.queue("wallet.notice", "a", "1");
    assert_eq!(world.dispatch(""), [1, 0, 1, 0, 0]);
}

#[test]
fn jitter_spreads_retries_within_its_bounds_and_can_be_switched_off() {
    for (percent, longest) in [("0", 60_000), ("10", 66_000), ("100", 120_000)] {
        let world = World::new();
        world.platform.set_variable("dispatch_jitter_percent", percent);
        world.answers(500, "");
        // A tenant each, so that nobody's breaker opens.
        for n in 0..40 {
            let reference = n.to_string();
            world.queue_row("ipn.payout", "900001", &reference, "1", &format!("https://r{n}.example/"), "{}");
        }
        world.dispatch("");
        let now = world.platform.now_ms();
        let [least, most] = ["min", "max"]
            .map(|bound| world.integer(&format!("SELECT {bound}(next_at) - {now} FROM outbox")));
        assert!(60_000 <= least && most <= longest, "{percent}: {least} {most}");
        let spread = world.integer("SELECT count(DISTINCT next_at) FROM outbox");
        assert!(if percent == "0" { spread == 1 } else { spread > 30 }, "{percent}: {spread}");
    }
    // Also of what receivers ask for, but not beyond the longest delay.
    for (retry_after, from, to) in [("1200", 1_200_000, 1_320_000), ("2300", 2_300_000, 2_400_000)] {
        let world = World::new();
        world.platform.set_variable("dispatch_jitter_percent", "10");
        world.outside(move |_| asking(503, retry_after));
        for n in 0..40 {
            let reference = n.to_string();
            world.queue_row("ipn.payout", "900001", &reference, "1", &format!("https://r{n}.example/"), "{}");
        }
        world.dispatch("");
        let now = world.platform.now_ms();
        let [least, most] = ["min", "max"]
            .map(|bound| world.integer(&format!("SELECT {bound}(next_at) - {now} FROM outbox")));
        assert!(from <= least && most <= to && least < most, "{retry_after}: {least} {most}");
    }
}

#[test]
fn an_unknown_topic_is_a_dead_row_and_stops_nobody() {
    let world = World::new();
    let unknown = world.queue_row("fax.sent", "1", "a", "1", SHOP, "{}");
    let none = world.queue_row("", "1", "a", "1", SHOP, "{}");
    let good = world.queue("wallet.notice", "a", "5");
    assert_eq!(world.dispatch(""), [3, 1, 0, 2, 0]);
    assert_eq!(world.told(), [good]);
    for event in [unknown, none] {
        assert_eq!(world.row(&event), "dead 1 refused: unknown topic 0");
    }
}
