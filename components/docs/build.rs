//! Packs `assets/` into the component: each file compressed once, here, under a tag of its content, and a second time
//! without the keys of the demo data where it has some.

use feiqian_pack::{media_type, named, pack, variable};
use std::fmt::Write as _;
use std::path::PathBuf;
use std::{fs, io};

/// The files and the paths they are served at.
const FILES: [(&str, &str); 29] = [
    ("/docs", "index.html"),
    ("/openapi.json", "openapi.json"),
    ("/docs/collection.json", "collection.json"),
    ("/docs/environment.json", "environment.json"),
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
    ("/docs/outcome.js", "outcome.js"),
    ("/docs/pages.js", "pages.js"),
    ("/docs/reference.js", "reference.js"),
    ("/docs/sample-curl.js", "sample-curl.js"),
    ("/docs/sample-javascript.js", "sample-javascript.js"),
    ("/docs/sample-library.js", "sample-library.js"),
    ("/docs/sample-python.js", "sample-python.js"),
    ("/docs/sample-rust.js", "sample-rust.js"),
    ("/docs/samples.js", "samples.js"),
    ("/docs/search.js", "search.js"),
    ("/docs/signing.js", "signing.js"),
    ("/docs/tabs.js", "tabs.js"),
    ("/docs/tryit.js", "tryit.js"),
];

/// What of the demo data is in a file, and what stands there for others.
const DEMO: [(&str, &str, &str); 17] = [
    ("demo.js", "demo-key-0001", "your-key"),
    ("demo.js", "demo-key-0002", "your-key"),
    ("demo.js", "17cfc0170ef1c017b4a929d233d6e65e", "your-api-token"),
    ("demo.js", "unit-test-token-0001", "your-api-token"),
    ("demo.js", "unit-test-token-0002", "your-api-token"),
    ("demo.js", "\"M001\", account: \"ops\"", "\"your-merchant-code\", account: \"your-account\""),
    ("demo.js", "demo-pass-0001", "your-password"),
    ("demo.js", "demo-dispatch-token-0123456789abcdef", "your-dispatch-token"),
    ("environment.json", "demo-key-0001", ""),
    ("environment.json", "unit-test-token-0001", ""),
    ("environment.json", "demo-dispatch-token-0123456789abcdef", ""),
    ("environment.json", "Feiqian demonstration data", "Feiqian"),
    ("openapi.json", "{\"1\":\"demo-key-0001\",\"2\":\"demo-key-0002\"}", "{}"),
    (
        "openapi.json",
        "{\"202333\":\"17cfc0170ef1c017b4a929d233d6e65e\",\"900001\":\"unit-test-token-0001\"}",
        "{}",
    ),
    ("openapi.json", "demo-pass-0001", "your-password"),
    ("collection.json", "demo-pass-0001", "your-password"),
    ("language.js", "against this server with the demo data", "against this server with your own data"),
];

fn main() -> io::Result<()> {
    println!("cargo::rerun-if-changed=build.rs");
    println!("cargo::rerun-if-changed=assets");
    let assets = PathBuf::from(variable("CARGO_MANIFEST_DIR")?).join("assets");
    let out = PathBuf::from(variable("OUT_DIR")?);
    let mut table = String::from("&[\n");
    for (path, name) in FILES {
        let content = fs::read_to_string(assets.join(name)).map_err(|error| named(name, &error))?;
        let own = without_demo(name, &content)?;
        let demo = pack(&out.join(format!("{name}.gz")), &content)?;
        let own =
            if own == content { demo.clone() } else { pack(&out.join(format!("{name}.own.gz")), &own)? };
        // Writing to a text cannot fail.
        let _ = writeln!(
            table,
            "    File {{ path: {path:?}, media_type: {:?}, demo: {demo}, own: {own} }},",
            media_type(name)?,
        );
    }
    table.push(']');
    fs::write(out.join("files.rs"), table)
}

/// A file for a bundle that is not in `demo_mode`: no key, token or password of the demo data, but for the worked examples
/// of signatures, which name the key they were computed with.
///
/// # Errors
/// If a text that is to go is not there any more.
fn without_demo(name: &str, content: &str) -> io::Result<String> {
    let mut own = content.to_owned();
    for (_, from, to) in DEMO.iter().filter(|(file, ..)| *file == name) {
        if !own.contains(from) {
            return Err(io::Error::other(format!("{name}: {from} is not there")));
        }
        own = own.replace(from, to);
    }
    // Wallet tokens.
    while let Some(start) = own.find("\"eyJ") {
        let end = own[start + 1..].find('"').map_or(own.len(), |length| start + 1 + length);
        own.replace_range(start + 1..end, "");
    }
    Ok(own)
}
