//! SQLite and key-value, as a P3 component sees them.

use crate::harness::{Folder, Start, manifest, one_probe, probe};

#[test]
fn statements_values_and_errors() {
    let folder = Folder::new();
    let host = Start::new(&folder, &one_probe()).serve();
    let statements = r#"[
        ["CREATE TABLE t (id INTEGER PRIMARY KEY, name TEXT UNIQUE)"],
        ["INSERT INTO t (name) VALUES (?), (?)", "a", "b"],
        ["SELECT id, name FROM t ORDER BY id"],
        ["INSERT INTO t (name) VALUES (?)", "a"],
        ["SELEKT"],
        ["SELECT ?", 1, 2],
        ["SELECT ?1, ?2, ?3, ?4, ?5", 7, 1.5, "text", [0, 255], null],
        ["SELECT 1 AS one; SELECT 2"],
        ["PRAGMA foreign_keys"],
        ["PRAGMA busy_timeout"],
        ["PRAGMA journal_mode"],
        ["ATTACH 'other.db' AS other"],
        ["SELECT CAST(x'ff' AS TEXT)"],
        [""]
    ]"#;
    let expect = |lines: &[String]| {
        assert_eq!(lines[0], r#"{"changes":0,"columns":[],"rowid":0,"rows":[]}"#);
        assert_eq!(lines[1], r#"{"changes":2,"columns":[],"rowid":2,"rows":[]}"#);
        assert_eq!(lines[2], r#"{"changes":2,"columns":["id","name"],"rowid":2,"rows":[[1,"a"],[2,"b"]]}"#);
        assert_eq!(lines[3], r#"Error::Io("UNIQUE constraint failed: t.name")"#);
        assert!(lines[4].starts_with(r#"Error::Io("near \"SELEKT\": syntax error"#), "{}", lines[4]);
        assert!(lines[5].starts_with("Error::Io("), "{}", lines[5]);
        assert!(lines[6].contains(r#""rows":[[7,1.5,"text",[0,255],null]]"#), "{}", lines[6]);
        assert!(
            lines[7].contains(r#""columns":["one"]"#) && lines[7].contains(r#""rows":[[1]]"#),
            "{}",
            lines[7]
        );
        assert!(lines[8].contains(r#""rows":[[1]]"#), "{}", lines[8]);
        assert!(lines[9].contains(r#""rows":[[5000]]"#), "{}", lines[9]);
        assert!(lines[10].contains(r#""rows":[["delete"]]"#), "{}", lines[10]);
        assert_eq!(lines[11], r#"Error::Io("not authorized")"#);
        assert!(lines[12].starts_with("Error::Io("), "{}", lines[12]);
        assert_eq!(lines.len(), 14);
    };
    expect(&host.sql(statements));
    assert!(!folder.path().join("other.db").exists());
    // The synchronous calls say the same.
    host.sql(r#"[["DROP TABLE t"]]"#);
    let body = format!("{{\"sync\":true,\"statements\":{statements}}}");
    let reply = host.post("/do/sql", &body);
    expect(&reply.text().split('\n').map(str::to_owned).collect::<Vec<_>>());
}

#[test]
fn labels_are_checked() {
    let folder = Folder::new();
    let config = folder.write(
        "runtime.toml",
        "[sqlite_database.second]\ntype = \"spin\"\npath = \"data/second.db\"\n\
         [key_value_store.second]\ntype = \"spin\"\npath = \"data/kv.db\"\n",
    );
    let rest = format!(
        "[component.probe]\nsource = {}\nsqlite_databases = [\"second\"]\nkey_value_stores = [\"second\"]\n",
        probe()
    );
    let host = Start::new(&folder, &manifest(&[("/...", "probe")], &rest))
        .args(&["--runtime-config-file", config.to_str().unwrap()])
        .serve();
    let denied = "open: Error::AccessDenied";
    assert_eq!(host.post("/do/sql", r#"{"database":"default"}"#).text(), denied);
    assert_eq!(host.post("/do/sql", r#"{"database":"unheard-of"}"#).text(), denied);
    assert_eq!(host.get("/do/kv/get/default/a").text(), denied);
    assert_eq!(
        host.post("/do/sql", r#"{"database":"second","statements":[["CREATE TABLE t (a)"]]}"#).status,
        200
    );
    assert_eq!(host.post("/do/kv/set/second/a", "1").text(), "Ok(())");
    assert!(folder.path().join("data/second.db").exists());
    assert!(folder.path().join("data/kv.db").exists());
}

#[test]
fn a_label_that_nothing_defines_stops_the_start() {
    for (key, table) in
        [("sqlite_databases", "sqlite_database.other"), ("key_value_stores", "key_value_store.other")]
    {
        let folder = Folder::new();
        let rest = format!("[component.probe]\nsource = {}\n{key} = [\"other\"]\n", probe());
        let said = Start::new(&folder, &manifest(&[("/...", "probe")], &rest)).refused();
        assert!(said.contains(&format!("component.probe.{key}")) && said.contains(table), "{said}");
    }
}

#[test]
fn handles_are_limited_and_freed() {
    let folder = Folder::new();
    let host = Start::new(&folder, &one_probe()).serve();
    // Twice: the second request, of the same instance, has them all again.
    for _ in 0..2 {
        let text = host.get("/do/sql-handles").text().to_owned();
        assert_eq!(text, r#"256 Error::Io("too many connections opened") true"#);
        assert_eq!(host.get("/do/kv-handles").text(), "256 Error::StoreTableFull");
    }
}

#[test]
fn a_row_stream_that_is_dropped_frees_its_connection() {
    let folder = Folder::new();
    let host = Start::new(&folder, &one_probe()).serve();
    assert_eq!(host.get("/do/sql-undrained").text(), "Some(1) Some(42)");
}

#[test]
fn a_dropped_connection_rolls_back() {
    let folder = Folder::new();
    let host = Start::new(&folder, &one_probe()).serve();
    host.sql(r#"[["CREATE TABLE t (a)"]]"#);
    host.sql(r#"[["BEGIN IMMEDIATE"], ["INSERT INTO t VALUES (1)"]]"#);
    host.sql(r#"[["BEGIN IMMEDIATE"], ["INSERT INTO t VALUES (2)"], ["COMMIT"]]"#);
    let lines = host.sql(r#"[["SELECT a FROM t"]]"#);
    assert!(lines[0].contains(r#""rows":[[2]]"#), "{}", lines[0]);
}

#[test]
fn sql_before_serving() {
    let folder = Folder::new();
    folder.write("1.sql", "CREATE TABLE t (a); INSERT INTO t VALUES ('file 1');");
    folder.write("2.sql", "INSERT INTO t VALUES ('file 2'); INSERT INTO t VALUES (';');");
    folder.write("3.sql", "CREATE TABLE IF NOT EXISTS other (a);");
    let config =
        folder.write("runtime.toml", "[sqlite_database.second]\ntype = \"spin\"\npath = \"second.db\"\n");
    let flags = [
        "--sqlite",
        "@1.sql",
        "--sqlite",
        "@2.sql",
        "--sqlite",
        "INSERT INTO t VALUES ('flag'); INSERT INTO t VALUES ('ignored')",
        "--sqlite",
        "@3.sql:second",
        "--runtime-config-file",
        config.to_str().unwrap(),
    ];
    let host = Start::new(&folder, &one_probe()).args(&flags).serve();
    let lines = host.sql(r#"[["SELECT group_concat(a) FROM t"], ["SELECT count(*) FROM other"]]"#);
    assert!(lines[0].contains(r#""rows":[["file 1,file 2,;,flag"]]"#), "{}", lines[0]);
    assert_eq!(lines[1], r#"Error::Io("no such table: other")"#);
    drop(host);

    // A file that fails stops the start, by its name; so does one for a database that nothing defines.
    let said = Start::new(&folder, &one_probe()).args(&["--sqlite", "@1.sql"]).refused();
    assert!(said.contains("--sqlite @1.sql") && said.contains("already exists"), "{said}");
    let said = Start::new(&folder, &one_probe()).args(&["--sqlite", "@missing.sql"]).refused();
    assert!(said.contains("missing.sql"), "{said}");
    let said = Start::new(&folder, &one_probe()).args(&["--sqlite", "@2.sql:third"]).refused();
    assert!(said.contains("third"), "{said}");
}

#[test]
fn what_was_acknowledged_survives_a_kill() {
    let folder = Folder::new();
    let host = Start::new(&folder, &one_probe()).serve();
    host.sql(r#"[["PRAGMA journal_mode=WAL"], ["CREATE TABLE t (a)"]]"#);
    host.sql(r#"[["INSERT INTO t VALUES (1)"]]"#);
    assert_eq!(host.post("/do/kv/set/default/key", "kept").text(), "Ok(())");
    host.kill();
    assert!(folder.path().join(".spin/sqlite_db.db").exists());
    assert!(folder.path().join(".spin/sqlite_key_value.db").exists());

    let host = Start::new(&folder, &one_probe()).serve();
    let lines = host.sql(r#"[["SELECT a FROM t"], ["PRAGMA journal_mode"]]"#);
    assert!(lines[0].contains(r#""rows":[[1]]"#), "{}", lines[0]);
    assert!(lines[1].contains(r#""rows":[["wal"]]"#), "{}", lines[1]);
    assert_eq!(host.get("/do/kv/get/default/key").text(), r#"Some("kept")"#);
}

#[test]
fn without_a_state_folder_databases_are_in_memory() {
    let folder = Folder::new();
    let host = Start::new(&folder, &one_probe()).args(&["--state-dir", ""]).serve();
    let lines = host.sql(r#"[["CREATE TABLE t (a)"], ["SELECT count(*) FROM t"]]"#);
    assert!(lines[1].contains(r#""rows":[[0]]"#), "{}", lines[1]);
    // Every connection is a database of its own, as on Spin.
    assert!(host.sql(r#"[["SELECT count(*) FROM t"]]"#)[0].contains("no such table"));
    assert!(!folder.path().join(".spin").exists());
}

#[test]
fn key_value() {
    let folder = Folder::new();
    let host =
        Start::new(&folder, &one_probe()).args(&["--key-value", "seed=a=b", "--key-value", "empty="]).serve();
    let get = |key: &str| host.get(&format!("/do/kv/get/default/{key}")).text().to_owned();
    assert_eq!(get("seed"), r#"Some("a=b")"#);
    assert_eq!(get("empty"), r#"Some("")"#);
    assert_eq!(get("none"), "None");
    assert_eq!(host.post("/do/kv/set/default/seed", "changed").text(), "Ok(())");
    assert_eq!(get("seed"), r#"Some("changed")"#);
    assert_eq!(host.get("/do/kv/exists/default/seed").text(), "Ok(true)");
    assert_eq!(host.get("/do/kv/exists/default/none").text(), "Ok(false)");
    assert_eq!(host.get("/do/kv/keys/default/x").text(), "empty,seed");
    assert_eq!(host.get("/do/kv/delete/default/seed").text(), "Ok(())");
    assert_eq!(host.get("/do/kv/delete/default/seed").text(), "Ok(())");
    assert_eq!(get("seed"), "None");
    assert_eq!(host.get("/do/kv/keys/default/x").text(), "empty");
}
