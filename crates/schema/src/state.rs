//! What a database has had, and what it lacks.

use crate::session::{Fault, Session};
use crate::{DIGEST, MIGRATIONS, Migration, RELEASE, Rules, newest, rules};

/// The version of a database that has the tables but no record of migrations: what 0.1.0 made.
const UNRECORDED_VERSION: i64 = 1;

/// What a database has had.
#[derive(Debug)]
pub struct State {
    has_tables: bool,
    /// The recorded migrations in order.
    versions: Vec<i64>,
    /// The release whose files were last applied by a migration: its number, its digest, and the rules as they then were.
    release: Option<[String; 3]>,
    pub(crate) rules: Rules,
}

/// Why a database is left as it is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Error {
    /// A later version of the bundle has migrated it.
    Newer(String),
    /// It has tables, but none of this bundle.
    Foreign,
    /// So many rows would refer to nothing.
    BrokenReferences(String),
    /// Another connection has kept the lock.
    Busy,
    /// What the database said.
    Database(String),
}

impl std::fmt::Display for Error {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Error::Newer(found) => {
                write!(f, "the database has {found}; this version knows schema {}", newest())
            }
            Error::Foreign => f.write_str("no database of this bundle: it has tables, but no table products"),
            Error::BrokenReferences(rows) => {
                write!(f, "{rows} rows would refer to nothing; nothing was changed")
            }
            Error::Busy => f.write_str("the database stayed locked; nothing was changed"),
            Error::Database(said) => f.write_str(said),
        }
    }
}

impl std::error::Error for Error {}

impl From<Fault> for Error {
    fn from(fault: Fault) -> Self {
        match fault {
            Fault::Busy => Error::Busy,
            Fault::Other(said) => Error::Database(said),
        }
    }
}

impl State {
    /// Reads the state.
    ///
    /// # Errors
    /// [`Error::Newer`] and [`Error::Foreign`], or the database's.
    pub async fn read<S: Session>(session: &mut S) -> Result<Self, Error> {
        const TABLES: &str = "SELECT name FROM sqlite_master WHERE type = 'table'
            AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\' AND name NOT LIKE 'libsql\\_%' ESCAPE '\\'";
        let tables: Vec<String> = session.run(TABLES).await?.into_iter().flatten().flatten().collect();
        let has = |name: &str| tables.iter().any(|table| table == name);
        let has_tables = has("products");
        if !has_tables && !tables.is_empty() {
            return Err(Error::Foreign);
        }
        let mut state =
            State { has_tables, versions: Vec::new(), release: None, rules: rules::read(session).await? };
        if has("schema_migrations") {
            let rows =
                session.run("SELECT CAST(version AS TEXT) FROM schema_migrations ORDER BY version").await?;
            state.versions =
                rows.into_iter().flatten().flatten().filter_map(|text| text.parse().ok()).collect();
        }
        if has("schema_release") {
            let rows = session.run("SELECT release, digest, rules FROM schema_release").await?;
            let row = rows.into_iter().next().and_then(|row| <[Option<String>; 3]>::try_from(row).ok());
            state.release = row.map(|cells| cells.map(Option::unwrap_or_default));
        }
        state.is_known().map(|()| state)
    }

    /// The schema's version: the last recorded migration; 0 for an empty database.
    pub fn version(&self) -> i64 {
        match self.versions.last() {
            _ if !self.has_tables => 0,
            Some(version) => *version,
            None => UNRECORDED_VERSION,
        }
    }

    pub fn is_empty(&self) -> bool {
        !self.has_tables
    }

    /// Whether any migration is recorded.
    pub(crate) fn is_recorded(&self) -> bool {
        !self.versions.is_empty()
    }

    /// The migrations that it has not had, in order. An empty database needs none.
    pub fn pending(&self) -> Vec<&'static Migration> {
        let all = MIGRATIONS.iter().filter(|migration| !self.versions.contains(&migration.version));
        all.filter(|_| self.has_tables).collect()
    }

    /// Whether the files of this release are as they were last applied, and the rules as they were then.
    pub fn has_these_files(&self) -> bool {
        let [_, digest, rules] = match &self.release {
            Some(release) => release,
            None => return false,
        };
        digest == DIGEST && *rules == self.rules.digest()
    }

    /// Whether the recorded release is this one.
    pub(crate) fn is_of_this_release(&self) -> bool {
        self.release.as_ref().is_some_and(|[release, ..]| release == RELEASE)
    }

    fn is_known(&self) -> Result<(), Error> {
        let is_known = |version: &&i64| !MIGRATIONS.iter().any(|migration| migration.version == **version);
        if let Some(unknown) = self.versions.iter().rfind(is_known) {
            return Err(Error::Newer(format!("schema {unknown}")));
        }
        match &self.release {
            Some([release, ..]) if numbers(release) > numbers(RELEASE) => {
                Err(Error::Newer(format!("the rules of release {release}")))
            }
            _ => Ok(()),
        }
    }
}

/// The three numbers of a release.
fn numbers(release: &str) -> Vec<u64> {
    release.split(['.', '-', '+']).take(3).map(|number| number.parse().unwrap_or(0)).collect()
}
