//! What belongs to one component instance, and what it shares with the others.

use crate::allowed_hosts::AllowedHosts;
use crate::app::App;
use crate::clock::OffsetClock;
use crate::key_value::Backing;
use crate::outbound::{Hooks, Outbound};
use crate::sqlite::Place;
use crate::stdio::Output;
use std::collections::{HashMap, HashSet};
use std::net::SocketAddr;
use std::sync::atomic::AtomicBool;
use std::sync::{Arc, OnceLock, Weak};
use tokio::sync::Semaphore;
use wasmtime::component::{HasData, ResourceTable};
use wasmtime::{StoreLimits, StoreLimitsBuilder};
use wasmtime_wasi::{WasiCtx, WasiCtxView, WasiView};
use wasmtime_wasi_http::{WasiHttpCtx, WasiHttpCtxView, WasiHttpView};

/// What all components of the application share.
pub struct AppContext {
    /// The databases by label.
    pub databases: HashMap<String, Arc<Place>>,
    /// The key-value stores by label.
    pub stores: HashMap<String, Backing>,
    /// How requests leave the host.
    pub outbound: Outbound,
    /// Places for requests from component to component.
    pub chained: Arc<Semaphore>,
    /// The application, for service chaining; set once it is complete.
    pub app: OnceLock<Weak<App>>,
    /// The address the host listens on, for requests to itself; set once it does.
    pub own_address: OnceLock<SocketAddr>,
    /// Whether the host has finished: instances that end now are just dropped.
    pub finished: AtomicBool,
    /// Bytes each linear memory of an instance may have; `None` is no limit.
    pub max_instance_memory: Option<usize>,
    /// How far the clock that components see is ahead, in milliseconds.
    pub clock_offset_ms: i64,
}

/// What all instances of one component share.
pub struct ComponentContext {
    /// The component's id.
    pub id: String,
    /// Its variables, resolved.
    pub variables: HashMap<String, String>,
    /// Its environment.
    pub environment: Vec<(String, String)>,
    /// Labels it may open.
    pub sqlite_databases: HashSet<String>,
    /// Labels it may open.
    pub key_value_stores: HashSet<String>,
    /// Hosts it may call.
    pub allowed_hosts: AllowedHosts,
    /// Where its standard output goes.
    pub stdout: Output,
    /// Where its standard error goes.
    pub stderr: Output,
    /// See [`AppContext`].
    pub app: Arc<AppContext>,
}

/// The data of one instance's store.
pub struct State {
    /// See [`ComponentContext`].
    pub context: Arc<ComponentContext>,
    /// The guest's handles.
    pub table: ResourceTable,
    /// SQLite handles in the table.
    pub open_connections: usize,
    /// Key-value handles in the table.
    pub open_stores: usize,
    /// What memory it may have.
    pub limits: StoreLimits,
    wasi: WasiCtx,
    http: WasiHttpCtx,
    hooks: Hooks,
}

impl State {
    /// For a fresh instance: no arguments, no input, no files, no sockets; the environment of the manifest only.
    pub fn new(context: Arc<ComponentContext>) -> Self {
        let mut wasi = WasiCtx::builder();
        wasi.envs(&context.environment).stdout(context.stdout.clone()).stderr(context.stderr.clone());
        if context.app.clock_offset_ms != 0 {
            wasi.wall_clock(OffsetClock::new(context.app.clock_offset_ms));
        }
        let mut limits = StoreLimitsBuilder::new();
        if let Some(bytes) = context.app.max_instance_memory {
            limits = limits.memory_size(bytes);
        }
        Self {
            hooks: Hooks::new(context.clone()),
            context,
            table: ResourceTable::new(),
            open_connections: 0,
            open_stores: 0,
            limits: limits.build(),
            wasi: wasi.build(),
            http: WasiHttpCtx::new(),
        }
    }
}

impl WasiView for State {
    fn ctx(&mut self) -> WasiCtxView<'_> {
        WasiCtxView { ctx: &mut self.wasi, table: &mut self.table }
    }
}

impl WasiHttpView for State {
    fn http(&mut self) -> WasiHttpCtxView<'_> {
        WasiHttpCtxView { hooks: &mut self.hooks, table: &mut self.table, ctx: &mut self.http }
    }
}

/// Tells the linker how Spin's interfaces reach their state.
pub struct SpinHost;

impl HasData for SpinHost {
    type Data<'a> = &'a mut State;
}
