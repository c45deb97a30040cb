//! The WebAssembly standard library of the active toolchain.

use anyhow::{Context, Result, bail, ensure};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

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
    let mut rustup = match Command::new("rustup").args(["target", "add", TARGET]).stdin(Stdio::null()).spawn()
    {
        Ok(child) => child,
        Err(error) => bail!("rustup cannot be started: {error}.\n{BY_HAND}"),
    };
    let begun = Instant::now();
    let status = loop {
        if let Some(status) = rustup.try_wait()? {
            break status;
        }
        if begun.elapsed() > LIMIT {
            let _ = rustup.kill();
            let _ = rustup.wait();
            bail!("rustup did not finish within {} s.\n{BY_HAND}", LIMIT.as_secs());
        }
        std::thread::sleep(Duration::from_millis(50));
    };
    ensure!(status.success() && is_installed()?, "rustup could not add {TARGET}.\n{BY_HAND}");
    Ok(())
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
