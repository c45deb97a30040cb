//! One-time codes (RFC 6238): six digits of HMAC-SHA1, a step of 30 seconds, one step of tolerance to either side.

use feiqian_vault::{Keyring, Place, VaultError};
use totp_rs::{Builder, Secret, Totp};

/// Bytes of a secret, as RFC 4226 recommends.
pub const SECRET_BYTES: usize = 20;

/// How long a code is the current one, in seconds.
pub const STEP_S: u64 = 30;

/// Who the codes are for, as an authenticator shows it.
const ISSUER: &str = "Feiqian";

/// What an operator's authenticator knows.
pub struct CodeSecret(Totp);

impl std::fmt::Debug for CodeSecret {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("CodeSecret")
    }
}

impl CodeSecret {
    /// A new one of random bytes.
    pub fn new(random: [u8; SECRET_BYTES]) -> Self {
        // A step of 30 s, six digits of SHA-1 and one step to either side are what the builder begins with.
        CodeSecret(Builder::new().with_secret(Secret::from(random)).build_noncompliant())
    }

    /// The one of a text in base32; `None` if it is none.
    pub fn from_base32(text: &str) -> Option<Self> {
        let secret = Secret::try_from_base32(text).ok()?;
        (secret.as_bytes().len() == SECRET_BYTES)
            .then(|| CodeSecret(Builder::new().with_secret(secret).build_noncompliant()))
    }

    /// The secret in base32.
    pub fn to_base32(&self) -> String {
        self.0.secret().to_base32()
    }

    /// What an authenticator reads from a QR code. An operator's name needs no escape.
    pub fn uri(&self, name: &str) -> String {
        format!("otpauth://totp/{ISSUER}:{name}?secret={}&issuer={ISSUER}", self.to_base32())
    }

    /// The code at a time.
    pub fn code_at(&self, now_s: u64) -> String {
        self.0.generate(now_s).to_string()
    }

    /// The time step of a code, if it is the current one, the one before or the one after, and younger than the last step
    /// that was accepted.
    pub fn accept(&self, code: &str, now_s: u64, last_step: i64) -> Option<i64> {
        let step = i64::try_from(self.0.check(code, now_s)?).ok()?;
        (step > last_step).then_some(step)
    }

    /// The secret as it is stored.
    ///
    /// # Errors
    /// See [`Keyring::seal`].
    pub fn seal(&self, keyring: &Keyring, name: &str, nonce: [u8; 12]) -> Result<String, VaultError> {
        keyring.seal_text(Place::code_secret(name), nonce, &self.to_base32())
    }

    /// The secret of a stored text.
    ///
    /// # Errors
    /// See [`Keyring::open`]; [`VaultError::Sealed`] if it is no secret.
    pub fn open(keyring: &Keyring, name: &str, stored: &str) -> Result<Self, VaultError> {
        let text = keyring.open_text(Place::code_secret(name), stored)?;
        Self::from_base32(&text).ok_or(VaultError::Sealed)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The secret of RFC 6238, appendix B, and the last six digits of its codes.
    const RFC: [u8; SECRET_BYTES] = *b"12345678901234567890";

    #[test]
    fn codes_are_those_of_the_rfc() {
        let secret = CodeSecret::new(RFC);
        for (now_s, code) in [
            (59, "287082"),
            (1_111_111_109, "081804"),
            (1_111_111_111, "050471"),
            (1_234_567_890, "005924"),
            (2_000_000_000, "279037"),
            (20_000_000_000, "353130"),
        ] {
            assert_eq!(secret.code_at(now_s), code, "{now_s}");
            assert_eq!(secret.accept(code, now_s, 0), i64::try_from(now_s / STEP_S).ok());
        }
    }

    #[test]
    fn a_code_is_good_one_step_around_its_own_and_once() {
        let secret = CodeSecret::new(RFC);
        let code = secret.code_at(1_111_111_111);
        let step = 1_111_111_111 / 30;
        for (now_s, is_good) in [
            (1_111_111_111 - 60, false),
            (1_111_111_111 - 30, true),
            (1_111_111_111, true),
            (1_111_111_111 + 30, true),
            (1_111_111_111 + 60, false),
        ] {
            assert_eq!(secret.accept(&code, now_s, 0).is_some(), is_good, "{now_s}");
        }
        assert_eq!(secret.accept(&code, 1_111_111_111, step - 1), Some(step));
        assert_eq!(secret.accept(&code, 1_111_111_111, step), None, "replayed");
        for wrong in ["", "05047", "0504711", "50471", "05047x", " 050471", "+50471", "０５０４７１"] {
            assert_eq!(secret.accept(wrong, 1_111_111_111, 0), None, "{wrong}");
        }
    }

    #[test]
    fn a_secret_is_shown_as_a_uri_and_stored_sealed_for_its_operator() {
        let secret = CodeSecret::new(RFC);
        let uri = "otpauth://totp/Feiqian:amy?secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ&issuer=Feiqian";
        assert_eq!(secret.uri("amy"), uri);
        let pii_key = "a1:000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f";
        let keyring = Keyring::new(pii_key).unwrap();
        let stored = secret.seal(&keyring, "amy", [1; 12]).unwrap();
        assert!(stored.starts_with("sealed:v1:a1:") && !stored.contains("GEZDG"));
        assert_eq!(CodeSecret::open(&keyring, "amy", &stored).unwrap().to_base32(), secret.to_base32());
        assert_eq!(CodeSecret::open(&keyring, "bob", &stored).unwrap_err(), VaultError::Sealed);
        assert!(CodeSecret::from_base32("GEZDGNBV").is_none() && CodeSecret::from_base32("1").is_none());
    }
}
