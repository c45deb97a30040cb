//! Variables, kept for some seconds: they hardly ever change, and asking the host costs as much as a header.

use crate::variables::VariableError;
use spin_sdk::variables;
use std::cell::RefCell;

/// How long a value is kept by an instance, in milliseconds: a change takes effect within this time.
const KEPT_MS: u64 = 5_000;

struct Kept {
    name: &'static str,
    value: String,
    /// Unix milliseconds.
    read_at_ms: i64,
}

thread_local! {
    static KEPT: RefCell<Vec<Kept>> = const { RefCell::new(Vec::new()) };
}

pub(super) async fn variable(name: &'static str, now_ms: i64) -> Result<String, VariableError> {
    let kept = KEPT.with_borrow(|all| {
        let kept = all.iter().find(|kept| kept.name == name && now_ms.abs_diff(kept.read_at_ms) < KEPT_MS);
        kept.map(|kept| kept.value.clone())
    });
    if let Some(value) = kept {
        return Ok(value);
    }
    let value = variables::get(name).await;
    let value = value.map_err(|error| VariableError { name, reason: error.to_string() })?;
    KEPT.with_borrow_mut(|all| {
        all.retain(|kept| kept.name != name);
        all.push(Kept { name, value: value.clone(), read_at_ms: now_ms });
    });
    Ok(value)
}
