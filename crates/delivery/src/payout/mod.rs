//! Payouts: orders of money to a provider (`wallet.md` 5, `outbox.md` 3). Over only when their outcome is definite.
//!
//! The first attempt posts the order, unless the order is so old that a restored backup may have forgotten an attempt.
//! Every later one asks first, and posts again only after the provider has said, under its signature, that it knows no
//! such order. An unknown outcome is asked after until it is known: it is never refunded
//! and never paid under another reference.

mod answer;
mod job;
pub mod payee;
pub mod provider;
pub mod wallet;
pub(crate) mod without_provider;

/// How an attempt ended, as `payout_jobs.last_outcome` and answers have it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outcome {
    /// Definite: the money is with its receiver.
    Paid,
    /// Definite: it is not and will not be.
    Failed,
    /// The provider is at it.
    Processing,
    /// Nothing that can be relied on was heard.
    Unknown,
    /// The provider contradicts what was ordered, or what was said before: logged, for a person to look at.
    Conflict,
}

impl Outcome {
    /// The outcome's name.
    pub const fn as_str(self) -> &'static str {
        match self {
            Outcome::Paid => "paid",
            Outcome::Failed => "failed",
            Outcome::Processing => "processing",
            Outcome::Unknown => "unknown",
            Outcome::Conflict => "conflict",
        }
    }

    /// Whether nothing more can come.
    pub const fn is_definite(self) -> bool {
        matches!(self, Outcome::Paid | Outcome::Failed)
    }
}
