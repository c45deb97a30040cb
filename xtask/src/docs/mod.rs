//! `cargo xtask docs`: the OpenAPI documents, and the Postman collection made from the first, out of `docs/openapi/*.yaml`.

mod collection;
mod document;
mod node;
mod part;
mod responses;
mod webhooks;

use crate::workspace::root;
use anyhow::{Context, Result, bail};
use node::Node;
use part::Part;
use std::path::PathBuf;

#[derive(clap::Args)]
pub struct Arguments {
    /// Write nothing; fail if a file is not what the sources make of it.
    #[arg(long)]
    check: bool,
}

/// The parts in the order of the reference.
const PARTS: [&str; 5] = ["cashier", "wallet", "payee", "delivery", "common"];

/// The parts of the desk's document: the first is a whole one, to which the others add tags, paths and components.
const DESK: [&str; 3] = ["admin", "finance", "ledger"];

/// To which depth members stand on lines of their own: to an operation or a schema, so that a change shows where it is,
/// and the files that clients load stay small.
const LINES_TO_DEPTH: usize = 3;

/// `cargo xtask docs`
pub fn run(arguments: &Arguments) -> Result<()> {
    let parts = parts()?;
    let files = [
        ("components/docs/assets/openapi.json", document::document(&parts)?),
        ("components/docs/assets/collection.json", collection::collection(&parts)?),
        ("components/docs/assets/environment.json", collection::environment()?),
        // A document of its own: nobody who integrates needs it, and the console makes its forms of it.
        ("components/console/admin-openapi.json", desk()?),
    ];
    let mut stale = Vec::new();
    for (name, content) in files {
        let mut text = String::new();
        content.write(LINES_TO_DEPTH, &mut text)?;
        text.push('\n');
        let path = root().join(name);
        if std::fs::read_to_string(&path).is_ok_and(|old| old == text) {
            continue;
        }
        if arguments.check {
            stale.push(name);
            continue;
        }
        std::fs::write(&path, text).with_context(|| path.display().to_string())?;
        eprintln!("{}", path.display());
    }
    if !stale.is_empty() {
        bail!("{}: run `cargo xtask docs`", stale.join(", "));
    }
    Ok(())
}

fn parts() -> Result<Vec<Part>> {
    let mut parts = Vec::new();
    for name in PARTS {
        parts.push(Part::read(name, source(name)?).with_context(|| format!("docs/openapi/{name}.yaml"))?);
    }
    Ok(parts)
}

/// The desk's document.
fn desk() -> Result<Node> {
    let mut document = source(DESK[0])?;
    for name in &DESK[1..] {
        let part = source(name)?;
        for pointer in
            ["/tags", "/paths", "/components/parameters", "/components/responses", "/components/schemas"]
        {
            add(&mut document, &part, pointer)
                .with_context(|| format!("docs/openapi/{name}.yaml: {pointer}"))?;
        }
    }
    Ok(document)
}

/// Adds the items or members that a part has at a pointer.
fn add(document: &mut Node, part: &Node, pointer: &str) -> Result<()> {
    let found = pointer.split('/').skip(1).try_fold(part, |node, name| node.get(name));
    let Some(found) = found else { return Ok(()) };
    let place = document.pointer_mut(pointer).context("the document has no such place")?;
    if let Node::List(items) = place {
        items.extend(found.items().iter().cloned());
    }
    for (name, member) in found.members() {
        if place.get(name).is_some() {
            bail!("{name} is there already");
        }
        place.set(name, member.clone());
    }
    Ok(())
}

fn source(name: &str) -> Result<Node> {
    let path: PathBuf = root().join("docs/openapi").join(name).with_extension("yaml");
    let text = std::fs::read_to_string(&path).with_context(|| path.display().to_string())?;
    yaml_serde::from_str(&text).with_context(|| path.display().to_string())
}
