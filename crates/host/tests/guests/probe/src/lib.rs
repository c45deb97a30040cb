//! Paths `/do/WHAT/...` make the probe do WHAT; every other path echoes the request: a line with the method and the
//! URI, then the headers, a line each.

use bytes::Bytes;
use http_body_util::BodyExt as _;
use serde_json::{Value as Json, json};
use spin_sdk::http::{BoxBody, FullBody, Request, Response, box_body};
use spin_sdk::http_service;
use spin_sdk::key_value::Store;
use spin_sdk::sqlite::wit::sqlite as raw;
use spin_sdk::sqlite::{Connection, Value};
use std::pin::Pin;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::task::{Context, Poll};
use std::time::Duration;

type Answer = Result<Response<BoxBody>, anyhow::Error>;

/// Requests this instance has taken, is working on, and at most worked on at the same time.
static TAKEN: AtomicUsize = AtomicUsize::new(0);
static WORKING: AtomicUsize = AtomicUsize::new(0);
static MOST: AtomicUsize = AtomicUsize::new(0);

#[http_service]
async fn handle(request: Request) -> Answer {
    let path = request.uri().path().to_owned();
    let segments: Vec<&str> = path.split('/').skip(1).collect();
    match segments.as_slice() {
        ["do", what, arguments @ ..] => act(what, arguments, request).await,
        _ => {
            let mut lines = format!("{} {}\n", request.method(), request.uri());
            for (name, value) in request.headers() {
                lines.push_str(&format!("{name}: {}\n", value.to_str().unwrap_or("?")));
            }
            text(lines)
        }
    }
}

async fn act(what: &str, arguments: &[&str], request: Request) -> Answer {
    match (what, arguments) {
        ("sql", []) => sql(request).await,
        ("sql-undrained", []) => sql_undrained().await,
        ("sql-handles", []) => sql_handles().await,
        ("kv", [operation, label, key]) => key_value(operation, label, key, request).await,
        ("kv-handles", []) => key_value_handles().await,
        ("variable", [name]) => text(format!("{:?}", spin_sdk::variables::get(name).await)),
        ("environment", []) => {
            let mut lines: Vec<String> =
                std::env::vars().map(|(name, value)| format!("{name}={value}")).collect();
            lines.sort();
            lines.push(format!("arguments={}", std::env::args().count()));
            text(lines.join("\n"))
        }
        ("send", []) => send(request).await,
        ("trap", []) => unreachable_trap(),
        ("error", []) => Err(anyhow::anyhow!("an error of the probe")),
        ("sleep", [milliseconds]) => {
            sleep(milliseconds).await;
            text("slept")
        }
        // The same, and computing without end, after saying so: a test can wait for the line.
        ("begin-sleep", [milliseconds]) => {
            println!("begun");
            sleep(milliseconds).await;
            text("slept")
        }
        ("forever", []) => {
            println!("begun");
            loop {
                std::hint::black_box(TAKEN.load(Ordering::Relaxed));
            }
        }
        // Who answers, and how much company it had meanwhile.
        ("instance", [milliseconds]) => {
            let taken = TAKEN.fetch_add(1, Ordering::SeqCst) + 1;
            let working = WORKING.fetch_add(1, Ordering::SeqCst) + 1;
            MOST.fetch_max(working, Ordering::SeqCst);
            if *milliseconds != "0" {
                println!("begun");
            }
            sleep(milliseconds).await;
            WORKING.fetch_sub(1, Ordering::SeqCst);
            text(format!("{:016x} {taken} {}", instance(), MOST.load(Ordering::SeqCst)))
        }
        ("stream", [chunks, bytes]) => Ok(Response::new(box_body(Chunks {
            left: chunks.parse()?,
            trap: false,
            chunk: Bytes::from(vec![b'x'; bytes.parse()?]),
        }))),
        // Promises one chunk more than it gives.
        ("stream-trap", [chunks, bytes]) => {
            let (chunks, bytes): (usize, usize) = (chunks.parse()?, bytes.parse()?);
            let chunk = Bytes::from(vec![b'x'; bytes]);
            let mut response = Response::new(box_body(Chunks { left: chunks, trap: true, chunk }));
            response.headers_mut().insert(http::header::CONTENT_LENGTH, ((chunks + 1) * bytes).into());
            Ok(response)
        }
        ("discard", []) => text("not read"),
        ("count", []) => {
            let mut body = request.into_body();
            let mut count = 0;
            while let Some(frame) = body.frame().await {
                let frame = frame.map_err(|error| anyhow::anyhow!("{error:?}"))?;
                count += frame.data_ref().map_or(0, Bytes::len);
            }
            text(count.to_string())
        }
        ("echo-body", []) => {
            Ok(Response::new(box_body(request.into_body().map_err(|error| anyhow::anyhow!("{error:?}")))))
        }
        ("print", [line]) => {
            println!("out {line}");
            eprintln!("err {line}");
            text("printed")
        }
        // Answers, and goes on for a while.
        ("after", [key, milliseconds]) => {
            let (key, milliseconds) = ((*key).to_owned(), (*milliseconds).to_owned());
            spin_sdk::wasip3::spawn(async move {
                sleep(&milliseconds).await;
                let store = Store::open_default().await.expect("the default store");
                store.set(&key, b"done").await.expect("to set a key");
            });
            text("answered")
        }
        ("memory", [megabytes]) => {
            let bytes = vec![1_u8; megabytes.parse::<usize>()? * 1024 * 1024];
            text(std::hint::black_box(bytes).len().to_string())
        }
        _ => {
            let mut response = Response::new(box_body(FullBody::new(Bytes::from_static(b"unknown"))));
            *response.status_mut() = http::StatusCode::NOT_IMPLEMENTED;
            Ok(response)
        }
    }
}

fn text(text: impl Into<String>) -> Answer {
    Ok(Response::new(box_body(FullBody::new(Bytes::from(text.into())))))
}

async fn sleep(milliseconds: &str) {
    spin_sdk::time::sleep(Duration::from_millis(milliseconds.parse().unwrap_or(0))).await;
}

#[inline(never)]
fn unreachable_trap() -> ! {
    panic!("a trap of the probe")
}

/// A number that tells instances apart.
fn instance() -> u64 {
    use std::hash::{BuildHasher as _, Hasher as _};
    static STATE: std::sync::OnceLock<u64> = std::sync::OnceLock::new();
    *STATE.get_or_init(|| std::hash::RandomState::new().build_hasher().finish())
}

async fn body_of(request: Request) -> anyhow::Result<Bytes> {
    Ok(request.into_body().collect().await.map_err(|error| anyhow::anyhow!("{error:?}"))?.to_bytes())
}

/// `{"database": LABEL, "sync": BOOL, "statements": [[SQL, PARAMETER…], …]}`, on one connection; answers a line for each
/// statement, or for the open that failed.
async fn sql(request: Request) -> Answer {
    let script: Json = serde_json::from_slice(&body_of(request).await?)?;
    let label = script["database"].as_str().unwrap_or("default");
    let sync = script["sync"].as_bool().unwrap_or(false);
    let connection = match Connection::open(label).await {
        Ok(connection) => connection,
        Err(error) => return text(format!("open: {error:?}")),
    };
    let sync_connection = match raw::Connection::open(label) {
        Ok(connection) => connection,
        Err(error) => return text(format!("open: {error:?}")),
    };
    let mut lines = Vec::new();
    for statement in script["statements"].as_array().into_iter().flatten() {
        let sql = statement[0].as_str().unwrap_or_default();
        let parameters: Vec<Value> =
            statement.as_array().into_iter().flatten().skip(1).map(from_json).collect();
        let outcome = if sync {
            sync_connection.execute(sql, &parameters).map(|result| (result.columns, result.rows))
        } else {
            asynchronous(&connection, sql, parameters).await
        };
        lines.push(match outcome {
            Ok((columns, rows)) => {
                let rows: Vec<Json> =
                    rows.iter().map(|row| row.values.iter().map(to_json).collect()).collect();
                let (changes, rowid) = if sync {
                    (sync_connection.changes(), sync_connection.last_insert_rowid())
                } else {
                    (connection.changes().await, connection.last_insert_rowid().await)
                };
                json!({ "columns": columns, "rows": rows, "changes": changes, "rowid": rowid }).to_string()
            }
            Err(error) => format!("{error:?}"),
        });
    }
    text(lines.join("\n"))
}

/// `execute` itself must succeed: on Spin every error of a statement is in the result.
async fn asynchronous(
    connection: &Connection,
    sql: &str,
    parameters: Vec<Value>,
) -> Result<(Vec<String>, Vec<raw::RowResult>), raw::Error> {
    let result =
        connection.execute(sql, parameters).await.expect("an error of a statement to arrive in the result");
    let columns = result.columns().to_vec();
    Ok((columns, result.collect().await?))
}

fn from_json(json: &Json) -> Value {
    match json {
        Json::Number(number) => match number.as_i64() {
            Some(integer) => Value::Integer(integer),
            None => Value::Real(number.as_f64().unwrap_or_default()),
        },
        Json::String(text) => Value::Text(text.clone()),
        Json::Array(bytes) => {
            Value::Blob(bytes.iter().map(|byte| byte.as_u64().unwrap_or(0) as u8).collect())
        }
        _ => Value::Null,
    }
}

fn to_json(value: &Value) -> Json {
    match value {
        Value::Integer(integer) => json!(integer),
        Value::Real(real) => json!(real),
        Value::Text(text) => json!(text),
        Value::Blob(bytes) => json!(bytes),
        Value::Null => Json::Null,
    }
}

/// A row stream that is dropped half-way frees its connection.
async fn sql_undrained() -> Answer {
    let connection = Connection::open_default().await?;
    let many = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n LIMIT 100000) SELECT i FROM n";
    let mut rows = connection.execute(many, []).await?;
    let first = rows.next().await.and_then(|row| row.get::<i64>(0));
    drop(rows);
    let mut rows = connection.execute("SELECT 42", []).await?;
    let second = rows.next().await.and_then(|row| row.get::<i64>(0));
    rows.result().await?;
    text(format!("{first:?} {second:?}"))
}

async fn sql_handles() -> Answer {
    let mut handles = Vec::new();
    loop {
        match Connection::open_default().await {
            Ok(handle) if handles.len() < 1000 => handles.push(handle),
            Ok(_) => return text("no limit"),
            Err(error) => {
                let open = handles.len();
                handles.pop();
                let again = Connection::open_default().await.is_ok();
                return text(format!("{open} {error:?} {again}"));
            }
        }
    }
}

async fn key_value(operation: &str, label: &str, key: &str, request: Request) -> Answer {
    let store = match Store::open(label).await {
        Ok(store) => store,
        Err(error) => return text(format!("open: {error:?}")),
    };
    match operation {
        "get" => text(format!(
            "{:?}",
            store.get(key).await?.map(|value| String::from_utf8_lossy(&value).into_owned())
        )),
        "set" => text(format!("{:?}", store.set(key, body_of(request).await?).await)),
        "delete" => text(format!("{:?}", store.delete(key).await)),
        "exists" => text(format!("{:?}", store.exists(key).await)),
        "keys" => {
            let mut keys = store.get_keys().await.collect().await?;
            keys.sort();
            text(keys.join(","))
        }
        _ => text("unknown"),
    }
}

async fn key_value_handles() -> Answer {
    let mut handles = Vec::new();
    loop {
        match Store::open_default().await {
            Ok(handle) if handles.len() < 1000 => handles.push(handle),
            Ok(_) => return text("no limit"),
            Err(error) => return text(format!("{} {error:?}", handles.len())),
        }
    }
}

/// Sends a request to the URL in the header `x-url`, with this request's method and body and, where `x-timeout-ms` is,
/// that time to the first byte; answers the status, the body and the header `location`, or the error.
async fn send(request: Request) -> Answer {
    let header = |name: &str| Some(request.headers().get(name)?.to_str().ok()?.to_owned());
    let url = header("x-url").unwrap_or_default();
    let timeout_ms: Option<u64> = header("x-timeout-ms").and_then(|text| text.parse().ok());
    let between_ms: Option<u64> = header("x-between-ms").and_then(|text| text.parse().ok());
    let method = request.method().clone();
    let body = body_of(request).await?;
    let mut outgoing = http::Request::builder().method(method).uri(url).header("x-from", "probe");
    if timeout_ms.is_some() || between_ms.is_some() {
        use spin_sdk::wasip3::http_compat::RequestOptionsExtension;
        let options = spin_sdk::wasip3::http::types::RequestOptions::new();
        if let Some(timeout) = timeout_ms {
            options
                .set_first_byte_timeout(Some(timeout * 1_000_000))
                .map_err(|error| anyhow::anyhow!("{error:?}"))?;
        }
        if let Some(timeout) = between_ms {
            options
                .set_between_bytes_timeout(Some(timeout * 1_000_000))
                .map_err(|error| anyhow::anyhow!("{error:?}"))?;
        }
        outgoing = outgoing.extension(RequestOptionsExtension(options));
    }
    let outgoing = outgoing.body(FullBody::new(body))?;
    match spin_sdk::http::send(outgoing).await {
        Ok(response) => {
            let status = response.status().as_u16();
            let location = response
                .headers()
                .get("location")
                .and_then(|value| value.to_str().ok())
                .unwrap_or("")
                .to_owned();
            match response.into_body().collect().await {
                Ok(body) => {
                    text(format!("{status} {location}\n{}", String::from_utf8_lossy(&body.to_bytes())))
                }
                Err(error) => text(format!("body: {error:?}")),
            }
        }
        Err(error) => text(format!("error: {error:?}")),
    }
}

/// A body of equal chunks.
struct Chunks {
    left: usize,
    /// Instead of the end.
    trap: bool,
    chunk: Bytes,
}

impl http_body::Body for Chunks {
    type Data = Bytes;
    type Error = std::convert::Infallible;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        _: &mut Context<'_>,
    ) -> Poll<Option<Result<http_body::Frame<Bytes>, Self::Error>>> {
        if self.left == 0 {
            if self.trap {
                unreachable_trap();
            }
            return Poll::Ready(None);
        }
        self.left -= 1;
        Poll::Ready(Some(Ok(http_body::Frame::data(self.chunk.clone()))))
    }
}
