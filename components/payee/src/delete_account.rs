//! `POST /v3/payee/account/delete` (payee.md §6.6): a soft delete; history and the last four characters stay.

use crate::call::{Authentic, Look};
use crate::codes;
use crate::endpoint::{CHANGES, Endpoint, Rule, must};
use crate::failure::Failure;
use crate::fields::check;
use crate::formats::{account_token, customer_no};
use crate::look;
use feiqian_platform::{parameters, statement};

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

/// Tells which of the two is unknown; empty if neither is.
const LOOK: Look = look!(
    [customerNo, accountToken],
    "SELECT CASE
       WHEN NOT EXISTS (SELECT 1 FROM payee WHERE customer_no = :customerNo AND merchant_no = :merchant_no) THEN 'customerNo'
       WHEN NOT EXISTS (SELECT 1 FROM payee_account WHERE account_token = :accountToken AND customer_no = :customerNo AND merchant_no = :merchant_no
                           AND deleted_at IS NULL) THEN 'accountToken'
       ELSE '' END"
);

parameters! {
    struct Account<'c> {
        merchant_no: &'c str,
        customer_no: Option<&'c str>,
        account_token: Option<&'c str>,
        now: i64,
        verify_sign: &'c str,
        key: Option<&'c str>,
    }
}

const DELETE: &str = statement!(
    Account,
    r#"UPDATE payee_account SET deleted_at = max(:now, created_at), updated_at = max(:now, created_at),
    request_sign = :verify_sign, request_key = :key
  WHERE account_token = :account_token AND customer_no = :customer_no AND merchant_no = :merchant_no
    AND deleted_at IS NULL
  RETURNING '{"ret_msg":"deleted","ret_code":"000100"}'"#
);

pub async fn delete_account(call: &Authentic<'_>) -> Result<String, Failure> {
    let checked = check(call.params, ENDPOINT.fields, false);
    let ((), mut unknown) = call.admit(&LOOK, checked).await?;
    if let Some(name) = unknown.take::<Option<String>>()?.filter(|name| !name.is_empty()) {
        return Err(Failure::unknown(&name));
    }
    let account = Account {
        merchant_no: call.merchant_no,
        customer_no: call.params.get("customerNo"),
        account_token: call.params.get("accountToken"),
        now: call.now_ms,
        verify_sign: &call.sign,
        key: call.key.as_deref(),
    };
    match call.platform.command(DELETE, &account.values()).await {
        Ok(rows) => match rows.into_iter().next() {
            Some(mut row) => Ok(row.take()?),
            // Deleted meanwhile, perhaps by the same call side by side.
            None => match call.ended(Failure::Repeated).await {
                Err(Failure::Repeated) => Err(Failure::unknown("accountToken")),
                outcome => outcome,
            },
        },
        Err(error) => call.ended(error.into()).await,
    }
}
