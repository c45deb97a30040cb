//! Splits `sql/*.sql` and `sql/migrations/*.sql` into statements that the crate carries.

#[path = "src/kind.rs"]
mod kind;
#[path = "src/split.rs"]
mod split;

use sha2::{Digest, Sha256};
use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::{env, fs};

fn main() {
    let sql = Path::new(&env::var("CARGO_MANIFEST_DIR").expect("cargo")).join("../../sql");
    println!("cargo::rerun-if-changed=build.rs");
    println!("cargo::rerun-if-changed=src/kind.rs");
    println!("cargo::rerun-if-changed=src/split.rs");
    println!("cargo::rerun-if-changed={}", sql.display());
    println!("cargo::rerun-if-changed={}", sql.join("migrations").display());

    let mut generated =
        String::from("/// The files of `sql/` in name order.\npub static FILES: &[File] = &[\n");
    let mut hash = Sha256::new();
    for file in files(&sql) {
        let text = read(&file);
        for statement in split::statements(&text) {
            hash.update(statement);
            hash.update([0]);
        }
        writeln!(generated, "File {{ name: {:?}, statements: {} }},", stem(&file), array(&text))
            .expect("text");
    }
    generated += "];\n/// The files of `sql/migrations/` in order of their numbers.\npub static MIGRATIONS: &[Migration] = &[\n";
    for file in files(&sql.join("migrations")) {
        let name = stem(&file);
        let number = name.split('_').next().and_then(|digits| digits.parse::<i64>().ok());
        let version = number.unwrap_or_else(|| panic!("{}: no number before the first _", file.display()));
        let statements = array(&read(&file));
        writeln!(generated, "Migration {{ version: {version}, name: {name:?}, statements: {statements} }},")
            .expect("text");
    }
    generated += "];\n";
    let digest: String = hash.finalize().iter().map(|byte| format!("{byte:02x}")).collect();
    writeln!(generated, "/// A hash of all statements of [`FILES`].\npub const DIGEST: &str = {digest:?};")
        .expect("text");
    let path = PathBuf::from(env::var_os("OUT_DIR").expect("cargo")).join("statements.rs");
    fs::write(path, generated).expect("OUT_DIR");
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

/// The statements of a file as a Rust expression.
fn array(text: &str) -> String {
    let mut array = String::from("&[\n");
    for sql in split::statements(text) {
        let (kind, name) = split::kind(sql);
        writeln!(array, "Statement {{ kind: Kind::{kind:?}, name: {name:?}, sql: {sql:?} }},").expect("text");
    }
    array + "]"
}
