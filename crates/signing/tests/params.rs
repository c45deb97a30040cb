//! Parameters of the cashier: `cashier.md` 1.2, and the decisions listed in the module.

use feiqian_signing::json::Kind;
use feiqian_signing::params::{Flaw, Malformed, Params, Source, is_form};
use feiqian_signing::{Key, Rules, cashier};

const FORM: &str = "application/x-www-form-urlencoded";

fn json(body: &str) -> Params {
    Params::from_json(body.as_bytes()).unwrap()
}

fn pairs(params: &Params) -> Vec<(&str, &str)> {
    params.iter().map(|param| (param.name(), param.text())).collect()
}

fn flaws(params: &Params) -> Vec<(&str, Flaw)> {
    params.iter().filter_map(|param| Some((param.name(), param.flaw()?))).collect()
}

#[test]
fn query_and_form_are_decoded() {
    for (text, expected) in [
        ("", vec![]),
        ("&&", vec![]),
        ("b=2&a=1", vec![("a", "1"), ("b", "2")]),
        ("a=1&&b=2&", vec![("a", "1"), ("b", "2")]),
        ("a", vec![("a", "")]),
        ("a=", vec![("a", "")]),
        ("=1", vec![("", "1")]),
        ("a=b=c", vec![("a", "b=c")]),
        ("a=x+y%2Bz%20", vec![("a", "x y+z ")]),
        ("a%5B%5D=1", vec![("a[]", "1")]),
        ("a[]=1", vec![("a[]", "1")]),
        ("%e5%BC%a0=三", vec![("张", "三")]),
        ("Z=1&a=2&_=3", vec![("Z", "1"), ("_", "3"), ("a", "2")]),
    ] {
        let params = Params::from_query(text).unwrap();
        assert_eq!(pairs(&params), expected, "{text}");
        assert_eq!(Params::from_form(text.as_bytes()).unwrap(), params);
        assert_eq!(params.flaws().count(), 0);
    }
}

#[test]
fn json_scalars_become_text() {
    let params = json(
        r#" {"s":"x\u00e9\ud83d\ude00\/","n":100.50,"e":-1E+400,"t":true,"f":false,"z":null,"":"empty name",
            "big":123456789012345678901234567890.00} "#,
    );
    assert_eq!(
        pairs(&params),
        [
            ("", "empty name"),
            ("big", "123456789012345678901234567890.00"),
            ("e", "-1E+400"),
            ("f", ""),
            ("n", "100.50"),
            ("s", "xé😀/"),
            ("t", "1"),
            ("z", "")
        ]
    );
    assert_eq!(params.flaws().count(), 0);
    assert_eq!(params.param("n").unwrap().source(), Source::Json(Kind::Number));
    assert_eq!(params.get("s"), Some("xé😀/"));
    assert_eq!(params.get("absent"), None);
    assert_eq!(Params::from_json(b"").unwrap(), Params::default());
    assert_eq!(json("{}"), Params::default());
}

#[test]
fn malformed_bodies() {
    for body in [
        &b"{\"a\":"[..],
        b"[1]",
        b"\"a\"",
        b"1",
        b"null",
        b" ",
        b"{\"a\":1}x",
        b"{\"a\":1}{}",
        b"\xEF\xBB\xBF{}",
        b"{\"a\":01}",
        b"{\"a\":+1}",
        b"{\"a\":.5}",
        b"{\"a\":5.}",
        b"{\"a\":NaN}",
        b"{'a':1}",
        b"{\"a\":1,}",
        b"{a:1}",
        b"{1:1}",
        b"{\"a\":\"\n\"}",
        b"{\"a\":\"\\x\"}",
        b"{\"a\":\"\\ud800\"}",
        b"{\"a\":\"\\udc00\\ud800\"}",
        b"{\"a\":\"\\ud800\\u0041\"}",
        b"{\"\\ud800\":1}",
        b"{\"a\":[{\"b\":\"\\uDBFF\"}]}",
    ] {
        assert_eq!(Params::from_json(body), Err(Malformed::Json), "{:?}", String::from_utf8_lossy(body));
    }
    assert_eq!(Params::from_json(b"{\"a\":\"\xFF\"}"), Err(Malformed::Utf8));
    // Not a surrogate at all: an escaped backslash before `ud800`.
    assert_eq!(json(r#"{"a":"\\ud800"}"#).get("a"), Some(r"\ud800"));
}

#[test]
fn malformed_queries_and_forms() {
    for (text, error) in [
        ("a=%", Malformed::Escape),
        ("a=%4", Malformed::Escape),
        ("a=%zz", Malformed::Escape),
        ("a=%+1", Malformed::Escape),
        ("%g0=1", Malformed::Escape),
        ("a=%ff", Malformed::Utf8),
        ("%c3=1", Malformed::Utf8),
        ("a=%ed%a0%80", Malformed::Utf8),
    ] {
        assert_eq!(Params::from_query(text), Err(error), "{text}");
        assert_eq!(Params::product(text, "", b""), Err(error), "{text}");
        assert_eq!(Params::product("", FORM, text.as_bytes()), Err(error), "{text}");
    }
    assert_eq!(Params::from_form(b"a=\xFF"), Err(Malformed::Utf8));
}

#[test]
fn flawed_parameters() {
    use Flaw::{Control, Nested, Repeated};
    for (body, expected) in [
        (r#"{"a":1,"a":2}"#, vec![("a", Repeated)]),
        (r#"{"a":1,"\u0061":1}"#, vec![("a", Repeated)]),
        (r#"{"a":null,"a":null,"a":null}"#, vec![("a", Repeated)]),
        (r#"{"a":[1],"a":"x"}"#, vec![("a", Repeated)]),
        (r#"{"a":[1]}"#, vec![("a", Nested)]),
        (r#"{"a":{},"b":1}"#, vec![("a", Nested)]),
        (r#"{"a":"\u0000"}"#, vec![("a", Control)]),
        (r#"{"a":"\u001f","b":" "}"#, vec![("a", Control)]),
        (r#"{"a":"x\ty","b":"\u007f"}"#, vec![("a", Control), ("b", Control)]),
        ("{\"a\":\"\u{7f}\"}", vec![("a", Control)]),
        (r#"{"a\u0001":1}"#, vec![("a\u{1}", Control)]),
        ("{\"a\":\"\u{80}\u{9f}\u{2028}\"}", vec![]),
    ] {
        assert_eq!(flaws(&json(body)), expected, "{body}");
    }
    for (query, expected) in [
        ("a=1&a=2", vec![("a", Repeated)]),
        ("a=1&%61=1", vec![("a", Repeated)]),
        ("a&a", vec![("a", Repeated)]),
        ("a=%00", vec![("a", Control)]),
        ("a=1%0A", vec![("a", Control)]),
        ("a%7F=1", vec![("a\u{7f}", Control)]),
    ] {
        assert_eq!(flaws(&Params::from_query(query).unwrap()), expected, "{query}");
    }
}

#[test]
fn the_body_wins_and_flaws_stay() {
    let params =
        Params::product("a=1&c=3&e=5", "application/json", br#"{"a":"x","b":2,"e":[1],"f":6}"#).unwrap();
    assert_eq!(pairs(&params), [("a", "x"), ("b", "2"), ("c", "3"), ("e", "[1]"), ("f", "6")]);
    assert_eq!(flaws(&params), [("e", Flaw::Nested)]);

    let params = Params::product("a=1&a=2&b=%01", FORM, b"a=3&b=4").unwrap();
    assert_eq!(pairs(&params), [("a", "3"), ("b", "4")]);
    assert_eq!(flaws(&params), [("a", Flaw::Repeated), ("b", Flaw::Control)]);

    let params = Params::back_office("a=1&b=1", br#"{"b":"2"}"#).unwrap();
    assert_eq!(pairs(&params), [("a", "1"), ("b", "2")]);
}

#[test]
fn content_types() {
    for form in
        [FORM, "Application/X-WWW-Form-Urlencoded", "application/x-www-form-urlencoded; charset=utf-8"]
    {
        assert!(is_form(form), "{form}");
        assert_eq!(Params::product("", form, b"a=1").unwrap().get("a"), Some("1"));
    }
    for other in ["", "application/json", "text/plain", "multipart/form-data", "x-www-form-urlencoded"] {
        assert!(!is_form(other), "{other}");
        assert_eq!(Params::product("", other, b"a=1"), Err(Malformed::Json));
    }
}

#[test]
fn deep_nesting_costs_no_stack() {
    let deep = format!("{{\"a\":{}{}}}", "[".repeat(30_000), "]".repeat(30_000));
    assert_eq!(flaws(&json(&deep)), [("a", Flaw::Nested)]);
    assert_eq!(json(&deep).objects("a", 100), Err(Key::String));
}

#[test]
fn many_parameters_cost_no_quadratic_time() {
    let query: String = (0..8_000).map(|n| format!("{n:x}=%01&")).collect();
    let params = Params::from_query(&query).unwrap();
    assert_eq!(params.flaws().count(), 8_000);
    let params = Params::from_query(&"a&".repeat(32_000)).unwrap();
    assert_eq!(flaws(&params), [("a", Flaw::Repeated)]);
}

#[test]
fn lists_of_objects() {
    let items = |bank: &str| json(&format!(r#"{{"bank":{bank}}}"#)).objects("bank", 3);
    let two = items(r#" [ {"a":100.50} , {"a":1,"a":2} ] "#).unwrap();
    assert_eq!(two[0].get("a"), Some("100.50"));
    assert_eq!(flaws(&two[1]), [("a", Flaw::Repeated)]);
    for nothing in ["null", r#""""#, r#""  ""#, "[]", "[ ]"] {
        assert_eq!(items(nothing), Err(Key::Required), "{nothing}");
    }
    assert_eq!(json("{}").objects("bank", 3), Err(Key::Required));
    for wrong in ["1", "true", "false", r#""x""#, "{}", "[1]", "[{},[]]", "[null]"] {
        assert_eq!(items(wrong), Err(Key::String), "{wrong}");
    }
    assert_eq!(json(r#"{"bank":[{}],"bank":[{}]}"#).objects("bank", 3), Err(Key::String));
    assert_eq!(items("[{},{},{}]").map(|items| items.len()), Ok(3));
    assert_eq!(items("[{},{},{},{}]"), Err(Key::MaxNumeric));
}

#[test]
fn nested_text_is_not_mistaken_for_a_value() {
    let params = json(r#"{"a":["x"]}"#);
    assert_eq!(params.get("a"), None);
    assert_eq!(params.text("a"), "");
}

#[test]
fn sign_is_not_signed_but_unknown_and_empty_parameters_are() {
    let params = Params::product("sign=x&b=", "", br#"{"unknown":"1","a":null}"#).unwrap();
    assert_eq!(cashier::signing_string(&params), "a=&b=&unknown=1");
    assert_eq!(cashier::signing_string(&Params::default()), "");
}

#[test]
fn what_makes_the_signed_text_ambiguous_is_a_flaw_of_requests() {
    for (query, body, expected) in [
        ("a=1%26b%3D2", "", vec!["a"]),
        ("a%3D1%26b=2", "", vec!["a=1&b"]),
        ("%26=1&%3D=1&a%26b=1", "", vec!["&", "=", "a&b"]),
        ("a=AT%26T&b=1%3D2&c=%26%26&d=x%3Dy%26z", "", vec![]),
        ("", r#"{"a":"1&b=2","b":"AT&T","sign_type=MD5&timestamp":1}"#, vec!["a", "sign_type=MD5&timestamp"]),
        // Overridden, it stays flawed.
        ("a=1%26b%3D2", r#"{"a":"1"}"#, vec!["a"]),
        // Only the worst is told.
        ("", r#"{"a":["&="]}"#, vec!["a"]),
    ] {
        for params in
            [Params::product(query, "", body.as_bytes()), Params::back_office(query, body.as_bytes())]
        {
            assert_eq!(params.unwrap().flaws().collect::<Vec<_>>(), expected, "{query} {body}");
        }
    }
    let product = Params::product("a=%26b%3D", "", br#"{"b":["&="],"c":"&=\u0000"}"#).unwrap();
    assert_eq!(flaws(&product), [("a", Flaw::Ambiguous), ("b", Flaw::Nested), ("c", Flaw::Control)]);
    // A reply of a hub holds URLs, which nobody signs.
    assert_eq!(json(r#"{"url":"https://a.example/?b=1&c=2"}"#).flaws().count(), 0);

    // In items of a list, too.
    let params = Params::back_office("", br#"{"bank":[{"remarks":"x&a=1"},{"remarks":"AT&T"}]}"#).unwrap();
    let mut rules = Rules::new(&params);
    let items = rules.objects("bank", 100);
    rules.finish().unwrap();
    let failed = items.iter().enumerate().map(|(at, item)| Rules::item(item, "bank", at).finish());
    let failed: Vec<String> = failed
        .map(|result| {
            result.map_or_else(|errors| serde_json::to_string(&errors).unwrap(), |()| String::new())
        })
        .collect();
    assert_eq!(failed, [r#"{"bank.0.remarks":["validation.string"]}"#, ""]);
}

#[test]
fn a_byte_order_mark_is_no_part_of_a_body() {
    for body in ["\u{feff}a=1", "\u{feff}", "\u{feff}&a=1"] {
        assert_eq!(Params::from_form(body.as_bytes()), Err(Malformed::ByteOrderMark), "{body:?}");
        assert_eq!(Params::product("", FORM, body.as_bytes()), Err(Malformed::ByteOrderMark), "{body:?}");
    }
    for body in ["\u{feff}{}", "\u{feff}", "\u{feff}{\"a\":1}", " \u{feff}{}"] {
        assert_eq!(Params::from_json(body.as_bytes()), Err(Malformed::Json), "{body:?}");
        assert_eq!(
            Params::product("", "application/json", body.as_bytes()),
            Err(Malformed::Json),
            "{body:?}"
        );
        assert_eq!(Params::back_office("", body.as_bytes()), Err(Malformed::Json), "{body:?}");
    }
    // Percent-encoded, or not at the beginning, it is a character like any other.
    for (body, name, text) in [
        ("%EF%BB%BFa=1", "\u{feff}a", "1"),
        ("a=%EF%BB%BF1", "a", "\u{feff}1"),
        ("a=\u{feff}", "a", "\u{feff}"),
    ] {
        assert_eq!(pairs(&Params::from_form(body.as_bytes()).unwrap()), [(name, text)]);
    }
    assert_eq!(pairs(&json("{\"a\":\"\u{feff}1\"}")), [("a", "\u{feff}1")]);
}
