//! Banks by use. The common national ones are there from the start.

use crate::resource::{Field, Issue, Kind, Need, Resource, STATUS, field};
use crate::role::Scope;

/// Its bodies, as every reader and the comparison of a command see them.
const VIEW: &str = "SELECT CASE type WHEN 1 THEN 'redirect' WHEN 2 THEN 'deposit' ELSE 'withdrawal' END || '/' || code AS key,
     NULL AS parent, id AS id,
     json_object('type', CASE type WHEN 1 THEN 'redirect' WHEN 2 THEN 'deposit' ELSE 'withdrawal' END,
     'code', code, 'name', name, 'status', CASE status WHEN 1 THEN 'active' ELSE 'suspended' END) AS body,
     json_object() AS info, NULL AS secret
     FROM bank_codes";

pub static BANKS: Resource = Resource {
    name: "bank",
    section: "banks",
    view: VIEW,
    fields: &FIELDS,
    issue: Issue::Nothing,
    is_made: true,
    range: None,
    write: Scope::ProvisioningWrite,
};

const FIELDS: [Field; 4] = [
    field("type", Kind::OneOf(&["redirect", "deposit", "withdrawal"]), Need::Key),
    field("code", Kind::Code(15, "_-"), Need::Key),
    field("name", Kind::Name(100), Need::Required),
    STATUS,
];
