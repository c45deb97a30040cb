//! Every vector of `cashier.md` 2 and 6.

use feiqian_signing::Params;
use feiqian_signing::cashier::{
    self, SignType, is_keycode, is_redirect_sign, keycode, redirect_sign, sign_pairs,
};

const KEY: &str = "demo-key-0001";

/// Signing string, type, signature.
const VECTORS: [(&str, SignType, &str); 6] = [
    ("product_id=1&product_user_id=1000001", SignType::Md5, "65f2f50d13392e6605b06f526f1c9a74"),
    (
        "amount=300.00&payid=777&payment_code=6&product_id=1&product_user_id=1000001",
        SignType::Md5,
        "8c3011f757cdc89b51b0a38fb18627f7",
    ),
    (
        "bank_account_name=张三&bank_account_no=6222020000000000001&bank_cities=市辖区&bank_countries=东城区&bank_name=工商银行&bank_province=北京市&product_id=1&product_user_id=1000001",
        SignType::Md5,
        "73c34f943abc32aad87c5f1eee3f33ff",
    ),
    ("Z=1&a=2&product_id=1", SignType::Md5, "1e90519e4497ae47aaf152ab41ece122"),
    ("a=1&b=&c=100.50&d=&product_id=1", SignType::Md5, "84beae988ddde1c0e0eb8d621cb5368d"),
    (
        "nonce=a1b2c3d4&product_id=1&product_user_id=1000001&sign_type=HMAC-SHA256&timestamp=1700000000",
        SignType::HmacSha256,
        "7e8363bbbfbaba5bbb1b89a171d03461f34a32463d9d186ca7c35a747f5696f9",
    ),
];

#[test]
fn every_vector_signs_and_verifies() {
    for (string, sign_type, sign) in VECTORS {
        let params = Params::from_query(string).unwrap();
        assert_eq!(cashier::signing_string(&params), string);
        assert_eq!(cashier::sign(&params, sign_type, KEY), sign);
        assert!(cashier::verify(&params, sign_type, KEY, sign));
        assert!(cashier::verify(&params, sign_type, KEY, &sign.to_uppercase()));
        assert!(!cashier::verify(&params, sign_type, "demo-key-0002", sign));
        let reversed: Vec<&str> = string.split('&').rev().collect();
        let reversed = Params::from_query(&format!("{}&sign={sign}", reversed.join("&"))).unwrap();
        assert!(cashier::verify(&reversed, sign_type, KEY, sign));
    }
}

#[test]
fn must_be_rejected() {
    let params = Params::from_query("product_id=1&product_user_id=1000001").unwrap();
    for sign_type in [SignType::Md5, SignType::HmacSha256] {
        assert!(!cashier::verify(&params, sign_type, KEY, "334b1917508a4bf16d3438d5f72e74d9"));
    }
}

#[test]
fn json_scalars_become_the_signed_text() {
    let body = br#"{"product_id":1,"a":true,"b":false,"c":100.50,"d":null}"#;
    let params = Params::product("", "application/json", body).unwrap();
    assert_eq!(cashier::signing_string(&params), "a=1&b=&c=100.50&d=&product_id=1");
    assert!(cashier::verify(&params, SignType::Md5, KEY, "84beae988ddde1c0e0eb8d621cb5368d"));
}

#[test]
fn keycodes() {
    let (code, grade, user, key) = ("M001", "0", "1000001", "demo-upstream-0001");
    assert_eq!(keycode(&[code, grade, key]), "bf6a15867da6d82918938a768c5744f7");
    assert_eq!(keycode(&[user, code, "300.00", "ICBC", grade, key]), "d265b06325e5699f28d4cd0fddcc979d");
    assert_eq!(keycode(&[user, code, "0", grade, key]), "67d823bdcdcbb5c5e249606dadbe9e96");
    assert_eq!(keycode(&[user, "0", code, "300.00", grade, key]), "7456fb800c33b0c88ce2eb5713472540");
    for given in ["bf6a15867da6d82918938a768c5744f7", "BF6A15867DA6D82918938A768C5744F7"] {
        assert!(is_keycode(&[code, grade, key], given));
        assert!(!is_keycode(&[code, "1", key], given));
    }
    for given in ["", "bf6a15867da6d82918938a768c5744f", "bf6a15867da6d82918938a768c5744f70"] {
        assert!(!is_keycode(&[code, grade, key], given), "{given}");
    }
}

#[test]
fn redirect_set() {
    let pairs = [
        ("region", "1"),
        ("amount", "300.00"),
        ("callback_url", "https://merchant.example/cb"),
        ("channel", "qr"),
        ("currency", "CNY"),
        ("group", "1"),
        ("ip", "203.0.113.9"),
        ("login_name", "1000001"),
        ("payment_reference", "M0012601020304051000001D1ab12"),
        ("product_id", "1"),
    ];
    let (key, sign) = ("demo-upstream-0001", "58750d8f6fe2393b0fb29f380cfd78ca");
    assert_eq!(redirect_sign(&pairs, key).unwrap(), sign);
    for sign in [sign, &sign.to_uppercase()] {
        assert!(is_redirect_sign(&pairs, key, sign));
        assert!(!is_redirect_sign(&pairs, "another key", sign));
        assert!(!is_redirect_sign(&pairs[1..], key, sign));
    }
}

#[test]
fn what_would_be_ambiguous_is_not_signed() {
    for (name, value) in [
        ("remarks", "ok&product_billno=P-1&product_id=1"),
        ("callback_url", "https://merchant.example/cb?a=1&b=2"),
        ("sign_type=MD5&timestamp", "1000000000"),
        ("a=", ""),
        ("&", ""),
    ] {
        for pairs in [[("amount", "1"), (name, value)], [(name, value), ("zip", "1")]] {
            let refusals = [
                sign_pairs(&pairs, SignType::Md5, KEY),
                sign_pairs(&pairs, SignType::HmacSha256, KEY),
                redirect_sign(&pairs, KEY),
            ];
            for refusal in refusals {
                assert_eq!(&*refusal.unwrap_err().name, name);
            }
            // Not even its right signature is one.
            let params = Params::from_query(&feiqian_signing::form::encode(pairs)).unwrap();
            let sign = cashier::sign(&params, SignType::Md5, &["&key=", KEY].concat());
            assert!(!is_redirect_sign(&pairs, KEY, &sign));
        }
    }
    assert!(sign_pairs(&[("remarks", "AT&T")], SignType::Md5, KEY).is_ok());
}
