//! From a request to its endpoint: the transport checks, in the order 404, 405, 415, 413, 400 or 408 (cashier.md §1.4).

use crate::failure::Failure;
use crate::reply::Reply;
use crate::settings::{Settings, StatusMode};
use feiqian_platform::Platform;
use feiqian_platform::http::{Body, Method, Request, Response, header};
use feiqian_signing::Params;

/// One route and method of a component; `id` names it in the component's dispatch.
#[derive(Debug)]
pub struct Endpoint<E> {
    /// The method.
    pub method: Method,
    /// The path as the router knows it.
    pub path: &'static str,
    /// As the documentation names it, for the log: `POST /create_customer`.
    pub name: &'static str,
    /// The component's own name of the endpoint.
    pub id: E,
}

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

/// Serves a request by the endpoint that `dispatch` runs for it.
pub async fn serve<E: Copy>(
    platform: &Platform,
    request: Request,
    endpoints: &[Endpoint<E>],
    dispatch: impl AsyncFn(E, &Call<'_>) -> Result<Reply, Failure>,
) -> Response {
    let none = async |_: &Platform| Ok(());
    serve_with(platform, request, endpoints, none, async |id, (), call| dispatch(id, call).await).await
}

/// Serves a request of a component that has variables of its own, which `read` reads and checks: one that is out of
/// range fails every request, whichever endpoint it is for (cashier.md §10).
pub async fn serve_with<E: Copy, S: Clone>(
    platform: &Platform,
    mut request: Request,
    endpoints: &[Endpoint<E>],
    read: impl AsyncFnOnce(&Platform) -> Result<S, String>,
    dispatch: impl AsyncFn(E, S, &Call<'_>) -> Result<Reply, Failure>,
) -> Response {
    let settings = async { Ok((Settings::read(platform).await?, read(platform).await?)) };
    let (settings, own) = match settings.await {
        Ok(settings) => settings,
        Err(fault) => return Failure::Fault(fault).into_response(StatusMode::Body, platform, &request.id),
    };
    let mut route = "";
    let mut outcome = attempt(platform, &request, endpoints, own.clone(), &dispatch, &mut route).await;
    if outcome.is_err() && request.read_unannounced().await {
        // Some of its parameters were still to come. What was refused has done nothing.
        outcome = attempt(platform, &request, endpoints, own, &dispatch, &mut route).await;
    }
    let mut response = match outcome {
        Ok(reply) => reply.into_response(&request),
        Err(failure) => failure.into_response(settings.status_mode, platform, &request.id),
    };
    response.route = route;
    response
}

async fn attempt<E: Copy, S>(
    platform: &Platform,
    request: &Request,
    endpoints: &[Endpoint<E>],
    own: S,
    dispatch: &impl AsyncFn(E, S, &Call<'_>) -> Result<Reply, Failure>,
    route: &mut &'static str,
) -> Result<Reply, Failure> {
    let (endpoint, body) = admit(request, endpoints)?;
    *route = endpoint.name;
    dispatch(endpoint.id, own, &Call { platform, request, body }).await
}

fn admit<'r, 'e, E>(
    request: &'r Request,
    endpoints: &'e [Endpoint<E>],
) -> Result<(&'e Endpoint<E>, &'r [u8]), Failure> {
    // Spin's router also matches a trailing slash; the contract does not.
    let mut of_path = endpoints.iter().filter(|endpoint| endpoint.path == request.path).peekable();
    if of_path.peek().is_none() {
        return Err(Failure::NotFound);
    }
    let Some(endpoint) = of_path.clone().find(|endpoint| endpoint.method == request.method) else {
        let methods: Vec<&str> = of_path.map(|endpoint| endpoint.method.as_str()).collect();
        return Err(Failure::MethodNotAllowed(methods.join(", ")));
    };
    match &request.body {
        // Nothing is read from no body, so that its coding is not asked for.
        Body::Whole(body) if body.is_empty() => Ok((endpoint, body)),
        _ if request.is_encoded() => Err(Failure::UnsupportedMediaType),
        Body::Whole(body) => Ok((endpoint, body)),
        Body::TooLarge => Err(Failure::PayloadTooLarge),
        Body::Incomplete => Err(Failure::BadRequest),
        Body::TimedOut => Err(Failure::RequestTimeout),
    }
}
