//! What a call of the dispatcher did.

use crate::payout::Outcome;

/// How many notices and payout jobs a call had, and what became of them.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Report {
    /// Events taken by this call.
    pub claimed: i64,
    /// Acknowledged, or paid or refused for good.
    pub done: i64,
    /// Events that will be tried again.
    pub retry: i64,
    /// Events given up.
    pub dead: i64,
    /// What is due and was not reached.
    pub remaining: i64,
    /// Payouts that wait because no provider is configured. They are not `remaining`: another call would not pay them.
    pub without_provider: i64,
}

impl Report {
    /// Adds attempts at payout jobs, and how many jobs are left.
    pub(crate) fn count(&mut self, outcomes: impl Iterator<Item = Outcome>, remaining: i64) {
        for outcome in outcomes {
            self.claimed += 1;
            if outcome.is_definite() {
                self.done += 1;
            } else {
                self.retry += 1;
            }
        }
        self.remaining += remaining;
    }
}
