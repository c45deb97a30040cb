//! What the host itself says while serving, on stderr.
//!
//! `eprintln!` panics when stderr is closed; a host must survive its terminal.

use std::fmt::Arguments;
use std::io::Write as _;

/// Writes one line to stderr, or nowhere if that is closed.
pub fn line(text: Arguments<'_>) {
    _ = writeln!(std::io::stderr(), "{text}");
}
