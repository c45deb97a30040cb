//! Programs of npm that the tests run: installed below `target/`, once for each lock file.

use crate::bundle::repository;
use feiqian_signing::digest;
use std::fs::{self, File};
use std::io::{ErrorKind, Read};
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};
use std::thread::{self, JoinHandle};
use std::time::{Duration, Instant};

/// How long an installation may take: it fetches from a registry.
const INSTALL_LIMIT: Duration = Duration::from_secs(300);

/// How long a program may run.
const RUN_LIMIT: Duration = Duration::from_secs(120);

/// The hash of the lock file that the folder's packages were installed from.
const STAMP: &str = ".installed";

/// An installed Node project.
#[derive(Debug, Clone)]
pub struct Project {
    folder: PathBuf,
}

/// The Node project in a folder of the repository, which has a `package.json` and a `package-lock.json`.
///
/// Its files are copied to `target/tools/NAME` and its packages are installed there by `npm ci`, unless they have been
/// for this lock file; no package's own script is run. Test programs that run side by side wait for each other.
///
/// # Panics
/// If there is no npm, or if it fails or takes longer than five minutes.
pub fn project(folder: &str) -> Project {
    let source = repository().join(folder);
    let tools = repository().join("target/tools");
    let target = tools.join(source.file_name().expect("the folder's name"));
    fs::create_dir_all(&target).expect("the project's folder below target/");
    // Released when the file is closed, by a crash as well.
    let lock = File::create(target.with_extension("lock")).expect("the lock file");
    lock.lock().expect("the lock");
    for entry in fs::read_dir(&source).expect("the project") {
        let path = entry.expect("the project").path();
        if !path.is_file() {
            continue;
        }
        let copy = target.join(path.file_name().expect("a file's name"));
        let content = fs::read(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
        // A program that runs already reads these files.
        if fs::read(&copy).ok().as_ref() != Some(&content) {
            fs::write(&copy, content).expect("a copy below target/");
        }
    }
    let wanted = digest::sha256_hex(&fs::read(source.join("package-lock.json")).expect("package-lock.json"));
    let stamp = target.join(STAMP);
    if fs::read_to_string(&stamp).ok().as_deref() != Some(wanted.as_str()) {
        install(folder, &target, &tools.join("npm-cache"));
        fs::write(stamp, wanted).expect("the stamp");
    }
    Project { folder: target }
}

fn install(name: &str, target: &Path, cache: &Path) {
    let mut npm = Command::new("npm");
    npm.args(["ci", "--ignore-scripts", "--no-audit", "--no-fund", "--no-update-notifier", "--cache"])
        .arg(cache);
    let output = finish(npm.current_dir(target), "npm", INSTALL_LIMIT);
    assert!(
        output.status.success(),
        "npm could not install the packages of {name} (does it reach its registry?):\n{}",
        String::from_utf8_lossy(&output.stderr)
    );
}

impl Project {
    /// Where the project and its packages are.
    pub fn folder(&self) -> &Path {
        &self.folder
    }

    /// Runs one of the project's scripts and answers what it printed.
    ///
    /// # Panics
    /// If it fails or takes longer than two minutes.
    pub fn run(&self, script: &str, arguments: &[&str]) -> String {
        self.run_within(RUN_LIMIT, script, arguments)
    }

    /// The same of a script that takes longer on a machine that has other work.
    ///
    /// # Panics
    /// If it fails or takes longer than the limit.
    pub fn run_within(&self, limit: Duration, script: &str, arguments: &[&str]) -> String {
        let mut node = Command::new("node");
        let output = finish(node.arg(script).args(arguments).current_dir(&self.folder), "node", limit);
        let printed = String::from_utf8_lossy(&output.stdout).into_owned();
        let complaints = String::from_utf8_lossy(&output.stderr);
        assert!(output.status.success(), "{script}: {}\n{printed}\n{complaints}", output.status);
        printed
    }
}

/// Runs a program to its end, which the limit brings about if nothing else does.
pub(crate) fn finish(command: &mut Command, program: &str, limit: Duration) -> Output {
    let child = command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn();
    let mut child = child.unwrap_or_else(|error| match error.kind() {
        ErrorKind::NotFound => panic!("there is no {program}: install Node.js 20 or later with npm"),
        _ => panic!("{program}: {error}"),
    });
    // A full pipe would stop the program.
    let (stdout, stderr) = (reader(child.stdout.take()), reader(child.stderr.take()));
    let begun = Instant::now();
    let status = loop {
        if let Some(status) = child.try_wait().expect("the state of a program") {
            break status;
        }
        if begun.elapsed() > limit {
            let _ = child.kill();
            let _ = child.wait();
            panic!("{program} was killed: it had not ended in {limit:?}");
        }
        thread::sleep(Duration::from_millis(20));
    };
    let read = |output: JoinHandle<Vec<u8>>| output.join().expect("a reader");
    Output { status, stdout: read(stdout), stderr: read(stderr) }
}

fn reader(output: Option<impl Read + Send + 'static>) -> JoinHandle<Vec<u8>> {
    thread::spawn(move || {
        let mut bytes = Vec::new();
        output.expect("a pipe").read_to_end(&mut bytes).expect("the output of a program");
        bytes
    })
}
