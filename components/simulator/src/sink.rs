//! The receiver of notifications, whoever sends them (outbox.md §4).

use crate::answer::{error, json};
use feiqian_platform::http::{Request, Response, StatusCode, header};
use feiqian_platform::{DatabaseError, Platform, Value};
use feiqian_signing::{Params, rules};
use serde_json::json;

/// The status comes from the failures still to be made; the trigger counts them.
const RECEIVE: &str =
    "INSERT INTO simulator_sink (content_type, event_id, sent_at, signature, body, status, received_at)
    SELECT ?1, ?2, ?3, ?4, ?5, CASE WHEN times > 0 THEN status ELSE 200 END, ?6 FROM simulator_failures
    RETURNING status";

const LIST: &str = "SELECT json_group_array(json_object('id', id, 'content_type', content_type, 'event_id', event_id,
        'sent_at', sent_at, 'signature', signature, 'body', body, 'status', status, 'received_at', received_at))
    FROM (SELECT * FROM simulator_sink ORDER BY id DESC LIMIT 100)";

const FAIL: &str = "UPDATE simulator_failures SET times = ?1, status = ?2";

/// `POST /sim/sink`
pub async fn receive(platform: &Platform, request: &Request, body: &[u8]) -> Result<Response, DatabaseError> {
    let text = |name: &str| Value::from(request.header(name).unwrap_or_default());
    let notification = [
        text(header::CONTENT_TYPE.as_str()),
        text("x-event-id"),
        text("x-sent-at"),
        text("x-feiqian-signature"),
        String::from_utf8_lossy(body).into_owned().into(),
        platform.now_ms().into(),
    ];
    let status: i64 = platform.command_row(RECEIVE, &notification).await?.take(0)?;
    let status = u16::try_from(status).ok().and_then(|status| StatusCode::from_u16(status).ok());
    match status {
        Some(StatusCode::OK) | None => Ok(Response::new(StatusCode::OK, "success")
            .with(header::CONTENT_TYPE, "text/plain; charset=utf-8")
            .with(header::CACHE_CONTROL, "no-store")),
        Some(forced) => Ok(error(forced.as_u16(), "forced")),
    }
}

/// `GET /sim/sink`: the last 100, the latest first.
pub async fn list(platform: &Platform) -> Result<Response, DatabaseError> {
    Ok(json(200, platform.query_row(LIST, &[]).await?.take::<String>(0)?))
}

/// `POST /sim/sink/fail` `{"times":N,"status":S}`: the next N are answered with status S.
pub async fn fail(platform: &Platform, params: &Params) -> Result<Response, DatabaseError> {
    let times = rules::parse_id(params.text("times")).filter(|times| *times <= 1_000_000);
    let status = rules::parse_id(params.text("status")).filter(|status| (200..=599).contains(status));
    let (Some(times), Some(status)) = (times, status) else {
        return Ok(error(422, "invalid_body"));
    };
    platform.command(FAIL, &[times.into(), status.into()]).await?;
    Ok(json(200, json!({ "times": times, "status": status })))
}
