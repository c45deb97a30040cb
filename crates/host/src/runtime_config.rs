//! `--runtime-config-file`: where the data lives and where variables come from.
//!
//! Keys that nothing reads are errors, as on Spin. Backends this host does not have (Azure, vaults …) are
//! refused by name at start.

use crate::client_tls::{self, ClientTls};
use crate::variables::Provider;
use anyhow::{Context as _, Result, bail, ensure};
use serde::Deserialize;
use std::collections::{BTreeMap, HashMap};
use std::path::{Path, PathBuf};

/// The runtime configuration; everything absent is the default.
#[derive(Debug, Default)]
pub struct RuntimeConfig {
    /// `state_dir`; `Some("")` means none.
    pub state_dir: Option<String>,
    /// `log_dir`; `Some("")` means none.
    pub log_dir: Option<String>,
    /// `max_instance_memory`, bytes.
    pub max_instance_memory: Option<usize>,
    /// `[sqlite_database.LABEL]`
    pub sqlite_databases: BTreeMap<String, SqliteDatabase>,
    /// `[key_value_store.LABEL]`
    pub key_value_stores: BTreeMap<String, KeyValueStore>,
    /// `[[variables_provider]]`, in file order.
    pub variables_providers: Vec<Provider>,
    /// `[outbound_http] connection_pooling`
    pub connection_pooling: bool,
    /// How many outbound connections may be open: `[outbound_http] max_connections`, `[outbound_networking]
    /// max_total_connections`. A component has no sockets here, so `max_socket_connections` is read and has no effect.
    pub connection_limits: Vec<usize>,
    /// `[outbound_networking] block_networks`
    pub block_networks: Vec<String>,
    /// `[[client_tls]]`, in file order.
    pub client_tls: Vec<ClientTls>,
}

/// One `[key_value_store.LABEL]`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum KeyValueStore {
    /// `type = "spin"`: the file, or `None` for memory.
    Spin(Option<PathBuf>),
    /// `type = "redis"`: the URL of the server.
    Redis(String),
}

/// One `[sqlite_database.LABEL]`.
#[derive(Debug, Clone)]
pub enum SqliteDatabase {
    /// `type = "spin"`: in process.
    Spin {
        /// The file; `None` is a separate empty database in memory for every connection.
        path: Option<PathBuf>,
        /// Whether `ATTACH` may open other files.
        allow_attach_file: bool,
    },
    /// `type = "libsql"`: on a server.
    LibSql {
        /// Where it is: `http://…` or `https://…`.
        url: String,
        /// What it knows us by.
        token: String,
    },
}

impl RuntimeConfig {
    /// Reads the file at `path`.
    ///
    /// # Errors
    /// It cannot be read, has an unknown key, or asks for something this host does not have.
    pub fn read(path: &Path) -> Result<Self> {
        let text = std::fs::read_to_string(path)
            .with_context(|| format!("--runtime-config-file: cannot read {}", path.display()))?;
        let directory = path.parent().unwrap_or(Path::new(""));
        Self::parse(&text, directory).with_context(|| format!("in {}", path.display()))
    }

    /// Like [`RuntimeConfig::read`], from text. Paths of key-value stores and certificates are relative to `directory` (the
    /// file's own); SQLite paths are relative to the current directory, as on Spin.
    pub fn parse(text: &str, directory: &Path) -> Result<Self> {
        let raw: Raw = toml::from_str(text)?;
        let unsupported = [
            ("llm_compute", raw.llm_compute.is_some()),
            ("outbound_redis", raw.outbound_redis.is_some()),
            ("outbound_pg", raw.outbound_pg.is_some()),
            ("outbound_mysql", raw.outbound_mysql.is_some()),
            ("outbound_mqtt", raw.outbound_mqtt.is_some()),
        ];
        for (key, present) in unsupported {
            ensure!(!present, "{key}: not supported by this host");
        }

        let networking = raw.outbound_networking.unwrap_or_default();
        let http_limit = raw.outbound_http.as_ref().and_then(|http| http.max_connections);
        Ok(Self {
            state_dir: raw.state_dir,
            log_dir: raw.log_dir,
            max_instance_memory: raw.max_instance_memory,
            sqlite_databases: sqlite_databases(raw.sqlite_database)?,
            key_value_stores: key_value_stores(raw.key_value_store, directory)?,
            variables_providers: variables_providers(raw.variables_provider)?,
            // Spin reads a present table without this key as `false`.
            connection_pooling: raw.outbound_http.is_none_or(|http| http.connection_pooling),
            connection_limits: http_limit.into_iter().chain(networking.max_total_connections).collect(),
            block_networks: networking.block_networks,
            client_tls: client_tls::read(raw.client_tls, directory)?,
        })
    }
}

fn sqlite_databases(tables: BTreeMap<String, toml::Table>) -> Result<BTreeMap<String, SqliteDatabase>> {
    let read = |(label, database): (String, toml::Table)| {
        let key = format!("sqlite_database.{label}");
        let is_remote = database.get("type").and_then(toml::Value::as_str) == Some("libsql");
        let database = if is_remote {
            let RawLibSql { url, token } = typed(&key, "libsql", database)?;
            SqliteDatabase::LibSql { url, token }
        } else {
            let RawSqlite { path, allow_attach_file } = typed(&key, "spin", database)?;
            SqliteDatabase::Spin { path, allow_attach_file }
        };
        Ok((label, database))
    };
    tables.into_iter().map(read).collect()
}

fn key_value_stores(
    tables: BTreeMap<String, toml::Table>,
    directory: &Path,
) -> Result<BTreeMap<String, KeyValueStore>> {
    let read = |(label, store): (String, toml::Table)| {
        let key = format!("key_value_store.{label}");
        let is_redis = store.get("type").and_then(toml::Value::as_str) == Some("redis");
        let store = if is_redis {
            let RawRedis { url } = typed(&key, "redis", store)?;
            KeyValueStore::Redis(url)
        } else {
            let RawKeyValue { path } = typed(&key, "spin", store)?;
            KeyValueStore::Spin(path.map(|path| directory.join(path)))
        };
        Ok((label, store))
    };
    tables.into_iter().map(read).collect()
}

fn variables_providers(tables: Vec<toml::Table>) -> Result<Vec<Provider>> {
    let read = |(index, provider): (usize, toml::Table)| {
        let key = format!("variables_provider[{index}]");
        match provider.get("type").and_then(toml::Value::as_str) {
            Some("static") => {
                let provider: RawStatic = typed(&key, "static", provider)?;
                Ok(Provider::Static(provider.values))
            }
            Some("env") => {
                let provider: RawEnv = typed(&key, "env", provider)?;
                Provider::environment(provider.prefix, provider.dotenv_path.as_deref())
                    .with_context(|| format!("{key}.dotenv_path"))
            }
            Some(other) => {
                bail!("{key}.type = {other:?}: not supported by this host, which has \"env\" and \"static\"")
            }
            None => bail!("{key}.type: missing"),
        }
    };
    tables.into_iter().enumerate().map(read).collect()
}

/// Reads `table` as `T` after checking that its `type` is `expected`.
fn typed<T: serde::de::DeserializeOwned>(key: &str, expected: &str, mut table: toml::Table) -> Result<T> {
    match table.remove("type") {
        Some(toml::Value::String(found)) if found == expected => {
            T::deserialize(toml::Value::Table(table)).with_context(|| format!("in {key}"))
        }
        Some(found) => bail!("{key}.type = {found}: not supported by this host, which has \"{expected}\""),
        None => bail!("{key}.type: missing"),
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Raw {
    state_dir: Option<String>,
    log_dir: Option<String>,
    max_instance_memory: Option<usize>,
    #[serde(default)]
    sqlite_database: BTreeMap<String, toml::Table>,
    #[serde(default)]
    key_value_store: BTreeMap<String, toml::Table>,
    #[serde(default, alias = "config_provider")]
    variables_provider: Vec<toml::Table>,
    outbound_http: Option<RawOutboundHttp>,
    outbound_networking: Option<RawOutboundNetworking>,
    llm_compute: Option<toml::Value>,
    #[serde(default)]
    client_tls: Vec<toml::Table>,
    outbound_redis: Option<toml::Value>,
    outbound_pg: Option<toml::Value>,
    outbound_mysql: Option<toml::Value>,
    outbound_mqtt: Option<toml::Value>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawSqlite {
    path: Option<PathBuf>,
    #[serde(default)]
    allow_attach_file: bool,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawLibSql {
    url: String,
    token: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawRedis {
    url: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawKeyValue {
    path: Option<PathBuf>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawStatic {
    values: HashMap<String, String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawEnv {
    prefix: Option<String>,
    dotenv_path: Option<PathBuf>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawOutboundHttp {
    #[serde(default)]
    connection_pooling: bool,
    max_connections: Option<usize>,
}

#[derive(Deserialize, Default)]
#[serde(deny_unknown_fields)]
struct RawOutboundNetworking {
    #[serde(default)]
    block_networks: Vec<String>,
    max_total_connections: Option<usize>,
    #[serde(rename = "max_socket_connections")]
    _max_socket_connections: Option<usize>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_what_it_serves() {
        let config = RuntimeConfig::parse(
            r#"
            state_dir = "/s"
            [sqlite_database.default]
            type = "spin"
            path = "a.db"
            [sqlite_database.remote]
            type = "libsql"
            url = "https://x"
            token = "t"
            [key_value_store.default]
            type = "spin"
            path = "kv.db"
            [[variables_provider]]
            type = "static"
            values = { a = "1" }
            [outbound_http]
            max_connections = 16
            [outbound_networking]
            block_networks = ["private"]
            max_socket_connections = 1
            max_total_connections = 32
            "#,
            Path::new("/etc/app"),
        )
        .unwrap();
        let place = |label: &str| format!("{:?}", config.sqlite_databases[label]);
        assert_eq!(place("default"), r#"Spin { path: Some("a.db"), allow_attach_file: false }"#);
        assert_eq!(place("remote"), r#"LibSql { url: "https://x", token: "t" }"#);
        let file = KeyValueStore::Spin(Some("/etc/app/kv.db".into()));
        assert_eq!(config.key_value_stores["default"], file);
        let redis = "[key_value_store.default]\ntype = \"redis\"\nurl = \"redis://a:1\"";
        let redis = RuntimeConfig::parse(redis, Path::new("")).unwrap();
        assert_eq!(redis.key_value_stores["default"], KeyValueStore::Redis("redis://a:1".into()));
        assert!(!config.connection_pooling);
        assert_eq!(config.block_networks, ["private"]);
        assert_eq!(config.connection_limits, [16, 32]);
        assert!(RuntimeConfig::parse("", Path::new("")).unwrap().connection_pooling);
    }

    #[test]
    fn refuses_by_name() {
        let cases = [
            ("unheard_of = 1", "unheard_of"),
            ("[sqlite_database.remote]\ntype = \"libsql\"\nurl = \"https://x\"", "token"),
            ("[sqlite_database.remote]\ntype = \"mysql\"", "sqlite_database.remote.type"),
            ("[sqlite_database.a]\ntype = \"spin\"\npth = \"x\"", "pth"),
            ("[key_value_store.a]\ntype = \"redis\"", "url"),
            ("[key_value_store.a]\ntype = \"azure_cosmos\"", "key_value_store.a.type"),
            ("[[variables_provider]]\ntype = \"vault\"", "vault"),
            ("[llm_compute]\ntype = \"spin\"", "llm_compute"),
        ];
        for (text, name) in cases {
            let error = format!("{:#}", RuntimeConfig::parse(text, Path::new("")).expect_err(text));
            assert!(error.contains(name), "{text}: {error}");
        }
    }
}
