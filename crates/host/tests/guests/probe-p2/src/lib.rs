//! The paths of the P3 probe, as far as a P2 component needs them: `/do/WHAT/...` does WHAT, every other path echoes.

use spin_sdk::http::{IntoResponse, Method, Request, Response};
use spin_sdk::http_component;
use spin_sdk::key_value::Store;
use spin_sdk::{sqlite, sqlite3, variables};
use std::sync::atomic::{AtomicUsize, Ordering};

static TAKEN: AtomicUsize = AtomicUsize::new(0);

#[http_component]
async fn handle(request: Request) -> anyhow::Result<impl IntoResponse> {
    let taken = TAKEN.fetch_add(1, Ordering::SeqCst) + 1;
    let path = request.path().to_owned();
    let segments: Vec<&str> = path.split('/').skip(1).collect();
    let body = match segments.as_slice() {
        ["do", "taken"] => taken.to_string(),
        ["do", "sql"] => sql(request.body())?,
        ["do", "sql3"] => sql3(request.body())?,
        ["do", "kv", operation, label, key] => key_value(operation, label, key, request.body())?,
        ["do", "variable", name] => format!("{:?}", variables::get(name)),
        ["do", "send"] => {
            let url = request.header("x-url").and_then(|value| value.as_str()).unwrap_or("").to_owned();
            let outgoing = Request::builder().method(Method::Get).uri(url).build();
            match spin_sdk::http::send::<_, Response>(outgoing).await {
                Ok(response) => format!("{} {}", response.status(), String::from_utf8_lossy(response.body())),
                Err(error) => format!("error: {error:?}"),
            }
        }
        ["do", "count"] => request.body().len().to_string(),
        ["do", "sleep", milliseconds] => {
            std::thread::sleep(std::time::Duration::from_millis(milliseconds.parse()?));
            "slept".to_owned()
        }
        ["do", "trap"] => panic!("a trap of the probe"),
        ["do", "error"] => anyhow::bail!("an error of the probe"),
        ["do", "print", line] => {
            println!("out {line}");
            "printed".to_owned()
        }
        _ => {
            let mut lines = format!("{} {}\n", request.method(), request.uri());
            for (name, value) in request.headers() {
                lines.push_str(&format!("{name}: {}\n", value.as_str().unwrap_or("?")));
            }
            lines
        }
    };
    Ok(Response::new(200, body))
}

/// Statements, a line each, through `fermyon:spin/sqlite@2.0.0`; the label stands before the first one.
fn sql(body: &[u8]) -> anyhow::Result<String> {
    let text = std::str::from_utf8(body)?;
    let mut lines = text.lines();
    let connection = match sqlite::Connection::open(lines.next().unwrap_or("default")) {
        Ok(connection) => connection,
        Err(error) => return Ok(format!("open: {error:?}")),
    };
    let results = lines.map(|statement| match connection.execute(statement, &[]) {
        Ok(result) => {
            let rows: Vec<_> = result.rows.iter().map(|row| format!("{:?}", row.values)).collect();
            format!("{:?} {}", result.columns, rows.join(" "))
        }
        Err(error) => format!("{error:?}"),
    });
    Ok(results.collect::<Vec<_>>().join("\n"))
}

/// The same through `spin:sqlite@3.0.0`, which the host serves with 3.1.0.
fn sql3(body: &[u8]) -> anyhow::Result<String> {
    let text = std::str::from_utf8(body)?;
    let mut lines = text.lines();
    let connection = sqlite3::Connection::open(lines.next().unwrap_or("default"))?;
    let mut results = Vec::new();
    for statement in lines {
        match connection.execute(statement, &[]) {
            Ok(result) => results.push(format!(
                "{} rows, {} changed, rowid {}",
                result.rows.len(),
                connection.changes(),
                connection.last_insert_rowid()
            )),
            Err(error) => results.push(format!("{error:?}")),
        }
    }
    Ok(results.join("\n"))
}

fn key_value(operation: &str, label: &str, key: &str, body: &[u8]) -> anyhow::Result<String> {
    let store = match Store::open(label) {
        Ok(store) => store,
        Err(error) => return Ok(format!("open: {error:?}")),
    };
    Ok(match operation {
        "get" => format!("{:?}", store.get(key)?.map(|value| String::from_utf8_lossy(&value).into_owned())),
        "set" => format!("{:?}", store.set(key, body)),
        "delete" => format!("{:?}", store.delete(key)),
        "exists" => format!("{:?}", store.exists(key)?),
        _ => {
            let mut keys = store.get_keys()?;
            keys.sort();
            keys.join(",")
        }
    })
}
