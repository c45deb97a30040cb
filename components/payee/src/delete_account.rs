//! `POST /v3/payee/account/delete` (payee.md §6.6): a soft delete; history and the last four characters stay.

use crate::call::Call;
use crate::codes;
use crate::endpoint::{CHANGES, Endpoint, Rule, must};
use crate::failure::Failure;
use crate::fields::check;
use crate::formats::{account_token, customer_no};

pub static ENDPOINT: Endpoint = Endpoint {
    name: "POST /v3/payee/account/delete",
    aliases: &[],
    access: CHANGES,
    fields: &[must("customerNo", &[Rule::Is(customer_no)]), must("accountToken", &[Rule::Is(account_token)])],
    errors: &[
        codes::ABSENT,
        codes::UNKNOWN,
        codes::MISMATCH,
        codes::DUPLICATE,
        codes::UNVERIFIED,
        codes::OPEN_PAYOUTS,
    ],
};

/// `?9` payee, `?10` account. Tells which of the two is unknown; empty if neither is.
const LOOK: &str = "SELECT CASE
       WHEN NOT EXISTS (SELECT 1 FROM payee WHERE customer_no = ?9 AND merchant_no = ?1) THEN 'customerNo'
       WHEN NOT EXISTS (SELECT 1 FROM payee_account WHERE account_token = ?10 AND customer_no = ?9 AND merchant_no = ?1
                           AND deleted_at IS NULL) THEN 'accountToken'
       ELSE '' END";

/// `?1` merchant, `?2` payee, `?3` account, `?4` now, `?5` verifySign, `?6` idempotency key.
const DELETE: &str = r#"UPDATE payee_account SET deleted_at = max(?4, created_at), updated_at = max(?4, created_at),
    request_sign = ?5, request_key = ?6
  WHERE account_token = ?3 AND customer_no = ?2 AND merchant_no = ?1 AND deleted_at IS NULL
  RETURNING '{"ret_msg":"deleted","ret_code":"000100"}'"#;

pub async fn delete_account(call: &Call<'_>) -> Result<String, Failure> {
    let checked = check(call.params, ENDPOINT.fields, false);
    let look = [call.value("customerNo"), call.value("accountToken")];
    let ((), unknown) = call.admit(LOOK, &look, checked).await?;
    if let Some(name) = unknown.filter(|name| !name.is_empty()) {
        return Err(Failure::unknown(&name));
    }
    let values = [
        call.merchant_no.into(),
        call.value("customerNo"),
        call.value("accountToken"),
        call.now_ms.into(),
        call.sign.as_str().into(),
        call.key.as_deref().into(),
    ];
    match call.platform.command(DELETE, &values).await {
        Ok(rows) => match rows.into_iter().next() {
            Some(mut row) => Ok(row.take(0)?),
            // Deleted meanwhile, perhaps by the same call side by side.
            None => match call.ended(Failure::Repeated).await {
                Err(Failure::Repeated) => Err(Failure::unknown("accountToken")),
                outcome => outcome,
            },
        },
        Err(error) => call.ended(error.into()).await,
    }
}
