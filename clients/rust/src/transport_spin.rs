//! Sending from a component of Spin.

use crate::call::{Answer, LONGEST_ANSWER};
use crate::kinds::Kind;
use crate::request::Outgoing;
use bytes::Bytes;
use http_body_util::{BodyExt, Full};
use spin_sdk::wasip3::clocks::monotonic_clock;
use spin_sdk::wasip3::random::random::get_random_bytes;
use std::future::{Future, poll_fn};
use std::pin::pin;
use std::task::Poll;
use std::time::Duration;

fn nanoseconds(duration: Duration) -> u64 {
    u64::try_from(duration.as_nanos()).unwrap_or(u64::MAX)
}

pub(crate) async fn sleep(duration: Duration) {
    monotonic_clock::wait_for(nanoseconds(duration)).await;
}

pub(crate) fn random<const N: usize>() -> [u8; N] {
    let bytes = get_random_bytes(N as u64);
    // The host answers as many bytes as were asked for.
    bytes.try_into().expect("the host's randomness")
}

/// One attempt. What went wrong is told by a kind alone: an error of the host may hold the request.
pub(crate) async fn exchange(request: Outgoing, timeout: Duration) -> Result<Answer, Kind> {
    let mut exchange = pin!(send(request));
    let mut limit = pin!(monotonic_clock::wait_for(nanoseconds(timeout)));
    poll_fn(|context| {
        if let Poll::Ready(answer) = exchange.as_mut().poll(context) {
            return Poll::Ready(answer);
        }
        limit.as_mut().poll(context).map(|()| Err(Kind::TimedOut))
    })
    .await
}

async fn send(request: Outgoing) -> Result<Answer, Kind> {
    let mut head = http::Request::builder().method(request.method).uri(request.url.to_string());
    for (name, value) in &request.headers {
        head = head.header(*name, value);
    }
    let body = Full::new(Bytes::from(request.body.unwrap_or_default()));
    let request = head.body(body).map_err(|_| Kind::InvalidArgument)?;
    let response = spin_sdk::http::send(request).await.map_err(|_| Kind::ConnectionFailed)?;
    let (parts, body) = response.into_parts();
    let mut body = pin!(body);
    let mut bytes = Vec::new();
    while let Some(frame) = body.frame().await {
        if let Ok(data) = frame.map_err(|_| Kind::AnswerTruncated)?.into_data() {
            bytes.extend_from_slice(&data);
        }
        if bytes.len() > LONGEST_ANSWER {
            return Err(Kind::AnswerTruncated);
        }
    }
    let headers = parts
        .headers
        .iter()
        .filter_map(|(name, value)| Some((name.as_str().to_owned(), value.to_str().ok()?.to_owned())));
    Ok(Answer { status: parts.status.as_u16(), headers: headers.collect(), body: bytes })
}
