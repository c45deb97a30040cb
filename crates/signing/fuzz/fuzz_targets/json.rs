//! The member scanner against a full JSON parser: they agree on what is an object, and on its texts.
#![no_main]

use feiqian_signing::json::{self, Kind};
use libfuzzer_sys::fuzz_target;
use serde_json::Value;

fuzz_target!(|data: &[u8]| {
    let Ok(text) = str::from_utf8(data) else { return };
    let _ = (json::has_lone_surrogate(text), json::items(text));
    if text.contains("$serde_json::private") {
        return; // A name by which serde_json's `Value`, not the scanner, recognises its own types.
    }
    let members = json::members(text);
    let parsed = serde_json::from_str::<Value>(text);

    let Ok(members) = members else {
        assert!(!parsed.is_ok_and(|value| value.is_object()), "an object was refused");
        return;
    };
    let object = match parsed {
        Ok(Value::Object(object)) => object,
        // The parser refuses lone surrogates, deep nesting and numbers beyond a double. The scanner keeps all of them
        // as text; the first is asked for separately.
        Err(error) => {
            let error = error.to_string();
            let known =
                ["recursion limit exceeded", "number out of range"].iter().any(|known| error.contains(known));
            assert!(known || json::has_lone_surrogate(text), "refused by the parser only: {error}");
            return;
        }
        Ok(_) => panic!("no object"),
    };
    for (index, member) in members.iter().enumerate() {
        let name = member.name().unwrap();
        // The parser's map keeps the last of repeated names.
        if members[index + 1..].iter().any(|other| other.name().unwrap() == name) {
            continue;
        }
        let (value, expected) = (member.value, &object[&*name]);
        match value.kind() {
            Kind::String => assert_eq!(value.string().as_deref(), expected.as_str()),
            Kind::Number => assert!(expected.is_number()),
            Kind::True | Kind::False => assert_eq!(value.raw(), expected.to_string()),
            Kind::Null => assert!(expected.is_null()),
            Kind::Array => {
                assert_eq!(json::items(value.raw()).unwrap().len(), expected.as_array().unwrap().len())
            }
            Kind::Object => assert!(expected.is_object() && json::members(value.raw()).is_ok()),
        }
        let compact = value.compact();
        assert_eq!(serde_json::from_str::<Value>(&compact).unwrap(), *expected);
        assert!(compact.len() <= value.raw().len());
    }
});
