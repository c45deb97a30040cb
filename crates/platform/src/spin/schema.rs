//! Whether the database has the schema of this version: asked once by every instance, before its first statement.
//!
//! If it has not and `auto_migrate` is true, the component `operations` is asked to migrate it, and the statement goes on.
//! Otherwise it is refused as one that met a locked database: nothing is done, and the contracts have an answer for that.

use super::{Platform, journal, log, wasip3};
use crate::Schema;
use crate::database::DatabaseError;
use crate::http::{Method, StatusCode};
use crate::outbound::OutboundRequest;
use std::cell::Cell;
use std::pin::Pin;

/// Where `operations` is found by the other components of the bundle.
const MIGRATE: &str = "http://operations.spin.internal/internal/migrate";

/// How long a migration may take.
const TIMEOUT_MS: u64 = 60_000;

/// How long others of the instance wait between two looks at whether it is done.
const PAUSE_NS: u64 = 20_000_000;

/// How long nothing is asked or written again after a refusal.
const REFUSED_NS: u64 = 1_000_000_000;

thread_local! {
    static IS_SERVED: Cell<bool> = const { Cell::new(false) };
    /// Whether a request of this instance is asking `operations`.
    static ASKING: Cell<bool> = const { Cell::new(false) };
    static REFUSED_AT_NS: Cell<Option<u64>> = const { Cell::new(None) };
    static IS_WRITTEN: Cell<bool> = const { Cell::new(false) };
}

/// Lets a statement pass if the database has the schema of this version.
///
/// # Errors
/// [`DatabaseError::Busy`] if it has not, or what the database said.
pub(super) async fn ensure(platform: &Platform) -> Result<(), DatabaseError> {
    if IS_SERVED.get() {
        return Ok(());
    }
    // Behind a pointer: it is compiled once and weighs nothing in the statements that do not need it.
    let look: Pin<Box<dyn Future<Output = _> + '_>> = Box::pin(look(platform));
    look.await
}

async fn look(platform: &Platform) -> Result<(), DatabaseError> {
    let mut found = platform.schema().await?;
    if found.can_be_migrated() && platform.migrates_by_itself().await {
        while ASKING.get() {
            platform.left();
            wasip3::clocks::monotonic_clock::wait_for(PAUSE_NS).await;
            platform.waited();
        }
        found = platform.schema().await?;
        let now_ns = wasip3::clocks::monotonic_clock::now();
        let is_refused = REFUSED_AT_NS.get().is_some_and(|at_ns| now_ns.saturating_sub(at_ns) < REFUSED_NS);
        if found.can_be_migrated() && !is_refused {
            ask(platform).await;
            found = platform.schema().await?;
        }
    }
    if found == Schema::Right {
        IS_SERVED.set(true);
        return Ok(());
    }
    REFUSED_AT_NS.set(Some(wasip3::clocks::monotonic_clock::now()));
    if !IS_WRITTEN.replace(true) {
        say(platform, &found.to_string());
    }
    Err(DatabaseError::Busy)
}

/// Asks `operations` for a migration.
async fn ask(platform: &Platform) {
    let asking = Asking::begin();
    let token = platform.variable("dispatch_token").await.unwrap_or_default();
    let headers = match token.as_str() {
        "" => Vec::new(),
        token => vec![("authorization", ["Bearer ", token].concat())],
    };
    let request = OutboundRequest {
        method: Method::POST,
        url: MIGRATE.to_owned(),
        headers,
        body: Vec::new(),
        timeout_ms: TIMEOUT_MS,
        answer_limit_bytes: 65_536,
    };
    match platform.send(request).await {
        Ok(answer) if answer.status == StatusCode::OK => {}
        Ok(answer) => say(platform, &format!("auto_migrate: operations answered {}", answer.status.as_u16())),
        Err(error) => say(platform, &format!("auto_migrate: operations: {error}")),
    }
    drop(asking);
}

fn say(platform: &Platform, fault: &str) {
    journal::write(&log::fault_line(platform.now_ms(), "", fault));
}

/// The time in which a request asks; ends with the task, even if the host gives it up.
struct Asking(());

impl Asking {
    fn begin() -> Self {
        ASKING.set(true);
        Asking(())
    }
}

impl Drop for Asking {
    fn drop(&mut self) {
        ASKING.set(false);
    }
}
