//! What a payout costs a merchant of the payee API, by currency. A merchant has books in the currencies of its fees.

use crate::resource::{Field, Issue, Kind, Need, Resource, field};
use crate::role::Scope;
use feiqian_cashier::wire_amount;

/// Its bodies, as every reader and the comparison of a command see them.
const VIEW: &str = concat!(
    "SELECT merchant_no || '/' || currency AS key, merchant_no AS parent, NULL AS id,
     json_object('merchant_no', merchant_no, 'currency', currency, 'fixed', ",
    wire_amount!("fee_fixed", "currency"),
    ",
     'rate_ppm', fee_rate_ppm) AS body,
     json_object() AS info, NULL AS secret
     FROM payee_fee",
);

pub static PAYEE_FEES: Resource = Resource {
    name: "payee_fee",
    section: "payee_fees",
    view: VIEW,
    fields: &FIELDS,
    issue: Issue::Nothing,
    is_made: true,
    range: None,
    write: Scope::FinanceWrite,
};

/// The currencies of `payee_currency`.
pub const CURRENCIES: &[&str] = &["CNY", "JPY", "USD"];

/// What `payee_fee.fee_fixed` takes at the most, in minor units.
const MOST: i64 = 1_000_000_000;

const FIELDS: [Field; 4] = [
    field("merchant_no", Kind::Digits(6), Need::Key),
    field("currency", Kind::OneOf(CURRENCIES), Need::Key),
    field("fixed", Kind::AmountTo(0, MOST), Need::Or("\"0\"")),
    field("rate_ppm", Kind::Integer(0, 1_000_000), Need::Or("0")),
];
