//! `POST /v3/payouts/inquiry` (payee.md §6.8).

use crate::call::Call;
use crate::codes;
use crate::endpoint::{Endpoint, READS, Rule, may};
use crate::failure::Failure;
use crate::fields::check;
use crate::formats::transaction_no;

pub static ENDPOINT: Endpoint = Endpoint {
    name: "POST /v3/payouts/inquiry",
    aliases: &[],
    access: READS,
    fields: &[may("transactionNo", &[Rule::Is(transaction_no)]), may("invoiceId", &[Rule::Text(64)])],
    errors: &[codes::ABSENT, codes::UNKNOWN, codes::MISMATCH],
};

/// `?9` transaction, `?10` invoice.
const PAYOUT: &str = "SELECT CASE
       WHEN o.transaction_no IS NULL THEN '000021|no related information : '
         || CASE WHEN ?9 IS NOT NULL THEN 'transactionNo' ELSE 'invoiceId' END
       WHEN ?10 IS NOT NULL AND o.invoice_id IS NOT ?10 THEN '000022|parameters do not match : invoiceId'
       ELSE json_object('result', json_patch('{}', json_object(
         'amount', printf(y.format, o.amount / y.unit, o.amount % y.unit),
         'transactionFee', printf(y.format, o.fee / y.unit, o.fee % y.unit),
         'transactionNo', o.transaction_no,
         'createdTime', strftime('%Y-%m-%dT%H:%M:%SZ', o.created_at / 1000, 'unixepoch'),
         'paymentTime', strftime('%Y-%m-%dT%H:%M:%SZ', o.payment_at / 1000, 'unixepoch'), 'invoiceId', o.invoice_id,
         'currency', o.currency, 'accountToken', o.account_token, 'status', o.status)),
         'ret_msg', 'query success', 'ret_code', '000100')
       END
     FROM (SELECT 1) LEFT JOIN payee_payout o ON o.transaction_no = coalesce(?9, (
       SELECT transaction_no FROM payee_payout WHERE merchant_no = ?1 AND invoice_id = ?10)) AND o.merchant_no = ?1
     LEFT JOIN currencies y ON y.code = o.currency";

pub async fn inquiry(call: &Call<'_>) -> Result<String, Failure> {
    let params = call.params;
    let checked = check(params, ENDPOINT.fields, false).and_then(|()| {
        match params.get("transactionNo").is_some() || params.get("invoiceId").is_some() {
            true => Ok(()),
            false => Err(Failure::absent("transactionNo")),
        }
    });
    let look = [call.value("transactionNo"), call.value("invoiceId")];
    let ((), found) = call.admit(PAYOUT, &look, checked).await?;
    call.answered(found)
}
