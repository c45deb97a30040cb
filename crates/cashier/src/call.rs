//! From a request to its endpoint: the transport checks, in the order 404, 405, 415, 413, 400 or 408 (cashier.md §1.4).

use crate::endpoint::Route;
use crate::failure::Failure;
use crate::field_names::BESIDE;
use crate::reply::Reply;
use crate::settings::{Settings, StatusMode};
use feiqian_platform::http::{Body, Request, Response, header};
use feiqian_platform::{BodyFault, Call, Platform};
use feiqian_signing::Params;
use feiqian_signing::rules::{Parameter, Rule};

/// The parameters of a call (cashier.md §1.2).
pub trait ReadParams {
    /// Those of a product call: the query merged with the body, which wins.
    ///
    /// # Errors
    /// [`Failure::BadRequest`] if they cannot be read.
    fn product_params(&self) -> Result<Params, Failure>;

    /// Those of a back-office call: the query merged with a JSON body, which wins.
    ///
    /// # Errors
    /// [`Failure::BadRequest`] if they cannot be read.
    fn back_office_params(&self) -> Result<Params, Failure>;

    /// Those of a call that has a JSON body only (`POST /token`).
    ///
    /// # Errors
    /// [`Failure::BadRequest`] if they cannot be read.
    fn body_params(&self) -> Result<Params, Failure>;
}

impl ReadParams for Call<'_> {
    fn product_params(&self) -> Result<Params, Failure> {
        let body = bytes(self)?;
        let content_type = match body {
            // Empty whatever its type.
            [] => String::new(),
            _ => self.header(header::CONTENT_TYPE.as_str()),
        };
        Ok(Params::product(&self.request.query, &content_type, body)?)
    }

    fn back_office_params(&self) -> Result<Params, Failure> {
        Ok(Params::back_office(&self.request.query, bytes(self)?)?)
    }

    fn body_params(&self) -> Result<Params, Failure> {
        Ok(Params::from_json(bytes(self)?)?)
    }
}

/// The body, which [`admit`] has let pass.
fn bytes<'c>(call: &Call<'c>) -> Result<&'c [u8], Failure> {
    match &call.request.body {
        Body::Whole(body) => Ok(body),
        _ => Err(Failure::BadRequest),
    }
}

/// Checks the body. Nothing is read from an empty one, so that its coding is not asked for.
fn admit(call: &Call<'_>) -> Result<(), Failure> {
    match &call.request.body {
        Body::Whole(body) if body.is_empty() => Ok(()),
        _ => Ok(call.body().map(drop)?),
    }
}

impl From<BodyFault> for Failure {
    fn from(fault: BodyFault) -> Self {
        match fault {
            BodyFault::Encoded => Failure::UnsupportedMediaType,
            BodyFault::TooLarge => Failure::PayloadTooLarge,
            BodyFault::Incomplete => Failure::BadRequest,
            BodyFault::TimedOut => Failure::RequestTimeout,
        }
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
    let route = find(request, routes)?;
    *name = route.endpoint.name;
    let call = Call { platform, request };
    admit(&call)?;
    (route.run)(&call, own).await
}

fn find<S>(request: &Request, routes: &'static [Route<S>]) -> Result<&'static Route<S>, Failure> {
    // Spin's router also matches a trailing slash; the contract does not.
    let of_path = routes.iter().filter(|route| route.endpoint.path() == request.path);
    let found = of_path.clone().find(|route| route.endpoint.method() == request.method.as_str());
    found.ok_or_else(|| {
        let methods: Vec<&str> = of_path.map(|route| route.endpoint.method()).collect();
        match methods.is_empty() {
            true => Failure::NotFound,
            false => Failure::MethodNotAllowed(methods.join(", ")),
        }
    })
}
