//! `DELETE /delete_bank_account` (cashier.md §9.4). The rows stay, deleted; past orders keep their copy.

use crate::settings::Settings;
use feiqian_cashier::{Access, Act, Call, Endpoint, Failure, ReadParams, Reply, Rule, Session, may, must};
use feiqian_platform::{Value, parameters, statement};
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

parameters! {
    struct Deletion<'d> {
        merchant_id: Value,
        kind: Option<i64>,
        /// All of them without one.
        account_no: Option<&'d str>,
        now: i64,
        account: Value,
        role: &'d str,
        client_ip: String,
        trace: &'d str,
    }
}

/// The trigger writes the audit.
const DELETE: &str = statement!(
    Deletion,
    "UPDATE receipt_banks
       SET status = 0, updated_at = :now, change_session_account = :account, change_session_role = :role, change_client_ip = :client_ip,
           change_trace = :trace
     WHERE merchant_id = :merchant_id AND type = :kind AND status = 1 AND (:account_no IS NULL OR account_no = :account_no) RETURNING 1"
);

pub async fn delete_bank_account(call: &Call<'_>, settings: &Settings) -> Result<Reply, Failure> {
    let params = call.back_office_params()?;
    let session = Session::of(call).await?;
    session.authenticate(call, &params, &ENDPOINT.access).await?;

    let rules = Rules::of(&params, ENDPOINT.fields);
    let (account_type, account_no) = (rules.integer("type"), rules.get("account_no"));
    rules.finish()?;

    let deletion = Deletion {
        merchant_id: session.merchant_id(),
        kind: account_type,
        account_no,
        now: call.platform.now_ms(),
        account: session.account(),
        role: session.role.name(),
        client_ip: settings.client_address.of(call.request),
        trace: &call.request.id,
    };
    if call.platform.command(DELETE, &deletion.values()).await?.is_empty() {
        let field = if account_no.is_some() { "account_no" } else { "type" };
        return Err(FieldErrors::one(field, Key::Exists).into());
    }
    Ok(Reply::Data("true".into()))
}
