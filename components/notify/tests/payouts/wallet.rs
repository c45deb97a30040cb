//! The wallet's payouts.

use super::bench::*;
use crate::common::*;
use feiqian_platform::http::Method;
use feiqian_platform::outbound::{OutboundAnswer, OutboundError, OutboundRequest};
use feiqian_signing::payout::{NONCE_HEADER, SIGNATURE_HEADER, TIMESTAMP_HEADER};
use hmac::{Hmac, KeyInit, Mac};
use sha2::{Digest, Sha256};
use std::sync::{Arc, Mutex};

fn check(world: &World) {
    world.check_invariants(&["wallet", "outbox"]);
    world.check_secrets();
}

#[test]
fn every_behaviour_of_the_simulator_ends_as_the_specification_says() {
    let cases: [(&str, &[&str]); 8] = [
        ("sim-ok", &["POST paid! 5"]),
        ("o6_bmjrPTlm6_2sgVt7hMZOPfL2M", &["POST paid! 5"]),
        ("sim-fail-NO_BALANCE", &["POST failed! 6"]),
        ("sim-timeout", &["POST unknown 4", "GET paid! 5"]),
        ("sim-lost", &["POST unknown 4", "GET+POST paid! 5"]),
        ("sim-pending", &["POST processing 4", "GET processing 4", "GET processing 4", "GET paid! 5"]),
        ("sim-down", &["POST unknown 4", "GET unknown 4", "GET unknown 4", "GET unknown 4"]),
        ("sim-badsig", &["POST unknown 4", "GET unknown 4", "GET unknown 4", "GET unknown 4"]),
    ];
    for (openid, attempts) in cases {
        let world = world();
        let (id, cash_sn) = approved(&world, openid);
        for (index, expected) in attempts.iter().enumerate() {
            assert_eq!(attempt(&world, WALLET, &cash_sn), *expected, "{openid}, attempt {}", index + 1);
            // Not before its time.
            assert_eq!(world.dispatch(WALLET), [0; 5], "{openid}");
            if !expected.contains('!') {
                assert_eq!(until_due(&world, &cash_sn), 30 << index, "{openid}");
            }
        }
        let balances = world.text(&format!(
            "SELECT available_amount || ' ' || freeze_amount FROM user_wallets
              WHERE user_id = (SELECT user_id FROM user_wallet_cash WHERE id = {id})"
        ));
        let expected = match attempts.last().unwrap().chars().last() {
            Some('5') => "1800 0",
            Some('6') => "5000 0",
            _ => "1800 3200",
        };
        assert_eq!(balances, expected, "{openid}");
        let told =
            world.texts("SELECT status || state FROM outbox WHERE topic = 'wallet.notice' AND status <> '3'");
        let is_over = attempts.last().unwrap().contains('!');
        assert_eq!(told.len(), usize::from(is_over), "{openid}");
        if is_over {
            world.answers(200, "");
            assert_eq!(world.dispatch(""), [1, 1, 0, 0, 0], "the result is told");
        }
        check(&world);
    }
}

#[test]
fn what_the_provider_said_is_kept() {
    let world = world();
    let (paid, _) = approved(&world, "sim-ok");
    let (failed, _) = approved(&world, "sim-fail-NO_BALANCE");
    assert_eq!(world.dispatch(WALLET), [2, 2, 0, 0, 0]);
    let kept = |id| {
        world.text(&format!(
            "SELECT coalesce(trade_no = 'SIM' || cash_sn, '-') || ' ' || coalesce(trade_time, '-') || ' ' || coalesce(error_code, '-')
                 || ' ' || coalesce(error_message, '-') || ' ' || operator_id || ' ' || refunds_status || ' ' || notice_url
               FROM user_wallet_cash WHERE id = {id}"
        ))
    };
    assert_eq!(kept(paid), format!("1 {NOW_MS} - - 0 0 {HOOK}"));
    assert_eq!(kept(failed), format!("- - NO_BALANCE the simulator refuses this openid 0 1 {HOOK}"));
    check(&world);
}

#[test]
fn an_order_is_signed_and_says_what_it_must() {
    let world = world();
    let (_, cash_sn) = approved(&world, "sim-timeout");
    world.dispatch(WALLET);
    world.after(30_000);
    world.dispatch(WALLET);
    let sent = world.sent();
    let [post, get] = sent.as_slice() else { panic!("{sent:?}") };
    let body = format!(r#"{{"cash_sn":"{cash_sn}","amount":3168,"openid":"sim-timeout","desc":"提现"}}"#);
    assert_eq!(
        (&post.method, post.url.as_str()),
        (&Method::POST, "http://provider.example/sim/payout/transfers")
    );
    assert_eq!(String::from_utf8(post.body.clone()).unwrap(), body);
    assert_eq!(header_of(post, "content-type"), "application/json");
    assert_eq!((&get.method, get.url.clone()), (&Method::GET, format!("{WALLET_URL}/transfers/{cash_sn}")));
    assert_eq!(get.body, b"");
    for (request, path, time) in [
        (post, "/sim/payout/transfers".to_owned(), "1767323045"),
        (get, format!("/sim/payout/transfers/{cash_sn}"), "1767323075"),
    ] {
        assert_eq!(header_of(request, TIMESTAMP_HEADER), time);
        let nonce = header_of(request, NONCE_HEADER);
        assert!(nonce.len() == 32 && nonce.bytes().all(|b| b.is_ascii_hexdigit()));
        let digest = hex::encode(Sha256::digest(&request.body));
        let text = [request.method.as_str(), &path, time, nonce, &digest].join("\n");
        let mut mac = Hmac::<Sha256>::new_from_slice(WALLET_KEY.as_bytes()).unwrap();
        mac.update(text.as_bytes());
        assert_eq!(header_of(request, SIGNATURE_HEADER), hex::encode(mac.finalize().into_bytes()));
        assert_eq!((request.timeout_ms, request.answer_limit_bytes), (10_000, 16_384));
    }
    assert_ne!(header_of(post, NONCE_HEADER), header_of(get, NONCE_HEADER));
    check_standard(post, &format!("wallet-{cash_sn}"), "1767323045", &[WALLET_KEY]);
    // A question tells of no event.
    assert!(get.headers.iter().all(|(name, _)| !name.starts_with("webhook-")), "{get:?}");
}

/// A second order, after the provider has said that it knows none, is the same event.
#[test]
fn an_order_that_was_lost_is_repeated_under_its_id() {
    let world = world();
    let (_, cash_sn) = approved(&world, "sim-lost");
    world.dispatch(WALLET);
    world.after(30_000);
    world.dispatch(WALLET);
    let sent = world.sent();
    let [first, _, second] = sent.as_slice() else { panic!("{sent:?}") };
    for (post, time) in [(first, "1767323045"), (second, "1767323075")] {
        check_standard(post, &format!("wallet-{cash_sn}"), time, &[WALLET_KEY]);
    }
}

/// A transfer as the provider words it, with changes: a member and its JSON, empty to leave it out.
fn transfer(cash_sn: &str, changes: &[(&str, &str)]) -> String {
    let quoted = format!("\"{cash_sn}\"");
    let mut members = vec![
        ("cash_sn", quoted.as_str()),
        ("amount", "3168"),
        ("status", "\"paid\""),
        ("trade_no", "\"T1\""),
        ("trade_time", "\"2026-01-02T11:04:05+08:00\""),
        ("error_code", "null"),
        ("error_message", "null"),
    ];
    for (name, value) in changes {
        members.retain(|(other, _)| other != name);
        members.push((name, value));
    }
    let members = members.iter().filter(|(_, value)| !value.is_empty());
    let members: Vec<String> = members.map(|(name, value)| format!("\"{name}\":{value}")).collect();
    format!("{{{}}}", members.join(","))
}

type Odd = fn(&OutboundRequest, &str) -> Heard;

fn with_signature(mut answer: OutboundAnswer, change: impl Fn(&str) -> Vec<String>) -> Heard {
    let (_, signature) = answer.headers.pop().expect("a signature");
    answer.headers = change(&signature).into_iter().map(|text| (SIGNATURE_HEADER.to_owned(), text)).collect();
    Ok(answer)
}

#[test]
fn nothing_is_concluded_from_an_answer_that_cannot_be_relied_on() {
    let good =
        |request: &OutboundRequest, cash_sn: &str| signed(request, WALLET_KEY, 200, &transfer(cash_sn, &[]));
    // The base itself is concluded from.
    let world = self::world();
    let (_, cash_sn) = approved(&world, "x");
    let sn = cash_sn.clone();
    world.outside(move |request| Ok(good(request, &sn)));
    assert_eq!(attempt(&world, WALLET, &cash_sn), "POST paid! 5");
    // And so it is with the digits of its signature in upper case.
    let world = self::world();
    let (_, cash_sn) = approved(&world, "x");
    let sn = cash_sn.clone();
    world.outside(move |request| with_signature(good(request, &sn), |text| vec![text.to_uppercase()]));
    assert_eq!(attempt(&world, WALLET, &cash_sn), "POST paid! 5");

    fn said(request: &OutboundRequest, cash_sn: &str, changes: &[(&str, &str)]) -> Heard {
        Ok(signed(request, WALLET_KEY, 200, &transfer(cash_sn, changes)))
    }
    fn status(request: &OutboundRequest, cash_sn: &str, status: u16) -> Heard {
        Ok(signed(request, WALLET_KEY, status, &transfer(cash_sn, &[])))
    }
    fn base(request: &OutboundRequest, cash_sn: &str) -> OutboundAnswer {
        signed(request, WALLET_KEY, 200, &transfer(cash_sn, &[]))
    }
    let odd: &[(&str, &str, Odd)] = &[
        ("timeout", "unknown", |_, _| Err(OutboundError::TimedOut)),
        ("refused", "unknown", |_, _| Err(OutboundError::NotConnected("refused"))),
        ("reset", "unknown", |_, _| Err(OutboundError::Broken("reset"))),
        ("denied", "unknown", |_, _| Err(OutboundError::Denied)),
        ("URL", "unknown", |_, _| Err(OutboundError::InvalidUrl)),
        ("oversized", "unknown", |r, sn| Err(OutboundError::AnswerTooLarge(Box::new(base(r, sn))))),
        ("unsigned", "unknown", |r, sn| with_signature(base(r, sn), |_| vec![])),
        ("empty signature", "unknown", |r, sn| with_signature(base(r, sn), |_| vec![String::new()])),
        ("two signatures", "unknown", |r, sn| {
            with_signature(base(r, sn), |text| vec![text.to_owned(), text.to_owned()])
        }),
        ("another key", "unknown", |r, sn| Ok(signed(r, PAYEE_KEY, 200, &transfer(sn, &[])))),
        ("another status", "unknown", |r, sn| {
            let mut answer = signed(r, WALLET_KEY, 201, &transfer(sn, &[]));
            answer.status = feiqian_platform::http::StatusCode::OK;
            Ok(answer)
        }),
        ("another body", "unknown", |r, sn| {
            let mut answer = base(r, sn);
            answer.body.push(b' ');
            Ok(answer)
        }),
        ("another nonce", "unknown", |r, sn| {
            let mut other = r.clone();
            for (name, text) in &mut other.headers {
                if *name == NONCE_HEADER {
                    *text = "0".repeat(32);
                }
            }
            Ok(base(&other, sn))
        }),
        ("signed 201", "unknown", |r, sn| status(r, sn, 201)),
        ("signed 202", "unknown", |r, sn| status(r, sn, 202)),
        ("signed 302", "unknown", |r, sn| status(r, sn, 302)),
        ("signed 401", "unknown", |r, sn| status(r, sn, 401)),
        ("signed 404 to the order", "unknown", |r, sn| status(r, sn, 404)),
        ("signed 422", "unknown", |r, sn| status(r, sn, 422)),
        ("signed 500", "unknown", |r, sn| status(r, sn, 500)),
        ("signed 503", "unknown", |r, sn| status(r, sn, 503)),
        ("unsigned 409", "unknown", |_, sn| answer(409, &transfer(sn, &[]))),
        ("signed 409", "conflict", |r, sn| status(r, sn, 409)),
        ("other number", "conflict", |r, sn| said(r, sn, &[("cash_sn", "\"202601020000000099\"")])),
        ("other amount", "conflict", |r, sn| said(r, sn, &[("amount", "3167")])),
        ("apply amount", "conflict", |r, sn| said(r, sn, &[("amount", "3200")])),
        ("negative amount", "conflict", |r, sn| said(r, sn, &[("amount", "-3168")])),
        ("other amount, failed", "conflict", |r, sn| {
            said(r, sn, &[("amount", "1"), ("status", "\"failed\""), ("trade_no", "null")])
        }),
        ("no number", "unknown", |r, sn| said(r, sn, &[("cash_sn", "")])),
        ("no status", "unknown", |r, sn| said(r, sn, &[("status", "")])),
        ("null status", "unknown", |r, sn| said(r, sn, &[("status", "null")])),
        ("other status", "unknown", |r, sn| said(r, sn, &[("status", "\"PAID\"")])),
        ("status true", "unknown", |r, sn| said(r, sn, &[("status", "true")])),
        ("paid without trade_no", "unknown", |r, sn| said(r, sn, &[("trade_no", "null")])),
        ("absent trade_no", "unknown", |r, sn| said(r, sn, &[("trade_no", "")])),
        ("empty trade_no", "unknown", |r, sn| said(r, sn, &[("trade_no", "\"\"")])),
        ("trade_no a number", "unknown", |r, sn| said(r, sn, &[("trade_no", "12")])),
        ("trade_no with NUL", "unknown", |r, sn| said(r, sn, &[("trade_no", r#""a\u0000""#)])),
        ("trade_no too long", "unknown", |r, sn| {
            said(r, sn, &[("trade_no", &format!("\"{}\"", "x".repeat(65)))])
        }),
        ("bad trade_time", "unknown", |r, sn| said(r, sn, &[("trade_time", "\"yesterday\"")])),
        ("trade_time a number", "unknown", |r, sn| said(r, sn, &[("trade_time", "1767323045")])),
        ("error_code a number", "unknown", |r, sn| {
            said(r, sn, &[("status", "\"failed\""), ("error_code", "5")])
        }),
        ("said twice", "unknown", |r, sn| {
            let body = transfer(sn, &[]).replace("\"status\"", "\"status\":\"failed\",\"status\"");
            Ok(signed(r, WALLET_KEY, 200, &body))
        }),
        ("no JSON", "unknown", |r, _| Ok(signed(r, WALLET_KEY, 200, "paid"))),
        ("empty", "unknown", |r, _| Ok(signed(r, WALLET_KEY, 200, ""))),
        ("array", "unknown", |r, sn| Ok(signed(r, WALLET_KEY, 200, &format!("[{}]", transfer(sn, &[]))))),
        ("cut", "unknown", |r, sn| {
            let body = transfer(sn, &[]);
            Ok(signed(r, WALLET_KEY, 200, &body[..body.len() - 1]))
        }),
    ];
    for (name, expected, odd) in odd {
        let world = self::world();
        let (_, cash_sn) = approved(&world, "x");
        let (sn, odd) = (cash_sn.clone(), *odd);
        world.outside(move |request| odd(request, &sn));
        assert_eq!(attempt(&world, WALLET, &cash_sn), format!("POST {expected} 4"), "{name}");
        // Nor from the answer to a query; and only a signed 404 to that lets it order again.
        let second = if *name == "signed 404 to the order" { "GET+POST" } else { "GET" };
        world.after(30_000);
        assert_eq!(attempt(&world, WALLET, &cash_sn), format!("{second} {expected} 4"), "{name}");
        let faults = world.platform.faults().iter().filter(|fault| fault.contains(&cash_sn)).count();
        assert_eq!(faults, if *expected == "conflict" { 2 } else { 0 }, "{name}");
        check(&world);
    }
}

#[test]
fn texts_of_the_provider_are_cut_and_absent_ones_filled() {
    for (changes, expected) in [
        (vec![("error_code", "null")], "UNKNOWN -".to_owned()),
        (vec![("error_code", "")], "UNKNOWN -".to_owned()),
        (vec![("error_code", "\"\"")], "UNKNOWN -".to_owned()),
        (vec![("error_code", r#""\u0000\n""#)], "UNKNOWN -".to_owned()),
        (vec![("error_code", "\"E\""), ("error_message", r#""余额\u0000不足""#)], "E 余额不足".to_owned()),
    ] {
        let world = world();
        let (id, cash_sn) = approved(&world, "x");
        let sn = cash_sn.clone();
        let mut changes: Vec<(&str, &str)> = changes;
        changes.extend([("status", "\"failed\""), ("trade_no", "null"), ("trade_time", "null")]);
        let body = transfer(&sn, &changes);
        world.outside(move |request| Ok(signed(request, WALLET_KEY, 200, &body)));
        assert_eq!(attempt(&world, WALLET, &cash_sn), "POST failed! 6");
        let kept =
            "SELECT error_code || ' ' || coalesce(error_message, '-') FROM user_wallet_cash WHERE id = ";
        assert_eq!(world.text(&format!("{kept}{id}")), expected);
        check(&world);
    }
    let world = world();
    let (id, cash_sn) = approved(&world, "x");
    let (code, message) = (format!("\"{}\"", "C".repeat(70)), format!("\"{}\"", "说".repeat(300)));
    let body =
        transfer(&cash_sn, &[("status", "\"failed\""), ("error_code", &code), ("error_message", &message)]);
    world.outside(move |request| Ok(signed(request, WALLET_KEY, 200, &body)));
    world.dispatch(WALLET);
    let lengths =
        "SELECT length(error_code) * 1000 + length(error_message) FROM user_wallet_cash WHERE id = ";
    assert_eq!(world.integer(&format!("{lengths}{id}")), 64_255);

    for (trade_time, expected_ms) in [
        ("null", NOW_MS),
        ("", NOW_MS),
        ("\"\"", NOW_MS),
        ("\"2025-12-31T23:59:59Z\"", 1_767_225_599_000),
        ("\"2026-01-01T07:59:59+08:00\"", 1_767_225_599_000),
    ] {
        let world = self::world();
        let (id, cash_sn) = approved(&world, "x");
        let body = transfer(&cash_sn, &[("trade_time", trade_time)]);
        world.outside(move |request| Ok(signed(request, WALLET_KEY, 200, &body)));
        world.dispatch(WALLET);
        let kept = world.integer(&format!("SELECT trade_time FROM user_wallet_cash WHERE id = {id}"));
        assert_eq!(kept, expected_ms, "{trade_time}");
    }
}

#[test]
fn attempts_go_on_for_ever_at_growing_distances() {
    let world = world();
    let (_, cash_sn) = approved(&world, "sim-down");
    let mut waited = Vec::new();
    for _ in 0..12 {
        world.dispatch(WALLET);
        waited.push(until_due(&world, &cash_sn));
    }
    assert_eq!(waited, [30, 60, 120, 240, 480, 960, 1920, 3600, 3600, 3600, 3600, 3600]);
    let methods: Vec<Method> = world.sent().into_iter().map(|sent| sent.method).collect();
    assert_eq!(methods.iter().filter(|method| **method == Method::POST).count(), 1);
    check(&world);
}

fn suspend(world: &World, enabled: i64) {
    world.sql(&format!("UPDATE wallet_settings SET payout_enabled = {enabled}, updated_at = updated_at + 1"));
}

#[test]
fn while_payouts_are_suspended_nothing_is_ordered() {
    let world = world();
    let (_, lost) = approved(&world, "sim-lost");
    let (_, timed_out) = approved(&world, "sim-timeout");
    assert_eq!(world.dispatch(WALLET), [2, 0, 2, 0, 0]);
    let (waiting, waiting_sn) = approved(&world, "sim-ok");
    world.sql(&format!("UPDATE user_wallet_cash SET cash_status = 4, operator_id = 0, updated_at = {NOW_MS} WHERE id = {waiting}"));
    let (_, approved_only) = approved(&world, "sim-ok");
    suspend(&world, 0);
    world.after(30_000);
    world.sent();
    // What was ordered is asked after; what was not waits, and does not count as due.
    assert_eq!(world.dispatch(WALLET), [2, 1, 1, 0, 0]);
    assert!(world.sent().iter().all(|sent| sent.method == Method::GET));
    assert_eq!((state(&world, &timed_out), outcome(&world, &timed_out)), ("5".into(), "paid!".into()));
    assert_eq!((state(&world, &lost), outcome(&world, &lost)), ("4".into(), "unknown".into()));
    assert_eq!((state(&world, &waiting_sn), outcome(&world, &waiting_sn)), ("4".into(), "-".into()));
    assert_eq!(state(&world, &approved_only), "2");
    suspend(&world, 1);
    world.after(60_000);
    assert_eq!(world.dispatch(WALLET), [3, 3, 0, 0, 0]);
    for cash_sn in [lost, waiting_sn, approved_only] {
        assert_eq!(state(&world, &cash_sn), "5");
    }
    check(&world);
}

#[test]
fn payouts_suspended_while_the_provider_is_asked_are_not_ordered_again() {
    let world = world();
    let (_, cash_sn) = approved(&world, "sim-lost");
    world.dispatch(WALLET);
    let (database, provider) = (world.platform.clone(), provider());
    world.outside(move |request| {
        database
            .run_batch("UPDATE wallet_settings SET payout_enabled = 0, updated_at = updated_at + 1")
            .unwrap();
        provider.set_now_ms(database.now_ms());
        simulator(&provider, request)
    });
    world.after(30_000);
    assert_eq!(attempt(&world, WALLET, &cash_sn), "GET unknown 4");
}

#[test]
fn a_run_that_dies_is_taken_over_and_asks_before_it_orders() {
    for timeout_ms in [100, 10_000, 20_000] {
        let world = world();
        world.platform.set_variable("wallet_payout_timeout_ms", &timeout_ms.to_string());
        let (_, cash_sn) = approved(&world, "sim-ok");
        let (database, provider) = (world.platform.clone(), provider());
        world.outside(move |request| {
            provider.set_now_ms(database.now_ms());
            let heard = simulator(&provider, request);
            if request.method == Method::POST {
                database.set_statements_left(Some(0));
            }
            heard
        });
        assert_eq!(world.answer(call().with_body("application/json", WALLET)).0, 500);
        world.platform.set_statements_left(None);
        world.sent();
        let lease_ms = 2 * timeout_ms + 20_000;
        world.after(lease_ms - 1);
        assert_eq!(world.dispatch(WALLET), [0; 5], "held");
        world.after(1);
        assert_eq!(attempt(&world, WALLET, &cash_sn), "GET paid! 5");
        check(&world);
    }
}

#[test]
fn who_comes_back_after_the_lease_does_not_touch_the_job_of_another() {
    let world = world();
    let (_, cash_sn) = approved(&world, "sim-ok");
    let database = world.platform.clone();
    world.outside(move |_| {
        // The call lasts until another run has taken the job over.
        database.set_now_ms(NOW_MS + 40_000);
        let take = format!("UPDATE payout_jobs SET attempts = attempts + 1, lease_until = {NOW_MS} + 80000");
        database.run_batch(&take).unwrap();
        Err(OutboundError::TimedOut)
    });
    world.dispatch(WALLET);
    let job = "SELECT attempts || ' ' || (lease_until - 1767323045000) || ' ' || coalesce(last_outcome, '-') FROM payout_jobs";
    assert_eq!(world.text(job), "2 80000 -");
    // An answer that is definite counts whoever hears it.
    world.after(40_000);
    let (database, provider) = (world.platform.clone(), provider());
    world.outside(move |request| {
        provider.set_now_ms(database.now_ms());
        let heard = simulator(&provider, request);
        if request.method == Method::POST {
            database
                .run_batch(
                    "UPDATE payout_jobs SET attempts = attempts + 1, lease_until = lease_until + 80000",
                )
                .unwrap();
        }
        heard
    });
    assert_eq!(attempt(&world, WALLET, &cash_sn), "GET+POST paid! 5");
    check(&world);
}

#[test]
fn whichever_statement_fails_each_order_is_paid_once() {
    for statements in 0..40 {
        let world = world();
        let openids = ["sim-ok", "sim-lost", "sim-timeout", "sim-fail-X", "sim-pending"];
        let orders = openids.map(|openid| approved(&world, openid).1);
        world.platform.set_statements_left(Some(statements));
        world.answer(call().with_body("application/json", WALLET));
        world.platform.set_statements_left(None);
        for _ in 0..8 {
            world.after(3_600_000);
            world.dispatch(WALLET);
        }
        let states = orders.each_ref().map(|cash_sn| state(&world, cash_sn));
        assert_eq!(states, ["5", "5", "5", "6", "5"], "{statements}");
        let sent = world.sent();
        for (openid, cash_sn) in openids.iter().zip(&orders) {
            let posts =
                sent.iter().filter(|sent| sent.method == Method::POST && is_about(sent, cash_sn)).count();
            assert_eq!(posts, if *openid == "sim-lost" { 2 } else { 1 }, "{openid} {statements}");
        }
        check(&world);
    }
}

#[test]
fn nothing_is_taken_after_25_seconds_or_beyond_the_limit() {
    let world = world();
    for _ in 0..5 {
        approved(&world, "sim-ok");
    }
    let (clock, provider) = (world.platform.clone(), provider());
    world.outside(move |request| {
        provider.set_now_ms(clock.now_ms());
        let heard = simulator(&provider, request);
        clock.set_now_ms(clock.now_ms() + 9_000);
        heard
    });
    // 0, 9 and 18 seconds; the next would begin at 27.
    assert_eq!(world.dispatch(WALLET), [3, 3, 0, 0, 2]);
    assert_eq!(world.dispatch(r#"{"topics":["wallet.payout"],"limit":1}"#), [1, 1, 0, 0, 1]);
    assert_eq!(world.dispatch(WALLET), [1, 1, 0, 0, 0]);
    check(&world);
}

/// What a full call says of payouts without a provider; a call with topics says nothing, and each full one logs a line.
fn waiting(world: &World) -> Option<i64> {
    let said = |body: &str| {
        let faults = world.platform.faults().len();
        let (status, report) = world.answer(call().with_body("application/json", body));
        assert_eq!((status, &report["remaining"]), (200, &0.into()), "nobody is to call again at once");
        (report["without_provider"].as_i64(), world.platform.faults().split_off(faults))
    };
    assert_eq!(said(WALLET), (None, Vec::new()));
    let (waiting, faults) = said("");
    let line = |waiting| format!("{waiting} payouts wait for a provider: wallet_payout_url is empty");
    assert_eq!(faults, waiting.map(line).into_iter().collect::<Vec<_>>());
    waiting
}

#[test]
fn without_a_provider_nothing_moves() {
    let world = world();
    let (_, cash_sn) = approved(&world, "sim-ok");
    world.platform.set_variable("wallet_payout_url", "");
    world.platform.set_variable("wallet_payout_key", "");
    assert_eq!(world.dispatch(""), [0; 5]);
    assert_eq!(state(&world, &cash_sn), "2");
    assert_eq!(waiting(&world), Some(1));
    world.sql("UPDATE wallet_settings SET payout_enabled = 0, updated_at = 2");
    assert_eq!(waiting(&world), None, "suspended payouts are meant to wait");
    world.sql("UPDATE wallet_settings SET payout_enabled = 1, updated_at = 3");
    for (url, key) in [
        ("http://provider.example", ""),
        ("", WALLET_KEY),
        ("http://provider.example", "short"),
        ("provider.example", WALLET_KEY),
        ("ftp://provider.example", WALLET_KEY),
        ("http://user@provider.example", WALLET_KEY),
        ("http://provider.example/?a=b", WALLET_KEY),
    ] {
        world.platform.set_variable("wallet_payout_url", url);
        world.platform.set_variable("wallet_payout_key", key);
        assert_eq!(world.dispatch(""), [0; 5], "{url}");
        assert!(world.platform.faults().last().unwrap().contains("wallet_payout_url"), "{url}");
    }
    assert_eq!((state(&world, &cash_sn), world.sent().len()), ("2".into(), 0));
    // A base with a slash at its end is the same base.
    with_providers(&world);
    world.platform.set_variable("wallet_payout_url", &format!("{WALLET_URL}/"));
    assert_eq!(attempt(&world, WALLET, &cash_sn), "POST paid! 5");
    world.check_secrets();
}

#[test]
fn a_provider_key_follows_another_without_a_failed_attempt() {
    const NEXT: &str = "the-next-payout-key-of-32-bytes---";
    let world = world();
    let provider = provider();
    let provider_key = Arc::new(Mutex::new(WALLET_KEY));
    let (key, clock) = (provider_key.clone(), world.platform.clone());
    world.outside(move |request| {
        provider.set_now_ms(clock.now_ms());
        provider.set_variable("wallet_payout_key", *key.lock().unwrap());
        simulator(&provider, request)
    });
    let now_s = world.platform.now_ms() / 1_000;
    let set =
        |name: &str, value: &str| world.platform.set_variable(&format!("wallet_payout_key{name}"), value);
    let paid = |openid: &str| {
        let (_, cash_sn) = approved(&world, openid);
        attempt(&world, WALLET, &cash_sn)
    };
    assert_eq!(paid("sim-ok"), "POST paid! 5");
    set("_next", NEXT);
    set("_next_not_before", &(now_s + 60).to_string());
    set("_not_after", &(now_s + 120).to_string());
    assert_eq!(paid("sim-ok"), "POST paid! 5", "before its time the next key does nothing");
    world.after(60_000);
    *provider_key.lock().unwrap() = NEXT;
    assert_eq!(paid("sim-ok"), "POST paid! 5");
    world.after(61_000);
    assert_eq!(paid("sim-ok"), "POST paid! 5");
    set("_next", "short");
    assert_eq!(world.dispatch(WALLET), [0; 5]);
    let fault = world.platform.faults().pop().unwrap();
    assert_eq!(fault, "variables wallet_payout_url and wallet_payout_key are no usable pair");
    world.check_secrets();
}

/// What the provider says may still be signed with the key of before, as long as that counts.
#[test]
fn an_answer_under_either_key_that_counts_is_believed() {
    const NEXT: &str = "the-next-payout-key-of-32-bytes---";
    for (not_after, expected) in [(60, "POST paid! 5"), (-1, "POST unknown 4")] {
        let world = world();
        let (_, cash_sn) = approved(&world, "x");
        let sn = cash_sn.clone();
        world.outside(move |request| Ok(signed(request, WALLET_KEY, 200, &transfer(&sn, &[]))));
        let now_s = world.platform.now_ms() / 1_000;
        world.platform.set_variable("wallet_payout_key_next", NEXT);
        world.platform.set_variable("wallet_payout_key_not_after", &(now_s + not_after).to_string());
        world.sent();
        world.dispatch(WALLET);
        let sent = world.sent();
        let became = format!("{} {} {}", sent[0].method, outcome(&world, &cash_sn), state(&world, &cash_sn));
        assert_eq!(became, expected);
        let keys = if not_after > 0 { vec![NEXT, WALLET_KEY] } else { vec![NEXT] };
        check_standard(&sent[0], &format!("wallet-{cash_sn}"), &now_s.to_string(), &keys);
    }
}
