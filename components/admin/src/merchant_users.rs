//! Further accounts of a merchant's back office, each with one role.

use crate::resource::{Field, Issue, Kind, Need, Resource, STATUS, field};

pub static MERCHANT_USERS: Resource = Resource {
    name: "merchant_user",
    section: "merchant_users",
    view: "admin_view_merchant_users",
    fields: &FIELDS,
    issue: Issue::Password,
    is_made: true,
    range: None,
};

const FIELDS: [Field; 4] = [
    field("merchant", Kind::Code(20, ""), Need::Key),
    field("account", Kind::Name(64), Need::Key),
    field("role", Kind::OneOf(&["hub", "service", "treasury", "admin", "auditor"]), Need::Required),
    STATUS,
];
