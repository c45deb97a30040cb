//! What the tests of the four client libraries share: the table of failures, a server that fails as it says, marked notices.

use crate::bundle::{Bundle, Options, repository};
use crate::openapi::asset;
use crate::receiver::{Behaviour, Received, Receiver};
use crate::{client, desk, node};
use serde_json::{Value, json};
use std::collections::HashMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};
use std::thread::{self, JoinHandle};
use std::time::{Duration, Instant};

/// How long a program of a library may run.
const RUN_LIMIT: Duration = Duration::from_secs(900);

/// The abilities of the wallet's commands in the table and the examples.
const SCOPE: &str = "cash.create cash.review cash.viewList wallet.viewList wallet.update wallet.logs.viewList \
                     settings.update payout.run";

/// What the libraries add to a request by themselves.
const ADDED: [&str; 9] =
    ["sign", "sign_type", "timestamp", "nonce", "merchantNo", "storeNo", "verifySign", "pid", "Prefer"];

/// The folder of the vectors.
pub fn vectors() -> PathBuf {
    repository().join("tests/vectors")
}

/// Runs a program to its end and answers what it printed on standard output.
///
/// # Panics
/// If it fails; `missing` says what to install if it is not there.
pub fn run(command: &mut Command, missing: &str) -> String {
    let shown = format!("{command:?}");
    let output = output(command, missing);
    let printed = String::from_utf8_lossy(&output.stdout).into_owned();
    let complaints = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{shown}: {}\n{printed}\n{complaints}", output.status);
    printed
}

/// Runs a program to its end.
pub fn output(command: &mut Command, missing: &str) -> Output {
    node::finish(command, missing, RUN_LIMIT)
}

/// Copies a folder with its subfolders, and takes away what is no longer in it; unchanged files are left alone.
///
/// # Panics
/// If a file cannot be read or written.
pub fn copy_tree(source: &Path, target: &Path) {
    fs::create_dir_all(target).expect("a folder below target/");
    let names = |folder: &Path| -> Vec<_> {
        fs::read_dir(folder).expect("a folder").map(|entry| entry.expect("an entry").file_name()).collect()
    };
    let wanted = names(source);
    for name in names(target).into_iter().filter(|name| !wanted.contains(name)) {
        let path = target.join(name);
        if path.is_dir() { fs::remove_dir_all(path) } else { fs::remove_file(path) }.expect("an old copy");
    }
    for name in wanted {
        let (from, to) = (source.join(&name), target.join(&name));
        if from.is_dir() {
            copy_tree(&from, &to);
        } else {
            let content = fs::read(&from).expect("a file of a library");
            if fs::read(&to).ok().as_ref() != Some(&content) {
                fs::write(&to, content).expect("a copy below target/");
            }
        }
    }
}

/// Fails unless the files that are made of the OpenAPI document are up to date.
pub fn assert_generated() {
    let mut check = Command::new("node");
    run(check.args(["clients/generate/generate.mjs", "--check"]).current_dir(repository()), "node");
}

/// A bundle as the libraries' tests want it: signatures of payees are fresh, and nobody is told to sign in less often.
pub fn bundle() -> Bundle {
    Bundle::with(Options {
        variables: vec![("payee_timestamp_window_seconds", "300"), ("login_rate_per_minute", "1000")],
        ..Options::default()
    })
}

/// A wallet token of demo user 1.
pub fn wallet_token() -> String {
    client::wallet_token("1", SCOPE, "EdDSA")
}

/// A wallet token of demo user 2: nobody reviews what he has applied for himself.
pub fn reviewer_token() -> String {
    client::wallet_token("2", SCOPE, "EdDSA")
}

/// The table of failures, and a server that fails as each case says.
pub struct Failures {
    table: Vec<Value>,
    server: Receiver,
    attempts: Arc<Mutex<HashMap<String, usize>>>,
}

impl Failures {
    /// Reads `tests/vectors/failures.json` and starts the server.
    ///
    /// # Panics
    /// If the table cannot be read.
    pub fn start() -> Self {
        let text = fs::read_to_string(Self::file()).expect("the table of failures");
        let table: Vec<Value> = serde_json::from_str(&text).expect("the table of failures");
        let attempts = Arc::new(Mutex::new(HashMap::new()));
        let server = Receiver::telling_apart(|request| request.path.clone());
        let (cases, counted) = (table.clone(), attempts.clone());
        server.behave_by(move |request| behaviour(&cases, &counted, request));
        Failures { table, server, attempts }
    }

    /// The table's file.
    pub fn file() -> PathBuf {
        vectors().join("failures.json")
    }

    /// Where the server listens; the case's id is the first segment of a path.
    pub fn url(&self) -> String {
        self.server.url("")
    }

    /// Fails unless `printed` has a line of JSON for every case, as the table says.
    ///
    /// # Panics
    /// With the first difference.
    pub fn assert(&self, printed: &str) {
        let lines: Vec<Value> =
            printed.lines().map(|line| serde_json::from_str(line).expect("a line of JSON")).collect();
        assert_eq!(lines.len(), self.table.len(), "{printed}");
        let attempts = self.attempts.lock().expect("the attempts");
        for (case, line) in self.table.iter().zip(&lines) {
            let name = case["name"].as_str().expect("a name");
            assert_eq!(line["id"], case["id"]);
            assert_eq!(line["kind"], case["expected"], "{name}: {line}");
            if let Some(expected) = case["attempts"].as_u64() {
                let id = case["id"].as_str().expect("an id");
                let made = attempts.get(id).copied().unwrap_or_default();
                assert_eq!(made as u64, expected, "{name}: attempts");
            }
            if case["expected"] == "success" {
                continue;
            }
            assert_eq!(line["outcome"], case["outcome"], "{name}: {line}");
            let advice = line["advice"].as_str().expect("an advice");
            assert!(advice.contains(case["advice"].as_str().expect("an advice")), "{name}: {advice}");
            let printed = line["printed"].as_str().expect("what is printed of the error");
            assert!(printed.contains(advice), "{name}: {printed}");
            if let Some(fields) = case["fields"].as_array() {
                assert_eq!(line["fields"].as_array(), Some(fields), "{name}: {line}");
            }
            let secrets =
                [desk::PRODUCT_KEY, desk::PAYEE_TOKEN, "another-key-000", "demo-pass-0001", "eyJ", "Zhang"];
            for secret in secrets {
                assert!(!printed.contains(secret), "{name} shows {secret}: {printed}");
            }
        }
    }
}

fn behaviour(cases: &[Value], attempts: &Mutex<HashMap<String, usize>>, request: &Received) -> Behaviour {
    let id = request.path.trim_start_matches('/').split('/').next().unwrap_or_default();
    let Some(answers) =
        cases.iter().find(|case| case["id"] == id).and_then(|case| case["answers"].as_array())
    else {
        return Behaviour::answer(404, "no such case");
    };
    let mut attempts = attempts.lock().expect("the attempts");
    let made = attempts.entry(id.to_owned()).or_default();
    let answer = &answers[(*made).min(answers.len() - 1)];
    *made += 1;
    if answer["hang"] == true {
        return Behaviour::Hang;
    }
    if answer["reset"] == true {
        return Behaviour::Reset;
    }
    if let Some(length) = answer["flood"].as_u64() {
        return Behaviour::Flood(usize::try_from(length).expect("a length"));
    }
    let status = answer["status"].as_u64().and_then(|status| u16::try_from(status).ok()).expect("a status");
    let body = answer["body"].as_str().expect("a body").to_owned();
    if answer["cut"] == true {
        return Behaviour::Cut(status, body.into_bytes());
    }
    let header = |name: &'static str| Some((name, answer["headers"][name].as_str()?.to_owned()));
    let headers = ["retry-after", "location"].into_iter().filter_map(header).collect();
    Behaviour::Answer(status, headers, body.into_bytes())
}

/// Lets the time of what waits pass while an example runs: it waits seconds instead of minutes.
pub struct Hurry {
    stopped: Arc<AtomicBool>,
    thread: Option<JoinHandle<()>>,
}

impl Hurry {
    /// Begins.
    pub fn start(bundle: &Bundle) -> Self {
        let database = bundle.database();
        let stopped = Arc::new(AtomicBool::new(false));
        let stop = stopped.clone();
        let thread = thread::spawn(move || {
            while !stop.load(Ordering::Relaxed) {
                desk::make_due(&database);
                thread::sleep(Duration::from_millis(100));
            }
        });
        Hurry { stopped, thread: Some(thread) }
    }
}

impl Drop for Hurry {
    fn drop(&mut self) {
        self.stopped.store(true, Ordering::Relaxed);
        if let Some(thread) = self.thread.take() {
            let _ = thread.join();
        }
    }
}

/// Fails unless the bundle marks its callbacks with `notify_type`, which the libraries insist on.
///
/// # Panics
/// If no callback comes, or one without the mark.
pub fn assert_marked_notices(bundle: &Bundle) {
    let base = bundle.url("");
    let token = desk::sign_in(&base, "M003");
    let order = desk::order(&base).expect("an order");
    let paid = desk::paid(&base, &token, &order).expect("an answer");
    assert!(paid.body.contains("\"code\":200"), "{paid:?}");
    let begun = Instant::now();
    let sent = loop {
        desk::dispatch(&base, &json!({}));
        let sink: Vec<Value> = serde_json::from_str(&bundle.get("/sim/sink").body).expect("the sink");
        let body = |one: &Value| one["body"].as_str().unwrap_or_default().to_owned();
        if let Some(sent) = sink.iter().map(body).find(|body| body.contains(&order)) {
            break sent;
        }
        assert!(begun.elapsed() < Duration::from_secs(60), "no callback");
        thread::sleep(Duration::from_millis(50));
    };
    assert!(sent.contains("notify_type=deposit"), "{sent}");
}

/// A case for every operation of the document, with the parameters of its example: in the form of the table of failures.
/// Products sign by every scheme.
///
/// # Panics
/// If the document has an operation without an example.
pub fn every_operation() -> Vec<Value> {
    let schemes = ["md5", "hmac-sha256", "rfc9421"];
    let mut cases = Vec::new();
    for (_, methods) in asset("openapi.json")["paths"].as_object().expect("paths") {
        for (_, operation) in methods.as_object().expect("methods") {
            let (part, schemes) = match operation["tags"][0].as_str().expect("a tag") {
                "Cashier" => ("cashier", schemes.as_slice()),
                "Back office" => ("backOffice", &[""][..]),
                "Wallet" => ("wallet", &[""][..]),
                "Payee" => ("payee", &[""][..]),
                "Delivery" => ("delivery", &[""][..]),
                _ => continue,
            };
            let name = operation["operationId"].as_str().expect("a name");
            // What is no JSON, such as the metrics, has no library call.
            let content = operation["responses"]["200"]["content"].as_object();
            let is_json = content.is_none_or(|types| types.keys().all(|name| name.ends_with("json")));
            if name == "token" || !is_json {
                continue;
            }
            let example = &operation["x-feiqian-example"];
            let mut arguments = serde_json::Map::new();
            for place in ["path", "query", "body"] {
                for (name, value) in example[place].as_object().into_iter().flatten() {
                    let is_merchants = name == "product_id" && matches!(part, "cashier" | "backOffice");
                    if !is_merchants && !ADDED.contains(&name.as_str()) {
                        arguments.insert(name.clone(), value.clone());
                    }
                }
            }
            for scheme in schemes {
                let options = if scheme.is_empty() { json!({}) } else { json!({ "scheme": scheme }) };
                cases.push(json!({
                    "id": format!("{name} {scheme}").trim(), "server": "live", "part": part, "operation": name,
                    "arguments": arguments, "options": options,
                }));
            }
        }
    }
    assert!(cases.len() > 50, "{} cases", cases.len());
    cases
}

/// Fails unless a library's program reached every operation of [`every_operation`]: a success or a refusal of this request,
/// never of its form, signature or token.
///
/// # Panics
/// With the first that was not reached.
pub fn assert_every_operation(cases: &[Value], printed: &str) {
    let lines: Vec<Value> =
        printed.lines().map(|line| serde_json::from_str(line).expect("a line of JSON")).collect();
    assert_eq!(lines.len(), cases.len(), "{printed}");
    let mut successes = 0;
    for (case, line) in cases.iter().zip(&lines) {
        assert_eq!(line["id"], case["id"]);
        let kind = line["kind"].as_str().expect("a kind");
        successes += usize::from(kind == "success");
        let is_reached =
            matches!(kind, "success" | "validation" | "not_found" | "state" | "conflict" | "permission");
        assert!(is_reached, "{line}");
    }
    assert!(successes * 2 > cases.len(), "{successes} of {}", cases.len());
}

/// The calls that the reference page shows first, by the names of their endpoints, in one language, for a bundle at `base`.
///
/// # Panics
/// If the page's modules fail.
pub fn calls_of_the_page(language: &str, base: &str) -> Vec<(String, String)> {
    let mut print = Command::new("node");
    let printed = run(print.args(["tests/page/print-calls.mjs", base]).current_dir(repository()), "node");
    let calls: Vec<Value> = serde_json::from_str(&printed).expect("the calls");
    assert!(calls.len() > 40, "{} calls", calls.len());
    let text = |call: &Value, name: &str| call[name].as_str().expect("a text").to_owned();
    calls.iter().map(|call| (text(call, "id"), text(call, language))).collect()
}

/// Fails unless the README of a library shows its first example as it stands in the file, from `begin` on; answers the
/// program for a bundle that listens elsewhere.
///
/// # Panics
/// If it does not.
pub fn first_example(library: &str, file: &str, begin: &str, bundle: &Bundle) -> String {
    let folder = repository().join("clients").join(library);
    let read =
        |path: &Path| fs::read_to_string(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    let example = read(&folder.join(file));
    let shown = &example[example.find(begin).expect("where the example begins")..];
    let readme = read(&folder.join("README.md"));
    let block = readme.split("\n```").nth(1).expect("a block of code");
    let (_, block) = block.split_once('\n').expect("a block of code");
    assert_eq!(
        block.trim_end(),
        shown.trim_end(),
        "the first block of clients/{library}/README.md and {file}"
    );
    example.replace("127.0.0.1:3000", &bundle.address().to_string())
}
