//! A server of the test's own on loopback: whoever is told or asked by the bundle, with every bad habit of such servers.

use crate::desk::now_ms;
use std::collections::HashMap;
use std::io::{ErrorKind, Read, Write};
use std::net::{Ipv4Addr, SocketAddr, TcpListener, TcpStream};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread;
use std::time::{Duration, Instant};

/// The longest request that is taken.
const REQUEST_LIMIT: usize = 64 * 1024;

/// No request takes longer to arrive, and nobody is kept waiting longer.
const PATIENCE: Duration = Duration::from_secs(30);

/// A byte of a slow answer comes this often, and so many blanks follow what acknowledges.
const DRIP: Duration = Duration::from_millis(400);
const DRIPS: usize = 100;

const SUCCESS: &[u8] = b"success";

/// What is done with a request.
#[derive(Debug, Clone)]
pub enum Behaviour {
    /// Status, headers beside the usual ones, body.
    Answer(u16, Vec<(&'static str, String)>, Vec<u8>),
    /// 200 `success`, after a while.
    Late(Duration),
    /// 200 `success`, a while after so many were under way at once for the first time.
    Gathered(usize, Duration),
    /// No answer until the caller has gone.
    Hang,
    /// The connection breaks.
    Reset,
    /// Status and body, a byte of which is missing when the connection ends.
    Cut(u16, Vec<u8>),
    /// 200 `success`, one byte after the other.
    Drip,
    /// 200 and so many bytes.
    Flood(usize),
}

impl Behaviour {
    /// What acknowledges a notice of any topic.
    pub fn success() -> Self {
        Behaviour::answer(200, "success")
    }

    /// An answer without headers of its own.
    pub fn answer(status: u16, body: &str) -> Self {
        Behaviour::Answer(status, Vec::new(), body.into())
    }
}

/// A request as it came in.
#[derive(Debug, Clone)]
pub struct Received {
    pub method: String,
    pub path: String,
    /// Names in lower case.
    headers: Vec<(String, String)>,
    pub body: Vec<u8>,
    /// The mark that the receiver bore then.
    pub mark: usize,
    /// When it came, in milliseconds since 1970.
    pub came_ms: i64,
}

impl Received {
    /// The text of a header; empty if it is absent.
    pub fn header(&self, name: &str) -> &str {
        self.headers.iter().find(|(other, _)| other == name).map_or("", |(_, text)| text)
    }

    /// All headers, their names in lower case.
    pub fn headers(&self) -> impl Iterator<Item = (&str, &str)> {
        self.headers.iter().map(|(name, text)| (name.as_str(), text.as_str()))
    }

    /// The fields of a form.
    pub fn fields(&self) -> Vec<(String, String)> {
        let decoded = |bytes| feiqian_signing::form::decode(bytes).expect("a form").into_owned();
        feiqian_signing::form::pairs(&self.body)
            .map(|(name, value)| (decoded(name), decoded(value)))
            .collect()
    }

    pub fn event_id(&self) -> &str {
        self.header("x-event-id")
    }

    pub fn text(&self) -> &str {
        str::from_utf8(&self.body).expect("UTF-8")
    }

    /// A field of a form.
    pub fn field(&self, name: &str) -> Option<String> {
        self.fields().into_iter().find(|(other, _)| other == name).map(|(_, value)| value)
    }
}

type Habit = Box<dyn Fn(&Received) -> Behaviour + Send + Sync>;

/// What is told apart: two requests with the same key must never be under way at once.
type KeyOf = fn(&Received) -> String;

struct Shared {
    habit: Mutex<Arc<Habit>>,
    key_of: KeyOf,
    received: Mutex<Vec<Received>>,
    under_way: Mutex<HashMap<String, usize>>,
    overlaps: Mutex<Vec<String>>,
    busiest: Mutex<usize>,
    mark: Mutex<usize>,
    stopped: AtomicBool,
}

/// A running receiver; gone when dropped.
pub struct Receiver {
    address: SocketAddr,
    shared: Arc<Shared>,
}

impl Receiver {
    /// One that acknowledges notices, told apart by their events.
    pub fn start() -> Self {
        Self::telling_apart(|request| request.event_id().to_owned())
    }

    /// One that acknowledges what comes.
    pub fn telling_apart(key_of: KeyOf) -> Self {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).expect("a free port");
        let address = listener.local_addr().expect("an address");
        let shared = Arc::new(Shared {
            habit: Mutex::new(Arc::new(Box::new(|_| Behaviour::success()))),
            key_of,
            received: Mutex::default(),
            under_way: Mutex::default(),
            overlaps: Mutex::default(),
            busiest: Mutex::default(),
            mark: Mutex::default(),
            stopped: AtomicBool::new(false),
        });
        let receiver = Receiver { address, shared: shared.clone() };
        thread::spawn(move || {
            for stream in listener.incoming() {
                if shared.stopped.load(Ordering::Relaxed) {
                    break;
                }
                let shared = shared.clone();
                // A caller that breaks off is no fault of the receiver.
                thread::spawn(move || stream.and_then(|stream| serve(&shared, stream)));
            }
        });
        receiver
    }

    /// From now on every request is treated like this.
    pub fn behave(&self, behaviour: &Behaviour) {
        let behaviour = behaviour.clone();
        self.behave_by(move |_| behaviour.clone());
    }

    /// From now on the request decides.
    pub fn behave_by(&self, habit: impl Fn(&Received) -> Behaviour + Send + Sync + 'static) {
        *lock(&self.shared.habit) = Arc::new(Box::new(habit));
    }

    /// Marks what comes from now on.
    pub fn mark(&self, mark: usize) {
        *lock(&self.shared.mark) = mark;
    }

    pub fn url(&self, path: &str) -> String {
        format!("http://{}{path}", self.address)
    }

    /// Where it listens.
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// Everything that has come so far, in order.
    pub fn received(&self) -> Vec<Received> {
        lock(&self.shared.received).clone()
    }

    /// Keys of which two requests were under way at once.
    pub fn overlaps(&self) -> Vec<String> {
        lock(&self.shared.overlaps).clone()
    }

    /// How many requests were under way at once at the most.
    pub fn busiest(&self) -> usize {
        *lock(&self.shared.busiest)
    }

    /// Waits until no request is under way.
    ///
    /// # Panics
    /// If one does not end.
    pub fn idle(&self) {
        let begun = Instant::now();
        while !lock(&self.shared.under_way).is_empty() {
            assert!(begun.elapsed() < PATIENCE, "a request does not end");
            thread::sleep(Duration::from_millis(2));
        }
    }

    /// Waits until `count` requests have come, and says how long that took.
    ///
    /// # Panics
    /// If they have not come within `limit`.
    pub fn wait_for(&self, count: usize, limit: Duration) -> Duration {
        let begun = Instant::now();
        while lock(&self.shared.received).len() < count {
            let came = lock(&self.shared.received).len();
            assert!(begun.elapsed() < limit, "only {came} of {count} came within {limit:?}");
            thread::sleep(Duration::from_millis(2));
        }
        begun.elapsed()
    }
}

impl Drop for Receiver {
    fn drop(&mut self) {
        self.shared.stopped.store(true, Ordering::Relaxed);
        let _ = TcpStream::connect(self.address);
    }
}

/// A test that failed has said why already.
fn lock<T>(mutex: &Mutex<T>) -> std::sync::MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

fn serve(shared: &Shared, mut stream: TcpStream) -> std::io::Result<()> {
    stream.set_read_timeout(Some(PATIENCE))?;
    stream.set_nodelay(true)?;
    let (request, length) = look(&stream, *lock(&shared.mark))?;
    let key = (shared.key_of)(&request);
    let habit = lock(&shared.habit).clone();
    let behaviour = habit(&request);
    lock(&shared.received).push(request);
    behave(&behaviour, &mut stream, length, UnderWay::begin(shared, key))
}

/// A request that its caller waits for.
struct UnderWay<'s> {
    shared: &'s Shared,
    key: String,
}

impl<'s> UnderWay<'s> {
    fn begin(shared: &'s Shared, key: String) -> Self {
        let mut under_way = lock(&shared.under_way);
        let count = under_way.entry(key.clone()).or_default();
        *count += 1;
        if *count > 1 {
            lock(&shared.overlaps).push(key.clone());
        }
        let all: usize = under_way.values().sum();
        let mut busiest = lock(&shared.busiest);
        *busiest = all.max(*busiest);
        UnderWay { shared, key }
    }
}

impl Drop for UnderWay<'_> {
    fn drop(&mut self) {
        let mut under_way = lock(&self.shared.under_way);
        if let Some(count) = under_way.get_mut(&self.key) {
            *count -= 1;
            if *count == 0 {
                under_way.remove(&self.key);
            }
        }
    }
}

/// Reads a request without taking it, and says how long it is: a connection closed before it is taken breaks.
fn look(stream: &TcpStream, mark: usize) -> std::io::Result<(Received, usize)> {
    let mut bytes = vec![0; REQUEST_LIMIT];
    let begun = Instant::now();
    loop {
        let length = stream.peek(&mut bytes)?;
        if let Some(found) = read(&bytes[..length], mark) {
            return Ok(found);
        }
        if length == 0 || length == REQUEST_LIMIT || begun.elapsed() > PATIENCE {
            return Err(ErrorKind::InvalidData.into());
        }
        thread::sleep(Duration::from_millis(1));
    }
}

/// A whole request, and its length; `None` if it is not all there.
fn read(bytes: &[u8], mark: usize) -> Option<(Received, usize)> {
    let head_length = bytes.windows(4).position(|window| window == b"\r\n\r\n")? + 4;
    let head = str::from_utf8(&bytes[..head_length]).ok()?;
    let mut lines = head.lines();
    let mut words = lines.next()?.split(' ');
    let (method, path) = (words.next()?.to_owned(), words.next()?.to_owned());
    let headers: Vec<(String, String)> = lines
        .filter_map(|line| line.split_once(": "))
        .map(|(name, text)| (name.to_ascii_lowercase(), text.to_owned()))
        .collect();
    let body_length: usize =
        headers.iter().find(|(name, _)| name == "content-length").map_or(Some(0), |(_, n)| n.parse().ok())?;
    let body = bytes.get(head_length..head_length + body_length)?.to_vec();
    Some((Received { method, path, headers, body, mark, came_ms: now_ms() }, head_length + body_length))
}

/// A request is under way until its caller can know the answer, or has gone.
fn behave(
    behaviour: &Behaviour,
    stream: &mut TcpStream,
    request_length: usize,
    under_way: UnderWay<'_>,
) -> std::io::Result<()> {
    if matches!(behaviour, Behaviour::Reset) {
        // What was not taken makes the system reset the connection.
        return Ok(());
    }
    stream.read_exact(&mut vec![0; request_length])?;
    match behaviour {
        Behaviour::Answer(status, headers, body) => {
            let more: String = headers.iter().map(|(name, text)| format!("{name}: {text}\r\n")).collect();
            drop(under_way);
            stream.write_all(&[&head(*status, body.len(), &more), body.as_slice()].concat())
        }
        Behaviour::Cut(status, body) => {
            drop(under_way);
            stream.write_all(&[&head(*status, body.len() + 1, ""), body.as_slice()].concat())
        }
        Behaviour::Late(wait) => {
            thread::sleep(*wait);
            drop(under_way);
            stream.write_all(&[head(200, SUCCESS.len(), ""), SUCCESS.to_vec()].concat())
        }
        Behaviour::Gathered(count, wait) => {
            let begun = Instant::now();
            while *lock(&under_way.shared.busiest) < *count && begun.elapsed() < PATIENCE {
                thread::sleep(Duration::from_millis(1));
            }
            thread::sleep(*wait);
            drop(under_way);
            stream.write_all(&[head(200, SUCCESS.len(), ""), SUCCESS.to_vec()].concat())
        }
        Behaviour::Drip => {
            stream.write_all(&head(200, SUCCESS.len() + DRIPS, ""))?;
            for byte in SUCCESS.iter().chain(&[b' '; DRIPS]) {
                thread::sleep(DRIP);
                stream.write_all(&[*byte])?;
            }
            Ok(())
        }
        Behaviour::Flood(length) => {
            stream.write_all(&head(200, *length, ""))?;
            let chunk = [b'x'; 16 * 1024];
            let mut left = *length;
            while left > 0 {
                left -= stream.write(&chunk[..left.min(chunk.len())])?;
            }
            Ok(())
        }
        // Until the caller closes.
        Behaviour::Hang | Behaviour::Reset => stream.read(&mut [0]).map(drop),
    }
}

fn head(status: u16, length: usize, more: &str) -> Vec<u8> {
    format!("HTTP/1.1 {status} Told\r\ncontent-type: text/plain\r\ncontent-length: {length}\r\nconnection: close\r\n{more}\r\n")
        .into_bytes()
}
