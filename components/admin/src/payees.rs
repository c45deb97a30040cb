//! Payees: they register through the payee API; the desk decides whether they count. Who it is stands in `meta`, because the
//! desk does not change it.

use crate::resource::{Field, Issue, Kind, Need, Resource, field};
use crate::role::Scope;
use feiqian_operator::at;

/// Its bodies, as every reader and the comparison of a command see them.
const VIEW: &str = concat!(
    "SELECT customer_no AS key, NULL AS parent, NULL AS id,
     json_object('customer_no', customer_no, 'merchant_no', merchant_no, 'store_no', store_no,
     'profile_type', lower(profile_type), 'status', lower(status)) AS body,
     json_object('first_name', first_name, 'last_name', last_name, 'company', company, 'email', email,
     'customer_code', customer_code, 'country_code', country_code, 'gov_id_type', gov_id_type,
     'gov_id_last4', gov_id_last4, 'created_at', ",
    at!("created_at"),
    ", 'updated_at', ",
    at!("updated_at"),
    ") AS info, NULL AS secret
     FROM payee",
);

pub static PAYEES: Resource = Resource {
    name: "payee",
    section: "",
    view: VIEW,
    fields: &FIELDS,
    issue: Issue::Nothing,
    is_made: false,
    range: None,
    write: Scope::ProvisioningWrite,
};

const FIELDS: [Field; 5] = [
    field("customer_no", Kind::Digits(22), Need::Key),
    field("merchant_no", Kind::Digits(6), Need::Fixed),
    field("store_no", Kind::Digits(6), Need::Fixed),
    field("profile_type", Kind::OneOf(&["individual", "business"]), Need::Fixed),
    field("status", Kind::OneOf(&["pending", "activated", "declined", "deactivated"]), Need::Required),
];
