//! `cargo xtask bench`: endpoints beside bare components, or beside a Node server, in one run on one machine. It judges
//! nothing; it prints.

mod payee;
mod peer;

use crate::development::PRODUCT_KEY;
use crate::server::{Options, Program, Server};
use crate::sign::Signed;
use crate::token::{self, Algorithm};
use crate::workspace::{cargo, root, run as run_command, target};
use crate::{build, desk_reads, drain, flood, manifest, sql, toolchain};
use anyhow::{Context, Result, bail, ensure};
use serde::Deserialize;
use std::cell::Cell;
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
    /// Kept-alive connections. [default: 1,16,64; with --peer 32 for a read]
    #[arg(long, value_delimiter = ',')]
    connections: Option<Vec<u32>>,
    /// Only the endpoints whose name contains this, or `outbox drain`, `login flood`, or `desk reads`.
    #[arg(long, default_value = "")]
    only: String,
    /// Measure on this `spin` program instead of our host.
    #[arg(long, value_name = "PATH")]
    spin: Option<PathBuf>,
    /// Beside the Node server of `tests/peer` instead of bare components.
    #[arg(long)]
    peer: bool,
    /// With --peer: given to the program that serves, for instance `-- --max-instance-reuse-count 1000`.
    #[arg(last = true, requires = "peer")]
    flags: Vec<String>,
}

/// Connections unless the command line names others.
const CONNECTIONS: [u32; 3] = [1, 16, 64];

/// A wallet's application.
const WALLET_CASH: &str =
    r#"{"data":{"attributes":{"cash_apply_amount":"1.00","cash_type":0,"cash_mobile":"13800138000"}}}"#;

/// The load generator.
const OHA_VERSION: &str = "1.16.0";

/// The statuses of a pair's answers: a path that nobody serves is one of the endpoints.
const SERVED: &[&str] = &["200", "404"];

/// Requests that each create another customer or order: more than a measurement sends.
const TARGETS: u32 = 200_000;

/// The users of the wallet with funds (`xtask/overlays/bench.sql`): the endpoint's and the floor's begin here.
const WALLET_USERS: [u64; 2] = [1_001, 2_001];
const WALLET_USERS_EACH: u64 = 200;

/// One endpoint and its floor.
struct Pair {
    name: &'static str,
    method: &'static str,
    endpoint: Load,
    floor: Load,
}

/// What is sent.
pub(crate) enum Load {
    /// The same target again and again.
    Target(String),
    /// Any target of a file.
    Targets(PathBuf),
    /// The load generator's own arguments, for another user in each measurement: what a user has applied for today is
    /// summed up at each of his applications, and nobody applies thousands of times a day.
    User(Cell<u64>, Box<dyn Fn(u64) -> Result<Vec<String>>>),
    /// Any form of a file, posted to one target.
    Forms(String, PathBuf),
}

/// What the load generator measured.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Measured {
    pub(crate) per_second: f64,
    requests: f64,
    pub(crate) p50_ms: f64,
    pub(crate) p99_ms: f64,
    p999_ms: f64,
}

/// `cargo xtask bench`
pub fn run(arguments: &Arguments) -> Result<()> {
    ensure!(arguments.rounds > 0 && arguments.seconds > 0, "--rounds and --seconds are at least 1");
    if arguments.peer {
        return peer::run(arguments);
    }
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
    let options = Options {
        manifest: &manifest,
        listen: free,
        state_dir: &state_dir,
        sql_files,
        variables: Vec::new(),
        environment: Vec::new(),
        flags: &[],
        quiet: true,
    };
    let server = Server::start(&program, &options)?;

    println!("\n{}", machine());
    let pairs = pairs(free)?.into_iter().chain(payee::pairs(free)?);
    let pairs: Vec<Pair> = pairs.filter(|pair| pair.name.contains(&arguments.only)).collect();
    if !pairs.is_empty() {
        let oha = load_generator()?;
        println!("{} s a measurement, median of {} rounds in turn\n", arguments.seconds, arguments.rounds);
        println!(
            "{:<24}{:>6}{:>10}{:>9}{:>9}{:>12}{:>9}{:>9}{:>8}",
            "endpoint", "conn", "req/s", "p50 ms", "p99 ms", "floor req/s", "p50 ms", "p99 ms", "ratio"
        );
        for pair in pairs {
            for &connections in arguments.connections.as_deref().unwrap_or(&CONNECTIONS) {
                println!("{}", row(&oha, arguments, &pair, connections)?);
            }
        }
    }
    if flood::NAME.contains(&arguments.only) {
        flood::run(&server, free)?;
    }
    if drain::NAME.contains(&arguments.only) {
        drain::run(&server, free, &state_dir)?;
    }
    server.stop()?;
    tokens(arguments, &program, &manifest)?;
    if desk_reads::NAME.contains(&arguments.only) {
        desk_reads::run(&program, &manifest)?;
    }
    println!("\ncomponent sizes");
    for (name, size) in build::sizes()? {
        println!("{name:<24}{:>8.1} KiB", size as f64 / 1024.0);
    }
    println!("{:<24}{:>8.1} KiB", "(floor)", build::size(&build::wasm("floor"))? as f64 / 1024.0);
    Ok(())
}

/// What the verification of a token costs: the median time of a request that is refused for what its token does not allow,
/// which is before any statement, without that of a request that is refused because it has none.
fn tokens(arguments: &Arguments, program: &Program, manifest: &Path) -> Result<()> {
    let name = |algorithm: Algorithm| format!("JWT {}", algorithm.name());
    let chosen = Algorithm::ALL.into_iter().filter(|algorithm| name(*algorithm).contains(&arguments.only));
    for (index, algorithm) in chosen.enumerate() {
        let oha = load_generator()?;
        if index == 0 {
            println!(
                "\nverification of a wallet token in WebAssembly, its key parsed for it: the median over HTTP and one"
            );
            println!(
                "connection of a request refused for its token's scope (403), less that of one without a token (401)"
            );
        }
        let listen = TcpListener::bind((Ipv4Addr::LOCALHOST, 0))?.local_addr()?;
        let state_dir = target().join("bench/state-tokens");
        let variables = vec![
            format!("wallet_jwt_alg={}", algorithm.name()),
            format!("wallet_jwt_key={}", algorithm.key()?),
        ];
        let options = Options {
            manifest,
            listen,
            state_dir: &state_dir,
            sql_files: Vec::new(),
            variables,
            environment: Vec::new(),
            flags: &[],
            quiet: true,
        };
        let server = Server::start(program, &options)?;
        let url = format!("http://{listen}/api/wallet/cash");
        let token = format!("Authorization: Bearer {}", token::of_user(1, "", algorithm)?);
        let with = Load::User(Cell::new(0), {
            let url = url.clone();
            Box::new(move |_| Ok(vec!["-H".into(), token.clone(), url.clone()]))
        });
        let without = Load::Target(url);
        let (mut verified, mut refused) = (Vec::new(), Vec::new());
        for _ in 0..arguments.rounds {
            verified.push(measure(&oha, arguments.seconds, "POST", &with, 1, &["403"])?.p50_ms);
            refused.push(measure(&oha, arguments.seconds, "POST", &without, 1, &["401"])?.p50_ms);
        }
        server.stop()?;
        let median = |times: &mut Vec<f64>| {
            times.sort_by(f64::total_cmp);
            times[times.len() / 2] * 1e3
        };
        let (verified, refused) = (median(&mut verified), median(&mut refused));
        println!("{:<24}{:>8.0} µs = {verified:.0} - {refused:.0}", name(algorithm), verified - refused);
    }
    Ok(())
}

fn row(oha: &Path, arguments: &Arguments, pair: &Pair, connections: u32) -> Result<String> {
    let (mut endpoint, mut floor) = (Vec::new(), Vec::new());
    for _ in 0..arguments.rounds {
        endpoint.push(measure(oha, arguments.seconds, pair.method, &pair.endpoint, connections, SERVED)?);
        floor.push(measure(oha, arguments.seconds, pair.method, &pair.floor, connections, SERVED)?);
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
        command(&base, "POST /create_customer", "product_user_id", &[])?,
        command(&base, "POST /pay", "product_order_sn", &PAYMENT)?,
        command(&base, "POST /do_withdraw", "product_billno", &WITHDRAWAL)?,
        wallet_cash(&base),
    ])
}

/// What a cluster is measured with: a command of one statement, one with triggers that keep books, and a read.
pub(crate) fn cluster_loads(address: SocketAddr) -> Result<Vec<(&'static str, &'static str, Load)>> {
    const NAMES: [&str; 3] = ["GET /bank_list", "POST /create_customer", "POST /pay"];
    let pairs = pairs(address)?.into_iter().filter(|pair| NAMES.contains(&pair.name));
    Ok(pairs.map(|pair| (pair.name, pair.method, pair.endpoint)).collect())
}

const PAYMENT: [(&str, &str); 4] =
    [("product_user_id", "1000001"), ("payment_code", "3"), ("amount", "300.00"), ("depositor", "bench")];

const WITHDRAWAL: [(&str, &str); 3] =
    [("product_user_id", "1000001"), ("withdraw_channel_code", "W1"), ("amount", "50.00")];

/// A command of product 1, each with another value of the parameter `number`.
fn command(base: &str, name: &'static str, number: &str, parameters: &[(&str, &str)]) -> Result<Pair> {
    let path = name.trim_start_matches("POST /");
    let endpoint = targets(path, |value| {
        let parameters = [&[("product_id", "1")], parameters, &[(number, value)]].concat();
        format!("{base}/{path}?{}", Signed::cashier(&parameters, PRODUCT_KEY).form())
    })?;
    let floor = targets(&format!("floor_{path}"), |value| format!("{base}/floor/{path}?floor-{value}"))?;
    Ok(Pair { name, method: "POST", endpoint, floor })
}

fn wallet_cash(base: &str) -> Pair {
    let url = format!("{base}/api/wallet/cash");
    let endpoint = Load::User(
        Cell::new(0),
        Box::new(move |nth| {
            let token = token::of_user(WALLET_USERS[0] + nth, "cash.create", Algorithm::EdDsa)?;
            let authorization = format!("Authorization: Bearer {token}");
            let options = ["-T", "application/json", "-d", WALLET_CASH, "-H", &authorization, &url];
            Ok(options.map(str::to_owned).to_vec())
        }),
    );
    let floor = format!("{base}/floor/wallet_cash?");
    let floor = move |nth| Ok(vec![format!("{floor}{}", WALLET_USERS[1] + nth)]);
    Pair {
        name: "POST /api/wallet/cash",
        method: "POST",
        endpoint,
        floor: Load::User(Cell::new(0), Box::new(floor)),
    }
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

fn measure(
    oha: &Path,
    seconds: u32,
    method: &str,
    load: &Load,
    connections: u32,
    expected: &[&str],
) -> Result<Measured> {
    let (measured, statuses) = self::load(oha, seconds, method, load, connections)?;
    let statuses: Vec<&str> = statuses.keys().map(String::as_str).collect();
    if !matches!(statuses.as_slice(), [status] if expected.contains(status)) {
        bail!("answers with statuses {statuses:?} instead of {expected:?}");
    }
    Ok(measured)
}

/// Sends a load; what was measured, and how often each status came.
pub(crate) fn load(
    oha: &Path,
    seconds: u32,
    method: &str,
    load: &Load,
    connections: u32,
) -> Result<(Measured, BTreeMap<String, u64>)> {
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
        Load::User(next, arguments_of) => {
            let nth = next.replace(next.get() + 1);
            command.args(arguments_of(nth % WALLET_USERS_EACH)?)
        }
        Load::Forms(target, file) => {
            command.args(["-T", "application/x-www-form-urlencoded", "-Z"]).arg(file).arg(target)
        }
    };
    let output = command.output().context("the load generator")?;
    ensure!(output.status.success(), "the load generator: {}", String::from_utf8_lossy(&output.stderr));
    let report: Report = serde_json::from_slice(&output.stdout).context("the load generator's report")?;
    let percentile =
        |name: &str| report.latency_percentiles.get(name).copied().flatten().unwrap_or(f64::NAN) * 1e3;
    let measured = Measured {
        per_second: report.summary.requests_per_sec,
        requests: report.status_code_distribution.values().sum::<u64>() as f64,
        p50_ms: percentile("p50"),
        p99_ms: percentile("p99"),
        p999_ms: percentile("p99.9"),
    };
    Ok((measured, report.status_code_distribution))
}

/// The load generator's program, installed under `target/` if it is not there.
pub(crate) fn load_generator() -> Result<PathBuf> {
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
pub(crate) fn machine() -> String {
    let cores = std::thread::available_parallelism().map_or(0, usize::from);
    let info = std::fs::read_to_string("/proc/cpuinfo").unwrap_or_default();
    let model = info.lines().find_map(|line| line.strip_prefix("model name")?.split_once(": "));
    format!("{} cores, {}", cores, model.map_or("unknown processor", |(_, model)| model))
}
