//! `GET /reports/{list}.csv`: every list as a file, with the filters of the list (docs/ledger.md, "CSV").

use crate::csv::Kind::{Plain, Text};
use crate::filters::Filters;
use crate::listing::Column;
use crate::money_file;
use crate::{
    deposits, ledger_accounts, ledger_entries, notices, payouts, provisioned, reconciliations,
    refused_payments, wallet_applications, withdrawals,
};
use feiqian_operator::call::{Known, Reply};
use feiqian_operator::problem::Problem;

/// A list that can be had as a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Report {
    Deposits,
    Withdrawals,
    WalletApplications,
    Payouts,
    Notices,
    RefusedPayments,
    LedgerAccounts,
    LedgerEntries,
    Reconciliations,
    ReconciliationItems,
    /// What operators provision, and the audit, by the name of the list.
    Of(&'static str),
}

/// The members of the list's items, in their order.
pub const DEPOSITS: &[Column] = &[
    Column("order_sn", Text),
    Column("merchant_order_sn", Text),
    Column("product_order_sn", Text),
    Column("status", Plain),
    Column("kind", Plain),
    Column("merchant", Text),
    Column("product_id", Plain),
    Column("customer", Text),
    Column("channel", Text),
    Column("currency", Plain),
    Column("amount", Plain),
    Column("paid_amount", Plain),
    Column("created_at", Plain),
    Column("updated_at", Plain),
    Column("paid_at", Plain),
];

/// The members of the list's items, in their order.
pub const WITHDRAWALS: &[Column] = &[
    Column("order_sn", Text),
    Column("product_order_sn", Text),
    Column("status", Plain),
    Column("merchant", Text),
    Column("product_id", Plain),
    Column("customer", Text),
    Column("channel", Text),
    Column("currency", Plain),
    Column("amount", Plain),
    Column("created_at", Plain),
    Column("updated_at", Plain),
    Column("decided_by", Text),
    Column("decided_at", Plain),
];

/// The members of the list's items, in their order.
pub const WALLET_APPLICATIONS: &[Column] = &[
    Column("id", Plain),
    Column("number", Text),
    Column("status", Plain),
    Column("kind", Plain),
    Column("user_id", Plain),
    Column("username", Text),
    Column("currency", Plain),
    Column("amount", Plain),
    Column("fee", Plain),
    Column("payable", Plain),
    Column("created_at", Plain),
    Column("updated_at", Plain),
    Column("reviewed_at", Plain),
];

/// The members of the list's items, in their order.
pub const PAYOUTS: &[Column] = &[
    Column("id", Text),
    Column("kind", Plain),
    Column("number", Text),
    Column("status", Plain),
    Column("outcome", Text),
    Column("attempts", Plain),
    Column("merchant", Text),
    Column("customer", Text),
    Column("currency", Plain),
    Column("amount", Plain),
    Column("record_status", Plain),
    Column("created_at", Plain),
    Column("updated_at", Plain),
    Column("next_attempt_at", Plain),
];

/// The members of the list's items, in their order.
pub const NOTICES: &[Column] = &[
    Column("event_id", Text),
    Column("topic", Plain),
    Column("tenant", Text),
    Column("number", Text),
    Column("told", Text),
    Column("status", Plain),
    Column("receiver", Text),
    Column("attempts", Plain),
    Column("result", Text),
    Column("created_at", Plain),
    Column("next_at", Plain),
    Column("done_at", Plain),
    Column("resend_asked_at", Plain),
];

/// The members of the list's items, in their order.
pub const REFUSED_PAYMENTS: &[Column] = &[
    Column("id", Plain),
    Column("status", Plain),
    Column("reason", Plain),
    Column("merchant", Text),
    Column("product_id", Plain),
    Column("number", Text),
    Column("order_sn", Text),
    Column("customer", Text),
    Column("channel", Text),
    Column("currency", Text),
    Column("amount", Text),
    Column("times", Plain),
    Column("created_at", Plain),
    Column("updated_at", Plain),
    Column("resolved_at", Plain),
    Column("resolved_by", Text),
];

/// What a file knows beside the filters of its list.
const MARKS: &str = "text";

/// The file of a list.
pub async fn file(known: &Known<'_>, report: Report) -> Result<Reply, Problem> {
    let call = &known.call;
    /// One of the lists of money.
    macro_rules! money {
        ($list:ident, $name:literal, $columns:ident) => {{
            let names = [&$list::FILTERS[..], &[MARKS]].concat();
            let mut filters = Filters::of(call, &names);
            let list = $list::select(&mut filters);
            return money_file::file(known, $name, &list, filters, $columns);
        }};
    }
    let (listing, name) = match report {
        Report::Deposits => money!(deposits, "deposits", DEPOSITS),
        Report::Withdrawals => money!(withdrawals, "withdrawals", WITHDRAWALS),
        Report::WalletApplications => {
            money!(wallet_applications, "wallet-applications", WALLET_APPLICATIONS)
        }
        Report::Payouts => money!(payouts, "payouts", PAYOUTS),
        Report::Notices => money!(notices, "notices", NOTICES),
        Report::RefusedPayments => money!(refused_payments, "refused-payments", REFUSED_PAYMENTS),
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
