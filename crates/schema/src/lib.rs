//! The schema of this version, and how a database is brought to it.
//!
//! `sql/*.sql` and `sql/migrations/*.sql`, packed when the crate is built: who has the bundle's components
//! and nothing else can make and upgrade its database. The component `operations`, `cargo xtask migrate` and `cargo xtask
//! up` share it.

#![warn(missing_docs)]

mod kind;
mod migrate;
#[cfg(not(target_arch = "wasm32"))]
mod on_rusqlite;
mod packed;
mod rules;
mod session;
mod split;
mod state;

pub use kind::Kind;
pub use migrate::{Applied, migrate, steps};
#[cfg(not(target_arch = "wasm32"))]
pub use on_rusqlite::OnRusqlite;
pub use packed::{FILES, MIGRATIONS, digest};
pub use rules::Rules;
pub use session::{Fault, Rows, Session};
pub use state::{Error, State};

/// One statement of a file.
#[derive(Debug)]
pub struct Statement {
    /// What it does.
    pub kind: Kind,
    /// What it creates; empty if it creates nothing.
    pub name: &'static str,
    /// From its first word to the character before its semicolon.
    pub sql: &'static str,
}

/// A file of `sql/`.
#[derive(Debug)]
pub struct File {
    /// Its name without the extension.
    pub name: &'static str,
    /// Its statements in order.
    pub statements: Vec<Statement>,
}

/// A file of `sql/migrations/`, named `0002_what.sql`.
#[derive(Debug)]
pub struct Migration {
    /// The version of the schema that it leads to.
    pub version: i64,
    /// Its name without the extension.
    pub name: &'static str,
    /// Its statements in order.
    pub statements: Vec<Statement>,
}

/// This version of the bundle.
pub const RELEASE: &str = env!("CARGO_PKG_VERSION");

/// The version of the schema of this version of the bundle.
pub fn newest() -> i64 {
    MIGRATIONS.last().map_or(1, |migration| migration.version)
}
