//! TLS on loopback: a certificate of the test's own, and a front that ends TLS before a server, as proxies do.

use crate::programs::printed;
use std::net::{Ipv4Addr, SocketAddr};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::Arc;
use tempfile::TempDir;
use tokio::net::{TcpListener, TcpStream};
use tokio::runtime::{Builder, Runtime};
use tokio_rustls::TlsAcceptor;
use tokio_rustls::rustls::ServerConfig;
use tokio_rustls::rustls::pki_types::pem::PemObject;
use tokio_rustls::rustls::pki_types::{CertificateDer, PrivateKeyDer};

/// A certificate for two days, signed by itself, as `crt` in a folder, and its key as `key`. `name` is `DNS:` and a name, or `IP:`
/// and an address.
///
/// # Panics
/// If there is no openssl.
pub fn certificate(folder: &Path, name: &str) -> PathBuf {
    let certificate = folder.join("crt");
    let mut openssl = Command::new("openssl");
    openssl.args(["req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes"]);
    openssl.args([
        "-days",
        "2",
        "-subj",
        "/CN=feiqian-test",
        "-addext",
        "basicConstraints=critical,CA:FALSE",
    ]);
    openssl.args(["-addext", &format!("subjectAltName={name}"), "-keyout"]).arg(folder.join("key"));
    printed(openssl.arg("-out").arg(&certificate).stderr(Stdio::null()));
    certificate
}

/// A running front; gone when dropped.
pub struct Front {
    address: SocketAddr,
    certificate: PathBuf,
    _running: Runtime,
    _folder: TempDir,
}

impl Front {
    /// One in front of a server of this machine.
    ///
    /// # Panics
    /// If there is no certificate or no free port.
    pub fn of(server: SocketAddr) -> Self {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let certificate = certificate(folder.path(), "IP:127.0.0.1");
        let acceptor = acceptor(&certificate, &folder.path().join("key"));
        let running = Builder::new_multi_thread().worker_threads(1).enable_io().build().expect("threads");
        let listener = running.block_on(TcpListener::bind((Ipv4Addr::LOCALHOST, 0))).expect("a free port");
        let address = listener.local_addr().expect("an address");
        running.spawn(async move {
            while let Ok((client, _)) = listener.accept().await {
                // Who breaks off, or does not believe the certificate, is no fault of the front.
                tokio::spawn(pass(acceptor.clone(), client, server));
            }
        });
        Front { address, certificate, _running: running, _folder: folder }
    }

    /// The URL of a path.
    pub fn url(&self, path: &str) -> String {
        format!("https://{}{path}", self.address)
    }

    /// What who calls it must believe.
    pub fn certificate(&self) -> &Path {
        &self.certificate
    }
}

fn acceptor(certificate: &Path, key: &Path) -> TlsAcceptor {
    let chain = CertificateDer::pem_file_iter(certificate).expect("a certificate");
    let chain = chain.map(|one| one.expect("a certificate")).collect();
    let key = PrivateKeyDer::from_pem_file(key).expect("a key");
    let config = ServerConfig::builder().with_no_client_auth().with_single_cert(chain, key);
    Arc::new(config.expect("a key of the certificate")).into()
}

async fn pass(acceptor: TlsAcceptor, client: TcpStream, server: SocketAddr) -> std::io::Result<()> {
    client.set_nodelay(true)?;
    let mut client = acceptor.accept(client).await?;
    let mut server = TcpStream::connect(server).await?;
    server.set_nodelay(true)?;
    tokio::io::copy_bidirectional(&mut client, &mut server).await?;
    Ok(())
}
