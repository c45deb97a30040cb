//! Stages 5 and 6 (payee.md §4): mandatory parameters, injection guard, single values, in the order of the request table.

use crate::exit::Exit;
use feiqian_signing::payee::{Params, ambiguous, ipn_url};

/// Whether a parameter must be given.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Need {
    Mandatory,
    /// Optional, or conditional: its condition is a matter of the endpoint.
    Optional,
}

/// What a value must look like.
#[derive(Clone, Copy)]
pub enum Form {
    Is(fn(&str) -> bool),
    /// A URL to call back, by the rules that the variables allow.
    IpnUrl,
}

/// A row of a request table.
pub struct Field {
    name: &'static str,
    need: Need,
    form: Form,
}

/// A mandatory parameter.
pub const fn must(name: &'static str, is: fn(&str) -> bool) -> Field {
    Field { name, need: Need::Mandatory, form: Form::Is(is) }
}

/// An optional or conditional parameter.
pub const fn may(name: &'static str, is: fn(&str) -> bool) -> Field {
    Field { name, need: Need::Optional, form: Form::Is(is) }
}

/// `ipnUrl`
pub const fn ipn_url(need: Need) -> Field {
    Field { name: "ipnUrl", need, form: Form::IpnUrl }
}

/// Checks parameters by their request table.
///
/// # Errors
/// The first that fails.
pub fn check(params: &Params, table: &[Field], allow_insecure_ipn: bool) -> Result<(), Exit> {
    let absent = table.iter().find(|field| field.need == Need::Mandatory && params.get(field.name).is_none());
    if let Some(field) = absent {
        return Err(Exit::absent(field.name));
    }
    if let Some(name) = ambiguous(params) {
        return Err(Exit::malformed(name));
    }
    for field in table {
        let holds = params.get(field.name).is_none_or(|value| match field.form {
            Form::Is(is) => is(value),
            Form::IpnUrl => ipn_url::is_acceptable(value, allow_insecure_ipn),
        });
        if !holds {
            return Err(Exit::malformed(field.name));
        }
    }
    Ok(())
}
