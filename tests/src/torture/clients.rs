//! Clients: each sends one command after the other, and each command again until it has an answer.

use super::cluster::Cluster;
use super::command::{Command, Said};
use crate::desk;
use serde_json::json;
use std::collections::BTreeMap;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;
use std::time::Duration;

/// How many orders of a customer there are.
const ORDERS: usize = 20;

/// How often the dispatchers call.
const PAUSE: Duration = Duration::from_millis(300);

/// What a client was told.
#[derive(Debug, Default)]
pub(super) struct Work {
    pub(super) acknowledged: Vec<Acknowledged>,
    pub(super) refused: Vec<String>,
    /// Commands that got no answer to the end.
    pub(super) open: Vec<Command>,
    pub(super) answers: BTreeMap<String, usize>,
    /// The first answers that are no success, no refusal and not 503.
    pub(super) faults: Vec<String>,
}

#[derive(Debug)]
pub(super) struct Acknowledged {
    pub(super) kind: &'static str,
    pub(super) key: String,
    pub(super) number: String,
}

/// What a client has to begin with.
struct Ground {
    wallet: String,
    payee: String,
    account: String,
}

/// Works until `stop`; the command that is under way then is finished.
pub(super) fn work(cluster: &Cluster, seed: u64, number: usize, office: &str, stop: &AtomicBool) -> Work {
    let mut random = fastrand::Rng::with_seed(seed.wrapping_mul(1_000).wrapping_add(number as u64));
    let ground = prepare(cluster, number);
    let mut work = Work::default();
    let mut user = String::new();
    let mut orders = 0;
    for turn in 0.. {
        if stop.load(Ordering::Relaxed) {
            break;
        }
        if user.is_empty() || orders >= ORDERS {
            let name = format!("torture{number}x{turn}");
            user = match work.insist(cluster, &Command::customer(&name), &mut random) {
                Some(_) => name,
                None => continue,
            };
            orders = 0;
        }
        let key = format!("t{number}-{turn}");
        match random.u8(..10) {
            0..=5 => {
                orders += 1;
                let Some(order) = work.insist(cluster, &Command::pay(&user, &key), &mut random) else {
                    continue;
                };
                let next = match random.u8(..4) {
                    0..=1 => Command::book(office, &user, &order),
                    2 => Command::cancel(office, &order),
                    _ => continue,
                };
                work.insist(cluster, &next, &mut random);
            }
            6..=8 => drop(work.insist(cluster, &Command::cash(&ground.wallet, &key), &mut random)),
            _ => {
                let payout = Command::payout(&ground.payee, &ground.account, &key);
                work.insist(cluster, &payout, &mut random);
            }
        }
    }
    work
}

fn prepare(cluster: &Cluster, number: usize) -> Ground {
    let base = cluster.quiet_base();
    let payee = desk::register(&base, &format!("torture{number}"));
    let ipn_url = cluster.receiver_url("/ipn");
    Ground {
        wallet: desk::wallet_token(2, "cash.create", None),
        account: desk::create_account(&base, &payee, "main", &format!("1234567{number:02}8"), &ipn_url),
        payee,
    }
}

impl Work {
    /// Sends a command until it is answered; its number if it was done.
    fn insist(&mut self, cluster: &Cluster, command: &Command, random: &mut fastrand::Rng) -> Option<String> {
        while !cluster.is_given_up() {
            let answer = command.send(&cluster.base());
            let status = answer.as_ref().map_or("none".to_owned(), |answer| answer.status.to_string());
            *self.answers.entry(status).or_default() += 1;
            if let Some(answer) = answer {
                match command.said(&answer) {
                    Said::Done(number) => {
                        let (kind, key) = (command.kind, command.key.clone());
                        self.acknowledged.push(Acknowledged { kind, key, number: number.clone() });
                        return Some(number);
                    }
                    // A payee merchant has no more in the demo data.
                    Said::Refused(why) if why.contains("balance is not sufficient") => return None,
                    Said::Refused(why) => {
                        self.refused.push(format!("{} {}: {why}", command.kind, command.key));
                        return None;
                    }
                    Said::Again if answer.status != 503 && self.faults.len() < 20 => {
                        self.faults.push(format!(
                            "{} {}: {} {}",
                            command.kind, command.key, answer.status, answer.body
                        ));
                    }
                    Said::Again => {}
                }
            }
            thread::sleep(Duration::from_millis(random.u64(20..150)));
        }
        self.open.push(command.clone());
        None
    }
}

/// A dispatcher that calls until the end, always on the same node.
pub(super) fn dispatch(cluster: &Cluster, number: usize, is_over: &AtomicBool) {
    while !is_over.load(Ordering::Relaxed) {
        thread::sleep(PAUSE);
        let _ = desk::try_dispatch(&cluster.base_of(number), &json!({ "limit": 100 }));
    }
}
