//! `cargo xtask up`: the bundle with demo data, ready for a first request.

use crate::development::{ACCOUNT_PASSWORD, DISPATCH_TOKEN, PRODUCT_KEY};
use crate::own_keys::OwnKeys;
use crate::server::{Choice, Options, Server};
use crate::sign::Signed;
use crate::workspace::{root, target};
use crate::{build, dispatcher, migrate, operator, ready, sql};
use anyhow::{Context, Result, bail, ensure};
use feiqian_vault::demo::{OPERATOR, OPERATOR_CODE_SECRET};
use serde_json::{Value, json};
use signal_hook::consts::{SIGINT, SIGTERM};
use signal_hook::iterator::Signals;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};
use std::path::{Path, PathBuf};
use std::time::Duration;

/// The database's file in the state folder.
const DATABASE: &str = "sqlite_db.db";

#[derive(clap::Args)]
pub struct Arguments {
    /// Where to listen.
    #[arg(long, value_name = "ADDR", default_value = "127.0.0.1:3000")]
    listen: SocketAddr,
    /// Where the databases lie; they outlive the server. [default: target/dev/state, with --no-demo
    /// target/production/state]
    #[arg(long, value_name = "DIR")]
    state_dir: Option<PathBuf>,
    #[command(flatten)]
    choice: Choice,
    /// Serve the production manifest: no demo data, no simulator, no demo mode, and keys made at the first start
    /// (keys.env in the state folder).
    #[arg(long)]
    no_demo: bool,
    /// With --no-demo: make the folder with its schema and its keys, print as JSON what would be served, and serve nothing.
    #[arg(long, requires = "no_demo")]
    prepare: bool,
}

/// Where `up` keeps its databases unless told otherwise.
pub fn state_dir() -> PathBuf {
    target().join("dev/state")
}

/// Where `up --no-demo` does: never where demo data was.
fn own_state_dir() -> PathBuf {
    target().join("production/state")
}

/// `cargo xtask up`
pub fn run(arguments: &Arguments) -> Result<()> {
    if arguments.prepare {
        println!("{}", Bundle::of_production(arguments.state_dir.as_deref())?.told());
        return Ok(());
    }
    let development = build::components()?;
    let program = arguments.choice.program()?;
    let listen = arguments.listen;
    let bundle = match arguments.no_demo {
        true => Bundle::of_production(arguments.state_dir.as_deref())?,
        false => Bundle::of_development(arguments.state_dir.as_deref(), development, listen)?,
    };
    let Bundle { manifest, state_dir, sql_files, variables, dispatch_token, keys } = bundle;
    // Before the server, so that a signal during its start is not lost.
    let mut signals = Signals::new([SIGINT, SIGTERM])?;
    let environment = keys.as_ref().map(|keys| keys.environment.clone()).unwrap_or_default();
    let options = Options {
        manifest: &manifest,
        listen,
        state_dir: &state_dir,
        sql_files,
        variables,
        environment,
        flags: &[],
        quiet: false,
    };
    let mut server = Server::start(&program, &options)?;

    dispatcher::start(reachable(listen), &dispatch_token);
    ready::print(reachable(listen))?;

    println!("\nData: {}", state_dir.display());
    println!("Reference: http://{}/docs", reachable(listen));
    if let Some(keys) = &keys {
        println!("Keys: {} (only you can read it)", keys.file.display());
        println!("Console: http://{}/admin (docs/admin.md)", reachable(listen));
        println!("Next: a product, a merchant, a payee merchant (docs/production.md)");
    } else {
        println!("Console: http://{}/admin (docs/admin.md)", reachable(listen));
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

/// What is served.
struct Bundle {
    manifest: PathBuf,
    state_dir: PathBuf,
    sql_files: Vec<PathBuf>,
    /// As `name=value`; none is a secret.
    variables: Vec<String>,
    dispatch_token: String,
    /// Those that were made for it; development keys are in its manifest.
    keys: Option<OwnKeys>,
}

impl Bundle {
    /// Demo data, the simulator, keys that everybody knows.
    fn of_development(folder: Option<&Path>, manifest: PathBuf, listen: SocketAddr) -> Result<Self> {
        let state_dir = made(folder.map_or_else(state_dir, Path::to_owned))?;
        // The demo data needs the schema before anything is served.
        migrate::prepare(&state_dir.join(DATABASE))?;
        Ok(Bundle {
            manifest,
            state_dir,
            sql_files: [sql::demo()?, sql::living()?].concat(),
            variables: vec![format!("simulator_public_url=http://{}", reachable(listen))],
            dispatch_token: DISPATCH_TOKEN.to_owned(),
            keys: None,
        })
    }

    /// What production serves, with keys of its own.
    fn of_production(folder: Option<&Path>) -> Result<Self> {
        let state_dir = made(folder.map_or_else(own_state_dir, Path::to_owned))?;
        let database = state_dir.join(DATABASE);
        ensure!(
            !has_demo_data(&database)?,
            "{} has demo data: name another --state-dir",
            state_dir.display()
        );
        migrate::prepare(&database)?;
        let keys = OwnKeys::of(&state_dir)?;
        Ok(Bundle {
            manifest: root().join("spin.toml"),
            state_dir,
            sql_files: Vec::new(),
            variables: vec!["auto_migrate=true".to_owned()],
            dispatch_token: keys.variable("dispatch_token").to_owned(),
            keys: Some(keys),
        })
    }

    /// What is served as JSON: the manifest, the folder, the variables, and the file of the keys, which are secrets.
    fn told(&self) -> Value {
        let keys = self.keys.as_ref().map(|keys| &keys.file);
        json!({ "manifest": self.manifest, "state_dir": self.state_dir, "variables": self.variables, "keys": keys })
    }
}

/// An absolute path of a folder that exists: relative to where the command was called, not to where the server will run.
fn made(folder: PathBuf) -> Result<PathBuf> {
    let folder = std::path::absolute(folder).context("--state-dir")?;
    std::fs::create_dir_all(&folder).context("--state-dir")?;
    Ok(folder)
}

/// Whether a database has the simulator's tables, which only demo data brings.
fn has_demo_data(database: &Path) -> Result<bool> {
    if !database.exists() {
        return Ok(false);
    }
    let connection = operator::open(database)?;
    let found = "SELECT EXISTS (SELECT 1 FROM sqlite_master WHERE name = 'simulator_orders')";
    Ok(connection.query_row(found, [], |row| row.get(0))?)
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
    use super::{Bundle, DATABASE, reachable};
    use crate::development::DISPATCH_TOKEN;
    use crate::{migrate, operator};
    use std::path::PathBuf;

    fn folder(name: &str) -> PathBuf {
        let folder = std::env::temp_dir().join(format!("feiqian-up-{}-{name}", std::process::id()));
        let _ = std::fs::remove_dir_all(&folder);
        folder
    }

    #[test]
    fn without_demo_data_the_production_manifest_is_served_with_keys_of_its_own() {
        let folder = folder("production");
        let bundle = Bundle::of_production(Some(&folder)).unwrap();
        let manifest = std::fs::read_to_string(&bundle.manifest).unwrap();
        assert!(!manifest.contains("component.simulator") && !manifest.contains("demo-"), "spin.toml");
        assert!(manifest.contains("demo_mode = { default = \"false\" }"));
        let told = bundle.told();
        assert_eq!((bundle.variables, bundle.sql_files.len()), (vec!["auto_migrate=true".to_owned()], 0));
        assert_eq!(bundle.state_dir, folder);
        let keys = bundle.keys.unwrap();
        assert_eq!(told["keys"], keys.file.to_str().unwrap());
        assert!(!told.to_string().contains(&bundle.dispatch_token), "{told}");
        assert!(keys.file.starts_with(&folder));
        assert_eq!(bundle.dispatch_token, keys.variable("dispatch_token"));
        assert_ne!(bundle.dispatch_token, DISPATCH_TOKEN);
        let database = operator::open(&folder.join(DATABASE)).unwrap();
        let rows = "SELECT (SELECT count(*) FROM products) + (SELECT count(*) FROM merchants)
                         + (SELECT count(*) FROM payee_merchant) + (SELECT count(*) FROM users)";
        assert_eq!(database.query_row(rows, [], |row| row.get::<_, i64>(0)).unwrap(), 0);
        std::fs::remove_dir_all(folder).unwrap();
    }

    #[test]
    fn a_folder_with_demo_data_is_refused_without_it() {
        let folder = folder("demo");
        let listen = "127.0.0.1:3000".parse().unwrap();
        let bundle = Bundle::of_development(Some(&folder), PathBuf::new(), listen).unwrap();
        assert!(bundle.keys.is_none() && !bundle.sql_files.is_empty());
        migrate::prepare(&folder.join(DATABASE)).unwrap();
        let database = operator::open(&folder.join(DATABASE)).unwrap();
        for file in &bundle.sql_files {
            database.execute_batch(&std::fs::read_to_string(file).unwrap()).unwrap();
        }
        let refused = Bundle::of_production(Some(&folder)).err().unwrap().to_string();
        assert!(refused.contains("has demo data"), "{refused}");
        assert!(!folder.join("keys.env").exists());
        std::fs::remove_dir_all(folder).unwrap();
    }

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
