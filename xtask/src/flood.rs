//! The part of `cargo xtask bench` that attacks `POST /token`: how many passwords of a flood are hashed, and what the flood
//! costs everyone else.

use crate::development::PRODUCT_KEY;
use crate::server::Server;
use crate::sign::Signed;
use anyhow::{Context, Result, ensure};
use serde_json::Value as Json;
use std::net::SocketAddr;
use std::sync::Barrier;
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

/// A call that takes longer is a hang.
const CALL_LIMIT: Duration = Duration::from_secs(60);

/// Floods the sign-in from one address, and asks the other endpoints before and meanwhile. The same flood of requests that
/// are refused without a statement says what the machine takes for 500 requests of one moment, whatever they ask for.
pub fn run(server: &Server, address: SocketAddr) -> Result<()> {
    let base = format!("http://{address}");
    let before = server.memory()?;
    // One instance is warm: what counts is the hash, not the start.
    let alone = (0..3).map(|at| login(&agent(), &base, &format!("W{at}"))).collect::<Result<Vec<_>>>()?;
    let alone_ms = alone.iter().map(|login| login.took_ms).fold(f64::INFINITY, f64::min);
    let idle = probes(&base, IDLE, &AtomicBool::new(true))?;
    let (_, bare) = flood(&base, |agent, _| unknown(agent, &base))?;
    let (answers, loaded) = flood(&base, |agent, at| login(agent, &base, &format!("P{at}")))?;

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
        let [idle, bare, loaded] = [idle, bare[at].1.clone(), loaded[at].1.clone()].map(p99);
        println!(
            "{name:<24}p99 {idle:>8.2} ms idle {loaded:>8.2} ms meanwhile ({:.1} times), {bare:>8.2} ms under {LOGINS} \
             requests without a statement",
            loaded / idle
        );
    }
    Ok(())
}

/// Times of the other endpoints, by their names.
type Times = Vec<(&'static str, Vec<f64>)>;

/// [`LOGINS`] requests at once, and what the other endpoints take meanwhile.
fn flood(base: &str, request: impl Fn(&Agent, usize) -> Result<Login> + Sync) -> Result<(Vec<Login>, Times)> {
    let is_over = AtomicBool::new(false);
    // The connections are opened first: their threads and handshakes are not what is measured.
    let is_open = Barrier::new(LOGINS + 1);
    thread::scope(|scope| {
        let (request, is_open, is_over) = (&request, &is_open, &is_over);
        let probes = scope.spawn(move || {
            is_open.wait();
            probes(base, Duration::ZERO, is_over)
        });
        let requests: Vec<_> = (0..LOGINS)
            .map(|at| {
                scope.spawn(move || {
                    let agent = agent();
                    let opened = unknown(&agent, base);
                    is_open.wait();
                    opened.and_then(|_| request(&agent, at))
                })
            })
            .collect();
        let answers: Result<Vec<Login>> =
            requests.into_iter().map(|request| request.join().expect("no panic")).collect();
        is_over.store(true, Ordering::Relaxed);
        Ok((answers?, probes.join().expect("no panic")?))
    })
}

/// A request that no endpoint takes.
fn unknown(agent: &Agent, base: &str) -> Result<Login> {
    let begun = Instant::now();
    agent.get(format!("{base}/nobody")).call()?.body_mut().read_to_vec()?;
    Ok(Login { code: 404, took_ms: begun.elapsed().as_secs_f64() * 1e3 })
}

struct Login {
    code: i64,
    took_ms: f64,
}

fn login(agent: &Agent, base: &str, pid: &str) -> Result<Login> {
    let body = format!(r#"{{"pid":"{pid}","account":"ops","pwd":"wrong"}}"#);
    let begun = Instant::now();
    let text = agent.post(format!("{base}/token")).send(&body)?.body_mut().read_to_string()?;
    let took_ms = begun.elapsed().as_secs_f64() * 1e3;
    let answer: Json = serde_json::from_str(&text).context("an answer of /token")?;
    Ok(Login { code: answer["code"].as_i64().context("a code")?, took_ms })
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
