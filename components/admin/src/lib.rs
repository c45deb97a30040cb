//! The operators' desk (docs/admin.md): `/admin/api/v1/…`. Who may call what, and which file answers, is the table in
//! [`routes`]; one file a resource.

#[macro_use]
mod sql;
pub mod audit;
mod balances;
mod banks;
mod body;
mod bootstrap;
mod command;
pub mod configuration;
mod deposit_channels;
mod hubs;
mod issue;
pub mod key_rotation;
mod merchant_users;
mod merchants;
mod operators;
mod payee_accounts;
mod payee_fees;
mod payee_merchants;
mod payee_stores;
mod payee_tokens;
mod payees;
mod products;
mod provision;
mod reasons;
mod receiving_accounts;
mod referenced_keys;
pub mod resource;
pub mod routes;
mod session;
mod tokens;
mod top_ups;
mod wallet_settings;
mod wallet_users;
mod withdraw_channels;

use call::{Known, Reply, Routed};
pub use command::VERDICTS;
pub use feiqian_operator::role;
use feiqian_operator::serve::serve;
use feiqian_operator::{call, caller, etag, problem, settings, time};
use feiqian_platform::Platform;
use feiqian_platform::http::{Request, Response};
use problem::Problem;
use routes::{Act, ROUTES};

feiqian_platform::component!("admin", crate::handle, crate::call::BODY_LIMIT_BYTES);

/// Answers a request to this component.
pub async fn handle(platform: &Platform, request: Request) -> Response {
    serve(platform, request, &ROUTES, open, dispatch).await
}

/// What anybody may call.
async fn open(call: &Routed<'_>, act: Act) -> Result<Reply, Problem> {
    match act {
        Act::Bootstrap => bootstrap::bootstrap(call).await,
        _ => session::sign_in(call).await,
    }
}

async fn dispatch(known: &Known<'_>, act: Act) -> Result<Reply, Problem> {
    match act {
        Act::Bootstrap | Act::SignIn => Err(Problem::Fault("an open route among the others".into())),
        Act::WhoAmI => session::who_am_i(known),
        Act::SignOut => session::sign_out(known).await,
        Act::ChangePassword => session::change_password(known).await,
        Act::List(resource) => provision::list(known, resource).await,
        Act::Get(resource) => provision::get(known, resource).await,
        Act::Put(resource) => provision::put(known, resource).await,
        Act::Patch(resource) => provision::patch(known, resource).await,
        Act::ResetCode => operators::reset_code(known).await,
        Act::ListTokens => tokens::list(known).await,
        Act::CreateToken => tokens::create(known).await,
        Act::RevokeToken => tokens::revoke(known).await,
        Act::ListAudit => audit::list(known).await,
        Act::RotateKey(owner) => key_rotation::rotate(known, owner).await,
        Act::CreateAccount => receiving_accounts::create(known).await,
        Act::GetAccount => receiving_accounts::get(known).await,
        Act::PatchAccount => receiving_accounts::patch(known).await,
        Act::ListPayeeTokens => payee_tokens::list(known).await,
        Act::CreatePayeeToken => payee_tokens::create(known).await,
        Act::RetirePayeeToken => payee_tokens::retire(known).await,
        Act::ListBalances => balances::list(known).await,
        Act::DecideTopUp => top_ups::decide(known).await,
        Act::Export => configuration::export(known).await,
        Act::Import => configuration::import(known).await,
    }
}
