//! A merchant's two keys at its hub: calls and redirects are signed with the newest that counts.

mod common;

use common::*;
use feiqian_cashier::testing::{NOW_S, Pairs};
use feiqian_signing::cashier::{keycode, redirect_sign};
use feiqian_vault::{Keyring, Place};

const NOW_MS: i64 = NOW_S * 1_000;
const NEXT: &str = "next-upstream-key-0001";

fn field<'p>(fields: &'p Pairs, name: &str) -> &'p str {
    fields
        .iter()
        .find(|(other, _)| other == name)
        .map(|(_, value)| value.as_str())
        .expect("a field of that name")
}

/// The key of the four keycodes and of the redirect that one payment of each kind makes.
fn check(key: &str, number: usize) {
    let (bench, hub) = bench();
    let (from, until) = (NOW_MS, NOW_MS + 1_000);
    bench.sql(&format!(
        "UPDATE merchants SET next_key = '{NEXT}', next_key_not_before = {from}, key_not_after = {until}
          WHERE code = 'M001'"
    ));
    bench.platform.set_now_ms([from - 1, from, until - 1, until][number]);
    hub.say("/OnlinePaymentSecond.do", r#"{"status":0,"billno":"HUB2","url":"https://pay.example/x"}"#);
    assert!(bench.send(paylimit("6")).is_success());
    for payment in [TRANSFER, ONLINE] {
        let answer = bench.send(pay(payment));
        assert!(answer.is_success(), "{answer:?} {:?}", bench.platform.faults());
    }
    let asked = hub.asked();
    assert_eq!(asked.len(), 4, "{asked:?}");
    for (_, path, fields) in asked {
        let value = |name| field(&fields, name);
        let expected = match path.as_str() {
            "/BQBankList.do" => keycode(&["M001", "0", key]),
            "/BQPayment.do" => keycode(&["1000001", "M001", "300.00", "ICBC", "0", key]),
            "/OnlinePaymentFirst.do" => keycode(&["1000001", "M001", "0", "0", key]),
            _ => keycode(&["1000001", "0", "M001", "300.00", "0", key]),
        };
        assert_eq!(value("keycode"), expected, "{path} at {number}");
    }
    let answer = bench.send(pay(REDIRECT));
    let redirect: serde_json::Value = serde_json::from_str(&member(&answer, "redirect")).unwrap();
    let params = redirect["params"].as_object().unwrap();
    let pairs = params.iter().filter(|(name, _)| *name != "sign");
    let pairs: Vec<(&str, &str)> =
        pairs.map(|(name, text)| (name.as_str(), text.as_str().unwrap())).collect();
    assert_eq!(params["sign"], redirect_sign(&pairs, key).unwrap(), "at {number}");
}

#[test]
fn the_newest_key_that_counts_signs() {
    for (number, key) in [UPSTREAM_KEY, NEXT, NEXT, NEXT].into_iter().enumerate() {
        check(key, number);
    }
}

#[test]
fn without_a_key_that_counts_nothing_is_sent_and_what_was_answered_stays() {
    let (bench, hub) = bench();
    let named = |name: &'static str, params| pay(&with(params, &[("product_order_sn", name)]));
    let first = bench.send(named("P1", TRANSFER));
    assert!(first.is_success());
    hub.requests();
    bench.sql(&format!("UPDATE merchants SET key_not_after = {NOW_MS} WHERE code = 'M001'"));
    bench.sql("DELETE FROM pay_quotes");
    for request in [named("P2", TRANSFER), named("P3", REDIRECT), paylimit("6"), paylimit("1")] {
        let answer = bench.send(request.clone());
        if request.path == "/paylimit" || answer != failed("system exception") {
            assert!(!answer.is_success(), "{answer:?}");
        }
    }
    assert_eq!(bench.send(named("P1", TRANSFER)).data(), first.data(), "a repetition needs no hub");
    let faults = bench.platform.faults();
    assert!(faults.iter().all(|fault| fault == "upstream: no key of the merchant counts now"), "{faults:?}");
    assert!(faults.len() >= 3);
    bench.check_invariants();
    // A receiving account of the merchant's own needs no key of a hub.
    assert!(bench.send(pay(LOCAL)).is_success());
}

#[test]
fn a_merchant_that_never_had_a_key_signs_with_the_empty_one() {
    let (bench, hub) = bench();
    bench.sql("UPDATE merchants SET key = '' WHERE code = 'M001'");
    assert!(bench.send(pay(TRANSFER)).is_success());
    let asked = hub.asked();
    assert_eq!(field(&asked[0].2, "keycode"), keycode(&["M001", "0", ""]));
}

#[test]
fn a_sealed_key_signs_and_one_that_does_not_open_is_a_fault() {
    const PII_KEY: &str = "a1:000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f";
    let (bench, hub) = bench();
    let id = bench.integers("SELECT id FROM merchants WHERE code = 'M001'")[0].to_string();
    let seal = |nonce| {
        let place = Place::signing_key("merchants.key", &id);
        let sealed = Keyring::new(PII_KEY).unwrap().seal_text(place, [nonce; 12], NEXT).unwrap();
        bench.sql(&format!("UPDATE merchants SET key = '{sealed}' WHERE code = 'M001'"));
    };
    seal(1);
    let answer = bench.answer(pay(TRANSFER));
    assert_eq!((answer.status, answer.code()), (500, 500), "{answer:?}");
    let faults = bench.platform.faults();
    assert_eq!(faults.len(), 1);
    assert!(faults[0].starts_with("merchants.key of row "), "{faults:?}");
    assert!(faults[0].ends_with("variable pii_key: not keyId:64hex[,keyId:64hex…]"), "{faults:?}");
    assert!(hub.requests().is_empty());
    bench.platform.set_variable("pii_key", PII_KEY);
    assert!(bench.send(pay(TRANSFER)).is_success());
    assert_eq!(field(&hub.asked()[0].2, "keycode"), keycode(&["M001", "0", NEXT]));
}
