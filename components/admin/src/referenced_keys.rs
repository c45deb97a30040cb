//! Keys that a configuration names instead of containing them: the variable `referenced_keys`, a JSON object of names to keys
//! (docs/admin.md). What is stored is the sealed key, as of any other; the name beside it says where it came from.

use crate::call::Members;
use crate::key_rotation::is_key;
use crate::problem::{Flaw, Problem};
use feiqian_platform::{Platform, variables};
use serde_json::Value;

/// The name of a body's key, if it has one.
pub fn name(body: &Members) -> Option<&str> {
    body.get("key_ref").and_then(Value::as_str).filter(|name| !name.is_empty())
}

/// The key of a name.
///
/// # Errors
/// 422 if the variable has no such name; a fault if it is no object of keys.
pub async fn key(platform: &Platform, name: &str) -> Result<String, Problem> {
    let text = variables::text(platform, "referenced_keys").await.map_err(Problem::Fault)?;
    let keys: Members = match text.trim() {
        "" => Members::new(),
        text => serde_json::from_str(text).map_err(|_| fault())?,
    };
    match keys.get(name) {
        Some(Value::String(key)) if is_key(key) => Ok(key.clone()),
        Some(_) => Err(fault()),
        None => Err(Problem::Invalid(vec![Flaw::new(
            "/key_ref",
            "exists",
            "The variable referenced_keys has no key of this name.",
        )])),
    }
}

fn fault() -> Problem {
    Problem::Fault(
        "referenced_keys is no JSON object of keys of 8 to 256 visible characters of ASCII".to_owned(),
    )
}
