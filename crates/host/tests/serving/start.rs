//! What the host does not serve it refuses at start, by name.

use crate::harness::{Folder, Start, manifest, one_probe, one_probe_with, probe};

#[test]
fn manifests() {
    let folder = Folder::new();
    let component = format!("[component.probe]\nsource = {}\n", probe());
    let routed = manifest(&[("/...", "probe")], &component);
    // manifest, what the message names
    let cases = [
        (one_probe_with("files = [\"a.txt\"]"), "component.probe.files"),
        (one_probe_with("ai_models = [\"llama\"]"), "component.probe.ai_models"),
        (one_probe_with("[component.probe.dependencies]\n\"a:b\" = \"1\""), "component.probe.dependencies"),
        (one_probe_with("sqlite_database = [\"default\"]"), "sqlite_database"),
        (format!("{routed}[[trigger.redis]]\nroute = \"/\"\ncomponent = \"probe\"\n"), "trigger.redis"),
        (
            format!(
                "{routed}[[trigger.http]]\nroute = \"/x\"\ncomponent = \"probe\"\nexecutor = {{ type = \"wagi\" }}\n"
            ),
            "trigger.http[1].executor",
        ),
        (
            manifest(
                &[("/...", "probe")],
                "[component.probe]\nsource = { url = \"https://a\", digest = \"sha256:0\" }\n",
            ),
            "component.probe.source",
        ),
        (manifest(&[("/...", "probe")], "[component.probe]\nsource = \"missing.wasm\"\n"), "missing.wasm"),
        (manifest(&[("/...", "nobody")], &component), "[component.nobody]"),
        (manifest(&[("/a/*b", "probe")], &component), "/a/*b"),
        (
            format!("{routed}[[trigger.http]]\nroute = \"/x\"\nstatic_response = {{ status_code = 99 }}\n"),
            "static_response.status_code",
        ),
        (routed.replace("spin_manifest_version = 2", "spin_manifest_version = 1"), "spin_manifest_version"),
        ("not toml".to_owned(), "spin.toml"),
    ];
    for (text, name) in cases {
        let said = Start::new(&folder, &text).refused();
        assert!(said.contains(name), "{name} is not named in: {said}");
    }
}

#[test]
fn wasm_files() {
    let folder = Folder::new();
    std::fs::write(folder.path().join("core.wasm"), b"\0asm\x01\0\0\0").unwrap();
    std::fs::write(folder.path().join("empty.wasm"), b"\0asm\x0d\0\x01\0").unwrap();
    std::fs::write(folder.path().join("text.wasm"), b"hello").unwrap();
    for (file, said_of_it) in [
        ("core.wasm", "wasm32-wasip2"),
        ("empty.wasm", "wasi:http/handler@0.3.0"),
        ("text.wasm", "cannot compile"),
    ] {
        let text = manifest(&[("/...", "probe")], &format!("[component.probe]\nsource = {file:?}\n"));
        let said = Start::new(&folder, &text).refused();
        assert!(said.contains("component.probe.source") && said.contains(said_of_it), "{said}");
    }
}

#[test]
fn flags_and_runtime_configuration() {
    let folder = Folder::new();
    let libsql =
        folder.write("libsql.toml", "[sqlite_database.default]\ntype = \"libsql\"\nurl = \"https://a\"\n");
    let unknown = folder.write("unknown.toml", "stat_dir = \"x\"\n");
    let mysql = folder.write("mysql.toml", "[sqlite_database.default]\ntype = \"mysql\"\n");
    let cases: [(&[&str], &str); 10] = [
        (
            &["--runtime-config-file", libsql.to_str().unwrap()],
            "in sqlite_database.default: missing field `token`",
        ),
        (&["--runtime-config-file", mysql.to_str().unwrap()], "sqlite_database.default"),
        (&["--runtime-config-file", unknown.to_str().unwrap()], "stat_dir"),
        (&["--runtime-config-file", "missing.toml"], "--runtime-config-file"),
        (&["--max-instance-reuse-count", "0"], "--max-instance-reuse-count"),
        (&["--idle-instance-timeout", "1 fortnight"], "--idle-instance-timeout"),
        (&["--variable", "nothing"], "--variable nothing"),
        (&["--sqlite", "@"], "--sqlite"),
        (&["--listen", "everywhere"], "--listen"),
        (&["--tls-cert", "a.pem"], "--tls-cert"),
    ];
    for (flags, name) in cases {
        let said = Start::new(&folder, &one_probe()).args(flags).refused();
        assert!(said.contains(name), "{name} is not named in: {said}");
    }
}

#[test]
fn another_manifest_can_be_named() {
    let folder = Folder::new();
    let other = Folder::new();
    other.write("other.toml", &one_probe());
    let start = Start::new(&folder, "this one is not read");
    let host = start.args(&["--from", other.path().join("other.toml").to_str().unwrap()]).serve();
    assert_eq!(host.post("/do/kv/set/default/a", "1").text(), "Ok(())");
    // The state is beside the manifest, not in the current folder.
    assert!(other.path().join(".spin/sqlite_key_value.db").exists());
    assert!(!folder.path().join(".spin").exists());
}
