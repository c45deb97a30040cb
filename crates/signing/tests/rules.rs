//! Validation: `cashier.md` 1.3, the order of checks of 2, and the bad input of 12 that needs no database.

use feiqian_signing::cashier::{Credentials, Freshness, SignType};
use feiqian_signing::rules::{Field, Integer, parse_id};
use feiqian_signing::{FieldErrors, Key, Params, Rules, mask};

fn message(errors: &FieldErrors) -> String {
    serde_json::to_string(errors).unwrap().replace("validation.", "")
}

/// The key of field `f` with the text `text` under `rules`.
fn key(text: &str, rules: impl for<'r, 'p> FnOnce(Field<'r, 'p>) -> Field<'r, 'p>) -> Option<Key> {
    check(text, |field| {
        rules(field).text();
    })
}

/// The same for rules of an integer.
fn integer_key(
    text: &str,
    rules: impl for<'r, 'p> FnOnce(Integer<'r, 'p>) -> Integer<'r, 'p>,
) -> Option<Key> {
    check(text, |field| {
        rules(field.required().integer()).get();
    })
}

fn check(text: &str, rules: impl FnOnce(Field)) -> Option<Key> {
    let body = serde_json::to_vec(&std::collections::BTreeMap::from([("f", text)])).unwrap();
    let params = Params::from_json(&body).unwrap();
    let mut all = Rules::new(&params);
    rules(all.field("f"));
    all.finish().err().and_then(|errors| errors.get("f"))
}

fn credentials(query: &str) -> Result<(Option<i64>, SignType), String> {
    let params = Params::from_query(query).unwrap();
    Credentials::read(&params)
        .map(|credentials| (credentials.product_id, credentials.sign_type))
        .map_err(|errors| message(&errors))
}

#[test]
fn first_and_second_check_of_a_signed_request() {
    let both = r#"{"sign":["required"],"product_id":["required"]}"#;
    let refused = |query: &str| credentials(query).unwrap_err();
    assert_eq!(refused(""), both);
    assert_eq!(refused("sign=+&product_id="), both);
    assert_eq!(refused("a=1&a=2&sign_type=SHA1"), both);
    assert_eq!(refused("sign=%20&product_id=1"), r#"{"sign":["required"]}"#);
    assert_eq!(refused("sign=x&product_id=1&sign_type=SHA1"), r#"{"sign_type":["in"]}"#);
    assert_eq!(refused("sign=x&product_id=1&sign_type=md5"), r#"{"sign_type":["in"]}"#);
    assert_eq!(refused("sign=x&product_id=1&a=1&a=2"), r#"{"a":["string"]}"#);
    assert_eq!(
        refused("sign=x&product_id=1&b=%00&a=1&a=2&sign_type=x"),
        r#"{"a":["string"],"b":["string"],"sign_type":["in"]}"#
    );
    assert_eq!(refused("sign=x&sign=x&product_id=1"), r#"{"sign":["string"]}"#);
    assert_eq!(refused("sign=x&product_id=1&sign_type=x&sign_type=x"), r#"{"sign_type":["string"]}"#);
    assert_eq!(credentials("sign=x&product_id=1"), Ok((Some(1), SignType::Md5)));
    assert_eq!(credentials("sign=x&product_id=1&sign_type="), Ok((Some(1), SignType::Md5)));
    assert_eq!(credentials("sign=x&product_id=1&sign_type=MD5"), Ok((Some(1), SignType::Md5)));
    assert_eq!(
        credentials("sign=x&product_id=999&sign_type=HMAC-SHA256"),
        Ok((Some(999), SignType::HmacSha256))
    );
    for unknown in ["1abc", "01", "-1", "%2B1", "1.0", "99999999999999999999", "+1"] {
        assert_eq!(
            credentials(&format!("sign=x&product_id={unknown}")),
            Ok((None, SignType::Md5)),
            "{unknown}"
        );
    }
}

#[test]
fn json_flaws_are_named() {
    for body in [
        r#"{"sign":"x","product_id":1,"a":1,"a":2}"#,
        r#"{"sign":"x","product_id":1,"a":[1]}"#,
        r#"{"sign":"x","product_id":1,"a":{}}"#,
        r#"{"sign":"x","product_id":1,"a":"\u0007"}"#,
    ] {
        let params = Params::from_json(body.as_bytes()).unwrap();
        assert_eq!(message(&Credentials::read(&params).unwrap_err()), r#"{"a":["string"]}"#, "{body}");
    }
    let params = Params::from_json(br#"{"sign":[],"product_id":1}"#).unwrap();
    assert_eq!(message(&Credentials::read(&params).unwrap_err()), r#"{"sign":["string"]}"#);
}

#[test]
fn replay_protection() {
    let read = |query: &str, required: bool| {
        let params = Params::from_query(query).unwrap();
        Freshness::read(&params, required)
            .map(|fresh| (fresh.timestamp, fresh.nonce.map(str::to_owned), fresh.is_fresh(1_700_000_000)))
            .map_err(|errors| message(&errors))
    };
    let both = r#"{"timestamp":["required"],"nonce":["required"]}"#;
    assert_eq!(read("", true), Err(both.into()));
    assert_eq!(read("timestamp=&nonce=+", true), Err(both.into()));
    assert_eq!(read("", false), Ok((None, None, true)));
    assert_eq!(read("nonce=x", false), Err(r#"{"timestamp":["required"]}"#.into()));
    assert_eq!(read("nonce=x&timestamp=1.7e9", false), Err(r#"{"timestamp":["integer"]}"#.into()));
    let long = "x".repeat(65);
    assert_eq!(read(&format!("timestamp=1&nonce={long}"), true), Err(r#"{"nonce":["max.string"]}"#.into()));
    assert_eq!(
        read(&format!("timestamp=1700000000&nonce={}", &long[1..]), true),
        Ok((Some(1_700_000_000), Some(long[1..].into()), true))
    );
    for (timestamp, fresh) in [
        ("1699999700", true),
        ("1700000300", true),
        ("1699999699", false),
        ("1700000301", false),
        ("99999999999999999999", false),
        ("-99999999999999999999", false),
    ] {
        assert_eq!(read(&format!("timestamp={timestamp}"), false).unwrap().2, fresh, "{timestamp}");
    }
}

#[test]
fn required_means_not_blank() {
    for blank in ["", " ", "\u{3000}\u{a0}"] {
        assert_eq!(key(blank, |field| field.required()), Some(Key::Required), "{blank:?}");
        // Optional fields: nothing there, so nothing to refuse.
        assert_eq!(key(blank, |field| field.money().one_of(&["1"])), None, "{blank:?}");
    }
    assert_eq!(key("x", |field| field.required()), None);
    assert_eq!(key("", |field| field.required_if(false)), None);
    assert_eq!(key("", |field| field.required_if(true)), Some(Key::Required));
}

#[test]
fn length_counts_scalar_values_and_nothing_is_trimmed() {
    let text = |text: &str| key(text, |field| field.min_chars(2).max_chars(4));
    assert_eq!(text("一"), Some(Key::MinString));
    assert_eq!(text("一二"), None);
    assert_eq!(text("😀😀😀😀"), None);
    assert_eq!(text("😀😀😀😀😀"), Some(Key::MaxString));
    assert_eq!(text(" abc "), Some(Key::MaxString));
    let params = Params::from_query("a=+x+").unwrap();
    assert_eq!(Rules::new(&params).field("a").text(), " x ");
}

#[test]
fn card_numbers() {
    let card = |number: &str| key(number, |field| field.required().alphanumeric().min_chars(6).max_chars(34));
    assert_eq!(card("12-34 56"), Some(Key::String));
    assert_eq!(card("１２３４５６"), Some(Key::String));
    assert_eq!(card("12345"), Some(Key::MinString));
    assert_eq!(card("123456"), None);
    assert_eq!(card(&"A".repeat(34)), None);
    assert_eq!(card(&"A".repeat(35)), Some(Key::MaxString));
}

#[test]
fn amounts() {
    let amount = |text: &str| key(text, |field| field.required().money());
    for text in [
        "abc", "1e3", "+5", ".5", "5.", "007", "1,000", "-", "--1", "-.5", "1.2.3", "１", " 1", "1 ", "0x1",
        "00", "-007",
    ] {
        assert_eq!(amount(text), Some(Key::Numeric), "{text}");
    }
    for text in ["0", "0.00", "-5", "-0", "-0.01", "0.00000000000"] {
        assert_eq!(amount(text), Some(Key::MinNumeric), "{text}");
    }
    for text in ["1", "300.00", "0.01", "0.000000001", "999999999999999999999999999999"] {
        assert_eq!(amount(text), None, "{text}");
    }
    let limit = |text: &str| key(text, |field| field.money_or_zero());
    assert_eq!(limit("0"), None);
    assert_eq!(limit("-0.0"), None);
    assert_eq!(limit("-0.1"), Some(Key::MinNumeric));
    assert_eq!(limit("x"), Some(Key::Numeric));
}

#[test]
fn integers() {
    let page = |text: &str| integer_key(text, |field| field.min(1).max(100));
    for text in ["x", "1.0", "01", "+1", "1e2", "-", "--1", "１"] {
        assert_eq!(page(text), Some(Key::Integer), "{text}");
    }
    assert_eq!(page("0"), Some(Key::MinNumeric));
    assert_eq!(page("-99999999999999999999"), Some(Key::MinNumeric));
    assert_eq!(page("101"), Some(Key::MaxNumeric));
    assert_eq!(page("99999999999999999999"), Some(Key::MaxNumeric));
    assert_eq!(page("100"), None);
    assert_eq!(integer_key("9", |field| field.one_of(&[0, 2, 4, -1, -3])), Some(Key::In));
    assert_eq!(integer_key("-3", |field| field.one_of(&[0, 2, 4, -1, -3])), None);

    let params = Params::from_query("a=7&b=x").unwrap();
    let mut rules = Rules::new(&params);
    assert_eq!(rules.field("a").integer().get(), Some(7));
    assert_eq!(rules.field("b").integer().get(), None);
    assert_eq!(rules.field("c").integer().or(5), 5);
}

#[test]
fn ids_have_one_spelling() {
    assert_eq!(parse_id("0"), Some(0));
    assert_eq!(parse_id("9223372036854775807"), Some(i64::MAX));
    for text in ["", "-1", "-0", "01", "+1", "1 ", "9223372036854775808"] {
        assert_eq!(parse_id(text), None, "{text}");
    }
}

#[test]
fn token_accepts_json_strings_only() {
    let errors = |body: &str| {
        let params = Params::from_json(body.as_bytes()).unwrap();
        let mut rules = Rules::new(&params);
        for name in ["pid", "account", "pwd"] {
            rules.field(name).json_string().required().max_chars(20).text();
        }
        rules.finish().err().map(|errors| message(&errors))
    };
    assert_eq!(
        errors(r#"{"pwd":0,"account":0,"pid":0}"#).as_deref(),
        Some(r#"{"pid":["string"],"account":["string"],"pwd":["string"]}"#)
    );
    assert_eq!(
        errors(r#"{"account":null,"pwd":" "}"#).as_deref(),
        Some(r#"{"pid":["required"],"account":["required"],"pwd":["required"]}"#)
    );
    assert_eq!(
        errors(r#"{"pid":true,"account":false,"pwd":[]}"#).as_deref(),
        Some(r#"{"pid":["string"],"account":["string"],"pwd":["string"]}"#)
    );
    assert_eq!(errors(r#"{"pid":"0","account":"0","pwd":"0"}"#), None);
}

#[test]
fn every_failing_field_once_in_the_order_of_the_rules() {
    let params = Params::from_query("b=x&c=1&c=2&z=%01&a=toolong").unwrap();
    let mut rules = Rules::new(&params);
    rules.field("d").required().max_chars(1).text();
    rules.field("c").required().text();
    rules.field("b").integer().min(1).get();
    rules.field("a").max_chars(3).one_of(&["x"]).text();
    rules.fail("a", Key::Exists);
    rules.fail("e", Key::Unique);
    let errors = rules.finish().unwrap_err();
    assert_eq!(
        message(&errors),
        r#"{"d":["required"],"c":["string"],"b":["integer"],"a":["max.string"],"e":["unique"],"z":["string"]}"#
    );
    assert_eq!(message(&FieldErrors::one("amount", Key::MaxNumeric)), r#"{"amount":["max.numeric"]}"#);
    assert_eq!(message(&FieldErrors::default()), "{}");
}

#[test]
fn items_are_keyed_by_their_place() {
    let read = |body: &str| {
        let params = Params::from_json(body.as_bytes()).unwrap();
        let mut rules = Rules::new(&params);
        for (index, item) in rules.objects("bank", 100).iter().enumerate() {
            let mut fields = Rules::item(item, "bank", index);
            fields.field("account_no").required().text();
            rules.absorb(fields.finish());
        }
        rules.finish().err().map(|errors| message(&errors))
    };
    assert_eq!(
        read(r#"{"bank":[{"account_no":"1"},{}]}"#).as_deref(),
        Some(r#"{"bank.1.account_no":["required"]}"#)
    );
    assert_eq!(
        read(r#"{"bank":[{"account_no":"1","x":[]},{"account_no":"1","account_no":"2"}],"pid":{}}"#)
            .as_deref(),
        Some(r#"{"bank.0.x":["string"],"bank.1.account_no":["string"],"pid":["string"]}"#)
    );
    assert_eq!(read(r#"{"bank":[{"account_no":"1"}]}"#), None);
    assert_eq!(read(r#"{"bank":{}}"#).as_deref(), Some(r#"{"bank":["string"]}"#));
    assert_eq!(read("{}").as_deref(), Some(r#"{"bank":["required"]}"#));
}

#[test]
fn keys_on_the_wire() {
    let keys = [
        (Key::Required, "validation.required"),
        (Key::String, "validation.string"),
        (Key::Integer, "validation.integer"),
        (Key::Numeric, "validation.numeric"),
        (Key::MinNumeric, "validation.min.numeric"),
        (Key::MaxNumeric, "validation.max.numeric"),
        (Key::MinString, "validation.min.string"),
        (Key::MaxString, "validation.max.string"),
        (Key::In, "validation.in"),
        (Key::Exists, "validation.exists"),
        (Key::Unique, "validation.unique"),
    ];
    for (key, text) in keys {
        assert_eq!(key.as_str(), text);
    }
}

#[test]
fn masks() {
    for (number, masked) in [
        ("6222020000000000001", "6222 **** 0001"),
        ("123456789012", "1234 **** 9012"),
        ("12345678901", "*********01"),
        ("123", "*23"),
        ("12", "12"),
        ("1", "1"),
        ("", ""),
    ] {
        assert_eq!(mask::number(number), masked);
    }
    for (name, masked) in
        [("张三", "*三"), ("欧阳三", "欧*三"), ("张", "*"), ("", ""), ("Zhang San", "Z*******n")]
    {
        assert_eq!(mask::name(name), masked);
    }
}
