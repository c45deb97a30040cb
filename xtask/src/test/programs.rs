//! The programs of the tests: cargo builds them and tells where they are; two of them run at a time, because most of the
//! black-box tests wait for a clock or a server rather than for the processor.

use crate::workspace::outside;
use anyhow::{Context, Result, ensure};
use std::collections::VecDeque;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::{Mutex, PoisonError};

/// A program of tests.
pub struct Program {
    pub package: String,
    /// `tests/golden.rs`, `src/lib.rs`.
    source: PathBuf,
    folder: PathBuf,
    executable: PathBuf,
}

impl Program {
    /// The name of its target: `golden`.
    pub fn name(&self) -> &str {
        self.source.file_stem().and_then(|name| name.to_str()).unwrap_or_default()
    }

    /// What runs it, as cargo would.
    pub fn job(&self) -> Job {
        let mut command = outside(&self.executable);
        command.current_dir(&self.folder).env("CARGO_MANIFEST_DIR", &self.folder);
        Job { title: format!("{} {}", self.package, self.source.display()), command }
    }
}

/// Builds the programs with the given `cargo test …` and lists them by package and file.
pub fn built(cargo: &mut Command) -> Result<Vec<Program>> {
    cargo.args(["--no-run", "--message-format", "json-render-diagnostics"]);
    let output = cargo.stderr(Stdio::inherit()).output().context("cargo test --no-run")?;
    ensure!(output.status.success(), "the tests cannot be built");
    let told = String::from_utf8(output.stdout).context("cargo test --no-run")?;
    let mut programs: Vec<Program> =
        told.lines().filter_map(|line| program(line).transpose()).collect::<Result<_>>()?;
    programs.sort_by(|a, b| (&a.package, &a.source).cmp(&(&b.package, &b.source)));
    Ok(programs)
}

/// The program that a line of cargo's tells of.
fn program(line: &str) -> Result<Option<Program>> {
    let artefact: serde_json::Value = serde_json::from_str(line).context("cargo test --no-run")?;
    let Some(executable) = artefact["executable"].as_str().filter(|_| artefact["profile"]["test"] == true)
    else {
        return Ok(None);
    };
    let text =
        |name: &str| artefact.pointer(name).and_then(|text| text.as_str()).context("cargo test --no-run");
    let folder = Path::new(text("/manifest_path")?).parent().context("a manifest's folder")?;
    let source = Path::new(text("/target/src_path")?);
    let id = text("/package_id")?;
    // `path+file:///…/tests#feiqian-tests@0.1.0`, or without the name if it is that of the folder.
    let named = id.rsplit_once('#').and_then(|(_, rest)| rest.split_once('@')).map(|(name, _)| name);
    let package = named.or(folder.file_name().and_then(|name| name.to_str())).context("a package's name")?;
    Ok(Some(Program {
        package: package.to_owned(),
        source: source.strip_prefix(folder).unwrap_or(source).to_owned(),
        folder: folder.to_owned(),
        executable: executable.into(),
    }))
}

/// Something to run, and what it is called.
pub struct Job {
    pub title: String,
    pub command: Command,
}

/// What a job printed, and whether it ended well.
pub struct Done {
    pub title: String,
    pub text: String,
    pub is_success: bool,
}

/// Runs the jobs, two at a time: one lane takes the first that is left, the other the last, so that the tests of handlers, which
/// work, run beside black-box tests, which wait. `tell` is called with each that has ended.
pub fn run(jobs: Vec<Job>, tell: impl Fn(Done) + Sync) -> Result<()> {
    let left = Mutex::new(VecDeque::from(jobs));
    let next = |is_first: bool| {
        let mut left = left.lock().unwrap_or_else(PoisonError::into_inner);
        if is_first { left.pop_front() } else { left.pop_back() }
    };
    let lane = |is_first: bool| -> Result<()> {
        while let Some(Job { title, mut command }) = next(is_first) {
            eprintln!("     Running {title}");
            let output = command.stderr(Stdio::inherit()).output().with_context(|| title.clone())?;
            let text = String::from_utf8_lossy(&output.stdout).into_owned();
            tell(Done { title, text, is_success: output.status.success() });
        }
        Ok(())
    };
    std::thread::scope(|scope| {
        let other = scope.spawn(|| lane(false));
        let one = lane(true);
        one.and(other.join().expect("a lane of tests"))
    })
}
