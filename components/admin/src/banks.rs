//! Banks by use. The common national ones are there from the start.

use crate::resource::{Field, Issue, Kind, Need, Resource, STATUS, field};

pub static BANKS: Resource = Resource {
    name: "bank",
    section: "banks",
    view: "admin_view_banks",
    fields: &FIELDS,
    issue: Issue::Nothing,
    is_made: true,
    range: None,
};

const FIELDS: [Field; 4] = [
    field("type", Kind::OneOf(&["redirect", "deposit", "withdrawal"]), Need::Key),
    field("code", Kind::Code(15, "_-"), Need::Key),
    field("name", Kind::Name(100), Need::Required),
    STATUS,
];
