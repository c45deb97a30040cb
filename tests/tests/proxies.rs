//! The proxies of `deploy/proxy` in front of a running bundle: what they let through, what they refuse, who they say
//! has called.

use feiqian_tests::bundle::repository;
use feiqian_tests::desk;
use feiqian_tests::programs::{PATIENCE, Running, find, free_port, replaced};
use feiqian_tests::{Bundle, Options, signed, tls};
use serde_json::{Value as Json, json};
use std::fs;
use std::net::TcpStream;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};
use tempfile::TempDir;

/// Where calls come from: two of the staff and a stranger. All of 127.0.0.0/8 is this machine.
const STAFF: [&str; 2] = ["127.0.0.2", "127.0.0.3"];
const STRANGER: &str = "127.0.0.9";

const HOST: &str = "pay.example.com";

#[derive(Debug, Clone, Copy, PartialEq)]
enum Kind {
    Haproxy,
    Nginx,
}

struct Proxy {
    bundle: Bundle,
    port: u16,
    folder: TempDir,
    _running: Running,
}

fn certificate(folder: &Path) {
    let certificate = tls::certificate(folder, "DNS:pay.example.com");
    let pem = format!("{}{}", read(&certificate), read(&folder.join("key")));
    fs::write(folder.join("pem"), pem).unwrap();
}

fn read(path: &Path) -> String {
    fs::read_to_string(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

impl Proxy {
    /// In front of a bundle that is configured as the files say; none if a program is not there.
    fn start(kind: Kind) -> Option<Self> {
        let name = match kind {
            Kind::Haproxy => "haproxy",
            Kind::Nginx => "nginx",
        };
        let program = find(name, &format!("deploy/proxy/{name}"))?;
        find("openssl", &format!("deploy/proxy/{name}"))?;
        let bundle = Bundle::with(Options {
            variables: vec![
                ("client_ip_header", "x-forwarded-for"),
                ("client_ip_hops", "1"),
                ("public_base_url", "https://pay.example.com"),
                ("login_rate_per_minute", "3"),
            ],
            ..Options::on_file()
        });
        let folder = tempfile::tempdir().unwrap();
        certificate(folder.path());
        let port = free_port();
        let mut command = match kind {
            Kind::Haproxy => haproxy(&program, &bundle, folder.path(), port),
            Kind::Nginx => nginx(&program, &bundle, folder.path(), port),
        };
        let log = fs::File::create(folder.path().join("log")).unwrap();
        command.stdout(log.try_clone().unwrap()).stderr(log);
        let proxy = |running| Proxy { bundle, port, folder, _running: running };
        let proxy = proxy(Running::start(&mut command, || TcpStream::connect(("127.0.0.1", port)).is_ok()));
        // HAProxy asks a node for its state before it sends it a request.
        let begun = Instant::now();
        while !proxy.call(STRANGER, "/.well-known/spin/health", &[]).1.starts_with("OK") {
            assert!(begun.elapsed() < PATIENCE, "{}", read(&proxy.folder.path().join("log")));
            std::thread::sleep(Duration::from_millis(50));
        }
        Some(proxy)
    }

    /// Status and body of a call by curl, which verifies the certificate.
    fn call(&self, from: &str, target: &str, arguments: &[&str]) -> (u16, String) {
        let mut curl = Command::new("curl");
        curl.args(["--silent", "--path-as-is", "--max-time", "60", "--interface", from]);
        curl.arg("--connect-to").arg(format!("{HOST}:443:127.0.0.1:{}", self.port));
        curl.arg("--cacert").arg(self.folder.path().join("crt")).args(["--write-out", "\n%{http_code}"]);
        let output = curl.args(arguments).arg(format!("https://{HOST}{target}")).output().expect("curl");
        let text = String::from_utf8_lossy(&output.stdout).into_owned();
        let (body, status) = text.rsplit_once('\n').expect("a status");
        (status.parse().unwrap(), body.to_owned())
    }

    fn sign_in(&self, from: &str, merchant: &str, password: &str, forged: &str) -> Json {
        let body = json!({ "pid": merchant, "account": "ops", "pwd": password }).to_string();
        let forged = [format!("X-Forwarded-For: {forged}"), format!("X-Real-IP: {forged}")];
        let arguments =
            ["--data", &body, "-H", "Content-Type: application/json", "-H", &forged[0], "-H", &forged[1]];
        let (status, answer) = self.call(from, "/token", &arguments);
        assert_eq!(status, 200, "{answer}");
        serde_json::from_str(&answer).unwrap_or_else(|_| panic!("no JSON: {answer}"))
    }

    /// What `openssl s_client` prints and how it ends when it is given a text and then nothing more.
    fn client(&self, arguments: &[&str], text: &str) -> (String, bool) {
        let mut openssl = Command::new("openssl");
        openssl.args(["s_client", "-connect", &format!("127.0.0.1:{}", self.port), "-servername", HOST]);
        openssl.args(arguments).stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::null());
        let mut child = openssl.spawn().expect("openssl");
        let mut input = child.stdin.take().unwrap();
        let _ = std::io::Write::write_all(&mut input, text.as_bytes());
        let begun = Instant::now();
        while child.try_wait().unwrap().is_none() {
            if begun.elapsed() > PATIENCE {
                child.kill().unwrap();
                panic!("the proxy waits for ever for {text:?}");
            }
            std::thread::sleep(Duration::from_millis(20));
        }
        drop(input);
        let output = child.wait_with_output().unwrap();
        (String::from_utf8_lossy(&output.stdout).into_owned(), output.status.success())
    }
}

fn haproxy(program: &Path, bundle: &Bundle, folder: &Path, port: u16) -> Command {
    let path = |name: &str| folder.join(name).display().to_string();
    fs::write(folder.join("staff"), STAFF.join("\n") + "\n").unwrap();
    let text = replaced(
        &read(&repository().join("deploy/proxy/haproxy.cfg")),
        &[
            ("bind :443", &format!("bind 127.0.0.1:{port}")),
            ("/etc/haproxy/certs/pay.example.com.pem", &path("pem")),
            ("src -f /etc/haproxy/staff.lst", &format!("src -f {}", path("staff"))),
            ("server node1 127.0.0.1:3000", &format!("server node1 {}", bundle.address())),
            ("timeout http-request 10s", "timeout http-request 2s"),
            ("timeout client 30s", "timeout client 4s"),
        ],
    );
    fs::write(folder.join("cfg"), text).unwrap();
    let mut command = Command::new(program);
    command.arg("-db").arg("-f").arg(folder.join("cfg"));
    command
}

fn nginx(program: &Path, bundle: &Bundle, folder: &Path, port: u16) -> Command {
    let path = |name: &str| folder.join(name).display().to_string();
    let staff: String = STAFF.iter().map(|address| format!("allow {address};")).collect();
    let text = replaced(
        &read(&repository().join("deploy/proxy/nginx.conf")),
        &[
            ("listen 443 ssl", &format!("listen 127.0.0.1:{port} ssl")),
            ("/etc/nginx/certs/pay.example.com.crt", &path("crt")),
            ("/etc/nginx/certs/pay.example.com.key", &path("key")),
            ("/run/nginx.pid", &path("pid")),
            ("allow 198.51.100.0/24;", &staff),
            ("server 127.0.0.1:3000;", &format!("server {};", bundle.address())),
            ("client_header_timeout 10s", "client_header_timeout 2s"),
            // This machine may have one core, and another user may own the folder.
            ("worker_processes auto;", "worker_processes 1; user root;"),
        ],
    );
    let mut temporary = String::new();
    for kind in ["client_body", "proxy", "fastcgi", "uwsgi", "scgi"] {
        temporary += &format!("    {kind}_temp_path {};\n", path(kind));
    }
    let text = replaced(&text, &[("http {\n", &format!("http {{\n{temporary}"))]);
    fs::write(folder.join("conf"), text).unwrap();
    let mut command = Command::new(program);
    command.arg("-e").arg(folder.join("error")).arg("-c").arg(folder.join("conf"));
    command.args(["-g", "daemon off;"]);
    command
}

/// The address in the audit, in the session and under the limits is the connection's, whatever a header says.
fn assert_address_cannot_be_forged(proxy: &Proxy) {
    let base = proxy.bundle.url("");
    let session = proxy.sign_in(STAFF[0], "M003", "demo-pass-0001", "203.0.113.7");
    assert_eq!(session["data"]["ip"], STAFF[0], "{session}");

    let number = desk::order(&base).unwrap();
    let approval = json!({
        "pid": "M003", "request_id": number, "request_type": "01", "old_flag": 0, "new_flag": -1,
        "approve_by": "zoe", "user_type": "U", "ip_address": "198.51.100.7", "remarks": "no",
    });
    let authorization = format!("Authorization: {}", session["data"]["token"].as_str().unwrap());
    let body = approval.to_string();
    let arguments = [
        "-X",
        "PUT",
        "--data",
        &body,
        "-H",
        &authorization,
        "-H",
        "X-Forwarded-For: 203.0.113.7, 203.0.113.8",
    ];
    let (status, answer) = proxy.call(STAFF[0], "/approve", &arguments);
    assert_eq!((status, answer.contains(r#""code":200"#)), (200, true), "{answer}");
    let written: String = proxy
        .bundle
        .database()
        .query_row("SELECT client_ip FROM audit_log ORDER BY id DESC LIMIT 1", [], |row| row.get(0))
        .unwrap();
    assert_eq!(written, STAFF[0]);

    // A guesser behind one address is stopped, however many addresses he names.
    let refusals: Vec<i64> = (1..=4)
        .map(|guess| {
            let forged = format!("203.0.113.{guess}");
            proxy.sign_in(STAFF[0], "M001", "wrong", &forged)["code"].as_i64().unwrap()
        })
        .collect();
    assert_eq!(refusals[..3], [403, 403, 403]);
    assert_ne!(refusals[3], 403, "the fourth guess in a minute is not looked at");
    let (status, _) = proxy.call(STAFF[0], "/admin/api/v1/session", &[]);
    assert_eq!(status, 401, "the desk is there for the staff");
    let other = proxy.sign_in(STAFF[1], "M002", "demo-pass-0001", STAFF[0]);
    assert_eq!((&other["code"], &other["data"]["ip"]), (&json!(200), &json!(STAFF[1])), "{other}");
}

fn assert_private_paths_are_closed(proxy: &Proxy) {
    let authorization = format!("Authorization: Bearer {}", desk::DISPATCH_TOKEN);
    for target in [
        "/internal/dispatch",
        "/INTERNAL/dispatch",
        "//internal/dispatch",
        "/./internal/dispatch",
        "/x/../internal/dispatch",
        "/%69nternal/dispatch",
        "/%2finternal/dispatch",
        "/internal%2fdispatch",
        "/internal/ready",
        "/internal",
        "/sim/sink",
    ] {
        let (status, body) = proxy.call(STAFF[0], target, &["-X", "POST", "-H", &authorization]);
        assert!(!body.contains("claimed") && !body.contains(r#""code""#), "{target}: {status} {body}");
        assert!(matches!(status, 400 | 404), "{target}: {status} {body}");
    }
    for target in [
        "/token",
        "/approve",
        "/deposit_record?pid=M001",
        "/admin",
        "//admin/api/v1/session",
        "/%61dmin/api/v1/session",
    ] {
        let (status, body) = proxy.call(STRANGER, target, &[]);
        assert_eq!((status, body.contains(r#""code""#)), (403, false), "{target}: {body}");
    }
}

fn assert_limits(proxy: &Proxy, folder: &Path) {
    let big: PathBuf = folder.join("big");
    fs::write(&big, vec![b'x'; 200_000]).unwrap();
    let (status, _) = proxy.call(STRANGER, "/pay", &["--data-binary", &format!("@{}", big.display())]);
    // HAProxy closes the connection on a client that still sends, which then may not see the answer.
    let is_refused = status == 413 || read(&proxy.folder.path().join("log")).contains("<NOSRV> 0/-1/-1/-1/");
    assert!(is_refused, "{status}");
    // What is a little too big is refused by the bundle, in the contract's form.
    fs::write(&big, vec![b'x'; 70_000]).unwrap();
    let (_, body) = proxy.call(STRANGER, "/pay", &["--data-binary", &format!("@{}", big.display())]);
    assert!(body.contains(r#""code":413"#), "{body}");

    // Nobody occupies a connection by saying nothing, or half of it.
    let mut silent = TcpStream::connect(("127.0.0.1", proxy.port)).unwrap();
    silent.set_read_timeout(Some(PATIENCE)).unwrap();
    let mut rest = Vec::new();
    std::io::Read::read_to_end(&mut silent, &mut rest).expect("the proxy ends a handshake that never comes");
    let (answer, _) =
        proxy.client(&["-quiet"], "GET /bank_list HTTP/1.1\r\nHost: pay.example.com\r\nX-Slow: ");
    assert!(!answer.contains("200 OK"), "{answer}");

    let old = ["-tls1_1", "-cipher", "DEFAULT@SECLEVEL=0"];
    assert!(!proxy.client(&old, "").1, "TLS 1.1 is refused");
    for version in ["-tls1_2", "-tls1_3"] {
        let request =
            "GET /.well-known/spin/health HTTP/1.1\r\nHost: pay.example.com\r\nConnection: close\r\n\r\n";
        let (answer, _) = proxy.client(&["-quiet", version], request);
        assert!(answer.contains("200 OK") && answer.ends_with("OK"), "{version}: {answer}");
    }
}

fn assert_serves(kind: Kind) {
    let Some(proxy) = Proxy::start(kind) else {
        return;
    };
    let signed = signed(desk::PRODUCT_KEY, &[("product_id", "1"), ("product_user_id", "1000001")]);
    let (status, body) = proxy.call(STRANGER, &format!("/bank_list?{signed}"), &[]);
    assert!(status == 200 && body.starts_with(r#"{"code":200"#), "{status} {body}");
    assert_address_cannot_be_forged(&proxy);
    assert_private_paths_are_closed(&proxy);
    assert_limits(&proxy, proxy.folder.path());
    proxy.bundle.assert_invariants();
}

#[test]
fn haproxy_ends_tls_and_says_who_has_called() {
    assert_serves(Kind::Haproxy);
}

#[test]
fn nginx_ends_tls_and_says_who_has_called() {
    assert_serves(Kind::Nginx);
}
