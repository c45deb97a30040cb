//! `POST /v3/payee/payout-accounts` (payee.md §6.5): the live accounts of a payee, or one of them by its tag.

use crate::call::{Authentic, Look};
use crate::codes;
use crate::endpoint::{Endpoint, READS, Rule, may, must};
use crate::failure::Failure;
use crate::fields::check;
use crate::formats::customer_no;
use crate::look;

pub static ENDPOINT: Endpoint = Endpoint {
    name: "POST /v3/payee/payout-accounts",
    aliases: &[],
    access: READS,
    fields: &[must("customerNo", &[Rule::Is(customer_no)]), may("accountTag", &[Rule::Text(64)])],
    errors: &[codes::ABSENT, codes::UNKNOWN, codes::UNVERIFIED],
};

/// Refusals are texts `<code>|<message>`.
const ACCOUNTS: Look = look!(
    [customerNo, accountTag],
    "SELECT CASE
       WHEN c.customer_no IS NULL THEN '000021|no related information : customerNo'
       WHEN :accountTag IS NOT NULL AND a.account_token IS NULL THEN '000021|no related information : accountTag'
       WHEN c.status <> 'Activated' THEN '000040|payee status Unverified'
       WHEN :accountTag IS NULL THEN json_object('accounts', (
         SELECT json_group_array(json_object('accountTag', account_tag, 'country', country,
                  'createdAt', strftime('%Y-%m-%dT%H:%M:%SZ', created_at / 1000, 'unixepoch'),
                  'accountType', account_type, 'currency', currency, 'accountToken', account_token,
                  'cardNumber', '****' || coalesce(number_last4, ''), 'status', lower(status)))
           FROM (SELECT * FROM payee_account WHERE customer_no = c.customer_no AND deleted_at IS NULL
                  ORDER BY created_at, account_id)),
         'ret_msg', 'success', 'user', json_object('firstName', c.first_name, 'lastName', c.last_name,
           'customerNo', c.customer_no, 'email', c.email), 'ret_code', '000100')
       ELSE json_object('result', json_object('accountTag', a.account_tag, 'country', a.country,
           'createdAt', strftime('%Y-%m-%dT%H:%M:%SZ', a.created_at / 1000, 'unixepoch'), 'firstName', c.first_name,
           'lastName', c.last_name, 'accountType', a.account_type, 'currency', a.currency,
           'accountToken', a.account_token, 'customerNo', c.customer_no, 'email', c.email,
           'cardNumber', '****' || coalesce(a.number_last4, ''), 'status', lower(a.status)),
         'ret_msg', 'success', 'ret_code', '000100')
       END
     FROM (SELECT 1) LEFT JOIN payee c ON c.customer_no = :customerNo AND c.merchant_no = :merchant_no
     LEFT JOIN payee_account a ON a.merchant_no = :merchant_no AND a.customer_no = :customerNo AND a.account_tag = :accountTag
           AND a.deleted_at IS NULL"
);

pub async fn payout_accounts(call: &Authentic<'_>) -> Result<String, Failure> {
    let checked =
        check(call.params, ENDPOINT.fields, false).and_then(|()| match call.params.get("accountToken") {
            // A look-up by token is not offered; to ignore the wish would answer another question.
            Some(_) => Err(Failure::malformed("accountToken")),
            None => Ok(()),
        });
    let ((), mut found) = call.admit(&ACCOUNTS, checked).await?;
    call.answered(found.take()?)
}
