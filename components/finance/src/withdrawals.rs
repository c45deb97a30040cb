//! Withdrawals of the cashier: `GET /withdrawals`, `GET /withdrawals/{order_sn}`.

use crate::deposits::{condition_of, of_merchants};
use crate::filters::{Filters, list};
use crate::page::{List, Order, Source, page};
use crate::timeline;
use feiqian_cashier::wire_amount;
use feiqian_operator::at;
use feiqian_operator::call::{Known, Reply};
use feiqian_operator::problem::Problem;

pub const STATUSES: [(&str, i64); 4] = [("open", 0), ("approved", 1), ("paid", 2), ("refused", -1)];

pub const FILTERS: [&str; 11] = [
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

macro_rules! members {
    () => {
        concat!(
            "json_object('order_sn', w.billno, 'product_order_sn', w.product_billno, 'status', ",
            withdrawal_status!("w.status"),
            ", 'merchant', m.code, 'product_id', w.product_id, 'customer', c.product_user_id,
             'channel', w.withdraw_channel_code, 'currency', w.currency, 'amount', ",
            wire_amount!("w.amount", "w.currency"),
            ", 'created_at', ",
            at!("w.created_at"),
            ", 'updated_at', ",
            at!("w.updated_at"),
            ", 'decided_by', nullif(w.approved_person, ''), 'decided_at', ",
            at!("w.approved_at")
        )
    };
}

const ITEM: &str = concat!(members!(), ")");

/// One, with everything but its timeline.
pub const DETAIL: &str = concat!(
    "SELECT w.id, ",
    members!(),
    ", 'bank', w.bank_name, 'branch', w.branch_name, 'account_name', w.bank_account_name, 'account_number', ",
    masked!("w.bank_account_no"),
    ", 'remarks', w.approved_remark)
     FROM withdraw_records w JOIN merchants m ON m.id = w.merchant_id JOIN customers c ON c.id = w.customer_id
    WHERE w.billno = ?1",
);

/// The list of a call's filters.
pub fn select(filters: &mut Filters<'_>) -> List {
    let number = filters.text("number");
    let customer = filters.text("customer");
    let status = filters.words("status", &STATUSES);
    let product = filters.number("product_id");
    let merchant = filters.text("merchant");
    let channel = filters.text("channel");
    let times = filters.times("created_at");
    filters.amounts("w.amount", Ok("w.currency"));
    let statuses = status.as_deref().map(list);
    let source = if let Some(number) = number {
        filters.conditions.extend(condition_of(&times, "w"));
        let number = filters.bind(number);
        let of = |condition: String| {
            format!("SELECT created_at AS t, id FROM withdraw_records WHERE {condition} AND id < ?4")
        };
        let by_product = format!(
            "product_id IN (SELECT id FROM products) AND product_billno = {number} AND billno <> {number}"
        );
        Source::union(Order::Id, &[of(format!("billno = {number}")), of(by_product)])
    } else if let Some(customer) = customer {
        filters.conditions.extend(condition_of(&times, "w"));
        let customer = filters.bind(customer);
        Source::of_each(
            &format!(
                "products q CROSS JOIN customers c ON c.product_id = q.id AND c.product_user_id = {customer}"
            ),
            "withdraw_records",
            "y.customer_id = c.id",
        )
    } else if let Some(conditions) = times.strip_prefix(" AND ") {
        Source::of(Order::Time, "withdraw_records", "created_at", "id", conditions)
    } else if let Some(channel) = &channel {
        let code = filters.bind(channel.as_str());
        Source::of_each(
            &format!("(SELECT id FROM withdraw_channels WHERE code = {code}) h"),
            "withdraw_records",
            "y.channel_id = h.id",
        )
    } else if merchant.is_some() || product.is_some() || status.is_some() {
        let all = || list(&STATUSES.map(|(_, status)| status));
        let owners =
            of_merchants(filters, merchant.as_deref(), product, &statuses.clone().unwrap_or_else(all));
        Source::of_each(&owners, "withdraw_records", "y.merchant_id = m.id AND y.status = s.value")
    } else {
        Source::of(Order::Id, "withdraw_records", "created_at", "id", "1")
    };
    if let Some(statuses) = statuses {
        filters.add("w.status IN (SELECT value FROM json_each(?))", statuses);
    }
    if let Some(merchant) = merchant {
        filters.add("m.code = ?", merchant);
    }
    if let Some(product) = product {
        filters.add("w.product_id = ?", product);
    }
    if let Some(channel) = channel {
        filters.add("w.withdraw_channel_code = ?", channel);
    }
    List { source, tables: TABLES, item: ITEM }
}

/// `GET /withdrawals`
pub async fn all(known: &Known<'_>) -> Result<Reply, Problem> {
    let mut filters = Filters::of(&known.call, &FILTERS);
    let list = select(&mut filters);
    page(&known.call, &list, &mut filters).await
}

/// `GET /withdrawals/{order_sn}`
pub async fn one(known: &Known<'_>) -> Result<Reply, Problem> {
    let number = known.call.part(0);
    let mut rows = known.call.platform.query(DETAIL, &[number.into()]).await?;
    let row = rows.first_mut().ok_or(Problem::NotFound)?;
    let (id, body): (i64, String) = (row.take(0)?, row.take(1)?);
    let timeline = timeline::of_order(known.call.platform, 2, id, "cashier.", number, "withdrawal").await?;
    Ok(timeline::with(body, &timeline))
}
