//! `cargo xtask cluster`: several nodes of the bundle on one libSQL server, behind one port.
//!
//! A node is a process of our host or of Spin. All of them share the server's database and, on this one machine, a file
//! for the key-value store, in which sessions are. HAProxy stands before them.

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
    /// Where the data lie; they outlive the cluster. [default: target/dev/cluster]
    #[arg(long, value_name = "DIR")]
    state_dir: Option<PathBuf>,
    #[command(flatten)]
    choice: Choice,
    /// Leave the demo data out: schema and reference data only.
    #[arg(long)]
    no_demo: bool,
    /// The server of libSQL. [default: the one that the tests have installed, or the one on the PATH]
    #[arg(long, value_name = "PATH")]
    sqld: Option<PathBuf>,
    /// The proxy.
    #[arg(long, value_name = "PATH", default_value = "haproxy")]
    haproxy: PathBuf,
}

/// `cargo xtask cluster`
pub fn run(arguments: &Arguments) -> Result<()> {
    let manifest = build::components()?;
    let program = arguments.choice.program()?;
    let state_dir = arguments.state_dir.clone().unwrap_or_else(|| target().join("dev/cluster"));
    let state_dir = std::path::absolute(state_dir).context("--state-dir")?;
    std::fs::create_dir_all(&state_dir).context("--state-dir")?;
    // Before anything is started, so that a signal meanwhile is not lost.
    let mut signals = Signals::new([SIGINT, SIGTERM])?;

    let (sqld, url) = start_sqld(arguments.sqld.as_deref(), &state_dir)?;
    let config = state_dir.join("runtime-config.toml");
    let text = format!(
        "[sqlite_database.default]\ntype = \"libsql\"\nurl = \"{url}\"\ntoken = \"\"\n\n\
         [key_value_store.default]\ntype = \"spin\"\npath = \"{}\"\n",
        state_dir.join("key_value.db").display()
    );
    std::fs::write(&config, text).with_context(|| config.display().to_string())?;

    let mut servers = vec![("sqld".to_owned(), sqld)];
    let mut nodes = Vec::new();
    for number in 1..=arguments.nodes {
        let listen = free_address()?;
        let name = format!("node{number}");
        let node = start_node(arguments, &program, &manifest, listen, &state_dir.join(&name), &config)?;
        println!("{name}: http://{listen}");
        servers.push((name.clone(), node));
        nodes.push((name, listen));
    }
    servers.push(("HAProxy".to_owned(), start_proxy(arguments, &nodes, &state_dir)?));
    dispatcher::start(arguments.listen, DISPATCH_TOKEN);

    println!("\nlibSQL: {url}\nData and logs: {}", state_dir.display());
    println!("{} nodes behind http://{}; stop with Ctrl-C.", nodes.len(), arguments.listen);
    loop {
        for (name, server) in &mut servers {
            if let Some(status) = server.ended()? {
                bail!("{name} ended ({status})");
            }
        }
        if signals.pending().next().is_some() {
            // The proxy first, the database last.
            return servers.into_iter().rev().try_for_each(|(_, server)| server.stop());
        }
        std::thread::sleep(Duration::from_millis(50));
    }
}

/// Starts the server of libSQL, whose commits are on the disk before they are acknowledged; gives its URL.
fn start_sqld(program: Option<&Path>, state_dir: &Path) -> Result<(Server, String)> {
    let installed = target().join("tools/sqld/sqld");
    let program = match program {
        Some(program) => program.to_owned(),
        None if installed.is_file() => installed,
        None => "sqld".into(),
    };
    let (address, admin) = (free_address()?, free_address()?);
    let log = File::create(state_dir.join("sqld.log")).context("--state-dir")?;
    let mut command = Command::new(&program);
    command.args([
        "--no-welcome",
        "--checkpoint-interval-s",
        "5",
        "--http-listen-addr",
        &address.to_string(),
    ]);
    command.args(["--admin-listen-addr", &admin.to_string(), "--db-path"]).arg(state_dir.join("sqld"));
    command.stdin(Stdio::null()).stdout(log.try_clone()?).stderr(log);
    let is_there = || TcpStream::connect(address).is_ok() && TcpStream::connect(admin).is_ok();
    let sqld = Server::ready(&mut command, is_there).with_context(|| {
        format!(
            "{}: `cargo xtask test --libsql --package feiqian-tests --test golden` installs one",
            program.display()
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

fn start_node(
    arguments: &Arguments,
    program: &Program,
    manifest: &Path,
    listen: SocketAddr,
    state_dir: &Path,
    config: &Path,
) -> Result<Server> {
    let mut sql_files = sql::schema()?;
    if !arguments.no_demo {
        sql_files.extend(sql::demo()?);
    }
    // The server keeps its own log of writes.
    sql_files.retain(|file| !file.ends_with("000_journal.sql"));
    let public = format!("http://{}", arguments.listen);
    let variables = vec![
        "database_mode=remote".to_owned(),
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

fn start_proxy(arguments: &Arguments, nodes: &[(String, SocketAddr)], state_dir: &Path) -> Result<Server> {
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
    bind {}
    default_backend nodes
backend nodes
    balance leastconn
    option httpchk GET /.well-known/spin/health
    default-server check inter 500ms fall 2 rise 1
",
        arguments.listen
    );
    for (name, address) in nodes {
        text += &format!("    server {name} {address}\n");
    }
    let config = state_dir.join("haproxy.cfg");
    std::fs::write(&config, text).with_context(|| config.display().to_string())?;
    let log = File::create(state_dir.join("haproxy.log")).context("--state-dir")?;
    let mut command = Command::new(&arguments.haproxy);
    command.arg("-db").arg("-f").arg(&config);
    command.stdin(Stdio::null()).stdout(log.try_clone()?).stderr(log);
    ensure!(TcpListener::bind(arguments.listen).is_ok(), "{} is in use", arguments.listen);
    Server::of(&mut command, arguments.listen)
        .with_context(|| format!("{}: install Debian's package haproxy", arguments.haproxy.display()))
}

fn free_address() -> Result<SocketAddr> {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).context("a free port")?;
    listener.local_addr().context("a free port")
}
