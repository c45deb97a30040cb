//! The headers of a signed request: no panic, what is signed is accepted for its own request and for no other, and
//! what was read once reads again as itself.
//!
//! Input: `Signature-Input`, a line end, `Signature`, a line end, `Content-Digest`, a line end, a target, a line end, a
//! body. The first is signed besides, whatever the second says.
#![no_main]

use feiqian_signing::rfc9421::base::{base, signature, verify};
use feiqian_signing::rfc9421::fields::{byte_sequences, inputs};
use feiqian_signing::rfc9421::{Message, Presented, content_digest};
use libfuzzer_sys::fuzz_target;

const KEY: &str = "demo-key-0001";

fuzz_target!(|data: &[u8]| {
    let mut parts = data.splitn(5, |&byte| byte == b'\n');
    let mut part = || parts.next().unwrap_or_default();
    let (input, given, digest, target, body) = (part(), part(), part(), part(), part());
    let target = String::from_utf8_lossy(target);
    let (path, query) = target.split_once('?').map_or((&*target, None), |(path, query)| (path, Some(query)));
    let field = |name: &str| match name {
        "signature-input" => vec![input.to_vec()],
        "signature" => vec![given.to_vec()],
        "content-digest" => vec![digest.to_vec()],
        _ => Vec::new(),
    };
    let message = Message { method: "POST", scheme: "http", authority: "a:80", path, query, field: &field };
    if let Ok(presented) = Presented::read(&message, body) {
        let _ = (presented.verify(&[KEY]), presented.is_fresh(i64::MIN), presented.is_fresh(i64::MAX));
    }
    let text = String::from_utf8_lossy(digest);
    let _ = (content_digest::matches(&text, body), byte_sequences(&text));
    assert_eq!(content_digest::matches(&content_digest::of(body), body), Ok(true));

    let text = String::from_utf8_lossy(input);
    let Ok(read) = inputs(&text) else {
        return;
    };
    let again: Vec<String> = read.iter().map(|input| [&*input.label, "=", &input.text].concat()).collect();
    // Written out it may be longer than a header may be.
    if let Ok(again) = inputs(&again.join(", ")) {
        assert_eq!(again, read);
    }
    for input in &read {
        if let Ok(text) = base(&message, input) {
            let made = signature(&text, KEY.as_bytes());
            assert!(verify(&text, &made, &["another key", KEY]) && !verify(&text, &made, &["another key"]));
            let elsewhere = Message { path: "/elsewhere", ..message };
            if let Ok(other) = base(&elsewhere, input)
                && other != text
            {
                assert!(!verify(&other, &made, &[KEY]));
            }
        }
    }
});
