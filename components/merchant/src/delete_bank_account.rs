//! `DELETE /delete_bank_account` (cashier.md §9.4). Past orders keep their copy.

use feiqian_cashier::{Call, Failure, Reply, Session};
use feiqian_signing::{FieldErrors, Key, Rules};

/// `?1` merchant, `?2` type, `?3` account number or NULL for all.
const DELETE: &str = "DELETE FROM receipt_banks WHERE merchant_id = ?1 AND type = ?2 AND (?3 IS NULL OR account_no = ?3) RETURNING 1";

pub async fn delete_bank_account(call: &Call<'_>) -> Result<Reply, Failure> {
    let params = call.back_office_params()?;
    let session = Session::of(call).await?;
    session.authenticate(call, &params, "pid").await?;

    let mut rules = Rules::new(&params);
    rules.field("pid").required().text();
    let account_type = rules.field("type").required().integer().one_of(&[1, 2]).or(0);
    let account_no = rules.field("account_no").max_chars(34).get();
    rules.finish()?;

    let wanted = [session.merchant_id(), account_type.into(), account_no.into()];
    if call.platform.command(DELETE, &wanted).await?.is_empty() {
        let field = if account_no.is_some() { "account_no" } else { "type" };
        return Err(FieldErrors::one(field, Key::Exists).into());
    }
    Ok(Reply::Data("true".into()))
}
