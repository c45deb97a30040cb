//! The OpenAPI document as the tests read it.

use crate::bundle::repository;
use serde_json::{Map, Value, json};

/// Demonstration keys: product 1's, and those of the payee merchants.
pub const PRODUCT_KEY: &str = "demo-key-0001";
pub const PAYEE_TOKENS: [(&str, &str); 2] =
    [("202333", "17cfc0170ef1c017b4a929d233d6e65e"), ("900001", "unit-test-token-0001")];

/// The variable `dispatch_token` of the development bundle.
pub const DISPATCH_TOKEN: &str = "demo-dispatch-token-0123456789abcdef";

/// An operation of the document.
pub struct Operation {
    /// In upper case.
    pub method: String,
    pub path: String,
    pub value: Value,
}

impl Operation {
    /// `GET /path`
    pub fn name(&self) -> String {
        format!("{} {}", self.method, self.path)
    }

    pub fn id(&self) -> &str {
        self.value["operationId"].as_str().expect("an operationId")
    }

    /// The first tag.
    pub fn tag(&self) -> &str {
        self.value["tags"][0].as_str().expect("a tag")
    }

    /// The name of its security scheme, if it has one.
    pub fn security(&self) -> Option<&str> {
        self.value["security"][0].as_object()?.keys().next().map(String::as_str)
    }
}

/// The document, or another file of the reference's assets.
///
/// # Panics
/// If it cannot be read.
pub fn asset(name: &str) -> Value {
    let path = repository().join("components/docs/assets").join(name);
    let text = std::fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    serde_json::from_str(&text).expect("JSON")
}

/// All operations of a document, in the order of its text.
pub fn operations(document: &Value) -> Vec<Operation> {
    let mut operations = Vec::new();
    for (path, methods) in document["paths"].as_object().expect("paths") {
        for (method, value) in methods.as_object().expect("methods") {
            let (method, path) = (method.to_uppercase(), path.clone());
            operations.push(Operation { method, path, value: value.clone() });
        }
    }
    operations
}

/// The example of a call, `GET /path`, as texts: the parameters in its query or its body.
///
/// # Panics
/// If the document has no such call.
pub fn example(call: &str) -> Vec<(String, String)> {
    let operations = operations(&asset("openapi.json"));
    let operation = operations.iter().find(|operation| operation.name() == call).expect("an operation");
    let example = &operation.value["x-feiqian-example"];
    let members = example["query"].as_object().or(example["body"].as_object()).into_iter().flatten();
    let text = |value: &Value| value.as_str().map_or_else(|| value.to_string(), str::to_owned);
    members.map(|(name, value)| (name.clone(), text(value))).collect()
}

/// The document with every object closed whose members are listed: what is not listed is forbidden. The published one
/// leaves them open, because a client should survive a new member; a test should not.
pub fn strict(document: &Value) -> Value {
    match document {
        Value::Array(items) => items.iter().map(strict).collect(),
        Value::Object(members) => {
            let mut strict: Map<String, Value> = Map::new();
            for (name, value) in members {
                // An example is no schema, whatever its members are called.
                let is_example = matches!(name.as_str(), "example" | "examples" | "x-feiqian-example");
                strict.insert(name.clone(), if is_example { value.clone() } else { self::strict(value) });
            }
            if members.get("type") == Some(&json!("object")) && members.contains_key("properties") {
                strict.entry("additionalProperties").or_insert(json!(false));
            }
            strict.into()
        }
        scalar => scalar.clone(),
    }
}

/// The document in which the answers are strict and the requests are as published: unknown parameters are allowed there.
pub fn with_strict_answers(document: &Value) -> Value {
    let mut result = document.clone();
    let schemas = document["components"]["schemas"].as_object().expect("schemas");
    for (name, schema) in schemas.iter().filter(|(name, _)| !name.ends_with("Request")) {
        result["components"]["schemas"][name] = strict(schema);
    }
    result["components"]["responses"] = strict(&document["components"]["responses"]);
    for operation in operations(document) {
        let method = operation.method.to_lowercase();
        let responses = strict(&operation.value["responses"]);
        result["paths"][&operation.path][&method]["responses"] = responses;
    }
    result
}
