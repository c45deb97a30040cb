//! Names of the fields that an answer refuses, for the log line: only names that a contract has.

use crate::Response;

/// The most names of one answer.
const MAX_FIELDS: usize = 8;

/// What stands for a name that no contract has: a client chose it, and it may be anything, a card number too.
const OTHER: &str = "other";

impl Response {
    /// Puts the names of refused fields into the log line: those that are `known`, each once; any other as `other`. Of a
    /// field of a list (`bank.0.city`) the last part counts.
    #[must_use]
    pub fn refusing<'n>(mut self, names: impl Iterator<Item = &'n str>, known: &[&'static str]) -> Self {
        for name in names {
            let field = name.rsplit('.').next().unwrap_or(name);
            let field = known.iter().find(|known| **known == field).copied().unwrap_or(OTHER);
            if self.fields.len() < MAX_FIELDS && !self.fields.contains(&field) {
                self.fields.push(field);
            }
        }
        self
    }
}

/// The names of all parameters and body members that the OpenAPI document has at paths which `is_wanted` names.
///
/// # Panics
/// If the document cannot be read: this is for tests.
#[cfg(not(target_arch = "wasm32"))]
pub fn documented(is_wanted: fn(&str) -> bool) -> std::collections::BTreeSet<String> {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../../components/docs/assets/openapi.json");
    let document = std::fs::read_to_string(path).expect("the document");
    let document: serde_json::Value = serde_json::from_str(&document).expect("JSON");
    let mut names = std::collections::BTreeSet::new();
    let paths = document["paths"].as_object().expect("paths");
    for (_, operations) in paths.iter().filter(|(path, _)| is_wanted(path)) {
        for operation in operations.as_object().expect("operations").values() {
            for place in ["parameters", "requestBody"] {
                collect(&document, &operation[place], &mut names);
            }
        }
    }
    names
}

/// Names of parameters and of members, wherever they are; examples have none.
#[cfg(not(target_arch = "wasm32"))]
fn collect(
    document: &serde_json::Value,
    value: &serde_json::Value,
    names: &mut std::collections::BTreeSet<String>,
) {
    if let Some(target) = value["$ref"].as_str().and_then(|target| target.strip_prefix('#')) {
        return collect(document, document.pointer(target).expect("a target"), names);
    }
    if let Some(list) = value.as_array() {
        list.iter().for_each(|item| collect(document, item, names));
    }
    let Some(members) = value.as_object() else { return };
    if let (Some(name), Some(_)) = (value["name"].as_str(), value["in"].as_str()) {
        names.insert(name.to_owned());
    }
    for (member, value) in members.iter().filter(|(member, _)| !member.starts_with("example")) {
        if member == "properties" {
            names.extend(value.as_object().expect("properties").keys().cloned());
            value.as_object().into_iter().flatten().for_each(|(_, value)| collect(document, value, names));
        } else {
            collect(document, value, names);
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::Response;
    use ::http::StatusCode;

    #[test]
    fn only_known_names_get_into_the_log() {
        let known = ["amount", "city", "bank"];
        let names = ["amount", "6222021234567890", "bank.1.city", "bank.1.amount", "bank.2.张三", "x"];
        let response = Response::new(StatusCode::OK, "").refusing(names.into_iter(), &known);
        assert_eq!(response.fields, ["amount", "other", "city"]);
    }

    #[test]
    fn there_are_at_most_eight() {
        let known = ["a", "b", "c", "d", "e", "f", "g", "h", "i", "j"];
        let response = Response::new(StatusCode::OK, "").refusing(known.into_iter(), &known);
        assert_eq!(response.fields.len(), 8);
    }
}
