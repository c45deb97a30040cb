//! What holds for every input.

use feiqian_money::{AmountError, Currency};
use feiqian_signing::cashier::{self, SignType};
use feiqian_signing::payee::{self, Empty, HeaderSignature};
use feiqian_signing::rules::{is_decimal, is_integer};
use feiqian_signing::{Params, Rules, digest, form, json};
use proptest::collection::{btree_map, vec};
use proptest::prelude::*;
use std::collections::BTreeMap;

type Pairs = Vec<(String, String)>;

/// Text without the control characters that both dialects refuse.
fn text() -> impl Strategy<Value = String> {
    prop_oneof!["[ -~]{0,20}", "[a-z&=%+中é😀]{0,12}", "\\PC{0,12}"]
}

fn cashier_set() -> impl Strategy<Value = BTreeMap<String, String>> {
    btree_map(
        prop_oneof!["[a-zA-Z_]{1,6}", text()].prop_filter("sign is no signed name", |name| name != "sign"),
        text(),
        0..12,
    )
}

fn payee_set() -> impl Strategy<Value = BTreeMap<String, String>> {
    btree_map(
        "[A-Za-z0-9_.-]{1,10}".prop_filter("verifySign signs", |name| name != "verifySign"),
        text(),
        1..12,
    )
}

/// The same pairs in two orders.
fn shuffled(set: impl Strategy<Value = BTreeMap<String, String>>) -> impl Strategy<Value = (Pairs, Pairs)> {
    set.prop_flat_map(|set| {
        let list: Vec<_> = set.into_iter().collect();
        (Just(list.clone()).prop_shuffle(), Just(list).prop_shuffle())
    })
}

fn to_json(pairs: &[(String, String)]) -> String {
    let members: Vec<String> = pairs
        .iter()
        .map(|(name, text)| {
            [serde_json::to_string(name).unwrap(), serde_json::to_string(text).unwrap()].join(" : ")
        })
        .collect();
    format!("{{{}}}", members.join(" ,\n"))
}

fn to_form(pairs: &[(String, String)]) -> String {
    form::encode(pairs.iter().map(|(name, text)| (name, text)))
}

fn sign_type() -> impl Strategy<Value = SignType> {
    prop_oneof![Just(SignType::Md5), Just(SignType::HmacSha256)]
}

/// `bytes` with one byte changed.
fn changed(bytes: &[u8], at: prop::sample::Index, by: u8) -> Vec<u8> {
    let mut bytes = bytes.to_vec();
    let at = at.index(bytes.len());
    bytes[at] ^= by;
    bytes
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(512))]

    #[test]
    fn cashier_order_and_encoding_never_matter((one, two) in shuffled(cashier_set()), split in any::<prop::sample::Index>()) {
        let query = Params::from_query(&to_form(&one)).unwrap();
        prop_assert_eq!(Params::from_form(to_form(&two).as_bytes()).unwrap(), query.clone());
        let text = cashier::signing_string(&query);
        let json = Params::from_json(to_json(&two).as_bytes()).unwrap();
        prop_assert_eq!(cashier::signing_string(&json), text.clone());
        let at = split.index(two.len() + 1);
        let merged = Params::product(&to_form(&two[..at]), "", to_json(&two[at..]).as_bytes()).unwrap();
        prop_assert_eq!(cashier::signing_string(&merged), text.clone());
        let pairs: Vec<(&str, &str)> = two.iter().map(|(name, text)| (&**name, &**text)).collect();
        match cashier::sign_pairs(&pairs, SignType::Md5, "key") {
            Ok(sign) => prop_assert_eq!(sign, cashier::sign(&query, SignType::Md5, "key")),
            Err(ambiguous) => prop_assert!(merged.param(&ambiguous.name).is_some_and(|param| param.flaw().is_some())),
        }
        // An independent definition of the string.
        let set: BTreeMap<_, _> = one.iter().cloned().collect();
        let joined: Vec<String> = set.iter().map(|(name, text)| format!("{name}={text}")).collect();
        prop_assert_eq!(text, joined.join("&"));
        prop_assert_eq!(query.flaws().count(), 0);
        for (name, text) in &set {
            prop_assert_eq!(json.get(name), Some(&**text));
        }
    }

    #[test]
    fn a_changed_value_key_or_signature_breaks_the_cashiers_signature(
        (list, _) in shuffled(cashier_set()),
        sign_type in sign_type(),
        key in "[ -~]{1,80}",
        at in any::<prop::sample::Index>(),
        by in 1_u8..,
    ) {
        let params = Params::from_query(&to_form(&list)).unwrap();
        let sign = cashier::sign(&params, sign_type, &key);
        prop_assert!(cashier::verify(&params, sign_type, &key, &sign));
        prop_assert_eq!(sign.len(), sign_type.digits());

        let text = cashier::signing_string(&params);
        let digest_of = |text: &[u8], key: &[u8]| match sign_type {
            SignType::Md5 => digest::md5_hex(&[text, key]),
            SignType::HmacSha256 => digest::hmac_sha256_hex(key, &[text]),
        };
        prop_assert_eq!(&digest_of(text.as_bytes(), key.as_bytes()), &sign);
        if !text.is_empty() {
            prop_assert_ne!(&digest_of(&changed(text.as_bytes(), at, by), key.as_bytes()), &sign);
        }
        prop_assert_ne!(&digest_of(text.as_bytes(), &changed(key.as_bytes(), at, by)), &sign);

        for other in ["", " ", "0", &sign[1..], &format!("{sign}0"), &format!(" {sign}")] {
            prop_assert!(!cashier::verify(&params, sign_type, &key, other));
        }
        prop_assert!(cashier::verify(&params, sign_type, &key, &sign.to_uppercase()));
        if let Ok(other) = String::from_utf8(changed(sign.as_bytes(), at, by & 0x7F | 1)) {
            let same = other.eq_ignore_ascii_case(&sign);
            prop_assert_eq!(cashier::verify(&params, sign_type, &key, &other), same);
        }

        // One byte more or less anywhere in the set.
        if let Some(index) = (!list.is_empty()).then(|| at.index(list.len())) {
            let mut changed = list.clone();
            changed[index].1.push('x');
            let params = Params::from_query(&to_form(&changed)).unwrap();
            prop_assert!(!cashier::verify(&params, sign_type, &key, &sign));
            changed.remove(index);
            let params = Params::from_query(&to_form(&changed)).unwrap();
            prop_assert!(!cashier::verify(&params, sign_type, &key, &sign));
        }
    }

    #[test]
    fn payee_order_and_encoding_never_matter((one, two) in shuffled(payee_set()), token in "[!-~]{1,40}") {
        let form = payee::Params::from_form(to_form(&one).as_bytes()).unwrap();
        let json = payee::Params::from_json(to_json(&two).as_bytes()).unwrap();
        prop_assert_eq!(&form, &json);
        prop_assert_eq!(payee::parameter_hash(&form), payee::parameter_hash(&json));
        let token_md5 = payee::token_md5(&token);
        let sign = payee::sign(&form, Empty::Dropped, &token_md5);
        let pairs: Vec<(&str, &str)> = two.iter().map(|(name, text)| (&**name, &**text)).collect();
        match payee::sign_pairs(&pairs, &token_md5) {
            Ok(signed) => prop_assert_eq!(signed, sign),
            Err(refused) => prop_assert!(payee::ambiguous(&form).is_some() && form.get(&refused.name).is_some()),
        }

        let set: BTreeMap<_, _> = one.into_iter().collect();
        let kept: String = set.iter().map(|(name, text)| format!("{name}={text}&")).collect();
        let dropped: String = set.iter().filter(|(_, text)| !text.is_empty()).map(|(name, text)| format!("{name}={text}&")).collect();
        prop_assert_eq!(payee::sign_text(&form, Empty::Kept), kept);
        prop_assert_eq!(payee::sign_text(&form, Empty::Dropped), dropped);
    }

    #[test]
    fn a_changed_value_token_or_signature_breaks_verify_sign(
        (list, _) in shuffled(payee_set()),
        token in "[!-~]{1,40}",
        keep in any::<bool>(),
        at in any::<prop::sample::Index>(),
        by in 1_u8..,
    ) {
        let token_md5 = payee::token_md5(&token);
        let params = payee::Params::from_form(to_form(&list).as_bytes()).unwrap();
        let empty = if keep { Empty::Kept } else { Empty::Dropped };
        let sign = payee::sign(&params, empty, &token_md5);
        let verifies = |list: &[(String, String)], sign: &str, token_md5: &str| {
            let mut list = list.to_vec();
            list.push(("verifySign".into(), sign.into()));
            payee::Params::from_form(to_form(&list).as_bytes())
                .is_ok_and(|params| payee::verify(&params, &["x", token_md5], keep))
        };
        prop_assert!(verifies(&list, &sign, &token_md5));
        let mut other = list.clone();
        other[at.index(list.len())].1.push('x');
        prop_assert!(!verifies(&other, &sign, &token_md5));
        prop_assert!(verifies(&list, &sign.to_uppercase(), &token_md5));
        let token = String::from_utf8_lossy(&changed(token.as_bytes(), at, by)).into_owned();
        prop_assert!(!verifies(&list, &sign, &payee::token_md5(&token)));
        if let Ok(other) = String::from_utf8(changed(sign.as_bytes(), at, by & 0x7F | 1)) {
            prop_assert_eq!(verifies(&list, &other, &token_md5), other.eq_ignore_ascii_case(&sign));
        }
        let text = payee::sign_text(&params, empty);
        if !text.is_empty() {
            prop_assert_ne!(digest::md5_hex(&[&changed(text.as_bytes(), at, by), token_md5.as_bytes()]), sign);
        }
    }

    #[test]
    fn the_header_signature_covers_every_byte_of_the_body(
        body in vec(any::<u8>(), 1..200), at in any::<prop::sample::Index>(), by in 1_u8..,
    ) {
        let signature = HeaderSignature { path: "/v3/payee/update", body: &body, timestamp: "t", nonce: "n" };
        let header = signature.sign("token");
        prop_assert!(signature.verify(&header, &["token"]));
        let body = changed(&body, at, by);
        let other = HeaderSignature { body: &body, ..signature };
        prop_assert!(!other.verify(&header, &["token"]));
    }

    #[test]
    fn different_requests_have_different_parameter_hashes(one in payee_set(), two in payee_set()) {
        let parse = |set: &BTreeMap<String, String>| {
            let list: Vec<_> = set.clone().into_iter().collect();
            payee::Params::from_form(to_form(&list).as_bytes()).unwrap()
        };
        let full = |set: &BTreeMap<String, String>| -> BTreeMap<_, _> {
            set.clone().into_iter().filter(|(_, text)| !text.is_empty()).collect()
        };
        let same = payee::parameter_hash(&parse(&one)) == payee::parameter_hash(&parse(&two));
        prop_assert_eq!(same, full(&one) == full(&two));
    }

    #[test]
    fn repeated_names_are_always_seen(set in cashier_set(), at in any::<prop::sample::Index>(), place in any::<prop::sample::Index>()) {
        prop_assume!(!set.is_empty());
        let mut list: Vec<_> = set.into_iter().collect();
        let again = list[at.index(list.len())].clone();
        list.insert(place.index(list.len() + 1), again.clone());
        for params in [Params::from_query(&to_form(&list)).unwrap(), Params::from_json(to_json(&list).as_bytes()).unwrap()] {
            prop_assert_eq!(params.flaws().collect::<Vec<_>>(), [&*again.0]);
        }
    }

    #[test]
    fn number_literals_are_never_reformatted(number in "-?(0|[1-9][0-9]{0,40})(\\.[0-9]{1,40})?([eE][+-]?[0-9]{1,5})?") {
        let body = format!("{{\"n\": {number} }}");
        let cashier = Params::from_json(body.as_bytes()).unwrap();
        prop_assert_eq!(cashier.get("n"), Some(&*number));
        let payee = payee::Params::from_json(body.as_bytes()).unwrap();
        prop_assert_eq!(payee.get("n"), Some(&*number));
    }

    #[test]
    fn no_bytes_panic(body in vec(any::<u8>(), 0..200), content_type in "\\PC{0,40}") {
        let query = String::from_utf8_lossy(&body);
        let _ = Params::product(&query, &content_type, &body);
        let _ = Params::from_form(&body);
        let _ = Params::back_office(&query, &body);
        let _ = payee::Params::from_form(&body);
        let _ = payee::Params::from_json(&body);
        let _ = payee::Encoding::of(&content_type);
    }

    #[test]
    fn no_json_like_text_panics(body in "[\\[\\]{}\",:0-9eE.+\\-\\\\utrfalsn \u{7f}é]{0,60}") {
        let _ = Params::from_json(body.as_bytes());
        let _ = payee::Params::from_json(format!("{{\"a\":{body}}}").as_bytes());
        let _ = json::has_lone_surrogate(&body);
        let _ = json::items(&body);
    }

    #[test]
    fn the_scanner_agrees_with_a_json_parser(body in "[\\[\\]{}\",:01e.\\-\\\\nul ]{0,30}|\\{(\"a\":(1|\"x\"|null|\\[\\]|\"\\\\u[dD][89aAcC]00\"),?){0,3}\\}") {
        let strict = serde_json::from_str::<serde_json::Value>(&body);
        let members = json::members(&body).ok().filter(|_| !json::has_lone_surrogate(&body));
        // A number beyond a double is fine as text, which is the only difference; none occurs here.
        prop_assert_eq!(members.is_some(), strict.as_ref().is_ok_and(serde_json::Value::is_object));
    }

    #[test]
    fn compact_json_means_the_same(value in json_value()) {
        let pretty = serde_json::to_string_pretty(&value).unwrap();
        let body = format!("{{\"v\":{pretty}}}");
        let compact = json::members(&body).unwrap()[0].value.compact();
        prop_assert_eq!(compact, value.to_string());
    }

    #[test]
    fn phase_one_and_phase_two_share_a_grammar(text in "-?[0-9]{0,3}\\.?[0-9]{0,3}|\\PC{0,6}") {
        let phase_two = feiqian_money::cashier::parse(&text, Currency::Btc);
        prop_assert_eq!(is_decimal(&text), phase_two != Err(AmountError::Grammar));
        prop_assert_eq!(is_integer(&text), is_decimal(&text) && !text.contains('.'));
        let body = serde_json::to_vec(&BTreeMap::from([("amount", &text)])).unwrap();
        let params = Params::from_json(&body).unwrap();
        let mut rules = Rules::new(&params);
        rules.field("amount").required().money().text();
        if params.flaws().next().is_none() {
            prop_assert_eq!(rules.finish().is_ok(), phase_two.is_ok());
        }
    }

    #[test]
    fn masks_hide_and_keep_their_length(text in "\\PC{0,30}") {
        let count = text.chars().count();
        let name = feiqian_signing::mask::name(&text);
        prop_assert_eq!(name.chars().count(), count);
        let number = feiqian_signing::mask::number(&text);
        prop_assert_eq!(number.chars().count(), if count >= 12 { 14 } else { count });
    }
}

fn json_value() -> impl Strategy<Value = serde_json::Value> {
    let leaf = prop_oneof![
        Just(serde_json::Value::Null),
        any::<bool>().prop_map(Into::into),
        any::<i64>().prop_map(Into::into),
        any::<String>().prop_map(Into::into),
    ];
    leaf.prop_recursive(4, 32, 4, |inner| {
        prop_oneof![
            vec(inner.clone(), 0..4).prop_map(Into::into),
            btree_map(any::<String>(), inner, 0..4)
                .prop_map(|map| serde_json::Value::Object(map.into_iter().collect())),
        ]
    })
}
