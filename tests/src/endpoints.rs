//! The endpoints of the contracts as their components state them, in one form for all parts.

use feiqian_cashier::{Access, Endpoint, Parameter, Rule, codes};
use feiqian_endpoint::Need;
use feiqian_signing::Key;
use feiqian_wallet::query::Parameters;
use serde_json::{Value, json};
use std::collections::BTreeSet;

/// An endpoint under one of its paths.
pub struct Stated {
    /// `GET /path`
    pub name: String,
    /// The security scheme.
    pub security: Option<&'static str>,
    /// What a wallet's token must allow.
    pub ability: Option<&'static str>,
    /// The parameters of the endpoint's own.
    pub fields: Vec<Field>,
    /// The parameter beside them that names who calls.
    pub caller: &'static str,
    /// Whether the payee part's `timestamp` must be given.
    pub needs_timestamp: bool,
    /// Code and message of everything that it answers beside success.
    pub codes: BTreeSet<(String, String)>,
}

/// A parameter.
#[derive(Default)]
pub struct Field {
    /// Its name, members of the items of a list as `list.N.member`.
    pub name: String,
    pub is_required: bool,
    /// It is no parameter: refusals name it.
    pub is_told: bool,
    /// A function decides, too.
    pub is_opaque: bool,
    /// What the rules say as keywords of a schema.
    pub schema: Vec<(&'static str, Value)>,
    /// The cashier's keys of refusals.
    pub keys: BTreeSet<&'static str>,
}

impl Stated {
    /// Method and path.
    pub fn call(&self) -> (&str, &str) {
        self.name.split_once(' ').expect("a method and a path")
    }
}

/// All of them.
pub fn all() -> Vec<Stated> {
    let mut all: Vec<Stated> = cashier().into_iter().map(of_cashier).collect();
    for route in &feiqian_payee::ROUTES {
        all.extend(route.endpoint.paths().map(|path| of_payee(route.endpoint, path)));
    }
    all.extend(feiqian_wallet::ROUTES.iter().map(|route| of_wallet(route.endpoint)));
    all
}

/// Those that products call: method and path.
pub fn of_products() -> Vec<(&'static str, &'static str)> {
    let all = cashier().into_iter().filter(|endpoint| matches!(endpoint.access, Access::Product));
    all.map(|endpoint| (endpoint.method(), endpoint.path())).collect()
}

/// The cashier's.
pub fn cashier() -> Vec<&'static Endpoint> {
    let catalog = feiqian_catalog::ROUTES.iter().map(|route| route.endpoint);
    let customer = feiqian_customer::ROUTES.iter().map(|route| route.endpoint);
    let deposit = feiqian_deposit::ROUTES.iter().map(|route| route.endpoint);
    let withdraw = feiqian_withdraw::ROUTES.iter().map(|route| route.endpoint);
    let merchant = feiqian_merchant::ROUTES.iter().map(|route| route.endpoint);
    catalog.chain(customer).chain(deposit).chain(withdraw).chain(merchant).collect()
}

fn of_cashier(endpoint: &Endpoint) -> Stated {
    let (security, caller) = match endpoint.access {
        Access::Anyone => (None, ""),
        Access::Product => (Some("productSignature"), "product_id"),
        Access::Account { merchant, .. } => (Some("backOfficeToken"), merchant),
    };
    let mut codes = vec![codes::INVALID];
    codes.extend(codes::OF_ALL);
    codes.extend(endpoint.errors);
    if security.is_some() {
        codes.push(codes::FORBIDDEN);
    }
    Stated {
        name: endpoint.name.to_owned(),
        security,
        ability: None,
        fields: fields("", endpoint.fields),
        caller,
        needs_timestamp: false,
        codes: codes.iter().map(|code| (code.code.to_string(), code.message.to_owned())).collect(),
    }
}

fn fields(prefix: &str, table: &[Parameter]) -> Vec<Field> {
    let mut all = Vec::new();
    for parameter in table {
        let mut field = Field::of(prefix, parameter);
        let mut members = Vec::new();
        for rule in parameter.rules {
            field.keys.extend(rule.keys().iter().map(|key| key.as_str()));
            match *rule {
                Rule::MinChars(min) => field.schema.push(("minLength", json!(min))),
                Rule::MaxChars(max) => field.schema.push(("maxLength", json!(max))),
                Rule::OneOf(allowed) => field.schema.push(("enum", json!(allowed))),
                Rule::AtLeast(min) => field.schema.push(("minimum", json!(min))),
                Rule::AtMost(max) => field.schema.push(("maximum", json!(max))),
                Rule::In(allowed) => field.schema.push(("enum", json!(allowed))),
                Rule::Objects(max, table) => {
                    field.schema.push(("maxItems", json!(max)));
                    members = fields(&format!("{prefix}{}.N.", parameter.name), table);
                }
                Rule::Is(..) => field.is_opaque = true,
                Rule::JsonString
                | Rule::Alphanumeric
                | Rule::Money
                | Rule::MoneyOrZero
                | Rule::Integer
                | Rule::Later(_) => {}
            }
        }
        if field.is_required {
            field.keys.insert(Key::Required.as_str());
        }
        all.push(field);
        all.extend(members);
    }
    all
}

impl Field {
    fn of<R>(prefix: &str, field: &feiqian_endpoint::Field<R>) -> Self {
        Field {
            name: format!("{prefix}{}", field.name),
            is_required: field.need == Need::Required,
            is_told: field.need == Need::Told,
            ..Field::default()
        }
    }
}

fn of_payee(endpoint: &feiqian_payee::endpoint::Endpoint, path: &str) -> Stated {
    use feiqian_payee::endpoint::Rule;
    let fields = endpoint.fields.iter().map(|of| {
        let mut field = Field::of("", of);
        for rule in of.rules {
            match *rule {
                Rule::Text(max) => field.schema.push(("maxLength", json!(max))),
                Rule::OneOf(allowed) => field.schema.push(("enum", json!(allowed))),
                Rule::Is(_) | Rule::IpnUrl => field.is_opaque = true,
            }
        }
        field
    });
    let codes = feiqian_payee::codes::OF_ALL.iter().chain(endpoint.errors);
    Stated {
        name: format!("{} {path}", endpoint.method()),
        security: Some("verifySign"),
        ability: None,
        fields: fields.collect(),
        caller: "merchantNo",
        needs_timestamp: endpoint.access.timestamp == Need::Required,
        codes: codes.map(|code| (code.code.to_owned(), code.message.to_owned())).collect(),
    }
}

fn of_wallet(endpoint: &feiqian_wallet::endpoint::Endpoint) -> Stated {
    use feiqian_wallet::endpoint::Rule;
    use feiqian_wallet::failure::{OF_ALL, OF_BODIES};
    let mut fields = of_query(endpoint.access.query);
    fields.extend(endpoint.fields.iter().map(|of| {
        let mut field = Field::of("", of);
        for rule in of.rules {
            match *rule {
                Rule::Within(min, max) => {
                    field.schema.extend([("minimum", json!(min)), ("maximum", json!(max))]);
                }
                Rule::MaxChars(max) => field.schema.push(("maxLength", json!(max))),
                Rule::Ids(max) => field.schema.push(("maxItems", json!(max))),
                Rule::Is(_) => field.is_opaque = true,
                Rule::Sent
                | Rule::NotNull
                | Rule::Decimal(_)
                | Rule::Amount
                | Rule::Integer
                | Rule::Boolean => {}
            }
        }
        field
    }));
    let of_bodies = if endpoint.method() == "GET" { &[] } else { OF_BODIES };
    let codes = OF_ALL.iter().chain(of_bodies).chain(endpoint.errors);
    Stated {
        name: endpoint.name.to_owned(),
        security: Some("walletToken"),
        ability: endpoint.access.ability,
        fields,
        caller: "",
        needs_timestamp: false,
        codes: codes.map(|code| (code.name.to_owned(), code.title.to_owned())).collect(),
    }
}

fn of_query(query: &Parameters) -> Vec<Field> {
    let mut names = Vec::new();
    if !query.includes.is_empty() {
        names.push("include");
    }
    if query.is_list {
        names.extend(["sort", "page[number]", "page[offset]", "page[size]", "page[limit]"]);
    }
    names.extend(query.filters.iter().map(|(name, _)| *name));
    // What they may be is told in words.
    let fields =
        names.into_iter().map(|name| Field { name: name.into(), is_opaque: true, ..Field::default() });
    fields.collect()
}
