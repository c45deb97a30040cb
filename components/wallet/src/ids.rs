//! Lists of ids in bodies (wallet.md §4.4, §4.9).

use crate::body::{Fields, integer};
use crate::failure::{INTEGER, MAX_ITEMS, MIN, MIN_ITEMS, Problem};
use feiqian_signing::json;

/// The most ids.
pub const MAX_IDS: usize = 100;

/// The ids in their order, each once.
pub fn read(fields: &mut Fields<'_>, items: &[json::Value]) -> Vec<i64> {
    let was_array = fields.object.present("ids").is_some_and(|ids| ids.kind() == json::Kind::Array);
    if was_array && items.is_empty() {
        fields.fail(MIN_ITEMS, "ids", Some("1".into()));
    }
    if items.len() > MAX_IDS {
        fields.fail(MAX_ITEMS, "ids", Some(MAX_IDS.to_string()));
        // Nobody reads thousands of errors.
        return Vec::new();
    }
    let mut ids = Vec::new();
    for (index, item) in items.iter().enumerate() {
        let pointer = format!("/ids/{index}");
        match integer(*item) {
            None => fields.problems.push(Problem::rule(INTEGER, "ids", pointer, None)),
            Some(id) if id < 1 => fields.problems.push(Problem::rule(MIN, "ids", pointer, Some("1".into()))),
            Some(id) if !ids.contains(&id) => ids.push(id),
            Some(_) => {}
        }
    }
    ids
}
