//! Stores of a merchant of the payee API.

use crate::resource::{Field, Issue, Kind, Need, Resource, STATUS, field};
use crate::role::Scope;
use feiqian_operator::at;

/// Its bodies, as every reader and the comparison of a command see them.
const VIEW: &str = concat!(
    "SELECT merchant_no || '/' || store_no AS key, merchant_no AS parent, NULL AS id,
     json_object('merchant_no', merchant_no, 'store_no', store_no,
     'status', CASE enabled WHEN 1 THEN 'active' ELSE 'suspended' END) AS body,
     json_object('created_at', ",
    at!("created_at"),
    ") AS info, NULL AS secret
     FROM payee_store",
);

pub static PAYEE_STORES: Resource = Resource {
    name: "payee_store",
    section: "payee_stores",
    view: VIEW,
    fields: &FIELDS,
    issue: Issue::Nothing,
    is_made: true,
    range: None,
    write: Scope::ProvisioningWrite,
};

const FIELDS: [Field; 3] =
    [field("merchant_no", Kind::Digits(6), Need::Key), field("store_no", Kind::Digits(6), Need::Key), STATUS];
