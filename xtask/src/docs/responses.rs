//! Answers and codes of an operation, in the form of its part.

use super::node::Node;
use super::part::{Operation, Part, written_out};
use anyhow::{Context, Result};

/// Every code that the operation may answer with: its own and those of all operations of its part.
fn entries<'p>(part: &'p Part, operation: &'p Operation) -> Result<Vec<(&'p str, &'p Node)>> {
    let source = &operation.source;
    let mut names: Vec<&str> = part.source.items_of("common").iter().map(Node::as_text).collect();
    let has_body = source.get("body_schema").is_some() || !operation.is_query();
    if has_body {
        names.extend(part.source.items_of("common_body").iter().map(Node::as_text));
    }
    if part.name == "cashier" {
        if !source.text_of("security").is_empty() {
            names.push("forbidden");
        }
        names.push("invalid");
        if source.is_true("reference") {
            names.push("not_modified");
        }
    }
    names.extend(source.items_of("codes").iter().map(Node::as_text));
    let catalogue = part.source.members_of("codes");
    // In the order of the catalogue, each once.
    let entries: Vec<_> = catalogue.iter().filter(|(name, _)| names.contains(&name.as_str())).collect();
    for name in &names {
        let known = catalogue.iter().any(|(of, _)| of == name);
        known.then_some(()).with_context(|| format!("{}: no code {name}", operation.id()))?;
    }
    Ok(entries.into_iter().map(|(name, entry)| (name.as_str(), entry)).collect())
}

/// The extension `x-codes` of an operation.
pub fn codes(part: &Part, operation: &Operation) -> Result<Vec<Node>> {
    let mut codes = Vec::new();
    for (name, entry) in entries(part, operation)? {
        let mut code = code(name, entry);
        if part.name == "cashier" && name == "invalid" {
            code.set("fields", invalid(part, operation));
        }
        codes.push(code);
    }
    Ok(codes)
}

/// Every code of a part.
pub fn catalogue(part: &Part) -> Vec<Node> {
    part.source.members_of("codes").iter().map(|(name, entry)| code(name, entry)).collect()
}

/// A code as the reference shows it.
fn code(name: &str, entry: &Node) -> Node {
    let mut code = Node::map();
    for member in ["code", "message", "meaning"] {
        code.set(member, entry.get(member).cloned().unwrap_or_else(|| Node::text(name)));
    }
    if let Some(zh) = entry.get("zh") {
        code.set("x-zh", Node::map().with("meaning", zh.clone()));
    }
    code.with_some("status", entry.get("status").cloned())
}

/// The keys that each field of the cashier may be refused with.
fn invalid(part: &Part, operation: &Operation) -> Node {
    let mut fields = Node::map();
    let signed = if operation.source.text_of("security") == "productSignature" {
        part.source.members_of("invalid_signature")
    } else {
        &[]
    };
    for (name, keys) in signed.iter().chain(operation.source.members_of("invalid")) {
        let keys = keys.items().iter().map(|key| Node::text(format!("validation.{}", key.as_text())));
        fields.set(name, Node::List(keys.collect()));
    }
    fields
}

/// The responses object.
pub fn responses(part: &Part, operation: &Operation) -> Result<Node> {
    let mut responses = Node::map();
    let success = success(part, operation)?;
    responses.set("200", success);
    if let Some(accepted) = operation.source.get("accepted") {
        let media = Node::map().with_some("schema", accepted.get("schema").cloned());
        let response = Node::map()
            .with("description", accepted.text_of("text").into())
            .with("headers", headers(202, &operation.source))
            .with("content", Node::map().with("application/json", media));
        responses.set("202", response);
    }
    let mut others: Vec<u16> = Vec::new();
    for (name, entry) in entries(part, operation)? {
        others.extend(status(part, entry).with_context(|| format!("{name}: no status"))?);
    }
    others.sort_unstable();
    for status in others {
        responses.set(&status.to_string(), Node::reference("responses", &shared_name(part, status)));
    }
    Ok(responses)
}

/// The HTTP status of a code, if it is not always 200. The cashier's is the code when `http_status_mode` says so.
fn status(part: &Part, entry: &Node) -> Result<Option<u16>> {
    match (entry.get("status"), entry.get("code")) {
        (Some(status), _) => Ok(Some(status.plain().parse()?)),
        (None, Some(code)) if part.name == "cashier" => Ok(Some(code.plain().parse()?)),
        _ => Ok(None),
    }
}

fn shared_name(part: &Part, status: u16) -> String {
    let name = part.name;
    format!("{}{}{status}", name[..1].to_uppercase(), &name[1..])
}

/// The refusals of a part that have an HTTP status of their own and that an operation answers: name and response.
pub fn shared(part: &Part) -> Result<Vec<(String, Node)>> {
    let mut answered = Vec::new();
    for operation in &part.operations {
        answered.extend(entries(part, operation)?.into_iter().map(|(name, _)| name));
    }
    let mut meanings: Vec<(u16, Vec<&str>)> = Vec::new();
    for (name, entry) in part.source.members_of("codes") {
        if !answered.contains(&name.as_str()) {
            continue;
        }
        let Some(status) = status(part, entry)? else { continue };
        match meanings.iter_mut().find(|(of, _)| *of == status) {
            Some((_, all)) => all.push(entry.text_of("meaning")),
            None => meanings.push((status, vec![entry.text_of("meaning")])),
        }
    }
    let responses = meanings.into_iter().map(|(status, meanings)| {
        let mut response = Node::map()
            .with("description", Node::text(meanings.join(" ")))
            .with("headers", headers(status, &Node::Null));
        if status != 304 {
            let media = Node::map().with("schema", Node::reference("schemas", error_schema(part)));
            response.set("content", Node::map().with(error_type(part), media));
        }
        (shared_name(part, status), response)
    });
    Ok(responses.collect())
}

fn error_schema(part: &Part) -> &'static str {
    match part.name {
        "wallet" => "WalletErrors",
        "payee" => "PayeeError",
        "delivery" => "DeliveryError",
        _ => "CashierError",
    }
}

fn error_type(part: &Part) -> &'static str {
    if part.name == "wallet" { "application/vnd.api+json" } else { "application/json" }
}

fn success(part: &Part, operation: &Operation) -> Result<Node> {
    let source = &operation.source;
    if let Some(answer) = source.get("answer") {
        let media = Node::map()
            .with_some("schema", answer.get("schema").cloned().map(written_out))
            .with_some("example", answer.get("example").cloned());
        return Ok(Node::map()
            .with("description", answer.get("text").cloned().unwrap_or_else(|| "Success.".into()))
            .with("headers", headers(200, source))
            .with("content", Node::map().with(answer.text_of("type"), media)));
    }
    let data = source.get("data").cloned().with_context(|| format!("{}: no answer", operation.id()))?;
    let (data, example) = (written_out(data), source.get("example").cloned());
    let example = example.with_context(|| format!("{}: no example of its answer", operation.id()))?;
    let (schema, example) = match part.name {
        "cashier" => {
            let constant = |value: Node| Node::map().with("const", value);
            let schema = object(vec![
                ("code", constant(Node::Number(200.into()))),
                ("message", constant("Success".into())),
                ("data", data),
            ]);
            let example = Node::map()
                .with("code", Node::Number(200.into()))
                .with("message", "Success".into())
                .with("data", example);
            (either(schema, "CashierError"), example)
        }
        _ => (either(data, "PayeeError"), example),
    };
    let media = Node::map().with("schema", schema).with("example", example);
    let text = match part.name {
        "cashier" => "Success, or with `http_status_mode` = `body` a refusal.",
        _ => "Success, or a refusal: `ret_code` tells.",
    };
    Ok(Node::map()
        .with("description", text.into())
        .with("headers", headers(200, source))
        .with("content", Node::map().with("application/json", media)))
}

/// An object whose members must all be there.
fn object(members: Vec<(&str, Node)>) -> Node {
    let required: Vec<Node> = members.iter().map(|(name, _)| Node::text(*name)).collect();
    let properties = members.into_iter().map(|(name, schema)| (name.to_owned(), schema)).collect();
    Node::map()
        .with("type", "object".into())
        .with("required", required.into())
        .with("properties", Node::Map(properties))
}

/// A success, or the error of the part.
fn either(success: Node, error: &str) -> Node {
    let mut kinds = match success.get("oneOf") {
        Some(kinds) => kinds.items().to_vec(),
        None => vec![success],
    };
    kinds.push(Node::reference("schemas", error));
    Node::map().with("oneOf", kinds.into())
}

fn headers(status: u16, source: &Node) -> Node {
    let mut headers = Node::map().with("x-request-id", Node::reference("headers", "x-request-id"));
    let mut add = |name: &str, text: &str, schema: Node| {
        headers.set(name, Node::map().with("description", text.into()).with("schema", schema));
    };
    let string = || Node::map().with("type", "string".into());
    if status == 304 || source.is_true("reference") {
        add("etag", "Tag of the data, for `If-None-Match`.", string());
    }
    if source.is_true("paged") && status == 200 {
        add(
            "x-total-count",
            "How many records there are on all pages.",
            Node::map().with("type", "integer".into()),
        );
    }
    if source.is_true("replays") && status == 200 {
        add("x-idempotent-replay", "`1` if this is the answer of an earlier request.", string());
    }
    if source.get("header").is_some_and(|all| all.get("Idempotency-Key").is_some()) && status == 200 {
        add("idempotency-replayed", "`true` if this is the answer of an earlier request.", string());
    }
    if status == 200 && matches!(source.text_of("security"), "productSignature" | "verifySign") {
        add(
            "x-sign-expected-canonical",
            "With `demo_mode` = `true`, of a refused signature: the text that it should have covered.",
            string(),
        );
    }
    let waits = ["conflict", "too_many_requests"];
    if status == 200 && source.items_of("codes").iter().any(|code| waits.contains(&code.as_text())) {
        add("retry-after", "Seconds, with a code that is worth another try.", string());
    }
    match status {
        405 => add("allow", "The methods of the path.", string()),
        401 => add("www-authenticate", "`Bearer`.", string()),
        409 => add("retry-after", "Seconds, if the first request is still in progress.", string()),
        429 | 503 => add("retry-after", "Seconds.", string()),
        _ => {}
    }
    headers
}
