//! The keys of `pii_key`, and what they seal.

use crate::{NONCE_BYTES, VaultError, key_of};
use aes_gcm::aead::{Aead, KeyInit, Payload};
use aes_gcm::{Aes256Gcm, Nonce};
use base64ct::{Base64, Encoding};

/// First byte of a sealed value: the format.
const VERSION: u8 = 1;

/// What a sealed text begins with; the key's id and the value in base64 follow.
const PREFIX: &str = "sealed:v1:";

/// Seals and opens.
pub struct Keyring {
    /// Key id and cipher. The first one seals, all of them open.
    keys: Vec<(Box<str>, Aes256Gcm)>,
}

/// Where a sealed value stands: it opens nowhere else.
#[derive(Debug, Clone, Copy)]
pub struct Place<'p> {
    /// `<table>.<column>`
    pub column: &'static str,
    /// Of a payee's value.
    pub merchant_no: &'p str,
    /// account_token, customer_no, token_id; or the id of a product or a merchant.
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

    /// The secret of an operator's one-time codes.
    pub fn code_secret(name: &'p str) -> Self {
        Place { column: "admin_operators.totp_secret", merchant_no: "", row_key: name }
    }

    /// A key that signs, in `column` (`products.key`) of the row `id`.
    pub fn signing_key(column: &'static str, id: &'p str) -> Self {
        Place { column, merchant_no: "", row_key: id }
    }

    fn associated_data(&self) -> String {
        [self.column, ":", self.merchant_no, ":", self.row_key].concat()
    }
}

impl Keyring {
    /// The keys of the variable `pii_key`.
    ///
    /// # Errors
    /// If it is empty or malformed.
    pub fn new(pii_key: &str) -> Result<Self, VaultError> {
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
        Ok(Keyring { keys })
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
    /// [`VaultError::UnknownKey`] if there is no such key, [`VaultError::Sealed`] if it was not.
    pub fn open(&self, place: Place<'_>, key_id: &str, sealed: &[u8]) -> Result<String, VaultError> {
        let known = self.keys.iter().find(|(id, _)| **id == *key_id);
        let (_, cipher) = known.ok_or(VaultError::UnknownKey)?;
        let rest = sealed.strip_prefix(&[VERSION]).ok_or(VaultError::Sealed)?;
        let (nonce, ciphertext) = rest.split_first_chunk::<NONCE_BYTES>().ok_or(VaultError::Sealed)?;
        let aad = place.associated_data();
        let payload = Payload { msg: ciphertext, aad: aad.as_bytes() };
        let value = cipher.decrypt(&Nonce::from(*nonce), payload).map_err(|_| VaultError::Sealed)?;
        String::from_utf8(value).map_err(|_| VaultError::Sealed)
    }

    /// Seals a value for a column of text: `sealed:v1:<key id>:<base64>`.
    ///
    /// # Errors
    /// See [`Keyring::seal`].
    pub fn seal_text(
        &self,
        place: Place<'_>,
        nonce: [u8; NONCE_BYTES],
        value: &str,
    ) -> Result<String, VaultError> {
        let sealed = Base64::encode_string(&self.seal(place, nonce, value)?);
        Ok([PREFIX, self.key_id(), ":", &sealed].concat())
    }

    /// Opens such a text.
    ///
    /// # Errors
    /// See [`Keyring::open`]; [`VaultError::Sealed`] if it is no such text.
    pub fn open_text(&self, place: Place<'_>, text: &str) -> Result<String, VaultError> {
        let (key_id, sealed) = parts(text).ok_or(VaultError::Sealed)?;
        let sealed = Base64::decode_vec(sealed).map_err(|_| VaultError::Sealed)?;
        self.open(place, key_id, &sealed)
    }
}

/// Whether a text is a sealed one; any other is the value itself.
pub fn is_sealed(text: &str) -> bool {
    text.starts_with(PREFIX)
}

/// The id of the key that a sealed text was sealed under.
pub fn sealing_key(text: &str) -> Option<&str> {
    parts(text).map(|(key_id, _)| key_id)
}

fn parts(text: &str) -> Option<(&str, &str)> {
    text.strip_prefix(PREFIX)?.split_once(':')
}

#[cfg(test)]
mod tests {
    use super::*;

    const A: &str = "a1:000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f";
    const B: &str = "b2:ff0102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1eff";

    #[test]
    fn a_text_says_what_it_is_and_opens_only_in_its_column_and_row() {
        let (old, new) = (Keyring::new(A).unwrap(), Keyring::new(&format!("{B},{A}")).unwrap());
        let place = Place::signing_key("products.key", "1");
        let text = old.seal_text(place, [7; 12], "a key that signs").unwrap();
        assert!(text.starts_with("sealed:v1:a1:AQcH") && text.is_ascii(), "{text}");
        assert_eq!((is_sealed(&text), sealing_key(&text)), (true, Some("a1")));
        assert_eq!(old.open_text(place, &text).as_deref(), Ok("a key that signs"));
        assert_eq!(new.open_text(place, &text).as_deref(), Ok("a key that signs"));
        let under_new = new.seal_text(place, [8; 12], "a key that signs").unwrap();
        assert_eq!(sealing_key(&under_new), Some("b2"));
        assert_eq!(old.open_text(place, &under_new), Err(VaultError::UnknownKey));
        for other in [
            Place::signing_key("products.key", "11"),
            Place::signing_key("products.next_key", "1"),
            Place::signing_key("merchants.key", "1"),
        ] {
            assert_eq!(old.open_text(other, &text), Err(VaultError::Sealed));
        }
        for at in "sealed:v1:".len()..text.len() {
            assert!(old.open_text(place, &text[..at]).is_err(), "cut at {at}");
        }
        for text in [
            "",
            "a key",
            "sealed:v1:",
            "sealed:v1:a1",
            "sealed:v1:a1:",
            "sealed:v1:a1:A",
            "sealed:v2:a1:AQcH",
        ] {
            assert_eq!(old.open_text(place, text), Err(VaultError::Sealed), "{text}");
        }
        assert!(!is_sealed("demo-key-0001") && sealing_key("demo-key-0001").is_none());
    }
}
