//! What is kept secret at rest: values sealed with AES-256-GCM, the payees' (`payee.md` 9) and the keys that sign; blind
//! indexes to find payees' values by, hashes of details.
//!
//! Pure: the caller gives the random nonce. No function shows a key or a value in an error.

#![warn(missing_docs)]

#[cfg(feature = "demo")]
pub mod demo;
mod keyring;
#[cfg(feature = "demo")]
pub mod living;

use feiqian_signing::digest;

pub use keyring::{Keyring, Place, is_sealed, sealing_key};

const NONCE_BYTES: usize = 12;
const KEY_BYTES: usize = 32;

/// The keys of a deployment.
pub struct Vault {
    keyring: Keyring,
    /// The first one indexes; a row that is indexed under the second one is found, too.
    index_key: [u8; KEY_BYTES],
    other_index_key: Option<[u8; KEY_BYTES]>,
}

/// Why a vault or a value cannot be opened. Names what, never shows it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum VaultError {
    /// `pii_key` is empty or malformed.
    PiiKey,
    /// `pii_index_key` is empty or malformed.
    IndexKey,
    /// A sealed value that none of the keys opens, or whose place is another.
    Sealed,
    /// A sealed value whose key `pii_key` does not name.
    UnknownKey,
}

impl std::fmt::Display for VaultError {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        out.write_str(match self {
            VaultError::PiiKey => "variable pii_key: not keyId:64hex[,keyId:64hex…]",
            VaultError::IndexKey => "variable pii_index_key: not 64hex[,64hex]",
            VaultError::Sealed => "a sealed value cannot be opened",
            VaultError::UnknownKey => "variable pii_key: has not the key that a value was sealed under",
        })
    }
}

impl std::error::Error for VaultError {}

/// A value's index under the key that indexes, and under the other one while `pii_index_key` names two.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Blind {
    /// Under the first key: what is written.
    pub main: [u8; 32],
    /// Under the second key, if there is one.
    pub other: Option<[u8; 32]>,
}

impl Blind {
    /// Whether a row with this index holds the value.
    pub fn is(&self, index: &[u8]) -> bool {
        index == self.main || self.other.is_some_and(|other| index == other)
    }
}

impl Vault {
    /// The vault of the variables `pii_key` and `pii_index_key`.
    ///
    /// # Errors
    /// If one of them is empty or malformed.
    pub fn new(pii_key: &str, pii_index_key: &str) -> Result<Self, VaultError> {
        let keyring = Keyring::new(pii_key)?;
        let mut keys = pii_index_key.split(',').map(|key| key_of(key).ok_or(VaultError::IndexKey));
        let index_key = keys.next().ok_or(VaultError::IndexKey)??;
        let other_index_key = keys.next().transpose()?;
        if keys.next().is_some() || other_index_key == Some(index_key) {
            return Err(VaultError::IndexKey);
        }
        Ok(Vault { keyring, index_key, other_index_key })
    }

    /// The keys that seal and open.
    pub fn keyring(&self) -> &Keyring {
        &self.keyring
    }

    /// See [`Keyring::key_id`].
    pub fn key_id(&self) -> &str {
        self.keyring.key_id()
    }

    /// See [`Keyring::seal`].
    ///
    /// # Errors
    /// See there.
    pub fn seal(
        &self,
        place: Place<'_>,
        nonce: [u8; NONCE_BYTES],
        value: &str,
    ) -> Result<Vec<u8>, VaultError> {
        self.keyring.seal(place, nonce, value)
    }

    /// See [`Keyring::open`].
    ///
    /// # Errors
    /// See there.
    pub fn open(&self, place: Place<'_>, key_id: &str, sealed: &[u8]) -> Result<String, VaultError> {
        self.keyring.open(place, key_id, sealed)
    }

    /// Blind index of an account's identifier.
    pub fn account_index(&self, merchant_no: &str, number: &str) -> Blind {
        self.blind("acct", merchant_no, number)
    }

    /// Blind index of a government id with its type, letter case ignored.
    pub fn government_id_index(&self, merchant_no: &str, kind: &str, id: &str) -> Blind {
        self.blind("gov", merchant_no, &[kind, ":", &id.to_ascii_uppercase()].concat())
    }

    /// Hash of an account's details in the order of `payee.md` 6.4; `None` and empty text are one.
    pub fn details_hash(&self, details: &[Option<&str>]) -> Blind {
        let mut text = String::new();
        for value in details.iter().map(|value| value.unwrap_or_default()) {
            text.push_str(&value.len().to_string());
            text.push(':');
            text.push_str(value);
        }
        self.under_each_key(&[text.as_bytes()])
    }

    fn blind(&self, label: &str, merchant_no: &str, value: &str) -> Blind {
        self.under_each_key(&[label.as_bytes(), &[0], merchant_no.as_bytes(), &[0], value.as_bytes()])
    }

    fn under_each_key(&self, parts: &[&[u8]]) -> Blind {
        let under = |key: &[u8; KEY_BYTES]| digest::hmac_sha256(key, parts);
        Blind { main: under(&self.index_key), other: self.other_index_key.as_ref().map(under) }
    }
}

/// The last 4 characters of an identifier, kept in clear; none of one with fewer than 8, whose mask is `****` alone.
pub fn last4(value: &str) -> Option<String> {
    let count = value.chars().count();
    (count >= 8).then(|| value.chars().skip(count - 4).collect())
}

fn key_of(text: &str) -> Option<[u8; KEY_BYTES]> {
    let mut key = [0; KEY_BYTES];
    hex::decode_to_slice(text, &mut key).ok()?;
    Some(key)
}

#[cfg(test)]
mod tests {
    use super::*;

    const A: &str = "a1:000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f";
    const B: &str = "b2:ff0102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1eff";
    const INDEX: &str = "1111111111111111111111111111111111111111111111111111111111111111";

    #[test]
    fn a_value_opens_only_in_its_place_and_unchanged() {
        let vault = Vault::new(A, INDEX).unwrap();
        let place = Place::number("900001", "2010000000000000000001");
        let sealed = vault.seal(place, [7; 12], "6227000734730752257").unwrap();
        assert_eq!(sealed.len(), 1 + 12 + 19 + 16);
        assert_eq!(sealed[..13], [1, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7]);
        assert_eq!(vault.open(place, "a1", &sealed).as_deref(), Ok("6227000734730752257"));
        for other in [
            Place::number("900002", "2010000000000000000001"),
            Place::number("900001", "2010000000000000000002"),
            Place::government_id("900001", "2010000000000000000001"),
        ] {
            assert_eq!(vault.open(other, "a1", &sealed), Err(VaultError::Sealed));
        }
        for at in 0..sealed.len() {
            let mut changed = sealed.clone();
            changed[at] ^= 1;
            assert_eq!(vault.open(place, "a1", &changed), Err(VaultError::Sealed), "byte {at}");
            assert_eq!(vault.open(place, "a1", &sealed[..at]), Err(VaultError::Sealed), "cut at {at}");
        }
    }

    #[test]
    fn after_a_rotation_the_new_key_seals_and_the_old_one_opens() {
        let place = Place::token("900001", "1");
        let old = Vault::new(A, INDEX).unwrap().seal(place, [1; 12], "secret").unwrap();
        let vault = Vault::new(&format!("{B},{A}"), INDEX).unwrap();
        assert_eq!(vault.key_id(), "b2");
        assert_eq!(vault.open(place, "a1", &old).as_deref(), Ok("secret"));
        let new = vault.seal(place, [1; 12], "secret").unwrap();
        assert_eq!(vault.open(place, "b2", &new).as_deref(), Ok("secret"));
        assert_ne!(old, new);
        assert_eq!(vault.open(place, "a1", &new), Err(VaultError::Sealed));
        assert_eq!(vault.open(place, "c3", &new), Err(VaultError::UnknownKey));
    }

    #[test]
    fn malformed_keys_are_refused_by_name() {
        for pii_key in
            ["", ":", "a1", "a1:00", "A1:", &A[..66], &format!("{A},"), &format!("{A},{A}"), &format!("{A}0")]
        {
            assert_eq!(Vault::new(pii_key, INDEX).err(), Some(VaultError::PiiKey), "{pii_key}");
        }
        assert_eq!(
            Vault::new(&A.replace("a1:", "abcdefghijklmnopq:"), INDEX).err(),
            Some(VaultError::PiiKey)
        );
        let (twice, three) = (format!("{INDEX},{INDEX}"), format!("{INDEX},{0},{1}", &B[3..], &A[3..]));
        for index in ["", "11", &INDEX[1..], &INDEX.replace('1', "g"), &format!("{INDEX},"), &twice, &three] {
            assert_eq!(Vault::new(A, index).err(), Some(VaultError::IndexKey), "{index}");
        }
    }

    #[test]
    fn indexes_tell_label_merchant_and_value_apart() {
        let vault = Vault::new(A, INDEX).unwrap();
        let all = [
            vault.account_index("900001", "12345678"),
            vault.account_index("900002", "12345678"),
            vault.account_index("900001", "12345679"),
            vault.government_id_index("900001", "SSN", "ab-1"),
            vault.government_id_index("900001", "PASSPORT", "ab-1"),
            vault.details_hash(&[Some("a"), None]),
            vault.details_hash(&[None, Some("a")]),
            vault.details_hash(&[Some("a")]),
        ];
        for (at, one) in all.iter().enumerate() {
            assert!(!all[..at].contains(one), "{at}");
        }
        assert_eq!(
            vault.government_id_index("1", "SSN", "ab-1"),
            vault.government_id_index("1", "SSN", "AB-1")
        );
        assert_eq!(vault.details_hash(&[Some("")]), vault.details_hash(&[None]));
    }

    #[test]
    fn with_two_index_keys_a_value_is_found_under_either() {
        let other = &B[3..];
        let vaults = [INDEX, other, &format!("{INDEX},{other}"), &format!("{other},{INDEX}")];
        let [old, new, both, turned] = vaults.map(|keys| {
            let vault = Vault::new(A, keys).unwrap();
            let gov = vault.government_id_index("900001", "SSN", "ab-1");
            [vault.account_index("900001", "12345678"), gov, vault.details_hash(&[Some("a"), None])]
        });
        for at in 0..3 {
            assert_eq!((old[at].other, new[at].other), (None, None));
            assert_eq!(both[at], Blind { main: old[at].main, other: Some(new[at].main) });
            assert_eq!(turned[at], Blind { main: new[at].main, other: Some(old[at].main) });
            assert!(both[at].is(&old[at].main) && both[at].is(&new[at].main) && !old[at].is(&new[at].main));
        }
    }

    #[test]
    fn short_identifiers_show_nothing() {
        assert_eq!(last4("6227000734730752257").as_deref(), Some("2257"));
        assert_eq!(last4("12345678").as_deref(), Some("5678"));
        assert_eq!(last4("1234567"), None);
        assert_eq!(last4("四五六七八九十一").as_deref(), Some("八九十一"));
    }
}
