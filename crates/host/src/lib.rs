//! A local host for Spin applications: it serves the HTTP components of a `spin.toml` on wasmtime the way Spin 4.1
//! does, for what Feiqian uses. For development and tests; production runs on Spin.
//!
//! It reads the manifest ([`manifest`]), the runtime configuration ([`runtime_config`]) and the variables
//! ([`variables`]), compiles the components ([`engine`]) and dispatches requests ([`server`], [`routes`],
//! [`headers`]) to their instances ([`instances`]), which find Spin's interfaces here ([`sqlite`], [`key_value`],
//! [`variable_access`]) and send requests through [`outbound`]. What it does not serve it refuses by name at start.
//!
//! The program is [`cli::Options::from_arguments`] and [`cli::run`]; [`limits`] has every number.

pub mod allowed_hosts;
pub mod app;
pub mod bindings;
pub mod cli;
pub mod engine;
pub mod headers;
pub mod instances;
pub mod key_value;
pub mod limits;
pub mod manifest;
pub mod outbound;
pub mod report;
pub mod routes;
pub mod runtime_config;
pub mod server;
pub mod sqlite;
pub mod state;
pub mod stdio;
pub mod streams;
pub mod variable_access;
pub mod variables;
