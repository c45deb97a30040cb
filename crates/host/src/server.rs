//! The HTTP server: from a connection to a component's answer, and the stop.

use crate::app::{App, Destination};
use crate::headers::{self, Unacceptable};
use crate::report;
use crate::routes::WELL_KNOWN_PREFIX;
use anyhow::{Context as _, Result};
use bytes::Bytes;
use http::{HeaderValue, Request, Response, StatusCode, header};
use http_body::{Body, Frame, SizeHint};
use http_body_util::{BodyExt as _, Empty, Full};
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::TokioIo;
use hyper_util::server::graceful::GracefulShutdown;
use std::convert::Infallible;
use std::net::SocketAddr;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};
use std::time::Duration;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::OwnedSemaphorePermit;
use wasmtime_wasi_http::handler::TrapOrPanicError;
use wasmtime_wasi_http::{Error, WasiBody};

/// What the server answers with.
pub type Answer = Response<WasiBody>;

/// A body of these bytes.
pub fn full(bytes: Bytes) -> WasiBody {
    Full::new(bytes).map_err(Error::from).boxed_unsync()
}

/// An answer of a status alone.
pub fn empty(status: StatusCode) -> Answer {
    let mut response = Response::new(Empty::new().map_err(Error::from).boxed_unsync());
    *response.status_mut() = status;
    response
}

/// The answer, holding `place` until its body has been sent or given up.
pub fn with_place(answer: Answer, place: OwnedSemaphorePermit) -> Answer {
    answer.map(|body| PlacedBody { body, _place: place }.boxed_unsync())
}

struct PlacedBody {
    body: WasiBody,
    _place: OwnedSemaphorePermit,
}

impl Body for PlacedBody {
    type Data = Bytes;
    type Error = Error;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, Error>>> {
        Pin::new(&mut self.body).poll_frame(context)
    }

    fn is_end_stream(&self) -> bool {
        self.body.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.body.size_hint()
    }
}

/// How the server treats connections.
#[derive(Debug, Clone, Copy)]
pub struct Sockets {
    /// Sends small segments at once. Spin does not set it, with the effects described in the project's notes.
    pub no_delay: bool,
    /// How long a stop waits for requests in flight.
    pub stop_timeout: Duration,
}

/// Serves `app` on `listener` until `stop` resolves, then stops: no new connections, requests in flight finish.
///
/// # Errors
/// None while serving: a connection that fails is its own end only.
pub async fn serve(
    app: Arc<App>,
    listener: TcpListener,
    sockets: Sockets,
    stop: impl Future<Output = ()>,
) -> Result<()> {
    let mut stop = std::pin::pin!(stop);
    let connections = GracefulShutdown::new();
    loop {
        let accepted = tokio::select! {
            accepted = listener.accept() => accepted,
            () = &mut stop => break,
        };
        let (stream, client) = match accepted {
            Ok(accepted) => accepted,
            Err(error) => {
                // Out of file descriptors, or a connection that went before it was accepted: neither is a reason to
                // end, and the first needs a moment.
                report::line(format_args!("cannot accept a connection: {error}"));
                tokio::time::sleep(Duration::from_millis(50)).await;
                continue;
            }
        };
        if sockets.no_delay {
            _ = stream.set_nodelay(true);
        }
        start_connection(&app, stream, client, &connections);
    }
    drop(listener);
    let finished = tokio::time::timeout(sockets.stop_timeout, async {
        connections.shutdown().await;
        // Components may go on after their answers.
        while app.busy.count() > 0 {
            tokio::time::sleep(crate::engine::STOP_POLL).await;
        }
    })
    .await;
    if finished.is_err() {
        report::line(format_args!(
            "requests in flight did not finish within {:?} and were given up",
            sockets.stop_timeout
        ));
    }
    app.finish();
    Ok(())
}

fn start_connection(app: &Arc<App>, stream: TcpStream, client: SocketAddr, connections: &GracefulShutdown) {
    let app = app.clone();
    let service = service_fn(move |request| {
        let app = app.clone();
        async move { Ok::<_, Infallible>(answer(&app, request, client).await) }
    });
    let connection = http1::Builder::new().serve_connection(TokioIo::new(stream), service);
    let connection = connections.watch(connection);
    tokio::spawn(async move {
        // A client that goes away, or does not speak HTTP, is no event.
        _ = connection.await;
    });
}

async fn answer(app: &Arc<App>, mut request: Request<Incoming>, client: SocketAddr) -> Answer {
    headers::strip(request.headers_mut());
    let path = request.uri().path().to_owned();
    if let Some(name) = path.strip_prefix(WELL_KNOWN_PREFIX) {
        return well_known(app, name);
    }
    let Some(found) = app.routes.find(&path) else {
        return empty(StatusCode::NOT_FOUND);
    };
    let (index, id) = match &found.route().target {
        Destination::Static(fixed) => return fixed.answer(),
        Destination::Component(index, id) => (*index, id),
    };
    if let Err(problem) = headers::make_absolute(&mut request)
        .and_then(|()| headers::append_for_match(&mut request, &found, client))
    {
        return match problem {
            Unacceptable::NoHost | Unacceptable::BadHost => empty(StatusCode::BAD_REQUEST),
            Unacceptable::NotUtf8 => empty(StatusCode::INTERNAL_SERVER_ERROR),
        };
    }
    let Ok(place) = app.places.clone().acquire_owned().await else {
        return empty(StatusCode::SERVICE_UNAVAILABLE);
    };
    let request = request.map(|body| body.map_err(Error::from).boxed_unsync());
    match app.call(index, request).await {
        Ok(response) => with_place(response, place),
        Err(error) => failed(id, &error),
    }
}

/// What a component that fails answers; the reason is for the terminal only.
pub fn failed(id: &str, error: &wasmtime::Error) -> Answer {
    // The end of an instance that trapped is reported once, where it ends, and not for each of its requests.
    if !error.is::<TrapOrPanicError>() {
        report::line(format_args!("component {id}: {error:?}"));
    }
    empty(StatusCode::INTERNAL_SERVER_ERROR)
}

/// The host's own paths.
fn well_known(app: &App, name: &str) -> Answer {
    match name {
        "health" => Response::new(full(Bytes::from_static(b"OK"))),
        "info" => {
            let mut info = serde_json::Map::new();
            info.insert("name".to_owned(), app.name.clone().into());
            if !app.version.is_empty() {
                info.insert("version".to_owned(), app.version.clone().into());
            }
            let text = serde_json::Value::Object(info).to_string();
            let mut response = Response::new(full(text.into()));
            response.headers_mut().insert(header::CONTENT_TYPE, HeaderValue::from_static("application/json"));
            response
        }
        _ => empty(StatusCode::NOT_FOUND),
    }
}

/// Listens on `address`; with `find_free_port`, on the first free port from there on.
///
/// # Errors
/// The address cannot be listened on.
pub async fn listen(address: SocketAddr, find_free_port: bool) -> Result<TcpListener> {
    let attempts = if find_free_port { crate::limits::FREE_PORT_ATTEMPTS } else { 1 };
    let mut candidate = address;
    for attempt in 1..=attempts {
        match TcpListener::bind(candidate).await {
            Ok(listener) => return Ok(listener),
            Err(error) if error.kind() == std::io::ErrorKind::AddrInUse && attempt < attempts => {
                match candidate.port().checked_add(1) {
                    Some(port) => candidate.set_port(port),
                    None => break,
                }
            }
            Err(error) => {
                return Err(error).with_context(|| {
                    format!(
                        "--listen {candidate}: cannot listen there; try --find-free-port or another address"
                    )
                });
            }
        }
    }
    anyhow::bail!("--listen {address}: no free port among the {attempts} from there on")
}
