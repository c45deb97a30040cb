//! The requests that the bundle sends: member `webhooks` of the document.

use super::node::Node;
use super::part::{Part, written_out};
use anyhow::{Context, Result};

/// The tag of all: generators of clients make one class for each tag, and those of the parts are the callers'.
const TAG: &str = "Webhooks";

/// All parts' webhooks by name.
pub fn webhooks(parts: &[Part]) -> Result<Node> {
    let common = parts.iter().find(|part| part.name == "common").context("no common part")?;
    let mut webhooks = Node::map();
    for part in parts {
        for (name, webhook) in part.source.members_of("webhooks") {
            let operation = described(common, name, webhook).with_context(|| name.clone())?;
            webhooks.set(name, Node::map().with("post", operation));
        }
    }
    Ok(webhooks)
}

fn described(common: &Part, name: &str, webhook: &Node) -> Result<Node> {
    let mut headers = Vec::new();
    for header in webhook.items_of("header") {
        let header = header.as_text();
        let said = common.source.get("webhook_headers").and_then(|all| all.get(header));
        headers.push(parameter(header, said.with_context(|| format!("no header {header}"))?.clone()));
    }
    let media_type = match webhook.text_of("body") {
        "json" => "application/json",
        _ => "application/x-www-form-urlencoded",
    };
    let media = Node::map()
        .with_some("schema", webhook.get("schema").cloned().map(written_out))
        .with_some("example", webhook.get("example").cloned());
    let body =
        Node::map().with("required", Node::Bool(true)).with("content", Node::map().with(media_type, media));
    Ok(Node::map()
        .with("operationId", name.into())
        .with("tags", vec![Node::text(TAG)].into())
        .with_some("summary", webhook.get("summary").cloned())
        .with_some("description", webhook.get("description").cloned())
        .with_some("x-zh", webhook.get("zh").cloned())
        .with("security", Node::List(Vec::new()))
        .with("parameters", headers.into())
        .with("requestBody", body)
        .with("responses", responses(webhook)))
}

fn parameter(name: &str, mut header: Node) -> Node {
    let description = header.take("description");
    Node::map()
        .with("name", name.into())
        .with("in", "header".into())
        .with("required", Node::Bool(true))
        .with_some("description", description)
        .with("schema", header)
}

/// The receiver's answers by status. A text answers `text/plain`, anything else has its own schema.
fn responses(webhook: &Node) -> Node {
    let mut responses = Node::map();
    for (status, answer) in webhook.members_of("answers") {
        let media_type = if answer.get("schema").is_some() { "application/json" } else { "text/plain" };
        let media = Node::map()
            .with("schema", answer.get("schema").cloned().map_or_else(text, written_out))
            .with_some("example", answer.get("example").cloned());
        let content = answer.get("example").map(|_| Node::map().with(media_type, media));
        let response = Node::map()
            .with("description", answer.text_of("description").into())
            .with_some("content", content);
        responses.set(status, response);
    }
    responses
}

fn text() -> Node {
    Node::map().with("type", "string".into())
}
