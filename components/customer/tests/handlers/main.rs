//! The endpoints of this component as `cargo test` sees them: no WebAssembly, no HTTP, a database in memory or,
//! where requests run side by side, in a file.

mod bind_bank;
mod common;
mod concurrency;
mod create_customer;
mod get_bank;
mod secrets;
mod sequences;
mod suite;
