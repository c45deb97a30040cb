//! Packs `sql/*.sql` and `sql/migrations/*.sql`, which the crate carries, compressed: as plain text they would be a third
//! of a component.

use std::path::{Path, PathBuf};
use std::{env, fs};

fn main() {
    let sql = Path::new(&env::var("CARGO_MANIFEST_DIR").expect("cargo")).join("../../sql");
    println!("cargo::rerun-if-changed=build.rs");
    println!("cargo::rerun-if-changed={}", sql.display());
    println!("cargo::rerun-if-changed={}", sql.join("migrations").display());
    let out = PathBuf::from(env::var_os("OUT_DIR").expect("cargo"));

    pack(&sql, &out.join("files.gz"));
    pack(&sql.join("migrations"), &out.join("migrations.gz"));
}

/// Every `*.sql` file of a folder: its name without the extension and its text, a NUL after each.
fn pack(folder: &Path, packed: &Path) {
    let text: String = files(folder).iter().map(|file| format!("{}\0{}\0", stem(file), read(file))).collect();
    feiqian_pack::compress(packed, &text).expect("OUT_DIR");
}

/// The `*.sql` files of a folder in name order.
fn files(folder: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder).unwrap_or_else(|error| panic!("{}: {error}", folder.display()));
    let paths = entries.map(|entry| entry.expect("an entry").path());
    let mut files: Vec<PathBuf> =
        paths.filter(|path| path.extension().is_some_and(|extension| extension == "sql")).collect();
    files.sort();
    files
}

fn read(file: &Path) -> String {
    fs::read_to_string(file).unwrap_or_else(|error| panic!("{}: {error}", file.display()))
}

fn stem(file: &Path) -> String {
    file.file_stem().unwrap_or_default().to_string_lossy().into_owned()
}
