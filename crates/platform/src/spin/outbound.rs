//! Outbound HTTP through Spin.

use super::within::within;
use super::{Platform, refusal, wasip3};
use crate::http::StatusCode;
use crate::outbound::{OutboundAnswer, OutboundError, OutboundRequest, Target};
use std::pin::Pin;
use wasip3::http::types;
use wasip3::wit_bindgen::{self, StreamResult};
use wasip3::{wit_future, wit_stream};

impl Platform {
    /// Sends a request to another server and reads the answer, all within its time and size limits. Redirects
    /// are answers like any other.
    pub async fn send(&self, request: OutboundRequest) -> Result<OutboundAnswer, OutboundError> {
        self.left();
        let timeout_ns = request.timeout_ms.saturating_mul(1_000_000);
        // Behind a pointer, so that the exchange is compiled once however many places send.
        let exchange: Pin<Box<dyn Future<Output = _>>> = Box::pin(exchange(request));
        let answer = within(timeout_ns, exchange).await.unwrap_or(Err(OutboundError::TimedOut));
        self.waited();
        answer
    }
}

async fn exchange(request: OutboundRequest) -> Result<OutboundAnswer, OutboundError> {
    let limit_bytes = request.answer_limit_bytes;
    let answer = wasip3::http::client::send(outgoing(request)?).await.map_err(refusal::judged)?;
    let status = StatusCode::from_u16(answer.get_status_code())
        .map_err(|_| OutboundError::Broken("invalid status"))?;
    let pairs = answer.get_headers().copy_all().into_iter();
    let headers = pairs.filter_map(|(name, value)| Some((name, String::from_utf8(value).ok()?))).collect();
    let (consumed, consumed_reader) = wit_future::new(|| Ok(()));
    let (mut stream, trailers) = types::Response::consume_body(answer, consumed_reader);
    let mut body = Vec::new();
    loop {
        let chunk = Vec::with_capacity((limit_bytes + 1 - body.len()).min(16 * 1024));
        let (progress, chunk) = stream.read(chunk).await;
        body.extend_from_slice(&chunk);
        if body.len() > limit_bytes {
            body.truncate(limit_bytes);
            return Err(OutboundError::AnswerTooLarge(Box::new(OutboundAnswer { status, headers, body })));
        }
        match progress {
            StreamResult::Complete(_) => {}
            StreamResult::Dropped | StreamResult::Cancelled => break,
        }
    }
    drop(stream);
    drop(consumed);
    trailers.await.map_err(|_| OutboundError::Broken("incomplete answer"))?;
    Ok(OutboundAnswer { status, headers, body })
}

fn outgoing(request: OutboundRequest) -> Result<types::Request, OutboundError> {
    let target = Target::of(&request.url).ok_or(OutboundError::InvalidUrl)?;
    let scheme = if target.is_https { types::Scheme::Https } else { types::Scheme::Http };
    let path =
        if target.rest.starts_with('/') { target.rest.to_owned() } else { ["/", target.rest].concat() };
    let length = ("content-length", request.body.len().to_string());
    let entries = request.headers.into_iter().chain([length]);
    let entries: Vec<(String, Vec<u8>)> =
        entries.map(|(name, text)| (name.to_owned(), text.into_bytes())).collect();
    let headers = types::Headers::from_list(&entries).map_err(|_| OutboundError::InvalidUrl)?;

    let (trailers, trailers_reader) = wit_future::new(|| Ok(None));
    let (mut writer, reader) = wit_stream::new();
    let (outgoing, _transmitted) = types::Request::new(headers, Some(reader), trailers_reader, None);
    let method = match request.method.as_str() {
        "GET" => types::Method::Get,
        "POST" => types::Method::Post,
        "PUT" => types::Method::Put,
        "DELETE" => types::Method::Delete,
        "PATCH" => types::Method::Patch,
        other => types::Method::Other(other.to_owned()),
    };
    let set = outgoing
        .set_method(&method)
        .and_then(|()| outgoing.set_scheme(Some(&scheme)))
        .and_then(|()| outgoing.set_authority(Some(target.authority)))
        .and_then(|()| outgoing.set_path_with_query(Some(&path)));
    set.map_err(|()| OutboundError::InvalidUrl)?;
    let body = request.body;
    wit_bindgen::spawn(async move {
        let _ = writer.write_all(body).await;
        drop(writer);
        let _ = trailers.write(Ok(None)).await;
    });
    Ok(outgoing)
}
