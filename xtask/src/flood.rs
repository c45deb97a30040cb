//! The part of `cargo xtask bench` that attacks `POST /token`: how many passwords of a flood are hashed, and what the flood
//! costs everyone else.

use crate::development::PRODUCT_KEY;
use crate::server::Server;
use crate::sign::Signed;
use anyhow::{Context, Result, ensure};
use std::io::{Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;
use std::time::{Duration, Instant};
use ureq::Agent;

/// What `--only` selects.
pub const NAME: &str = "login flood";

/// Logins at once, each for another merchant code.
const LOGINS: usize = 500;

/// How long the other endpoints are asked for their idle times.
const IDLE: Duration = Duration::from_secs(5);

/// How long they are asked from the beginning of a flood, at least until it is over.
const FLOOD: Duration = Duration::from_secs(10);

/// A call that takes longer is a hang.
const CALL_LIMIT: Duration = Duration::from_secs(60);

/// Floods the sign-in from one address, and asks the other endpoints before and meanwhile. The same flood of requests that
/// are refused without a statement says what the machine takes for 500 requests of one moment, whatever they ask for.
pub fn run(server: &Server, address: SocketAddr) -> Result<()> {
    let base = format!("http://{address}");
    let before = server.memory()?;
    // One instance is warm: what counts is the hash, not the start.
    let alone = (0..3)
        .map(|at| exchange(connect(address)?, &login(&format!("W{at}"))))
        .collect::<Result<Vec<_>>>()?;
    let alone_ms = alone.iter().map(|login| login.took_ms).fold(f64::INFINITY, f64::min);
    let idle = probes(&base, IDLE, &AtomicBool::new(true))?;
    let (_, bare) = flood(address, |_| format!("GET /nobody HTTP/1.1\r\n{CLOSE}\r\n"))?;
    let (answers, loaded) = flood(address, |at| login(&format!("P{at}")))?;

    let with = |code: i64| answers.iter().filter(|login| login.code == code).count();
    let (hashed, refused) = (with(403), with(429));
    ensure!(hashed + refused == LOGINS, "answers other than 403 and 429");
    let after = server.memory()?;
    let took_ms = answers.iter().map(|login| login.took_ms).fold(0.0, f64::max);
    println!(
        "\n{NAME}: {LOGINS} at once from one address: {hashed} hashed (403), {refused} refused (429), all within \
         {took_ms:.0} ms; a login alone {alone_ms:.0} ms; serving process {} MiB before, {} after",
        before.now_kib / 1024,
        after.now_kib / 1024
    );
    for (at, (name, idle)) in idle.into_iter().enumerate() {
        let slowest = loaded[at].1.iter().copied().fold(0.0, f64::max);
        let [idle, bare, loaded] = [idle, bare[at].1.clone(), loaded[at].1.clone()].map(p99);
        println!(
            "{name:<24}p99 {idle:>8.2} ms idle {loaded:>8.2} ms in the run of the flood ({:.1} times; the \
             slowest {slowest:.0} ms), {bare:>8.2} ms under {LOGINS} requests without a statement",
            loaded / idle
        );
    }
    Ok(())
}

/// Times of the other endpoints, by their names.
type Times = Vec<(&'static str, Vec<f64>)>;

/// [`LOGINS`] requests at once, and what the other endpoints take in the ten seconds from then on. Sent from one thread over
/// connections that are open before, so that the load itself takes next to nothing from the server.
fn flood(address: SocketAddr, request: impl Fn(usize) -> String) -> Result<(Vec<Exchange>, Times)> {
    let connections = (0..LOGINS).map(|_| connect(address)).collect::<Result<Vec<_>>>()?;
    let requests: Vec<String> = (0..LOGINS).map(request).collect();
    let is_over = AtomicBool::new(false);
    thread::scope(|scope| {
        let base = format!("http://{address}");
        let is_over = &is_over;
        let probes = scope.spawn(move || probes(&base, FLOOD, is_over));
        let begun = Instant::now();
        let sent: Result<Vec<()>> = connections
            .iter()
            .zip(&requests)
            .map(|(mut connection, request)| Ok(connection.write_all(request.as_bytes())?))
            .collect();
        let answers: Result<Vec<Exchange>> =
            sent.and_then(|_| connections.into_iter().map(|connection| answer(connection, begun)).collect());
        is_over.store(true, Ordering::Relaxed);
        Ok((answers?, probes.join().expect("no panic")?))
    })
}

/// The code of an answer, and how long it took.
struct Exchange {
    code: i64,
    took_ms: f64,
}

/// Ends a request's header: the answer ends with its connection.
const CLOSE: &str = "host: flood\r\nconnection: close\r\n";

fn login(pid: &str) -> String {
    let body = format!(r#"{{"pid":"{pid}","account":"ops","pwd":"wrong"}}"#);
    let length = body.len();
    format!(
        "POST /token HTTP/1.1\r\n{CLOSE}content-type: application/json\r\ncontent-length: {length}\r\n\r\n{body}"
    )
}

fn connect(address: SocketAddr) -> Result<TcpStream> {
    let connection = TcpStream::connect(address)?;
    connection.set_read_timeout(Some(CALL_LIMIT))?;
    connection.set_nodelay(true)?;
    Ok(connection)
}

fn exchange(mut connection: TcpStream, request: &str) -> Result<Exchange> {
    let begun = Instant::now();
    connection.write_all(request.as_bytes())?;
    answer(connection, begun)
}

fn answer(mut connection: TcpStream, begun: Instant) -> Result<Exchange> {
    let mut text = String::new();
    connection.read_to_string(&mut text).context("an answer")?;
    let took_ms = begun.elapsed().as_secs_f64() * 1e3;
    let code = text.split_once(r#""code":"#).map(|(_, rest)| rest.chars().take_while(char::is_ascii_digit));
    let code = code.context("an answer without a code")?.collect::<String>().parse()?;
    Ok(Exchange { code, took_ms })
}

/// Asks each of some reads in turn, so long and until it is over; the times of each in milliseconds.
fn probes(base: &str, at_least: Duration, is_over: &AtomicBool) -> Result<Times> {
    let signed = |path: &str, more: &[(&str, &str)]| {
        let parameters = [&[("product_id", "1")], more].concat();
        format!("{base}{path}?{}", Signed::cashier(&parameters, PRODUCT_KEY).form())
    };
    let targets = [
        ("GET /province_list", signed("/province_list", &[])),
        ("GET /deposit_channel", signed("/deposit_channel", &[("product_user_id", "1000001")])),
        ("404 (no statement)", format!("{base}/nobody")),
    ];
    let agent = agent();
    let mut times: Times = targets.iter().map(|(name, _)| (*name, Vec::new())).collect();
    let begun = Instant::now();
    let is_late = |begun: Instant| is_over.load(Ordering::Relaxed) || begun.elapsed() > CALL_LIMIT;
    while begun.elapsed() < at_least || !is_late(begun) {
        for ((_, target), (_, times)) in targets.iter().zip(&mut times) {
            let begun = Instant::now();
            agent.get(target).call()?.body_mut().read_to_vec()?;
            times.push(begun.elapsed().as_secs_f64() * 1e3);
        }
    }
    Ok(times)
}

fn p99(mut times: Vec<f64>) -> f64 {
    times.sort_by(f64::total_cmp);
    times.get(times.len() * 99 / 100).copied().unwrap_or(f64::NAN)
}

fn agent() -> Agent {
    Agent::config_builder().http_status_as_error(false).timeout_global(Some(CALL_LIMIT)).build().into()
}

#[cfg(test)]
mod tests {
    use super::p99;

    #[test]
    fn the_99th_percentile_is_the_largest_but_one_in_a_hundred() {
        assert!((p99((1..=200).map(f64::from).collect()) - 199.0).abs() < f64::EPSILON);
        assert!(p99(Vec::new()).is_nan());
    }
}
