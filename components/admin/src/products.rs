//! Products: the systems that sign requests. A new one gets a key, which is shown once.

use crate::resource::{Field, Issue, Kind, Need, Resource, STATUS, field};

pub static PRODUCTS: Resource = Resource {
    name: "product",
    section: "products",
    view: "admin_view_products",
    fields: &FIELDS,
    issue: Issue::Key,
    is_made: true,
    range: None,
};

const FIELDS: [Field; 9] = [
    field("id", Kind::Integer(1, 999_999_999), Need::Key),
    field("name", Kind::Name(100), Need::Required),
    STATUS,
    field("deposits", Kind::Flag, Need::Or("true")),
    field("withdrawals", Kind::Flag, Need::Or("true")),
    field("require_nonce", Kind::Flag, Need::Or("false")),
    field("minimum_scheme", Kind::OneOf(&["md5", "hmac", "rfc9421"]), Need::Or("\"hmac\"")),
    field("deposit_callback", Kind::Url, Need::Or("\"\"")),
    field("withdraw_callback", Kind::Url, Need::Or("\"\"")),
];
