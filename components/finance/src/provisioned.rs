//! What operators provision, as files: the lists of the component `admin` in columns. `?1` is the cursor, `?2` the number of rows,
//! `?3` whose they are, NULL for all.

use crate::csv::Kind::{Plain, Text};
use crate::file::Column;
use crate::listing::Listing;
use crate::query;
use feiqian_cashier::wire_amount;
use feiqian_operator::call::Routed;
use feiqian_operator::problem::Problem;
use feiqian_operator::{at, day_offset};
use feiqian_platform::Value;

/// A list: the filter that names whose they are, the columns, and the statement. Its cursor is a number or a text.
struct Provisioned {
    parent: &'static str,
    columns: &'static [Column],
    is_numbered: bool,
    sql: &'static str,
}

/// Active or suspended.
macro_rules! status {
    ($column:literal) => {
        concat!("CASE ", $column, " WHEN 1 THEN 'active' ELSE 'suspended' END")
    };
}

/// Whether.
macro_rules! flag {
    ($column:literal) => {
        concat!("CASE ", $column, " WHEN 0 THEN 'false' ELSE 'true' END")
    };
}

/// Declares a list: a column's name and kind stand beside its SQL expression. The rows are read in the order of the key,
/// which is the cursor; `of` names the filter by the column that it compares with.
macro_rules! list {
    (
        $list:ident of $parent:literal = $owner:expr, by $numbered:literal $key:literal, from $from:literal;
        $($name:literal $kind:ident $sql:expr,)+
    ) => {
        list! {
            $list of $parent = $owner, by $numbered $key, from $from,
            where concat!($key, " > ?1"), order $key;
            $($name $kind $sql,)+
        }
    };
    (
        $list:ident of $parent:literal = $owner:expr, by $numbered:literal $key:literal, from $from:literal,
        where $behind:expr, order $order:literal;
        $($name:literal $kind:ident $sql:expr,)+
    ) => {
        static $list: Provisioned = Provisioned {
            parent: $parent,
            columns: &[$(Column($name, $kind)),+],
            is_numbered: $numbered,
            sql: concat!(
                "SELECT ", $key, $(", ", $sql,)+ " FROM ", $from, " WHERE ", $behind, " AND (?3 IS NULL OR ", $owner,
                " = ?3) ORDER BY ", $order, " LIMIT ?2"
            ),
        };
    };
}

list! {
    PRODUCTS of "product_id" = "id", by true "id", from "products";
    "id" Plain "id",
    "name" Text "name",
    "status" Plain status!("status"),
    "deposits" Plain flag!("deposit_status"),
    "withdrawals" Plain flag!("withdraw_status"),
    "require_nonce" Plain flag!("require_nonce"),
    "minimum_scheme" Plain "minimum_scheme",
    "deposit_callback" Text "deposit_callback",
    "withdraw_callback" Text "withdraw_callback",
    "created_at" Plain at!("created_at"),
    "updated_at" Plain at!("updated_at"),
}

list! {
    MERCHANTS of "product_id" = "product_id", by false "code", from "merchants";
    "code" Text "code",
    "product_id" Plain "product_id",
    "account" Text "account",
    "status" Plain status!("status"),
    "four_eyes" Plain flag!("four_eyes"),
    "make_up_ceiling" Plain concat!(
        "coalesce((SELECT group_concat(c.key || ' ' || ",
        wire_amount!("c.value", "c.key"),
        ", '; ') FROM json_each(make_up_ceiling) c), '')"
    ),
    "day_offset" Plain day_offset!("day_offset"),
    "created_at" Plain at!("created_at"),
    "updated_at" Plain at!("updated_at"),
}

list! {
    MERCHANT_USERS of "merchant" = "m.code", by true "u.id",
    from "merchant_users u JOIN merchants m ON m.id = u.merchant_id";
    "merchant" Text "m.code",
    "account" Text "u.account",
    "role" Plain "u.role",
    "status" Plain status!("u.status"),
    "created_at" Plain at!("u.created_at"),
    "updated_at" Plain at!("u.updated_at"),
}

list! {
    HUBS of "merchant" = "code", by false "code", from "merchants";
    "merchant" Text "code",
    "domain" Text "domain",
    "callback_url" Text "callback_url",
    "region_id" Plain "region_id",
    "group_id" Plain "group_id",
}

list! {
    DEPOSIT_CHANNELS of "product_id" = "h.product_id", by true "h.id",
    from "deposit_channels h JOIN merchants m ON m.id = h.merchant_id";
    "product_id" Plain "h.product_id",
    "code" Text "h.code",
    "merchant" Text "m.code",
    "kind" Plain "h.kind",
    "channel" Text "h.channel",
    "name" Text "h.name",
    "category" Plain "h.category",
    "currency" Plain "h.currency",
    "status" Plain status!("h.status"),
    "recommend" Plain "h.recommend",
    "sort" Plain "h.sort",
    "fee_bp" Plain "h.fee_bp",
    "min_amount" Plain wire_amount!("h.min_amount", "h.currency"),
    "max_amount" Plain wire_amount!("h.max_amount", "h.currency"),
    "star_levels" Text "h.star_levels",
    "credit_levels" Text "h.credit_levels",
    "customer_types" Text "h.customer_types",
    "updated_at" Plain at!("h.updated_at"),
}

list! {
    WITHDRAW_CHANNELS of "product_id" = "h.product_id", by true "h.id",
    from "withdraw_channels h JOIN merchants m ON m.id = h.merchant_id";
    "product_id" Plain "h.product_id",
    "code" Text "h.code",
    "merchant" Text "m.code",
    "channel" Text "h.channel",
    "name" Text "h.name",
    "currency" Plain "h.currency",
    "status" Plain status!("h.status"),
    "recommend" Plain "h.recommend",
    "sort" Plain "h.sort",
    "fee_bp" Plain "h.fee_bp",
    "min_amount" Plain wire_amount!("h.min_amount", "h.currency"),
    "max_amount" Plain wire_amount!("h.max_amount", "h.currency"),
    "max_total_amount" Plain wire_amount!("h.max_total_amount", "h.currency"),
    "star_levels" Text "h.star_levels",
    "credit_levels" Text "h.credit_levels",
    "customer_types" Text "h.customer_types",
    "updated_at" Plain at!("h.updated_at"),
}

list! {
    RECEIVING_ACCOUNTS of "merchant" = "m.code", by true "b.id",
    from "receipt_banks b JOIN merchants m ON m.id = b.merchant_id";
    "id" Plain "b.id",
    "merchant" Text "m.code",
    "type" Plain "CASE b.type WHEN 1 THEN 'manual' ELSE 'transfer' END",
    "currency" Plain "b.currency",
    "account_no" Text "b.account_no",
    "bank_code" Text "b.bank_code",
    "bank_name" Text "b.bank_name",
    "account_name" Text "b.account_name",
    "branch" Text "b.branch",
    "status" Plain status!("b.status"),
    "limit_amount" Plain wire_amount!("b.limit_amount", "b.currency"),
    "usable_from" Plain at!("b.usable_from"),
    "remarks" Text "b.remarks",
    "updated_at" Plain at!("b.updated_at"),
}

list! {
    BANKS of "type" = "CASE type WHEN 1 THEN 'redirect' WHEN 2 THEN 'deposit' ELSE 'withdrawal' END", by true "id",
    from "bank_codes";
    "type" Plain "CASE type WHEN 1 THEN 'redirect' WHEN 2 THEN 'deposit' ELSE 'withdrawal' END",
    "code" Text "code",
    "name" Text "name",
    "status" Plain status!("status"),
}

list! {
    PAYEE_MERCHANTS of "merchant_no" = "merchant_no", by false "merchant_no", from "payee_merchant";
    "merchant_no" Text "merchant_no",
    "name" Text "name",
    "status" Plain status!("enabled"),
    "payouts" Plain flag!("payout_right"),
    "accept_empty_in_sign" Plain flag!("accept_empty_in_sign"),
    "require_header_sign" Plain flag!("require_header_sign"),
    "require_timestamp" Plain flag!("require_timestamp"),
    "allow_cross_currency" Plain flag!("allow_cross_currency"),
    "day_offset" Plain day_offset!("day_offset"),
    "created_at" Plain at!("created_at"),
}

list! {
    PAYEE_STORES of "merchant_no" = "merchant_no", by false "merchant_no || '/' || store_no", from "payee_store";
    "merchant_no" Text "merchant_no",
    "store_no" Text "store_no",
    "status" Plain status!("enabled"),
    "created_at" Plain at!("created_at"),
}

list! {
    PAYEE_FEES of "merchant_no" = "merchant_no", by false "merchant_no || '/' || currency", from "payee_fee";
    "merchant_no" Text "merchant_no",
    "currency" Plain "currency",
    "fixed" Plain wire_amount!("fee_fixed", "currency"),
    "rate_ppm" Plain "fee_rate_ppm",
}

list! {
    TOP_UPS of "merchant_no" = "merchant_no", by false "merchant_no || '/' || reference", from "admin_top_ups",
    where "(merchant_no, reference) > (substr(?1, 1, 6), substr(?1, 8))", order "merchant_no, reference";
    "merchant_no" Text "merchant_no",
    "reference" Text "reference",
    "currency" Plain "currency",
    "amount" Plain wire_amount!("amount", "currency"),
    "reason" Text "reason",
    "status" Plain "status",
    "asked_by" Text "asked_by",
    "asked_at" Plain at!("asked_at"),
    "decided_by" Text "decided_by",
    "decided_at" Plain at!("decided_at"),
    "decision_reason" Text "decision_reason",
}

list! {
    OPERATORS of "role" = "role", by false "name", from "admin_operators";
    "name" Text "name",
    "role" Plain "role",
    "status" Plain status!("status"),
    "created_at" Plain at!("created_at"),
    "updated_at" Plain at!("updated_at"),
}

const AUDIT_COLUMNS: &[Column] = &[
    Column("id", Plain),
    Column("at", Plain),
    Column("operator", Text),
    Column("role", Plain),
    Column("token_id", Text),
    Column("client_ip", Text),
    Column("trace_id", Text),
    Column("action", Plain),
    Column("resource", Plain),
    Column("key", Text),
    Column("before", Text),
    Column("after", Text),
    Column("hash", Plain),
];

/// A provisioned list by its name.
pub fn listing(call: &Routed<'_>, name: &str) -> Result<Listing, Problem> {
    let list = match name {
        "products" => &PRODUCTS,
        "merchants" => &MERCHANTS,
        "merchant-users" => &MERCHANT_USERS,
        "hubs" => &HUBS,
        "deposit-channels" => &DEPOSIT_CHANNELS,
        "withdraw-channels" => &WITHDRAW_CHANNELS,
        "receiving-accounts" => &RECEIVING_ACCOUNTS,
        "banks" => &BANKS,
        "payee-merchants" => &PAYEE_MERCHANTS,
        "payee-stores" => &PAYEE_STORES,
        "payee-fees" => &PAYEE_FEES,
        "top-ups" => &TOP_UPS,
        "operators" => &OPERATORS,
        _ => return Ok(audit(call)),
    };
    let parent = query::word(call, list.parent)?;
    // A product's number is one in the tables.
    let parent = match parent {
        Some(text) if list.parent == "product_id" => match text.parse::<i64>() {
            Ok(number) => number.into(),
            Err(_) => return Err(query::flaw(list.parent, "integer", "A whole number.")),
        },
        parent => Value::from(parent),
    };
    let cursor = if list.is_numbered { Value::from(0_i64) } else { Value::from("") };
    Ok(Listing {
        sql: list.sql.to_owned(),
        cursor: vec![cursor],
        filters: vec![parent],
        columns: list.columns,
    })
}

/// The audit, the oldest first, by its three filters.
fn audit(call: &Routed<'_>) -> Listing {
    let (mut conditions, mut filters) = (String::new(), Vec::new());
    for name in ["operator", "resource", "key"] {
        if let Some(text) = call.query(name) {
            filters.push(text.into());
            conditions.push_str(&format!(" AND {name} = ?{}", filters.len() + 2));
        }
    }
    let sql = format!(
        "SELECT id, id, {}, operator, role, token_id, client_ip, trace_id, action, resource, key, old_body, new_body, hash
           FROM admin_audit WHERE id > ?1{conditions} ORDER BY id LIMIT ?2",
        at!("created_at")
    );
    Listing { sql, cursor: vec![0_i64.into()], filters, columns: AUDIT_COLUMNS }
}
