//! `cargo xtask browser`: a headless Chromium on the reference page. Not part of `test`, which must not need a browser.

use crate::server::{Options, Program, Server};
use crate::workspace::{root, run as run_command, target};
use crate::{build, sql};
use anyhow::{Context, Result, ensure};
use std::net::{Ipv4Addr, TcpListener};
use std::path::{Path, PathBuf};
use std::process::Command;

#[derive(clap::Args)]
pub struct Arguments {
    /// The program, for instance `/usr/bin/chromium`.
    #[arg(long, value_name = "PATH")]
    chromium: PathBuf,
}

/// Whether npm has installed what the lock file names: it notes that in a file that is then newer.
fn is_installed(folder: &Path) -> bool {
    let changed = |name: &str| folder.join(name).metadata().and_then(|file| file.modified()).ok();
    changed("node_modules/.package-lock.json").is_some_and(|note| Some(note) >= changed("package-lock.json"))
}

/// The TypeScript library, compiled below `target/`: the folder of its modules.
fn library() -> Result<PathBuf> {
    let source = root().join("clients/typescript");
    let folder = target().join("browser/library");
    std::fs::create_dir_all(&folder)?;
    for name in ["package.json", "package-lock.json", "tsconfig.json", "tsconfig.build.json"] {
        std::fs::copy(source.join(name), folder.join(name)).with_context(|| name.to_owned())?;
    }
    if !is_installed(&folder) {
        let mut npm = Command::new("npm");
        npm.args(["ci", "--ignore-scripts", "--no-fund", "--no-audit"]).current_dir(&folder);
        run_command(&mut npm, "npm ci")?;
    }
    for name in ["src", "dist"] {
        if folder.join(name).exists() {
            std::fs::remove_dir_all(folder.join(name))?;
        }
    }
    std::fs::create_dir(folder.join("src"))?;
    for entry in std::fs::read_dir(source.join("src"))? {
        let path = entry?.path();
        std::fs::copy(&path, folder.join("src").join(path.file_name().context("a file's name")?))?;
    }
    let mut tsc = Command::new("node");
    tsc.args(["node_modules/typescript/bin/tsc", "--project", "tsconfig.build.json"]).current_dir(&folder);
    run_command(&mut tsc, "tsc")?;
    Ok(folder.join("dist"))
}

/// `cargo xtask browser`
pub fn run(arguments: &Arguments) -> Result<()> {
    ensure!(arguments.chromium.is_file(), "{}: no such program", arguments.chromium.display());
    let script = root().join("tests/browser");
    if !is_installed(&script) {
        run_command(
            Command::new("npm").args(["ci", "--no-fund", "--no-audit"]).current_dir(&script),
            "npm ci",
        )?;
    }
    let library = library()?;
    let manifest = build::components()?;
    let program = Program::choose(None, true)?;
    let state_dir = target().join("browser/state");
    if state_dir.exists() {
        std::fs::remove_dir_all(&state_dir).context("the state folder of the last run")?;
    }
    let listen = TcpListener::bind((Ipv4Addr::LOCALHOST, 0))?.local_addr()?;
    let sql_files = [sql::schema()?, sql::demo()?].concat();
    let variables = vec![format!("simulator_public_url=http://{listen}")];
    let server = Server::start(
        &program,
        &Options {
            manifest: &manifest,
            listen,
            state_dir: &state_dir,
            sql_files,
            variables,
            environment: Vec::new(),
            flags: &[],
            quiet: true,
        },
    )?;
    let mut node = Command::new("node");
    node.arg(script.join("browser.mjs")).arg(format!("http://{listen}"));
    node.arg(&arguments.chromium).arg(target().join("browser")).arg(&library);
    let outcome = run_command(&mut node, "the visit of the reference page");
    server.stop()?;
    outcome?;
    println!("Screenshots: {}", target().join("browser").display());
    Ok(())
}
