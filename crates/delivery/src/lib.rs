//! What is owed to the world outside (`outbox.md`): notices, told at least once, and payouts, ordered once and asked after
//! until their outcome is definite.
//!
//! | module | what |
//! |---|---|
//! | [`dispatch`] | one call of the dispatcher: maintenance, notices, payouts |
//! | [`notice`] | claiming, signing, sending and settling outbox rows |
//! | [`payout`] | taking payout jobs, calling the provider, concluding |
//! | [`maintenance`] | deleting what has expired, closing orders whose upstream never answered |
//! | [`chain`] | chaining the audit |
//! | [`kick`] | asking for an immediate delivery after an answer was sent |
//! | [`operator`] | who may call below `/internal/`, and in what form one is answered there |
//!
//! A row that two calls want is one call's: claims are leases, taken and given back by single statements. A call that
//! dies leaves leases that run out.

#![warn(missing_docs)]

pub mod chain;
pub mod dispatch;
mod instant;
pub mod kick;
pub mod maintenance;
pub mod notice;
pub mod operator;
pub mod payout;
pub mod report;
mod run;
#[cfg(feature = "testing")]
pub mod testing;

/// What triggers raise if another call was faster: it has written the chain's next link, or has the event's lease.
pub const VERDICTS: [&str; 2] = ["chain_moved", "lease_lost"];
