//! However an order fails on its way, the provider gets it once.

use super::bench::*;
use crate::common::*;
use feiqian_platform::http::Method;
use feiqian_platform::outbound::OutboundError;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};

/// Every kind of failure there is; a judgement of Spin's codes (`crates/platform/src/spin/refusal.rs`) ends in one of them.
fn failures() -> Vec<OutboundError> {
    let Ok(long) = answer(200, &"x".repeat(20_000)) else { unreachable!() };
    vec![
        OutboundError::Denied,
        OutboundError::InvalidUrl,
        OutboundError::NotConnected("no such host"),
        OutboundError::NotConnected("refused"),
        OutboundError::NotConnected("TLS certificate"),
        OutboundError::TimedOut,
        OutboundError::Broken("TLS"),
        OutboundError::Broken("HTTP"),
        OutboundError::Broken("connection closed"),
        OutboundError::Broken("incomplete answer"),
        OutboundError::AnswerTooLarge(Box::new(long)),
    ]
}

#[test]
fn an_order_whose_outcome_is_unknown_is_asked_after_and_never_made_twice() {
    for (topics, kind) in [(WALLET, "wallet"), (PAYEE, "payee")] {
        for failure in failures() {
            // Whether the provider got the order before the exchange failed: the caller cannot know.
            for arrives in [true, false] {
                let case = format!("{kind}, {failure}, arrives: {arrives}");
                let world = world();
                let reference = match kind {
                    "wallet" => approved(&world, "sim-ok").1,
                    _ => ordered(&world, "00"),
                };
                let orders = Arc::new(AtomicUsize::new(0));
                let broken = Arc::new(Mutex::new(Some(failure.clone())));
                let (provider, clock) = (provider(), world.platform.clone());
                let (counted, breaks) = (orders.clone(), broken.clone());
                world.outside(move |request| {
                    provider.set_now_ms(clock.now_ms());
                    let failure = breaks.lock().unwrap().clone();
                    let is_order = request.method == Method::POST;
                    if failure.is_none() || is_order && arrives {
                        counted.fetch_add(usize::from(is_order), Ordering::Relaxed);
                        let heard = simulator(&provider, request);
                        return failure.map_or(heard, Err);
                    }
                    Err(failure.expect("a failure"))
                });

                let open = if kind == "wallet" { "4" } else { "pending" };
                let expected = format!("POST unknown {open}");
                assert_eq!(attempt(&world, topics, &reference), expected, "{case}");
                for _ in 0..3 {
                    until_due(&world, &reference);
                    let expected = format!("GET unknown {open}");
                    assert_eq!(attempt(&world, topics, &reference), expected, "{case}");
                }
                *broken.lock().unwrap() = None;
                let mut attempts = 0;
                while !outcome(&world, &reference).ends_with('!') {
                    until_due(&world, &reference);
                    let made = attempt(&world, topics, &reference);
                    // Again only after the provider has said that it knows of none.
                    let first = if arrives || attempts > 0 { "GET " } else { "GET+POST " };
                    assert!(made.starts_with(first), "{case}: {made}");
                    attempts += 1;
                    assert!(attempts < 5, "{case}: {made}");
                }
                let paid = if kind == "wallet" { "5" } else { "success" };
                assert_eq!(state(&world, &reference), paid, "{case}");
                assert_eq!(orders.load(Ordering::Relaxed), 1, "{case}");
                world.check_invariants(&[kind, "outbox"]);
            }
        }
    }
}
