//! What the active Rust toolchain must have: the standard library of WebAssembly, rustfmt, Clippy.

use crate::workspace::run_within;
use anyhow::{Context, Result, ensure};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::Duration;

/// The target of the components.
pub const TARGET: &str = "wasm32-wasip2";

/// How long `rustup` may take.
const LIMIT: Duration = Duration::from_secs(180);

/// What to do where rustup cannot help.
const BY_HAND: &str = "\
The components need the standard library of wasm32-wasip2, for Rust 1.95 or later. Either
  - run `rustup target add wasm32-wasip2` where rustup has access to its server, or
  - use a distribution's Rust together with its package of that library
    (Debian: libstd-rust-dev-wasm32, from forky on).";

/// Adds the target if the active toolchain lacks it.
pub fn ensure() -> Result<()> {
    if is_installed()? {
        return Ok(());
    }
    eprintln!("Adding the Rust target {TARGET} (some 20 MB, once) …");
    ensure!(
        rustup(&["target", "add", TARGET])? && is_installed()?,
        "rustup could not add {TARGET}.\n{BY_HAND}"
    );
    Ok(())
}

/// Adds a component of the active toolchain, such as Clippy, unless its program is there.
pub fn component(name: &str) -> Result<()> {
    let program = if name == "clippy" { "cargo-clippy" } else { name };
    let mut version = Command::new(program);
    let found =
        version.arg("--version").stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null()).status();
    if found.is_ok_and(|status| status.success()) {
        return Ok(());
    }
    eprintln!("Adding {name} to the Rust toolchain …");
    ensure!(rustup(&["component", "add", name])?, "{name} is missing: `rustup component add {name}`");
    Ok(())
}

/// Runs `rustup`; whether it succeeded.
fn rustup(arguments: &[&str]) -> Result<bool> {
    let mut rustup = Command::new("rustup");
    let status = run_within(rustup.args(arguments).stdin(Stdio::null()), LIMIT).context(BY_HAND)?;
    Ok(status.is_some_and(|status| status.success()))
}

fn is_installed() -> Result<bool> {
    let rustc = std::env::var_os("RUSTC").map_or_else(|| PathBuf::from("rustc"), PathBuf::from);
    let output = Command::new(&rustc)
        .args(["--print", "sysroot"])
        .output()
        .with_context(|| format!("{} cannot be started; Rust 1.95 or later is needed", rustc.display()))?;
    let sysroot = String::from_utf8(output.stdout).context("rustc --print sysroot")?;
    Ok(Path::new(sysroot.trim()).join("lib/rustlib").join(TARGET).join("lib").is_dir())
}
