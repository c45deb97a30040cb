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
    written("demo.sql", &feiqian_vault::demo::sql())
}

/// Writes a file below `target/dev` as a whole: another process, or another test, may be reading it.
fn written(name: &str, text: &str) -> Result<PathBuf> {
    let folder = target().join("dev");
    std::fs::create_dir_all(&folder).context("target")?;
    let path = folder.join(name);
    let part = folder.join(format!("{name}.{}.{:?}", std::process::id(), std::thread::current().id()));
    std::fs::write(&part, text).and_then(|()| std::fs::rename(&part, &path))?;
    Ok(path)
}

/// The data of a living system: applied by `up` after [`demo`]. The first file holds the sealed columns.
pub fn living() -> Result<Vec<PathBuf>> {
    let mut files = vec![written("living.sql", &feiqian_vault::living::sql())?];
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
