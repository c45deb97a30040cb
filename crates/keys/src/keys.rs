//! The keys of one owner.

use std::fmt;

/// The keys that count now, the newest first. Never shown.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct Keys(Vec<String>);

impl Keys {
    /// The keys in this order, the newest first.
    pub fn new(keys: Vec<String>) -> Self {
        Keys(keys)
    }

    /// The key that signs.
    pub fn newest(&self) -> Option<&str> {
        self.0.first().map(String::as_str)
    }

    /// All of them, for whoever verifies and for whoever signs once a key.
    pub fn all(&self) -> &[String] {
        &self.0
    }

    /// The same as borrowed bytes.
    pub fn as_bytes(&self) -> Vec<&[u8]> {
        self.0.iter().map(String::as_bytes).collect()
    }

    /// Whether no key counts now.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

impl fmt::Debug for Keys {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "Keys({})", self.0.len())
    }
}
