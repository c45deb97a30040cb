//! Notices: calls, messages, schedules, leases, manual sends, refusals, maintenance (`outbox.md` 1 to 3).

#[path = "../common/mod.rs"]
mod common;

mod call;
mod chain;
mod concurrency;
mod invariants;
mod lease;
mod maintenance;
mod manual;
mod messages;
mod receivers;
mod refusals;
mod schedule;
