//! Deposits of the cashier: `GET /deposits`, `GET /deposits/{order_sn}`.

use crate::filters::{Filters, list};
use crate::page::{List, Order, Source, page};
use crate::timeline;
use feiqian_cashier::wire_amount;
use feiqian_operator::at;
use feiqian_operator::call::{Known, Reply};
use feiqian_operator::problem::Problem;

pub const STATUSES: [(&str, i64); 5] =
    [("open", 0), ("paid", 2), ("made_up", 4), ("failed", -1), ("discarded", -3)];

pub const FILTERS: [&str; 12] = [
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

/// The members that a list has, without the closing parenthesis.
macro_rules! members {
    () => {
        concat!(
            "json_object('order_sn', d.order_sn, 'merchant_order_sn', d.merchant_order_sn,
             'product_order_sn', d.product_order_sn,
             'status', ",
            deposit_status!("d.status"),
            ", 'kind', h.kind, 'merchant', m.code, 'product_id', d.product_id, 'customer', c.product_user_id,
             'channel', d.deposit_channel_code, 'currency', d.currency, 'amount', ",
            wire_amount!("d.amount", "d.currency"),
            ", 'paid_amount', CASE WHEN d.paid_amount IS NOT NULL THEN ",
            wire_amount!("d.paid_amount", "d.currency"),
            " END, 'created_at', ",
            at!("d.created_at"),
            ", 'updated_at', ",
            at!("d.updated_at"),
            ", 'paid_at', ",
            at!("d.paid_at")
        )
    };
}

const ITEM: &str = concat!(members!(), ")");

/// One, with everything but its timeline.
pub const DETAIL: &str = concat!(
    "SELECT d.id, ",
    members!(),
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

/// The list of a call's filters.
pub fn select(filters: &mut Filters<'_>) -> List {
    let number = filters.text("number");
    let customer = filters.text("customer");
    let status = filters.words("status", &STATUSES);
    let product = filters.number("product_id");
    let merchant = filters.text("merchant");
    let channel = filters.text("channel");
    let times = filters.times("created_at");
    if let Some(kinds) =
        filters.words("kind", &[("transfer", "transfer"), ("online", "online"), ("redirect", "redirect")])
    {
        filters.add("h.kind IN (SELECT value FROM json_each(?))", list(&kinds));
    }
    filters.amounts("d.amount", Ok("d.currency"));
    let statuses = status.as_deref().map(list);
    let source = if let Some(number) = number {
        filters.conditions.extend(condition_of(&times, "d"));
        of_number(filters, &number)
    } else if let Some(customer) = customer {
        filters.conditions.extend(condition_of(&times, "d"));
        let customer = filters.bind(customer);
        Source::of_each(
            &format!(
                "products q CROSS JOIN customers c ON c.product_id = q.id AND c.product_user_id = {customer}"
            ),
            "deposit_records",
            "y.customer_id = c.id",
        )
    } else if !times.is_empty() {
        let of = |state| {
            let condition = format!("upstream_state = '{state}'{times}");
            Source::of(Order::Time, "deposit_records", "created_at", "id", &condition).sql
        };
        Source::union(Order::Time, &["none", "pending", "ok", "failed"].map(of))
    } else if let Some(channel) = &channel {
        let code = filters.bind(channel.as_str());
        Source::of_each(
            &format!("(SELECT id FROM deposit_channels WHERE code = {code}) h"),
            "deposit_records",
            "y.channel_id = h.id",
        )
    } else if merchant.is_some() || product.is_some() || status.is_some() {
        let all = || list(&STATUSES.map(|(_, status)| status));
        let owners =
            of_merchants(filters, merchant.as_deref(), product, &statuses.clone().unwrap_or_else(all));
        Source::of_each(&owners, "deposit_records", "y.merchant_id = m.id AND y.status = s.value")
    } else {
        Source::of(Order::Id, "deposit_records", "created_at", "id", "1")
    };
    if let Some(statuses) = statuses {
        filters.add("d.status IN (SELECT value FROM json_each(?))", statuses);
    }
    if let Some(merchant) = merchant {
        filters.add("m.code = ?", merchant);
    }
    if let Some(product) = product {
        filters.add("d.product_id = ?", product);
    }
    if let Some(channel) = channel {
        filters.add("d.deposit_channel_code = ?", channel);
    }
    List { source, tables: TABLES, item: ITEM }
}

/// The merchants that are meant, each with every status that is.
pub fn of_merchants(
    filters: &mut Filters<'_>,
    merchant: Option<&str>,
    product: Option<i64>,
    statuses: &str,
) -> String {
    let mut condition = String::from("1");
    if let Some(merchant) = merchant {
        condition.push_str(&format!(" AND code = {}", filters.bind(merchant)));
    }
    if let Some(product) = product {
        condition.push_str(&format!(" AND product_id = {}", filters.bind(product)));
    }
    let statuses = filters.bind(statuses);
    format!("(SELECT id FROM merchants WHERE {condition}) m CROSS JOIN json_each({statuses}) s")
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

/// The conditions of `times` on a table, if there are any.
pub fn condition_of(times: &str, table: &str) -> Option<String> {
    let conditions = times.strip_prefix(" AND ")?;
    Some(conditions.replace("created_at", &format!("{table}.created_at")))
}

/// `GET /deposits`
pub async fn all(known: &Known<'_>) -> Result<Reply, Problem> {
    let mut filters = Filters::of(&known.call, &FILTERS);
    let list = select(&mut filters);
    page(&known.call, &list, &mut filters).await
}

/// `GET /deposits/{order_sn}`
pub async fn one(known: &Known<'_>) -> Result<Reply, Problem> {
    let number = known.call.part(0);
    let mut rows = known.call.platform.query(DETAIL, &[number.into()]).await?;
    let row = rows.first_mut().ok_or(Problem::NotFound)?;
    let (id, body): (i64, String) = (row.take(0)?, row.take(1)?);
    let timeline = timeline::of_order(known.call.platform, 1, id, "cashier.", number, "deposit").await?;
    Ok(timeline::with(body, &timeline))
}
