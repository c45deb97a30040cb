//! Merchants: who collects and pays out for a product, with the account `account` of their back office.

use crate::resource::{Field, Issue, Kind, Need, Resource, STATUS, field};
use crate::role::Scope;
use feiqian_cashier::wire_amount;
use feiqian_operator::{at, day_offset};

/// Its bodies, as every reader and the comparison of a command see them.
const VIEW: &str = concat!(
    "SELECT code AS key, CAST(product_id AS TEXT) AS parent, id AS id,
     json_object('code', code, 'product_id', product_id, 'account', account,
     'status', CASE status WHEN 1 THEN 'active' ELSE 'suspended' END,
     'four_eyes', json(CASE four_eyes WHEN 0 THEN 'false' ELSE 'true' END),
     'make_up_ceiling', json(coalesce((SELECT json_group_object(c.key, ",
    wire_amount!("c.value", "c.key"),
    ")
     FROM (SELECT key, value FROM json_each(make_up_ceiling) ORDER BY key) c), '{}')), 'day_offset', ",
    day_offset!("day_offset"),
    ") AS body,
     json_object('created_at', ",
    at!("created_at"),
    ", 'updated_at', ",
    at!("updated_at"),
    ") AS info, password_hash AS secret
     FROM merchants",
);

pub static MERCHANTS: Resource = Resource {
    name: "merchant",
    section: "merchants",
    view: VIEW,
    fields: &FIELDS,
    issue: Issue::Password,
    is_made: true,
    range: None,
    write: Scope::ProvisioningWrite,
};

const FIELDS: [Field; 7] = [
    field("code", Kind::Code(20, ""), Need::Key),
    field("product_id", Kind::Integer(1, 999_999_999), Need::Fixed),
    field("account", Kind::Name(64), Need::Required),
    STATUS,
    field("four_eyes", Kind::Flag, Need::Or("true")),
    field("make_up_ceiling", Kind::Amounts, Need::Or("{}")),
    field("day_offset", Kind::DayOffset, Need::Or("\"+00:00\"")),
];
