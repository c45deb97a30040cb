//! Parameters of the payee interface: `payee.md` 2, the bad input of 11, and the injection guard of 4.

use feiqian_signing::payee::{
    Encoding, Params, Violation, ambiguous, body_hash, is_idempotency_key, is_nonce, parameter_hash,
};
use feiqian_signing::{digest, form};

fn violation(parsed: Result<Params, Violation>) -> String {
    parsed.map_or_else(|violation| violation.name().to_owned(), |_| "accepted".to_owned())
}

#[test]
fn json_values_keep_their_text() {
    let body = r#" {"s":"x\u00e9\ud83d\ude00","n":200.00,"e":1e2,"t":true,"f":false,"z":null,"empty":"","blank":" "} "#;
    let params = Params::from_json(body.as_bytes()).unwrap();
    let all: Vec<_> = params.with_empty().collect();
    assert_eq!(
        all,
        [
            ("blank", " "),
            ("e", "1e2"),
            ("empty", ""),
            ("f", "false"),
            ("n", "200.00"),
            ("s", "xé😀"),
            ("t", "true")
        ]
    );
    assert_eq!(params.iter().count(), 6);
    assert_eq!(params.get("n"), Some("200.00"));
    for absent in ["empty", "z", "nothing"] {
        assert_eq!(params.get(absent), None);
    }
}

#[test]
fn faults_of_the_body() {
    for body in [
        &b"[]"[..],
        b"{",
        b"",
        b" ",
        b"null",
        b"{}{}",
        b"\xEF\xBB\xBF{}",
        b"{\"a\":\"\xFF\"}",
        b"{\"a\":NaN}",
        b"{\"\":1}",
        b"{\"a b\":1}",
        b"{\"a[]\":1}",
        b"{\"\\ud800\":1}",
        b"{\"\xC3\xA9\":1}",
        b"{\"a\\u0000\":1}",
        // Not readable as a whole, whatever stands before the error.
        b"{\"a\":[],\"b\":}",
    ] {
        assert_eq!(violation(Params::from_json(body)), "body", "{:?}", String::from_utf8_lossy(body));
    }
    for body in [&b"a[]=1"[..], b"=1", b"a%zz=1", b"a%ff=1", b"a+b=1", b"a\xFF=1", b"%e5%bc%a0=1"] {
        assert_eq!(violation(Params::from_form(body)), "body", "{:?}", String::from_utf8_lossy(body));
    }
    let name = "n".repeat(64);
    assert_eq!(violation(Params::from_json(format!(r#"{{"{name}":1}}"#).as_bytes())), "accepted");
    assert_eq!(violation(Params::from_json(format!(r#"{{"{name}n":1}}"#).as_bytes())), "body");
}

#[test]
fn faults_of_one_parameter() {
    for value in [
        r#"{"a":"b"}"#,
        "[]",
        r#""x\u000ay""#,
        r#""\u0000""#,
        r#""\u007f""#,
        r#""\u009f""#,
        r#""\ud800""#,
        r#""\udc00x""#,
    ] {
        let body = format!(r#"{{"merchantNo":"1","accountTag":{value},"storeNo":[]}}"#);
        assert_eq!(violation(Params::from_json(body.as_bytes())), "accountTag", "{body}");
    }
    for body in [
        r#"{"accountTag":"1","accountTag":"1"}"#,
        r#"{"accountTag":null,"accountTag":"1"}"#,
        r#"{"accountTag":"","a":1,"account\u0054ag":null}"#,
    ] {
        assert_eq!(violation(Params::from_json(body.as_bytes())), "accountTag", "{body}");
    }
    for body in [
        &b"accountTag=%zz"[..],
        b"accountTag=%4",
        b"accountTag=%ff",
        b"accountTag=\xFF",
        b"accountTag=%0A",
        b"accountTag=%C2%80",
        b"accountTag=1&accountTag=2",
        b"accountTag&%61ccountTag",
        b"accountTag=%zz&a[]=1",
    ] {
        assert_eq!(violation(Params::from_form(body)), "accountTag", "{:?}", String::from_utf8_lossy(body));
    }
}

#[test]
fn the_first_fault_in_body_order_is_reported() {
    for (body, name) in [
        (r#"{"a":[],"b":[]}"#, "a"),
        (r#"{"b":[],"a":[]}"#, "b"),
        (r#"{"a":[],"\ud800":1}"#, "a"),
        (r#"{"\ud800":1,"a":[]}"#, "body"),
        (r#"{"a":1,"b c":2,"a":3}"#, "body"),
        (r#"{"a":1,"a":2,"b c":3}"#, "a"),
    ] {
        assert_eq!(violation(Params::from_json(body.as_bytes())), name, "{body}");
    }
}

#[test]
fn limits() {
    let object = |count: usize, value: &str| {
        let members: Vec<String> = (0..count).map(|n| format!(r#""n{n}":{value}"#)).collect();
        format!("{{{}}}", members.join(","))
    };
    for value in ["1", "null"] {
        assert_eq!(violation(Params::from_json(object(64, value).as_bytes())), "accepted");
        assert_eq!(violation(Params::from_json(object(65, value).as_bytes())), "body");
    }
    for character in ["x", "中", "😀"] {
        let text = character.repeat(2048);
        assert_eq!(violation(Params::from_json(format!(r#"{{"a":"{text}"}}"#).as_bytes())), "accepted");
        assert_eq!(violation(Params::from_json(format!(r#"{{"a":"{text}x"}}"#).as_bytes())), "a");
        assert_eq!(violation(Params::from_form(format!("a={text}").as_bytes())), "accepted");
        assert_eq!(violation(Params::from_form(format!("a={text}x").as_bytes())), "a");
    }
    let digits = "9".repeat(2049);
    assert_eq!(violation(Params::from_json(format!(r#"{{"a":{digits}}}"#).as_bytes())), "a");
    let deep = format!("{{\"a\":{}{}}}", "[".repeat(30_000), "]".repeat(30_000));
    assert_eq!(violation(Params::from_json(deep.as_bytes())), "a");
}

#[test]
fn forms() {
    let params = Params::from_form(b"&b=x+y%2B&&a=1=2&c&d=%E4%B8%AD&").unwrap();
    let all: Vec<_> = params.with_empty().collect();
    assert_eq!(all, [("a", "1=2"), ("b", "x y+"), ("c", ""), ("d", "中")]);
    assert_eq!(Params::from_form(b"").unwrap(), Params::default());
    assert_eq!(Params::parse(Encoding::Form, b"a=1"), Params::parse(Encoding::Json, b"{\"a\":1}"));
}

#[test]
fn encodings() {
    for (content_type, encoding) in [
        ("application/json", Some(Encoding::Json)),
        ("Application/JSON ; Charset=UTF-8", Some(Encoding::Json)),
        ("application/json;charset=\"utf-8\"", Some(Encoding::Json)),
        ("application/x-www-form-urlencoded", Some(Encoding::Form)),
        ("application/x-www-form-urlencoded; charset=utf-8", Some(Encoding::Form)),
        ("", None),
        ("text/plain", None),
        ("application/json; charset=gbk", None),
        ("application/json; profile=x", None),
        ("application/json;", None),
        ("application/jsonx", None),
    ] {
        assert_eq!(Encoding::of(content_type), encoding, "{content_type}");
    }
}

#[test]
fn hashes_are_unambiguous() {
    let parse = |body: &str| Params::from_form(body.as_bytes()).unwrap();
    let params = parse("b=%E4%B8%AD&a=1&verifySign=x&empty=&timestamp=2024-01-02T03:04:05Z");
    let text = "1:a1:11:b3:中9:timestamp20:2024-01-02T03:04:05Z";
    assert_eq!(parameter_hash(&params), digest::sha256(text.as_bytes()));
    assert_eq!(body_hash(&params), digest::sha256("1:a1:11:b3:中".as_bytes()));

    // One signed text, two requests.
    let (one, two) = (parse("note=x%26storeNo=8"), parse("note=x&storeNo=8"));
    assert_ne!(parameter_hash(&one), parameter_hash(&two));
    assert_eq!(body_hash(&two), body_hash(&parse("storeNo=8&note=x&timestamp=later&verifySign=y")));
}

#[test]
fn a_byte_order_mark_is_a_fault_of_the_body() {
    for body in ["\u{feff}a=1", "\u{feff}", "\u{feff}&a=1"] {
        assert_eq!(violation(Params::from_form(body.as_bytes())), "body", "{body:?}");
    }
    for body in ["\u{feff}{}", "\u{feff}{\"a\":\"1\"}"] {
        assert_eq!(violation(Params::from_json(body.as_bytes())), "body", "{body:?}");
    }
    assert_eq!(Params::from_form(b"a=%EF%BB%BF1").unwrap().get("a"), Some("\u{feff}1"));
}

#[test]
fn injection_guard() {
    let parse =
        |pairs: &[(&str, &str)]| Params::from_form(form::encode(pairs.iter().copied()).as_bytes()).unwrap();
    for injecting in [
        "x&storeNo=800001",
        "&zip=",
        "a&b=c&verifySign=d",
        "a=b&amount==",
        "&&note=",
        "&merGroupNo=1",
        "&street2=x",
        "a&b=c%20+d 中",
        "x& storeNo=1",
        "x&StoreNo=1",
        "x&other=1",
        "&=1",
        "https://example.com/?a=1&b=2",
    ] {
        assert_eq!(ambiguous(&parse(&[("a", "1"), ("note", injecting)])), Some("note"), "{injecting}");
    }
    for harmless in
        ["storeNo=1", "x&storeNo", "AT&T", "a=b&c", "&&", "%26b=c", "https://example.com/?a=1;b=2"]
    {
        assert_eq!(ambiguous(&parse(&[("note", harmless)])), None, "{harmless}");
    }
    assert_eq!(ambiguous(&parse(&[("subject", "&zip=1"), ("note", "&zip=1")])), Some("note"));
}

#[test]
fn header_forms() {
    for nonce in ["nonce-0123456789abcdef", "ABCDEFGHIJKLMNO_", &"x".repeat(64)] {
        assert!(is_nonce(nonce), "{nonce}");
    }
    for nonce in ["", "nonce-012345678", &"x".repeat(65), "nonce 0123456789abcdef", "nonce.0123456789abcdef"]
    {
        assert!(!is_nonce(nonce), "{nonce}");
    }
    for key in ["!", "~", "a/b:c", &"k".repeat(128)] {
        assert!(is_idempotency_key(key), "{key}");
    }
    for key in ["", " ", "a b", "中", "a\u{7f}", &"k".repeat(129)] {
        assert!(!is_idempotency_key(key), "{key}");
    }
}
