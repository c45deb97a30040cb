//! The OpenAPI document.

use super::node::Node;
use super::part::{Field, Operation, Part, written_out};
use super::responses::{catalogue, codes, responses, shared};
use super::webhooks::webhooks;
use anyhow::{Context, Result};

/// The whole document.
pub fn document(parts: &[Part]) -> Result<Node> {
    let common = parts.iter().find(|part| part.name == "common").context("no common part")?;
    let mut tags = Vec::new();
    let mut paths = Node::map();
    let (mut schemas, mut refusals, mut security) = (Node::map(), Node::map(), Node::map());
    for part in parts {
        // The whole catalogue stands at the part's first tag.
        let mut catalogue = Some(catalogue(part)).filter(|catalogue| !catalogue.is_empty());
        for (name, tag) in part.source.members_of("tags") {
            let tag = Node::map()
                .with("name", name.as_str().into())
                .with("description", tag.text_of("text").into())
                .with_some("x-zh", tag.get("zh").cloned())
                .with_some("x-codes", catalogue.take().map(Node::List));
            tags.push(tag);
        }
        for (name, schema) in part.source.members_of("schemas") {
            schemas.set(name, written_out(schema.clone()));
        }
        for (name, response) in shared(part)? {
            refusals.set(&name, response);
        }
        for (name, scheme) in part.source.members_of("security") {
            let mut scheme = scheme.clone();
            scheme.take("beside");
            security.set(name, scheme);
        }
        for operation in &part.operations {
            let mut path = paths.take(&operation.path).unwrap_or_else(Node::map);
            path.set(&operation.method, described(parts, part, operation, &mut schemas)?);
            paths.set(&operation.path, path);
        }
    }
    let components = Node::map()
        .with("schemas", schemas)
        .with("responses", refusals)
        .with("headers", written_out(common.source.get("headers").cloned().unwrap_or(Node::Null)))
        .with("securitySchemes", security);
    Ok(Node::map()
        .with("openapi", "3.1.0".into())
        .with_some("info", common.source.get("info").cloned())
        .with_some("servers", common.source.get("servers").cloned())
        .with("tags", tags.into())
        .with("paths", paths)
        .with("webhooks", webhooks(parts)?)
        .with("components", components))
}

/// An operation object. The schema of its body goes to `schemas`, because two media types have it.
fn described(parts: &[Part], part: &Part, operation: &Operation, schemas: &mut Node) -> Result<Node> {
    let source = &operation.source;
    let security = match source.text_of("security") {
        "" => Vec::new(),
        scheme => {
            let all = part.source.members_of("security").iter();
            let beside = all.filter(|(_, other)| other.text_of("beside") == scheme);
            let names = [scheme].into_iter().chain(beside.map(|(name, _)| name.as_str()));
            names.map(|name| Node::map().with(name, Node::List(Vec::new()))).collect()
        }
    };
    let mut parameters = Vec::new();
    let mut example = Node::map();
    for place in ["path", "query", "header"] {
        let mut examples = Node::map();
        for (name, field) in source.members_of(place) {
            let field = Field::read(&part.source, name, field)?;
            if let Some(value) = &field.example {
                examples.set(name, value.clone());
            }
            parameters.push(parameter(place, field));
        }
        if !examples.is_empty() {
            example.set(place, examples);
        }
    }
    if source.is_true("mutating") {
        for (name, field) in part.source.members_of("keys") {
            parameters.push(parameter("header", Field::read(&part.source, name, field)?));
        }
    }
    if source.is_true("reference") {
        let schema = Node::map().with("type", "string".into());
        parameters.push(
            Node::map()
                .with("name", "If-None-Match".into())
                .with("in", "header".into())
                .with("description", "The `ETag` of what the client has kept.".into())
                .with("schema", schema),
        );
    }
    let body = if operation.is_query() {
        // The signature is the security scheme's.
        for field in operation.fields.iter().filter(|field| !field.computed) {
            parameters.push(parameter("query", field.clone()));
        }
        if !operation.example().is_empty() {
            example.set("query", operation.example());
        }
        None
    } else {
        body(part, operation, schemas, &mut example)?
    };
    Ok(Node::map()
        .with("operationId", operation.id().into())
        .with("tags", vec![Node::text(source.text_of("tag"))].into())
        .with_some("summary", source.get("summary").cloned())
        .with_some("description", source.get("description").cloned())
        .with_some("x-zh", source.get("zh").cloned())
        .with("security", security.into())
        .with_some("parameters", (!parameters.is_empty()).then(|| parameters.into()))
        .with_some("requestBody", body)
        .with("responses", responses(part, operation)?)
        .with("x-codes", codes(part, operation)?.into())
        .with_some("x-feiqian-ability", source.get("ability").cloned())
        .with_some("x-feiqian-user", source.get("demo_user").cloned())
        .with("x-feiqian-example", example)
        .with_some("x-feiqian-from", from(parts, operation)?))
}

fn parameter(place: &str, field: Field) -> Node {
    let mut schema = field.schema;
    let (description, zh) = (schema.take("description"), schema.take("x-zh"));
    schema.take("examples");
    Node::map()
        .with("name", Node::text(field.name))
        .with("in", place.into())
        .with_some("required", field.required.then_some(Node::Bool(true)))
        .with_some("description", description)
        .with_some("x-zh", zh)
        .with("schema", schema)
        .with_some("example", field.example)
}

/// The request body, if there is one.
fn body(part: &Part, operation: &Operation, schemas: &mut Node, example: &mut Node) -> Result<Option<Node>> {
    let (schema, sent) = match operation.source.get("body_schema") {
        Some(schema) => {
            let sent = operation.source.get("body_example").context("no example of the body")?.clone();
            example.set("body", sent.clone());
            (written_out(schema.clone()), sent)
        }
        None if operation.fields.is_empty() => return Ok(None),
        None => {
            let mut properties = Node::map();
            let mut required = Vec::new();
            for field in &operation.fields {
                properties.set(&field.name, field.schema.clone());
                // The cashier's signature may stand in the query.
                if field.required {
                    required.push(Node::text(&field.name));
                }
            }
            example.set("body", operation.example());
            let schema = Node::map()
                .with("type", "object".into())
                .with_some("required", (!required.is_empty()).then(|| required.into()))
                .with("properties", properties);
            (schema, operation.signed_example(&part.source)?)
        }
    };
    let id = operation.id();
    let name = format!("{}{}Request", id[..1].to_uppercase(), &id[1..]);
    schemas.set(&name, schema);
    let media = Node::map().with("schema", Node::reference("schemas", &name)).with("example", sent);
    let types: &[&str] = match operation.source.text_of("body") {
        "json" => &["application/json"],
        "json:api" => &["application/vnd.api+json", "application/json"],
        _ => &["application/json", "application/x-www-form-urlencoded"],
    };
    let content = types.iter().map(|media_type| ((*media_type).to_owned(), media.clone()));
    let required = !operation.source.is_true("body_optional");
    Ok(Some(Node::map().with("required", Node::Bool(required)).with("content", Node::Map(content.collect()))))
}

/// Where values of the example come from that an earlier call answered: parameter, operation, place in its answer.
fn from(parts: &[Part], operation: &Operation) -> Result<Option<Node>> {
    let own = operation.source.get("collection").unwrap_or(&Node::Null);
    let mut from = Node::map();
    for name in operation.source.items_of("from").iter().map(Node::as_text) {
        let variable = own.text_of(name).trim_start_matches('{').trim_end_matches('}');
        let mut all = parts.iter().flat_map(|part| &part.operations);
        let source = all.find_map(|from| Some((from, from.source.get("saves")?.get(variable)?)));
        let (source, pointer) =
            source.with_context(|| format!("{}: no call answers {name}", operation.id()))?;
        let place = Node::map().with("operation", source.id().into()).with("pointer", pointer.clone());
        from.set(name, place);
    }
    Ok((!from.is_empty()).then_some(from))
}
