//! Reasons that operators have agreed on: of top-ups (`funding`) and of adjustments of wallets (`adjustment`). Where a kind has
//! an active one, no other text is taken.

use crate::resource::{Field, Issue, Kind, Need, Resource, STATUS, field};
use crate::role::Scope;
use feiqian_operator::at;

/// Its bodies, as every reader and the comparison of a command see them.
const VIEW: &str = concat!(
    "SELECT kind || '/' || code AS key, NULL AS parent, NULL AS id,
     json_object('kind', kind, 'code', code, 'text', text,
     'status', CASE status WHEN 1 THEN 'active' ELSE 'suspended' END) AS body,
     json_object('created_at', ",
    at!("created_at"),
    ", 'updated_at', ",
    at!("updated_at"),
    ") AS info, NULL AS secret
     FROM reasons",
);

pub static REASONS: Resource = Resource {
    name: "reason",
    section: "reasons",
    view: VIEW,
    fields: &FIELDS,
    issue: Issue::Nothing,
    is_made: true,
    range: None,
    write: Scope::FinanceWrite,
};

const FIELDS: [Field; 4] = [
    field("kind", Kind::OneOf(&["funding", "adjustment"]), Need::Key),
    field("code", Kind::Code(32, "_-"), Need::Key),
    field("text", Kind::Name(255), Need::Required),
    STATUS,
];
