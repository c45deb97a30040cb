//! Components of SDK 5.2 (WASI 0.2).

use crate::harness::{Folder, Host, Start, manifest, probe_p2};

fn serve(folder: &Folder) -> Host {
    let rest = format!(
        "[variables]\na = {{ default = \"value\" }}\n[component.probe]\nsource = {}\nsqlite_databases = [\"default\"]\nkey_value_stores = [\"default\"]\n[component.probe.variables]\na = \"{{{{ a }}}}\"\n",
        probe_p2()
    );
    Start::new(folder, &manifest(&[("/p2/...", "probe"), ("/do/...", "probe")], &rest)).serve()
}

#[test]
fn a_fresh_instance_for_every_request() {
    let folder = Folder::new();
    let host = serve(&folder);
    let mut connection = host.connect();
    for _ in 0..5 {
        assert_eq!(connection.request("GET", "/do/taken", &[], b"").unwrap().text(), "1");
    }
    // Concurrent ones, too.
    let answers = crate::harness::at_once(16, |_| host.get("/do/taken").text().to_owned());
    assert!(answers.iter().all(|answer| answer == "1"), "{answers:?}");
}

#[test]
fn requests_and_answers() {
    let folder = Folder::new();
    let host = serve(&folder);
    let reply =
        host.request("PUT", "/p2/x/y?q=1", &[("host", "shop.example"), ("spin-path-info", "forged")], b"");
    assert_eq!(reply.status, 200);
    assert!(reply.text().starts_with("PUT http://shop.example/p2/x/y?q=1\n"), "{}", reply.text());
    // This SDK keeps one value of each name, the last.
    assert_eq!(reply.echoed("spin-path-info"), ["/x/y"]);
    assert_eq!(reply.echoed("spin-matched-route"), ["/p2/..."]);
    assert_eq!(reply.echoed("spin-full-url"), ["http://shop.example/p2/x/y?q=1"]);
    let body = vec![b'x'; 3 * 1024 * 1024];
    assert_eq!(host.request("POST", "/do/count", &[], &body).text(), body.len().to_string());
}

#[test]
fn sqlite_key_value_and_variables() {
    let folder = Folder::new();
    let host = serve(&folder);
    let reply = host.post(
        "/do/sql",
        "default\nCREATE TABLE t (a)\nINSERT INTO t VALUES (1), ('two'), (NULL)\nSELECT a FROM t\nSELEKT",
    );
    let lines: Vec<&str> = reply.text().lines().collect();
    assert_eq!(
        lines[2],
        "[\"a\"] [Integer(1)] [Text(\"two\")] [Null]"
            .replace("[Integer", "[Value::Integer")
            .replace("[Text", "[Value::Text")
            .replace("[Null", "[Value::Null")
    );
    assert!(lines[3].contains("syntax error"), "{}", lines[3]);
    let reply = host.post("/do/sql3", "default\nINSERT INTO t VALUES (4)\nSELECT * FROM t");
    assert_eq!(reply.text(), "0 rows, 1 changed, rowid 4\n4 rows, 1 changed, rowid 4");
    assert!(host.post("/do/sql", "other\nSELECT 1").text().contains("AccessDenied"));

    assert_eq!(host.get("/do/kv/get/default/a").text(), "None");
    assert_eq!(host.post("/do/kv/set/default/a", "1").text(), "Ok(())");
    assert_eq!(host.get("/do/kv/get/default/a").text(), "Some(\"1\")");
    assert_eq!(host.get("/do/kv/exists/default/a").text(), "true");
    assert_eq!(host.get("/do/kv/keys/default/x").text(), "a");
    assert_eq!(host.get("/do/kv/delete/default/a").text(), "Ok(())");
    assert_eq!(host.get("/do/kv/exists/default/a").text(), "false");
    assert!(host.get("/do/kv/get/other/a").text().contains("AccessDenied"));

    assert_eq!(host.get("/do/variable/a").text(), "Ok(\"value\")");
    assert!(host.get("/do/variable/b").text().contains("Undefined"));
}

#[test]
fn a_trap_is_a_500_and_the_next_request_is_served() {
    let folder = Folder::new();
    let host = serve(&folder);
    for _ in 0..3 {
        let reply = host.get("/do/trap");
        assert_eq!((reply.status, reply.body.len()), (500, 0));
        assert_eq!(host.get("/do/taken").text(), "1");
    }
    host.expect_stderr("a trap of the probe");
    host.expect_stderr("component probe: ");
}
