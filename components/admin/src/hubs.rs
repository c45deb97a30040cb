//! Hubs: the upstream of a merchant. Every merchant has one, at first without a domain and a key.

use crate::resource::{Field, Issue, Kind, Need, Resource, field};

pub static HUBS: Resource = Resource {
    name: "hub",
    section: "hubs",
    view: "admin_view_hubs",
    fields: &FIELDS,
    issue: Issue::Nothing,
    is_made: false,
    range: None,
};

const FIELDS: [Field; 5] = [
    field("merchant", Kind::Code(20, ""), Need::Key),
    field("domain", Kind::BaseUrl, Need::Or("\"\"")),
    field("callback_url", Kind::Url, Need::Or("\"\"")),
    field("region_id", Kind::Integer(0, 999_999_999), Need::Or("1")),
    field("group_id", Kind::Integer(0, 999_999_999), Need::Or("1")),
];

/// The hub of a merchant that has just been made.
pub fn first_body(merchant: &str) -> String {
    format!(r#"{{"merchant":"{merchant}","domain":"","callback_url":"","region_id":1,"group_id":1}}"#)
}
