//! What a database has had, and what it lacks.

use crate::session::{Fault, Session};
use crate::{MIGRATIONS, Migration, RELEASE, Rules, digest, newest, rules};

/// The version of a database that has the tables but no record of migrations: what 0.1.0 made.
const UNRECORDED_VERSION: i64 = 1;

/// What a database has had.
#[derive(Debug)]
pub struct State {
    has_tables: bool,
    /// The recorded migrations in order.
    versions: Vec<i64>,
    /// The files that were last applied by a migration; none if the database was made by the files themselves.
    release: Option<Release>,
    pub(crate) rules: Rules,
}

/// The files that a migration has applied.
#[derive(Debug)]
struct Release {
    /// The first release that has them, and the last one.
    since: String,
    until: String,
    digest: String,
    /// The hash of the rules that they left.
    rules: String,
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
    /// The way to the database has broken: nothing is left of the migration, and it may be begun anew.
    Lost(String),
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
            Error::Lost(said) | Error::Database(said) => f.write_str(said),
        }
    }
}

impl std::error::Error for Error {}

impl From<Fault> for Error {
    fn from(fault: Fault) -> Self {
        match fault {
            Fault::Busy => Error::Busy,
            Fault::Lost(said) => Error::Lost(said),
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
            let rows = session.run("SELECT since, release, digest, rules FROM schema_release").await?;
            let row = rows.into_iter().next().and_then(|row| <[Option<String>; 4]>::try_from(row).ok());
            state.release = row.map(|cells| {
                let [since, until, digest, rules] = cells.map(Option::unwrap_or_default);
                Release { since, until, digest, rules }
            });
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

    /// Whether it has nothing of the schema.
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
        let recorded = self.release.as_ref();
        recorded.is_some_and(|release| release.digest == digest() && release.rules == self.rules.digest())
    }

    /// The first release that has these files, if they are recorded.
    pub(crate) fn since(&self) -> Option<&str> {
        let recorded = self.release.as_ref().filter(|release| release.digest == digest());
        recorded.map(|release| release.since.as_str())
    }

    /// The last release that has these files: this one, or a later one that has recorded them.
    pub(crate) fn until(&self) -> &str {
        let recorded = self.release.as_ref().filter(|release| release.digest == digest());
        let later = recorded.filter(|release| numbers(&release.until) > numbers(RELEASE));
        later.map_or(RELEASE, |release| release.until.as_str())
    }

    /// Whether these files are recorded for this release, too.
    pub(crate) fn is_recorded_for_this_release(&self) -> bool {
        self.release.as_ref().is_some_and(|release| numbers(&release.until) >= numbers(RELEASE))
    }

    fn is_known(&self) -> Result<(), Error> {
        let is_known = |version: &&i64| !MIGRATIONS.iter().any(|migration| migration.version == **version);
        if let Some(unknown) = self.versions.iter().rfind(is_known) {
            return Err(Error::Newer(format!("schema {unknown}")));
        }
        match &self.release {
            Some(release) if release.is_later() => {
                Err(Error::Newer(format!("the rules of release {}", release.until)))
            }
            _ => Ok(()),
        }
    }
}

impl Release {
    /// Whether only later releases have these files.
    fn is_later(&self) -> bool {
        let own = numbers(RELEASE);
        numbers(&self.since) > own || numbers(&self.until) > own && self.digest != digest()
    }
}

/// The three numbers of a release.
fn numbers(release: &str) -> Vec<u64> {
    release.split(['.', '-', '+']).take(3).map(|number| number.parse().unwrap_or(0)).collect()
}
