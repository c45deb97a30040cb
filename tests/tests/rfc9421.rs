//! Product calls signed by RFC 9421, over HTTP. The signatures are made here by hand, line by line.

use base64ct::{Base64, Encoding};
use feiqian_signing::form;
use feiqian_tests::raw::exchange;
use feiqian_tests::{Answer, Bundle, Options, desk, endpoints, openapi, signed};
use hmac::{Hmac, KeyInit, Mac};
use serde_json::Value as Json;
use sha2::{Digest, Sha256, Sha512};
use std::time::{SystemTime, UNIX_EPOCH};

const KEY: &str = "demo-key-0001";
const FORM: &str = "application/x-www-form-urlencoded";
const FORBIDDEN: &str = r#"{"code":403,"message":"forbidden","data":[]}"#;

fn now() -> i64 {
    SystemTime::now().duration_since(UNIX_EPOCH).unwrap().as_secs().try_into().unwrap()
}

/// A call as it is signed, and as it is then sent.
#[derive(Clone)]
struct Call {
    method: &'static str,
    /// Scheme and authority.
    origin: String,
    /// Path and query.
    target: String,
    /// Media type and content.
    body: Option<(&'static str, String)>,
    key: &'static str,
    keyid: &'static str,
    nonce: String,
    created: i64,
}

/// The headers of a signature.
type Headers = Vec<(&'static str, String)>;

impl Call {
    fn new(bundle: &Bundle, method: &'static str, target: &str, nonce: &str) -> Self {
        let (origin, target) = (bundle.url(""), target.to_owned());
        Call { method, origin, target, body: None, key: KEY, keyid: "1", nonce: nonce.into(), created: now() }
    }

    fn with(self, media_type: &'static str, body: &str) -> Self {
        Call { body: Some((media_type, body.to_owned())), ..self }
    }

    fn headers(&self) -> Headers {
        let mut names = vec!["@method", "@target-uri"];
        let mut base =
            format!("\"@method\": {}\n\"@target-uri\": {}{}\n", self.method, self.origin, self.target);
        let mut headers = Vec::new();
        if let Some((media_type, body)) = &self.body {
            let digest = format!("sha-256=:{}:", Base64::encode_string(&Sha256::digest(body)));
            base += &format!("\"content-digest\": {digest}\n\"content-type\": {media_type}\n");
            names.extend(["content-digest", "content-type"]);
            headers.push(("content-digest", digest));
        }
        let names = names.iter().map(|name| format!("\"{name}\"")).collect::<Vec<_>>().join(" ");
        let Call { created, nonce, keyid, .. } = self;
        let parameters = format!("({names});created={created};nonce=\"{nonce}\";keyid=\"{keyid}\"");
        base += &format!("\"@signature-params\": {parameters}");
        let mut mac = Hmac::<Sha256>::new_from_slice(self.key.as_bytes()).unwrap();
        mac.update(base.as_bytes());
        headers.push(("signature-input", format!("sig1={parameters}")));
        headers
            .push(("signature", format!("sig1=:{}:", Base64::encode_string(&mac.finalize().into_bytes()))));
        headers
    }

    /// Sends it with these headers.
    fn send_with(&self, bundle: &Bundle, headers: &Headers) -> Answer {
        let headers: Vec<(&str, &str)> =
            headers.iter().map(|(name, value)| (*name, value.as_str())).collect();
        let body = self.body.as_ref().map(|(media_type, body)| (*media_type, body.as_bytes()));
        Answer::with_headers(self.method, &bundle.url(&self.target), &headers, body)
    }

    fn send(&self, bundle: &Bundle) -> Answer {
        self.send_with(bundle, &self.headers())
    }
}

fn assert_forbidden(answer: &Answer) {
    assert_eq!((answer.status, answer.body.as_str()), (200, FORBIDDEN));
}

fn data(answer: &Answer) -> Json {
    let body: Json = serde_json::from_str(&answer.body).unwrap_or_else(|_| panic!("no JSON: {answer:?}"));
    assert_eq!(body["code"], 200, "{answer:?}");
    body["data"].clone()
}

fn count(bundle: &Bundle, table: &str) -> i64 {
    bundle.database().query_row(&format!("SELECT count(*) FROM {table}"), [], |row| row.get(0)).unwrap()
}

/// Method, path, parameters.
type Endpoint = (&'static str, &'static str, Vec<(&'static str, &'static str)>);

#[test]
fn every_product_endpoint_takes_it_once() {
    let bundle = Bundle::start();
    let user = [("product_user_id", "frida")];
    let calls: [Endpoint; 14] = [
        ("POST", "/create_customer", user.into()),
        ("POST", "/customer_bank", [&user[..], &desk::CARD].concat()),
        ("GET", "/customer_bank", user.into()),
        ("GET", "/bank_list", user.into()),
        ("GET", "/province_list", vec![]),
        ("GET", "/province_cities", vec![("code", "440000000000")]),
        ("GET", "/cities_country", vec![("code", "440100000000")]),
        ("GET", "/deposit_channel", user.into()),
        ("POST", "/paylimit", [&user[..], &[("payment_code", "1")]].concat()),
        (
            "POST",
            "/pay",
            [
                &user[..],
                &[("payment_code", "1"), ("amount", "300.00"), ("depositor", "F"), ("bankcode", "ICBC")],
                &[("product_order_sn", "R-0")],
            ]
            .concat(),
        ),
        ("GET", "/withdraw_channel", user.into()),
        (
            "POST",
            "/do_withdraw",
            [&user[..], &[("withdraw_channel_code", "W1"), ("amount", "500.00"), ("product_billno", "R-1")]]
                .concat(),
        ),
        ("GET", "/order", vec![("product_order_sn", "R-0")]),
        ("GET", "/withdraw", vec![("product_billno", "R-1")]),
    ];
    // Every other one with its documented example.
    let others = endpoints::of_products().into_iter();
    let others = others.filter(|(method, path)| !calls.iter().any(|(of, at, _)| of == method && at == path));
    let examples: Vec<_> = others
        .map(|(method, path)| {
            let own = openapi::example(&format!("{method} {path}")).into_iter();
            (method, path, own.filter(|(name, _)| name != "product_id").collect::<Vec<_>>())
        })
        .collect();
    let others = examples.iter().map(|(method, path, own)| {
        let own = own.iter().map(|(name, value)| (name.as_str(), value.as_str()));
        (*method, *path, own.collect::<Vec<_>>())
    });
    let mut used = 0;
    for (method, path, parameters) in calls.iter().cloned().chain(others) {
        let all: Vec<(&str, &str)> = [("product_id", "1")].into_iter().chain(parameters).collect();
        let form = form::encode(all.iter().copied());
        let nonce = format!("{method} {path}");
        let call = match method {
            "GET" => Call::new(&bundle, method, &format!("{path}?{form}"), &nonce),
            // JSON, form and query in turn.
            _ => match used % 3 {
                0 => {
                    let object: serde_json::Map<String, Json> =
                        all.iter().map(|(name, value)| ((*name).into(), (*value).into())).collect();
                    Call::new(&bundle, method, path, &nonce)
                        .with("application/json", &Json::from(object).to_string())
                }
                1 => Call::new(&bundle, method, path, &nonce).with(FORM, &form),
                _ => Call::new(&bundle, method, &format!("{path}?{form}"), &nonce),
            },
        };
        let headers = call.headers();
        data(&call.send_with(&bundle, &headers));
        used += 1;
        assert_eq!(count(&bundle, "nonces"), used, "{method} {path}");
        assert_forbidden(&call.send_with(&bundle, &headers));
        assert_eq!(count(&bundle, "nonces"), used);
    }
    assert_eq!(
        (count(&bundle, "deposit_records"), count(&bundle, "withdraw_records")),
        (1, 1),
        "nothing twice"
    );
    bundle.assert_invariants();
}

#[test]
fn what_was_changed_on_the_way_does_nothing() {
    let bundle = Bundle::start();
    let body = "product_id=1&product_user_id=mallory";
    let call = Call::new(&bundle, "POST", "/create_customer", "n").with(FORM, body);
    let headers = call.headers();
    let customers = count(&bundle, "customers");
    let replaced = |name: &str, value: String| {
        let mut headers = headers.clone();
        headers.iter_mut().filter(|(other, _)| *other == name).for_each(|(_, given)| *given = value.clone());
        headers
    };
    let of = |name: &str| {
        headers.iter().find(|(other, _)| *other == name).map(|(_, value)| value.clone()).unwrap()
    };
    let refused = |call: &Call, headers: &Headers, message: &str| {
        let answer = call.send_with(&bundle, headers);
        assert_eq!(answer.body, format!(r#"{{"code":{message},"data":[]}}"#), "{headers:?}");
    };
    let forbidden = r#"403,"message":"forbidden""#;
    let other = Call { body: Some((FORM, body.replace("mallory", "alice"))), ..call.clone() };
    refused(&other, &headers, forbidden);
    let digest = other.headers()[0].1.clone();
    refused(&other, &replaced("content-digest", digest.clone()), forbidden);
    refused(&call, &replaced("content-digest", digest), forbidden);
    let sha512 = format!("sha-512=:{}:", Base64::encode_string(&Sha512::digest(body)));
    refused(&call, &replaced("content-digest", format!("{}, {sha512}", of("content-digest"))), forbidden);
    refused(
        &Call { target: "/create_customer?product_user_id=x".into(), ..call.clone() },
        &headers,
        forbidden,
    );
    refused(&Call { target: "/create_customer?".into(), ..call.clone() }, &headers, forbidden);
    refused(&Call { target: "/customer_bank".into(), ..call.clone() }, &headers, forbidden);
    let typed = Call { body: Some(("application/x-www-form-urlencoded; a=b", body.into())), ..call.clone() };
    refused(&typed, &headers, forbidden);
    for (from, to) in
        [("\"1\"", "\"2\""), ("nonce=\"n\"", "nonce=\"m\""), ("created=", "created=1"), ("sig1", "sig2")]
    {
        let input = replaced("signature-input", of("signature-input").replace(from, to));
        let missing = r#"422,"message":{"signature":["validation.required"]}"#;
        refused(&call, &input, if from == "sig1" { missing } else { forbidden });
    }
    let invalid = |headers: &Headers, field: &str, key: &str| {
        refused(&call, headers, &format!(r#"422,"message":{{"{field}":["validation.{key}"]}}"#));
    };
    invalid(&replaced("signature-input", "sig1".into()), "signature-input", "string");
    invalid(
        &replaced("signature-input", of("signature-input").replace(" \"content-digest\"", "")),
        "signature-input",
        "required",
    );
    invalid(&replaced("content-digest", "md5=:AAAA:".into()), "content-digest", "in");
    let twice = [headers.clone(), vec![("signature-input", of("signature-input"))]].concat();
    invalid(&twice, "signature-input", "string");
    let without =
        |name: &str| headers.iter().filter(|(other, _)| *other != name).cloned().collect::<Headers>();
    invalid(&without("signature"), "signature", "required");
    invalid(&without("content-digest"), "content-digest", "required");
    invalid(&without("signature-input"), "sign", "required");
    let both =
        Call::new(&bundle, "GET", &format!("/province_list?{}", signed(KEY, &[("product_id", "1")])), "n");
    let answer = both.send(&bundle);
    assert_eq!(answer.body, r#"{"code":422,"message":{"sign":["validation.in"]},"data":[]}"#);
    for created in [call.created - 400, call.created + 400] {
        assert_forbidden(&Call { created, ..call.clone() }.send(&bundle));
    }
    assert_forbidden(&Call { key: "demo-key-0002", ..call.clone() }.send(&bundle));
    assert_forbidden(&Call { key: "demo-key-0002", keyid: "2", ..call.clone() }.send(&bundle));

    assert_eq!((count(&bundle, "nonces"), count(&bundle, "customers")), (0, customers), "nothing is written");
    data(&call.send_with(&bundle, &headers));
    assert_eq!((count(&bundle, "nonces"), count(&bundle, "customers")), (1, customers + 1));
    // The base in the log or in an answer would be harmless, the signature not.
    assert!(!bundle.logs().contains(&of("signature")), "no signature in a log");
}

#[test]
fn the_target_is_the_one_on_the_wire() {
    let bundle = Bundle::start();
    let target = "/province_list?product_id=1&a=%20b+c%2b&&x";
    // Headers of Spin or of a proxy that a client sends say nothing.
    let mut headers = Call::new(&bundle, "GET", target, "1").headers();
    let forged = [
        ("spin-full-url", "https://pay.example.com/other"),
        ("spin-path-info", "/other"),
        ("x-forwarded-proto", "https"),
        ("x-forwarded-host", "pay.example.com"),
        ("forwarded", "host=pay.example.com;proto=https"),
    ];
    headers.extend(forged.map(|(name, value)| (name, value.to_owned())));
    let call = Call::new(&bundle, "GET", target, "1");
    data(&call.send_with(&bundle, &headers));
    let elsewhere =
        Call { origin: "https://pay.example.com".into(), ..Call::new(&bundle, "GET", target, "2") };
    let mut headers = elsewhere.headers();
    headers.extend(forged.map(|(name, value)| (name, value.to_owned())));
    assert_forbidden(&elsewhere.send_with(&bundle, &headers));

    // By hand: another spelling of the host, an absolute target, a body that no length announces.
    let raw = |call: &Call, line: &str, host: &str, rest: &str| {
        let headers: String =
            call.headers().iter().map(|(name, value)| format!("{name}: {value}\r\n")).collect();
        let request = format!("{line} HTTP/1.1\r\nhost: {host}\r\nconnection: close\r\n{headers}{rest}");
        exchange(bundle.address(), request.as_bytes())
    };
    let address = bundle.address().to_string();
    let named = Call { origin: format!("http://localhost:{}", bundle.address().port()), ..call.clone() };
    let host = format!("LocalHost:{}", bundle.address().port());
    let answer = raw(&Call { nonce: "3".into(), ..named.clone() }, &format!("GET {target}"), &host, "\r\n");
    assert!(answer.contains("\"code\":200"), "{answer}");
    let answer = raw(&Call { nonce: "4".into(), ..named }, &format!("GET {target}"), &address, "\r\n");
    assert!(answer.contains("\"code\":403"), "{answer}");
    let absolute = format!("GET {}", bundle.url(target));
    let answer = raw(&Call { nonce: "5".into(), ..call.clone() }, &absolute, &address, "\r\n");
    assert!(answer.contains("\"code\":200"), "{answer}");
    let chunked = "transfer-encoding: chunked\r\ncontent-type: application/x-www-form-urlencoded\r\n\r\n\
                   14\r\nproduct_user_id=dora\r\n0\r\n\r\n";
    let banks =
        Call::new(&bundle, "GET", "/bank_list?product_id=1", "6").with(FORM, "product_user_id=1000001");
    let chunk = chunked.replace("14\r\nproduct_user_id=dora", "17\r\nproduct_user_id=1000001");
    let answer = raw(&banks, "GET /bank_list?product_id=1", &address, &chunk);
    assert!(answer.contains("\"code\":200"), "{answer}");
    let answer = raw(&Call { nonce: "7".into(), ..banks }, "GET /bank_list?product_id=1", &address, chunked);
    assert!(answer.contains("\"code\":403"), "another body: {answer}");
    let uncovered = Call::new(&bundle, "GET", "/bank_list?product_id=1", "8");
    let answer = raw(&uncovered, "GET /bank_list?product_id=1", &address, chunked);
    assert!(
        answer.contains(r#""code":422,"message":{"signature-input":["validation.required"]}"#),
        "{answer}"
    );
}

#[test]
fn behind_a_proxy_the_operator_says_what_clients_see() {
    let variables = vec![("public_base_url", "https://pay.example.com/"), ("demo_mode", "false")];
    let bundle = Bundle::with(Options { variables, ..Options::default() });
    let public = |nonce: &str| Call {
        origin: "https://pay.example.com".into(),
        ..Call::new(&bundle, "GET", "/province_list?product_id=1", nonce)
    };
    data(&public("1").send(&bundle));
    assert_forbidden(&public("1").send(&bundle));
    assert_forbidden(&Call { origin: bundle.url(""), ..public("2") }.send(&bundle));
    // `sign` has nothing to do with it.
    data(&bundle.get(&format!("/province_list?{}", signed(KEY, &[("product_id", "1")]))));
}

#[test]
fn a_minimum_refuses_what_is_weaker() {
    let bundle = Bundle::start();
    let by_md5 = || bundle.get(&format!("/province_list?{}", signed(KEY, &[("product_id", "1")])));
    data(&by_md5());
    let minimum = |scheme: &str| {
        let sql = "UPDATE products SET minimum_scheme = ?1 WHERE id = 1";
        bundle.database().execute(sql, [scheme]).map(drop)
    };
    assert!(minimum("none").is_err(), "there are three");
    for scheme in ["hmac", "rfc9421"] {
        minimum(scheme).unwrap();
        assert_forbidden(&by_md5());
        data(&Call::new(&bundle, "GET", "/province_list?product_id=1", scheme).send(&bundle));
    }
}
