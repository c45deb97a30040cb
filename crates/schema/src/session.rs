//! What a migration needs of a database: one connection that nobody else uses.

/// Why a statement did not succeed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Fault {
    /// Another connection has the lock; nothing was done.
    Busy,
    /// The way to the database has broken, and with it the transaction.
    Lost(String),
    /// What the database said.
    Other(String),
}

/// The rows of an answer: each cell as text, NULL as `None`. The statements here answer texts and NULL only.
pub type Rows = Vec<Vec<Option<String>>>;

/// A connection that a transaction may be left open on between two statements.
pub trait Session {
    /// Runs one statement.
    fn run(&mut self, sql: &str) -> impl Future<Output = Result<Rows, Fault>>;

    /// Waits a moment for the lock; `false` once it has waited long enough.
    fn wait(&mut self) -> impl Future<Output = bool>;

    /// Whether the database is a file of this machine, and not one of a server.
    fn is_in_process(&self) -> bool;
}

/// A session that waits for the lock by itself: a statement that finds it taken has done nothing.
#[derive(Debug)]
pub(crate) struct Patient<'s, S>(pub(crate) &'s mut S);

impl<S: Session> Session for Patient<'_, S> {
    async fn run(&mut self, sql: &str) -> Result<Rows, Fault> {
        loop {
            match self.0.run(sql).await {
                Err(Fault::Busy) if self.0.wait().await => {}
                outcome => return outcome,
            }
        }
    }

    async fn wait(&mut self) -> bool {
        self.0.wait().await
    }

    fn is_in_process(&self) -> bool {
        self.0.is_in_process()
    }
}
