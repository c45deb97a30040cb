//! Every limit of the host, in one place.
//!
//! Spin's own defaults where Spin has one; the rest bounds what a flood of requests or a runaway guest can take.

use crate::bindings::spin::sqlite::sqlite::Value;
use std::time::Duration;

/// Requests one P3 instance serves before it is dropped (Spin's default of `--max-instance-reuse-count`).
pub const INSTANCE_REUSE_COUNT: usize = 128;

/// Requests one instance serves at the same time (Spin's default of `--max-instance-concurrent-reuse-count`).
pub const INSTANCE_CONCURRENT_REUSE_COUNT: usize = 16;

/// Component instances alive at the same time, over all components: what the pooling allocator reserves.
pub const INSTANCES: u32 = 1000;

/// Requests from the network in progress at the same time; more wait in front of the components, in order of
/// arrival. Below [`INSTANCES`], so that a flood queues instead of exhausting the pool: each needs at most one
/// instance.
pub const REQUESTS_IN_PROGRESS: usize = 512;

/// Requests from component to component (`*.spin.internal`) in progress at the same time. They do not wait for a
/// place, because the request that makes them holds one itself: past this number they fail.
pub const CHAINED_REQUESTS_IN_PROGRESS: usize = 256;

/// How often, and how long apart, an instantiation is tried again that found the pool exhausted
/// (idle instances leave it within the idle timeout).
pub const INSTANTIATION_ATTEMPTS: u32 = 100;
/// See [`INSTANTIATION_ATTEMPTS`].
pub const INSTANTIATION_RETRY_DELAY: Duration = Duration::from_millis(20);

/// Open SQLite connections, and open key-value stores, of one instance.
pub const HANDLES_PER_INSTANCE: usize = 256;

/// Rows, or keys, that wait between the database and the guest's stream.
pub const STREAM_SLOTS: usize = 4;

/// Bytes the host buffers for one answer to a guest: a whole result of a synchronous call, one row or key of a stream.
pub const HOST_BUFFERED_BYTES: usize = 128 * 1024 * 1024;

/// What a cell counts towards [`HOST_BUFFERED_BYTES`].
pub fn value_bytes(value: &Value) -> usize {
    size_of::<Value>()
        + match value {
            Value::Text(text) => text.len(),
            Value::Blob(blob) => blob.len(),
            _ => 0,
        }
}

/// What a guest is told whose result is larger than [`HOST_BUFFERED_BYTES`].
pub fn too_large() -> String {
    format!("the result is larger than {HOST_BUFFERED_BYTES} bytes")
}

/// What an outbound request waits for a connection, for the first byte and between bytes, unless the guest says.
pub const OUTBOUND_TIMEOUT: Duration = Duration::from_secs(600);

/// Ports `--find-free-port` tries, from the one asked for upwards.
pub const FREE_PORT_ATTEMPTS: u16 = 10;

/// How often guests that compute without waiting are interrupted to let others run.
pub const EPOCH_TICK: Duration = Duration::from_millis(10);
