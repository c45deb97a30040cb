//! Builds the probe, starts the host, speaks HTTP/1.1 to it. Everything that waits has a bound.

use std::io::{self, BufRead as _, BufReader, Read as _, Write as _};
use std::net::{SocketAddr, TcpStream};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, ExitStatus, Stdio};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, OnceLock, mpsc};
use std::thread;
use std::time::{Duration, Instant};

/// What nothing in these tests may take longer than.
pub const PATIENCE: Duration = Duration::from_secs(30);

fn workspace() -> &'static Path {
    Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/../.."))
}

/// The wasm file of a probe, built once for all tests.
fn guest(name: &str) -> PathBuf {
    static BUILT: OnceLock<()> = OnceLock::new();
    let target = workspace().join("target/guests");
    BUILT.get_or_init(|| {
        let manifest = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/guests/probe/Cargo.toml");
        let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
        let status = Command::new(cargo)
            .args([
                "build",
                "--release",
                "--locked",
                "--quiet",
                "--target",
                "wasm32-wasip2",
                "--manifest-path",
            ])
            .arg(manifest)
            .env("CARGO_TARGET_DIR", &target)
            .status()
            .expect("to run cargo");
        assert!(
            status.success(),
            "the probe was not built; is the target there (rustup target add wasm32-wasip2)?"
        );
    });
    target.join("wasm32-wasip2/release").join(name).canonicalize().expect("the probe's wasm file")
}

/// The probe.
pub fn probe() -> String {
    toml_text(&guest("probe.wasm"))
}

fn toml_text(path: &Path) -> String {
    format!("{:?}", path.to_str().expect("a path that is UTF-8"))
}

/// A manifest of these routes and tables; `routes` are `(route, component)`.
pub fn manifest(routes: &[(&str, &str)], rest: &str) -> String {
    let mut text =
        "spin_manifest_version = 2\n[application]\nname = \"probes\"\nversion = \"1.2.3\"\n".to_owned();
    for (route, component) in routes {
        text.push_str(&format!("[[trigger.http]]\nroute = {route:?}\ncomponent = {component:?}\n"));
    }
    text + rest
}

/// One P3 probe on every path, with a database and a store.
pub fn one_probe() -> String {
    one_probe_with("")
}

/// [`one_probe`] with further keys of its component.
pub fn one_probe_with(keys: &str) -> String {
    let probe = probe();
    manifest(
        &[("/...", "probe")],
        &format!(
            "[component.probe]\nsource = {probe}\nsqlite_databases = [\"default\"]\nkey_value_stores = [\"default\"]\n{keys}\n"
        ),
    )
}

/// A folder for one test, under the target folder, removed at the end.
pub struct Folder(PathBuf);

impl Folder {
    pub fn new() -> Self {
        static COUNT: AtomicUsize = AtomicUsize::new(0);
        let name = format!("host-{}-{}", std::process::id(), COUNT.fetch_add(1, Ordering::SeqCst));
        let path = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
        std::fs::create_dir_all(&path).expect("a folder");
        Self(path)
    }

    pub fn path(&self) -> &Path {
        &self.0
    }

    pub fn write(&self, name: &str, text: &str) -> PathBuf {
        let path = self.0.join(name);
        std::fs::write(&path, text).expect("to write a file");
        path
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        _ = std::fs::remove_dir_all(&self.0);
    }
}

/// How to start a host.
pub struct Start {
    command: Command,
}

impl Start {
    /// With `manifest` in `folder`, on a free port, state in the folder's `.spin`, compiled components shared by all
    /// tests.
    pub fn new(folder: &Folder, manifest: &str) -> Self {
        Self::with(Command::new(env!("CARGO_BIN_EXE_feiqian-host")), folder, manifest)
    }

    /// With this many bytes of address space.
    #[cfg(target_os = "linux")]
    pub fn in_little_space(folder: &Folder, manifest: &str, bytes: u64) -> Self {
        let mut command = Command::new("sh");
        command.args(["-c", &format!("ulimit -v {} && exec \"$0\" \"$@\"", bytes / 1024)]);
        command.arg(env!("CARGO_BIN_EXE_feiqian-host"));
        Self::with(command, folder, manifest)
    }

    fn with(mut command: Command, folder: &Folder, manifest: &str) -> Self {
        folder.write("spin.toml", manifest);
        command.current_dir(folder.path());
        command.args(["--listen", "127.0.0.1:0", "--cache-dir"]);
        command.arg(Path::new(env!("CARGO_TARGET_TMPDIR")).join("host-cache"));
        // What the developer's shell says must not matter.
        for name in ["SPIN_HTTP_LISTEN_ADDR", "RUNTIME_CONFIG_FILE", "SPIN_MAX_INSTANCE_MEMORY"] {
            command.env_remove(name);
        }
        Self { command }
    }

    pub fn arg(mut self, arg: &str) -> Self {
        self.command.arg(arg);
        self
    }

    pub fn args(mut self, args: &[&str]) -> Self {
        self.command.args(args);
        self
    }

    pub fn env(mut self, name: &str, value: &str) -> Self {
        self.command.env(name, value);
        self
    }

    /// Starts it and waits until it serves.
    pub fn serve(mut self) -> Host {
        self.command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
        let mut child = self.command.spawn().expect("to start the host");
        let stderr = Arc::new(Mutex::new(String::new()));
        let errors = child.stderr.take().expect("stderr");
        thread::spawn({
            let stderr = stderr.clone();
            move || {
                for line in BufReader::new(errors).lines().map_while(Result::ok) {
                    let mut text = stderr.lock().unwrap();
                    text.push_str(&line);
                    text.push('\n');
                }
            }
        });
        let (sender, lines) = mpsc::channel();
        let output = child.stdout.take().expect("stdout");
        thread::spawn(move || {
            for line in BufReader::new(output).lines().map_while(Result::ok) {
                if sender.send(line).is_err() {
                    return;
                }
            }
        });
        let Ok(first) = lines.recv_timeout(PATIENCE) else {
            _ = child.kill();
            _ = child.wait();
            panic!("the host did not start: {}", stderr.lock().unwrap());
        };
        let address = first
            .strip_prefix("Serving http://")
            .unwrap_or_else(|| panic!("not the first line: {first}"))
            .parse()
            .expect("an address");
        Host { child, address, stderr, lines: Mutex::new(lines) }
    }

    /// Starts it, expects that it refuses, and returns what it said.
    pub fn refused(mut self) -> String {
        let output = self.command.stdin(Stdio::null()).output().expect("to start the host");
        let said = String::from_utf8_lossy(&output.stderr).into_owned();
        assert!(!output.status.success(), "it started: {}", String::from_utf8_lossy(&output.stdout));
        assert!(!said.contains("panicked"), "{said}");
        said
    }
}

/// A host that serves; killed when dropped.
pub struct Host {
    child: Child,
    pub address: SocketAddr,
    stderr: Arc<Mutex<String>>,
    lines: Mutex<mpsc::Receiver<String>>,
}

impl Host {
    pub fn get(&self, path: &str) -> Reply {
        self.request("GET", path, &[], b"")
    }

    pub fn post(&self, path: &str, body: &str) -> Reply {
        self.request("POST", path, &[], body.as_bytes())
    }

    /// On a connection of its own.
    pub fn request(&self, method: &str, path: &str, headers: &[(&str, &str)], body: &[u8]) -> Reply {
        self.connect()
            .request(method, path, headers, body)
            .unwrap_or_else(|error| panic!("{method} {path}: {error}; the host said: {}", self.stderr()))
    }

    pub fn connect(&self) -> Connection {
        Connection::new(self.address).expect("to connect to the host")
    }

    /// Statements on one connection of the probe, asynchronously; a line for each.
    pub fn sql(&self, statements: &str) -> Vec<String> {
        let reply = self.post("/do/sql", &format!("{{\"statements\":{statements}}}"));
        assert_eq!(reply.status, 200, "{}", self.stderr());
        reply.text().lines().map(str::to_owned).collect()
    }

    pub fn stderr(&self) -> String {
        self.stderr.lock().unwrap().clone()
    }

    /// Waits until stderr has `text`.
    pub fn expect_stderr(&self, text: &str) {
        wait_until(&format!("stderr has {text:?}"), || self.stderr().contains(text));
    }

    /// Waits until `count` requests of the probe have said that they have begun.
    pub fn expect_begun(&self, count: usize) {
        wait_until("requests have begun", || self.stderr().matches("begun").count() >= count);
    }

    /// The lines of stdout after the first, until none comes for a moment.
    pub fn further_lines(&self) -> Vec<String> {
        let mut lines = Vec::new();
        let received = self.lines.lock().unwrap();
        while let Ok(line) = received.recv_timeout(Duration::from_millis(200)) {
            lines.push(line);
        }
        lines
    }

    pub fn process_id(&self) -> u32 {
        self.child.id()
    }

    /// Sends `TERM`, `INT` or `KILL`.
    pub fn signal(&self, name: &str) {
        let status = Command::new("kill").arg(format!("-{name}")).arg(self.child.id().to_string()).status();
        assert!(status.expect("to run kill").success());
    }

    /// Waits for the end.
    pub fn wait(&mut self) -> ExitStatus {
        let start = Instant::now();
        loop {
            if let Some(status) = self.child.try_wait().expect("to wait for the host") {
                return status;
            }
            assert!(start.elapsed() < PATIENCE, "the host did not end");
            thread::sleep(Duration::from_millis(5));
        }
    }

    /// Ends it the hard way and waits.
    pub fn kill(mut self) {
        self.signal("KILL");
        self.wait();
    }
}

impl Drop for Host {
    fn drop(&mut self) {
        _ = self.child.kill();
        _ = self.child.wait();
        if thread::panicking() {
            // With what the host said, a failure explains itself.
            eprintln!("the host said:\n{}", self.stderr());
        }
    }
}

/// Waits until `condition` holds.
pub fn wait_until(what: &str, mut condition: impl FnMut() -> bool) {
    let start = Instant::now();
    while !condition() {
        assert!(start.elapsed() < PATIENCE, "it never happened that {what}");
        thread::sleep(Duration::from_millis(5));
    }
}

/// A response, read to its end.
#[derive(Debug)]
pub struct Reply {
    pub status: u16,
    pub headers: Vec<(String, String)>,
    pub body: Vec<u8>,
}

impl Reply {
    pub fn text(&self) -> &str {
        std::str::from_utf8(&self.body).expect("a body that is UTF-8")
    }

    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(found, _)| found == name).map(|(_, value)| value.as_str())
    }

    /// Of an echo: the values of the request's header `name`, in order.
    pub fn echoed(&self, name: &str) -> Vec<&str> {
        self.text().lines().skip(1).filter_map(|line| line.strip_prefix(name)?.strip_prefix(": ")).collect()
    }
}

/// A kept-alive connection.
pub struct Connection {
    pub stream: TcpStream,
    buffer: Vec<u8>,
}

impl Connection {
    pub fn new(address: SocketAddr) -> io::Result<Self> {
        let stream = TcpStream::connect_timeout(&address, PATIENCE)?;
        stream.set_read_timeout(Some(PATIENCE))?;
        stream.set_write_timeout(Some(PATIENCE))?;
        stream.set_nodelay(true)?;
        Ok(Self { stream, buffer: Vec::new() })
    }

    pub fn request(
        &mut self,
        method: &str,
        path: &str,
        headers: &[(&str, &str)],
        body: &[u8],
    ) -> io::Result<Reply> {
        self.send(method, path, headers, body)?;
        self.receive()
    }

    /// Sends a request with `content-length` and, unless `headers` has one, a `host`.
    pub fn send(
        &mut self,
        method: &str,
        path: &str,
        headers: &[(&str, &str)],
        body: &[u8],
    ) -> io::Result<()> {
        let mut head = format!("{method} {path} HTTP/1.1\r\n");
        if !headers.iter().any(|(name, _)| *name == "host") {
            head.push_str("host: test.example\r\n");
        }
        for (name, value) in headers {
            head.push_str(&format!("{name}: {value}\r\n"));
        }
        head.push_str(&format!("content-length: {}\r\n\r\n", body.len()));
        let mut bytes = head.into_bytes();
        bytes.extend_from_slice(body);
        self.stream.write_all(&bytes)
    }

    pub fn receive(&mut self) -> io::Result<Reply> {
        let (status, headers) = self.receive_head()?;
        let find =
            |name: &str| headers.iter().find(|(found, _)| found == name).map(|(_, value)| value.as_str());
        let body = if find("transfer-encoding") == Some("chunked") {
            let mut body = Vec::new();
            loop {
                let size = self.line()?;
                let size = usize::from_str_radix(size.trim(), 16).map_err(io::Error::other)?;
                body.extend(self.take(size)?);
                self.line()?;
                if size == 0 {
                    break body;
                }
            }
        } else {
            let length = find("content-length").unwrap_or("0").parse().map_err(io::Error::other)?;
            self.take(length)?
        };
        Ok(Reply { status, headers, body })
    }

    pub fn receive_head(&mut self) -> io::Result<(u16, Vec<(String, String)>)> {
        let first = self.line()?;
        let status = first.split(' ').nth(1).and_then(|text| text.parse().ok());
        let status = status.ok_or_else(|| io::Error::other(format!("not a status line: {first:?}")))?;
        let mut headers = Vec::new();
        loop {
            let line = self.line()?;
            if line.is_empty() {
                return Ok((status, headers));
            }
            if let Some((name, value)) = line.split_once(':') {
                headers.push((name.to_ascii_lowercase(), value.trim().to_owned()));
            }
        }
    }

    fn line(&mut self) -> io::Result<String> {
        loop {
            if let Some(end) = self.buffer.windows(2).position(|two| two == b"\r\n") {
                let line = String::from_utf8_lossy(&self.buffer[..end]).into_owned();
                self.buffer.drain(..end + 2);
                return Ok(line);
            }
            self.fill()?;
        }
    }

    fn take(&mut self, count: usize) -> io::Result<Vec<u8>> {
        while self.buffer.len() < count {
            self.fill()?;
        }
        Ok(self.buffer.drain(..count).collect())
    }

    fn fill(&mut self) -> io::Result<()> {
        let mut piece = vec![0; 65536];
        match self.stream.read(&mut piece)? {
            0 => Err(io::ErrorKind::UnexpectedEof.into()),
            count => {
                self.buffer.extend_from_slice(&piece[..count]);
                Ok(())
            }
        }
    }
}
