//! `DELETE /token` (cashier.md §9.1): ends the session of the request's token. An extension of the contract.

use feiqian_cashier::{Access, Call, Endpoint, Failure, ReadParams, Reply, Session};

pub static ENDPOINT: Endpoint = Endpoint {
    name: "DELETE /token",
    aliases: &[],
    access: Access::Account { acts: &[], merchant: "" },
    fields: &[],
    errors: &[],
};

pub async fn log_out(call: &Call<'_>) -> Result<Reply, Failure> {
    call.back_office_params()?;
    Session::close(call).await?;
    Ok(Reply::Data("true".into()))
}
