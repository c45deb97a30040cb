//! What a run came to.

use std::collections::BTreeMap;
use std::fmt;
use std::time::Duration;

/// How many facts of a kind are kept: the first ones say what is wrong.
const FACTS: usize = 10;

/// What went wrong on purpose.
#[derive(Debug, Clone, Default)]
pub struct Made {
    pub node_kills: usize,
    pub server_restarts: usize,
    pub server_kills: usize,
    pub cuts: usize,
    pub slowed: usize,
    pub half_open: usize,
    pub store_kills: usize,
}

/// The figures of a run.
#[derive(Debug, Clone)]
pub struct Report {
    pub seed: u64,
    pub lasted: Duration,
    pub made: Made,
    /// By kind of command.
    pub acknowledged: BTreeMap<&'static str, usize>,
    /// Answers by status, and requests without one.
    pub answers: BTreeMap<String, usize>,
    pub lost: usize,
    pub doubled: usize,
    pub events: usize,
    pub deliveries: usize,
    /// What must not be, the first ones of each kind.
    pub offences: Vec<String>,
    offended: usize,
}

impl Report {
    pub(super) fn new(seed: u64) -> Self {
        Report {
            seed,
            lasted: Duration::ZERO,
            made: Made::default(),
            acknowledged: BTreeMap::new(),
            answers: BTreeMap::new(),
            lost: 0,
            doubled: 0,
            events: 0,
            deliveries: 0,
            offences: Vec::new(),
            offended: 0,
        }
    }

    pub(super) fn offend(&mut self, fact: String) {
        self.offended += 1;
        if self.offences.len() < FACTS {
            self.offences.push(fact);
        }
    }

    /// How many commands were acknowledged.
    pub fn commands(&self) -> usize {
        self.acknowledged.values().sum()
    }

    /// Whether nothing is what it must not be.
    pub fn is_good(&self) -> bool {
        self.offended == 0 && self.lost == 0 && self.doubled == 0
    }
}

impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Made { node_kills, server_restarts, server_kills, cuts, slowed, half_open, store_kills } =
            &self.made;
        writeln!(f, "torture: seed {}, {:.0} s", self.seed, self.lasted.as_secs_f64())?;
        writeln!(
            f,
            "  faults: {node_kills} kills of a node, {server_restarts} restarts and {server_kills} kills of sqld, \
             {cuts} connections cut, {slowed} times slow, {half_open} times half open, {store_kills} kills of Redis"
        )?;
        writeln!(f, "  answers: {:?}", self.answers)?;
        writeln!(f, "  acknowledged: {} {:?}", self.commands(), self.acknowledged)?;
        writeln!(f, "  lost: {}, doubled: {}", self.lost, self.doubled)?;
        write!(f, "  events: {}, deliveries: {}", self.events, self.deliveries)?;
        for fact in &self.offences {
            write!(f, "\n  WRONG: {fact}")?;
        }
        if self.offended > self.offences.len() {
            write!(f, "\n  and {} more", self.offended - self.offences.len())?;
        }
        Ok(())
    }
}
