//! Builds the components, the host, and the development manifest.

use crate::workspace::{cargo, root, run as run_command, target};
use crate::{manifest, sql, toolchain};
use anyhow::{Context, Result, ensure};
use std::path::{Path, PathBuf};

/// The largest component that is acceptable, in bytes (design.md, "Budgets").
const COMPONENT_LIMIT_BYTES: u64 = 1024 * 1024;

/// `cargo xtask build`
pub fn run() -> Result<()> {
    let manifest = components()?;
    for (name, size) in sizes()? {
        println!("{name:<12}{:>6.1} KiB", size as f64 / 1024.0);
    }
    println!("{}", manifest.display());
    Ok(())
}

/// Builds every component of `components/` in release and writes the development manifest, whose path it
/// gives, and the sealed demo data.
pub fn components() -> Result<PathBuf> {
    toolchain::ensure()?;
    let mut cargo = cargo();
    cargo.args(["build", "--release", "--locked", "--target", toolchain::TARGET]);
    for name in names()? {
        cargo.args(["--package", &format!("feiqian-{name}")]);
    }
    eprintln!("Building the components …");
    run_command(&mut cargo, "building the components")?;
    for (name, size) in sizes()? {
        ensure!(
            size <= COMPONENT_LIMIT_BYTES,
            "the component {name} has {size} bytes; {COMPONENT_LIMIT_BYTES} are the limit"
        );
    }
    // Beside the manifest, where the tests look for it.
    sql::write_sealed()?;
    manifest::write_development()
}

/// Builds the host and gives the path of its program.
pub fn host() -> Result<PathBuf> {
    eprintln!("Building the host (the first time takes some minutes: it contains wasmtime) …");
    // The whole workspace's features, as `cargo test --workspace` has them: with those of the host alone, wasmtime
    // would be compiled once more for the tests.
    run_command(
        cargo().args(["build", "--locked", "--workspace", "--bin", "feiqian-host"]),
        "building the host",
    )?;
    Ok(target().join("debug").join(format!("feiqian-host{}", std::env::consts::EXE_SUFFIX)))
}

/// The component's file of a component's name.
pub fn wasm(name: &str) -> PathBuf {
    let file = format!("feiqian_{}.wasm", name.replace('-', "_"));
    target().join(toolchain::TARGET).join("release").join(file)
}

/// Names and sizes in bytes of all components, in order of their names.
pub fn sizes() -> Result<Vec<(String, u64)>> {
    names()?.into_iter().map(|name| size(&wasm(&name)).map(|size| (name, size))).collect()
}

/// Size of a file in bytes.
pub fn size(path: &Path) -> Result<u64> {
    Ok(path.metadata().with_context(|| path.display().to_string())?.len())
}

/// The folders of `components/`.
fn names() -> Result<Vec<String>> {
    let mut names = Vec::new();
    for entry in std::fs::read_dir(root().join("components")).context("components")? {
        let entry = entry?;
        if entry.path().join("Cargo.toml").is_file() {
            names.push(entry.file_name().to_string_lossy().into_owned());
        }
    }
    names.sort();
    Ok(names)
}
