//! `cargo xtask up`: the bundle with demo data, ready for a first request.

use crate::development::{ACCOUNT_PASSWORD, PRODUCT_KEY};
use crate::server::{Choice, Options, Server};
use crate::sign::Signed;
use crate::workspace::target;
use crate::{build, dispatcher, migrate, ready, sql};
use anyhow::{Context, Result, bail};
use feiqian_vault::demo::{OPERATOR, OPERATOR_CODE_SECRET};
use signal_hook::consts::{SIGINT, SIGTERM};
use signal_hook::iterator::Signals;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};
use std::path::PathBuf;
use std::time::Duration;

#[derive(clap::Args)]
pub struct Arguments {
    /// Where to listen.
    #[arg(long, value_name = "ADDR", default_value = "127.0.0.1:3000")]
    listen: SocketAddr,
    /// Where the databases lie; they outlive the server. [default: target/dev/state]
    #[arg(long, value_name = "DIR")]
    state_dir: Option<PathBuf>,
    #[command(flatten)]
    choice: Choice,
    /// Leave the demo data out: schema and reference data only.
    #[arg(long)]
    no_demo: bool,
}

/// Where `up` keeps its databases unless told otherwise.
pub fn state_dir() -> PathBuf {
    target().join("dev/state")
}

/// `cargo xtask up`
pub fn run(arguments: &Arguments) -> Result<()> {
    let manifest = build::components()?;
    let program = arguments.choice.program()?;
    let state_dir = arguments.state_dir.clone().unwrap_or_else(state_dir);
    // Relative to where the command was called, not to where the server will run.
    let state_dir = std::path::absolute(state_dir).context("--state-dir")?;
    std::fs::create_dir_all(&state_dir).context("--state-dir")?;
    // The demo data needs the schema before anything is served.
    migrate::prepare(&state_dir.join("sqlite_db.db"))?;
    let sql_files = if arguments.no_demo { Vec::new() } else { sql::demo()? };
    // Before the server, so that a signal during its start is not lost.
    let mut signals = Signals::new([SIGINT, SIGTERM])?;
    let listen = arguments.listen;
    let variables = vec![format!("simulator_public_url=http://{}", reachable(listen))];
    let options = Options {
        manifest: &manifest,
        listen,
        state_dir: &state_dir,
        sql_files,
        variables,
        flags: &[],
        quiet: false,
    };
    let mut server = Server::start(&program, &options)?;

    dispatcher::start(reachable(listen));
    ready::print(reachable(listen))?;

    println!("\nData: {}", state_dir.display());
    println!("Reference: http://{}/docs", reachable(listen));
    if !arguments.no_demo {
        println!("Desk: http://{}/admin/api/v1 (docs/admin.md)", reachable(listen));
        println!("  operator {OPERATOR}, password {ACCOUNT_PASSWORD}, code by");
        println!("  cargo xtask admin code --secret {OPERATOR_CODE_SECRET}");
        let parameters = [("product_id", "1"), ("code", "440000000000")];
        let first = Signed::cashier(&parameters, PRODUCT_KEY);
        println!("Try a signed request, the cities of Guangdong:\n");
        println!("{}\n", first.curl(&format!("http://{listen}"), "GET", "/province_cities"));
    }
    println!("Stop with Ctrl-C.");
    loop {
        if let Some(status) = server.ended()? {
            bail!("the server ended ({status})");
        }
        if signals.pending().next().is_some() {
            return server.stop();
        }
        std::thread::sleep(Duration::from_millis(50));
    }
}

/// Where a browser on this machine finds what listens here: an address that means every interface is no place to go.
fn reachable(listen: SocketAddr) -> SocketAddr {
    match listen.ip() {
        IpAddr::V4(ip) if ip.is_unspecified() => SocketAddr::new(Ipv4Addr::LOCALHOST.into(), listen.port()),
        IpAddr::V6(ip) if ip.is_unspecified() => SocketAddr::new(Ipv6Addr::LOCALHOST.into(), listen.port()),
        _ => listen,
    }
}

#[cfg(test)]
mod tests {
    use super::reachable;

    #[test]
    fn an_address_of_every_interface_is_reached_by_loopback() {
        for (listen, expected) in [
            ("127.0.0.1:3000", "127.0.0.1:3000"),
            ("0.0.0.0:80", "127.0.0.1:80"),
            ("[::]:81", "[::1]:81"),
            ("192.0.2.7:82", "192.0.2.7:82"),
        ] {
            assert_eq!(reachable(listen.parse().unwrap()).to_string(), expected);
        }
    }
}
