//! Payout accounts of payees: they come through the payee API; the desk can make one invalid.

use crate::resource::{Field, Issue, Kind, Need, Resource, field};
use crate::role::Scope;
use feiqian_operator::at;

/// Its bodies, as every reader and the comparison of a command see them.
const VIEW: &str = concat!(
    "SELECT account_token AS key, customer_no AS parent, account_id AS id,
     json_object('account_token', account_token, 'customer_no', customer_no,
     'account_type', account_type, 'country', country, 'currency', currency, 'status', lower(status)) AS body,
     json_object('account_tag', account_tag, 'bank_name', bank_name, 'number_last4', number_last4, 'created_at', ",
    at!("created_at"),
    ", 'updated_at', ",
    at!("updated_at"),
    ", 'deleted_at', ",
    at!("deleted_at"),
    ") AS info, NULL AS secret
     FROM payee_account",
);

pub static PAYEE_ACCOUNTS: Resource = Resource {
    name: "payee_account",
    section: "",
    view: VIEW,
    fields: &FIELDS,
    issue: Issue::Nothing,
    is_made: false,
    range: None,
    write: Scope::ProvisioningWrite,
};

const FIELDS: [Field; 6] = [
    field("account_token", Kind::Digits(22), Need::Key),
    field("customer_no", Kind::Digits(22), Need::Fixed),
    field("account_type", Kind::OneOf(&["BANK_ACCOUNT", "PAYPAL", "VENMO"]), Need::Fixed),
    field("country", Kind::Code(2, ""), Need::Fixed),
    field("currency", Kind::OneOf(crate::payee_fees::CURRENCIES), Need::Fixed),
    field("status", Kind::OneOf(&["pending", "activated", "invalid"]), Need::Required),
];
