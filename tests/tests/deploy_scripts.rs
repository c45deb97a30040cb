//! The programs of `deploy/bin` on the production manifest: serve, dispatch, back up under load, restore, serve again.

use feiqian_tests::bundle::repository;
use feiqian_tests::programs::{PATIENCE, complaint, find, printed, replaced};
use feiqian_tests::{Answer, Bundle, Options, python, signed, sqld};
use rusqlite::Connection;
use std::fs;
use std::io::{BufRead, BufReader};
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::atomic::{AtomicBool, AtomicU32, Ordering};
use std::sync::mpsc;
use std::thread;
use tempfile::TempDir;

const TOKEN: &str = "a-dispatch-token-of-this-test-0123456789";
const KEY: &str = "a long random key of this test";

fn script(name: &str) -> PathBuf {
    repository().join("deploy/bin").join(name)
}

fn environment(name: &str) -> PathBuf {
    std::env::var_os(name).unwrap_or_else(|| panic!("{name} is not set: run `cargo xtask test`")).into()
}

/// What a node has: state, runtime configuration, credentials, and a `spin` that is our host.
struct Node {
    folder: TempDir,
}

impl Node {
    fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let node = Node { folder };
        let write = |name: &str, text: &str| fs::write(node.path(name), text).unwrap();
        let config = fs::read_to_string(repository().join("deploy/runtime-config/sqlite.toml")).unwrap();
        let state = node.path("state").display().to_string();
        write("runtime-config.toml", &replaced(&config, &[("/var/lib/feiqian", &state)]));
        fs::create_dir(node.path("state")).unwrap();
        fs::create_dir(node.path("credentials")).unwrap();
        write("credentials/dispatch.toml", &format!("dispatch_token = \"{TOKEN}\"\n"));
        let (sealing, index) = ("5a".repeat(32), "3c".repeat(32));
        let secrets = format!("pii_key = \"k1:{sealing}\"\npii_index_key = \"{index}\"\n");
        write("credentials/secrets.toml", &secrets);
        let host = environment("FEIQIAN_HOST");
        let cache = repository().join("target/dev/cache");
        let spin = format!(
            "#!/bin/sh\n[ \"$1\" = up ] || exit 1\nshift\nexec '{}' --cache-dir '{}' \"$@\"\n",
            host.display(),
            cache.display()
        );
        write("spin", &spin);
        fs::set_permissions(node.path("spin"), fs::Permissions::from_mode(0o755)).unwrap();
        node
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    fn database(&self) -> PathBuf {
        self.path("state/feiqian.db")
    }

    fn serve(&self) -> Served {
        let mut command = Command::new(script("serve"));
        command.args(["--log-dir", ""]).stdout(Stdio::piped()).stdin(Stdio::null());
        command.stderr(fs::File::create(self.path("log")).unwrap()).current_dir(self.folder.path());
        command.env("SPIN", self.path("spin")).env("FEIQIAN_LISTEN", "127.0.0.1:0");
        command.env("FEIQIAN_RUNTIME_CONFIG", self.path("runtime-config.toml"));
        command.env("CREDENTIALS_DIRECTORY", self.path("credentials"));
        // The repository's target folder is not what a node has.
        let mut child =
            command.env("SPIN_VARIABLE_HTTP_STATUS_MODE", "real").spawn().expect("deploy/bin/serve");
        let output = child.stdout.take().unwrap();
        let (found, address) = mpsc::channel();
        thread::spawn(move || {
            for line in BufReader::new(output).lines().map_while(Result::ok) {
                if let Some(url) = line.strip_prefix("Serving ") {
                    let _ = found.send(url.trim_end_matches('/').to_owned());
                }
            }
        });
        let url = address.recv_timeout(PATIENCE * 2).unwrap_or_else(|_| {
            let _ = child.kill();
            panic!("it does not serve: {}", fs::read_to_string(self.path("log")).unwrap())
        });
        Served { child, url }
    }

    fn dispatch(&self, url: &str, credentials: &Path) -> Command {
        let _ = self;
        let mut command = Command::new(script("dispatch"));
        command.env("FEIQIAN_URL", url).env("CREDENTIALS_DIRECTORY", credentials);
        command
    }

    fn backup(&self, keep: &str) -> Command {
        let mut command = Command::new(script("backup"));
        command.env("FEIQIAN_DATABASE", self.database()).env("FEIQIAN_BACKUPS", self.path("backups"));
        command.env("FEIQIAN_KEEP", keep);
        command
    }

    fn backups(&self) -> Vec<String> {
        let entries = fs::read_dir(self.path("backups")).unwrap();
        let mut names: Vec<String> =
            entries.map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
        names.retain(|name| name != ".lock");
        names.sort();
        names
    }
}

struct Served {
    child: Child,
    url: String,
}

impl Drop for Served {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

impl Served {
    fn create_customer(&self, name: &str) -> Answer {
        let form = signed(KEY, &[("product_id", "10"), ("product_user_id", name)]);
        let content = Some(("application/x-www-form-urlencoded", form.as_bytes()));
        Answer::of("POST", &format!("{}/create_customer", self.url), content)
    }
}

fn provision(database: &Path) {
    let sql = "INSERT INTO products (id, name, key, minimum_scheme, created_at, updated_at)
               VALUES (10, 'Shop', ?1, 'md5', unixepoch() * 1000, unixepoch() * 1000)";
    Connection::open(database).unwrap().execute(sql, [KEY]).unwrap();
}

fn customers(database: &Path) -> u32 {
    let connection = Connection::open(database).unwrap();
    connection.query_row("SELECT count(*) FROM customers", [], |row| row.get(0)).unwrap()
}

#[test]
fn the_dispatcher_needs_its_token_and_nobody_sees_a_secret() {
    let node = Node::new();
    let served = node.serve();
    let process = PathBuf::from(format!("/proc/{}", served.child.id()));
    for file in ["cmdline", "environ"] {
        let text = String::from_utf8_lossy(&fs::read(process.join(file)).unwrap()).into_owned();
        assert!(!text.contains(TOKEN) && !text.contains("5a5a5a5a"), "{file} shows a secret");
    }

    let told = printed(&mut node.dispatch(&served.url, &node.path("credentials")));
    assert!(told.contains(r#""remaining":0"#), "{told}");
    let wrong = node.path("wrong");
    fs::create_dir(&wrong).unwrap();
    let missing = complaint(&mut node.dispatch(&served.url, &wrong));
    assert!(missing.contains("dispatch.toml"), "{missing}");
    fs::write(wrong.join("dispatch.toml"), "dispatch_token = \"another-token-0123456789-0123456789\"\n")
        .unwrap();
    let refused = complaint(&mut node.dispatch(&served.url, &wrong));
    assert!(refused.contains("40") && !refused.contains("another-token"), "{refused}");
}

/// The job of `deploy/kubernetes/dispatch.yaml`, as its container runs it.
#[test]
fn the_job_of_kubernetes_dispatches() {
    let node = Node::new();
    let served = node.serve();
    let python = python::environment("tests/deploy");
    let file = repository().join("deploy/kubernetes/dispatch.yaml");
    let output = python.run(&repository().join("tests/deploy"), "documents", &[file.to_str().unwrap()], &[]);
    let documents: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
    let container = &documents[0]["spec"]["jobTemplate"]["spec"]["template"]["spec"]["containers"][0];
    let command: Vec<&str> =
        container["command"].as_array().unwrap().iter().map(|word| word.as_str().unwrap()).collect();
    let config = node.path("curl.conf");
    let job = replaced(command[2], &[("/etc/feiqian/curl.conf", config.to_str().unwrap())]);
    let run = |token: &str| {
        fs::write(&config, format!("header = \"Authorization: Bearer {token}\"\n")).unwrap();
        let mut shell = Command::new(command[0]);
        shell.args([command[1], &job]).env("FEIQIAN_URL", &served.url);
        shell
    };
    assert!(printed(&mut run(TOKEN)).contains(r#""remaining":0"#));
    complaint(&mut run("another-token-0123456789-0123456789"));
}

#[test]
fn a_backup_under_load_is_whole_and_serves_again() {
    if find("sqlite3", "deploy/bin/backup").is_none() {
        return;
    }
    let node = Node::new();
    let served = node.serve();
    provision(&node.database());
    assert_eq!(served.create_customer("first").status, 200);

    // Customers are created before, during and after the backup.
    let (created, is_over) = (AtomicU32::new(1), AtomicBool::new(false));
    let (before, backup, after) = thread::scope(|scope| {
        let writer = scope.spawn(|| {
            while !is_over.load(Ordering::SeqCst) {
                let name = format!("customer-{}", created.load(Ordering::SeqCst));
                assert_eq!(served.create_customer(&name).status, 200);
                created.fetch_add(1, Ordering::SeqCst);
            }
        });
        while created.load(Ordering::SeqCst) < 20 && !writer.is_finished() {
            thread::yield_now();
        }
        let before = created.load(Ordering::SeqCst);
        let output = node.backup("2").output();
        let after = created.load(Ordering::SeqCst) + 1;
        while created.load(Ordering::SeqCst) < after + 5 && !writer.is_finished() {
            thread::yield_now();
        }
        is_over.store(true, Ordering::SeqCst);
        writer.join().unwrap();
        let output = output.unwrap();
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        (before, PathBuf::from(String::from_utf8(output.stdout).unwrap().trim()), after)
    });
    let all = created.into_inner();
    let saved = customers(&backup);
    assert!((before..=after).contains(&saved) && saved < all, "{before} <= {saved} <= {after} < {all}");
    let mode = fs::metadata(&backup).unwrap().permissions().mode();
    assert_eq!(mode & 0o77, 0, "a backup is its owner's");
    printed(Command::new(environment("FEIQIAN_XTASK")).arg("audit").arg("--database").arg(&backup));

    // Restoring waits for the bundle to be stopped: a reader is enough to be refused.
    let restore = |from: &Path| {
        let mut command = Command::new(script("restore"));
        command.arg(from).arg(node.database());
        command
    };
    let reader = Connection::open(node.database()).unwrap();
    assert_eq!(reader.query_row("SELECT count(*) FROM products", [], |row| row.get::<_, u32>(0)).unwrap(), 1);
    assert!(complaint(&mut restore(&backup)).contains("in use"));
    drop(reader);
    drop(served);
    let cut = node.path("cut.db");
    let bytes = fs::read(&backup).unwrap();
    fs::write(&cut, &bytes[..bytes.len() / 2]).unwrap();
    assert!(!complaint(&mut restore(&cut)).is_empty());
    assert_eq!(customers(&node.database()), all, "a refused restore changes nothing");
    printed(&mut restore(&backup));

    let kept = fs::read_dir(node.path("state")).unwrap().map(|entry| entry.unwrap().path());
    let kept: Vec<PathBuf> = kept.filter(|path| path.to_string_lossy().contains(".before-")).collect();
    assert_eq!(kept.iter().map(|path| customers(path)).collect::<Vec<_>>(), [all]);
    let served = node.serve();
    assert_eq!(served.create_customer("first").status, 200);
    assert_eq!(customers(&node.database()), saved, "who is there is not made again");
    assert_eq!(served.create_customer("somebody new").status, 200);
    assert_eq!(customers(&node.database()), saved + 1);
}

#[test]
fn the_newest_backups_are_kept_and_a_damaged_database_makes_none() {
    if find("sqlite3", "deploy/bin/backup").is_none() {
        return;
    }
    let node = Node::new();
    Connection::open(node.database())
        .unwrap()
        .execute_batch("CREATE TABLE a (b); INSERT INTO a VALUES (1)")
        .unwrap();
    let made: Vec<String> = (0..4)
        .map(|_| {
            let path = PathBuf::from(printed(&mut node.backup("2")).trim());
            path.file_name().unwrap().to_str().unwrap().to_owned()
        })
        .collect();
    assert_eq!(node.backups(), made[2..]);

    fs::write(node.database(), "this is no database, but it is long enough to be taken for one".repeat(100))
        .unwrap();
    assert!(!complaint(&mut node.backup("2")).is_empty());
    fs::remove_file(node.database()).unwrap();
    assert!(complaint(&mut node.backup("2")).contains("does not exist"));
    assert_eq!(node.backups(), made[2..], "nothing unfinished is left, nothing whole is lost");
}

/// The file of a libSQL server, while the server writes it.
#[test]
fn a_libsql_server_is_backed_up_by_its_file() {
    if find("sqlite3", "deploy/bin/backup").is_none() || sqld::program().is_err() {
        return;
    }
    let bundle = Bundle::with(Options::on_libsql(&[]));
    let create = |name: &str| {
        let form = signed("demo-key-0001", &[("product_id", "1"), ("product_user_id", name)]);
        let answer = bundle.post_form("/create_customer", &form);
        assert!(answer.body.contains(r#""code":200"#), "{answer:?}");
    };
    create("before-1");
    create("before-2");
    let folder = tempfile::tempdir().unwrap();
    let is_over = AtomicBool::new(false);
    let backup = thread::scope(|scope| {
        let writer = scope.spawn(|| {
            let mut number = 0;
            while !is_over.load(Ordering::SeqCst) {
                create(&format!("meanwhile-{number}"));
                number += 1;
            }
        });
        let mut command = Command::new(script("backup"));
        command.env("FEIQIAN_DATABASE", bundle.database_file()).env("FEIQIAN_BACKUPS", folder.path());
        let output = command.output().unwrap();
        is_over.store(true, Ordering::SeqCst);
        writer.join().unwrap();
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        PathBuf::from(String::from_utf8(output.stdout).unwrap().trim())
    });
    let saved: u32 = Connection::open(&backup)
        .unwrap()
        .query_row("SELECT count(*) FROM customers WHERE product_user_id LIKE 'before-%'", [], |row| {
            row.get(0)
        })
        .unwrap();
    assert_eq!(saved, 2);
    printed(Command::new(environment("FEIQIAN_XTASK")).arg("audit").arg("--database").arg(&backup));
    // The server is none the worse for it.
    create("after");
    bundle.assert_invariants();
}
