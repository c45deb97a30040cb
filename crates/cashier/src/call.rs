//! From a request to its endpoint: the transport checks, in the order 404, 405, 415, 413, 400 or 408 (cashier.md §1.4).

use crate::endpoint::Route;
use crate::failure::Failure;
use crate::field_names::BESIDE;
use crate::reply::Reply;
use crate::settings::{Settings, StatusMode};
use feiqian_platform::Platform;
use feiqian_platform::http::{Body, Request, Response, header};
use feiqian_signing::Params;
use feiqian_signing::rules::{Parameter, Rule};

/// A request that has found its endpoint, with the outside world at hand.
#[derive(Debug)]
pub struct Call<'c> {
    /// The platform that serves the call.
    pub platform: &'c Platform,
    /// The request as it arrived.
    pub request: &'c Request,
    body: &'c [u8],
}

impl Call<'_> {
    /// The parameters of a product call: the query merged with the body, which wins (cashier.md §1.2).
    ///
    /// # Errors
    /// [`Failure::BadRequest`] if they cannot be read.
    pub fn product_params(&self) -> Result<Params, Failure> {
        let content_type = match self.body {
            // Empty whatever its type.
            [] => String::new(),
            _ => self.request.header(header::CONTENT_TYPE.as_str()).unwrap_or_default(),
        };
        Ok(Params::product(&self.request.query, &content_type, self.body)?)
    }

    /// The parameters of a back-office call: the query merged with a JSON body, which wins (cashier.md §1.2).
    ///
    /// # Errors
    /// [`Failure::BadRequest`] if they cannot be read.
    pub fn back_office_params(&self) -> Result<Params, Failure> {
        Ok(Params::back_office(&self.request.query, self.body)?)
    }

    /// The parameters of a call that has a JSON body only (`POST /token`).
    ///
    /// # Errors
    /// [`Failure::BadRequest`] if they cannot be read.
    pub fn body_params(&self) -> Result<Params, Failure> {
        Ok(Params::from_json(self.body)?)
    }
}

/// Serves a request by the endpoint of its method and path.
pub async fn serve(platform: &Platform, request: Request, routes: &'static [Route<()>]) -> Response {
    serve_with(platform, request, routes, async |_| Ok(())).await
}

/// Serves a request of a component that has variables of its own, which `read` reads and checks: one that is out of
/// range fails every request, whichever endpoint it is for (cashier.md §10).
pub async fn serve_with<S>(
    platform: &Platform,
    mut request: Request,
    routes: &'static [Route<S>],
    read: impl AsyncFnOnce(&Platform) -> Result<S, String>,
) -> Response {
    let settings = async { Ok((Settings::read(platform).await?, read(platform).await?)) };
    let (settings, own) = match settings.await {
        Ok(settings) => settings,
        Err(fault) => {
            return Failure::Fault(fault).into_response(StatusMode::Body, platform, &request.id, &[]);
        }
    };
    let mut name = "";
    let mut outcome = attempt(platform, &request, routes, &own, &mut name).await;
    if outcome.is_err() && request.read_unannounced().await {
        // Some of its parameters were still to come. What was refused has done nothing.
        outcome = attempt(platform, &request, routes, &own, &mut name).await;
    }
    let mut response = match outcome {
        Ok(reply) => reply.into_response(&request),
        Err(failure) => failure.into_response(settings.status_mode, platform, &request.id, &known(routes)),
    };
    response.route = name;
    response
}

/// The names that refusals of these endpoints may have.
fn known<S>(routes: &[Route<S>]) -> Vec<&'static str> {
    let mut known = BESIDE.to_vec();
    routes.iter().for_each(|route| names(route.endpoint.fields, &mut known));
    known
}

fn names(table: &'static [Parameter], known: &mut Vec<&'static str>) {
    for parameter in table {
        known.push(parameter.name);
        for rule in parameter.rules {
            if let Rule::Objects(_, table) = rule {
                names(table, known);
            }
        }
    }
}

async fn attempt<S>(
    platform: &Platform,
    request: &Request,
    routes: &'static [Route<S>],
    own: &S,
    name: &mut &'static str,
) -> Result<Reply, Failure> {
    let (route, body) = admit(request, routes)?;
    *name = route.endpoint.name;
    (route.run)(&Call { platform, request, body }, own).await
}

fn admit<'r, S>(
    request: &'r Request,
    routes: &'static [Route<S>],
) -> Result<(&'static Route<S>, &'r [u8]), Failure> {
    // Spin's router also matches a trailing slash; the contract does not.
    let of_path = routes.iter().filter(|route| route.endpoint.path() == request.path);
    let Some(route) = of_path.clone().find(|route| route.endpoint.method() == request.method.as_str()) else {
        let methods: Vec<&str> = of_path.map(|route| route.endpoint.method()).collect();
        return Err(match methods.is_empty() {
            true => Failure::NotFound,
            false => Failure::MethodNotAllowed(methods.join(", ")),
        });
    };
    match &request.body {
        // Nothing is read from no body, so that its coding is not asked for.
        Body::Whole(body) if body.is_empty() => Ok((route, body)),
        _ if request.is_encoded() => Err(Failure::UnsupportedMediaType),
        Body::Whole(body) => Ok((route, body)),
        Body::TooLarge => Err(Failure::PayloadTooLarge),
        Body::Incomplete => Err(Failure::BadRequest),
        Body::TimedOut => Err(Failure::RequestTimeout),
    }
}
