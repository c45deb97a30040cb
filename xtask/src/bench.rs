//! `cargo xtask bench`: endpoints beside bare components, in one run on one machine. It judges nothing; it prints.

use crate::development::PRODUCT_KEY;
use crate::server::{Options, Program, Server};
use crate::sign::Signed;
use crate::workspace::{cargo, root, run as run_command, target};
use crate::{build, drain, manifest, sql, toolchain};
use anyhow::{Context, Result, bail, ensure};
use serde::Deserialize;
use std::collections::BTreeMap;
use std::fmt::Write;
use std::net::{Ipv4Addr, SocketAddr, TcpListener};
use std::path::{Path, PathBuf};
use std::process::Command;

#[derive(clap::Args)]
pub struct Arguments {
    /// How long each measurement lasts, in seconds.
    #[arg(long, default_value_t = 3)]
    seconds: u32,
    /// How often endpoint and floor take turns; the median counts.
    #[arg(long, default_value_t = 3)]
    rounds: usize,
    /// Kept-alive connections.
    #[arg(long, value_delimiter = ',', default_values_t = [1, 16, 64])]
    connections: Vec<u32>,
    /// Only the endpoints whose name contains this, or `outbox drain`.
    #[arg(long, default_value = "")]
    only: String,
    /// Measure on this `spin` program instead of our host.
    #[arg(long, value_name = "PATH")]
    spin: Option<PathBuf>,
}

/// The load generator.
const OHA_VERSION: &str = "1.16.0";

/// Requests that each create another customer or order: more than a measurement sends.
const TARGETS: u32 = 200_000;

/// One endpoint and its floor.
struct Pair {
    name: &'static str,
    method: &'static str,
    endpoint: Load,
    floor: Load,
}

/// What is sent.
enum Load {
    /// The same target again and again.
    Target(String),
    /// Any target of a file.
    Targets(PathBuf),
}

/// What the load generator measured.
#[derive(Debug, Clone, Copy)]
struct Measured {
    per_second: f64,
    p50_ms: f64,
    p99_ms: f64,
}

/// `cargo xtask bench`
pub fn run(arguments: &Arguments) -> Result<()> {
    ensure!(arguments.rounds > 0 && arguments.seconds > 0, "--rounds and --seconds are at least 1");
    build::components()?;
    let floor =
        ["build", "--release", "--locked", "--target", toolchain::TARGET, "--package", "feiqian-floor"];
    run_command(cargo().args(floor), "building the floor components")?;
    let program = Program::choose(arguments.spin.as_deref(), arguments.spin.is_none())?;
    let manifest = manifest::write_bench()?;
    let state_dir = target().join("bench/state");
    if state_dir.exists() {
        std::fs::remove_dir_all(&state_dir).context("the state folder of the last run")?;
    }
    let free = TcpListener::bind((Ipv4Addr::LOCALHOST, 0))?.local_addr()?;
    let bench_sql = vec![root().join("xtask/overlays/bench.sql")];
    let sql_files = [sql::schema()?, sql::demo()?, bench_sql].concat();
    let (listen, variables) = (free, Vec::new());
    let options =
        Options { manifest: &manifest, listen, state_dir: &state_dir, sql_files, variables, quiet: true };
    let server = Server::start(&program, &options)?;

    println!("\n{}", machine());
    let pairs = pairs(free)?;
    let pairs: Vec<&Pair> = pairs.iter().filter(|pair| pair.name.contains(&arguments.only)).collect();
    if !pairs.is_empty() {
        let oha = load_generator()?;
        println!("{} s a measurement, median of {} rounds in turn\n", arguments.seconds, arguments.rounds);
        println!(
            "{:<24}{:>6}{:>10}{:>9}{:>9}{:>12}{:>9}{:>9}{:>8}",
            "endpoint", "conn", "req/s", "p50 ms", "p99 ms", "floor req/s", "p50 ms", "p99 ms", "ratio"
        );
        for pair in pairs {
            for &connections in &arguments.connections {
                println!("{}", row(&oha, arguments, pair, connections)?);
            }
        }
    }
    if drain::NAME.contains(&arguments.only) {
        drain::run(&server, free, &state_dir)?;
    }
    server.stop()?;
    println!("\ncomponent sizes");
    for (name, size) in build::sizes()? {
        println!("{name:<24}{:>8.1} KiB", size as f64 / 1024.0);
    }
    println!("{:<24}{:>8.1} KiB", "(floor)", build::size(&build::wasm("floor"))? as f64 / 1024.0);
    Ok(())
}

fn row(oha: &Path, arguments: &Arguments, pair: &Pair, connections: u32) -> Result<String> {
    let (mut endpoint, mut floor) = (Vec::new(), Vec::new());
    for _ in 0..arguments.rounds {
        endpoint.push(measure(oha, arguments.seconds, pair.method, &pair.endpoint, connections)?);
        floor.push(measure(oha, arguments.seconds, pair.method, &pair.floor, connections)?);
    }
    let (endpoint, floor) = (median(endpoint), median(floor));
    Ok(format!(
        "{:<24}{:>6}{:>10.0}{:>9.2}{:>9.2}{:>12.0}{:>9.2}{:>9.2}{:>8.2}",
        pair.name,
        connections,
        endpoint.per_second,
        endpoint.p50_ms,
        endpoint.p99_ms,
        floor.per_second,
        floor.p50_ms,
        floor.p99_ms,
        endpoint.per_second / floor.per_second
    ))
}

/// Endpoints and floors. A floor takes its parameter, bare, after the `?`.
fn pairs(address: SocketAddr) -> Result<Vec<Pair>> {
    let base = format!("http://{address}");
    let read = |name, path: &str, parameters: &[(&str, &str)], parameter: &str| {
        let parameters = [&[("product_id", "1")], parameters].concat();
        let query = Signed::cashier(&parameters, PRODUCT_KEY).form();
        Pair {
            name,
            method: "GET",
            endpoint: Load::Target(format!("{base}{path}?{query}")),
            floor: Load::Target(format!("{base}/floor{path}?{parameter}")),
        }
    };
    Ok(vec![
        Pair {
            name: "404 (no statement)",
            method: "GET",
            endpoint: Load::Target(format!("{base}/nobody")),
            floor: Load::Target(format!("{base}/floor/constant")),
        },
        read("GET /bank_list", "/bank_list", &[("product_user_id", "1000001")], "1000001"),
        read("GET /province_list", "/province_list", &[], ""),
        read("GET /province_cities", "/province_cities", &[("code", "440000000000")], "440000000000"),
        read("GET /cities_country", "/cities_country", &[("code", "440100000000")], "440100000000"),
        Pair {
            name: "POST /create_customer",
            method: "POST",
            endpoint: targets("create_customer", |user| {
                let parameters = [("product_id", "1"), ("product_user_id", user)];
                format!("{base}/create_customer?{}", Signed::cashier(&parameters, PRODUCT_KEY).form())
            })?,
            floor: targets("floor_create_customer", |user| {
                format!("{base}/floor/create_customer?floor-{user}")
            })?,
        },
        Pair {
            name: "POST /pay",
            method: "POST",
            endpoint: targets("pay", |order| {
                let parameters = [
                    ("product_id", "1"),
                    ("product_user_id", "1000001"),
                    ("payment_code", "3"),
                    ("amount", "300.00"),
                    ("depositor", "bench"),
                    ("product_order_sn", order),
                ];
                format!("{base}/pay?{}", Signed::cashier(&parameters, PRODUCT_KEY).form())
            })?,
            floor: targets("floor_pay", |order| format!("{base}/floor/pay?floor-{order}"))?,
        },
        Pair {
            name: "POST /do_withdraw",
            method: "POST",
            endpoint: targets("do_withdraw", |order| {
                let parameters = [
                    ("product_id", "1"),
                    ("product_user_id", "1000001"),
                    ("withdraw_channel_code", "W1"),
                    ("amount", "50.00"),
                    ("product_billno", order),
                ];
                format!("{base}/do_withdraw?{}", Signed::cashier(&parameters, PRODUCT_KEY).form())
            })?,
            floor: targets("floor_do_withdraw", |order| format!("{base}/floor/do_withdraw?floor-{order}"))?,
        },
    ])
}

/// A file of targets, one a user.
fn targets(name: &str, target_of: impl Fn(&str) -> String) -> Result<Load> {
    let mut text = String::new();
    for user in 0..TARGETS {
        writeln!(text, "{}", target_of(&format!("bench{user}")))?;
    }
    let path = target().join("bench").join(format!("{name}.urls"));
    std::fs::write(&path, text).with_context(|| path.display().to_string())?;
    Ok(Load::Targets(path))
}

/// The median by throughput.
fn median(mut measured: Vec<Measured>) -> Measured {
    measured.sort_by(|left, right| left.per_second.total_cmp(&right.per_second));
    measured[measured.len() / 2]
}

fn measure(oha: &Path, seconds: u32, method: &str, load: &Load, connections: u32) -> Result<Measured> {
    #[derive(Deserialize)]
    #[serde(rename_all = "camelCase")]
    struct Report {
        summary: Summary,
        latency_percentiles: BTreeMap<String, Option<f64>>,
        status_code_distribution: BTreeMap<String, u64>,
    }
    #[derive(Deserialize)]
    #[serde(rename_all = "camelCase")]
    struct Summary {
        requests_per_sec: f64,
    }
    let mut command = Command::new(oha);
    command.args(["--no-tui", "--output-format", "json", "--method", method, "--redirect", "0"]);
    command.args(["-z", &format!("{seconds}s"), "-c", &connections.to_string(), "-t", "30s"]);
    match load {
        Load::Target(target) => command.arg(target),
        Load::Targets(file) => command.arg("--urls-from-file").arg(file),
    };
    let output = command.output().context("the load generator")?;
    ensure!(output.status.success(), "the load generator: {}", String::from_utf8_lossy(&output.stderr));
    let report: Report = serde_json::from_slice(&output.stdout).context("the load generator's report")?;
    let statuses: Vec<&str> = report.status_code_distribution.keys().map(String::as_str).collect();
    if !matches!(statuses.as_slice(), ["200"] | ["404"]) {
        bail!("answers with statuses {statuses:?}");
    }
    let percentile =
        |name: &str| report.latency_percentiles.get(name).copied().flatten().unwrap_or(f64::NAN) * 1e3;
    Ok(Measured {
        per_second: report.summary.requests_per_sec,
        p50_ms: percentile("p50"),
        p99_ms: percentile("p99"),
    })
}

/// The load generator's program, installed under `target/` if it is not there.
fn load_generator() -> Result<PathBuf> {
    let root = target().join("tools");
    let program = root.join("bin/oha");
    if !program.is_file() {
        eprintln!("Installing the load generator oha {OHA_VERSION} (some minutes, once) …");
        let mut install = cargo();
        install.args(["install", "oha", "--locked", "--version", OHA_VERSION, "--root"]).arg(&root);
        install.arg("--target-dir").arg(root.join("build"));
        run_command(&mut install, "installing oha")?;
        std::fs::remove_dir_all(root.join("build")).context("the build folder of oha")?;
    }
    Ok(program)
}

/// What the numbers were measured on.
fn machine() -> String {
    let cores = std::thread::available_parallelism().map_or(0, usize::from);
    let info = std::fs::read_to_string("/proc/cpuinfo").unwrap_or_default();
    let model = info.lines().find_map(|line| line.strip_prefix("model name")?.split_once(": "));
    format!("{} cores, {}", cores, model.map_or("unknown processor", |(_, model)| model))
}
