//! Searches for two sets of parameters that are both accepted and have one signed text.
//!
//! Input: a text, of which every reading as a set is tried, up to a number of cuts; and, cut at its first line end, two
//! requests, each as a form and as JSON, whose texts are compared.
#![no_main]

use feiqian_signing::payee::{self, Empty};
use feiqian_signing::unambiguous::split;
use feiqian_signing::{Params, cashier, form};
use libfuzzer_sys::fuzz_target;
use std::collections::{BTreeMap, BTreeSet};

type Set = BTreeMap<String, String>;

/// So many separators are tried both ways; a text with more of them is cut there.
const MOST_SEPARATORS: usize = 10;

fuzz_target!(|data: &[u8]| {
    let Ok(text) = str::from_utf8(data) else {
        return;
    };
    readings(text);
    two_requests(text);
});

/// Every reading of one text: one is accepted at most, and it is the one that `split` finds.
fn readings(text: &str) {
    let separators = text.char_indices().filter(|(_, c)| matches!(c, '=' | '&'));
    let end = separators.map(|(at, _)| at).nth(MOST_SEPARATORS).unwrap_or(text.len());
    let text = &text[..end];
    let mut sets = BTreeSet::new();
    read(text, &mut Set::new(), &mut sets);
    let found: Option<Set> = split(text).map(owned);

    let mut products = sets.iter().filter_map(|set| product(set).filter(|(signed, _)| signed == text));
    let accepted = products.next();
    assert!(products.next().is_none(), "two product calls have the text {text:?}");
    if let Some((_, set)) = accepted {
        assert_eq!(found.as_ref(), Some(&set), "{text:?} does not split back");
    }

    let joined = format!("{text}&");
    let mut bodies = sets.iter().filter_map(|set| merchant(set).filter(|(signed, _)| *signed == joined));
    let accepted = bodies.next();
    assert!(bodies.next().is_none(), "two payee bodies have the text {joined:?}");
    if let Some((_, set)) = accepted {
        assert_eq!(found.as_ref(), Some(&set), "{joined:?} does not split back");
    }
}

/// Adds every set of pairs that `text` can be read as, after the pairs in `before`.
fn read(text: &str, before: &mut Set, sets: &mut BTreeSet<Set>) {
    for (equals, _) in text.match_indices('=') {
        let (name, value) = (&text[..equals], &text[equals + 1..]);
        if before.contains_key(name) {
            continue;
        }
        let ends = value.match_indices('&').map(|(at, _)| at);
        for end in ends.chain([value.len()]) {
            before.insert(name.to_owned(), value[..end].to_owned());
            match value.get(end + 1..) {
                Some(rest) => read(rest, before, sets),
                None => {
                    sets.insert(before.clone());
                }
            }
            before.remove(name);
        }
    }
}

/// Two requests, in both encodings: what has one text is one set.
fn two_requests(text: &str) {
    let (one, two) = text.split_once('\n').unwrap_or((text, ""));
    let mut products: BTreeMap<String, Set> = BTreeMap::new();
    let mut bodies: BTreeMap<String, Set> = BTreeMap::new();
    for request in [one, two] {
        for params in [
            Params::product(request, "", b""),
            Params::product("", "application/x-www-form-urlencoded", request.as_bytes()),
            Params::product("", "application/json", request.as_bytes()),
            Params::product(one, "application/json", two.as_bytes()),
        ]
        .into_iter()
        .flatten()
        .filter(|params| params.flaws().next().is_none())
        {
            let signed = params.iter().filter(|param| param.name() != "sign");
            let set: Set = signed.map(|param| (param.name().to_owned(), param.text().to_owned())).collect();
            let text = cashier::signing_string(&params);
            assert_eq!(products.entry(text).or_insert_with(|| set.clone()), &set, "one text");
        }
        for params in [
            payee::Params::from_form(request.as_bytes()),
            payee::Params::from_json(request.as_bytes()),
        ]
        .into_iter()
        .flatten()
        .filter(|params| payee::ambiguous(params).is_none())
        {
            let signed = params.iter().filter(|(name, _)| *name != "verifySign");
            let set: Set = signed.map(|(name, text)| (name.to_owned(), text.to_owned())).collect();
            // Both texts of a merchant who signs empty values, too: empty and absent are one set.
            for empty in [Empty::Dropped, Empty::Kept] {
                let text = payee::sign_text(&params, empty);
                assert_eq!(bodies.entry(text).or_insert_with(|| set.clone()), &set, "one text");
            }
        }
    }
}

/// The signed text of a product call with this set, if it gets as far as its signature.
fn product(set: &Set) -> Option<(String, Set)> {
    let params = Params::product(&form::encode(set), "", b"").ok()?;
    let is_accepted = params.flaws().next().is_none() && !set.contains_key("sign");
    is_accepted.then(|| (cashier::signing_string(&params), set.clone()))
}

/// The signed text of a payee body with this set, empty values kept, if it is carried out.
fn merchant(set: &Set) -> Option<(String, Set)> {
    let params = payee::Params::from_form(form::encode(set).as_bytes()).ok()?;
    let is_accepted = payee::ambiguous(&params).is_none() && !set.contains_key("verifySign");
    is_accepted.then(|| (payee::sign_text(&params, Empty::Kept), set.clone()))
}

fn owned(pairs: Vec<(&str, &str)>) -> Set {
    pairs.into_iter().map(|(name, value)| (name.to_owned(), value.to_owned())).collect()
}
