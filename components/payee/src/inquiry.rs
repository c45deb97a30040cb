//! `POST /v3/payouts/inquiry` (payee.md §6.8).

use crate::call::{Authentic, Look};
use crate::codes;
use crate::endpoint::{Endpoint, READS, Rule, may};
use crate::failure::Failure;
use crate::fields::check;
use crate::formats::transaction_no;
use crate::look;

pub static ENDPOINT: Endpoint = Endpoint {
    name: "POST /v3/payouts/inquiry",
    aliases: &[],
    access: READS,
    fields: &[may("transactionNo", &[Rule::Is(transaction_no)]), may("invoiceId", &[Rule::Text(64)])],
    errors: &[codes::ABSENT, codes::UNKNOWN, codes::MISMATCH],
};

const PAYOUT: Look = look!(
    [transactionNo, invoiceId],
    "SELECT CASE
       WHEN o.transaction_no IS NULL THEN '000021|no related information : '
         || CASE WHEN :transactionNo IS NOT NULL THEN 'transactionNo' ELSE 'invoiceId' END
       WHEN :invoiceId IS NOT NULL AND o.invoice_id IS NOT :invoiceId THEN '000022|parameters do not match : invoiceId'
       ELSE json_object('result', json_patch('{}', json_object(
         'amount', printf(y.format, o.amount / y.unit, o.amount % y.unit),
         'transactionFee', printf(y.format, o.fee / y.unit, o.fee % y.unit),
         'transactionNo', o.transaction_no,
         'createdTime', strftime('%Y-%m-%dT%H:%M:%SZ', o.created_at / 1000, 'unixepoch'),
         'paymentTime', strftime('%Y-%m-%dT%H:%M:%SZ', o.payment_at / 1000, 'unixepoch'), 'invoiceId', o.invoice_id,
         'currency', o.currency, 'accountToken', o.account_token, 'status', o.status)),
         'ret_msg', 'query success', 'ret_code', '000100')
       END
     FROM (SELECT 1) LEFT JOIN payee_payout o ON o.transaction_no = coalesce(:transactionNo, (
       SELECT transaction_no FROM payee_payout WHERE merchant_no = :merchant_no AND invoice_id = :invoiceId)) AND o.merchant_no = :merchant_no
     LEFT JOIN currencies y ON y.code = o.currency"
);

pub async fn inquiry(call: &Authentic<'_>) -> Result<String, Failure> {
    let params = call.params;
    let checked = check(params, ENDPOINT.fields, false).and_then(|()| {
        match params.get("transactionNo").is_some() || params.get("invoiceId").is_some() {
            true => Ok(()),
            false => Err(Failure::absent("transactionNo")),
        }
    });
    let ((), mut found) = call.admit(&PAYOUT, checked).await?;
    call.answered(found.take()?)
}
