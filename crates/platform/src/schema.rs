//! Which schema the database has, and which one this version of the bundle needs.
//!
//! On Spin every instance asks before its first statement, where it opens its connection: no handler can forget it.

use crate::database::{DatabaseError, Row};
use crate::{Platform, variables};
use std::fmt;

/// The numbers of the migrations that this version knows (`sql/migrations`), in order.
pub const VERSIONS: &str = env!("FEIQIAN_SCHEMA_VERSIONS");

/// This version of the bundle.
const RELEASE: &str = env!("CARGO_PKG_VERSION");

/// One row: the numbers of the recorded migrations, and the first and the last release that has the files that a migration
/// applied last; NULL if the database was made by the files themselves.
const STATE: &str =
    "SELECT (SELECT group_concat(version, ' ') FROM (SELECT version FROM schema_migrations ORDER BY version)),
       (SELECT since || ' ' || release FROM schema_release WHERE id = 1)";

/// For a database without these tables: those that say how old it is.
const TABLES: &str = "SELECT count(*) FILTER (WHERE name = 'products'),
       count(*) FILTER (WHERE name = 'schema_migrations')
  FROM sqlite_master WHERE type = 'table'";

const LAST: &str = "SELECT coalesce(max(version), 1) FROM schema_migrations";

/// What the database has, beside what this version needs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Schema {
    /// What this version needs.
    Right,
    /// The tables of this version with the triggers and reference data of an earlier release.
    Outdated(String),
    /// Nothing.
    Missing,
    /// Not all migrations; the last one that it has had.
    Older(i64),
    /// A migration that this version does not know, or a later release.
    Newer(String),
}

impl Schema {
    /// Whether a migration would make it right.
    pub fn can_be_migrated(&self) -> bool {
        matches!(self, Schema::Outdated(_) | Schema::Missing | Schema::Older(_))
    }

    /// Judges the row of [`STATE`].
    fn of(versions: Option<String>, releases: Option<String>) -> Self {
        let versions = versions.unwrap_or_default();
        let numbers =
            |text: &str| -> Vec<i64> { text.split(' ').filter_map(|number| number.parse().ok()).collect() };
        if versions != VERSIONS {
            let (found, known) = (numbers(&versions), numbers(VERSIONS));
            if let Some(unknown) = found.iter().rfind(|number| !known.contains(number)) {
                return Schema::Newer(unknown.to_string());
            }
            if known.iter().any(|number| !found.contains(number)) {
                return Schema::Older(found.iter().max().copied().unwrap_or(1));
            }
        }
        let Some((since, until)) = releases.as_deref().and_then(|releases| releases.split_once(' ')) else {
            return Schema::Right;
        };
        if release_numbers(since) > release_numbers(RELEASE) {
            return Schema::Newer(format!("of release {since}"));
        }
        if release_numbers(until) < release_numbers(RELEASE) {
            return Schema::Outdated(until.to_owned());
        }
        Schema::Right
    }
}

impl fmt::Display for Schema {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let newest = VERSIONS.rsplit(' ').next().unwrap_or_default();
        match self {
            Schema::Right => return write!(f, "schema {newest}"),
            Schema::Newer(found) => {
                return write!(
                    f,
                    "schema {found}, this version knows {newest}: run the version that made it"
                );
            }
            Schema::Missing => f.write_str("no schema"),
            Schema::Older(found) => write!(f, "schema {found}"),
            Schema::Outdated(release) => write!(f, "schema {newest} of release {release}"),
        }?;
        let release = if matches!(self, Schema::Outdated(_)) {
            [" of release ", RELEASE].concat()
        } else {
            String::new()
        };
        write!(f, ", this version needs {newest}{release}: run POST /internal/migrate or cargo xtask migrate")
    }
}

/// The three numbers of a release.
fn release_numbers(release: &str) -> [u64; 3] {
    let mut numbers = release.split(['.', '-', '+']).map(|number| number.parse().unwrap_or(0));
    [(); 3].map(|()| numbers.next().unwrap_or(0))
}

impl Platform {
    /// Whether the schema is applied without being asked for (`auto_migrate`); anything but `true` is no.
    pub async fn migrates_by_itself(&self) -> bool {
        variables::flag(self, "auto_migrate").await.unwrap_or(false)
    }

    /// Which schema the database has.
    ///
    /// # Errors
    /// Those of [`Platform::query`]; a table that is missing is none.
    pub async fn schema(&self) -> Result<Schema, DatabaseError> {
        let row = |rows: Vec<Row>| rows.into_iter().next().ok_or(DatabaseError::Shape { column: 0 });
        match self.query_unchecked(STATE).await {
            Ok(rows) => {
                let mut row = row(rows)?;
                Ok(Schema::of(row.take()?, row.take()?))
            }
            Err(DatabaseError::Other(text)) if text.contains("no such table") => {
                let mut tables = row(self.query_unchecked(TABLES).await?)?;
                let (has_products, has_versions): (i64, i64) = (tables.take()?, tables.take()?);
                Ok(match (has_products, has_versions) {
                    (0, _) => Schema::Missing,
                    (_, 0) => Schema::Older(1),
                    _ => Schema::Older(row(self.query_unchecked(LAST).await?)?.take()?),
                })
            }
            Err(error) => Err(error),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(versions: &str, release: Option<&str>) -> Schema {
        Schema::of(Some(versions.to_owned()), release.map(str::to_owned))
    }

    #[test]
    fn a_schema_is_judged_by_the_numbers_of_its_migrations() {
        let (all_but_last, last) = VERSIONS.rsplit_once(' ').unwrap();
        assert_eq!(of(VERSIONS, None), Schema::Right);
        let releases = |since: &str, until: &str| of(VERSIONS, Some(&format!("{since} {until}")));
        assert_eq!(releases(RELEASE, RELEASE), Schema::Right);
        assert_eq!(releases("0.0.9", RELEASE), Schema::Right);
        assert_eq!(releases("0.0.9", "99.0.0"), Schema::Right);
        assert_eq!(releases("0.0.8", "0.0.9"), Schema::Outdated("0.0.9".into()));
        assert_eq!(releases("99.0.0", "99.1.0"), Schema::Newer("of release 99.0.0".into()));
        // In whatever order they come.
        assert_eq!(of(&format!("{last} {all_but_last}"), None), Schema::Right);
        assert!(matches!(of(all_but_last, None), Schema::Older(_)));
        // A number in between is missing, whatever the last one is.
        let (_, later) = VERSIONS.split_once(' ').unwrap();
        assert_eq!(of(later, None), Schema::Older(last.parse().unwrap()));
        assert_eq!(of(&format!("{VERSIONS} 9999"), None), Schema::Newer("9999".into()));
        assert_eq!(of("9999", None), Schema::Newer("9999".into()));
        assert_eq!(Schema::of(None, None), Schema::Older(1));
    }

    #[test]
    fn a_refusal_says_what_to_do() {
        let newest = VERSIONS.rsplit(' ').next().unwrap();
        assert_eq!(
            Schema::Older(4).to_string(),
            format!(
                "schema 4, this version needs {newest}: run POST /internal/migrate or cargo xtask migrate"
            )
        );
        assert_eq!(
            Schema::Newer("9999".into()).to_string(),
            format!("schema 9999, this version knows {newest}: run the version that made it")
        );
        assert!(Schema::Outdated("0.0.9".into()).to_string().starts_with(&format!(
            "schema {newest} of release 0.0.9, this version needs {newest} of release {RELEASE}: run POST"
        )));
        assert!(Schema::Missing.to_string().starts_with("no schema, this version needs "));
    }

    #[test]
    fn the_age_of_a_database_is_found_out_whatever_tables_it_has() {
        let platform = Platform::in_memory();
        let schema = || crate::native::block_on(platform.schema()).unwrap();
        assert_eq!(schema(), Schema::Missing);
        platform.run_batch("CREATE TABLE products (id INTEGER)").unwrap();
        assert_eq!(schema(), Schema::Older(1));
        platform
            .run_batch(
                "CREATE TABLE schema_migrations (version INTEGER); INSERT INTO schema_migrations VALUES (4)",
            )
            .unwrap();
        assert_eq!(schema(), Schema::Older(4));
        platform.run_batch("CREATE TABLE schema_release (id INTEGER, since TEXT, release TEXT)").unwrap();
        assert_eq!(schema(), Schema::Older(4));
        for version in VERSIONS.split(' ').filter(|version| *version != "4") {
            platform.run_batch(&format!("INSERT INTO schema_migrations VALUES ({version})")).unwrap();
        }
        assert_eq!(schema(), Schema::Right);
    }
}
