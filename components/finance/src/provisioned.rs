//! What operators provision, as files: the lists of the component `admin` in columns. `?1` is the cursor, `?2` the number of rows,
//! `?3` whose they are, NULL for all.

use crate::csv::Kind::{Plain, Text};
use crate::file::Column;
use crate::listing::Listing;
use crate::query;
use feiqian_cashier::wire_amount;
use feiqian_operator::call::Call;
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

static PRODUCTS: Provisioned = Provisioned {
    parent: "product_id",
    is_numbered: true,
    columns: &[
        Column("id", Plain),
        Column("name", Text),
        Column("status", Plain),
        Column("deposits", Plain),
        Column("withdrawals", Plain),
        Column("require_nonce", Plain),
        Column("minimum_scheme", Plain),
        Column("deposit_callback", Text),
        Column("withdraw_callback", Text),
        Column("created_at", Plain),
        Column("updated_at", Plain),
    ],
    sql: concat!(
        "SELECT id, id, name, ",
        status!("status"),
        ", ",
        flag!("deposit_status"),
        ", ",
        flag!("withdraw_status"),
        ", ",
        flag!("require_nonce"),
        ", minimum_scheme, deposit_callback, withdraw_callback, ",
        at!("created_at"),
        ", ",
        at!("updated_at"),
        " FROM products WHERE id > ?1 AND (?3 IS NULL OR id = ?3) ORDER BY id LIMIT ?2"
    ),
};

static MERCHANTS: Provisioned = Provisioned {
    parent: "product_id",
    is_numbered: false,
    columns: &[
        Column("code", Text),
        Column("product_id", Plain),
        Column("account", Text),
        Column("status", Plain),
        Column("four_eyes", Plain),
        Column("make_up_ceiling", Plain),
        Column("day_offset", Plain),
        Column("created_at", Plain),
        Column("updated_at", Plain),
    ],
    sql: concat!(
        "SELECT code, code, product_id, account, ",
        status!("status"),
        ", ",
        flag!("four_eyes"),
        ", coalesce((SELECT group_concat(c.key || ' ' || ",
        wire_amount!("c.value", "c.key"),
        ", '; ')
                       FROM json_each(make_up_ceiling) c), ''), ",
        day_offset!("day_offset"),
        ", ",
        at!("created_at"),
        ", ",
        at!("updated_at"),
        " FROM merchants WHERE code > ?1 AND (?3 IS NULL OR product_id = ?3) ORDER BY code LIMIT ?2"
    ),
};

static MERCHANT_USERS: Provisioned = Provisioned {
    parent: "merchant",
    is_numbered: true,
    columns: &[
        Column("merchant", Text),
        Column("account", Text),
        Column("role", Plain),
        Column("status", Plain),
        Column("created_at", Plain),
        Column("updated_at", Plain),
    ],
    sql: concat!(
        "SELECT u.id, m.code, u.account, u.role, ",
        status!("u.status"),
        ", ",
        at!("u.created_at"),
        ", ",
        at!("u.updated_at"),
        " FROM merchant_users u JOIN merchants m ON m.id = u.merchant_id
          WHERE u.id > ?1 AND (?3 IS NULL OR m.code = ?3) ORDER BY u.id LIMIT ?2"
    ),
};

static HUBS: Provisioned = Provisioned {
    parent: "merchant",
    is_numbered: false,
    columns: &[
        Column("merchant", Text),
        Column("domain", Text),
        Column("callback_url", Text),
        Column("region_id", Plain),
        Column("group_id", Plain),
    ],
    sql: "SELECT code, code, domain, callback_url, region_id, group_id FROM merchants
           WHERE code > ?1 AND (?3 IS NULL OR code = ?3) ORDER BY code LIMIT ?2",
};

static DEPOSIT_CHANNELS: Provisioned = Provisioned {
    parent: "product_id",
    is_numbered: true,
    columns: &[
        Column("product_id", Plain),
        Column("code", Text),
        Column("merchant", Text),
        Column("kind", Plain),
        Column("channel", Text),
        Column("name", Text),
        Column("category", Plain),
        Column("currency", Plain),
        Column("status", Plain),
        Column("recommend", Plain),
        Column("sort", Plain),
        Column("fee_bp", Plain),
        Column("min_amount", Plain),
        Column("max_amount", Plain),
        Column("star_levels", Text),
        Column("credit_levels", Text),
        Column("customer_types", Text),
        Column("updated_at", Plain),
    ],
    sql: concat!(
        "SELECT h.id, h.product_id, h.code, m.code, h.kind, h.channel, h.name, h.category, h.currency, ",
        status!("h.status"),
        ", h.recommend, h.sort, h.fee_bp, ",
        wire_amount!("h.min_amount", "h.currency"),
        ", ",
        wire_amount!("h.max_amount", "h.currency"),
        ", h.star_levels, h.credit_levels, h.customer_types, ",
        at!("h.updated_at"),
        " FROM deposit_channels h JOIN merchants m ON m.id = h.merchant_id
          WHERE h.id > ?1 AND (?3 IS NULL OR h.product_id = ?3) ORDER BY h.id LIMIT ?2"
    ),
};

static WITHDRAW_CHANNELS: Provisioned = Provisioned {
    parent: "product_id",
    is_numbered: true,
    columns: &[
        Column("product_id", Plain),
        Column("code", Text),
        Column("merchant", Text),
        Column("channel", Text),
        Column("name", Text),
        Column("currency", Plain),
        Column("status", Plain),
        Column("recommend", Plain),
        Column("sort", Plain),
        Column("fee_bp", Plain),
        Column("min_amount", Plain),
        Column("max_amount", Plain),
        Column("max_total_amount", Plain),
        Column("star_levels", Text),
        Column("credit_levels", Text),
        Column("customer_types", Text),
        Column("updated_at", Plain),
    ],
    sql: concat!(
        "SELECT h.id, h.product_id, h.code, m.code, h.channel, h.name, h.currency, ",
        status!("h.status"),
        ", h.recommend, h.sort, h.fee_bp, ",
        wire_amount!("h.min_amount", "h.currency"),
        ", ",
        wire_amount!("h.max_amount", "h.currency"),
        ", ",
        wire_amount!("h.max_total_amount", "h.currency"),
        ", h.star_levels, h.credit_levels, h.customer_types, ",
        at!("h.updated_at"),
        " FROM withdraw_channels h JOIN merchants m ON m.id = h.merchant_id
          WHERE h.id > ?1 AND (?3 IS NULL OR h.product_id = ?3) ORDER BY h.id LIMIT ?2"
    ),
};

static RECEIVING_ACCOUNTS: Provisioned = Provisioned {
    parent: "merchant",
    is_numbered: true,
    columns: &[
        Column("id", Plain),
        Column("merchant", Text),
        Column("type", Plain),
        Column("currency", Plain),
        Column("account_no", Text),
        Column("bank_code", Text),
        Column("bank_name", Text),
        Column("account_name", Text),
        Column("branch", Text),
        Column("status", Plain),
        Column("limit_amount", Plain),
        Column("usable_from", Plain),
        Column("remarks", Text),
        Column("updated_at", Plain),
    ],
    sql: concat!(
        "SELECT b.id, b.id, m.code, CASE b.type WHEN 1 THEN 'manual' ELSE 'transfer' END, b.currency, b.account_no, b.bank_code,
                b.bank_name, b.account_name, b.branch, ", status!("b.status"), ", ", wire_amount!("b.limit_amount", "b.currency"), ", ",
        at!("b.usable_from"), ", b.remarks, ", at!("b.updated_at"),
        " FROM receipt_banks b JOIN merchants m ON m.id = b.merchant_id
          WHERE b.id > ?1 AND (?3 IS NULL OR m.code = ?3) ORDER BY b.id LIMIT ?2"
    ),
};

static BANKS: Provisioned = Provisioned {
    parent: "type",
    is_numbered: true,
    columns: &[Column("type", Plain), Column("code", Text), Column("name", Text), Column("status", Plain)],
    sql: concat!(
        "SELECT id, CASE type WHEN 1 THEN 'redirect' WHEN 2 THEN 'deposit' ELSE 'withdrawal' END, code, name, ", status!("status"),
        " FROM bank_codes WHERE id > ?1
            AND (?3 IS NULL OR ?3 = CASE type WHEN 1 THEN 'redirect' WHEN 2 THEN 'deposit' ELSE 'withdrawal' END)
          ORDER BY id LIMIT ?2"
    ),
};

static PAYEE_MERCHANTS: Provisioned = Provisioned {
    parent: "merchant_no",
    is_numbered: false,
    columns: &[
        Column("merchant_no", Text),
        Column("name", Text),
        Column("status", Plain),
        Column("payouts", Plain),
        Column("accept_empty_in_sign", Plain),
        Column("require_header_sign", Plain),
        Column("require_timestamp", Plain),
        Column("allow_cross_currency", Plain),
        Column("day_offset", Plain),
        Column("created_at", Plain),
    ],
    sql: concat!(
        "SELECT merchant_no, merchant_no, name, ",
        status!("enabled"),
        ", ",
        flag!("payout_right"),
        ", ",
        flag!("accept_empty_in_sign"),
        ", ",
        flag!("require_header_sign"),
        ", ",
        flag!("require_timestamp"),
        ", ",
        flag!("allow_cross_currency"),
        ", ",
        day_offset!("day_offset"),
        ", ",
        at!("created_at"),
        " FROM payee_merchant WHERE merchant_no > ?1 AND (?3 IS NULL OR merchant_no = ?3) ORDER BY merchant_no LIMIT ?2"
    ),
};

static PAYEE_STORES: Provisioned = Provisioned {
    parent: "merchant_no",
    is_numbered: false,
    columns: &[
        Column("merchant_no", Text),
        Column("store_no", Text),
        Column("status", Plain),
        Column("created_at", Plain),
    ],
    sql: concat!(
        "SELECT merchant_no || '/' || store_no AS key, merchant_no, store_no, ",
        status!("enabled"),
        ", ",
        at!("created_at"),
        " FROM payee_store WHERE key > ?1 AND (?3 IS NULL OR merchant_no = ?3) ORDER BY key LIMIT ?2"
    ),
};

static PAYEE_FEES: Provisioned = Provisioned {
    parent: "merchant_no",
    is_numbered: false,
    columns: &[
        Column("merchant_no", Text),
        Column("currency", Plain),
        Column("fixed", Plain),
        Column("rate_ppm", Plain),
    ],
    sql: concat!(
        "SELECT merchant_no || '/' || currency AS key, merchant_no, currency, ",
        wire_amount!("fee_fixed", "currency"),
        ", fee_rate_ppm",
        " FROM payee_fee WHERE key > ?1 AND (?3 IS NULL OR merchant_no = ?3) ORDER BY key LIMIT ?2"
    ),
};

static TOP_UPS: Provisioned = Provisioned {
    parent: "merchant_no",
    is_numbered: false,
    columns: &[
        Column("merchant_no", Text),
        Column("reference", Text),
        Column("currency", Plain),
        Column("amount", Plain),
        Column("reason", Text),
        Column("status", Plain),
        Column("asked_by", Text),
        Column("asked_at", Plain),
        Column("decided_by", Text),
        Column("decided_at", Plain),
        Column("decision_reason", Text),
    ],
    sql: concat!(
        "SELECT merchant_no || '/' || reference AS key, merchant_no, reference, currency, ",
        wire_amount!("amount", "currency"),
        ", reason, status, asked_by, ",
        at!("asked_at"),
        ", decided_by, ",
        at!("decided_at"),
        ", decision_reason",
        " FROM admin_top_ups WHERE (merchant_no, reference) > (substr(?1, 1, 6), substr(?1, 8))
             AND (?3 IS NULL OR merchant_no = ?3) ORDER BY merchant_no, reference LIMIT ?2"
    ),
};

static OPERATORS: Provisioned = Provisioned {
    parent: "role",
    is_numbered: false,
    columns: &[
        Column("name", Text),
        Column("role", Plain),
        Column("status", Plain),
        Column("created_at", Plain),
        Column("updated_at", Plain),
    ],
    sql: concat!(
        "SELECT name, name, role, ",
        status!("status"),
        ", ",
        at!("created_at"),
        ", ",
        at!("updated_at"),
        " FROM admin_operators WHERE name > ?1 AND (?3 IS NULL OR role = ?3) ORDER BY name LIMIT ?2"
    ),
};

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
pub fn listing(call: &Call<'_>, name: &str) -> Result<Listing, Problem> {
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
fn audit(call: &Call<'_>) -> Listing {
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
