//! The first delivery: after a command's answer, the component that did it asks `notify` to look at once
//! (`outbox.md` 3). A failure changes nothing: the next scheduled call finds the row.

use feiqian_platform::Platform;
use feiqian_platform::http::Method;
use feiqian_platform::outbound::OutboundRequest;

/// Where `notify` is found by the other components of the bundle.
const DISPATCH: &str = "http://notify.spin.internal/internal/dispatch";

/// The shortest `dispatch_token` that counts.
pub const MIN_TOKEN_CHARS: usize = 32;

/// Header and value by which `notify` answers at once and delivers afterwards (RFC 7240): a receiver that hangs must not
/// hold the caller, nor the caller's end cut a delivery short.
pub const PREFER: (&str, &str) = ("prefer", "respond-async");

/// How long the request may take.
const TIMEOUT_MS: u64 = 2_000;

/// Asks for a delivery of `topics` once the answer is on its way. Without a usable `dispatch_token` nobody is asked.
pub async fn after_answer(platform: &Platform, topics: &[&str]) {
    ask(platform, ["{\"topics\":[\"", &topics.join("\",\""), "\"]}"].concat()).await;
}

/// Asks for these events to be sent once, whatever their state: 1 to 200 of them.
pub async fn events_after_answer(platform: &Platform, events: &[&str]) {
    ask(platform, ["{\"event_ids\":[\"", &events.join("\",\""), "\"]}"].concat()).await;
}

async fn ask(platform: &Platform, body: String) {
    let Ok(token) = platform.variable("dispatch_token").await else {
        return;
    };
    if token.chars().count() < MIN_TOKEN_CHARS {
        return;
    }
    platform.send_afterwards(OutboundRequest {
        method: Method::POST,
        url: DISPATCH.to_owned(),
        headers: vec![
            ("authorization", ["Bearer ", &token].concat()),
            ("content-type", "application/json".to_owned()),
            (PREFER.0, PREFER.1.to_owned()),
        ],
        body: body.into_bytes(),
        timeout_ms: TIMEOUT_MS,
        answer_limit_bytes: 1_024,
    });
}
