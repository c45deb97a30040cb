//! What an operator of the desk is (docs/admin.md): shared by the component and by `cargo xtask admin`.

#![warn(missing_docs)]

pub mod code;
mod text;

pub use code::CodeSecret;
pub use text::{is_name, is_password};
