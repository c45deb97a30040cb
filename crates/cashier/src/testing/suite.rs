//! What every product endpoint has to pass (cashier.md §1 and §2), whichever component serves it.
//!
//! Each function is one test of a component. It takes the component's handler and its endpoints as [`Sample`]s, and
//! runs in both modes of `http_status_mode`. The bench watches that what is refused changes nothing.

use super::answer::{Answer, MODES};
use super::bench::{Bench, NOW_S};
use super::request::{DISABLED, FIRST, Pairs, SECOND, UNKNOWN, by_form, by_json, by_query, sign};
use feiqian_platform::Platform;
use feiqian_platform::http::{BODY_LIMIT_BYTES, Body, Method, Request, Response, header};
use feiqian_platform::native::block_on;
use feiqian_signing::cashier::DUMMY_KEY;

/// One endpoint and a request that it accepts from both [`FIRST`] and [`SECOND`].
#[derive(Debug)]
pub struct Sample {
    pub method: Method,
    pub path: &'static str,
    /// The header `allow` of the path.
    pub allow: &'static str,
    /// The parameters without those of the signature. All of them are required.
    pub params: &'static [(&'static str, &'static str)],
    /// SQL to run before a request that shall succeed.
    pub before: &'static str,
    /// The tables that the endpoint needs.
    pub tables: &'static [&'static str],
}

/// One endpoint on one bench in one mode.
pub(super) struct Trial<'t, H> {
    pub(super) bench: &'t Bench<H>,
    pub(super) mode: &'t str,
    pub(super) sample: &'t Sample,
}

impl<H: AsyncFn(&Platform, Request) -> Response> Trial<'_, H> {
    /// The sample's parameters with others before them.
    pub(super) fn params<'p>(&self, more: &[(&'p str, &'p str)]) -> Vec<(&'p str, &'p str)> {
        [more, self.sample.params].concat()
    }

    pub(super) fn by_query(&self, params: &Pairs) -> Request {
        by_query(self.sample.method.clone(), self.sample.path, params)
    }

    pub(super) fn by_form(&self, params: &Pairs) -> Request {
        by_form(self.sample.method.clone(), self.sample.path, params)
    }

    pub(super) fn by_json(&self, params: &Pairs) -> Request {
        by_json(self.sample.method.clone(), self.sample.path, params)
    }

    fn request(&self, query: &str, content_type: &str, body: &[u8]) -> Request {
        let target = format!("{}?{query}", self.sample.path);
        Request::new(self.sample.method.clone(), &target).with_body(content_type, body)
    }

    pub(super) fn accepted(&self, what: &str, request: Request) -> Answer {
        self.bench.sql(self.sample.before);
        let answer = self.bench.answer(request);
        assert!(answer.is_success() && answer.status == 200, "{}: {what}: {answer:?}", self.sample.path);
        answer
    }

    pub(super) fn refused(&self, what: &str, request: Request, expected: Answer) {
        self.bench.sql(self.sample.before);
        let expected = expected.in_mode(self.mode);
        assert_eq!(self.bench.answer(request), expected, "{}: {what}", self.sample.path);
    }

    pub(super) fn nonces(&self) -> i64 {
        self.bench.integers("SELECT count(*) FROM nonces")[0]
    }
}

pub(super) fn each<H: AsyncFn(&Platform, Request) -> Response + Copy>(
    handle: H,
    samples: &[Sample],
    test: impl Fn(&Trial<'_, H>),
) {
    for mode in MODES {
        for sample in samples {
            let bench = Bench::new(handle).in_mode(mode);
            test(&Trial { bench: &bench, mode, sample });
        }
    }
}

fn with(params: &Pairs, name: &str, value: &str) -> Pairs {
    let mut params = without(params, name);
    params.push((name.to_owned(), value.to_owned()));
    params
}

fn without(params: &Pairs, name: &str) -> Pairs {
    params.iter().filter(|(other, _)| other != name).cloned().collect()
}

fn value<'p>(params: &'p Pairs, name: &str) -> &'p str {
    let found = params.iter().find(|(other, _)| other == name);
    found.map(|(_, value)| value.as_str()).expect("a parameter of that name")
}

/// 404, 405, 415, 413 and 400, in this order and before authentication (cashier.md §1.1, §1.4).
pub fn transport<H: AsyncFn(&Platform, Request) -> Response + Copy>(handle: H, samples: &[Sample]) {
    each(handle, samples, |trial| {
        let Sample { method, path, allow, .. } = trial.sample;
        let good = FIRST.sign(&trial.params(&[]));
        let in_upper_case = path.to_uppercase();
        let in_title_case = format!("/{}{}", path[1..2].to_uppercase(), &path[2..]);
        let encoded = format!("/%{:02x}{}", path.as_bytes()[1], &path[2..]);
        for other in [
            format!("{path}/"),
            format!("/{path}"),
            format!("{path}x"),
            format!("{path}/x"),
            format!("/x{path}"),
            path[1..].to_owned(),
            path[..path.len() - 1].to_owned(),
            in_upper_case,
            in_title_case,
            encoded,
            "/".to_owned(),
            String::new(),
            "/nope".to_owned(),
        ] {
            trial.refused(&other, by_query(method.clone(), &other, &good), Answer::not_found());
            let mut huge = by_query(Method::DELETE, &other, &good);
            huge.body = Body::TooLarge;
            trial.refused("404 before 405 and 413", huge, Answer::not_found());
        }

        let own: Vec<&str> = allow.split(", ").collect();
        assert!(own.contains(&method.as_str()), "the sample's own method is allowed");
        let lower_case = Method::from_bytes(method.as_str().to_lowercase().as_bytes()).expect("a method");
        for wrong in [
            Method::GET,
            Method::POST,
            Method::PUT,
            Method::DELETE,
            Method::PATCH,
            Method::HEAD,
            Method::OPTIONS,
            Method::TRACE,
            lower_case,
        ] {
            if own.contains(&wrong.as_str()) {
                continue;
            }
            let expected = Answer::method_not_allowed(allow);
            trial.refused(wrong.as_str(), by_query(wrong.clone(), path, &good), expected.clone());
            let mut huge = by_query(wrong, path, &good);
            huge.body = Body::TooLarge;
            trial.refused("405 before 413", huge, expected);
        }

        let mut huge = trial.request("%zz", "application/json", b"");
        huge.body = Body::TooLarge;
        trial.refused("413 before 400", huge.clone(), Answer::payload_too_large());
        huge.query = trial.by_query(&good).query;
        trial.refused("413 whatever the query", huge.clone(), Answer::payload_too_large());

        let encoded = |request: Request, coding: &str| request.with(header::CONTENT_ENCODING, coding);
        for coding in ["gzip", "GZIP", "br", "x-unknown", "identity, gzip", "gzip, identity"] {
            for body in [&b"{}"[..], b"\x1f\x8b\x08\x00", b"%zz"] {
                let request =
                    encoded(trial.request(&trial.by_query(&good).query, "application/json", body), coding);
                trial.refused(coding, request, Answer::unsupported_media_type());
            }
        }
        trial.refused("415 before 413", encoded(huge.clone(), "gzip"), Answer::unsupported_media_type());
        for none in ["", "identity", "Identity", "IDENTITY"] {
            trial.accepted(none, encoded(trial.by_json(&good), none));
        }
        trial.accepted("no body has no coding", encoded(trial.by_query(&good), "gzip"));

        let mut broken = trial.by_query(&good);
        broken.body = Body::Incomplete;
        trial.refused("a body that never ended", broken.clone(), Answer::bad_request());
        broken.body = Body::TimedOut;
        trial.refused("a body that took too long", broken, Answer::request_timeout());

        for length in [BODY_LIMIT_BYTES - 1, BODY_LIMIT_BYTES] {
            let empty = trial.by_json(&FIRST.sign(&trial.params(&[("a", "")])));
            let Body::Whole(body) = empty.body else { panic!("a whole body") };
            let text = "x".repeat(length - body.len());
            let full = trial.by_json(&FIRST.sign(&trial.params(&[("a", &text)])));
            assert!(matches!(&full.body, Body::Whole(body) if body.len() == length));
            trial.accepted("a body as long as may be", full);
        }
    });
}

/// What cannot be read is answered 400, signed or not (cashier.md §1.2).
pub fn malformed<H: AsyncFn(&Platform, Request) -> Response + Copy>(handle: H, samples: &[Sample]) {
    const JSON: &str = "application/json";
    const FORM: &str = "application/x-www-form-urlencoded";
    each(handle, samples, |trial| {
        let good = trial.by_query(&FIRST.sign(&trial.params(&[]))).query;
        let bodies: [&[u8]; 17] = [
            br#"{"a":"#,
            br#"{"a":}"#,
            br#"{"a":1,}"#,
            b"{'a':1}",
            b"{a:1}",
            b"[1]",
            b"[]",
            b"1",
            b"null",
            br#""a""#,
            b" ",
            b"{} {}",
            b"{}x",
            b"\xEF\xBB\xBF{}",
            b"{\"a\":\"\xFF\"}",
            br#"{"a":"\ud800"}"#,
            br#"{"a":01}"#,
        ];
        for query in [good.as_str(), ""] {
            for body in bodies {
                let what = String::from_utf8_lossy(body);
                trial.refused(&what, trial.request(query, JSON, body), Answer::bad_request());
            }
            for text in ["%", "a=%", "a=%4", "a=%zz", "a=%ff", "%C3=1", "a=%ED%A0%80", "a=1&b=%G0"] {
                let body = trial.request(query, FORM, text.as_bytes());
                trial.refused(text, body, Answer::bad_request());
                let query = format!("{text}&{query}");
                trial.refused(text, trial.request(&query, JSON, b""), Answer::bad_request());
                trial.refused(text, trial.request(&query, JSON, b"{}"), Answer::bad_request());
            }
            for body in [&b"\xEF\xBB\xBFa=1"[..], b"\xEF\xBB\xBF", b"\xEF\xBB\xBF&a=1"] {
                trial.refused("a byte-order mark", trial.request(query, FORM, body), Answer::bad_request());
                trial.refused("a byte-order mark", trial.request(query, JSON, body), Answer::bad_request());
            }
            let form = trial.request(query, FORM, b"a=\xFF");
            trial.refused("a form that is no UTF-8", form, Answer::bad_request());
        }
        // A JSON body is one whatever the type says, unless it says form.
        for content_type in ["text/plain", "multipart/form-data; boundary=x", "application/xml"] {
            let form = trial.request(&good, content_type, b"a=1");
            trial.refused(content_type, form, Answer::bad_request());
        }
    });
}

/// A variable out of range answers every request with a real 500 (cashier.md §10).
pub fn settings<H: AsyncFn(&Platform, Request) -> Response + Copy>(handle: H, samples: &[Sample]) {
    let requests = |trial: &Trial<'_, H>| {
        let good = trial.by_query(&FIRST.sign(&trial.params(&[])));
        let huge = Request { body: Body::TooLarge, ..good.clone() };
        let unsigned = trial.by_query(&Vec::new());
        let wrong_method = Request { method: Method::HEAD, ..good.clone() };
        let unknown = Request { path: "/nope".into(), ..good.clone() };
        [good, huge, unsigned, wrong_method, unknown]
    };
    each(handle, samples, |trial| {
        for value in ["", "Body", "REAL", "both", " body", "real-secret-0001"] {
            trial.bench.platform.set_variable("http_status_mode", value);
            for request in requests(trial) {
                let faults = trial.bench.platform.faults().len();
                trial.refused(value, request, Answer::fault());
                assert_eq!(
                    trial.bench.platform.faults()[faults..],
                    ["variable http_status_mode: neither body nor real"],
                    "the log names the variable, not its value"
                );
            }
        }
        let bare = Platform::in_memory();
        for request in requests(trial) {
            assert_eq!(Answer::from(block_on(handle(&bare, request))), Answer::fault(), "undeclared");
        }
        assert_eq!(bare.faults(), ["variable http_status_mode: undefined"; 5]);
    });
}

/// Checks 1 to 3 of the signature, their order, and that 3 comes before all that follows (cashier.md §2).
pub fn signature<H: AsyncFn(&Platform, Request) -> Response + Copy>(handle: H, samples: &[Sample]) {
    each(handle, samples, |trial| {
        let params = trial.params(&[]);
        let good = FIRST.sign(&params);
        let wrong = with(&good, "sign", "0123456789abcdef0123456789abcdef");
        let right = value(&good, "sign");
        let refused = |what: &str, params: &Pairs, expected: &Answer| {
            trial.refused(what, trial.by_query(params), expected.clone());
        };

        trial.accepted("signed", trial.by_query(&good));
        for sign_type in ["MD5", "HMAC-SHA256", "", " "] {
            let signed = FIRST.sign(&trial.params(&[("sign_type", sign_type)]));
            trial.accepted(sign_type, trial.by_query(&signed));
        }
        let unknown = FIRST.sign(&trial.params(&[("Z", "1"), ("zz", ""), ("中", " 文 = & +")]));
        trial.accepted("unknown parameters are signed", trial.by_query(&unknown));
        let upper = with(&good, "sign", &right.to_uppercase());
        trial.accepted("a sign in upper case", trial.by_query(&upper));
        let hmac = FIRST.sign(&trial.params(&[("sign_type", "HMAC-SHA256")]));
        let upper = with(&hmac, "sign", &value(&hmac, "sign").to_uppercase());
        trial.accepted("an HMAC in upper case", trial.by_query(&upper));
        let marked = FIRST.sign(&trial.params(&[("a", "\u{feff}1")]));
        trial.accepted("an encoded byte-order mark is text", trial.by_form(&marked));

        // 0: what the bundle sends is no request
        for (name, kind) in [("notify_type", "deposit"), ("notify_type", "withdraw"), ("notify_type", "")] {
            let marked = FIRST.sign(&trial.params(&[(name, kind)]));
            for request in [trial.by_query(&marked), trial.by_form(&marked), trial.by_json(&marked)] {
                trial.refused("notify_type", request, Answer::forbidden());
            }
            let unsigned = without(&without(&marked, "sign"), "product_id");
            refused("notify_type, whoever sends it", &unsigned, &Answer::forbidden());
        }
        let null =
            trial.request(&trial.by_query(&good).query, "application/json", br#"{"notify_type":null}"#);
        trial.refused("notify_type, whatever it says", null, Answer::forbidden());

        // 1: what the signature needs
        let no_sign = Answer::invalid(&[("sign", "required")]);
        let no_product = Answer::invalid(&[("product_id", "required")]);
        let neither = Answer::invalid(&[("sign", "required"), ("product_id", "required")]);
        refused("nothing at all", &Vec::new(), &neither);
        refused("neither", &without(&without(&good, "sign"), "product_id"), &neither);
        refused("no sign", &without(&good, "sign"), &no_sign);
        refused("no product", &without(&good, "product_id"), &no_product);
        for blank in ["", " ", "\u{3000}"] {
            refused("blank sign", &with(&good, "sign", blank), &no_sign);
            refused("blank product", &with(&good, "product_id", blank), &no_product);
            refused("both blank", &with(&with(&good, "product_id", blank), "sign", blank), &neither);
        }
        for (what, flawed) in [
            ("repeated", FIRST.sign(&trial.params(&[("a", "1"), ("a", "2")]))),
            ("controlled", FIRST.sign(&trial.params(&[("a", "\n")]))),
            ("sign_type", FIRST.sign(&trial.params(&[("sign_type", "SHA1")]))),
            ("ambiguous", FIRST.sign(&trial.params(&[("a", "1&b=2")]))),
        ] {
            refused(&format!("no sign before {what}"), &without(&flawed, "sign"), &no_sign);
            refused(&format!("no product before {what}"), &without(&flawed, "product_id"), &no_product);
        }

        // 2: flaws and sign_type
        let twice = FIRST.sign(&trial.params(&[("a", "1"), ("a", "2")]));
        let a_flawed = Answer::invalid(&[("a", "string")]);
        refused("repeated", &twice, &a_flawed);
        refused("repeated before the sign", &with(&twice, "sign", right), &a_flawed);
        refused("repeated before the product", &with(&twice, "product_id", "999"), &a_flawed);
        for name in ["sign", "product_id"] {
            let twice = [good.clone(), vec![(name.into(), value(&good, name).into())]].concat();
            refused(name, &twice, &Answer::invalid(&[(name, "string")]));
        }
        for (name, text) in [
            ("a", "1&b=2"),
            ("a", "&="),
            ("a", "x&y&z=1"),
            ("a", "ok&product_billno=P&product_id=1"),
            ("sign_type=MD5&timestamp", "1000000000"),
            ("a=", ""),
            ("&", ""),
        ] {
            let ambiguous = FIRST.sign(&trial.params(&[(name, text)]));
            let expected = Answer::invalid(&[(name, "string")]);
            for request in [trial.by_query(&ambiguous), trial.by_form(&ambiguous), trial.by_json(&ambiguous)]
            {
                trial.refused("ambiguous", request, expected.clone());
            }
            refused("ambiguous before the sign", &with(&ambiguous, "sign", right), &expected);
        }
        for text in ["AT&T", "&", "a=b", "a=b&c", "%26b%3D1", "https://a.example/?b=1"] {
            trial.accepted(text, trial.by_query(&FIRST.sign(&trial.params(&[("a", text)]))));
        }
        let not_in = Answer::invalid(&[("sign_type", "in")]);
        for sign_type in ["SHA1", "md5", "Md5", "HMAC-SHA256 ", " MD5", "HMAC", "hmac-sha256", "0"] {
            let signed = FIRST.sign(&trial.params(&[("sign_type", sign_type)]));
            refused(sign_type, &signed, &not_in);
            refused("sign_type before the sign", &with(&signed, "sign", right), &not_in);
        }
        let both = FIRST.sign(&trial.params(&[("sign_type", "SHA1"), ("a", "1"), ("a", "1")]));
        refused("both flaws", &both, &Answer::invalid(&[("a", "string"), ("sign_type", "in")]));
        let both = FIRST.sign(&trial.params(&[("sign_type", "MD5"), ("sign_type", "SHA1")]));
        refused("sign_type twice", &both, &Answer::invalid(&[("sign_type", "string")]));

        // 3: who it is; all alike
        let forbidden = Answer::forbidden();
        for sign in [
            value(&wrong, "sign"),
            // The vector that must be rejected.
            "334b1917508a4bf16d3438d5f72e74d9",
            &right[..31],
            &format!("{right}0"),
            &format!(" {right}"),
            &format!("{right} "),
            "0",
            "中",
        ] {
            refused(sign, &with(&good, "sign", sign), &forbidden);
        }
        refused("half an HMAC", &with(&hmac, "sign", &value(&hmac, "sign")[..32]), &forbidden);
        refused("MD5 where HMAC is named", &with(&hmac, "sign", right), &forbidden);
        refused("HMAC where MD5 is the default", &with(&good, "sign", value(&hmac, "sign")), &forbidden);
        refused("a parameter more", &with(&good, "a", ""), &forbidden);
        refused("the scheme added", &with(&good, "sign_type", "MD5"), &forbidden);
        refused("a value changed", &with(&unknown, "Z", "2"), &forbidden);
        refused("a parameter less", &without(&unknown, "zz"), &forbidden);
        for product in [UNKNOWN, DISABLED] {
            refused("no active product", &product.sign(&params), &forbidden);
        }
        // The key that stands for an unknown one is in the source code: it must open nothing.
        for id in ["999", "3", "01", "1abc", "-1"] {
            refused(id, &sign(DUMMY_KEY, &trial.params(&[("product_id", id)])), &forbidden);
        }
        refused("another's key", &sign(SECOND.key, &trial.params(&[("product_id", "1")])), &forbidden);
        for id in [
            "1abc",
            "01",
            "+1",
            "-1",
            "0",
            "1.0",
            "1e0",
            "0x1",
            " 1",
            "1 ",
            "１",
            "4294967297",
            "9223372036854775807",
            "9223372036854775808",
            "18446744073709551617",
            "99999999999999999999999999999999",
            "1 OR 1=1",
        ] {
            refused(id, &sign(FIRST.key, &trial.params(&[("product_id", id)])), &forbidden);
        }

        // … before 4 and before the endpoint's own rules
        let mut bad = vec![("timestamp", "x")];
        bad.extend(trial.sample.params.iter().map(|(name, _)| (*name, "")));
        refused("the sign before the fields", &with(&FIRST.sign(&bad), "sign", right), &forbidden);
        refused("the product before the fields", &UNKNOWN.sign(&bad), &forbidden);
        refused("the sign before the nonce", &with(&SECOND.sign(&params), "sign", right), &forbidden);
        refused("4 before the fields", &FIRST.sign(&bad), &Answer::invalid(&[("timestamp", "integer")]));
        assert_eq!(trial.bench.platform.faults(), [""; 0], "no refusal is a fault");
    });
}

/// A refused signature is explained if and only if `demo_mode` is `true`, and never with a key or another header.
pub fn demonstration<H: AsyncFn(&Platform, Request) -> Response + Copy>(handle: H, samples: &[Sample]) {
    each(handle, samples, |trial| {
        let more = [("product_id", "1"), ("note", "100% 张")];
        let mut sorted = trial.params(&more);
        sorted.sort_unstable();
        let pairs: Vec<String> = sorted.iter().map(|(name, value)| format!("{name}={value}")).collect();
        let escaped = |byte: u8| match byte {
            b'!'..=b'$' | b'&'..=b'~' => char::from(byte).to_string(),
            _ => format!("%{byte:02X}"),
        };
        let expected: String = pairs.join("&").bytes().map(escaped).collect();

        let mut forged = FIRST.sign(&trial.params(&more[1..]));
        forged.retain(|(name, _)| name != "sign");
        forged.push(("sign".into(), "0".repeat(32)));
        let unknown = with(&forged, "product_id", UNKNOWN.id);
        let unknown_expected = expected.replace("product_id=1", &format!("product_id={}", UNKNOWN.id));
        let plain = Answer::forbidden().in_mode(trial.mode);
        for (value, explained) in
            [("false", false), ("", false), ("TRUE", false), ("1", false), ("true", true)]
        {
            trial.bench.platform.set_variable("demo_mode", value);
            for (request, expected) in [(&forged, &expected), (&unknown, &unknown_expected)] {
                let wanted = match explained {
                    true => plain.clone().with("x-sign-expected-canonical", expected),
                    false => plain.clone(),
                };
                for request in [trial.by_query(request), trial.by_form(request), trial.by_json(request)] {
                    // Unwatched: the text is the caller's own, card number and all.
                    assert_eq!(trial.bench.send(request), wanted, "{} {value:?}", trial.sample.path);
                }
            }
        }

        // Only signatures are explained, and nothing beyond the length that a header may have.
        let no_signature = Answer::invalid(&[("sign", "required"), ("product_id", "required")]);
        assert_eq!(trial.bench.send(trial.by_query(&Pairs::new())), no_signature.in_mode(trial.mode));
        let good = FIRST.sign(&trial.params(&[("timestamp", "1")]));
        assert_eq!(trial.bench.send(trial.by_query(&good)), plain, "a stale time is no wrong signature");
        let long = with(&forged, "note", &"张".repeat(1_000));
        assert_eq!(trial.bench.send(trial.by_form(&long)), plain);
    });
}

/// Check 4: timestamps and nonces (cashier.md §2).
pub fn freshness<H: AsyncFn(&Platform, Request) -> Response + Copy>(handle: H, samples: &[Sample]) {
    const LAST_MS: [i64; 2] = [0, 999];
    let second = |offset_s: i64| (NOW_S + offset_s).to_string();
    each(handle, samples, |trial| {
        let now = second(0);
        let forbidden = Answer::forbidden();
        let signed = |more: &[(&str, &str)]| trial.by_query(&FIRST.sign(&trial.params(more)));
        let strict = |more: &[(&str, &str)]| trial.by_query(&SECOND.sign(&trial.params(more)));
        let set_clock = |offset_ms: i64| trial.bench.platform.set_now_ms(NOW_S * 1_000 + offset_ms);

        for last_ms in LAST_MS {
            set_clock(last_ms);
            for offset_s in [0, 1, -1, 299, -299, 300, -300] {
                trial.accepted("in the window", signed(&[("timestamp", &second(offset_s))]));
            }
            for offset_s in [301, -301, 302, -302, 3_600, -86_400] {
                trial.refused("stale", signed(&[("timestamp", &second(offset_s))]), forbidden.clone());
            }
        }
        set_clock(0);
        for text in ["0", "-0", "-1", "1767323045000", "99999999999999999999", "-99999999999999999999"] {
            trial.refused(text, signed(&[("timestamp", text)]), forbidden.clone());
        }
        for text in ["x", "1767323045.0", "01767323045", "+1767323045", " 1767323045", "1767323045 ", "1e9"] {
            let expected = Answer::invalid(&[("timestamp", "integer")]);
            trial.refused(text, signed(&[("timestamp", text)]), expected.clone());
            trial.refused(text, strict(&[("timestamp", text), ("nonce", "n")]), expected);
        }
        assert_eq!(trial.nonces(), 0, "nothing so far has used a nonce");

        // A blank one counts as absent.
        for blank in ["", " "] {
            trial.accepted("no nonce", signed(&[("timestamp", blank), ("nonce", blank)]));
            for params in [vec![], vec![("timestamp", blank), ("nonce", blank)]] {
                let expected = Answer::invalid(&[("timestamp", "required"), ("nonce", "required")]);
                trial.refused("both are mandatory", strict(&params), expected);
            }
            for params in [vec![("timestamp", now.as_str())], vec![("timestamp", &now), ("nonce", blank)]] {
                let expected = Answer::invalid(&[("nonce", "required")]);
                trial.refused("the nonce is mandatory", strict(&params), expected);
            }
            for params in [vec![("nonce", "n")], vec![("nonce", "n"), ("timestamp", blank)]] {
                let expected = Answer::invalid(&[("timestamp", "required")]);
                trial.refused("a nonce wants a timestamp", strict(&params), expected.clone());
                trial.refused("a nonce wants a timestamp", signed(&params), expected);
            }
        }
        let long = "n".repeat(65);
        let wide = "😀".repeat(65);
        for nonce in [&long, &wide] {
            let expected = Answer::invalid(&[("nonce", "max.string")]);
            trial.refused(
                "65 characters",
                signed(&[("timestamp", &now), ("nonce", nonce)]),
                expected.clone(),
            );
            trial.refused(
                "65 characters",
                strict(&[("timestamp", &now), ("nonce", nonce)]),
                expected.clone(),
            );
            let stale = second(301);
            trial.refused("form before age", strict(&[("timestamp", &stale), ("nonce", nonce)]), expected);
        }
        let expected = Answer::invalid(&[("timestamp", "integer"), ("nonce", "max.string")]);
        trial.refused("both", strict(&[("timestamp", "x"), ("nonce", &long)]), expected);
        let expected = Answer::invalid(&[("timestamp", "required"), ("nonce", "max.string")]);
        trial.refused("both", strict(&[("nonce", &long)]), expected);
        let stale = second(-301);
        trial.refused("stale", strict(&[("timestamp", &stale), ("nonce", "n")]), forbidden.clone());
        let forged = with(&SECOND.sign(&trial.params(&[("timestamp", &now), ("nonce", "n")])), "sign", "0");
        trial.refused("forged", trial.by_query(&forged), forbidden.clone());
        let dead = DISABLED.sign(&trial.params(&[("timestamp", &now), ("nonce", "n")]));
        trial.refused("disabled", trial.by_query(&dead), forbidden.clone());
        assert_eq!(trial.nonces(), 0, "what is refused before or by check 4 uses no nonce");

        for nonce in [&long[..64], &wide[..64 * 4], "n", "N", "n ", "' OR 1=1 --"] {
            trial.accepted(nonce, strict(&[("timestamp", &now), ("nonce", nonce)]));
            trial.refused(nonce, strict(&[("timestamp", &now), ("nonce", nonce)]), forbidden.clone());
        }
        let later = second(7);
        trial.refused("used", strict(&[("timestamp", &later), ("nonce", "n")]), forbidden.clone());
        trial.accepted("another product's", signed(&[("timestamp", &now), ("nonce", "n")]));
        trial.refused("used once", signed(&[("timestamp", &now), ("nonce", "n")]), forbidden.clone());
        assert_eq!(trial.nonces(), 7);

        // It stays used even if the request fails later.
        if !trial.sample.params.is_empty() {
            let mut fresh = vec![("timestamp", now.as_str()), ("nonce", "m")];
            let bad = trial.by_query(&SECOND.sign(&fresh));
            let fields: Vec<_> = trial.sample.params.iter().map(|(name, _)| (*name, "required")).collect();
            trial.refused("fields", bad.clone(), Answer::invalid(&fields));
            assert_eq!(trial.nonces(), 8);
            trial.refused("the same again", bad, forbidden.clone());
            fresh.extend(trial.sample.params);
            trial.refused("all well now", trial.by_query(&SECOND.sign(&fresh)), forbidden.clone());
        }

        // It is kept until its own timestamp + 301 s, and not longer.
        trial.bench.sql("DELETE FROM nonces");
        for (first_s, kept_ms) in [(0, 301_000), (300, 601_000), (-300, 1_000)] {
            set_clock(0);
            let nonce = format!("kept {kept_ms}");
            trial.accepted("new", strict(&[("timestamp", &second(first_s)), ("nonce", &nonce)]));
            set_clock(kept_ms - 1);
            let at_s = (kept_ms - 1) / 1_000;
            let again = strict(&[("timestamp", &second(at_s)), ("nonce", &nonce)]);
            trial.refused("kept", again.clone(), forbidden.clone());
            set_clock(kept_ms);
            trial.accepted("expired", again.clone());
            trial.refused("used anew", again, forbidden.clone());
            let expires_at =
                trial.bench.integers("SELECT expires_at FROM nonces ORDER BY rowid DESC LIMIT 1");
            assert_eq!(expires_at, [(NOW_S + at_s + 301) * 1_000]);
        }
        assert_eq!(trial.nonces(), 3);
        assert_eq!(trial.bench.platform.faults(), [""; 0], "no refusal is a fault");
    });
}

/// One call, whatever way its parameters travel (cashier.md §1.2).
pub fn parameters<H: AsyncFn(&Platform, Request) -> Response + Copy>(handle: H, samples: &[Sample]) {
    each(handle, samples, |trial| {
        let good = FIRST.sign(&trial.params(&[("b", "x y+z"), ("a[]", "中"), ("c", "")]));
        let answer = trial.accepted("query", trial.by_query(&good));
        let alike = |what: &str, request: Request| {
            assert_eq!(trial.accepted(what, request), answer, "{}: {what}", trial.sample.path);
        };
        let reversed: Pairs = good.iter().rev().cloned().collect();
        alike("query in another order", trial.by_query(&reversed));
        alike("form", trial.by_form(&good));
        alike("JSON", trial.by_json(&good));
        for content_type in [
            "application/x-www-form-urlencoded; charset=UTF-8",
            "Application/X-WWW-Form-Urlencoded",
            "application/x-www-form-urlencoded ;x=y",
        ] {
            let form = trial.by_query(&good).query;
            alike(content_type, trial.request("", content_type, form.as_bytes()));
        }
        let mut json = trial.by_json(&good);
        for content_type in ["text/plain", "application/json; charset=utf-8", "application/x-www-form", "x"] {
            json.headers.insert(header::CONTENT_TYPE, content_type.parse().expect("a header value"));
            alike(content_type, json.clone());
        }
        json.headers.clear();
        alike("JSON without a type", json.clone());
        for at in 0..good.len() {
            let (query, body) = (good[..at].to_vec(), good[at..].to_vec());
            let query = trial.by_query(&query).query;
            alike("half in the query", Request { query: query.clone(), ..trial.by_json(&body) });
            alike("half in the query", Request { query, ..trial.by_form(&body) });
        }
        let rest = trial.by_query(&without(&without(&without(&good, "b"), "a[]"), "c"));
        for head in ["b=x+y%2bz&a[]=中&c", "&b=x%20y%2Bz&&a%5b%5d=%E4%B8%AD&c=&"] {
            let query = format!("{head}&{}", rest.query);
            alike(head, trial.request(&query, "application/json", b""));
        }

        // The body wins, and a name in both is not given twice.
        let overridden: Pairs = good.iter().map(|(name, _)| (name.clone(), "999".to_owned())).collect();
        let query = trial.by_query(&overridden).query;
        alike("the body wins", Request { query: query.clone(), ..trial.by_json(&good) });
        alike("the body wins", Request { query, ..trial.by_form(&good) });
        let query = trial.by_query(&good).query;
        for body in [trial.by_json(&overridden), trial.by_form(&overridden)] {
            let lost = Request { query: query.clone(), ..body };
            trial.refused("the body wins", lost, Answer::forbidden());
        }
        let nulled = trial.request(&query, "application/json", br#"{"product_id":null}"#);
        trial.refused("null wins too", nulled, Answer::invalid(&[("product_id", "required")]));
        let twice = Request { query: format!("c=1&c=2&{query}"), ..trial.by_json(&good) };
        trial.refused("twice in the query", twice, Answer::invalid(&[("c", "string")]));

        // JSON scalars are signed as their text, numbers as they are written.
        let scalars = r#""a":true,"b":false,"c":100.50,"d":null,"e":1E+2,"f":-0.0,"g":123456789012345678901234567890,"h":"\u4e2d\/\"","product_id":1"#;
        let texts = [
            ("a", "1"),
            ("b", ""),
            ("c", "100.50"),
            ("d", ""),
            ("e", "1E+2"),
            ("f", "-0.0"),
            ("g", "123456789012345678901234567890"),
            ("h", "中/\""),
        ];
        let own =
            trial.by_json(&trial.sample.params.iter().map(|(n, v)| (n.to_string(), v.to_string())).collect());
        let Body::Whole(own) = own.body else { panic!("a whole body") };
        let own = String::from_utf8(own).expect("a text");
        let own = own.trim_matches(['{', '}']);
        let scalar = |sign: &str| {
            let comma = if own.is_empty() { "" } else { "," };
            let body = format!("\t{{ {scalars} , \"sign\":\"{sign}\"{comma}{own}}}\r\n");
            trial.request("", "application/json", body.as_bytes())
        };
        alike("scalars", scalar(value(&FIRST.sign(&trial.params(&texts)), "sign")));
        for (at, other) in
            [(0, "true"), (1, "0"), (1, "false"), (2, "100.5"), (3, "null"), (4, "100"), (5, "0")]
        {
            let mut texts = texts;
            texts[at].1 = other;
            let sign = FIRST.sign(&trial.params(&texts));
            trial.refused(other, scalar(value(&sign, "sign")), Answer::forbidden());
        }
    });
}

/// Repeated, nested and controlled parameters (cashier.md §1.2).
pub fn flaws<H: AsyncFn(&Platform, Request) -> Response + Copy>(handle: H, samples: &[Sample]) {
    each(handle, samples, |trial| {
        let good = FIRST.sign(&trial.params(&[]));
        let query = trial.by_query(&good).query;
        let a = Answer::invalid(&[("a", "string")]);
        for text in
            ["a=1&a=2", "a=1&a=1", "a=&a=", "a&a", "a=1&%61=2", "a=%00", "a=%0A", "a=x%1Fy", "a=%7F", "a=%09"]
        {
            trial.refused(text, trial.request(&format!("{text}&{query}"), "", b""), a.clone());
            let form = "application/x-www-form-urlencoded";
            trial.refused(text, trial.request(&query, form, text.as_bytes()), a.clone());
        }
        for text in [
            r#"{"a":1,"a":2}"#,
            r#"{"a":1,"a":1}"#,
            r#"{"a":null,"a":null}"#,
            r#"{"a":1,"\u0061":1}"#,
            r#"{"a":[1]}"#,
            r#"{"a":[]}"#,
            r#"{"a":{}}"#,
            r#"{"a":{"b":{"c":[1,2,{}]}}}"#,
            r#"{"a":["x"],"a":1}"#,
            r#"{"a":"\u0000"}"#,
            r#"{"a":"\n"}"#,
            r#"{"a":"x\u001fy"}"#,
            "{\"a\":\"\u{7f}\"}",
        ] {
            trial.refused(text, trial.request(&query, "application/json", text.as_bytes()), a.clone());
        }
        let deep = format!(r#"{{"a":{}{}}}"#, "[".repeat(30_000), "]".repeat(30_000));
        trial.refused("nested deeply", trial.request(&query, "", deep.as_bytes()), a);

        // Reported on the name, all of them in byte order.
        for (text, names) in [
            (r#"{"a\u0001":1}"#, vec!["a\u{1}"]),
            ("{\"\u{7f}\":1}", vec!["\u{7f}"]),
            (r#"{"":[]}"#, vec![""]),
            (r#"{"b":[],"a":"\t","Z":{},"中":"\u0000","a\n":1}"#, vec!["Z", "a", "a\n", "b", "中"]),
        ] {
            let fields: Vec<_> = names.into_iter().map(|name| (name, "string")).collect();
            let request = trial.request(&query, "", text.as_bytes());
            trial.refused(text, request, Answer::invalid(&fields));
        }
        for (name, _) in trial.sample.params {
            let expected = Answer::invalid(&[(name, "string")]);
            for value in [r#""a\u0000b""#, "[]", r#"{"x":1}"#] {
                let body = format!(r#"{{"{name}":{value}}}"#);
                trial.refused(&body, trial.request(&query, "", body.as_bytes()), expected.clone());
            }
        }
        // What is no control character is a parameter like any other.
        let odd =
            FIRST.sign(&trial.params(&[("a", "\u{80}\u{9f}\u{a0}\u{2028}\u{feff}\u{10ffff}"), ("", "x")]));
        trial.accepted("odd but legal", trial.by_query(&odd));
        trial.accepted("odd but legal", trial.by_json(&odd));
    });
}

/// A fault of the database answers a real 500 that tells nothing, and goes to the log (cashier.md §1.4).
pub fn faults<H: AsyncFn(&Platform, Request) -> Response + Copy>(handle: H, samples: &[Sample]) {
    each(handle, samples, |trial| {
        let now = NOW_S.to_string();
        let mut fresh = 0;
        let mut request = || {
            fresh += 1;
            let nonce = fresh.to_string();
            trial.by_query(&SECOND.sign(&trial.params(&[("timestamp", &now), ("nonce", &nonce)])))
        };
        let shared = ["products", "nonces"];
        for table in shared.iter().chain(trial.sample.tables) {
            trial.bench.sql(trial.sample.before);
            trial.bench.sql(&format!("ALTER TABLE {table} RENAME TO gone"));
            let faults = trial.bench.platform.faults().len();
            assert_eq!(trial.bench.answer(request()), Answer::fault(), "{}: {table}", trial.sample.path);
            let logged = trial.bench.platform.faults();
            assert_eq!(logged.len(), faults + 1, "{logged:?}");
            assert!(logged[faults].contains(&format!("no such table: {table}")), "{logged:?}");
            trial.bench.sql(&format!("ALTER TABLE gone RENAME TO {table}"));
            trial.accepted("there again", request());
        }
    });
}

/// The tests of this suite, one by one, for a handler and its samples.
#[macro_export]
macro_rules! suite_of_product_endpoints {
    ($handle:path, $samples:path) => {
        #[test]
        fn transport() {
            $crate::testing::suite::transport($handle, &$samples);
        }
        #[test]
        fn malformed() {
            $crate::testing::suite::malformed($handle, &$samples);
        }
        #[test]
        fn settings() {
            $crate::testing::suite::settings($handle, &$samples);
        }
        #[test]
        fn signature() {
            $crate::testing::suite::signature($handle, &$samples);
        }
        #[test]
        fn demonstration() {
            $crate::testing::suite::demonstration($handle, &$samples);
        }
        #[test]
        fn freshness() {
            $crate::testing::suite::freshness($handle, &$samples);
        }
        #[test]
        fn parameters() {
            $crate::testing::suite::parameters($handle, &$samples);
        }
        #[test]
        fn flaws() {
            $crate::testing::suite::flaws($handle, &$samples);
        }
        #[test]
        fn faults() {
            $crate::testing::suite::faults($handle, &$samples);
        }
        #[test]
        fn key_slots() {
            $crate::testing::key_slots::key_slots($handle, &$samples);
        }
        #[test]
        fn sealed_keys() {
            $crate::testing::key_slots::sealed_keys($handle, &$samples);
        }
        #[test]
        fn message_signature() {
            $crate::testing::message_signature::message_signature($handle, &$samples);
        }
        #[test]
        fn message_origin() {
            $crate::testing::message_signature::message_origin($handle, &$samples);
        }
        #[test]
        fn minimum_scheme() {
            $crate::testing::message_signature::minimum_scheme($handle, &$samples);
        }
    };
}
