//! `GET /reports/{list}.csv`: every list as a file, with the filters of the list (docs/ledger.md, "CSV").

use crate::csv::Kind::{Plain, Text};
use crate::file::Column;
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

/// The file of a list.
pub async fn file(known: &Known<'_>, report: Report) -> Result<Reply, Problem> {
    let call = &known.call;
    let (listing, name) = match report {
        Report::Deposits => {
            return money_file::file(known, "deposits", &deposits::FILTERS, deposits::select, DEPOSITS);
        }
        Report::Withdrawals => {
            return money_file::file(
                known,
                "withdrawals",
                &withdrawals::FILTERS,
                withdrawals::select,
                WITHDRAWALS,
            );
        }
        Report::WalletApplications => {
            let names = &wallet_applications::FILTERS;
            return money_file::file(
                known,
                "wallet-applications",
                names,
                wallet_applications::select,
                WALLET_APPLICATIONS,
            );
        }
        Report::Payouts => {
            return money_file::file(known, "payouts", &payouts::FILTERS, payouts::select, PAYOUTS);
        }
        Report::Notices => {
            return money_file::file(known, "notices", &notices::FILTERS, notices::select, NOTICES);
        }
        Report::RefusedPayments => {
            return money_file::file(
                known,
                "refused-payments",
                &refused_payments::FILTERS,
                refused_payments::select,
                REFUSED_PAYMENTS,
            );
        }
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
