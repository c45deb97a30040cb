//! One send of a row.

use super::Settings;
use super::claim::Notice;
use super::message::{Message, compose};
use super::schedule::Topic;
use super::share;
use crate::instant;
use feiqian_platform::Platform;
use feiqian_platform::http::Method;
use feiqian_platform::outbound::{OutboundAnswer, OutboundError, OutboundRequest};
use feiqian_platform::traceparent;
use feiqian_signing::standard_webhooks;

/// How long an exchange may take in all, in milliseconds.
const TIMEOUT_MS: u64 = 5_000;

/// How much of an answer is read, and how much of it is kept.
const ANSWER_LIMIT_BYTES: usize = 16 * 1024;
const KEPT_BYTES: usize = 200;

/// What came of a send.
#[derive(Debug)]
pub(super) struct Sent {
    pub(super) topic: Option<Topic>,
    pub(super) started_ms: i64,
    pub(super) duration_ms: i64,
    pub(super) is_acknowledged: bool,
    /// The receiver wants no more of this event (410).
    pub(super) is_gone: bool,
    /// How long the receiver asks to be left alone.
    pub(super) retry_after_ms: Option<i64>,
    /// Short: the status, `timeout`, `refused: …`.
    pub(super) result: String,
    /// The beginning of the answer.
    pub(super) answer: String,
}

impl Sent {
    /// What that says of the receiver.
    pub(super) fn heard(&self) -> share::Heard {
        match () {
            () if self.is_acknowledged => share::Heard::Acknowledged,
            () if self.result.starts_with("refused:") => share::Heard::Nothing,
            () => share::Heard::Failed,
        }
    }
}

pub(super) async fn send(platform: &Platform, settings: &Settings<'_>, notice: &Notice) -> Sent {
    let topic = Topic::of(&notice.topic);
    let started_ms = platform.now_ms();
    let message = match topic {
        Some(topic) => compose(platform, settings, topic, notice).await,
        None => Err("refused: unknown topic"),
    };
    let heard = match message {
        Ok(message) => {
            let child = |given: &str| traceparent::child(given, platform.random());
            let trace = notice.traceparent.as_deref().map(child);
            platform.send(request(notice, message, started_ms, trace)).await.map_err(|error| match error {
                OutboundError::AnswerTooLarge(answer) => Heard::Answer(*answer),
                OutboundError::Denied => Heard::Nothing("refused: host not allowed".to_owned()),
                OutboundError::InvalidUrl => Heard::Nothing("refused: URL".to_owned()),
                OutboundError::NotConnected(why) => Heard::Nothing(["not connected: ", why].concat()),
                OutboundError::TimedOut => Heard::Nothing("timeout".to_owned()),
                OutboundError::Broken(why) => Heard::Nothing(["connection broken: ", why].concat()),
            })
        }
        Err(refusal) => Err(Heard::Nothing(refusal.to_owned())),
    };
    let now_ms = platform.now_ms();
    let duration_ms = (now_ms - started_ms).max(0);
    let nothing = Sent {
        topic,
        started_ms,
        duration_ms,
        is_acknowledged: false,
        is_gone: false,
        retry_after_ms: None,
        result: String::new(),
        answer: String::new(),
    };
    match heard.map_or_else(|other| other, Heard::Answer) {
        Heard::Nothing(result) => Sent { result, ..nothing },
        Heard::Answer(answer) => {
            let status = answer.status.as_u16();
            let retry_after = answer.header("retry-after");
            Sent {
                is_acknowledged: topic.is_some_and(|topic| topic.is_acknowledged_by(status, &answer.body)),
                is_gone: status == 410,
                retry_after_ms: retry_after.and_then(|text| instant::retry_after_ms(text, now_ms)),
                result: status.to_string(),
                answer: beginning(&answer.body),
                ..nothing
            }
        }
    }
}

enum Heard {
    Answer(OutboundAnswer),
    /// Why there is no answer.
    Nothing(String),
}

fn request(notice: &Notice, message: Message, now_ms: i64, trace: Option<String>) -> OutboundRequest {
    let mut headers = vec![
        ("content-type", message.content_type.to_owned()),
        ("x-event-id", notice.event_id.clone()),
        ("x-sent-at", instant::wire(now_ms)),
    ];
    headers.extend(message.signature.map(|signature| ("x-feiqian-signature", signature)));
    let (body, keys) = (message.body.as_bytes(), message.keys.as_bytes());
    headers.extend(standard_webhooks::headers(&notice.event_id, now_ms / 1_000, body, &keys));
    headers.extend(trace.map(|trace| ("traceparent", trace)));
    OutboundRequest {
        method: Method::POST,
        url: message.url,
        headers,
        body: message.body.into_bytes(),
        timeout_ms: TIMEOUT_MS,
        answer_limit_bytes: ANSWER_LIMIT_BYTES,
    }
}

/// The first characters of an answer that fit, without a NUL, at which the database would end it.
fn beginning(body: &[u8]) -> String {
    let text = String::from_utf8_lossy(&body[..body.len().min(KEPT_BYTES)]).replace('\0', "");
    text[..text.floor_char_boundary(KEPT_BYTES)].to_owned()
}

#[cfg(test)]
mod tests {
    use super::beginning;

    #[test]
    fn the_beginning_of_an_answer_is_text_of_200_bytes_at_most() {
        assert_eq!(beginning(b"suc\0cess"), "success");
        assert_eq!(beginning(&[b'a'; 300]).len(), 200);
        for body in [&[0xff; 300][..], "钱".repeat(100).as_bytes()] {
            assert!((1..=200).contains(&beginning(body).len()));
        }
    }
}
