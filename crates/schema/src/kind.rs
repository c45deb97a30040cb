//! Also a module of the build script.

/// What a statement does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    Table,
    Index,
    View,
    Trigger,
    /// Effective only outside of a transaction.
    Pragma,
    /// Everything else: rows.
    Data,
}
