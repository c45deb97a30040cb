//! `GET /reports/{list}.csv`: lists as files (docs/ledger.md, "CSV").

use crate::{ledger_accounts, ledger_entries};
use feiqian_operator::call::{Known, Reply};
use feiqian_operator::problem::Problem;

/// A list that can be had as a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Report {
    LedgerAccounts,
    LedgerEntries,
}

/// The file of a list, with the filters of that list.
pub fn file(known: &Known<'_>, report: Report) -> Result<Reply, Problem> {
    let call = &known.call;
    let (listing, name) = match report {
        Report::LedgerAccounts => (ledger_accounts::of(call)?, "ledger-accounts"),
        Report::LedgerEntries => (ledger_entries::of(call)?, "ledger-entries"),
    };
    listing.file(known, name)
}
