//! The application: its components, ready to answer, and its routes.

use crate::allowed_hosts::{AllowedHosts, BlockedNetworks};
use crate::cli::Options;
use crate::engine;
use crate::headers;
use crate::instances::{Busy, Instances};
use crate::key_value::{Backing, StoreFile};
use crate::libsql_server;
use crate::limits;
use crate::manifest::{Manifest, StaticResponse, Target};
use crate::outbound::Outbound;
use crate::redis_store::RedisStore;
use crate::report;
use crate::routes::{RouteHeaders, Routes};
use crate::runtime_config::{KeyValueStore, RuntimeConfig, SqliteDatabase};
use crate::server::{self, Answer};
use crate::sqlite::{self, Database, Place};
use crate::state::{AppContext, ComponentContext};
use crate::stdio::Output;
use crate::variables::{self, Provider, Variables};
use anyhow::{Context as _, Result, ensure};
use bytes::Bytes;
use http::{HeaderMap, HeaderName, HeaderValue, Request, Response, StatusCode};
use std::collections::{BTreeMap, HashMap};
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, OnceLock};
use tokio::sync::Semaphore;
use wasmtime_wasi_http::handler::{InstantiationError, ProxyHandler};
use wasmtime_wasi_http::{Error, WasiBody};

/// An application that is ready to serve.
pub struct App {
    /// `application.name`
    pub name: String,
    /// `application.version`
    pub version: String,
    /// Which path leads where.
    pub routes: Routes<Destination>,
    /// The components' instances at work.
    pub busy: Busy,
    /// Places for requests from the network.
    pub places: Arc<Semaphore>,
    context: Arc<AppContext>,
    components: Vec<ProxyHandler<Instances>>,
    ids: HashMap<String, usize>,
    chained_route: RouteHeaders,
}

/// What a route leads to.
pub enum Destination {
    /// A component, by its place in the list; the id is for the listing.
    Component(usize, String),
    /// A fixed answer.
    Static(FixedAnswer),
}

/// A static response, checked and ready.
pub struct FixedAnswer {
    status: StatusCode,
    headers: HeaderMap,
    body: Bytes,
}

impl FixedAnswer {
    fn new(response: &StaticResponse) -> Result<Self> {
        let status = response.status_code.unwrap_or(200);
        let mut headers = HeaderMap::new();
        for (name, value) in &response.headers {
            headers.append(
                HeaderName::try_from(name).with_context(|| format!("static_response.headers: {name:?}"))?,
                HeaderValue::try_from(value)
                    .with_context(|| format!("static_response.headers.{name}: {value:?}"))?,
            );
        }
        Ok(Self {
            // 1xx is no final answer; 204 and 304 are, without a body.
            status: StatusCode::from_u16(status)
                .ok()
                .filter(|status| !status.is_informational())
                .with_context(|| format!("static_response.status_code: {status}"))?,
            headers,
            body: response.body.clone().into(),
        })
    }

    /// The answer.
    pub fn answer(&self) -> Answer {
        let mut response = Response::new(server::full(self.body.clone()));
        *response.status_mut() = self.status;
        *response.headers_mut() = self.headers.clone();
        response
    }
}

/// The address that components see as the client's when another component calls.
const CHAINED_CLIENT: SocketAddr = SocketAddr::new(std::net::IpAddr::V4(std::net::Ipv4Addr::UNSPECIFIED), 0);

/// Whether everything that components name is defined.
fn defined(
    manifest: &Manifest,
    has_database: impl Fn(&str) -> bool,
    has_store: impl Fn(&str) -> bool,
) -> Result<()> {
    for (id, component) in &manifest.components {
        for label in &component.sqlite_databases {
            ensure!(
                has_database(label),
                "component.{id}.sqlite_databases: nothing defines {label:?}; add [sqlite_database.{label}] to the --runtime-config-file"
            );
        }
        for label in &component.key_value_stores {
            ensure!(
                has_store(label),
                "component.{id}.key_value_stores: nothing defines {label:?}; add [key_value_store.{label}] to the --runtime-config-file"
            );
        }
    }
    Ok(())
}

/// The routes of the manifest; `ids` has the index of each component.
fn routes(manifest: &Manifest, ids: &HashMap<String, usize>) -> Result<Routes<Destination>> {
    let mut routes = Vec::new();
    for trigger in &manifest.triggers {
        let Some(route) = &trigger.route else { continue };
        let destination = match &trigger.target {
            Target::Component(id) => match ids.get(id) {
                Some(index) => Destination::Component(*index, id.clone()),
                None => anyhow::bail!("trigger.http.component: there is no [component.{id}]"),
            },
            Target::StaticResponse(response) => Destination::Static(
                FixedAnswer::new(response).with_context(|| format!("trigger.http of {route:?}"))?,
            ),
        };
        routes.push((route.clone(), destination));
    }
    let routes = Routes::new(routes, |duplicate| {
        report::line(format_args!(
            "warning: trigger.http: the route {duplicate:?} occurs more than once; the last one counts"
        ));
    })?;
    for route in routes.iter().filter(|route| route.is_reserved()) {
        report::line(format_args!(
            "warning: trigger.http: the route {:?} is the host's own and will never be reached",
            route.path()
        ));
    }
    Ok(routes)
}

impl App {
    /// Reads the manifest and everything it names, prepares the databases and compiles the components.
    ///
    /// # Errors
    /// What is wrong, by the name of the manifest key, configuration key or flag.
    pub async fn load(options: &Options) -> Result<Arc<Self>> {
        let manifest = Manifest::read(&options.manifest)?;
        let runtime_config = match &options.runtime_config_file {
            Some(path) => RuntimeConfig::read(path)?,
            None => RuntimeConfig { connection_pooling: true, ..RuntimeConfig::default() },
        };
        let directories = Directories::new(options, &runtime_config)?;
        let variables = resolve_variables(options, &manifest, &mut { runtime_config.variables_providers })?;

        let databases = databases(&runtime_config.sqlite_databases, directories.state.as_deref())?;
        let stores = stores(&runtime_config.key_value_stores, directories.state.as_deref())?;
        defined(&manifest, |label| databases.contains_key(label), |label| stores.contains_key(label))?;

        let context = Arc::new(AppContext {
            databases,
            stores,
            outbound: Outbound::new(
                BlockedNetworks::parse(&runtime_config.block_networks)?,
                runtime_config.connection_pooling,
                &runtime_config.connection_limits,
                &runtime_config.client_tls,
            ),
            chained: Arc::new(Semaphore::new(limits::CHAINED_REQUESTS_IN_PROGRESS)),
            app: OnceLock::new(),
            own_address: OnceLock::new(),
            finished: AtomicBool::new(false),
            max_instance_memory: options.max_instance_memory.or(runtime_config.max_instance_memory),
            clock_offset_ms: options.clock_offset_ms,
        });

        let engine = engine::new(directories.cache.as_deref(), !options.disable_pooling)?;
        engine::start_epoch_ticker(&engine)?;
        let linker = engine::linker(&engine)?;
        let busy = Busy::default();
        let all_ids: Vec<String> = manifest.components.keys().cloned().collect();
        let mut components = Vec::new();
        let mut ids = HashMap::new();
        for (id, component) in &manifest.components {
            let component_context =
                component_context(id, component, &all_ids, &variables, options, &directories, &context)
                    .with_context(|| format!("component.{id}"))?;
            let pre = engine::load(&engine, &linker, &component.source)
                .with_context(|| format!("component.{id}.source"))?;
            ids.insert(id.clone(), components.len());
            components.push(ProxyHandler::new(Instances::new(
                pre,
                Arc::new(component_context),
                options.reuse,
                busy.clone(),
            )));
        }

        let routes = routes(&manifest, &ids)?;
        run_statements(options, &context.databases).await?;
        set_keys(options, &context.stores).await?;

        let app = Arc::new(Self {
            name: manifest.name,
            version: manifest.version,
            routes,
            busy,
            places: Arc::new(Semaphore::new(limits::REQUESTS_IN_PROGRESS)),
            context: context.clone(),
            components,
            ids,
            chained_route: RouteHeaders::new("/...", "/...")?,
        });
        _ = context.app.set(Arc::downgrade(&app));
        Ok(app)
    }

    /// Tells components where `self.alt` is.
    pub fn set_own_address(&self, address: SocketAddr) {
        _ = self.context.own_address.set(address);
    }

    /// Says that what is still there is given up, and no reason to report it.
    pub fn finish(&self) {
        self.context.finished.store(true, Ordering::SeqCst);
    }

    /// Has the component at `index` answer. Instances beyond the pool are waited for, with a bound.
    ///
    /// # Errors
    /// The component trapped, answered with an error, or could not be instantiated.
    pub async fn call(
        &self,
        index: usize,
        mut request: Request<WasiBody>,
    ) -> wasmtime::Result<Response<WasiBody>> {
        let Some(component) = self.components.get(index) else {
            return Err(wasmtime::format_err!("there is no such component"));
        };
        let mut attempts = 0;
        loop {
            let error = match component.handle((), request).await {
                Ok(response) => return Ok(response),
                Err(error) => error,
            };
            let failed = error.downcast::<InstantiationError<()>>()?;
            attempts += 1;
            if attempts >= limits::INSTANTIATION_ATTEMPTS
                || !failed.error.is::<wasmtime::PoolConcurrencyLimitError>()
            {
                return Err(wasmtime::format_err!("{:?}", failed.error));
            }
            request = failed.request.into_inner().unwrap_or_else(std::sync::PoisonError::into_inner);
            tokio::time::sleep(limits::INSTANTIATION_RETRY_DELAY).await;
        }
    }

    /// Has the component `id` answer a request of another component, as Spin does: as if it had the route `/...`,
    /// with the whole path as path-info.
    ///
    /// # Errors
    /// There is no such component, or the request cannot be sent to one. A component that fails answers 500, as it
    /// does to the network.
    pub async fn handle_chained(
        &self,
        id: &str,
        mut request: Request<WasiBody>,
    ) -> Result<Response<WasiBody>, Error> {
        let Some(index) = self.ids.get(id) else {
            report::line(format_args!("a request to {id}.spin.internal: there is no [component.{id}]"));
            return Err(Error::DestinationNotFound);
        };
        headers::make_absolute(&mut request).map_err(|_| Error::HttpRequestUriInvalid)?;
        let path = request.uri().path().to_owned();
        headers::append(&mut request, &self.chained_route, &path, &[], CHAINED_CLIENT)
            .map_err(|_| Error::HttpRequestHeaderSectionSize(None))?;
        Ok(self.call(*index, request).await.unwrap_or_else(|error| server::failed(id, &error)))
    }
}

/// Where the host keeps what.
struct Directories {
    state: Option<PathBuf>,
    log: Option<PathBuf>,
    cache: Option<PathBuf>,
}

impl Directories {
    /// A flag wins over the runtime configuration, that over the default; an empty name is none.
    fn new(options: &Options, runtime_config: &RuntimeConfig) -> Result<Self> {
        let given = |flag: &Option<String>, configured: &Option<String>, default: Option<PathBuf>| match flag
            .as_ref()
            .or(configured.as_ref())
        {
            Some(name) if name.is_empty() => None,
            Some(name) => Some(PathBuf::from(name)),
            None => default,
        };
        let beside_manifest = options.manifest.parent().unwrap_or(Path::new("")).join(".spin");
        let state = given(&options.state_dir, &runtime_config.state_dir, Some(beside_manifest));
        let log =
            given(&options.log_dir, &runtime_config.log_dir, state.as_ref().map(|state| state.join("logs")));
        let cache = match &options.cache_dir {
            Some(name) if name.is_empty() => None,
            Some(name) => Some(PathBuf::from(name)),
            None => state.as_ref().map(|state| state.join("cache")),
        };
        for (flag, directory) in [("--state-dir", &state), ("--log-dir", &log)] {
            if let Some(directory) = directory {
                std::fs::create_dir_all(directory)
                    .with_context(|| format!("{flag}: cannot make {}", directory.display()))?;
            }
        }
        Ok(Self { state, log, cache })
    }
}

fn resolve_variables(
    options: &Options,
    manifest: &Manifest,
    configured: &mut Vec<Provider>,
) -> Result<Variables> {
    let mut providers = vec![Provider::Static(variables::read_flags(&options.variables)?)];
    providers.append(configured);
    providers.push(Provider::environment(None, Some(Path::new(".env")))?);
    Variables::resolve(&manifest.variables, &providers)
}

fn component_context(
    id: &str,
    component: &crate::manifest::Component,
    ids: &[String],
    variables: &Variables,
    options: &Options,
    directories: &Directories,
    app: &Arc<AppContext>,
) -> Result<ComponentContext> {
    let mut own = HashMap::new();
    for (name, template) in &component.variables {
        let value = variables.expand(template).with_context(|| format!("component.{id}.variables.{name}"))?;
        own.insert(name.clone(), value);
    }
    let mut environment = component.environment.clone();
    for (name, value) in &options.environment {
        environment.insert(name.clone(), value.clone());
    }
    let output = |name| Output::open(directories.log.as_deref(), id, name, !options.quiet);
    Ok(ComponentContext {
        id: id.to_owned(),
        variables: own,
        environment: environment.into_iter().collect(),
        sqlite_databases: component.sqlite_databases.iter().cloned().collect(),
        key_value_stores: component.key_value_stores.iter().cloned().collect(),
        allowed_hosts: AllowedHosts::parse(&component.allowed_outbound_hosts, variables, ids)
            .with_context(|| format!("component.{id}.allowed_outbound_hosts"))?,
        stdout: output("stdout")?,
        stderr: output("stderr")?,
        app: app.clone(),
    })
}

/// The configured databases and, unless it is configured, `default` in the state directory.
fn databases(
    configured: &BTreeMap<String, SqliteDatabase>,
    state_dir: Option<&Path>,
) -> Result<HashMap<String, Arc<Place>>> {
    let mut databases = HashMap::new();
    for (label, database) in configured {
        let key = format!("sqlite_database.{label}");
        let place = match database {
            SqliteDatabase::Spin { path, allow_attach_file } => {
                if let Some(parent) = path.as_deref().and_then(Path::parent) {
                    std::fs::create_dir_all(parent)
                        .with_context(|| format!("{key}.path: cannot make {}", parent.display()))?;
                }
                let database = Database { path: path.clone(), allow_attach_file: *allow_attach_file };
                Place::InProcess(Arc::new(database))
            }
            SqliteDatabase::LibSql { url, token } => {
                let server = libsql_server::Server::new(url.clone(), token.clone());
                Place::Remote(server.with_context(|| format!("{key}.url"))?)
            }
        };
        databases.insert(label.clone(), Arc::new(place));
    }
    databases.entry("default".to_owned()).or_insert_with(|| {
        let path = state_dir.map(|directory| directory.join("sqlite_db.db"));
        Arc::new(Place::InProcess(Arc::new(Database { path, allow_attach_file: false })))
    });
    Ok(databases)
}

/// The configured stores and, unless it is configured, `default` in the state directory.
fn stores(
    configured: &BTreeMap<String, KeyValueStore>,
    state_dir: Option<&Path>,
) -> Result<HashMap<String, Backing>> {
    let mut stores = HashMap::new();
    for (label, store) in configured {
        let key = format!("key_value_store.{label}");
        let backing = match store {
            KeyValueStore::Redis(url) => {
                Backing::Redis(Arc::new(RedisStore::new(url).with_context(|| format!("{key}.url"))?))
            }
            KeyValueStore::Spin(path) => {
                if let Some(parent) = path.as_deref().and_then(Path::parent) {
                    std::fs::create_dir_all(parent)
                        .with_context(|| format!("{key}.path: cannot make {}", parent.display()))?;
                }
                Backing::File(Arc::new(StoreFile::new(path.clone())))
            }
        };
        stores.insert(label.clone(), backing);
    }
    stores.entry("default".to_owned()).or_insert_with(|| {
        let path = state_dir.map(|directory| directory.join("sqlite_key_value.db"));
        Backing::File(Arc::new(StoreFile::new(path)))
    });
    Ok(stores)
}

async fn run_statements(options: &Options, databases: &HashMap<String, Arc<Place>>) -> Result<()> {
    for flag in &options.sqlite {
        let (label, statement) = sqlite::split_flag(flag)?;
        let database = databases
            .get(label)
            .with_context(|| format!("--sqlite {flag}: nothing defines the database {label:?}"))?;
        database.run_flag(statement).await.with_context(|| format!("--sqlite {flag}"))?;
    }
    Ok(())
}

async fn set_keys(options: &Options, stores: &HashMap<String, Backing>) -> Result<()> {
    for (key, value) in &options.key_values {
        let store = stores.get("default").context("--key-value: there is no default store")?;
        store
            .set("default", key, value.as_bytes())
            .await
            .map_err(|error| anyhow::anyhow!("--key-value {key}: {error:?}"))?;
    }
    Ok(())
}
