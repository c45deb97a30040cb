//! Manifests under `target/`, written from `spin.toml` and an overlay.
//!
//! An overlay may give application variables another default, add variables, and add triggers and components. The
//! result lies elsewhere than `spin.toml`, so relative paths are turned to keep meaning the same files.

use crate::workspace::{root, target};
use anyhow::{Context, Result, bail};
use std::path::PathBuf;
use toml_edit::{Array, DocumentMut, InlineTable, Item, Table, Value};

/// The hosts that a component of a development bundle may reach, whatever production allows it.
const DEVELOPMENT_HOSTS: [&str; 3] = ["http://127.0.0.1:*", "http://localhost:*", "http://*.spin.internal"];

/// Writes `target/dev/spin.toml`, which `up` and the tests run.
pub fn write_development() -> Result<PathBuf> {
    write("dev", include_str!("../overlays/dev.toml"))
}

/// Writes `target/bench/spin.toml`: the development bundle and the bare components beside it.
pub fn write_bench() -> Result<PathBuf> {
    write(
        "bench",
        concat!(include_str!("../overlays/dev.toml"), "\n", include_str!("../overlays/bench.toml")),
    )
}

fn write(folder: &str, overlay: &str) -> Result<PathBuf> {
    let source = std::fs::read_to_string(root().join("spin.toml")).context("spin.toml")?;
    let manifest = overlaid(&source, overlay)?;
    let path = target().join(folder).join("spin.toml");
    std::fs::create_dir_all(target().join(folder)).context("target")?;
    if std::fs::read_to_string(&path).ok().as_deref() != Some(manifest.as_str()) {
        std::fs::write(&path, manifest).with_context(|| path.display().to_string())?;
    }
    Ok(path)
}

/// The manifest `source` with `overlay` laid over it, for a folder two levels below that of `source`.
fn overlaid(source: &str, overlay: &str) -> Result<String> {
    let mut manifest: DocumentMut = source.parse().context("spin.toml")?;
    let overlay: DocumentMut = overlay.parse().context("overlay")?;

    for (_, component) in table(&mut manifest, "component")?.iter_mut() {
        let allowed = component.get("allowed_outbound_hosts").and_then(Item::as_array);
        if allowed.is_some_and(|hosts| !hosts.is_empty()) {
            component["allowed_outbound_hosts"] = toml_edit::value(Array::from_iter(DEVELOPMENT_HOSTS));
        }
    }
    if let Some(variables) = overlay.get("variables").and_then(Item::as_table) {
        let declared = table(&mut manifest, "variables")?;
        for (name, value) in variables {
            declared.insert(name, Item::Value(declaration(declared.get(name), name, value)?));
        }
    }
    if let Some(triggers) = overlay.get("trigger").and_then(|trigger| trigger.get("http")) {
        let added = triggers.as_array_of_tables().context("overlay: trigger.http")?;
        let all = manifest["trigger"]["http"].as_array_of_tables_mut().context("spin.toml: trigger.http")?;
        added.iter().for_each(|trigger| all.push(trigger.clone()));
    }
    if let Some(components) = overlay.get("component").and_then(Item::as_table) {
        let declared = table(&mut manifest, "component")?;
        for (name, component) in components {
            if declared.insert(name, component.clone()).is_some() {
                bail!("overlay: the component {name} is in spin.toml already");
            }
        }
    }
    for (name, component) in table(&mut manifest, "component")?.iter_mut() {
        let source = component["source"].as_str().with_context(|| format!("component.{name}.source"))?;
        component["source"] = toml_edit::value(format!("../../{source}"));
        if let Some(build) = component.get_mut("build").and_then(Item::as_table_mut) {
            build.insert("workdir", toml_edit::value("../.."));
        }
    }
    let note = "# Written by cargo xtask from spin.toml and xtask/overlays. Do not edit; never deploy.\n";
    Ok(format!("{note}{manifest}"))
}

/// The declaration of a variable with a default.
fn declaration(declared: Option<&Item>, name: &str, default: &Item) -> Result<Value> {
    let default = default.as_str().with_context(|| format!("overlay: variables.{name} is no string"))?;
    let mut declaration = match declared.and_then(Item::as_inline_table) {
        Some(declaration) => declaration.clone(),
        None => InlineTable::new(),
    };
    declaration.remove("required");
    declaration.insert("default", default.into());
    Ok(Value::InlineTable(declaration))
}

fn table<'m>(manifest: &'m mut DocumentMut, name: &str) -> Result<&'m mut Table> {
    manifest.get_mut(name).and_then(Item::as_table_mut).with_context(|| format!("spin.toml has no [{name}]"))
}

#[cfg(test)]
mod tests {
    use super::*;

    const SOURCE: &str = r#"
spin_manifest_version = 2
[variables]
secret = { required = true, secret = true }
[[trigger.http]]
route = "/a"
component = "a"
[component.a]
source = "target/a.wasm"
allowed_outbound_hosts = ["https://api.example"]
[component.a.build]
command = "make"
[component.b]
source = "target/b.wasm"
allowed_outbound_hosts = []
"#;

    #[test]
    fn an_overlay_adds_what_development_needs_and_takes_the_world_away() {
        let overlay = r#"
[variables]
secret = "development"
more = "1"
[[trigger.http]]
route = "/sim"
component = "sim"
[component.sim]
source = "target/sim.wasm"
"#;
        let manifest: DocumentMut = overlaid(SOURCE, overlay).unwrap().parse().unwrap();
        assert_eq!(manifest["variables"]["secret"]["default"].as_str(), Some("development"));
        assert_eq!(manifest["variables"]["secret"]["secret"].as_bool(), Some(true));
        assert!(manifest["variables"]["secret"].get("required").is_none());
        assert_eq!(manifest["variables"]["more"]["default"].as_str(), Some("1"));
        assert_eq!(manifest["trigger"]["http"].as_array_of_tables().unwrap().len(), 2);
        let component = &manifest["component"];
        assert_eq!(component["a"]["source"].as_str(), Some("../../target/a.wasm"));
        assert_eq!(component["sim"]["source"].as_str(), Some("../../target/sim.wasm"));
        assert_eq!(component["a"]["build"]["workdir"].as_str(), Some("../.."));
        let hosts = component["a"]["allowed_outbound_hosts"].as_array().unwrap();
        assert_eq!(hosts.iter().filter_map(Value::as_str).collect::<Vec<_>>(), DEVELOPMENT_HOSTS);
        assert!(component["b"]["allowed_outbound_hosts"].as_array().unwrap().is_empty());
    }

    #[test]
    fn an_overlay_cannot_replace_a_component() {
        let overlay = "[component.a]\nsource = \"other.wasm\"\n";
        assert!(overlaid(SOURCE, overlay).unwrap_err().to_string().contains("component a"));
    }

    #[test]
    fn the_manifest_of_the_repository_can_be_overlaid() {
        let source = std::fs::read_to_string(root().join("spin.toml")).unwrap();
        let manifest = overlaid(&source, include_str!("../overlays/dev.toml")).unwrap();
        assert!(manifest.contains("../../target/wasm32-wasip2/release/feiqian_catalog.wasm"));
    }
}
