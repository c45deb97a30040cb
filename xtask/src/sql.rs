//! The SQL files that a start applies, in name order.

use crate::workspace::root;
use anyhow::{Context, Result};
use std::path::{Path, PathBuf};

/// Schema and reference data: what production applies.
pub fn schema() -> Result<Vec<PathBuf>> {
    in_folder(&root().join("sql"))
}

/// Demo data: applied by `up` and the tests, never by production.
pub fn demo() -> Result<Vec<PathBuf>> {
    in_folder(&root().join("sql/demo"))
}

/// The invariants, each file a list of queries that answer no row.
pub fn invariants() -> Result<Vec<PathBuf>> {
    in_folder(&root().join("sql/invariants"))
}

fn in_folder(folder: &Path) -> Result<Vec<PathBuf>> {
    let mut files = Vec::new();
    for entry in std::fs::read_dir(folder).with_context(|| folder.display().to_string())? {
        let path = entry?.path();
        if path.extension().is_some_and(|extension| extension == "sql") {
            files.push(path);
        }
    }
    files.sort();
    Ok(files)
}
