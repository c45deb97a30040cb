//! Withdrawals of the cashier: `GET /withdrawals`, `GET /withdrawals/{order_sn}`.

use crate::filters::Filters;
use crate::members::members;
use crate::orders::{self, Orders};
use crate::page::{List, MoneyList, Order, Source};
use feiqian_cashier::wire_amount;
use feiqian_operator::at;
use feiqian_operator::call::{Known, Reply};
use feiqian_operator::problem::Problem;

pub const STATUSES: [(&str, i64); 4] = [("open", 0), ("approved", 1), ("paid", 2), ("refused", -1)];

const FILTERS: [&str; 11] = [
    "status",
    "from",
    "to",
    "merchant",
    "product_id",
    "channel",
    "currency",
    "amount_from",
    "amount_to",
    "number",
    "customer",
];

/// The word of a withdrawal's status.
macro_rules! withdrawal_status {
    ($status:literal) => {
        concat!(
            "CASE ",
            $status,
            " WHEN 0 THEN 'open' WHEN 1 THEN 'approved' WHEN 2 THEN 'paid' ELSE 'refused' END"
        )
    };
}
pub(crate) use withdrawal_status;

const TABLES: &str = "CROSS JOIN withdraw_records w ON w.id = k.id
   JOIN merchants m ON m.id = w.merchant_id
   JOIN customers c ON c.id = w.customer_id";

members! {
    item, COLUMNS;
    "order_sn" Text "w.billno",
    "product_order_sn" Text "w.product_billno",
    "status" Plain withdrawal_status!("w.status"),
    "merchant" Text "m.code",
    "product_id" Plain "w.product_id",
    "customer" Text "c.product_user_id",
    "channel" Text "w.withdraw_channel_code",
    "currency" Plain "w.currency",
    "amount" Plain wire_amount!("w.amount", "w.currency"),
    "created_at" Plain at!("w.created_at"),
    "updated_at" Plain at!("w.updated_at"),
    "decided_by" Text "nullif(w.approved_person, '')",
    "decided_at" Plain at!("w.approved_at"),
}

const ITEM: &str = concat!(item!(), ")");

/// One, with everything but its timeline.
pub const DETAIL: &str = concat!(
    "SELECT w.id, ",
    item!(),
    ", 'bank', w.bank_name, 'branch', w.branch_name, 'account_name', w.bank_account_name, 'account_number', ",
    masked!("w.bank_account_no"),
    ", 'remarks', w.approved_remark)
     FROM withdraw_records w JOIN merchants m ON m.id = w.merchant_id JOIN customers c ON c.id = w.customer_id
    WHERE w.billno = ?1",
);

const ORDERS: Orders = Orders {
    table: "withdraw_records",
    alias: "w",
    channels: "withdraw_channels",
    channel: "withdraw_channel_code",
    statuses: &STATUSES,
};

/// The list of a call's filters.
pub fn select(filters: &mut Filters<'_>) -> List {
    let wanted = ORDERS.wanted(filters);
    let source = ORDERS.source(filters, wanted, of_number, of_times);
    List { source, tables: TABLES, item: ITEM }
}

/// By either of an order's numbers: the cashier's, the product's.
fn of_number(filters: &mut Filters<'_>, number: &str) -> Source {
    let number = filters.bind(number);
    let of = |condition: String| {
        format!("SELECT created_at AS t, id FROM withdraw_records WHERE {condition} AND id < ?4")
    };
    let by_product = format!(
        "product_id IN (SELECT id FROM products) AND product_billno = {number} AND billno <> {number}"
    );
    Source::union(Order::Id, &[of(format!("billno = {number}")), of(by_product)])
}

/// By the time of creation.
fn of_times(times: &str) -> Source {
    Source::of(Order::Time, ORDERS.table, "created_at", "id", &format!("1{times}"))
}

/// `GET /withdrawals`, and its file.
pub static LIST: MoneyList = MoneyList { name: "withdrawals", filters: &FILTERS, select, columns: COLUMNS };

/// `GET /withdrawals/{order_sn}`
pub async fn one(known: &Known<'_>) -> Result<Reply, Problem> {
    orders::one(known, DETAIL, 2, "withdrawal").await
}
