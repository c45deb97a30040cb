//! `POST /v3/payouts/balance` (payee.md §6.9): what the payor may still pay out.

use crate::call::{Authentic, Look};
use crate::codes;
use crate::endpoint::{Endpoint, READS, Rule, may};
use crate::failure::Failure;
use crate::fields::check;
use crate::look;
use feiqian_money::payee;

pub static ENDPOINT: Endpoint = Endpoint {
    name: "POST /v3/payouts/balance",
    aliases: &[],
    access: READS,
    fields: &[may("currency", &[Rule::Is(is_currency)])],
    errors: &[codes::UNKNOWN],
};

const BALANCE: Look = look!(
    [currency],
    "SELECT CASE
       WHEN :currency IS NOT NULL AND NOT EXISTS (SELECT 1 FROM payee_ledger
                                            WHERE merchant_no = :merchant_no AND currency = :currency AND kind = 'AVAILABLE')
         THEN '000021|no related information : currency'
       ELSE json_object('balance', (
         SELECT json_group_array(json_object(
                  'amount', printf(format, balance / unit, balance % unit),
                  'currency', currency))
           FROM (SELECT l.balance, l.currency, y.format, y.unit FROM payee_ledger l JOIN currencies y ON y.code = l.currency
                  WHERE l.merchant_no = :merchant_no AND l.kind = 'AVAILABLE' AND l.currency = coalesce(:currency, l.currency)
                  ORDER BY l.currency)),
         'ret_msg', 'query success', 'ret_code', '000100')
       END"
);

pub async fn balance(call: &Authentic<'_>) -> Result<String, Failure> {
    let checked = check(call.params, ENDPOINT.fields, false);
    let ((), mut found) = call.admit(&BALANCE, checked).await?;
    call.answered(found.take()?)
}

fn is_currency(text: &str) -> bool {
    payee::currency(text).is_some()
}
