//! A local host for Spin applications: it serves the HTTP components of a `spin.toml` on wasmtime the way Spin 4.1
//! does, for what Feiqian uses. For development and tests; production runs on Spin.
//!
//! It reads the manifest ([`manifest`]), the runtime configuration ([`runtime_config`]) and the variables
//! ([`variables`]), compiles the components ([`engine`]) and dispatches requests ([`server`], [`routes`],
//! [`headers`]) to their instances ([`instances`]), which find Spin's interfaces here ([`sqlite`], [`key_value`],
//! [`variable_access`]) and send requests through [`outbound`]. What it does not serve it refuses by name at start.
//!
//! # Where it differs from Spin 4.1
//!
//! * It sets TCP_NODELAY (`--no-tcp-nodelay` does not), speaks HTTP/1.1 only, and stops gracefully.
//! * A request without a usable `Host` is answered 400; Spin ends the connection.
//! * It bounds requests in progress ([`limits`]); they wait in front of the components.
//! * Components export `wasi:http/handler@0.3.0`, as SDK 7 has it; those of WASI 0.2 (`wasi:http/incoming-handler`,
//!   `fermyon:spin`) are refused at start. They are files of the target wasm32-wasip2; no files are mounted, nothing is composed, and of the runtime
//!   configuration there are SQLite on this machine or libSQL on a server, key-value on this machine or on a Redis server,
//!   variables on this machine, and certificates of servers, not of clients, under compiled-in roots or those of a file.
//! * For tests, `--clock-offset-ms` makes the clock that components see wrong.
//! * A component reaches its own application as `self.alt` only, not by a URL without a host.
//! * `ATTACH` with a computed file name is refused, too; a text that is not UTF-8 is an error and not a panic.
//! * A request to a `*.spin.internal` component that does not exist is an error to the guest and not a trap.
//! * `--quiet` is quiet without a log directory, too.
//!
//! The program is [`cli::Options::from_arguments`] and [`cli::run`]; [`limits`] has every number.

#![warn(missing_docs)]

pub mod allowed_hosts;
pub mod app;
pub mod bindings;
pub mod cli;
pub mod client_tls;
pub mod clock;
pub mod engine;
pub mod headers;
pub mod instances;
pub mod key_value;
pub mod libsql_server;
pub mod limits;
pub mod manifest;
pub mod outbound;
pub mod redis_store;
pub mod report;
pub mod routes;
pub mod runtime_config;
pub mod server;
pub mod sqlite;
pub mod state;
pub mod stdio;
pub mod streams;
pub mod variable_access;
pub mod variable_name;
pub mod variables;
