//! `POST /notices/{event_id}/resend`, `POST /notices/{event_id}/abandonment`, `POST /notices/resend`: notices are sent once more,
//! or given up.

use crate::body::Body;
use crate::command::{Action, TRIES, act};
use crate::notices::{notice_status, one};
use feiqian_delivery::kick;
use feiqian_delivery::notice::TOPICS;
use feiqian_operator::call::{Known, Reply};
use feiqian_operator::command::Subject;
use feiqian_operator::problem::{Flaw, Problem};
use feiqian_operator::time;
use feiqian_platform::Platform;
use serde_json::{Value, json};

const NOTICE: Subject = Subject {
    name: "notice",
    view: concat!(
        "SELECT o.event_id AS key, json_object('status', ",
        notice_status!(),
        ", 'attempts', o.attempts) AS body FROM outbox o"
    ),
};

/// Of a receiver's notices there is no view: what is sent again is named one by one.
const RECEIVER: Subject = Subject { name: "receiver", view: "" };

/// `?1` the event.
const STATE: &str = concat!(
    "SELECT ",
    notice_status!(),
    ", json_object('status', ",
    notice_status!(),
    ", 'attempts', o.attempts), EXISTS (SELECT 1 FROM outbox_resends r WHERE r.event_id = o.event_id),
       o.target <> '' OR EXISTS (SELECT 1 FROM products p WHERE p.id = CAST(o.tenant AS INTEGER)
          AND CASE o.topic WHEN 'cashier.deposit' THEN p.deposit_callback WHEN 'cashier.withdraw' THEN p.withdraw_callback
              ELSE '' END <> '')
     FROM outbox o WHERE o.event_id = ?1"
);

/// The most notices that one request has sent again, and how many the dispatcher takes at a time.
const MOST: usize = 1_000;
const CHUNK: usize = 200;

struct State {
    status: String,
    seen: String,
    is_asked: bool,
    has_receiver: bool,
}

async fn state(platform: &Platform, event_id: &str) -> Result<State, Problem> {
    let mut rows = platform.query(STATE, &[event_id.into()]).await?;
    let row = rows.first_mut().ok_or(Problem::NotFound)?;
    Ok(State { status: row.take()?, seen: row.take()?, is_asked: row.take()?, has_receiver: row.take()? })
}

fn reason(known: &Known<'_>) -> Result<String, Problem> {
    let mut body = Body::of(&known.call)?;
    let reason = body.reason();
    body.finish()?;
    Ok(reason)
}

/// `POST /notices/{event_id}/resend`: one more send, whatever the notice's state. Until that is tried, asking again changes nothing.
pub async fn resend(known: &Known<'_>) -> Result<Reply, Problem> {
    let reason = reason(known)?;
    let (platform, event_id) = (known.call.platform, known.call.part(0));
    for _ in 0..TRIES {
        let state = state(platform, event_id).await?;
        if !state.has_receiver {
            return Err(Problem::Conflict("no_receiver", "There is no address to send to."));
        }
        if !state.is_asked {
            let action = Action {
                name: "resend",
                subject: NOTICE,
                key: event_id,
                seen: Some(&state.seen),
                told: json!({ "reason": reason }),
                cells: vec![Value::from(json!([event_id]).to_string())],
            };
            if !act(known, action).await? {
                continue;
            }
        }
        kick::events_after_answer(platform, &[event_id]).await;
        return one(known).await;
    }
    Err(Problem::Busy)
}

/// `POST /notices/{event_id}/abandonment`: no schedule sends it any more, and nobody is asked to look at it.
pub async fn abandon(known: &Known<'_>) -> Result<Reply, Problem> {
    let reason = reason(known)?;
    let (platform, event_id) = (known.call.platform, known.call.part(0));
    for _ in 0..TRIES {
        let state = state(platform, event_id).await?;
        match state.status.as_str() {
            "queued" | "dead" => {}
            "abandoned" => return one(known).await,
            _ => {
                return Err(Problem::Conflict(
                    "not_waiting",
                    "It was acknowledged, or there is nobody to tell.",
                ));
            }
        }
        let action = Action {
            name: "abandon",
            subject: NOTICE,
            key: event_id,
            seen: Some(&state.seen),
            told: json!({ "status": "abandoned", "reason": reason }),
            cells: Vec::new(),
        };
        if act(known, action).await? {
            return one(known).await;
        }
    }
    Err(Problem::Busy)
}

/// What a receiver has not acknowledged since a time, the oldest first, without what is waiting to be sent again and what was
/// given up by an operator. `?1` receiver, `?2` since, `?3` how many.
fn undelivered() -> String {
    let topics = TOPICS.map(|topic| format!("'{topic}'")).join(", ");
    let waits = "receiver = ?1 AND created_at >= ?2
        AND NOT EXISTS (SELECT 1 FROM outbox_resends r WHERE r.event_id = outbox.event_id)";
    format!(
        "SELECT event_id FROM (
           SELECT seq, event_id FROM outbox WHERE state = 'queued' AND {waits}
           UNION ALL
           SELECT seq, event_id FROM outbox WHERE state = 'dead' AND topic IN ({topics}) AND {waits}
              AND NOT EXISTS (SELECT 1 FROM outbox_abandoned b WHERE b.event_id = outbox.event_id))
          ORDER BY seq LIMIT ?3 + 0"
    )
}

/// `POST /notices/resend`: all of a receiver that it has not acknowledged since a time, at most a thousand at once.
pub async fn resend_all(known: &Known<'_>) -> Result<Reply, Problem> {
    let mut body = Body::of(&known.call)?;
    let receiver = body.text("receiver", 1_000);
    let since = body.text("since", 40);
    let reason = body.reason();
    body.finish()?;
    let since_ms = time::parse(&since).ok_or_else(|| {
        Problem::Invalid(vec![Flaw::new("/since", "string", "A time of RFC 3339, as 2026-01-02T03:04:05Z.")])
    })?;
    let platform = known.call.platform;
    let wanted = i64::try_from(MOST + 1).unwrap_or(i64::MAX);
    let values = [receiver.as_str().into(), since_ms.into(), wanted.into()];
    let rows = platform.query(&undelivered(), &values).await?;
    let mut events = rows.into_iter().map(|mut row| row.take()).collect::<Result<Vec<String>, _>>()?;
    let has_more = events.len() > MOST;
    events.truncate(MOST);
    if !events.is_empty() {
        let action = Action {
            name: "resend",
            subject: RECEIVER,
            key: &receiver,
            seen: None,
            told: json!({ "since": time::text(since_ms), "resent": events.len(), "reason": reason }),
            cells: vec![Value::from(json!(events).to_string())],
        };
        act(known, action).await?;
    }
    for events in events.chunks(CHUNK) {
        let events: Vec<_> = events.iter().map(String::as_str).collect();
        kick::events_after_answer(platform, &events).await;
    }
    Ok(Reply::ok(json!({ "resent": events.len(), "has_more": has_more }).to_string()))
}
