//! `POST /v3/payee/retrieve` (payee.md §6.2): a payee in any status, by the first of three keys that is given.

use crate::call::{Authentic, Look};
use crate::codes;
use crate::endpoint::{Endpoint, READS, Rule, may};
use crate::failure::Failure;
use crate::fields::check;
use crate::formats::{customer_no, email};
use crate::look;

pub static ENDPOINT: Endpoint = Endpoint {
    name: "POST /v3/payee/retrieve",
    aliases: &[],
    access: READS,
    fields: &[
        may("customerNo", &[Rule::Is(customer_no)]),
        may("email", &[Rule::Is(email)]),
        may("customerCode", &[Rule::Text(64)]),
    ],
    errors: &[codes::ABSENT, codes::UNKNOWN, codes::MISMATCH],
};

/// The first given parameter selects, a live payee before others, then the newest.
const PAYEE: Look = look!(
    [customerNo, email, customerCode],
    "SELECT CASE
       WHEN c.customer_no IS NULL THEN '000021|no related information : '
         || CASE WHEN :customerNo IS NOT NULL THEN 'customerNo' WHEN :email IS NOT NULL THEN 'email' ELSE 'customerCode' END
       WHEN c.email_norm <> lower(:email) THEN '000022|parameters do not match : email'
       WHEN :customerCode IS NOT NULL AND c.customer_code IS NOT :customerCode THEN '000022|parameters do not match : customerCode'
       WHEN :customerNo IS NULL AND :email IS NULL AND (SELECT count(*) FROM payee WHERE merchant_no = :merchant_no AND customer_code = :customerCode
                                               AND status IN ('Pending', 'Activated')) > 1
         THEN '000022|parameters do not match : customerCode'
       ELSE json_object('customer', json_patch('{}', json_object('customerNo', c.customer_no,
         'customerCode', c.customer_code, 'profileType', c.profile_type, 'payeeStatus', c.status,
         'firstName', c.first_name, 'lastName', c.last_name, 'company', c.company, 'email', c.email, 'phone', c.phone,
         'dateOfBirth', c.date_of_birth, 'governmentIdType', c.gov_id_type,
         'governmentId', '****' || coalesce(c.gov_id_last4, ''), 'countryCode', c.country_code, 'country', c.country,
         'state', c.state, 'city', c.city, 'street', c.street, 'street2', c.street2, 'zip', c.zip, 'lang', c.lang,
         'createdTime', strftime('%Y-%m-%dT%H:%M:%SZ', c.created_at / 1000, 'unixepoch'),
         'updatedTime', strftime('%Y-%m-%dT%H:%M:%SZ', c.updated_at / 1000, 'unixepoch'))),
         'ret_msg', 'query success', 'ret_code', '000100')
       END
     FROM (SELECT 1) LEFT JOIN payee c ON c.customer_no = (
       SELECT customer_no FROM (
         SELECT customer_no, status, created_at, rowid AS born FROM payee WHERE customer_no = :customerNo AND merchant_no = :merchant_no
         UNION ALL SELECT customer_no, status, created_at, rowid FROM payee
          WHERE :customerNo IS NULL AND merchant_no = :merchant_no AND email_norm = lower(:email)
         UNION ALL SELECT customer_no, status, created_at, rowid FROM payee
          WHERE :customerNo IS NULL AND :email IS NULL AND merchant_no = :merchant_no AND customer_code = :customerCode)
        ORDER BY status IN ('Pending', 'Activated') DESC, created_at DESC, born DESC LIMIT 1)"
);

pub async fn retrieve(call: &Authentic<'_>) -> Result<String, Failure> {
    let checked = check(call.params, ENDPOINT.fields, false).and_then(|()| {
        match PAYEE.fields.iter().any(|key| call.params.get(key).is_some()) {
            true => Ok(()),
            false => Err(Failure::absent("customerNo")),
        }
    });
    let ((), mut found) = call.admit(&PAYEE, checked).await?;
    call.answered(found.take()?)
}
