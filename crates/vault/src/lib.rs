//! What the payee API keeps secret at rest (`payee.md` 9): values sealed with AES-256-GCM, blind indexes to find them by,
//! hashes of details.
//!
//! Pure: the caller gives the random nonce. No function shows a key or a value in an error.

#[cfg(feature = "demo")]
pub mod demo;

use aes_gcm::aead::{Aead, KeyInit, Payload};
use aes_gcm::{Aes256Gcm, Nonce};
use feiqian_signing::digest;

/// First byte of a sealed value: the format.
const VERSION: u8 = 1;
const NONCE_BYTES: usize = 12;
const KEY_BYTES: usize = 32;

/// The keys of a deployment.
pub struct Vault {
    /// Key id and cipher. The first one seals, all of them open.
    keys: Vec<(Box<str>, Aes256Gcm)>,
    index_key: [u8; KEY_BYTES],
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
}

impl std::fmt::Display for VaultError {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        out.write_str(match self {
            VaultError::PiiKey => "variable pii_key: not keyId:64hex[,keyId:64hex…]",
            VaultError::IndexKey => "variable pii_index_key: not 64 hex digits",
            VaultError::Sealed => "a sealed value cannot be opened",
        })
    }
}

impl std::error::Error for VaultError {}

/// Where a sealed value stands: it opens nowhere else.
#[derive(Debug, Clone, Copy)]
pub struct Place<'p> {
    /// `<table>.<column>`
    pub column: &'static str,
    pub merchant_no: &'p str,
    /// account_token, customer_no or token_id.
    pub row_key: &'p str,
}

impl<'p> Place<'p> {
    /// An API token.
    pub fn token(merchant_no: &'p str, token_id: &'p str) -> Self {
        Place { column: "payee_token.token_enc", merchant_no, row_key: token_id }
    }

    /// A payee's government id.
    pub fn government_id(merchant_no: &'p str, customer_no: &'p str) -> Self {
        Place { column: "payee.gov_id_enc", merchant_no, row_key: customer_no }
    }

    /// The identifier of an account: its number, phone, e-mail or handle.
    pub fn number(merchant_no: &'p str, account_token: &'p str) -> Self {
        Place { column: "payee_account.number_enc", merchant_no, row_key: account_token }
    }

    fn associated_data(&self) -> String {
        [self.column, ":", self.merchant_no, ":", self.row_key].concat()
    }
}

impl Vault {
    /// The vault of the variables `pii_key` and `pii_index_key`.
    ///
    /// # Errors
    /// If one of them is empty or malformed.
    pub fn new(pii_key: &str, pii_index_key: &str) -> Result<Self, VaultError> {
        let mut keys: Vec<(Box<str>, Aes256Gcm)> = Vec::new();
        for entry in pii_key.split(',') {
            let (id, key) = entry.split_once(':').ok_or(VaultError::PiiKey)?;
            let is_id = (1..=16).contains(&id.len())
                && id.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit());
            if !is_id || keys.iter().any(|(other, _)| **other == *id) {
                return Err(VaultError::PiiKey);
            }
            let key = key_of(key).ok_or(VaultError::PiiKey)?;
            keys.push((id.into(), Aes256Gcm::new(&key.into())));
        }
        let index_key = key_of(pii_index_key).ok_or(VaultError::IndexKey)?;
        Ok(Vault { keys, index_key })
    }

    /// The id of the key that seals.
    pub fn key_id(&self) -> &str {
        self.keys.first().map_or("", |(id, _)| id)
    }

    /// Seals a value for a place. `nonce` is random and never used again.
    ///
    /// # Errors
    /// [`VaultError::Sealed`] if the value is longer than the cipher takes, 64 GiB.
    pub fn seal(
        &self,
        place: Place<'_>,
        nonce: [u8; NONCE_BYTES],
        value: &str,
    ) -> Result<Vec<u8>, VaultError> {
        let (_, cipher) = self.keys.first().ok_or(VaultError::PiiKey)?;
        let aad = place.associated_data();
        let payload = Payload { msg: value.as_bytes(), aad: aad.as_bytes() };
        let sealed = cipher.encrypt(&Nonce::from(nonce), payload).map_err(|_| VaultError::Sealed)?;
        Ok([&[VERSION], &nonce[..], &sealed].concat())
    }

    /// Opens a value of a place that was sealed under the key `key_id`.
    ///
    /// # Errors
    /// [`VaultError::Sealed`] if it was not.
    pub fn open(&self, place: Place<'_>, key_id: &str, sealed: &[u8]) -> Result<String, VaultError> {
        let (_, cipher) = self.keys.iter().find(|(id, _)| **id == *key_id).ok_or(VaultError::Sealed)?;
        let rest = sealed.strip_prefix(&[VERSION]).ok_or(VaultError::Sealed)?;
        let (nonce, ciphertext) = rest.split_first_chunk::<NONCE_BYTES>().ok_or(VaultError::Sealed)?;
        let aad = place.associated_data();
        let payload = Payload { msg: ciphertext, aad: aad.as_bytes() };
        let value = cipher.decrypt(&Nonce::from(*nonce), payload).map_err(|_| VaultError::Sealed)?;
        String::from_utf8(value).map_err(|_| VaultError::Sealed)
    }

    /// Blind index of an account's identifier.
    pub fn account_index(&self, merchant_no: &str, number: &str) -> [u8; 32] {
        self.blind("acct", merchant_no, number)
    }

    /// Blind index of a government id with its type, letter case ignored.
    pub fn government_id_index(&self, merchant_no: &str, kind: &str, id: &str) -> [u8; 32] {
        self.blind("gov", merchant_no, &[kind, ":", &id.to_ascii_uppercase()].concat())
    }

    /// Hash of an account's details in the order of `payee.md` 6.4; `None` and empty text are one.
    pub fn details_hash(&self, details: &[Option<&str>]) -> [u8; 32] {
        let mut text = String::new();
        for value in details.iter().map(|value| value.unwrap_or_default()) {
            text.push_str(&value.len().to_string());
            text.push(':');
            text.push_str(value);
        }
        digest::hmac_sha256(&self.index_key, &[text.as_bytes()])
    }

    fn blind(&self, label: &str, merchant_no: &str, value: &str) -> [u8; 32] {
        let parts = [label.as_bytes(), &[0], merchant_no.as_bytes(), &[0], value.as_bytes()];
        digest::hmac_sha256(&self.index_key, &parts)
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
        assert_eq!(vault.open(place, "c3", &new), Err(VaultError::Sealed));
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
        for index in ["", "11", &INDEX[1..], &INDEX.replace('1', "g")] {
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
    fn short_identifiers_show_nothing() {
        assert_eq!(last4("6227000734730752257").as_deref(), Some("2257"));
        assert_eq!(last4("12345678").as_deref(), Some("5678"));
        assert_eq!(last4("1234567"), None);
        assert_eq!(last4("四五六七八九十一").as_deref(), Some("八九十一"));
    }
}
