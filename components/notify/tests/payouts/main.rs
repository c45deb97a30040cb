//! Payout jobs against the simulated providers and worse ones (`wallet.md` 5, `outbox.md` 3).

#[path = "../common/mod.rs"]
mod common;

mod bench;
mod concurrency;
mod model;
mod payee;
mod unknown;
mod wallet;
