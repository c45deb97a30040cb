//! Which route a request takes, what it learns of it, and what the host answers itself.

use crate::harness::{Folder, Start, manifest, one_probe, probe};
use std::io::Write as _;

#[test]
fn precedence_and_path_info() {
    let folder = Folder::new();
    let routes = ["/...", "/exact", "/a/...", "/a/:id", "/a/b", "/a/b/...", "/u/:user_id/o/:order", "slash/"];
    let routes: Vec<(&str, &str)> = routes.into_iter().map(|route| (route, "probe")).collect();
    let host = Start::new(&folder, &manifest(&routes, &format!("[component.probe]\nsource = {}\n", probe())))
        .serve();
    // path, matched route, path info
    let cases = [
        ("/", "/...", "/"),
        ("/x/y?q=1", "/...", "/x/y"),
        ("/x/y/", "/...", "/x/y/"),
        ("/exact", "/exact", ""),
        ("/exact/", "/exact", ""),
        ("/exact/more", "/...", "/exact/more"),
        ("/a", "/a/...", ""),
        ("/a/", "/a/...", "/"),
        ("/a/1", "/a/:id", ""),
        ("/a/1/2", "/a/...", "/1/2"),
        ("/a/b", "/a/b", ""),
        ("/a/b/c", "/a/b/...", "/c"),
        ("/u/7/o/8", "/u/:user_id/o/:order", ""),
        ("/slash", "/slash", ""),
    ];
    let mut connection = host.connect();
    for (path, route, path_info) in cases {
        let reply = connection.request("GET", path, &[], b"").unwrap();
        assert_eq!(reply.echoed("spin-matched-route"), [route], "{path}");
        assert_eq!(reply.echoed("spin-path-info"), [path_info], "{path}");
    }
    let reply = host.get("/u/7/o/8%20x");
    assert_eq!(reply.echoed("spin-path-match-user-id"), ["7"]);
    assert_eq!(reply.echoed("spin-path-match-order"), ["8%20x"]);
    assert_eq!(host.get("/slash").echoed("spin-raw-component-route"), ["slash/"]);
}

#[test]
fn a_component_gets_spins_headers_after_the_clients_own() {
    let folder = Folder::new();
    let host = Start::new(
        &folder,
        &manifest(&[("/foo/...", "probe")], &format!("[component.probe]\nsource = {}\n", probe())),
    )
    .serve();
    let reply = host.request(
        "PUT",
        "/foo/bar?a=b",
        &[
            ("host", "shop.example:8080"),
            ("spin-path-info", "forged"),
            ("spin-client-addr", "1.2.3.4:5"),
            ("connection", "keep-alive, x-hop"),
            ("x-own", "1"),
            ("x-own", "2"),
        ],
        b"",
    );
    assert_eq!(reply.status, 200);
    assert!(reply.text().starts_with("PUT http://shop.example:8080/foo/bar?a=b\n"), "{}", reply.text());
    assert_eq!(reply.echoed("spin-full-url"), ["http://shop.example:8080/foo/bar?a=b"]);
    assert_eq!(reply.echoed("spin-path-info"), ["forged", "/bar"]);
    assert_eq!(reply.echoed("spin-matched-route"), ["/foo/..."]);
    assert_eq!(reply.echoed("spin-base-path"), ["/"]);
    assert_eq!(reply.echoed("spin-raw-component-route"), ["/foo/..."]);
    assert_eq!(reply.echoed("spin-component-route"), ["/foo"]);
    assert_eq!(reply.echoed("x-own"), ["1", "2"]);
    assert_eq!(reply.echoed("connection"), [""; 0]);
    let addresses = reply.echoed("spin-client-addr");
    assert_eq!(addresses.len(), 2);
    assert!(addresses[1].starts_with("127.0.0.1:"), "{addresses:?}");
}

#[test]
fn what_no_route_matches_is_not_found() {
    let folder = Folder::new();
    let rest = format!(
        "[[trigger.http]]\nroute = {{ private = true }}\ncomponent = \"hidden\"\n[component.probe]\nsource = {0}\n[component.hidden]\nsource = {0}\n",
        probe()
    );
    let host = Start::new(&folder, &manifest(&[("/a", "probe")], &rest)).serve();
    for path in ["/", "/b", "/a/b", "/hidden", "/A"] {
        let reply = host.get(path);
        assert_eq!((reply.status, reply.body.len()), (404, 0), "{path}");
    }
    assert_eq!(host.get("/a").status, 200);
    // An outsider cannot name a component: the host removes such a `Host`, and then there is none.
    for path in ["/a", "/"] {
        let reply = host.request("GET", path, &[("host", "hidden.spin.internal")], b"");
        assert!(matches!(reply.status, 400 | 404), "{path}: {}", reply.status);
        assert_eq!(reply.body, b"");
    }
}

#[test]
fn static_responses() {
    let folder = Folder::new();
    let rest = format!(
        "[[trigger.http]]\nroute = \"/plain\"\nstatic_response = {{ body = \"hello\" }}\n\
         [[trigger.http]]\nroute = \"/gone/...\"\nstatic_response = {{ status_code = 410, headers = {{ x-why = \"moved\" }} }}\n\
         [component.probe]\nsource = {}\n",
        probe()
    );
    let host = Start::new(&folder, &manifest(&[("/...", "probe")], &rest)).serve();
    let reply = host.post("/plain", "ignored");
    assert_eq!((reply.status, reply.text()), (200, "hello"));
    let reply = host.get("/gone/with/the/wind");
    assert_eq!((reply.status, reply.text(), reply.header("x-why")), (410, "", Some("moved")));
    assert!(host.get("/other").text().starts_with("GET http://test.example/other\n"));
}

#[test]
fn the_hosts_own_paths() {
    let folder = Folder::new();
    let routes = [("/...", "probe"), ("/.well-known/spin/health", "probe")];
    let host = Start::new(&folder, &manifest(&routes, &format!("[component.probe]\nsource = {}\n", probe())))
        .serve();
    let reply = host.get("/.well-known/spin/health");
    assert_eq!((reply.status, reply.text()), (200, "OK"));
    let reply = host.get("/.well-known/spin/info");
    assert_eq!(reply.header("content-type"), Some("application/json"));
    assert_eq!(reply.text(), r#"{"name":"probes","version":"1.2.3"}"#);
    let reply = host.get("/.well-known/spin/other");
    assert_eq!((reply.status, reply.text()), (404, ""));
    assert!(host.get("/.well-known/other").text().starts_with("GET "));
    host.expect_stderr("/.well-known/spin/health");
}

#[test]
fn the_last_of_equal_routes_counts() {
    let folder = Folder::new();
    let rest = format!(
        "[component.one]\nsource = {0}\nenvironment = {{ NAME = \"one\" }}\n[component.two]\nsource = {0}\nenvironment = {{ NAME = \"two\" }}\n",
        probe()
    );
    let host = Start::new(&folder, &manifest(&[("/do/...", "one"), ("/do/...", "two")], &rest)).serve();
    assert!(host.get("/do/environment").text().contains("NAME=two"));
    host.expect_stderr("occurs more than once");
}

#[test]
fn requests_that_are_not_acceptable_are_answered_and_do_no_harm() {
    let folder = Folder::new();
    let host = Start::new(&folder, &one_probe()).serve();
    let cases: [(&[u8], u16); 6] = [
        (b"GET / HTTP/1.1\r\n\r\n", 400),
        (b"GET / HTTP/1.1\r\nhost: a b\r\n\r\n", 400),
        (b"GET http://one/ HTTP/1.1\r\nhost: other\r\n\r\n", 400),
        (b"GET / HTTP/1.1\r\nhost: a\r\nx-a: \xff\r\n\r\n", 500),
        (b"CONNECT a:80 HTTP/1.1\r\nhost: a:80\r\n\r\n", 400),
        (b"not http at all\r\n\r\n", 400),
    ];
    for (bytes, status) in cases {
        let mut connection = host.connect();
        connection.stream.write_all(bytes).unwrap();
        let reply = connection.receive().unwrap();
        assert_eq!((reply.status, reply.body.len()), (status, 0), "{}", String::from_utf8_lossy(bytes));
        assert_eq!(host.get("/").status, 200);
    }
    let mut connection = host.connect();
    connection.stream.write_all(b"OPTIONS * HTTP/1.1\r\nhost: a\r\n\r\n").unwrap();
    assert_eq!(connection.receive().unwrap().echoed("spin-matched-route"), ["/..."]);
    assert!(!host.stderr().contains("panicked"), "{}", host.stderr());
}
