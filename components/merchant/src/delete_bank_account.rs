//! `DELETE /delete_bank_account` (cashier.md §9.4). The rows stay, deleted; past orders keep their copy.

use crate::settings::Settings;
use feiqian_cashier::{Access, Act, Call, Endpoint, Failure, ReadParams, Reply, Rule, Session, may, must};
use feiqian_signing::{FieldErrors, Key, Rules};

pub static ENDPOINT: Endpoint = Endpoint {
    name: "DELETE /delete_bank_account",
    aliases: &[],
    access: Access::Account { acts: &[Act::ReceivingAccounts], merchant: "pid" },
    fields: &[
        must("pid", &[]),
        must("type", &[Rule::Integer, Rule::In(&[1, 2]), Rule::Later(Key::Exists)]),
        may("account_no", &[Rule::MaxChars(34), Rule::Later(Key::Exists)]),
    ],
    errors: &[],
};

/// `?1` merchant, `?2` type, `?3` account number or NULL for all, `?4` now, `?5` account, `?6` role, `?7` address, `?8` trace.
/// The trigger writes the audit.
const DELETE: &str = "UPDATE receipt_banks
       SET status = 0, updated_at = ?4, change_session_account = ?5, change_session_role = ?6, change_client_ip = ?7,
           change_trace = ?8
     WHERE merchant_id = ?1 AND type = ?2 AND status = 1 AND (?3 IS NULL OR account_no = ?3) RETURNING 1";

pub async fn delete_bank_account(call: &Call<'_>, settings: &Settings) -> Result<Reply, Failure> {
    let params = call.back_office_params()?;
    let session = Session::of(call).await?;
    session.authenticate(call, &params, &ENDPOINT.access).await?;

    let rules = Rules::of(&params, ENDPOINT.fields);
    let (account_type, account_no) = (rules.integer("type"), rules.get("account_no"));
    rules.finish()?;

    let wanted = [
        session.merchant_id(),
        account_type.into(),
        account_no.into(),
        call.platform.now_ms().into(),
        session.account(),
        session.role.name().into(),
        settings.client_address.of(call.request).into(),
        call.request.id.as_str().into(),
    ];
    if call.platform.command(DELETE, &wanted).await?.is_empty() {
        let field = if account_no.is_some() { "account_no" } else { "type" };
        return Err(FieldErrors::one(field, Key::Exists).into());
    }
    Ok(Reply::Data("true".into()))
}
