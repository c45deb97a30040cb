//! The SQL files that a start applies, in name order.

use crate::workspace::{root, target};
use anyhow::{Context, Result};
use std::path::{Path, PathBuf};

/// Schema and reference data: what production applies.
pub fn schema() -> Result<Vec<PathBuf>> {
    in_folder(&root().join("sql"))
}

/// Demo data: applied by `up` and the tests, never by production. The last file is [`write_sealed`]'s.
pub fn demo() -> Result<Vec<PathBuf>> {
    let mut files = in_folder(&root().join("sql/demo"))?;
    files.push(write_sealed()?);
    Ok(files)
}

/// Writes `target/dev/demo.sql`: the demo rows that hold sealed columns, made under the development keys.
pub fn write_sealed() -> Result<PathBuf> {
    let path = target().join("dev/demo.sql");
    std::fs::create_dir_all(target().join("dev")).context("target")?;
    std::fs::write(&path, feiqian_vault::demo::sql()).with_context(|| path.display().to_string())?;
    Ok(path)
}

/// The data of a living system: applied by `up` after [`demo`]. The first file holds the sealed columns.
pub fn living() -> Result<Vec<PathBuf>> {
    let path = target().join("dev/living.sql");
    std::fs::write(&path, feiqian_vault::living::sql()).with_context(|| path.display().to_string())?;
    let mut files = vec![path];
    files.extend(in_folder(&root().join("sql/living"))?);
    Ok(files)
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
