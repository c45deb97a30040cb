//! Ten thousand random and mutated requests to each endpoint: a documented answer every time, never a 500.

use feiqian_cashier::Access;
use feiqian_signing::form;
use feiqian_tests::{Answer, Bundle, Options, endpoints, openapi, product_sign, random_requests};
use serde_json::Value;
use std::collections::BTreeMap;

const REQUESTS: usize = 10_000;
const KEY: &str = "demo-key-0001";

type Parameters = Vec<(String, String)>;

/// An endpoint and the parameters of a good request to it.
struct Endpoint {
    method: &'static str,
    path: &'static str,
    caller: Caller,
    parameters: &'static [(&'static str, &'static str)],
}

/// Who calls an endpoint.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Caller {
    /// A product, by signature; parameters in query, form or JSON.
    Product,
    /// A merchant's operator, by token; parameters in query and JSON.
    Office,
    /// Somebody who wants a token; parameters in JSON.
    Stranger,
}

use Caller::{Office, Product, Stranger};

const CARD: &[(&str, &str)] = &[
    ("product_user_id", "1000001"),
    ("bank_account_name", "张三"),
    ("bank_account_no", "6222020000000000001"),
    ("bank_name", "工商银行"),
    ("bank_province", "北京市"),
    ("bank_cities", "市辖区"),
    ("bank_countries", "东城区"),
    ("branch_name", ""),
    ("type", "0"),
];

/// One receiving account, as a list of one.
const ACCOUNT: &[(&str, &str)] = &[
    ("product_id", "M001"),
    ("type", "2"),
    ("bank_code", "ICBC"),
    ("bank_name", "工商银行"),
    ("account_name", "李四"),
    ("account_no", "6222021234567890"),
    ("branch", "第一支行"),
    ("customer_level", "*"),
    ("trust_level", "*"),
    ("limit_amount", "10000.00"),
];

/// Texts that something has choked on somewhere.
const NASTY: [&str; 24] = [
    "",
    " ",
    "\u{0}",
    "\n",
    "\u{7f}",
    "é",
    "张三",
    "👩‍👩‍👧",
    "0",
    "-1",
    "1e9",
    "00",
    "1.5",
    "NaN",
    "null",
    "true",
    "99999999999999999999999",
    "' OR 1=1 --",
    "\"; DROP TABLE customers; --",
    "%",
    "&=",
    "<script>",
    "../..",
    "\u{202e}",
];

macro_rules! bombarded {
    ($($test:ident: $caller:ident $method:literal $path:literal $parameters:expr;)*) => {$(
        #[test]
        fn $test() {
            bombard(&Endpoint { method: $method, path: $path, caller: $caller, parameters: $parameters });
        }
    )*

        /// The endpoints that have a test here.
        const BOMBARDED: &[&str] = &[$(concat!($method, " ", $path)),*];
    };
}

/// Whatever has no line below begins with its documented example.
#[test]
fn every_other_endpoint() {
    let bombarded = |name: &str| BOMBARDED.contains(&name) || name == SIGN_OUT;
    for endpoint in endpoints::cashier().into_iter().filter(|endpoint| !bombarded(endpoint.name)) {
        let caller = match endpoint.access {
            Access::Anyone => Stranger,
            Access::Product => Product,
            Access::Account { .. } => Office,
        };
        let example = openapi::example(endpoint.name).into_iter();
        let own = example.filter(|(name, _)| name != "product_id" || caller != Product);
        let parameters: Vec<(&str, &str)> =
            own.map(|(name, value)| (&*name.leak(), &*value.leak())).collect();
        let (method, path) = (endpoint.method(), endpoint.path());
        bombard(&Endpoint { method, path, caller, parameters: parameters.leak() });
    }
    let stated: Vec<&str> = endpoints::cashier().into_iter().map(|endpoint| endpoint.name).collect();
    assert!(BOMBARDED.iter().all(|name| stated.contains(name)), "{BOMBARDED:?}");
}

/// It ends what the others need.
const SIGN_OUT: &str = "DELETE /token";

bombarded! {
    create_customer: Product "POST" "/create_customer" &[("product_user_id", "1000001")];
    bind_card: Product "POST" "/customer_bank" CARD;
    read_card: Product "GET" "/customer_bank" &[("product_user_id", "1000001")];
    bank_list: Product "GET" "/bank_list" &[("product_user_id", "1000001")];
    province_list: Product "GET" "/province_list" &[];
    province_cities: Product "GET" "/province_cities" &[("code", "440000000000")];
    cities_country: Product "GET" "/cities_country" &[("code", "440100000000")];
    deposit_channel: Product "GET" "/deposit_channel" &[("product_user_id", "1000001")];
    withdraw_channel: Product "GET" "/withdraw_channel" &[("product_user_id", "1000001")];
    paylimit: Product "POST" "/paylimit" &[("product_user_id", "1000001"), ("payment_code", "3")];
    pay: Product "POST" "/pay" &[
        ("product_user_id", "1000001"), ("payment_code", "3"), ("amount", "300.00"), ("depositor", "张三"),
        ("product_order_sn", "R-1"),
    ];
    do_withdraw: Product "POST" "/do_withdraw" &[
        ("product_user_id", "1000001"), ("withdraw_channel_code", "W1"), ("amount", "50.00"), ("product_billno", "RW-1"),
    ];
    order: Product "GET" "/order" &[("order_sn", DEPOSIT)];
    withdraw: Product "GET" "/withdraw" &[("product_billno", "RW-0")];
    token: Stranger "POST" "/token" &[("pid", "M001"), ("account", "ops"), ("pwd", "demo-pass-0001")];
    customer: Office "GET" "/customer" &[("pid", "M001"), ("login_name", "1000001")];
    create_bank_account: Office "POST" "/create_bank_account" &[("pid", "M001"), ("bank", "")];
    delete_bank_account: Office "DELETE" "/delete_bank_account" &[("pid", "M001"), ("type", "2")];
    deposit_record: Office "GET" "/deposit_record" &[("pid", "M001"), ("flag", "0"), ("pageNum", "1"), ("pageSize", "10")];
    withdraw_record: Office "GET" "/withdraw_record" &[("pid", "M001"), ("flag", "0"), ("pageNum", "1"), ("pageSize", "10")];
    approve: Office "PUT" "/approve" &[
        ("pid", "M001"), ("request_id", WITHDRAWAL), ("request_type", "02"), ("old_flag", "0"), ("new_flag", "1"),
        ("approve_by", "amy"), ("user_type", "U"), ("ip_address", "203.0.113.9"), ("remarks", "ok"),
    ];
    confirm: Office "PUT" "/pay" &[
        ("product_id", "M001"), ("billno", DEPOSIT), ("orderType", "101"), ("amount", "300.00"), ("currency", "CNY"),
        ("login_name", "1000001"), ("replace_flag", "0"), ("created_by", "amy"), ("remarks", "paid"),
    ];
}

/// Stand for the numbers of the orders that each run begins with.
const DEPOSIT: &str = "the deposit";
const WITHDRAWAL: &str = "the withdrawal";

/// What a run begins with besides the demo data.
struct Ground {
    token: String,
    deposit: String,
    withdrawal: String,
}

impl Ground {
    /// A card, a deposit, a withdrawal and a token of merchant M001.
    fn prepare(bundle: &Bundle, endpoint: &Endpoint) -> Self {
        let product = |path: &str, parameters: &[(&str, &str)]| {
            let mut all: Parameters = vec![("product_id".into(), "1".into())];
            all.extend(parameters.iter().map(|(name, value)| ((*name).into(), (*value).into())));
            all.push(("sign".into(), sign(&all)));
            let answer = bundle.post_form(path, &form::encode(all));
            let body: Value = serde_json::from_str(&answer.body).unwrap();
            assert_eq!(body["code"], 200, "{answer:?}");
            body["data"].clone()
        };
        let text = |data: &Value, member: &str| data[member].as_str().unwrap().to_owned();
        if endpoint.path == "/customer_bank" && endpoint.method == "POST" {
            return Ground { token: String::new(), deposit: String::new(), withdrawal: String::new() };
        }
        product("/customer_bank", CARD);
        let user = ("product_user_id", "1000001");
        let deposit = product("/pay", &[user, ("payment_code", "101"), ("amount", "300.00")]);
        let withdrawal =
            [user, ("withdraw_channel_code", "W1"), ("amount", "50.00"), ("product_billno", "RW-0")];
        let withdrawal = product("/do_withdraw", &withdrawal);
        let signed_in =
            bundle.post_json("/token", r#"{"pid":"M001","account":"ops","pwd":"demo-pass-0001"}"#);
        let signed_in: Value = serde_json::from_str(&signed_in.body).unwrap();
        let token = text(&signed_in["data"], "token");
        let account: serde_json::Map<String, Value> =
            ACCOUNT.iter().map(|(name, value)| ((*name).to_owned(), Value::from(*value))).collect();
        let accounts = serde_json::json!({ "pid": "M001", "bank": [account] }).to_string();
        let headers = [("authorization", token.as_str())];
        let content = Some(("application/json", accounts.as_bytes()));
        let created = Answer::with_headers("POST", &bundle.url("/create_bank_account"), &headers, content);
        assert!(created.body.starts_with(r#"{"code":200"#), "{created:?}");
        Ground { token, deposit: text(&deposit, "order_sn"), withdrawal: text(&withdrawal, "billno") }
    }
}

fn bombard(endpoint: &Endpoint) {
    // A token outlives the run.
    let options = Options { variables: vec![("token_ttl_seconds", "86400")], ..Options::default() };
    let bundle = Bundle::with(options);
    let ground = Ground::prepare(&bundle, endpoint);
    let seed = endpoint.path.bytes().map(u64::from).sum::<u64>() + endpoint.method.len() as u64;
    let mut random = fastrand::Rng::with_seed(seed);
    let mut outcomes = BTreeMap::<String, usize>::new();
    for number in 0..random_requests(REQUESTS) {
        let request = Request::random(&mut random, endpoint, &ground);
        let content = request.body.as_ref().map(|body| (request.media_type, body.as_slice()));
        let headers: Vec<(&str, &str)> =
            request.authorization.iter().map(|value| ("authorization", value.as_str())).collect();
        let answer = Answer::with_headers(request.method, &bundle.url(&request.target), &headers, content);
        match documented(request.method, &answer) {
            Ok(outcome) => *outcomes.entry(outcome).or_default() += 1,
            Err(fault) => panic!("request {number} of seed {seed}: {fault}\n{request:?}\n{answer:?}"),
        }
    }
    // The mutations are worth something only if they reach every stage.
    let stages: &[&str] = match endpoint.caller {
        Stranger => &["200 200", "200 403", "200 422", "200 429", "400", "404", "405"],
        Product | Office => &["200 200", "200 403", "200 422", "400", "404", "405"],
    };
    for outcome in stages {
        assert!(outcomes.contains_key(*outcome), "never {outcome}: {outcomes:?}");
    }
    let logs = bundle.logs();
    assert!(!logs.contains("\"fault\""), "{logs}");
    bundle.assert_invariants();
}

/// What the specification says an answer looks like; its outcome in short.
fn documented(method: &str, answer: &Answer) -> Result<String, String> {
    let status = answer.status;
    if answer.header("x-request-id").len() != 32 {
        return Err("x-request-id".into());
    }
    if method == "HEAD" {
        return if matches!(status, 404 | 405) { Ok(status.to_string()) } else { Err("status".into()) };
    }
    if answer.header("content-type") != "application/json; charset=utf-8" {
        return Err("content-type".into());
    }
    let body: Value = serde_json::from_str(&answer.body).map_err(|error| error.to_string())?;
    let members: Vec<&str> = body.as_object().ok_or("no object")?.keys().map(String::as_str).collect();
    if members != ["code", "data", "message"] {
        return Err(format!("members {members:?}"));
    }
    let code = body["code"].as_u64().ok_or("code")?;
    let message = &body["message"];
    let expected = match code {
        200 if message == "Success" => 200,
        403 if message == "forbidden" => 200,
        409 if message == "conflict" => 200,
        422 if is_field_errors(message) || message == "unprocessable entity" => 200,
        429 if message == "too many requests" => 200,
        400 if message == "bad request" => 400,
        404 if message == "not found" => 404,
        405 if message == "method not allowed" => 405,
        413 if message == "payload too large" => 413,
        _ => return Err(format!("code {code}, message {message}")),
    };
    if status != expected || (code != 200 && body["data"] != Value::Array(Vec::new())) {
        return Err(format!("status {status}"));
    }
    Ok(if status == 200 { format!("200 {code}") } else { status.to_string() })
}

fn is_field_errors(message: &Value) -> bool {
    const KEYS: [&str; 11] = [
        "required",
        "string",
        "integer",
        "numeric",
        "in",
        "exists",
        "unique",
        "min.string",
        "max.string",
        "min.numeric",
        "max.numeric",
    ];
    message.as_object().is_some_and(|fields| {
        !fields.is_empty()
            && fields.values().all(|keys| {
                let [Value::String(key)] = keys.as_array().map(Vec::as_slice).unwrap_or_default() else {
                    return false;
                };
                key.strip_prefix("validation.").is_some_and(|key| KEYS.contains(&key))
            })
    })
}

#[derive(Debug)]
struct Request {
    method: &'static str,
    target: String,
    authorization: Option<String>,
    media_type: &'static str,
    body: Option<Vec<u8>>,
}

impl Request {
    fn random(random: &mut fastrand::Rng, endpoint: &Endpoint, ground: &Ground) -> Self {
        let mut parameters: Parameters = Vec::new();
        if endpoint.caller == Product {
            parameters.push(("product_id".into(), "1".into()));
        }
        for (name, value) in endpoint.parameters {
            let value = match *value {
                DEPOSIT => &ground.deposit,
                WITHDRAWAL => &ground.withdrawal,
                value => value,
            };
            parameters.push(((*name).into(), value.into()));
        }
        let before = sign(&parameters);
        if random.u8(..10) < 8 {
            for _ in 0..random.usize(1..4) {
                mutate(random, &mut parameters);
            }
        }
        if endpoint.caller == Product {
            match random.u8(..10) {
                0 => parameters.push(("sign".into(), before)),
                1 => parameters.push(("sign".into(), nasty(random))),
                2 => {}
                _ => parameters.push(("sign".into(), sign(&parameters))),
            }
        }
        let authorization = match random.u8(..12) {
            _ if endpoint.caller != Office => None,
            0 => None,
            1 => Some("Bearer x".to_owned()),
            2 => Some(format!("bearer {}", ground.token)),
            _ => Some(ground.token.clone()),
        };
        random.shuffle(&mut parameters);

        let method = match random.u8(..40) {
            0 => "OPTIONS",
            1 => "HEAD",
            2 => "PATCH",
            _ => endpoint.method,
        };
        let path = match random.u8(..50) {
            0 => format!("{}/", endpoint.path),
            1 => endpoint.path.to_uppercase(),
            _ => endpoint.path.to_owned(),
        };
        // Some in the query, the rest in a body, if any.
        let in_query = match endpoint.caller {
            _ if endpoint.method == "GET" => parameters.len(),
            Product if random.u8(..3) == 0 => parameters.len(),
            Product => random.usize(..=parameters.len()),
            Office | Stranger => 0,
        };
        let rest = parameters.split_off(in_query);
        let mut query = form::encode(parameters);
        if random.u8(..30) == 0 {
            query.push_str(["&%zz", "&%", "&%ff=1", "&&&", "&=", "&a[]=1"][random.usize(..6)]);
        }
        let target = if query.is_empty() { path } else { format!("{path}?{query}") };
        let has_body = method != "HEAD" && (!rest.is_empty() || random.u8(..20) == 0);
        let (media_type, mut body) = match random.u8(..4) {
            0 | 1 if endpoint.caller == Product => {
                ("application/x-www-form-urlencoded", form::encode(rest).into_bytes())
            }
            0..3 => ("application/json; charset=utf-8", json(random, &rest)),
            _ => ("text/plain", json(random, &rest)),
        };
        if random.u8(..15) == 0 && !body.is_empty() {
            let at = random.usize(..body.len());
            body[at] = random.u8(..);
        }
        Request { method, target, authorization, media_type, body: has_body.then_some(body) }
    }
}

fn sign(parameters: &Parameters) -> String {
    let pairs: Vec<(&str, &str)> =
        parameters.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
    product_sign(KEY, &pairs)
}

fn nasty(random: &mut fastrand::Rng) -> String {
    match random.u8(..8) {
        0 => "x".repeat(random.usize(1..200)),
        1 => (0..random.usize(..40)).map(|_| random.char(..)).collect(),
        _ => NASTY[random.usize(..NASTY.len())].to_owned(),
    }
}

fn mutate(random: &mut fastrand::Rng, parameters: &mut Parameters) {
    let at = random.usize(..parameters.len().max(1));
    match random.u8(..6) {
        0 if at < parameters.len() => drop(parameters.remove(at)),
        1 if at < parameters.len() => parameters.push(parameters[at].clone()),
        2 => parameters.push((nasty(random), nasty(random))),
        3 => {
            let name = ["sign_type", "timestamp", "nonce"][random.usize(..3)];
            parameters.push((name.into(), nasty(random)));
        }
        _ if at < parameters.len() => parameters[at].1 = nasty(random),
        _ => {}
    }
}

/// An object of the parameters, mostly with strings, sometimes with other values; `bank` is a list of accounts.
fn json(random: &mut fastrand::Rng, parameters: &Parameters) -> Vec<u8> {
    const OTHER: [&str; 9] = ["[1]", "{}", "[]", "{\"a\":{}}", "true", "null", "1e5", "-0", "[[[[[]]]]]"];
    let members: Vec<String> = parameters
        .iter()
        .map(|(name, value)| {
            let value = match random.u8(..30) {
                0 => OTHER[random.usize(..OTHER.len())].to_owned(),
                _ if name == "bank" && value.is_empty() => accounts(random),
                _ => Value::from(value.as_str()).to_string(),
            };
            format!("{}:{value}", Value::from(name.as_str()))
        })
        .collect();
    format!("{{{}}}", members.join(",")).into_bytes()
}

/// A list of receiving accounts, good and bad ones.
fn accounts(random: &mut fastrand::Rng) -> String {
    let accounts: Vec<String> = (0..random.usize(1..3))
        .map(|_| {
            let mut account: Parameters =
                ACCOUNT.iter().map(|(name, value)| ((*name).into(), (*value).into())).collect();
            let number =
                account.iter_mut().find(|(name, _)| name == "account_no").expect("an account number");
            number.1 = random.u64(1_000_000_000..9_999_999_999).to_string();
            if random.bool() {
                mutate(random, &mut account);
            }
            let members: Vec<String> = account
                .iter()
                .map(|(name, value)| {
                    format!("{}:{}", Value::from(name.as_str()), Value::from(value.as_str()))
                })
                .collect();
            format!("{{{}}}", members.join(","))
        })
        .collect();
    format!("[{}]", accounts.join(","))
}
