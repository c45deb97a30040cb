//! Deposits of the cashier: `GET /deposits`, `GET /deposits/{order_sn}`.

use crate::filters::{Filters, list};
use crate::members::members;
use crate::orders::{self, Orders};
use crate::page::{List, MoneyList, Order, Source};
use feiqian_cashier::wire_amount;
use feiqian_operator::at;
use feiqian_operator::call::{Known, Reply};
use feiqian_operator::problem::Problem;

pub const STATUSES: [(&str, i64); 5] =
    [("open", 0), ("paid", 2), ("made_up", 4), ("failed", -1), ("discarded", -3)];

const FILTERS: [&str; 12] = [
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
    "kind",
];

/// The word of a deposit's status.
macro_rules! deposit_status {
    ($status:literal) => {
        concat!(
            "CASE ",
            $status,
            " WHEN 0 THEN 'open' WHEN 2 THEN 'paid' WHEN 4 THEN 'made_up' WHEN -1 THEN 'failed' ELSE 'discarded' END"
        )
    };
}
pub(crate) use deposit_status;

const TABLES: &str = "CROSS JOIN deposit_records d ON d.id = k.id
   JOIN merchants m ON m.id = d.merchant_id
   JOIN customers c ON c.id = d.customer_id
   JOIN deposit_channels h ON h.id = d.channel_id";

members! {
    item, COLUMNS;
    "order_sn" Text "d.order_sn",
    "merchant_order_sn" Text "d.merchant_order_sn",
    "product_order_sn" Text "d.product_order_sn",
    "status" Plain deposit_status!("d.status"),
    "kind" Plain "h.kind",
    "merchant" Text "m.code",
    "product_id" Plain "d.product_id",
    "customer" Text "c.product_user_id",
    "channel" Text "d.deposit_channel_code",
    "currency" Plain "d.currency",
    "amount" Plain wire_amount!("d.amount", "d.currency"),
    "paid_amount" Plain concat!(
        "CASE WHEN d.paid_amount IS NOT NULL THEN ", wire_amount!("d.paid_amount", "d.currency"), " END"
    ),
    "created_at" Plain at!("d.created_at"),
    "updated_at" Plain at!("d.updated_at"),
    "paid_at" Plain at!("d.paid_at"),
}

const ITEM: &str = concat!(item!(), ")");

/// One, with everything but its timeline.
pub const DETAIL: &str = concat!(
    "SELECT d.id, ",
    item!(),
    ", 'parent_order_sn', (SELECT p.order_sn FROM deposit_records p WHERE p.id = d.parent_id),
       'make_up_order_sn', (SELECT x.order_sn FROM deposit_records x WHERE x.parent_id = d.id),
       'depositor', d.depositor, 'receiving_bank', d.receipt_bank_name, 'receiving_account', ",
    masked!("d.receipt_account"),
    ", 'upstream', json_object('state', d.upstream_state, 'message', d.upstream_message, 'payid', d.payid,
         'answered', d.response_code),
       'remarks', d.change_remarks,
       'refused_payments', json(coalesce((SELECT json_group_array(json_object('id', r.id, 'reason', r.reason, 'amount', r.amount,
         'currency', r.currency, 'times', r.times, 'created_at', ",
    at!("r.created_at"),
    ", 'resolved_at', ",
    at!("r.resolved_at"),
    ")) FROM refused_payments r WHERE r.record_id = d.id), '[]')))
     FROM deposit_records d JOIN merchants m ON m.id = d.merchant_id JOIN customers c ON c.id = d.customer_id
     JOIN deposit_channels h ON h.id = d.channel_id
    WHERE d.order_sn = ?1",
);

const ORDERS: Orders = Orders {
    table: "deposit_records",
    alias: "d",
    channels: "deposit_channels",
    channel: "deposit_channel_code",
    statuses: &STATUSES,
};

/// The list of a call's filters.
pub fn select(filters: &mut Filters<'_>) -> List {
    let wanted = ORDERS.wanted(filters);
    if let Some(kinds) =
        filters.words("kind", &[("transfer", "transfer"), ("online", "online"), ("redirect", "redirect")])
    {
        filters.add("h.kind IN (SELECT value FROM json_each(?))", list(&kinds));
    }
    let source = ORDERS.source(filters, wanted, of_number, of_times);
    List { source, tables: TABLES, item: ITEM }
}

/// By the time of creation: the index has each state of the hub's answer apart.
fn of_times(times: &str) -> Source {
    let of = |state| {
        let condition = format!("upstream_state = '{state}'{times}");
        Source::of(Order::Time, ORDERS.table, "created_at", "id", &condition).sql
    };
    Source::union(Order::Time, &["none", "pending", "ok", "failed"].map(of))
}

/// By any of an order's numbers: the cashier's, the hub's, the product's.
fn of_number(filters: &mut Filters<'_>, number: &str) -> Source {
    let number = filters.bind(number);
    let of = |condition: &str| {
        format!("SELECT created_at AS t, id FROM deposit_records WHERE {condition} AND id < ?4")
    };
    Source::union(
        Order::Id,
        &[
            of(&format!("order_sn = {number}")),
            of(&format!(
                "merchant_id IN (SELECT id FROM merchants) AND merchant_order_sn = {number}
                 AND order_sn <> {number}"
            )),
            of(&format!(
                "product_id IN (SELECT id FROM products) AND product_order_sn = {number}
                 AND order_sn <> {number} AND merchant_order_sn IS NOT {number}"
            )),
        ],
    )
}

/// `GET /deposits`, and its file.
pub static LIST: MoneyList = MoneyList { name: "deposits", filters: &FILTERS, select, columns: COLUMNS };

/// `GET /deposits/{order_sn}`
pub async fn one(known: &Known<'_>) -> Result<Reply, Problem> {
    orders::one(known, DETAIL, 1, "deposit").await
}
