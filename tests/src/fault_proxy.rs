//! A TCP proxy of the tests' own, which makes a network go wrong: connections that are cut, slow, or half open.

use std::io::{Read, Write};
use std::net::{Ipv4Addr, Shutdown, SocketAddr, TcpListener, TcpStream};
use std::sync::atomic::{AtomicBool, AtomicU64, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread;
use std::time::Duration;

/// How long a thread waits for bytes before it looks whether the proxy is gone.
const GLANCE: Duration = Duration::from_millis(200);

#[derive(Default)]
struct Shared {
    /// Both ends of every connection.
    open: Mutex<Vec<TcpStream>>,
    /// By how much each piece is late, in milliseconds.
    delay_ms: AtomicU64,
    /// Whether what the server says is swallowed.
    is_half_open: AtomicBool,
    is_stopped: AtomicBool,
    cut: AtomicUsize,
}

/// A running proxy; its connections end when it is dropped.
pub struct FaultProxy {
    address: SocketAddr,
    shared: Arc<Shared>,
}

impl FaultProxy {
    /// A proxy in front of `target`, which has no faults at first.
    ///
    /// # Panics
    /// If there is no free port.
    pub fn start(target: SocketAddr) -> Self {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).expect("a free port");
        let address = listener.local_addr().expect("an address");
        let shared = Arc::new(Shared::default());
        let proxy = FaultProxy { address, shared: shared.clone() };
        thread::spawn(move || {
            for client in listener.incoming().map_while(Result::ok) {
                if shared.is_stopped.load(Ordering::Relaxed) {
                    break;
                }
                // Nobody behind it: the client sees a connection that ends at once.
                if let Ok(server) = TcpStream::connect(target) {
                    let _ = join(&shared, client, server);
                }
            }
        });
        proxy
    }

    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// Breaks every connection there is.
    pub fn cut(&self) {
        let open: Vec<_> =
            self.shared.open.lock().unwrap_or_else(PoisonError::into_inner).drain(..).collect();
        for stream in &open {
            let _ = stream.shutdown(Shutdown::Both);
        }
        self.shared.cut.fetch_add(open.len() / 2, Ordering::Relaxed);
    }

    /// How many connections have been broken so far.
    pub fn cuts(&self) -> usize {
        self.shared.cut.load(Ordering::Relaxed)
    }

    /// Every piece of every connection is so late from now on.
    pub fn slow(&self, delay: Duration) {
        self.shared.delay_ms.store(u64::try_from(delay.as_millis()).unwrap_or(0), Ordering::Relaxed);
    }

    /// Whether the server's answers are lost from now on while its connections stay.
    pub fn half_open(&self, is_half_open: bool) {
        self.shared.is_half_open.store(is_half_open, Ordering::Relaxed);
        if !is_half_open {
            // What was swallowed is missing: nobody can go on with such a connection.
            self.cut();
        }
    }

    /// No more faults.
    pub fn heal(&self) {
        self.slow(Duration::ZERO);
        self.half_open(false);
    }
}

impl Drop for FaultProxy {
    fn drop(&mut self) {
        self.shared.is_stopped.store(true, Ordering::Relaxed);
        self.cut();
        let _ = TcpStream::connect(self.address);
    }
}

fn join(shared: &Arc<Shared>, client: TcpStream, server: TcpStream) -> std::io::Result<()> {
    for stream in [&client, &server] {
        stream.set_nodelay(true)?;
        stream.set_read_timeout(Some(GLANCE))?;
    }
    {
        let mut open = shared.open.lock().unwrap_or_else(PoisonError::into_inner);
        open.retain(|stream| stream.peer_addr().is_ok());
        open.extend([client.try_clone()?, server.try_clone()?]);
    }
    let ways = [(client.try_clone()?, server.try_clone()?, false), (server, client, true)];
    for (from, to, is_answer) in ways {
        let shared = shared.clone();
        thread::spawn(move || {
            let _ = pass(&shared, &from, &to, is_answer);
            let _ = from.shutdown(Shutdown::Both);
            let _ = to.shutdown(Shutdown::Both);
        });
    }
    Ok(())
}

fn pass(shared: &Shared, mut from: &TcpStream, mut to: &TcpStream, is_answer: bool) -> std::io::Result<()> {
    let mut piece = vec![0; 64 * 1024];
    while !shared.is_stopped.load(Ordering::Relaxed) {
        let length = match from.read(&mut piece) {
            Ok(0) => return Ok(()),
            Ok(length) => length,
            Err(error) if is_glance(&error) => continue,
            Err(error) => return Err(error),
        };
        let delay_ms = shared.delay_ms.load(Ordering::Relaxed);
        if delay_ms > 0 {
            thread::sleep(Duration::from_millis(delay_ms));
        }
        if !(is_answer && shared.is_half_open.load(Ordering::Relaxed)) {
            to.write_all(&piece[..length])?;
        }
    }
    Ok(())
}

fn is_glance(error: &std::io::Error) -> bool {
    matches!(error.kind(), std::io::ErrorKind::WouldBlock | std::io::ErrorKind::TimedOut)
}
