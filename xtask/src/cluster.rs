//! `cargo xtask cluster`: several nodes of the bundle on one libSQL server, behind one port.
//!
//! A node is a process of our host or of Spin. All of them share the server's database and the key-value store, in which
//! sessions are: a Redis server, or a file on this one machine. HAProxy is in front of them.

mod measure;
mod torture;

use crate::development::DISPATCH_TOKEN;
use crate::server::{Choice, Options, Program, Server};
use crate::workspace::target;
use crate::{build, dispatcher, sql};
use anyhow::{Context, Result, bail, ensure};
use signal_hook::consts::{SIGINT, SIGTERM};
use signal_hook::iterator::Signals;
use std::fs::File;
use std::net::{Ipv4Addr, SocketAddr, TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::Duration;

#[derive(clap::Args)]
pub struct Arguments {
    /// Where the proxy listens.
    #[arg(long, value_name = "ADDR", default_value = "127.0.0.1:3000")]
    listen: SocketAddr,
    /// How many nodes there are.
    #[arg(long, default_value_t = 3, value_parser = clap::value_parser!(u8).range(1..=16))]
    nodes: u8,
    /// Where the data are; they outlive the cluster. [default: target/dev/cluster]
    #[arg(long, value_name = "DIR")]
    state_dir: Option<PathBuf>,
    #[command(flatten)]
    choice: Choice,
    /// Leave the demo data out: schema and reference data only.
    #[arg(long)]
    no_demo: bool,
    /// Keep sessions on a Redis server (Debian's package redis-server) instead of in a file.
    #[arg(long)]
    redis: bool,
    /// Start a second sqld that copies the first one, to be promoted when that is lost.
    #[arg(long)]
    replica: bool,
    /// The server of libSQL. [default: the one that the tests have installed, or the one on the PATH]
    #[arg(long, value_name = "PATH")]
    sqld: Option<PathBuf>,
    /// The proxy.
    #[arg(long, value_name = "PATH", default_value = "haproxy")]
    haproxy: PathBuf,
    /// Serve nobody: make faults for so many seconds while clients send commands, and check what is left.
    #[arg(long, value_name = "SECONDS", conflicts_with = "measure")]
    torture: Option<u64>,
    /// With --torture: what every choice is drawn from. [default: another one each time]
    #[arg(long, requires = "torture")]
    seed: Option<u64>,
    /// Serve nobody: measure one node with embedded SQLite beside one, two … nodes on libSQL.
    #[arg(long)]
    measure: bool,
    /// With --measure: how long each measurement lasts, in seconds.
    #[arg(long, default_value_t = 5, requires = "measure")]
    seconds: u32,
    /// With --measure: how often the setups take turns; the median counts.
    #[arg(long, default_value_t = 3, requires = "measure")]
    rounds: usize,
}

/// `cargo xtask cluster`
pub fn run(arguments: &Arguments) -> Result<()> {
    if let Some(seconds) = arguments.torture {
        return torture::run(arguments, seconds);
    }
    let manifest = build::components()?;
    let program = arguments.choice.program()?;
    if arguments.measure {
        return measure::run(arguments, &program);
    }
    let state_dir = arguments.state_dir.clone().unwrap_or_else(|| target().join("dev/cluster"));
    let state_dir = std::path::absolute(state_dir).context("--state-dir")?;
    // Before anything is started, so that a signal meanwhile is not lost.
    let mut signals = Signals::new([SIGINT, SIGTERM])?;
    let mut cluster = Cluster::start(arguments, &program, &manifest, &state_dir, &[])?;
    dispatcher::start(arguments.listen, DISPATCH_TOKEN);

    println!("\nlibSQL: {}\nData and logs: {}", cluster.url, state_dir.display());
    println!("{} nodes behind http://{}; stop with Ctrl-C.", arguments.nodes, arguments.listen);
    loop {
        for (name, server) in &mut cluster.servers {
            if let Some(status) = server.ended()? {
                bail!("{name} ended ({status})");
            }
        }
        if signals.pending().next().is_some() {
            return cluster.stop();
        }
        std::thread::sleep(Duration::from_millis(50));
    }
}

/// Everything that runs, in the order of its start.
struct Cluster {
    servers: Vec<(String, Server)>,
    /// Where the database is.
    url: String,
}

impl Cluster {
    /// Starts everything; `more` are SQL files for the first node, beside schema and demo data.
    fn start(
        arguments: &Arguments,
        program: &Program,
        manifest: &Path,
        state_dir: &Path,
        more: &[PathBuf],
    ) -> Result<Self> {
        std::fs::create_dir_all(state_dir).context("--state-dir")?;
        let primary = Sqld::choose(arguments.sqld.as_deref());
        let copied_from = if arguments.replica { Some(free_address()?) } else { None };
        let (sqld, url) = primary.start(state_dir, copied_from)?;
        let mut cluster = Cluster { servers: vec![("sqld".to_owned(), sqld)], url };
        if let Some(primary_address) = copied_from {
            let (replica, url) = primary.start_replica(state_dir, primary_address)?;
            println!("replica: {url}");
            cluster.servers.push(("the replica".to_owned(), replica));
        }
        let store = if arguments.redis {
            let (redis, url) = start_redis(state_dir)?;
            println!("Redis: {url}");
            cluster.servers.push(("Redis".to_owned(), redis));
            format!("type = \"redis\"\nurl = \"{url}\"")
        } else {
            format!("type = \"spin\"\npath = \"{}\"", state_dir.join("key_value.db").display())
        };
        let config = state_dir.join("runtime-config.toml");
        let text = format!(
            "[sqlite_database.default]\ntype = \"libsql\"\nurl = \"{}\"\ntoken = \"\"\n\n\
             [key_value_store.default]\n{store}\n",
            cluster.url
        );
        std::fs::write(&config, text).with_context(|| config.display().to_string())?;

        let mut sql_files = sql::schema()?;
        if !arguments.no_demo {
            sql_files.extend(sql::demo()?);
        }
        // The server keeps its own log of writes.
        sql_files.retain(|file| !file.ends_with("000_journal.sql"));
        let mut nodes = Vec::new();
        for number in 1..=arguments.nodes {
            let listen = free_address()?;
            let name = format!("node{number}");
            // The first one fills the database of all.
            let files = if number == 1 { [&sql_files[..], more].concat() } else { Vec::new() };
            let folder = state_dir.join(&name);
            let node = start_node(arguments.listen, program, manifest, listen, &folder, files, &config)?;
            println!("{name}: http://{listen}");
            cluster.servers.push((name.clone(), node));
            nodes.push((name, listen));
        }
        let proxy = start_proxy(&arguments.haproxy, arguments.listen, &nodes, state_dir)?;
        cluster.servers.push(("HAProxy".to_owned(), proxy));
        Ok(cluster)
    }

    /// Stops the proxy first, the database last.
    fn stop(self) -> Result<()> {
        self.servers.into_iter().rev().try_for_each(|(_, server)| server.stop())
    }
}

/// The server of libSQL.
struct Sqld(PathBuf);

impl Sqld {
    fn choose(program: Option<&Path>) -> Self {
        let installed = target().join("tools/sqld/sqld");
        Sqld(match program {
            Some(program) => program.to_owned(),
            None if installed.is_file() => installed,
            None => "sqld".into(),
        })
    }

    fn command(&self, name: &str, state_dir: &Path, address: SocketAddr) -> Result<Command> {
        let log = File::create(state_dir.join(format!("{name}.log"))).context("--state-dir")?;
        let mut command = Command::new(&self.0);
        command.args(["--no-welcome", "--http-listen-addr", &address.to_string(), "--db-path"]);
        command.arg(state_dir.join(name));
        command.stdin(Stdio::null()).stdout(log.try_clone()?).stderr(log);
        Ok(command)
    }

    /// Starts the server, whose commits are on the disk before they are acknowledged; gives its URL.
    fn start(&self, state_dir: &Path, copied_from: Option<SocketAddr>) -> Result<(Server, String)> {
        let (address, admin) = (free_address()?, free_address()?);
        let mut command = self.command("sqld", state_dir, address)?;
        command.args(["--checkpoint-interval-s", "5", "--admin-listen-addr", &admin.to_string()]);
        if let Some(copied_from) = copied_from {
            command.args(["--grpc-listen-addr", &copied_from.to_string()]);
        }
        let is_there = || TcpStream::connect(address).is_ok() && TcpStream::connect(admin).is_ok();
        let sqld = Server::ready(&mut command, is_there).with_context(|| {
            format!(
                "{}: `cargo xtask test --libsql --package feiqian-tests --test golden` installs one",
                self.0.display()
            )
        })?;
        // It starts with a weaker mode each time.
        let settings = format!("http://{admin}/v1/namespaces/default/config");
        let mut said = ureq::get(&settings).call().context("the settings of sqld")?;
        let mut values: serde_json::Value = serde_json::from_str(&said.body_mut().read_to_string()?)?;
        values["durability_mode"] = "strong".into();
        let request = ureq::post(&settings).header("content-type", "application/json");
        request.send(values.to_string()).context("the durability of sqld")?;
        Ok((sqld, format!("http://{address}")))
    }

    /// Starts a server that copies the one at `primary`; gives its URL.
    fn start_replica(&self, state_dir: &Path, primary: SocketAddr) -> Result<(Server, String)> {
        let address = free_address()?;
        let mut command = self.command("replica", state_dir, address)?;
        command.args(["--primary-grpc-url", &format!("http://{primary}")]);
        let replica = Server::ready(&mut command, || TcpStream::connect(address).is_ok());
        Ok((replica.context("the replica")?, format!("http://{address}")))
    }
}

/// Starts a Redis server every write of which is on the disk before it is acknowledged; gives its URL.
fn start_redis(state_dir: &Path) -> Result<(Server, String)> {
    let (address, folder) = (free_address()?, state_dir.join("redis"));
    std::fs::create_dir_all(&folder).context("--state-dir")?;
    let log = File::create(state_dir.join("redis.log")).context("--state-dir")?;
    let mut command = Command::new("redis-server");
    command.args(["--bind", &address.ip().to_string(), "--port", &address.port().to_string(), "--dir"]);
    command.arg(&folder).args(["--appendonly", "yes", "--appendfsync", "always", "--save", ""]);
    command.stdin(Stdio::null()).stdout(log.try_clone()?).stderr(log);
    let redis = Server::ready(&mut command, || TcpStream::connect(address).is_ok());
    let redis = redis.context("--redis: install Debian's package redis-server")?;
    Ok((redis, format!("redis://{address}")))
}

fn start_node(
    public: SocketAddr,
    program: &Program,
    manifest: &Path,
    listen: SocketAddr,
    state_dir: &Path,
    sql_files: Vec<PathBuf>,
    config: &Path,
) -> Result<Server> {
    let public = format!("http://{public}");
    let variables = vec![
        "database_mode=remote".to_owned(),
        // As docs/deployment.md recommends: one round trip for a command instead of two.
        "auth_cache_ms=1000".to_owned(),
        "client_ip_header=x-forwarded-for".to_owned(),
        format!("public_base_url={public}"),
        format!("simulator_public_url={public}"),
    ];
    let flags = ["--runtime-config-file".to_owned(), config.display().to_string()];
    let options = Options {
        manifest,
        listen,
        state_dir,
        sql_files,
        variables,
        environment: Vec::new(),
        flags: &flags,
        quiet: true,
    };
    Server::start(program, &options)
}

fn start_proxy(
    haproxy: &Path,
    listen: SocketAddr,
    nodes: &[(String, SocketAddr)],
    state_dir: &Path,
) -> Result<Server> {
    let mut text = format!(
        "global
    maxconn 1024
defaults
    mode http
    timeout connect 2s
    timeout client 60s
    timeout server 60s
    timeout http-request 10s
    # A request that no node has seen goes to another one; any other may have had its effect.
    retries 3
    retry-on conn-failure
    option redispatch
    # The address that was called from, as the last X-Forwarded-For.
    option forwardfor
frontend public
    bind {listen}
    default_backend nodes
backend nodes
    balance leastconn
    option httpchk GET /.well-known/spin/health
    default-server check inter 500ms fall 2 rise 1
"
    );
    for (name, address) in nodes {
        text += &format!("    server {name} {address}\n");
    }
    let config = state_dir.join("haproxy.cfg");
    std::fs::write(&config, text).with_context(|| config.display().to_string())?;
    let log = File::create(state_dir.join("haproxy.log")).context("--state-dir")?;
    let mut command = Command::new(haproxy);
    command.arg("-db").arg("-f").arg(&config);
    command.stdin(Stdio::null()).stdout(log.try_clone()?).stderr(log);
    ensure!(TcpListener::bind(listen).is_ok(), "{listen} is in use");
    Server::of(&mut command, listen)
        .with_context(|| format!("{}: install Debian's package haproxy", haproxy.display()))
}

fn free_address() -> Result<SocketAddr> {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).context("a free port")?;
    listener.local_addr().context("a free port")
}
