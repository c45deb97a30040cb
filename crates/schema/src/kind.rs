/// What a statement does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// Creates a table.
    Table,
    /// Creates an index.
    Index,
    /// Creates a view.
    View,
    /// Creates a trigger.
    Trigger,
    /// Effective only outside of a transaction.
    Pragma,
    /// Everything else: rows.
    Data,
}
