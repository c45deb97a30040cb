//! The part of `cargo xtask bench` that attacks `POST /token`: how many passwords of a flood are hashed, and what the flood
//! costs everyone else.

use crate::development::PRODUCT_KEY;
use crate::server::Server;
use crate::sign::Signed;
use anyhow::{Context, Result, ensure};
use serde_json::Value as Json;
use std::net::SocketAddr;
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

/// Floods the sign-in from one address, and asks the other endpoints before and meanwhile.
pub fn run(server: &Server, address: SocketAddr) -> Result<()> {
    let base = format!("http://{address}");
    let before = server.memory()?;
    // One instance is warm: what counts is the hash, not the start.
    let alone = (0..3).map(|at| login(&base, &format!("W{at}"))).collect::<Result<Vec<_>>>()?;
    let alone_ms = alone.iter().map(|login| login.took_ms).fold(f64::INFINITY, f64::min);
    let idle = probes(&base, IDLE, &AtomicBool::new(true))?;

    let is_over = AtomicBool::new(false);
    let (answers, loaded) = thread::scope(|scope| {
        let probes = scope.spawn(|| probes(&base, Duration::ZERO, &is_over));
        let base = &base;
        let logins: Vec<_> =
            (0..LOGINS).map(|at| scope.spawn(move || login(base, &format!("P{at}")))).collect();
        let answers: Result<Vec<Login>> =
            logins.into_iter().map(|login| login.join().expect("no panic")).collect();
        is_over.store(true, Ordering::Relaxed);
        (answers, probes.join().expect("no panic"))
    });
    let (answers, loaded) = (answers?, loaded?);
    let with = |code: i64| answers.iter().filter(|login| login.code == code).count();
    let (hashed, refused) = (with(403), with(429));
    ensure!(hashed + refused == LOGINS, "answers other than 403 and 429");
    let after = server.memory()?;
    println!(
        "\n{NAME}: {LOGINS} at once from one address: {hashed} hashed (403), {refused} refused (429); a login alone \
         {alone_ms:.0} ms; serving process {} MiB before, {} after",
        before.now_kib / 1024,
        after.now_kib / 1024
    );
    for ((name, idle), (_, loaded)) in idle.iter().zip(&loaded) {
        let (idle, loaded) = (p99(idle.clone()), p99(loaded.clone()));
        println!("{name:<24}p99 {idle:>8.2} ms idle {loaded:>8.2} ms meanwhile {:>6.2} times", loaded / idle);
    }
    Ok(())
}

struct Login {
    code: i64,
    took_ms: f64,
}

fn login(base: &str, pid: &str) -> Result<Login> {
    let body = format!(r#"{{"pid":"{pid}","account":"ops","pwd":"wrong"}}"#);
    let begun = Instant::now();
    let text = agent().post(&format!("{base}/token")).send(&body)?.body_mut().read_to_string()?;
    let took_ms = begun.elapsed().as_secs_f64() * 1e3;
    let answer: Json = serde_json::from_str(&text).context("an answer of /token")?;
    Ok(Login { code: answer["code"].as_i64().context("a code")?, took_ms })
}

/// Asks each of some reads in turn, so long and until it is over; the times of each in milliseconds.
fn probes(base: &str, at_least: Duration, is_over: &AtomicBool) -> Result<Vec<(&'static str, Vec<f64>)>> {
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
    let mut times: Vec<(&'static str, Vec<f64>)> =
        targets.iter().map(|(name, _)| (*name, Vec::new())).collect();
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
