//! The command line: `spin up` of one application, as far as this host goes.

use crate::app::{App, Destination};
use crate::instances::{Count, Reuse, Span};
use crate::server::{self, Sockets};
use anyhow::{Context as _, Result};
use clap::{Parser, ValueEnum};
use std::io::Write as _;
use std::net::SocketAddr;
use std::path::PathBuf;
use std::time::Duration;

/// Serves the HTTP components of a spin.toml on this machine, the way Spin 4.1 does: for development and tests.
#[derive(Debug, Parser)]
#[command(name = "feiqian-host", version, args_override_self = true)]
pub struct Options {
    /// The manifest, or the folder that has a spin.toml
    #[arg(short = 'f', long = "from", value_name = "FILE", default_value = "spin.toml")]
    pub manifest: PathBuf,

    /// Address and port to listen on; port 0 takes a free one, which the first line of output names
    #[arg(long, value_name = "ADDRESS", env = "SPIN_HTTP_LISTEN_ADDR", default_value = "127.0.0.1:3000")]
    pub listen: SocketAddr,

    /// Take the next free port when the one of --listen is in use
    #[arg(long)]
    pub find_free_port: bool,

    /// Where databases, key-value stores, logs and compiled components go; empty for none [default: .spin beside the
    /// manifest]
    #[arg(long, value_name = "FOLDER")]
    pub state_dir: Option<String>,

    /// Databases, key-value stores, variable providers and networks: Spin's runtime configuration
    #[arg(long, value_name = "FILE", env = "RUNTIME_CONFIG_FILE")]
    pub runtime_config_file: Option<PathBuf>,

    /// An application variable: NAME=VALUE, NAME=@FILE, @FILE.json or @FILE.toml; repeatable
    #[arg(long = "variable", value_name = "NAME=VALUE")]
    pub variables: Vec<String>,

    /// SQL before serving: @FILE or @FILE:LABEL runs a file, anything else is one statement; repeatable, in order
    #[arg(long, value_name = "SQL")]
    pub sqlite: Vec<String>,

    /// A value of the default key-value store, set before serving; repeatable
    #[arg(long = "key-value", value_name = "KEY=VALUE", value_parser = pair)]
    pub key_values: Vec<(String, String)>,

    /// An environment variable of every component; repeatable
    #[arg(short = 'e', long = "env", value_name = "NAME=VALUE", value_parser = pair)]
    pub environment: Vec<(String, String)>,

    /// Where components' output goes, one file for stdout and one for stderr of each; empty for no files [default:
    /// logs in the state folder]
    #[arg(long, value_name = "FOLDER")]
    pub log_dir: Option<String>,

    /// Keep components' output off the terminal
    #[arg(short, long)]
    pub quiet: bool,

    /// How the start is announced
    #[arg(long, value_enum, default_value_t = Format::Plain)]
    pub format: Format,

    #[command(flatten)]
    reuse_flags: ReuseFlags,

    /// How instances are reused, from the flags.
    #[arg(skip)]
    pub reuse: Reuse,

    /// Bytes of memory one instance may have [default: no limit]
    #[arg(long, value_name = "BYTES", env = "SPIN_MAX_INSTANCE_MEMORY")]
    pub max_instance_memory: Option<usize>,

    /// Allocate instances one by one instead of from a pool
    #[arg(long)]
    pub disable_pooling: bool,

    /// Where compiled components are kept; empty to compile at every start [default: cache in the state folder]
    #[arg(long, value_name = "FOLDER")]
    pub cache_dir: Option<String>,

    /// Treat sockets as Spin does, without TCP_NODELAY: an answer sent in two segments waits for the client's
    /// delayed acknowledgement
    #[arg(long)]
    pub no_tcp_nodelay: bool,

    /// For tests only: how many milliseconds the clock that components see is ahead of the system's; negative: behind.
    /// Spin has no such flag
    #[arg(long, value_name = "MILLISECONDS", default_value_t = 0, allow_negative_numbers = true)]
    pub clock_offset_ms: i64,

    /// Seconds a stop waits for requests in flight
    #[arg(long, value_name = "SECONDS", default_value_t = 10)]
    pub stop_timeout: u64,
}

#[derive(Debug, clap::Args)]
struct ReuseFlags {
    /// Requests one P3 instance serves: a number, or a range a..b from which each instance takes one
    #[arg(long, value_name = "COUNT", default_value = "128")]
    max_instance_reuse_count: Count,

    /// Requests one P3 instance serves at the same time: a number or a range
    #[arg(long, value_name = "COUNT", default_value = "16")]
    max_instance_concurrent_reuse_count: Count,

    /// How long an idle instance is kept: 1s, 50ms, or a range
    #[arg(long, value_name = "TIME", default_value = "1s")]
    idle_instance_timeout: Span,

    /// How long a request may take to be answered: 5s, 50ms, or a range [default: no limit]
    #[arg(long, value_name = "TIME")]
    request_timeout: Option<Span>,
}

/// See [`Options::format`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Format {
    /// Lines for people; the first is `Serving http://ADDRESS`.
    Plain,
    /// One JSON object.
    Json,
}

fn pair(text: &str) -> Result<(String, String), String> {
    let (name, value) = text.split_once('=').ok_or("write NAME=VALUE")?;
    Ok((name.to_owned(), value.to_owned()))
}

impl Options {
    /// Reads the process's arguments; on a mistake, or `--help`, says so and ends the process.
    pub fn from_arguments() -> Self {
        let mut options = Self::parse();
        if options.manifest.is_dir() {
            options.manifest.push("spin.toml");
        }
        options.reuse = Reuse {
            count: options.reuse_flags.max_instance_reuse_count,
            concurrent: options.reuse_flags.max_instance_concurrent_reuse_count,
            idle_timeout: options.reuse_flags.idle_instance_timeout,
            request_timeout: options.reuse_flags.request_timeout,
        };
        options
    }
}

/// Serves until SIGTERM or SIGINT, then lets requests in flight finish.
///
/// # Errors
/// What stopped it from starting.
pub fn run(options: &Options) -> Result<()> {
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()
        .context("cannot start the runtime")?;
    let result = runtime.block_on(async {
        // Before anything is started, so that a stop during the start is a stop too.
        let stop = stop_signal()?;
        let app = App::load(options).await?;
        let listener = server::listen(options.listen, options.find_free_port).await?;
        let address = listener.local_addr().context("cannot read the address")?;
        app.set_own_address(address);
        announce(&app, address, options.format);
        let sockets = Sockets {
            no_delay: !options.no_tcp_nodelay,
            stop_timeout: Duration::from_secs(options.stop_timeout),
        };
        server::serve(app, listener, sockets, stop).await
    });
    // What still blocks a thread (a statement that waits for a lock) must not hold up the end.
    runtime.shutdown_timeout(Duration::from_millis(200));
    result
}

/// Resolves at the first SIGTERM or SIGINT.
#[cfg(unix)]
fn stop_signal() -> Result<impl Future<Output = ()>> {
    use tokio::signal::unix::{SignalKind, signal};
    let mut terminate = signal(SignalKind::terminate()).context("cannot listen for SIGTERM")?;
    let mut interrupt = signal(SignalKind::interrupt()).context("cannot listen for SIGINT")?;
    Ok(async move {
        tokio::select! {
            _ = terminate.recv() => {}
            _ = interrupt.recv() => {}
        }
    })
}

/// Resolves at Ctrl-C.
#[cfg(not(unix))]
fn stop_signal() -> Result<impl Future<Output = ()>> {
    Ok(async {
        _ = tokio::signal::ctrl_c().await;
    })
}

/// Says where the application is. Tests and scripts read the first line, so it is flushed at once.
fn announce(app: &App, address: SocketAddr, format: Format) {
    let base = format!("http://{address}");
    let id = |destination: &Destination| match destination {
        Destination::Component(_, id) => id.clone(),
        Destination::Static(_) => "static_response".to_owned(),
    };
    let text = match format {
        Format::Plain => {
            let mut text = format!("Serving {base}\nAvailable Routes:\n");
            for route in app.routes.iter() {
                text.push_str(&format!("  {}: {base}{route}\n", id(&route.target)));
            }
            text
        }
        Format::Json => {
            let routes: Vec<serde_json::Value> = app
                .routes
                .iter()
                .map(|route| {
                    serde_json::json!({
                        "id": id(&route.target),
                        "route": route.path(),
                        "wildcard": route.is_wildcard(),
                    })
                })
                .collect();
            format!("{}\n", serde_json::json!({ "base_url": base, "routes": routes }))
        }
    };
    let mut stdout = std::io::stdout();
    _ = stdout.write_all(text.as_bytes());
    _ = stdout.flush();
}
