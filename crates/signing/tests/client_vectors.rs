//! The vectors of `tests/vectors` that the client libraries are driven by, against the bundle's own signatures.

use feiqian_signing::cashier::{self, SignType};
use feiqian_signing::payee::{self, Empty, HeaderSignature, token_md5};
use feiqian_signing::{Params, digest, form, standard_webhooks};
use serde_json::Value;
use std::path::Path;

fn vectors(name: &str) -> Value {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("../../tests/vectors/{name}.json"));
    serde_json::from_str(&std::fs::read_to_string(path).unwrap()).unwrap()
}

fn list(value: &Value) -> &[Value] {
    value.as_array().unwrap()
}

fn text(value: &Value) -> &str {
    value.as_str().unwrap()
}

fn form_of(pairs: &Value) -> String {
    form::encode(list(pairs).iter().map(|pair| (text(&pair[0]), text(&pair[1]))))
}

#[test]
fn products_and_payees() {
    let found = vectors("cashier");
    for one in list(&found) {
        let params = Params::from_form(form_of(&one["parameters"]).as_bytes()).unwrap();
        let sign_type = SignType::parse(text(&one["sign_type"])).unwrap();
        assert_eq!(cashier::signing_string(&params), text(&one["text"]), "{one}");
        assert_eq!(cashier::sign(&params, sign_type, text(&one["key"])), text(&one["signature"]), "{one}");
        let pairs: Vec<_> =
            list(&one["parameters"]).iter().map(|pair| (text(&pair[0]), text(&pair[1]))).collect();
        let signature = cashier::sign_pairs(&pairs, sign_type, text(&one["key"]));
        assert_eq!(signature.as_deref(), Ok(text(&one["signature"])), "{one}");
    }
    let found = vectors("payee");
    assert!(list(&found["verifySign"]).len() >= 8);
    for one in list(&found["verifySign"]) {
        let params = payee::Params::from_form(form_of(&one["parameters"]).as_bytes()).unwrap();
        assert_eq!(payee::sign_text(&params, Empty::Dropped), text(&one["text"]), "{one}");
        let token = token_md5(text(&one["token"]));
        assert_eq!(payee::sign(&params, Empty::Dropped, &token), text(&one["signature"]), "{one}");
    }
    for one in list(&found["header"]) {
        let header = HeaderSignature {
            path: text(&one["path"]),
            body: text(&one["body"]).as_bytes(),
            timestamp: text(&one["timestamp"]),
            nonce: text(&one["nonce"]),
        };
        assert!(header.verify(text(&one["header"]), &[text(&one["token"])]), "{one}");
    }
}

/// What the libraries accept is signed as the bundle signs, and what they refuse for its signature is not.
#[test]
fn messages_of_the_bundle() {
    let found = vectors("callbacks");
    let mut checked = 0;
    for one in list(&found) {
        let name = text(&one["name"]);
        let reason = one["reason"].as_str();
        if !matches!(reason, None | Some("signature")) || name.contains("upper-case") {
            continue;
        }
        let body = text(&one["body"]);
        let keys: Vec<&str> = list(&one["keys"]).iter().map(text).collect();
        let is_signed = match text(&one["scheme"]) {
            "callback" => {
                let params = Params::from_form(body.as_bytes()).unwrap();
                let sign_type = SignType::parse(params.text("sign_type")).unwrap_or_default();
                let pairs: Vec<_> = params.iter().map(|param| (param.name(), param.text())).collect();
                let sign = params.text("sign");
                let is_signed = keys.iter().any(|key| cashier::verify(&params, sign_type, key, sign));
                assert_eq!(cashier::verify_pairs(&pairs, sign_type, &keys, sign), Ok(is_signed), "{name}");
                is_signed
            }
            "ipn" => {
                let params = payee::Params::from_form(body.as_bytes()).unwrap();
                let tokens: Vec<String> = keys.iter().map(|key| token_md5(key)).collect();
                let tokens: Vec<&str> = tokens.iter().map(String::as_str).collect();
                let is_signed = payee::verify(&params, &tokens, false);
                let pairs: Vec<_> = params.iter().collect();
                let given = params.get("verifySign").unwrap();
                assert_eq!(payee::verify_pairs(&pairs, &tokens, given), Ok(is_signed), "{name}");
                is_signed
            }
            "wallet" => {
                let header = text(&one["header"]);
                let (time, signatures) = header.strip_prefix("t=").unwrap().split_once(',').unwrap();
                let time = time.parse().unwrap();
                let sign = |key: &&str| digest::webhook_signature(key.as_bytes(), time, body.as_bytes());
                let expected: Vec<String> = keys.iter().map(sign).collect();
                let given = signatures.split(',').map(|signature| format!("t={time},{signature}"));
                given.into_iter().any(|given| expected.contains(&given))
            }
            _ => {
                let header = |name: &str| text(&one["headers"][name]);
                let keys: Option<Vec<Vec<u8>>> =
                    keys.iter().map(|secret| standard_webhooks::key(secret)).collect();
                let keys = keys.unwrap();
                let keys: Vec<&[u8]> = keys.iter().map(Vec::as_slice).collect();
                let (id, signatures) = (header("webhook-id"), header("webhook-signature"));
                let time = header("webhook-timestamp").parse().unwrap();
                standard_webhooks::verify(id, time, body.as_bytes(), signatures, &keys, time, 0)
            }
        };
        assert_eq!(is_signed, reason.is_none(), "{name}");
        checked += 1;
    }
    assert!(checked >= 20, "{checked}");
}

/// What two sets of pairs could have signed says nothing, whatever the signature.
#[test]
fn an_ambiguous_text_is_never_verified() {
    let pairs = [("product_id", "1"), ("remarks", "ok&product_billno=P-1")];
    let ambiguous = cashier::verify_pairs(&pairs, SignType::Md5, &["demo-key-0001"], "").unwrap_err();
    assert_eq!(&*ambiguous.name, "remarks");
    assert_eq!(payee::verify_pairs(&pairs, &["0"], "").unwrap_err(), ambiguous);
    // No key, no verdict but no.
    assert_eq!(cashier::verify_pairs(&pairs[..1], SignType::Md5, &[], ""), Ok(false));
    assert_eq!(payee::verify_pairs(&pairs[..1], &[], ""), Ok(false));
}
