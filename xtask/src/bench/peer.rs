//! `cargo xtask bench --peer`: the bundle beside what a Node developer would write instead (`tests/peer`), in turn on one
//! machine, both with WAL and `synchronous` FULL on the same disk.

use super::{Arguments, Load, Measured, load_generator, machine, measure, payee};
use crate::development::PRODUCT_KEY;
use crate::server::{Options, Program, Server, Used};
use crate::sign::Signed;
use crate::token::{self, Algorithm};
use crate::workspace::{root, run as run_command, target};
use crate::{build, sql};
use anyhow::{Context, Result};
use std::cell::Cell;
use std::fmt::Write;
use std::net::{Ipv4Addr, SocketAddr, TcpListener};
use std::path::{Path, PathBuf};
use std::process::Command;

/// Connections of a read and of a command unless `--connections` names others.
const READ_CONNECTIONS: [u32; 1] = [32];
const COMMAND_CONNECTIONS: [u32; 3] = [1, 16, 64];

/// Requests of a measurement that are all different, for each second: more than are sent.
const REQUESTS_A_SECOND: u32 = 20_000;

/// One request of both sides.
struct Scenario {
    name: &'static str,
    method: &'static str,
    is_read: bool,
    load_of: fn(SocketAddr, u32) -> Load,
}

const SCENARIOS: [Scenario; 5] = [
    Scenario { name: "GET /bank_list", method: "GET", is_read: true, load_of: bank_list },
    Scenario { name: "POST /create_customer", method: "POST", is_read: false, load_of: create_customer },
    Scenario { name: "POST /pay", method: "POST", is_read: false, load_of: pay },
    Scenario { name: "POST /api/wallet/cash", method: "POST", is_read: false, load_of: wallet_cash },
    Scenario { name: "POST /v3/payouts/pay", method: "POST", is_read: false, load_of: payee_pay },
];

/// A side and what it has used when it was last asked.
struct Side {
    server: Server,
    address: SocketAddr,
}

/// A measurement of a side, with the CPU time it took.
#[derive(Debug, Clone, Copy)]
struct Cost {
    measured: Measured,
    /// Seconds of both cores for 1000 requests.
    cpu_s: f64,
}

pub fn run(arguments: &Arguments) -> Result<()> {
    let manifest = build::components()?;
    let program = Program::choose(arguments.spin.as_deref(), arguments.spin.is_none())?;
    let oha = load_generator()?;
    let folder = target().join("bench/peer");
    if folder.exists() {
        std::fs::remove_dir_all(&folder).context("the folder of the last run")?;
    }
    let bundle = bundle(&program, &manifest, &folder, arguments)?;
    let peer = peer(&folder)?;

    println!("\n{}", machine());
    println!(
        "{} s a measurement, median of {} rounds in turn; CPU in seconds for 1000 requests",
        arguments.seconds, arguments.rounds
    );
    println!("bundle: {}; peer: Node {}, tests/peer\n", program.name(), node_version()?);
    println!(
        "{:<22}{:>5} {:>9}{:>8}{:>8}{:>8}{:>7} {:>9}{:>8}{:>8}{:>8}{:>7} {:>6}",
        "request",
        "conn",
        "req/s",
        "p50 ms",
        "p99",
        "p99.9",
        "CPU",
        "peer",
        "p50 ms",
        "p99",
        "p99.9",
        "CPU",
        "ratio"
    );
    for scenario in SCENARIOS.iter().filter(|scenario| scenario.name.contains(&arguments.only)) {
        let usual = if scenario.is_read { &READ_CONNECTIONS[..] } else { &COMMAND_CONNECTIONS };
        for &connections in arguments.connections.as_deref().unwrap_or(usual) {
            println!("{}", row(&oha, arguments, scenario, connections, [&bundle, &peer])?);
        }
    }
    println!();
    for (name, side) in [("bundle", &bundle), ("peer", &peer)] {
        let Used { memory_kib, .. } = side.server.used()?;
        println!("memory of the {name:<10}{:>6} MiB", memory_kib / 1024);
    }
    bundle.server.stop()?;
    peer.server.stop()?;
    std::fs::remove_dir_all(&folder).context("the folder of the run")
}

fn bundle(program: &Program, manifest: &Path, folder: &Path, arguments: &Arguments) -> Result<Side> {
    let address = free()?;
    let state_dir = folder.join("state");
    let bench_sql = vec![root().join("xtask/overlays/bench.sql")];
    let sql_files = [sql::schema()?, sql::demo()?, bench_sql].concat();
    let options = Options {
        manifest,
        listen: address,
        state_dir: &state_dir,
        sql_files,
        variables: Vec::new(),
        environment: Vec::new(),
        flags: &arguments.flags,
        quiet: true,
    };
    Ok(Side { server: Server::start(program, &options)?, address })
}

fn peer(folder: &Path) -> Result<Side> {
    let project = installed()?;
    let address = free()?;
    let mut node = Command::new("node");
    node.arg(project.join("server.mjs")).arg(address.port().to_string()).arg(folder.join("peer.db"));
    Ok(Side { server: Server::of(node.current_dir(project), address)?, address })
}

/// The peer with its packages, below `target/`. One of them is compiled where its registry has no program for it.
fn installed() -> Result<PathBuf> {
    let (source, project) = (root().join("tests/peer"), target().join("tools/peer"));
    std::fs::create_dir_all(&project).context("the peer's folder below target/")?;
    let lock = std::fs::read(source.join("package-lock.json")).context("the peer's lock file")?;
    let is_installed = std::fs::read(project.join("node_modules/.installed")).is_ok_and(|of| of == lock);
    for entry in std::fs::read_dir(&source).context("tests/peer")? {
        let path = entry?.path();
        if path.is_file() {
            std::fs::copy(&path, project.join(path.file_name().context("a file's name")?))?;
        }
    }
    if !is_installed {
        eprintln!("Installing the peer's packages (some minutes, once) …");
        let mut npm = Command::new("npm");
        npm.args(["ci", "--no-audit", "--no-fund", "--no-update-notifier"]).current_dir(&project);
        run_command(&mut npm, "npm ci")?;
        std::fs::write(project.join("node_modules/.installed"), lock)?;
    }
    Ok(project)
}

fn node_version() -> Result<String> {
    let output = Command::new("node").arg("--version").output().context("node")?;
    Ok(String::from_utf8_lossy(&output.stdout).trim().trim_start_matches('v').to_owned())
}

fn free() -> Result<SocketAddr> {
    Ok(TcpListener::bind((Ipv4Addr::LOCALHOST, 0))?.local_addr()?)
}

fn row(
    oha: &Path,
    arguments: &Arguments,
    scenario: &Scenario,
    connections: u32,
    sides: [&Side; 2],
) -> Result<String> {
    let loads = sides.map(|side| (scenario.load_of)(side.address, arguments.seconds));
    let mut costs = [Vec::new(), Vec::new()];
    for _ in 0..arguments.rounds {
        for ((side, load), costs) in sides.iter().zip(&loads).zip(&mut costs) {
            let before = side.server.used()?.cpu_s;
            let measured = measure(oha, arguments.seconds, scenario.method, load, connections, &["200"])?;
            let cpu_s = (side.server.used()?.cpu_s - before) / measured.requests * 1e3;
            costs.push(Cost { measured, cpu_s });
        }
    }
    let [bundle, peer] = costs.map(median);
    let mut row = format!("{:<22}{connections:>5}", scenario.name);
    for Cost { measured, cpu_s } in [bundle, peer] {
        write!(
            row,
            " {:>9.0}{:>8.2}{:>8.1}{:>8.1}{cpu_s:>7.3}",
            measured.per_second, measured.p50_ms, measured.p99_ms, measured.p999_ms
        )?;
    }
    write!(row, " {:>6.2}", bundle.measured.per_second / peer.measured.per_second)?;
    Ok(row)
}

/// The median of every number by itself.
fn median(costs: Vec<Cost>) -> Cost {
    let of = |number: fn(&Cost) -> f64| {
        let mut numbers: Vec<f64> = costs.iter().map(number).collect();
        numbers.sort_by(f64::total_cmp);
        numbers[numbers.len() / 2]
    };
    Cost {
        measured: Measured {
            per_second: of(|cost| cost.measured.per_second),
            requests: of(|cost| cost.measured.requests),
            p50_ms: of(|cost| cost.measured.p50_ms),
            p99_ms: of(|cost| cost.measured.p99_ms),
            p999_ms: of(|cost| cost.measured.p999_ms),
        },
        cpu_s: of(|cost| cost.cpu_s),
    }
}

fn bank_list(address: SocketAddr, _: u32) -> Load {
    let query = Signed::cashier(&[("product_id", "1"), ("product_user_id", "1000001")], PRODUCT_KEY).form();
    Load::Target(format!("http://{address}/bank_list?{query}"))
}

fn create_customer(address: SocketAddr, seconds: u32) -> Load {
    fresh(address, seconds, "urls", move |user| {
        let parameters = [("product_id", "1"), ("product_user_id", user)];
        format!("http://{address}/create_customer?{}", Signed::cashier(&parameters, PRODUCT_KEY).form())
    })
}

fn pay(address: SocketAddr, seconds: u32) -> Load {
    fresh(address, seconds, "urls", move |order| {
        let parameters = [
            ("product_id", "1"),
            ("product_user_id", "1000001"),
            ("payment_code", "3"),
            ("amount", "300.00"),
            ("depositor", "bench"),
            ("product_order_sn", order),
        ];
        format!("http://{address}/pay?{}", Signed::cashier(&parameters, PRODUCT_KEY).form())
    })
}

fn wallet_cash(address: SocketAddr, _: u32) -> Load {
    Load::User(
        Cell::new(0),
        Box::new(move |nth| {
            let token = token::of_user(super::WALLET_USERS[0] + nth, "cash.create", Algorithm::EdDsa)?;
            let authorization = format!("Authorization: Bearer {token}");
            let options = ["-T", "application/json", "-d", super::WALLET_CASH, "-H", &authorization];
            let url = format!("http://{address}/api/wallet/cash");
            Ok(options.map(str::to_owned).into_iter().chain([url]).collect())
        }),
    )
}

fn payee_pay(address: SocketAddr, seconds: u32) -> Load {
    fresh(address, seconds, "forms", payee::pay)
}

/// Requests that are different in each measurement and, but for some chance, within one.
fn fresh(
    address: SocketAddr,
    seconds: u32,
    kind: &'static str,
    request_of: impl Fn(&str) -> String + 'static,
) -> Load {
    let port = address.port();
    let next = Cell::new(0);
    let arguments = move |_| {
        let measurement = next.replace(next.get() + 1);
        let mut text = String::new();
        for number in 0..seconds * REQUESTS_A_SECOND {
            writeln!(text, "{}", request_of(&format!("peer{measurement}-{number}")))?;
        }
        let path = target().join("bench/peer").join(format!("{port}.{kind}"));
        std::fs::write(&path, text).with_context(|| path.display().to_string())?;
        let path = path.display().to_string();
        Ok(match kind {
            "urls" => vec!["--urls-from-file".into(), path],
            _ => {
                let url = format!("http://{address}/v3/payouts/pay");
                vec!["-T".into(), "application/x-www-form-urlencoded".into(), "-Z".into(), path, url]
            }
        })
    };
    Load::User(Cell::new(0), Box::new(arguments))
}
