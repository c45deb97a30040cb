//! Tells the crate the numbers of the schema's migrations, which every instance compares with those of its database.
//!
//! Only their names are read: a change within a file of `sql/` does not build every component anew.

use std::path::Path;
use std::{env, fs};

fn main() {
    let folder = Path::new(&env::var("CARGO_MANIFEST_DIR").expect("cargo")).join("../../sql/migrations");
    println!("cargo::rerun-if-changed=build.rs");
    println!("cargo::rerun-if-changed={}", folder.display());
    let entries = fs::read_dir(&folder).unwrap_or_else(|error| panic!("{}: {error}", folder.display()));
    let names = entries.map(|entry| entry.expect("an entry").file_name().to_string_lossy().into_owned());
    let names = names.filter(|name| name.ends_with(".sql"));
    let mut numbers: Vec<u32> = names
        .map(|name| {
            let number = name.split('_').next().and_then(|digits| digits.parse().ok());
            number.unwrap_or_else(|| panic!("{name}: no number before the first _"))
        })
        .collect();
    numbers.sort_unstable();
    let numbers: Vec<String> = numbers.iter().map(u32::to_string).collect();
    println!("cargo::rustc-env=FEIQIAN_SCHEMA_VERSIONS={}", numbers.join(" "));
}
