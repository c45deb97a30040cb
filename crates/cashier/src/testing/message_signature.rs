//! What every product endpoint has to pass about RFC 9421 and `minimum_scheme`; part of the [`super::suite`].

use super::answer::Answer;
use super::bench::NOW_S;
use super::request::{DISABLED, FIRST, Pairs, Product, SECOND, UNKNOWN};
use super::suite::{Sample, Trial, each};
use feiqian_platform::Platform;
use feiqian_platform::http::{Body, HeaderName, Request, Response, header};
use feiqian_signing::expected::expected_header;
use feiqian_signing::rfc9421::sign::{Parameters, Signed, sign};
use feiqian_signing::rfc9421::{Message, content_digest};

const INPUT: HeaderName = HeaderName::from_static("signature-input");
const SIGNATURE: HeaderName = HeaderName::from_static("signature");
const DIGEST: HeaderName = HeaderName::from_static("content-digest");
const HOST: &str = "127.0.0.1:3000";

/// A request that a product signs by its headers.
#[derive(Clone, Copy)]
pub(super) struct Signer<'s> {
    product: Product,
    keyid: &'s str,
    scheme: &'s str,
    authority: &'s str,
    created_s: i64,
    expires_s: Option<i64>,
    nonce: &'s str,
}

impl<'s> Signer<'s> {
    pub(super) fn new(product: Product, nonce: &'s str) -> Self {
        let (scheme, authority, expires_s) = ("http", HOST, None);
        Signer { product, keyid: product.id, scheme, authority, created_s: NOW_S, expires_s, nonce }
    }

    /// The same at another time.
    pub(super) fn at(self, created_s: i64) -> Self {
        Signer { created_s, ..self }
    }

    /// The request with its digest, if it has a body, and its signature.
    pub(super) fn signed(&self, request: Request) -> Request {
        let (signed, request) = self.signature(request);
        request.with(INPUT, &signed.input).with(SIGNATURE, &signed.signature)
    }

    fn signature(&self, request: Request) -> (Signed, Request) {
        let mut request = request.with(header::HOST, HOST);
        let mut components = vec!["@method", "@target-uri"];
        if let Body::Whole(body) = &request.body
            && !body.is_empty()
        {
            let digest = content_digest::of(body);
            request = request.with(DIGEST, &digest);
            components.push("content-digest");
        }
        let message = Message {
            method: request.method.as_str(),
            scheme: self.scheme,
            authority: self.authority,
            path: &request.path,
            query: (!request.query.is_empty()).then_some(&*request.query),
            field: &|name| request.header_values(name),
        };
        let parameters = Parameters {
            created: Some(self.created_s),
            expires: self.expires_s,
            nonce: Some(self.nonce),
            keyid: Some(self.keyid),
            ..Parameters::default()
        };
        let signed = sign("sig1", &message, &components, &parameters, self.product.key.as_bytes());
        (signed.expect("what can be signed"), request)
    }
}

fn pairs(params: &[(&str, &str)]) -> Pairs {
    params.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect()
}

/// The sample's parameters for a product, without any signature, in the query.
pub(super) fn unsigned<H: AsyncFn(&Platform, Request) -> Response>(
    trial: &Trial<'_, H>,
    product: Product,
) -> Request {
    trial.by_query(&pairs(&trial.params(&[("product_id", product.id)])))
}

/// Signatures by the headers: who is accepted, who is refused and how, and that only who is accepted uses a nonce.
pub fn message_signature<H: AsyncFn(&Platform, Request) -> Response + Copy>(handle: H, samples: &[Sample]) {
    each(handle, samples, |trial| {
        let forbidden = Answer::forbidden();
        let good = |product, nonce| Signer::new(product, nonce).signed(unsigned(trial, product));

        // Whatever way the parameters travel, each with a nonce of its own; nothing works twice.
        let first = pairs(&trial.params(&[("product_id", "1"), ("b", "x y+z"), ("a[]", "中")]));
        let requests = [trial.by_query(&first), trial.by_form(&first), trial.by_json(&first)];
        for (nonce, request) in ["q", "f", "j"].into_iter().zip(requests) {
            let request = Signer::new(FIRST, nonce).signed(request);
            trial.accepted(nonce, request.clone());
            trial.refused("used", request, forbidden.clone());
        }
        trial.accepted("a product that requires a nonce", good(SECOND, "q"));
        trial.refused("used", good(SECOND, "q"), forbidden.clone());
        let now = NOW_S.to_string();
        let by_sign = SECOND.sign(&trial.params(&[("timestamp", &now), ("nonce", "q")]));
        trial.refused("a nonce is one whatever the scheme", trial.by_query(&by_sign), forbidden.clone());
        assert_eq!(trial.nonces(), 4);

        // Times.
        for (created_s, expires_s) in [
            (-301, None),
            (301, None),
            (-86_400, None),
            (0, Some(-1)),
            (-301, Some(600)),
            (0, Some(-100_000)),
        ] {
            let signer = Signer {
                created_s: NOW_S + created_s,
                expires_s: expires_s.map(|offset: i64| NOW_S + offset),
                ..Signer::new(FIRST, "time")
            };
            trial.refused("stale", signer.signed(unsigned(trial, FIRST)), forbidden.clone());
        }
        for (nonce, created_s, expires_s) in [("t1", -300, None), ("t2", 300, None), ("t3", 0, Some(NOW_S))] {
            let signer = Signer { created_s: NOW_S + created_s, expires_s, ..Signer::new(FIRST, nonce) };
            trial.accepted(nonce, signer.signed(unsigned(trial, FIRST)));
        }
        assert_eq!(trial.nonces(), 7, "a stale request uses no nonce");
        let kept = trial
            .bench
            .integers("SELECT expires_at - 1767323045000 FROM nonces WHERE nonce LIKE 't_' ORDER BY nonce");
        assert_eq!(kept, [1_000, 601_000, 301_000]);

        // Who signed, and what.
        for (what, signer, product) in [
            ("an unknown product", Signer::new(UNKNOWN, "n"), UNKNOWN),
            ("a disabled product", Signer::new(DISABLED, "n"), DISABLED),
            ("another product's key id", Signer { keyid: "2", ..Signer::new(FIRST, "n") }, FIRST),
            ("another product's id", Signer::new(FIRST, "n"), SECOND),
            ("another product's key", Signer { keyid: "1", ..Signer::new(SECOND, "n") }, FIRST),
            ("a key id that is none", Signer { keyid: "01", ..Signer::new(FIRST, "n") }, FIRST),
            ("another host", Signer { authority: "127.0.0.1:3001", ..Signer::new(FIRST, "n") }, FIRST),
            ("another scheme", Signer { scheme: "https", ..Signer::new(FIRST, "n") }, FIRST),
        ] {
            trial.refused(what, signer.signed(unsigned(trial, product)), forbidden.clone());
        }
        let form = Signer::new(FIRST, "n").signed(trial.by_form(&first));
        let with_query = |query: &str| Request { query: query.into(), ..form.clone() };
        trial.refused("a parameter added in the query", with_query("product_user_id=x"), forbidden.clone());
        let empty_query = Request { has_empty_query: true, ..form.clone() };
        trial.refused("a question mark added", empty_query, forbidden.clone());
        let Body::Whole(body) = &form.body else { panic!("a whole body") };
        let longer = Request { body: Body::Whole([body, &b"&x=1"[..]].concat()), ..form.clone() };
        trial.refused("a parameter added in the body", longer, forbidden.clone());
        let mut query = good(FIRST, "n");
        query.query += "&x=1";
        trial.refused("a parameter added", query, forbidden.clone());
        let mut query = good(FIRST, "n");
        query.query = query.query.replace("product_id=1", "product_id=%31");
        trial.refused("the same parameters, written otherwise", query, forbidden.clone());
        let mut headers = good(FIRST, "n");
        headers.headers.insert(SIGNATURE, "sig1=:AAAA:".parse().expect("a header value"));
        trial.refused("no signature of ours", headers, forbidden.clone());

        // The form of the headers.
        let invalid = |what: &str, name: HeaderName, value: &str, field, key| {
            let mut request = good(FIRST, "n");
            request.headers.insert(name, value.parse().expect("a header value"));
            trial.refused(what, request, Answer::invalid(&[(field, key)]));
        };
        let (input, signature) = ("signature-input", "signature");
        let parameters = r#";created=1767323045;nonce="n";keyid="1""#;
        let all = format!(r#"sig1=("@method" "@target-uri"){parameters}"#);
        invalid("no structured field", INPUT, "sig1", input, "string");
        invalid("empty", INPUT, "", input, "required");
        invalid("nothing covered", INPUT, &format!("sig1=(){parameters}"), input, "required");
        invalid("no target", INPUT, &format!(r#"sig1=("@method"){parameters}"#), input, "required");
        invalid("said twice", INPUT, &format!("{all}, {all}"), input, "string");
        invalid("algorithm", INPUT, &format!(r#"{all};alg="ed25519""#), input, "in");
        invalid("component", INPUT, &all.replace("@target-uri\"", "@target-uri\" \"@status\""), input, "in");
        invalid("parameter", INPUT, &all.replace("@target-uri\"", "@target-uri\";req"), input, "in");
        invalid(
            "nonce",
            INPUT,
            &all.replace("\"n\"", &format!("\"{}\"", "n".repeat(65))),
            input,
            "max.string",
        );
        invalid("label", INPUT, &all.replace("sig1", "sig2"), signature, "required");
        invalid("signature", SIGNATURE, "sig1=x", signature, "string");
        let mut twice = good(FIRST, "n");
        twice = twice.with(INPUT, &all);
        trial.refused("two lines", twice, Answer::invalid(&[(input, "string")]));
        let mut none = good(FIRST, "n");
        none.headers.remove(SIGNATURE);
        trial.refused("no signature", none, Answer::invalid(&[(signature, "required")]));
        let mut uncovered = good(FIRST, "n");
        uncovered.body = Body::Whole(b"{}".to_vec());
        trial.refused("a body without a digest", uncovered, Answer::invalid(&[(input, "required")]));
        let mut digest = form.clone();
        digest.headers.remove(DIGEST);
        trial.refused("no digest", digest.clone(), Answer::invalid(&[("content-digest", "required")]));
        trial.refused("md5", digest.with(DIGEST, "md5=:AAAA:"), Answer::invalid(&[("content-digest", "in")]));

        // The parameters.
        for sign in ["", "65f2f50d13392e6605b06f526f1c9a74"] {
            let both = pairs(&trial.params(&[("product_id", "1"), ("sign", sign)]));
            let both = Signer::new(FIRST, "n").signed(trial.by_query(&both));
            trial.refused("two signatures", both, Answer::invalid(&[("sign", "in")]));
        }
        for (params, fields) in [
            (vec![], vec![("product_id", "required")]),
            (vec![("product_id", " ")], vec![("product_id", "required")]),
            (vec![("sign", "x")], vec![("sign", "in"), ("product_id", "required")]),
            (vec![("product_id", "1"), ("product_id", "1")], vec![("product_id", "string")]),
            (vec![("product_id", "1"), ("a", "\n")], vec![("a", "string")]),
        ] {
            let request = Signer::new(FIRST, "n").signed(trial.by_query(&pairs(&trial.params(&params))));
            trial.refused("parameters", request, Answer::invalid(&fields));
        }
        assert_eq!(trial.nonces(), 7, "what is refused uses no nonce");
        trial.accepted("still unused", good(FIRST, "n"));

        // It stays used even if the request fails later.
        if !trial.sample.params.is_empty() {
            let bare = trial.by_query(&pairs(&[("product_id", "1")]));
            let fields: Vec<_> = trial.sample.params.iter().map(|(name, _)| (*name, "required")).collect();
            trial.refused("fields", Signer::new(FIRST, "m").signed(bare), Answer::invalid(&fields));
            trial.refused("all well now", good(FIRST, "m"), forbidden.clone());
        }
        assert_eq!(trial.bench.platform.faults(), [""; 0], "no refusal is a fault");
    });
}

/// `public_base_url` says what clients see; `demo_mode` what they should have signed.
pub fn message_origin<H: AsyncFn(&Platform, Request) -> Response + Copy>(handle: H, samples: &[Sample]) {
    each(handle, samples, |trial| {
        let public = Signer { scheme: "https", authority: "pay.example.com", ..Signer::new(FIRST, "n") };
        let signed = |signer: &Signer<'_>| signer.signed(unsigned(trial, FIRST));
        trial.refused("not yet told", signed(&public), Answer::forbidden());
        trial.bench.platform.set_variable("public_base_url", "https://Pay.example.com:443/");
        trial.accepted("behind a proxy", signed(&public));
        trial.refused(
            "the connection no longer counts",
            signed(&Signer::new(FIRST, "m")),
            Answer::forbidden(),
        );

        trial.bench.platform.set_variable("demo_mode", "true");
        let forged = Signer { product: Product { key: "forged", ..FIRST }, ..public };
        let (signature, request) = forged.signature(unsigned(trial, FIRST));
        let request = request.with(INPUT, &signature.input).with(SIGNATURE, &signature.signature);
        let base = expected_header(&signature.base).expect("a short base");
        let explained = Answer::forbidden().in_mode(trial.mode).with("x-sign-expected-canonical", &base);
        assert_eq!(trial.bench.send(request), explained);

        for value in ["pay.example.com", "https://pay.example.com/api", "secret"] {
            trial.bench.platform.set_variable("public_base_url", value);
            let faults = trial.bench.platform.faults().len();
            trial.refused(value, signed(&Signer::new(FIRST, "o")), Answer::fault());
            assert_eq!(
                trial.bench.platform.faults()[faults..],
                ["variable public_base_url: not an origin such as https://host"]
            );
            trial.accepted("by sign", trial.by_query(&FIRST.sign(&trial.params(&[]))));
        }
    });
}

/// A product's `minimum_scheme` refuses what is weaker, and a nonce does not make up for it.
pub fn minimum_scheme<H: AsyncFn(&Platform, Request) -> Response + Copy>(handle: H, samples: &[Sample]) {
    each(handle, samples, |trial| {
        let now = NOW_S.to_string();
        let mut count = 0;
        for (minimum, accepted) in [("md5", 3), ("hmac", 2), ("rfc9421", 1)] {
            trial.bench.sql(&format!("UPDATE products SET minimum_scheme = '{minimum}'"));
            for product in [FIRST, SECOND] {
                let mut nonce = || {
                    count += 1;
                    count.to_string()
                };
                let by_sign = |sign_type: &str, nonce: &str| {
                    let more = [("timestamp", now.as_str()), ("nonce", nonce), ("sign_type", sign_type)];
                    trial.by_query(&product.sign(&trial.params(&more)))
                };
                // The strongest first.
                let (headers, hmac, md5, plain) = (nonce(), nonce(), nonce(), nonce());
                let requests = [
                    Signer::new(product, &headers).signed(unsigned(trial, product)),
                    by_sign("HMAC-SHA256", &hmac),
                    by_sign("MD5", &md5),
                ];
                for (at, request) in requests.into_iter().enumerate() {
                    let nonces = trial.nonces();
                    if at < accepted {
                        trial.accepted(minimum, request);
                        assert_eq!(trial.nonces(), nonces + 1);
                    } else {
                        trial.refused(minimum, request, Answer::forbidden());
                        assert_eq!(trial.nonces(), nonces, "what is too weak uses no nonce");
                    }
                }
                if minimum != "md5" {
                    trial.refused("a blank type is MD5", by_sign("", &plain), Answer::forbidden());
                }
            }
        }
        // A product that nobody has said anything of.
        trial.bench.sql("UPDATE products SET id = 9 WHERE id = 3");
        trial.bench.sql(
            "INSERT INTO products (id, name, key, created_at, updated_at) VALUES (3, 'new', 'demo-key-0003', 0, 0)",
        );
        assert_eq!(trial.bench.texts("SELECT minimum_scheme FROM products WHERE id = 3"), ["hmac"]);
        let weak = trial.by_query(&DISABLED.sign(&trial.params(&[])));
        trial.refused("a new product", weak, Answer::forbidden());
    });
}
