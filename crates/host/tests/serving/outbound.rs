//! Requests that components send: who may be called, service chaining, timeouts.

use crate::harness::{Folder, Host, PATIENCE, Start, manifest, one_probe_with, probe};
use std::io::{Read as _, Write as _};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::process::{Command, Stdio};
use std::sync::{Arc, mpsc};
use std::thread;
use std::time::{Duration, Instant};
use tokio_rustls::rustls::pki_types::pem::PemObject;
use tokio_rustls::rustls::pki_types::{CertificateDer, PrivateKeyDer};
use tokio_rustls::rustls::{ServerConfig, ServerConnection, StreamOwned};

/// A server on a free port that answers each connection with `answer`, given the request's head and body.
fn upstream(answer: fn(&str, TcpStream)) -> SocketAddr {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap();
    thread::spawn(move || {
        for stream in listener.incoming().map_while(Result::ok) {
            thread::spawn(move || serve_one(stream, answer));
        }
    });
    address
}

fn serve_one(mut stream: TcpStream, answer: fn(&str, TcpStream)) {
    let mut text = Vec::new();
    let mut piece = [0; 4096];
    loop {
        let seen = String::from_utf8_lossy(&text).into_owned();
        if let Some((head, body)) = seen.split_once("\r\n\r\n") {
            let head = head.to_ascii_lowercase();
            let length =
                head.lines().find_map(|line| line.strip_prefix("content-length: ")?.parse::<usize>().ok());
            let whole = match length {
                Some(length) => body.len() >= length,
                None if head.contains("transfer-encoding: chunked") => body.ends_with("0\r\n\r\n"),
                None => true,
            };
            if whole {
                return answer(&seen, stream);
            }
        }
        match stream.read(&mut piece) {
            Ok(count) if count > 0 => text.extend_from_slice(&piece[..count]),
            _ => return,
        }
    }
}

fn echo(request: &str, mut stream: TcpStream) {
    let head =
        format!("HTTP/1.1 201 Created\r\ncontent-length: {}\r\nconnection: close\r\n\r\n", request.len());
    _ = stream.write_all(head.as_bytes());
    _ = stream.write_all(request.as_bytes());
}

fn send(host: &Host, url: &str, headers: &[(&str, &str)]) -> String {
    let mut all = vec![("x-url", url)];
    all.extend_from_slice(headers);
    let reply = host.request("POST", "/do/send", &all, b"payload");
    assert_eq!(reply.status, 200, "{}", host.stderr());
    reply.text().to_owned()
}

#[test]
fn allowed_hosts_are_called_and_others_denied() {
    let folder = Folder::new();
    let allowed = upstream(echo);
    let other = upstream(echo);
    let text = one_probe_with("allowed_outbound_hosts = [\"http://{{ upstream }}\", \"{{ empty }}\"]")
        + "[variables]\nupstream = { required = true }\nempty = { default = \"\" }\n";
    let host = Start::new(&folder, &text).args(&["--variable", &format!("upstream={allowed}")]).serve();

    let answer = send(&host, &format!("http://{allowed}/path?q=1"), &[]);
    let mut lines = answer.lines();
    assert_eq!(lines.next(), Some("201 "));
    assert_eq!(lines.next(), Some("POST /path?q=1 HTTP/1.1"));
    assert!(answer.contains(&format!("host: {allowed}")), "{answer}");
    assert!(answer.contains("x-from: probe") && answer.contains("payload"), "{answer}");

    let denied = "error: ErrorCode::HttpRequestDenied";
    assert_eq!(send(&host, &format!("http://{other}/"), &[]), denied);
    assert_eq!(send(&host, &format!("https://{allowed}/"), &[]), denied);
    assert_eq!(send(&host, "http://example.com/", &[]), denied);
    assert_eq!(send(&host, &format!("http://localhost:{}/", allowed.port()), &[]), denied);
    host.expect_stderr("add \"http://example.com\" to component.probe.allowed_outbound_hosts");
}

#[test]
fn a_host_that_cannot_be_read_stops_the_start() {
    let folder = Folder::new();
    for entry in ["example.com", "http://a/path", "http://a.*.b", "foo://a"] {
        let text = one_probe_with(&format!("allowed_outbound_hosts = [{entry:?}]"));
        let said = Start::new(&folder, &text).refused();
        assert!(said.contains("component.probe.allowed_outbound_hosts") && said.contains(entry), "{said}");
    }
}

#[test]
fn redirects_are_not_followed() {
    let folder = Folder::new();
    let address = upstream(|_, mut stream| {
        _ = stream.write_all(
            b"HTTP/1.1 302 Found\r\nlocation: /elsewhere\r\ncontent-length: 0\r\nconnection: close\r\n\r\n",
        );
    });
    let host =
        Start::new(&folder, &one_probe_with("allowed_outbound_hosts = [\"http://127.0.0.1:*\"]")).serve();
    assert_eq!(send(&host, &format!("http://{address}/"), &[]), "302 /elsewhere\n");
}

#[test]
fn failures_have_names() {
    let folder = Folder::new();
    let host = Start::new(&folder, &one_probe_with("allowed_outbound_hosts = [\"*://*:*\"]")).serve();
    let closed = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    assert_eq!(send(&host, &format!("http://{closed}/"), &[]), "error: ErrorCode::ConnectionRefused");
    // Not a TLS server; that the answer is of TLS shows that https was spoken.
    let plain = upstream(echo);
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let not_tls = listener.local_addr().unwrap();
    thread::spawn(move || {
        for mut stream in listener.incoming().map_while(Result::ok) {
            _ = stream.write_all(b"HTTP/1.1 400 Bad Request\r\n\r\n");
        }
    });
    assert_eq!(send(&host, &format!("https://{not_tls}/"), &[]), "error: ErrorCode::TlsProtocolError");
    assert!(send(&host, &format!("http://{plain}/"), &[]).starts_with("201 "));
    let vanishing = upstream(|_, stream| drop(stream));
    assert!(send(&host, &format!("http://{vanishing}/"), &[]).starts_with("error: ErrorCode::"));
}

/// A certificate of one's own for 127.0.0.1, and a server that has it.
fn tls_upstream(folder: &Folder) -> SocketAddr {
    let (certificate, key) = (folder.path().join("crt.pem"), folder.path().join("key.pem"));
    let mut openssl = Command::new("openssl");
    openssl.args(["req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes"]);
    openssl.args(["-days", "2", "-subj", "/CN=upstream", "-addext", "basicConstraints=critical,CA:FALSE"]);
    openssl
        .args(["-addext", "subjectAltName=IP:127.0.0.1", "-keyout"])
        .arg(&key)
        .arg("-out")
        .arg(&certificate);
    assert!(openssl.stderr(Stdio::null()).status().expect("openssl").success());
    let config = ServerConfig::builder().with_no_client_auth().with_single_cert(
        CertificateDer::pem_file_iter(certificate).unwrap().map(Result::unwrap).collect(),
        PrivateKeyDer::from_pem_file(key).unwrap(),
    );
    let config = Arc::new(config.unwrap());
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap();
    thread::spawn(move || {
        for stream in listener.incoming().map_while(Result::ok) {
            let connection = ServerConnection::new(config.clone()).unwrap();
            let mut stream = StreamOwned::new(connection, stream);
            // A caller that does not believe the certificate sends nothing.
            if stream.read(&mut [0; 4096]).is_ok_and(|count| count > 0) {
                _ = stream
                    .write_all(b"HTTP/1.1 201 Created\r\ncontent-length: 0\r\nconnection: close\r\n\r\n");
                stream.conn.send_close_notify();
                _ = stream.flush();
            }
        }
    });
    address
}

#[test]
fn a_certificate_of_ones_own_is_believed_where_it_is_named() {
    let folder = Folder::new();
    let address = tls_upstream(&folder);
    let table = |id: &str, host: &str| {
        format!("[[client_tls]]\ncomponent_ids = [{id:?}]\nhosts = [{host:?}]\nca_roots_file = \"crt.pem\"\n")
    };
    for (config, expected) in [
        (table("probe", "127.0.0.1"), "201 "),
        (table("other", "127.0.0.1"), "error: ErrorCode::TlsProtocolError"),
        (table("probe", "localhost"), "error: ErrorCode::TlsProtocolError"),
        (String::new(), "error: ErrorCode::TlsProtocolError"),
    ] {
        let file = folder.write("runtime.toml", &config);
        let host = Start::new(&folder, &one_probe_with("allowed_outbound_hosts = [\"https://*:*\"]"))
            .args(&["--runtime-config-file", file.to_str().unwrap()])
            .serve();
        let answer = send(&host, &format!("https://{address}/"), &[]);
        assert_eq!(answer.lines().next(), Some(expected), "{config}");
    }
}

#[test]
fn the_guests_timeouts_count() {
    let folder = Folder::new();
    let host =
        Start::new(&folder, &one_probe_with("allowed_outbound_hosts = [\"http://127.0.0.1:*\"]")).serve();
    let silent = upstream(|_, stream| {
        thread::sleep(Duration::from_secs(20));
        drop(stream);
    });
    let start = Instant::now();
    assert_eq!(
        send(&host, &format!("http://{silent}/"), &[("x-timeout-ms", "200")]),
        "error: ErrorCode::ConnectionReadTimeout"
    );
    let stalling = upstream(|_, mut stream| {
        _ = stream.write_all(b"HTTP/1.1 200 OK\r\ncontent-length: 10\r\n\r\nhalf");
        thread::sleep(Duration::from_secs(20));
    });
    let answer = send(&host, &format!("http://{stalling}/"), &[("x-between-ms", "200")]);
    assert!(answer.contains("ConnectionReadTimeout"), "{answer}");
    assert!(start.elapsed() < Duration::from_secs(15), "{:?}", start.elapsed());
}

#[test]
fn blocked_networks_are_out_of_reach() {
    let folder = Folder::new();
    let address = upstream(echo);
    let config = folder.write("runtime.toml", "[outbound_networking]\nblock_networks = [\"private\"]\n");
    let host =
        Start::new(&folder, &one_probe_with("allowed_outbound_hosts = [\"http://*:*\", \"http://self\"]"))
            .args(&["--runtime-config-file", config.to_str().unwrap()])
            .serve();
    for name in [address.to_string(), format!("localhost:{}", address.port())] {
        let answer = send(&host, &format!("http://{name}/"), &[]);
        assert_eq!(answer, "error: ErrorCode::DestinationIpProhibited", "{name}");
    }
    // Components are not a network.
    assert!(send(&host, "http://probe.spin.internal/", &[]).starts_with("200 "));
}

/// Beyond the limit a request waits for a connection to be closed, within its own timeouts.
#[test]
fn open_connections_are_limited() {
    for (table, key) in
        [("outbound_http", "max_connections"), ("outbound_networking", "max_total_connections")]
    {
        let folder = Folder::new();
        let config = folder.write("runtime.toml", &format!("[{table}]\n{key} = 1\n"));
        let host = Start::new(&folder, &one_probe_with("allowed_outbound_hosts = [\"http://127.0.0.1:*\"]"))
            .args(&["--runtime-config-file", config.to_str().unwrap()])
            .serve();
        let (arrived, arrival) = mpsc::channel();
        let (release, released) = mpsc::channel::<()>();
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let holding = format!("http://{}/", listener.local_addr().unwrap());
        thread::spawn(move || {
            let (stream, _) = listener.accept().unwrap();
            arrived.send(()).unwrap();
            // Ends with the test if it fails.
            _ = released.recv();
            serve_one(stream, echo);
        });
        let free = format!("http://{}/", upstream(echo));
        thread::scope(|scope| {
            let held = scope.spawn(|| send(&host, &holding, &[]));
            arrival.recv_timeout(PATIENCE).unwrap();
            assert_eq!(
                send(&host, &free, &[("x-timeout-ms", "500")]),
                "error: ErrorCode::ConnectionReadTimeout",
                "{key}"
            );
            release.send(()).unwrap();
            assert!(held.join().unwrap().starts_with("201 "), "{key}");
        });
        assert!(send(&host, &free, &[]).starts_with("201 "), "{key}");
    }
}

#[test]
fn connections_are_kept() {
    let folder = Folder::new();
    let host =
        Start::new(&folder, &one_probe_with("allowed_outbound_hosts = [\"http://127.0.0.1:*\"]")).serve();
    // Answers with the number of the request on its connection.
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap();
    thread::spawn(move || {
        for mut stream in listener.incoming().map_while(Result::ok) {
            thread::spawn(move || {
                let mut number = 0_u32;
                let mut piece = [0; 65536];
                while stream.read(&mut piece).is_ok_and(|count| count > 0) {
                    if !piece.windows(4).any(|four| four == b"\r\n\r\n") {
                        continue;
                    }
                    number += 1;
                    let body = number.to_string();
                    let answer = format!("HTTP/1.1 200 OK\r\ncontent-length: {}\r\n\r\n{body}", body.len());
                    _ = stream.write_all(answer.as_bytes());
                    piece.fill(0);
                }
            });
        }
    });
    let get = || {
        let url = format!("http://{address}/");
        host.request("GET", "/do/send", &[("x-url", &url)], b"").text().to_owned()
    };
    assert_eq!(get(), "200 \n1");
    // The connection goes back to the pool a moment after its answer has been read.
    crate::harness::wait_until("a connection is used again", || get() != "200 \n1");
}

/// Two components: `front` on every path, `back` on none.
fn pair(front: &str, back: &str, allowed: &str) -> String {
    let rest = format!(
        "[[trigger.http]]\nroute = {{ private = true }}\ncomponent = \"back\"\n\
         [component.front]\nsource = {front}\nallowed_outbound_hosts = [{allowed:?}]\n\
         [component.back]\nsource = {back}\nsqlite_databases = [\"default\"]\n"
    );
    manifest(&[("/...", "front")], &rest)
}

#[test]
fn components_call_each_other_in_process() {
    let folder = Folder::new();
    let host = Start::new(&folder, &pair(&probe(), &probe(), "http://back.spin.internal")).serve();
    let answer = send(&host, "http://back.spin.internal/some/path?q=1", &[]);
    assert!(answer.starts_with("200 \nPOST http://back.spin.internal/some/path?q=1\n"), "{answer}");
    for line in [
        "spin-path-info: /some/path",
        "spin-full-url: http://localhost/some/path?q=1",
        "spin-matched-route: /...",
        "spin-raw-component-route: /...",
        "spin-component-route: ",
        "spin-client-addr: 0.0.0.0:0",
        "x-from: probe",
    ] {
        assert!(answer.lines().any(|found| found == line), "{line} is not in {answer}");
    }
    assert!(!answer.lines().any(|line| line.starts_with("host: ")), "{answer}");
    // Bodies, both ways.
    assert_eq!(send(&host, "http://back.spin.internal/do/count", &[]), "200 \n7");
    let answer = send(&host, "http://back.spin.internal/do/stream/10/65536", &[]);
    assert_eq!(answer.len(), "200 \n".len() + 10 * 65536);
    // A component that fails is a 500 to its caller, too, and no end of it.
    assert_eq!(send(&host, "http://back.spin.internal/do/trap", &[]), "500 \n");
    assert_eq!(send(&host, "http://back.spin.internal/do/error", &[]), "500 \n");
    // Only whom the manifest names, and only who exists.
    assert_eq!(send(&host, "http://front.spin.internal/", &[]), "error: ErrorCode::HttpRequestDenied");
    drop(host);
    let host = Start::new(&folder, &pair(&probe(), &probe(), "http://*.spin.internal")).serve();
    assert!(send(&host, "http://front.spin.internal/", &[]).starts_with("200 "));
    // The wildcard stands for the components there are.
    let answer = send(&host, "http://nobody.spin.internal/", &[]);
    assert_eq!(answer, "error: ErrorCode::HttpRequestDenied");
    drop(host);
    let host = Start::new(&folder, &pair(&probe(), &probe(), "*://*:*")).serve();
    let answer = send(&host, "http://nobody.spin.internal/", &[]);
    assert_eq!(answer, "error: ErrorCode::DestinationNotFound");
}

#[test]
fn the_application_calls_itself() {
    let folder = Folder::new();
    let host = Start::new(&folder, &one_probe_with("allowed_outbound_hosts = [\"http://self\"]")).serve();
    let answer = send(&host, "http://self.alt/own?q=1", &[]);
    assert!(answer.starts_with(&format!("200 \nPOST http://{}/own?q=1\n", host.address)), "{answer}");
}

#[test]
fn chained_requests_beyond_the_limit_fail_instead_of_waiting_for_each_other() {
    let folder = Folder::new();
    let host = Start::new(&folder, &pair(&probe(), &probe(), "http://back.spin.internal")).serve();
    let mut connections: Vec<_> = (0..300).map(|_| host.connect()).collect();
    let url = ("x-url", "http://back.spin.internal/do/sleep/2000");
    for connection in &mut connections {
        connection.send("GET", "/do/send", &[url], b"").unwrap();
    }
    let mut slept = 0;
    for connection in &mut connections {
        let reply = connection.receive().unwrap();
        match reply.text() {
            "200 \nslept" => slept += 1,
            other => assert_eq!(other, "error: ErrorCode::ConnectionLimitReached"),
        }
    }
    assert!((1..300).contains(&slept), "{slept}");
    assert_eq!(send(&host, "http://back.spin.internal/do/sleep/1", &[]), "200 \nslept");
}
