//! Variables, kept for some seconds: they hardly ever change, and asking the host costs as much as a header.

use super::wasip3::clocks::monotonic_clock;
use crate::variables::VariableError;
use spin_sdk::variables;
use std::cell::RefCell;

/// How long a value is kept by an instance, in nanoseconds: a change takes effect within this time.
const KEPT_NS: u64 = 5_000_000_000;

struct Kept {
    name: &'static str,
    value: String,
    until_ns: u64,
}

thread_local! {
    static KEPT: RefCell<Vec<Kept>> = const { RefCell::new(Vec::new()) };
}

pub(super) async fn variable(name: &'static str) -> Result<String, VariableError> {
    let now_ns = monotonic_clock::now();
    let kept = KEPT.with_borrow(|all| {
        let kept = all.iter().find(|kept| kept.name == name && now_ns < kept.until_ns);
        kept.map(|kept| kept.value.clone())
    });
    if let Some(value) = kept {
        return Ok(value);
    }
    let value = variables::get(name).await;
    let value = value.map_err(|error| VariableError { name, reason: error.to_string() })?;
    KEPT.with_borrow_mut(|all| {
        all.retain(|kept| kept.name != name);
        all.push(Kept { name, value: value.clone(), until_ns: now_ns + KEPT_NS });
    });
    Ok(value)
}
