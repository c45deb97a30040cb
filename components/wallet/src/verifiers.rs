//! The keys that verify tokens (wallet.md §2.3): the one in use and, while it is exchanged, the next one, each with its
//! own time. A PEM key costs as much to read as a statement, so it is kept.

use crate::failure::Failure;
use crate::token::Key;
use feiqian_keys::variable::{Texts, timed};
use feiqian_keys::{Window, key_variable};
use feiqian_platform::Platform;
use std::cell::RefCell;
use std::rc::Rc;

/// How many keys are kept: the two of the variables, and the two of before a change that requests still under way use.
const KEPT: usize = 4;

/// A key that was read, and the algorithm and text it was read from.
type Kept = (String, String, Rc<Key>);

thread_local! {
    static KEYS: RefCell<Vec<Kept>> = const { RefCell::new(Vec::new()) };
}

/// A key and the tokens that it is for.
pub struct Verifier {
    pub key: Rc<Key>,
    /// The `kid` of its tokens; empty: not told.
    kid: String,
    window: Window,
}

/// The verifiers of the variables, the current one first.
///
/// # Errors
/// [`Failure::Fault`] if a variable is missing or unusable: no check is ever switched off.
pub async fn verifiers(platform: &Platform) -> Result<Vec<Verifier>, Failure> {
    let variable =
        async |name| platform.variable(name).await.map_err(|error| Failure::Fault(error.to_string()));
    let names = key_variable!("wallet_jwt_key");
    let (algorithm, key) = (variable("wallet_jwt_alg").await?, variable(names.key).await?);
    let (next_algorithm, next) = (variable("wallet_jwt_alg_next").await?, variable(names.next).await?);
    let (not_after, next_not_before) =
        (variable(names.not_after).await?, variable(names.next_not_before).await?);
    let texts = Texts { key: &key, not_after: &not_after, next: &next, next_not_before: &next_not_before };
    let (current, next) = timed(&texts).map_err(|mistaken| Failure::Fault(names.explain(mistaken)))?;
    let unusable = |names: &str| Failure::Fault(format!("{names} are no usable pair"));
    let mut verifiers = vec![Verifier {
        key: kept(&algorithm, current.key).ok_or_else(|| unusable("wallet_jwt_alg and wallet_jwt_key"))?,
        kid: variable("wallet_jwt_kid").await?,
        window: current.window,
    }];
    if let Some(next) = next {
        let algorithm = if next_algorithm.is_empty() { &algorithm } else { &next_algorithm };
        let key = kept(algorithm, next.key);
        verifiers.push(Verifier {
            key: key.ok_or_else(|| unusable("wallet_jwt_alg_next and wallet_jwt_key_next"))?,
            kid: variable("wallet_jwt_kid_next").await?,
            window: next.window,
        });
    }
    Ok(verifiers)
}

/// Whether a token's `kid` counts at all.
pub fn have_ids(verifiers: &[Verifier]) -> bool {
    verifiers.iter().any(|verifier| !verifier.kid.is_empty())
}

/// The keys to try on a token: those of its `kid`; if it names none, all; if it names one that nobody here has, those
/// without one. Only while they are valid.
pub fn candidates<'v>(
    verifiers: &'v [Verifier],
    kid: Option<&'v str>,
    now_ms: i64,
) -> impl Iterator<Item = &'v Rc<Key>> {
    let is_known = kid.is_some_and(|kid| verifiers.iter().any(|verifier| verifier.kid == kid));
    let is_meant = move |verifier: &&Verifier| match kid {
        None => true,
        Some(kid) if is_known => verifier.kid == kid,
        Some(_) => verifier.kid.is_empty(),
    };
    let is_valid = move |verifier: &&Verifier| verifier.window.counts_at(now_ms);
    verifiers.iter().filter(is_meant).filter(is_valid).map(|verifier| &verifier.key)
}

/// The key of an algorithm and a text.
fn kept(algorithm: &str, text: &str) -> Option<Rc<Key>> {
    KEYS.with_borrow_mut(|keys| {
        if let Some((.., key)) = keys.iter().find(|(of, from, _)| of == algorithm && from == text) {
            return Some(key.clone());
        }
        let key = Rc::new(Key::read(algorithm, text)?);
        keys.truncate(KEPT - 1);
        keys.insert(0, (algorithm.to_owned(), text.to_owned(), key.clone()));
        Some(key)
    })
}
