//! The project's tasks. `cargo xtask up` serves the bundle, `cargo xtask test` proves it.

mod admin;
mod audit;
mod bench;
mod browser;
mod build;
mod chain;
mod cluster;
mod desk;
mod desk_reads;
mod development;
mod dispatcher;
mod docs;
mod drain;
mod flood;
mod gates;
mod hrana;
mod keys;
mod manifest;
mod migrate;
mod new_endpoint;
mod operator;
mod own_keys;
mod ready;
mod server;
mod sign;
mod sql;
mod test;
mod token;
mod toolchain;
mod up;
mod user;
mod workspace;

use clap::{Parser, Subcommand};
use std::process::ExitCode;

#[derive(Parser)]
#[command(name = "cargo xtask", about = "Feiqian's tasks", disable_version_flag = true)]
struct Arguments {
    #[command(subcommand)]
    task: Task,
}

#[derive(Subcommand)]
enum Task {
    /// Builds the bundle and serves it with demo data.
    Up(up::Arguments),
    /// Serves several nodes of the bundle on one libSQL server, behind HAProxy.
    Cluster(cluster::Arguments),
    /// Builds everything and runs every test.
    Test(test::Arguments),
    /// Checks formatting, spelling, lints, documentation and dependencies.
    Gates,
    /// Builds the components and writes target/dev/spin.toml.
    Build,
    /// Adds the WebAssembly target to the active Rust toolchain if it is missing.
    Toolchain,
    /// Prints the text to sign, the signature and a ready curl for a request.
    Sign(sign::Arguments),
    /// Prints a wallet token signed with the development key.
    Token(token::Arguments),
    /// Writes the OpenAPI document and the Postman files of components/docs/assets, and the document of the desk.
    Docs(docs::Arguments),
    /// Writes the skeleton of a new endpoint: file, route, manifest, document, list and test.
    NewEndpoint(new_endpoint::Arguments),
    /// Runs every invariant against a database file and verifies the audit chain; what is broken fails.
    Audit(audit::Arguments),
    /// Brings a database, a file or one of a libSQL server, to the schema of this version.
    Migrate(migrate::Arguments),
    /// Manages the accounts of a merchant's back office.
    User(user::Arguments),
    /// The operators' desk: its first operator, one-time codes, and a client of its API.
    Admin(admin::Arguments),
    /// Makes, exchanges, seals and re-seals keys.
    Keys(keys::Arguments),
    /// Uses the reference page in a headless Chromium, and takes screenshots.
    Browser(browser::Arguments),
    /// Prints throughput and latency of the endpoints beside bare components.
    Bench(bench::Arguments),
}

fn main() -> ExitCode {
    let outcome = match Arguments::parse().task {
        Task::Up(arguments) => up::run(&arguments),
        Task::Cluster(arguments) => cluster::run(&arguments),
        Task::Test(arguments) => test::run(&arguments),
        Task::Gates => gates::run(),
        Task::Build => build::run(),
        Task::Toolchain => toolchain::ensure(),
        Task::Sign(arguments) => sign::run(&arguments),
        Task::Token(arguments) => token::run(&arguments),
        Task::Docs(arguments) => docs::run(&arguments),
        Task::NewEndpoint(arguments) => new_endpoint::run(&arguments),
        Task::Audit(arguments) => audit::run(&arguments),
        Task::Migrate(arguments) => migrate::run(&arguments),
        Task::User(arguments) => user::run(&arguments),
        Task::Admin(arguments) => admin::run(&arguments),
        Task::Keys(arguments) => keys::run(&arguments),
        Task::Browser(arguments) => browser::run(&arguments),
        Task::Bench(arguments) => bench::run(&arguments),
    };
    match outcome {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) if error.is::<desk::Refused>() => {
            eprintln!("{error}");
            ExitCode::from(error.downcast_ref::<desk::Refused>().map_or(1, desk::Refused::exit_code))
        }
        Err(error) => {
            eprintln!("\nerror: {error:#}");
            ExitCode::FAILURE
        }
    }
}
