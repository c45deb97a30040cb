//! Programs of the machine that a test needs: a server of Debian, `spin`, `sqlite3`.

use std::io::Write;
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

/// How long a program may take to do what a test waits for.
pub const PATIENCE: Duration = Duration::from_secs(60);

/// Where a program is, on the PATH or among the administrator's; if it is nowhere, one line says what is not tested.
pub fn find(name: &str, untested: &str) -> Option<PathBuf> {
    let path = std::env::var_os("PATH").unwrap_or_default();
    let folders = std::env::split_paths(&path).chain(["/usr/sbin".into(), "/sbin".into()]);
    let found = folders.map(|folder| folder.join(name)).find(|program| program.is_file());
    if found.is_none() {
        // Past the capture of the test program.
        let _ = writeln!(std::io::stderr(), "{name} is not installed: {untested} is not tested");
    }
    found
}

/// A program that runs until it is dropped.
#[derive(Debug)]
pub struct Running(Child);

impl Running {
    /// Starts a program and waits until it is ready.
    ///
    /// # Panics
    /// If it ends before, or takes too long.
    pub fn start(command: &mut Command, is_ready: impl Fn() -> bool) -> Self {
        let child = command.stdin(Stdio::null()).spawn().expect("a program");
        let mut running = Running(child);
        let begun = Instant::now();
        while !is_ready() {
            let ended = running.0.try_wait().expect("the state of a program");
            assert!(ended.is_none(), "{command:?} ended: {ended:?}");
            assert!(begun.elapsed() < PATIENCE, "{command:?} is not ready");
            std::thread::sleep(Duration::from_millis(10));
        }
        running
    }

    /// Its process.
    pub fn id(&self) -> u32 {
        self.0.id()
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

/// What a program that must succeed has printed.
///
/// # Panics
/// If it fails.
pub fn printed(command: &mut Command) -> String {
    let output = command.stdin(Stdio::null()).output().unwrap_or_else(|error| panic!("{command:?}: {error}"));
    let text = String::from_utf8_lossy(&output.stdout).into_owned();
    assert!(output.status.success(), "{command:?}\n{text}{}", String::from_utf8_lossy(&output.stderr));
    text
}

/// What a program that must fail says about it.
///
/// # Panics
/// If it succeeds.
pub fn complaint(command: &mut Command) -> String {
    let output = command.stdin(Stdio::null()).output().unwrap_or_else(|error| panic!("{command:?}: {error}"));
    assert!(!output.status.success(), "{command:?} succeeds: {}", String::from_utf8_lossy(&output.stdout));
    String::from_utf8_lossy(&output.stderr).into_owned()
}

/// A text in which every first text is replaced by the second.
///
/// # Panics
/// If a first text does not occur.
pub fn replaced(text: &str, pairs: &[(&str, &str)]) -> String {
    pairs.iter().fold(text.to_owned(), |text, (from, to)| {
        assert!(text.contains(from), "{from} is not in\n{text}");
        text.replace(from, to)
    })
}

/// A port of loopback that nobody uses now.
///
/// # Panics
/// If there is none.
pub fn free_port() -> u16 {
    let listener = std::net::TcpListener::bind(("127.0.0.1", 0)).expect("a free port");
    listener.local_addr().expect("a free port").port()
}
