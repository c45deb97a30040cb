//! Passwords of merchant accounts: Argon2id PHC strings (cashier.md §4).
//!
//! Recommended for a new hash: m = 4096 KiB, t = 3, p = 1. A guest has one thread and its memory stays with the instance,
//! so the 19 MiB of a server's default would be held sixteen times over by sixteen logins at once; 4 MiB cost a guesser
//! with graphics cards enough memory traffic, and the rate limit of `/token` stands before it.

use argon2::{Algorithm, Argon2, Block, Params, Version};
use base64ct::{Base64Unpadded, Encoding};
use feiqian_signing::digest;

/// What is verified for an account that does not exist, so that it takes as long as one that does. No password fits it:
/// it is the recommended form of random bytes.
pub const DUMMY: &str = "$argon2id$v=19$m=4096,t=3,p=1$ZmVpcWlhbiBkdW1teSBzYWx0$\
     q7d0Wn5cE0mVbq3mYl0p7sJx2H9u4Zr1fT6gK8oXyAI";

/// The dearest hash that is computed, in KiB and passes: a hash beyond it is an operator's mistake that would stall logins.
const MAX_MEMORY_KIB: u32 = 65_536;
const MAX_PASSES: u32 = 10;

/// The stored hash is none that this component computes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct UnusableHash;

/// Whether `password` is the one that `hash` was made of. Compares in constant time.
pub fn verify(password: &str, hash: &str) -> Result<bool, UnusableHash> {
    let (params, salt, wanted) = read(hash).ok_or(UnusableHash)?;
    let mut memory = vec![Block::default(); params.block_count()];
    let mut output = vec![0; wanted.len()];
    Argon2::new(Algorithm::Argon2id, Version::V0x13, params)
        .hash_password_into_with_memory(password.as_bytes(), &salt, &mut output, &mut memory)
        .map_err(|_| UnusableHash)?;
    Ok(digest::equal(&output, &wanted))
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

    #[test]
    fn the_demo_password_fits_the_demo_hash_and_no_other_does() {
        let hash = DEMO.split('\'').find(|text| text.starts_with("$argon2id$")).unwrap();
        assert_eq!(verify("demo-pass-0001", hash), Ok(true));
        for wrong in ["", "demo-pass-0002", "Demo-pass-0001", "demo-pass-0001 ", "demo-pass-000"] {
            assert_eq!(verify(wrong, hash), Ok(false), "{wrong}");
        }
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
