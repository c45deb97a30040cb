//! The wallet, `/api/wallet/…` (wallet.md). One file per endpoint; the order of checks is §2.2.

mod body;
mod call;
pub mod cash_apply;
pub mod cash_list;
pub mod cash_review;
mod cors;
pub mod failure;
mod field_names;
mod known;
pub mod log_list;
mod negotiation;
pub mod payouts_run;
pub mod query;
mod resource;
pub mod settings;
mod time;
pub mod token;
mod verifiers;
pub mod wallet_adjust;
pub mod wallet_show;

use call::Call;
use cors::Cors;
use failure::{Failure, NOT_ACCEPTABLE, PERMISSION_DENIED, Problem, ROUTE_NOT_FOUND};
use feiqian_platform::Platform;
use feiqian_platform::http::{HeaderName, Method, Request, Response, StatusCode, header};

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

/// What a path stands for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Path<'p> {
    CashList,
    CashReview,
    /// By the id as written.
    Cash(&'p str),
    Wallet(&'p str),
    Log,
    Settings,
    PayoutsRun,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Endpoint<'p> {
    ListCash,
    Apply,
    Review,
    ShowCash(&'p str),
    ShowWallet(&'p str),
    Adjust(&'p str),
    ListLog,
    ReadSettings,
    ChangeSettings,
    RunPayouts,
}

impl<'p> Path<'p> {
    fn find(path: &'p str) -> Option<Self> {
        let rest = path.strip_suffix('/').unwrap_or(path).strip_prefix("/api/wallet/")?;
        match rest.split_once('/') {
            None => match rest {
                "cash" => Some(Path::CashList),
                "log" => Some(Path::Log),
                "settings" => Some(Path::Settings),
                _ => None,
            },
            Some((_, id)) if id.is_empty() || id.contains('/') => None,
            Some(("payouts", "run")) => Some(Path::PayoutsRun),
            Some(("cash", "review")) => Some(Path::CashReview),
            Some(("cash", id)) => Some(Path::Cash(id)),
            Some(("user", id)) => Some(Path::Wallet(id)),
            Some(_) => None,
        }
    }

    fn endpoint(self, method: &Method) -> Result<Endpoint<'p>, Failure> {
        let method = if *method == Method::HEAD { "GET" } else { method.as_str() };
        Err(Failure::MethodNotAllowed(match (self, method) {
            (Path::CashList, "GET") => return Ok(Endpoint::ListCash),
            (Path::CashList, "POST") => return Ok(Endpoint::Apply),
            (Path::CashReview, "POST") => return Ok(Endpoint::Review),
            (Path::Cash(id), "GET") => return Ok(Endpoint::ShowCash(id)),
            (Path::Wallet(id), "GET") => return Ok(Endpoint::ShowWallet(id)),
            (Path::Wallet(id), "PATCH") => return Ok(Endpoint::Adjust(id)),
            (Path::Log, "GET") => return Ok(Endpoint::ListLog),
            (Path::Settings, "GET") => return Ok(Endpoint::ReadSettings),
            (Path::Settings, "PATCH") => return Ok(Endpoint::ChangeSettings),
            (Path::PayoutsRun, "POST") => return Ok(Endpoint::RunPayouts),
            (Path::CashList, _) => "GET, HEAD, POST",
            (Path::CashReview | Path::PayoutsRun, _) => "POST",
            (Path::Cash(_) | Path::Log, _) => "GET, HEAD",
            (Path::Wallet(_) | Path::Settings, _) => "GET, HEAD, PATCH",
        }))
    }
}

impl Endpoint<'_> {
    /// The name in the documentation and the ability it needs.
    fn describe(self) -> (&'static str, Option<&'static str>) {
        match self {
            Endpoint::ListCash => ("GET /api/wallet/cash", None),
            Endpoint::Apply => ("POST /api/wallet/cash", Some(token::CASH_CREATE)),
            Endpoint::Review => ("POST /api/wallet/cash/review", Some(token::CASH_REVIEW)),
            Endpoint::ShowCash(_) => ("GET /api/wallet/cash/{id}", None),
            Endpoint::ShowWallet(_) => ("GET /api/wallet/user/{user_id}", None),
            Endpoint::Adjust(_) => ("PATCH /api/wallet/user/{user_id}", Some(token::WALLET_UPDATE)),
            Endpoint::ListLog => ("GET /api/wallet/log", None),
            Endpoint::ReadSettings => ("GET /api/wallet/settings", None),
            Endpoint::ChangeSettings => ("PATCH /api/wallet/settings", Some(token::SETTINGS_UPDATE)),
            Endpoint::RunPayouts => ("POST /api/wallet/payouts/run", Some(token::PAYOUT_RUN)),
        }
    }

    /// Method and path, within which an idempotency key counts; empty if the endpoint ignores keys.
    fn idempotent(self) -> String {
        match self {
            Endpoint::Apply => "POST /api/wallet/cash".into(),
            Endpoint::Adjust(user_id) => ["PATCH /api/wallet/user/", user_id].concat(),
            _ => String::new(),
        }
    }
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
            .into_response(platform, &request.id, language)
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
    let path = Path::find(&request.path).ok_or(ROUTE_NOT_FOUND)?;
    let endpoint = path.endpoint(&request.method)?;
    let (name, ability) = endpoint.describe();
    *route = name;
    if !negotiation::is_acceptable(&request.header_lines(header::ACCEPT.as_str())) {
        return Err(Problem::header(NOT_ACCEPTABLE, "accept").into());
    }
    let caller = token::authenticate(platform, request).await?;
    feiqian_rate::WALLET_USER.admit(platform, &request.id, &caller.user_id.to_string()).await?;
    if ability.is_some_and(|ability| !caller.may(ability)) {
        return Err(PERMISSION_DENIED.into());
    }
    let call = Call::begin(platform, request, caller, endpoint.idempotent()).await?;
    match endpoint {
        Endpoint::ListCash => cash_list::list(call).await,
        Endpoint::Apply => cash_apply::apply(call).await,
        Endpoint::Review => cash_review::review(call).await,
        Endpoint::ShowCash(id) => cash_list::show(call, id).await,
        Endpoint::ShowWallet(id) => wallet_show::show(call, id).await,
        Endpoint::Adjust(id) => wallet_adjust::adjust(call, id).await,
        Endpoint::ListLog => log_list::list(call).await,
        Endpoint::ReadSettings => settings::read(call).await,
        Endpoint::ChangeSettings => settings::change(call).await,
        Endpoint::RunPayouts => payouts_run::run(call).await,
    }
}
