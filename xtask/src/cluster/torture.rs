//! `cargo xtask cluster --torture SECONDS`: the test of the same name, for as long as is asked.

use super::Arguments;
use crate::build;
use crate::workspace::{cargo, run as run_command};
use anyhow::Result;

/// Runs it; its figures are printed by the test.
pub fn run(arguments: &Arguments, seconds: u64) -> Result<()> {
    let manifest = build::components()?;
    let host = build::host()?;
    let xtask = std::env::current_exe()?;
    let mut cargo = cargo();
    cargo.args(["test", "--locked", "--package", "feiqian-tests", "--test", "torture", "--", "--nocapture"]);
    cargo.env("FEIQIAN_MANIFEST", &manifest).env("FEIQIAN_HOST", &host).env("FEIQIAN_XTASK", &xtask);
    cargo.env("FEIQIAN_TORTURE_SECONDS", seconds.to_string());
    cargo.env("FEIQIAN_TORTURE_NODES", arguments.nodes.to_string());
    if let Some(seed) = arguments.seed {
        cargo.env("FEIQIAN_TORTURE_SEED", seed.to_string());
    }
    run_command(&mut cargo, "the torture")
}
