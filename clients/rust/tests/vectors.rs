//! The vectors of `tests/vectors`, which drive every library and the bundle.

use feiqian_client::signing::rfc9421::sign::{Parameters, sign};
use feiqian_client::signing::rfc9421::{Message, content_digest};
use feiqian_client::signing::unambiguous::{check, is_name, is_value};
use feiqian_client::signing::{
    HeaderSignature, SignType, sign_payee, sign_product, standard_webhooks, token_md5,
};
use feiqian_client::webhooks::{
    CallbackType, Clock, IpnType, Minimum, StandardHeaders, verify_callback, verify_ipn,
    verify_standard_webhook, verify_wallet_notice, webhook_secret,
};
use feiqian_client::{Error, Kind, money};
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
        let sign_type = SignType::parse(text(&one["sign_type"])).unwrap();
        let sign = sign_product(&pairs(&one["parameters"]), sign_type, text(&one["key"]));
        assert_eq!(sign.as_deref(), Ok(text(&one["signature"])), "{one}");
    }
    // Bytewise, as the names are in UTF-8 and not in UTF-16.
    let sign = sign_product(&[("𝄞", "1"), ("ｚ", "2"), ("a", "3"), ("Z", "4")], SignType::Md5, "k");
    assert_eq!(sign, Ok(md5_hex(&["Z=4&a=3&ｚ=2&𝄞=1k".as_bytes()])));
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
        let given = [&[("verifySign", "0")], &pairs(&one["parameters"])[..]].concat();
        let sign = sign_payee(&given, &token_md5(text(&one["token"])));
        // One vector shows how the text is written that the bundle refuses.
        let expected = match check(given.iter().copied()) {
            Ok(()) => Ok(text(&one["signature"])),
            Err(ambiguous) => Err(ambiguous),
        };
        assert_eq!(sign.as_deref().map_err(Clone::clone), expected, "{one}");
    }
    for one in list(&found["header"]) {
        let header = HeaderSignature {
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
        let lines = |name: &str| -> Vec<Vec<u8>> {
            let lines = headers.iter().filter(|(other, _)| *other == name);
            lines.map(|(_, value)| value.as_bytes().to_vec()).collect()
        };
        let message = Message {
            method: text(&one["method"]),
            scheme: text(&one["scheme"]),
            authority: text(&one["authority"]),
            path: text(&one["path"]),
            query: one["query"].as_str(),
            field: &lines,
        };
        let components: Vec<&str> = list(&one["components"]).iter().map(text).collect();
        let parameter = |name: &str| {
            list(&one["parameters"]).iter().find(|pair| pair[0] == name).map(|pair| pair[1].clone())
        };
        let number = |name: &str| parameter(name).and_then(|value| value.as_i64());
        let string = |name: &str| parameter(name).and_then(|value| Some(value.as_str()?.to_owned()));
        let (nonce, alg, keyid) = (string("nonce"), string("alg"), string("keyid"));
        let parameters = Parameters {
            created: number("created"),
            expires: number("expires"),
            nonce: nonce.as_deref(),
            alg: alg.as_deref(),
            keyid: keyid.as_deref(),
        };
        let key = standard_webhooks::key(text(&one["key_base64"])).unwrap();
        let signed = sign(text(&one["label"]), &message, &components, &parameters, &key).unwrap();
        assert_eq!(signed.base, text(&one["base"]));
        assert_eq!(signed.input, text(&one["signature_input"]));
        assert_eq!(signed.signature, text(&one["signature"]));
        let digest =
            headers.iter().find(|(name, _)| *name == "content-digest").map_or("", |(_, value)| value);
        if digest.starts_with("sha-256=") {
            let first = digest.split(',').next().unwrap();
            assert_eq!(content_digest::of(text(&one["body"]).as_bytes()), first);
        }
    }
}

#[test]
fn texts_that_would_be_ambiguous() {
    let found = vectors("unambiguous");
    for one in list(&found["names"]) {
        assert_eq!(is_name(text(&one[0])), one[1], "{one}");
    }
    for one in list(&found["values"]) {
        assert_eq!(is_value(text(&one[0])), one[1], "{one}");
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
