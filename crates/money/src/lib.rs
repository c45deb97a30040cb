//! Money of Feiqian: an integer of minor units with its currency; decimal text on the wire; no float anywhere.
//!
//! Each interface writes amounts by rules of its own, so each has a module that reads them:
//!
//! | module | interface | specification |
//! |---|---|---|
//! | [`cashier`] | products, back office and their upstreams | `cashier.md` 1.3, 6 |
//! | [`payee`] | payees and payouts | `payee.md` 5 |
//! | [`wallet`] | JSON:API wallet, amounts and rates | `wallet.md` 2.5, 2.6 |
//! | [`fee`] | fees of wallet and payee | `wallet.md` 2.6, `payee.md` 6.7 |
//!
//! Pure: no I/O, no clock, no randomness, no panic on any input. Integer arithmetic suffices for all of it, so no
//! decimal type is linked into the components; rust_decimal serves the tests as an independent second opinion.

#![warn(missing_docs)]

mod amount;
pub mod cashier;
mod currency;
mod decimal;
pub mod fee;
pub mod payee;
pub mod wallet;

pub use amount::{AmountError, Money};
pub use currency::Currency;
pub use decimal::{minimal, print};
