//! A Redis server (Debian's `redis-server`) on loopback, in a folder of the test; every write is on the disk before its
//! answer.

use std::fs::File;
use std::net::{Ipv4Addr, SocketAddr, TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};

const START_LIMIT: Duration = Duration::from_secs(60);

/// A running server; killed when dropped.
pub struct Redis {
    child: Child,
    address: SocketAddr,
    folder: PathBuf,
}

impl Redis {
    /// Whether the program is there.
    pub fn is_there() -> bool {
        let version = Command::new("redis-server").arg("--version").stdout(Stdio::null()).status();
        version.is_ok_and(|status| status.success())
    }

    /// Starts a server on a folder.
    ///
    /// # Panics
    /// If it does not start.
    pub fn start(folder: &Path) -> Self {
        std::fs::create_dir_all(folder).expect("a folder");
        let free = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).and_then(|listener| listener.local_addr());
        let address = free.expect("a free port");
        Redis { child: spawn(folder, address), address, folder: folder.to_owned() }
    }

    pub fn url(&self) -> String {
        format!("redis://{}", self.address)
    }

    /// Kills the server.
    pub fn kill(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }

    /// Starts it again in the same place.
    pub fn restart(&mut self) {
        self.kill();
        self.child = spawn(&self.folder, self.address);
    }
}

impl Drop for Redis {
    fn drop(&mut self) {
        self.kill();
    }
}

fn spawn(folder: &Path, address: SocketAddr) -> Child {
    let log = File::options().create(true).append(true).open(folder.join("redis.log")).expect("a log");
    let mut command = Command::new("redis-server");
    command.args(["--bind", &address.ip().to_string(), "--port", &address.port().to_string(), "--dir"]);
    command.arg(folder).args(["--appendonly", "yes", "--appendfsync", "always", "--save", ""]);
    command.stdin(Stdio::null()).stdout(log.try_clone().expect("a log")).stderr(log);
    let mut child = command.spawn().expect("redis-server");
    let begun = Instant::now();
    while TcpStream::connect(address).is_err() {
        let ended = child.try_wait().expect("the state of the server");
        assert!(ended.is_none() && begun.elapsed() < START_LIMIT, "redis-server does not start: {ended:?}");
        thread::sleep(Duration::from_millis(10));
    }
    child
}
