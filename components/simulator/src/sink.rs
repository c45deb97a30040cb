//! The receiver of notifications, whoever sends them (outbox.md §4).

use crate::answer::{error, json};
use feiqian_platform::http::{Request, Response, StatusCode, header};
use feiqian_platform::{DatabaseError, Platform, Value};
use feiqian_signing::{Params, rules, standard_webhooks};
use serde_json::json;

/// The longest wait that a test can ask for: several times what a delivery waits for an answer.
const DELAY_LIMIT_MS: i64 = 30_000;
const ANSWER_LIMIT_BYTES: usize = 1_000;

/// The answer comes from the failures still to be made; the trigger counts them.
const RECEIVE: &str =
    "INSERT INTO simulator_notices (content_type, event_id, sent_at, signature, webhook_id, webhook_timestamp,
        webhook_signature, body, status, answer, delay_ms, received_at)
    SELECT ?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, CASE WHEN times > 0 THEN status ELSE 200 END,
        CASE WHEN times > 0 THEN body ELSE '' END, CASE WHEN times > 0 THEN delay_ms ELSE 0 END, ?9
    FROM simulator_failures
    RETURNING status, answer, delay_ms";

const LIST: &str = "SELECT json_group_array(json_object('id', id, 'content_type', content_type, 'event_id', event_id,
        'sent_at', sent_at, 'signature', signature, 'webhook_id', webhook_id, 'webhook_timestamp', webhook_timestamp,
        'webhook_signature', webhook_signature, 'body', body, 'status', status, 'received_at', received_at))
    FROM (SELECT * FROM simulator_notices ORDER BY id DESC LIMIT 100)";

const FAIL: &str = "UPDATE simulator_failures SET times = ?1, status = ?2, body = ?3, delay_ms = ?4";

/// `POST /sim/sink`. The notification is recorded before the wait: its sender may have given up by the time of the
/// answer, which a test of at-least-once delivery wants to see.
pub async fn receive(platform: &Platform, request: &Request, body: &[u8]) -> Result<Response, DatabaseError> {
    let text = |name: &str| Value::from(request.header(name).unwrap_or_default());
    let notification = [
        text(header::CONTENT_TYPE.as_str()),
        text("x-event-id"),
        text("x-sent-at"),
        text("x-feiqian-signature"),
        text(standard_webhooks::ID_HEADER),
        text(standard_webhooks::TIMESTAMP_HEADER),
        text(standard_webhooks::SIGNATURE_HEADER),
        String::from_utf8_lossy(body).into_owned().into(),
        platform.now_ms().into(),
    ];
    let mut told = platform.command_row(RECEIVE, &notification).await?;
    let (status, answer, delay_ms): (i64, String, i64) = (told.take()?, told.take()?, told.take()?);
    if let Some(delay_ms) = u64::try_from(delay_ms).ok().filter(|delay_ms| *delay_ms > 0) {
        platform.sleep_ms(delay_ms).await;
    }
    let status = u16::try_from(status).ok().and_then(|status| StatusCode::from_u16(status).ok());
    Ok(match status.unwrap_or(StatusCode::OK) {
        status if !answer.is_empty() => plain(status, answer),
        StatusCode::OK => plain(StatusCode::OK, "success".into()),
        forced => error(forced.as_u16(), "forced"),
    })
}

fn plain(status: StatusCode, body: String) -> Response {
    Response::new(status, body)
        .with(header::CONTENT_TYPE, "text/plain; charset=utf-8")
        .with(header::CACHE_CONTROL, "no-store")
}

/// `GET /sim/sink`: the last 100, the latest first.
pub async fn list(platform: &Platform) -> Result<Response, DatabaseError> {
    Ok(json(200, platform.query_row(LIST, &[]).await?.take::<String>()?))
}

/// `POST /sim/sink/fail` `{"times":N,"status":S,"body":B,"delay_ms":D}`: the next N are answered with status S, text B
/// and after D milliseconds. B may be left out for what the status is answered with otherwise, D for at once.
pub async fn fail(platform: &Platform, params: &Params) -> Result<Response, DatabaseError> {
    let times = rules::parse_id(params.text("times")).filter(|times| *times <= 1_000_000);
    let status = rules::parse_id(params.text("status")).filter(|status| (200..=599).contains(status));
    let delay_ms = match params.text("delay_ms") {
        "" => Some(0),
        given => rules::parse_id(given).filter(|delay_ms| *delay_ms <= DELAY_LIMIT_MS),
    };
    let body = params.text("body");
    let (Some(times), Some(status), Some(delay_ms), ..=ANSWER_LIMIT_BYTES) =
        (times, status, delay_ms, body.len())
    else {
        return Ok(error(422, "invalid_body"));
    };
    platform.command(FAIL, &[times.into(), status.into(), body.into(), delay_ms.into()]).await?;
    Ok(json(200, json!({ "times": times, "status": status, "body": body, "delay_ms": delay_ms })))
}
