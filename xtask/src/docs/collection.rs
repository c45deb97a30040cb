//! The Postman collection and its environment: a folder for each tag of the document, a request for each operation, in
//! the order of the sources, which is one in which they can be run.

use super::node::Node;
use super::part::{Field, Operation, Part};
use crate::development::{PRODUCT_KEY, USERS};
use crate::token;
use anyhow::{Context, Result};
use clap::Parser;

const SCHEMA: &str = "https://schema.getpostman.com/json/collection/v2.1.0/collection.json";

/// What is signed and made unique before each request.
const EACH: &str = include_str!("scripts/collection.js");
const SIGN_PRODUCT: &str = include_str!("scripts/product.js");
const SIGN_PAYEE: &str = include_str!("scripts/payee.js");

/// Values of requests that are the environment's, by field.
const VARIABLES: [(&str, &str); 5] = [
    ("product_id", "{{product_id}}"),
    ("merchantNo", "{{merchant_no}}"),
    ("storeNo", "{{store_no}}"),
    ("timestamp", "{{timestamp}}"),
    ("pid", "{{merchant_code}}"),
];

/// The collection, of version 2.1.
pub fn collection(parts: &[Part]) -> Result<Node> {
    let mut folders = Vec::new();
    for part in parts {
        for (tag, described) in part.source.members_of("tags") {
            let mut items = Vec::new();
            for operation in part.operations.iter().filter(|of| of.source.text_of("tag") == tag) {
                items.push(item(part, operation).with_context(|| operation.id().to_owned())?);
            }
            if items.is_empty() {
                // A tag of webhooks: nothing of it can be sent to the bundle.
                continue;
            }
            let folder = Node::map()
                .with("name", tag.as_str().into())
                .with("description", described.text_of("text").into())
                .with("item", items.into())
                .with_some("event", before(tag));
            folders.push(folder);
        }
    }
    let info = Node::map()
        .with("_postman_id", "6f0a7b1e-2d5c-4c5e-9b3f-8a4d1c2e7f90".into())
        .with("name", "Feiqian".into())
        .with(
            "description",
            "Every request of the reference, signed. Use it with the environment beside it.".into(),
        )
        .with("schema", SCHEMA.into());
    Ok(Node::map()
        .with("info", info)
        .with("event", vec![script("prerequest", &EACH.replace("BEGINNINGS", &beginnings(parts)?))].into())
        .with("item", folders.into()))
}

/// The names of the requests that begin a story, as a list of JavaScript.
fn beginnings(parts: &[Part]) -> Result<String> {
    let operations = parts.iter().flat_map(|part| &part.operations);
    let beginnings = operations.filter(|operation| operation.source.is_true("begins"));
    let names: Vec<&str> = beginnings.map(|operation| operation.source.text_of("summary")).collect();
    Ok(serde_json::to_string(&names)?)
}

/// What a folder's requests need before they are sent.
fn before(tag: &str) -> Option<Node> {
    let script = match tag {
        "Cashier" => SIGN_PRODUCT,
        "Payee" => SIGN_PAYEE,
        _ => return None,
    };
    Some(vec![self::script("prerequest", script)].into())
}

fn script(listen: &str, text: &str) -> Node {
    let lines = text.lines().map(Node::text).collect();
    let script = Node::map().with("type", "text/javascript".into()).with("exec", Node::List(lines));
    Node::map().with("listen", listen.into()).with("script", script)
}

fn item(part: &Part, operation: &Operation) -> Result<Node> {
    let source = &operation.source;
    let mut headers = Node::map();
    match source.text_of("security") {
        "backOfficeToken" => headers.set("Authorization", "{{back_office_token}}".into()),
        // Nobody reviews what he has applied for himself.
        "walletToken" if source.get("demo_user").is_some() => {
            headers.set("Authorization", "Bearer {{reviewer_token}}".into());
        }
        "walletToken" => headers.set("Authorization", "Bearer {{wallet_token}}".into()),
        "dispatchToken" => headers.set("Authorization", "Bearer {{dispatch_token}}".into()),
        _ => {}
    }
    let parameters = sent(operation);
    let mut query = placed(part, operation, "query")?;
    let mut body = None;
    if operation.is_query() {
        for (name, value) in parameters.members() {
            query.set(name, value.clone());
        }
    } else if part.name == "cashier" && source.text_of("body").is_empty() {
        body =
            Some(Node::map().with("mode", "urlencoded".into()).with("urlencoded", pairs(&parameters, false)));
    } else if let Some(mut example) = source.get("body_example").cloned() {
        for (pointer, value) in
            source.members_of("collection").iter().filter(|(name, _)| name.starts_with('/'))
        {
            *example.pointer_mut(pointer).with_context(|| format!("no {pointer} in the body"))? =
                value.clone();
        }
        let media_type = if part.name == "wallet" { "application/vnd.api+json" } else { "application/json" };
        headers.set("Content-Type", media_type.into());
        body = Some(raw(&example)?);
    } else if !parameters.is_empty() {
        headers.set("Content-Type", "application/json".into());
        body = Some(raw(&parameters)?);
    }
    if source.text_of("security") == "productSignature" && operation.is_query() {
        query.set("sign", "{{sign}}".into());
    }
    let request = Node::map()
        .with("method", operation.method.to_uppercase().as_str().into())
        .with("header", pairs(&headers, true))
        .with_some("body", body)
        .with("url", url(&operation.path, &query, &placed(part, operation, "path")?))
        .with("description", source.text_of("description").into());
    let events = vec![script("test", &test(part, source))];
    Ok(Node::map()
        .with("name", source.text_of("summary").into())
        .with("event", events.into())
        .with("request", request))
}

/// The fields as the collection sends them: variables instead of what differs from run to run.
fn sent(operation: &Operation) -> Node {
    let own = operation.source.get("collection").unwrap_or(&Node::Null);
    let mut sent = Node::map();
    for field in &operation.fields {
        let variable =
            VARIABLES.iter().find(|(name, _)| *name == field.name).map(|(_, variable)| (*variable).into());
        let value = match field.name.as_str() {
            "sign" => Some("{{sign}}".into()),
            "verifySign" => Some("{{verify_sign}}".into()),
            // Not required of the demonstration's product.
            "timestamp" if operation.source.text_of("security") == "productSignature" => None,
            name => own.get(name).cloned().or(variable).or_else(|| field.example.clone()),
        };
        if let Some(value) = value.filter(|value| *value != Node::Null) {
            sent.set(&field.name, value);
        }
    }
    sent
}

/// Examples of the parameters of a place, with the collection's own values.
fn placed(part: &Part, operation: &Operation, place: &str) -> Result<Node> {
    let own = operation.source.get("collection").unwrap_or(&Node::Null);
    let mut placed = Node::map();
    for (name, field) in operation.source.members_of(place) {
        let field = Field::read(&part.source, name, field)?;
        if let Some(value) = own.get(name).cloned().or(field.example) {
            placed.set(name, value);
        }
    }
    Ok(placed)
}

/// A list of `key` and `value`.
fn pairs(values: &Node, is_header: bool) -> Node {
    let pair = |(name, value): &(String, Node)| {
        let pair = Node::map().with("key", name.as_str().into()).with("value", value.plain().as_str().into());
        if is_header { pair } else { pair.with("type", "text".into()) }
    };
    Node::List(values.members().iter().map(pair).collect())
}

fn raw(body: &Node) -> Result<Node> {
    let language = Node::map().with("raw", Node::map().with("language", "json".into()));
    let text = serde_json::to_string_pretty(body)?;
    Ok(Node::map().with("mode", "raw".into()).with("raw", text.as_str().into()).with("options", language))
}

fn url(path: &str, query: &Node, in_path: &Node) -> Node {
    let mut path = path.to_owned();
    for (name, value) in in_path.members() {
        path = path.replace(&format!("{{{name}}}"), &value.plain());
    }
    let pairs: Vec<String> =
        query.members().iter().map(|(name, value)| format!("{name}={}", value.plain())).collect();
    let text = if pairs.is_empty() { path.clone() } else { format!("{path}?{}", pairs.join("&")) };
    let segments = path.split('/').skip(1).map(Node::text).collect();
    let listed = query.members().iter().map(|(name, value)| {
        Node::map().with("key", name.as_str().into()).with("value", value.plain().as_str().into())
    });
    Node::map()
        .with("raw", Node::text(format!("{{{{base_url}}}}{text}")))
        .with("host", vec!["{{base_url}}".into()].into())
        .with("path", Node::List(segments))
        .with_some("query", (!pairs.is_empty()).then(|| Node::List(listed.collect())))
}

/// The contract's success, and what later requests need of the answer.
fn test(part: &Part, operation: &Node) -> String {
    let mut test = String::from("pm.test('HTTP 200', () => pm.response.to.have.status(200));\n");
    // Documents and metrics are no answers of a contract.
    let is_text = operation.get("answer").is_some_and(|answer| answer.text_of("type").starts_with("text/"));
    if part.name == "common" || is_text {
        return test;
    }
    test += "const answer = pm.response.json();\n";
    test += match part.name {
        "cashier" => "pm.test('code 200', () => pm.expect(answer.code, pm.response.text()).to.equal(200));\n",
        "payee" => {
            "pm.test('ret_code 000100', () => pm.expect(answer.ret_code, pm.response.text()).to.equal('000100'));\n"
        }
        _ => {
            "pm.test('no errors', () => pm.expect(answer, pm.response.text()).to.not.have.any.keys('errors', 'error'));\n"
        }
    };
    for (variable, pointer) in operation.members_of("saves") {
        let place = pointer.as_text().replace('/', ".");
        test += &format!("pm.collectionVariables.set('{variable}', answer{place});\n");
    }
    test
}

/// Abilities of the environment's wallet token: all there are.
const SCOPE: &str = "cash.create cash.review cash.viewList wallet.viewList wallet.update wallet.logs.viewList \
                     settings.update payout.run";

/// When the environment's wallet token was issued: fixed, so that the file is the same for everyone.
const ISSUED_S: u64 = 1_767_323_045;

/// The end of 2099.
const EXPIRES_S: u64 = 4_102_444_799;

/// The demonstration data. The keys are those that everyone knows (`development.rs`).
pub fn environment() -> Result<Node> {
    #[derive(Parser)]
    struct Line {
        #[command(flatten)]
        token: token::Arguments,
    }
    let wallet_token = |user: u64| {
        let (user, ttl) = (user.to_string(), (EXPIRES_S - ISSUED_S).to_string());
        let line = Line::try_parse_from(["token", "--user", &user, "--scope", SCOPE, "--ttl", &ttl])?;
        token::token(&line.token, ISSUED_S)
    };
    let (applicant, reviewer) = (wallet_token(USERS[0].0)?, wallet_token(USERS[1].0)?);
    let values: [(&str, &str); 10] = [
        ("base_url", "http://127.0.0.1:3000"),
        ("product_id", "1"),
        ("product_key", PRODUCT_KEY),
        ("merchant_code", "M001"),
        ("merchant_no", "900001"),
        ("store_no", "800001"),
        ("payee_token", "unit-test-token-0001"),
        ("wallet_token", &applicant),
        ("reviewer_token", &reviewer),
        ("dispatch_token", "demo-dispatch-token-0123456789abcdef"),
    ];
    let values = values.iter().map(|(key, value)| {
        let is_secret = key.ends_with("_key") || key.ends_with("_token");
        Node::map()
            .with("key", (*key).into())
            .with("value", (*value).into())
            .with("type", if is_secret { "secret" } else { "default" }.into())
            .with("enabled", Node::Bool(true))
    });
    Ok(Node::map()
        .with("id", "b0c3d8e2-4f61-4a77-9d25-0e8f7a6b5c41".into())
        .with("name", "Feiqian demonstration data".into())
        .with("values", Node::List(values.collect()))
        .with("_postman_variable_scope", "environment".into()))
}
