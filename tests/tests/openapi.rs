//! The OpenAPI document is true: what it says is what the manifest, the components' sources and the running bundle say.

use feiqian_tests::bundle::repository;
use feiqian_tests::openapi::{
    DISPATCH_TOKEN, Operation, PAYEE_TOKENS, PRODUCT_KEY, asset, operations, with_strict_answers,
};
use feiqian_tests::{Answer, Bundle, Options, golden, signed};
use jsonschema::{Registry, Validator};
use regex::Regex;
use serde_json::{Map, Value, json};
use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;
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

fn components() -> Vec<PathBuf> {
    let entries = std::fs::read_dir(repository().join("components")).unwrap();
    // The simulator is never deployed.
    let folders = entries.map(|entry| entry.unwrap().path()).filter(|path| !path.ends_with("simulator"));
    folders.collect()
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

/// The calls that the components' sources name.
fn served() -> Names {
    let mut calls = Names::new();
    for component in components() {
        let Ok(source) = std::fs::read_to_string(component.join("src/lib.rs")) else { continue };
        calls.extend(found(r#""((?:GET|POST|PUT|PATCH|DELETE) /[^" ]*[^/" ])""#, &source));
        calls
            .extend(found(r#""(/v3/[^" ]+[^/" ])""#, &source).into_iter().map(|path| format!("POST {path}")));
    }
    // Of the reference's files those that are documents by themselves, not parts of the page.
    let files = found(r#"\("(/[^"]+)", "[^"]+"\)"#, &read("components/docs/build.rs"));
    let documents = files.into_iter().filter(|path| !path.contains('.') || path.ends_with(".json"));
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
        .filter(|route| {
            !["/...", "/v1/...", "/v2/..."].contains(&route.as_str()) && !route.starts_with("/admin/")
        })
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

/// A story: the operations in an order in which each finds what it needs.
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
    for id in ORDER {
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
    let left: Vec<&str> = operations.iter().filter(|of| of.tag() != "Documents").map(Operation::id).collect();
    assert!(left.iter().all(|id| ORDER.contains(id)), "not in the story: {left:?}");
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

/// The names of the fields that a request of an operation may have, in query or body, without the signature's.
fn documented_fields(document: &Value, operation: &Operation) -> Names {
    let mut names = Names::new();
    for parameter in operation.value["parameters"].as_array().into_iter().flatten() {
        if parameter["in"] == "query" {
            names.insert(parameter["name"].as_str().unwrap().to_owned());
        }
    }
    let content = operation.value["requestBody"]["content"].as_object();
    let media = content.and_then(|content| content.values().next());
    if let Some(reference) = media.and_then(|media| media["schema"]["$ref"].as_str()) {
        properties(document.pointer(reference.trim_start_matches('#')).unwrap(), &mut names);
    }
    for name in
        ["product_id", "sign", "sign_type", "timestamp", "nonce", "merchantNo", "storeNo", "verifySign"]
    {
        if matches!(operation.security(), Some("productSignature" | "verifySign")) {
            names.remove(name);
        }
    }
    names
}

/// All names of properties of a schema, at any depth.
fn properties(schema: &Value, names: &mut Names) {
    match schema {
        Value::Array(items) => items.iter().for_each(|item| properties(item, names)),
        Value::Object(members) => {
            for (name, value) in members.iter().filter(|(name, _)| *name != "examples") {
                if name == "properties" {
                    names.extend(value.as_object().unwrap().keys().cloned());
                    value.as_object().unwrap().values().for_each(|value| properties(value, names));
                } else {
                    properties(value, names);
                }
            }
        }
        _ => {}
    }
}

/// The file of an endpoint's rules, by operation.
const SOURCES: [(&str, &str); 45] = [
    ("createCustomer", "customer/src/create_customer.rs"),
    ("depositChannels", "deposit/src/deposit_channel.rs"),
    ("payLimit", "deposit/src/paylimit.rs"),
    ("pay", "deposit/src/pay.rs"),
    ("bankList", "catalog/src/bank_list.rs"),
    ("provinceList", "catalog/src/province_list.rs"),
    ("provinceCities", "catalog/src/province_cities.rs"),
    ("citiesCountry", "catalog/src/cities_country.rs"),
    ("bindCard", "customer/src/bind_bank.rs"),
    ("boundCard", "customer/src/get_bank.rs"),
    ("withdrawChannels", "withdraw/src/withdraw_channel.rs"),
    ("doWithdraw", "withdraw/src/do_withdraw.rs"),
    ("depositState", "deposit/src/order.rs"),
    ("withdrawalState", "withdraw/src/withdraw.rs"),
    ("token", "merchant/src/token.rs"),
    ("customer", "merchant/src/customer.rs"),
    ("depositRecords", "merchant/src/page.rs"),
    ("withdrawRecords", "merchant/src/page.rs"),
    ("approve", "merchant/src/approve.rs"),
    ("confirmDeposit", "deposit/src/put_pay.rs"),
    ("createReceivingAccounts", "merchant/src/create_bank_account.rs"),
    ("deleteReceivingAccounts", "merchant/src/delete_bank_account.rs"),
    ("changeWalletSettings", "wallet/src/settings.rs"),
    ("adjustWallet", "wallet/src/wallet_adjust.rs"),
    ("applyForCash", "wallet/src/cash_apply.rs"),
    ("listCash", "wallet/src/cash_list.rs"),
    ("reviewCash", "wallet/src/cash_review.rs"),
    ("walletLog", "wallet/src/log_list.rs"),
    ("runPayouts", "wallet/src/payouts_run.rs"),
    ("registerPayee", "payee/src/register.rs"),
    ("retrievePayee", "payee/src/retrieve.rs"),
    ("updatePayee", "payee/src/update.rs"),
    ("createBankAccount", "payee/src/create_account.rs"),
    ("createPaypalAccount", "payee/src/create_account.rs"),
    ("createVenmoAccount", "payee/src/create_account.rs"),
    ("createBankAccountAlias", "payee/src/create_account.rs"),
    ("createPaypalAccountAlias", "payee/src/create_account.rs"),
    ("createVenmoAccountAlias", "payee/src/create_account.rs"),
    ("payoutAccounts", "payee/src/payout_accounts.rs"),
    ("accountConfigurations", "payee/src/configurations.rs"),
    ("payOut", "payee/src/pay.rs"),
    ("payoutInquiry", "payee/src/inquiry.rs"),
    ("payorBalance", "payee/src/balance.rs"),
    ("deleteAccount", "payee/src/delete_account.rs"),
    ("dispatch", "notify/src/body.rs"),
];

/// Names of fields as an endpoint's source states them: arguments of the rules, and lists of names that rules run over.
fn stated_fields(source: &str) -> Names {
    // Statements of SQL have names of their own.
    let rule = r#"\b(?:field|moment|member|objects|must|may|text|required|if_sent|if_not_null|present|numeric|integer|boolean|string|array)\(\s*(?:&mut fields,\s*|rules,\s*)?"([A-Za-z0-9_\[\]]+)""#;
    let mut names = sorted(found(rule, source));
    for list in found(r"(?s)for name in \[([^\]]*)\]", source) {
        names.extend(found(r#""([A-Za-z0-9_]+)""#, &list));
    }
    for constant in found(r"for name in ([A-Z]+)", source) {
        let list = found(&format!(r"(?s)const {constant}: \[&str; \d+\] =\s*\[([^\]]*)\]"), source);
        names.extend(found(r#""([A-Za-z0-9_]+)""#, &list[0]));
    }
    names.extend(found(r#"\("(filter\[[a-z_]+\])""#, source));
    names.extend(found(r#"of_(?:product|order): "([a-z_]+)""#, source));
    if source.contains("ipn_url(Need") {
        names.insert("ipnUrl".into());
    }
    names
}

#[test]
fn the_document_names_every_field_of_the_endpoints_and_no_other() {
    let document = asset("openapi.json");
    let operations = operations(&document);
    for (id, file) in SOURCES {
        let operation = operations.iter().find(|of| of.id() == id).unwrap_or_else(|| panic!("no {id}"));
        let mut documented = documented_fields(&document, operation);
        let mut source = read(&format!("components/{file}"));
        if ["read_of_customer(", "reference_of_customer("].iter().any(|read| source.contains(read)) {
            source += &read("crates/cashier/src/of_customer.rs");
        }
        if source.contains("Filter::read(") {
            source += &read("components/merchant/src/filter.rs");
        }
        let stated = stated_fields(&source);
        // Read before the endpoint's own rules: who calls, and in the wallet the form of documents and lists.
        let shared: &[&str] = match operation.security() {
            Some("productSignature") => &["product_id"],
            Some("backOfficeToken") => &["pid", "product_id"],
            Some("walletToken") => &[
                "include",
                "sort",
                "page[number]",
                "page[offset]",
                "page[size]",
                "page[limit]",
                "data",
                "type",
                "id",
                "attributes",
                "attritbutes",
            ],
            _ => &[],
        };
        documented.retain(|name| !shared.contains(&name.as_str()));
        let stated: Names = stated.into_iter().filter(|name| !shared.contains(&name.as_str())).collect();
        assert_eq!(documented, stated, "{id}: left the document, right {file}");
    }
    // Whoever adds an operation adds its source, or it has no fields of its own.
    for operation in operations.iter().filter(|of| SOURCES.iter().all(|(id, _)| *id != of.id())) {
        let fields = documented_fields(&document, operation);
        assert!(fields.iter().all(|name| name == "include"), "{}: {fields:?}", operation.name());
    }
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
    let line = r#"(?m)^    [A-Z_]+ (\d+ "[^\n]+");$"#;
    let stated = found(line, &read("components/wallet/src/failure.rs")).into_iter().map(|line| {
        let (status, texts) = line.split_once(' ').unwrap();
        let texts: Vec<String> = found(r#""([^"]*)""#, texts);
        (status.to_owned(), texts[0].clone(), texts[1].clone(), texts[2].clone(), texts[3].clone())
    });
    let stated = sorted(stated);
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
    let rules = found(r#"Rule\(\s*"([a-z_]+)""#, &read("components/wallet/src/failure.rs"));
    let listed = document["components"]["schemas"]["WalletRule"]["enum"].as_array().unwrap();
    assert_eq!(sorted(listed.iter().map(plain)), sorted(rules));
}

#[test]
fn the_operators_codes_are_those_of_their_sources() {
    let document = asset("openapi.json");
    let documented = sorted(catalogue(&document, "Delivery").iter().map(|code| plain(&code["code"])));
    let listed = document["components"]["schemas"]["DeliveryError"]["properties"]["error"]["enum"].as_array();
    assert_eq!(sorted(listed.unwrap().iter().map(plain)), documented);
    let sources = [
        "components/notify/src/lib.rs",
        "components/operations/src/lib.rs",
        "components/operations/src/migrate.rs",
        "components/operations/src/ready.rs",
        "crates/delivery/src/operator.rs",
    ];
    let stated = sources.iter().flat_map(|source| found(r#""error":"([a-z_]+)""#, &read(source)));
    assert_eq!(sorted(stated), documented);
}

#[test]
fn the_cashiers_codes_and_keys_are_those_of_its_source() {
    let document = asset("openapi.json");
    let source = read("crates/cashier/src/failure.rs");
    let table = source.split("let (code, message) = match &self").nth(1).expect("the table of codes");
    let table = table.split("};").next().unwrap();
    let stated = sorted(found(r"\((\d{3}), ", table));
    let documented = catalogue(&document, "Cashier").iter().map(|code| code["code"].to_string());
    // 200 is success, and 304 has no body.
    let documented: Names = documented.filter(|code| code != "304").collect();
    assert_eq!(documented, stated);
    for message in found(r#"text\("([^"]+)"\)"#, table) {
        let named = catalogue(&document, "Cashier").iter().any(|code| code["message"] == message.as_str());
        assert!(named, "{message} is not in the document");
    }
    let codes = &document["components"]["schemas"]["CashierError"]["properties"]["code"]["enum"];
    assert_eq!(sorted(codes.as_array().unwrap().iter().map(Value::to_string)), stated);
    let keys = found(r#"=> "(validation\.[a-z.]+)""#, &read("crates/signing/src/rules.rs"));
    let listed = document["components"]["schemas"]["ValidationKey"]["enum"].as_array().unwrap();
    assert_eq!(sorted(listed.iter().map(plain)), sorted(keys));
}

#[test]
fn the_payees_codes_are_those_of_its_sources() {
    let document = asset("openapi.json");
    let mut text = read("sql/400_payee_schema.sql");
    for entry in std::fs::read_dir(repository().join("components/payee/src")).unwrap() {
        text += &std::fs::read_to_string(entry.unwrap().path()).unwrap();
    }
    // `'000021|…'`, `payee|000021|…` and `Exit::refused("000021", "…")`; a name at the end is any parameter's.
    let general = |message: &str| {
        let kinds =
            ["parameter null error", "no related information", "parameters do not match", "data error"];
        match kinds.into_iter().find(|kind| message.starts_with(kind)) {
            Some(kind) => format!("{kind} : <name>"),
            None => message.to_owned(),
        }
    };
    let expression = r#"(0000\d\d)(?:\||"(?:\.into\(\))?,\s*(?:format!\()?")([A-Za-z][A-Za-z :]*[A-Za-z])"#;
    let expression = Regex::new(expression).unwrap();
    let stated = expression.captures_iter(&text).map(|of| (of[1].to_owned(), general(&of[2])));
    let stated: BTreeSet<(String, String)> = stated.collect();
    let documented = catalogue(&document, "Payee");
    let documented = documented.iter().map(|code| (plain(&code["code"]), general(&plain(&code["message"]))));
    let documented = sorted(documented);
    // What triggers tell the operator, who works by SQL.
    let of_operator = ["token limit reached", "transaction status error : status"];
    let stated: BTreeSet<(String, String)> =
        stated.into_iter().filter(|(_, message)| !of_operator.contains(&message.as_str())).collect();
    let unknown: Vec<_> = stated
        .iter()
        .filter(|(code, _)| code != "000100")
        .filter(|code| !documented.contains(code))
        .collect();
    assert!(unknown.is_empty(), "not in the document: {unknown:?}");
    for (code, message) in &documented {
        // Texts that a statement composes of a status are found by their beginning.
        let composed =
            ["payee status ", "account status "].iter().any(|beginning| message.starts_with(beginning));
        let beginning = message.rsplit_once(' ').map_or("", |(beginning, _)| beginning);
        let is_stated = stated.contains(&(code.clone(), message.clone()))
            || composed && stated.iter().any(|(of, stated)| of == code && stated == beginning);
        assert!(is_stated, "{code} {message} is in no source: {stated:?}");
    }
    let listed =
        document["components"]["schemas"]["PayeeError"]["properties"]["ret_code"]["enum"].as_array().unwrap();
    assert_eq!(sorted(listed.iter().map(plain)), sorted(documented.into_iter().map(|(code, _)| code)));
}
