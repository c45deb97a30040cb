//! A running bundle: the `spin` program where it is there, our host otherwise.

use crate::build;
use anyhow::{Context, Result, bail};
use rustix::process::{Pid, Signal, kill_process};
use std::io::{Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, ExitStatus, Stdio};
use std::time::{Duration, Instant};

/// How long a start may take until the bundle answers: the first one compiles the components.
const START_LIMIT: Duration = Duration::from_secs(120);

/// How long requests in flight may take after a stop was asked for.
const STOP_LIMIT: Duration = Duration::from_secs(15);

/// In which Linux counts CPU time, whatever its own clock.
const TICKS_A_SECOND: f64 = 100.0;

/// The program that serves.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Program {
    Host(PathBuf),
    Spin(PathBuf),
}

/// Which program serves.
#[derive(Debug, Default, clap::Args)]
pub struct Choice {
    /// Use our own host even where `spin` is installed.
    #[arg(long, conflicts_with = "spin")]
    host: bool,
    /// Use this `spin` program (4.1 or later).
    #[arg(long, value_name = "PATH")]
    spin: Option<PathBuf>,
}

impl Choice {
    /// The `spin` given, or the one on PATH if it is new enough, or our host, which is built if need be.
    pub fn program(&self) -> Result<Program> {
        Program::choose(self.spin.as_deref(), self.host)
    }
}

impl Program {
    /// What it is called in a report.
    pub fn name(&self) -> &'static str {
        match self {
            Program::Host(_) => "our host",
            Program::Spin(_) => "Spin",
        }
    }

    /// The `spin` given, or the one on PATH if it is new enough, or our host, which is built if need be.
    pub fn choose(spin: Option<&Path>, host: bool) -> Result<Self> {
        if let Some(spin) = spin {
            return match spin_version(spin) {
                Some(version) if version >= (4, 1) => Ok(Program::Spin(spin.to_owned())),
                Some((major, minor)) => bail!("{} is Spin {major}.{minor}; 4.1 is needed", spin.display()),
                None => bail!("{} is no spin program", spin.display()),
            };
        }
        let on_path = Path::new("spin");
        if !host && spin_version(on_path).is_some_and(|version| version >= (4, 1)) {
            return Ok(Program::Spin(on_path.to_owned()));
        }
        Ok(Program::Host(build::host()?))
    }
}

/// Major and minor version that `spin --version` prints: `spin 4.1.0 (…)`.
fn spin_version(spin: &Path) -> Option<(u32, u32)> {
    let output = Command::new(spin).arg("--version").stdin(Stdio::null()).output().ok()?;
    let text = String::from_utf8(output.stdout).ok()?;
    let mut numbers = text.strip_prefix("spin ")?.split(['.', ' ', '-']);
    Some((numbers.next()?.parse().ok()?, numbers.next()?.parse().ok()?))
}

/// What the processes of a server have used.
#[derive(Debug, Clone, Copy)]
pub struct Used {
    /// In user mode and in the kernel.
    pub cpu_s: f64,
    /// In RAM now.
    pub memory_kib: u64,
}

/// What is served, and how.
pub struct Options<'o> {
    pub manifest: &'o Path,
    pub listen: SocketAddr,
    pub state_dir: &'o Path,
    /// Applied in this order before serving.
    pub sql_files: Vec<PathBuf>,
    /// Values of variables, as `name=value`.
    pub variables: Vec<String>,
    /// Environment of the program: values that the process list must not show.
    pub environment: Vec<(String, String)>,
    /// More flags of the program.
    pub flags: &'o [String],
    /// Whether the components' log lines are kept off the terminal.
    pub quiet: bool,
}

/// How much memory a process has.
#[derive(Debug, Clone, Copy)]
pub struct Memory {
    pub now_kib: u64,
    /// Since the start.
    pub peak_kib: u64,
}

/// A running server; killed when dropped.
pub struct Server {
    child: Child,
}

impl Server {
    /// Starts a server and waits until it answers.
    pub fn start(program: &Program, options: &Options<'_>) -> Result<Self> {
        std::fs::create_dir_all(options.state_dir).context("the state folder")?;
        let mut command = match program {
            Program::Host(host) => Command::new(host),
            Program::Spin(spin) => {
                let mut command = Command::new(spin);
                command.arg("up");
                command
            }
        };
        command.arg("--from").arg(options.manifest);
        command.arg("--listen").arg(options.listen.to_string());
        command.arg("--state-dir").arg(options.state_dir);
        for file in &options.sql_files {
            command.arg("--sqlite").arg(format!("@{}", file.display()));
        }
        for variable in &options.variables {
            command.arg("--variable").arg(variable);
        }
        if options.quiet {
            command.arg("--quiet");
        }
        command.args(options.flags);
        command.envs(options.environment.iter().map(|(name, value)| (name, value)));
        Self::of(&mut command, options.listen)
    }

    /// Starts a server by its command and waits until it answers on `listen`.
    pub fn of(command: &mut Command, listen: SocketAddr) -> Result<Self> {
        Self::ready(command, || is_healthy(listen))
    }

    /// Starts a server by its command and waits until it is ready.
    pub fn ready(command: &mut Command, is_ready: impl Fn() -> bool) -> Result<Self> {
        // A group of its own: Ctrl-C reaches xtask alone, which then asks the server to stop in good order.
        let child = command.process_group(0).spawn().with_context(|| format!("{command:?}"))?;
        let mut server = Server { child };
        let begun = Instant::now();
        while !is_ready() {
            if let Some(status) = server.child.try_wait()? {
                bail!("the server ended before it served ({status})");
            }
            if begun.elapsed() > START_LIMIT {
                bail!("the server did not answer within {} s", START_LIMIT.as_secs());
            }
            std::thread::sleep(Duration::from_millis(20));
        }
        Ok(server)
    }

    /// Whether the server has ended by itself.
    pub fn ended(&mut self) -> Result<Option<ExitStatus>> {
        Ok(self.child.try_wait()?)
    }

    /// The server's memory in RAM, as Linux counts it.
    pub fn memory(&self) -> Result<Memory> {
        memory(Path::new(&format!("/proc/{}", self.child.id())))
    }

    /// What the server's processes have used since their start: `spin up` serves in a child.
    pub fn used(&self) -> Result<Used> {
        let mut used = Used { cpu_s: 0.0, memory_kib: 0 };
        for entry in std::fs::read_dir("/proc").context("/proc")? {
            let path = entry?.path();
            // Not a process, or one that has just ended.
            let Ok(stat) = std::fs::read_to_string(path.join("stat")) else { continue };
            let Some((_, fields)) = stat.rsplit_once(") ") else { continue };
            let fields: Vec<&str> = fields.split(' ').collect();
            let number = |index: usize| fields.get(index).and_then(|field| field.parse::<u32>().ok());
            // proc(5), counted from the third field: the process group, then the times.
            if number(2) == Some(self.child.id()) {
                let ticks = number(11).unwrap_or_default() + number(12).unwrap_or_default();
                used.cpu_s += f64::from(ticks) / TICKS_A_SECOND;
                used.memory_kib += memory(&path)?.now_kib;
            }
        }
        Ok(used)
    }

    /// Lets requests in flight finish, then stops.
    pub fn stop(mut self) -> Result<()> {
        if let Some(pid) = i32::try_from(self.child.id()).ok().and_then(Pid::from_raw) {
            kill_process(pid, Signal::TERM).context("stopping the server")?;
        }
        let begun = Instant::now();
        while self.child.try_wait()?.is_none() {
            if begun.elapsed() > STOP_LIMIT {
                bail!("the server did not stop within {} s", STOP_LIMIT.as_secs());
            }
            std::thread::sleep(Duration::from_millis(20));
        }
        Ok(())
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// The memory of the process that a folder of `/proc` is about.
fn memory(process: &Path) -> Result<Memory> {
    let path = process.join("status");
    let status = std::fs::read_to_string(&path).with_context(|| path.display().to_string())?;
    let kib = |name: &str| {
        let line = status.lines().find_map(|line| line.strip_prefix(name)?.strip_prefix(':'));
        let number = line.and_then(|line| line.trim().strip_suffix(" kB")?.parse().ok());
        number.with_context(|| format!("no {name} in {}", path.display()))
    };
    Ok(Memory { now_kib: kib("VmRSS")?, peak_kib: kib("VmHWM")? })
}

fn is_healthy(address: SocketAddr) -> bool {
    let limit = Duration::from_secs(2);
    let answer = || -> std::io::Result<String> {
        let mut stream = TcpStream::connect_timeout(&address, limit)?;
        stream.set_read_timeout(Some(limit))?;
        let request =
            format!("GET /.well-known/spin/health HTTP/1.1\r\nHost: {address}\r\nConnection: close\r\n\r\n");
        stream.write_all(request.as_bytes())?;
        let mut answer = String::new();
        stream.take(1_000).read_to_string(&mut answer)?;
        Ok(answer)
    };
    answer().is_ok_and(|answer| answer.starts_with("HTTP/1.1 200"))
}
