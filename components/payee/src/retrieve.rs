//! `POST /v3/payee/retrieve` (payee.md §6.2): a payee in any status, by the first of three keys that is given.

use crate::call::Call;
use crate::codes;
use crate::endpoint::{Endpoint, READS, Rule, may};
use crate::failure::Failure;
use crate::fields::check;
use crate::formats::{customer_no, email};

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

/// `?9` number, `?10` e-mail, `?11` customer code: the first given selects, a live payee before others, then the newest.
const PAYEE: &str = "SELECT CASE
       WHEN c.customer_no IS NULL THEN '000021|no related information : '
         || CASE WHEN ?9 IS NOT NULL THEN 'customerNo' WHEN ?10 IS NOT NULL THEN 'email' ELSE 'customerCode' END
       WHEN c.email_norm <> lower(?10) THEN '000022|parameters do not match : email'
       WHEN ?11 IS NOT NULL AND c.customer_code IS NOT ?11 THEN '000022|parameters do not match : customerCode'
       WHEN ?9 IS NULL AND ?10 IS NULL AND (SELECT count(*) FROM payee WHERE merchant_no = ?1 AND customer_code = ?11
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
         SELECT customer_no, status, created_at, rowid AS born FROM payee WHERE customer_no = ?9 AND merchant_no = ?1
         UNION ALL SELECT customer_no, status, created_at, rowid FROM payee
          WHERE ?9 IS NULL AND merchant_no = ?1 AND email_norm = lower(?10)
         UNION ALL SELECT customer_no, status, created_at, rowid FROM payee
          WHERE ?9 IS NULL AND ?10 IS NULL AND merchant_no = ?1 AND customer_code = ?11)
        ORDER BY status IN ('Pending', 'Activated') DESC, created_at DESC, born DESC LIMIT 1)";

pub async fn retrieve(call: &Call<'_>) -> Result<String, Failure> {
    let keys = ["customerNo", "email", "customerCode"];
    let checked = check(call.params, ENDPOINT.fields, false).and_then(|()| {
        match keys.iter().any(|key| call.params.get(key).is_some()) {
            true => Ok(()),
            false => Err(Failure::absent("customerNo")),
        }
    });
    let ((), found) = call.admit(PAYEE, &keys.map(|key| call.value(key)), checked).await?;
    call.answered(found)
}
