//! The endpoints of this component as `cargo test` sees them: no WebAssembly, no HTTP, a database in memory.

mod areas;
mod bank_list;
mod common;
mod conditional;
mod suite;
mod unknown_paths;
mod vectors;
