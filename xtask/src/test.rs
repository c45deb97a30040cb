//! `cargo xtask test`: builds everything, runs every test, prints the sum.

use crate::build;
use crate::workspace::{cargo, root};
use anyhow::{Context, Result, ensure};
use std::io::{BufRead, BufReader};
use std::process::Stdio;

#[derive(clap::Args)]
pub struct Arguments {
    /// Given to `cargo test`, for instance `--package feiqian-signing` or a test's name.
    #[arg(trailing_var_arg = true, allow_hyphen_values = true)]
    rest: Vec<String>,
}

/// `cargo xtask test`
pub fn run(arguments: &Arguments) -> Result<()> {
    let manifest = build::components()?;
    let host = build::host()?;
    eprintln!("Building and running the tests …");
    let mut cargo = cargo();
    cargo.args(["test", "--locked"]);
    if arguments.rest.is_empty() {
        cargo.args(["--workspace", "--no-fail-fast"]);
    }
    cargo.args(&arguments.rest);
    // What the black-box tests drive.
    cargo.env("FEIQIAN_MANIFEST", manifest).env("FEIQIAN_HOST", host);
    cargo.env("FEIQIAN_XTASK", std::env::current_exe().context("xtask")?);
    let mut tests = cargo.stdout(Stdio::piped()).spawn().context("cargo test")?;
    let mut sum = Sum::default();
    let output = tests.stdout.take().context("cargo test: no output")?;
    for line in BufReader::new(output).lines() {
        let line = line.context("cargo test")?;
        println!("{line}");
        sum.add(&line);
    }
    let status = tests.wait().context("cargo test")?;
    let pending = pending()?;
    println!("\n{} golden examples are pending: {}", pending.len(), pending.join(", "));
    println!("\n{} passed, {} failed", sum.passed, sum.failed);
    ensure!(status.success() && sum.failed == 0, "tests failed");
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
