//! Merchants of the payee API.

use crate::resource::{Field, Issue, Kind, Need, Resource, STATUS, field};
use crate::role::Scope;
use feiqian_operator::{at, day_offset};

/// Its bodies, as every reader and the comparison of a command see them.
const VIEW: &str = concat!(
    "SELECT merchant_no AS key, NULL AS parent, NULL AS id,
     json_object('merchant_no', merchant_no, 'name', name,
     'status', CASE enabled WHEN 1 THEN 'active' ELSE 'suspended' END,
     'payouts', json(CASE payout_right WHEN 0 THEN 'false' ELSE 'true' END),
     'accept_empty_in_sign', json(CASE accept_empty_in_sign WHEN 0 THEN 'false' ELSE 'true' END),
     'require_header_sign', json(CASE require_header_sign WHEN 0 THEN 'false' ELSE 'true' END),
     'require_timestamp', json(CASE require_timestamp WHEN 0 THEN 'false' ELSE 'true' END),
     'allow_cross_currency', json(CASE allow_cross_currency WHEN 0 THEN 'false' ELSE 'true' END), 'day_offset', ",
    day_offset!("day_offset"),
    ") AS body,
     json_object('created_at', ",
    at!("created_at"),
    ") AS info, NULL AS secret
     FROM payee_merchant",
);

pub static PAYEE_MERCHANTS: Resource = Resource {
    name: "payee_merchant",
    section: "payee_merchants",
    view: VIEW,
    fields: &FIELDS,
    issue: Issue::Nothing,
    is_made: true,
    range: None,
    write: Scope::ProvisioningWrite,
};

const FIELDS: [Field; 9] = [
    field("merchant_no", Kind::Digits(6), Need::Key),
    field("name", Kind::Name(100), Need::Required),
    STATUS,
    field("payouts", Kind::Flag, Need::Or("true")),
    field("accept_empty_in_sign", Kind::Flag, Need::Or("false")),
    field("require_header_sign", Kind::Flag, Need::Or("false")),
    field("require_timestamp", Kind::Flag, Need::Or("true")),
    field("allow_cross_currency", Kind::Flag, Need::Or("false")),
    field("day_offset", Kind::DayOffset, Need::Or("\"+00:00\"")),
];
