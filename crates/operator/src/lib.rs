//! What an operator of the desk is (docs/admin.md), shared with `cargo xtask admin`, and what the components of the desk have in
//! common: who calls, what that may do, routing, refusals, audited commands.

mod sql;

pub mod call;
pub mod caller;
pub mod code;
pub mod command;
pub mod day;
pub mod etag;
pub mod problem;
pub mod role;
pub mod routes;
pub mod serve;
pub mod settings;
mod text;
pub mod time;

pub use code::CodeSecret;
pub use text::{is_name, is_password};
