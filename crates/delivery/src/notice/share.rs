//! How a call is shared out: whose row is sent next, and whom the call asks no more.
//!
//! A tenant (a product, a payee merchant, the wallet) has at most half of the sends in flight, and whoever has used least of
//! the call's time comes first. So whoever hangs costs others one time-out at the most, and no more of a call than a half.
//! A receiver that fails too often in a row is asked no more by the call; its rows are given back. How long it is then left
//! alone is for the database to say (`outbox_receivers`), which counts over all calls.

use super::claim::Notice;
use std::collections::{BTreeMap, BTreeSet};

/// How many rows are being sent at a time, by a call and of a tenant.
pub(super) const IN_FLIGHT: usize = 16;
pub(super) const TENANT_IN_FLIGHT: usize = 8;

/// After so many failures in a row a receiver is left alone. The trigger of `outbox_attempts` has the same number.
pub(super) const FAILURES: i64 = 10;

/// What came of a send, as far as its receiver is concerned.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Heard {
    Acknowledged,
    Failed,
    /// Nothing was sent: that says nothing of the receiver.
    Nothing,
}

/// The shares of a call.
#[derive(Default)]
pub(super) struct Shares {
    /// Rows that are held and wait, in the order of their events.
    waiting: Vec<Notice>,
    in_flight: usize,
    tenants: BTreeMap<String, Tenant>,
    /// Failures in a row, of those who failed last.
    failures: BTreeMap<String, i64>,
    shut: BTreeSet<String>,
}

#[derive(Default)]
struct Tenant {
    in_flight: usize,
    used_ms: i64,
}

impl Shares {
    /// Takes rows that have been claimed.
    pub(super) fn add(&mut self, notices: Vec<Notice>) {
        for notice in &notices {
            if notice.failures > 0 {
                self.failures.insert(notice.receiver.clone(), notice.failures);
            } else {
                self.failures.remove(&notice.receiver);
            }
        }
        self.waiting.extend(notices);
        self.waiting.sort_unstable_by_key(|notice| notice.seq);
    }

    /// The row that is sent next; `None` if there is none that may be. It is in flight until [`Shares::ended`].
    pub(super) fn next(&mut self) -> Option<Notice> {
        if self.in_flight >= IN_FLIGHT {
            return None;
        }
        let mut best: Option<(usize, (bool, i64))> = None;
        for (index, notice) in self.waiting.iter().enumerate() {
            let tenant = self.tenants.get(tenant_of(&notice.receiver));
            let (in_flight, used_ms) = tenant.map_or((0, 0), |tenant| (tenant.in_flight, tenant.used_ms));
            let place = (self.failures.contains_key(&notice.receiver), used_ms);
            // Of equals the earlier event comes first.
            if in_flight < TENANT_IN_FLIGHT && best.is_none_or(|(_, least)| place < least) {
                best = Some((index, place));
            }
        }
        let notice = self.waiting.remove(best?.0);
        self.in_flight += 1;
        self.tenants.entry(tenant_of(&notice.receiver).to_owned()).or_default().in_flight += 1;
        Some(notice)
    }

    /// Ends a send; the rows that are given back because their receiver is asked no more.
    pub(super) fn ended(&mut self, notice: &Notice, used_ms: i64, heard: Heard) -> Vec<i64> {
        self.in_flight -= 1;
        let tenant = self.tenants.entry(tenant_of(&notice.receiver).to_owned()).or_default();
        tenant.in_flight -= 1;
        tenant.used_ms += used_ms;
        match heard {
            Heard::Nothing => return Vec::new(),
            Heard::Acknowledged => {
                self.failures.remove(&notice.receiver);
                return Vec::new();
            }
            // Whoever is named is sent, whatever became of the others.
            Heard::Failed if notice.is_manual => return Vec::new(),
            Heard::Failed => {}
        }
        let failures = self.failures.entry(notice.receiver.clone()).or_default();
        *failures += 1;
        if *failures < FAILURES {
            return Vec::new();
        }
        self.shut.insert(notice.receiver.clone());
        let rows = self.waiting.extract_if(.., |waiting| waiting.receiver == notice.receiver);
        rows.map(|waiting| waiting.seq).collect()
    }

    /// Receivers that the call asks no more.
    pub(super) fn shut(&self) -> Vec<&str> {
        self.shut.iter().map(String::as_str).collect()
    }

    /// Every row that still waits.
    pub(super) fn left(&mut self) -> Vec<i64> {
        self.waiting.drain(..).map(|notice| notice.seq).collect()
    }
}

/// The part of a receiver that says whose it is.
fn tenant_of(receiver: &str) -> &str {
    receiver.split(' ').next().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn notice(seq: i64, receiver: &str, failures: i64) -> Notice {
        Notice {
            seq,
            event_id: String::new(),
            topic: String::new(),
            tenant: String::new(),
            target: String::new(),
            payload: String::new(),
            attempts: 0,
            is_manual: false,
            signer: None,
            receiver: receiver.to_owned(),
            failures,
            traceparent: None,
        }
    }

    /// The rows of so many sends.
    fn sent(shares: &mut Shares, count: usize) -> Vec<Notice> {
        let begun: Vec<Notice> = std::iter::from_fn(|| shares.next()).take(count).collect();
        assert_eq!(begun.len(), count);
        begun
    }

    fn seqs(notices: &[Notice]) -> Vec<i64> {
        notices.iter().map(|notice| notice.seq).collect()
    }

    #[test]
    fn a_tenant_has_half_of_the_sends_whatever_its_hosts() {
        let mut shares = Shares::default();
        shares.add((0..30).map(|seq| notice(seq, &format!("a host{}", seq % 5), 0)).collect());
        let begun = sent(&mut shares, TENANT_IN_FLIGHT);
        assert_eq!(seqs(&begun), [0, 1, 2, 3, 4, 5, 6, 7]);
        assert!(shares.next().is_none(), "the others' half is theirs");
        shares.add((100..120).map(|seq| notice(seq, "b host", 0)).collect());
        assert_eq!(seqs(&sent(&mut shares, 8)), [100, 101, 102, 103, 104, 105, 106, 107]);
        shares.add(vec![notice(200, "c host", 0)]);
        assert!(shares.next().is_none(), "no more than sixteen in all");
        // Whoever has used least comes first.
        shares.ended(&begun[0], 5_000, Heard::Acknowledged);
        assert_eq!(sent(&mut shares, 1)[0].seq, 200);
    }

    #[test]
    fn in_a_call_without_trouble_events_keep_their_order() {
        let mut shares = Shares::default();
        shares.add(vec![notice(3, "b x", 0), notice(1, "a x", 0), notice(2, "b x", 0)]);
        assert_eq!(seqs(&sent(&mut shares, 3)), [1, 2, 3]);
    }

    #[test]
    fn whoever_fails_too_often_is_asked_no_more_and_its_rows_are_given_back() {
        let mut shares = Shares::default();
        shares.add((0..40).map(|seq| notice(seq, "a bad", 0)).chain([notice(50, "a good", 0)]).collect());
        let (mut asked, mut good_was_asked_after) = (0, None);
        let mut in_flight = sent(&mut shares, TENANT_IN_FLIGHT);
        let left = loop {
            let ended = in_flight.remove(0);
            if ended.receiver == "a good" {
                good_was_asked_after = Some(asked);
                shares.ended(&ended, 1, Heard::Acknowledged);
            } else {
                asked += 1;
                let left = shares.ended(&ended, 5_000, Heard::Failed);
                if !left.is_empty() {
                    break left;
                }
            }
            in_flight.extend(shares.next());
        };
        assert_eq!(asked, FAILURES);
        // After the first failure the tenant's other host came first, into the slot that was free.
        assert_eq!(good_was_asked_after, Some(8));
        assert_eq!(left, (17..40).collect::<Vec<_>>());
        assert_eq!(shares.shut(), ["a bad"]);
        assert!(shares.left().is_empty());
    }

    #[test]
    fn one_failed_probe_is_enough_and_an_acknowledgement_forgets() {
        let mut shares = Shares::default();
        shares.add(vec![
            notice(1, "a x", FAILURES),
            notice(2, "b x", FAILURES - 1),
            notice(3, "b x", FAILURES - 1),
        ]);
        let begun = sent(&mut shares, 3);
        assert!(shares.ended(&begun[0], 0, Heard::Failed).is_empty());
        assert_eq!(shares.shut(), ["a x"]);
        shares.ended(&begun[1], 0, Heard::Acknowledged);
        shares.ended(&begun[2], 0, Heard::Failed);
        assert_eq!(shares.shut(), ["a x"]);
    }

    #[test]
    fn what_was_not_sent_or_was_named_says_nothing() {
        let mut shares = Shares::default();
        shares.add(vec![notice(1, "a x", FAILURES), notice(2, "a x", FAILURES)]);
        let mut begun = sent(&mut shares, 2);
        begun[1].is_manual = true;
        shares.ended(&begun[0], 0, Heard::Nothing);
        shares.ended(&begun[1], 0, Heard::Failed);
        assert_eq!(shares.shut(), [""; 0]);
    }
}
