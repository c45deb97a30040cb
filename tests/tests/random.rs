//! Ten thousand random and mutated requests to each endpoint: a documented answer every time, never a 500.

use feiqian_signing::cashier::{SignType, sign_pairs};
use feiqian_signing::form;
use feiqian_tests::{Answer, Bundle};
use serde_json::Value;
use std::collections::BTreeMap;

const REQUESTS: usize = 10_000;
const KEY: &str = "demo-key-0001";

type Parameters = Vec<(String, String)>;

/// An endpoint and the parameters of a good request to it.
struct Endpoint {
    method: &'static str,
    path: &'static str,
    parameters: &'static [(&'static str, &'static str)],
}

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

const ENDPOINTS: [Endpoint; 7] = [
    Endpoint { method: "POST", path: "/create_customer", parameters: &[("product_user_id", "1000001")] },
    Endpoint { method: "POST", path: "/customer_bank", parameters: CARD },
    Endpoint { method: "GET", path: "/customer_bank", parameters: &[("product_user_id", "1000001")] },
    Endpoint { method: "GET", path: "/bank_list", parameters: &[("product_user_id", "1000001")] },
    Endpoint { method: "GET", path: "/province_list", parameters: &[] },
    Endpoint { method: "GET", path: "/province_cities", parameters: &[("code", "440000000000")] },
    Endpoint { method: "GET", path: "/cities_country", parameters: &[("code", "440100000000")] },
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

#[test]
fn random_requests_to_create_customer() {
    bombard(&ENDPOINTS[0]);
}

#[test]
fn random_requests_to_bind_a_card() {
    bombard(&ENDPOINTS[1]);
}

#[test]
fn random_requests_to_read_a_card() {
    bombard(&ENDPOINTS[2]);
}

#[test]
fn random_requests_to_bank_list() {
    bombard(&ENDPOINTS[3]);
}

#[test]
fn random_requests_to_province_list() {
    bombard(&ENDPOINTS[4]);
}

#[test]
fn random_requests_to_province_cities() {
    bombard(&ENDPOINTS[5]);
}

#[test]
fn random_requests_to_cities_country() {
    bombard(&ENDPOINTS[6]);
}

fn bombard(endpoint: &Endpoint) {
    let bundle = Bundle::start();
    let seed = endpoint.path.bytes().map(u64::from).sum::<u64>() + endpoint.method.len() as u64;
    let mut random = fastrand::Rng::with_seed(seed);
    if endpoint.method == "GET" {
        // So that there is a card to read.
        let mut card: Parameters = vec![("product_id".into(), "1".into())];
        card.extend(CARD.iter().map(|(name, value)| ((*name).into(), (*value).into())));
        card.push(("sign".into(), sign(&card)));
        assert_eq!(bundle.post_form("/customer_bank", &form::encode(card)).status, 200);
    }
    let mut outcomes = BTreeMap::<String, usize>::new();
    for number in 0..REQUESTS {
        let request = Request::random(&mut random, endpoint);
        let content = request.body.as_ref().map(|body| (request.media_type, body.as_slice()));
        let answer = Answer::of(request.method, &bundle.url(&request.target), content);
        match documented(request.method, &answer) {
            Ok(outcome) => *outcomes.entry(outcome).or_default() += 1,
            Err(fault) => panic!("request {number} of seed {seed}: {fault}\n{request:?}\n{answer:?}"),
        }
    }
    // The mutations are worth something only if they reach every stage.
    for outcome in ["200 200", "200 403", "200 422", "400", "404", "405"] {
        assert!(outcomes.contains_key(outcome), "never {outcome}: {outcomes:?}");
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
        422 if is_field_errors(message) => 200,
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
    const KEYS: [&str; 9] =
        ["required", "string", "integer", "in", "exists", "unique", "min.string", "max.string", "numeric"];
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
    media_type: &'static str,
    body: Option<Vec<u8>>,
}

impl Request {
    fn random(random: &mut fastrand::Rng, endpoint: &Endpoint) -> Self {
        let mut parameters: Parameters = vec![("product_id".into(), "1".into())];
        for (name, value) in endpoint.parameters {
            parameters.push(((*name).into(), (*value).into()));
        }
        let before = sign(&parameters);
        if random.u8(..10) < 8 {
            for _ in 0..random.usize(1..4) {
                mutate(random, &mut parameters);
            }
        }
        match random.u8(..10) {
            0 => parameters.push(("sign".into(), before)),
            1 => parameters.push(("sign".into(), nasty(random))),
            2 => {}
            _ => parameters.push(("sign".into(), sign(&parameters))),
        }
        random.shuffle(&mut parameters);

        let method = match random.u8(..40) {
            0 => "PUT",
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
        let in_query = if endpoint.method == "GET" || random.u8(..3) == 0 {
            parameters.len()
        } else {
            random.usize(..=parameters.len())
        };
        let rest = parameters.split_off(in_query);
        let mut query = form::encode(parameters);
        if random.u8(..30) == 0 {
            query.push_str(["&%zz", "&%", "&%ff=1", "&&&", "&=", "&a[]=1"][random.usize(..6)]);
        }
        let target = if query.is_empty() { path } else { format!("{path}?{query}") };
        let has_body = method != "HEAD" && (!rest.is_empty() || random.u8(..20) == 0);
        let (media_type, mut body) = match random.u8(..4) {
            0 | 1 => ("application/x-www-form-urlencoded", form::encode(rest).into_bytes()),
            2 => ("application/json; charset=utf-8", json(random, &rest)),
            _ => ("text/plain", json(random, &rest)),
        };
        if random.u8(..15) == 0 && !body.is_empty() {
            let at = random.usize(..body.len());
            body[at] = random.u8(..);
        }
        Request { method, target, media_type, body: has_body.then_some(body) }
    }
}

fn sign(parameters: &Parameters) -> String {
    let pairs: Vec<(&str, &str)> =
        parameters.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
    sign_pairs(&pairs, SignType::Md5, KEY)
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

/// An object of the parameters, mostly with strings, sometimes with other values.
fn json(random: &mut fastrand::Rng, parameters: &Parameters) -> Vec<u8> {
    let members: Vec<String> = parameters
        .iter()
        .map(|(name, value)| {
            let value = match random.u8(..30) {
                0 => ["[1]", "{}", "[]", "{\"a\":{}}", "true", "null", "1e5", "-0", "[[[[[]]]]]"]
                    [random.usize(..9)]
                .to_owned(),
                _ => Value::from(value.as_str()).to_string(),
            };
            format!("{}:{value}", Value::from(name.as_str()))
        })
        .collect();
    format!("{{{}}}", members.join(",")).into_bytes()
}
