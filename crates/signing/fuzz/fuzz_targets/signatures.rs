//! Every scheme on arbitrary parameters: what is signed verifies, anything else does not, and rules never panic.
//!
//! Input: a key, a line end, a would-be signature, a line end, a body.
#![no_main]

use feiqian_signing::cashier::{self, Credentials, Freshness, SignType};
use feiqian_signing::payee::{self, Empty, HeaderSignature};
use feiqian_signing::{Params, Rules, digest, mask};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|data: &[u8]| {
    let mut parts = data.splitn(3, |&byte| byte == b'\n');
    let mut part = || parts.next().unwrap_or_default();
    let (key, sign, body) = (part(), part(), part());
    let (key, sign) = (String::from_utf8_lossy(key), String::from_utf8_lossy(sign));

    for params in [Params::from_json(body), Params::from_form(body)].into_iter().flatten() {
        let text = cashier::signing_string(&params);
        for sign_type in [SignType::Md5, SignType::HmacSha256] {
            let right = cashier::sign(&params, sign_type, &key);
            assert_eq!(
                right,
                match sign_type {
                    SignType::Md5 => digest::md5_hex(&[text.as_bytes(), key.as_bytes()]),
                    SignType::HmacSha256 => digest::hmac_sha256_hex(key.as_bytes(), &[text.as_bytes()]),
                }
            );
            assert!(cashier::verify(&params, sign_type, &key, &right));
            assert_eq!(cashier::verify(&params, sign_type, &key, &sign), right.eq_ignore_ascii_case(&sign));
        }
        let _ = Credentials::read(&params).map(|credentials| credentials.verify(&params, &[&key]));
        let _ = Freshness::read(&params, body.len() % 2 == 0).map(|fresh| fresh.is_fresh(i64::MIN));
        rules(&params);
    }

    for params in [payee::Params::from_json(body), payee::Params::from_form(body)].into_iter().flatten() {
        let token_md5 = payee::token_md5(&key);
        let given = params.get("verifySign").unwrap_or_default();
        let dropped = payee::sign(&params, Empty::Dropped, &token_md5);
        let kept = payee::sign(&params, Empty::Kept, &token_md5);
        let is = |sign: &str| given.eq_ignore_ascii_case(sign);
        assert_eq!(payee::verify(&params, &[&token_md5], false), is(&dropped));
        assert_eq!(payee::verify(&params, &[&token_md5], true), is(&dropped) || is(&kept));
        assert!(!payee::verify(&params, &[], true));
    }

    let header =
        HeaderSignature { path: "/v3/payee/update", body, timestamp: "2024-01-02T03:04:05Z", nonce: &key };
    let right = header.sign(&key);
    assert!(header.verify(&right, &[&key]));
    let (scheme, digits) = right.split_at("HMAC-SHA256 ".len());
    let is_right = sign.strip_prefix(scheme).is_some_and(|given| given.eq_ignore_ascii_case(digits));
    assert_eq!(header.verify(&sign, &[&key]), is_right);
    let _ = (mask::number(&sign), mask::name(&sign));
});

fn rules(params: &Params) {
    let mut rules = Rules::new(params);
    rules.field("a").required().min_chars(2).max_chars(4).alphanumeric().text();
    rules.field("b").required().money().text();
    rules.field("c").json_string().required().one_of(&["x"]).text();
    rules.field("d").integer().min(1).max(9).or(1);
    for (index, item) in rules.objects("bank", 100).iter().enumerate() {
        let mut fields = Rules::item(item, "bank", index);
        fields.field("e").required().money_or_zero().text();
        rules.absorb(fields.finish());
    }
    if let Err(errors) = rules.finish() {
        let mut names: Vec<_> = errors.iter().map(|(name, _)| name).collect();
        names.sort_unstable();
        assert!(names.windows(2).all(|pair| pair[0] != pair[1]), "one key a field");
        serde_json::to_string(&errors).unwrap();
    }
}
