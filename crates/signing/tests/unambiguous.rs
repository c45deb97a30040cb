//! Over random sets of parameters: whatever is accepted splits back into exactly that set, and two accepted sets never
//! have one text.

use feiqian_signing::cashier::{self, SignType};
use feiqian_signing::payee::{self, Empty};
use feiqian_signing::unambiguous::split;
use feiqian_signing::{Params, form};
use proptest::collection::{btree_map, vec};
use proptest::prelude::*;
use std::collections::BTreeMap;

type Set = BTreeMap<String, String>;

/// Names and values that are separators as often as anything else, so that they run into one another.
fn piece() -> impl Strategy<Value = String> {
    prop_oneof![4 => "[ab&=]{0,8}", 1 => "[ -~]{0,12}", 1 => "\\PC{0,8}"]
}

fn cashier_set() -> impl Strategy<Value = Set> {
    btree_map(piece().prop_filter("sign is no signed name", |name| name != "sign"), piece(), 0..6)
}

/// Of this part, names have a grammar of their own.
fn payee_set() -> impl Strategy<Value = Set> {
    btree_map("[ab]{1,3}|[A-Za-z0-9_.-]{1,10}", piece(), 0..6)
}

/// A text cut into pairs wherever it can be cut: all sets that have this text, `None` for those with a name twice.
fn readings(text: &str) -> Vec<Option<Set>> {
    let segments: Vec<&str> = text.split('&').collect();
    let mut sets = Vec::new();
    // Bit n: whether the separator before segment n + 1 ends a pair.
    for cuts in 0_u32..1 << (segments.len() - 1) {
        let mut pairs = vec![segments[0].to_owned()];
        for (at, segment) in segments[1..].iter().enumerate() {
            if cuts >> at & 1 == 1 {
                pairs.push((*segment).to_owned());
            } else if let Some(last) = pairs.last_mut() {
                last.push('&');
                last.push_str(segment);
            }
        }
        // Each pair is cut at each of its `=`.
        let mut sets_of_cuts: Vec<Option<Set>> = vec![Some(Set::new())];
        for pair in &pairs {
            let cut: Vec<(&str, &str)> =
                pair.match_indices('=').map(|(at, _)| (&pair[..at], &pair[at + 1..])).collect();
            sets_of_cuts = sets_of_cuts
                .into_iter()
                .flatten()
                .flat_map(|set| {
                    cut.iter().map(move |(name, value)| {
                        let mut set = set.clone();
                        set.insert((*name).to_owned(), (*value).to_owned()).is_none().then_some(set)
                    })
                })
                .collect();
        }
        sets.extend(sets_of_cuts);
    }
    sets
}

fn encoded(set: &Set) -> String {
    form::encode(set)
}

fn cashier_params(set: &Set) -> Params {
    Params::product(&encoded(set), "", b"").unwrap()
}

/// Whether a product call with this set gets as far as its signature.
fn is_accepted(params: &Params) -> bool {
    params.flaws().next().is_none()
}

fn payee_params(set: &Set) -> Option<payee::Params> {
    let params = payee::Params::from_form(encoded(set).as_bytes()).ok()?;
    payee::ambiguous(&params).is_none().then_some(params)
}

fn owned(pairs: Vec<(&str, &str)>) -> Vec<(String, String)> {
    pairs.into_iter().map(|(name, value)| (name.to_owned(), value.to_owned())).collect()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(4_096))]

    #[test]
    fn an_accepted_cashier_set_is_the_only_one_of_its_text(set in cashier_set()) {
        let params = cashier_params(&set);
        if is_accepted(&params) {
            let text = cashier::signing_string(&params);
            let pairs: Vec<_> = set.clone().into_iter().collect();
            prop_assert_eq!(split(&text).map(owned), Some(pairs));
        } else {
            // What is refused cannot be signed either.
            let pairs: Vec<(&str, &str)> = set.iter().map(|(name, value)| (&**name, &**value)).collect();
            let is_controlled = |text: &str| text.contains(|c: char| c.is_ascii_control());
            if !pairs.iter().any(|(name, value)| is_controlled(name) || is_controlled(value)) {
                prop_assert!(cashier::sign_pairs(&pairs, SignType::Md5, "key").is_err());
            }
        }
    }

    #[test]
    fn of_all_readings_of_a_text_one_is_accepted_at_most(text in "[ab]{0,1}=[ab&=]{0,12}") {
        let accepted: Vec<Set> = readings(&text)
            .into_iter()
            .flatten()
            // Names are signed in their order: other orders are other texts.
            .filter(|set| cashier::signing_string(&cashier_params(set)) == text)
            .filter(|set| is_accepted(&cashier_params(set)))
            .collect();
        prop_assert!(accepted.len() <= 1, "{:?}", accepted);
        let parts: Vec<Set> = readings(&format!("{text}&"))
            .into_iter()
            .flatten()
            .chain(readings(&text).into_iter().flatten())
            .filter(|set| {
                payee_params(set).is_some_and(|params| payee::sign_text(&params, Empty::Kept) == format!("{text}&"))
            })
            .collect();
        prop_assert!(parts.len() <= 1, "{:?}", parts);
    }

    #[test]
    fn two_accepted_cashier_sets_never_have_one_text(
        one in btree_map("[ab&=]{0,2}", "[ab&=]{0,2}", 1..=2), at in any::<prop::sample::Index>(),
    ) {
        let first = cashier_params(&one);
        let text = cashier::signing_string(&first);
        // The second set is the text of the first one, cut anew.
        let cut: Vec<Set> = readings(&text).into_iter().flatten().collect();
        let two = &cut[at.index(cut.len())];
        let second = cashier_params(two);
        if is_accepted(&first) && is_accepted(&second) && one != *two {
            prop_assert_ne!(&cashier::signing_string(&second), &text);
            prop_assert_ne!(
                cashier::sign(&first, SignType::HmacSha256, "key"),
                cashier::sign(&second, SignType::HmacSha256, "key")
            );
        }
    }

    #[test]
    fn an_accepted_payee_set_is_the_only_one_of_its_text(set in payee_set(), other in payee_set()) {
        if let Some(params) = payee_params(&set) {
            let pairs: Vec<_> = set.clone().into_iter().collect();
            let kept = payee::sign_text(&params, Empty::Kept);
            prop_assert_eq!(split(kept.strip_suffix('&').unwrap_or(&kept)).map(owned), Some(pairs.clone()));
            // Empty and absent are one and the same, so that the rule's own text has the others only.
            let full: Vec<_> = pairs.into_iter().filter(|(_, value)| !value.is_empty()).collect();
            let dropped = payee::sign_text(&params, Empty::Dropped);
            prop_assert_eq!(split(dropped.strip_suffix('&').unwrap_or(&dropped)).map(owned), Some(full.clone()));
            if let Some(second) = payee_params(&other) {
                let same = second.iter().eq(full.iter().map(|(name, value)| (&**name, &**value)));
                prop_assert_eq!(payee::sign_text(&second, Empty::Dropped) == dropped, same);
            }
        }
    }

    #[test]
    fn a_pair_more_within_a_value_is_never_accepted(
        set in cashier_set(), at in any::<prop::sample::Index>(), more in vec(("[a-z_]{0,6}", piece()), 1..3),
    ) {
        prop_assume!(!set.is_empty());
        let mut list: Vec<_> = set.into_iter().collect();
        let at = at.index(list.len());
        for (name, value) in &more {
            list[at].1.push_str(&format!("&{name}={value}"));
        }
        let name = list[at].0.clone();
        let set: Set = list.into_iter().collect();
        prop_assert!(cashier_params(&set).flaws().any(|flaw| flaw == name));
    }
}

/// The examples of the attacks: the two sets have one text, and one of them at most is accepted.
#[test]
fn one_text_two_requests() {
    let set = |pairs: &[(&str, &str)]| -> Set {
        pairs.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect()
    };
    for (signed, forged, flaw) in [
        (
            set(&[("product_user_id", "a"), ("b", "c")]),
            // `b=c` sorts before, so the text of the pair needs the names in order.
            set(&[("b", "c&product_user_id=a")]),
            "b",
        ),
        (
            set(&[("product_user_id", "a"), ("z", "c")]),
            set(&[("product_user_id", "a&z=c")]),
            "product_user_id",
        ),
        (
            set(&[
                ("product_id", "1"),
                ("product_user_id", "U"),
                ("sign_type", "MD5"),
                ("timestamp", "1000000000"),
            ]),
            set(&[("product_id", "1"), ("product_user_id", "U"), ("sign_type=MD5&timestamp", "1000000000")]),
            "sign_type=MD5&timestamp",
        ),
    ] {
        let [signed, forged] = [signed, forged].map(|set| cashier_params(&set));
        assert_eq!(cashier::signing_string(&signed), cashier::signing_string(&forged));
        assert!(is_accepted(&signed));
        assert_eq!(forged.flaws().collect::<Vec<_>>(), [flaw]);
    }
}
