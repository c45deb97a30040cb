//! What the build has packed, unpacked and split into statements at its first use.

use crate::{File, Migration, Statement, split};
use flate2::read::GzDecoder;
use sha2::{Digest, Sha256};
use std::io::Read as _;
use std::sync::LazyLock;

/// The files of `sql/` in name order.
pub static FILES: LazyLock<Vec<File>> = LazyLock::new(|| {
    let files = named(include_bytes!(concat!(env!("OUT_DIR"), "/files.gz")));
    files.map(|(name, text)| File { name, statements: statements(text) }).collect()
});

/// The files of `sql/migrations/` in order of their numbers.
pub static MIGRATIONS: LazyLock<Vec<Migration>> = LazyLock::new(|| {
    let files = named(include_bytes!(concat!(env!("OUT_DIR"), "/migrations.gz")));
    let migration = |(name, text): (&'static str, _)| {
        let version = name.split('_').next().and_then(|digits| digits.parse().ok());
        let version = version.unwrap_or_else(|| panic!("{name}: no number before the first _"));
        Migration { version, name, statements: statements(text) }
    };
    files.map(migration).collect()
});

/// A hash of all statements of [`FILES`].
pub fn digest() -> &'static str {
    static DIGEST: LazyLock<String> = LazyLock::new(|| {
        let mut hash = Sha256::new();
        for statement in FILES.iter().flat_map(|file| &file.statements) {
            hash.update(statement.sql);
            hash.update([0]);
        }
        hash.finalize().iter().map(|byte| format!("{byte:02x}")).collect()
    });
    &DIGEST
}

/// Every file with its name: the build writes each and a NUL after each. The text is unpacked once and kept for good.
fn named(packed: &[u8]) -> impl Iterator<Item = (&'static str, &'static str)> {
    let mut text = String::new();
    GzDecoder::new(packed).read_to_string(&mut text).expect("what the build has packed");
    let mut parts = String::leak(text).split_terminator('\0');
    std::iter::from_fn(move || parts.next().zip(parts.next()))
}

fn statements(text: &'static str) -> Vec<Statement> {
    let statement = |sql| {
        let (kind, name) = split::kind(sql);
        Statement { kind, name, sql }
    };
    split::statements(text).into_iter().map(statement).collect()
}
