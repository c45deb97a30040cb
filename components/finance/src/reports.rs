//! `GET /reports/{list}.csv`: every list as a file, with the filters of the list (docs/ledger.md, "CSV").

use crate::page::MoneyList;
use crate::{ledger_accounts, ledger_entries, money_file, provisioned, reconciliations};
use feiqian_operator::call::{Known, Reply};
use feiqian_operator::problem::Problem;

/// A list that can be had as a file.
#[derive(Debug, Clone, Copy)]
pub enum Report {
    Money(&'static MoneyList),
    LedgerAccounts,
    LedgerEntries,
    Reconciliations,
    ReconciliationItems,
    /// What operators provision, and the audit, by the name of the list.
    Of(&'static str),
}

/// The file of a list.
pub async fn file(known: &Known<'_>, report: Report) -> Result<Reply, Problem> {
    let call = &known.call;
    let (listing, name) = match report {
        Report::Money(list) => return money_file::file(known, list),
        Report::LedgerAccounts => (ledger_accounts::of(call)?, "ledger-accounts"),
        Report::LedgerEntries => (ledger_entries::of(call)?, "ledger-entries"),
        Report::Reconciliations => (reconciliations::listing(call)?, "reconciliations"),
        Report::ReconciliationItems => {
            (reconciliations::items_listing(call, call.part(0)).await?, "reconciliation-items")
        }
        Report::Of(name) => (provisioned::listing(call, name)?, name),
    };
    listing.file(known, name)
}
