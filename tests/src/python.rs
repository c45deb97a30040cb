//! Programs of PyPI that the tests run: installed below `target/`, once for each list of requirements.

use crate::bundle::repository;
use crate::node::finish;
use feiqian_signing::digest;
use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use std::time::Duration;

/// How long an installation may take: it fetches from a registry.
const INSTALL_LIMIT: Duration = Duration::from_secs(300);

/// How long a program may run.
const RUN_LIMIT: Duration = Duration::from_secs(480);

/// The hash of the requirements that were installed.
const STAMP: &str = ".installed";

/// An installed environment.
#[derive(Debug, Clone)]
pub struct Environment {
    /// The interpreter that finds the packages.
    python: PathBuf,
    /// Where the packages are, if the interpreter does not know it by itself.
    packages: Option<PathBuf>,
}

/// The environment of a folder of the repository that has a `requirements.txt` with hashes.
///
/// Its packages are installed in `target/tools/python-NAME` by a virtual environment's `pip`, or, where Python was
/// installed without `venv`, by `pip install --target`. Test programs that run side by side wait for each other.
///
/// # Panics
/// If there is no Python with `pip`, or if it fails.
pub fn environment(folder: &str) -> Environment {
    let requirements = repository().join(folder).join("requirements.txt");
    let tools = repository().join("target/tools");
    fs::create_dir_all(&tools).expect("target/tools");
    let name = requirements.parent().and_then(Path::file_name).expect("the folder's name");
    let target = tools.join(format!("python-{}", name.to_string_lossy()));
    // Released when the file is closed, by a crash as well.
    let lock = File::create(target.with_extension("lock")).expect("the lock file");
    lock.lock().expect("the lock");
    let wanted = digest::sha256_hex(&fs::read(&requirements).expect("requirements.txt"));
    if fs::read_to_string(target.join(STAMP)).ok().as_deref() != Some(wanted.as_str()) {
        let _ = fs::remove_dir_all(&target);
        install(&target, &requirements);
        fs::write(target.join(STAMP), wanted).expect("the stamp");
    }
    let own = interpreter(&target);
    match own.exists() {
        true => Environment { python: own, packages: None },
        false => Environment { python: "python3".into(), packages: Some(target) },
    }
}

fn interpreter(target: &Path) -> PathBuf {
    target.join("bin/python3")
}

fn install(target: &Path, requirements: &Path) {
    let mut venv = Command::new("python3");
    let made = venv.args(["-m", "venv"]).arg(target).output().unwrap_or_else(|error| {
        panic!("there is no python3: install Python 3.11 or later with pip ({error})");
    });
    let mut pip = if made.status.success() {
        Command::new(interpreter(target))
    } else {
        let _ = fs::remove_dir_all(target);
        fs::create_dir_all(target).expect("the folder of the packages");
        Command::new("python3")
    };
    pip.args([
        "-m",
        "pip",
        "install",
        "--quiet",
        "--disable-pip-version-check",
        "--no-input",
        "--require-hashes",
    ]);
    if !made.status.success() {
        pip.arg("--target").arg(target);
    }
    let output = finish(pip.arg("--requirement").arg(requirements), "pip", INSTALL_LIMIT);
    assert!(
        output.status.success(),
        "Python could not install the packages of {} (Python 3.11 or later with venv or pip is needed, and PyPI):\n{}{}",
        requirements.display(),
        String::from_utf8_lossy(&made.stderr),
        String::from_utf8_lossy(&output.stderr)
    );
}

impl Environment {
    /// A module to be run.
    pub fn command(&self, module: &str) -> Command {
        let mut python = Command::new(&self.python);
        python.args(["-m", module]);
        if let Some(packages) = &self.packages {
            python.env("PYTHONPATH", packages);
        }
        python
    }

    /// Runs a module in a folder, whose own modules it finds; answers how it ended and what it printed.
    ///
    /// # Panics
    /// If it takes longer than eight minutes.
    pub fn run(&self, folder: &Path, module: &str, arguments: &[&str], variables: &[(&str, &str)]) -> Output {
        let mut python = Command::new(&self.python);
        python.current_dir(folder).args(["-m", module]).args(arguments).envs(variables.iter().copied());
        if let Some(packages) = &self.packages {
            let own =
                variables.iter().find(|(name, _)| *name == "PYTHONPATH").map(|(_, path)| PathBuf::from(path));
            let paths =
                std::env::join_paths([packages].into_iter().chain(&own)).expect("paths without a colon");
            python.env("PYTHONPATH", paths);
        }
        finish(&mut python, "python3", RUN_LIMIT)
    }
}
