//! Both dialects on the same bytes as query, form and JSON: no panic, and what is accepted keeps its promises.
#![no_main]

use feiqian_signing::json::Kind;
use feiqian_signing::params::{Flaw, Params, Source};
use feiqian_signing::{form, payee};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|data: &[u8]| {
    let at = data.iter().position(|&byte| byte == b'\n').unwrap_or(data.len());
    let (query, body) = (String::from_utf8_lossy(&data[..at]), data.get(at + 1..).unwrap_or_default());
    for content_type in ["application/json", "application/x-www-form-urlencoded"] {
        if let Ok(params) = Params::product(&query, content_type, body) {
            check(&params);
            let _ = params.objects("bank", 100);
        }
        let encoding = payee::Encoding::of(content_type).unwrap();
        match payee::Params::parse(encoding, body) {
            Ok(params) => check_payee(&params),
            Err(violation) => assert!(!violation.name().contains(['"', '\\', ' ', '\n'])),
        }
    }
});

fn check(params: &Params) {
    let mut last: Option<&str> = None;
    for param in params {
        assert!(last.is_none_or(|last| last < param.name()), "sorted, each name once");
        last = Some(param.name());
        assert_eq!(params.param(param.name()), Some(param));
        let controlled = |text: &str| text.bytes().any(|byte| byte < 0x20 || byte == 0x7F);
        let nested = matches!(param.source(), Source::Json(Kind::Array | Kind::Object));
        if param.flaw().is_none() {
            assert!(!nested && !controlled(param.name()) && !controlled(param.text()));
        }
        if nested {
            assert!(matches!(param.flaw(), Some(Flaw::Nested | Flaw::Repeated | Flaw::Control)));
        }
    }
    if params.flaws().next().is_none() {
        // What was read can be written and read again.
        let again = form::encode(params.iter().map(|param| (param.name(), param.text())));
        let again = Params::from_form(again.as_bytes()).unwrap();
        assert!(
            params
                .iter()
                .map(|param| (param.name(), param.text()))
                .eq(again.iter().map(|param| (param.name(), param.text())))
        );
    }
}

fn check_payee(params: &payee::Params) {
    assert!(params.with_empty().count() <= 64);
    for (name, text) in params.with_empty() {
        assert!((1..=64).contains(&name.len()) && name.is_ascii());
        assert!(text.chars().count() <= 2048 && !text.contains(char::is_control));
        assert_eq!(params.get(name).unwrap_or_default(), text);
    }
    let again = payee::Params::from_form(form::encode(params.with_empty()).as_bytes()).unwrap();
    assert_eq!(&again, params);
    assert_eq!(payee::parameter_hash(&again), payee::parameter_hash(params));
    let _ = payee::ambiguous(params);
}
