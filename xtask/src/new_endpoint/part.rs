//! The skeletons of each part.

use super::New;

/// What the endpoints of one contract have in common.
#[derive(Debug)]
pub struct Part {
    components: &'static [&'static str],
    pub methods: &'static [&'static str],
    pub prefix: &'static str,
    /// In `docs/spec`.
    pub specification: &'static str,
    /// The source of the OpenAPI document.
    pub document: &'static str,
    /// The heading of its table in `docs/routes.md`.
    pub heading: &'static str,
    /// How `lib.rs` begins a module.
    pub module: &'static str,
    /// How a handler begins in the list of routes.
    pub closure: &'static str,
    /// The endpoint's file.
    pub source: fn(&New) -> String,
    /// The operation below its id.
    pub operation: fn(&New) -> String,
    /// The test, which fails until it is filled in.
    pub test: fn(&New) -> String,
}

static PARTS: [Part; 4] = [
    Part {
        components: &["catalog", "customer", "deposit", "withdraw"],
        methods: &["GET", "POST"],
        prefix: "/",
        specification: "cashier.md",
        document: "docs/openapi/cashier.yaml",
        heading: "The cashier: products",
        module: "pub mod ",
        closure: "|call, _|",
        source: of_product,
        operation: |new| operation(new, "Cashier", "productSignature", "    invalid: {}\n"),
        test: test_of_product,
    },
    Part {
        components: &["merchant"],
        methods: &["GET", "POST", "PUT", "DELETE"],
        prefix: "/",
        specification: "cashier.md",
        document: "docs/openapi/cashier.yaml",
        heading: "The cashier: back office",
        module: "pub mod ",
        closure: "|call, _|",
        source: of_account,
        operation: |new| {
            let body = if matches!(new.method.as_str(), "POST" | "PUT") { "    body: json\n" } else { "" };
            let fields = "    fields:\n      pid: { use: pid }\n    invalid: { pid: [required] }\n";
            operation(new, "Back office", "backOfficeToken", &[body, fields].concat())
        },
        test: test_of_account,
    },
    Part {
        components: &["wallet"],
        methods: &["GET", "POST", "PATCH"],
        prefix: "/api/wallet/",
        specification: "wallet.md",
        document: "docs/openapi/wallet.yaml",
        heading: "The wallet",
        module: "mod ",
        closure: "|call, _|",
        source: of_wallet,
        operation: operation_of_wallet,
        test: test_of_wallet,
    },
    Part {
        components: &["payee"],
        methods: &["POST"],
        prefix: "/v3/",
        specification: "payee.md",
        document: "docs/openapi/payee.yaml",
        heading: "The payee part",
        module: "mod ",
        closure: "|call|",
        source: of_payee,
        operation: |new| {
            let store = "    store: { merchantNo: \"900001\", storeNo: \"800001\" }\n";
            operation(new, "Payee", "verifySign", store)
        },
        test: test_of_payee,
    },
];

impl Part {
    pub fn of(component: &str) -> Option<&'static Part> {
        PARTS.iter().find(|part| part.components.contains(&component))
    }

    pub fn components() -> Vec<&'static str> {
        PARTS.iter().flat_map(|part| part.components).copied().collect()
    }
}

/// Puts what is between `<` and `>` into a skeleton: `<name>`, `<module>`, `<component>`, `<method>`, `<path>`.
fn filled(new: &New, skeleton: &str) -> String {
    skeleton
        .replace("<name>", &new.name())
        .replace("<module>", &new.module)
        .replace("<component>", &new.component)
        .replace("<method>", &new.method)
        .replace("<path>", &new.path)
}

fn of_product(new: &New) -> String {
    let skeleton = r#"//! `<name>` (cashier.md §8): say what it does.

use feiqian_cashier::{Access, Call, Endpoint, Failure, ReadParams, Reply, Signed, product_key};
use feiqian_signing::Rules;

pub static ENDPOINT: Endpoint = Endpoint {
    name: "<name>",
    aliases: &[],
    access: Access::Product,
    fields: &[],
    errors: &[],
};

/// `?1` product. Say what the columns are.
const STATEMENT: &str = concat!("SELECT ", product_key!());

pub async fn <module>(call: &Call<'_>) -> Result<Reply, Failure> {
    let params = call.product_params()?;
    let signed = Signed::read(call, &params).await?;
    let mut row = call.platform.query_row(STATEMENT, &[signed.product_id()]).await?;
    signed.admit(call, row.take()?).await?;
    Rules::of(&params, ENDPOINT.fields).finish()?;
    Err(Failure::Fault("<name> is not filled in".into()))
}
"#;
    filled(new, skeleton)
}

fn of_account(new: &New) -> String {
    let skeleton = r#"//! `<name>` (cashier.md §9): say what it does.

use feiqian_cashier::{Access, Act, Call, Endpoint, Failure, ReadParams, Reply, Session, must};
use feiqian_signing::Rules;

pub static ENDPOINT: Endpoint = Endpoint {
    name: "<name>",
    aliases: &[],
    access: Access::Account { acts: &[Act::Read], merchant: "pid" },
    fields: &[must("pid", &[])],
    errors: &[],
};

pub async fn <module>(call: &Call<'_>) -> Result<Reply, Failure> {
    let params = call.back_office_params()?;
    let session = Session::of(call).await?;
    session.authenticate(call, &params, &ENDPOINT.access).await?;
    Rules::of(&params, ENDPOINT.fields).finish()?;
    Err(Failure::Fault("<name> is not filled in".into()))
}
"#;
    filled(new, skeleton)
}

fn of_wallet(new: &New) -> String {
    let skeleton = r#"//! `<name>` (wallet.md §4): say what it does.

use crate::Answer;
use crate::call::Authorized;
use crate::endpoint::{Access, Endpoint};
use crate::failure::Failure;
use crate::query::{NONE, Query};

pub static ENDPOINT: Endpoint = Endpoint {
    name: "<name>",
    aliases: &[],
    access: Access { ability: None, query: &NONE, is_idempotent: false },
    fields: &[],
    errors: &[],
};

pub async fn <module>(call: Authorized<'_>) -> Result<Answer, Failure> {
    Query::read(&call.request.query, ENDPOINT.access.query)?;
    Err(Failure::Fault("<name> is not filled in".into()))
}
"#;
    filled(new, skeleton)
}

fn of_payee(new: &New) -> String {
    let skeleton = r#"//! `<name>` (payee.md §6): say what it does.

use crate::call::{Authentic, NOTHING};
use crate::endpoint::{Endpoint, READS};
use crate::failure::Failure;
use crate::fields::check;

pub static ENDPOINT: Endpoint =
    Endpoint { name: "<name>", aliases: &[], access: READS, fields: &[], errors: &[] };

pub async fn <module>(call: &Authentic<'_>) -> Result<String, Failure> {
    let checked = check(call.params, ENDPOINT.fields, false);
    call.admit(&NOTHING, checked).await?;
    Err(Failure::Fault("<name> is not filled in".into()))
}
"#;
    filled(new, skeleton)
}

fn operation(_: &New, tag: &str, security: &str, more: &str) -> String {
    format!(
        "    tag: {tag}\n    security: {security}\n    summary: Say what it does\n    description: Say what it does.\n    \
         zh: {{ summary: 待填, description: 待填。 }}\n{more}    data: {{ type: object }}\n    example: {{}}\n"
    )
}

fn operation_of_wallet(new: &New) -> String {
    let body = match new.method.as_str() {
        "GET" => "",
        _ => "    body: json:api\n    body_schema: { type: object }\n    body_example: {}\n",
    };
    let parameter = new.path.split_once('{').and_then(|(_, rest)| Some(rest.split_once('}')?.0));
    let path = parameter.map_or_else(String::new, |name| {
        format!(
            "    path: {{ {name}: {{ required: true, type: integer, minimum: 1, description: Say which., zh: 待填, example: 1 }} }}\n"
        )
    });
    format!(
        "    tag: Wallet\n    security: walletToken\n    summary: Say what it does\n    description: Say what it does.\n    \
         zh: {{ summary: 待填, description: 待填。 }}\n{path}{body}    answer: {{ type: application/vnd.api+json, \
         schema: {{ type: object }}, example: {{}} }}\n"
    )
}

fn test_of_product(new: &New) -> String {
    let by = if new.method == "GET" { "by_query" } else { "by_form" };
    let skeleton = r#"//! `<name>` (cashier.md §8).

use feiqian_cashier::testing::{Bench, FIRST, <by>};
use feiqian_<component>::handle;
use feiqian_platform::http::Method;

#[test]
fn it_answers_as_specified() {
    let bench = Bench::new(handle);
    let answer = bench.send(<by>(Method::<method>, "<path>", &FIRST.sign(&[])));
    assert!(answer.is_success(), "fill in the endpoint, and say here what it answers: {answer:?}");
}
"#;
    filled(new, skeleton).replace("<by>", by)
}

fn test_of_account(new: &New) -> String {
    let skeleton = r#"//! `<name>` (cashier.md §9).

mod common;

use common::{bench, call, token};
use feiqian_platform::http::Method;

#[test]
fn it_answers_as_specified() {
    let bench = bench();
    let token = token(&bench.platform, 1);
    let answer = bench.send(call(Method::<method>, "<path>", &token, &[("pid", "M001")]));
    assert!(answer.is_success(), "fill in the endpoint, and say here what it answers: {answer:?}");
}
"#;
    filled(new, skeleton)
}

fn test_of_wallet(new: &New) -> String {
    let target = match new.path.split_once('{') {
        Some((before, rest)) => format!("{before}1{}", rest.split_once('}').map_or("", |(_, after)| after)),
        None => new.path.clone(),
    };
    let skeleton = r#"//! `<name>` (wallet.md §4).

mod common;

use common::{ALL, Bench, answer, request, token};
use feiqian_platform::http::Method;

#[test]
fn it_answers_as_specified() {
    let bench = Bench::new();
    let (status, body) = answer(&bench.send(request(Method::<method>, "<target>", &token(1, ALL))));
    assert_eq!(status, 200, "fill in the endpoint, and say here what it answers: {body}");
}
"#;
    filled(new, skeleton).replace("<target>", &target)
}

fn test_of_payee(new: &New) -> String {
    let skeleton = r#"//! `<name>` (payee.md §6).

mod common;

use common::{Bench, common};

#[test]
fn it_answers_as_specified() {
    let bench = Bench::new();
    let answer = bench.post("<path>", &common(&[]));
    assert!(answer.contains("000100"), "fill in the endpoint, and say here what it answers: {answer}");
}
"#;
    filled(new, skeleton)
}
