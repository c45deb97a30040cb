//! What is deployed: the manifests and the components themselves.

use feiqian_tests::bundle::repository;
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

/// Spin 4.1 links SDK 7 components by this export; another version would not be served.
const EXPORT: &[u8] = b"wasi:http/handler@0.3.0";

fn manifest(path: &Path) -> String {
    std::fs::read_to_string(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

/// The values of a key, in order: `source = "…"`.
fn values<'m>(manifest: &'m str, key: &str) -> Vec<&'m str> {
    let start = format!("{key} = \"");
    manifest.lines().filter_map(|line| line.trim().strip_prefix(&start)?.strip_suffix('"')).collect()
}

#[test]
fn the_production_manifest_has_every_component_but_the_simulator() {
    let manifest = manifest(&repository().join("spin.toml"));
    let folders = std::fs::read_dir(repository().join("components")).unwrap();
    let mut folders: BTreeSet<String> = folders
        .map(Result::unwrap)
        .filter(|entry| entry.path().is_dir())
        .map(|entry| entry.file_name().into_string().unwrap())
        .collect();
    folders.remove("simulator");
    let owners: BTreeSet<String> = values(&manifest, "component").into_iter().map(str::to_owned).collect();
    assert_eq!(owners, folders, "each component has a route, each route a component");
    for text in ["simulator", "/sim", "floor", "127.0.0.1", "localhost", "demo-key"] {
        assert!(!manifest.contains(text), "spin.toml names {text}");
    }
}

#[test]
fn components_are_of_the_right_world() {
    let path = PathBuf::from(std::env::var_os("FEIQIAN_MANIFEST").expect("run `cargo xtask test`"));
    let manifest = manifest(&path);
    let sources = values(&manifest, "source");
    assert!(!sources.is_empty());
    for source in sources {
        let file = path.parent().unwrap().join(source);
        let component = std::fs::read(&file).unwrap_or_else(|error| panic!("{}: {error}", file.display()));
        assert_eq!(component[..8], *b"\0asm\x0d\0\x01\0", "{source} is a component");
        assert!(
            component.windows(EXPORT.len()).any(|window| window == EXPORT),
            "{source} exports the handler"
        );
    }
}
