//! Products: the systems that sign requests. A new one gets a key, which is shown once.

use crate::resource::{Field, Issue, Kind, Need, Resource, STATUS, field};
use crate::role::Scope;
use feiqian_operator::at;

/// Its bodies, as every reader and the comparison of a command see them.
const VIEW: &str = concat!(
    "SELECT CAST(id AS TEXT) AS key, NULL AS parent, id AS id,
     json_object('id', id, 'name', name, 'status', CASE status WHEN 1 THEN 'active' ELSE 'suspended' END,
     'deposits', json(CASE deposit_status WHEN 0 THEN 'false' ELSE 'true' END),
     'withdrawals', json(CASE withdraw_status WHEN 0 THEN 'false' ELSE 'true' END),
     'require_nonce', json(CASE require_nonce WHEN 0 THEN 'false' ELSE 'true' END),
     'minimum_scheme', minimum_scheme, 'deposit_callback', deposit_callback,
     'withdraw_callback', withdraw_callback, 'key_ref', ",
    key_ref!("'product'", "CAST(id AS TEXT)"),
    ") AS body,
     json_object('key', ",
    key_time!("key"),
    ", 'next_key', ",
    key_time!("next_key"),
    ", 'created_at', ",
    at!("created_at"),
    ",
     'updated_at', ",
    at!("updated_at"),
    ") AS info, NULL AS secret
     FROM products",
);

pub static PRODUCTS: Resource = Resource {
    name: "product",
    section: "products",
    view: VIEW,
    fields: &FIELDS,
    issue: Issue::Key,
    is_made: true,
    range: None,
    write: Scope::ProvisioningWrite,
};

const FIELDS: [Field; 10] = [
    field("id", Kind::Integer(1, 999_999_999), Need::Key),
    field("name", Kind::Name(100), Need::Required),
    STATUS,
    field("deposits", Kind::Flag, Need::Or("true")),
    field("withdrawals", Kind::Flag, Need::Or("true")),
    field("require_nonce", Kind::Flag, Need::Or("false")),
    field("minimum_scheme", Kind::OneOf(&["md5", "hmac", "rfc9421"]), Need::Or("\"hmac\"")),
    field("deposit_callback", Kind::Url, Need::Or("\"\"")),
    field("withdraw_callback", Kind::Url, Need::Or("\"\"")),
    field("key_ref", Kind::KeyRef, Need::Or("\"\"")),
];
