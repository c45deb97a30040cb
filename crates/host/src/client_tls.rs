//! `[[client_tls]]`: which certificates a component believes of which hosts.
//!
//! As on Spin, a host is named without its port, the first table that names a component and a host counts, and roots of one's
//! own take the place of the usual ones unless `ca_use_webpki_roots` adds those.

use anyhow::{Context as _, Result, ensure};
use http::uri::Authority;
use serde::Deserialize;
use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use tokio_rustls::TlsConnector;
use tokio_rustls::rustls::pki_types::CertificateDer;
use tokio_rustls::rustls::pki_types::pem::PemObject;
use tokio_rustls::rustls::{ClientConfig, RootCertStore};

/// One `[[client_tls]]`, its files read.
#[derive(Debug, Clone)]
pub struct ClientTls {
    component_ids: Vec<String>,
    hosts: Vec<String>,
    config: Arc<ClientConfig>,
}

/// How one component makes https of a connection.
#[derive(Clone)]
pub struct Connectors {
    usual: TlsConnector,
    by_host: HashMap<String, TlsConnector>,
}

impl Connectors {
    /// Those of a component that no table names.
    pub fn usual() -> Self {
        Self { usual: Arc::new(config(usual_roots())).into(), by_host: HashMap::new() }
    }

    /// That of a host, named without its port.
    pub fn of(&self, host: &str) -> &TlsConnector {
        self.by_host.get(host).unwrap_or(&self.usual)
    }

    /// Those of each component that a table names.
    pub fn by_component(tables: &[ClientTls]) -> HashMap<String, Self> {
        let mut all: HashMap<String, Self> = HashMap::new();
        for table in tables {
            for id in &table.component_ids {
                let connectors = all.entry(id.clone()).or_insert_with(Self::usual);
                for host in &table.hosts {
                    let own = || table.config.clone().into();
                    connectors.by_host.entry(host.clone()).or_insert_with(own);
                }
            }
        }
        all
    }
}

/// Reads the tables; files are relative to `directory`.
///
/// # Errors
/// A table without components, hosts or roots, a file that cannot be read, or what this host does not have.
pub fn read(tables: Vec<toml::Table>, directory: &Path) -> Result<Vec<ClientTls>> {
    let read = |(index, table)| {
        let key = format!("client_tls[{index}]");
        RawClientTls::deserialize(toml::Value::Table(table))
            .map_err(anyhow::Error::from)
            .and_then(|raw| raw.read(directory))
            .context(key)
    };
    tables.into_iter().enumerate().map(read).collect()
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawClientTls {
    component_ids: Vec<String>,
    hosts: Vec<String>,
    ca_use_platform_roots: Option<bool>,
    ca_use_webpki_roots: Option<bool>,
    ca_roots_file: Option<PathBuf>,
    client_cert_file: Option<PathBuf>,
    client_private_key_file: Option<PathBuf>,
}

impl RawClientTls {
    fn read(self, directory: &Path) -> Result<ClientTls> {
        ensure!(!self.component_ids.is_empty(), "component_ids: empty");
        ensure!(!self.hosts.is_empty(), "hosts: empty");
        for host in &self.hosts {
            let is_host = host.parse::<Authority>().is_ok_and(|authority| authority.port().is_none());
            ensure!(is_host, "hosts: {host:?} is no host without a port");
        }
        let unsupported = [
            ("ca_use_platform_roots", self.ca_use_platform_roots == Some(true)),
            ("client_cert_file", self.client_cert_file.is_some()),
            ("client_private_key_file", self.client_private_key_file.is_some()),
        ];
        for (key, is_present) in unsupported {
            ensure!(!is_present, "{key}: not supported by this host");
        }
        // Spin would take the platform's roots by default; this host has the compiled-in ones in their place.
        let is_default = self.ca_use_platform_roots.is_none() && self.ca_roots_file.is_none();
        let mut roots = match self.ca_use_webpki_roots.unwrap_or(is_default) {
            true => usual_roots(),
            false => RootCertStore::empty(),
        };
        if let Some(file) = &self.ca_roots_file {
            let file = directory.join(file);
            let context = || format!("ca_roots_file: {}", file.display());
            for certificate in CertificateDer::pem_file_iter(&file).with_context(context)? {
                roots.add(certificate.with_context(context)?).with_context(context)?;
            }
        }
        ensure!(!roots.is_empty(), "ca_roots_file, ca_use_webpki_roots: no root is left");
        let config = Arc::new(config(roots));
        Ok(ClientTls { component_ids: self.component_ids, hosts: self.hosts, config })
    }
}

fn usual_roots() -> RootCertStore {
    webpki_roots::TLS_SERVER_ROOTS.iter().cloned().collect()
}

fn config(roots: RootCertStore) -> ClientConfig {
    ClientConfig::builder().with_root_certificates(roots).with_no_client_auth()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(text: &str) -> Result<Vec<ClientTls>> {
        #[derive(Deserialize)]
        struct File {
            client_tls: Vec<toml::Table>,
        }
        let file: File = toml::from_str(text).unwrap();
        read(file.client_tls, Path::new("/nowhere"))
    }

    #[test]
    fn the_first_table_that_names_component_and_host_counts() {
        let tables = parse(
            "[[client_tls]]\ncomponent_ids = [\"a\"]\nhosts = [\"x.example\"]\n
             [[client_tls]]\ncomponent_ids = [\"a\", \"b\"]\nhosts = [\"x.example\", \"y.example\"]\nca_use_webpki_roots = true\n",
        );
        let tables = tables.unwrap();
        let all = Connectors::by_component(&tables);
        assert_eq!(all.len(), 2);
        let is = |component: &str, host: &str, table: usize| {
            let config = all[component].of(host).config();
            Arc::ptr_eq(config, &tables[table].config)
        };
        assert!(is("a", "x.example", 0) && is("a", "y.example", 1) && is("b", "x.example", 1));
        assert!(!is("a", "z.example", 0) && !is("a", "z.example", 1), "the usual roots");
    }

    #[test]
    fn refuses_by_name() {
        let table = |rest: &str| format!("[[client_tls]]\ncomponent_ids = [\"a\"]\n{rest}");
        for (rest, name) in [
            ("hosts = []", "hosts"),
            ("hosts = [\"x.example:443\"]", "x.example:443"),
            ("hosts = [\"x\"]\nca_use_platform_roots = true", "ca_use_platform_roots"),
            ("hosts = [\"x\"]\nca_use_platform_roots = false", "no root is left"),
            ("hosts = [\"x\"]\nca_use_webpki_roots = false", "no root is left"),
            ("hosts = [\"x\"]\nca_roots_file = \"ca.pem\"", "/nowhere/ca.pem"),
            ("hosts = [\"x\"]\nclient_cert_file = \"a\"", "client_cert_file"),
            ("hosts = [\"x\"]\nca_root_file = \"a\"", "ca_root_file"),
        ] {
            let error = format!("{:#}", parse(&table(rest)).expect_err(rest));
            assert!(error.contains("client_tls[0]") && error.contains(name), "{rest}: {error}");
        }
    }
}
