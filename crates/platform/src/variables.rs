//! Application variables (`[variables]` of `spin.toml`).

use std::fmt;

/// A variable could not be read. The name is shown, never a value: it may be a secret.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct VariableError {
    pub name: &'static str,
    pub reason: String,
}

impl fmt::Display for VariableError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "variable {}: {}", self.name, self.reason)
    }
}

impl std::error::Error for VariableError {}
