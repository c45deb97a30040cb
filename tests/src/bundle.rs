//! A bundle of real components on the host, with demo data or as production has it, on a free port of loopback.

use crate::client::Answer;
use crate::production;
use crate::sqld::Sqld;
use rusqlite::fallible_iterator::FallibleIterator;
use rusqlite::{Connection, OpenFlags};
use std::io::{BufRead, BufReader};
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::{Arc, mpsc};
use std::time::{Duration, Instant};
use tempfile::TempDir;

/// How long a start may take: the first one compiles the components.
const START_LIMIT: Duration = Duration::from_secs(120);

/// How long a log line may take.
const LOG_LIMIT: Duration = Duration::from_secs(10);

/// How a bundle is started.
#[derive(Debug, Clone, Default)]
pub struct Options {
    /// Values of variables, as `--variable name=value`.
    pub variables: Vec<(&'static str, &'static str)>,
    /// More flags of the host.
    pub flags: Vec<&'static str>,
    /// Another manifest, beside the development one.
    pub manifest: Option<PathBuf>,
    /// Where the state folder is made; the system's folder for temporary files if not said.
    pub folder: Option<PathBuf>,
    /// Where the database is; what the environment says if not said.
    pub database: Option<Database>,
    /// No file of `sql/` is applied: neither schema nor demo data.
    pub without_sql: bool,
    /// A database to begin with, of which a copy is made; in process only.
    pub database_file: Option<PathBuf>,
    /// What `cargo xtask up --no-demo` serves: the production manifest, an empty database, keys of its own.
    pub is_production: bool,
    /// A certificate of 127.0.0.1 that the components believe.
    pub certificate: Option<PathBuf>,
    /// How this host differs from others on the same data.
    pub node: Node,
}

/// One of several hosts on the same data.
#[derive(Debug, Clone, Default)]
pub struct Node {
    /// Where it listens; a free port if not said.
    pub listen: Option<SocketAddr>,
    /// Its way to the server of libSQL, where that is not the direct one.
    pub libsql_url: Option<String>,
    /// The Redis server of its key-value store, a file if there is none.
    pub redis_url: Option<String>,
    /// Whether the schema and the demo data are there already.
    pub has_schema: bool,
}

/// Where the database of a bundle is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Database {
    /// SQLite in process.
    File,
    /// A server of libSQL of its own, with more flags.
    LibSql(Vec<&'static str>),
}

impl Options {
    /// On SQLite in process, whatever the environment says.
    pub fn on_file() -> Self {
        Options { database: Some(Database::File), ..Options::default() }
    }

    /// On a server of libSQL, whatever the environment says.
    pub fn on_libsql(flags: &[&'static str]) -> Self {
        Options { database: Some(Database::LibSql(flags.to_vec())), ..Options::default() }
    }
}

/// Whether the tests run on libSQL unless one says where it runs: `cargo xtask test --libsql`.
fn database() -> Database {
    match std::env::var("FEIQIAN_DATABASE").as_deref() {
        Ok("libsql") => Database::LibSql(Vec::new()),
        _ => Database::File,
    }
}

/// How many random requests a test sends: a fifth on libSQL, whose statements cost a network round trip each. SQLite in
/// process gets them all.
pub fn random_requests(on_file: usize) -> usize {
    match database() {
        Database::File => on_file,
        Database::LibSql(_) => on_file / 5,
    }
}

/// A running bundle; killed and its data removed when dropped.
pub struct Bundle {
    host: Child,
    address: SocketAddr,
    sqld: Option<Arc<Sqld>>,
    state: Arc<TempDir>,
    options: Options,
}

impl Bundle {
    /// Starts a bundle on an empty state folder.
    pub fn start() -> Self {
        Self::with(Options::default())
    }

    /// Starts a bundle with options.
    pub fn with(options: Options) -> Self {
        let state = match &options.folder {
            Some(folder) => TempDir::new_in(folder),
            None => TempDir::new(),
        };
        let state = Arc::new(state.expect("a temporary folder"));
        if let Some(file) = &options.database_file {
            std::fs::copy(file, state.path().join("sqlite_db.db")).expect("a copy of the database");
        }
        let sqld = match options.database.clone().unwrap_or_else(database) {
            Database::File => None,
            Database::LibSql(flags) => Some(Arc::new(Sqld::start(&state.path().join("sqld"), &flags))),
        };
        let (host, address) = spawn(state.path(), sqld.as_deref(), &options);
        Bundle { host, address, sqld, state, options }
    }

    /// Starts another host on the same data, beside this one.
    pub fn beside(&self) -> Self {
        let (host, address) = spawn(self.state.path(), self.sqld.as_deref(), &self.options);
        let (sqld, state) = (self.sqld.clone(), self.state.clone());
        Bundle { host, address, sqld, state, options: self.options.clone() }
    }

    /// Starts another host on the same data, with other options.
    pub fn beside_with(&self, options: Options) -> Self {
        let (host, address) = spawn(self.state.path(), self.sqld.as_deref(), &options);
        let (sqld, state) = (self.sqld.clone(), self.state.clone());
        Bundle { host, address, sqld, state, options }
    }

    /// Kills the host as a power cut would, and starts another one on the same data.
    pub fn kill_and_restart(&mut self) {
        self.kill();
        (self.host, self.address) = spawn(self.state.path(), self.sqld.as_deref(), &self.options);
    }

    /// Kills the host.
    pub fn kill(&mut self) {
        self.host.kill().expect("SIGKILL");
        self.host.wait().expect("the end of the host");
    }

    /// Starts the host that was killed again on the same data, which have their schema; whether it serves.
    pub fn restart(&mut self) -> bool {
        self.options.node.has_schema = true;
        let restarted = try_spawn(self.state.path(), self.sqld.as_deref(), &self.options);
        let Ok((host, address)) = restarted else { return false };
        (self.host, self.address) = (host, address);
        true
    }

    /// Asks the host to stop (SIGTERM) as soon as the signal gets there, while other threads still talk to it.
    pub fn signal_stop(&self) {
        self.signal("-TERM");
    }

    /// Waits for the end of the host, and starts another one on the same data.
    pub fn wait_and_restart(&mut self) {
        self.host.wait().expect("the end of the host");
        (self.host, self.address) = spawn(self.state.path(), self.sqld.as_deref(), &self.options);
    }

    /// Kills the host as soon as the signal gets there, while other threads still talk to it.
    pub fn signal_kill(&self) {
        self.signal("-KILL");
    }

    fn signal(&self, signal: &str) {
        let sent = Command::new("kill").args([signal, &self.host.id().to_string()]).status();
        assert!(sent.expect("kill").success(), "{signal}");
    }

    /// One of the keys that a production bundle has made for itself, by the name of its variable.
    ///
    /// # Panics
    /// If there is none.
    pub fn own_key(&self, name: &str) -> String {
        let variable = format!("SPIN_VARIABLE_{}", name.to_uppercase());
        let keys = production::keys(&self.state.path().join("keys.env"));
        let found = keys.into_iter().find(|(other, _)| *other == variable);
        found.unwrap_or_else(|| panic!("no {name} of its own")).1
    }

    /// The server of its database.
    ///
    /// # Panics
    /// If the database is a file of its own.
    pub fn sqld(&self) -> &Sqld {
        self.sqld.as_deref().expect("a bundle on libSQL")
    }

    /// Memory that the host holds at this moment, in KiB, from `/proc`.
    ///
    /// # Panics
    /// If there is no such process.
    pub fn resident_kib(&self) -> u64 {
        let status = std::fs::read_to_string(format!("/proc/{}/status", self.host.id())).expect("a process");
        let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:")).expect("VmRSS");
        line.trim().trim_end_matches(" kB").parse().expect("a number")
    }

    /// Where the bundle listens.
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// The URL of a path and query.
    pub fn url(&self, target: &str) -> String {
        format!("http://{}{target}", self.address)
    }

    /// Sends a GET.
    pub fn get(&self, target: &str) -> Answer {
        Answer::of("GET", &self.url(target), None)
    }

    /// Sends a form by POST.
    pub fn post_form(&self, path: &str, form: &str) -> Answer {
        Answer::of("POST", &self.url(path), Some(("application/x-www-form-urlencoded", form.as_bytes())))
    }

    /// Sends JSON by POST.
    pub fn post_json(&self, path: &str, json: &str) -> Answer {
        Answer::of("POST", &self.url(path), Some(("application/json", json.as_bytes())))
    }

    /// A connection of the test's own to the bundle's database.
    pub fn database(&self) -> Connection {
        let flags = OpenFlags::SQLITE_OPEN_READ_WRITE;
        Connection::open_with_flags(self.database_file(), flags).expect("the bundle's database")
    }

    /// Everything that the bundle keeps is below.
    pub fn state(&self) -> &Path {
        self.state.path()
    }

    /// The file of the bundle's database, libSQL's too.
    pub fn database_file(&self) -> PathBuf {
        self.sqld.as_ref().map_or_else(|| self.state.path().join("sqlite_db.db"), |sqld| sqld.file())
    }

    /// Every byte of the files that the database lies in, its log of writes too.
    pub fn database_bytes(&self) -> Vec<u8> {
        let file = self.database_file();
        let (folder, file) = (file.parent().expect("a folder"), file.file_name().expect("a name"));
        let mut bytes = Vec::new();
        for entry in std::fs::read_dir(folder).expect("the state folder") {
            let path = entry.expect("the state folder").path();
            let name = path.file_name().expect("a name").to_string_lossy().into_owned();
            if name.starts_with(&*file.to_string_lossy()) {
                bytes.extend(std::fs::read(path).expect("a file of the database"));
            }
        }
        bytes
    }

    /// Fails unless every query of `sql/invariants` answers no row.
    pub fn assert_invariants(&self) {
        self.assert_invariants_of("");
    }

    /// The same of the files whose names contain `part`, where a test made rows that the bundle never makes.
    pub fn assert_invariants_of(&self, part: &str) {
        let broken = broken_invariants(&self.database(), part);
        assert!(broken.is_empty(), "broken in {broken:?}");
    }

    /// The log once it holds `text`: lines of finished requests are written a moment after the answer.
    pub fn logs_with(&self, text: &str) -> String {
        let begun = Instant::now();
        loop {
            let logs = self.logs();
            if logs.contains(text) {
                return logs;
            }
            assert!(begun.elapsed() < LOG_LIMIT, "never {text} in {logs}");
            std::thread::sleep(Duration::from_millis(10));
        }
    }

    /// What the components and the host have written so far, all together.
    pub fn logs(&self) -> String {
        let mut logs = String::new();
        let folder = self.state.path().join("logs");
        for entry in std::fs::read_dir(folder).expect("the log folder") {
            logs += &std::fs::read_to_string(entry.expect("a log").path()).expect("a log");
        }
        logs
    }
}

impl Drop for Bundle {
    fn drop(&mut self) {
        let _ = self.host.kill();
        let _ = self.host.wait();
    }
}

/// The queries of `sql/invariants` that answer a row, of the files whose names contain `part`.
///
/// # Panics
/// If there is no such file.
pub fn broken_invariants(database: &Connection, part: &str) -> Vec<String> {
    let files = sql_files("sql/invariants");
    let mut files = files.into_iter().filter(|file| file.to_string_lossy().contains(part)).peekable();
    assert!(files.peek().is_some(), "no invariants of {part}");
    let mut broken = Vec::new();
    for file in files {
        let text = std::fs::read_to_string(&file).expect("an invariant file");
        let mut batch = rusqlite::Batch::new(database, &text);
        while let Some(mut query) = batch.next().expect("an invariant") {
            if query.query([]).expect("an invariant").next().expect("an invariant").is_some() {
                broken.push(format!("{}:{}", file.display(), query.expanded_sql().unwrap_or_default()));
            }
        }
    }
    broken
}

/// The root of the repository.
pub fn repository() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().expect("the repository")
}

fn spawn(state: &Path, sqld: Option<&Sqld>, options: &Options) -> (Child, SocketAddr) {
    try_spawn(state, sqld, options).unwrap_or_else(|fault| panic!("{fault}"))
}

/// A host that serves, or why it does not.
fn try_spawn(state: &Path, sqld: Option<&Sqld>, options: &Options) -> Result<(Child, SocketAddr), String> {
    let mut command = Command::new(from_environment("FEIQIAN_HOST"));
    let production = options.is_production.then(|| production::prepare(state));
    let manifest = match &production {
        Some(production) => production.manifest.clone(),
        None => options.manifest.clone().unwrap_or_else(manifest),
    };
    command.arg("--from").arg(&manifest);
    command.args(["--listen", "127.0.0.1:0", "--quiet", "--state-dir"]).arg(state);
    // The compiled components are the same for every bundle.
    command.arg("--cache-dir").arg(repository().join("target/dev/cache"));
    // Demo rows with sealed columns, which xtask writes beside the manifest.
    let sealed = manifest.with_file_name("demo.sql");
    let mut demo = sql_files("sql/demo");
    demo.push(sealed);
    for file in sql_files("sql").into_iter().chain(demo) {
        // A server keeps its own log of writes.
        if options.without_sql || options.is_production || options.node.has_schema {
            break;
        }
        if sqld.is_none() || !file.ends_with("000_journal.sql") {
            command.arg("--sqlite").arg(format!("@{}", file.display()));
        }
    }
    if let Some(production) = production {
        for variable in production.variables {
            command.arg("--variable").arg(variable);
        }
        command.envs(production.keys);
    }
    if let Some(config) = runtime_config(state, sqld, options) {
        command.arg("--runtime-config-file").arg(config);
    }
    if let Some(listen) = options.node.listen {
        command.args(["--listen", &listen.to_string()]);
    }
    // Tests change rows behind the bundle's back.
    let variables = [("auth_cache_ms", "0")];
    for (name, value) in variables.iter().chain(&options.variables) {
        command.arg("--variable").arg(format!("{name}={value}"));
    }
    command.args(&options.flags).stdin(Stdio::null()).stdout(Stdio::piped());
    let mut host = command.spawn().expect("the host starts");
    let output = host.stdout.take().expect("the host's output");
    let (found, address) = mpsc::channel();
    std::thread::spawn(move || {
        for line in BufReader::new(output).lines().map_while(Result::ok) {
            if let Some(address) = line.strip_prefix("Serving http://") {
                let _ = found.send(address.trim_end_matches('/').to_owned());
            }
        }
    });
    let begun = Instant::now();
    loop {
        if let Ok(address) = address.recv_timeout(Duration::from_millis(50)) {
            return Ok((host, address.parse().expect("an address")));
        }
        let ended = host.try_wait().expect("the state of the host");
        if ended.is_some() || begun.elapsed() > START_LIMIT {
            let _ = host.kill();
            let _ = host.wait();
            return Err(format!("the host does not serve: {ended:?}"));
        }
    }
}

/// Writes where a host finds its data, unless they are the usual files.
fn runtime_config(state: &Path, sqld: Option<&Sqld>, options: &Options) -> Option<PathBuf> {
    let node = &options.node;
    let mut text = String::new();
    if let Some(certificate) = &options.certificate {
        text += "[[client_tls]]\ncomponent_ids = [\"deposit\", \"notify\", \"wallet\"]\nhosts = [\"127.0.0.1\"]\n";
        text += &format!("ca_roots_file = {:?}\n", certificate.to_str().expect("UTF-8"));
    }
    if let Some(sqld) = sqld {
        let url = node.libsql_url.clone().unwrap_or_else(|| sqld.url());
        text += &format!("[sqlite_database.default]\ntype = \"libsql\"\nurl = \"{url}\"\ntoken = \"\"\n");
    }
    if let Some(url) = &node.redis_url {
        text += &format!("[key_value_store.default]\ntype = \"redis\"\nurl = \"{url}\"\n");
    }
    let name = node.listen.map_or(0, |listen| listen.port());
    let config = state.join(format!("runtime-config-{name}.toml"));
    std::fs::write(&config, &text).expect("the runtime configuration");
    (!text.is_empty()).then_some(config)
}

/// The development manifest, which xtask has written.
pub fn manifest() -> PathBuf {
    from_environment("FEIQIAN_MANIFEST")
}

pub(crate) fn from_environment(name: &str) -> PathBuf {
    std::env::var_os(name).unwrap_or_else(|| panic!("{name} is not set: run `cargo xtask test`")).into()
}

/// The `*.sql` files of a folder of the repository, in name order.
fn sql_files(folder: &str) -> Vec<PathBuf> {
    let entries = std::fs::read_dir(repository().join(folder)).expect("a folder of sql files");
    let mut files: Vec<PathBuf> = entries
        .filter_map(|entry| Some(entry.ok()?.path()))
        .filter(|path| path.extension().is_some_and(|extension| extension == "sql"))
        .collect();
    files.sort();
    files
}
