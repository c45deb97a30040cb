//! The injection guard (`payee.md` 4).
//!
//! The signed text does not escape values, so `note` = `x&storeNo=800001` and the two parameters `note` = `x`,
//! `storeNo` = `800001` share a signature. A value that could pass for another parameter is refused, whatever that
//! parameter's name ([`crate::unambiguous`]); names hold no `=` and no `&` by their own grammar.

use super::Params;
use crate::unambiguous;

/// The first parameter, in byte order of names, whose value makes the signed text stand for another body too.
pub fn ambiguous(params: &Params) -> Option<&str> {
    params.iter().find(|(_, value)| !unambiguous::is_value(value)).map(|(name, _)| name)
}
