//! Passwords of back-office accounts: Argon2id PHC strings (cashier.md §4).
//!
//! A new hash has OWASP's minimum: m = 19456 KiB, t = 2, p = 1. A guest has one thread, so an instance computes one hash at
//! a time and needs those 19 MiB once, however many logins wait for it.

#![warn(missing_docs)]

use argon2::{Algorithm, Argon2, Block, Params, Version};
use base64ct::{Base64Unpadded, Encoding};
use feiqian_signing::digest;

/// The parameters of a new hash.
const MEMORY_KIB: u32 = 19_456;
const PASSES: u32 = 2;
const LENGTH: usize = 32;

/// How many bytes of salt a new hash wants.
pub const SALT_LENGTH: usize = 16;

/// What is verified for an account that does not exist, so that it takes as long as one that does. No password fits it:
/// it has a new hash's form and random bytes.
pub const DUMMY: &str = "$argon2id$v=19$m=19456,t=2,p=1$ZmVpcWlhbiBkdW1teSBzYWx0$\
     q7d0Wn5cE0mVbq3mYl0p7sJx2H9u4Zr1fT6gK8oXyAI";

/// The dearest hash that is computed, in KiB and passes: a hash beyond it is an operator's mistake that would stall logins.
const MAX_MEMORY_KIB: u32 = 65_536;
const MAX_PASSES: u32 = 10;

/// The stored hash is none that is computed here.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct UnusableHash;

/// Whether `password` is the one that `hash` was made of. Compares in constant time.
///
/// A weaker hash is computed and then as much more as a new one would have cost, so that it takes as long as [`DUMMY`]: from
/// outside nobody sees which accounts are old. A dearer one takes longer than [`DUMMY`].
pub fn verify(password: &str, hash: &str) -> Result<bool, UnusableHash> {
    let (params, salt, wanted) = read(hash).ok_or(UnusableHash)?;
    let left = cost(MEMORY_KIB, PASSES).saturating_sub(cost(params.m_cost(), params.t_cost()));
    let output = compute(password, &salt, params, wanted.len())?;
    if let Ok(filler) = Params::new(left / PASSES, PASSES, 1, Some(LENGTH)) {
        // Too little is no hash at all, and takes no time worth hiding.
        compute(password, &salt, filler, LENGTH)?;
    }
    Ok(digest::equal(&output, &wanted))
}

/// Whether the hash costs a guesser less than a new one does: it is to be made anew when the password is at hand. A dearer
/// one stays, for the operator has wanted it so.
pub fn is_weak(hash: &str) -> bool {
    read(hash).is_some_and(|(params, ..)| cost(params.m_cost(), params.t_cost()) < cost(MEMORY_KIB, PASSES))
}

/// A new hash. `salt` is random.
pub fn hash(password: &str, salt: &[u8; SALT_LENGTH]) -> Result<String, UnusableHash> {
    let params = Params::new(MEMORY_KIB, PASSES, 1, Some(LENGTH)).map_err(|_| UnusableHash)?;
    let output = compute(password, salt, params, LENGTH)?;
    let encode = Base64Unpadded::encode_string;
    Ok(format!("$argon2id$v=19$m={MEMORY_KIB},t={PASSES},p=1${}${}", encode(salt), encode(&output)))
}

/// What a guess costs: blocks that are filled.
fn cost(memory_kib: u32, passes: u32) -> u32 {
    memory_kib.saturating_mul(passes)
}

fn compute(password: &str, salt: &[u8], params: Params, length: usize) -> Result<Vec<u8>, UnusableHash> {
    let mut memory = vec![Block::default(); params.block_count()];
    let mut output = vec![0; length];
    Argon2::new(Algorithm::Argon2id, Version::V0x13, params)
        .hash_password_into_with_memory(password.as_bytes(), salt, &mut output, &mut memory)
        .map_err(|_| UnusableHash)?;
    Ok(output)
}

/// The parts of `$argon2id$v=19$m=…,t=…,p=…$salt$hash`. This is the whole format as every tool writes it; the crate
/// that reads PHC strings in general would be 4 % of the component.
fn read(hash: &str) -> Option<(Params, Vec<u8>, Vec<u8>)> {
    let mut parts = hash.strip_prefix("$argon2id$v=19$")?.split('$');
    let (costs, salt, wanted) = (parts.next()?, parts.next()?, parts.next()?);
    let mut costs =
        costs.split(',').zip(["m=", "t=", "p="]).map(|(cost, name)| cost.strip_prefix(name)?.parse().ok());
    let (memory_kib, passes, lanes): (u32, u32, u32) = (costs.next()??, costs.next()??, costs.next()??);
    if parts.next().is_some() || memory_kib > MAX_MEMORY_KIB || passes > MAX_PASSES {
        return None;
    }
    let wanted = Base64Unpadded::decode_vec(wanted).ok()?;
    let params = Params::new(memory_kib, passes, lanes, Some(wanted.len())).ok()?;
    Some((params, Base64Unpadded::decode_vec(salt).ok()?, wanted))
}

#[cfg(test)]
mod tests {
    use super::*;

    const DEMO: &str = include_str!("../../../sql/demo/110_cashier_orders.sql");
    /// The demo password under the parameters of before.
    const OLD: &str =
        "$argon2id$v=19$m=4096,t=3,p=1$ZmVpcWlhbiBkZW1vIHNhbHQ$mZn7EUNMa76paN5LV3WPrkiUj4bfoQKtH+GxEc4AAPw";

    #[test]
    fn the_demo_password_fits_the_demo_hash_and_no_other_does() {
        let hash = DEMO.split('\'').find(|text| text.starts_with("$argon2id$")).unwrap();
        assert_eq!(verify("demo-pass-0001", hash), Ok(true));
        for wrong in ["", "demo-pass-0002", "Demo-pass-0001", "demo-pass-0001 ", "demo-pass-000"] {
            assert_eq!(verify(wrong, hash), Ok(false), "{wrong}");
        }
    }

    #[test]
    fn a_new_hash_fits_its_password_and_the_demo_hash_is_one() {
        let made = hash("demo-pass-0001", b"feiqian-demosalt").unwrap();
        assert!(DEMO.contains(&made), "{made}");
        assert_eq!(verify("demo-pass-0001", &made), Ok(true));
        assert_ne!(made, hash("demo-pass-0001", b"feiqian-demosal2").unwrap());
    }

    #[test]
    fn a_hash_of_before_still_fits_and_is_weak_and_a_dearer_one_is_not() {
        assert_eq!(verify("demo-pass-0001", OLD), Ok(true));
        assert_eq!(verify("demo-pass-0002", OLD), Ok(false));
        assert!(is_weak(OLD) && !is_weak(DUMMY) && !is_weak("nonsense"));
        let dear = DUMMY.replace("m=19456,t=2", "m=19456,t=3");
        assert_eq!(verify("x", &dear), Ok(false));
        assert!(!is_weak(&dear));
    }

    #[test]
    fn a_weak_hash_and_its_filler_cost_what_a_new_one_does() {
        let (params, ..) = read(OLD).unwrap();
        let done = cost(params.m_cost(), params.t_cost());
        let left = cost(MEMORY_KIB, PASSES) - done;
        let filler = Params::new(left / PASSES, PASSES, 1, Some(LENGTH)).unwrap();
        let difference = cost(MEMORY_KIB, PASSES).abs_diff(done + cost(filler.m_cost(), filler.t_cost()));
        assert!(difference < PASSES, "{difference}");
    }

    #[test]
    fn the_dummy_can_be_verified_and_fits_nothing() {
        for password in ["", "demo-pass-0001"] {
            assert_eq!(verify(password, DUMMY), Ok(false));
        }
    }

    #[test]
    fn other_hashes_are_refused_without_being_computed() {
        for hash in [
            "",
            "demo-pass-0001",
            "$argon2i$v=19$m=4096,t=3,p=1$ZmVpcWlhbiBkdW1teSBzYWx0$q7d0Wn5cE0mVbq3mYl0p7sJx2H9u4Zr1fT6gK8oXyAI",
            "$pbkdf2-sha256$i=1000,l=32$ZmVpcWlhbiBkdW1teSBzYWx0$q7d0Wn5cE0mVbq3mYl0p7sJx2H9u4Zr1fT6gK8oXyAI",
            "$argon2id$v=19$m=4194304,t=3,p=1$ZmVpcWlhbiBkdW1teSBzYWx0$q7d0Wn5cE0mVbq3mYl0p7sJx2H9u4Zr1fT6gK8oXyAI",
            "$argon2id$v=19$m=4096,t=4000000,p=1$ZmVpcWlhbiBkdW1teSBzYWx0$q7d0Wn5cE0mVbq3mYl0p7sJx2H9u4Zr1fT6gK8oXyAI",
            "$argon2id$v=19$m=4096,t=3,p=1$ZmVpcWlhbiBkdW1teSBzYWx0",
        ] {
            assert_eq!(verify("x", hash), Err(UnusableHash), "{hash}");
        }
    }
}
