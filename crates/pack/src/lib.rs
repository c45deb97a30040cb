//! Packs files into a component: each one compressed once, by the build, under a tag of its content. `feiqian-assets`
//! serves them.

use flate2::Compression;
use flate2::write::GzEncoder;
use std::io::Write as _;
use std::path::Path;
use std::{env, fs, io};
use xxhash_rust::xxh64::xxh64;

/// 16 hex digits that change with a content.
pub fn tag(content: &[u8]) -> String {
    format!("{:016x}", xxh64(content, 0))
}

/// Compresses a content into a file.
///
/// # Errors
/// If the file cannot be written.
pub fn compress(file: &Path, content: &str) -> io::Result<()> {
    let mut encoder = GzEncoder::new(fs::File::create(file)?, Compression::best());
    encoder.write_all(content.as_bytes())?;
    encoder.finish()?;
    Ok(())
}

/// Compresses a content into a file; gives the expression of it, a `feiqian_assets::Packed`.
///
/// # Errors
/// If the file cannot be written.
pub fn pack(file: &Path, content: &str) -> io::Result<String> {
    compress(file, content)?;
    let tag = tag(content.as_bytes());
    Ok(format!("Packed {{ tag: \"{tag}\", bytes: include_bytes!({file:?}) }}"))
}

/// The media type of a file's name.
///
/// # Errors
/// If the ending is none that a page needs.
pub fn media_type(name: &str) -> io::Result<&'static str> {
    let extension = Path::new(name).extension().and_then(|extension| extension.to_str());
    match extension {
        Some("html") => Ok("text/html; charset=utf-8"),
        Some("css") => Ok("text/css; charset=utf-8"),
        Some("js" | "mjs") => Ok("text/javascript; charset=utf-8"),
        Some("json") => Ok("application/json; charset=utf-8"),
        Some("svg") => Ok("image/svg+xml"),
        Some("txt") => Ok("text/plain; charset=utf-8"),
        _ => Err(io::Error::other(format!("{name}: no media type for it"))),
    }
}

/// A variable of the environment that cargo sets for build scripts.
///
/// # Errors
/// If it is not set.
pub fn variable(name: &str) -> io::Result<String> {
    env::var(name).map_err(|error| named(name, &error))
}

/// An error with the name of what it is about.
pub fn named(name: &str, error: &dyn std::error::Error) -> io::Error {
    io::Error::other(format!("{name}: {error}"))
}
