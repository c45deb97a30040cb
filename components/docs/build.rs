//! Packs `assets/` into the component: each file compressed once, here, under a tag of its content.

use flate2::Compression;
use flate2::write::GzEncoder;
use std::fmt::Write as _;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::{env, fs, io};
use xxhash_rust::xxh64::xxh64;

/// The files and the paths they are served at.
const FILES: [(&str, &str); 28] = [
    ("/docs", "index.html"),
    ("/openapi.json", "openapi.json"),
    ("/docs/collection.json", "collection.json"),
    ("/docs/environment.json", "environment.json"),
    ("/docs/admin-openapi.json", "admin-openapi.json"),
    ("/docs/docs.css", "docs.css"),
    ("/docs/icon.svg", "icon.svg"),
    ("/docs/app.js", "app.js"),
    ("/docs/code.js", "code.js"),
    ("/docs/comparison.js", "comparison.js"),
    ("/docs/demo.js", "demo.js"),
    ("/docs/dom.js", "dom.js"),
    ("/docs/draft.js", "draft.js"),
    ("/docs/endpoint.js", "endpoint.js"),
    ("/docs/json.js", "json.js"),
    ("/docs/language.js", "language.js"),
    ("/docs/md5.js", "md5.js"),
    ("/docs/pages.js", "pages.js"),
    ("/docs/reference.js", "reference.js"),
    ("/docs/sample-curl.js", "sample-curl.js"),
    ("/docs/sample-javascript.js", "sample-javascript.js"),
    ("/docs/sample-library.js", "sample-library.js"),
    ("/docs/sample-python.js", "sample-python.js"),
    ("/docs/sample-rust.js", "sample-rust.js"),
    ("/docs/samples.js", "samples.js"),
    ("/docs/signing.js", "signing.js"),
    ("/docs/tabs.js", "tabs.js"),
    ("/docs/tryit.js", "tryit.js"),
];

fn main() -> io::Result<()> {
    println!("cargo::rerun-if-changed=build.rs");
    println!("cargo::rerun-if-changed=assets");
    let assets = PathBuf::from(variable("CARGO_MANIFEST_DIR")?).join("assets");
    let out = PathBuf::from(variable("OUT_DIR")?);
    let mut table = String::from("&[\n");
    for (path, name) in FILES {
        let content = fs::read(assets.join(name)).map_err(|error| named(name, &error))?;
        let packed = out.join(format!("{name}.gz"));
        let mut encoder = GzEncoder::new(fs::File::create(&packed)?, Compression::best());
        encoder.write_all(&content)?;
        encoder.finish()?;
        let tag = xxh64(&content, 0);
        // Writing to a text cannot fail.
        let _ = writeln!(
            table,
            "    File {{ path: {path:?}, media_type: {:?}, tag: \"{tag:016x}\", packed: include_bytes!({packed:?}) }},",
            media_type(name)?,
        );
    }
    table.push(']');
    fs::write(out.join("files.rs"), table)
}

fn media_type(name: &str) -> io::Result<&'static str> {
    let extension = Path::new(name).extension().and_then(|extension| extension.to_str());
    match extension {
        Some("html") => Ok("text/html; charset=utf-8"),
        Some("css") => Ok("text/css; charset=utf-8"),
        Some("js") => Ok("text/javascript; charset=utf-8"),
        Some("json") => Ok("application/json; charset=utf-8"),
        Some("svg") => Ok("image/svg+xml"),
        _ => Err(io::Error::other(format!("{name}: no media type for it"))),
    }
}

fn variable(name: &str) -> io::Result<String> {
    env::var(name).map_err(|error| named(name, &error))
}

fn named(name: &str, error: &dyn std::error::Error) -> io::Error {
    io::Error::other(format!("{name}: {error}"))
}
