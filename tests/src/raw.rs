//! HTTP by hand, for requests that no client library would send.

use std::io::{Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::time::Duration;

/// Sends bytes on a new connection and returns everything that comes back until the other side closes.
///
/// # Panics
/// If the connection breaks or nothing comes within ten seconds.
pub fn exchange(address: SocketAddr, request: &[u8]) -> String {
    let mut stream = TcpStream::connect(address).expect("a connection");
    stream.set_read_timeout(Some(Duration::from_secs(10))).expect("a timeout");
    // The server may answer and close before it has taken a request that is too long.
    let _ = stream.write_all(request);
    let mut answer = Vec::new();
    let mut chunk = [0; 4096];
    loop {
        match stream.read(&mut chunk) {
            Ok(0) => break,
            Ok(length) => answer.extend_from_slice(&chunk[..length]),
            Err(_) if !answer.is_empty() => break,
            Err(error) => panic!("no answer: {error}"),
        }
    }
    String::from_utf8_lossy(&answer).into_owned()
}

/// The longest answer that is read, in bytes.
const ANSWER_LIMIT: usize = 1 << 20;

/// A kept-alive connection: one request after another, with as little work of its own as can be.
pub struct Connection {
    stream: TcpStream,
    address: SocketAddr,
    /// What has come and is not an answer yet.
    buffer: Vec<u8>,
}

impl Connection {
    /// Connects.
    ///
    /// # Panics
    /// If it cannot.
    pub fn open(address: SocketAddr) -> Self {
        Self::try_open(address).expect("a connection")
    }

    /// Connects, if the other side is there.
    ///
    /// # Errors
    /// If it is not.
    pub fn try_open(address: SocketAddr) -> std::io::Result<Self> {
        let stream = TcpStream::connect(address)?;
        stream.set_nodelay(true)?;
        stream.set_read_timeout(Some(Duration::from_secs(30)))?;
        Ok(Connection { stream, address, buffer: Vec::new() })
    }

    /// Sends a request and goes without waiting for the answer.
    ///
    /// # Errors
    /// If the connection breaks before.
    pub fn send_and_leave(mut self, head: &str, body: &[u8]) -> std::io::Result<()> {
        let end = format!("host: {}\r\ncontent-length: {}\r\n\r\n", self.address, body.len());
        self.stream.write_all(&[head.as_bytes(), end.as_bytes(), body].concat())
    }

    /// Sends a request with a body and reads the answer: its status and its body. `head` is the request line and the
    /// headers, each ended by CR LF, but for `host` and `content-length`.
    ///
    /// # Errors
    /// If the connection ends before the answer does.
    pub fn send(&mut self, head: &str, body: &[u8]) -> std::io::Result<(u16, String)> {
        let end = format!("host: {}\r\ncontent-length: {}\r\n\r\n", self.address, body.len());
        self.stream.write_all(&[head.as_bytes(), end.as_bytes(), body].concat())?;
        let head_length = loop {
            match self.buffer.windows(4).position(|window| window == b"\r\n\r\n") {
                Some(at) => break at + 4,
                None => self.read()?,
            }
        };
        let head: Vec<u8> = self.buffer.drain(..head_length).collect();
        let head = String::from_utf8_lossy(&head).to_ascii_lowercase();
        let status = head.split(' ').nth(1).and_then(|status| status.parse().ok());
        let length = head.lines().find_map(|line| line.strip_prefix("content-length: ")?.parse().ok());
        let (Some(status), Some(length)) = (status, length) else {
            return Err(std::io::Error::other(format!("no status or length in {head}")));
        };
        while self.buffer.len() < length {
            self.read()?;
        }
        let body = self.buffer.drain(..length).collect();
        Ok((status, String::from_utf8(body).map_err(std::io::Error::other)?))
    }

    fn read(&mut self) -> std::io::Result<()> {
        let mut chunk = [0; 4096];
        let length = self.stream.read(&mut chunk)?;
        self.buffer.extend_from_slice(&chunk[..length]);
        match length {
            0 => Err(std::io::ErrorKind::UnexpectedEof.into()),
            _ if self.buffer.len() > ANSWER_LIMIT => Err(std::io::Error::other("an endless answer")),
            _ => Ok(()),
        }
    }
}
