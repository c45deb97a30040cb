//! What watches the bundle: `GET /internal/metrics`, and the rules, the dashboard and the log's counters in `deploy/`, by the
//! programs that read them.

use feiqian_tests::bundle::{Database, repository};
use feiqian_tests::desk::DISPATCH_TOKEN;
use feiqian_tests::programs::{PATIENCE, Running, find, free_port, printed, replaced};
use feiqian_tests::{Answer, Bundle, Options, signed, sqld};
use regex::Regex;
use serde_json::Value as Json;
use std::collections::BTreeSet;
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::Instant;
use tempfile::TempDir;

type Names = BTreeSet<String>;

/// What only an embedded database has.
const EMBEDDED: [&str; 2] = ["feiqian_database_bytes", "feiqian_wal_pages"];

fn read(path: &str) -> String {
    std::fs::read_to_string(repository().join(path)).unwrap_or_else(|error| panic!("{path}: {error}"))
}

fn found(expression: &str, text: &str) -> Names {
    let expression = Regex::new(expression).unwrap();
    expression.captures_iter(text).map(|captures| captures[1].to_owned()).collect()
}

fn scraped(bundle: &Bundle) -> String {
    let authorization = format!("Bearer {DISPATCH_TOKEN}");
    let url = bundle.url("/internal/metrics");
    let answer = Answer::with_headers("GET", &url, &[("authorization", &authorization)], None);
    assert_eq!(answer.status, 200, "{answer:?}\n{}", bundle.logs());
    assert_eq!(answer.header("content-type"), "text/plain; version=0.0.4; charset=utf-8");
    answer.body
}

/// The names that a bundle answers.
fn served(bundle: &Bundle) -> Names {
    found(r"(?m)^# TYPE (\S+) ", &scraped(bundle))
}

/// The names that mtail counts.
fn counted() -> Names {
    found(r"(?m)^(?:counter|histogram) (\S+)", &read("deploy/prometheus/requests.mtail"))
}

/// The names that a text uses, without what Prometheus appends to a histogram's.
fn used(text: &str) -> Names {
    let names = found(r"\b(feiqian_[a-z_]+)", text);
    names.into_iter().map(|name| name.trim_end_matches("_bucket").to_owned()).collect()
}

/// The expressions of the dashboard.
fn dashboard() -> Vec<String> {
    let dashboard: Json = serde_json::from_str(&read("deploy/grafana/feiqian.json")).unwrap();
    let panels = dashboard["panels"].as_array().unwrap();
    let targets = panels.iter().flat_map(|panel| panel["targets"].as_array().into_iter().flatten());
    targets.map(|target| target["expr"].as_str().unwrap().to_owned()).collect()
}

/// The expressions of the rules, as they stand in the file.
fn rules() -> String {
    let rules = read("deploy/prometheus/alerts.yml");
    rules.lines().filter_map(|line| line.trim().strip_prefix("expr: ")).collect::<Vec<_>>().join("\n")
}

#[test]
fn what_is_used_is_served_and_what_is_served_is_documented() {
    let bundle = Bundle::with(Options::on_file());
    let served = served(&bundle);
    assert!(EMBEDDED.iter().all(|name| served.contains(*name)), "{served:?}");
    let known: Names = served.union(&counted()).cloned().collect();
    for (what, text) in [("the rules", rules()), ("the dashboard", dashboard().join("\n"))] {
        let used = used(&text);
        let unknown: Vec<_> = used.difference(&known).collect();
        assert!(used.len() > 8 && unknown.is_empty(), "{what} use what nobody serves: {unknown:?}");
    }
    let documented = found(r"(?m)^\| `(feiqian_[a-z_]+)", &read("docs/operations.md"));
    assert_eq!(documented, known, "docs/operations.md and what is served");
}

#[test]
fn a_request_moves_the_numbers() {
    let bundle = Bundle::with(Options::on_file());
    let version = bundle
        .database()
        .query_row("SELECT max(version) FROM schema_migrations", [], |row| row.get::<_, i64>(0));
    let before = scraped(&bundle);
    assert!(before.contains("\nfeiqian_ready 1\n"), "{before}");
    assert!(before.contains(&format!("\nfeiqian_schema_version {}\n", version.unwrap())), "{before}");
    let created = |text: &str| -> i64 {
        let sample = r#"feiqian_orders_created_total{part="deposit"} "#;
        let line = text.lines().find_map(|line| line.strip_prefix(sample));
        line.unwrap_or_else(|| panic!("{text}")).parse().unwrap()
    };
    let order = [
        ("product_id", "1"),
        ("product_user_id", "1000001"),
        ("payment_code", "3"),
        ("amount", "300.00"),
        ("depositor", "Zhang"),
    ];
    let answer = bundle.post_form("/pay", &signed("demo-key-0001", &order));
    assert!(answer.body.contains(r#""code":200"#), "{answer:?}");
    // Another host: its answer is not one that was kept.
    let after = scraped(&bundle.beside());
    assert_eq!(created(&after), created(&before) + 1);
}

#[test]
fn on_a_server_the_size_is_the_servers_matter() {
    if let Err(fault) = sqld::program() {
        eprintln!("{fault}");
        return;
    }
    let bundle = Bundle::with(Options { database: Some(Database::LibSql(Vec::new())), ..Options::default() });
    let embedded = served(&Bundle::with(Options::on_file()));
    let remote: Names = embedded.iter().filter(|name| !EMBEDDED.contains(&name.as_str())).cloned().collect();
    assert_eq!(served(&bundle), remote);
}

#[test]
fn every_alert_fires_when_it_should_and_none_when_all_is_well() {
    let Some(promtool) = find("promtool", "deploy/prometheus/alerts.yml") else { return };
    let folder = TempDir::new().unwrap();
    for file in ["deploy/prometheus/alerts.yml", "tests/deploy/alerts.test.yml"] {
        let name = Path::new(file).file_name().unwrap();
        std::fs::copy(repository().join(file), folder.path().join(name)).unwrap();
    }
    let text = printed(Command::new(&promtool).args(["check", "rules", "alerts.yml"]).current_dir(&folder));
    let alerts = found(r"(?m)- alert: (\S+)", &read("deploy/prometheus/alerts.yml"));
    assert!(text.contains(&format!("{} rules found", alerts.len())), "{text}");
    printed(Command::new(&promtool).args(["test", "rules", "alerts.test.yml"]).current_dir(&folder));
    let tried = found(r#"alertname="(\w+)""#, &read("tests/deploy/alerts.test.yml"));
    assert_eq!(tried, alerts, "every alert is in the test");
}

/// The file that Prometheus is configured with, on this machine.
fn configuration(folder: &Path, bundle: &Bundle) -> String {
    let (token, alerts) = (folder.join("token"), repository().join("deploy/prometheus/alerts.yml"));
    std::fs::write(&token, DISPATCH_TOKEN).unwrap();
    replaced(
        &read("deploy/prometheus/scrape.yml"),
        &[
            ("/etc/prometheus/feiqian/alerts.yml", alerts.to_str().unwrap()),
            ("/etc/prometheus/feiqian/dispatch-token", token.to_str().unwrap()),
            ("127.0.0.1:3000", &bundle.address().to_string()),
            ("interval: 15s", "interval: 1s"),
        ],
    )
}

#[test]
fn prometheus_scrapes_the_bundle_and_takes_every_expression() {
    let Some(prometheus) = find("prometheus", "deploy/prometheus and deploy/grafana") else { return };
    let bundle = Bundle::with(Options::on_file());
    let folder = TempDir::new().unwrap();
    let file = folder.path().join("prometheus.yml");
    std::fs::write(&file, configuration(folder.path(), &bundle)).unwrap();
    if let Some(promtool) = find("promtool", "deploy/prometheus/scrape.yml") {
        printed(Command::new(promtool).args(["check", "config"]).arg(&file));
    }
    let base = format!("http://127.0.0.1:{}", free_port());
    let mut command = Command::new(prometheus);
    command.arg(format!("--config.file={}", file.display()));
    command.arg(format!("--storage.tsdb.path={}", folder.path().join("data").display()));
    command.arg(format!("--web.listen-address={}", base.trim_start_matches("http://")));
    command.stdout(Stdio::null()).stderr(Stdio::null());
    let _running = Running::start(&mut command, || std::net::TcpStream::connect(&base[7..]).is_ok());
    let asked = |path: &str, query: &str| -> Json {
        let query = feiqian_signing::form::encode([("query", query)]);
        let answer = Answer::of("GET", &format!("{base}{path}?{query}"), None);
        serde_json::from_str(&answer.body).unwrap_or(Json::Null)
    };
    let begun = Instant::now();
    loop {
        let ready = asked("/api/v1/query", "feiqian_ready == 1 and on (instance) up == 1");
        let rules = asked("/api/v1/rules", "");
        let rules = rules["data"]["groups"][0]["rules"].as_array().cloned().unwrap_or_default();
        let is_evaluated = !rules.is_empty() && rules.iter().all(|rule| rule["health"] != "unknown");
        if ready["data"]["result"].as_array().is_some_and(|found| !found.is_empty()) && is_evaluated {
            for rule in rules {
                assert_eq!(rule["health"], "ok", "{rule}");
            }
            break;
        }
        assert!(begun.elapsed() < PATIENCE, "{ready} {}", asked("/api/v1/targets", ""));
        std::thread::sleep(std::time::Duration::from_millis(100));
    }
    for expression in dashboard() {
        let answer = asked("/api/v1/query", &expression);
        assert_eq!(answer["status"], "success", "{expression}: {answer}");
    }
}

#[test]
fn mtail_counts_every_request_of_the_log() {
    let Some(mtail) = find("mtail", "deploy/prometheus/requests.mtail") else { return };
    let bundle = Bundle::with(Options::on_file());
    for _ in 0..3 {
        bundle.get(&format!("/bank_list?{}", signed("demo-key-0001", &[("product_id", "1")])));
    }
    bundle.get("/bank_list?product_id=1");
    // A line follows its answer.
    let begun = Instant::now();
    let mut log = bundle.logs();
    while log.matches(r#""route":"GET /bank_list""#).count() < 4 {
        assert!(begun.elapsed() < PATIENCE, "{log}");
        std::thread::sleep(std::time::Duration::from_millis(10));
        log = bundle.logs();
    }
    let lines: Vec<&str> = log.lines().filter(|line| line.contains("\"duration_us\":")).collect();
    let folder = TempDir::new().unwrap();
    let file = folder.path().join("catalog_stderr.txt");
    let fault = r#"{"time_ms":1,"level":"error","request_id":"a","fault":"made up"}"#;
    std::fs::write(&file, [lines.join("\n").as_str(), "\n", fault, "\n"].concat()).unwrap();
    let mut command = Command::new(mtail);
    command.arg("--progs").arg(repository().join("deploy/prometheus/requests.mtail"));
    command.arg("--logs").arg(&file).args(["--one_shot", "--address", "127.0.0.1", "--port", "0"]);
    let text = printed(&mut command);
    // Some lines of its own come before.
    let counts: Json = serde_json::from_str(&text[text.find("\n{").map_or(0, |at| at + 1)..]).expect(&text);
    assert_eq!(counts.as_object().unwrap().keys().cloned().collect::<Names>(), counted());
    let values = |name: &str| -> Vec<(Vec<Json>, i64)> {
        let values = counts[name][0]["LabelValues"].as_array().cloned().unwrap_or_default();
        let values = values.into_iter();
        values
            .map(|one| {
                let count = one["Value"]["Value"].as_i64().or(one["Value"]["Count"].as_i64());
                (one["Labels"].as_array().cloned().unwrap_or_default(), count.unwrap_or_default())
            })
            .collect()
    };
    let requests = values("feiqian_requests_total");
    let all: i64 = requests.iter().map(|(_, count)| count).sum();
    assert_eq!(all, i64::try_from(lines.len()).unwrap(), "{requests:?}");
    assert!(
        requests.iter().any(|(labels, _)| labels[1] == "GET /bank_list" && labels[2] == "200"),
        "{requests:?}"
    );
    let durations: i64 = values("feiqian_request_duration_seconds").iter().map(|(_, count)| count).sum();
    assert_eq!(durations, all);
    assert_eq!(values("feiqian_faults_total").iter().map(|(_, count)| count).sum::<i64>(), 1);
}
