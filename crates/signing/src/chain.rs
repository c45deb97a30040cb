//! The hash chain over the cashier's audit: what of an audit row is hashed, and how one hash follows from another.
//!
//! The text of a row is made by SQL, here and nowhere else: the dispatcher that chains rows and the audit that recomputes
//! the chain must read the same bytes, and the audit must not trust a view that lies in the database it checks. Each column
//! is `<length in bytes>:<text>,`, NULL is `-,`, so that no two rows share a text; numbers are decimal.

use crate::digest;

/// What the first link of a merchant's chain follows.
pub const GENESIS: &str = "0000000000000000000000000000000000000000000000000000000000000000";

/// A table whose rows are chained.
#[derive(Debug)]
pub struct Source {
    /// As `audit_chain.source` names it.
    pub number: i64,
    /// The table whose rows are chained.
    pub table: &'static str,
    /// All of its columns. A column that is added later is not hashed, and has to become a source of its own.
    pub columns: &'static [&'static str],
}

/// Every table that is chained, in the order of its source number.
pub const SOURCES: [Source; 2] = [
    Source {
        number: 1,
        table: "audit_log",
        columns: &[
            "id",
            "request_type",
            "record_id",
            "bill_no",
            "merchant_id",
            "action",
            "old_flag",
            "new_flag",
            "actor",
            "user_type",
            "remarks",
            "ip_address",
            "trace_id",
            "created_at",
            "session_account",
            "session_role",
            "client_ip",
        ],
    },
    Source {
        number: 2,
        table: "receipt_bank_audit",
        columns: &[
            "id",
            "receipt_bank_id",
            "merchant_id",
            "action",
            "account",
            "actor",
            "ip_address",
            "session_account",
            "session_role",
            "client_ip",
            "trace_id",
            "created_at",
        ],
    },
];

/// The audit of the operators' desk, one chain of its own: its rows carry their hashes from the start (sql/500_admin.sql).
pub const DESK: Source = Source {
    number: 3,
    table: "admin_audit",
    columns: &[
        "id",
        "created_at",
        "operator",
        "role",
        "token_id",
        "client_ip",
        "trace_id",
        "action",
        "resource",
        "key",
        "old_body",
        "new_body",
    ],
};

impl Source {
    /// The SQL expression of a row's text.
    pub fn text(&self) -> String {
        let columns = self.columns.iter().map(|column| {
            format!("coalesce(length(CAST({column} AS BLOB)) || ':' || {column} || ',', '-,')")
        });
        format!("'{}:' || {}", self.table, columns.collect::<Vec<_>>().join(" || "))
    }

    /// The text of a row that is not written yet, as [`Source::text`] makes it of one that is.
    pub fn text_of(&self, columns: &[Option<&str>]) -> String {
        let mut text = [self.table, ":"].concat();
        for column in columns {
            match column {
                Some(column) => text.extend([&column.len().to_string(), ":", column, ","]),
                None => text.push_str("-,"),
            }
        }
        text
    }
}

/// The hash of a row that follows `previous`.
pub fn link(previous: &str, text: &str) -> String {
    digest::sha256_hex(&[previous.as_bytes(), b"\n", text.as_bytes()].concat())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_link_hangs_on_the_one_before() {
        // printf '%064d\nx' 0 | sha256sum
        let first = link(GENESIS, "x");
        assert_eq!(first.len(), 64);
        assert_ne!(first, link(&first, "x"));
        assert_ne!(first, link(GENESIS, "y"));
        assert_eq!(first, digest::sha256_hex(format!("{}\nx", "0".repeat(64)).as_bytes()));
    }

    #[test]
    fn the_text_of_a_row_to_be_written_has_every_column_with_its_length() {
        assert_eq!(DESK.text_of(&[Some("12"), None, Some("中|,")]), "admin_audit:2:12,-,5:中|,,");
    }

    #[test]
    fn a_text_names_every_column_with_its_length() {
        let source = Source { number: 9, table: "t", columns: &["a", "b"] };
        assert_eq!(
            source.text(),
            "'t:' || coalesce(length(CAST(a AS BLOB)) || ':' || a || ',', '-,') || coalesce(length(CAST(b AS BLOB)) || ':' || b || ',', '-,')"
        );
    }
}
