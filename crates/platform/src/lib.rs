//! The one place that knows Spin.
//!
//! Handlers see a [`Platform`] and nothing else of the outside world: the database, the key-value store, the
//! variables, outbound HTTP, the clock and randomness. It has two faces behind one API:
//!
//! * on `wasm32`, the Spin SDK (WASI 0.3, instances reused and concurrent);
//! * elsewhere, SQLite in a file and everything else in memory, with a clock and a random source that a test
//!   sets, so that every handler runs under plain `cargo test`.
//!
//! A component is one call of [`component!`] with its name and its handler.

#![warn(missing_docs)]

mod call;
pub mod database;
pub mod field_names;
pub mod http;
pub mod key_value;
// The native face keeps faults for the tests instead of writing lines.
#[cfg(any(target_arch = "wasm32", test))]
mod log;
pub mod outbound;
pub mod parameters;
mod request_id;
mod row;
pub mod schema;
pub mod stream;
pub mod traceparent;
pub mod variables;
pub mod wal;

#[cfg(not(target_arch = "wasm32"))]
pub mod native;
#[cfg(target_arch = "wasm32")]
pub mod spin;

// Of the face towards Spin, what can be judged without it.
#[cfg(all(test, not(target_arch = "wasm32")))]
#[path = "spin/refusal.rs"]
mod refusal;

#[cfg(not(target_arch = "wasm32"))]
pub use native::Platform;
#[cfg(target_arch = "wasm32")]
pub use spin::Platform;

/// One connection for who alone may leave a transaction open between two statements: a migration.
#[cfg(not(target_arch = "wasm32"))]
pub use native::Session;
#[cfg(target_arch = "wasm32")]
pub use spin::Session;

pub use call::{BodyFault, Call};
pub use database::{DatabaseError, Row, Value};
pub use http::{Body, Request, Response};
pub use request_id::request_id;
pub use schema::Schema;
pub use stream::Stream;

/// Makes a crate a Spin component: exports `$handler`, an `async fn(&Platform, Request) -> Response`, as the
/// component's HTTP service. `$name` is the component's id in `spin.toml`; it stands in every log line.
///
/// A third argument is the longest request body that the component reads, if that is not
/// [`http::BODY_LIMIT_BYTES`].
///
/// Natively it expands to nothing: tests call the handler itself.
#[macro_export]
macro_rules! component {
    ($name:literal, $handler:path) => {
        $crate::component!($name, $handler, $crate::http::BODY_LIMIT_BYTES);
    };
    ($name:literal, $handler:path, $body_limit:expr) => {
        #[cfg(target_arch = "wasm32")]
        #[allow(unsafe_code)] // the generated export of a component is an `extern "C"` function
        mod feiqian_component {
            struct Component;
            $crate::spin::wasip3::http::service::export!(Component with_types_in $crate::spin::wasip3);

            impl $crate::spin::wasip3::exports::http::handler::Guest for Component {
                async fn handle(
                    request: $crate::spin::wasip3::http::types::Request,
                ) -> Result<
                    $crate::spin::wasip3::http::types::Response,
                    $crate::spin::wasip3::http::types::ErrorCode,
                > {
                    $crate::spin::serve($name, request, $body_limit, async |platform, request| {
                        $handler(platform, request).await
                    })
                    .await
                }
            }
        }
    };
}
