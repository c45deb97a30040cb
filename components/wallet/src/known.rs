//! Signatures that this instance has verified. A user comes back with the token of before, and a public key takes more time
//! to verify it than the rest of the request. Whether a signature is that of a key never changes; every other check of a
//! token, its times among them, is made each time.

use crate::token::Key;
use feiqian_signing::digest;
use std::cell::RefCell;
use std::collections::BTreeMap;
use std::rc::Rc;

/// How many are known at a time, some 20 KiB.
const KNOWN: usize = 256;

thread_local! {
    /// By the hash of the whole token, so that no comparison tells how much of a token is right.
    static VERIFIED: RefCell<BTreeMap<[u8; 32], Rc<Key>>> = const { RefCell::new(BTreeMap::new()) };
}

/// [`Key::verifies`], computed once for a token and a key.
pub fn verifies(key: &Rc<Key>, token: &str, signed: &str, signature: &[u8]) -> bool {
    if !key.is_dear() {
        return key.verifies(signed.as_bytes(), signature);
    }
    let hash = digest::sha256(token.as_bytes());
    let is_known = |by: &BTreeMap<_, Rc<Key>>| by.get(&hash).is_some_and(|known| Rc::ptr_eq(known, key));
    if VERIFIED.with_borrow(is_known) {
        return true;
    }
    let is_good = key.verifies(signed.as_bytes(), signature);
    if is_good {
        VERIFIED.with_borrow_mut(|by| {
            if by.len() >= KNOWN {
                by.clear();
            }
            by.insert(hash, key.clone());
        });
    }
    is_good
}

#[cfg(test)]
mod tests {
    use super::*;
    use ed25519_dalek::{Signer, SigningKey};

    fn pair(seed: u8) -> (SigningKey, Rc<Key>) {
        let signing = SigningKey::from_bytes(&[seed; 32]);
        let key = Key::EdDsa(Box::new(signing.verifying_key()));
        (signing, Rc::new(key))
    }

    #[test]
    fn a_token_is_known_for_its_key_alone_and_never_with_another_signature() {
        let ((signing, key), (_, other)) = (pair(1), pair(2));
        let signature = signing.sign(b"head.payload").to_bytes();
        for _ in 0..2 {
            assert!(verifies(&key, "head.payload.good", "head.payload", &signature));
            assert!(!verifies(&other, "head.payload.good", "head.payload", &signature));
            assert!(!verifies(&key, "head.payload.bad", "head.payload", &[0; 64]));
            assert!(!verifies(&key, "head.changed.good", "head.changed", &signature));
        }
    }

    #[test]
    fn no_more_are_known_than_there_is_room_for() {
        let (signing, key) = pair(3);
        for at in 0..3 * KNOWN {
            let signed = format!("head.{at}");
            let signature = signing.sign(signed.as_bytes()).to_bytes();
            assert!(verifies(&key, &format!("{signed}.s"), &signed, &signature));
        }
        assert!(VERIFIED.with_borrow(BTreeMap::len) <= KNOWN);
    }
}
