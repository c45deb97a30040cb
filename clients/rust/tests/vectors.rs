//! The vectors of `tests/vectors`, which drive every library and the bundle.

use base64ct::{Base64, Encoding};
use feiqian_client::rfc9421::{self, Message, Parameter};
use feiqian_client::webhooks::{
    CallbackType, Clock, IpnType, Minimum, StandardHeaders, verify_callback, verify_ipn,
    verify_standard_webhook, verify_wallet_notice, webhook_secret,
};
use feiqian_client::{Error, Kind, money, signing};
use feiqian_signing::digest::md5_hex;
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

fn pairs(value: &Value) -> Vec<(&str, &str)> {
    list(value).iter().map(|pair| (text(&pair[0]), text(&pair[1]))).collect()
}

#[test]
fn sign_of_products() {
    let found = vectors("cashier");
    assert!(list(&found).len() >= 6);
    for one in list(&found) {
        let signed = signing::product_text(&[&pairs(&one["parameters"])[..], &[("sign", "0")]].concat());
        assert_eq!(signed, text(&one["text"]));
        let sign = match text(&one["sign_type"]) {
            "MD5" => signing::product_md5(&signed, text(&one["key"])),
            _ => signing::product_hmac(&signed, text(&one["key"])),
        };
        assert_eq!(sign, text(&one["signature"]), "{one}");
    }
    assert_eq!(signing::product_text(&[("𝄞", "1"), ("ｚ", "2"), ("a", "3"), ("Z", "4")]), "Z=4&a=3&ｚ=2&𝄞=1");
}

#[test]
fn md5() {
    for one in list(&vectors("md5")) {
        assert_eq!(md5_hex(&[text(&one["text"]).as_bytes()]), text(&one["md5"]));
    }
}

#[test]
fn verify_sign_and_headers_of_payees() {
    let found = vectors("payee");
    assert!(list(&found["verifySign"]).len() >= 8);
    for one in list(&found["verifySign"]) {
        let signed = signing::payee_text(&[&[("verifySign", "0")], &pairs(&one["parameters"])[..]].concat());
        assert_eq!(signed, text(&one["text"]));
        assert_eq!(signing::verify_sign(&signed, text(&one["token"])), text(&one["signature"]), "{one}");
    }
    for one in list(&found["header"]) {
        let header = feiqian_signing::payee::HeaderSignature {
            path: text(&one["path"]),
            body: text(&one["body"]).as_bytes(),
            timestamp: text(&one["timestamp"]),
            nonce: text(&one["nonce"]),
        };
        assert_eq!(header.canonical(), text(&one["text"]));
        assert_eq!(header.sign(text(&one["token"])), text(&one["header"]));
    }
}

#[test]
fn rfc9421_and_rfc9530() {
    let found = vectors("rfc9421");
    assert!(list(&found).len() >= 5);
    for one in list(&found) {
        let headers = pairs(&one["headers"]);
        let message = Message {
            method: text(&one["method"]),
            scheme: text(&one["scheme"]),
            authority: text(&one["authority"]),
            path: text(&one["path"]),
            query: one["query"].as_str(),
            headers: &headers,
        };
        let components: Vec<&str> = list(&one["components"]).iter().map(text).collect();
        let parameter = |pair: &'static Value| -> (&'static str, Parameter<'static>) {
            let value = pair[1].as_i64().map_or_else(|| Parameter::Text(text(&pair[1])), Parameter::Integer);
            (text(&pair[0]), value)
        };
        let leaked: &'static Value = Box::leak(Box::new(one["parameters"].clone()));
        let parameters: Vec<(&str, Parameter<'_>)> = list(leaked).iter().map(parameter).collect();
        let key = Base64::decode_vec(text(&one["key_base64"])).unwrap();
        let signed = rfc9421::sign(&message, &components, &parameters, &key, text(&one["label"])).unwrap();
        assert_eq!(signed.base, text(&one["base"]));
        assert_eq!(signed.input, text(&one["signature_input"]));
        assert_eq!(signed.signature, text(&one["signature"]));
        let digest =
            headers.iter().find(|(name, _)| *name == "content-digest").map_or("", |(_, value)| value);
        if digest.starts_with("sha-256=") {
            let first = digest.split(',').next().unwrap();
            assert_eq!(rfc9421::content_digest(text(&one["body"]).as_bytes()), first);
        }
    }
}

#[test]
fn texts_that_would_be_ambiguous() {
    let found = vectors("unambiguous");
    for one in list(&found["names"]) {
        assert_eq!(signing::is_name(text(&one[0])), one[1], "{one}");
    }
    for one in list(&found["values"]) {
        assert_eq!(signing::is_value(text(&one[0])), one[1], "{one}");
    }
}

#[test]
fn amounts() {
    for one in list(&vectors("money")) {
        let parsed = money::parse(text(&one["text"]), text(&one["currency"]));
        match one["minor"].as_str() {
            None => assert_eq!(parsed.unwrap_err().kind, Kind::InvalidArgument, "{one}"),
            Some(minor) => {
                let amount = parsed.unwrap();
                assert_eq!(amount.mantissa().to_string(), minor, "{one}");
                assert_eq!(amount.to_string(), text(one.get("printed").unwrap_or(&one["text"])));
            }
        }
    }
}

fn verify(one: &Value) -> Result<(), Error> {
    let body = text(&one["body"]).as_bytes();
    let keys: Vec<&str> = list(&one["keys"]).iter().map(text).collect();
    let clock = Clock { now_s: one["now"].as_i64().unwrap(), ..Clock::default() };
    match text(&one["scheme"]) {
        "callback" => {
            let deposit = one["expected"] == "deposit";
            let expected = if deposit { CallbackType::Deposit } else { CallbackType::Withdraw };
            let minimum = if one["minimum"] == "MD5" { Minimum::Md5 } else { Minimum::HmacSha256 };
            verify_callback(body, &keys, expected, minimum, clock).map(drop)
        }
        "ipn" => {
            let expected = if one["expected"] == "payout" { IpnType::Payout } else { IpnType::Account };
            verify_ipn(body, &keys, expected).map(drop)
        }
        "wallet" => verify_wallet_notice(body, text(&one["header"]), &keys, clock).map(drop),
        _ => {
            let header = |name: &str| text(&one["headers"][name]);
            let headers = StandardHeaders {
                id: header("webhook-id"),
                timestamp: header("webhook-timestamp"),
                signature: header("webhook-signature"),
            };
            verify_standard_webhook(body, headers, &keys, clock).map(drop)
        }
    }
}

#[test]
fn callbacks_ipns_notices_and_standard_webhooks() {
    let found = vectors("callbacks");
    assert!(list(&found).len() >= 50);
    for one in list(&found) {
        let name = text(&one["name"]);
        match verify(one) {
            Ok(()) => assert_eq!(one["accepted"], true, "{name}"),
            Err(error) => {
                assert_eq!(one["accepted"], false, "{name}: {error}");
                assert_eq!(error.kind, Kind::VerificationFailed, "{name}");
                assert_eq!(error.reason, text(&one["reason"]), "{name}");
            }
        }
    }
}

#[test]
fn standard_webhooks_of_the_specification() {
    for one in list(&vectors("standard-webhooks")) {
        let now_s = one["timestamp"].as_i64().unwrap();
        let headers = StandardHeaders {
            id: text(&one["id"]),
            timestamp: &now_s.to_string(),
            signature: text(&one["signature"]),
        };
        let clock = Clock { now_s, ..Clock::default() };
        let secret = text(&one["secret"]);
        let time = verify_standard_webhook(text(&one["body"]).as_bytes(), headers, &[secret], clock);
        assert_eq!(time, Ok(now_s));
    }
    assert_eq!(webhook_secret("demo-key-0001"), "whsec_ZGVtby1rZXktMDAwMQ==");
}
