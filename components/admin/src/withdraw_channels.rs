//! Withdrawal channels of a product, with the levels of the customers who see them.

use crate::resource::{CURRENCIES, Field, Issue, Kind, Need, Resource, STATUS, field};
use crate::role::Scope;
use feiqian_cashier::wire_amount;
use feiqian_operator::at;

/// Its bodies, as every reader and the comparison of a command see them.
const VIEW: &str = concat!(
    "SELECT h.product_id || '/' || h.code AS key, CAST(h.product_id AS TEXT) AS parent, h.id AS id,
     json_object('product_id', h.product_id, 'code', h.code, 'merchant', m.code,
     'channel', h.channel, 'name', h.name, 'currency', h.currency,
     'status', CASE h.status WHEN 1 THEN 'active' ELSE 'suspended' END,
     'recommend', json(CASE h.recommend WHEN 0 THEN 'false' ELSE 'true' END), 'sort', h.sort,
     'fee_bp', h.fee_bp, 'min_amount', ",
    wire_amount!("h.min_amount", "h.currency"),
    ", 'max_amount', ",
    wire_amount!("h.max_amount", "h.currency"),
    ",
     'max_total_amount', ",
    wire_amount!("h.max_total_amount", "h.currency"),
    ", 'star_levels', h.star_levels, 'credit_levels', h.credit_levels,
     'customer_types', h.customer_types) AS body,
     json_object('created_at', ",
    at!("h.created_at"),
    ", 'updated_at', ",
    at!("h.updated_at"),
    ") AS info, NULL AS secret
     FROM withdraw_channels h JOIN merchants m ON m.id = h.merchant_id",
);

pub static WITHDRAW_CHANNELS: Resource = Resource {
    name: "withdraw_channel",
    section: "withdraw_channels",
    view: VIEW,
    fields: &FIELDS,
    issue: Issue::Nothing,
    is_made: true,
    range: Some(("min_amount", "max_amount")),
    write: Scope::ProvisioningWrite,
};

const FIELDS: [Field; 16] = [
    field("product_id", Kind::Integer(1, 999_999_999), Need::Key),
    field("code", Kind::Code(10, "_-"), Need::Key),
    field("merchant", Kind::Code(20, ""), Need::Fixed),
    field("channel", Kind::Text(64), Need::Or("\"\"")),
    field("name", Kind::Name(100), Need::Required),
    field("currency", Kind::OneOf(CURRENCIES), Need::Fixed),
    STATUS,
    field("recommend", Kind::Flag, Need::Or("false")),
    field("sort", Kind::Integer(-999_999, 999_999), Need::Or("0")),
    field("fee_bp", Kind::Integer(0, 10_000), Need::Or("0")),
    field("min_amount", Kind::Amount, Need::Or("\"0\"")),
    field("max_amount", Kind::Amount, Need::Or("\"0\"")),
    field("max_total_amount", Kind::Amount, Need::Or("\"0\"")),
    field("star_levels", Kind::Levels, Need::Or("\"\"")),
    field("credit_levels", Kind::Levels, Need::Or("\"\"")),
    field("customer_types", Kind::Levels, Need::Or("\"\"")),
];
