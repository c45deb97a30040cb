//! The OpenAPI document is true: what it says is what the manifest, the components' sources and the running bundle say.

use feiqian_cashier::{BESIDE, codes};
use feiqian_delivery::operator::ERRORS;
use feiqian_signing::Key;
use feiqian_tests::bundle::repository;
use feiqian_tests::endpoints::{self, Stated};
use feiqian_tests::openapi::{
    DISPATCH_TOKEN, Operation, PAYEE_TOKENS, PRODUCT_KEY, asset, operations, with_strict_answers,
};
use feiqian_tests::{Answer, Bundle, Options, golden, signed};
use feiqian_wallet::failure;
use jsonschema::{Registry, Validator};
use regex::Regex;
use serde_json::{Map, Value, json};
use std::collections::{BTreeMap, BTreeSet};
use std::process::Command;

type Names = BTreeSet<String>;

/// Where the document is, for references from outside.
const BASE: &str = "urn:feiqian:openapi";

/// Validators of places of the document, with strict answers.
struct Schemas {
    document: Value,
}

impl Schemas {
    fn new() -> Self {
        Schemas { document: with_strict_answers(&asset("openapi.json")) }
    }

    fn at(&self, pointer: &str) -> Validator {
        let registry = Registry::new().add(BASE, self.document.clone()).expect("the document");
        let registry = registry.prepare().expect("the document");
        let schema = json!({ "$ref": format!("{BASE}#{}", pointer.replace('{', "%7B").replace('}', "%7D")) });
        let validator = jsonschema::options().with_registry(&registry).build(&schema);
        validator.unwrap_or_else(|error| panic!("{pointer}: {error}"))
    }

    /// What is wrong with an answer: status, media type, form.
    fn faults(&self, operation: &Operation, answer: &Answer) -> Vec<String> {
        let name = format!("{} answered {}", operation.name(), answer.status);
        let path = operation.path.replace('/', "~1");
        let mut pointer =
            format!("/paths/{path}/{}/responses/{}", operation.method.to_lowercase(), answer.status);
        let Some(mut response) = self.document.pointer(&pointer) else {
            return vec![format!("{name}, which is not in the document: {}", answer.body)];
        };
        if let Some(reference) = response["$ref"].as_str() {
            pointer = reference.trim_start_matches('#').to_owned();
            response = self.document.pointer(&pointer).expect("a shared response");
        }
        let mut faults = Vec::new();
        for (header, described) in response["headers"].as_object().into_iter().flatten() {
            // Some headers come on occasion only, some with a success only.
            let always = ["x-request-id", "allow", "www-authenticate"].contains(&header.as_str());
            let of_success = ["etag", "x-total-count"].contains(&header.as_str());
            let expected = always || of_success && answer.body.starts_with(r#"{"code":200,"#);
            if expected && !answer.headers.contains_key(header.as_str()) {
                faults.push(format!("{name} without {header}, which is {described}"));
            }
        }
        let content_type =
            answer.headers.get("content-type").map_or("", |value| value.to_str().unwrap_or(""));
        let media_type = content_type.split(';').next().unwrap_or_default();
        if response["content"][media_type].is_null() {
            return vec![format!("{name} as {media_type:?}")];
        }
        if !media_type.ends_with("json") {
            return faults;
        }
        let body: Value = serde_json::from_str(&answer.body).expect("JSON");
        let media_type = media_type.replace('/', "~1");
        let validator = self.at(&format!("{pointer}/content/{media_type}/schema"));
        faults.extend(
            validator
                .iter_errors(&body)
                .map(|error| format!("{name}: {error} at {}: {}", error.instance_path(), answer.body)),
        );
        faults
    }
}

fn read(path: &str) -> String {
    std::fs::read_to_string(repository().join(path)).unwrap_or_else(|error| panic!("{path}: {error}"))
}

/// The captures of an expression in a text.
fn found(expression: &str, text: &str) -> Vec<String> {
    let expression = Regex::new(expression).unwrap();
    expression.captures_iter(text).map(|captures| captures[1].to_owned()).collect()
}

fn sorted<T: Ord>(items: impl IntoIterator<Item = T>) -> BTreeSet<T> {
    items.into_iter().collect()
}

#[test]
fn the_files_are_what_the_sources_make_of_them() {
    let xtask = std::env::var("FEIQIAN_XTASK").expect("run `cargo xtask test`");
    let output = Command::new(xtask).args(["docs", "--check"]).output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
}

/// The calls that the components answer.
fn served() -> Names {
    let mut calls: Names = endpoints::all().into_iter().map(|endpoint| endpoint.name).collect();
    calls.extend(feiqian_operations::ROUTES.map(str::to_owned));
    calls.extend([feiqian_notify::ROUTE, feiqian_console::PAGE].map(str::to_owned));
    calls.insert(format!("GET {}", feiqian_console::DOCUMENT));
    // Of the reference's files those that are documents by themselves, not parts of the page.
    let files = feiqian_docs::FILES.iter().map(|file| file.path);
    let documents = files.filter(|path| !path.contains('.') || path.ends_with(".json"));
    calls.extend(documents.map(|path| format!("GET {path}")));
    calls
}

#[test]
fn the_document_names_every_call_of_the_components_and_no_other() {
    let documented: Names = operations(&asset("openapi.json")).iter().map(Operation::name).collect();
    let served = served();
    assert_eq!(documented, served);
    assert!(served.len() >= 50, "{served:?}");
}

#[test]
fn every_route_of_the_manifest_is_in_the_document() {
    let operations = operations(&asset("openapi.json"));
    let manifest = read("spin.toml");
    // The 404 of every other path, the versions that are refused, and the desk, which has a document of its own.
    let routes = found(r#"(?m)^route = "([^"]+)""#, &manifest);
    let routes: Vec<String> = routes
        .into_iter()
        .filter(|route| !["/...", "/v1/...", "/v2/..."].contains(&route.as_str()))
        .filter(|route| !route.starts_with("/admin/api/"))
        .collect();
    let covers = |route: &str, path: &str| match route.strip_suffix("/...") {
        Some(prefix) => path == prefix || path.starts_with(&format!("{prefix}/")),
        None => path == route,
    };
    for route in &routes {
        assert!(operations.iter().any(|of| covers(route, &of.path)), "{route} has no operation");
    }
    for operation in &operations {
        assert!(
            routes.iter().any(|route| covers(route, &operation.path)),
            "{} has no route",
            operation.name()
        );
    }
}

#[test]
fn every_call_is_answered_and_every_other_method_refused() {
    let bundle = Bundle::start();
    let operations = operations(&asset("openapi.json"));
    let mut methods: BTreeMap<&str, Names> = BTreeMap::new();
    for operation in &operations {
        let target = operation.path.replace("{id}", "1").replace("{user_id}", "1");
        let content = matches!(operation.method.as_str(), "POST" | "PUT" | "PATCH");
        let content = content.then_some(("application/json", b"{}".as_slice()));
        let answer = Answer::of(&operation.method, &bundle.url(&target), content);
        let is_unknown = matches!(answer.status, 404 | 405);
        assert!(!is_unknown, "{}: {answer:?}", operation.name());
        methods.entry(&operation.path).or_default().insert(operation.method.clone());
    }
    for (path, methods) in methods {
        let target = path.replace("{id}", "1").replace("{user_id}", "1");
        let answer = Answer::of("PROPFIND", &bundle.url(&target), None);
        if path.starts_with("/internal/") {
            // It does not tell that it is there.
            assert_eq!(answer.status, 404, "PROPFIND {path}: {answer:?}");
            continue;
        }
        assert_eq!(answer.status, 405, "PROPFIND {path}: {answer:?}");
        let allowed = answer.header("allow").split(',').map(|method| method.trim().to_owned());
        let allowed: Names = allowed.filter(|method| method != "HEAD").collect();
        assert_eq!(allowed, methods, "{path}");
    }
}

#[test]
fn refusals_have_the_documented_form_whatever_status_they_have() {
    let schemas = Schemas::new();
    let operations = operations(&schemas.document);
    let large = format!(r#"{{"a":"{}"}}"#, "a".repeat(70_000));
    let mut faults = Vec::new();
    let mut statuses = BTreeSet::new();
    for mode in ["body", "real"] {
        let variables = vec![("http_status_mode", mode)];
        let bundle = Bundle::with(Options { variables, ..Options::default() });
        for operation in operations.iter().filter(|of| of.tag() != "Documents") {
            let target = operation.path.replace("{id}", "1").replace("{user_id}", "1");
            let bodies = match operation.method.as_str() {
                "POST" | "PUT" | "PATCH" => vec![
                    Some(("application/json", "{}")),
                    Some(("application/json", "{")),
                    Some(("application/json", large.as_str())),
                    Some(("text/plain", "a")),
                ],
                _ => vec![None],
            };
            for body in bodies {
                let content = body.map(|(media_type, text)| (media_type, text.as_bytes()));
                let answer = Answer::of(&operation.method, &bundle.url(&target), content);
                statuses.insert(answer.status);
                faults.extend(schemas.faults(operation, &answer));
            }
        }
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
    assert_eq!(statuses, BTreeSet::from([200, 400, 401, 403, 413, 415, 422]));
}

#[test]
fn the_golden_examples_have_the_documented_form() {
    let (bundle, schemas) = (Bundle::start(), Schemas::new());
    let operations = operations(&schemas.document);
    let pending = golden::pending();
    let mut faults = Vec::new();
    for example in golden::examples().iter().filter(|example| !pending.contains(&example.name)) {
        let (method, path) = example.call();
        let operation = operations.iter().find(|of| of.method == method && of.path == path);
        let operation = operation.unwrap_or_else(|| panic!("{method} {path} is not in the document"));
        faults.extend(schemas.faults(operation, &example.send(&bundle).unwrap()));
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

/// A story: the operations in an order in which each finds what it needs. Those that are not named come after them.
const ORDER: [&str; 53] = [
    "createCustomer",
    "depositChannels",
    "payLimit",
    "pay",
    "depositState",
    "bankList",
    "provinceList",
    "provinceCities",
    "citiesCountry",
    "bindCard",
    "boundCard",
    "withdrawChannels",
    "doWithdraw",
    "withdrawalState",
    "token",
    "customer",
    "depositRecords",
    "withdrawRecords",
    "approve",
    "confirmDeposit",
    "createReceivingAccounts",
    "deleteReceivingAccounts",
    "logOut",
    "walletSettings",
    "changeWalletSettings",
    "wallet",
    "adjustWallet",
    "applyForCash",
    "listCash",
    "showCash",
    "reviewCash",
    "walletLog",
    "runPayouts",
    "registerPayee",
    "retrievePayee",
    "updatePayee",
    "createBankAccount",
    "createPaypalAccount",
    "createVenmoAccount",
    "createBankAccountAlias",
    "createPaypalAccountAlias",
    "createVenmoAccountAlias",
    "payoutAccounts",
    "accountConfigurations",
    "payOut",
    "payoutInquiry",
    "payorBalance",
    "deleteAccount",
    "dispatch",
    "migrate",
    "ready",
    "metrics",
    "openapi",
];

/// Whether an answer is the contract's success.
fn is_success(operation: &Operation, answer: &Value) -> bool {
    match operation.security() {
        Some("verifySign") => answer["ret_code"] == "000100",
        Some("walletToken" | "dispatchToken") => answer["errors"].is_null() && answer["error"].is_null(),
        _ if operation.tag() == "Documents" => true,
        None if operation.tag() == "Delivery" => answer["error"].is_null(),
        _ => answer["code"] == 200,
    }
}

/// Sends the example of an operation, signed, with the values that earlier answers gave.
fn send_example(
    bundle: &Bundle,
    operation: &Operation,
    answers: &BTreeMap<String, Value>,
    token: &str,
) -> Answer {
    let mut example = operation.value["x-feiqian-example"].clone();
    let place = if example["body"].is_object() { "body" } else { "query" };
    for (name, from) in operation.value["x-feiqian-from"].as_object().into_iter().flatten() {
        let answer = &answers[from["operation"].as_str().unwrap()];
        example[place][name] = answer.pointer(from["pointer"].as_str().unwrap()).expect("a value").clone();
    }
    let mut target = operation.path.clone();
    for (name, value) in example["path"].as_object().into_iter().flatten() {
        target = target.replace(&format!("{{{name}}}"), &plain(value));
    }
    let empty = Map::new();
    let query: Vec<(&str, String)> = example["query"]
        .as_object()
        .unwrap_or(&empty)
        .iter()
        .map(|(name, value)| (name.as_str(), plain(value)))
        .collect();
    let query: Vec<(&str, &str)> = query.iter().map(|(name, value)| (*name, value.as_str())).collect();
    let mut headers: Vec<(&str, String)> = Vec::new();
    let mut body = example["body"].clone();
    let mut text = feiqian_signing::form::encode(query.iter().copied());
    match operation.security() {
        Some("productSignature") if body.is_object() => {
            let pairs: Vec<(String, String)> =
                body.as_object().unwrap().iter().map(|(name, value)| (name.clone(), plain(value))).collect();
            let pairs: Vec<(&str, &str)> =
                pairs.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
            let sign = feiqian_tests::product_sign(PRODUCT_KEY, &pairs);
            body["sign"] = sign.into();
        }
        Some("productSignature") => text = signed(PRODUCT_KEY, &query),
        Some("verifySign") => {
            // The demonstration takes any time.
            body["timestamp"] = json!("2026-01-02T03:04:05Z");
            let merchant = body["merchantNo"].as_str().unwrap();
            let key = PAYEE_TOKENS.iter().find(|(no, _)| *no == merchant).unwrap().1;
            let pairs: Vec<(String, String)> =
                body.as_object().unwrap().iter().map(|(name, value)| (name.clone(), plain(value))).collect();
            let pairs: Vec<(&str, &str)> =
                pairs.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
            body["verifySign"] = feiqian_tests::payee_sign(key, &pairs).into();
        }
        Some("backOfficeToken") => {
            headers.push(("authorization", answers["token"]["data"]["token"].as_str().unwrap().to_owned()));
        }
        Some("walletToken") => headers.push(("authorization", format!("Bearer {token}"))),
        Some("dispatchToken") => headers.push(("authorization", format!("Bearer {DISPATCH_TOKEN}"))),
        _ => {}
    }
    if !text.is_empty() {
        target = format!("{target}?{text}");
    }
    let headers: Vec<(&str, &str)> = headers.iter().map(|(name, value)| (*name, value.as_str())).collect();
    let body = (!body.is_null()).then(|| body.to_string());
    let content = body.as_ref().map(|body| ("application/json", body.as_bytes()));
    Answer::with_headers(&operation.method, &bundle.url(&target), &headers, content)
}

/// A value as the schemes sign it.
fn plain(value: &Value) -> String {
    value.as_str().map_or_else(|| value.to_string(), str::to_owned)
}

#[test]
fn every_example_succeeds_and_its_answer_has_the_documented_form() {
    let (bundle, schemas) = (Bundle::start(), Schemas::new());
    let operations = operations(&schemas.document);
    let environment = asset("environment.json");
    let values = environment["values"].as_array().unwrap();
    let value =
        |key: &str| values.iter().find(|value| value["key"] == key).unwrap()["value"].as_str().unwrap();
    let mut answers = BTreeMap::new();
    let mut faults = Vec::new();
    let others = operations.iter().filter(|of| of.tag() != "Documents").map(Operation::id);
    let others: Vec<&str> = others.filter(|id| !ORDER.contains(id)).collect();
    for id in ORDER.into_iter().chain(others) {
        let operation = operations.iter().find(|of| of.id() == id).unwrap_or_else(|| panic!("no {id}"));
        // Nobody reviews what he has applied for himself.
        let token = if id == "reviewCash" { value("reviewer_token") } else { value("wallet_token") };
        let answer = send_example(&bundle, operation, &answers, token);
        faults.extend(schemas.faults(operation, &answer));
        let is_json = answer.header("content-type").contains("json");
        let body: Value =
            if is_json { serde_json::from_str(&answer.body).expect("JSON") } else { Value::Null };
        assert!(answer.status == 200 && is_success(operation, &body), "{id}: {}", answer.body);
        answers.insert(id.to_owned(), body);
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
    bundle.assert_invariants();
}

#[test]
fn the_examples_printed_have_the_documented_form() {
    let schemas = Schemas::new();
    for operation in operations(&schemas.document) {
        let path = operation.path.replace('/', "~1");
        let base = format!("/paths/{path}/{}", operation.method.to_lowercase());
        for place in ["/requestBody/content", "/responses/200/content"] {
            let content = schemas.document.pointer(&format!("{base}{place}"));
            for (media_type, media) in content.and_then(Value::as_object).into_iter().flatten() {
                let Some(example) = media.get("example") else { continue };
                let validator =
                    schemas.at(&format!("{base}{place}/{}/schema", media_type.replace('/', "~1")));
                let faults: Vec<String> =
                    validator.iter_errors(example).map(|error| error.to_string()).collect();
                assert!(faults.is_empty(), "{} {place}: {faults:?}", operation.name());
            }
        }
    }
}

/// A parameter as the document has it: whether it is required, and its schema.
type Documented = BTreeMap<String, (bool, Value)>;

/// The parameters of an operation in query and body, without the signature's and without who calls.
fn documented_fields(document: &Value, operation: &Operation) -> Documented {
    let mut fields = Documented::new();
    for parameter in operation.value["parameters"].as_array().into_iter().flatten() {
        if parameter["in"] == "query" {
            let is_required = parameter["required"] == true;
            fields.insert(plain(&parameter["name"]), (is_required, parameter["schema"].clone()));
        }
    }
    let content = operation.value["requestBody"]["content"].as_object();
    let media = content.and_then(|content| content.values().next());
    if let Some(reference) = media.and_then(|media| media["schema"]["$ref"].as_str()) {
        let schema = document.pointer(reference.trim_start_matches('#')).unwrap();
        properties(schema, "", &mut fields);
    }
    fields
}

/// The properties of a schema, of items of lists as `list.N.property`. Objects are forms of documents, no fields.
fn properties(schema: &Value, prefix: &str, fields: &mut Documented) {
    let required = schema["required"].as_array().cloned().unwrap_or_default();
    for (name, property) in schema["properties"].as_object().into_iter().flatten() {
        if property["properties"].is_object() {
            properties(property, prefix, fields);
            continue;
        }
        let is_required = required.iter().any(|required| required == name.as_str());
        fields.insert(format!("{prefix}{name}"), (is_required, property.clone()));
        if property["items"]["properties"].is_object() {
            properties(&property["items"], &format!("{prefix}{name}.N."), fields);
        }
    }
}

/// What stands beside the fields of an endpoint: the signature, who calls, and the frame of a JSON:API document.
fn is_beside(endpoint: &Stated, name: &str) -> bool {
    let beside: &[&str] = match endpoint.security {
        Some("productSignature") => &BESIDE,
        Some("verifySign") => &["storeNo", "timestamp", "verifySign"],
        Some("walletToken") => &["type", "id"],
        _ => &[],
    };
    beside.contains(&name) || name == endpoint.caller
}

#[test]
fn the_document_names_every_field_of_the_endpoints_and_what_it_may_be() {
    let document = asset("openapi.json");
    let operations = operations(&document);
    let mut faults = Vec::new();
    for endpoint in endpoints::all() {
        let name = &endpoint.name;
        let operation = operations.iter().find(|of| of.name() == *name);
        let operation = operation.unwrap_or_else(|| panic!("no {name}"));
        assert_eq!(operation.security(), endpoint.security, "{name}");
        assert_eq!(operation.value["x-feiqian-ability"].as_str(), endpoint.ability, "{name}");
        let mut documented = documented_fields(&document, operation);
        if endpoint.security == Some("verifySign") {
            assert_eq!(documented["timestamp"].0, endpoint.needs_timestamp, "{name}");
        }
        for field in endpoint.fields.iter().filter(|field| !field.is_told) {
            let Some((is_required, schema)) = documented.remove(&field.name) else {
                faults.push(format!("{name}: {} is not in the document", field.name));
                continue;
            };
            if is_required != field.is_required {
                faults.push(format!("{name}: {} is required here or there only", field.name));
            }
            for (keyword, value) in &field.schema {
                if schema[keyword] != *value {
                    faults.push(format!(
                        "{name}: {} {keyword} is {value}, not {}",
                        field.name, schema[keyword]
                    ));
                }
            }
            for keyword in ["minLength", "maxLength"] {
                let is_stated = field.schema.iter().any(|(of, _)| *of == keyword)
                    || field.is_opaque
                    // Nothing is as good as absent.
                    || keyword == "minLength" && schema[keyword] == 1 && field.is_required;
                if !schema[keyword].is_null() && !is_stated {
                    faults.push(format!("{name}: {} has no {keyword} in its file", field.name));
                }
            }
        }
        documented.retain(|name, _| !is_beside(&endpoint, name));
        faults.extend(documented.keys().map(|field| format!("{name}: {field} is in no file")));
    }
    // The one call of the operator's with a body.
    let dispatch = operations.iter().find(|of| of.name() == feiqian_notify::ROUTE).expect("dispatch");
    let documented: Vec<String> = documented_fields(&document, dispatch).into_keys().collect();
    assert_eq!(sorted(documented), sorted(feiqian_notify::body::FIELDS.map(str::to_owned)));
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

#[test]
fn the_document_names_every_error_of_the_endpoints_and_no_other() {
    let operations = operations(&asset("openapi.json"));
    for endpoint in endpoints::all() {
        let name = &endpoint.name;
        let operation = operations.iter().find(|of| of.name() == *name).expect("an operation");
        let codes = operation.value["x-codes"].as_array().expect("codes");
        let documented = sorted(codes.iter().map(|code| (plain(&code["code"]), plain(&code["message"]))));
        let mut stated = endpoint.codes;
        // A timestamp is a parameter; an answer without a body has no code.
        stated.extend(
            documented
                .iter()
                .filter(|(code, message)| {
                    code == "304" || code == "000020" && message == "parameter null error : timestamp"
                })
                .cloned(),
        );
        assert_eq!(documented, stated, "{name}: left the document, right the file");

        let Some(keys) = codes.iter().find_map(|code| code["fields"].as_object()) else { continue };
        for field in &endpoint.fields {
            let documented: Names = keys.get(&field.name).into_iter().flat_map(texts).collect();
            // A parameter that is repeated, nested or ambiguous is no string, whichever it is.
            let without = |keys: &Names| -> Names {
                keys.iter().filter(|key| *key != "validation.string").cloned().collect()
            };
            let stated: Names = field.keys.iter().map(|key| (*key).to_owned()).collect();
            assert_eq!(without(&documented), without(&stated), "{name}: {}", field.name);
            assert!(stated.is_subset(&documented), "{name}: {} {stated:?}", field.name);
        }
        let is_known = |key: &str| endpoint.fields.iter().any(|field| field.name == key);
        let signed =
            ["sign", "sign_type", "timestamp", "nonce", "signature-input", "signature", "content-digest"];
        let unknown: Vec<_> = keys.keys().filter(|key| !is_known(key)).collect();
        let unknown =
            unknown.iter().filter(|key| !signed.contains(&key.as_str()) && *key.as_str() != *endpoint.caller);
        assert_eq!(unknown.count(), 0, "{name}: {keys:?}");
    }
}

/// The items of a list of texts.
fn texts(list: &Value) -> Vec<String> {
    list.as_array().into_iter().flatten().map(plain).collect()
}

/// The catalogue of a tag: code, message, status.
fn catalogue<'d>(document: &'d Value, tag: &str) -> &'d [Value] {
    let tags = document["tags"].as_array().unwrap();
    let tag = tags.iter().find(|of| of["name"] == tag).unwrap();
    tag["x-codes"].as_array().unwrap()
}

#[test]
fn the_wallets_codes_are_those_of_its_source() {
    let document = asset("openapi.json");
    let stated = sorted(failure::ALL.iter().map(|code| {
        let [title, chinese, english] = [code.title, code.chinese, code.english].map(str::to_owned);
        (code.status.to_string(), code.name.to_owned(), title, chinese, english)
    }));
    let documented = catalogue(&document, "Wallet").iter().map(|code| {
        let text = |value: &Value| value.as_str().unwrap_or_default().replace("{v}", "");
        let (mut zh, mut en) = (text(&code["x-zh"]["meaning"]), text(&code["meaning"]));
        if code["code"] == "validation_error" {
            // Its detail is the rule's.
            (zh, en) = Default::default();
        }
        (code["status"].to_string(), text(&code["code"]), text(&code["message"]), zh, en)
    });
    assert_eq!(sorted(documented), stated);
    let errors = &document["components"]["schemas"]["WalletErrors"]["properties"]["errors"]["items"];
    let listed = errors["properties"]["code"]["enum"].as_array().unwrap().iter().map(plain);
    assert_eq!(sorted(listed), sorted(stated.iter().map(|(_, code, ..)| code.clone())));
    let listed = document["components"]["schemas"]["WalletRule"]["enum"].as_array().unwrap();
    assert_eq!(sorted(listed.iter().map(plain)), sorted(failure::RULES.map(|rule| rule.0.to_owned())));
}

#[test]
fn the_operators_codes_are_those_of_their_sources() {
    let document = asset("openapi.json");
    let documented = sorted(catalogue(&document, "Delivery").iter().map(|code| plain(&code["code"])));
    let listed = document["components"]["schemas"]["DeliveryError"]["properties"]["error"]["enum"].as_array();
    assert_eq!(sorted(listed.unwrap().iter().map(plain)), documented);
    assert_eq!(sorted(ERRORS.map(str::to_owned)), documented);
}

#[test]
fn the_cashiers_codes_and_keys_are_those_of_its_source() {
    let document = asset("openapi.json");
    let stated = sorted(codes::ALL.iter().map(|code| (code.code.to_string(), code.message.to_owned())));
    let documented = catalogue(&document, "Cashier").iter();
    let documented = documented.map(|code| (code["code"].to_string(), plain(&code["message"])));
    // 200 is success, and 304 has no body.
    assert_eq!(sorted(documented.filter(|(code, _)| code != "304")), stated);
    let listed = &document["components"]["schemas"]["CashierError"]["properties"]["code"]["enum"];
    let numbers = sorted(stated.into_iter().map(|(code, _)| code));
    assert_eq!(sorted(listed.as_array().unwrap().iter().map(Value::to_string)), numbers);
    let listed = document["components"]["schemas"]["ValidationKey"]["enum"].as_array().unwrap();
    assert_eq!(sorted(listed.iter().map(plain)), sorted(Key::ALL.map(|key| key.as_str().to_owned())));
}

#[test]
fn the_payees_codes_are_those_of_its_sources() {
    let document = asset("openapi.json");
    // A name at the end is any parameter's.
    let general = |message: &str| {
        let kinds =
            ["parameter null error", "no related information", "parameters do not match", "data error"];
        match kinds.into_iter().find(|kind| message.starts_with(kind)) {
            Some(kind) => format!("{kind} : <name>"),
            None => message.to_owned(),
        }
    };
    let stated =
        sorted(feiqian_payee::codes::ALL.iter().map(|code| (code.code.to_owned(), general(code.message))));
    let documented = catalogue(&document, "Payee").iter();
    let documented = documented.map(|code| (plain(&code["code"]), general(&plain(&code["message"]))));
    assert_eq!(sorted(documented), stated);
    let listed =
        document["components"]["schemas"]["PayeeError"]["properties"]["ret_code"]["enum"].as_array().unwrap();
    assert_eq!(sorted(listed.iter().map(plain)), sorted(stated.iter().map(|(code, _)| code.clone())));
}
