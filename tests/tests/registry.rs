//! The bundle from a registry with nothing beside it: pushed to Debian's `docker-registry`, pulled and served by Spin. Runs where
//! `spin` (4.1 or later) and `docker-registry` are on the PATH, and says in one line if they are not; `schema.rs` has the same
//! on our host, from the components alone.

use feiqian_tests::bundle::repository;
use feiqian_tests::{Answer, signed};
use std::net::{Ipv4Addr, TcpListener};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};
use tempfile::TempDir;

/// How long a server may take until it answers: Spin compiles the components.
const START_LIMIT: Duration = Duration::from_secs(300);

/// Killed when dropped.
struct Running(Child);

impl Drop for Running {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

/// What a program says of its version.
fn version(program: &str) -> Option<String> {
    let output = Command::new(program).arg("--version").stdin(Stdio::null()).output().ok()?;
    output.status.success().then(|| String::from_utf8_lossy(&output.stdout).into_owned())
}

/// Whether there is a Spin that can link the components.
fn is_new_enough(version: &str) -> bool {
    let mut numbers = version.trim_start_matches("spin ").split(['.', ' ', '-']).map(str::parse::<u32>);
    match (numbers.next(), numbers.next()) {
        (Some(Ok(major)), Some(Ok(minor))) => (major, minor) >= (4, 1),
        _ => false,
    }
}

fn free_address() -> String {
    let free = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).and_then(|listener| listener.local_addr());
    free.expect("a free port").to_string()
}

fn serve(command: &mut Command, address: &str, path: &str) -> Running {
    let mut running = Running(command.stdin(Stdio::null()).stdout(Stdio::null()).spawn().expect("a server"));
    let begun = Instant::now();
    while Answer::attempt("GET", &format!("http://{address}{path}"), &[], None).is_err() {
        assert!(running.0.try_wait().expect("its state").is_none(), "{command:?} has ended");
        assert!(begun.elapsed() < START_LIMIT, "{command:?} does not answer");
        thread::sleep(Duration::from_millis(50));
    }
    running
}

fn registry(folder: &Path, address: &str) -> Running {
    let config = folder.join("registry.yml");
    let text = format!(
        "version: 0.1\nstorage:\n  filesystem:\n    rootdirectory: {}\nhttp:\n  addr: {address}\n",
        folder.join("registry").display()
    );
    std::fs::write(&config, text).expect("the registry's configuration");
    serve(Command::new("docker-registry").arg("serve").arg(config).stderr(Stdio::null()), address, "/v2/")
}

#[test]
fn an_image_and_auto_migrate_are_enough() {
    if !version("spin").is_some_and(|version| is_new_enough(&version)) || version("docker-registry").is_none()
    {
        eprintln!(
            "spin 4.1 and docker-registry are not on the PATH: the bundle was not started from a registry"
        );
        return;
    }
    let folder = TempDir::new().expect("a temporary folder");
    let (store, listen) = (free_address(), free_address());
    let _registry = registry(folder.path(), &store);
    let image = format!("{store}/feiqian:test");
    let mut push = Command::new("spin");
    push.args(["registry", "push", "--insecure", &image, "--from"]).arg(repository().join("spin.toml"));
    assert!(push.status().expect("spin").success(), "{push:?}");

    let mut up = Command::new("spin");
    up.args(["up", "--insecure", "--from", &image, "--listen", &listen, "--variable", "auto_migrate=true"]);
    up.arg("--state-dir").arg(folder.path().join("state")).arg("--quiet").current_dir(folder.path());
    let _bundle = serve(&mut up, &listen, "/.well-known/spin/health");
    // Nobody has made a product: the contract's own answer, from tables that are there.
    let query = signed("demo-key-0001", &[("product_id", "1"), ("code", "440000000000")]);
    let answer = Answer::of("GET", &format!("http://{listen}/province_cities?{query}"), None);
    assert!(answer.status == 200 && answer.body.contains(r#""code":403"#), "{answer:?}");
    let answer = Answer::of("GET", &format!("http://{listen}/internal/ready"), None);
    assert!(answer.status == 503 && !answer.body.contains("schema"), "{answer:?}");
}

#[test]
fn spins_version_is_read() {
    assert!(is_new_enough("spin 4.1.0 (abc 2026-08-25)") && is_new_enough("spin 5.0.0-pre0"));
    assert!(!is_new_enough("spin 4.0.2") && !is_new_enough("spin 3.6.3") && !is_new_enough("something"));
}
