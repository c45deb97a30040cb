//! The runtime configurations of `deploy/`: this host's own parser reads what it serves, and every key is one of Spin's.

use feiqian_host::runtime_config::RuntimeConfig;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

/// The tables that `deploy/` uses and their keys, as Spin 4.1 reads them (spinframework/spin, crates `runtime-config`,
/// `variables-*`, `key-value-*`, `sqlite*`, `factor-outbound-*`). Spin refuses a file with any other.
const KEYS: [(&str, &str, &[&str]); 8] = [
    ("sqlite_database", "spin", &["path", "allow_attach_file"]),
    ("sqlite_database", "libsql", &["url", "token"]),
    ("key_value_store", "spin", &["path"]),
    ("key_value_store", "redis", &["url"]),
    ("variables_provider", "env", &["prefix", "dotenv_path"]),
    ("variables_provider", "vault", &["url", "token", "mount", "prefix"]),
    ("outbound_http", "", &["connection_pooling", "max_connections"]),
    ("outbound_networking", "", &["block_networks", "max_socket_connections", "max_total_connections"]),
];

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../deploy/runtime-config")
}

/// The runtime configuration in the secret of the Kubernetes manifests.
fn kubernetes() -> String {
    let text = std::fs::read_to_string(folder().join("../kubernetes/secrets.yaml")).unwrap();
    let (_, text) = text.split_once("  runtime-config.toml: |\n").unwrap();
    let lines = text.lines().take_while(|line| line.is_empty() || line.starts_with("    "));
    lines.map(|line| format!("{}\n", line.trim_start())).collect()
}

fn examples() -> BTreeMap<String, String> {
    let entries = std::fs::read_dir(folder()).unwrap();
    entries
        .map(|entry| {
            let path = entry.unwrap().path();
            (path.file_name().unwrap().to_str().unwrap().to_owned(), std::fs::read_to_string(path).unwrap())
        })
        .collect()
}

fn assert_keys(name: &str, kind: &str, table: &toml::Table) {
    let kind_of =
        |table: &toml::Table| table.get("type").and_then(toml::Value::as_str).unwrap_or("").to_owned();
    let wanted = kind_of(table);
    let known = KEYS.iter().find(|(known, of, _)| *known == kind && *of == wanted);
    let (_, _, keys) = known.unwrap_or_else(|| panic!("{name}: Spin has no {kind} of the type {wanted:?}"));
    for key in table.keys().filter(|key| *key != "type") {
        assert!(keys.contains(&key.as_str()), "{name}: {kind} of the type {wanted:?} has no key {key}");
    }
}

#[test]
fn every_key_is_one_of_spins() {
    let kubernetes = ("kubernetes/secrets.yaml".to_owned(), kubernetes());
    for (name, text) in examples().into_iter().chain([kubernetes]) {
        let tables: toml::Table = toml::from_str(&text).unwrap_or_else(|error| panic!("{name}: {error}"));
        for (kind, value) in tables {
            match (kind.as_str(), value) {
                ("state_dir" | "log_dir", toml::Value::String(_)) => {}
                ("outbound_http" | "outbound_networking", toml::Value::Table(table)) => {
                    assert_keys(&name, &kind, &table);
                }
                ("sqlite_database" | "key_value_store", toml::Value::Table(labels)) => {
                    assert_eq!(labels.keys().collect::<Vec<_>>(), ["default"], "{name}: labels of {kind}");
                    assert_keys(&name, &kind, labels["default"].as_table().unwrap());
                }
                ("variables_provider", toml::Value::Array(providers)) => {
                    providers.iter().for_each(|one| assert_keys(&name, &kind, one.as_table().unwrap()));
                }
                (other, _) => panic!("{name}: {other}"),
            }
        }
    }
}

/// Whoever pools no connections by mistake pays a handshake for every callback.
#[test]
fn this_host_reads_what_it_serves_and_names_what_it_does_not() {
    let examples = examples();
    let names: Vec<&str> = examples.keys().map(String::as_str).collect();
    assert_eq!(names, ["libsql-redis.toml", "sqlite.toml", "vault.toml"]);
    let read = |text: &str| RuntimeConfig::parse(text, Path::new("/etc/feiqian"));

    let one_node = read(&examples["sqlite.toml"]).unwrap();
    assert!(one_node.connection_pooling);
    assert_eq!(
        (&one_node.connection_limits[..], &one_node.block_networks[..]),
        (&[256, 512][..], &["private".to_owned()][..])
    );
    let database = format!("{:?}", one_node.sqlite_databases["default"]);
    assert_eq!(database, r#"Spin { path: Some("/var/lib/feiqian/feiqian.db"), allow_attach_file: false }"#);

    let several = read(&examples["libsql-redis.toml"]).unwrap();
    let database = format!("{:?}", several.sqlite_databases["default"]);
    assert!(database.starts_with(r#"LibSql { url: "http://10.0.0.5:8080", token: "#), "{database}");
    let store = format!("{:?}", several.key_value_stores["default"]);
    assert!(store.starts_with(r#"Redis("redis://"#), "{store}");
    assert_eq!(several.connection_limits, one_node.connection_limits);

    let refused = format!("{:#}", read(&examples["vault.toml"]).unwrap_err());
    assert!(refused.contains("vault"), "{refused}");
}
