//! The program: see the library.

use feiqian_host::{cli, report};
use std::process::ExitCode;

fn main() -> ExitCode {
    match cli::run(&cli::Options::from_arguments()) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            report::line(format_args!("feiqian-host: {error:#}"));
            ExitCode::FAILURE
        }
    }
}
