//! Merchants: who collects and pays out for a product, with the account `account` of their back office.

use crate::resource::{Field, Issue, Kind, Need, Resource, STATUS, field};

pub static MERCHANTS: Resource = Resource {
    name: "merchant",
    section: "merchants",
    view: "admin_view_merchants",
    fields: &FIELDS,
    issue: Issue::Password,
    is_made: true,
    range: None,
};

const FIELDS: [Field; 6] = [
    field("code", Kind::Code(20, ""), Need::Key),
    field("product_id", Kind::Integer(1, 999_999_999), Need::Fixed),
    field("account", Kind::Name(64), Need::Required),
    STATUS,
    field("four_eyes", Kind::Flag, Need::Or("true")),
    field("make_up_ceiling", Kind::Amounts, Need::Or("{}")),
];
