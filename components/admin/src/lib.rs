//! The operators' desk (docs/admin.md): `/admin/api/v1/…`. Who may call what, and which file answers, is the table in
//! [`routes`]; one file a resource.

#[macro_use]
mod sql;
pub mod audit;
mod balances;
mod banks;
mod body;
mod bootstrap;
mod call;
mod caller;
mod command;
pub mod configuration;
mod deposit_channels;
mod etag;
mod hubs;
mod issue;
pub mod key_rotation;
mod merchant_users;
mod merchants;
mod operators;
mod payee_fees;
mod payee_merchants;
mod payee_stores;
mod payee_tokens;
mod problem;
mod products;
mod provision;
mod receiving_accounts;
pub mod resource;
pub mod role;
pub mod routes;
mod session;
mod settings;
mod time;
mod tokens;
mod top_ups;
mod withdraw_channels;

use call::{BODY_LIMIT_BYTES, Call, Known, Reply};
use caller::Caller;
use feiqian_platform::Platform;
use feiqian_platform::http::{Body, HeaderName, Method, Request, Response, header};
use problem::Problem;
use routes::{Access, Act, Found, Route};
use settings::Settings;

feiqian_platform::component!("admin", crate::handle, crate::call::BODY_LIMIT_BYTES);

/// Answers a request to this component.
pub async fn handle(platform: &Platform, mut request: Request) -> Response {
    let found = routes::find(&request.method, &request.path);
    let (outcome, name) = match found {
        Found::Nothing => (Err(Problem::NotFound), ""),
        Found::OtherMethods(allow) => (Err(Problem::MethodNotAllowed(allow)), ""),
        Found::Route(route, path) => {
            let outcome = match Settings::read(platform).await {
                Err(fault) => Err(Problem::Fault(fault)),
                Ok(settings) => answer(platform, &mut request, &settings, route, path).await,
            };
            (outcome, route.name)
        }
    };
    let mut response = match outcome {
        Ok(reply) => reply.respond(),
        Err(problem) => {
            if let Problem::Fault(fault) = &problem {
                platform.log_fault(&request.id, fault);
            }
            problem.respond()
        }
    };
    response.route = name;
    response
        .with(header::CACHE_CONTROL, "no-store")
        .with(header::X_CONTENT_TYPE_OPTIONS, "nosniff")
        .with(header::CONTENT_SECURITY_POLICY, "default-src 'none'; frame-ancestors 'none'")
        .with(HeaderName::from_static("cross-origin-resource-policy"), "same-origin")
}

/// The order of refusals: transport, who calls, what that may do, the body.
async fn answer(
    platform: &Platform,
    request: &mut Request,
    settings: &Settings,
    route: &Route,
    path: routes::Parameters,
) -> Result<Reply, Problem> {
    if request.method == Method::GET && request.read_unannounced().await {
        return Err(Problem::BadRequest("A GET has no body."));
    }
    if request.is_encoded() {
        return Err(Problem::UnsupportedMediaType);
    }
    match &request.body {
        Body::Whole(body) if body.len() > BODY_LIMIT_BYTES => return Err(Problem::TooLarge),
        Body::Whole(_) => {}
        Body::TooLarge => return Err(Problem::TooLarge),
        Body::Incomplete => return Err(Problem::BadRequest("The body is not complete.")),
        Body::TimedOut => return Err(Problem::Timeout),
    }
    let request: &Request = request;
    let call = Call { platform, request, settings, path };
    if route.access == Access::Open {
        return match route.act {
            Act::Bootstrap => bootstrap::bootstrap(&call).await,
            _ => session::sign_in(&call).await,
        };
    }
    let caller = Caller::of(platform, request, settings).await?;
    let is_allowed = match route.access {
        Access::Needs(scope) => caller.may(scope),
        _ => caller.session.is_some(),
    };
    if !is_allowed {
        return Err(Problem::Forbidden);
    }
    dispatch(&Known { call, caller }, route.act).await
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
