//! Payments that a hub reported and that fit no open order: `GET /refused-payments`, `GET /refused-payments/{id}`.

use crate::filters::{Filters, condition_of, list};
use crate::members::members;
use crate::page::{List, MoneyList, Order, Source};
use crate::timeline;
use feiqian_operator::at;
use feiqian_operator::call::{Known, Reply};
use feiqian_operator::problem::Problem;

/// `kind` is the reason, `customer` the user that was reported.
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

const REASONS: [(&str, &str); 6] = [
    ("unknown_order", "unknown_order"),
    ("currency", "currency"),
    ("customer", "customer"),
    ("channel", "channel"),
    ("amount", "amount"),
    ("closed_order", "closed_order"),
];

const TABLES: &str = "CROSS JOIN refused_payments r ON r.id = k.id
   JOIN merchants m ON m.id = r.merchant_id LEFT JOIN deposit_records d ON d.id = r.record_id";

members! {
    item, COLUMNS;
    "id" Plain "r.id",
    "status" Plain "CASE WHEN r.resolved_at IS NULL THEN 'open' ELSE 'resolved' END",
    "reason" Plain "r.reason",
    "merchant" Text "m.code",
    "product_id" Plain "m.product_id",
    "number" Text "r.billno",
    "order_sn" Text "d.order_sn",
    "customer" Text "r.login_name",
    "channel" Text "r.channel_code",
    "currency" Text "r.currency",
    "amount" Text "r.amount",
    "times" Plain "r.times",
    "created_at" Plain at!("r.created_at"),
    "updated_at" Plain at!("r.updated_at"),
    "resolved_at" Plain at!("r.resolved_at"),
    "resolved_by" Text "nullif(r.resolved_by, '')",
}

const ITEM: &str = concat!(item!(), ")");

/// One, with everything but its timeline.
pub const DETAIL: &str = concat!(
    "SELECT ",
    item!(),
    ", 'actor', r.actor, 'remarks', r.remarks, 'account', r.session_account, 'role', r.session_role, 'address', r.client_ip,
       'trace_id', r.trace_id)
     FROM refused_payments r JOIN merchants m ON m.id = r.merchant_id LEFT JOIN deposit_records d ON d.id = r.record_id
    WHERE r.id = ?1",
);

/// The list of a call's filters.
pub fn select(filters: &mut Filters<'_>) -> List {
    let number = filters.text("number");
    let status = filters.words("status", &[("open", "open"), ("resolved", "resolved")]);
    let product = filters.number("product_id");
    let merchant = filters.text("merchant");
    let times = filters.times("created_at");
    if let Some(reasons) = filters.words("kind", &REASONS) {
        filters.add("r.reason IN (SELECT value FROM json_each(?))", list(&reasons));
    }
    for (name, column) in [("channel", "r.channel_code"), ("customer", "r.login_name")] {
        if let Some(text) = filters.text(name) {
            filters.add(&format!("{column} = ?"), text);
        }
    }
    filters.amounts(MINOR, Ok("r.currency"));
    let is_open = status.as_deref() == Some(&["open"]);
    let source = if let Some(number) = number {
        filters.conditions.extend(condition_of(&times, "r"));
        let number = filters.bind(number);
        Source::of_each(
            "merchants m",
            "refused_payments",
            &format!("y.merchant_id = m.id AND y.billno = {number}"),
        )
    } else if !times.is_empty() && !is_open {
        Source::of(Order::Time, "refused_payments", "created_at", "id", &times[" AND ".len()..])
    } else if is_open {
        filters.conditions.extend(condition_of(&times, "r"));
        Source::of_each("merchants m", "refused_payments", "y.merchant_id = m.id AND y.resolved_at IS NULL")
    } else {
        Source::of(Order::Id, "refused_payments", "created_at", "id", "1")
    };
    if let Some(status) = status {
        let status = list(&status);
        filters.add(
            "iif(r.resolved_at IS NULL, 'open', 'resolved') IN (SELECT value FROM json_each(?))",
            status,
        );
    }
    if let Some(merchant) = merchant {
        filters.add("m.code = ?", merchant);
    }
    if let Some(product) = product {
        filters.add("m.product_id = ?", product);
    }
    List { source, tables: TABLES, item: ITEM }
}

/// Amounts stand as they were reported: compared by their minor units.
const MINOR: &str = "(SELECT CAST(r.amount AS INTEGER) * y.unit
   + CAST(substr(substr(r.amount || '.', instr(r.amount || '.', '.') + 1, length(r.amount) - instr(r.amount || '.', '.'))
                 || '00000000', 1, y.exponent) AS INTEGER) FROM currencies y WHERE y.code = r.currency)";

/// `GET /refused-payments`, and its file.
pub static LIST: MoneyList =
    MoneyList { name: "refused-payments", filters: &FILTERS, select, columns: COLUMNS };

/// `GET /refused-payments/{id}`
pub async fn one(known: &Known<'_>) -> Result<Reply, Problem> {
    let id = known.call.part(0);
    let number: i64 = id.parse().map_err(|_| Problem::NotFound)?;
    let mut rows = known.call.platform.query(DETAIL, &[number.into()]).await?;
    let body: String = rows.first_mut().ok_or(Problem::NotFound)?.take()?;
    let timeline = timeline::of_refused_payment(known.call.platform, id).await?;
    Ok(timeline::with(&body, &timeline))
}
