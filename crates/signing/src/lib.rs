//! Request parameters, the signature schemes and the validation rules of Feiqian's three interfaces.
//!
//! Pure: no I/O, no clock, no randomness, no panic on any input. What a caller sent is kept as text, exactly as
//! written, because that text is what was signed.
//!
//! | module | what | specification |
//! |---|---|---|
//! | [`params`] | parameters of the cashier: query, form and JSON merged | `cashier.md` 1.2 |
//! | [`cashier`] | the cashier's `sign`, and the two signatures towards upstreams | `cashier.md` 2, 6 |
//! | [`chain`] | the hash chain over the audit | |
//! | [`payee`] | parameters of the payee interface, `verifySign`, the header signature | `payee.md` 2 to 4 |
//! | [`unambiguous`] | which names and values a signed text may hold | |
//! | [`payout`] | the signatures towards a payout provider and of its answers | `wallet.md` 5.1 |
//! | [`rfc9421`] | HTTP Message Signatures, and digests of contents | RFC 9421, 9530 |
//! | [`rules`] | validation with Laravel keys | `cashier.md` 1.3 |
//! | [`standard_webhooks`] | the signature that receivers verify with public libraries | `outbox.md` 3 |
//! | [`expected`] | what a refused signature should have covered, for development | |
//! | [`mask`] | masked card numbers and names | `cashier.md` 5 |
//! | [`digest`] | MD5, SHA-256, HMAC and comparison in constant time | |
//! | [`json`], [`form`] | the two encodings a parameter arrives in | |

#![warn(missing_docs)]

pub mod cashier;
pub mod chain;
pub mod digest;
pub mod expected;
pub mod form;
pub mod json;
mod key;
pub mod mask;
pub mod params;
pub mod payee;
pub mod payout;
pub mod rfc9421;
pub mod rules;
pub mod standard_webhooks;
pub mod unambiguous;

pub use key::Key;
pub use params::{Malformed, Params};
pub use rules::{FieldErrors, Rules};
