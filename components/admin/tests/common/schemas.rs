//! The schemas of the desk's document.

use super::common::Answer;
use jsonschema::{Registry, Validator};
use serde_json::{Value, json};
use std::collections::BTreeSet;

const BASE: &str = "urn:feiqian:admin";

pub fn document() -> Value {
    serde_json::from_str(include_str!("../../../console/admin-openapi.json")).unwrap()
}

/// Validators of the document's places.
pub struct Schemas {
    pub document: Value,
    pub seen: BTreeSet<String>,
}

impl Schemas {
    pub fn new() -> Self {
        Schemas { document: document(), seen: BTreeSet::new() }
    }

    pub fn at(&self, pointer: &str) -> Validator {
        let registry = Registry::new().add(BASE, self.document.clone()).unwrap().prepare().unwrap();
        let escaped = pointer.replace('{', "%7B").replace('}', "%7D");
        let schema = json!({ "$ref": format!("{BASE}#{escaped}") });
        jsonschema::options().with_registry(&registry).build(&schema).unwrap()
    }

    /// Checks an answer to a route's operation.
    pub fn check(&mut self, route: &str, answer: &Answer) {
        let (method, path) = route.split_once(' ').unwrap();
        let path = format!("/admin/api/v1{path}").replace('/', "~1");
        let mut pointer = format!("/paths/{path}/{}/responses/{}", method.to_lowercase(), answer.status);
        let mut response =
            self.document.pointer(&pointer).unwrap_or_else(|| panic!("{route}: {}", answer.text));
        if let Some(reference) = response["$ref"].as_str() {
            pointer = reference.trim_start_matches('#').to_owned();
            response = self.document.pointer(&pointer).unwrap();
        }
        self.seen.insert(format!("{method} {path}").replace("~1", "/"));
        if response["content"].is_null() {
            assert_eq!(answer.text, "", "{route}");
            return;
        }
        if response["headers"]["ETag"].is_object() {
            assert_eq!(answer.header("etag").len(), 34, "{route}");
        }
        let media_type = answer.header("content-type").split(';').next().unwrap().replace('/', "~1");
        let validator = self.at(&format!("{pointer}/content/{media_type}/schema"));
        let faults: Vec<_> = validator
            .iter_errors(&answer.body)
            .map(|error| format!("{error} at {}", error.instance_path()))
            .collect();
        assert_eq!(faults, [""; 0], "{route}: {}", answer.text);
    }
}
