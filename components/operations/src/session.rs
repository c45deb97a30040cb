//! The platform's connection as a migration wants it.

use feiqian_platform::{DatabaseError, Row, Session};
use feiqian_schema::{Fault, Rows};

/// The session of a migration.
pub(crate) struct OnPlatform(pub(crate) Session);

impl feiqian_schema::Session for OnPlatform {
    async fn run(&mut self, sql: &str) -> Result<Rows, Fault> {
        let rows = self.0.run(sql).await.map_err(|error| match error {
            DatabaseError::Busy => Fault::Busy,
            error if error.is_of_the_way() => Fault::Lost(error.to_string()),
            error => Fault::Other(error.to_string()),
        })?;
        Ok(rows.into_iter().map(cells).collect())
    }

    async fn wait(&mut self) -> bool {
        self.0.wait().await
    }

    fn is_in_process(&self) -> bool {
        self.0.is_in_process()
    }
}

/// The cells of a row as texts. What a statement answers that changes the schema is not looked at.
fn cells(mut row: Row) -> Vec<Option<String>> {
    (0..row.len()).map(|_| row.take().ok().flatten()).collect()
}
