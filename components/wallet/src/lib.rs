//! The wallet, `/api/wallet/…` (wallet.md). One file per endpoint; the order of checks is §2.2.

pub mod body;
mod call;
mod cash_apply;
mod cash_list;
mod cash_review;
mod cors;
pub mod endpoint;
pub mod failure;
mod field_names;
mod ids;
mod known;
mod log_list;
mod negotiation;
mod payouts_run;
mod provider;
pub mod query;
mod resource;
mod settings;
mod time;
mod token;
mod verifiers;
mod wallet_adjust;
mod wallet_show;

use call::Authorized;
use cors::Cors;
use endpoint::Route;
use failure::{Failure, NOT_ACCEPTABLE, PERMISSION_DENIED, Problem, ROUTE_NOT_FOUND};
use feiqian_platform::http::{HeaderName, Method, Request, Response, StatusCode, header};
use feiqian_platform::{Call, Platform};

feiqian_platform::component!("wallet", crate::handle);

const REPLAYED: HeaderName = HeaderName::from_static("idempotency-replayed");

/// A successful answer.
pub struct Answer {
    body: String,
    content_type: &'static str,
    replayed: bool,
}

impl Answer {
    /// A JSON:API document.
    fn document(body: String) -> Self {
        Answer { body, content_type: "application/vnd.api+json", replayed: false }
    }

    /// A success that is no JSON:API document.
    fn json(body: String) -> Self {
        Answer { content_type: "application/json", ..Answer::document(body) }
    }

    fn replayed(self) -> Self {
        Answer { replayed: true, ..self }
    }
}

/// The endpoints.
pub static ROUTES: [Route; 10] = [
    Route::new(&cash_list::LIST, |call, _| Box::pin(cash_list::list(call))),
    Route::new(&cash_apply::ENDPOINT, |call, _| Box::pin(cash_apply::apply(call))),
    Route::new(&cash_review::ENDPOINT, |call, _| Box::pin(cash_review::review(call))),
    Route::new(&cash_list::SHOW, |call, id| Box::pin(cash_list::show(call, id))),
    Route::new(&wallet_show::ENDPOINT, |call, user_id| Box::pin(wallet_show::show(call, user_id))),
    Route::new(&wallet_adjust::ENDPOINT, |call, user_id| Box::pin(wallet_adjust::adjust(call, user_id))),
    Route::new(&log_list::ENDPOINT, |call, _| Box::pin(log_list::list(call))),
    Route::new(&settings::READ, |call, _| Box::pin(settings::read(call))),
    Route::new(&settings::CHANGE, |call, _| Box::pin(settings::change(call))),
    Route::new(&payouts_run::ENDPOINT, |call, _| Box::pin(payouts_run::run(call))),
];

/// The routes of a path, and its parameter; none if the path is unknown.
fn of_path(path: &str) -> (Vec<&'static Route>, &str) {
    let path = path.strip_suffix('/').unwrap_or(path);
    // A path that is written out is no parameter of another.
    let named: Vec<&Route> = ROUTES.iter().filter(|route| route.endpoint.path() == path).collect();
    if !named.is_empty() {
        return (named, "");
    }
    let matching = ROUTES.iter().filter_map(|route| Some((route, route.endpoint.matched(path)?)));
    let (routes, parameters): (Vec<_>, Vec<_>) = matching.unzip();
    (routes, parameters.first().copied().unwrap_or_default())
}

/// The methods of routes, for the header `Allow`.
fn methods(routes: &[&Route]) -> String {
    let methods = routes.iter().map(|route| match route.endpoint.method() {
        "GET" => "GET, HEAD",
        other => other,
    });
    methods.collect::<Vec<_>>().join(", ")
}

/// The route of a request, and the parameter of its path.
///
/// # Errors
/// `route_not_found` or `method_not_allowed`.
fn find<'p>(method: &Method, path: &'p str) -> Result<(&'static Route, &'p str), Failure> {
    let (routes, parameter) = of_path(path);
    if routes.is_empty() {
        return Err(ROUTE_NOT_FOUND.into());
    }
    let method = if *method == Method::HEAD { "GET" } else { method.as_str() };
    match routes.iter().find(|route| route.endpoint.method() == method) {
        Some(route) => Ok((route, parameter)),
        None => Err(Failure::MethodNotAllowed(methods(&routes))),
    }
}

/// The names that refusals may have.
fn known() -> Vec<&'static str> {
    let endpoints = ROUTES.iter().map(|route| route.endpoint);
    let members = endpoints.clone().flat_map(|endpoint| endpoint.fields).map(|field| field.name);
    let filters = endpoints.flat_map(|endpoint| endpoint.access.query.filters).map(|(name, _)| *name);
    field_names::BESIDE.into_iter().chain(members).chain(filters).collect()
}

/// What the triggers of the wallet's tables raise that has an answer.
pub fn verdicts() -> Vec<&'static str> {
    let refusals = cash_apply::REFUSALS.map(|(verdict, ..)| verdict);
    let adjustments = wallet_adjust::REFUSALS.map(|(verdict, ..)| verdict);
    [&refusals[..], &adjustments, &cash_apply::RETRIES, &cash_review::VERDICTS].concat()
}

/// Answers a request to this component.
pub async fn handle(platform: &Platform, request: Request) -> Response {
    let cors = Cors::of(platform, &request).await;
    if let Some(response) = cors.preflight(&request) {
        return response;
    }
    let language = negotiation::language(&request.header_lines(header::ACCEPT_LANGUAGE.as_str()));
    let mut route = "";
    let mut response = match attempt(platform, &request, &mut route).await {
        Ok(answer) => {
            let mut response =
                Response::new(StatusCode::OK, answer.body).with(header::CONTENT_TYPE, answer.content_type);
            response.code = "200".into();
            if answer.replayed { response.with(REPLAYED, "true") } else { response }
        }
        Err(failure) => failure
            .into_response(platform, &request.id, language, &known())
            .with(header::CONTENT_TYPE, "application/vnd.api+json"),
    };
    response.route = route;
    if request.method == Method::HEAD {
        response.body.clear();
    }
    let language = match language {
        failure::Language::Chinese => "zh-CN",
        failure::Language::English => "en",
    };
    let response = response
        .with(header::CONTENT_LANGUAGE, language)
        .with(header::CACHE_CONTROL, "no-store")
        .with(header::VARY, "accept, accept-language, authorization");
    cors.mark(response)
}

async fn attempt(
    platform: &Platform,
    request: &Request,
    route: &mut &'static str,
) -> Result<Answer, Failure> {
    let (found, parameter) = find(&request.method, &request.path)?;
    *route = found.endpoint.name;
    if !negotiation::is_acceptable(&request.header_lines(header::ACCEPT.as_str())) {
        return Err(Problem::header(NOT_ACCEPTABLE, "accept").into());
    }
    let caller = token::authenticate(platform, request).await?;
    feiqian_rate::WALLET_USER.admit(platform, &request.id, &caller.user_id.to_string()).await?;
    if found.endpoint.access.ability.is_some_and(|ability| !caller.may(ability)) {
        return Err(PERMISSION_DENIED.into());
    }
    let call = Authorized::begin(Call { platform, request }, caller, found.idempotent(parameter)).await?;
    (found.run)(call, parameter).await
}

#[cfg(test)]
mod tests {
    #[test]
    fn every_documented_field_is_known() {
        let documented = feiqian_platform::field_names::documented(|path| path.starts_with("/api/wallet/"));
        let known = super::known();
        let unknown: Vec<_> = documented.iter().filter(|name| !known.contains(&name.as_str())).collect();
        assert!(documented.len() > 20 && unknown.is_empty(), "{unknown:?}");
    }
}
