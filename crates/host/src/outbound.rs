//! Requests that components send: to the network, to another component, to the application itself.
//!
//! Nothing leaves that `allowed_outbound_hosts` does not name. `ID.spin.internal` is answered in process by the
//! component `ID`; `self.alt` stands for the host's own address. Redirects are not followed. HTTP/1.1 only.

use crate::allowed_hosts::{BlockedNetworks, SELF_HOST, chained_component};
use crate::client_tls::{ClientTls, Connectors};
use crate::limits;
use crate::report;
use crate::state::ComponentContext;
use anyhow::Result;
use bytes::Bytes;
use http::uri::{Authority, Scheme};
use http::{Request, Response, Uri, header};
use http_body::{Body, Frame, SizeHint};
use http_body_util::BodyExt as _;
use hyper_util::client::legacy::Client;
use hyper_util::client::legacy::connect::{Connected, Connection};
use hyper_util::rt::{TokioExecutor, TokioIo};
use std::collections::HashMap;
use std::io;
use std::net::SocketAddr;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};
use std::time::Duration;
use tokio::net::TcpStream;
use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tokio_rustls::rustls::pki_types::ServerName;
use wasmtime_wasi_http::{Error, RequestOptions, WasiBody, WasiHttpHooks};

/// The shared part: connections, and what may not be reached.
pub struct Outbound {
    /// Of components that no `[[client_tls]]` names.
    shared: HttpClient,
    /// Of those that one names: a connection that one of them trusts is not for the others.
    own: HashMap<String, HttpClient>,
}

type HttpClient = Client<Connector, WasiBody>;

impl Outbound {
    /// With `blocked` networks; `pooling` keeps connections for later requests; each of `limits` is how many may be open.
    pub fn new(blocked: BlockedNetworks, pooling: bool, limits: &[usize], client_tls: &[ClientTls]) -> Self {
        let blocked = Arc::new(blocked);
        let places: Arc<[_]> = limits.iter().map(|limit| Arc::new(Semaphore::new(*limit))).collect();
        let client = |tls| {
            let connector =
                Connector { blocked: blocked.clone(), tls: Arc::new(tls), places: places.clone() };
            let mut builder = Client::builder(TokioExecutor::new());
            // The pool needs a timer to close what has been idle for its time.
            builder.pool_timer(hyper_util::rt::TokioTimer::new());
            if !pooling {
                builder.pool_max_idle_per_host(0);
            }
            // The guest's own header names decide the request; hyper adds `host` from the URI.
            builder.build(connector)
        };
        let own = Connectors::by_component(client_tls);
        let own = own.into_iter().map(|(id, connectors)| (id, client(connectors))).collect();
        Self { shared: client(Connectors::usual()), own }
    }

    /// That of a component.
    fn client(&self, id: &str) -> &HttpClient {
        self.own.get(id).unwrap_or(&self.shared)
    }
}

/// What wasmtime calls when a guest sends a request.
pub struct Hooks {
    context: Arc<ComponentContext>,
}

impl Hooks {
    /// For the instances of one component.
    pub fn new(context: Arc<ComponentContext>) -> Self {
        Self { context }
    }
}

type Io = Box<dyn Future<Output = Result<(), Error>> + Send>;

impl WasiHttpHooks for Hooks {
    fn send_request(
        &mut self,
        request: Request<WasiBody>,
        options: Option<RequestOptions>,
        // The guest's verdict on the response's body. Whatever it is, the connection ends with the body.
        _consumed: Io,
    ) -> Box<dyn Future<Output = Result<(Response<WasiBody>, Io), Error>> + Send> {
        let context = self.context.clone();
        Box::new(async move {
            let response = send(&context, request, options.unwrap_or_default()).await?;
            Ok((response, Box::new(async { Ok(()) }) as Io))
        })
    }
}

async fn send(
    context: &ComponentContext,
    mut request: Request<WasiBody>,
    options: RequestOptions,
) -> Result<Response<WasiBody>, Error> {
    let Some(host) = request.uri().host().map(str::to_owned) else {
        return Err(Error::HttpRequestUriInvalid);
    };
    if !context.allowed_hosts.allows(request.uri()) {
        let scheme = request.uri().scheme_str().unwrap_or("http");
        let authority = request.uri().authority().map_or("", Authority::as_str);
        report::line(format_args!(
            "component {id}: a request to {scheme}://{authority} was denied; to allow it, add \"{scheme}://{authority}\" to component.{id}.allowed_outbound_hosts",
            id = context.id
        ));
        return Err(Error::HttpRequestDenied);
    }
    // The URI says it, and a component may have copied it from somewhere else.
    request.headers_mut().remove(header::HOST);

    if let Some(id) = chained_component(&host) {
        return send_to_component(context, id, request).await;
    }
    if host == SELF_HOST {
        let Some(address) = context.app.own_address.get() else {
            return Err(Error::HttpRequestUriInvalid);
        };
        let mut parts = std::mem::take(request.uri_mut()).into_parts();
        parts.scheme = Some(Scheme::HTTP);
        parts.authority = Some(address.to_string().parse().map_err(|_| Error::HttpRequestUriInvalid)?);
        *request.uri_mut() = Uri::from_parts(parts).map_err(|_| Error::HttpRequestUriInvalid)?;
    }

    let connect_timeout = options.connect_timeout.unwrap_or(limits::OUTBOUND_TIMEOUT);
    let first_byte_timeout = options.first_byte_timeout.unwrap_or(limits::OUTBOUND_TIMEOUT);
    let between_bytes_timeout = options.between_bytes_timeout.unwrap_or(limits::OUTBOUND_TIMEOUT);
    let response =
        CONNECT_TIMEOUT.scope(connect_timeout, context.app.outbound.client(&context.id).request(request));
    let response = tokio::time::timeout(first_byte_timeout, response)
        .await
        .map_err(|_| Error::ConnectionReadTimeout)?
        .map_err(request_error)?;
    Ok(response.map(|body| {
        TimedBody { body: Some(body), timeout: between_bytes_timeout, timer: None }.boxed_unsync()
    }))
}

async fn send_to_component(
    context: &ComponentContext,
    id: &str,
    request: Request<WasiBody>,
) -> Result<Response<WasiBody>, Error> {
    let Some(app) = context.app.app.get().and_then(std::sync::Weak::upgrade) else {
        return Err(Error::DestinationUnavailable);
    };
    // Waiting could wait for itself: the caller holds a place already.
    let Ok(place) = context.app.chained.clone().try_acquire_owned() else {
        report::line(format_args!(
            "component {}: more than {} requests between components at once",
            context.id,
            limits::CHAINED_REQUESTS_IN_PROGRESS
        ));
        return Err(Error::ConnectionLimitReached);
    };
    let response = app.handle_chained(id, request).await?;
    Ok(crate::server::with_place(response, place))
}

fn request_error(error: hyper_util::client::legacy::Error) -> Error {
    let connecting = error.is_connect();
    let mut source: Option<&(dyn std::error::Error + 'static)> = std::error::Error::source(&error);
    while let Some(cause) = source {
        if let Some(failure) = cause.downcast_ref::<ConnectFailure>() {
            return match failure {
                ConnectFailure::Prohibited => Error::DestinationIpProhibited,
                ConnectFailure::Timeout => Error::ConnectionTimeout,
                ConnectFailure::Name(text) => Error::DnsError { rcode: Some(text.clone()), info_code: None },
                ConnectFailure::Refused => Error::ConnectionRefused,
                ConnectFailure::Tls => Error::TlsProtocolError,
                ConnectFailure::BadName => Error::HttpRequestUriInvalid,
            };
        }
        source = cause.source();
    }
    if connecting { Error::ConnectionRefused } else { Error::HttpProtocolError }
}

tokio::task_local! {
    /// The connect timeout of the request being sent; the client gives its connector only the URI.
    static CONNECT_TIMEOUT: Duration;
}

/// Why there is no connection.
#[derive(Debug)]
enum ConnectFailure {
    Prohibited,
    Timeout,
    Name(String),
    Refused,
    Tls,
    BadName,
}

impl std::fmt::Display for ConnectFailure {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(formatter, "{self:?}")
    }
}

impl std::error::Error for ConnectFailure {}

#[derive(Clone)]
struct Connector {
    blocked: Arc<BlockedNetworks>,
    tls: Arc<Connectors>,
    /// One place of each for every connection. Waiting for it counts as connecting.
    places: Arc<[Arc<Semaphore>]>,
}

impl tower_service::Service<Uri> for Connector {
    type Response = Stream;
    type Error = ConnectFailure;
    type Future = Pin<Box<dyn Future<Output = Result<Stream, ConnectFailure>> + Send>>;

    fn poll_ready(&mut self, _: &mut Context<'_>) -> Poll<Result<(), ConnectFailure>> {
        Poll::Ready(Ok(()))
    }

    fn call(&mut self, uri: Uri) -> Self::Future {
        let timeout = CONNECT_TIMEOUT.try_with(|timeout| *timeout).unwrap_or(limits::OUTBOUND_TIMEOUT);
        let connector = self.clone();
        Box::pin(async move {
            tokio::time::timeout(timeout, connector.connect(uri))
                .await
                .map_err(|_| ConnectFailure::Timeout)?
        })
    }
}

impl Connector {
    async fn connect(self, uri: Uri) -> Result<Stream, ConnectFailure> {
        let encrypted = uri.scheme() == Some(&Scheme::HTTPS);
        let host = uri.host().ok_or(ConnectFailure::BadName)?;
        let bare = host.strip_prefix('[').and_then(|host| host.strip_suffix(']')).unwrap_or(host);
        let port = uri.port_u16().unwrap_or(if encrypted { 443 } else { 80 });

        let found: Vec<SocketAddr> = tokio::net::lookup_host((bare, port))
            .await
            .map_err(|error| ConnectFailure::Name(error.to_string()))?
            .collect();
        if found.is_empty() {
            return Err(ConnectFailure::Name("no address".to_owned()));
        }
        let open: Vec<SocketAddr> =
            found.into_iter().filter(|address| !self.blocked.blocks(address.ip())).collect();
        if open.is_empty() {
            return Err(ConnectFailure::Prohibited);
        }
        let mut places = Vec::new();
        for semaphore in self.places.iter() {
            places.push(semaphore.clone().acquire_owned().await.map_err(|_| ConnectFailure::Refused)?);
        }
        let stream = TcpStream::connect(open.as_slice()).await.map_err(|_| ConnectFailure::Refused)?;
        _ = stream.set_nodelay(true);
        if !encrypted {
            return Ok(Stream { io: TokioIo::new(Box::new(stream)), _places: places });
        }
        let name = ServerName::try_from(bare.to_owned()).map_err(|_| ConnectFailure::BadName)?;
        let stream = self.tls.of(host).connect(name, stream).await.map_err(|_| ConnectFailure::Tls)?;
        Ok(Stream { io: TokioIo::new(Box::new(stream)), _places: places })
    }
}

trait Bytestream: tokio::io::AsyncRead + tokio::io::AsyncWrite + Send + Unpin {}
impl<T: tokio::io::AsyncRead + tokio::io::AsyncWrite + Send + Unpin> Bytestream for T {}

/// A connection, encrypted or not.
struct Stream {
    io: TokioIo<Box<dyn Bytestream>>,
    /// Free again when the connection is closed.
    _places: Vec<OwnedSemaphorePermit>,
}

impl Connection for Stream {
    fn connected(&self) -> Connected {
        Connected::new()
    }
}

impl hyper::rt::Read for Stream {
    fn poll_read(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        buffer: hyper::rt::ReadBufCursor<'_>,
    ) -> Poll<io::Result<()>> {
        Pin::new(&mut self.io).poll_read(context, buffer)
    }
}

impl hyper::rt::Write for Stream {
    fn poll_write(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        bytes: &[u8],
    ) -> Poll<io::Result<usize>> {
        Pin::new(&mut self.io).poll_write(context, bytes)
    }

    fn poll_flush(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.io).poll_flush(context)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.io).poll_shutdown(context)
    }
}

/// A response's body that may not fall silent for longer than `timeout`.
struct TimedBody {
    /// Dropped, and with it the connection, when it has fallen silent.
    body: Option<hyper::body::Incoming>,
    timeout: Duration,
    timer: Option<Pin<Box<tokio::time::Sleep>>>,
}

impl Body for TimedBody {
    type Data = Bytes;
    type Error = Error;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, Error>>> {
        let this = &mut *self;
        let Some(body) = &mut this.body else {
            return Poll::Ready(None);
        };
        if let Poll::Ready(frame) = Pin::new(body).poll_frame(context) {
            this.timer = None;
            return Poll::Ready(frame.map(|frame| frame.map_err(Error::from)));
        }
        let timeout = this.timeout;
        let timer = this.timer.get_or_insert_with(|| Box::pin(tokio::time::sleep(timeout)));
        if timer.as_mut().poll(context).is_ready() {
            this.body = None;
            return Poll::Ready(Some(Err(Error::ConnectionReadTimeout)));
        }
        Poll::Pending
    }

    fn is_end_stream(&self) -> bool {
        self.body.as_ref().is_none_or(Body::is_end_stream)
    }

    fn size_hint(&self) -> SizeHint {
        self.body.as_ref().map_or_else(SizeHint::default, Body::size_hint)
    }
}
