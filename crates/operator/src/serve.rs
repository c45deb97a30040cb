//! What every component of the desk does with a request: route, transport, who calls, what that may do, and the headers of the
//! answer.

use crate::call::{BODY_LIMIT_BYTES, Known, Reply, Routed};
use crate::caller::Caller;
use crate::problem::Problem;
use crate::routes::{Access, Found, Parameters, Route, find};
use crate::settings::Settings;
use feiqian_platform::http::{HeaderName, Method, Request, Response, header};
use feiqian_platform::{BodyFault, Call, Platform};

/// Answers a request by a component's table of routes: `open` does what anybody may call, `known` the rest.
pub async fn serve<A: Copy>(
    platform: &Platform,
    mut request: Request,
    table: &'static [Route<A>],
    open: impl AsyncFn(&Routed<'_>, A) -> Result<Reply, Problem>,
    known: impl AsyncFn(&Known<'_>, A) -> Result<Reply, Problem>,
) -> Response {
    let found = find(table, &request.method, &request.path);
    let (outcome, name) = match found {
        Found::Nothing => (Err(Problem::NotFound), ""),
        Found::OtherMethods(allow) => (Err(Problem::MethodNotAllowed(allow)), ""),
        Found::Route(route, path) => {
            let outcome = match Settings::read(platform).await {
                Err(fault) => Err(Problem::Fault(fault)),
                Ok(settings) => answer(platform, &mut request, &settings, route, path, open, known).await,
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
async fn answer<A: Copy>(
    platform: &Platform,
    request: &mut Request,
    settings: &Settings,
    route: &Route<A>,
    path: Parameters,
    open: impl AsyncFn(&Routed<'_>, A) -> Result<Reply, Problem>,
    known: impl AsyncFn(&Known<'_>, A) -> Result<Reply, Problem>,
) -> Result<Reply, Problem> {
    if request.method == Method::GET && request.read_unannounced().await {
        return Err(Problem::BadRequest("A GET has no body."));
    }
    let call = Call { platform, request };
    match call.body() {
        Ok(body) if body.len() > BODY_LIMIT_BYTES => return Err(Problem::TooLarge),
        Ok(_) => {}
        Err(BodyFault::Encoded) => return Err(Problem::UnsupportedMediaType),
        Err(BodyFault::TooLarge) => return Err(Problem::TooLarge),
        Err(BodyFault::Incomplete) => return Err(Problem::BadRequest("The body is not complete.")),
        Err(BodyFault::TimedOut) => return Err(Problem::Timeout),
    }
    let call = Routed { call, settings, path };
    if route.access == Access::Open {
        return open(&call, route.act).await;
    }
    let caller = Caller::of(platform, request, settings).await?;
    let is_allowed = match route.access {
        Access::Needs(scope) => caller.may(scope),
        _ => caller.session.is_some(),
    };
    if !is_allowed {
        return Err(Problem::Forbidden);
    }
    known(&Known { call, caller }, route.act).await
}
