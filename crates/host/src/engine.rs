//! The WebAssembly engine: how components are compiled, kept and linked.

use crate::bindings::spin;
use crate::limits;
use crate::state::{SpinHost, State};
use anyhow::{Context as _, Result, anyhow, bail};
use std::path::Path;
use std::time::Duration;
use wasmtime::component::{Component, Linker};
use wasmtime::{Cache, CacheConfig, Config, Engine, PoolingAllocationConfig};
use wasmtime_wasi_http::handler::ProxyPre;
use wasmtime_wasi_http::p3;

/// Makes the engine. Compiled components are kept in `cache_dir`, so that a second start does not compile.
///
/// Instances come from a pool of reserved address space; where that much cannot be reserved (or `pooling` is off)
/// they are allocated one by one, which is slower and otherwise the same.
///
/// # Errors
/// The cache directory cannot be used, or the engine cannot be made at all.
pub fn new(cache_dir: Option<&Path>, pooling: bool) -> Result<Engine> {
    let mut config = Config::new();
    config.wasm_component_model_async(true);
    config.epoch_interruption(true);
    if let Some(directory) = cache_dir {
        std::fs::create_dir_all(directory)
            .and_then(|()| directory.canonicalize())
            .map_err(anyhow::Error::from)
            .and_then(|directory| {
                let mut cache = CacheConfig::new();
                cache.with_directory(directory);
                config.cache(Some(Cache::new(cache)?));
                Ok(())
            })
            .with_context(|| format!("--cache-dir: cannot use {}", directory.display()))?;
    }
    if pooling {
        let mut pooled = config.clone();
        pooled.allocation_strategy(pool());
        if let Ok(engine) = Engine::new(&pooled) {
            return Ok(engine);
        }
    }
    Ok(Engine::new(&config)?)
}

fn pool() -> PoolingAllocationConfig {
    let mut pool = PoolingAllocationConfig::new();
    pool.total_component_instances(limits::INSTANCES)
        // A component built by Rust's own tools has one module with a memory and a few adapters without.
        .total_core_instances(limits::INSTANCES * 8)
        .max_core_instances_per_component(200)
        .total_memories(limits::INSTANCES)
        .max_memories_per_component(32)
        .total_tables(limits::INSTANCES * 4)
        .max_tables_per_component(64)
        .total_stacks(limits::INSTANCES * 4)
        // Spin's values: what a finished instance leaves mapped for the next one.
        .linear_memory_keep_resident(2 * 1024 * 1024)
        .table_keep_resident(512 * 1024)
        .max_component_instance_size(10 * 1024 * 1024)
        .max_core_instance_size(10 * 1024 * 1024);
    pool
}

/// Interrupts guests that compute without waiting, so that one of them does not keep a thread for itself. Runs until
/// the engine is gone.
pub fn start_epoch_ticker(engine: &Engine) -> Result<()> {
    let engine = engine.weak();
    std::thread::Builder::new()
        .name("epoch".to_owned())
        .spawn(move || {
            loop {
                std::thread::sleep(limits::EPOCH_TICK);
                match engine.upgrade() {
                    Some(engine) => engine.increment_epoch(),
                    None => return,
                }
            }
        })
        .context("cannot start a thread")?;
    Ok(())
}

/// Everything a component may import.
///
/// # Errors
/// None that a caller can cause.
pub fn linker(engine: &Engine) -> Result<Linker<State>> {
    let mut linker = Linker::new(engine);
    // What Rust's standard library imports on wasm32-wasip2.
    wasmtime_wasi::p2::add_to_linker_async(&mut linker)?;
    wasmtime_wasi::p3::add_to_linker(&mut linker)?;
    p3::add_to_linker(&mut linker)?;
    spin::sqlite::sqlite::add_to_linker::<_, SpinHost>(&mut linker, |state| state)?;
    spin::key_value::key_value::add_to_linker::<_, SpinHost>(&mut linker, |state| state)?;
    spin::variables::variables::add_to_linker::<_, SpinHost>(&mut linker, |state| state)?;
    Ok(linker)
}

/// Compiles the component at `path`, or takes it from the cache, and resolves its imports.
///
/// # Errors
/// The file cannot be read, is not a component, imports an interface this host does not have (the message names it), or
/// exports no HTTP handler of WASI 0.3.0.
pub fn load(engine: &Engine, linker: &Linker<State>, path: &Path) -> Result<ProxyPre<State>> {
    let bytes = std::fs::read(path).with_context(|| format!("cannot read {}", path.display()))?;
    if bytes.starts_with(b"\0asm\x01\0\0\0") {
        bail!(
            "{} is a core module; this host serves components: build it for the target wasm32-wasip2",
            path.display()
        );
    }
    let component = Component::new(engine, &bytes)
        .map_err(|error| anyhow!(error).context(format!("cannot compile {}", path.display())))?;
    let pre = linker
        .instantiate_pre(&component)
        .map_err(|error| anyhow!(error).context(format!("cannot link {}", path.display())))?;
    let pre = p3::bindings::ServicePre::new(pre).map_err(|error| {
        anyhow!(error).context(format!("{} exports no wasi:http/handler@0.3.0", path.display()))
    })?;
    Ok(ProxyPre::P3(pre))
}

/// How long a stop waits between two looks at what is still running.
pub const STOP_POLL: Duration = Duration::from_millis(5);
