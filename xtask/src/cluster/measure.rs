//! `cargo xtask cluster --measure`: one node with embedded SQLite beside nodes on libSQL, in turns, all behind HAProxy.

use super::{Arguments, Cluster, free_address, start_proxy};
use crate::bench::{self, Measured};
use crate::server::{Choice, Options, Program, Server};
use crate::workspace::target;
use crate::{manifest, sql};
use anyhow::{Context, Result};
use std::collections::BTreeMap;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::time::Instant;

/// Kept-alive connections.
const CLIENTS: u32 = 64;

/// Where everything runs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Setup {
    Embedded,
    Nodes(u8),
}

impl Setup {
    fn name(self) -> String {
        match self {
            Setup::Embedded => "embedded SQLite, 1 node".to_owned(),
            Setup::Nodes(1) => "libSQL, 1 node".to_owned(),
            Setup::Nodes(count) => format!("libSQL, {count} nodes"),
        }
    }
}

/// One measurement.
struct Sample {
    measured: Measured,
    statuses: BTreeMap<String, u64>,
    /// Cores that each kind of server was busy with.
    cores: BTreeMap<String, f64>,
}

/// Measures every setup and prints the table.
pub fn run(arguments: &Arguments, program: &Program) -> Result<()> {
    let oha = bench::load_generator()?;
    let manifest = manifest::write_bench()?;
    let setups: Vec<Setup> =
        [Setup::Embedded].into_iter().chain((1..=arguments.nodes).map(Setup::Nodes)).collect();
    let mut samples: BTreeMap<(usize, &str), Vec<Sample>> = BTreeMap::new();
    for round in 1..=arguments.rounds {
        for (index, setup) in setups.iter().enumerate() {
            eprintln!("round {round}: {}", setup.name());
            let state_dir = target().join("bench/cluster");
            if state_dir.exists() {
                std::fs::remove_dir_all(&state_dir).context("the state folder of the last run")?;
            }
            let listen = free_address()?;
            let cluster = start(arguments, *setup, program, &manifest, &state_dir, listen)?;
            for (name, method, load) in bench::cluster_loads(listen)? {
                let before = used(&cluster)?;
                let begun = Instant::now();
                let (measured, statuses) = bench::load(&oha, arguments.seconds, method, &load, CLIENTS)?;
                let lasted_s = begun.elapsed().as_secs_f64();
                let cores = used(&cluster)?.into_iter().map(|(kind, cpu_s)| {
                    let busy = cpu_s - before.get(&kind).copied().unwrap_or_default();
                    (kind, busy / lasted_s)
                });
                let sample = Sample { measured, statuses, cores: cores.collect() };
                samples.entry((index, name)).or_default().push(sample);
            }
            cluster.stop()?;
        }
    }
    print(arguments, &setups, samples);
    Ok(())
}

fn start(
    arguments: &Arguments,
    setup: Setup,
    program: &Program,
    manifest: &Path,
    state_dir: &Path,
    listen: SocketAddr,
) -> Result<Cluster> {
    let more = vec![crate::workspace::root().join("xtask/overlays/bench.sql")];
    match setup {
        Setup::Nodes(nodes) => {
            let (sqld, haproxy) = (arguments.sqld.clone(), arguments.haproxy.clone());
            let own = Arguments {
                listen,
                nodes,
                sqld,
                haproxy,
                state_dir: None,
                choice: Choice::default(),
                ..*arguments
            };
            Cluster::start(&own, program, manifest, state_dir, &more)
        }
        Setup::Embedded => embedded(arguments, program, manifest, state_dir, listen, more),
    }
}

/// One node with its database in process, behind the same proxy.
fn embedded(
    arguments: &Arguments,
    program: &Program,
    manifest: &Path,
    state_dir: &Path,
    listen: SocketAddr,
    more: Vec<PathBuf>,
) -> Result<Cluster> {
    let own = free_address()?;
    let folder = state_dir.join("node1");
    let options = Options {
        manifest,
        listen: own,
        state_dir: &folder,
        sql_files: [sql::schema()?, sql::demo()?, more].concat(),
        variables: vec!["database_mode=local".to_owned(), "client_ip_header=x-forwarded-for".to_owned()],
        environment: Vec::new(),
        flags: &[],
        quiet: true,
    };
    let node = Server::start(program, &options)?;
    let proxy = start_proxy(&arguments.haproxy, listen, &[("node1".to_owned(), own)], state_dir)?;
    let servers = vec![("node1".to_owned(), node), ("HAProxy".to_owned(), proxy)];
    Ok(Cluster { servers, url: String::new() })
}

/// Seconds of CPU by kind of server.
fn used(cluster: &Cluster) -> Result<BTreeMap<String, f64>> {
    let mut used = BTreeMap::new();
    for (name, server) in &cluster.servers {
        let kind = if name.starts_with("node") { "nodes" } else { name.as_str() };
        *used.entry(kind.to_owned()).or_default() += server.used()?.cpu_s;
    }
    Ok(used)
}

fn print(arguments: &Arguments, setups: &[Setup], samples: BTreeMap<(usize, &str), Vec<Sample>>) {
    println!(
        "\n{}; {CLIENTS} keep-alive clients, {} s a measurement, median of {} rounds in turn, all behind HAProxy\n",
        bench::machine(),
        arguments.seconds,
        arguments.rounds
    );
    println!(
        "{:<26}{:<24}{:>8}{:>9}{:>9}{:>8}  {:<22}cores",
        "setup", "request", "req/s", "p50 ms", "p99 ms", "ratio", "answers"
    );
    let mut embedded: BTreeMap<&str, f64> = BTreeMap::new();
    for ((index, name), mut taken) in samples {
        let mut statuses: BTreeMap<String, u64> = BTreeMap::new();
        for sample in &taken {
            sample
                .statuses
                .iter()
                .for_each(|(status, count)| *statuses.entry(status.clone()).or_default() += count);
        }
        taken.sort_by(|one, other| one.measured.per_second.total_cmp(&other.measured.per_second));
        let all: Vec<String> =
            taken.iter().map(|sample| format!("{:.0}", sample.measured.per_second)).collect();
        let Sample { measured, cores, .. } = taken.swap_remove(taken.len() / 2);
        let of = *embedded.entry(name).or_insert(measured.per_second);
        let cores: Vec<String> = cores.iter().map(|(kind, cores)| format!("{kind} {cores:.2}")).collect();
        println!(
            "{:<26}{:<24}{:>8.0}{:>9.1}{:>9.1}{:>8.2}  {:<22}{}  ({})",
            setups[index].name(),
            name,
            measured.per_second,
            measured.p50_ms,
            measured.p99_ms,
            measured.per_second / of,
            format!("{statuses:?}"),
            cores.join(", "),
            all.join(", ")
        );
    }
}
