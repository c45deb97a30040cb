//! RFC 9421 and RFC 9530: the published examples, and the profile of products as a table.

use base64ct::{Base64, Encoding};
use feiqian_signing::rfc9421::base::{base, verify};
use feiqian_signing::rfc9421::fields::{Malformed, byte_sequences, inputs};
use feiqian_signing::rfc9421::sign::{Parameters, sign};
use feiqian_signing::rfc9421::{Message, Presented, content_digest};
use feiqian_signing::{FieldErrors, Key, cashier};
use proptest::prelude::*;
use serde_json::Value;

const VECTORS: &str = include_str!("../../../tests/vectors/rfc9421.json");
const CASHIER: &str = include_str!("../../../tests/vectors/cashier.json");
const KEY: &str = "demo-key-0001";
const NOW: i64 = 1_767_323_045;

type Fields = Vec<(String, Vec<u8>)>;

fn lines(fields: &Fields, name: &str) -> Vec<Vec<u8>> {
    fields.iter().filter(|(other, _)| other == name).map(|(_, value)| value.clone()).collect()
}

#[test]
fn the_shared_vectors_are_signed_and_verified() {
    let vectors: Vec<Value> = serde_json::from_str(VECTORS).unwrap();
    assert!(vectors.len() >= 5);
    for vector in &vectors {
        let text = |name: &str| vector[name].as_str().unwrap();
        let pairs = vector["headers"].as_array().unwrap().iter();
        let fields: Fields =
            pairs.map(|pair| (pair[0].as_str().unwrap().into(), pair[1].as_str().unwrap().into())).collect();
        let message = Message {
            method: text("method"),
            scheme: text("scheme"),
            authority: text("authority"),
            path: text("path"),
            query: vector["query"].as_str(),
            field: &|name| lines(&fields, name),
        };
        let components: Vec<&str> =
            vector["components"].as_array().unwrap().iter().map(|name| name.as_str().unwrap()).collect();
        let parameter =
            |name: &str| vector["parameters"].as_array().unwrap().iter().find(|pair| pair[0] == name);
        let number = |name: &str| parameter(name).map(|pair| pair[1].as_i64().unwrap());
        let string = |name: &str| parameter(name).map(|pair| pair[1].as_str().unwrap());
        let parameters = Parameters {
            created: number("created"),
            expires: number("expires"),
            nonce: string("nonce"),
            alg: string("alg"),
            keyid: string("keyid"),
        };
        let key = Base64::decode_vec(text("key_base64")).unwrap();
        let signed = sign(text("label"), &message, &components, &parameters, &key).unwrap();
        assert_eq!(signed.base, text("base"), "{}", text("name"));
        assert_eq!(signed.input, text("signature_input"), "{}", text("name"));
        assert_eq!(signed.signature, text("signature"), "{}", text("name"));

        let input = inputs(text("signature_input")).unwrap().remove(0);
        assert_eq!(base(&message, &input).unwrap(), text("base"));
        let digest = lines(&fields, "content-digest").pop();
        if let Some(digest) = digest {
            assert_eq!(
                content_digest::matches(str::from_utf8(&digest).unwrap(), text("body").as_bytes()),
                Ok(true)
            );
        }
        let Ok(key) = String::from_utf8(key) else {
            continue; // the RFC's key is no text, and its signature none of a product's
        };
        let mut fields = fields.clone();
        fields.push(("signature-input".into(), text("signature_input").into()));
        fields.push(("signature".into(), text("signature").into()));
        let message = Message { field: &|name| lines(&fields, name), ..message };
        let presented = Presented::read(&message, text("body").as_bytes()).unwrap();
        assert!(presented.verify(&[&key]) && presented.is_fresh(NOW), "{}", text("name"));
        assert_eq!((presented.product_id, presented.base.as_str()), (Some(1), text("base")));
    }
}

#[test]
fn the_rfcs_signature_is_verified_from_its_own_text() {
    // Appendix B.2.5, with the key of B.1.5.
    let expected = "\"date\": Tue, 20 Apr 2021 02:07:55 GMT\n\"@authority\": example.com\n\
                    \"content-type\": application/json\n\
                    \"@signature-params\": (\"date\" \"@authority\" \"content-type\")\
                    ;created=1618884473;keyid=\"test-shared-secret\"";
    let signature = Base64::decode_vec("pxcQw6G3AjtMBQjwo8XzkZf/bws5LelbaMk5rGIGtE8=").unwrap();
    let key = Base64::decode_vec(
        "uzvJfB4u3N0Jy4T7NZ75MDVcr8zSTInedJtkgcu46YW4XByzNJjxBdtjUkdJPBtbmHhIDi6pcl8jsasjlTMtDQ==",
    );
    let own = feiqian_signing::rfc9421::base::signature(expected, &key.unwrap());
    assert_eq!(own.as_slice(), signature);
    assert!(!verify(expected, &signature, &["test-shared-secret"]));
    let spaced = inputs(
        "sig-b25=( \"date\"   \"@authority\" \"content-type\" );  created=1618884473;keyid=\"test-shared-secret\"",
    );
    let spaced = spaced.unwrap().remove(0);
    let fields: Fields = vec![
        ("date".into(), b"  Tue, 20 Apr 2021 02:07:55 GMT ".into()),
        ("content-type".into(), b"application/json".into()),
    ];
    let message = Message {
        method: "POST",
        scheme: "https",
        authority: "EXAMPLE.com:443",
        path: "/foo",
        query: Some("param=Value&Pet=dog"),
        field: &|name| lines(&fields, name),
    };
    assert_eq!(base(&message, &spaced).unwrap(), expected, "blanks and ports do not count");
}

#[test]
fn the_digests_of_rfc_9530() {
    let body = b"{\"hello\": \"world\"}\n";
    let sha256 = "sha-256=:RK/0qy18MlBSVnWgjwz6lZEWjP/lF5HF9bvEF8FabDg=:";
    let sha512 =
        "sha-512=:YMAam51Jz/jOATT6/zvHrLVgOYTGFy1d6GJiOHTohq4yP+pgk4vf2aCsyRZOtw8MjkM7iw7yZ/WkppmM44T3qg==:";
    let empty = "sha-256=:47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=:";
    assert_eq!((content_digest::of(body), content_digest::of(b"")), (sha256.to_owned(), empty.to_owned()));
    let partial = "sha-256=:jjcgBDWNAtbYUXI37CVG3gRuGOAjaaDRGpIUFsdyepQ=:";
    assert_eq!(content_digest::matches(partial, b"\"world\"}\n"), Ok(true));
    for (field, expected) in [
        (sha256.to_owned(), Ok(true)),
        (sha512.to_owned(), Ok(true)),
        (format!("{sha256}, {sha512}"), Ok(true)),
        (format!("md5=:AAAA:, {sha512};x=1"), Ok(true)),
        (empty.to_owned(), Ok(false)),
        (format!("{empty}, {sha512}"), Ok(false)),
        (empty.replace("256", "512"), Ok(false)),
        (format!("{sha512}, {empty}"), Ok(false)),
        ("sha-256=:AAAA:".to_owned(), Ok(false)),
        ("md5=:AAAA:".to_owned(), Err(Key::In)),
        ("SHA-256=:AAAA:".to_owned(), Err(Key::String)),
        (String::new(), Err(Key::In)),
        ("sha-256".to_owned(), Err(Key::String)),
        ("sha-256=x".to_owned(), Err(Key::String)),
        ("sha-256=(:AAAA:)".to_owned(), Err(Key::String)),
        ("sha-256=:A:".to_owned(), Err(Key::String)),
        (format!("{sha256},"), Err(Key::String)),
        (format!("{sha256}, {sha256}"), Err(Key::String)),
    ] {
        assert_eq!(content_digest::matches(&field, body), expected, "{field}");
    }
}

/// A request that a test turns and twists.
#[derive(Clone)]
struct Trial {
    method: &'static str,
    authority: &'static str,
    path: &'static str,
    query: Option<&'static str>,
    body: &'static str,
    fields: Fields,
}

impl Trial {
    fn get() -> Self {
        let (path, query) = ("/bank_list", Some("product_id=1&product_user_id=1000001"));
        Trial { method: "GET", authority: "127.0.0.1:3000", path, query, body: "", fields: Vec::new() }
    }

    fn post() -> Self {
        let body = "product_id=1&product_user_id=1000001";
        let digest = content_digest::of(body.as_bytes());
        Trial { method: "POST", path: "/create_customer", query: None, body, ..Trial::get() }
            .with("content-digest", &digest)
            .with("content-type", "application/x-www-form-urlencoded")
    }

    fn with(mut self, name: &str, value: &str) -> Self {
        self.fields.push((name.into(), value.into()));
        self
    }

    fn message<'m>(&'m self, field: &'m dyn Fn(&str) -> Vec<Vec<u8>>) -> Message<'m> {
        Message {
            method: self.method,
            scheme: "http",
            authority: self.authority,
            path: self.path,
            query: self.query,
            field,
        }
    }

    /// Signs exactly this `Signature-Input`.
    fn signed(self, input: &str) -> Self {
        let signature = {
            let field = |name: &str| lines(&self.fields, name);
            let signatures = inputs(input).unwrap().into_iter().map(|input| {
                let base = base(&self.message(&field), &input).unwrap();
                let signature = feiqian_signing::rfc9421::base::signature(&base, KEY.as_bytes());
                format!("{}=:{}:", input.label, Base64::encode_string(&signature))
            });
            signatures.collect::<Vec<_>>().join(", ")
        };
        self.with("signature-input", input).with("signature", &signature)
    }

    fn read(&self) -> Result<Presented, FieldErrors> {
        let field = |name: &str| lines(&self.fields, name);
        Presented::read(&self.message(&field), self.body.as_bytes())
    }

    fn is_accepted(&self) -> bool {
        self.read().is_ok_and(|presented| {
            presented.verify(&["another key", KEY])
                && presented.is_fresh(NOW)
                && presented.product_id == Some(1)
        })
    }
}

const PARAMETERS: &str = r#";created=1767323045;nonce="n";keyid="1""#;

#[test]
fn what_the_profile_accepts() {
    for components in [
        r#""@method" "@target-uri""#,
        r#""@method" "@path" "@query""#,
        r#""@query" "@path" "@method" "@authority" "@scheme" "@target-uri" "x-order""#,
    ] {
        for parameters in [
            PARAMETERS.to_owned(),
            format!(r#"{PARAMETERS};alg="hmac-sha256""#),
            format!(r#"{PARAMETERS};expires=1767323045;tag="app";x"#),
            format!(r#";keyid="1";nonce="{}";created=1767323345"#, "n".repeat(64)),
            format!(r#"{PARAMETERS};a=:AQID:;b=?0;c=?1;d=tok/en;e=-1;f="q\"\\""#),
        ] {
            let get = Trial::get().with("x-order", "a").with("x-order", " b ");
            assert!(
                get.signed(&format!("sig1=({components}){parameters}")).is_accepted(),
                "{components}{parameters}"
            );
        }
        let post = Trial::post().with("x-order", "");
        assert!(post.signed(&format!(r#"k=({components} "content-digest"){PARAMETERS}"#)).is_accepted());
    }
    // The first signature of the profile counts, whatever stands before it.
    let others = format!(
        r#"proxy=("@status";req);created=1;alg="ed25519", ecdsa=("@method");keyid="x", sig1=("@method" "@target-uri"){PARAMETERS}"#
    );
    let mut get = Trial::get().signed(&format!(r#"sig1=("@method" "@target-uri"){PARAMETERS}"#));
    get.fields.retain(|(name, _)| name != "signature-input");
    assert!(get.clone().with("signature-input", &others).is_accepted());
    // Lines of one field are one field.
    let (first, second) = others.split_once(", sig1").unwrap();
    assert!(
        get.with("signature-input", first).with("signature-input", &format!("sig1{second}")).is_accepted()
    );
    // A body may be digested by either algorithm, or by both.
    let sha256 = content_digest::of(Trial::post().body.as_bytes());
    let sha512 =
        "sha-512=:AWl1u9SpdK4PLeiTHpBcASMvHsP9RU6kQFy9cZFwAMAMYx+Fy+sc/ABppW1De51931ywHS8pL1+NMAtUo3hmyg==:";
    for digest in [sha512.to_owned(), format!("{sha256}, {sha512}"), format!("md5=:AAAA:, {sha512}")] {
        let post = Trial { fields: Vec::new(), ..Trial::post() }.with("content-digest", &digest);
        assert!(
            post.signed(&format!(r#"s=("@method" "@target-uri" "content-digest"){PARAMETERS}"#))
                .is_accepted()
        );
    }
}

#[test]
fn what_the_profile_refuses_by_its_form() {
    let good = format!(r#"sig1=("@method" "@target-uri"){PARAMETERS}"#);
    let input = |text: &str| Trial::get().with("signature-input", text).with("signature", "sig1=:AAAA:");
    let string = ("signature-input", Key::String);
    let required = ("signature-input", Key::Required);
    let unknown = ("signature-input", Key::In);
    let covered = |components: &str| format!("sig1=({components}){PARAMETERS}");
    let many = (0..33).map(|n| format!("\"x-{n}\"")).collect::<Vec<_>>().join(" ");
    for (text, (field, key)) in [
        // Malformed, or says something twice.
        ("sig1", string),
        ("sig1=", string),
        ("sig1=\"x\"", string),
        ("sig1=:AAAA:", string),
        ("sig1=(@method)", string),
        ("sig1=(\"@method\"", string),
        ("sig1=(\"@method\" \"@target-uri\");created=", string),
        (&format!("{good};x=1.5"), string),
        ("Sig1=()", string),
        ("\u{e9}=()", string),
        (&format!("{good},"), string),
        (&format!("{good}, {good}"), string),
        (&format!("{good};created=1767323045"), string),
        (&format!("{good};nonce=\"m\""), string),
        (&covered(r#""@method" "@method" "@target-uri""#), string),
        (&covered(&many), string),
        (&format!("{good};x=\"{}\"", "x".repeat(4_096)), string),
        (&(0..9).map(|n| format!("s{n}=()")).collect::<Vec<_>>().join(", "), string),
        (&good.replace("1767323045", "\"1767323045\""), string),
        (&good.replace("1767323045", "1767323045.0"), string),
        (&good.replace("1767323045", "@1767323045"), string),
        (&good.replace("\"n\"", "n"), string),
        (&good.replace("\"1\"", "1"), string),
        (&format!("{good};alg=hmac-sha256"), string),
        (&format!("{good};expires=\"1767323045\""), string),
        // Something is missing.
        ("", required),
        ("sig1=()", required),
        (&good.replace(";created=1767323045", ""), required),
        (&good.replace(";nonce=\"n\"", ""), required),
        (&good.replace(";keyid=\"1\"", ""), required),
        (&good.replace("\"n\"", "\"\""), required),
        (&good.replace("\"n\"", "\"  \""), required),
        (&covered(r#""@target-uri""#), required),
        (&covered(r#""@method""#), required),
        (&covered(r#""@method" "@path""#), required),
        (&covered(r#""@method" "@query""#), required),
        (&covered(r#""@path" "@query" "@authority""#), required),
        (&covered(r#""@METHOD" "@target-uri""#), required),
        // Something that is not known.
        (&format!("{good};alg=\"ed25519\""), unknown),
        (&format!("{good};alg=\"HMAC-SHA256\""), unknown),
        (&covered(r#""@method" "@target-uri" "@status""#), unknown),
        (&covered(r#""@method" "@target-uri" "@request-target""#), unknown),
        (&covered(r#""@method" "@target-uri" "@query-param";name="product_id""#), unknown),
        (&covered(r#""@method";req "@target-uri""#), unknown),
        (&covered(r#""@method" "@target-uri";x"#), unknown),
        (&covered(r#""@method" "@target-uri" "x-order";sf"#), unknown),
        (&covered(r#""@method" "@target-uri" "x-order";bs"#), unknown),
        (&covered(r#""@method" "@target-uri" "x-order";key="a""#), unknown),
        (&covered(r#""@method" "@target-uri" "x-order";tr"#), unknown),
        (&covered(r#""@method" "@target-uri" "x-order";req"#), unknown),
        (&covered(r#""@method" "@target-uri" "X-Order""#), unknown),
        (&covered(r#""@method" "@target-uri" "x order""#), unknown),
        (&covered(r#""@method" "@target-uri" """#), unknown),
        (&covered(r#""@method" "@target-uri" "signature""#), unknown),
        (&covered(r#""@method" "@target-uri" "signature-input""#), unknown),
        (&covered(r#""@method" "@target-uri" "@signature-params""#), unknown),
        // The rest.
        (&good.replace("\"n\"", &format!("\"{}\"", "n".repeat(65))), ("signature-input", Key::MaxString)),
        (&covered(r#""@method" "@target-uri" "x-order""#), ("x-order", Key::Required)),
        (&covered(r#""@method" "@target-uri" "content-digest""#), ("content-digest", Key::Required)),
        (&good.replace("sig1", "sig2"), ("signature", Key::Required)),
    ] {
        assert_eq!(input(text).read(), Err(FieldErrors::one(field, key)), "{text}");
    }

    let signed = Trial::get().signed(&good);
    assert!(signed.is_accepted());
    let without = |name: &str| {
        let mut trial = signed.clone();
        trial.fields.retain(|(other, _)| other != name);
        trial
    };
    let refused = |trial: &Trial, field: &'static str, key| {
        assert_eq!(trial.read(), Err(FieldErrors::one(field, key)));
    };
    refused(&without("signature"), "signature", Key::Required);
    refused(&without("signature-input"), "signature-input", Key::Required);
    for signature in [
        "sig1",
        "sig1=x",
        "sig1=\"AAAA\"",
        "sig1=(:AAAA:)",
        "sig1=:AAAA",
        "sig1=:A:",
        ",",
        "sig1=:AAAA:, sig1=:AAAA:",
    ] {
        refused(&without("signature").with("signature", signature), "signature", Key::String);
    }
    refused(&without("").with("signature", "sig1=:AAAA:"), "signature", Key::String);
    refused(&without("").with("signature-input", &good), "signature-input", Key::String);
    let mut latin = Trial::get();
    latin.fields.push(("x-order".into(), b"caf\xe9".to_vec()));
    latin.fields.push(("signature-input".into(), covered(r#""@method" "@target-uri" "x-order""#).into()));
    refused(&latin.with("signature", "sig1=:AAAA:"), "x-order", Key::String);
    let mut latin = without("signature-input");
    latin.fields.push(("signature-input".into(), [good.as_bytes(), b";x=\"\xe9\""].concat()));
    refused(&latin, "signature-input", Key::String);

    // A body wants a digest.
    refused(&Trial::post().signed(&good), "signature-input", Key::Required);
    let all = format!(r#"sig1=("@method" "@target-uri" "content-digest"){PARAMETERS}"#);
    let post = |digest: &str| {
        Trial { fields: Vec::new(), ..Trial::post() }.with("content-digest", digest).signed(&all)
    };
    refused(&post("md5=:AAAA:"), "content-digest", Key::In);
    refused(&post("sha-256=AAAA"), "content-digest", Key::String);
    refused(
        &Trial::post().with("content-digest", "sha-256=:AAAA:").signed(&all),
        "content-digest",
        Key::String,
    );
}

#[test]
fn what_was_not_signed_is_not_verified() {
    let all = format!(r#"sig1=("@method" "@target-uri" "content-digest" "content-type"){PARAMETERS}"#);
    let good = Trial::post().signed(&all);
    assert!(good.is_accepted());
    let replaced = |name: &str, from: &str, to: &str| {
        let mut trial = good.clone();
        for (_, value) in trial.fields.iter_mut().filter(|(other, _)| other == name) {
            let text = String::from_utf8(value.clone()).unwrap();
            assert!(text.contains(from), "{text} has {from}");
            *value = text.replace(from, to).into();
        }
        trial
    };
    for (what, trial) in [
        ("method", Trial { method: "PUT", ..good.clone() }),
        ("method's case", Trial { method: "post", ..good.clone() }),
        ("authority", Trial { authority: "127.0.0.1:3001", ..good.clone() }),
        ("path", Trial { path: "/do_withdraw", ..good.clone() }),
        ("path's case", Trial { path: "/Create_customer", ..good.clone() }),
        ("query", Trial { query: Some("a=1"), ..good.clone() }),
        ("an empty query is another target", Trial { query: Some(""), ..good.clone() }),
        ("body", Trial { body: "product_id=1&product_user_id=1000002", ..good.clone() }),
        ("no body", Trial { body: "", ..good.clone() }),
        ("digest", replaced("content-digest", "sha-256=:", "sha-256=:AAAA")),
        ("type", replaced("content-type", "application/", "text/")),
        ("a second line", good.clone().with("content-type", "text/plain")),
        ("keyid", replaced("signature-input", "keyid=\"1\"", "keyid=\"2\"")),
        ("nonce", replaced("signature-input", "nonce=\"n\"", "nonce=\"m\"")),
        ("created", replaced("signature-input", "1767323045", "1767323046")),
        ("an added parameter", replaced("signature-input", "keyid=\"1\"", "keyid=\"1\";expires=1767329999")),
        ("an uncovered component", replaced("signature-input", " \"content-type\"", "")),
        (
            "the order",
            replaced("signature-input", "\"@method\" \"@target-uri\"", "\"@target-uri\" \"@method\""),
        ),
        ("signature", replaced("signature", "sig1=:", "sig1=:AAAA")),
    ] {
        assert!(!trial.is_accepted(), "{what}");
    }
    let presented = good.read().unwrap();
    assert!(presented.verify(&[KEY]) && presented.verify(&["x", "y", KEY]));
    for keys in [&[][..], &[""], &["demo-key-0002"], &["demo-key-0001 "], &[cashier::DUMMY_KEY]] {
        assert!(!presented.verify(keys), "{keys:?}");
    }
}

#[test]
fn time_and_key_id_are_read_as_they_stand() {
    let presented = |parameters: &str| {
        Trial::get().signed(&format!(r#"s=("@method" "@target-uri"){parameters}"#)).read().unwrap()
    };
    for (times, fresh) in [
        ("created=1767323045", true),
        ("created=1767322745", true),
        ("created=1767322744", false),
        ("created=1767323345", true),
        ("created=1767323346", false),
        ("created=-999999999999999", false),
        ("created=999999999999999", false),
        ("created=1767323045;expires=1767323045", true),
        ("created=1767323045;expires=1767323044", false),
        ("created=1767323045;expires=1", false),
        ("created=1767322744;expires=1767329999", false),
    ] {
        assert_eq!(presented(&format!(";{times};nonce=\"n\";keyid=\"1\"")).is_fresh(NOW), fresh, "{times}");
    }
    for (keyid, id) in [
        ("1", Some(1)),
        ("42", Some(42)),
        ("01", None),
        ("", None),
        ("1 ", None),
        ("+1", None),
        ("x", None),
        ("99999999999999999999", None),
    ] {
        let parameters = format!(";created=1767323045;nonce=\"n\";keyid=\"{keyid}\"");
        assert_eq!(presented(&parameters).product_id, id, "{keyid}");
    }
}

#[test]
fn what_cannot_stand_in_a_header_is_not_signed() {
    let trial = Trial::get();
    let field = |name: &str| lines(&trial.fields, name);
    let message = trial.message(&field);
    let signed = |label, components: &[&str], nonce| {
        sign(label, &message, components, &Parameters { nonce: Some(nonce), ..Default::default() }, b"k")
    };
    assert_eq!(signed("s", &["@method"], "a\"b\\c").unwrap().input, r#"s=("@method");nonce="a\"b\\c""#);
    for (label, components, nonce) in [
        ("S", &["@method"][..], "n"),
        ("", &["@method"], "n"),
        ("s=(), t", &["@method"], "n"),
        ("s", &["@method"], "飞"),
        ("s", &["@method"], "\n"),
        ("s", &["@method", "@method"], "n"),
        ("s", &["x-none"], "n"),
        ("s", &["@status"], "n"),
    ] {
        assert_eq!(signed(label, components, nonce), Err(Malformed), "{label} {components:?} {nonce}");
    }
}

#[test]
fn the_shared_vectors_of_sign() {
    let vectors: Vec<Value> = serde_json::from_str(CASHIER).unwrap();
    assert!(vectors.len() >= 6);
    for vector in vectors {
        let pairs = vector["parameters"].as_array().unwrap().iter();
        let pairs: Vec<(&str, &str)> =
            pairs.map(|pair| (pair[0].as_str().unwrap(), pair[1].as_str().unwrap())).collect();
        let sign_type = cashier::SignType::parse(vector["sign_type"].as_str().unwrap()).unwrap();
        let sign = cashier::sign_pairs(&pairs, sign_type, vector["key"].as_str().unwrap());
        assert_eq!(sign.unwrap(), vector["signature"], "{}", vector["name"]);
    }
}

proptest! {
    /// No header, however odd, makes a reader panic; what is read reads as itself again.
    #[test]
    fn any_header_is_read_or_refused(field in "[ -~\t]{0,80}|[a-z]=\\([\" @a-z;=:0-9]{0,40}\\)[;a-z=\"0-9.:?@%-]{0,40}") {
        let _ = byte_sequences(&field);
        let _ = content_digest::matches(&field, b"");
        if let Ok(inputs) = inputs(&field) {
            let again = inputs.iter().map(|input| format!("{}={}", input.label, input.text));
            let again = again.collect::<Vec<_>>().join(", ");
            prop_assert_eq!(feiqian_signing::rfc9421::fields::inputs(&again).unwrap(), inputs);
        }
    }

    /// What is signed is accepted, and no other path, query or body is.
    #[test]
    fn a_signature_holds_for_its_own_request_only(path in "/[a-z_]{1,12}", other in "/[a-z_]{1,12}", query in "[a-z=&%0-9]{1,20}") {
        let fields: Fields = Vec::new();
        let field = |name: &str| lines(&fields, name);
        let message = |path, query| Message { method: "GET", scheme: "http", authority: "a", path, query, field: &field };
        let parameters = Parameters { created: Some(NOW), nonce: Some("n"), keyid: Some("1"), ..Default::default() };
        let signed = sign("s", &message(&path, Some(&query)), &["@method", "@path", "@query"], &parameters, KEY.as_bytes());
        let signed = signed.unwrap();
        let carried: Fields = vec![("signature-input".into(), signed.input.into()), ("signature".into(), signed.signature.into())];
        let field = |name: &str| lines(&carried, name);
        let read = |path, query| {
            let message = Message { method: "GET", scheme: "http", authority: "a", path, query, field: &field };
            Presented::read(&message, b"").unwrap().verify(&[KEY])
        };
        prop_assert!(read(&path, Some(&query)));
        prop_assert_eq!(read(&other, Some(&query)), other == path);
        prop_assert!(!read(&path, None));
        let longer = format!("{query}&");
        prop_assert!(!read(&path, Some(&longer)));
    }
}
