//! The signatures of requests, for those who send by means of their own: what this library signs with, and what the bundle
//! verifies with.

pub use feiqian_signing::cashier::{SignType, sign_pairs as sign_product};
pub use feiqian_signing::payee::{HeaderSignature, sign_pairs as sign_payee, token_md5};
pub use feiqian_signing::rfc9421;
pub use feiqian_signing::standard_webhooks;
pub use feiqian_signing::unambiguous;
