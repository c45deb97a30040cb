//! Withdrawal channels of a product, with the levels of the customers who see them.

use crate::resource::{CURRENCIES, Field, Issue, Kind, Need, Resource, STATUS, field};

pub static WITHDRAW_CHANNELS: Resource = Resource {
    name: "withdraw_channel",
    section: "withdraw_channels",
    view: "admin_view_withdraw_channels",
    fields: &FIELDS,
    issue: Issue::Nothing,
    is_made: true,
    range: Some(("min_amount", "max_amount")),
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
