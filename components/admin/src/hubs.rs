//! Hubs: the upstream of a merchant. Every merchant has one, at first without a domain and a key.

use crate::resource::{Field, Issue, Kind, Need, Resource, field};
use crate::role::Scope;
use feiqian_operator::at;

/// Its bodies, as every reader and the comparison of a command see them.
const VIEW: &str = concat!(
    "SELECT code AS key, CAST(product_id AS TEXT) AS parent, id AS id,
     json_object('merchant', code, 'domain', domain, 'callback_url', callback_url,
     'region_id', region_id, 'group_id', group_id, 'key_ref', ",
    key_ref!("'hub'", "code"),
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
     FROM merchants",
);

pub static HUBS: Resource = Resource {
    name: "hub",
    section: "hubs",
    view: VIEW,
    fields: &FIELDS,
    issue: Issue::Nothing,
    is_made: false,
    range: None,
    write: Scope::ProvisioningWrite,
};

const FIELDS: [Field; 6] = [
    field("merchant", Kind::Code(20, ""), Need::Key),
    field("domain", Kind::BaseUrl, Need::Or("\"\"")),
    field("callback_url", Kind::Url, Need::Or("\"\"")),
    field("region_id", Kind::Integer(0, 999_999_999), Need::Or("1")),
    field("group_id", Kind::Integer(0, 999_999_999), Need::Or("1")),
    field("key_ref", Kind::KeyRef, Need::Or("\"\"")),
];

/// The hub of a merchant that has just been made.
pub fn first_body(merchant: &str) -> String {
    format!(
        r#"{{"merchant":"{merchant}","domain":"","callback_url":"","region_id":1,"group_id":1,"key_ref":""}}"#
    )
}
