//! Stages 5 and 6 (payee.md §4): mandatory parameters, injection guard, single values, in the order of the request table.

use crate::endpoint::{Field, Need, Rule};
use crate::failure::Failure;
use crate::formats::is_text;
use feiqian_signing::payee::{Params, ambiguous, ipn_url};

/// Checks parameters by their request table.
///
/// # Errors
/// The first that fails.
pub fn check(params: &Params, table: &'static [Field], allow_insecure_ipn: bool) -> Result<(), Failure> {
    let absent = table.iter().find(|field| field.need == Need::Required && params.get(field.name).is_none());
    if let Some(field) = absent {
        return Err(Failure::absent(field.name));
    }
    if let Some(name) = ambiguous(params) {
        return Err(Failure::malformed(name));
    }
    for field in table {
        let holds = |value: &str| {
            field.rules.iter().all(|rule| match *rule {
                Rule::Text(max) => is_text(value, max),
                Rule::OneOf(allowed) => allowed.contains(&value),
                Rule::Is(is) => is(value),
                Rule::IpnUrl => ipn_url::is_acceptable(value, allow_insecure_ipn),
            })
        };
        if params.get(field.name).is_some_and(|value| !holds(value)) {
            return Err(Failure::malformed(field.name));
        }
    }
    Ok(())
}
