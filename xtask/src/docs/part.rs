//! A source file of the document, its abbreviations written out.

use super::node::Node;
use crate::development::PRODUCT_KEY;
use crate::sign::Signed;
use anyhow::{Context, Result, bail};

/// A source file.
pub struct Part {
    pub name: &'static str,
    /// What stands in the file beside the operations.
    pub source: Node,
    pub operations: Vec<Operation>,
}

/// An endpoint.
pub struct Operation {
    /// In lower case.
    pub method: String,
    pub path: String,
    /// What the source says of it.
    pub source: Node,
    /// The parameters of the body; in the cashier those of the query, if the method has no body.
    pub fields: Vec<Field>,
}

/// A parameter.
#[derive(Clone)]
pub struct Field {
    pub name: String,
    pub required: bool,
    /// Whether the client makes it for each request: time and signature.
    pub computed: bool,
    pub example: Option<Node>,
    /// Its schema, with description.
    pub schema: Node,
}

impl Part {
    pub fn read(name: &'static str, mut source: Node) -> Result<Self> {
        let operations = source.take("operations").context("no operations")?;
        let mut read = Vec::new();
        for (call, operation) in operations.members() {
            let (method, path) = call.split_once(' ').with_context(|| format!("{call}: no method"))?;
            let fields = fields(&source, operation).with_context(|| call.clone())?;
            let (method, path) = (method.to_lowercase(), path.to_owned());
            read.push(Operation { method, path, source: operation.clone(), fields });
        }
        Ok(Part { name, source, operations: read })
    }
}

/// The fields of an operation: its own, then those that every signed one has.
fn fields(part: &Node, operation: &Node) -> Result<Vec<Field>> {
    let is_signed = matches!(operation.text_of("security"), "productSignature" | "verifySign");
    let signed = if is_signed { part.members_of("signed") } else { &[] };
    // One after the other in the order of reading: who, what, and the signature last.
    let own = operation.members_of("fields").iter();
    let (computed, who): (Vec<_>, Vec<_>) =
        signed.iter().partition(|(_, field)| !field.is_true("required") || field.is_true("computed"));
    let mut fields = Vec::new();
    for (name, field) in who.into_iter().chain(own).chain(computed) {
        let mut field = Field::read(part, name, field)?;
        let store = operation.get("store").and_then(|store| store.get(name));
        if let Some(example) = store {
            field.example = Some(example.clone());
            field.schema.set("examples", Node::List(vec![example.clone()]));
        }
        if name == "timestamp" && is_required(operation, name) {
            field.required = true;
        }
        fields.push(field);
    }
    Ok(fields)
}

/// Whether an operation names a signed field among those it requires.
fn is_required(operation: &Node, name: &str) -> bool {
    operation.text_of("security") == "verifySign" && operation.text_of("optional") != name
}

impl Field {
    pub fn read(part: &Node, name: &str, field: &Node) -> Result<Self> {
        let mut schema = match field.get("use") {
            None => field.clone(),
            Some(shared) => {
                let shared = part.get("shared").and_then(|all| all.get(shared.as_text()));
                let mut schema = shared.with_context(|| format!("{name}: no such shared field"))?.clone();
                for (name, value) in field.members().iter().filter(|(name, _)| name != "use") {
                    schema.set(name, value.clone());
                }
                schema
            }
        };
        let required = schema.take("required") == Some(Node::Bool(true));
        let computed = schema.take("computed") == Some(Node::Bool(true));
        let example = schema.take("example").filter(|example| *example != Node::Null);
        if let Some(zh) = schema.take("zh") {
            schema.set("x-zh", Node::map().with("description", zh));
        }
        if let Some(example) = &example {
            schema.set("examples", Node::List(vec![example.clone()]));
        }
        Ok(Field { name: name.to_owned(), required, computed, example, schema: written_out(schema) })
    }
}

impl Operation {
    pub fn id(&self) -> &str {
        self.source.text_of("id")
    }

    /// Whether the parameters stand in the query.
    pub fn is_query(&self) -> bool {
        matches!(self.method.as_str(), "get" | "delete")
    }

    /// The fields' examples as one object, without what the client makes.
    pub fn example(&self) -> Node {
        self.examples(|field| !field.computed)
    }

    fn examples(&self, wanted: fn(&Field) -> bool) -> Node {
        let fields = self.fields.iter().filter(|field| wanted(field));
        Node::Map(fields.filter_map(|field| Some((field.name.clone(), field.example.clone()?))).collect())
    }

    /// The example with its signature, under the demonstration data's key.
    pub fn signed_example(&self, part: &Node) -> Result<Node> {
        let mut example = self.examples(|_| true);
        let pairs: Vec<(String, String)> =
            example.members().iter().map(|(name, value)| (name.clone(), value.plain())).collect();
        let pairs: Vec<(&str, &str)> =
            pairs.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
        let signed = match self.source.text_of("security") {
            "productSignature" => Signed::cashier(&pairs, PRODUCT_KEY),
            "verifySign" => {
                let merchant = example.text_of("merchantNo");
                let keys = part.get("security").and_then(|all| all.get("verifySign"));
                let keys = keys.and_then(|scheme| scheme.get("x-feiqian-demo")).unwrap_or(&Node::Null);
                match keys.get(merchant) {
                    Some(key) => Signed::payee(&pairs, key.as_text()),
                    None => bail!("{}: no key of merchant {merchant}", self.id()),
                }
            }
            _ => return Ok(example),
        };
        example.set(signed.name, Node::text(signed.signature));
        Ok(example)
    }
}

/// A schema with `required: all` replaced by the names of its properties, and `zh` by the extension; at any depth.
pub fn written_out(node: Node) -> Node {
    match node {
        Node::List(items) => Node::List(items.into_iter().map(written_out).collect()),
        Node::Map(members) => {
            let mut map =
                Node::Map(members.into_iter().map(|(name, value)| (name, written_out(value))).collect());
            if map.text_of("required") == "all" {
                let names = map.members_of("properties").iter().map(|(name, _)| Node::text(name));
                let names = Node::List(names.collect());
                map.set("required", names);
            }
            map
        }
        scalar => scalar,
    }
}
