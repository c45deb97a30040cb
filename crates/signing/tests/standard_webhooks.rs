//! Standard Webhooks: the published examples, and what a receiver refuses.

use base64ct::{Base64, Encoding};
use feiqian_signing::standard_webhooks::{TOLERANCE_SECONDS, headers, key, secret, signature, verify};
use serde_json::Value;

const VECTORS: &str = include_str!("../../../tests/vectors/standard-webhooks.json");

#[test]
fn the_published_examples_are_signed_and_verified() {
    let vectors: Vec<Value> = serde_json::from_str(VECTORS).unwrap();
    assert!(vectors.len() >= 4, "published and own");
    for vector in vectors {
        let text = |name: &str| vector[name].as_str().unwrap();
        let bytes = Base64::decode_vec(text("key_base64")).unwrap();
        let (id, body) = (text("id"), text("body").as_bytes());
        let at = vector["timestamp"].as_i64().unwrap();
        assert_eq!(signature(id, at, body, &[&bytes]), text("signature"), "{}", text("name"));
        assert_eq!(secret(&bytes), text("secret"), "{}", text("name"));
        assert_eq!(key(text("secret")).as_ref(), Some(&bytes), "{}", text("name"));
        assert_eq!(key(text("key_base64")).as_ref(), Some(&bytes), "{}", text("name"));
        assert!(verify(id, at, body, text("signature"), &[&bytes], at, 0), "{}", text("name"));
        let at_text = at.to_string();
        let expected = [
            ("webhook-id", id),
            ("webhook-timestamp", at_text.as_str()),
            ("webhook-signature", text("signature")),
        ];
        let made = headers(id, at, body, &[&bytes]);
        assert_eq!(made.each_ref().map(|(name, text)| (*name, text.as_str())), expected);
    }
}

#[test]
fn a_secret_that_is_none_has_no_key() {
    for text in ["whsec_=", "whsec_AAA", "whsec_ AAAA", "whsk_AAAA", "demo-key-0001"] {
        assert_eq!(key(text), None, "{text}");
    }
    assert_eq!(key("whsec_"), Some(vec![]));
}

#[test]
fn each_active_key_signs_and_any_of_them_is_enough() {
    let (old, new): (&[u8], &[u8]) = (b"the old key of a product", b"the new key of a product");
    let both = signature("evt_1", 1_000, b"{}", &[new, old]);
    assert_eq!(
        both,
        [signature("evt_1", 1_000, b"{}", &[new]), signature("evt_1", 1_000, b"{}", &[old])].join(" ")
    );
    assert_eq!(signature("evt_1", 1_000, b"{}", &[]), "");
    for keys in [&[old][..], &[new], &[b"none of them", old]] {
        assert!(verify("evt_1", 1_000, b"{}", &both, keys, 1_000, 0));
    }
    assert!(!verify("evt_1", 1_000, b"{}", &both, &[b"none of them"], 1_000, 0));
    assert!(!verify("evt_1", 1_000, b"{}", &both, &[], 1_000, 0));
}

#[test]
fn what_was_not_signed_is_refused() {
    let key: &[u8] = b"demo-key-0001";
    let good = signature("evt_1", 1_000, b"a=1", &[key]);
    let accepted =
        |id: &str, at: i64, body: &[u8], header: &str| verify(id, at, body, header, &[key], 1_000, 300);
    assert!(accepted("evt_1", 1_000, b"a=1", &good));
    assert!(
        accepted("evt_1", 1_000, b"a=1", &format!("v1,AAAA v2,x  v1a,y {good}")),
        "others are passed over"
    );
    assert!(!accepted("evt_2", 1_000, b"a=1", &good));
    assert!(!accepted("evt_1", 1_001, b"a=1", &good));
    assert!(!accepted("evt_1", 1_000, b"a=2", &good));
    for header in [
        "",
        "v1,",
        &good[3..],
        &good.replace("v1,", "v2,"),
        &good.replace("v1,", "V1,"),
        &good[..good.len() - 1],
        &format!("{good}="),
        &good.replace(',', " "),
        &good.to_lowercase(),
    ] {
        assert!(!accepted("evt_1", 1_000, b"a=1", header), "{header}");
    }
    let crowded = format!("{}{good}", "v1,AAAA ".repeat(1_000));
    assert!(!accepted("evt_1", 1_000, b"a=1", &crowded), "a header is not searched for ever");
}

#[test]
fn the_timestamp_is_near_the_clock() {
    let key: &[u8] = b"demo-key-0001";
    for (at, now, fresh) in [
        (1_000, 1_000, true),
        (1_000, 1_300, true),
        (1_000, 1_301, false),
        (1_300, 1_000, true),
        (1_301, 1_000, false),
        (i64::MIN, i64::MAX, false),
    ] {
        let header = signature("evt_1", at, b"", &[key]);
        assert_eq!(verify("evt_1", at, b"", &header, &[key], now, TOLERANCE_SECONDS), fresh, "{at} at {now}");
    }
}
