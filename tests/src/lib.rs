//! What the black-box tests share: a running bundle, a client, signed requests.
//!
//! The tests drive what `cargo xtask test` has built and named in the environment; they build nothing themselves.

pub mod bundle;
pub mod client;
pub mod desk;
pub mod endpoints;
pub mod fault_proxy;
pub mod golden;
pub mod hub;
pub mod libraries;
pub mod node;
pub mod openapi;
pub mod payout_provider;
mod production;
pub mod programs;
pub mod python;
pub mod raw;
pub mod receiver;
pub mod redis;
pub mod sqld;
pub mod tls;
pub mod torture;
pub mod walks;
pub mod world;

pub use bundle::{Bundle, Options, random_requests};
pub use client::{Answer, payee_sign, product_sign, signed, wallet_token};
pub use receiver::{Behaviour, Received, Receiver};
pub use sqld::Sqld;
pub use world::World;
